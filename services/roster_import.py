"""Importing a roster: `state`, then `preview` off the loop, then `apply` with exactly what was seen.

`state` and `apply` are for somebody in the chat, `whole_state` and `apply_directly` for who owns the installation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final

from domain import phone
from domain.errors import DomainError
from domain.folding import folded
from domain.people import Actor, Unit
from domain.pledge_request import RequestReason
from domain.rights import Action, may
from domain.roster import RosterRow, read_rows
from domain.roster_compare import FIELDS, Change, ChangeKind, KnownEmployee, RosterPlan
from domain.roster_numbers import Applied, Numbers, numbers
from domain.roster_scope import additions_only, looks_partial, plan_within
from domain.roster_units import UnitIndex, unit_index
from services import campaigns, menus
from services.access import require_person
from services.roster_files import RosterFile
from storage import audit, data_rights, messages, roles, roster, units
from storage.engine import Transaction
from storage.roster import BATCH, Retired

LEFT: Final = "left"
WHY_LEFT: Final = "tidak lagi bertugas menurut daftar pegawai"
STORED: Final = (*FIELDS, "status")
_identity = attrgetter("id", "active", *STORED)
_unit_identity = attrgetter("id", "code", "name", "parent_id", "closed_at", "merged_into")


class Choice(StrEnum):
    """What to do with the rows: save all good ones, only add new people, or save nothing once one row is bad."""

    UPDATE = "update"
    SKIP = "skip"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class RosterState:
    """What a file is compared with. `scope` holds the codes of the units that may be touched, None for all of them.

    `units` are all there ever were, `former_names` what some were called before, as (id, name).
    """

    known: tuple[KnownEmployee, ...]
    units: tuple[Unit, ...]
    former_names: tuple[tuple[int, str], ...]
    scope: frozenset[str] | None

    @property
    def serving(self) -> int:
        """How many people serve in the units that may be touched."""
        return sum(one.active and (self.scope is None or one.unit_code in self.scope) for one in self.known)

    def fingerprint(self) -> str:
        """A digest that differs once anything is different that a preview depends on."""
        scope = None if self.scope is None else sorted(self.scope)
        facts = [scope, *map(_identity, self.known), *map(_unit_identity, self.units), *self.former_names]
        return hashlib.sha256(repr(facts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import of this file would do to the roster as it was at `fingerprint`."""

    file: RosterFile
    plan: RosterPlan
    numbers: Numbers
    fingerprint: str

    @property
    def looks_partial(self) -> bool:
        """Whether so many are missing that the list is most likely not a full one."""
        return looks_partial(self.numbers.missing, self.numbers.serving)


@dataclass(frozen=True, slots=True)
class _Editor:
    """On whose behalf the roster changes: the name in the log, the units, the own entry."""

    by: str
    scope: frozenset[str] | None
    employee_id: int | None = None


def scope(tx: Transaction, actor: Actor, action: Action) -> frozenset[str] | None:
    """The codes of the units over which the actor may do this, None for all of them.

    Raises `access.not_linked`, and `access.denied` for none.
    """
    require_person(actor)
    if may(actor.grants, action):
        return None
    every = units.every_unit(tx)
    parents = {unit.id: unit.parent_id for unit in every}
    codes = frozenset(unit.code for unit in every if may(actor.grants, action, tuple(_path(unit.id, parents))))
    if not codes:
        raise DomainError("access.denied")
    return codes


def _path(unit_id: int | None, parents: Mapping[int, int | None]) -> Iterator[int]:
    while unit_id is not None:
        yield unit_id
        unit_id = parents[unit_id]


def state(tx: Transaction, actor: Actor) -> RosterState:
    """The roster as it is, for a preview. Raises `access.*`."""
    return _state(tx, scope(tx, actor, Action.MANAGE_ROSTER))


def whole_state(tx: Transaction) -> RosterState:
    """The same for the command line."""
    return _state(tx, None)


def _state(tx: Transaction, codes: frozenset[str] | None) -> RosterState:
    return RosterState(roster.known_employees(tx), units.every_unit(tx), roster.former_names(tx), codes)


def preview(current: RosterState, file: RosterFile, today: date, *, full: bool) -> Preview:
    """Check every row and compare it with the roster; with `full` whoever is not in the file is missing.

    Takes about half a second for 10,000 rows. Raises `roster.columns_open`.
    """
    reading = read_rows(file.rows, file.header, _index(current), today)
    plan = plan_within(current.known, reading, full=full, scope=current.scope)
    return Preview(file, plan, numbers(plan, current.serving), current.fingerprint())


