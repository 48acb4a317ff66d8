"""Announcements on their way: what they say, whom they go to, how far they are, who has read them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Integer, Table, Text

from storage.tables.base import metadata
from storage.types import Json, Moment, RowId

# An announcement on its way: written, perhaps approved, scheduled, sending, paused, sent, withdrawn.
broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("author_id", RowId, ForeignKey("employees.id"), nullable=False),
    Column("audience", Json, nullable=False),
    Column("ask_read", Boolean, nullable=False),
    Column("send_at", Moment),
    Column("people", Integer, nullable=False),
    Column("approver_id", RowId, ForeignKey("employees.id")),
    Column("approved_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("state_at", Moment, nullable=False),
    Column("report_chat_id", BigInteger),
    Column("report_message_id", BigInteger),
    CheckConstraint(
        "state in ('draft', 'awaiting', 'scheduled', 'sending', 'paused', 'sent', 'cancelled', 'withdrawn')",
        name="state",
    ),
)

# What an announcement says: the last version counts. `entities` are Telegram's, `media_id` its file id.
broadcast_versions = Table(  # evidence
    "broadcast_versions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("broadcast_id", RowId, ForeignKey("broadcasts.id"), nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("entities", Json, nullable=False),
    Column("media_kind", Text, nullable=False),
    Column("media_id", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

broadcast_reads = Table(
    "broadcast_reads",
    metadata,
    Column("broadcast_id", RowId, ForeignKey("broadcasts.id"), primary_key=True, autoincrement=False),
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
)

# What an announcement was sent as, to each chat: the outbox row that carries it.
broadcast_posts = Table(
    "broadcast_posts",
    metadata,
    Column("broadcast_id", RowId, ForeignKey("broadcasts.id"), primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("thread_id", BigInteger),
    Column("employee_id", RowId, ForeignKey("employees.id")),
    Column("dedupe_key", Text, nullable=False, unique=True),
)
