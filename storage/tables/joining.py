"""How an account comes to belong to a person, and a group to a unit; what a person may ask about their data."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text

from storage.tables.base import metadata
from storage.types import Moment, RowId

activation_codes = Table(
    "activation_codes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False, index=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("issued_by", Text, nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("revoked_at", Moment),
)

# Failures of one account in one kind of guess; telegram_id 0 counts for everybody together.
attempts = Table(
    "attempts",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("window_started_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("locked_until", Moment),
)

link_requests = Table(
    "link_requests",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("telegram_id", BigInteger, ForeignKey("accounts.telegram_id"), nullable=False, index=True),
    Column("unit_id", RowId, ForeignKey("units.id"), nullable=False),
    Column("typed_name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("decided_by", RowId, ForeignKey("employees.id")),
    Column("decided_at", Moment),
    Column("employee_id", RowId, ForeignKey("employees.id")),
)

# Facts of the installation that are made once: the pepper of activation codes, the digest of the owner code.
installation = Table(
    "installation",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("set_at", Moment, nullable=False),
)


group_requests = Table(
    "group_requests",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("chat_id", BigInteger, nullable=False, index=True),
    Column("thread_id", BigInteger),
    Column("title", Text, nullable=False),
    Column("unit_id", RowId, ForeignKey("units.id")),
    Column("telegram_id", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)


consent_withdrawals = Table(  # evidence
    "consent_withdrawals",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("telegram_id", BigInteger, ForeignKey("accounts.telegram_id"), nullable=False, index=True),
    Column("withdrawn_at", Moment, nullable=False),
)

correction_requests = Table(
    "correction_requests",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False, index=True),
    Column("telegram_id", BigInteger, nullable=False),
    Column("wish", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("decided_by", RowId, ForeignKey("employees.id")),
    Column("decided_at", Moment),
    Column("answer", Text, nullable=False),
)
