"""The ledger of pledges: requests, seals, and what follows a signature."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.counting import count_requests
from storage.migrations.evidence import protect
from storage.types import Json, Moment, RowId

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEPT = (
    "id, code, campaign_id, employee_id, unit_id, telegram_id, text_version, language, shown, fingerprint, name, "
    "staff_number, position, unit_name, reading_began_at, signed_at"
)


def upgrade() -> None:
    _ledger()
    _campaigns()
    count_requests()
    _ask_everybody()
    _signatures()
    _after_signing()
    protect("signatures", "declines", "witness_marks", "signature_withdrawals", "ledger")


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("sequence", RowId, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_ledger"),
        sa.UniqueConstraint("kind", "subject_id", name="uq_ledger_subject"),
    )
    op.create_table(
        "ledger_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_head"),
    )
    op.create_table(
        "pledge_counts",
        sa.Column("campaign_id", RowId, autoincrement=False, nullable=False),
        sa.Column("unit_id", RowId, autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "unit_id", "state", name="pk_pledge_counts"),
    )
    op.create_table(
        "pins",
        sa.Column("employee_id", RowId, autoincrement=False, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("set_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_pins_employee_id"),
        sa.PrimaryKeyConstraint("employee_id", name="pk_pins"),
    )
    op.create_table(
        "pledge_requests",
        sa.Column("id", RowId, nullable=False),
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("employee_id", RowId, nullable=False),
        sa.Column("unit_id", RowId, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("state_at", Moment(), nullable=False),
        sa.Column("nudged_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "state in ('open', 'read', 'signed', 'declined', 'expired', 'superseded', 'withdrawn')",
            name="state",
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_pledge_requests_campaign_id"),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_pledge_requests_employee_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_pledge_requests_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pledge_requests"),
    )
    with op.batch_alter_table("pledge_requests", schema=None) as batch_op:
        batch_op.create_index("ix_pledge_requests_employee_id", ["employee_id"], unique=False)
        batch_op.create_index(
            "ix_pledge_requests_unit",
            ["campaign_id", "unit_id", "state"],
            unique=False,
            sqlite_where=sa.text("current"),
            postgresql_where=sa.text("current"),
        )
        batch_op.create_index(
            "uq_pledge_requests_current",
            ["campaign_id", "employee_id"],
            unique=True,
            sqlite_where=sa.text("current"),
            postgresql_where=sa.text("current"),
        )


def _campaigns() -> None:
    with op.batch_alter_table("campaigns") as batch_op:
        batch_op.add_column(sa.Column("closes_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("months", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("audience_kind", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("audience", Json, nullable=True))
        batch_op.add_column(sa.Column("opened_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("ended_at", Moment(), nullable=True))
    op.execute(
        "UPDATE campaigns SET closes_at = valid_until, audience_kind = 'all', audience = '[]', opened_at = opens_at"
    )
    with op.batch_alter_table("campaigns") as batch_op:
        batch_op.alter_column("closes_at", existing_type=Moment(), nullable=False)
        batch_op.alter_column("audience_kind", existing_type=sa.Text(), nullable=False)
        batch_op.alter_column("audience", existing_type=Json, nullable=False)


def _ask_everybody() -> None:
    """A request for everybody who has signed in a campaign, and for who serves and has not."""
    op.execute(
        "INSERT INTO pledge_requests "
        "(campaign_id, employee_id, unit_id, reason, state, current, opened_at, state_at) "
        "SELECT c.id, e.id, e.unit_id, 'campaign', CASE WHEN s.id IS NULL THEN 'open' ELSE 'signed' END, "
        "e.active, c.opens_at, COALESCE(s.signed_at, c.opens_at) FROM campaigns c CROSS JOIN employees e "
        "LEFT JOIN signatures s ON s.campaign_id = c.id AND s.employee_id = e.id WHERE e.active OR s.id IS NOT NULL"
    )


def _signatures() -> None:
    """The table anew, with what the ledger seals; signatures of before stay, but no entry vouches for them."""
    op.execute("CREATE TABLE signatures_before AS SELECT * FROM signatures")
    op.drop_table("signatures")
    op.create_table(
        "signatures",
        sa.Column("id", RowId, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("request_id", RowId, nullable=False),
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
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column("reading_began_at", Moment(), nullable=False),
        sa.Column("read_at", Moment(), nullable=False),
        sa.Column("factor", sa.Text(), nullable=False),
        sa.Column("signed_at", Moment(), nullable=False),
        sa.Column("signed_local", sa.Text(), nullable=False),
        sa.Column("valid_until", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["pledge_requests.id"], name="fk_signatures_request_id"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_signatures_campaign_id"),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_signatures_employee_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_signatures_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_signatures"),
        sa.UniqueConstraint("code", name="uq_signatures_code"),
        sa.UniqueConstraint("request_id", name="uq_signatures_request_id"),
    )
    op.create_index("ix_signatures_employee_id", "signatures", ["employee_id"])
    op.create_index("ix_signatures_campaign_unit", "signatures", ["campaign_id", "unit_id"])
    kept = ", ".join(f"b.{name}" for name in KEPT.split(", "))
    op.execute(
        f"INSERT INTO signatures ({KEPT}, request_id, reading, read_at, factor, signed_local, valid_until) "
        f"SELECT {kept}, r.id, 'points', b.signed_at, 'none', '', c.valid_until FROM signatures_before b "
        "JOIN campaigns c ON c.id = b.campaign_id "
        "JOIN pledge_requests r ON r.campaign_id = b.campaign_id AND r.employee_id = b.employee_id"
    )
    op.execute("DROP TABLE signatures_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('signatures', 'id'), COALESCE(max(id), 0) + 1, false) FROM signatures"
        )


def _after_signing() -> None:
    op.create_table(
        "declines",
        sa.Column("id", RowId, nullable=False),
        sa.Column("request_id", RowId, nullable=False),
        sa.Column("employee_id", RowId, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_declines_employee_id"),
        sa.ForeignKeyConstraint(["request_id"], ["pledge_requests.id"], name="fk_declines_request_id"),
        sa.PrimaryKeyConstraint("id", name="pk_declines"),
    )
    with op.batch_alter_table("declines", schema=None) as batch_op:
        batch_op.create_index("ix_declines_request_id", ["request_id"], unique=False)

    op.create_table(
        "signature_withdrawals",
        sa.Column("id", RowId, nullable=False),
        sa.Column("signature_id", RowId, nullable=False),
        sa.Column("employee_id", RowId, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_signature_withdrawals_employee_id"),
        sa.ForeignKeyConstraint(["signature_id"], ["signatures.id"], name="fk_signature_withdrawals_signature_id"),
        sa.PrimaryKeyConstraint("id", name="pk_signature_withdrawals"),
        sa.UniqueConstraint("signature_id", name="uq_signature_withdrawals_signature_id"),
    )
    op.create_table(
        "witness_marks",
        sa.Column("id", RowId, nullable=False),
        sa.Column("signature_id", RowId, nullable=False),
        sa.Column("employee_id", RowId, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name="fk_witness_marks_employee_id"),
        sa.ForeignKeyConstraint(["signature_id"], ["signatures.id"], name="fk_witness_marks_signature_id"),
        sa.PrimaryKeyConstraint("id", name="pk_witness_marks"),
        sa.UniqueConstraint("signature_id", name="uq_witness_marks_signature_id"),
    )
