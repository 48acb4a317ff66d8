"""The agency of the time-lapse: its units in three zones, its people, and the log of what a judge must know.

The log has one JSON object a line, in the order of time; see `benchmarks/check_log.py` for its kinds.
"""

import json
from collections import deque
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import select

from domain.rights import Role
from sandbox import Sandbox
from services import onboarding, roster
from services.access import meet
from services.onboarding import Contact
from services.roster import EmployeeRow, UnitRow
from storage.engine import Transaction
from storage.tables import accounts, deadline_people, deadlines, employees, grants, links, units

FIRST = 100_001
"""The account of the first person; the next ones follow."""
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jakarta", "Asia/Jayapura", "Asia/Jakarta")
KINDS = ("opd", "kecamatan", "opd", "puskesmas")


class Log:
    """Writes what happened, with its time on the virtual clock; people and deadlines only where they have changed."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._known: dict[tuple[str, object], dict[str, Any]] = {}
        self.counts: dict[str, int] = {}

    def note(self, kind: str, at: datetime, **facts: object) -> None:
        """Write one fact; `at` is aware."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        told = {"kind": kind, "at": at.astimezone(UTC).isoformat(), **facts}
        self._file.write(json.dumps(told, default=str, ensure_ascii=False) + "\n")

    def note_changed(self, kind: str, at: datetime, key: object, facts: dict[str, Any]) -> None:
        """The same where it differs from what was written of this thing before."""
        if self._known.get((kind, key)) != facts:
            self._known[kind, key] = facts
            self.note(kind, at, id=key, **facts)


def unit_rows(count: int) -> list[UnitRow]:
    """The units: three zones, weeks of 5 and 6 days, some of them below others."""
    return [
        UnitRow(
            f"u{one:02}", f"Unit {one:02}", KINDS[one % len(KINDS)], "" if one % 10 < 3 else f"u{one - one % 10:02}",
            ZONES[one % len(ZONES)], 6 if one % 3 == 2 else 5,
        )
        for one in range(count)
    ]  # fmt: skip


def employee_row(number: int, unit: int) -> EmployeeRow:
    """The person with this number."""
    born, month = 1970 + number % 25, 1 + number % 12
    digits = f"{born}{month:02}{1 + number % 28:02}{born + 23}{month:02}1{1 + number % 999:03}"
    return EmployeeRow(f"Orang {number:04}", digits, "PNS", "Analis", "III/a", f"u{unit:02}", f"0811{number:07}")


def seed(tx: Transaction, people: int, count: int, now: datetime) -> None:
    """Units, and people of whom all are linked; the first of a unit is its head, the second in its team."""
    roster.add_units(tx, unit_rows(count), now)
    roster.add_employees(tx, [employee_row(one, one % count) for one in range(people)], now)
    ids = list(tx.execute(select(employees.c.id, employees.c.unit_id).order_by(employees.c.id)))
    for number in range(people):
        link(tx, number, now)
    roles = [(ids[0].id, Role.ADMIN, None)]
    for place, one in enumerate(ids):
        if place < 2 * count:
            roles.append((one.id, Role.UNIT_HEAD if place < count else Role.ZI_TEAM, one.unit_id))
    for employee_id, role, unit_id in roles:
        values = {"employee_id": employee_id, "role": role.value, "unit_id": unit_id, "granted_at": now}
        tx.execute(grants.insert().values(**values))


def link(tx: Transaction, number: int, now: datetime) -> None:
    """The person with this number opens the bot and shows their phone."""
    account = FIRST + number
    onboarding.consent(tx, meet(tx, account, "id", now), now)
    onboarding.recognise(tx, meet(tx, account, "id", now), Contact(f"62811{number:07}", account), now)
    onboarding.confirm(tx, meet(tx, account, "id", now), now)


def units_as_facts(tx: Transaction) -> Iterable[tuple[int, dict[str, Any]]]:
    """Each unit with what the judge needs."""
    query = select(units.c.id, units.c.parent_id, units.c.kind, units.c.timezone, units.c.work_days)
    for row in tx.execute(query.order_by(units.c.id)):
        yield row.id, {"parent": row.parent_id, "type": row.kind, "zone": row.timezone, "week": row.work_days}


def people_as_facts(tx: Transaction) -> list[tuple[int, dict[str, Any]]]:
    """Each person as they are now: unit, account (None: not linked), roles as [role, unit or None]."""
    held: dict[int, list[list[Any]]] = {}
    for row in tx.execute(select(grants).where(grants.c.revoked_at.is_(None)).order_by(grants.c.id)):
        held.setdefault(row.employee_id, []).append([row.role, row.unit_id])
    query = (
        select(employees.c.id, employees.c.unit_id, employees.c.active, links.c.telegram_id, accounts.c.reachable)
        .outerjoin(links, (links.c.employee_id == employees.c.id) & links.c.ended_at.is_(None))
        .outerjoin(accounts, accounts.c.telegram_id == links.c.telegram_id)
    )
    return [
        (row.id, {"unit": row.unit_id, "active": bool(row.active), "chat": row.telegram_id,
                  "roles": held.get(row.id, [])})
        for row in tx.execute(query.order_by(employees.c.id))
    ]  # fmt: skip


def deadlines_as_facts(tx: Transaction) -> list[tuple[int, dict[str, Any]]]:
    """Each deadline as it stands."""
    named: dict[int, list[int]] = {}
    for row in tx.execute(select(deadline_people).order_by(deadline_people.c.employee_id)):
        named.setdefault(row.deadline_id, []).append(row.employee_id)
    return [
        (row.id, {
            "title": row.title, "due": row.due_at.isoformat(), "zone": row.timezone, "each_zone": bool(row.each_zone),
            "unit": row.unit_id, "rule": row.rule, "concerned": row.audience.get("concerned", "all"),
            "value": row.audience.get("value", ""), "people": named.get(row.id, []), "leads": row.plan.get("lead_days"),
            "follow_ups": row.plan.get("follow_ups"), "cancelled": row.ended_at is not None,
        })
        for row in tx.execute(select(deadlines).order_by(deadlines.c.id))
    ]  # fmt: skip


def take_messages(box: Sandbox) -> list[tuple[datetime, int, str]]:
    """What the sandbox accepted since the last time: (when, chat, text); its log is empty then."""
    log = box.world.log
    assert isinstance(log, deque)
    found = []
    while log:
        call = log.popleft()
        if call.method == "sendMessage" and call.accepted and call.chat_id is not None:
            found.append((datetime.fromtimestamp(call.time, UTC), call.chat_id, str(call.params.get("text", ""))))
    return found


def closed_days(year: int) -> list[date]:
    """The closed days of a year as the list next to this file tells them."""
    lines = Path(__file__).with_name(f"closed_days_{year}.txt").read_text("utf-8").splitlines()
    return [date.fromisoformat(line[:10]) for line in lines if line and not line.startswith("#")]
