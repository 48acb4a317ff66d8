"""The index by which requests of units are found also tells how many steps of the plan are behind each."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_pledge_requests_unit", "pledge_requests")
    op.create_index(
        "ix_pledge_requests_unit", "pledge_requests", ["campaign_id", "unit_id", "state", "reminded"],
        sqlite_where=sa.text("current = 1"), postgresql_where=sa.text("current"),
    )  # fmt: skip
