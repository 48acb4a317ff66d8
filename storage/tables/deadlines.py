"""Deadlines, planned reminders, and who is done."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from storage.tables.base import metadata
from storage.types import Moment, RowId

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
)

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

done_marks = Table(  # evidence
    "done_marks",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("deadline_id", RowId, ForeignKey("deadlines.id"), nullable=False),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False),
    Column("done_at", Moment, nullable=False),
    UniqueConstraint("deadline_id", "employee_id", name="uq_done_marks_deadline_employee"),
)
