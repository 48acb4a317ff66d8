"""What a move of a stage hangs on or follows: ticks of the proposal, figures of the agency, whom to tell."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from domain.zone import ProposalTick, StageChange
from storage.engine import Transaction
from storage.people import subtree
from storage.tables import accounts, agency_figures, employees, links, proposal_ticks, stage_changes


def change(tx: Transaction, change_id: int) -> StageChange | None:
    """The change of a stage with this id."""
    row = tx.execute(select(stage_changes).where(stage_changes.c.id == change_id)).first()
    return StageChange(**row._mapping) if row else None


def ticks(tx: Transaction, cycle_id: int, unit_id: int) -> dict[str, ProposalTick]:
    """By item of the proposal: the last tick of a unit."""
    own = (proposal_ticks.c.cycle_id == cycle_id) & (proposal_ticks.c.unit_id == unit_id)
    rows = tx.execute(select(proposal_ticks).where(own).order_by(proposal_ticks.c.id))
    return {row.item: _tick(row) for row in rows}


def _tick(row: Any) -> ProposalTick:
    return ProposalTick(row.item, row.done, row.file_id, row.link or "", row.note, row.by, row.at)


def figures(tx: Transaction, year: int) -> dict[str, str]:
    """By name: the agency's last figure up to a year."""
    query = select(agency_figures).where(agency_figures.c.year <= year).order_by(agency_figures.c.year)
    return {row.name: row.value for row in tx.execute(query)}


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
