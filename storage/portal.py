"""What the portal's interface reads beyond cycles and answers: who goes as an affirmation, and its master list."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select

from domain.portal import Listed
from domain.stages import Stage
from storage import joining
from storage.engine import Transaction
from storage.tables import audit

LIST: Final = "portal_list"


def affirmed(tx: Transaction, cycle_id: int, unit_ids: Iterable[int]) -> frozenset[int]:
    """The units among these whose proposal was last sent as an affirmation in a cycle, as the audit trail has it."""
    subjects = {f"unit:{one}": one for one in unit_ids}
    query = (
        select(audit.c.subject, audit.c.detail)
        .where(audit.c.action == "move_stage", audit.c.subject.in_(subjects))
        .order_by(audit.c.id)
    )
    last: dict[int, bool] = {}
    for row in tx.execute(query):
        if (row.detail.get("cycle"), row.detail.get("stage")) == (cycle_id, Stage.ADMINISTRATIVE_SELECTION.value):
            last[subjects[row.subject]] = bool(row.detail.get("affirmed"))
    return frozenset(unit_id for unit_id, yes in last.items() if yes)


def keep_list(tx: Transaction, listed: Sequence[Listed], now: datetime) -> None:
    """Put this master list in the place of the one before."""
    joining.drop_fact(tx, LIST)
    joining.keep_fact(tx, LIST, json.dumps([[one.number, one.kind, one.place] for one in listed]), now)


def master_list(tx: Transaction) -> tuple[tuple[Listed, ...], datetime] | None:
    """The master list and when it was loaded; None while that of the package counts."""
    found = joining.fact(tx, LIST)
    if found is None:
        return None
    return tuple(Listed(number, kind, place) for number, kind, place in json.loads(found[0])), found[1]


def drop_list(tx: Transaction) -> bool:
    """Go back to the list of the package; whether there was another one."""
    return joining.drop_fact(tx, LIST)
