"""Linked groups, and announcements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.messages import Group
from storage.engine import Transaction
from storage.tables import announcements, groups
from storage.upsert import insert_missing

_columns = (groups.c.chat_id, groups.c.thread_id, groups.c.title, groups.c.unit_id, groups.c.trouble)


def group(tx: Transaction, chat_id: int) -> Group | None:
    """The linked group with this chat id."""
    row = tx.execute(select(*_columns).where(groups.c.chat_id == chat_id)).first()
    return Group(*row) if row else None


def all_groups(tx: Transaction, unit_ids: Sequence[int] | None = None) -> tuple[Group, ...]:
    """The linked groups without trouble; with unit ids only those of these units."""
    query = select(*_columns).where(groups.c.trouble == "").order_by(groups.c.chat_id)
    if unit_ids is not None:
        query = query.where(groups.c.unit_id.in_(unit_ids))
    return tuple(Group(*row) for row in tx.execute(query))


def link(tx: Transaction, linked: Group, telegram_id: int, now: datetime) -> None:
    """Link a group, or link it anew to something else."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    changes = {
        "thread_id": linked.thread_id, "title": linked.title, "unit_id": linked.unit_id, "linked_by": telegram_id,
        "linked_at": now, "trouble": "",
    }  # fmt: skip
    statement = dialect.insert(groups).values(chat_id=linked.chat_id, **changes)
    tx.execute(statement.on_conflict_do_update(index_elements=[groups.c.chat_id], set_=changes))


def set_trouble(tx: Transaction, chat_id: int, trouble: str) -> None:
    """Note why the group can't be reached; "" when it can."""
    tx.execute(update(groups).where(groups.c.chat_id == chat_id).values(trouble=trouble))


def set_thread(tx: Transaction, chat_id: int, thread_id: int | None) -> None:
    """Send to another topic of the group."""
    tx.execute(update(groups).where(groups.c.chat_id == chat_id).values(thread_id=thread_id))


def migrate(tx: Transaction, old_chat_id: int, new_chat_id: int) -> None:
    """Follow a group that became a supergroup. Both notices of it may come, in any order."""
    taken = tx.execute(select(groups.c.chat_id).where(groups.c.chat_id == new_chat_id)).scalar()
    if taken is None:
        tx.execute(update(groups).where(groups.c.chat_id == old_chat_id).values(chat_id=new_chat_id))
    else:
        tx.execute(delete(groups).where(groups.c.chat_id == old_chat_id))


def add_announcement(tx: Transaction, key: str, body: str, author_id: int, now: datetime) -> int | None:
    """Keep an announcement; None when its key was used before."""
    if not insert_missing(tx, announcements, {"key": key, "body": body, "author_id": author_id, "created_at": now}):
        return None
    return int(tx.execute(select(announcements.c.id).where(announcements.c.key == key)).scalar_one())


def announcement(tx: Transaction, announcement_id: int) -> str | None:
    """The body of an announcement."""
    return tx.execute(select(announcements.c.body).where(announcements.c.id == announcement_id)).scalar()
