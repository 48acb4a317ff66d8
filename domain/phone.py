"""Telephone numbers in the one form E.164 knows, from the many ways people and workbooks write Indonesian ones.

Numbering: ITU-T E.164 (at most 15 digits); Indonesia +62, mobile numbers 8 and 8 to 11 more digits.
"""

import re

from domain.errors import DomainError

# Blanks, hyphens, dots, brackets and the invisible direction marks that address books copy along.
SPACING = re.compile("[\\s().'\\-\u2010-\u2015\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
SPREADSHEET_TAIL = re.compile(r"\.00?$")
INDONESIAN = re.compile(r"8[0-9]{8,11}|[1-79][0-9]{6,11}")
# Longest first. People often keep the trunk 0 after the country code; workbooks lose the 0 before a bare 8.
INDONESIAN_PREFIXES = ("00620", "0062", "620", "62", "0", "")
FOREIGN = re.compile(r"[1-9][0-9]{6,14}")


def normalise(text: str) -> str:
    """The number as `+62…`, or another country's that starts with `+`; DomainError `roster.phone_*` otherwise.

    For what people type and workbooks hold; 08…, 62…, +62…, 0062… and 8… are read as Indonesian.
    """
    number = SPACING.sub("", SPREADSHEET_TAIL.sub("", text.strip()))
    if not number:
        raise DomainError("roster.phone_empty")
    if not re.fullmatch(r"\+?[0-9]+", number):
        raise DomainError("roster.phone_characters")
    if number.startswith("+"):
        return _international(number[1:])
    prefix = next(prefix for prefix in INDONESIAN_PREFIXES if number.startswith(prefix))
    if not prefix and not number.startswith("8"):
        raise DomainError("roster.phone_prefix")
    return _indonesian(number.removeprefix(prefix))


def from_contact(text: str) -> str:
    """The number of a Telegram contact, which always holds the country code, with or without `+`.

    Never read it with `normalise`: a Japanese 81234567890 would pass for an Indonesian mobile number.
    """
    number = SPACING.sub("", text)
    if not re.fullmatch(r"\+?[0-9]+", number):
        raise DomainError("roster.phone_characters")
    return _international(number.removeprefix("+"))


def masked(number: str) -> str:
    """An E.164 number with all but its first three and last three characters hidden."""
    return f"{number[:3]}••••{number[-3:]}" if len(number) >= 8 else "••••"


def _international(digits: str) -> str:
    if digits.startswith("62"):
        return _indonesian(digits[2:].removeprefix("0"))
    if not FOREIGN.fullmatch(digits):
        raise DomainError("roster.phone_length", digits=len(digits))
    return f"+{digits}"


def _indonesian(national: str) -> str:
    if not INDONESIAN.fullmatch(national):
        raise DomainError("roster.phone_length", digits=len(national))
    return f"+62{national}"
