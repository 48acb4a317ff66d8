"""The inbox as its reader uses it: keep before acknowledging, drop when handled, park what fails each time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from storage import messages
from storage.engine import Transaction


def keep(tx: Transaction, updates: Sequence[tuple[int, str]], now: datetime) -> int:
    """Write updates (id, JSON); known ids are ignored. Returns how many were new."""
    return messages.keep_updates(tx, updates, now)


def pending(tx: Transaction) -> tuple[tuple[int, str], ...]:
    """The updates whose handler has not finished, oldest first."""
    return messages.pending_updates(tx)


def finish(tx: Transaction, update_id: int) -> None:
    """Forget a handled update."""
    messages.drop_update(tx, update_id)


def park(tx: Transaction, update_id: int, error: str, now: datetime) -> None:
    """Lay an update aside for good, with the kind of error that it met."""
    messages.park_update(tx, update_id, error, now)
