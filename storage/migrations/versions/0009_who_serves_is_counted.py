"""How many people serve in each unit, as a running count: counting a million of them takes too long for a screen."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.counting import count_staff
from storage.types import RowId

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_counts",
        sa.Column("unit_id", RowId, autoincrement=False, nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", name="pk_staff_counts"),
    )
    op.execute(
        "INSERT INTO staff_counts (unit_id, people) SELECT unit_id, count(*) FROM employees WHERE active GROUP BY unit_id"
    )
    count_staff()
