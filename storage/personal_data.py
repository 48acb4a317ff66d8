"""Everything that is held about one account and the person behind it, kind by kind, as rows of plain values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Table, false, or_, select

from storage.engine import Transaction
from storage.tables import (
    absences,
    accounts,
    activation_codes,
    announcement_copies,
    announcement_reads,
    announcements,
    attempts,
    audit,
    calendar_feeds,
    campaigns,
    consent_withdrawals,
    consents,
    correction_requests,
    deadline_people,
    deadline_tellings,
    deadlines,
    declines,
    done_marks,
    done_papers,
    drafts,
    employee_changes,
    employees,
    grants,
    group_requests,
    groups,
    inbox,
    link_requests,
    links,
    outbox,
    personal_reminders,
    pins,
    pledge_requests,
    question_owners,
    reminder_wishes,
    signature_withdrawals,
    signatures,
    snoozes,
    units,
    uploads,
    witness_marks,
)

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """Which rows of a table are about a person: by the account, by the employee, or by either; and what is told.

    `hidden` columns are left out: digests of codes, contents of files, and the numbers of other people. `named` adds
    the name behind a reference, by the column that holds it.
    """

    table: Table
    account: str = ""
    employee: str = ""
    hidden: frozenset[str] = frozenset()
    named: Mapping[str, tuple[ColumnElement[int], ColumnElement[str]]] = field(default_factory=dict)


_UNIT: Final = {"unit_id": (units.c.id, units.c.name)}
_DEADLINE: Final = {"deadline_id": (deadlines.c.id, deadlines.c.title)}
_DECIDER: Final = {"decided_by": (employees.c.id, employees.c.name)}

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "account": Kind(accounts, account="telegram_id"),
        "consents": Kind(consents, account="telegram_id"),
        "withdrawals": Kind(consent_withdrawals, account="telegram_id"),
        "links": Kind(links, account="telegram_id", employee="employee_id"),
        "roster": Kind(employees, employee="id", named=_UNIT),
        "changes": Kind(employee_changes, employee="employee_id"),
        "roles": Kind(grants, employee="employee_id", named=_UNIT),
        "pledges": Kind(signatures, employee="employee_id", named={"campaign_id": (campaigns.c.id, campaigns.c.title)}),
        "pledge_requests": Kind(
            pledge_requests, employee="employee_id", named={"campaign_id": (campaigns.c.id, campaigns.c.title)}
        ),
        "declines": Kind(declines, employee="employee_id"),
        "pledge_withdrawals": Kind(signature_withdrawals, employee="employee_id"),
        "witnessed": Kind(witness_marks, employee="employee_id"),
        "pin": Kind(pins, employee="employee_id", hidden=frozenset({"hash"})),
        "done": Kind(done_marks, employee="employee_id", named=_DEADLINE),
        "done_papers": Kind(done_papers, employee="employee_id", named=_DEADLINE),
        "in_charge": Kind(deadline_people, employee="employee_id", named=_DEADLINE),
        "reminded": Kind(deadline_tellings, employee="employee_id", named=_DEADLINE),
        "own_reminders": Kind(personal_reminders, employee="employee_id", named=_DEADLINE),
        "snoozes": Kind(snoozes, employee="employee_id", named=_DEADLINE),
        "absences": Kind(absences, employee="employee_id"),
        "reminder_wishes": Kind(reminder_wishes, employee="employee_id"),
        "calendar_feeds": Kind(calendar_feeds, employee="employee_id", hidden=frozenset({"token_hash"})),
        "questions": Kind(question_owners, employee="employee_id", named=_UNIT),
        "announcements": Kind(announcements, employee="author_id"),
        "announcements_got": Kind(announcement_copies, account="chat_id", employee="employee_id"),
        "announcements_read": Kind(announcement_reads, account="telegram_id"),
        "codes": Kind(activation_codes, employee="employee_id", hidden=frozenset({"digest"})),
        "attempts": Kind(attempts, account="telegram_id"),
        "link_requests": Kind(
            link_requests, account="telegram_id", employee="employee_id", named={**_UNIT, **_DECIDER}
        ),
        "groups": Kind(groups, account="linked_by", named=_UNIT),
        "group_requests": Kind(group_requests, account="telegram_id", named=_UNIT),
        "corrections": Kind(correction_requests, account="telegram_id", employee="employee_id", named=_DECIDER),
        "drafts": Kind(drafts, account="telegram_id"),
        "uploads": Kind(uploads, account="telegram_id", hidden=frozenset({"content"})),
        "messages": Kind(outbox, account="chat_id", hidden=frozenset({"params", "lease_until", "lease_by", "lane"})),
    }
)


def rows(tx: Transaction, kind: str, telegram_id: int | None, employee_id: int | None) -> list[Row]:
    """The rows of one kind about this account and this employee, in the order of writing; None: there is none."""
    told = KINDS[kind]
    mine: list[ColumnElement[bool]] = [false()]
    if told.account and telegram_id is not None:
        mine.append(told.table.c[told.account] == telegram_id)
    if told.employee and employee_id is not None:
        mine.append(told.table.c[told.employee] == employee_id)
    columns = [*(one for one in told.table.c if one.name not in told.hidden), *_names(told)]
    query = select(*columns).where(or_(*mine)).order_by(*told.table.primary_key.columns)
    return [dict(row._mapping) for row in tx.execute(query)]


def _names(told: Kind) -> list[ColumnElement[Any]]:
    return [
        select(name).where(key == told.table.c[column]).scalar_subquery().label(f"{column.removesuffix('_id')}_name")
        for column, (key, name) in told.named.items()
    ]


def parked_updates(tx: Transaction, telegram_id: int) -> list[Row]:
    """What the account sent that could not be handled and was laid aside."""
    query = select(inbox).where(inbox.c.parked_at.is_not(None)).order_by(inbox.c.update_id)
    found = [dict(row._mapping) for row in tx.execute(query)]
    return [{**row, "payload": json.loads(row["payload"])} for row in found if _is_from(row["payload"], telegram_id)]


def _is_from(payload: str, telegram_id: int) -> bool:
    parts = [part for part in json.loads(payload).values() if isinstance(part, dict)]
    return any(part.get("from", {}).get("id") == telegram_id for part in parts)


def log(tx: Transaction, telegram_id: int | None, employee_id: int | None) -> list[Row]:
    """The entries of the log that the account made, and those about it or the employee, in the order of writing."""
    account, employee = f"account:{telegram_id}", f"employee:{employee_id}"
    mine = or_(audit.c.actor == account, audit.c.subject.in_([account, employee]))
    query = select(audit).where(mine).order_by(audit.c.id)
    return [dict(row._mapping) for row in tx.execute(query)]


def behind(tx: Transaction, telegram_id: int, at: datetime) -> str | None:
    """The name of the employee whom an account belonged to at a moment."""
    query = (
        select(employees.c.name)
        .join(links, links.c.employee_id == employees.c.id)
        .where(links.c.telegram_id == telegram_id, links.c.linked_at <= at)
        .where(or_(links.c.ended_at.is_(None), links.c.ended_at >= at))
        .order_by(links.c.id.desc())
        .limit(1)
    )
    return tx.execute(query).scalar()


def tables() -> Sequence[str]:
    """The tables that are searched; what is left out of them holds nothing about persons."""
    return sorted({kind.table.name for kind in KINDS.values()} | {audit.name, inbox.name})
