"""Whom a campaign asks: everybody, a unit and all below it, the holders of a role, a kind of unit, or a list."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import DomainError


class AudienceKind(StrEnum):
    """How the people of an audience are told."""

    ALL = "all"
    UNIT = "unit"
    ROLE = "role"
    KIND = "kind"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Audience:
    """`values` are: nothing for ALL, one unit id for UNIT, role names, kinds of unit, or employee ids as text."""

    kind: AudienceKind = AudienceKind.ALL
    values: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises DomainError `campaign.audience` for an audience that says nothing or too much."""
        wrong = bool(self.values) is (self.kind is AudienceKind.ALL)
        if wrong or (self.kind is AudienceKind.UNIT and len(self.values) != 1):
            raise DomainError("campaign.audience")
