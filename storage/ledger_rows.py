"""The rows that the ledger seals and its entries, read in bulk and exactly as they are stored.

Nothing is parsed on the way: a byte that a lenient reader of dates or numbers would forgive has to be seen. Values come
as the words of `domain.ledger.record_facts`; what has the wrong type gets words that no sealed body can hold.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Column, Row, Select, Table, Text, cast, exists, func, select, type_coerce
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import NullType

from domain.ledger import Decline, Signature, Withdrawal, WitnessMark
from storage.engine import Transaction
from storage.tables import (
    declines,
    ledger,
    ledger_head,
    pledge_texts,
    signature_withdrawals,
    signatures,
    witness_marks,
)
from storage.types import Moment

STORED_MOMENT: Final = len("2026-03-02 03:00:00.000000")
LARGEST_ID: Final = 2**63 - 1


class UnreadableError(Exception):
    """The database holds rows here that it can't give back."""


@dataclass(frozen=True)
class _Sealed:
    table: Table
    columns: tuple[str, ...]
    key: str


def _names(record: type[Signature | WitnessMark | Decline | Withdrawal]) -> tuple[str, ...]:
    return tuple(one.name for one in fields(record))


SEALED: Final = {
    "text": _Sealed(pledge_texts, ("version", "source", "published_at"), "version"),
    "signature": _Sealed(signatures, _names(Signature), "code"),
    "witness": _Sealed(witness_marks, _names(WitnessMark), "id"),
    "decline": _Sealed(declines, _names(Decline), "id"),
    "withdrawal": _Sealed(signature_withdrawals, _names(Withdrawal), "id"),
}


def head(tx: Transaction) -> tuple[Any, ...] | None:
    """The stored (sequence, link) of the last entry, None without; raises UnreadableError."""
    rows = _all(tx, select(_raw(ledger_head.c.sequence), _raw(ledger_head.c.link)).where(ledger_head.c.id == 1))
    return tuple(rows[0]) if rows else None


def entries(tx: Transaction, after: int | None, limit: int) -> Sequence[Row[Any]]:
    """The next (sequence, kind, subject_id, body, seal) in order, from the first for None; raises UnreadableError."""
    query = select(*map(_raw, ledger.c)).order_by(ledger.c.sequence).limit(limit)
    return _all(tx, query if after is None else query.where(ledger.c.sequence > after))


def next_sequence(tx: Transaction, after: int | None) -> int | None:
    """The sequence of the next entry, None behind the last; raises UnreadableError."""
    query = select(_raw(ledger.c.sequence)).order_by(ledger.c.sequence).limit(1)
    rows = _all(tx, query if after is None else query.where(ledger.c.sequence > after))
    return rows[0][0] if rows else None


def words(tx: Transaction, kind: str, subjects: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The words of the records of a kind by their subject id, as far as they are there; raises UnreadableError."""
    sealed = SEALED[kind]
    convert = [_reader(sealed.table.c[name], tx.dialect.name) for name in sealed.columns]
    key_of = itemgetter(sealed.columns.index(sealed.key))
    rows = _all(tx, _wanted(sealed, subjects))
    found = (tuple([read(value) for read, value in zip(convert, row, strict=True)]) for row in rows)
    return {key_of(one): one for one in found}


def _wanted(sealed: _Sealed, subjects: Iterable[str]) -> Select[Any]:
    key = sealed.table.c[sealed.key]
    values: list[Any] = list(subjects)
    if sealed.key == "id":
        values = [int(one) for one in values if one.isascii() and one.isdigit() and len(one) < 20]
        values = [one for one in values if one <= LARGEST_ID]
    return select(*[_raw(sealed.table.c[name]) for name in sealed.columns]).where(key.in_(values))


def count(tx: Transaction, kind: str) -> int:
    """How many records of a kind there are; raises UnreadableError."""
    return int(_all(tx, select(func.count()).select_from(SEALED[kind].table))[0][0])


def without_entry(tx: Transaction, kind: str, limit: int) -> list[str]:
    """The subject ids of records that no entry names; raises UnreadableError."""
    sealed = SEALED[kind]
    key = cast(sealed.table.c[sealed.key], Text)
    entry = exists().where(ledger.c.kind == kind, ledger.c.subject_id == key)
    return [str(row[0]) for row in _all(tx, select(key).where(~entry).order_by(key).limit(limit))]


def _all(tx: Transaction, query: Select[Any]) -> Sequence[Row[Any]]:
    # PostgreSQL gives up a whole transaction for one error, SQLite only the statement.
    apart = tx.begin_nested() if tx.dialect.name == "postgresql" else contextlib.nullcontext()
    try:
        with apart:
            return tx.execute(query).all()
    except DBAPIError as error:
        raise UnreadableError(str(error.orig)) from error


def _raw(column: Column[Any]) -> Any:
    return type_coerce(column, NullType()).label(column.name)


def _reader(column: Column[Any], dialect: str) -> Callable[[Any], str]:
    if isinstance(column.type, Moment):
        return _moment if dialect == "postgresql" else _stored_moment
    return _text if isinstance(column.type, Text) else _number


def _text(value: Any) -> str:
    return value if type(value) is str else _wrong(value)


def _number(value: Any) -> str:
    return str(value) if type(value) is int else _wrong(value)


def _moment(value: Any) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else _wrong(value)


def _stored_moment(value: Any) -> str:
    if type(value) is not str or len(value) != STORED_MOMENT or value[10] != " ":
        return _wrong(value)
    part = value[19:]
    return f"{value[:10]}T{value[11:19]}{'' if part == '.000000' else part}+00:00"


def _wrong(value: Any) -> str:
    return f"\0{value!r}"
