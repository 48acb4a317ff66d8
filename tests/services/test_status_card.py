"""The rest of the status card: what comes next, the layers, change over time, findings, who may open what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import insert

from domain.instrument import bundled
from domain.people import Actor, Unit
from domain.rights import Role
from domain.scoring import Status
from domain.stages import Stage
from domain.status_views import NOBODY, Reader, UnitStatus
from domain.worksheet import WindowState
from domain.zone import Layer
from services import cycles, scores, status
from storage import findings, zone
from storage.engine import Database, Transaction
from storage.tables import question_owners
from tests import builders
from tests.builders import NOW
from tests.services.test_status import ALL_BEST, SOME

DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
CODES = list(ALL_BEST)


@dataclass(frozen=True)
class Town:
    """A unit in a cycle with a window for filling, and who may look at it."""

    unit: Unit
    cycle_id: int
    head: Actor


def town(tx: Transaction, stage: Stage = Stage.SELF_ASSESSMENT, window: tuple[int, int] | None = None) -> Town:
    """The window is given in days from today."""
    unit = builders.unit(tx, "dinkes")
    windows = {"fill": (TODAY + window[0] * DAY, TODAY + window[1] * DAY)} if window else {}
    cycle_id = zone.add_cycle(tx, 2026, "ZI 2026", windows)
    zone.add_stage(tx, cycle_id, unit.id, stage.value, "WBK", NOW - 90 * DAY)
    return Town(unit, cycle_id, builders.linked(tx, unit, role=Role.UNIT_HEAD, scope=unit))


def answer(
    tx: Transaction, cycle_id: int, answers: Mapping[str, object], layer: Layer = Layer.UNIT, at: datetime = NOW
) -> None:
    """Answers of the unit."""
    cycles.record_answers(tx, cycle_id, "dinkes", layer.value, answers, at)


async def look(db: Database, there: Town, now: datetime = NOW) -> UnitStatus:
    """The card as the head reads it."""
    return await db.read(status.unit_status, there.head, None, now)


@pytest.mark.parametrize(
    ("window", "state"),
    [
        ((-5, 0), WindowState.OPEN),
        ((0, 3), WindowState.OPEN),
        ((1, 9), WindowState.NOT_YET),
        ((-9, -1), WindowState.PASSED),
    ],
)
async def test_what_comes_next_is_said_with_its_window(
    db: Database, window: tuple[int, int], state: WindowState
) -> None:
    found = (await look(db, await db.write(town, window=window))).next_step
    assert found is not None
    assert found.window is not None
    assert (found.transition.target, found.state) == (Stage.TPI_REVIEW, state)
    assert found.window.last == TODAY + window[1] * DAY


async def test_a_day_begins_by_the_clock_of_the_unit(db: Database) -> None:
    there = await db.write(town, window=(-5, 0))
    in_jakarta_it_is_tomorrow = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)
    found = (await look(db, there, in_jakarta_it_is_tomorrow)).next_step
    assert found is not None
    assert found.state is WindowState.PASSED


async def test_a_move_that_needs_no_window_has_none_and_one_without_days_is_open(db: Database) -> None:
    free = (await look(db, await db.write(town, Stage.DECLARED))).next_step
    assert free is not None
    assert (free.transition.target, free.window) == (Stage.BUILDING, None)


async def test_a_window_without_days_is_open(db: Database) -> None:
    found = (await look(db, await db.write(town))).next_step
    assert found is not None
    assert found.window is not None
    assert (found.window.first, found.window.last, found.state) == (None, None, WindowState.OPEN)


async def test_the_three_layers_stand_side_by_side(db: Database) -> None:
    there = await db.write(town)
    await db.write(answer, there.cycle_id, ALL_BEST)
    await db.write(answer, there.cycle_id, SOME, Layer.TPI)
    found = await look(db, there)
    assert found.card is not None
    assert found.card.complete
    assert {layer: one.answered for layer, one in found.assessed.items()} == {Layer.TPI: len(SOME)}
    assert found.assessed[Layer.TPI] == await db.read(scores.card, there.cycle_id, there.unit.id, Layer.TPI)


async def test_a_layer_without_the_units_own_answers_is_shown_all_the_same(db: Database) -> None:
    there = await db.write(town)
    await db.write(answer, there.cycle_id, SOME, Layer.TPN)
    found = await look(db, there)
    assert found.card is not None
    assert (found.card.answered, found.card.total) == (0, Fraction(0))
    assert list(found.assessed) == [Layer.TPN]
    assert {one.status for one in found.verdicts.values()} == {Status.INCOMPLETE}


async def test_one_open_question_is_enough_for_no_verdict(db: Database) -> None:
    there = await db.write(town)
    *most, last = ALL_BEST.items()
    await db.write(answer, there.cycle_id, dict(most))
    found = await look(db, there)
    assert found.card is not None
    assert found.card.unanswered == (last[0],)
    assert {one.status for one in found.verdicts.values()} == {Status.INCOMPLETE}


async def test_an_answer_that_was_taken_back_is_open_again(db: Database) -> None:
    there = await db.write(town)
    await db.write(answer, there.cycle_id, SOME)
    await db.write(zone.add_answer, there.cycle_id, there.unit.id, "unit", CODES[0], 2, None, NOW, note="keliru")
    found = await look(db, there)
    assert found.card is not None
    assert found.card.answered == len(SOME) - 1


async def test_the_change_of_a_month_counts_from_thirty_days_ago(db: Database) -> None:
    there = await db.write(town)
    first, second = dict(list(SOME.items())[:10]), dict(list(SOME.items())[10:])
    await db.write(answer, there.cycle_id, first, at=NOW - 30 * DAY)
    before = await look(db, there)
    await db.write(answer, there.cycle_id, second, at=NOW - 30 * DAY + timedelta(seconds=1))
    after = await look(db, there)
    assert before.card is not None
    assert after.card is not None
    assert (before.month_change, after.month_ago) == (Fraction(0), before.card.total)
    assert after.month_change == after.card.total - before.card.total > 0


async def test_without_an_answer_a_month_ago_there_is_no_change(db: Database) -> None:
    there = await db.write(town)
    await db.write(answer, there.cycle_id, SOME, at=NOW - 29 * DAY)
    found = await look(db, there)
    assert (found.month_ago, found.month_change) == (None, None)


async def test_the_cycle_before_is_the_last_one_in_which_the_unit_answered(db: Database) -> None:
    there = await db.write(town)
    stages = ((there.unit, Stage.BUILDING, "WBK"),)
    older = await db.write(builders.cycle, 2023, *stages)
    last = await db.write(builders.cycle, 2024, *stages)
    await db.write(builders.cycle, 2025)
    await db.write(answer, older, ALL_BEST)
    await db.write(answer, last, SOME)
    await db.write(answer, last, ALL_BEST, Layer.TPI)
    await db.write(answer, there.cycle_id, ALL_BEST)
    found = await look(db, there)
    assert found.last is not None
    assert found.last.assessed is not None
    assert (found.last.title, found.last.own.answered) == ("ZI 2024", len(SOME))
    assert (found.last.assessor, found.last.assessed.complete) == (Layer.TPI, True)
    assert found.card is not None
    assert found.cycle_change == found.card.total - found.last.own.points


async def test_without_an_earlier_cycle_there_is_nothing_to_compare(db: Database) -> None:
    there = await db.write(town)
    later = await db.write(builders.cycle, 2027)
    await db.write(answer, there.cycle_id, SOME)
    found = await look(db, there)
    assert (found.cycle_title, found.card, found.last) == ("ZI 2027", None, None)
    await db.write(zone.add_stage, later, there.unit.id, "building", "WBK", NOW)
    entered = await look(db, there)
    assert entered.last is not None
    assert entered.cycle_change == -entered.last.own.points < Fraction(0)


async def test_open_findings_and_people_in_charge_are_counted(db: Database) -> None:
    def fill(tx: Transaction) -> Town:
        there = town(tx)
        last = 0
        for number in range(3):
            last = findings.add(tx, {
                "cycle_id": there.cycle_id, "unit_id": there.unit.id, "question": CODES[number], "layer": "tpi",
                "note": "Lengkapi", "by": "cli", "at": NOW,
            })  # fmt: skip
        assert findings.close(tx, last, "sudah", "cli", NOW)
        person = builders.employee(tx, there.unit)
        for scope in ("A1", "A2", CODES[0]):
            tx.execute(insert(question_owners).values(
                cycle_id=there.cycle_id, unit_id=there.unit.id, scope=scope, employee_id=person.id, by="cli", at=NOW
            ))  # fmt: skip
        return there

    found = await look(db, await db.write(fill))
    assert (found.findings, found.in_charge) == (2, 1)


async def test_who_may_open_answers_and_names(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Town, dict[str, Actor]]:
        there = town(tx)
        other = builders.unit(tx, "other")
        return there, {
            "head": there.head,
            "colleague": builders.linked(tx, there.unit, 701),
            "below": builders.linked(tx, builders.unit(tx, "pkm", parent=there.unit), 702),
            "other": builders.linked(tx, other, 703),
            "assessor": builders.linked(tx, other, 704, role=Role.ASSESSOR),
            "assessor elsewhere": builders.linked(tx, other, 705, role=Role.ASSESSOR, scope=other),
        }

    there, readers = await db.write(fill)
    found = {name: (await db.read(status.unit_status, one, there.unit.id, NOW)).reader for name, one in readers.items()}
    all_of_it, names = Reader(sees=True, named=True), Reader(named=True)
    assert found == {
        "head": all_of_it, "colleague": names, "below": names, "other": NOBODY, "assessor": all_of_it,
        "assessor elsewhere": NOBODY,
    }  # fmt: skip
    assert bundled().targets.keys() == (await look(db, there)).verdicts.keys()
