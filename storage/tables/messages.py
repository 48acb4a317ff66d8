"""Linked groups, and what comes in and goes out."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.base import metadata
from storage.types import Json, Moment, RowId

groups = Table(
    "groups",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("thread_id", BigInteger),
    Column("title", Text, nullable=False),
    Column("unit_id", RowId, ForeignKey("units.id")),
    Column("linked_by", BigInteger, nullable=False),
    Column("linked_at", Moment, nullable=False),
    Column("trouble", Text, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("payload", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("parked_at", Moment),
    Column("error", Text, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("dedupe_key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("params", Json, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    Column("lane", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_until", Moment),
    Column("lease_by", Text),
    Column("created_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("message_id", BigInteger),
    Column("reason", Text, nullable=False),
    UniqueConstraint("dedupe_key", name="uq_outbox_dedupe_key"),
    CheckConstraint("status in ('queued', 'sent', 'failed')", name="status"),
)
Index(
    "ix_outbox_queued",
    outbox.c.lane,
    outbox.c.id,
    sqlite_where=text("status = 'queued'"),
    postgresql_where=text("status = 'queued'"),
)
