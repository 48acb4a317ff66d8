"""What the status of a unit is read from, in few statements: the answers of all layers at a moment, earlier cycles.

The card is asked for more often than any other screen: its statements are built once, and read no column in vain.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any, TypeAlias

from sqlalchemy import Select, bindparam, exists, func, select

from domain.zone import Cycle
from storage import zone
from storage.engine import Transaction
from storage.tables import (
    answers,
    cycles,
    employees,
    finding_closures,
    findings,
    question_owners,
    stage_changes,
    units,
)

Kept: TypeAlias = dict[str, dict[str, object]]
EVER = datetime(1, 1, 1, tzinfo=UTC)

# In the order of the versions, which is that of an index: the last row of a question is its answer.
_VALUES = (
    select(
        answers.c.layer, answers.c.question, answers.c.value,
        (answers.c.answered_at <= bindparam("at", type_=answers.c.answered_at.type)).label("early"),
    )
    .where(answers.c.cycle_id == bindparam("cycle"), answers.c.unit_id == bindparam("unit"))
    .order_by(answers.c.layer, answers.c.question, answers.c.version)
)  # fmt: skip
_EARLIER = (
    select(cycles.c.id)
    .where(cycles.c.year < bindparam("year"))
    .where(exists().where(stage_changes.c.cycle_id == cycles.c.id, stage_changes.c.unit_id == bindparam("unit")))
    .order_by(cycles.c.year.desc())
    .limit(bindparam("most"))
)


def _counts_query() -> Select[Any]:
    closed = exists().where(finding_closures.c.finding_id == findings.c.id)
    open_ones = select(func.count()).select_from(findings).where(
        findings.c.cycle_id == bindparam("cycle"), findings.c.unit_id == bindparam("unit"), ~closed
    )  # fmt: skip
    tree = select(units.c.id).where(units.c.id == bindparam("unit")).cte("below", recursive=True)
    tree = tree.union_all(select(units.c.id).join(tree, units.c.parent_id == tree.c.id))
    people = (
        select(func.count(question_owners.c.employee_id.distinct()))
        .join(employees, employees.c.id == question_owners.c.employee_id)
        .where(
            question_owners.c.cycle_id == bindparam("cycle"), question_owners.c.unit_id == bindparam("unit"),
            question_owners.c.ended_at.is_(None), employees.c.active, employees.c.unit_id.in_(select(tree.c.id)),
        )
    )  # fmt: skip
    return select(open_ones.scalar_subquery(), people.scalar_subquery())


_COUNTS = _counts_query()


def counts(tx: Transaction, cycle_id: int, unit_id: int) -> tuple[int, int]:
    """How many findings of a unit are open, and how many people of it are in charge of questions."""
    open_findings, people = tx.execute(_COUNTS, {"cycle": cycle_id, "unit": unit_id}).one()
    return open_findings, people


def values(tx: Transaction, cycle_id: int, unit_id: int, at: datetime = EVER) -> tuple[Kept, Kept]:
    """By layer and question: the last answers as kept, and those given by `at`; one without an answer is left out."""
    now: Kept = defaultdict(dict)
    then: Kept = defaultdict(dict)
    for layer, question, value, early in tx.execute(_VALUES, {"cycle": cycle_id, "unit": unit_id, "at": at}):
        now[layer][question] = value
        if early:
            then[layer][question] = value
    return _answered(now), _answered(then)


def _answered(kept: Kept) -> Kept:
    return {
        layer: {question: value for question, value in given.items() if value is not None}
        for layer, given in kept.items()
    }


def earlier_cycles(tx: Transaction, unit_id: int, year: int, most: int) -> tuple[Cycle, ...]:
    """The last cycles before a year in which the unit took part, the last one first."""
    ids = tx.execute(_EARLIER, {"unit": unit_id, "year": year, "most": most}).scalars().all()
    found = [zone.cycle(tx, one) for one in ids]
    return tuple(one for one in found if one is not None)
