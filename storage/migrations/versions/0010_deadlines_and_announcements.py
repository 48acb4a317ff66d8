"""Deadlines that recur, change and follow the zone of each unit; whom to remind when; announcements with a run."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.evidence import protect
from storage.types import Json, Moment, RowId

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Before anything refers to it: SQLite makes the table anew, and its triggers go with the old one.
    with op.batch_alter_table("announcements") as batch_op:
        batch_op.alter_column("author_id", existing_type=RowId, nullable=True)
    if op.get_bind().dialect.name == "sqlite":
        protect("announcements")
    op.create_table(
        "agency_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_agency_days"),
    )
    op.create_table(
        "deadline_series",
        sa.Column("id", RowId, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("frequency", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("skipped", Json, server_default="[]", nullable=False),
        sa.Column("details", Json, server_default="{}", nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_deadline_series"),
    )
    op.create_table(
        "hours_seasons",
        sa.Column("id", RowId, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("send_at", sa.Text(), nullable=False),
        sa.Column("quiet_from", sa.Text(), nullable=False),
        sa.Column("quiet_to", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hours_seasons"),
    )
    op.create_table(
        "reminder_waves",
        sa.Column("id", RowId, nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("work_days", sa.Integer(), nullable=False),
        sa.Column("reminders", Json, nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("missed_since", Moment(), nullable=True),
        sa.Column("up_to", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_reminder_waves"),
    )
    op.create_index(
        "uq_reminder_waves_open",
        "reminder_waves",
        ["timezone", "work_days"],
        unique=True,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "absences",
        sa.Column("id", RowId, nullable=False),
        sa.Column("employee_id", RowId, nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("resumed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_absences_employee_id"),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
    )
    op.create_index("ix_absences_employee_id", "absences", ["employee_id"], unique=False)
    op.create_index(
        "ix_absences_to_resume",
        "absences",
        ["last_on"],
        unique=False,
        sqlite_where=sa.text("resumed_at IS NULL"),
        postgresql_where=sa.text("resumed_at IS NULL"),
    )
    op.create_table(
        "calendar_feeds",
        sa.Column("id", RowId, nullable=False),
        sa.Column("employee_id", RowId, nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_calendar_feeds_employee_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_feeds"),
        sa.UniqueConstraint("token_hash", name="uq_calendar_feeds_token_hash"),
    )
    op.create_index("ix_calendar_feeds_employee_id", "calendar_feeds", ["employee_id"], unique=False)
    op.create_table(
        "deadline_changes",
        sa.Column("id", RowId, nullable=False),
        sa.Column("deadline_id", RowId, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("after", Json, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("told_up_to", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("told_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadlines.id"], name="fk_deadline_changes_deadline_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deadline_changes"),
    )
    op.create_index("ix_deadline_changes_deadline_id", "deadline_changes", ["deadline_id"], unique=False)
    op.create_table(
        "deadline_escalations",
        sa.Column("id", RowId, nullable=False),
        sa.Column("deadline_id", RowId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", RowId, nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadlines.id"], name="fk_deadline_escalations_deadline_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_deadline_escalations_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deadline_escalations"),
        sa.UniqueConstraint("deadline_id", "version", "unit_id", "level", name="uq_deadline_escalations_level"),
    )
    op.create_table(
        "deadline_people",
        sa.Column("deadline_id", RowId, autoincrement=False, nullable=False),
        sa.Column("employee_id", RowId, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadlines.id"], name="fk_deadline_people_deadline_id"),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_deadline_people_employee_id"),
        sa.PrimaryKeyConstraint("deadline_id", "employee_id", name="pk_deadline_people"),
    )
    op.create_index("ix_deadline_people_employee_id", "deadline_people", ["employee_id"], unique=False)
    op.create_table(
        "deadline_tellings",
        sa.Column("deadline_id", RowId, autoincrement=False, nullable=False),
        sa.Column("employee_id", RowId, autoincrement=False, nullable=False),
        sa.Column("first_at", Moment(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadlines.id"], name="fk_deadline_tellings_deadline_id"),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_deadline_tellings_employee_id"),
        sa.PrimaryKeyConstraint("deadline_id", "employee_id", name="pk_deadline_tellings"),
    )
    op.create_table(
        "done_papers",
        sa.Column("id", RowId, nullable=False),
        sa.Column("deadline_id", RowId, nullable=False),
        sa.Column("employee_id", RowId, nullable=False),
        sa.Column("file_id", RowId, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadlines.id"], name="fk_done_papers_deadline_id"),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_done_papers_employee_id"),
        sa.ForeignKeyConstraint(["file_id"], ["evidence_files.id"], name="fk_done_papers_file_id"),
        sa.PrimaryKeyConstraint("id", name="pk_done_papers"),
    )
    op.create_index("ix_done_papers_deadline", "done_papers", ["deadline_id"], unique=False)
    op.create_index("ix_done_papers_employee_id", "done_papers", ["employee_id"], unique=False)
    op.create_table(
        "personal_reminders",
        sa.Column("id", RowId, nullable=False),
        sa.Column("deadline_id", RowId, nullable=False),
        sa.Column("employee_id", RowId, nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadlines.id"], name="fk_personal_reminders_deadline_id"),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_personal_reminders_employee_id"),
        sa.PrimaryKeyConstraint("id", name="pk_personal_reminders"),
        sa.UniqueConstraint("deadline_id", "employee_id", "lead_days", name="uq_personal_reminders_lead"),
    )
    op.create_index("ix_personal_reminders_employee_id", "personal_reminders", ["employee_id"], unique=False)
    op.create_index(
        "ix_personal_reminders_planned",
        "personal_reminders",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("status = 'planned'"),
        postgresql_where=sa.text("status = 'planned'"),
    )
    op.create_table(
        "reminder_wishes",
        sa.Column("employee_id", RowId, autoincrement=False, nullable=False),
        sa.Column("lead_days", Json, nullable=False),
        sa.Column("send_at", sa.Text(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_reminder_wishes_employee_id"),
        sa.PrimaryKeyConstraint("employee_id", name="pk_reminder_wishes"),
    )
    op.create_table(
        "snoozes",
        sa.Column("id", RowId, nullable=False),
        sa.Column("deadline_id", RowId, nullable=False),
        sa.Column("employee_id", RowId, nullable=False),
        sa.Column("until_at", Moment(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadlines.id"], name="fk_snoozes_deadline_id"),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_snoozes_employee_id"),
        sa.PrimaryKeyConstraint("id", name="pk_snoozes"),
    )
    op.create_index("ix_snoozes_person", "snoozes", ["employee_id", "deadline_id"], unique=False)
    op.create_index(
        "ix_snoozes_waiting",
        "snoozes",
        ["until_at"],
        unique=False,
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_table(
        "announcement_copies",
        sa.Column("id", RowId, nullable=False),
        sa.Column("announcement_id", RowId, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("employee_id", RowId, nullable=True),
        sa.Column("outbox_id", RowId, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcements.id"], name="fk_announcement_copies_announcement_id"
        ),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_announcement_copies_employee_id"),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_announcement_copies_outbox_id"),
        sa.PrimaryKeyConstraint("id", name="pk_announcement_copies"),
        sa.UniqueConstraint("announcement_id", "chat_id", name="uq_announcement_copies_chat"),
    )
    op.create_index(
        "ix_announcement_copies_announcement", "announcement_copies", ["announcement_id", "id"], unique=False
    )
    op.create_index("ix_announcement_copies_employee_id", "announcement_copies", ["employee_id"], unique=False)
    op.create_index("ix_announcement_copies_outbox_id", "announcement_copies", ["outbox_id"], unique=False)
    op.create_table(
        "announcement_reads",
        sa.Column("announcement_id", RowId, autoincrement=False, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcements.id"], name="fk_announcement_reads_announcement_id"
        ),
        sa.PrimaryKeyConstraint("announcement_id", "telegram_id", name="pk_announcement_reads"),
    )
    op.create_table(
        "announcement_runs",
        sa.Column("announcement_id", RowId, autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("audience", Json, nullable=False),
        sa.Column("send_at", Moment(), nullable=False),
        sa.Column("ask_read", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("approved_by", RowId, nullable=True),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.Column("up_to", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("proposed", sa.Integer(), nullable=True),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("expanded_at", Moment(), nullable=True),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.Column("rewriting", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("report", Json, server_default="{}", nullable=False),
        sa.Column("report_due", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["announcement_id"], ["announcements.id"], name="fk_announcement_runs_announcement_id"),
        sa.ForeignKeyConstraint(["approved_by"], ["employees.id"], name="fk_announcement_runs_approved_by"),
        sa.PrimaryKeyConstraint("announcement_id", name="pk_announcement_runs"),
    )
    op.create_index("ix_announcement_runs_state", "announcement_runs", ["state"], unique=False)
    op.create_table(
        "announcement_versions",
        sa.Column("id", RowId, nullable=False),
        sa.Column("announcement_id", RowId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("entities", Json, nullable=False),
        sa.Column("file", Json, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcements.id"], name="fk_announcement_versions_announcement_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_announcement_versions"),
        sa.UniqueConstraint("announcement_id", "version", name="uq_announcement_versions_version"),
    )
    with op.batch_alter_table("deadlines") as batch_op:
        batch_op.add_column(sa.Column("timezone", sa.Text(), server_default="Asia/Jakarta", nullable=False))
        batch_op.add_column(sa.Column("each_zone", sa.Boolean(), server_default=sa.text("false"), nullable=False))
        batch_op.add_column(sa.Column("audience", Json, server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("evidence", sa.Boolean(), server_default=sa.text("false"), nullable=False))
        batch_op.add_column(sa.Column("plan", Json, server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("by", sa.Text(), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column("series_id", RowId, nullable=True))
        batch_op.add_column(sa.Column("occurs_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("cycle_id", RowId, nullable=True))
        batch_op.add_column(sa.Column("window", sa.Text(), nullable=True))
        batch_op.create_unique_constraint("uq_deadlines_cycle_window", ["cycle_id", "window"])
        batch_op.create_unique_constraint("uq_deadlines_series_day", ["series_id", "occurs_on"])
        batch_op.create_foreign_key("fk_deadlines_series_id", "deadline_series", ["series_id"], ["id"])
        batch_op.create_foreign_key("fk_deadlines_cycle_id", "cycles", ["cycle_id"], ["id"])
    op.execute(
        'INSERT INTO announcement_versions (announcement_id, version, text, entities, file, "by", at) '
        "SELECT id, 1, body, '[]', '{}', 'cli', created_at FROM announcements"
    )
    op.execute(
        "INSERT INTO announcement_runs "
        "(announcement_id, state, audience, send_at, ask_read, version, started_at, expanded_at, finished_at) "
        "SELECT id, 'done', '{}', created_at, false, 1, created_at, created_at, created_at FROM announcements"
    )
    # The key of such a post was `announcement:ID:CHAT:TOPIC`; its parameters may have been erased by now.
    op.execute(
        "INSERT INTO announcement_copies (announcement_id, chat_id, outbox_id, reason, version) "
        "SELECT a.id, o.chat_id, max(o.id), '', 1 FROM announcements a JOIN outbox o ON o.kind = 'announcement' "
        "AND o.dedupe_key LIKE 'announcement:' || a.id || ':%' GROUP BY a.id, o.chat_id"
    )
    protect("done_papers", "announcement_versions", "announcement_reads")
