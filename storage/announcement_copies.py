"""Who gets a copy of an announcement, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, update

from domain.announcement import Audience, Delivery, Miss, Progress, Reach
from domain.groups import blocks
from domain.messages import Group
from domain.rights import Role
from storage.engine import Transaction
from storage.messages import FOREVER
from storage.tables import (
    accounts,
    announcement_copies,
    announcement_reads,
    announcement_runs,
    employees,
    grants,
    groups,
    links,
    outbox,
    units,
)
from storage.upsert import insert_all_missing, insert_missing

OVER: Final = frozenset({Miss.CANCELLED.value, "obsolete"})
"""Reasons of a message that was stopped on purpose."""

copies = announcement_copies.c
_people = (
    employees.join(units, units.c.id == employees.c.unit_id)
    .outerjoin(links, and_(links.c.employee_id == employees.c.id, links.c.ended_at.is_(None)))
    .outerjoin(accounts, accounts.c.telegram_id == links.c.telegram_id)
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person of an audience: `telegram_id` None is one without an account, `reachable` tells of the account."""

    employee_id: int
    telegram_id: int | None
    reachable: bool


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that has arrived: the message in its chat, and when it was sent."""

    id: int
    chat_id: int
    thread_id: int | None
    message_id: int | None
    sent_at: datetime


def _units(ids: Sequence[int]) -> Select[Any]:
    tree = select(units.c.id).where(units.c.id.in_(ids)).cte("chosen", recursive=True)
    tree = tree.union(select(units.c.id).join(tree, units.c.parent_id == tree.c.id))
    return select(tree.c.id)


def _narrowed(audience: Audience, unit_id: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if audience.units:
        found.append(unit_id.in_(_units(audience.units)))
    if audience.kinds:
        found.append(units.c.kind.in_(audience.kinds))
    return found


def _meant(audience: Audience) -> list[ColumnElement[bool]]:
    """Holds for the people of an audience, in a query over `_people`."""
    found = [employees.c.active, *_narrowed(audience, employees.c.unit_id)]
    if audience.roles and Role.EMPLOYEE.value not in audience.roles:
        held = (grants.c.employee_id == employees.c.id) & grants.c.role.in_(audience.roles)
        found.append(exists().where(held, grants.c.revoked_at.is_(None)))
    return found


def people(tx: Transaction, audience: Audience, after: int, limit: int) -> tuple[Recipient, ...]:
    """The next people of an audience by number, from above `after`; none when it is for groups only."""
    if not audience.people:
        return ()
    query = select(employees.c.id, links.c.telegram_id, accounts.c.reachable).select_from(_people)
    query = query.where(employees.c.id > after, *_meant(audience)).order_by(employees.c.id).limit(limit)
    return tuple(Recipient(row.id, row.telegram_id, bool(row.reachable)) for row in tx.execute(query))


def kinds(tx: Transaction) -> list[str]:
    """The kinds of the open units, in the order of the alphabet."""
    query = select(units.c.kind).distinct().where(units.c.closed_at.is_(None)).order_by(units.c.kind)
    return list(tx.execute(query).scalars())


def linked_groups(tx: Transaction, audience: Audience) -> tuple[Group, ...]:
    """The linked groups of an audience, also those that can't be written to; none when it is for people only."""
    if not audience.groups:
        return ()
    query = select(groups.c.chat_id, groups.c.thread_id, groups.c.title, groups.c.unit_id, groups.c.trouble)
    query = query.select_from(groups.outerjoin(units, units.c.id == groups.c.unit_id))
    query = query.where(*_narrowed(audience, groups.c.unit_id)).order_by(groups.c.title, groups.c.chat_id)
    return tuple(Group(*row) for row in tx.execute(query))


def reach(tx: Transaction, audience: Audience) -> Reach:
    """How many of an audience can be written to now."""
    mine = linked_groups(tx, audience)
    lame = sum(blocks(group.trouble) for group in mine)
    linked = never = unreachable = 0
    if audience.people:
        state = case((links.c.telegram_id.is_(None), "never"), (accounts.c.reachable, "linked"), else_="unreachable")
        query = select(state.label("state"), func.count()).select_from(_people).where(*_meant(audience))
        counts = {row[0]: row[1] for row in tx.execute(query.group_by("state"))}
        linked, never, unreachable = (int(counts.get(one, 0)) for one in ("linked", "never", "unreachable"))
    return Reach(linked, never, unreachable, len(mine) - lame, lame)


