"""Words for a rehearsal: leads, reasons for which a day moved, what was left out, and how long the sending takes."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from domain.rehearsal import Day, Kept, Rehearsal, Sending, Silence
from domain.rehearsal_moves import Cause, Gone, LeftOut, Move, Why
from texts.catalogue import mark, translator
from texts.format import date_short, number, zone_label

MINUTE: Final = 60
ALMOST_A_SECOND: Final = timedelta(microseconds=999_999)
CAUSES: Final[Mapping[Why, str]] = MappingProxyType(
    {
        Why.WEEKEND: mark("akhir pekan"),
        Why.HOLIDAY: mark("hari libur"),
        Why.AGENCY_DAY: mark("libur instansi"),
        Why.PRAYERS: mark("salat Jumat"),
        Why.SEASON: mark("jam khusus"),
        Why.DUE_FIRST: mark("tenggatnya sebelum jam pengingat"),
        Why.LATE: mark("hari pengingat yang lain sudah lewat"),
    }
)
LEFT_OUT: Final[Mapping[Gone, str]] = MappingProxyType(
    {
        Gone.PAST: mark("waktunya sudah lewat"),
        Gone.DAY: mark("harinya sama dengan pengingat lain"),
        Gone.TOLD: mark("sudah dikirim"),
    }
)
SILENCES: Final[Mapping[Silence, str]] = MappingProxyType(
    {
        Silence.NEVER: mark("belum menautkan akun"),
        Silence.BLOCKED: mark("memblokir bot atau akunnya tidak aktif"),
        Silence.AWAY: mark("cuti pada hari pengingat"),
    }
)


def lead(days: int | None, language: str) -> str:
    """A lead in short, "H-7", "Hari H" or "H+3"; None is what a person put off."""
    _ = translator(language)
    if days is None:
        return _("Ingatkan nanti")
    if not days:
        return _("Hari H")
    return _("H-{days}").format(days=days) if days > 0 else _("H+{days}").format(days=-days)


def cause(one: Cause, language: str) -> str:
    """Why, with the name of the holiday, day or season where it has one."""
    word = translator(language)(CAUSES[one.why])
    return one.name if one.name and one.why is Why.HOLIDAY else f"{word} {one.name}".strip()


def causes(found: Sequence[Cause], language: str) -> str:
    """All of them in one phrase."""
    return ", ".join(cause(one, language) for one in found)


def move(one: Move, language: str, *, apart: bool = False) -> str:
    """What does not come on its day at the usual time, and why, without a full stop; `apart` names whose it is."""
    _ = translator(language)
    wished, day = (date_short(each, None, language) for each in (one.wished, one.day))
    same = _("{lead} ({wished}) dikirim pukul {clock}: {causes}")
    other = _("{lead} ({wished}) dipindah ke {day}: {causes}")
    said = (same if one.day == one.wished else other).format(
        lead=lead(one.lead, language), wished=wished, day=day, clock=f"{one.clock:%H.%M}",
        causes=causes(one.causes, language),
    )  # fmt: skip
    return f"{said} ({calendars(one.calendars, language)})" if apart else said


def gone(one: LeftOut, language: str) -> str:
    """What is not sent, and why."""
    _ = translator(language)
    return _("{lead} ({wished}): {why}").format(
        lead=lead(one.lead, language), wished=date_short(one.wished, None, language), why=_(LEFT_OUT[one.why])
    )


def calendars(kept: Sequence[Kept], language: str) -> str:
    """Zones and working weeks, "WIB 5 hari, WIT 6 hari"."""
    _ = translator(language)
    return ", ".join(_("{zone} {days} hari").format(zone=zone_label(ZoneInfo(zone)), days=days) for zone, days in kept)


def duration(span: timedelta, language: str) -> str:
    """How long, in minutes and seconds, at least a second."""
    _ = translator(language)
    minutes, seconds = divmod(max(1, round(span.total_seconds())), MINUTE)
    if not minutes:
        return _("{seconds} detik").format(seconds=seconds)
    if not seconds:
        return _("{minutes} menit").format(minutes=number(minutes, language))
    return _("{minutes} menit {seconds} detik").format(minutes=number(minutes, language), seconds=seconds)


def between(sending: Sending, tz: ZoneInfo) -> str:
    """From when to when, "08.00–08.06.58 WIB", the end in whole seconds."""
    begins, ends = sending.begins.astimezone(tz), sending.ends.astimezone(tz) + ALMOST_A_SECOND
    return f"{begins:%H.%M}–{ends:%H.%M.%S} {zone_label(tz, ends)}"


def day_leads(day: Day, language: str) -> str:
    """Which reminders come on a day, "H-7, H-1", the farthest first."""
    found = dict.fromkeys(
        one.lead for one in sorted(day.lines, key=lambda one: -1000 if one.lead is None else -one.lead) if one.people
    )
    return ", ".join(lead(one, language) for one in found)


def clocks(day: Day) -> str:
    """The local times at which people are reminded on a day, "08.00" or "08.00–13.30"."""
    found = sorted({f"{one.at.astimezone(ZoneInfo(one.calendar[0])):%H.%M}" for one in day.lines if one.people})
    return "–".join(dict.fromkeys((found[0], found[-1]))) if found else ""


def longest(found: Rehearsal) -> Sending | None:
    """The sending that takes longest; None when nothing is sent."""
    every = [one for day in found.days for one in day.sendings]
    return max(every, key=lambda one: (one.ends - one.begins, -one.begins.timestamp()), default=None)
