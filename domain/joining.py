"""A request to the head of one's unit to be linked, from who can be recognised by neither phone nor code."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain import activation, crockford
from domain.errors import DomainError
from domain.folding import folded, tidy

MOST_A_DAY = 3
DAY = timedelta(days=1)
SHORTEST_NAME, LONGEST_NAME = 3, 100


class LinkState(StrEnum):
    """How far a request is; only an open one can be decided."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """Who asks (the account and the name they typed), which unit, and what became of it."""

    id: int
    telegram_id: int
    unit_id: int
    typed_name: str
    state: LinkState
    created_at: datetime
    expires_at: datetime
    decided_by: int | None
    decided_at: datetime | None
    employee_id: int | None


def standing(request: LinkRequest, now: datetime) -> LinkState:
    """The state at this moment: an open request whose time is over has expired, written down or not."""
    over = request.state is LinkState.OPEN and now >= request.expires_at
    return LinkState.EXPIRED if over else request.state


def typed_name(text: str) -> str:
    """The full name as typed, on one line; DomainError `request.name` for what can be none (3 to 100 characters)."""
    name = tidy(text)
    letters = sum(character.isalpha() for character in name)
    if letters < SHORTEST_NAME or len(name) > LONGEST_NAME:
        raise DomainError("request.name", shortest=SHORTEST_NAME, longest=LONGEST_NAME)
    return name


def likeness(name: str, other: str) -> int:
    """How many words two names share, whatever their order, case, punctuation and titles."""
    return len(set(folded(name).split()) & set(folded(other).split()))


def nearest_first(name: str, others: Iterable[tuple[int, str]]) -> list[int]:
    """The numbers of (number, name) pairs, those whose names share most words with `name` first, then by name."""
    return [number for number, _ in sorted(others, key=lambda pair: (-likeness(name, pair[1]), pair[1], pair[0]))]


def looks_like_code(text: str) -> bool:
    """Whether this may be meant as an activation code, right or wrong: as many letters and digits as one has."""
    code = crockford.SEPARATORS.sub("", text)
    return len(code) == activation.LENGTH and code.isascii() and code.isalnum()
