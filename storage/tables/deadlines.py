"""Deadlines, their series and changes, planned reminders, and who is done."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
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

# A deadline that comes again: `frequency` is "monthly", "quarterly" or "yearly", `first_on` its first day and so the
# day of the month, `skipped` the days left out (ISO), `details` what its deadlines take over (`domain.series`).
deadline_series = Table(
    "deadline_series",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("title", Text, nullable=False),
    Column("frequency", Text, nullable=False),
    Column("first_on", Date, nullable=False),
    Column("until", Date),
    Column("skipped", Json, nullable=False, server_default="[]"),
    Column("details", Json, nullable=False, server_default="{}"),
    Column("by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

# `due_at` was named in `timezone`; with `each_zone` the same time of day counts in the zone of each unit.
# `audience` and `plan` are those of `domain.deadline`; `version` counts changes. `occurs_on` is the day in its series;
# `cycle_id` and `window` tell of which window of a cycle it is the end.
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
    Column("timezone", Text, nullable=False, server_default="Asia/Jakarta"),
    Column("each_zone", Boolean, nullable=False, server_default=text("false")),
    Column("audience", Json, nullable=False, server_default="{}"),
    Column("evidence", Boolean, nullable=False, server_default=text("false")),
    Column("plan", Json, nullable=False, server_default="{}"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("by", Text, nullable=False, server_default=text("''")),
    Column("series_id", RowId, ForeignKey("deadline_series.id")),
    Column("occurs_on", Date),
    Column("cycle_id", RowId, ForeignKey("cycles.id")),
    Column("window", Text),
    UniqueConstraint("series_id", "occurs_on", name="uq_deadlines_series_day"),
    UniqueConstraint("cycle_id", "window", name="uq_deadlines_cycle_window"),
)

deadline_people = Table(  # those in charge by name
    "deadline_people",
    metadata,
    Column("deadline_id", RowId, ForeignKey("deadlines.id"), primary_key=True, autoincrement=False),
    Column("employee_id", RowId, ForeignKey("employees.id"), primary_key=True, autoincrement=False, index=True),
)

# What was changed, to be told to who was told before; `told_up_to` is the last employee told, `told_at` set at the end.
deadline_changes = Table(
    "deadline_changes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("deadline_id", RowId, ForeignKey("deadlines.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("before", Json, nullable=False),
    Column("after", Json, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("told_up_to", BigInteger, nullable=False, server_default="0"),
    Column("told_at", Moment),
)

deadline_tellings = Table(  # who has been reminded of a deadline, when first and when last
    "deadline_tellings",
    metadata,
    Column("deadline_id", RowId, ForeignKey("deadlines.id"), primary_key=True, autoincrement=False),
    Column("employee_id", RowId, ForeignKey("employees.id"), primary_key=True, autoincrement=False),
    Column("first_at", Moment, nullable=False),
    Column("at", Moment, nullable=False),
)

# One row a calendar (zone and working week) and lead; negative leads are days after the due day.
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

# For people with wishes of their own, in place of the rows of their calendar.
personal_reminders = Table(
    "personal_reminders",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("deadline_id", RowId, ForeignKey("deadlines.id"), nullable=False),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False, index=True),
    Column("lead_days", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("status", Text, nullable=False),
    UniqueConstraint("deadline_id", "employee_id", "lead_days", name="uq_personal_reminders_lead"),
)
Index(
    "ix_personal_reminders_planned",
    personal_reminders.c.due_at,
    sqlite_where=text("status = 'planned'"),
    postgresql_where=text("status = 'planned'"),
)

# A run through the people of one calendar, page by page: `reminders` are the ids of rows that came due together,
# `up_to` is the last employee who was looked at, `missed_since` when they should have gone out (NULL: in time).
reminder_waves = Table(
    "reminder_waves",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("timezone", Text, nullable=False),
    Column("work_days", Integer, nullable=False),
    Column("reminders", Json, nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("missed_since", Moment),
    Column("up_to", BigInteger, nullable=False, server_default="0"),
    Column("finished_at", Moment),
)
Index(
    "uq_reminder_waves_open",  # two at once would tell the same people at the same moment
    reminder_waves.c.timezone,
    reminder_waves.c.work_days,
    unique=True,
    sqlite_where=text("finished_at IS NULL"),
    postgresql_where=text("finished_at IS NULL"),
)

snoozes = Table(  # "remind me later": status "waiting", "told" or "ended"
    "snoozes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("deadline_id", RowId, ForeignKey("deadlines.id"), nullable=False),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False),
    Column("until_at", Moment, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("status", Text, nullable=False),
    Index("ix_snoozes_person", "employee_id", "deadline_id"),
)
Index(
    "ix_snoozes_waiting",
    snoozes.c.until_at,
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

done_papers = Table(  # evidence: what a person gave to show that the task is done
    "done_papers",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("deadline_id", RowId, ForeignKey("deadlines.id"), nullable=False),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False, index=True),
    Column("file_id", RowId, ForeignKey("evidence_files.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_done_papers_deadline", "deadline_id"),
)

# Who was told that reminders did not help: `level` is that of `domain.escalation`, `people` still owed the task then.
deadline_escalations = Table(
    "deadline_escalations",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("deadline_id", RowId, ForeignKey("deadlines.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("unit_id", RowId, ForeignKey("units.id"), nullable=False),
    Column("level", Text, nullable=False),
    Column("people", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("deadline_id", "version", "unit_id", "level", name="uq_deadline_escalations_level"),
)
