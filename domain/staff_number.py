"""Staff numbers of 18 digits: NIP of a PNS, NI PPPK of a PPPK.

Birth date, year and month of appointment (PNS) or year and contract (PPPK), sex, serial: as press and civil-service
guides describe them. That 21 and above marks a PPPK is inferred from examples, so what is neither is `unknown`: ask.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.errors import DomainError

LENGTH = 18
YOUNGEST, OLDEST = 17, 70
HIDDEN = "••••••••"
SPACING = re.compile(r"[\s.']")
# A spreadsheet keeps 15 digits of a number: the rest of a staff number stored as one is lost.
SPREADSHEET_NUMBER = re.compile(r"[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+|[0-9]{18}\.0")


class Kind(StrEnum):
    """Whose number it is, as far as the digits tell."""

    PNS = "pns"
    PPPK = "pppk"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, repr=False)
class StaffNumber:
    """A valid number; its digits are personal data, so its text form is masked."""

    digits: str
    kind: Kind
    birth_date: date

    def __repr__(self) -> str:
        return f"StaffNumber({masked(self.digits)}, {self.kind})"


def parse(text: str, today: date | None = None) -> StaffNumber:
    """The number in `text` without spaces and dots; DomainError `roster.staff_number_*` says what is wrong.

    With `today` the age must be 17 to 70 years.
    """
    if SPREADSHEET_NUMBER.fullmatch(text.strip()):
        raise DomainError("roster.staff_number_rounded")
    digits = SPACING.sub("", text)
    if not digits:
        raise DomainError("roster.staff_number_empty")
    if not re.fullmatch(r"[0-9]+", digits):
        raise DomainError("roster.staff_number_characters")
    if len(digits) != LENGTH:
        raise DomainError("roster.staff_number_length", expected=LENGTH, actual=len(digits))
    born = _birth_date(digits)
    _check_age(born, today)
    _check_year(digits, born)
    if digits[14] not in "12":
        raise DomainError("roster.staff_number_sex", digit=digits[14])
    if digits[15:] == "000":
        raise DomainError("roster.staff_number_serial")
    return StaffNumber(digits, _kind(digits), born)


def masked(digits: str) -> str:
    """The number as people see it on a screen: first and last four digits, always eight bullets between."""
    if len(digits) != LENGTH:
        return HIDDEN
    return f"{digits[:4]}{HIDDEN}{digits[-4:]}"


def grouped(digits: str) -> str:
    """The number as documents print it, grouped 8-6-1-3; anything but 18 digits stays as it is."""
    if len(digits) != LENGTH:
        return digits
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"


def _birth_date(digits: str) -> date:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError as error:
        raise DomainError("roster.staff_number_birth_date", digits=digits[:8]) from error


def _check_age(born: date, today: date | None) -> None:
    if today is None:
        return
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if not YOUNGEST <= age <= OLDEST:
        raise DomainError("roster.staff_number_age", youngest=YOUNGEST, oldest=OLDEST)


def _check_year(digits: str, born: date) -> None:
    """Refuse a year of appointment outside the working life that the birth date leaves."""
    year = int(digits[8:12])
    if not born.year + YOUNGEST - 1 <= year <= born.year + OLDEST:
        raise DomainError("roster.staff_number_year", year=year)


def _kind(digits: str) -> Kind:
    number = int(digits[12:14])
    if 1 <= number <= 12:
        return Kind.PNS
    return Kind.PPPK if number >= 21 else Kind.UNKNOWN
