"""What the head of a unit hears while somebody of it is on leave: which of their deadlines fall inside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.absence import Absence
from domain.deadline import Deadline
from domain.messages import Lane, Post
from domain.people import Employee
from domain.rights import Role
from storage import deadlines, joining, people, returning
from storage.deadline_audience import owes
from storage.engine import Transaction
from storage.reminding import Person

KIND = "absence_deadline"


@dataclass(frozen=True, slots=True)
class Absent:
    """Who is on leave, from when to when, while this deadline of theirs falls due."""

    employee: Employee
    leave: Absence
    deadline: Deadline


def to_heads(tx: Transaction, person: Person, owed: Iterable[Deadline]) -> list[Post]:
    """Messages about deadlines that fall inside the leave of a person, in the person's zone; each is sent once."""
    leave = person.leave
    inside = [one.id for one in owed if leave is not None and leave.holds(day := _day(one), day)]
    heads = _heads(tx, person.unit_id, person.account) if inside else ()
    return [_post(leave, deadline_id, head) for deadline_id in inside for head in heads if leave is not None]


def _day(deadline: Deadline) -> date:
    return deadline.due_at.astimezone(ZoneInfo(deadline.timezone)).date()


def _post(leave: Absence, deadline_id: int, head: int) -> Post:
    params: dict[str, object] = {"absence": leave.id, "deadline": deadline_id}
    return Post(f"absence:{leave.id}:{deadline_id}:{head}", KIND, head, params, Lane.TRANSACTIONAL)


def _heads(tx: Transaction, unit_id: int, own: int | None) -> tuple[int, ...]:
    """The accounts of the heads of a unit, or of the nearest unit above that has one who is somebody else."""
    for unit in people.unit_path(tx, unit_id):
        found = tuple(account for _, account in joining.deciders(tx, Role.UNIT_HEAD, (unit,)) if account != own)
        if found:
            return found
    return ()


def told(tx: Transaction, absence_id: int, deadline_id: int, account: int, now: datetime) -> Absent | None:
    """What a head is to read by now; None when the leave or the task is over, or the reader is head no longer."""
    found, deadline = returning.absence(tx, absence_id), deadlines.deadline(tx, deadline_id)
    employee = people.employee(tx, found[0]) if found is not None else None
    if found is None or employee is None or deadline is None or not owes(tx, deadline, employee.id, now):
        return None
    if account not in _heads(tx, employee.unit_id, people.open_link_of_employee(tx, employee.id)):
        return None
    unit = people.unit(tx, employee.unit_id)
    return Absent(employee, found[1], deadline.seen_in(unit.timezone)) if unit is not None else None
