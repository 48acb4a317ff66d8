"""Pledge texts, campaigns and signatures."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text, UniqueConstraint

from storage.tables.base import metadata
from storage.types import Moment, RowId

pledge_texts = Table(  # evidence
    "pledge_texts",
    metadata,
    Column("version", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("published_at", Moment, nullable=False),
)

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text_version", Text, ForeignKey("pledge_texts.version"), nullable=False),
    Column("opens_at", Moment, nullable=False),
    Column("valid_until", Moment, nullable=False),
)

signatures = Table(  # evidence
    "signatures",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
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
    Column("reading_began_at", Moment, nullable=False),
    Column("signed_at", Moment, nullable=False),
    UniqueConstraint("campaign_id", "employee_id", name="uq_signatures_campaign_employee"),
    Index("ix_signatures_campaign_unit", "campaign_id", "unit_id"),
)
