"""When people work and may be reminded: the agency's own days, seasons, leave, wishes, and the calendar feed."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Table, Text, text

from storage.tables.base import metadata
from storage.types import Json, Moment, RowId

# A day of the agency that differs from the national table: closed, or worked all the same.
agency_days = Table(
    "agency_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("closed", Boolean, nullable=False),
    Column("name", Text, nullable=False),
)

# Days on which other hours hold, such as Ramadan; times are "HH:MM", nothing is sent from `quiet_from` to `quiet_to`.
hours_seasons = Table(
    "hours_seasons",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("name", Text, nullable=False),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("send_at", Text, nullable=False),
    Column("quiet_from", Text, nullable=False),
    Column("quiet_to", Text, nullable=False),
)

# A person's own leave, first to last day; `resumed_at` is set when the person, back at work, was told what had been
# missed meanwhile.
absences = Table(
    "absences",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False, index=True),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("resumed_at", Moment),
)
Index(
    "ix_absences_to_resume",
    absences.c.last_on,
    sqlite_where=text("resumed_at IS NULL"),
    postgresql_where=text("resumed_at IS NULL"),
)

# How a person wishes to be reminded: `lead_days` a list, `send_at` "HH:MM" or NULL for the usual time.
reminder_wishes = Table(
    "reminder_wishes",
    metadata,
    Column("employee_id", RowId, ForeignKey("employees.id"), primary_key=True, autoincrement=False),
    Column("lead_days", Json, nullable=False),
    Column("send_at", Text),
    Column("at", Moment, nullable=False),
)

calendar_feeds = Table(  # a private address under which a calendar program reads a person's deadlines
    "calendar_feeds",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False, index=True),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("made_at", Moment, nullable=False),
    Column("ended_at", Moment),
)
