"""Moments, numbers and progress as people write them, in Indonesian and English.

Names and separators come from Unicode CLDR through Babel. CLDR has no Indonesian day count ("H-7") and writes English
times in another way than Indonesian offices do in both languages ("16.00 WIB"); those are the table below.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from babel.dates import format_date, get_timezone_gmt, get_timezone_name
from babel.numbers import format_decimal, format_percent

Number = Fraction | Decimal | float | int

_FULL, _EMPTY = "▰", "▱"
# Indonesian zones keep one offset all year, so any moment tells their abbreviation.
_ANY_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Conventions:
    """How one language writes: CLDR locale, joined date and time, day count before and after, and the day itself."""

    locale: str
    moment: str
    day_letter: str
    due_day: str


_CONVENTIONS: Mapping[str, _Conventions] = MappingProxyType(
    {
        "id": _Conventions("id", "{date} pukul {time}", "H", "Hari H"),
        # British English for the order of the date: "12 January 2026".
        "en": _Conventions("en_GB", "{date} at {time}", "D", "D-day"),
    }
)


def date_long(moment: date | datetime, tz: tzinfo | None = None, language: str = "id") -> str:
    """The date with its weekday, "Senin, 12 Januari 2026"; a moment is taken in `tz`, a plain date needs none."""
    return format_date(_day(moment, tz), "EEEE, d MMMM y", locale=_of(language).locale)


def date_short(moment: date | datetime, tz: tzinfo | None = None, language: str = "id") -> str:
    """The date for lists, "Sen, 12 Jan 2026"; a moment is taken in `tz`, a plain date needs none."""
    return format_date(_day(moment, tz), "E, d MMM y", locale=_of(language).locale)


def time_of_day(moment: datetime, tz: tzinfo) -> str:
    """The time on the wall clock of a zone with its abbreviation, "16.00 WIB", the same in every language."""
    local = _local(moment, tz)
    return f"{local:%H.%M} {zone_label(tz, local)}"


def moment_long(moment: datetime, tz: tzinfo, language: str = "id") -> str:
    """Date, time and zone, "Senin, 12 Januari 2026 pukul 16.00 WIB"."""
    return _of(language).moment.format(date=date_long(moment, tz, language), time=time_of_day(moment, tz))


def zone_label(tz: tzinfo, moment: datetime | None = None) -> str:
    """WIB, WITA or WIT for an Indonesian zone, the offset ("GMT+09:00") for any other."""
    local = _local(moment or _ANY_MOMENT, tz)
    # Only the Indonesian locale data holds these abbreviations; English readers know them too.
    name = get_timezone_name(local, width="short", locale="id")
    return get_timezone_gmt(local, locale="id") if name.startswith(("+", "-")) else name


def countdown(due: datetime, now: datetime, tz: tzinfo, language: str = "id") -> str:
    """Calendar days to a due moment in a zone: "H-7" before, "Hari H" on the day, "H+1" after."""
    conventions = _of(language)
    days = (_local(now, tz).date() - _local(due, tz).date()).days
    return f"{conventions.day_letter}{days:+d}" if days else conventions.due_day


def decimal(value: Number, places: int = 2, language: str = "id") -> str:
    """A number with a fixed count of decimals, "81,57", rounded half away from zero and exactly."""
    pattern = "#,##0." + "0" * places if places else "#,##0"
    return format_decimal(rounded(value, places), format=pattern, locale=_of(language).locale)


def percent(ratio: Number, places: int = 0, language: str = "id") -> str:
    """A ratio (1 is the whole) in hundredths, "81,5%", rounded half away from zero and exactly."""
    pattern = "#,##0." + "0" * places + "%" if places else "#,##0%"
    return format_percent(rounded(ratio, places + 2), format=pattern, locale=_of(language).locale)


def number(value: int, language: str = "id") -> str:
    """A whole number with grouped thousands, "10.250"."""
    return format_decimal(value, locale=_of(language).locale)


def rounded(value: Number, places: int) -> Decimal:
    """The value to `places` decimals, half away from zero; a float counts as the decimal it prints as.

    Raises:
        ValueError: the value is not finite.
    """
    if isinstance(value, float):
        # 2.675 is stored below the half; people mean the digits that they see.
        value = Decimal(repr(value))
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError("only a finite number can be shown")
    scaled = Fraction(value) * 10**places
    magnitude = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    digits = tuple(int(digit) for digit in str(magnitude))
    return Decimal((int(scaled < 0 < magnitude), digits, -places))


def bar(ratio: Number, width: int = 10) -> str:
    """Progress as `width` signs; full only when all is done, empty only when nothing is."""
    share = min(max(Fraction(ratio), Fraction(0)), Fraction(1))
    filled = int(share * width + Fraction(1, 2))
    if share > 0:
        filled = max(filled, 1)
    if share < 1:
        filled = min(filled, width - 1)
    return _FULL * filled + _EMPTY * (width - filled)


def _of(language: str) -> _Conventions:
    return _CONVENTIONS.get(language, _CONVENTIONS["id"])


def _local(moment: datetime, tz: tzinfo) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone cannot be shown")
    return moment.astimezone(tz)


def _day(moment: date | datetime, tz: tzinfo | None) -> date:
    if not isinstance(moment, datetime):
        return moment
    if tz is None:
        raise ValueError("a moment has a date only in a zone")
    return _local(moment, tz).date()
