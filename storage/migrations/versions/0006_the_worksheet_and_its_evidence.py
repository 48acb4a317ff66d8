"""The worksheet in chat: evidence, findings, who owes what, the proposal; who moved a stage, and why."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.evidence import protect
from storage.types import Json, Moment, RowId

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _columns()
    _evidence()
    _reviews()
    protect("evidence_files", "evidence_items", "evidence_removals", "findings", "finding_closures", "proposal_ticks")


def _columns() -> None:
    op.add_column("answers", sa.Column("note", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("answers", sa.Column("by", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("cycles", sa.Column("windows", Json, server_default="{}", nullable=False))
    op.add_column("stage_changes", sa.Column("by", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("stage_changes", sa.Column("note", sa.Text(), server_default=sa.text("''"), nullable=False))


def _evidence() -> None:
    op.create_table(
        "evidence_files",
        sa.Column("id", RowId, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("stored_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_files"),
        sa.UniqueConstraint("sha256", name="uq_evidence_files_sha256"),
    )
    op.create_table(
        "evidence_items",
        sa.Column("id", RowId, nullable=False),
        sa.Column("cycle_id", RowId, nullable=False),
        sa.Column("unit_id", RowId, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("file_id", RowId, nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycles.id"], name="fk_evidence_items_cycle_id"),
        sa.ForeignKeyConstraint(["file_id"], ["evidence_files.id"], name="fk_evidence_items_file_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_evidence_items_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_items"),
    )
    op.create_index("ix_evidence_items_question", "evidence_items", ["cycle_id", "unit_id", "question"], unique=False)
    op.create_table(
        "evidence_shares",
        sa.Column("id", RowId, nullable=False),
        sa.Column("cycle_id", RowId, nullable=False),
        sa.Column("unit_id", RowId, nullable=False),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycles.id"], name="fk_evidence_shares_cycle_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_evidence_shares_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_shares"),
    )
    op.create_index("ix_evidence_shares_unit", "evidence_shares", ["cycle_id", "unit_id", "question"], unique=False)
    op.create_table(
        "evidence_removals",
        sa.Column("id", RowId, nullable=False),
        sa.Column("item_id", RowId, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["evidence_items.id"], name="fk_evidence_removals_item_id"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_removals"),
        sa.UniqueConstraint("item_id", name="uq_evidence_removals_item_id"),
    )


def _reviews() -> None:
    op.create_table(
        "agency_figures",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", "year", name="pk_agency_figures"),
    )
    op.create_table(
        "findings",
        sa.Column("id", RowId, nullable=False),
        sa.Column("cycle_id", RowId, nullable=False),
        sa.Column("unit_id", RowId, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycles.id"], name="fk_findings_cycle_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_findings_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_findings"),
    )
    op.create_index("ix_findings_unit", "findings", ["cycle_id", "unit_id"], unique=False)
    op.create_table(
        "proposal_ticks",
        sa.Column("id", RowId, nullable=False),
        sa.Column("cycle_id", RowId, nullable=False),
        sa.Column("unit_id", RowId, nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("file_id", RowId, nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycles.id"], name="fk_proposal_ticks_cycle_id"),
        sa.ForeignKeyConstraint(["file_id"], ["evidence_files.id"], name="fk_proposal_ticks_file_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_proposal_ticks_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_proposal_ticks"),
    )
    op.create_index("ix_proposal_ticks_unit", "proposal_ticks", ["cycle_id", "unit_id"], unique=False)
    op.create_table(
        "finding_closures",
        sa.Column("id", RowId, nullable=False),
        sa.Column("finding_id", RowId, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name="fk_finding_closures_finding_id"),
        sa.PrimaryKeyConstraint("id", name="pk_finding_closures"),
        sa.UniqueConstraint("finding_id", name="uq_finding_closures_finding_id"),
    )
    op.create_table(
        "question_owners",
        sa.Column("id", RowId, nullable=False),
        sa.Column("cycle_id", RowId, nullable=False),
        sa.Column("unit_id", RowId, nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("employee_id", RowId, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycles.id"], name="fk_question_owners_cycle_id"),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_question_owners_employee_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_question_owners_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_question_owners"),
    )
    op.create_index("ix_question_owners_employee_id", "question_owners", ["employee_id"], unique=False)
    op.create_index("ix_question_owners_unit", "question_owners", ["cycle_id", "unit_id", "scope"], unique=False)
