"""What a move of a stage hangs on or follows: the change before it, counts of answers, and whom to tell."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Text, cast, func, select

from domain.zone import StageChange
from storage.engine import Transaction
from storage.people import subtree
from storage.tables import accounts, answers, employees, links, stage_changes


def change(tx: Transaction, change_id: int) -> StageChange | None:
    """The change of a stage with this id."""
    row = tx.execute(select(stage_changes).where(stage_changes.c.id == change_id)).first()
    return StageChange(**row._mapping) if row else None


def answered_counts(tx: Transaction, cycle_id: int, layer: str, unit_ids: Sequence[int]) -> dict[int, int]:
    """By unit: how many questions of a layer are answered, in full or in part; a note alone does not count."""
    ours = (answers.c.cycle_id == cycle_id, answers.c.layer == layer, answers.c.unit_id.in_(unit_ids))
    last = select(func.max(answers.c.id)).where(*ours).group_by(answers.c.unit_id, answers.c.question)
    query = (
        select(answers.c.unit_id, func.count().label("answered"))
        .where(answers.c.id.in_(last), cast(answers.c.value, Text) != "null")
        .group_by(answers.c.unit_id)
    )
    return {row.unit_id: row.answered for row in tx.execute(query)}


def accounts_of_unit(tx: Transaction, unit_id: int) -> tuple[int, ...]:
    """The accounts of everybody of a unit and all below it who can be written to."""
    query = (
        select(links.c.telegram_id)
        .join(employees, employees.c.id == links.c.employee_id)
        .join(accounts, (accounts.c.telegram_id == links.c.telegram_id) & accounts.c.reachable)
        .where(links.c.ended_at.is_(None), employees.c.active, employees.c.unit_id.in_(subtree(unit_id)))
        .order_by(links.c.telegram_id)
    )
    return tuple(tx.execute(query).scalars())
