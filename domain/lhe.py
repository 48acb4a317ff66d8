"""An evaluation report (LHE): its facts, and what stands on paper in words, which PDF and DOCX both show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.people import Unit
from domain.road import Road
from domain.scoring import Scorecard, Verdict
from domain.worksheet import Difference
from domain.zone import Cycle, Finding


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says of a unit. `findings` are all of the internal assessors, closed ones too.

    `road` is the way to the target from the assessors' answers, or from the unit's own where they have none. `notes`
    are the assessors' by question.
    """

    unit: Unit
    cycle: Cycle
    stage: str
    target: str
    own: Scorecard
    assessed: Scorecard
    verdict: Verdict
    road: Road
    findings: tuple[Finding, ...]
    differences: tuple[Difference, ...]
    notes: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows in words below a header; `shares` are the widths of the columns, `numbers` those set to the right.

    `strong` are the places of rows that sum others up.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...]
    numbers: tuple[int, ...] = ()
    strong: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part: paragraphs, numbered points, then a table."""

    title: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole report in words. `facts` are pairs under the title; `signers` sign at the end, with blanks for names.

    `draft` marks what is not signed yet, `page` is the foot of each page ({page} and {pages} are filled in), `made_at`
    (aware) the date of the file.
    """

    agency: str
    office: str
    title: str
    unit: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    place_and_date: str
    signers: tuple[str, ...]
    blank: str
    staff_number: str
    draft: str
    page: str
    made_at: datetime
