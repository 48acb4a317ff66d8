"""Receipt codes: nine random characters and a check character of Crockford's base 32, good for reading out aloud."""

from domain import crockford
from domain.errors import DomainError

ALPHABET = crockford.ALPHABET
LENGTH = 10
RANDOM_BYTES = 6
RANDOM_BITS = 45


def make(random_bytes: bytes) -> str:
    """A code from 6 random bytes, of which 45 bits are used; ValueError for fewer or more bytes."""
    if len(random_bytes) != RANDOM_BYTES:
        msg = f"a receipt code takes {RANDOM_BYTES} random bytes, not {len(random_bytes)}"
        raise ValueError(msg)
    return crockford.spell(random_bytes, LENGTH)


def parse(text: str) -> str:
    """The ten characters of a typed code; lower case, I and L for 1, O for 0, blanks and hyphens are forgiven.

    DomainError `verify.bad_code` when it is not a code that `make` could have given.
    """
    code = crockford.read(text, LENGTH)
    if code is None:
        raise DomainError("verify.bad_code")
    return code


def is_code(text: str) -> bool:
    """Whether `parse` would take it."""
    try:
        parse(text)
    except DomainError:
        return False
    return True


def shown(code: str) -> str:
    """The code as people read it: XXXXX-XXXXX."""
    return crockford.grouped(code, 5)
