"""Activation codes, tries, requests to be linked, and the facts of the installation that are made once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.activation import Attempts
from domain.joining import LinkRequest, LinkState
from domain.people import Employee, Unit
from domain.rights import Role
from storage.engine import Transaction
from storage.people import subtree
from storage.tables import accounts, activation_codes, attempts, employees, grants, installation, link_requests, links
from storage.tables import units as unit_table
from storage.upsert import insert_missing

AT_ONCE = 500


def fact(tx: Transaction, key: str) -> tuple[str, datetime] | None:
    """A fact of the installation and when it was set."""
    row = tx.execute(select(installation.c.value, installation.c.set_at).where(installation.c.key == key)).first()
    return (row.value, row.set_at) if row else None


def keep_fact(tx: Transaction, key: str, value: str, now: datetime) -> str:
    """Set a fact unless it is set already; what stands now."""
    insert_missing(tx, installation, {"key": key, "value": value, "set_at": now})
    return str(tx.execute(select(installation.c.value).where(installation.c.key == key)).scalar_one())


def drop_fact(tx: Transaction, key: str) -> bool:
    """Forget a fact; whether it was there."""
    return tx.execute(delete(installation).where(installation.c.key == key)).rowcount == 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person of the roster who may get a code, with the name of their unit."""

    employee: Employee
    unit_name: str


def candidates(tx: Transaction, unit_id: int | None = None, *, everybody: bool = False) -> tuple[Candidate, ...]:
    """The active people of a unit and all below it (None: the agency) by unit and name; `everybody`: linked too."""
    query = _people(select(employees, unit_table.c.name.label("unit_name")), unit_id, everybody=everybody)
    rows = tx.execute(query.order_by(unit_table.c.name, employees.c.name, employees.c.id))
    return tuple(map(_candidate, rows))


def count_candidates(tx: Transaction, unit_id: int | None = None) -> int:
    """How many active people of a unit and all below it are not linked."""
    query = _people(select(func.count()).select_from(employees), unit_id, everybody=False)
    return int(tx.execute(query).scalar_one())


def _people(query: Select[Any], unit_id: int | None, *, everybody: bool) -> Select[Any]:
    found = query.join(unit_table, unit_table.c.id == employees.c.unit_id).where(employees.c.active)
    if unit_id is not None:
        found = found.where(employees.c.unit_id.in_(subtree(unit_id)))
    return found if everybody else found.where(employees.c.id.not_in(_linked()))


def _linked() -> Select[tuple[int]]:
    return select(links.c.employee_id).where(links.c.ended_at.is_(None))


def _candidate(row: Row[Any]) -> Candidate:
    values = dict(row._mapping)
    unit_name = values.pop("unit_name")
    return Candidate(Employee(**values), unit_name)


def add_codes(
    tx: Transaction, digests: Mapping[int, str], issued_by: str, now: datetime, expires_at: datetime
) -> None:  # fmt: skip
    """Keep the digest of a new code for each person, by employee id, and revoke what they had before."""
    revoke_codes(tx, list(digests), now)
    rows = [
        {"employee_id": employee_id, "digest": one, "issued_by": issued_by, "issued_at": now, "expires_at": expires_at}
        for employee_id, one in digests.items()
    ]
    if rows:
        tx.execute(insert(activation_codes), rows)


def revoke_codes(tx: Transaction, employee_ids: Sequence[int], now: datetime) -> None:
    """End the codes of these people that could still be used."""
    open_codes = update(activation_codes).where(
        activation_codes.c.used_at.is_(None), activation_codes.c.revoked_at.is_(None)
    )
    for at in range(0, len(employee_ids), AT_ONCE):
        some = employee_ids[at : at + AT_ONCE]
        tx.execute(open_codes.where(activation_codes.c.employee_id.in_(some)).values(revoked_at=now))


def use_code(tx: Transaction, digest: str, now: datetime) -> int | None:
    """Use the code up and tell whose it is; None for one that is unknown, used, revoked, over, or of who has left.

    One statement answers all of these, so that neither the words nor the time tell which it was.
    """
    active = select(employees.c.id).where(employees.c.active)
    statement = (
        update(activation_codes)
        .where(
            activation_codes.c.digest == digest,
            activation_codes.c.used_at.is_(None),
            activation_codes.c.revoked_at.is_(None),
            activation_codes.c.expires_at > now,
            activation_codes.c.employee_id.in_(active),
        )
        .values(used_at=now)
        .returning(activation_codes.c.employee_id)
    )
    return tx.execute(statement).scalar()


