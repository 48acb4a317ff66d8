"""Findings: what an assessor asks a unit to mend at a question; open until the assessor closes it."""

from __future__ import annotations

from datetime import datetime

from domain.errors import DomainError
from domain.people import Actor
from domain.review_views import FindingPage
from domain.rights import Action
from domain.zone import Finding, Layer
from services.access import require
from storage import evidence, findings, people, zone
from storage.engine import Transaction

PAGE = 8


def open_of(tx: Transaction, cycle_id: int, unit_id: int) -> tuple[Finding, ...]:
    """The open findings of a unit in a cycle, the first one first."""
    return findings.open_of(tx, cycle_id, unit_id)


def open_counts(tx: Transaction, cycle_id: int) -> dict[int, int]:
    """By unit: how many findings of a cycle are open; a unit without any is left out."""
    return findings.open_counts(tx, cycle_id)


def listing(tx: Transaction, actor: Actor, unit_id: int, page: int) -> FindingPage:
    """A page of what assessors ask a unit to mend. Raises `lke.no_cycle`, `status.unknown_unit`, `access.*`."""
    require(tx, actor, Action.SEE_WORKSHEET, unit_id)
    unit, cycle = people.unit(tx, unit_id), zone.latest_cycle(tx)
    if unit is None:
        raise DomainError("status.unknown_unit")
    if cycle is None:
        raise DomainError("lke.no_cycle")
    found = open_of(tx, cycle.id, unit_id)
    changed = _changed(tx, cycle.id, unit_id)
    pages = max(1, -(-len(found) // PAGE))
    at = min(max(page, 0), pages - 1)
    revised = frozenset(one.id for one in found if is_revised(one, changed.get(one.question)))
    return FindingPage(unit, found[at * PAGE : (at + 1) * PAGE], revised, at, pages, len(found))


def is_revised(finding: Finding, changed_at: datetime | None) -> bool:
    """Whether the unit has answered the question anew, or given evidence for it, since the finding."""
    return changed_at is not None and changed_at > finding.at


def _changed(tx: Transaction, cycle_id: int, unit_id: int) -> dict[str, datetime]:
    """By question: when the unit last answered it or gave evidence for it."""
    answers = zone.answers_of(tx, cycle_id, unit_id, Layer.UNIT.value)
    moments = [(code, one.answered_at) for code, one in answers.items()]
    moments += [(one.question, one.at) for one in evidence.items(tx, cycle_id, unit_id)]
    last: dict[str, datetime] = {}
    for code, moment in moments:
        last[code] = max(moment, last.get(code, moment))
    return last
