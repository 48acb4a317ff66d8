"""Cycles: starting one from an old one, its windows, the form in the chat, and two cycles side by side."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from domain.cycles import Copied, CopyOrder, Keep, NewCycle, Taking
from domain.people import Actor
from domain.rights import Role
from domain.stages import Stage
from domain.worksheet import Doing
from domain.zone import Layer
from services import cycle_comparison, cycle_dialog, cycles
from services.planning import Planning
from storage import evidence, question_owners, zone
from storage.engine import Database, Transaction
from storage.tables import audit, units
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

TZ = ZoneInfo("Asia/Jakarta")
FILL = (date(2026, 2, 1), date(2026, 4, 30))
LEAP = (date(2024, 2, 29), date(2024, 3, 31))
EVERYTHING = frozenset(Keep)


def admin(tx: Transaction) -> Actor:
    return builders.linked(tx, builders.unit(tx, "sekda"), 800, role=Role.ADMIN)


def audited(tx: Transaction, action: str) -> list[tuple[str, dict[str, Any]]]:
    query = select(audit.c.actor, audit.c.detail).where(audit.c.action == action).order_by(audit.c.id)
    return [(actor, detail) for actor, detail in tx.execute(query)]


def old_cycle(tx: Transaction) -> tuple[int, dict[str, int]]:
    """A cycle with units in many stages; "pkm" has answers, an owner, evidence, "gone" is closed by now."""
    stages = {
        "pkm": Stage.TPI_REVIEW, "dinkes": Stage.AWARDED, "rsud": Stage.MONITORING, "camat": Stage.NOT_AWARDED,
        "bkd": Stage.DECLARED, "bpk": Stage.REVOKED, "gone": Stage.BUILDING,
    }  # fmt: skip
    found = {code: builders.unit(tx, code) for code in stages}
    entered = [(found[code], stage, "WBBM" if code == "rsud" else "WBK") for code, stage in stages.items()]
    cycle_id = builders.cycle(tx, 2026, *entered)
    cycles.set_window(tx, cycle_id, Doing.FILL, FILL, "cli", Planning(), NOW)
    pkm = found["pkm"]
    cycles.record_answers(tx, cycle_id, "pkm", "unit", {"P1.i.a": "no", "P1.i.b": "B"}, NOW)
    cycles.record_answers(tx, cycle_id, "pkm", "unit", {"P1.i.a": "yes"}, NOW)
    cycles.record_answers(tx, cycle_id, "pkm", "tpi", {"P1.i.a": "no"}, NOW)
    staff, left = builders.employee(tx, pkm), builders.employee(tx, pkm, active=False)
    for scope, person in (("A1", staff), ("A2", left), ("A3", staff)):
        row = {
            "cycle_id": cycle_id,
            "unit_id": pkm.id,
            "scope": scope,
            "employee_id": person.id,
            "by": "cli",
            "at": NOW,
        }
        question_owners.add(tx, {**row, "due_on": date(2026, 3, 1)})
    question_owners.end(tx, cycle_id, pkm.id, "A3", NOW)
    kept = evidence.add_item(tx, cycle_id, pkm.id, "P1.i.a", "SK", "cli", NOW, link="https://contoh.go.id/sk")
    gone = evidence.add_item(tx, cycle_id, pkm.id, "P1.i.a", "SK", "cli", NOW, link="https://contoh.go.id/lama")
    assert evidence.remove(tx, gone, "cli", NOW)
    assert kept
    tx.execute(units.update().where(units.c.code == "gone").values(closed_at=NOW))
    return cycle_id, {code: unit.id for code, unit in found.items()}


async def test_a_copy_takes_along_what_was_chosen_and_moves_windows_by_the_years_between(db: Database) -> None:
    old, unit = await db.write(old_cycle)
    order = NewCycle(2028, copy=CopyOrder(old, Taking.ALL, EVERYTHING))
    cycle, copied = await db.write(cycles.begin, order, "account:1", NOW + timedelta(days=1))
    assert (cycle.year, cycle.title) == (2028, "Zona Integritas 2028")
    assert cycle.windows == {"fill": (date(2028, 2, 1), date(2028, 4, 30))}
    assert copied == Copied(units=6, owners=1, answers=2, evidence=1)
    stages = await db.read(zone.stages, cycle.id)
    assert {code: (stages[number].stage, stages[number].target) for code, number in unit.items() if code != "gone"} == {
        "pkm": ("building", "WBK"),
        "dinkes": ("monitoring", "WBK"),
        "rsud": ("monitoring", "WBBM"),
        "camat": ("building", "WBK"),
        "bkd": ("declared", "WBK"),
        "bpk": ("revoked", "WBK"),
    }
    answers = await db.read(zone.answers_of, cycle.id, unit["pkm"], "unit")
    assert {code: (one.version, one.value) for code, one in answers.items()} == {
        "P1.i.a": (1, "yes"),
        "P1.i.b": (1, "B"),
    }
    assert {(one.note, one.by, one.answered_at) for one in answers.values()} == {
        ("dari siklus 2026", "account:1", NOW + timedelta(days=1))
    }
    assert await db.read(zone.answers_of, cycle.id, unit["pkm"], "tpi") == {}
    owners = await db.read(question_owners.owners_of, cycle.id, unit["pkm"])
    assert {scope: one.due_on for scope, one in owners.items()} == {"A1": None}
    items = await db.read(evidence.items, cycle.id, unit["pkm"])
    assert [(one.link, one.by) for one in items] == [("https://contoh.go.id/sk", "account:1")]


@pytest.mark.parametrize(
    ("taking", "count"), [(Taking.NONE, 0), (Taking.OPEN, 4), (Taking.ALL, 6)]
)  # fmt: skip
async def test_units_are_taken_over_as_chosen_and_nothing_else_by_itself(
    db: Database, taking: Taking, count: int
) -> None:
    old, unit = await db.write(old_cycle)
    cycle, copied = await db.write(cycles.begin, NewCycle(2027, copy=CopyOrder(old, taking)), "cli", NOW)
    assert copied == Copied(units=count)
    assert await db.read(evidence.items, cycle.id, unit["pkm"]) == ()
    assert (await db.read(zone.answers_of, old, unit["pkm"], "unit"))["P1.i.a"].version == 2


async def test_answers_of_units_that_stay_behind_stay_behind(db: Database) -> None:
    old, _ = await db.write(old_cycle)
    order = NewCycle(2027, copy=CopyOrder(old, Taking.NONE, EVERYTHING))
    _, copied = await db.write(cycles.begin, order, "cli", NOW)
    assert copied == Copied()


async def test_windows_that_are_given_stand_before_those_of_the_copy(db: Database) -> None:
    old, _ = await db.write(old_cycle)
    fill, propose = (date(2027, 1, 4), date(2027, 3, 5)), (date(2027, 6, 1), date(2027, 6, 30))
    order = NewCycle(2027, "ZI", {"fill": fill, "propose": propose}, CopyOrder(old))
    cycle, _ = await db.write(cycles.begin, order, "cli", NOW)
    assert cycle.windows == {"fill": fill, "propose": propose}


async def test_the_29_of_february_is_moved_to_the_28(db: Database) -> None:
    old = await db.write(cycles.start, 2024, "ZI 2024", {"fill": LEAP})
    cycle, _ = await db.write(cycles.begin, NewCycle(2025, copy=CopyOrder(old)), "cli", NOW)
    assert cycle.windows == {"fill": (date(2025, 2, 28), date(2025, 3, 31))}


@pytest.mark.parametrize(
    ("order", "key"),
    [
        (NewCycle(2026), "cycle.year_taken"),
        (NewCycle(2013), "cycle.year"),
        (NewCycle(2200), "cycle.year"),
        (NewCycle(2027, "x" * 121), "cycle.title"),
        (NewCycle(2027, windows={"fill": (FILL[1], FILL[0])}), "lke.window_reversed"),
        (NewCycle(2027, windows={"fil": FILL}), "cycle.window"),
        (NewCycle(2027, copy=CopyOrder(99)), "cycle.unknown"),
    ],
)
async def test_a_cycle_that_can_not_be_is_refused(db: Database, order: NewCycle, key: str) -> None:
    await db.write(builders.cycle, 2026)
    with refused(key):
        await db.write(cycles.begin, order, "cli", NOW)
    assert [one.cycle.year for one in await db.read(cycles.listing_from)] == [2026]


async def test_a_window_is_changed_once_and_the_change_is_logged(db: Database) -> None:
    cycle_id = await db.write(builders.cycle, 2026)
    await db.write(cycles.set_window, cycle_id, Doing.FILL, FILL, "account:1", Planning(), NOW)
    cycle = await db.write(cycles.set_window, cycle_id, Doing.FILL, FILL, "account:1", Planning(), NOW)
    assert cycle.windows == {"fill": FILL}
    await db.write(cycles.set_window, cycle_id, Doing.PROPOSE, (FILL[1], FILL[1]), "cli", Planning(), NOW)
    cycle = await db.write(cycles.set_window, cycle_id, Doing.FILL, None, "cli", Planning(), NOW)
    assert cycle.windows == {"propose": (FILL[1], FILL[1])}
    days = ["2026-02-01", "2026-04-30"]
    assert await db.read(audited, "change_window") == [
        ("account:1", {"window": "fill", "before": None, "after": days}),
        ("cli", {"window": "propose", "before": None, "after": [days[1], days[1]]}),
        ("cli", {"window": "fill", "before": days, "after": None}),
    ]


async def test_a_unit_enters_a_stage_only_on_its_way_to_a_predicate(db: Database) -> None:
    cycle_id = await db.write(builders.cycle, 2026)
    await db.write(builders.unit, "pkm")
    with refused("cycle.target", value="WBX"):
        await db.write(cycles.enter_stage, cycle_id, "pkm", Stage.DECLARED, "WBX", NOW)


async def test_the_card_counts_units_by_stage(db: Database) -> None:
    actor = await db.write(admin)
    old, _ = await db.write(old_cycle)
    facts = await db.read(cycles.card, actor, old)
    assert (facts.units, facts.latest, facts.targets) == (7, True, {"WBK": 6, "WBBM": 1})
    assert list(facts.stages) == [
        Stage.DECLARED, Stage.BUILDING, Stage.TPI_REVIEW, Stage.AWARDED, Stage.NOT_AWARDED, Stage.MONITORING,
        Stage.REVOKED,
    ]  # fmt: skip
    await db.write(builders.cycle, 2027)
    page = await db.read(cycles.listing, actor, 5)
    assert [(one.cycle.year, one.latest) for one in page.cycles] == [(2027, True), (2026, False)]


async def test_a_window_is_typed_day_by_day_and_read_back(db: Database) -> None:
    actor, cycle_id = await db.write(admin), await db.write(builders.cycle, 2026)
    asked = await db.write(cycle_dialog.ask_window, actor, cycle_id, "fill", NOW)
    assert (asked.window.first, asked.first, asked.last) == (None, None, None)
    asked = await db.write(cycle_dialog.say_window, actor, "1 Juli 2026", NOW, TZ)
    assert (asked.first, asked.last) == (date(2026, 7, 1), None)
    asked = await db.write(cycle_dialog.say_window, actor, "31 Agustus", NOW, TZ)
    assert (asked.first, asked.last) == (date(2026, 7, 1), date(2026, 8, 31))
    assert (await db.read(cycles.known, cycle_id)).windows == {}
    asked = await db.write(cycle_dialog.say_window, actor, "2 Juli 2026 sampai 30 Juli 2026", NOW, TZ)
    assert (asked.first, asked.last) == (date(2026, 7, 2), date(2026, 7, 30))
    saved = await db.write(cycle_dialog.save_window, actor, cycle_id, "fill", ("20260702", "20260730"), Planning(), NOW)
    assert saved.cycle.windows == {"fill": (date(2026, 7, 2), date(2026, 7, 30))}
    with refused("cycle.expired"):
        await db.write(cycle_dialog.say_window, actor, "1 Juli 2026", NOW, TZ)


async def test_a_last_day_before_the_first_is_refused_and_can_be_typed_again(db: Database) -> None:
    actor, cycle_id = await db.write(admin), await db.write(builders.cycle, 2026)
    await db.write(cycle_dialog.ask_window, actor, cycle_id, "fill", NOW)
    await db.write(cycle_dialog.say_window, actor, "1 Juli 2026", NOW, TZ)
    with refused("lke.window_reversed"):
        await db.write(cycle_dialog.say_window, actor, "30 Juni 2026", NOW, TZ)
    asked = await db.write(cycle_dialog.say_window, actor, "30 Juli 2026", NOW, TZ)
    assert asked.last == date(2026, 7, 30)


async def test_a_button_of_a_window_is_checked_again(db: Database) -> None:
    actor, cycle_id = await db.write(admin), await db.write(builders.cycle, 2026)
    for days in (("20260731", "x"), ("20261301", "20261302")):
        with refused("callback.malformed"):
            await db.write(cycle_dialog.save_window, actor, cycle_id, "fill", days, Planning(), NOW)
    with refused("callback.malformed"):
        await db.write(cycle_dialog.save_window, actor, cycle_id, "sleep", None, Planning(), NOW)


async def test_the_form_of_a_new_cycle_starts_it_once(db: Database) -> None:
    actor = await db.write(admin)
    old, _ = await db.write(old_cycle)
    form = await db.write(cycle_dialog.begin, actor, NOW, TZ)
    assert (form.year, form.source and form.source.id, form.taking, form.units) == (2027, old, Taking.ALL, 6)
    assert form.keep == {Keep.OWNERS}
    form = await db.write(cycle_dialog.choose, actor, "keep", "owners", NOW)
    form = await db.write(cycle_dialog.choose, actor, "keep", "answers", NOW)
    form = await db.write(cycle_dialog.choose, actor, "taking", "open", NOW)
    form = await db.write(cycle_dialog.say, actor, "2029", NOW)
    outdated = form.key
    form = await db.write(cycle_dialog.say, actor, "ZI  Kabupaten", NOW)
    assert (form.year, form.title, form.keep, form.units) == (2029, "ZI Kabupaten", frozenset({Keep.ANSWERS}), 4)
    with refused("cycle.expired"):
        await db.write(cycle_dialog.start, actor, outdated, NOW)
    first = await db.write(cycle_dialog.start, actor, form.key, NOW)
    again = await db.write(cycle_dialog.start, actor, form.key, NOW)
    assert first == again
    assert (first.facts.cycle.year, first.copied) == (2029, Copied(units=4, answers=2))
    assert [one.cycle.year for one in await db.read(cycles.listing_from)] == [2029, 2026]
    with refused("cycle.expired"):
        await db.write(cycle_dialog.choose, actor, "keep", "owners", NOW)


async def test_the_first_cycle_has_nothing_to_copy(db: Database) -> None:
    actor = await db.write(admin)
    form = await db.write(cycle_dialog.begin, actor, NOW, TZ)
    assert (form.year, form.source, form.sources, form.units) == (NOW.year, None, (), 0)
    started = await db.write(cycle_dialog.start, actor, form.key, NOW)
    assert (started.facts.units, started.copied) == (0, Copied())


async def test_a_dropped_form_starts_nothing(db: Database) -> None:
    actor = await db.write(admin)
    form = await db.write(cycle_dialog.begin, actor, NOW, TZ)
    await db.write(cycle_dialog.drop, actor)
    with refused("cycle.expired"):
        await db.write(cycle_dialog.start, actor, form.key, NOW)


async def test_two_cycles_of_a_unit_stand_side_by_side_the_earlier_first(db: Database) -> None:
    actor = await db.write(admin)
    old, unit = await db.write(old_cycle)
    new, _ = await db.write(cycles.begin, NewCycle(2027, copy=CopyOrder(old)), "cli", NOW)
    await db.write(cycles.record_answers, new.id, "pkm", "unit", {"P1.i.a": "yes"}, NOW)
    found = await db.read(cycle_comparison.unit, actor, unit["pkm"], new.id, old)
    assert (found.before.cycle.year, found.after.cycle.year) == (2026, 2027)
    assert (found.before.stage, found.after.stage) == (Stage.TPI_REVIEW, Stage.BUILDING)
    assert (set(found.before.cards), set(found.after.cards)) == ({Layer.UNIT, Layer.TPI}, {Layer.UNIT})
    assert found.before.cards[Layer.UNIT].total > found.after.cards[Layer.UNIT].total > Fraction(0)
    with refused("cycle.same"):
        await db.read(cycle_comparison.unit, actor, unit["pkm"], old, old)


async def test_two_cycles_of_the_agency_stand_side_by_side(db: Database) -> None:
    actor = await db.write(admin)
    old, unit = await db.write(old_cycle)
    order = NewCycle(2027, copy=CopyOrder(old, Taking.OPEN, frozenset({Keep.ANSWERS})))
    new, _ = await db.write(cycles.begin, order, "cli", NOW)
    found = await db.read(cycle_comparison.agency, actor, new.id, old, 0)
    assert (found.before.units, found.before.awarded, found.before.complete, found.before.mean) == (7, 2, 0, None)
    assert (found.after.units, found.after.awarded) == (4, 0)
    line = next(one for one in found.lines if one.unit_id == unit["pkm"])
    assert line.before == line.after
    assert not line.full
    other = next(one for one in found.lines if one.unit_id == unit["dinkes"])
    assert (other.before, other.after) == (None, None)
