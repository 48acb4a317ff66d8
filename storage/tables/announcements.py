"""Announcements: what was written, where it goes, what became of each copy, and who has read it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from storage.tables.base import metadata
from storage.types import Json, Moment, RowId

announcements = Table(  # evidence
    "announcements",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("body", Text, nullable=False),
    Column("author_id", RowId, ForeignKey("employees.id")),  # NULL: the command line
    Column("created_at", Moment, nullable=False),
)

# What is shown: text with entities of the Bot API, and a photo or document by Telegram's file id ({} for none).
announcement_versions = Table(  # evidence: a correction is a new version
    "announcement_versions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("announcement_id", RowId, ForeignKey("announcements.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("entities", Json, nullable=False),
    Column("file", Json, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("announcement_id", "version", name="uq_announcement_versions_version"),
)

# How it is going: `state` and `audience` are those of `domain.announcement`; `up_to` is how far the audience has been
# expanded. `report` is the chat and message that show the live report ({} for none), to be drawn next at `report_due`.
# `proposed` is the version of a correction that waits for a second person; `rewriting` tells that sent copies may not
# show what they should.
announcement_runs = Table(
    "announcement_runs",
    metadata,
    Column("announcement_id", RowId, ForeignKey("announcements.id"), primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False, index=True),
    Column("audience", Json, nullable=False),
    Column("send_at", Moment, nullable=False),
    Column("ask_read", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("approved_by", RowId, ForeignKey("employees.id")),
    Column("approved_at", Moment),
    Column("up_to", BigInteger, nullable=False, server_default="0"),
    Column("proposed", Integer),
    Column("started_at", Moment),
    Column("expanded_at", Moment),
    Column("finished_at", Moment),
    Column("rewriting", Boolean, nullable=False, server_default=text("false")),
    Column("report", Json, nullable=False, server_default="{}"),
    Column("report_due", Moment),
)

# One copy: `outbox_id` is NULL for who can't be written to, `reason` then says why; `version` is what the copy shows,
# 0 where it is taken back.
announcement_copies = Table(
    "announcement_copies",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("announcement_id", RowId, ForeignKey("announcements.id"), nullable=False),
    Column("chat_id", BigInteger),
    Column("employee_id", RowId, ForeignKey("employees.id"), index=True),
    Column("outbox_id", RowId, ForeignKey("outbox.id"), index=True),
    Column("reason", Text, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("announcement_id", "chat_id", name="uq_announcement_copies_chat"),
    Index("ix_announcement_copies_announcement", "announcement_id", "id"),
)

announcement_reads = Table(  # evidence: who has pressed "read"
    "announcement_reads",
    metadata,
    Column("announcement_id", RowId, ForeignKey("announcements.id"), primary_key=True, autoincrement=False),
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
)
