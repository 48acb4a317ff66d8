"""Dates and times as people type them into a chat: "12 Juni 2026", "Senin depan pukul 16.00", "besok", "dalam 3 hari".

The first number of a date in figures is the day, as it is written in Indonesia. What people use for two different days
is refused as unclear instead of guessed; whoever asks reads the result back before it is kept. English words are read
too. Every function may raise DomainError `date.unreadable`, `date.unclear` or `date.impossible`, each with `value`.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final, NoReturn
from zoneinfo import ZoneInfo

from domain.errors import DomainError

DAYS_A_WEEK: Final = 7
MONTHS: Final = 12
NOON: Final = 12
LAST_HOUR: Final = 23
LAST_MINUTE: Final = 59
LONGEST: Final = 80
"""Signs of a text that is read at all."""
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199

_MONTH_WORDS: Final = (
    "januari january jan", "februari february feb peb", "maret march mar", "april apr", "mei may", "juni june jun",
    "juli july jul", "agustus august agu agt ags agust aug", "september sep sept", "oktober october okt oct",
    "november nopember nov nop", "desember december des dec",
)  # fmt: skip
_MONTH: Final = {word: number for number, words in enumerate(_MONTH_WORDS, 1) for word in words.split()}
_WEEKDAY_WORDS: Final = (
    "senin monday mon", "selasa tuesday tue", "rabu wednesday wed", "kamis thursday thu",
    "jumat jum'at friday fri", "sabtu saturday sat", "minggu ahad sunday sun",
)  # fmt: skip
_WEEKDAY: Final = {word: number for number, words in enumerate(_WEEKDAY_WORDS) for word in words.split()}
_NUMBER_WORDS: Final = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh",
)  # fmt: skip
_ZONES: Final = {"wib": "Asia/Jakarta", "wita": "Asia/Makassar", "wit": "Asia/Jayapura"}

_CLOCK = re.compile(
    r"(?P<word>\b(?:pukul|jam|pkl?\.?|at)\s+)?(?<![\d.:/-])(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{2}))?(?![\d/-]|[.:]\d)"
    r"(?:\s*(?P<part>pagi|siang|sore|malam|am|pm)\b)?(?:\s*(?P<zone>wib|wita|wit)\b)?"
)
_FIGURES = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})")
_SHORT_FIGURES = re.compile(r"(\d{1,2})([-/])(\d{1,2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WORDED = re.compile(r"(\d{1,2})[\s.-]*([a-z]+)\.?(?:[\s.-]*(\d{4}|\d{2}))?")
_AHEAD = re.compile(
    r"(?:(?:dalam|in)\s+(?P<in>\w+)\s+(?P<unit>\w+)|(?P<later>\w+)\s+(?P<of>\w+)\s+(?:lagi|ke depan|mendatang))"
)
_ONE_AHEAD = re.compile(r"(?:dalam\s+)?se(hari|minggu|pekan|bulan)(?:\s+(?:lagi|ke depan|mendatang))?")
_BETWEEN = re.compile(r"\s+(?:sampai dengan|sampai|hingga|s\.?\s?d\.?|s/d|to|until)\s+|\s*(?:\.\.|[–—])\s*|\s+-\s+")
# "3-7 Agustus 2026": two days of one month, which "3-7" alone would not be.
_DAYS_OF_MONTH = re.compile(r"(\d{1,2})\s*[-–—]\s*(\d{1,2})(\s+[a-z]+\.?(?:\s+\d{4})?)")
_UNITS: Final = {
    "hari": "day", "day": "day", "days": "day", "minggu": "week", "pekan": "week", "week": "week", "weeks": "week",
    "bulan": "month", "month": "month", "months": "month",
}  # fmt: skip
_NAMED: Final = {"hari ini": 0, "sekarang": 0, "today": 0, "besok": 1, "tomorrow": 1, "lusa": 2}
# "minggu depan" is the coming Sunday to some, any day of the coming week to others.
_UNCLEAR: Final = frozenset(
    {"minggu depan", "minggu ini", "pekan depan", "bulan depan", "tahun depan", "next week", "next month"}
)
# The hours that each part of the day is said of, and what they are on a clock of 24 hours.
_PARTS: Final = {
    "pagi": {hour: hour for hour in range(1, 12)},
    "siang": {10: 10, 11: 11, 12: 12, 1: 13, 2: 14, 3: 15},
    "sore": {hour: hour + NOON for hour in range(2, 7)},
    "malam": {hour: hour + NOON for hour in range(6, 12)},
    "am": {NOON: 0, **{hour: hour for hour in range(1, 12)}},
    "pm": {NOON: NOON, **{hour: hour + NOON for hour in range(1, 12)}},
}
# "jam 4" is said of the early morning and of the afternoon alike; "04.00" is not.
_UNCLEAR_HOURS: Final = range(1, 7)


@dataclass(frozen=True, slots=True)
class _Clock:
    at: time
    zone: str
    rest: str


def typed_day(text: str, today: date) -> date:
    """The day that `text` means when it is typed on `today`; a date without a year is the next one from today on."""
    return _day(_tidied(text), today, text)


def typed_moment(text: str, now: datetime, tz: tzinfo, usual: time | None = None) -> datetime:
    """The moment in UTC that `text` means, by the clock of `tz` unless WIB, WITA or WIT is said.

    Without a time of day it is `usual`; DomainError `date.time_missing` where that is None. A time without a day is
    today; `date.unclear` when it has passed.
    """
    words = _tidied(text)
    clock = _clock(words, text)
    zone = ZoneInfo(_ZONES[clock.zone]) if clock is not None and clock.zone else tz
    today = now.astimezone(zone).date()
    if clock is None:
        day = _day(words, today, text)
        if usual is None:
            raise DomainError("date.time_missing", value=text.strip())
        return _moment(day, usual, zone)
    found = _moment(_day(clock.rest, today, text) if clock.rest else today, clock.at, zone)
    if not clock.rest and found <= now:
        _refuse("unclear", text)
    return found


def typed_zone(text: str) -> str:
    """The zone (IANA) that is said with a time, "" without one."""
    found = re.search(r"\b(wib|wita|wit)\b", text.lower())
    return _ZONES[found[1]] if found else ""


def typed_period(text: str, today: date) -> tuple[date, date] | None:
    """The first and last day of "1 Februari sampai 30 April 2026"; None when there is only one day in the text.

    Where only the last has a month or a year, it is that of the first too: "3-7 Agustus 2026"; from November or
    December to January or February it is the year before. Which comes first is not checked otherwise.
    """
    words = _tidied(text)
    same_month = _DAYS_OF_MONTH.fullmatch(words)
    parts = [same_month[1] + same_month[3], same_month[2] + same_month[3]] if same_month else _BETWEEN.split(words)
    if len(parts) == 1:
        return None
    if len(parts) > 2:
        _refuse("unreadable", text)
    month = re.fullmatch(r"\d{1,2}(\s+[a-z]+\.?(?:\s+\d{4})?)", parts[1])
    if month is not None and parts[0].isdecimal() and len(parts[0]) <= len("31"):
        parts[0] += month[1]
    year = re.search(r"\d{4}$", parts[1])
    if year is not None and not re.search(r"\d{4}", parts[0]):
        short, word = _SHORT_FIGURES.fullmatch(parts[0]), re.search(r"\d[\s.-]*([a-z]+)\.?$", parts[0])
        if short is not None:
            parts[0] += f"{short[2]}{year[0]}"
        elif word is not None and word[1] in _MONTH:
            parts[0] += f" {year[0]}"
        first, last = _day(parts[0], today, text), _day(parts[1], today, text)
        over_new_year = first > last and first.month > MONTHS - 2 and last.month <= 2
        return (first.replace(year=first.year - 1) if over_new_year else first), last
    first = _day(parts[0], today, text)
    return first, _day(parts[1], first, text)


def _tidied(text: str) -> str:
    words = " ".join(text.lower().replace("’", "'").split())
    if not words or len(words) > LONGEST:
        _refuse("unreadable", text)
    return words


def _refuse(why: str, text: str) -> NoReturn:
    value = text.strip()[:LONGEST]
    if why == "unclear":
        raise DomainError("date.unclear", value=value)
    if why == "impossible":
        raise DomainError("date.impossible", value=value)
    raise DomainError("date.unreadable", value=value)


def _day(words: str, today: date, text: str) -> date:
    words = re.sub(r"^(?:pada|on)\s+|\b(?:tanggal|tgl\.?)\s+", "", words).strip(" ,.")
    if words in _UNCLEAR:
        _refuse("unclear", text)
    if words in _NAMED:
        return today + timedelta(days=_NAMED[words])
    if words.startswith("akhir "):
        return _end(words, today, text)
    return _ahead(words, today, text) or _by_weekday(words, today, text) or _dated(words, today, text)


def _end(words: str, today: date, text: str) -> date:
    if words in ("akhir bulan", "akhir bulan ini"):
        return today.replace(day=calendar.monthrange(today.year, today.month)[1])
    if words in ("akhir tahun", "akhir tahun ini"):
        return date(today.year, MONTHS, 31)
    _refuse("unreadable", text)


def _ahead(words: str, today: date, text: str) -> date | None:
    one, found = _ONE_AHEAD.fullmatch(words), _AHEAD.fullmatch(words)
    if one is not None:
        return _later(today, 1, _UNITS[one[1]], text)
    if found is None:
        return None
    count, unit = found["in"] or found["later"], _UNITS.get(found["unit"] or found["of"])
    if count in _NUMBER_WORDS:
        count = str(_NUMBER_WORDS.index(count))
    if unit is None or not count.isascii() or not count.isdecimal():
        _refuse("unreadable", text)
    return _later(today, int(count), unit, text)


def _later(today: date, count: int, unit: str, text: str) -> date:
    if not 0 <= count <= 400:
        _refuse("impossible", text)
    if unit != "month":
        return today + timedelta(days=count * (DAYS_A_WEEK if unit == "week" else 1))
    years, month = divmod(today.month - 1 + count, MONTHS)
    last = calendar.monthrange(today.year + years, month + 1)[1]
    return date(today.year + years, month + 1, min(today.day, last))


def _by_weekday(words: str, today: date, text: str) -> date | None:
    found = re.fullmatch(r"(hari )?(next )?([a-z']+)( depan| ini)?", words)
    if found is None or found[3] not in _WEEKDAY:
        return None
    monday = today - timedelta(days=today.weekday())
    this_week = monday + timedelta(days=_WEEKDAY[found[3]])
    if found[2] or found[4] == " depan":
        return this_week + timedelta(days=DAYS_A_WEEK)
    if found[4] == " ini":
        if this_week < today:
            _refuse("unclear", text)
        return this_week
    if this_week == today:
        _refuse("unclear", text)
    return this_week if this_week > today else this_week + timedelta(days=DAYS_A_WEEK)


def _dated(words: str, today: date, text: str) -> date:
    weekday, rest = _weekday_before(words)
    found = _in_figures(rest, today, text) or _in_words(rest, today, text)
    if found is None:
        _refuse("unclear" if rest.isdecimal() and len(rest) <= len("31") else "unreadable", text)
    if weekday is not None and found.weekday() != weekday:
        raise DomainError("date.other_weekday", value=text.strip()[:LONGEST])
    return found


def _weekday_before(words: str) -> tuple[int | None, str]:
    found = re.fullmatch(r"(?:hari )?([a-z']+)[, ]\s*(.+)", words)
    if found is None or found[1] not in _WEEKDAY:
        return None, words
    return _WEEKDAY[found[1]], found[2]


def _in_figures(words: str, today: date, text: str) -> date | None:
    iso, figures, short = _ISO.fullmatch(words), _FIGURES.fullmatch(words), _SHORT_FIGURES.fullmatch(words)
    if iso is not None:
        return _real(int(iso[1]), int(iso[2]), int(iso[3]), text)
    if figures is not None:
        return _with_year(figures[4], int(figures[3]), int(figures[1]), today, text)
    if short is not None:
        return _with_year("", int(short[3]), int(short[1]), today, text)
    return None


def _in_words(words: str, today: date, text: str) -> date | None:
    found = _WORDED.fullmatch(words)
    if found is None or found[2] not in _MONTH:
        return None
    return _with_year(found[3] or "", _MONTH[found[2]], int(found[1]), today, text)


def _with_year(year: str, month: int, day: int, today: date, text: str) -> date:
    if len(year) == len("26"):  # the day could be the year as well
        _refuse("unclear", text)
    if year:
        return _real(int(year), month, day, text)
    if (month, day) == (2, 29):
        _refuse("unclear", text)
    this_year = _real(today.year, month, day, text)
    return this_year if this_year >= today else _real(today.year + 1, month, day, text)


def _real(year: int, month: int, day: int, text: str) -> date:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        _refuse("impossible", text)
    try:
        return date(year, month, day)
    except ValueError:
        _refuse("impossible", text)


def _clock(words: str, text: str) -> _Clock | None:
    """The time in the words and what is left without it; None when there is none."""
    found = [one for one in _CLOCK.finditer(words) if one["word"] or one["minute"] or one["part"]]
    if not found:
        return None
    if len(found) > 1:
        _refuse("unclear", text)
    one = found[0]
    rest = f"{words[: one.start()]} {words[one.end() :]}".strip(" ,")
    return _Clock(_time(one, text), one["zone"] or "", " ".join(rest.split()))


def _time(found: re.Match[str], text: str) -> time:
    hour, minute, part = int(found["hour"]), int(found["minute"] or 0), found["part"]
    if hour > LAST_HOUR or minute > LAST_MINUTE:
        _refuse("impossible", text)
    if part:
        if hour not in _PARTS[part] and not (hour > NOON and hour in _PARTS[part].values()):
            _refuse("unclear", text)
        return time(_PARTS[part].get(hour, hour), minute)
    if found["minute"] is None and hour in _UNCLEAR_HOURS:
        _refuse("unclear", text)
    return time(hour, minute)


def _moment(day: date, at: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
