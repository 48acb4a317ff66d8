"""Linking a group to a unit: the request that waits for its answer, and what can be wrong with a linked group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.delivery import Reason
from domain.people import Unit
from domain.rights import Action, Grant, may

WAITS: Final = timedelta(minutes=10)


class RequestState(StrEnum):
    """What became of a wish to link a group. `EXPIRED` is never stored: it follows from the time."""

    OPEN = "open"
    LINKED = "linked"
    CANCELLED = "cancelled"
    REPLACED = "replaced"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class GroupRequest:
    """A wish to link a group, waiting for the private answer of who asked. `unit_id` None: still to be chosen."""

    id: int
    chat_id: int
    thread_id: int | None
    title: str
    unit_id: int | None
    telegram_id: int
    state: RequestState
    expires_at: datetime

    def state_at(self, now: datetime) -> RequestState:
        """The state at this moment; an open request ends with its time."""
        over = self.state is RequestState.OPEN and now >= self.expires_at
        return RequestState.EXPIRED if over else self.state


class Standing(StrEnum):
    """What the bot is in a group."""

    ADMIN = "admin"
    MEMBER = "member"
    MUTED = "muted"
    LEFT = "left"
    KICKED = "kicked"


DEMOTED: Final = "demoted"
"""The trouble of a bot that was administrator: in most groups it can go on writing."""

WARNINGS: Final = frozenset({DEMOTED})
"""Troubles that do not keep messages from being sent."""

_BY_STANDING: Final[Mapping[Standing, str]] = {
    Standing.ADMIN: "",
    Standing.MEMBER: "",
    Standing.MUTED: Reason.NO_RIGHTS,
    Standing.LEFT: Reason.NOT_MEMBER,
    Standing.KICKED: Reason.KICKED,
}
PRESENT: Final = frozenset({Standing.ADMIN, Standing.MEMBER, Standing.MUTED})


def trouble_after(before: Standing, after: Standing) -> str:
    """What is wrong with a group in which the bot's standing changed so; "" for nothing."""
    if (before, after) == (Standing.ADMIN, Standing.MEMBER):
        return DEMOTED
    return str(_BY_STANDING[after])


def blocks(trouble: str) -> bool:
    """Whether a group with this trouble gets no messages."""
    return trouble != "" and trouble not in WARNINGS


def linkable(units: Iterable[Unit], grants: Iterable[Grant]) -> tuple[Unit, ...]:
    """The units, in their order, that these grants allow to link a group to; closed ones are left out."""
    known, held = tuple(units), tuple(grants)
    parents = {unit.id: unit.parent_id for unit in known}
    return tuple(
        unit for unit in known if unit.closed_at is None and may(held, Action.LINK_GROUP, _path(parents, unit.id))
    )


def _path(parents: Mapping[int, int | None], unit_id: int) -> tuple[int, ...]:
    path: list[int] = []
    at: int | None = unit_id
    while at is not None and at not in path:
        path.append(at)
        at = parents.get(at)
    return tuple(path)
