"""Changing units: names, zones, places in the tree, merging and closing; reminders follow, evidence stays."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.deadline import DoneRule
from domain.messages import Group
from domain.people import Employee, Unit
from domain.reminders import ReminderRules
from domain.rights import Role
from services import deadlines, reminding, unit_merges, units
from services.deadlines import NewDeadline, Planning
from storage import groups, people, pledges
from storage import roles as role_storage
from storage import units as unit_storage
from storage.engine import Database, Transaction
from storage.tables import audit, employee_changes, grants, link_requests, reminders, signatures, unit_changes
from storage.tables import deadlines as deadline_table
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

RULES = ReminderRules((7, 1), follow_ups=())
PLANNING = Planning(RULES, "")
DUE = NOW + timedelta(days=14)
BY = "cli"


@dataclass(frozen=True)
class Tree:
    """An agency with two offices, and a clinic below the first."""

    top: Unit
    health: Unit
    clinic: Unit
    trade: Unit


def tree(tx: Transaction) -> Tree:
    top = builders.unit(tx, "pemda")
    health = builders.unit(tx, "dinkes", parent=top)
    return Tree(
        top, health, builders.unit(tx, "pkm", parent=health, work_days=6), builders.unit(tx, "disdag", parent=top)
    )


async def history(db: Database, unit: Unit) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    query = select(unit_changes).where(unit_changes.c.unit_id == unit.id).order_by(unit_changes.c.id)
    rows = await db.read(lambda tx: tx.execute(query).all())
    return [(row.kind, row.before, row.after) for row in rows]


async def planned(db: Database, status: str = "planned") -> list[tuple[int, str, int, int]]:
    """(deadline, zone, days, lead) of the reminders with this status."""
    query = select(reminders).where(reminders.c.status == status)
    rows = await db.read(lambda tx: tx.execute(query).all())
    return sorted((row.deadline_id, row.timezone, row.work_days, row.lead_days) for row in rows)


def one_deadline(tx: Transaction, of: Unit | None = None, title: str = "Eviden") -> int:
    new = NewDeadline(title, DUE, of.id if of else None, DoneRule.MARK)
    return deadlines.add(tx, new, "cli", PLANNING, NOW)


async def test_a_new_name_is_kept_with_the_old_one_and_again_changes_nothing(db: Database) -> None:
    found = await db.write(tree)
    for _ in range(2):
        renamed = await db.write(units.rename, found.health.id, " Dinas  Kesehatan ", BY, NOW)
        assert renamed.name == "Dinas Kesehatan"
    assert await history(db, found.health) == [("renamed", {"name": "Unit dinkes"}, {"name": "Dinas Kesehatan"})]
    rows = await db.read(lambda tx: tx.execute(select(audit)).all())
    assert [(row.actor, row.action, row.subject, row.detail) for row in rows] == [
        ("cli", "change_unit", f"unit:{found.health.id}", {"kind": "renamed"})
    ]


async def test_kind_and_predicate_are_kept_with_their_history(db: Database) -> None:
    found = await db.write(tree)
    await db.write(units.set_kind, found.health.id, "dinas", BY, NOW)
    await db.write(units.set_predicate, found.health.id, "wbk", "2024", BY, NOW)
    bare = await db.write(units.set_predicate, found.health.id, "", "", BY, NOW)
    assert (bare.kind, bare.predicate, bare.predicate_year) == ("dinas", "", None)
    assert [(kind, after) for kind, _, after in await history(db, found.health)] == [
        ("kind", {"kind": "dinas"}),
        ("predicate", {"predicate": "WBK", "predicate_year": 2024}),
        ("predicate", {"predicate": "", "predicate_year": None}),
    ]


async def test_another_zone_plans_open_deadlines_anew_and_not_twice(db: Database) -> None:
    found = await db.write(tree)
    agency, own, elsewhere = [
        await db.write(one_deadline, of) for of in (None, found.health, found.trade)
    ]  # fmt: skip
    before = await planned(db)
    for _ in range(2):
        await db.write(units.set_zone, found.clinic.id, "WIT", PLANNING, BY, NOW)
    after = await planned(db)
    gone = [(one, "Asia/Jakarta", 6, lead) for one in (agency, own) for lead in (1, 7)]
    new = [(one, "Asia/Jayapura", 6, lead) for one in (agency, own) for lead in (1, 7)]
    assert sorted({*before} - {*after}) == gone
    assert sorted({*after} - {*before}) == new
    assert len(after) == len(set(after))
    assert [one for one in after if one[0] == elsewhere] == [(elsewhere, "Asia/Jakarta", 5, lead) for lead in (1, 7)]
    assert [kind for kind, _, _ in await history(db, found.clinic)] == ["zone"]


async def test_a_zone_that_others_keep_is_not_planned_again_and_theirs_stays(db: Database) -> None:
    found = await db.write(tree)
    await db.write(one_deadline)
    before = await planned(db)
    await db.write(units.set_work_days, found.health.id, "6", PLANNING, BY, NOW)
    assert await planned(db) == before


async def test_people_are_not_reminded_again_of_what_the_old_calendar_has_told_them(db: Database) -> None:
    found = await db.write(tree)
    await db.write(lambda tx: builders.linked(tx, found.clinic))
    await db.write(one_deadline, found.clinic)
    later = DUE - timedelta(days=6)
    assert await db.write(reminding.promote, PLANNING, later) == 1
    assert [one[3] for one in await planned(db, "promoted")] == [7]
    await db.write(units.set_work_days, found.clinic.id, "5", PLANNING, BY, later)
    assert [(days, lead) for _, _, days, lead in await planned(db)] == [(5, 1)]
    await db.write(units.set_work_days, found.clinic.id, "6", PLANNING, BY, later)
    assert [(days, lead) for _, _, days, lead in await planned(db)] == [(6, 1)]
    rows = await db.read(lambda tx: tx.execute(select(reminders).where(reminders.c.status == "planned")).all())
    assert all(row.due_at > later for row in rows)


async def test_what_all_leads_have_told_is_not_told_by_a_last_chance(db: Database) -> None:
    found = await db.write(tree)
    await db.write(one_deadline, found.clinic)
    later = DUE - timedelta(minutes=5)
    await db.write(reminding.promote, PLANNING, later)
    await db.write(units.set_zone, found.clinic.id, "WITA", PLANNING, BY, later)
    assert await planned(db) == []


async def test_a_unit_moves_with_all_below_it_and_the_deadlines_above_reach_them(db: Database) -> None:
    found = await db.write(tree)
    trade_deadline = await db.write(one_deadline, found.trade)
    moved = await db.write(units.move, found.health.id, found.trade.id, PLANNING, BY, NOW)
    assert moved.parent_id == found.trade.id
    assert (trade_deadline, "Asia/Jakarta", 6, 7) in await planned(db)
    await db.write(units.move, found.health.id, None, PLANNING, BY, NOW)
    await db.write(units.move, found.health.id, None, PLANNING, BY, NOW)
    assert (trade_deadline, "Asia/Jakarta", 6, 7) not in await planned(db)
    assert await history(db, found.health) == [
        ("moved", {"parent": "pemda"}, {"parent": "disdag"}),
        ("moved", {"parent": "disdag"}, {"parent": ""}),
    ]


async def test_a_unit_never_stands_below_itself(db: Database) -> None:
    found = await db.write(tree)
    for parent in (found.top, found.clinic):
        with refused("units.cycle"):
            await db.write(units.move, found.top.id, parent.id, PLANNING, BY, NOW)


@dataclass(frozen=True)
class Busy:
    """What hangs on the clinic that is merged."""

    tree: Tree
    worker: Employee
    gone: Employee
    head: Employee
    own: int
    past: int
    signature: int


def busy(tx: Transaction) -> Busy:
    found = tree(tx)
    clinic = found.clinic
    worker, head = builders.employee(tx, clinic), builders.employee(tx, clinic)
    gone = builders.employee(tx, clinic, active=False)
    builders.unit(tx, "pustu", parent=clinic)
    role_storage.add(tx, head.id, Role.UNIT_HEAD, clinic.id, NOW)
    role_storage.add(tx, worker.id, Role.ZI_TEAM, clinic.id, NOW)
    role_storage.add(tx, worker.id, Role.ZI_TEAM, found.trade.id, NOW)
    builders.stranger(tx, 901)
    groups.link(tx, Group(-7, None, "Grup Puskesmas", clinic.id, ""), 901, NOW)
    asked = {"telegram_id": 901, "unit_id": clinic.id, "typed_name": "Ani", "state": "open", "created_at": NOW,
             "expires_at": DUE}  # fmt: skip
    tx.execute(link_requests.insert().values(**asked))
    own = one_deadline(tx, clinic)
    past = builders.deadline(tx, "Lama", due_at=NOW - timedelta(days=1), of=clinic).id
    campaign = builders.campaign(tx)
    builders.signature(tx, campaign, worker)
    signed = pledges.signature_of(tx, campaign.id, worker.id)
    assert signed is not None
    return Busy(found, worker, gone, head, own, past, signed.id)


async def test_a_merge_takes_along_what_lives_and_leaves_what_was_signed(db: Database) -> None:
    found = await db.write(busy)
    clinic, trade = found.tree.clinic, found.tree.trade
    preview = await db.read(lambda tx: unit_merges.preview(tx, clinic.id, trade.id, NOW))
    done = await db.write(unit_merges.merge, clinic.id, trade.id, PLANNING, BY, NOW)
    assert done == preview
    assert (done.people, done.children, done.grants, done.groups, done.deadlines) == (2, 1, 2, 1, 1)
    assert not done.head_ends

    def facts(tx: Transaction) -> list[object]:
        unit_of = {one.id: one.unit_id for number in (found.worker.id, found.gone.id, found.head.id)
                   if (one := people.employee(tx, number))}  # fmt: skip
        signature = tx.execute(select(signatures).where(signatures.c.id == found.signature)).one()
        owners = tx.execute(select(deadline_table.c.id, deadline_table.c.unit_id))
        group, pustu = groups.group(tx, -7), people.unit_by_code(tx, "pustu")
        assert group is not None
        assert pustu is not None
        return [
            unit_of, (signature.unit_id, signature.unit_name), {row.id: row.unit_id for row in owners}, group.unit_id,
            pustu.parent_id, tx.execute(select(link_requests.c.unit_id)).scalar_one(),
        ]  # fmt: skip

    assert await db.read(facts) == [
        {found.worker.id: trade.id, found.gone.id: clinic.id, found.head.id: trade.id},
        (clinic.id, "Unit pkm"),
        {found.own: trade.id, found.past: clinic.id},
        trade.id, trade.id, trade.id,
    ]  # fmt: skip
    closed = await db.read(people.unit, clinic.id)
    assert closed is not None
    assert (closed.closed_at, closed.merged_into) == (NOW, trade.id)
    assert [kind for kind, _, _ in await history(db, clinic)] == ["merged"]
    assert [(kind, after["from"], after["people"]) for kind, _, after in await history(db, trade)] == [
        ("absorbed", "pkm", 2)
    ]
    moves = await db.read(lambda tx: tx.execute(select(employee_changes)).all())
    assert [(row.employee_id, row.kind, row.before, row.after) for row in moves] == [
        (one.id, "moved", {"unit_code": "pkm"}, {"unit_code": "disdag", "reason": "merge"})
        for one in (found.worker, found.head)
    ]


async def test_roles_pass_over_once_and_the_calendar_of_the_new_unit_is_planned(db: Database) -> None:
    found = await db.write(busy)
    trade = found.tree.trade
    await db.write(unit_merges.merge, found.tree.clinic.id, trade.id, PLANNING, BY, NOW)
    query = select(grants).where(grants.c.revoked_at.is_(None)).order_by(grants.c.role)
    rows = await db.read(lambda tx: tx.execute(query).all())
    assert [(row.employee_id, row.role, row.unit_id) for row in rows] == [
        (found.head.id, "unit_head", trade.id),
        (found.worker.id, "zi_team", trade.id),
    ]
    assert [one[1:] for one in await planned(db)] == [("Asia/Jakarta", 5, lead) for lead in (1, 7)]


async def test_a_head_does_not_take_the_post_of_another_one(db: Database) -> None:
    found = await db.write(busy)
    trade = found.tree.trade

    def another(tx: Transaction) -> Employee:
        own = builders.employee(tx, trade)
        role_storage.add(tx, own.id, Role.UNIT_HEAD, trade.id, NOW)
        return own

    own = await db.write(another)
    done = await db.write(unit_merges.merge, found.tree.clinic.id, trade.id, PLANNING, BY, NOW)
    assert (done.head_ends, done.grants) == (True, 1)
    heads = await db.read(unit_storage.heads)
    assert {unit: head.id for unit, head in heads.items()} == {trade.id: own.id}


async def test_a_second_merge_is_refused_by_name_and_changes_nothing(db: Database) -> None:
    found = await db.write(busy)
    clinic, trade = found.tree.clinic, found.tree.trade
    await db.write(unit_merges.merge, clinic.id, trade.id, PLANNING, BY, NOW)
    before = (await history(db, clinic), await history(db, trade), await planned(db))
    with refused("units.merged", code="pkm", into="disdag"):
        await db.write(unit_merges.merge, clinic.id, trade.id, PLANNING, BY, NOW)
    assert (await history(db, clinic), await history(db, trade), await planned(db)) == before


async def test_what_can_not_be_merged_is_refused(db: Database) -> None:
    found = await db.write(tree)
    with refused("units.same"):
        await db.write(unit_merges.merge, found.top.id, found.top.id, PLANNING, BY, NOW)
    with refused("units.merge_below"):
        await db.write(unit_merges.merge, found.top.id, found.clinic.id, PLANNING, BY, NOW)
    with refused("units.unknown"):
        await db.write(unit_merges.merge, found.top.id, 999, PLANNING, BY, NOW)


async def test_a_merge_that_fails_half_way_leaves_everything(db: Database) -> None:
    found = await db.write(busy)
    clinic, trade = found.tree.clinic, found.tree.trade

    def half(tx: Transaction) -> None:
        unit_merges.merge(tx, clinic.id, trade.id, PLANNING, BY, NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await db.write(half)
    assert await db.read(lambda tx: unit_storage.counts(tx, clinic.id, NOW).people) == 2
    assert await history(db, clinic) == []


async def test_a_closed_unit_is_read_but_not_picked(db: Database) -> None:
    found = await db.write(busy)
    clinic = found.tree.clinic
    with refused("units.not_empty"):
        await db.write(units.close, clinic.id, PLANNING, BY, NOW)
    await db.write(unit_merges.merge, clinic.id, found.tree.trade.id, PLANNING, BY, NOW)
    assert "pkm" not in [unit.code for unit in await db.read(people.all_units)]
    assert await db.read(people.unit_by_code, "pkm") is None
    assert ("Asia/Jakarta", 6) not in await db.read(people.calendars, None)
    assert await db.read(people.unit, clinic.id) is not None


async def test_an_empty_unit_is_closed_once_and_roles_over_it_end(db: Database) -> None:
    found = await db.write(tree)

    def lead(tx: Transaction) -> None:
        role_storage.add(tx, builders.employee(tx, found.health).id, Role.UNIT_HEAD, found.trade.id, NOW)

    await db.write(lead)
    closed = await db.write(units.close, found.trade.id, PLANNING, BY, NOW)
    assert closed.closed_at == NOW
    assert await db.read(unit_storage.heads) == {}
    with refused("units.closed", code="disdag"):
        await db.write(units.close, found.trade.id, PLANNING, BY, NOW)


CHANGES: dict[str, Callable[[Transaction, int], object]] = {
    "rename": lambda tx, unit_id: units.rename(tx, unit_id, "X", BY, NOW),
    "kind": lambda tx, unit_id: units.set_kind(tx, unit_id, "x", BY, NOW),
    "zone": lambda tx, unit_id: units.set_zone(tx, unit_id, "WIT", PLANNING, BY, NOW),
    "days": lambda tx, unit_id: units.set_work_days(tx, unit_id, "6", PLANNING, BY, NOW),
    "predicate": lambda tx, unit_id: units.set_predicate(tx, unit_id, "WBK", "2024", BY, NOW),
    "move": lambda tx, unit_id: units.move(tx, unit_id, None, PLANNING, BY, NOW),
    "close": lambda tx, unit_id: units.close(tx, unit_id, PLANNING, BY, NOW),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_a_unit_that_was_merged_or_never_was_is_not_changed(db: Database, name: str) -> None:
    found = await db.write(tree)
    await db.write(unit_merges.merge, found.trade.id, found.health.id, PLANNING, BY, NOW)
    with refused("units.merged", code="disdag", into="dinkes"):
        await db.write(CHANGES[name], found.trade.id)
    with refused("units.unknown"):
        await db.write(CHANGES[name], 999)


async def test_a_unit_is_found_by_its_code_as_long_as_it_is_open(db: Database) -> None:
    found = await db.write(tree)
    assert await db.read(units.open_unit, " PKM ") == found.clinic
    with refused("roster.unknown_unit", code="nowhere"):
        await db.read(units.open_unit, "nowhere")
    await db.write(units.close, found.trade.id, PLANNING, BY, NOW)
    with refused("units.closed", code="disdag"):
        await db.read(units.open_unit, "disdag")
