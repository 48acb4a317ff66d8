"""Which deadlines the windows of a ZI cycle give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from domain.deadline import Deadline, DoneRule
from domain.rights import Role
from domain.worksheet import Doing
from domain.zone import Cycle

DUTIES: Final[Mapping[Doing, tuple[DoneRule, Role]]] = MappingProxyType(
    {
        Doing.FILL: (DoneRule.WORKSHEET, Role.ZI_TEAM),
        Doing.REVIEW: (DoneRule.MARK, Role.ASSESSOR),
        Doing.REVISE: (DoneRule.WORKSHEET, Role.ZI_TEAM),
        Doing.PROPOSE: (DoneRule.MARK, Role.ZI_TEAM),
    }
)
"""What ends the duty at the end of a window, and whose duty it is."""

USUAL: Final = frozenset({Doing.FILL, Doing.REVIEW, Doing.REVISE})
"""Whoever prepares a proposal is told of what it lacks by `proposal_reminders` anyway."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A window and the deadline that it has (`deadline`), or would have at `due_at` (None without a day ahead)."""

    doing: Doing
    title: str
    last: date | None
    due_at: datetime | None
    rule: DoneRule
    role: Role
    deadline: Deadline | None

    @property
    def can_be_made(self) -> bool:
        """Whether there is a deadline to be made."""
        return self.deadline is None and self.due_at is not None


@dataclass(frozen=True, slots=True)
class Offer:
    """A cycle with its windows in their order."""

    cycle: Cycle
    windows: tuple[Offered, ...]

    @property
    def makeable(self) -> tuple[Doing, ...]:
        """The windows for which a deadline can be made."""
        return tuple(one.doing for one in self.windows if one.can_be_made)
