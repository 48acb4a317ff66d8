"""Deadlines that come again, move, are snoozed and escalate; the agency's calendar; announcements on their way."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.evidence import protect
from storage.types import Json, Moment, RowId

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _planning()
    _columns()
    _calendar()
    _announcements()
    protect("deadline_changes", "done_papers", "broadcast_versions")


def _planning() -> None:
    op.create_table(
        "done_papers",
        sa.Column("id", RowId, nullable=False),
        sa.Column("mark_id", RowId, nullable=False),
        sa.Column("file_id", RowId, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["evidence_files.id"], name="fk_done_papers_file_id"),
        sa.ForeignKeyConstraint(["mark_id"], ["done_marks.id"], name="fk_done_papers_mark_id"),
        sa.PrimaryKeyConstraint("id", name="pk_done_papers"),
    )
    op.create_index("ix_done_papers_mark_id", "done_papers", ["mark_id"])
    op.create_table(
        "deadline_series",
        sa.Column("id", RowId, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("rule", Json, nullable=False),
        sa.Column("exceptions", Json, nullable=False),
        sa.Column("template", Json, nullable=False),
        sa.Column("made_until", sa.Date(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_deadline_series"),
    )
    op.create_table(
        "deadline_changes",
        sa.Column("id", RowId, nullable=False),
        sa.Column("deadline_id", RowId, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("after", Json, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadlines.id"], name="fk_deadline_changes_deadline_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deadline_changes"),
    )
    op.create_index("ix_deadline_changes_deadline_id", "deadline_changes", ["deadline_id"], unique=False)
    op.create_table(
        "deadline_escalations",
        sa.Column("id", RowId, nullable=False),
        sa.Column("deadline_id", RowId, nullable=False),
        sa.Column("unit_id", RowId, nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadlines.id"], name="fk_deadline_escalations_deadline_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_deadline_escalations_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deadline_escalations"),
        sa.UniqueConstraint("deadline_id", "unit_id", "level", name="uq_deadline_escalations_level"),
    )
    op.create_table(
        "deadline_tellings",
        sa.Column("deadline_id", RowId, autoincrement=False, nullable=False),
        sa.Column("employee_id", RowId, autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadlines.id"], name="fk_deadline_tellings_deadline_id"),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_deadline_tellings_employee_id"),
        sa.PrimaryKeyConstraint("deadline_id", "employee_id", name="pk_deadline_tellings"),
    )
    op.create_table(
        "snoozes",
        sa.Column("id", RowId, nullable=False),
        sa.Column("deadline_id", RowId, nullable=False),
        sa.Column("employee_id", RowId, nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.CheckConstraint("status in ('waiting', 'over', 'dropped')", name="status"),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadlines.id"], name="fk_snoozes_deadline_id"),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_snoozes_employee_id"),
        sa.PrimaryKeyConstraint("id", name="pk_snoozes"),
    )
    op.create_index("ix_snoozes_employee", "snoozes", ["employee_id", "deadline_id"], unique=False)
    op.create_index(
        "ix_snoozes_waiting",
        "snoozes",
        ["until"],
        unique=False,
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )


def _columns() -> None:
    op.add_column("deadlines", sa.Column("audience_kind", sa.Text(), server_default=sa.text("'all'"), nullable=False))
    op.add_column("deadlines", sa.Column("audience", Json, server_default="[]", nullable=False))
    op.add_column("deadlines", sa.Column("note", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column(
        "deadlines", sa.Column("wants_evidence", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("deadlines", sa.Column("plan", Json, nullable=True))
    op.add_column("deadlines", sa.Column("source", sa.Text(), nullable=True))
    op.add_column("deadlines", sa.Column("by", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("deadlines", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("deadlines", sa.Column("done_at", Moment(), nullable=True))
    op.create_index("uq_deadlines_source", "deadlines", ["source"], unique=True)
    with op.batch_alter_table("deadlines") as batch_op:
        batch_op.add_column(sa.Column("in_charge_id", RowId, nullable=True))
        batch_op.add_column(sa.Column("series_id", RowId, nullable=True))
        batch_op.create_foreign_key("fk_deadlines_in_charge_id", "employees", ["in_charge_id"], ["id"])
        batch_op.create_foreign_key("fk_deadlines_series_id", "deadline_series", ["series_id"], ["id"])


def _calendar() -> None:
    op.create_table(
        "hours_seasons",
        sa.Column("id", RowId, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("send_at", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hours_seasons"),
    )
    op.create_table(
        "agency_days",
        sa.Column("id", RowId, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("unit_id", RowId, nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_agency_days_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_agency_days"),
    )
    op.create_index("ix_agency_days_day", "agency_days", ["day"], unique=False)
    op.create_table(
        "absences",
        sa.Column("id", RowId, nullable=False),
        sa.Column("employee_id", RowId, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_absences_employee_id"),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
    )
    op.create_index("ix_absences_employee_id", "absences", ["employee_id"], unique=False)
    op.create_table(
        "calendar_feeds",
        sa.Column("id", RowId, nullable=False),
        sa.Column("employee_id", RowId, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_calendar_feeds_employee_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_feeds"),
    )
    op.create_index("ix_calendar_feeds_employee_id", "calendar_feeds", ["employee_id"], unique=False)
    op.create_table(
        "reminder_wishes",
        sa.Column("employee_id", RowId, autoincrement=False, nullable=False),
        sa.Column("lead_days", Json, nullable=True),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_reminder_wishes_employee_id"),
        sa.PrimaryKeyConstraint("employee_id", name="pk_reminder_wishes"),
    )


def _announcements() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("id", RowId, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("author_id", RowId, nullable=False),
        sa.Column("audience", Json, nullable=False),
        sa.Column("ask_read", sa.Boolean(), nullable=False),
        sa.Column("send_at", Moment(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("approver_id", RowId, nullable=True),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("state_at", Moment(), nullable=False),
        sa.Column("report_chat_id", sa.BigInteger(), nullable=True),
        sa.Column("report_message_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state in ('draft', 'awaiting', 'scheduled', 'sending', 'paused', 'sent', 'cancelled', 'withdrawn')",
            name="state",
        ),
        sa.ForeignKeyConstraint(["approver_id"], ["employees.id"], name="fk_broadcasts_approver_id"),
        sa.ForeignKeyConstraint(["author_id"], ["employees.id"], name="fk_broadcasts_author_id"),
        sa.PrimaryKeyConstraint("id", name="pk_broadcasts"),
        sa.UniqueConstraint("key", name="uq_broadcasts_key"),
    )
    op.create_table(
        "broadcast_posts",
        sa.Column("broadcast_id", RowId, autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("employee_id", RowId, nullable=True),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name="fk_broadcast_posts_broadcast_id"),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_broadcast_posts_employee_id"),
        sa.PrimaryKeyConstraint("broadcast_id", "chat_id", name="pk_broadcast_posts"),
        sa.UniqueConstraint("dedupe_key", name="uq_broadcast_posts_dedupe_key"),
    )
    op.create_table(
        "broadcast_reads",
        sa.Column("broadcast_id", RowId, autoincrement=False, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name="fk_broadcast_reads_broadcast_id"),
        sa.PrimaryKeyConstraint("broadcast_id", "telegram_id", name="pk_broadcast_reads"),
    )
    op.create_table(
        "broadcast_versions",
        sa.Column("id", RowId, nullable=False),
        sa.Column("broadcast_id", RowId, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("entities", Json, nullable=False),
        sa.Column("media_kind", sa.Text(), nullable=False),
        sa.Column("media_id", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name="fk_broadcast_versions_broadcast_id"),
        sa.PrimaryKeyConstraint("id", name="pk_broadcast_versions"),
    )
    op.create_index("ix_broadcast_versions_broadcast_id", "broadcast_versions", ["broadcast_id"], unique=False)
