"""Whom a deadline concerns, and who of them still owes it: one place for reminders, lists, coverage and rehearsals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true

from domain.deadline import Concerned, Deadline, DoneRule
from domain.stages import Stage
from storage import pledges
from storage.engine import Transaction
from storage.people import subtree
from storage.tables import (
    cycles,
    deadline_people,
    deadlines,
    done_marks,
    employees,
    grants,
    signatures,
    stage_changes,
    units,
)

NOT_HANDED_IN = (Stage.DECLARED.value, Stage.BUILDING.value, Stage.SELF_ASSESSMENT.value, Stage.RETURNED.value)


def concerned(deadline: Deadline) -> ColumnElement[bool]:
    """Holds for the active employees whom the deadline concerns; for a query over `employees` joined to `units`."""
    within = true() if deadline.unit_id is None else employees.c.unit_id.in_(subtree(deadline.unit_id))
    return and_(employees.c.active, within, _chosen(deadline))


def _chosen(deadline: Deadline) -> ColumnElement[bool]:
    match deadline.audience.concerned:
        case Concerned.KIND:
            return units.c.kind == deadline.audience.value
        case Concerned.ROLE:
            held = (grants.c.employee_id == employees.c.id) & (grants.c.role == deadline.audience.value)
            reach = or_(grants.c.unit_id.is_(None), grants.c.unit_id == employees.c.unit_id)
            return exists().where(held, grants.c.revoked_at.is_(None), reach)
        case Concerned.PEOPLE:
            named = deadline_people.c.employee_id == employees.c.id
            return exists().where(named, deadline_people.c.deadline_id == deadline.id)
        case _:
            return true()


def concerning(employee_id: int, kind: str, unit_path: Sequence[int]) -> ColumnElement[bool]:
    """Holds for the deadlines that concern this active person, in a unit of this kind; for a query over `deadlines`."""
    whom = func.coalesce(deadlines.c.audience["concerned"].as_string(), Concerned.ALL.value)
    value = deadlines.c.audience["value"].as_string()
    held = select(grants.c.role).where(grants.c.employee_id == employee_id, grants.c.revoked_at.is_(None))
    own = or_(grants.c.unit_id.is_(None), grants.c.unit_id == unit_path[0])
    named = select(deadline_people.c.deadline_id).where(deadline_people.c.employee_id == employee_id)
    chosen = or_(
        whom.in_((Concerned.ALL.value, Concerned.OWING.value)),
        and_(whom == Concerned.KIND.value, value == kind),
        and_(whom == Concerned.ROLE.value, value.in_(held.where(own))),
        and_(whom == Concerned.PEOPLE.value, deadlines.c.id.in_(named)),
    )
    return and_(or_(deadlines.c.unit_id.is_(None), deadlines.c.unit_id.in_(unit_path)), chosen)


def concerns_unit(tx: Transaction, deadline: Deadline, unit_id: int | None) -> bool:
    """Whether the deadline concerns anybody of the unit and below, or of the agency (None)."""
    within = true() if unit_id is None else employees.c.unit_id.in_(subtree(unit_id))
    people = employees.join(units, units.c.id == employees.c.unit_id)
    query = select(employees.c.id).select_from(people).where(within, concerned(deadline)).limit(1)
    return tx.execute(query).first() is not None


def owing(tx: Transaction, deadline: Deadline, now: datetime) -> ColumnElement[bool]:
    """Holds for the employees whom the deadline concerns and who have not done it; for the same query."""
    still = concerned(deadline) & _not_done(tx, deadline, now)
    if deadline.audience.concerned is Concerned.OWING:
        other = _other(tx, deadline)
        still &= _not_done(tx, other, now) if other is not None else false()
    return still


def _other(tx: Transaction, deadline: Deadline) -> Deadline | None:
    from storage.deadlines import any_deadline  # the two tell of each other

    return any_deadline(tx, int(deadline.audience.value))


def _not_done(tx: Transaction, deadline: Deadline, now: datetime) -> ColumnElement[bool]:
    marks = exists().where(done_marks.c.deadline_id == deadline.id)
    match deadline.rule:
        case DoneRule.MARK:
            return ~marks.where(done_marks.c.employee_id == employees.c.id)
        case DoneRule.SHARED:
            return ~marks
        case DoneRule.WORKSHEET:
            return _worksheet_at_home()
        case DoneRule.PLEDGE:
            campaign = pledges.open_campaign(tx, now)
            if campaign is None:
                return false()  # nothing can be signed now
            signed = (signatures.c.campaign_id == campaign.id) & (signatures.c.employee_id == employees.c.id)
            return ~exists().where(signed)


def _worksheet_at_home() -> ColumnElement[bool]:
    """Holds where the unit takes part in the newest cycle and has not handed its worksheet in."""
    newest = select(cycles.c.id).order_by(cycles.c.year.desc()).limit(1).scalar_subquery()
    moves = stage_changes.alias()
    last = (
        select(func.max(moves.c.id))
        .where(moves.c.unit_id == employees.c.unit_id, moves.c.cycle_id == newest)
        .correlate(employees)
        .scalar_subquery()
    )
    return exists().where(stage_changes.c.id == last, stage_changes.c.stage.in_(NOT_HANDED_IN))


def concerns(tx: Transaction, deadline: Deadline, employee_id: int) -> bool:
    """Whether the deadline concerns this person, done or not; who is asked since something else is owed counts too."""
    return _holds(tx, concerned(deadline), employee_id)


def owes(tx: Transaction, deadline: Deadline, employee_id: int, now: datetime) -> bool:
    """Whether this person still owes the deadline."""
    return _holds(tx, owing(tx, deadline, now), employee_id)


def _holds(tx: Transaction, condition: ColumnElement[bool], employee_id: int) -> bool:
    people = employees.join(units, units.c.id == employees.c.unit_id)
    query = select(employees.c.id).select_from(people).where(employees.c.id == employee_id, condition)
    return tx.execute(query).first() is not None


def numbers(tx: Transaction, deadline: Deadline, now: datetime) -> tuple[int, int]:
    """(how many people the deadline concerns, how many of them still owe it)."""
    people = employees.join(units, units.c.id == employees.c.unit_id)
    whole, left = (
        tx.execute(select(func.count()).select_from(people).where(condition)).scalar_one()
        for condition in (concerned(deadline), owing(tx, deadline, now))
    )
    return whole, left


def put_in_charge(tx: Transaction, deadline_id: int, employee_ids: Iterable[int]) -> None:
    """Name the people in charge of a deadline, in place of those before."""
    tx.execute(deadline_people.delete().where(deadline_people.c.deadline_id == deadline_id))
    rows: list[dict[str, Any]] = [{"deadline_id": deadline_id, "employee_id": one} for one in sorted(set(employee_ids))]
    if rows:
        tx.execute(deadline_people.insert(), rows)


def in_charge(tx: Transaction, deadline_id: int) -> tuple[tuple[int, str], ...]:
    """(employee id, name) of those in charge by name, by name."""
    query = (
        select(employees.c.id, employees.c.name)
        .join(deadline_people, deadline_people.c.employee_id == employees.c.id)
        .where(deadline_people.c.deadline_id == deadline_id)
        .order_by(employees.c.name, employees.c.id)
    )
    return tuple((employee_id, name) for employee_id, name in tx.execute(query))
