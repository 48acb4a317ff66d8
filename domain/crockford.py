"""Codes in Crockford's base 32: random characters and a check character, good for typing and for reading out aloud.

The check character makes the sum of all characters zero, each multiplied by its own power of a generator of GF(32). Up
to 31 characters every power differs, so one wrong character and every swap of two different characters are found.
"""

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans("ILO", "110")
SEPARATORS = re.compile("[\\s\\-\u2010-\u2015]")
BITS = 5
LONGEST = 31
FIELD_POLYNOMIAL = 0b100101


def spell(random_bytes: bytes, length: int) -> str:
    """A code of `length` characters (2 to 31): the leading bits of the bytes, five a character, and a check character.

    ValueError for another length, or when there are not just as many bytes as the bits take.
    """
    _check_length(length)
    bits = BITS * (length - 1)
    needed = (bits + 7) // 8
    if len(random_bytes) != needed:
        msg = f"a code of {length} characters takes {needed} random bytes, not {len(random_bytes)}"
        raise ValueError(msg)
    number = int.from_bytes(random_bytes, "big") >> (needed * 8 - bits)
    values = [(number >> shift) & 31 for shift in range(bits - BITS, -1, -BITS)]
    return "".join(ALPHABET[value] for value in (*values, _syndrome([*values, 0])))


def read(text: str, length: int) -> str | None:
    """The characters of a typed code of `length` characters, None when it is not one that `spell` could have given.

    Lower case, I and L for 1, O for 0, blanks and hyphens are forgiven.
    """
    _check_length(length)
    code = SEPARATORS.sub("", text).upper().translate(LOOKALIKES)
    values = [ALPHABET.find(character) for character in code]
    return code if len(values) == length and -1 not in values and _syndrome(values) == 0 else None


def grouped(code: str, size: int) -> str:
    """The code as people read it: groups of `size` characters with hyphens between."""
    return "-".join(code[start : start + size] for start in range(0, len(code), size))


def _check_length(length: int) -> None:
    if not 2 <= length <= LONGEST:
        msg = f"a code has 2 to {LONGEST} characters, not {length}"
        raise ValueError(msg)


def _syndrome(values: list[int]) -> int:
    """Horner's sum of the values in GF(32); 0 for a whole code, the check value when the last value is 0."""
    total = 0
    for value in values:
        total = _doubled(total) ^ value
    return total


def _doubled(value: int) -> int:
    shifted = value << 1
    return shifted ^ FIELD_POLYNOMIAL if shifted & 32 else shifted
