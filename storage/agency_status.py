"""What all units of a ZI cycle have answered, and who leads them: a few statements whatever the number of units."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, func, select

from domain.agency_status import Event
from domain.rights import Role
from storage.engine import Transaction
from storage.tables import answers, employees, grants


def events(tx: Transaction, cycle_id: int, layer: str, at: datetime) -> Iterator[Event]:
    """Every version of every answer of a layer given by `at`, by time; the value is the JSON text that is kept."""
    columns = answers.c
    query = (
        select(columns.unit_id, columns.question, columns.version, cast(columns.value, Text), columns.answered_at)
        .where(columns.cycle_id == cycle_id, columns.layer == layer, columns.answered_at <= at)
        .order_by(columns.answered_at, columns.id)
    )
    return (Event(*row) for row in tx.execute(query))


def latest(tx: Transaction, cycle_id: int, layer: str) -> dict[int, dict[str, str]]:
    """By unit and question: the last version of a layer as JSON text."""
    columns = answers.c
    query: Any = select(columns.unit_id, columns.question, cast(columns.value, Text)).where(
        columns.cycle_id == cycle_id, columns.layer == layer
    )
    found: dict[int, dict[str, str]] = {}
    for unit_id, question, text in tx.execute(query.order_by(columns.version)):
        found.setdefault(unit_id, {})[question] = text
    return found


def leaders(tx: Transaction, role: Role) -> dict[int, int]:
    """By unit: how many people who serve hold a role in this very unit; units without any are left out."""
    query = (
        select(grants.c.unit_id, func.count(grants.c.employee_id.distinct()))
        .join(employees, employees.c.id == grants.c.employee_id)
        .where(grants.c.role == role.value, grants.c.revoked_at.is_(None), grants.c.unit_id.is_not(None))
        .where(employees.c.active)
        .group_by(grants.c.unit_id)
    )
    return {int(row[0]): int(row[1]) for row in tx.execute(query)}
