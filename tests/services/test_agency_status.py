"""All units of a cycle side by side: numbers counted by hand, risks, weeks, two cycles, and who sees which units."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import update

from domain.agency_status import Order, UnitStanding
from domain.figures import Figure
from domain.instrument_model import CHOICES
from domain.people import Actor, Unit
from domain.quick_scoring import bundled_scorer
from domain.rights import Role
from domain.stages import Stage
from domain.unit_risks import RiskKind
from domain.zone import Layer
from services import agency_status, scores
from services.agency_status import StatusBoard
from services.deadlines import Planning
from storage import agency_figures, evidence, findings, zone
from storage.engine import Database, Transaction
from storage.tables import units as unit_table
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

DAY = timedelta(days=1)
NO_HOLIDAYS = Planning(country="")
WINDOWS = {"fill": (date(2026, 2, 2), date(2026, 3, 13))}
SCORER = bundled_scorer()
FIRST, SECOND = [one.code for one in SCORER.rules.questions if one.type.value == "yes_no"][:2]
POOR = {one.code: CHOICES[one.type][-1] for one in SCORER.rules.questions if one.type in CHOICES}
WORTH = {code: SCORER.points(code, '"yes"') or Fraction(0) for code in (FIRST, SECOND)}


@dataclass(frozen=True)
class Filled:
    """Three units in a cycle, one of them below another; a fourth takes no part."""

    cycle_id: int
    above: Unit
    below: Unit
    other: Unit
    outside: Unit


def answer(
    tx: Transaction, cycle_id: int, unit: Unit, question: str, value: object, at: datetime, layer: str = "unit",
    version: int = 1,
) -> None:  # fmt: skip
    assert zone.add_answer(tx, cycle_id, unit.id, layer, question, version, value, at)


def filled(tx: Transaction) -> Filled:
    above, other, outside = (builders.unit(tx, code) for code in ("dinkes", "setda", "bkd"))
    below = builders.unit(tx, "pkm", parent=above)
    cycle_id = zone.add_cycle(tx, 2026, "ZI 2026", WINDOWS)
    for unit, stage, target in (
        (above, Stage.SELF_ASSESSMENT, "WBK"), (below, Stage.BUILDING, "WBK"), (other, Stage.TPI_REVIEW, "WBBM"),
    ):  # fmt: skip
        zone.add_stage(tx, cycle_id, unit.id, stage.value, target, NOW - 30 * DAY)
    answer(tx, cycle_id, above, FIRST, "yes", NOW - 30 * DAY)
    answer(tx, cycle_id, above, SECOND, "no", NOW - 30 * DAY)
    answer(tx, cycle_id, above, SECOND, "yes", NOW - 6 * DAY, version=2)
    answer(tx, cycle_id, above, FIRST, "yes", NOW - DAY, layer="tpi")
    answer(tx, cycle_id, below, FIRST, "yes", NOW - DAY)
    answer(tx, cycle_id, outside, FIRST, "yes", NOW - 90 * DAY)
    link = "https://contoh.go.id/1"
    evidence.add_item(tx, cycle_id, above.id, FIRST, "SK", "cli", NOW, link=link)
    taken_back = evidence.add_item(tx, cycle_id, above.id, SECOND, "SK", "cli", NOW, link=link)
    evidence.remove(tx, taken_back, "cli", NOW)
    of = {
        "cycle_id": cycle_id,
        "unit_id": above.id,
        "question": FIRST,
        "layer": "tpi",
        "note": "x",
        "by": "cli",
        "at": NOW,
    }
    findings.add(tx, of)
    findings.close(tx, findings.add(tx, of), "sudah", "cli", NOW)
    builders.linked(tx, above, 710, role=Role.UNIT_HEAD, scope=above)
    builders.linked(tx, above, 711, role=Role.ZI_TEAM, scope=above)
    return Filled(cycle_id, above, below, other, outside)


def by_code(board: StatusBoard) -> Mapping[str, UnitStanding]:
    return {row.code: row for row in board.rows}


async def whole(db: Database, order: Order = Order.SCORE, now: datetime = NOW) -> StatusBoard:
    return await db.read(agency_status.board_directly, None, order, now, NO_HOLIDAYS)


async def test_each_unit_that_takes_part_stands_with_its_numbers(db: Database) -> None:
    of = await db.write(filled)

    board = await whole(db)

    assert [row.code for row in board.rows] == ["dinkes", "pkm", "setda"]
    row = by_code(board)["dinkes"]
    both = WORTH[FIRST] + WORTH[SECOND]
    assert (row.stage, row.target, row.total, row.change) == (Stage.SELF_ASSESSMENT, "WBK", both, WORTH[SECOND])
    assert row.tpi is not None
    assert (row.tpi.total, row.points.answered, row.evidence, row.without_evidence, row.findings) == (
        WORTH[FIRST], 2, 1, 1, 1,
    )  # fmt: skip
    assert row.gap is not None
    assert (row.gap.requirement, row.gap.missing) == ("total", 75 - both)
    assert by_code(board)["setda"].tpi is None
    card = await db.read(scores.card, of.cycle_id, of.above.id, Layer.UNIT)
    assert {code: area.percent for code, area in card.areas.items()} == row.points.areas


async def test_the_summary_counts_stages_and_the_mean(db: Database) -> None:
    await db.write(filled)

    board = await whole(db)

    assert board.stages == {Stage.BUILDING: 1, Stage.SELF_ASSESSMENT: 1, Stage.TPI_REVIEW: 1}
    assert board.mean == (2 * WORTH[FIRST] + WORTH[SECOND]) / 3
    assert not any(row.complete or row.ready for row in board.rows)


async def test_the_weeks_are_those_of_the_units_that_take_part(db: Database) -> None:
    await db.write(filled)

    board = await whole(db)

    first, second = WORTH[FIRST], WORTH[SECOND]
    assert [(week.answered, week.mean) for week in board.weeks] == [
        (0, 0), (2, first / 3), (2, first / 3), (2, first / 3), (2, first / 3), (3, (2 * first + second) / 3),
    ]  # fmt: skip
    assert board.weeks[-1].at == NOW


async def test_units_at_risk_have_their_reasons(db: Database) -> None:
    await db.write(filled)

    board = await whole(db)

    reasons = {row.code: [risk.kind for risk in row.risks] for row in board.endangered}
    # The window for filling ends in 11 days. The answers given are the best ones, so no gap can be told yet.
    assert reasons == {
        "dinkes": [RiskKind.INCOMPLETE, RiskKind.EVIDENCE],
        "pkm": [RiskKind.INCOMPLETE, RiskKind.EVIDENCE, RiskKind.HALF, RiskKind.HEAD, RiskKind.TEAM],
        "setda": [RiskKind.HEAD, RiskKind.TEAM],
    }
    assert board.endangered[0].code == "pkm"
    assert [risk.number for risk in by_code(board)["dinkes"].risks] == [111, 1]


async def test_a_gap_too_large_for_the_weeks_left_is_a_risk(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        of = filled(tx)
        for code, value in POOR.items():
            answer(tx, of.cycle_id, of.below, code, value, NOW, version=2)

    await db.write(fill)

    (risk, *_) = by_code(await whole(db))["pkm"].risks

    steps = SCORER.fewest_steps({code: json.dumps(value) for code, value in POOR.items()}, "WBK")
    assert (risk.kind, risk.number, risk.weeks) == (RiskKind.GAP, steps or 0, Fraction(2))


async def test_holidays_leave_less_time(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        of = filled(tx)
        later = zone.add_cycle(tx, 2027, "ZI 2027", {"fill": (date(2026, 2, 2), date(2026, 2, 20))})
        zone.add_stage(tx, later, of.above.id, Stage.SELF_ASSESSMENT.value, "WBK", NOW - 60 * DAY)
        for code, value in POOR.items():
            answer(tx, later, of.above, code, value, NOW - 40 * DAY)

    await db.write(fill)
    monday = datetime(2026, 2, 9, 3, tzinfo=UTC)
    weeks = []
    for planning in (NO_HOLIDAYS, Planning(country="ID")):
        board = await db.read(agency_status.board_directly, None, Order.SCORE, monday, planning)
        weeks += [risk.weeks for risk in board.rows[0].risks if risk.kind is RiskKind.GAP]

    assert weeks == [Fraction(2), Fraction(8, 5)]  # 16 and 17 February 2026: collective leave, the Lunar New Year


async def test_the_calendar_of_a_unit_is_its_own(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        of = filled(tx)
        tx.execute(update(unit_table).where(unit_table.c.id == of.above.id).values(timezone="Asia/Jayapura"))

    await db.write(fill)
    night = datetime(2026, 3, 13, 16, tzinfo=UTC)  # 23.00 in Jakarta, the next day in Jayapura

    rows = by_code(await whole(db, now=night))

    assert [risk.days for risk in rows["dinkes"].risks if risk.kind is RiskKind.INCOMPLETE] == [-1]
    assert [risk.days for risk in rows["pkm"].risks if risk.kind is RiskKind.INCOMPLETE] == [0]


async def test_two_cycles_stand_side_by_side(db: Database) -> None:
    def fill(tx: Transaction) -> Filled:
        of = filled(tx)
        before = zone.add_cycle(tx, 2025, "ZI 2025")
        for unit in (of.above, of.outside):
            zone.add_stage(tx, before, unit.id, Stage.NOT_AWARDED.value, "WBK", NOW - 300 * DAY)
        answer(tx, before, of.above, FIRST, "yes", NOW - 300 * DAY)
        return of

    of = await db.write(fill)
    board = await whole(db)
    compared = await db.read(agency_status.comparison_directly, board.cycle, NOW, NO_HOLIDAYS)

    assert compared is not None
    assert (compared.earlier.year, board.earlier and board.earlier.year) == (2025, 2025)
    rows = {row.unit_id: row for row in compared.rows}
    assert [row.code for row in compared.rows] == ["bkd", "dinkes", "pkm", "setda"]
    assert rows[of.above.id].change == WORTH[SECOND]
    assert (rows[of.outside.id].now, rows[of.outside.id].change) == (None, None)
    assert rows[of.below.id].earlier is None
    assert compared.means == (WORTH[FIRST], WORTH[FIRST] + WORTH[SECOND])


async def test_a_year_can_be_asked_for_and_the_first_cycle_has_none_before_it(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        filled(tx)
        zone.add_cycle(tx, 2025, "ZI 2025")
        agency_figures.keep(tx, Figure("reform_index", 2024, "77.26"))
        agency_figures.keep(tx, Figure("sakip_score", 2024, "70"))

    await db.write(fill)
    board = await db.read(agency_status.board_directly, 2025, Order.SCORE, NOW, NO_HOLIDAYS)

    assert (board.cycle.year, board.rows, board.weeks[-1].answered) == (2025, (), 0)
    assert [one.value for one in board.figures] == ["77.26"]
    assert await db.read(agency_status.comparison_directly, board.cycle, NOW, NO_HOLIDAYS) is None
    with refused("lke.no_cycle"):
        await db.read(agency_status.board_directly, 2024, Order.SCORE, NOW, NO_HOLIDAYS)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR, Role.ASSESSOR])
async def test_who_reads_for_the_agency_sees_every_unit(db: Database, role: Role) -> None:
    actor = await db.write(lambda tx: builders.linked(tx, filled(tx).outside, role=role))

    board = await db.read(agency_status.board, actor, Order.SCORE, NOW, NO_HOLIDAYS)

    assert board.whole
    assert len(board.rows) == 3


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ZI_TEAM])
async def test_who_reads_for_a_unit_sees_it_and_what_is_below(db: Database, role: Role) -> None:
    def fill(tx: Transaction) -> Actor:
        of = filled(tx)
        before = zone.add_cycle(tx, 2025, "ZI 2025")
        zone.add_stage(tx, before, of.other.id, Stage.AWARDED.value, "WBK", NOW)
        return builders.linked(tx, of.outside, role=role, scope=of.above)

    actor = await db.write(fill)
    board = await db.read(agency_status.board, actor, Order.SCORE, NOW, NO_HOLIDAYS)
    compared = await db.read(agency_status.comparison, actor, NOW, NO_HOLIDAYS)

    assert not board.whole
    assert [row.code for row in board.rows] == ["dinkes", "pkm"]
    assert board.mean == (2 * WORTH[FIRST] + WORTH[SECOND]) / 2
    assert board.weeks[-1].answered == 3
    assert compared is not None
    assert [row.code for row in compared.rows] == ["dinkes", "pkm"]


async def test_an_employee_sees_nothing_and_without_a_cycle_there_is_nothing(db: Database) -> None:
    actor, reader = await db.write(
        lambda tx: (
            builders.linked(tx, builders.unit(tx), 700),
            builders.linked(tx, builders.unit(tx, "x"), 701, role=Role.AUDITOR),
        )
    )
    with refused("access.denied"):
        await db.read(agency_status.board, actor, Order.SCORE, NOW, NO_HOLIDAYS)
    with refused("access.denied"):
        await db.read(agency_status.comparison, actor, NOW, NO_HOLIDAYS)
    with refused("lke.no_cycle"):
        await db.read(agency_status.board, reader, Order.SCORE, NOW, NO_HOLIDAYS)


async def test_a_closed_unit_stands_no_longer_in_the_table(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        of = filled(tx)
        tx.execute(update(unit_table).where(unit_table.c.id == of.below.id).values(closed_at=NOW))

    await db.write(fill)

    assert [row.code for row in (await whole(db)).rows] == ["dinkes", "setda"]