def is_used_code_of(tx: Transaction, digest: str, employee_id: int) -> bool:
    """Whether this person has used this code."""
    query = select(activation_codes.c.id).where(
        activation_codes.c.digest == digest,
        activation_codes.c.employee_id == employee_id,
        activation_codes.c.used_at.is_not(None),
    )
    return tx.execute(query).first() is not None


def last_issued(tx: Transaction, issued_by: str, unit_id: int) -> datetime | None:
    """When this account or command last issued codes for somebody of the unit or below it."""
    of_unit = select(employees.c.id).where(employees.c.unit_id.in_(subtree(unit_id)))
    query = select(func.max(activation_codes.c.issued_at)).where(
        activation_codes.c.issued_by == issued_by, activation_codes.c.employee_id.in_(of_unit)
    )
    return tx.execute(query).scalar()


def tries(tx: Transaction, telegram_id: int, kind: str) -> Attempts:
    """The failed tries of an account in one kind of guess; the row is held until the transaction ends."""
    query = select(attempts).where(attempts.c.telegram_id == telegram_id, attempts.c.kind == kind).with_for_update()
    row = tx.execute(query).first()
    return Attempts(row.failures, row.window_started_at, row.locked_until) if row and row.failures else Attempts()


def keep_tries(tx: Transaction, telegram_id: int, kind: str, kept: Attempts, now: datetime) -> None:
    """Write the failed tries down."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    values = {
        "failures": kept.failures, "window_started_at": kept.window_started_at or now, "last_at": now,
        "locked_until": kept.locked_until,
    }  # fmt: skip
    statement = dialect.insert(attempts).values(telegram_id=telegram_id, kind=kind, **values)
    keys = [attempts.c.telegram_id, attempts.c.kind]
    tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=values))


def drop_tries(tx: Transaction, telegram_id: int) -> None:
    """Forget the failed tries of an account."""
    tx.execute(delete(attempts).where(attempts.c.telegram_id == telegram_id))


def last_person(tx: Transaction, telegram_id: int) -> Employee | None:
    """The person that the account belonged to last, whether or not it still does."""
    query = (
        select(employees)
        .join(links, links.c.employee_id == employees.c.id)
        .where(links.c.telegram_id == telegram_id)
        .order_by(links.c.id.desc())
        .limit(1)
    )
    row = tx.execute(query).first()
    return Employee(**row._mapping) if row else None


def open_units(
    tx: Transaction, offset: int, limit: int, *, words: Sequence[str] = (), within: Sequence[int] | None = None
) -> tuple[tuple[Unit, ...], int]:
    """Units that are not closed, by name, and how many there are.

    `words` must all stand in the name or the code, whatever their case; `within` means these units and all below.
    """
    query = select(unit_table).where(unit_table.c.closed_at.is_(None))
    for word in words:
        named = unit_table.c.name.icontains(word, autoescape=True)
        query = query.where(or_(named, unit_table.c.code.icontains(word, autoescape=True)))
    if within is not None:
        query = query.where(_within(within))
    total = tx.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    rows = tx.execute(query.order_by(unit_table.c.name, unit_table.c.id).offset(offset).limit(limit))
    return tuple(Unit(**row._mapping) for row in rows), total


def _within(unit_ids: Sequence[int]) -> Any:
    tree = select(unit_table.c.id).where(unit_table.c.id.in_(unit_ids)).cte("within", recursive=True)
    tree = tree.union(select(unit_table.c.id).join(tree, unit_table.c.parent_id == tree.c.id))
    return unit_table.c.id.in_(select(tree.c.id))


def deciders(tx: Transaction, role: Role, unit_ids: Sequence[int | None]) -> tuple[tuple[int | None, int], ...]:
    """(scope, account) of everybody active and reachable who holds the role over exactly one of these scopes."""
    scopes = [one for one in unit_ids if one is not None]
    in_scope: ColumnElement[bool] = grants.c.unit_id.in_(scopes)
    if None in unit_ids:
        in_scope = or_(in_scope, grants.c.unit_id.is_(None))
    query = (
        select(grants.c.unit_id, links.c.telegram_id)
        .distinct()
        .join(employees, employees.c.id == grants.c.employee_id)
        .join(links, (links.c.employee_id == employees.c.id) & links.c.ended_at.is_(None))
        .join(accounts, accounts.c.telegram_id == links.c.telegram_id)
        .where(grants.c.role == role.value, grants.c.revoked_at.is_(None), in_scope)
        .where(employees.c.active, accounts.c.reachable)
        .order_by(links.c.telegram_id)
    )
    return tuple((scope, account) for scope, account in tx.execute(query))


def admin_is_known(tx: Transaction) -> bool:
    """Whether somebody active holds the role of admin over the whole agency."""
    query = (
        select(grants.c.id)
        .join(employees, employees.c.id == grants.c.employee_id)
        .where(grants.c.role == Role.ADMIN.value, grants.c.unit_id.is_(None), grants.c.revoked_at.is_(None))
        .where(employees.c.active)
    )
    return tx.execute(query.limit(1)).first() is not None


def add_request(
    tx: Transaction, telegram_id: int, unit_id: int, typed_name: str, now: datetime, expires_at: datetime
) -> LinkRequest:  # fmt: skip
    """Keep an open request."""
    values = {
        "telegram_id": telegram_id, "unit_id": unit_id, "typed_name": typed_name, "state": LinkState.OPEN.value,
        "created_at": now, "expires_at": expires_at,
    }  # fmt: skip
    return _request(tx.execute(insert(link_requests).values(**values).returning(*link_requests.c)).one())


def request(tx: Transaction, request_id: int) -> LinkRequest | None:
    """The request with this id."""
    row = tx.execute(select(link_requests).where(link_requests.c.id == request_id)).first()
    return _request(row) if row else None


def open_request_of(tx: Transaction, telegram_id: int, now: datetime) -> LinkRequest | None:
    """The account's request that waits for a decision."""
    query = _open(now).where(link_requests.c.telegram_id == telegram_id).order_by(link_requests.c.id).limit(1)
    row = tx.execute(query).first()
    return _request(row) if row else None


