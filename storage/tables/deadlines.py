"""Deadlines, planned reminders, who is done, and the calendar of the agency."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.base import metadata
from storage.types import Json, Moment, RowId

# What comes again and again: `rule` says when (domain.recurrence), `exceptions` the dates (ISO) that are left out.
deadline_series = Table(
    "deadline_series",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("title", Text, nullable=False),
    Column("rule", Json, nullable=False),
    Column("exceptions", Json, nullable=False),
    Column("template", Json, nullable=False),
    Column("made_until", Date),
    Column("by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

# `unit_id` NULL is the agency; `audience_kind` and `audience` narrow who is meant inside it (domain.deadline_audience).
# `zoned` means that `due_at` is that hour in the zone of each unit, kept here for the agency's own zone. `source` names
# where it came from ("cycle:3:fill", "series:4:2026-02-01") once for ever; `done_at` is set when it is done for all.
deadlines = Table(
    "deadlines",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("title", Text, nullable=False),
    Column("due_at", Moment, nullable=False, index=True),
    Column("unit_id", RowId, ForeignKey("units.id")),
    Column("rule", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("audience_kind", Text, nullable=False, server_default=text("'all'")),
    Column("audience", Json, nullable=False, server_default="[]"),
    Column("note", Text, nullable=False, server_default=text("''")),
    Column("wants_evidence", Boolean, nullable=False, server_default=text("false")),
    Column("in_charge_id", RowId, ForeignKey("employees.id")),
    Column("plan", Json),
    Column("source", Text),
    Column("series_id", RowId, ForeignKey("deadline_series.id")),
    Column("by", Text, nullable=False, server_default=text("''")),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("done_at", Moment),
    Index("uq_deadlines_source", "source", unique=True),
)

# What was changed about a deadline: "moved", "edited", "cancelled"; told to everybody who had been told.
deadline_changes = Table(  # evidence
    "deadline_changes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("deadline_id", RowId, ForeignKey("deadlines.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("before", Json, nullable=False),
    Column("after", Json, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

# A lead of 3 is H-3, of -2 two days after the due day: a follow-up.
reminders = Table(
    "reminders",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("deadline_id", RowId, ForeignKey("deadlines.id"), nullable=False),
    Column("timezone", Text, nullable=False),
    Column("work_days", Integer, nullable=False),
    Column("lead_days", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("status", Text, nullable=False),
    UniqueConstraint("deadline_id", "timezone", "work_days", "lead_days", name="uq_reminders_lead"),
)
Index(
    "ix_reminders_planned",
    reminders.c.due_at,
    sqlite_where=text("status = 'planned'"),
    postgresql_where=text("status = 'planned'"),
)

# Who has been told of a deadline, and when last: whoever is here hears when it is moved or cancelled.
deadline_tellings = Table(
    "deadline_tellings",
    metadata,
    Column("deadline_id", RowId, ForeignKey("deadlines.id"), primary_key=True, autoincrement=False),
    Column("employee_id", RowId, ForeignKey("employees.id"), primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
)

# A person's wish to be reminded of a deadline again at a moment; the newest one counts.
snoozes = Table(
    "snoozes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("deadline_id", RowId, ForeignKey("deadlines.id"), nullable=False),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False),
    Column("until", Moment, nullable=False),
    Column("status", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("status in ('waiting', 'over', 'dropped')", name="status"),
    Index("ix_snoozes_employee", "employee_id", "deadline_id"),
)
Index(
    "ix_snoozes_waiting",
    snoozes.c.until,
    sqlite_where=text("status = 'waiting'"),
    postgresql_where=text("status = 'waiting'"),
)

done_marks = Table(  # evidence
    "done_marks",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("deadline_id", RowId, ForeignKey("deadlines.id"), nullable=False),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False),
    Column("done_at", Moment, nullable=False),
    UniqueConstraint("deadline_id", "employee_id", name="uq_done_marks_deadline_employee"),
)

# What was handed in with a mark, where the deadline asks for evidence.
done_papers = Table(  # evidence
    "done_papers",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("mark_id", RowId, ForeignKey("done_marks.id"), nullable=False, index=True),
    Column("file_id", RowId, ForeignKey("evidence_files.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

# That a head ("head") or the admins ("agency") were told of so many people of a unit who are late.
deadline_escalations = Table(
    "deadline_escalations",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("deadline_id", RowId, ForeignKey("deadlines.id"), nullable=False),
    Column("unit_id", RowId, ForeignKey("units.id"), nullable=False),
    Column("level", Text, nullable=False),
    Column("people", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("deadline_id", "unit_id", "level", name="uq_deadline_escalations_level"),
)

# Days on which the agency, or a unit and all below it, is closed (`closed`), or works although the calendar says not.
agency_days = Table(
    "agency_days",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("day", Date, nullable=False, index=True),
    Column("unit_id", RowId, ForeignKey("units.id")),
    Column("closed", Boolean, nullable=False),
    Column("label", Text, nullable=False),
    Column("by", Text, nullable=False),
)

# Weeks with other office hours, such as Ramadan: local times "HH:MM" between which reminders may go out.
hours_seasons = Table(
    "hours_seasons",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("label", Text, nullable=False),
    Column("send_at", Text, nullable=False),
    Column("ends_at", Text, nullable=False),
)

# A person's own leave: reminders pause from the first to the last day.
absences = Table(
    "absences",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False, index=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

# How a person wants to be reminded: their own leads (JSON list), NULL as the deadline says.
reminder_wishes = Table(
    "reminder_wishes",
    metadata,
    Column("employee_id", RowId, ForeignKey("employees.id"), primary_key=True, autoincrement=False),
    Column("lead_days", Json),
    Column("updated_at", Moment, nullable=False),
)

# A private address of one's calendar: `number` makes the token together with the installation's key.
calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)
