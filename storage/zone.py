"""Cycles of the integrity zone, the stages of units in them, and the answers of worksheets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select

from domain.zone import AnswerRecord, Cycle, StageChange
from storage.engine import Transaction
from storage.tables import answers, cycles, stage_changes
from storage.upsert import insert_missing

Windows = Mapping[str, tuple[date, date]]


def _cycle(row: Row[Any]) -> Cycle:
    windows = {
        name: (date.fromisoformat(first), date.fromisoformat(last)) for name, (first, last) in row.windows.items()
    }
    return Cycle(row.id, row.year, row.title, windows)


def _kept(windows: Windows) -> dict[str, list[str]]:
    return {name: [first.isoformat(), last.isoformat()] for name, (first, last) in windows.items()}


def add_cycle(tx: Transaction, year: int, title: str, windows: Windows | None = None) -> int:
    """Start a cycle; returns its id."""
    values = {"year": year, "title": title, "windows": _kept(windows or {})}
    return int(tx.execute(insert(cycles).values(**values).returning(cycles.c.id)).scalar_one())


def cycle(tx: Transaction, cycle_id: int) -> Cycle | None:
    """The cycle with this id."""
    row = tx.execute(select(cycles).where(cycles.c.id == cycle_id)).first()
    return _cycle(row) if row else None


def all_cycles(tx: Transaction) -> tuple[Cycle, ...]:
    """Every cycle, that of the highest year first."""
    return tuple(map(_cycle, tx.execute(select(cycles).order_by(cycles.c.year.desc()))))


def latest_cycle(tx: Transaction) -> Cycle | None:
    """The cycle of the highest year."""
    row = tx.execute(select(cycles).order_by(cycles.c.year.desc()).limit(1)).first()
    return _cycle(row) if row else None


def add_stage(
    tx: Transaction,
    cycle_id: int,
    unit_id: int,
    stage: str,
    target: str,
    now: datetime,
    *,
    by: str = "",
    note: str = "",
) -> None:
    """Note that a unit has entered a stage, on its way to `target` (WBK or WBBM)."""
    values = {"cycle_id": cycle_id, "unit_id": unit_id, "stage": stage, "target": target, "changed_at": now}
    tx.execute(insert(stage_changes).values(**values, by=by, note=note))


def stage(tx: Transaction, cycle_id: int, unit_id: int) -> tuple[str, str] | None:
    """Stage and target of a unit in a cycle; None when it takes no part."""
    query = (
        select(stage_changes.c.stage, stage_changes.c.target)
        .where(stage_changes.c.cycle_id == cycle_id, stage_changes.c.unit_id == unit_id)
        .order_by(stage_changes.c.id.desc())
        .limit(1)
    )
    row = tx.execute(query).first()
    return (row.stage, row.target) if row else None


def stages(tx: Transaction, cycle_id: int) -> dict[int, StageChange]:
    """By unit: the last change of every unit that takes part in a cycle."""
    last = select(func.max(stage_changes.c.id)).where(stage_changes.c.cycle_id == cycle_id)
    query = select(stage_changes).where(stage_changes.c.id.in_(last.group_by(stage_changes.c.unit_id)))
    return {row.unit_id: StageChange(**row._mapping) for row in tx.execute(query)}


def stage_history(tx: Transaction, cycle_id: int, unit_id: int) -> tuple[StageChange, ...]:
    """Every change of a unit in a cycle, the first one first."""
    query = select(stage_changes).where(stage_changes.c.cycle_id == cycle_id, stage_changes.c.unit_id == unit_id)
    return tuple(StageChange(**row._mapping) for row in tx.execute(query.order_by(stage_changes.c.id)))


def add_answers(tx: Transaction, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows of cycle_id, unit_id, layer, question, version, value, answered_at, perhaps note and by."""
    tx.execute(insert(answers), list(rows))


def add_answer(
    tx: Transaction, cycle_id: int, unit_id: int, layer: str, question: str, version: int, value: object, now: datetime,
    *, note: str = "", by: str = "",
) -> bool:  # fmt: skip
    """Add one version of an answer; False when that version is there already: somebody else was first."""
    row = {
        "cycle_id": cycle_id, "unit_id": unit_id, "layer": layer, "question": question, "version": version,
        "value": value, "answered_at": now, "note": note, "by": by,
    }  # fmt: skip
    return insert_missing(tx, answers, row)


def _latest(cycle_id: int, layer: str, at: datetime | None, unit_id: int | None) -> Select[Any]:
    last = func.max(answers.c.version).over(partition_by=(answers.c.unit_id, answers.c.question))
    query = select(answers, last.label("last")).where(answers.c.cycle_id == cycle_id, answers.c.layer == layer)
    if at is not None:
        query = query.where(answers.c.answered_at <= at)
    if unit_id is not None:
        query = query.where(answers.c.unit_id == unit_id)
    ranked = query.subquery()
    return select(ranked).where(ranked.c.version == ranked.c.last)


def _record(row: Row[Any]) -> AnswerRecord:
    return AnswerRecord(row.question, row.version, row.value, row.note, row.by, row.answered_at)


def answers_of(
    tx: Transaction, cycle_id: int, unit_id: int, layer: str, at: datetime | None = None
) -> dict[str, AnswerRecord]:
    """By question: the last version of one layer ("unit", "tpi", "tpn"), or the last one given by `at`."""
    return {row.question: _record(row) for row in tx.execute(_latest(cycle_id, layer, at, unit_id))}


def all_answers(
    tx: Transaction, cycle_id: int, layer: str, at: datetime | None = None
) -> dict[int, dict[str, AnswerRecord]]:
    """By unit and question: the same for every unit that has answered anything."""
    found: dict[int, dict[str, AnswerRecord]] = defaultdict(dict)
    for row in tx.execute(_latest(cycle_id, layer, at, None)):
        found[row.unit_id][row.question] = _record(row)
    return dict(found)


def answer_versions(tx: Transaction, cycle_id: int, unit_id: int, layer: str) -> Iterator[AnswerRecord]:
    """Every version of every answer of one layer, in the order in which they were given."""
    query = select(answers).where(
        answers.c.cycle_id == cycle_id, answers.c.unit_id == unit_id, answers.c.layer == layer
    )
    return map(_record, tx.execute(query.order_by(answers.c.answered_at, answers.c.id)))
