"""Papers that people gave to show that a task is done: the files lie in the store of evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, insert, or_, select, true

from domain.deadline_views import Paper
from storage.engine import Transaction
from storage.people import subtree
from storage.tables import done_papers, employees, evidence_files


def add(tx: Transaction, deadline_id: int, employee_id: int, file_id: int, name: str, now: datetime) -> int:
    """Keep that a person gave a file for a deadline; returns the id of the paper."""
    values = {"deadline_id": deadline_id, "employee_id": employee_id, "file_id": file_id, "name": name, "at": now}
    return int(tx.execute(insert(done_papers).values(**values).returning(done_papers.c.id)).scalar_one())


def same(tx: Transaction, deadline_id: int, employee_id: int, file_id: int) -> int | None:
    """The id of the paper by which this person gave this very file before."""
    columns = done_papers.c
    query = select(columns.id).where(
        columns.deadline_id == deadline_id, columns.employee_id == employee_id, columns.file_id == file_id
    )
    return tx.execute(query.order_by(columns.id).limit(1)).scalar_one_or_none()


def count(tx: Transaction, deadline_id: int, employee_id: int) -> int:
    """How many papers a person gave for a deadline."""
    columns = done_papers.c
    query = select(func.count()).where(columns.deadline_id == deadline_id, columns.employee_id == employee_id)
    return int(tx.execute(query).scalar_one())


def paper(tx: Transaction, paper_id: int) -> Paper | None:
    """The paper with this id."""
    row = tx.execute(_papers().where(done_papers.c.id == paper_id)).first()
    return Paper(*row) if row else None


def given(
    tx: Transaction, deadline_id: int, scopes: Sequence[int | None], employee_id: int, limit: int, offset: int = 0
) -> tuple[tuple[Paper, ...], int]:
    """A page of the papers for a deadline, in the order they came, and how many there are.

    They are from people of these units and below (None among them: from all) and from one person.
    """
    within = (done_papers.c.deadline_id == deadline_id, _from(scopes, employee_id))
    counted = select(func.count()).select_from(_joined()).where(*within)
    query = _papers().where(*within).order_by(done_papers.c.id).limit(limit).offset(offset)
    return tuple(Paper(*row) for row in tx.execute(query)), int(tx.execute(counted).scalar_one())


def _from(scopes: Sequence[int | None], employee_id: int) -> ColumnElement[bool]:
    if None in scopes:
        return true()
    own = done_papers.c.employee_id == employee_id
    return or_(own, *(employees.c.unit_id.in_(subtree(one)) for one in scopes if one is not None))


def _joined() -> Any:
    files = done_papers.join(evidence_files, evidence_files.c.id == done_papers.c.file_id)
    return files.join(employees, employees.c.id == done_papers.c.employee_id)


def _papers() -> Select[Any]:
    return select(
        done_papers.c.id, done_papers.c.deadline_id, done_papers.c.employee_id, employees.c.name, employees.c.unit_id,
        done_papers.c.name, done_papers.c.at, evidence_files.c.sha256, evidence_files.c.size,
        evidence_files.c.media_type,
    ).select_from(_joined())  # fmt: skip
