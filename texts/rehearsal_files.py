"""The words of a rehearsal's picture and workbook."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_day_names

from domain.rehearsal import Line, Rehearsal, Sending, Unreached
from domain.rehearsal_moves import LeftOut, Move
from texts import deadline_words
from texts import rehearsal_words as words
from texts.catalogue import translator
from texts.format import date_long, number

LOCALES: Final = {"id": "id", "en": "en_GB"}


def month_title(first: date, language: str) -> str:
    """Month and year, "Maret 2026"."""
    return format_date(first, "MMMM y", locale=LOCALES.get(language, "id"))


def weekdays(language: str) -> tuple[str, ...]:
    """The heads of a week from Monday on."""
    names = get_day_names("abbreviated", locale=LOCALES.get(language, "id"))
    return tuple(names[day] for day in range(7))


def picture_title(found: Rehearsal, language: str) -> str:
    """The title of the one deadline, or how many there are."""
    _ = translator(language)
    if len(found.deadlines) == 1:
        return found.deadlines[0].title
    return _("{count} tenggat bersama").format(count=len(found.deadlines))


def picture_note(found: Rehearsal, language: str) -> str:
    """The due moment of the one deadline, and how many messages there are."""
    _ = translator(language)
    count = _("{count} pesan").format(count=number(found.messages, language))
    if len(found.deadlines) != 1:
        return count
    due = _("Paling lambat {at}").format(at=deadline_words.moment(found.deadlines[0], language))
    return f"{due} · {count}"


def legend(language: str) -> tuple[str, str, str, str, str, str]:
    """What the signs mean: closed, reminder, follow-up, moved here, moved away, due day."""
    _ = translator(language)
    return (
        _("hari libur"), _("pengingat"), _("susulan"), _("pindahan dari hari lain"), _("dipindah"), _("hari tenggat")
    )  # fmt: skip


def footer(found: Rehearsal, language: str) -> str:
    """That nothing is sent, and whose days off these are."""
    _ = translator(language)
    note = _("Uji coba: tidak ada yang dikirim.")
    if found.calendars == 1:
        return note
    days = _("Hari libur menurut unit terbanyak; unit lain dapat berbeda.")
    return f"{note} {days}"


def due_mark(language: str) -> str:
    """The sign of a due day."""
    _ = translator(language)
    return _("Tenggat")


def messages(count: int, language: str) -> str:
    """How much is sent on a day, short."""
    _ = translator(language)
    return _("{count} pesan").format(count=number(count, language))


def many(count: int, language: str) -> str:
    """In place of more marks than fit into a day."""
    return f"+{number(count, language)}"


def sheet_titles(language: str) -> tuple[str, str, str]:
    """What is planned, what moved, and who is not reached."""
    _ = translator(language)
    return _("Rencana"), _("Dipindah"), _("Tidak terjangkau")


def plan_columns(language: str) -> tuple[str, ...]:
    """The heads of the first sheet."""
    _ = translator(language)
    return (
        _("Hari"), _("Jam setempat"), _("Zona dan hari kerja"), _("Tenggat"), _("Pengingat"), _("Orang"), _("Cuti"),
        _("Atas permintaan sendiri"), _("Pesan pada saat itu"), _("Dikirim antara"), _("Selesai pada jam kerja"),
    )  # fmt: skip


def plan_row(found: Rehearsal, line: Line, sending: Sending | None, language: str) -> tuple[str | int, ...]:
    """What so many people of a calendar get; `sending` is that of its moment."""
    _ = translator(language)
    zone = ZoneInfo(line.calendar[0])
    return (
        date_long(line.day, None, language),
        f"{line.at.astimezone(zone):%H.%M}",
        words.calendars([line.calendar], language),
        title_of(found, line.deadline_id),
        words.lead(line.lead, language),
        line.people,
        line.away,
        _("ya") if line.own else "",
        sending.messages if sending else 0,
        words.between(sending, zone) if sending else "",
        (_("ya") if sending.in_time else _("tidak")) if sending else "",
    )


def move_columns(language: str) -> tuple[str, ...]:
    """The heads of the second sheet."""
    _ = translator(language)
    return (
        _("Tenggat"), _("Pengingat"), _("Seharusnya"), _("Menjadi"), _("Jam setempat"), _("Alasan"),
        _("Zona dan hari kerja"),
    )  # fmt: skip


def move_row(found: Rehearsal, one: Move, language: str) -> tuple[str, ...]:
    """A reminder that moved."""
    return (
        title_of(found, one.deadline_id), words.lead(one.lead, language), date_long(one.wished, None, language),
        date_long(one.day, None, language), f"{one.clock:%H.%M}", words.causes(one.causes, language),
        words.calendars(one.calendars, language),
    )  # fmt: skip


def gone_row(found: Rehearsal, one: LeftOut, language: str) -> tuple[str, ...]:
    """A reminder that does not come."""
    _ = translator(language)
    return (
        title_of(found, one.deadline_id), words.lead(one.lead, language), date_long(one.wished, None, language),
        _("tidak dikirim"), "", _(words.LEFT_OUT[one.why]), words.calendars(one.calendars, language),
    )  # fmt: skip


def unreached_columns(language: str) -> tuple[str, ...]:
    """The heads of the third sheet."""
    _ = translator(language)
    return _("Nama"), _("Unit"), _("Alasan")


def unreached_rows(found: Sequence[Unreached], language: str) -> list[tuple[str, ...]]:
    """Who hears nothing, or not everything."""
    _ = translator(language)
    return [(one.name, one.unit, _(words.SILENCES[one.why])) for one in found]


def title_of(found: Rehearsal, deadline_id: int) -> str:
    """The title of one of the deadlines."""
    return next((one.title for one in found.deadlines if one.id == deadline_id), "")
