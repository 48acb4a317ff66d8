"""What must not stand in a log, found by its shape: bot tokens, deep links with codes, telephone and staff numbers."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

SHORTEST_SECRET: Final = 6  # a shorter "secret" is part of ordinary words

# In an address even a token of the wrong length is hidden, because somebody mistyped a real one.
_URL_TOKEN = re.compile(r"(?<=/bot)\d+(?::|%3A)[^/\s\"'?]*", re.IGNORECASE | re.ASCII)
_TOKEN = re.compile(r"(?<!\d)\d{5,}(?::|%3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE | re.ASCII)
# Eighteen digits: birth date, appointment, sex, sequence; often written in these four groups.
_STAFF_NUMBER = re.compile(r"(?<!\d)(\d{4})(\d{4})[ .-]?(\d{6})[ .-]?(\d)[ .-]?(\d{3})(?!\d)", re.ASCII)
# +62 with any area code; 62 and 0 only before the 8 of mobile numbers, else every number that starts so would match.
# A decimal fraction ("0.0812345678") is no phone, a full stop before one ("telp.0812...") is nothing special.
_PHONE = re.compile(
    r"(?<!\d)(?<!\d[.,])"
    r"(?:(?:\+|00)62[ .()-]{0,2}\d(?:[ .()-]{0,2}\d){6,12}|\(?(?:62[ .-]?|0)8\d{1,2}\)?(?:[ .-]?\d{2,5}){2,4})"
    r"(?!\d)",
    re.ASCII,
)
# The deep link of an activation code or of the owner code: who reads it can use it.
_CODE = re.compile(r"(?<![A-Za-z0-9])([ao]_)[0-9A-HJKMNP-TV-Z]{12}(?![A-Za-z0-9])", re.ASCII)
_PHONE_DIGITS = range(9, 16)  # +62 and a landline of Jakarta up to 62 and the longest mobile number


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` without tokens, codes, phones and the given secrets, staff numbers by their first and last four digits."""
    for secret in secrets:
        text = text.replace(secret, "[secret]")
    text = _URL_TOKEN.sub("[token]", text)
    text = _TOKEN.sub("[token]", text)
    text = _CODE.sub(r"\1[code]", text)
    text = _STAFF_NUMBER.sub(r"\1••••••••\4\5", text)
    return _PHONE.sub(_phone, text)


def redact_value(value: object, secrets: Iterable[str] = ()) -> object:
    """`redact` for whatever a log entry holds: containers through and through, other objects by their text.

    Numbers stay numbers unless they are staff or telephone numbers; a key of a mapping is text like any other.
    """
    match value:
        case None | bool() | float():
            return value
        case Mapping():
            return {redact_value(key, secrets): redact_value(held, secrets) for key, held in value.items()}
        case list() | tuple() | set() | frozenset():
            return [redact_value(held, secrets) for held in value]
        case bytes() | bytearray():
            text = bytes(value).decode("utf-8", "backslashreplace")
        case _:
            text = str(value)
    found = redact(text, secrets)
    return value if isinstance(value, int) and found == text else found


def _phone(match: re.Match[str]) -> str:
    digits = sum(character.isdigit() for character in match[0])
    return "[phone]" if digits in _PHONE_DIGITS else match[0]
