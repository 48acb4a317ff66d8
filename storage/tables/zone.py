"""Cycles of the integrity zone: stages, answers, evidence, findings, who owes what, and the proposal."""

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

# `windows` holds, by what may be done in it ("fill", "review", "revise", "propose"), its first and last day.
cycles = Table(
    "cycles",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("year", Integer, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("windows", Json, nullable=False, server_default="{}"),
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
    Column("by", Text, nullable=False, server_default=text("''")),
    Column("note", Text, nullable=False, server_default=text("''")),
    Index("ix_stage_changes_unit_cycle", "unit_id", "cycle_id"),
)

# The layer is "unit", "tpi" or "tpn"; a layer never overwrites another. A `value` of null is no answer: only a note.
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
    Column("note", Text, nullable=False, server_default=text("''")),
    Column("by", Text, nullable=False, server_default=text("''")),
    UniqueConstraint("cycle_id", "unit_id", "layer", "question", "version", name="uq_answers_version"),
)

# A file on disk under its SHA-256 in hex; the same content is kept once.
evidence_files = Table(  # evidence
    "evidence_files",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("sha256", Text, nullable=False, unique=True),
    Column("size", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("stored_at", Moment, nullable=False),
)

# A file or a link that a unit gives as evidence for one question; `name` is what people read.
evidence_items = Table(  # evidence
    "evidence_items",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("cycle_id", RowId, ForeignKey("cycles.id"), nullable=False),
    Column("unit_id", RowId, ForeignKey("units.id"), nullable=False),
    Column("question", Text, nullable=False),
    Column("file_id", RowId, ForeignKey("evidence_files.id")),
    Column("link", Text),
    Column("name", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_evidence_items_question", "cycle_id", "unit_id", "question"),
)

evidence_removals = Table(  # evidence
    "evidence_removals",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("item_id", RowId, ForeignKey("evidence_items.id"), nullable=False, unique=True),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

# A signed address under which anybody sees the evidence of one question, or of a whole unit (`question` NULL).
evidence_shares = Table(
    "evidence_shares",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("cycle_id", RowId, ForeignKey("cycles.id"), nullable=False),
    Column("unit_id", RowId, ForeignKey("units.id"), nullable=False),
    Column("question", Text),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Index("ix_evidence_shares_unit", "cycle_id", "unit_id", "question"),
)

# What an assessor of a layer ("tpi", "tpn") asks the unit to mend; closed by a row of its own.
findings = Table(  # evidence
    "findings",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("cycle_id", RowId, ForeignKey("cycles.id"), nullable=False),
    Column("unit_id", RowId, ForeignKey("units.id"), nullable=False),
    Column("question", Text, nullable=False),
    Column("layer", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_findings_unit", "cycle_id", "unit_id"),
)

finding_closures = Table(  # evidence
    "finding_closures",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("finding_id", RowId, ForeignKey("findings.id"), nullable=False, unique=True),
    Column("note", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

# Who owes the answer to a question ("P1.i.a") or to a whole area ("A1"), until when.
question_owners = Table(
    "question_owners",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("cycle_id", RowId, ForeignKey("cycles.id"), nullable=False),
    Column("unit_id", RowId, ForeignKey("units.id"), nullable=False),
    Column("scope", Text, nullable=False),
    Column("employee_id", RowId, ForeignKey("employees.id"), nullable=False, index=True),
    Column("due_on", Date),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index("ix_question_owners_unit", "cycle_id", "unit_id", "scope"),
)

# The last row of an item says whether the unit has it for the proposal.
proposal_ticks = Table(  # evidence
    "proposal_ticks",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("cycle_id", RowId, ForeignKey("cycles.id"), nullable=False),
    Column("unit_id", RowId, ForeignKey("units.id"), nullable=False),
    Column("item", Text, nullable=False),
    Column("done", Boolean, nullable=False),
    Column("file_id", RowId, ForeignKey("evidence_files.id")),
    Column("link", Text),
    Column("note", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_proposal_ticks_unit", "cycle_id", "unit_id"),
)

# Figures of the whole agency over the years, such as the reform index: a decimal as text.
agency_figures = Table(
    "agency_figures",
    metadata,
    Column("name", Text, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("value", Text, nullable=False),
)
