"""Who has been reminded of which deadline, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import literal, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.among import among
from storage.engine import Transaction
from storage.tables import deadline_tellings, employees
from storage.types import Moment


def told(tx: Transaction, deadline_ids: Sequence[int], employee_ids: Sequence[int]) -> dict[tuple[int, int], datetime]:
    """When these people were reminded last, by (deadline, employee)."""
    known = deadline_tellings.c
    query = select(known.deadline_id, known.employee_id, known.at).where(
        among(tx, known.deadline_id, deadline_ids), among(tx, known.employee_id, employee_ids)
    )
    return {(deadline_id, employee_id): at for deadline_id, employee_id, at in tx.execute(query)}


def note_told(tx: Transaction, told: Iterable[tuple[int, int]], now: datetime) -> None:
    """Note (deadline, employee) of what people are reminded of."""
    people_of: dict[int, list[int]] = defaultdict(list)
    for deadline_id, employee_id in told:
        people_of[deadline_id].append(employee_id)
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    keys = [deadline_tellings.c.deadline_id, deadline_tellings.c.employee_id]
    for deadline_id, ids in sorted(people_of.items()):
        # From what stands there already: a page of rows of its own would cost more than all the rest of the page.
        rows = select(literal(deadline_id), employees.c.id, literal(now, Moment), literal(now, Moment))
        columns = ["deadline_id", "employee_id", "first_at", "at"]  # who is told again keeps when they were told first
        statement = dialect.insert(deadline_tellings).from_select(columns, rows.where(among(tx, employees.c.id, ids)))
        tx.execute(statement.on_conflict_do_update(index_elements=keys, set_={"at": statement.excluded.at}))
