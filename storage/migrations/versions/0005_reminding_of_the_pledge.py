"""How a campaign reminds those who have not signed, and whom it tells when that does not help."""

import sqlalchemy as sa
from alembic import op

from storage.types import Json, Moment, RowId

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("plan", Json, nullable=True))
    op.add_column("pledge_requests", sa.Column("reminded", sa.Integer(), server_default="0", nullable=False))
    op.add_column("pledge_requests", sa.Column("reminded_at", Moment(), nullable=True))
    op.create_table(
        "pledge_escalations",
        sa.Column("id", RowId, nullable=False),
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("unit_id", RowId, nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_pledge_escalations_campaign_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_pledge_escalations_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pledge_escalations"),
    )
    op.create_index("ix_pledge_escalations_unit", "pledge_escalations", ["campaign_id", "unit_id", "level"])
