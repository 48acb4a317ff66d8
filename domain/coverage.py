"""Lists of the people of a unit by where their signature of a pledge stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.pledge_request import RequestState


class Listing(StrEnum):
    """Which people a list names.

    `UNLINKED`, `BLOCKED` and `NO_PHONE` are those who have yet to sign and can't be written to: without an account,
    with one that refuses messages, and, of those without an account, who can't be recognised by a number either.
    `JOINED` were asked after the opening, `NOT_ASKED` serve without being asked, `UNEXPECTED` have signed though their
    signature is not expected, or not any more.
    """

    SIGNED = "signed"
    WAITING = "waiting"
    DECLINED = "declined"
    UNLINKED = "unlinked"
    BLOCKED = "blocked"
    NO_PHONE = "no_phone"
    JOINED = "joined"
    NOT_ASKED = "not_asked"
    UNEXPECTED = "unexpected"


class Unexpected(StrEnum):
    """Why a signature does not count for the unit: its signer left, is not asked any more, or was asked anew."""

    LEFT = "left"
    OUTSIDE = "outside"
    ASKED_ANEW = "asked_anew"


@dataclass(frozen=True, slots=True)
class Listed:
    """A person in a list. `at` is when they came to the state, or signed; `request_id` is None for who is not asked.

    `reachable` tells that the bot can write to them, `nudged_at` when their head last reminded them, or will.
    """

    employee_id: int
    name: str
    unit: str
    request_id: int | None = None
    state: RequestState | None = None
    at: datetime | None = None
    reachable: bool = False
    nudged_at: datetime | None = None
    why: Unexpected | None = None
