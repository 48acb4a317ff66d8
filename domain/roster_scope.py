"""What of an import remains for somebody who may touch only some units, or who wants to add people only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from domain.errors import DomainError
from domain.roster import Problem, Reading, RosterRow, folded_name
from domain.roster_columns import TITLES, Column
from domain.roster_compare import KnownEmployee, RosterPlan, compare

# A list without more people than these is hardly the full one: fewer may be missing from a small unit's at any share.
FEW: Final = 20
LARGEST_SHARE: Final = 4


def plan_within(
    known: Sequence[KnownEmployee], reading: Reading, *, full: bool, scope: frozenset[str] | None = None
) -> RosterPlan:
    """The comparison for somebody who may touch only people of the units with the codes in `scope` (None: of all).

    Rows that would bring somebody into another unit, or change somebody of another, become problems.
    """
    rows, mentioned = reading.rows, reading.mentioned
    refused: list[Problem] = []
    plan = compare(known, rows, full=full, mentioned=mentioned)
    while scope is not None and (outside := _outside(plan, known, scope)):
        # Compared again without them: what they would have taken or given up stays as it is.
        rows = tuple(row for row in rows if row.line not in outside)
        mentioned |= {key for row in outside.values() for key in _keys(row)}
        refused += [_refusal(row) for row in outside.values()]
        plan = compare(known, rows, full=full, mentioned=mentioned)
    problems = sorted((*reading.problems, *plan.problems, *refused), key=lambda problem: problem.line)
    return replace(
        plan,
        leavers=_within(plan.leavers, scope),
        uncertain=_within(plan.uncertain, scope),
        problems=tuple(problems),
    )


def additions_only(plan: RosterPlan, known: Iterable[KnownEmployee]) -> RosterPlan:
    """Only the joiners of a plan; whoever needs a phone that another person would have given up is a problem."""
    held = {one.phone for one in known if one.active and one.phone}
    late = [row for row in plan.joiners if row.phone in held]
    error = DomainError("roster.phone_taken")
    problems = [Problem(row.line, TITLES[Column.PHONE], row.phone, error.key, error.params) for row in late]
    return replace(
        plan,
        joiners=tuple(row for row in plan.joiners if row.phone not in held),
        changes=(),
        leavers=(),
        problems=tuple(sorted((*plan.problems, *problems), key=lambda problem: problem.line)),
    )


def looks_partial(missing: int, serving: int) -> bool:
    """Whether so many of those who serve are missing that the list is most likely not a full one."""
    return missing > FEW and missing * LARGEST_SHARE > serving


def _within(people: tuple[KnownEmployee, ...], scope: frozenset[str] | None) -> tuple[KnownEmployee, ...]:
    return people if scope is None else tuple(one for one in people if one.unit_code in scope)


def _outside(plan: RosterPlan, known: Iterable[KnownEmployee], scope: frozenset[str]) -> dict[int, RosterRow]:
    units = {one.id: one.unit_code for one in known}
    found = {row.line: row for row in plan.joiners if row.unit_code not in scope}
    for change in plan.changes:
        if not {units[change.employee_id], change.row.unit_code} <= scope:
            found[change.row.line] = change.row
    return found


def _refusal(row: RosterRow) -> Problem:
    error = DomainError("roster.outside_scope")
    return Problem(row.line, TITLES[Column.UNIT], row.unit_code, error.key, error.params)


def _keys(row: RosterRow) -> set[str]:
    return {row.staff_number, row.phone, folded_name(row.name)} - {""}
