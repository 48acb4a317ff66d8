"""The second factor of a signature: which proofs an agency asks for before the tap, and what a PIN may be.

A short secret is refused where it stands on the lists of what people choose first (NIST SP 800-63B-4, section 3.1.1.2,
asks for such a list), or where the staff number tells it.
"""

import re
from collections.abc import Collection
from enum import StrEnum
from typing import Final

from domain.errors import DomainError

PIN_LENGTH: Final = 6
_SPACING: Final = re.compile(r"[\s.-]")
_UP: Final = "01234567890"
_DOWN: Final = "09876543210"


class Proof(StrEnum):
    """One thing that shows that the signer is the person: their name typed in full, or their PIN."""

    NAME = "name"
    PIN = "pin"


class Factor(StrEnum):
    """What the agency asks for."""

    NONE = "none"
    NAME = "name"
    PIN = "pin"
    NAME_AND_PIN = "name+pin"

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """The proofs in the order in which they are asked for."""
        return tuple(one for one in Proof if one.value in self.value.split("+"))


def next_proof(factor: Factor, proved: Collection[Proof]) -> Proof | None:
    """The proof that is still to be given, None when the person may sign."""
    return next((one for one in factor.proofs if one not in proved), None)


def used(proved: Collection[Proof]) -> Factor:
    """The factor that the given proofs make up, as the signature records it."""
    return Factor("+".join(one.value for one in Proof if one in proved) or "none")


def pin_digits(typed: str) -> str:
    """The six digits that were typed; DomainError `pledge.pin_form` for anything else."""
    digits = _SPACING.sub("", typed)
    if not re.fullmatch(rf"[0-9]{{{PIN_LENGTH}}}", digits):
        raise DomainError("pledge.pin_form", length=PIN_LENGTH)
    return digits


def new_pin(typed: str, staff_number: str) -> str:
    """The digits of a PIN that may be chosen.

    DomainError `pledge.pin_weak` for one digit or a short group repeated, a row up or down, and for the birth date in
    the staff number (18 digits or empty) in any usual order.
    """
    digits = pin_digits(typed)
    repeated = any(digits == digits[:size] * (PIN_LENGTH // size) for size in (1, 2, 3))
    if repeated or digits in _UP or digits in _DOWN or digits in _birth_dates(staff_number):
        raise DomainError("pledge.pin_weak")
    return digits


def _birth_dates(staff_number: str) -> set[str]:
    century, year, month, day = staff_number[:2], staff_number[2:4], staff_number[4:6], staff_number[6:8]
    full = century + year
    return {day + month + year, year + month + day, month + day + year, full + month, month + full, day + full}
