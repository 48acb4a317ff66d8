"""What the status of a unit is read from, in few statements: the answers of all layers at a moment, earlier cycles.

The card is asked for more often than any other screen: its statements are built once, and read no column in vain.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, select

from domain.zone import Cycle
from storage import zone
from storage.engine import Transaction
from storage.tables import answers, cycles, stage_changes


def _values_query(*, until: bool) -> Select[Any]:
    last = func.max(answers.c.version).over(partition_by=(answers.c.layer, answers.c.question))
    query = select(answers.c.layer, answers.c.question, answers.c.value, answers.c.version, last.label("last")).where(
        answers.c.cycle_id == bindparam("cycle"), answers.c.unit_id == bindparam("unit")
    )
    if until:
        query = query.where(answers.c.answered_at <= bindparam("at", type_=answers.c.answered_at.type))
    ranked = query.subquery()
    return select(ranked.c.layer, ranked.c.question, ranked.c.value).where(ranked.c.version == ranked.c.last)


_VALUES, _VALUES_UNTIL = _values_query(until=False), _values_query(until=True)
_EARLIER = (
    select(cycles.c.id)
    .where(cycles.c.year < bindparam("year"))
    .where(exists().where(stage_changes.c.cycle_id == cycles.c.id, stage_changes.c.unit_id == bindparam("unit")))
    .order_by(cycles.c.year.desc())
    .limit(bindparam("most"))
)


def values(tx: Transaction, cycle_id: int, unit_id: int, at: datetime | None = None) -> dict[str, dict[str, object]]:
    """By layer and question: the last answers as kept, or those given by `at`; notes without an answer are left out."""
    found: dict[str, dict[str, object]] = defaultdict(dict)
    keys: dict[str, object] = {"cycle": cycle_id, "unit": unit_id}
    rows = tx.execute(_VALUES, keys) if at is None else tx.execute(_VALUES_UNTIL, {**keys, "at": at})
    for layer, question, value in rows:
        if value is not None:
            found[layer][question] = value
    return found


def earlier_cycles(tx: Transaction, unit_id: int, year: int, most: int) -> tuple[Cycle, ...]:
    """The last cycles before a year in which the unit took part, the last one first."""
    ids = tx.execute(_EARLIER, {"unit": unit_id, "year": year, "most": most}).scalars().all()
    found = [zone.cycle(tx, one) for one in ids]
    return tuple(one for one in found if one is not None)
