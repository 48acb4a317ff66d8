"""Whom an announcement is for, by the names that people type."""

from __future__ import annotations

from collections.abc import Sequence

from domain.announcement import Audience
from domain.errors import DomainError
from domain.rights import Role
from storage import announcement_copies as copies
from storage import people as people_storage
from storage.engine import Transaction


def named(
    tx: Transaction,
    *,
    groups: bool,
    people: bool,
    codes: Sequence[str] = (),
    roles: Sequence[str] = (),
    kinds: Sequence[str] = (),
) -> Audience:
    """An audience by codes of units, names of roles and kinds of units, in whatever case they were typed.

    Raises `announce.nobody`, `roster.unknown_unit`, `announce.unknown_role` and `announce.unknown_kind`.
    """
    units = [_unit(tx, code) for code in codes]
    held = [_role(typed) for typed in roles]
    known = copies.kinds(tx)
    kept = [_kind(typed, known) for typed in kinds]
    found = Audience(groups, people, tuple(units), tuple(held), tuple(kept))
    found.check()
    return found


def _unit(tx: Transaction, code: str) -> int:
    unit = people_storage.unit_by_code(tx, code)
    if unit is None:
        raise DomainError("roster.unknown_unit", code=code)
    return unit.id


def _role(typed: str) -> str:
    known = [one.value for one in Role]
    if typed.lower() not in known:
        raise DomainError("announce.unknown_role", value=typed, known=", ".join(known))
    return typed.lower()


def _kind(typed: str, known: Sequence[str]) -> str:
    if typed.lower() not in known:
        raise DomainError("announce.unknown_kind", value=typed, known=", ".join(known))
    return typed.lower()