def open_requests_within(
    tx: Transaction, unit_id: int, now: datetime, offset: int, limit: int
) -> tuple[tuple[LinkRequest, ...], int]:  # fmt: skip
    """The open requests for a unit and all below it, oldest first, and how many there are."""
    query = _open(now).where(link_requests.c.unit_id.in_(subtree(unit_id)))
    total = tx.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    rows = tx.execute(query.order_by(link_requests.c.id).offset(offset).limit(limit))
    return tuple(map(_request, rows)), total


def count_requests_since(tx: Transaction, telegram_id: int, since: datetime) -> int:
    """How many requests the account has made after a moment."""
    query = select(func.count()).select_from(link_requests)
    query = query.where(link_requests.c.telegram_id == telegram_id, link_requests.c.created_at > since)
    return tx.execute(query).scalar_one()


def settle_request(
    tx: Transaction, request_id: int, state: LinkState, now: datetime, decided_by: int | None, employee_id: int | None
) -> bool:  # fmt: skip
    """End an open request; False when somebody else has ended it."""
    values = {"state": state.value, "decided_at": now, "decided_by": decided_by, "employee_id": employee_id}
    statement = update(link_requests).where(
        link_requests.c.id == request_id, link_requests.c.state == LinkState.OPEN.value
    )
    return tx.execute(statement.values(values)).rowcount == 1


def withdraw_requests(tx: Transaction, telegram_id: int, now: datetime) -> None:
    """End the open requests of an account, which needs them no more."""
    statement = update(link_requests).where(
        link_requests.c.telegram_id == telegram_id, link_requests.c.state == LinkState.OPEN.value
    )
    tx.execute(statement.values(state=LinkState.WITHDRAWN.value, decided_at=now))


def requests_over(tx: Transaction, now: datetime, limit: int) -> tuple[LinkRequest, ...]:
    """Requests that are still written down as open although their time is over."""
    query = select(link_requests).where(
        link_requests.c.state == LinkState.OPEN.value, link_requests.c.expires_at <= now
    )
    return tuple(map(_request, tx.execute(query.order_by(link_requests.c.id).limit(limit))))


def _open(now: datetime) -> Select[Any]:
    return select(link_requests).where(link_requests.c.state == LinkState.OPEN.value, link_requests.c.expires_at > now)


def _request(row: Row[Any]) -> LinkRequest:
    values = dict(row._mapping)
    return LinkRequest(**{**values, "state": LinkState(values["state"])})
