"""The deadlines at the ends of a cycle's windows."""

from __future__ import annotations

from sqlalchemy import select, update

from domain.deadline import Deadline
from storage.deadlines import any_deadline
from storage.engine import Transaction
from storage.tables import deadlines


def of_windows(tx: Transaction, cycle_id: int) -> dict[str, Deadline]:
    """By the name of the window: its deadline, unless that was ended."""
    query = select(deadlines.c.window, deadlines.c.id).where(
        deadlines.c.cycle_id == cycle_id, deadlines.c.window.is_not(None), deadlines.c.ended_at.is_(None)
    )
    found = {window: any_deadline(tx, deadline_id) for window, deadline_id in tx.execute(query).all()}
    return {window: one for window, one in found.items() if one is not None}


def let_go_of_ended(tx: Transaction, cycle_id: int) -> None:
    """Deadlines that were ended are no longer those of a window, so that it can have another."""
    ended = (deadlines.c.cycle_id == cycle_id) & deadlines.c.ended_at.is_not(None)
    tx.execute(update(deadlines).where(ended).values(window=None))
