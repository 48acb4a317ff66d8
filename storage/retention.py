"""Erasing what is past its term, a batch at a time; evidence is in none of these tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Select, Table, Text, and_, cast, delete, func, or_, select, tuple_, update

from storage.engine import Transaction
from storage.tables import (
    attempts,
    audit,
    correction_requests,
    drafts,
    group_requests,
    inbox,
    link_requests,
    outbox,
    uploads,
)

Condition: TypeAlias = ColumnElement[bool]


Past: TypeAlias = Callable[[datetime, datetime], Condition]


def _attempts(before: datetime, now: datetime) -> Condition:
    return and_(attempts.c.last_at < before, or_(attempts.c.locked_until.is_(None), attempts.c.locked_until < now))


def _outbox(before: datetime, _now: datetime) -> Condition:
    told = or_(cast(outbox.c.params, Text) != "{}", outbox.c.reason != "")
    return and_(outbox.c.status != "queued", outbox.c.finished_at < before, told)


# By kind: the table, and which of its rows are past their term, by (end of the term, now).
_KINDS: Final[Mapping[str, tuple[Table, Past]]] = MappingProxyType(
    {
        "attempts": (attempts, _attempts),
        "parked_inbox": (inbox, lambda before, _: inbox.c.parked_at < before),
        "outbox_details": (outbox, _outbox),
        "drafts": (drafts, lambda before, _: drafts.c.updated_at < before),
        "uploads": (uploads, lambda before, _: uploads.c.uploaded_at < before),
        "link_requests": (
            link_requests,
            lambda before, now: and_(link_requests.c.created_at < before, link_requests.c.expires_at < now),
        ),
        "group_requests": (
            group_requests,
            lambda before, now: and_(group_requests.c.created_at < before, group_requests.c.expires_at < now),
        ),
        "correction_requests": (correction_requests, lambda before, _: correction_requests.c.decided_at < before),
    }
)


def count(tx: Transaction, kind: str, before: datetime, now: datetime) -> int:
    """How many rows of this kind are past their term."""
    table, past = _KINDS[kind]
    query = select(func.count()).select_from(table).where(past(before, now))
    return tx.execute(query).scalar_one()


def erase(tx: Transaction, kind: str, before: datetime, now: datetime, limit: int) -> int:
    """Erase at most `limit` rows that are past their term; returns how many.

    A message that was sent keeps its row, chat and message number, since its key says that it was sent; what it said
    goes.
    """
    table, past = _KINDS[kind]
    keys = list(table.primary_key.columns)
    chosen: Select[Any] = select(*keys).where(past(before, now)).order_by(*keys).limit(limit)
    which = tuple_(*keys).in_(chosen)
    if table is outbox:
        return tx.execute(update(outbox).where(which).values(params={}, reason="")).rowcount
    return tx.execute(delete(table).where(which)).rowcount


def last_run(tx: Transaction, subject: str) -> datetime | None:
    """When the erasing was last written into the log."""
    return tx.execute(select(func.max(audit.c.at)).where(audit.c.subject == subject)).scalar()
