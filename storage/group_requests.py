"""Wishes to link a group that wait for the private answer of who asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from domain.groups import GroupRequest, RequestState
from storage.engine import Transaction
from storage.tables import group_requests

_columns = (
    group_requests.c.id, group_requests.c.chat_id, group_requests.c.thread_id, group_requests.c.title,
    group_requests.c.unit_id, group_requests.c.telegram_id, group_requests.c.state, group_requests.c.expires_at,
)  # fmt: skip


def _request(row: Row[*tuple[Any, ...]]) -> GroupRequest:
    return GroupRequest(**{**row._mapping, "state": RequestState(row.state)})


def add(tx: Transaction, asked: GroupRequest, now: datetime) -> int:
    """Keep an open request; its id is given here and returned."""
    values = {
        "chat_id": asked.chat_id, "thread_id": asked.thread_id, "title": asked.title, "unit_id": asked.unit_id,
        "telegram_id": asked.telegram_id, "state": asked.state.value, "created_at": now,
        "expires_at": asked.expires_at,
    }  # fmt: skip
    return int(tx.execute(insert(group_requests).values(**values).returning(group_requests.c.id)).scalar_one())


def request(tx: Transaction, request_id: int) -> GroupRequest | None:
    """The request with this id."""
    row = tx.execute(select(*_columns).where(group_requests.c.id == request_id)).first()
    return _request(row) if row else None


def open_requests(tx: Transaction, chat_id: int, telegram_id: int) -> tuple[GroupRequest, ...]:
    """What this account has asked for this group and not answered, the oldest first; also what has expired."""
    query = select(*_columns).where(
        group_requests.c.chat_id == chat_id,
        group_requests.c.telegram_id == telegram_id,
        group_requests.c.state == RequestState.OPEN.value,
    )
    return tuple(map(_request, tx.execute(query.order_by(group_requests.c.id))))


def prolong(tx: Transaction, request_id: int, expires_at: datetime) -> None:
    """Let a request wait until then."""
    tx.execute(update(group_requests).where(group_requests.c.id == request_id).values(expires_at=expires_at))


def close(tx: Transaction, request_id: int, state: RequestState, unit_id: int | None) -> bool:
    """End an open request, with the unit that was linked; False when it was ended before."""
    statement = update(group_requests).where(
        group_requests.c.id == request_id, group_requests.c.state == RequestState.OPEN.value
    )
    return tx.execute(statement.values(state=state.value, unit_id=unit_id)).rowcount > 0