def _index(current: RosterState) -> UnitIndex:
    """Open units by code and name; by an earlier name, or the name of a unit they took over, when no other has it."""
    by_id = {unit.id: unit for unit in current.units}
    pairs = [(unit.code, unit.name) for unit in current.units if unit.closed_at is None]
    taken = {folded(text) for pair in pairs for text in pair}
    merged = [(unit.id, text) for unit in current.units if unit.closed_at for text in (unit.code, unit.name)]
    for unit_id, text in (*merged, *current.former_names):
        heir = _heir(by_id[unit_id], by_id)
        if heir is not None and folded(text) not in taken:
            pairs.append((heir.code, text))
    return unit_index(pairs)


def _heir(unit: Unit, by_id: Mapping[int, Unit]) -> Unit | None:
    """The open unit that a unit is now part of, itself when it is open, None when it was closed for good."""
    for _ in by_id:
        if unit.closed_at is None:
            return unit
        if unit.merged_into is None:
            return None
        unit = by_id[unit.merged_into]
    return None


def apply(
    tx: Transaction, actor: Actor, seen: Preview, choice: Choice, now: datetime, *, leavers: int | None = None
) -> Applied:
    """Save what the preview showed; `leavers` confirms how many are to be marked as gone, None for nobody.

    Raises `access.*`, `roster.changed` when the roster is not the one of the preview, `roster.leavers_differ`,
    `roster.leavers_yourself`, `roster.partial_list`, `roles.last_admin`, and `roster.bad_row` when the choice is to
    stop at one.
    """
    official, _ = require_person(actor)
    editor = _Editor(f"account:{actor.telegram_id}", scope(tx, actor, Action.MANAGE_ROSTER), official.id)
    if leavers is not None and seen.looks_partial:
        raise DomainError("roster.partial_list", missing=seen.numbers.missing)
    return _apply(tx, editor, seen, choice, leavers, now)


def apply_directly(
    tx: Transaction, by: str, seen: Preview, choice: Choice, now: datetime, *, leavers: int | None = None
) -> Applied:
    """The same for the command line, which may also mark many as gone; `by` is "cli"."""
    return _apply(tx, _Editor(by, None), seen, choice, leavers, now)


def _apply(
    tx: Transaction, editor: _Editor, seen: Preview, choice: Choice, leavers: int | None, now: datetime
) -> Applied:
    plan = seen.plan
    if choice is Choice.STOP and plan.problems:
        first = plan.problems[0]
        raise DomainError("roster.bad_row", **{**first.params, "line": first.line, "reason": first.key})
    if leavers is not None and leavers != len(plan.leavers):
        raise DomainError("roster.leavers_differ", expected=leavers, actual=len(plan.leavers))
    roster.hold(tx)
    current = _state(tx, editor.scope)
    if current.fingerprint() != seen.fingerprint:
        raise DomainError("roster.changed")
    if choice is Choice.SKIP:
        plan = additions_only(plan, current.known)
    gone = plan.leavers if leavers is not None else ()
    if any(one.id == editor.employee_id for one in gone):
        raise DomainError("roster.leavers_yourself")
    return _write(tx, editor, current, plan, gone, seen.file.name, now)


def _write(
    tx: Transaction, editor: _Editor, current: RosterState, plan: RosterPlan, gone: Sequence[KnownEmployee],
    file_name: str, now: datetime,
) -> Applied:  # fmt: skip
    unit_ids = {unit.code: unit.id for unit in current.units}
    known = {one.id: one for one in current.known}
    joined = roster.add_employees(tx, [_new_values(row, unit_ids) for row in plan.joiners])
    changed = {change.employee_id: _changed_values(known[change.employee_id], change) for change in plan.changes}
    roster.update_employees(tx, {key: _with_unit(values, unit_ids) for key, values in changed.items()})
    stamp = {"by": editor.by, "at": now}
    entries = [
        *(_entry(key, "joined", {}, _said(row), stamp) for key, row in zip(joined, plan.joiners, strict=True)),
        *(_change_entry(change, stamp) for change in plan.changes),
        *(_entry(one.id, LEFT, {"unit_code": one.unit_code}, {}, stamp) for one in gone),
    ]
    roster.add_changes(tx, entries)
    retired = _retire(tx, editor.by, [one.id for one in gone], {unit.id: unit.code for unit in current.units}, now)
    _ask_to_sign(tx, joined, plan, now)
    moved = [change.employee_id for change in plan.changes if "unit_code" in change.fields]
    counted = numbers(plan, current.serving)
    role_holders = roster.count_role_holders(tx, moved)
    done = Applied(counted, len(gone), len(retired.accounts), len(retired.roles), role_holders)
    if entries:
        facts = {**asdict(counted), "left": done.left, "accounts": done.accounts, "roles": done.roles}
        audit.note(tx, now, editor.by, "import_roster", "roster", file=file_name, **facts)
    return done


