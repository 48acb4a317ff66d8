"""Pledge texts, campaigns, requests and signatures, and the ledger that seals them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.base import metadata
from storage.types import Json, Moment, RowId

pledge_texts = Table(  # evidence
    "pledge_texts",
    metadata,
    Column("version", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("published_at", Moment, nullable=False),
)

# `closes_at` ends the signing; a signature counts until `valid_until`, or for `months` from the day it was given.
# `opened_at` is when the requests were made; `plan` says when to remind, NULL as the installation does.
campaigns = Table(
    "campaigns",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text_version", Text, ForeignKey("pledge_texts.version"), nullable=False),
    Column("opens_at", Moment, nullable=False),
    Column("closes_at", Moment, nullable=False),
    Column("valid_until", Moment, nullable=False),
    Column("months", Integer),
    Column("audience_kind", Text, nullable=False),
    Column("audience", Json, nullable=False),
    Column("opened_at", Moment),
    Column("ended_at", Moment),
    Column("plan", Json),
)

# `current` marks the one request of a person in a campaign that counts, `nudged_at` the last kind reminder of a head.
# `reminded` counts how many steps of the campaign's plan are behind the person, `reminded_at` is the last reminder.
pledge_requests = Table(
    "pledge_requests",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign_id", RowId, ForeignKey("campaigns.id"), nullable=False),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False, index=True),
    Column("unit_id", RowId, ForeignKey("units.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("state_at", Moment, nullable=False),
    Column("nudged_at", Moment),
    Column("reminded", Integer, nullable=False, server_default="0"),
    Column("reminded_at", Moment),
    CheckConstraint(
        "state in ('open', 'read', 'signed', 'declined', 'expired', 'superseded', 'withdrawn')", name="state"
    ),
)
Index(
    "uq_pledge_requests_current",
    pledge_requests.c.campaign_id,
    pledge_requests.c.employee_id,
    unique=True,
    sqlite_where=text("current = 1"),
    postgresql_where=text("current"),
)
Index(
    "ix_pledge_requests_unit",
    pledge_requests.c.campaign_id,
    pledge_requests.c.unit_id,
    pledge_requests.c.state,
    pledge_requests.c.reminded,
    sqlite_where=text("current = 1"),
    postgresql_where=text("current"),
)
Index(
    "ix_pledge_requests_joined",
    pledge_requests.c.campaign_id,
    pledge_requests.c.unit_id,
    pledge_requests.c.reason,  # without it SQLite takes the larger index by state
    sqlite_where=text("current = 1 and reason = 'joined'"),
    postgresql_where=text("current and reason = 'joined'"),
)
Index(
    "ix_pledge_requests_past",
    pledge_requests.c.campaign_id,
    pledge_requests.c.unit_id,
    sqlite_where=text("current = 0"),
    postgresql_where=text("not current"),
)

# That a head ("head") or the agency's admins ("agency") were told that reminders did not help so many people of a unit.
pledge_escalations = Table(
    "pledge_escalations",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign_id", RowId, ForeignKey("campaigns.id"), nullable=False),
    Column("unit_id", RowId, ForeignKey("units.id"), nullable=False),
    Column("level", Text, nullable=False),
    Column("people", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_pledge_escalations_unit", "campaign_id", "unit_id", "level"),
)

# How many current requests there are by campaign, unit and state: kept by triggers, so that no statement can forget it.
pledge_counts = Table(
    "pledge_counts",
    metadata,
    Column("campaign_id", RowId, primary_key=True, autoincrement=False),
    Column("unit_id", RowId, primary_key=True, autoincrement=False),
    Column("state", Text, primary_key=True),
    Column("people", Integer, nullable=False),
)

signatures = Table(  # evidence
    "signatures",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("request_id", RowId, ForeignKey("pledge_requests.id"), nullable=False, unique=True),
    Column("campaign_id", RowId, ForeignKey("campaigns.id"), nullable=False),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False, index=True),
    Column("unit_id", RowId, ForeignKey("units.id"), nullable=False),
    Column("telegram_id", BigInteger, nullable=False),
    Column("text_version", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("staff_number", Text, nullable=False),
    Column("position", Text, nullable=False),
    Column("unit_name", Text, nullable=False),
    Column("reading", Text, nullable=False),
    Column("reading_began_at", Moment, nullable=False),
    Column("read_at", Moment, nullable=False),
    Column("factor", Text, nullable=False),
    Column("signed_at", Moment, nullable=False),
    Column("signed_local", Text, nullable=False),
    Column("valid_until", Moment, nullable=False),
    Index("ix_signatures_campaign_unit", "campaign_id", "unit_id"),
)

declines = Table(  # evidence
    "declines",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("request_id", RowId, ForeignKey("pledge_requests.id"), nullable=False, index=True),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

witness_marks = Table(  # evidence
    "witness_marks",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("signature_id", RowId, ForeignKey("signatures.id"), nullable=False, unique=True),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False),
    Column("telegram_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("position", Text, nullable=False),
    Column("unit_name", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

signature_withdrawals = Table(  # evidence
    "signature_withdrawals",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("signature_id", RowId, ForeignKey("signatures.id"), nullable=False, unique=True),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

# One entry a record of the tables above, in the order they were written, each sealed and chained to the one before.
ledger = Table(  # evidence
    "ledger",
    metadata,
    Column("sequence", RowId, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("subject_id", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("seal", LargeBinary, nullable=False),
    UniqueConstraint("kind", "subject_id", name="uq_ledger_subject"),
)

# Where the ledger ends: one row, locked while an entry is added.
ledger_head = Table(
    "ledger_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, nullable=False),
    Column("link", Text, nullable=False),
)

pins = Table(
    "pins",
    metadata,
    Column("employee_id", RowId, ForeignKey("employees.id"), primary_key=True, autoincrement=False),
    Column("hash", Text, nullable=False),
    Column("set_at", Moment, nullable=False),
)
