"""Indexes by which the coverage of a unit is counted: who joined, what no longer counts, and who serves.

SQLite uses a partial index only where the query has its condition word for word, and queries say `current = 1` there.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UNIT = ["campaign_id", "unit_id"]


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("uq_pledge_requests_current", "pledge_requests")
        op.drop_index("ix_pledge_requests_unit", "pledge_requests")
        _index("uq_pledge_requests_current", "pledge_requests", ["campaign_id", "employee_id"], "current", unique=True)
        _index("ix_pledge_requests_unit", "pledge_requests", [*UNIT, "state"], "current")
    _index("ix_pledge_requests_joined", "pledge_requests", [*UNIT, "reason"], "current", " and reason = 'joined'")
    _index("ix_employees_active", "employees", ["unit_id", "active"], "active")
    op.create_index(
        "ix_pledge_requests_past", "pledge_requests", UNIT,
        sqlite_where=sa.text("current = 0"), postgresql_where=sa.text("not current"),
    )  # fmt: skip


def _index(name: str, table: str, columns: list[str], flag: str, more: str = "", *, unique: bool = False) -> None:
    op.create_index(
        name, table, columns, unique=unique,
        sqlite_where=sa.text(f"{flag} = 1{more}"), postgresql_where=sa.text(f"{flag}{more}"),
    )  # fmt: skip