def _ask_to_sign(tx: Transaction, joined: Sequence[int], plan: RosterPlan, now: datetime) -> None:
    """Who joins, returns or moves is asked for a pledge that names the present unit and position."""
    returned = [one.employee_id for one in plan.of_kind(ChangeKind.RETURNED)]
    moved = [one.employee_id for one in plan.changes if one.moves and one.kind is not ChangeKind.RETURNED]
    campaigns.ask_anew(tx, joined, RequestReason.JOINED, now)
    campaigns.ask_anew(tx, returned, RequestReason.RETURNED, now)
    campaigns.ask_anew(tx, moved, RequestReason.MOVED, now)


def _retire(
    tx: Transaction, by: str, employee_ids: Sequence[int], unit_codes: Mapping[int, str], now: datetime
) -> Retired:
    """Cut off people who left; raises `roles.last_admin` when nobody would be left to administer the agency."""
    campaigns.take_leave(tx, employee_ids, now)
    for telegram_id in roster.linked_accounts(tx, employee_ids):
        data_rights.forget_begun(tx, telegram_id)
        messages.drop_queued(tx, telegram_id, now, "unlinked")
    for ids in (employee_ids[at : at + BATCH] for at in range(0, len(employee_ids), BATCH)):
        menus.leave(tx, ids, now)
    had_admin = bool(employee_ids) and bool(roles.lock_agency_admins(tx))
    retired = roster.retire(tx, employee_ids, by, WHY_LEFT, now)
    if had_admin and not roles.lock_agency_admins(tx):
        raise DomainError("roles.last_admin")
    for employee_id, telegram_id in retired.accounts:
        audit.note(tx, now, by, "unlink", f"employee:{employee_id}", account=telegram_id, reason=WHY_LEFT)
    for employee_id, role, unit_id in retired.roles:
        unit = unit_codes[unit_id] if unit_id is not None else ""
        audit.note(tx, now, by, "revoke_role", f"employee:{employee_id}", role=role, unit=unit, reason=WHY_LEFT)
    return retired


def _new_values(row: RosterRow, unit_ids: Mapping[str, int]) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in FIELDS}
    return _with_unit({**values, "status": row.status.value, "active": True}, unit_ids)


def _changed_values(person: KnownEmployee, change: Change) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(person, name) for name in STORED}
    return {**values, **{name: new for name, (_, new) in change.fields.items()}, "active": True}


def _with_unit(values: Mapping[str, Any], unit_ids: Mapping[str, int]) -> dict[str, Any]:
    others = {name: value for name, value in values.items() if name != "unit_code"}
    return {**others, "unit_id": unit_ids[values["unit_code"]]}


def _entry(
    employee_id: int, kind: str, before: Mapping[str, str], after: Mapping[str, str], stamp: Mapping[str, object]
) -> dict[str, Any]:
    return {"employee_id": employee_id, "kind": kind, "before": before, "after": after, **stamp}


def _change_entry(change: Change, stamp: Mapping[str, object]) -> dict[str, Any]:
    before = {name: _kept(name, old) for name, (old, _) in change.fields.items()}
    after = {name: _kept(name, new) for name, (_, new) in change.fields.items()}
    return _entry(change.employee_id, change.kind.value, before, after, stamp)


def _said(row: RosterRow) -> dict[str, str]:
    values = {name: _kept(name, getattr(row, name)) for name in FIELDS}
    return {**{name: value for name, value in values.items() if value}, "status": row.status.value}


def _kept(name: str, value: str) -> str:
    """A value as it stays in the evidence, which nobody can erase: contact data only masked."""
    if name == "phone":
        return phone.masked(value) if value else ""
    if name == "email":
        return f"••••@{value.rpartition('@')[2]}" if value else ""
    return value
