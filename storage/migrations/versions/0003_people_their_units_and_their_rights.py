"""People, their units and their rights."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.evidence import protect
from storage.types import Json, Moment, RowId

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempts",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("window_started_at", Moment(), nullable=False),
        sa.Column("last_at", Moment(), nullable=False),
        sa.Column("locked_until", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("telegram_id", "kind", name="pk_attempts"),
    )
    op.create_table(
        "installation",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("set_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_installation"),
    )
    op.create_table(
        "uploads",
        sa.Column("id", RowId, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
    )
    op.create_table(
        "consent_withdrawals",
        sa.Column("id", RowId, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["telegram_id"], ["accounts.telegram_id"], name="fk_consent_withdrawals_telegram_id"),
        sa.PrimaryKeyConstraint("id", name="pk_consent_withdrawals"),
    )
    with op.batch_alter_table("consent_withdrawals", schema=None) as batch_op:
        batch_op.create_index("ix_consent_withdrawals_telegram_id", ["telegram_id"], unique=False)

    op.create_table(
        "group_requests",
        sa.Column("id", RowId, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("unit_id", RowId, nullable=True),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_group_requests_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_group_requests"),
    )
    with op.batch_alter_table("group_requests", schema=None) as batch_op:
        batch_op.create_index("ix_group_requests_chat_id", ["chat_id"], unique=False)

    op.create_table(
        "unit_changes",
        sa.Column("id", RowId, nullable=False),
        sa.Column("unit_id", RowId, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("after", Json, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_unit_changes_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_unit_changes"),
    )
    with op.batch_alter_table("unit_changes", schema=None) as batch_op:
        batch_op.create_index("ix_unit_changes_unit_id", ["unit_id"], unique=False)

    op.create_table(
        "activation_codes",
        sa.Column("id", RowId, nullable=False),
        sa.Column("employee_id", RowId, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_activation_codes_employee_id"),
        sa.PrimaryKeyConstraint("id", name="pk_activation_codes"),
        sa.UniqueConstraint("digest", name="uq_activation_codes_digest"),
    )
    with op.batch_alter_table("activation_codes", schema=None) as batch_op:
        batch_op.create_index("ix_activation_codes_employee_id", ["employee_id"], unique=False)

    op.create_table(
        "correction_requests",
        sa.Column("id", RowId, nullable=False),
        sa.Column("employee_id", RowId, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("decided_by", RowId, nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["employees.id"], name="fk_correction_requests_decided_by"),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_correction_requests_employee_id"),
        sa.PrimaryKeyConstraint("id", name="pk_correction_requests"),
    )
    with op.batch_alter_table("correction_requests", schema=None) as batch_op:
        batch_op.create_index("ix_correction_requests_employee_id", ["employee_id"], unique=False)

    op.create_table(
        "employee_changes",
        sa.Column("id", RowId, nullable=False),
        sa.Column("employee_id", RowId, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("after", Json, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_employee_changes_employee_id"),
        sa.PrimaryKeyConstraint("id", name="pk_employee_changes"),
    )
    with op.batch_alter_table("employee_changes", schema=None) as batch_op:
        batch_op.create_index("ix_employee_changes_employee_id", ["employee_id"], unique=False)

    op.create_table(
        "link_requests",
        sa.Column("id", RowId, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", RowId, nullable=False),
        sa.Column("typed_name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("decided_by", RowId, nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("employee_id", RowId, nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["employees.id"], name="fk_link_requests_decided_by"),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_link_requests_employee_id"),
        sa.ForeignKeyConstraint(["telegram_id"], ["accounts.telegram_id"], name="fk_link_requests_telegram_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_link_requests_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_link_requests"),
    )
    with op.batch_alter_table("link_requests", schema=None) as batch_op:
        batch_op.create_index("ix_link_requests_telegram_id", ["telegram_id"], unique=False)

    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_subject", ["subject"], unique=False)

    with op.batch_alter_table("employees", schema=None) as batch_op:
        batch_op.add_column(sa.Column("email", sa.Text(), server_default=sa.text("''"), nullable=False))

    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.add_column(sa.Column("granted_by", sa.Text(), server_default="cli", nullable=False))
        batch_op.add_column(sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column("revoked_by", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("revoke_reason", sa.Text(), nullable=True))

    with op.batch_alter_table("units", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("merged_into", RowId, nullable=True))
        batch_op.create_foreign_key("fk_units_merged_into", "units", ["merged_into"], ["id"])
    protect("consent_withdrawals", "unit_changes", "employee_changes")
