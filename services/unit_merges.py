"""Merging one unit into another: everything that lives goes over, what was signed and assessed stays where it was."""

from __future__ import annotations

from datetime import datetime

from domain.errors import DomainError
from domain.people import Unit
from domain.rights import Holding, Role
from domain.unit_book import Happened, MergePreview
from services import campaigns, roles
from services.deadlines import Planning, replan
from services.units import open_by_id, record
from storage import people, units
from storage import roles as role_storage
from storage.engine import Transaction

REASON = "merge"


def preview(tx: Transaction, away_id: int, into_id: int, now: datetime) -> MergePreview:
    """What a merge would take along. Raises `units.same`, `units.merge_below`, and like `units.rename` for both."""
    away, into = _both(tx, away_id, into_id)
    counts = units.counts(tx, away.id, now)
    return MergePreview(
        people=counts.people,
        children=counts.children,
        grants=sum(1 for one in units.holdings_over(tx, away.id) if not _ends(tx, one, into)),
        groups=counts.groups,
        deadlines=counts.deadlines,
        head_ends=any(_ends(tx, one, into) for one in units.holdings_over(tx, away.id)),
    )


def merge(tx: Transaction, away_id: int, into_id: int, planning: Planning, by: str, now: datetime) -> MergePreview:
    """Merge the first unit into the second and close it; returns what went along.

    Active people, children, roles, linked groups, open deadlines and open requests go over. Signatures, answers and
    past deadlines stay. A head goes over unless the other unit has one: a unit has one head. Again it is refused.
    """
    units.hold_people(tx)
    units.lock_tree(tx)
    found = preview(tx, away_id, into_id, now)
    away, into = _both(tx, away_id, into_id)
    holdings = units.holdings_over(tx, away.id)
    for holding in holdings:
        _pass_role(tx, holding, away, into, by, now)
    units.move_people(tx, away, into, REASON, by, now)
    campaigns.settle(tx, [one.employee_id for one in holdings], now)
    units.pass_on(tx, away.id, into.id, now)
    units.change(tx, away.id, {"closed_at": now, "merged_into": into.id})
    went = {"people": found.people, "children": found.children, "groups": found.groups, "deadlines": found.deadlines}
    record(tx, away.id, Happened.MERGED, {}, {"into": into.code, **went}, by, now)
    record(tx, into.id, Happened.ABSORBED, {}, {"from": away.code, **went}, by, now)
    replan(tx, planning, now, {(into.timezone, into.work_days): {(away.timezone, away.work_days)}})
    return found


def _both(tx: Transaction, away_id: int, into_id: int) -> tuple[Unit, Unit]:
    away, into = open_by_id(tx, away_id), open_by_id(tx, into_id)
    if away.id == into.id:
        raise DomainError("units.same")
    if away.id in people.unit_path(tx, into.id):
        raise DomainError("units.merge_below")
    return away, into


def _ends(tx: Transaction, holding: Holding, into: Unit) -> bool:
    """Whether a role over the one unit is none over the other: its head keeps the post."""
    if holding.role is not Role.UNIT_HEAD:
        return False
    head = units.heads(tx, [into.id]).get(into.id)
    return head is not None and head.id != holding.employee_id


def _pass_role(tx: Transaction, holding: Holding, away: Unit, into: Unit, by: str, now: datetime) -> None:
    reason = f"unit {away.code} digabung ke {into.code}"
    ends = _ends(tx, holding, into)
    roles.end(tx, by, holding.id, reason, now, carried=True)
    holder = people.employee(tx, holding.employee_id)
    if ends or holder is None or not holder.active:
        return
    if role_storage.in_force(tx, holder.id, holding.role, into.id) is None:
        roles.give(tx, by, holder.id, holding.role, into.id, reason, now, carried=True)
