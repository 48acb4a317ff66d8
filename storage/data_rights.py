"""Consent in force and withdrawn, requests for correction, who looked, and the end of a link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, insert, or_, select, update

from domain.data_rights import Correction, Look, RequestState, Seen
from domain.rights import Role
from storage.engine import Transaction
from storage.people import subtree
from storage.tables import (
    audit,
    consent_withdrawals,
    consents,
    correction_requests,
    drafts,
    employees,
    grants,
    link_requests,
    links,
    outbox,
    units,
    uploads,
)

LOOKS = {f"see_{seen}": seen for seen in Seen}
_columns = tuple(
    correction_requests.c[name]
    for name in ("id", "employee_id", "wish", "state", "created_at", "due_at", "decided_at", "answer")
)


_is_open = correction_requests.c.state == RequestState.OPEN.value


def _correction(row: Any) -> Correction:
    values = {column.name: getattr(row, column.name) for column in _columns}
    return Correction(**{**values, "state": RequestState(row.state)})


def last_consent(tx: Transaction, telegram_id: int) -> tuple[str, datetime] | None:
    """Version and moment of the consent given last, whether withdrawn since or not."""
    query = (
        select(consents.c.version, consents.c.given_at)
        .where(consents.c.telegram_id == telegram_id)
        .order_by(consents.c.id.desc())
        .limit(1)
    )
    row = tx.execute(query).first()
    return (row.version, row.given_at) if row else None


def last_withdrawal(tx: Transaction, telegram_id: int) -> datetime | None:
    """The moment of the last withdrawal."""
    query = select(func.max(consent_withdrawals.c.withdrawn_at)).where(consent_withdrawals.c.telegram_id == telegram_id)
    return tx.execute(query).scalar()


def add_withdrawal(tx: Transaction, telegram_id: int, now: datetime) -> None:
    """Keep the withdrawal of a consent, as evidence."""
    tx.execute(insert(consent_withdrawals).values(telegram_id=telegram_id, withdrawn_at=now))


def end_link(tx: Transaction, telegram_id: int, now: datetime) -> int | None:
    """End the open link of an account; the id of the employee it belonged to, None when there was none."""
    statement = update(links).where(links.c.telegram_id == telegram_id, links.c.ended_at.is_(None))
    return tx.execute(statement.values(ended_at=now).returning(links.c.employee_id)).scalar()


def forget_begun(tx: Transaction, telegram_id: int) -> None:
    """Erase what the account has begun and not finished: drafts, uploads, requests to be linked."""
    tx.execute(delete(drafts).where(drafts.c.telegram_id == telegram_id))
    tx.execute(delete(uploads).where(uploads.c.telegram_id == telegram_id))
    undecided = link_requests.c.decided_at.is_(None)
    tx.execute(delete(link_requests).where(link_requests.c.telegram_id == telegram_id, undecided))


def add_correction(
    tx: Transaction, employee_id: int, telegram_id: int, wish: str, now: datetime, due_at: datetime
) -> Correction:
    """Keep a new wish."""
    values = {
        "employee_id": employee_id, "telegram_id": telegram_id, "wish": wish, "state": RequestState.OPEN.value,
        "created_at": now, "due_at": due_at, "answer": "",
    }  # fmt: skip
    return _correction(tx.execute(insert(correction_requests).values(**values).returning(*_columns)).one())


def correction(tx: Transaction, request_id: int) -> Correction | None:
    """The request with this id."""
    row = tx.execute(select(*_columns).where(correction_requests.c.id == request_id)).first()
    return _correction(row) if row else None


def open_corrections_of(tx: Transaction, employee_id: int) -> tuple[Correction, ...]:
    """The open requests of a person, the first to be answered first."""
    query = _open(select(*_columns)).where(correction_requests.c.employee_id == employee_id)
    return tuple(map(_correction, tx.execute(query)))


def open_corrections(
    tx: Transaction,
    scopes: Sequence[int] | None = None,
    *,
    due_before: datetime | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[tuple[Correction, int], ...]:
    """The open requests with the unit of each person, the first to be answered first; of these units and all below."""
    query = _within(_open(select(*_columns, employees.c.unit_id)), scopes).limit(limit).offset(offset)
    if due_before is not None:
        query = query.where(correction_requests.c.due_at <= due_before)
    return tuple((_correction(row), row.unit_id) for row in tx.execute(query))


def count_open_corrections(tx: Transaction, scopes: Sequence[int] | None = None) -> int:
    """How many requests are open in these units and all below, or in the agency."""
    query = select(func.count()).select_from(correction_requests).where(_is_open)
    return int(tx.execute(_within(query, scopes)).scalar_one())


def _open(query: Select[Any]) -> Select[Any]:
    return query.where(_is_open).order_by(correction_requests.c.due_at, correction_requests.c.id)


def _within(query: Select[Any], scopes: Sequence[int] | None) -> Select[Any]:
    query = query.join(employees, employees.c.id == correction_requests.c.employee_id)
    if scopes is None:
        return query
    return query.where(or_(*(employees.c.unit_id.in_(subtree(scope)) for scope in scopes)))


def decide(
    tx: Transaction, request_id: int, state: RequestState, answer: str, decided_by: int | None, now: datetime
) -> bool:
    """Close an open request with an answer; False when it was closed before."""
    values = {"state": state.value, "answer": answer, "decided_by": decided_by, "decided_at": now}
    statement = update(correction_requests).where(correction_requests.c.id == request_id, _is_open)
    return tx.execute(statement.values(values)).rowcount == 1


def holders(tx: Transaction, roles: Iterable[Role], unit_path: Sequence[int]) -> tuple[int, ...]:
    """The linked accounts of active people who hold one of these roles over the agency or a unit of the path."""
    query = (
        select(links.c.telegram_id)
        .distinct()
        .join(employees, employees.c.id == links.c.employee_id)
        .join(grants, grants.c.employee_id == links.c.employee_id)
        .where(links.c.ended_at.is_(None), employees.c.active, grants.c.revoked_at.is_(None))
        .where(grants.c.role.in_([role.value for role in roles]))
        .where(or_(grants.c.unit_id.is_(None), grants.c.unit_id.in_(unit_path)))
        .order_by(links.c.telegram_id)
    )
    return tuple(tx.execute(query).scalars())


def count_looks(tx: Transaction, employee_id: int) -> int:
    """How many times an official looked at this person's data."""
    return tx.execute(select(func.count()).select_from(audit).where(*_seen(employee_id))).scalar_one()


