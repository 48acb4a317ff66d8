"""Receipt codes: nine random characters and a check character of Crockford's base 32, good for reading out aloud.

The check character makes the sum of all ten characters zero, each multiplied by its own power of a generator of GF(32).
Every power differs, so one wrong character and every swap of two different characters are found.
"""

import re

from domain.errors import DomainError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
RANDOM_BYTES = 6
RANDOM_BITS = 45
LOOKALIKES = str.maketrans("ILO", "110")
SEPARATORS = re.compile("[\\s\\-\u2010-\u2015]")
FIELD_POLYNOMIAL = 0b100101


def make(random_bytes: bytes) -> str:
    """A code from 6 random bytes, of which 45 bits are used; ValueError for fewer or more bytes."""
    if len(random_bytes) != RANDOM_BYTES:
        msg = f"a receipt code takes {RANDOM_BYTES} random bytes, not {len(random_bytes)}"
        raise ValueError(msg)
    number = int.from_bytes(random_bytes, "big") >> (RANDOM_BYTES * 8 - RANDOM_BITS)
    values = [(number >> shift) & 31 for shift in range(RANDOM_BITS - 5, -1, -5)]
    return "".join(ALPHABET[value] for value in (*values, _syndrome([*values, 0])))


def parse(text: str) -> str:
    """The ten characters of a typed code; lower case, I and L for 1, O for 0, blanks and hyphens are forgiven.

    DomainError `verify.bad_code` when it is not a code that `make` could have given.
    """
    code = SEPARATORS.sub("", text).upper().translate(LOOKALIKES)
    values = [ALPHABET.find(character) for character in code]
    if len(values) != LENGTH or -1 in values or _syndrome(values) != 0:
        raise DomainError("verify.bad_code")
    return code


def shown(code: str) -> str:
    """The code as people read it: XXXXX-XXXXX."""
    return f"{code[:5]}-{code[5:]}"


def _syndrome(values: list[int]) -> int:
    """Horner's sum of the values in GF(32); 0 for a whole code, the check value when the last value is 0."""
    total = 0
    for value in values:
        total = _doubled(total) ^ value
    return total


def _doubled(value: int) -> int:
    shifted = value << 1
    return shifted ^ FIELD_POLYNOMIAL if shifted & 32 else shifted
