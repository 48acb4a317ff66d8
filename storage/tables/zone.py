"""Cycles of the integrity zone, stages and answers."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from storage.tables.base import metadata
from storage.types import Json, Moment, RowId

cycles = Table(
    "cycles",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("year", Integer, nullable=False, unique=True),
    Column("title", Text, nullable=False),
)

stage_changes = Table(  # evidence: the last row of a unit in a cycle is its stage
    "stage_changes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("cycle_id", RowId, ForeignKey("cycles.id"), nullable=False),
    Column("unit_id", RowId, ForeignKey("units.id"), nullable=False),
    Column("stage", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index("ix_stage_changes_unit_cycle", "unit_id", "cycle_id"),
)

answers = Table(  # evidence: a correction is a new version
    "answers",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("cycle_id", RowId, ForeignKey("cycles.id"), nullable=False),
    Column("unit_id", RowId, ForeignKey("units.id"), nullable=False),
    Column("layer", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("value", Json, nullable=False),
    Column("answered_at", Moment, nullable=False),
    UniqueConstraint("cycle_id", "unit_id", "layer", "question", "version", name="uq_answers_version"),
)