def looks(tx: Transaction, employee_id: int, *, limit: int | None = None, offset: int = 0) -> tuple[Look, ...]:
    """Who looked, the last first; an official carries the name of today and the role and unit of that moment."""
    query = (
        select(audit.c.at, audit.c.action, audit.c.detail)
        .where(*_seen(employee_id))
        .order_by(audit.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    rows = tx.execute(query).all()
    names = _by_id(tx, employees, {row.detail.get("by") for row in rows})
    places = _by_id(tx, units, {row.detail.get("unit") for row in rows})
    return tuple(
        Look(
            row.at,
            LOOKS[row.action],
            names.get(row.detail.get("by"), ""),
            row.detail.get("role", ""),
            places.get(row.detail.get("unit"), ""),
        )
        for row in rows
    )


def _seen(employee_id: int) -> tuple[Any, Any]:
    return audit.c.subject == f"employee:{employee_id}", audit.c.action.in_(LOOKS)


def _by_id(tx: Transaction, table: Any, ids: set[int | None]) -> dict[int | None, str]:
    """The names of units or employees."""
    wanted = [one for one in ids if one is not None]
    if not wanted:
        return {}
    return {row.id: row.name for row in tx.execute(select(table.c.id, table.c.name).where(table.c.id.in_(wanted)))}


def posts_since(tx: Transaction, kind: str, chat_id: int, since: datetime) -> tuple[str, ...]:
    """The keys of the messages of one kind to a chat, written since a moment."""
    query = select(outbox.c.dedupe_key).where(
        outbox.c.kind == kind, outbox.c.chat_id == chat_id, outbox.c.created_at > since
    )
    return tuple(tx.execute(query).scalars())
