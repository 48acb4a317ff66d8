"""What is kept of a ZI cycle, as values: the cycle, stages, answers, evidence, findings, owners, the proposal.

`by` is `account:ID` or `cli` everywhere; moments are aware.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Layer(StrEnum):
    """Whose answer it is: the unit's own, the agency's assessors' (TPI), the ministry's (TPN)."""

    UNIT = "unit"
    TPI = "tpi"
    TPN = "tpn"


@dataclass(frozen=True, slots=True)
class Cycle:
    """The ZI programme of one year. `windows` holds the first and last day by what may be done then.

    The keys are "fill", "review", "revise" and "propose"; one that is not there is open all year.
    """

    id: int
    year: int
    title: str
    windows: Mapping[str, tuple[date, date]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class StageChange:
    """That a unit entered a stage on its way to `target` (WBK or WBBM)."""

    id: int
    cycle_id: int
    unit_id: int
    stage: str
    target: str
    changed_at: datetime
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """One version of the answer to a question; `value` is raw as kept, None for a note without an answer."""

    question: str
    version: int
    value: object
    note: str
    by: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A file (`sha256` is set) or a link that a unit gives for a question; `size` in bytes."""

    id: int
    cycle_id: int
    unit_id: int
    question: str
    name: str
    link: str
    file_id: int | None
    sha256: str
    size: int
    media_type: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """What an assessor asks a unit to mend at a question; `closed_at` None while it is open."""

    id: int
    cycle_id: int
    unit_id: int
    question: str
    layer: Layer
    note: str
    by: str
    at: datetime
    closed_at: datetime | None = None
    closing_note: str = ""


@dataclass(frozen=True, slots=True)
class QuestionOwner:
    """Who owes the answers of a question or of an area (`scope`), until the end of `due_on`."""

    id: int
    scope: str
    employee_id: int
    name: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class ProposalTick:
    """Whether a unit has an item of the proposal, with a file or link where one was given."""

    item: str
    done: bool
    file_id: int | None
    link: str
    note: str
    by: str
    at: datetime
