"""What a person is asked to sign: why, and where it stands, as a table of states and events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.errors import DomainError


class RequestState(StrEnum):
    """Where the request to one person stands."""

    OPEN = "open"
    READ = "read"
    SIGNED = "signed"
    DECLINED = "declined"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class RequestEvent(StrEnum):
    """What can happen to the request: `withdraw` corrects an error, `supersede` puts another request in its place."""

    READ = "read"
    SIGN = "sign"
    DECLINE = "decline"
    EXPIRE = "expire"
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"


class RequestReason(StrEnum):
    """Why a person is asked: the campaign itself, or an event in their career."""

    CAMPAIGN = "campaign"
    JOINED = "joined"
    MOVED = "moved"
    PROMOTED = "promoted"
    RETURNED = "returned"
    NEW_TEXT = "new_text"
    CORRECTED = "corrected"


_S, _E = RequestState, RequestEvent
TRANSITIONS: Final[Mapping[tuple[RequestState, RequestEvent], RequestState]] = MappingProxyType(
    {
        (_S.OPEN, _E.READ): _S.READ,
        (_S.OPEN, _E.DECLINE): _S.DECLINED,
        (_S.OPEN, _E.EXPIRE): _S.EXPIRED,
        (_S.OPEN, _E.SUPERSEDE): _S.SUPERSEDED,
        (_S.OPEN, _E.WITHDRAW): _S.WITHDRAWN,
        (_S.READ, _E.READ): _S.READ,
        (_S.READ, _E.SIGN): _S.SIGNED,
        (_S.READ, _E.DECLINE): _S.DECLINED,
        (_S.READ, _E.EXPIRE): _S.EXPIRED,
        (_S.READ, _E.SUPERSEDE): _S.SUPERSEDED,
        (_S.READ, _E.WITHDRAW): _S.WITHDRAWN,
        # Who has declined may think again: reading it anew opens the way to the signature.
        (_S.DECLINED, _E.READ): _S.READ,
        (_S.DECLINED, _E.EXPIRE): _S.EXPIRED,
        (_S.DECLINED, _E.SUPERSEDE): _S.SUPERSEDED,
        (_S.DECLINED, _E.WITHDRAW): _S.WITHDRAWN,
        (_S.SIGNED, _E.EXPIRE): _S.EXPIRED,
        (_S.SIGNED, _E.SUPERSEDE): _S.SUPERSEDED,
        (_S.SIGNED, _E.WITHDRAW): _S.WITHDRAWN,
    }
)
REFUSALS: Final[Mapping[RequestState, str]] = MappingProxyType(
    {
        _S.OPEN: "pledge.unread",
        _S.READ: "pledge.unread",
        _S.SIGNED: "pledge.already_signed",
        _S.DECLINED: "pledge.declined",
        _S.EXPIRED: "pledge.campaign_over",
        _S.SUPERSEDED: "pledge.campaign_over",
        _S.WITHDRAWN: "pledge.campaign_over",
    }
)
WAITING: Final = (RequestState.OPEN, RequestState.READ)


@dataclass(frozen=True, slots=True)
class PledgeRequest:
    """The request to one person in one campaign. `current` is False once another one took its place, or they left."""

    id: int
    campaign_id: int
    employee_id: int
    unit_id: int
    reason: RequestReason
    state: RequestState
    current: bool
    opened_at: datetime
    state_at: datetime


def advance(state: RequestState, event: RequestEvent) -> RequestState:
    """The state after `event`; DomainError `pledge.*` where the table has no such step."""
    after = TRANSITIONS.get((state, event))
    if after is None:
        raise DomainError(REFUSALS[state])
    return after


def before(event: RequestEvent) -> tuple[RequestState, ...]:
    """The states in which `event` can happen, for changing many requests at once."""
    return tuple(state for state, one in TRANSITIONS if one is event)


class Standing(StrEnum):
    """What a signature is worth at a moment, as anybody who checks its code is told."""

    VALID = "valid"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


def standing(*, valid_until: datetime, superseded: bool, withdrawn: bool, now: datetime) -> Standing:
    """The standing of a signature: what was withdrawn was never worth anything, so this comes first."""
    if withdrawn:
        return Standing.WITHDRAWN
    if superseded:
        return Standing.SUPERSEDED
    return Standing.VALID if now < valid_until else Standing.EXPIRED
