"""What units have ticked of the check-list of a proposal: the last row of an item counts."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import func, insert, select

from domain.zone import ProposalTick
from storage.engine import Transaction
from storage.tables import evidence_files, proposal_ticks


def add(tx: Transaction, cycle_id: int, unit_id: int, tick: ProposalTick) -> None:
    """Add a row for an item; the ones before stay."""
    values = {
        "cycle_id": cycle_id, "unit_id": unit_id, "item": tick.item, "done": tick.done, "file_id": tick.file_id,
        "link": tick.link or None, "note": tick.note, "by": tick.by, "at": tick.at,
    }  # fmt: skip
    tx.execute(insert(proposal_ticks).values(**values))


def ticks(tx: Transaction, cycle_id: int, unit_id: int) -> dict[str, ProposalTick]:
    """By item: the last row of a unit."""
    return all_ticks(tx, cycle_id, unit_id).get(unit_id, {})


def all_ticks(tx: Transaction, cycle_id: int, unit_id: int | None = None) -> dict[int, dict[str, ProposalTick]]:
    """By unit and item: the last rows of every unit that has any, or of one."""
    last = select(func.max(proposal_ticks.c.id)).where(proposal_ticks.c.cycle_id == cycle_id)
    if unit_id is not None:
        last = last.where(proposal_ticks.c.unit_id == unit_id)
    last = last.group_by(proposal_ticks.c.unit_id, proposal_ticks.c.item)
    found: dict[int, dict[str, ProposalTick]] = defaultdict(dict)
    for row in tx.execute(select(proposal_ticks).where(proposal_ticks.c.id.in_(last))):
        tick = ProposalTick(row.item, row.done, row.file_id, row.link or "", row.note, row.by, row.at)
        found[row.unit_id][row.item] = tick
    return dict(found)


def file(tx: Transaction, file_id: int) -> tuple[str, str] | None:
    """SHA-256 in hex and media type of a file."""
    row = tx.execute(select(evidence_files).where(evidence_files.c.id == file_id)).first()
    return (row.sha256, row.media_type) if row else None
