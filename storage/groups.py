"""Linked groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.groups import WARNINGS
from domain.messages import Group
from storage.engine import Transaction
from storage.tables import group_requests, groups

_columns = (groups.c.chat_id, groups.c.thread_id, groups.c.title, groups.c.unit_id, groups.c.trouble)


def group(tx: Transaction, chat_id: int) -> Group | None:
    """The linked group with this chat id."""
    row = tx.execute(select(*_columns).where(groups.c.chat_id == chat_id)).first()
    return Group(*row) if row else None


def all_groups(tx: Transaction) -> tuple[Group, ...]:
    """Every linked group, by title."""
    return tuple(Group(*row) for row in tx.execute(select(*_columns).order_by(groups.c.title, groups.c.chat_id)))


def reachable_groups(tx: Transaction, unit_ids: Sequence[int] | None = None) -> tuple[Group, ...]:
    """The linked groups that messages can be sent to; with unit ids only those of these units."""
    query = select(*_columns).where(groups.c.trouble.in_(("", *WARNINGS))).order_by(groups.c.chat_id)
    if unit_ids is not None:
        query = query.where(groups.c.unit_id.in_(unit_ids))
    return tuple(Group(*row) for row in tx.execute(query))


def linked_by(tx: Transaction, chat_id: int) -> tuple[int, datetime] | None:
    """The account that linked the group (0: the command line), and when."""
    row = tx.execute(select(groups.c.linked_by, groups.c.linked_at).where(groups.c.chat_id == chat_id)).first()
    return (row.linked_by, row.linked_at) if row else None


def link(tx: Transaction, linked: Group, telegram_id: int, now: datetime) -> None:
    """Link a group, or link it anew to something else."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    changes = {
        "thread_id": linked.thread_id, "title": linked.title, "unit_id": linked.unit_id, "linked_by": telegram_id,
        "linked_at": now, "trouble": "",
    }  # fmt: skip
    statement = dialect.insert(groups).values(chat_id=linked.chat_id, **changes)
    tx.execute(statement.on_conflict_do_update(index_elements=[groups.c.chat_id], set_=changes))


def unlink(tx: Transaction, chat_id: int) -> bool:
    """Forget the link of a group; whether there was one."""
    return tx.execute(delete(groups).where(groups.c.chat_id == chat_id)).rowcount > 0


def change_trouble(tx: Transaction, chat_id: int, before: str, after: str) -> bool:
    """Note what is wrong with the group ("" for nothing); False when somebody else has noted something meanwhile."""
    statement = update(groups).where(groups.c.chat_id == chat_id, groups.c.trouble == before)
    return tx.execute(statement.values(trouble=after)).rowcount > 0


def leave_thread(tx: Transaction, chat_id: int, thread_id: int) -> bool:
    """Send to the main topic instead of this one; False when the group is not linked to it any more."""
    statement = update(groups).where(groups.c.chat_id == chat_id, groups.c.thread_id == thread_id)
    return tx.execute(statement.values(thread_id=None)).rowcount > 0


def migrate(tx: Transaction, old_chat_id: int, new_chat_id: int) -> None:
    """Follow a group that became a supergroup, requests included. Both notices of it may come, in any order."""
    taken = tx.execute(select(groups.c.chat_id).where(groups.c.chat_id == new_chat_id)).scalar()
    if taken is None:
        tx.execute(update(groups).where(groups.c.chat_id == old_chat_id).values(chat_id=new_chat_id))
    else:
        tx.execute(delete(groups).where(groups.c.chat_id == old_chat_id))
    requests = update(group_requests).where(group_requests.c.chat_id == old_chat_id)
    tx.execute(requests.values(chat_id=new_chat_id))
