"""The first tables."""

import sqlalchemy as sa
from alembic import op

from storage.types import Json, Moment, RowId

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("first_seen_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("telegram_id", name="pk_accounts"),
    )
    op.create_table(
        "audit",
        sa.Column("id", RowId, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_table(
        "cycles",
        sa.Column("id", RowId, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cycles"),
        sa.UniqueConstraint("year", name="uq_cycles_year"),
    )
    op.create_table(
        "drafts",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("telegram_id", "kind", name="pk_drafts"),
    )
    op.create_table(
        "inbox",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("parked_at", Moment(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name="pk_inbox"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", RowId, nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("params", Json, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("not_before", Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("lease_by", sa.Text(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("status in ('queued', 'sent', 'failed')", name=op.f("ck_outbox_status")),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("dedupe_key", name="uq_outbox_dedupe_key"),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_queued",
            ["lane", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'queued'"),
            postgresql_where=sa.text("status = 'queued'"),
        )

    op.create_table(
        "pledge_texts",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("published_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_pledge_texts"),
    )
    op.create_table(
        "units",
        sa.Column("id", RowId, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parent_id", RowId, nullable=True),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("work_days", sa.Integer(), nullable=False),
        sa.Column("predicate", sa.Text(), nullable=False),
        sa.Column("predicate_year", sa.Integer(), nullable=True),
        sa.CheckConstraint("work_days in (5, 6)", name=op.f("ck_units_work_days")),
        sa.CheckConstraint("predicate in ('', 'WBK', 'WBBM')", name=op.f("ck_units_predicate")),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name="fk_units_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_units"),
        sa.UniqueConstraint("code", name="uq_units_code"),
    )
    op.create_table(
        "answers",
        sa.Column("id", RowId, nullable=False),
        sa.Column("cycle_id", RowId, nullable=False),
        sa.Column("unit_id", RowId, nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", Json, nullable=False),
        sa.Column("answered_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycles.id"], name="fk_answers_cycle_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_answers_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
        sa.UniqueConstraint("cycle_id", "unit_id", "layer", "question", "version", name="uq_answers_version"),
    )
    op.create_table(
        "campaigns",
        sa.Column("id", RowId, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text_version", sa.Text(), nullable=False),
        sa.Column("opens_at", Moment(), nullable=False),
        sa.Column("valid_until", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["text_version"], ["pledge_texts.version"], name="fk_campaigns_text_version"),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
    )
    op.create_table(
        "consents",
        sa.Column("id", RowId, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("given_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["telegram_id"], ["accounts.telegram_id"], name="fk_consents_telegram_id"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_telegram_id", "consents", ["telegram_id"])
    op.create_table(
        "deadlines",
        sa.Column("id", RowId, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("unit_id", RowId, nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_deadlines_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deadlines"),
    )
    with op.batch_alter_table("deadlines", schema=None) as batch_op:
        batch_op.create_index("ix_deadlines_due_at", ["due_at"], unique=False)

    op.create_table(
        "employees",
        sa.Column("id", RowId, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("staff_number", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("rank", sa.Text(), nullable=False),
        sa.Column("unit_id", RowId, nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_employees_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_employees"),
    )
    with op.batch_alter_table("employees", schema=None) as batch_op:
        batch_op.create_index("ix_employees_phone", ["phone"], unique=False)
        batch_op.create_index("ix_employees_unit_id", ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_employees_staff_number",
            ["staff_number"],
            unique=True,
            sqlite_where=sa.text("staff_number <> ''"),
            postgresql_where=sa.text("staff_number <> ''"),
        )

    op.create_table(
        "groups",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("unit_id", RowId, nullable=True),
        sa.Column("linked_by", sa.BigInteger(), nullable=False),
        sa.Column("linked_at", Moment(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_groups_unit_id"),
        sa.PrimaryKeyConstraint("chat_id", name="pk_groups"),
    )
    op.create_table(
        "stage_changes",
        sa.Column("id", RowId, nullable=False),
        sa.Column("cycle_id", RowId, nullable=False),
        sa.Column("unit_id", RowId, nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycles.id"], name="fk_stage_changes_cycle_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_stage_changes_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stage_changes"),
    )
    with op.batch_alter_table("stage_changes", schema=None) as batch_op:
        batch_op.create_index("ix_stage_changes_unit_cycle", ["unit_id", "cycle_id"], unique=False)

    op.create_table(
        "announcements",
        sa.Column("id", RowId, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("author_id", RowId, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["employees.id"], name="fk_announcements_author_id"),
        sa.PrimaryKeyConstraint("id", name="pk_announcements"),
        sa.UniqueConstraint("key", name="uq_announcements_key"),
    )
    op.create_table(
        "done_marks",
        sa.Column("id", RowId, nullable=False),
        sa.Column("deadline_id", RowId, nullable=False),
        sa.Column("employee_id", RowId, nullable=False),
        sa.Column("done_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadlines.id"], name="fk_done_marks_deadline_id"),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_done_marks_employee_id"),
        sa.PrimaryKeyConstraint("id", name="pk_done_marks"),
        sa.UniqueConstraint("deadline_id", "employee_id", name="uq_done_marks_deadline_employee"),
    )
    op.create_table(
        "grants",
        sa.Column("id", RowId, nullable=False),
        sa.Column("employee_id", RowId, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit_id", RowId, nullable=True),
        sa.Column("granted_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_grants_employee_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_grants_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_grants"),
    )
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.create_index("ix_grants_employee_id", ["employee_id"], unique=False)

    op.create_table(
        "links",
        sa.Column("id", RowId, nullable=False),
        sa.Column("employee_id", RowId, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("linked_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_links_employee_id"),
        sa.ForeignKeyConstraint(["telegram_id"], ["accounts.telegram_id"], name="fk_links_telegram_id"),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
    )
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.create_index(
            "uq_links_employee_id_open",
            ["employee_id"],
            unique=True,
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        )
        batch_op.create_index(
            "uq_links_telegram_id_open",
            ["telegram_id"],
            unique=True,
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        )

    op.create_table(
        "reminders",
        sa.Column("id", RowId, nullable=False),
        sa.Column("deadline_id", RowId, nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("work_days", sa.Integer(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadlines.id"], name="fk_reminders_deadline_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
        sa.UniqueConstraint("deadline_id", "timezone", "work_days", "lead_days", name="uq_reminders_lead"),
    )
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.create_index(
            "ix_reminders_planned",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("status = 'planned'"),
            postgresql_where=sa.text("status = 'planned'"),
        )

    op.create_table(
        "signatures",
        sa.Column("id", RowId, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("employee_id", RowId, nullable=False),
        sa.Column("unit_id", RowId, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("text_version", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("staff_number", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("reading_began_at", Moment(), nullable=False),
        sa.Column("signed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_signatures_campaign_id"),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_signatures_employee_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_signatures_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_signatures"),
        sa.UniqueConstraint("campaign_id", "employee_id", name="uq_signatures_campaign_employee"),
        sa.UniqueConstraint("code", name="uq_signatures_code"),
    )
    with op.batch_alter_table("signatures", schema=None) as batch_op:
        batch_op.create_index("ix_signatures_campaign_unit", ["campaign_id", "unit_id"], unique=False)
        batch_op.create_index("ix_signatures_employee_id", ["employee_id"], unique=False)
