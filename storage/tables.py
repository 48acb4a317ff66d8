"""All tables. Every constraint has a name; tables marked as evidence refuse UPDATE and DELETE by a trigger."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.types import Json, Moment, RowId

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# ------------------------------------------------------------------ people

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
    Column("active", Boolean, nullable=False),
)
Index(
    "uq_employees_staff_number",
    employees.c.staff_number,
    unique=True,
    sqlite_where=text("staff_number <> ''"),
    postgresql_where=text("staff_number <> ''"),
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
    UniqueConstraint("telegram_id", "version"),
)

grants = Table(
    "grants",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False, index=True),
    Column("role", Text, nullable=False),
    Column("unit_id", RowId, ForeignKey("units.id")),
    Column("granted_at", Moment, nullable=False),
    Column("revoked_at", Moment),
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

# ------------------------------------------------------------------ pledge

pledge_texts = Table(  # evidence
    "pledge_texts",
    metadata,
    Column("version", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("published_at", Moment, nullable=False),
)

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text_version", Text, ForeignKey("pledge_texts.version"), nullable=False),
    Column("opens_at", Moment, nullable=False),
    Column("valid_until", Moment, nullable=False),
)

signatures = Table(  # evidence
    "signatures",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("campaign_id", RowId, ForeignKey("campaigns.id"), nullable=False),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False, index=True),
    Column("unit_id", RowId, ForeignKey("units.id"), nullable=False),
    Column("telegram_id", BigInteger, nullable=False),
    Column("text_version", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("staff_number", Text, nullable=False),
    Column("position", Text, nullable=False),
    Column("unit_name", Text, nullable=False),
    Column("reading_began_at", Moment, nullable=False),
    Column("signed_at", Moment, nullable=False),
    UniqueConstraint("campaign_id", "employee_id", name="uq_signatures_campaign_employee"),
    Index("ix_signatures_campaign_unit", "campaign_id", "unit_id"),
)

# ------------------------------------------------------------------ integrity zone

cycles = Table(
    "cycles",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("year", Integer, nullable=False, unique=True),
    Column("title", Text, nullable=False),
)

stage_changes = Table(  # evidence: the last row of a unit in a cycle is its stage
    "stage_changes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("cycle_id", RowId, ForeignKey("cycles.id"), nullable=False),
    Column("unit_id", RowId, ForeignKey("units.id"), nullable=False),
    Column("stage", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index("ix_stage_changes_unit_cycle", "unit_id", "cycle_id"),
)

answers = Table(  # evidence: a correction is a new version
    "answers",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("cycle_id", RowId, ForeignKey("cycles.id"), nullable=False),
    Column("unit_id", RowId, ForeignKey("units.id"), nullable=False),
    Column("layer", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("value", Json, nullable=False),
    Column("answered_at", Moment, nullable=False),
    UniqueConstraint("cycle_id", "unit_id", "layer", "question", "version", name="uq_answers_version"),
)

# ------------------------------------------------------------------ deadlines

deadlines = Table(
    "deadlines",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("title", Text, nullable=False),
    Column("due_at", Moment, nullable=False, index=True),
    Column("unit_id", RowId, ForeignKey("units.id")),
    Column("rule", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

reminders = Table(
    "reminders",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("deadline_id", RowId, ForeignKey("deadlines.id"), nullable=False),
    Column("timezone", Text, nullable=False),
    Column("work_days", Integer, nullable=False),
    Column("lead_days", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("status", Text, nullable=False),
    UniqueConstraint("deadline_id", "timezone", "work_days", "lead_days", name="uq_reminders_lead"),
)
Index(
    "ix_reminders_planned",
    reminders.c.due_at,
    sqlite_where=text("status = 'planned'"),
    postgresql_where=text("status = 'planned'"),
)

done_marks = Table(  # evidence
    "done_marks",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("deadline_id", RowId, ForeignKey("deadlines.id"), nullable=False),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False),
    Column("done_at", Moment, nullable=False),
    UniqueConstraint("deadline_id", "employee_id", name="uq_done_marks_deadline_employee"),
)

# ------------------------------------------------------------------ groups and messages

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

announcements = Table(  # evidence
    "announcements",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("body", Text, nullable=False),
    Column("author_id", RowId, ForeignKey("employees.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
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

EVIDENCE = (
    "consents",
    "audit",
    "pledge_texts",
    "signatures",
    "stage_changes",
    "answers",
    "done_marks",
    "announcements",
)
