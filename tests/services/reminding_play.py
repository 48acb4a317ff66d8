"""What the tests of reminding share: deadlines with a due reminder, the tick until nothing is left, what it wrote."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from domain.deadline import Deadline, DoneRule
from domain.messages import Lane
from domain.people import Employee, Unit
from domain.rights import Role
from services import reminding, returning
from services.planning import Planning
from storage.engine import Database, Transaction
from storage.tables import absences, outbox, personal_reminders, reminder_waves, reminder_wishes, snoozes
from tests import builders
from tests.builders import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PLANNING = Planning(country="")


async def tick(db: Database, now: datetime = NOW, planning: Planning = PLANNING) -> list[int]:
    """What the process does every two seconds; what each call of `promote` returned, without the last 0."""
    while await db.write(returning.resume, planning, now):
        pass
    taken = []
    while count := await db.write(reminding.promote, planning, now):
        taken.append(count)
        assert len(taken) < 200, "the tick never ends"
    return taken


def kept_posts(tx: Transaction) -> list[Any]:
    return list(tx.execute(select(outbox).order_by(outbox.c.chat_id, outbox.c.id)))


async def posts(db: Database) -> list[tuple[int, list[int]]]:
    """Account and named deadlines of all reminders."""
    rows = await db.read(kept_posts)
    assert {row.lane for row in rows} <= {Lane.TRANSACTIONAL}
    named = [(row.chat_id, row.params["deadlines"]) for row in rows if row.kind == "reminder"]
    return [(account, [one["id"] for one in listed]) for account, listed in named]


async def params(db: Database) -> list[dict[str, Any]]:
    """The parameters of all reminders."""
    return [row.params for row in await db.read(kept_posts) if row.kind == "reminder"]


async def told_heads(db: Database) -> list[tuple[int, int]]:
    """(account of the head, deadline) of what heads were told of leave."""
    return [(row.chat_id, row.params["deadline"]) for row in await db.read(kept_posts) if row.kind != "reminder"]


def due(
    tx: Transaction,
    title: str = "Unggah",
    *,
    at: datetime = NOW,
    due_at: datetime = NOW + timedelta(days=7),
    of: Unit | None = None,
    rule: DoneRule = DoneRule.MARK,
    lead_days: int = 7,
) -> Deadline:
    """A deadline with one reminder whose time has come at `at`."""
    deadline = builders.deadline(tx, title, due_at=due_at, of=of, rule=rule)
    builders.reminder(tx, deadline, at, lead_days=lead_days)
    return deadline


def person(tx: Transaction, of: Unit, account: int, *, role: Role | None = None, scope: Unit | None = None) -> Employee:
    """A linked person of a unit."""
    found = builders.linked(tx, of, account, role=role, scope=scope).employee
    assert found is not None
    return found


def office(tx: Transaction, *accounts: int) -> Unit:
    """A unit with these linked people."""
    unit = builders.unit(tx)
    for account in accounts:
        person(tx, unit, account)
    return unit


def wish(tx: Transaction, of: Employee) -> None:
    """Reminders by wish in place of those of the calendar."""
    tx.execute(insert(reminder_wishes).values(employee_id=of.id, lead_days=[1, 0], send_at=None, at=NOW))


def own(tx: Transaction, of: Employee, deadline: Deadline, at: datetime = NOW, lead_days: int = 1) -> None:
    """A reminder by wish."""
    row = {"deadline_id": deadline.id, "employee_id": of.id, "lead_days": lead_days, "due_at": at, "status": "planned"}
    tx.execute(insert(personal_reminders).values(row))


def snooze(tx: Transaction, of: Employee, deadline: Deadline, until: datetime) -> None:
    """A deadline that comes back at a moment."""
    row = {"deadline_id": deadline.id, "employee_id": of.id, "until_at": until, "made_at": NOW, "status": "waiting"}
    tx.execute(insert(snoozes).values(row))


def leave(tx: Transaction, of: Employee, first: datetime, last: datetime) -> int:
    """Leave from the day of the first moment to that of the last."""
    row = {"employee_id": of.id, "first_on": first.date(), "last_on": last.date(), "by": "account:1", "at": NOW}
    return int(tx.execute(insert(absences).values(row).returning(absences.c.id)).scalar_one())


def waves(tx: Transaction) -> list[Any]:
    return list(tx.execute(select(reminder_waves).order_by(reminder_waves.c.id)))