def add(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    """Note copies; each row has announcement_id, chat_id, employee_id, outbox_id, reason and version.

    A chat has one copy: a second is left out.
    """
    insert_all_missing(tx, announcement_copies, rows)


def posts(tx: Transaction, keys: Sequence[str]) -> dict[str, int]:
    """The numbers of messages in the outbox by their keys."""
    query = select(outbox.c.dedupe_key, outbox.c.id).where(outbox.c.dedupe_key.in_(keys))
    return {row.dedupe_key: row.id for row in tx.execute(query)}


def is_queued(tx: Transaction, key: str) -> bool:
    """Whether the message with this key still waits in the outbox."""
    query = select(outbox.c.id).where(outbox.c.dedupe_key == key, outbox.c.status == "queued")
    return tx.execute(query).first() is not None


def _waiting(announcement_id: int) -> Select[Any]:
    # From the queue, which has an index of its own and is soon empty, and not from the copies, which stay.
    mine = exists().where(copies.outbox_id == outbox.c.id, copies.announcement_id == announcement_id)
    return select(outbox.c.id).where(outbox.c.status == "queued", mine)


def put_off(tx: Transaction, announcement_id: int) -> None:
    """Put everything that waits off for ever; what is on its way goes on."""
    tx.execute(update(outbox).where(outbox.c.id.in_(_waiting(announcement_id))).values(not_before=FOREVER))


def let_go(tx: Transaction, announcement_id: int, now: datetime) -> None:
    """Let go what was put off."""
    held = outbox.c.id.in_(_waiting(announcement_id)) & (outbox.c.not_before >= FOREVER)
    tx.execute(update(outbox).where(held).values(not_before=now))


def cancel(tx: Transaction, announcement_id: int, now: datetime) -> int:
    """Close everything that waits and that no sender holds; how many. What is on its way ends as it does."""
    free = _waiting(announcement_id).where(outbox.c.lease_by.is_(None))
    values = {"status": "failed", "finished_at": now, "reason": Miss.CANCELLED.value}
    return tx.execute(update(outbox).where(outbox.c.id.in_(free)).values(values)).rowcount


def count_as(tx: Transaction, announcement_id: int, version: int) -> None:
    """Note that what waits, and that no sender holds, will show this version."""
    free = _waiting(announcement_id).where(outbox.c.lease_by.is_(None))
    tx.execute(update(announcement_copies).where(copies.outbox_id.in_(free)).values(version=version))


def stale(tx: Transaction, announcement_id: int, version: int, limit: int) -> tuple[Copy, ...]:
    """Copies that have arrived and show another version."""
    query = (
        select(copies.id, copies.chat_id, outbox.c.thread_id, outbox.c.message_id, outbox.c.finished_at)
        .join(outbox, outbox.c.id == copies.outbox_id)
        .where(copies.announcement_id == announcement_id, copies.version != version, outbox.c.status == "sent")
        .order_by(copies.id)
        .limit(limit)
    )
    return tuple(Copy(*row) for row in tx.execute(query))


def any_stale_waits(tx: Transaction, announcement_id: int, version: int) -> bool:
    """Whether a message that is on its way may show another version."""
    query = select(copies.id).join(outbox, outbox.c.id == copies.outbox_id)
    query = query.where(copies.announcement_id == announcement_id, copies.version != version)
    return tx.execute(query.where(outbox.c.status == "queued").limit(1)).first() is not None


def show(tx: Transaction, copy_ids: Sequence[int], version: int) -> None:
    """Note what these copies are made to show."""
    tx.execute(update(announcement_copies).where(copies.id.in_(copy_ids)).values(version=version))


def copy(tx: Transaction, copy_id: int) -> Copy | None:
    """A copy that has arrived."""
    query = select(copies.id, copies.chat_id, outbox.c.thread_id, outbox.c.message_id, outbox.c.finished_at)
    row = tx.execute(query.join(outbox, outbox.c.id == copies.outbox_id).where(copies.id == copy_id)).first()
    return Copy(*row) if row else None


def any_waits(tx: Transaction, announcement_id: int) -> bool:
    """Whether a message of it is still queued."""
    return tx.execute(_waiting(announcement_id).limit(1)).first() is not None


def progress(tx: Transaction, announcement_id: int) -> Progress:
    """What has become of the copies so far."""
    query = (
        select(copies.outbox_id.is_(None).label("lost"), copies.reason.label("why"), outbox.c.status, outbox.c.reason)
        .add_columns(func.count().label("number"))
        .outerjoin_from(announcement_copies, outbox, outbox.c.id == copies.outbox_id)
        .where(copies.announcement_id == announcement_id)
        .group_by("lost", copies.reason, outbox.c.status, outbox.c.reason)
    )
    counts = {"queued": 0, "sent": 0}
    failed: dict[str, int] = {}
    unreachable: dict[str, int] = {}
    for row in tx.execute(query):
        if row.lost:
            unreachable[row.why] = unreachable.get(row.why, 0) + row.number
        elif row.status == "failed":
            reason = Miss.CANCELLED.value if row.reason in OVER else row.reason
            failed[reason] = failed.get(reason, 0) + row.number
        else:
            counts[row.status] += row.number
    expanded = select(announcement_runs.c.expanded_at).where(announcement_runs.c.announcement_id == announcement_id)
    done = tx.execute(expanded).scalar() is not None
    return Progress(counts["queued"], counts["sent"], failed, unreachable, reads(tx, announcement_id), expanded=done)


def reads(tx: Transaction, announcement_id: int) -> int:
    """How many people have pressed that they have read it."""
    query = select(func.count()).select_from(announcement_reads)
    return int(tx.execute(query.where(announcement_reads.c.announcement_id == announcement_id)).scalar_one())


def went_to(tx: Transaction, announcement_id: int, chat_ids: Sequence[int]) -> bool:
    """Whether one of these chats has a copy that was sent, or is on its way."""
    query = select(copies.id).where(copies.announcement_id == announcement_id, copies.chat_id.in_(chat_ids))
    return tx.execute(query.where(copies.outbox_id.is_not(None)).limit(1)).first() is not None


def add_read(tx: Transaction, announcement_id: int, telegram_id: int, now: datetime) -> bool:
    """Note that somebody has read it; False when that was noted before."""
    row = {"announcement_id": announcement_id, "telegram_id": telegram_id, "at": now}
    return insert_missing(tx, announcement_reads, row)


def deliveries(tx: Transaction, announcement_id: int, *, missed: bool = False) -> tuple[Delivery, ...]:
    """Every copy, people by unit and name, then groups; with `missed` those that did not and will not arrive.

    What was stopped on purpose is not missed.
    """
    name = func.coalesce(employees.c.name, groups.c.title, "")
    status = func.coalesce(outbox.c.status, "unreachable")
    reason = case((copies.outbox_id.is_(None), copies.reason), else_=outbox.c.reason)
    joined = (
        announcement_copies.outerjoin(outbox, outbox.c.id == copies.outbox_id)
        .outerjoin(employees, employees.c.id == copies.employee_id)
        .outerjoin(groups, and_(copies.employee_id.is_(None), groups.c.chat_id == copies.chat_id))
        .outerjoin(units, units.c.id == func.coalesce(employees.c.unit_id, groups.c.unit_id))
    )
    query = select(copies.employee_id, name, func.coalesce(units.c.name, ""), status, reason, outbox.c.finished_at)
    query = query.select_from(joined).where(copies.announcement_id == announcement_id)
    if missed:
        query = query.where(or_(copies.outbox_id.is_(None), outbox.c.status == "failed"), reason.not_in(OVER))
    query = query.order_by(copies.employee_id.is_(None), units.c.name, name, copies.id)
    return tuple(Delivery(*row) for row in tx.execute(query))


def follow(tx: Transaction, old_chat_id: int, new_chat_id: int) -> None:
    """Let copies follow a group that became a supergroup; where the new chat has one, both stay as they are."""
    other = announcement_copies.alias("other")
    taken = exists().where(other.c.announcement_id == copies.announcement_id, other.c.chat_id == new_chat_id)
    tx.execute(update(announcement_copies).where(copies.chat_id == old_chat_id, ~taken).values(chat_id=new_chat_id))
