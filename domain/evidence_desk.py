"""Evidence as people see it: the desk of a question, one item, what was added, and the address for assessors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.instrument_model import Question
from domain.people import Unit
from domain.zone import Cycle, EvidenceItem


@dataclass(frozen=True, slots=True)
class Share:
    """A signed address of the evidence of one question, or of a whole unit (`question` None)."""

    id: int
    cycle_id: int
    unit_id: int
    question: str | None
    by: str
    at: datetime
    expires_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Totals:
    """What a unit has given: items, different files among them, and the bytes of these."""

    items: int
    files: int
    size: int


@dataclass(frozen=True, slots=True)
class Desk:
    """A page (from 0) of what a unit gives for a question, and what the person may do there."""

    unit: Unit
    cycle: Cycle
    question: Question
    items: tuple[EvidenceItem, ...]
    count: int
    page: int
    pages: int
    may_change: bool
    may_share: bool
    totals: Totals


@dataclass(frozen=True, slots=True)
class ItemCard:
    """One item, and whether the person may take it back."""

    unit: Unit
    question: Question
    item: EvidenceItem
    may_change: bool


@dataclass(frozen=True, slots=True)
class Added:
    """An item that is there now. `is_new` is False when the question had this very file or link before.

    `count` is how many items the question has, `needs_opening` tells that a shared folder must let everybody in.
    """

    unit: Unit
    question: Question
    item: EvidenceItem
    is_new: bool
    count: int
    needs_opening: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """A page (from 0) of what the unit has given elsewhere and this question has not."""

    unit: Unit
    question: Question
    items: tuple[EvidenceItem, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class ShareDesk:
    """The addresses of a unit's evidence that are open: of one question (None: of the whole unit)."""

    unit: Unit
    cycle: Cycle
    question: Question | None
    share: Share | None
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """What an address shows: the evidence of a question (None: of the whole unit), in the order of the worksheet."""

    share: Share
    unit: Unit
    cycle: Cycle
    question: Question | None
    items: tuple[EvidenceItem, ...]

    def item(self, item_id: int) -> EvidenceItem | None:
        """One of the files or links that it shows."""
        return next((one for one in self.items if one.id == item_id), None)
