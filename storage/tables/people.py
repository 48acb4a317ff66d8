"""Units, employees, accounts and roles, with the log of who did what."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)

from storage.tables.base import metadata
from storage.types import Json, Moment, RowId

units = Table(
    "units",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("parent_id", RowId, ForeignKey("units.id")),
    Column("timezone", Text, nullable=False),
    Column("work_days", Integer, nullable=False),
    Column("predicate", Text, nullable=False),
    Column("predicate_year", Integer),
    Column("closed_at", Moment),
    Column("merged_into", RowId, ForeignKey("units.id")),
    # Checks belong to the table: Alembic leaves those of a column out when it writes a migration.
    CheckConstraint("work_days in (5, 6)", name="work_days"),
    CheckConstraint("predicate in ('', 'WBK', 'WBBM')", name="predicate"),
)

employees = Table(
    "employees",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("name", Text, nullable=False),
    Column("staff_number", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("position", Text, nullable=False),
    Column("rank", Text, nullable=False),
    Column("unit_id", RowId, ForeignKey("units.id"), nullable=False, index=True),
    Column("phone", Text, nullable=False, index=True),
    Column("email", Text, nullable=False, server_default=text("''")),
    Column("active", Boolean, nullable=False),
)
Index(
    "uq_employees_staff_number",
    employees.c.staff_number,
    unique=True,
    sqlite_where=text("staff_number <> ''"),
    postgresql_where=text("staff_number <> ''"),
)

Index(
    "ix_employees_active",
    employees.c.unit_id,
    employees.c.active,  # with it SQLite counts from the index alone
    sqlite_where=text("active = 1"),
    postgresql_where=text("active"),
)

# How many people serve in each unit itself: kept by triggers, so that no statement can forget it.
staff_counts = Table(
    "staff_counts",
    metadata,
    Column("unit_id", RowId, primary_key=True, autoincrement=False),
    Column("people", Integer, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", Text, nullable=False),
    Column("reachable", Boolean, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
)

# A person and an account belong together from linked_at until ended_at; at any moment one to one.
links = Table(
    "links",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False),
    Column("telegram_id", BigInteger, ForeignKey("accounts.telegram_id"), nullable=False),
    Column("proof", Text, nullable=False),
    Column("linked_at", Moment, nullable=False),
    Column("ended_at", Moment),
)
for _column in (links.c.employee_id, links.c.telegram_id):
    Index(
        f"uq_links_{_column.name}_open",
        _column,
        unique=True,
        sqlite_where=text("ended_at is null"),
        postgresql_where=text("ended_at is null"),
    )

consents = Table(  # evidence
    "consents",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("telegram_id", BigInteger, ForeignKey("accounts.telegram_id"), nullable=False),
    Column("version", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("given_at", Moment, nullable=False),
    Index("ix_consents_telegram_id", "telegram_id"),
)

grants = Table(
    "grants",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False, index=True),
    Column("role", Text, nullable=False),
    Column("unit_id", RowId, ForeignKey("units.id")),
    Column("granted_at", Moment, nullable=False),
    Column("granted_by", Text, nullable=False, server_default="cli"),
    Column("reason", Text, nullable=False, server_default=text("''")),
    Column("revoked_at", Moment),
    Column("revoked_by", Text),
    Column("revoke_reason", Text),
)

audit = Table(  # evidence
    "audit",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Json, nullable=False),
    Index("ix_audit_subject", "subject"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("step", Text, nullable=False),
    Column("data", Json, nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", Moment, nullable=False),
)


unit_changes = Table(  # evidence
    "unit_changes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("unit_id", RowId, ForeignKey("units.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("before", Json, nullable=False),
    Column("after", Json, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

employee_changes = Table(  # evidence
    "employee_changes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("before", Json, nullable=False),
    Column("after", Json, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

# A file that waits for its preview to be confirmed; erased by retention.
uploads = Table(
    "uploads",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("telegram_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("uploaded_at", Moment, nullable=False),
)
