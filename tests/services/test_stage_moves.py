"""Moving a unit through the stages: rights, what is missing at each step, a second mover, who is told."""

import asyncio
from datetime import date, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select, update

from domain.errors import DomainError
from domain.instrument import bundled
from domain.messages import Group
from domain.people import Actor, Unit
from domain.rights import Role
from domain.stage_views import StageDesk
from domain.stages import Need, Stage
from domain.zone import Layer
from services import assess_findings, assessing, stage_dialog, stage_moves, stage_news
from storage import groups, people, zone
from storage.engine import Database, Transaction
from storage.tables import audit, cycles, outbox, units
from tests import builders
from tests.builders import NOW
from tests.refusals import refused
from tests.review_play import (
    ASSESSOR,
    EMPLOYEE,
    FIRST,
    HEAD,
    TEAM,
    Play,
    add_figures,
    answer_all,
    play,
    tick_all,
)

HOUR = timedelta(hours=1)


def seen(tx: Transaction, at: Play) -> int:
    """The id of the unit's last change."""
    return zone.stage_history(tx, at.cycle_id, at.id)[-1].id


def stage_of(tx: Transaction, at: Play) -> tuple[str, str] | None:
    return zone.stage(tx, at.cycle_id, at.id)


def posts(tx: Transaction) -> set[tuple[str, int, int]]:
    return {
        (one.kind, one.chat_id, one.lane) for one in tx.execute(select(outbox.c.kind, outbox.c.chat_id, outbox.c.lane))
    }


def entries(tx: Transaction) -> list[tuple[object, ...]]:
    query = select(audit.c.actor, audit.c.subject, audit.c.detail).where(audit.c.action == "move_stage")
    return [tuple(one) for one in tx.execute(query)]


def missing_of(desk: StageDesk, target: Stage) -> tuple[Need, ...] | None:
    return next((one.missing for one in desk.own if one.transition.target is target), None)


async def test_a_unit_goes_round_the_review_with_what_is_missing_at_each_step(db: Database) -> None:
    at = await db.write(play, Stage.SELF_ASSESSMENT)

    async def change() -> int:
        return await db.read(seen, at)

    async def lacking(actor: Actor, target: Stage) -> tuple[Need, ...] | None:
        return missing_of(await db.read(stage_moves.moves, actor, at.id, NOW), target)

    async def go(actor: Actor, target: Stage, note: str = "") -> StageDesk:
        return await db.write(stage_moves.move, actor, at.id, target, await change(), note, NOW)

    await db.write(answer_all, at.cycle_id, at.unit, but=FIRST)
    assert await lacking(at.team, Stage.TPI_REVIEW) == (Need.WORKSHEET_COMPLETE,)
    with refused("stage.not_ready"):
        await go(at.team, Stage.TPI_REVIEW)
    await db.write(zone.add_answer, at.cycle_id, at.id, "unit", FIRST, 1, "yes", NOW)
    assert await lacking(at.team, Stage.TPI_REVIEW) == ()
    await go(at.team, Stage.TPI_REVIEW)

    assert await lacking(at.team, Stage.RETURNED) is None
    assert await lacking(at.assessor, Stage.RETURNED) == (Need.FINDINGS_OPEN,)
    with refused("stage.not_ready"):
        await go(at.assessor, Stage.RETURNED)
    await db.write(assess_findings.find, at.assessor, at.id, FIRST, Layer.TPI, "SK belum ditandatangani", NOW)
    desk = await db.read(stage_moves.moves, at.assessor, at.id, NOW)
    assert missing_of(desk, Stage.RETURNED) == ()
    assert missing_of(desk, Stage.PROPOSED) == (Need.TPI_COMPLETE, Need.FINDINGS_CLOSED, Need.TPI_MEETS_FLOORS)
    await go(at.assessor, Stage.RETURNED, "Mohon diperbaiki")
    with refused("assess.not_in_review"):
        await db.write(assessing.answer, at.assessor, at.id, FIRST, Layer.TPI, "yes", 0, NOW)

    await go(at.head, Stage.TPI_REVIEW)
    _, taken = await db.write(assessing.accept_rest, at.assessor, at.id, Layer.TPI, NOW)
    assert taken == len(bundled().questions)
    assert await lacking(at.assessor, Stage.PROPOSED) == (Need.FINDINGS_CLOSED,)
    (finding,) = (await db.read(assessing.review, at.assessor, at.id, Layer.TPI, NOW)).findings
    await db.write(assess_findings.close, at.assessor, finding.id, "Sudah ada", NOW)
    await go(at.assessor, Stage.PROPOSED)

    lacks = (Need.PROPOSAL_COMPLETE, Need.AGENCY_CONDITIONS)
    assert await lacking(at.admin, Stage.ADMINISTRATIVE_SELECTION) == lacks
    await db.write(tick_all, at.cycle_id, at.unit)
    await db.write(add_figures)
    with refused("stage.letter"):
        await go(at.admin, Stage.ADMINISTRATIVE_SELECTION, "x")
    await go(at.admin, Stage.ADMINISTRATIVE_SELECTION, "700/12/2026")
    for target in (Stage.DESK_EVALUATION, Stage.FIELD_VERIFICATION, Stage.PANEL, Stage.AWARDED):
        await go(at.admin, target, "B/1/2026")
    unit = await db.read(people.unit, at.id)
    assert unit is not None
    assert (unit.predicate, unit.predicate_year) == ("WBK", 2026)
    await go(at.assessor, Stage.MONITORING)
    await go(at.head, Stage.BUILDING)
    assert await db.read(stage_of, at) == ("building", "WBBM")
    found = await db.read(stage_moves.history, at.head, at.id, 0)
    assert (found.pages, len(found.changes)) == (2, 8)
    newest, move = found.changes[0]
    assert (newest.stage, newest.by, move.event if move else "") == (
        "building",
        f"account:{HEAD}",
        "next_predicate_begun",
    )
    oldest = (await db.read(stage_moves.history, at.head, at.id, 9)).changes[-1]
    assert (oldest[0].stage, oldest[1]) == ("self_assessment", None)


async def test_a_revoked_predicate_is_taken_from_the_unit(db: Database) -> None:
    def awarded(tx: Transaction) -> Play:
        at = play(tx, Stage.MONITORING)
        tx.execute(units.update().where(units.c.id == at.id).values(predicate="WBK", predicate_year=2026))
        return at

    at = await db.write(awarded)
    await db.write(stage_moves.move, at.admin, at.id, Stage.REVOKED, await db.read(seen, at), "KEP 9/2026", NOW)
    unit = await db.read(people.unit, at.id)
    assert unit is not None
    assert (unit.predicate, unit.predicate_year) == ("", None)
    await db.write(stage_moves.move, at.head, at.id, Stage.BUILDING, await db.read(seen, at), "", NOW)
    assert await db.read(stage_of, at) == ("building", "WBK")


@pytest.mark.parametrize(
    ("who", "stage", "target", "key"),
    [
        ("employee", Stage.BUILDING, Stage.SELF_ASSESSMENT, "access.denied"),
        ("assessor", Stage.BUILDING, Stage.SELF_ASSESSMENT, "stage.not_yours"),
        ("admin", Stage.BUILDING, Stage.SELF_ASSESSMENT, "stage.not_yours"),
        ("head", Stage.TPI_REVIEW, Stage.BUILDING, "stage.not_yours"),
        ("assessor", Stage.PROPOSED, Stage.ADMINISTRATIVE_SELECTION, "stage.not_yours"),
        ("head", Stage.BUILDING, Stage.AWARDED, "stage.not_allowed"),
    ],
)
async def test_who_may_not_move_is_refused(db: Database, who: str, stage: Stage, target: Stage, key: str) -> None:
    at = await db.write(play, stage)
    with refused(key):
        await db.write(stage_moves.move, getattr(at, who), at.id, target, await db.read(seen, at), "", NOW)
    assert await db.read(stage_of, at) == (stage.value, "WBK")


async def test_an_admin_of_the_unit_only_does_not_note_what_the_ministry_does(db: Database) -> None:
    def narrow(tx: Transaction) -> tuple[Play, Actor]:
        at = play(tx, Stage.PANEL)
        return at, builders.linked(tx, at.unit, 900, role=Role.ADMIN, scope=at.unit)

    at, actor = await db.write(narrow)
    with refused("stage.not_yours"):
        await db.write(stage_moves.move, actor, at.id, Stage.AWARDED, await db.read(seen, at), "KEP 1", NOW)


async def test_of_two_who_move_at_once_one_is_told_that_it_changed(db: Database) -> None:
    at = await db.write(play, Stage.BUILDING)
    change = await db.read(seen, at)
    moved = [
        db.write(stage_moves.move, one, at.id, Stage.SELF_ASSESSMENT, change, "", NOW) for one in (at.head, at.team)
    ]
    found = await asyncio.gather(*moved, return_exceptions=True)
    keys = [one.key for one in found if isinstance(one, DomainError)]
    assert keys == ["stage.changed_meanwhile"]
    assert len(await db.read(zone.stage_history, at.cycle_id, at.id)) == 2


async def test_the_same_tap_twice_moves_once_and_tells_once(db: Database) -> None:
    at = await db.write(play, Stage.BUILDING)
    change = await db.read(seen, at)
    for _ in range(2):
        await db.write(stage_moves.move, at.head, at.id, Stage.SELF_ASSESSMENT, change, "", NOW)
    assert len(await db.read(zone.stage_history, at.cycle_id, at.id)) == 2
    assert await db.read(posts) == {("stage_moved", TEAM, 2)}
    assert await db.read(entries) == [
        (f"account:{HEAD}", f"unit:{at.id}",
         {"stage": "self_assessment", "event": "self_assessment_started", "cycle": at.cycle_id, "affirmed": False})
    ]  # fmt: skip


async def test_an_award_is_told_to_everybody_of_the_unit_and_to_its_group(db: Database) -> None:
    def fill(tx: Transaction) -> Play:
        at = play(tx, Stage.PANEL)
        groups.link(tx, Group(-7, 3, "ZI", at.id, ""), HEAD, NOW)
        groups.link(tx, Group(-8, None, "Lain", at.other.id, ""), HEAD, NOW)
        builders.linked(tx, at.other, 901)
        return at

    at = await db.write(fill)
    await db.write(stage_moves.move, at.admin, at.id, Stage.AWARDED, await db.read(seen, at), "KEP 9/2026", NOW)
    assert await db.read(posts) == {
        ("stage_moved", HEAD, 2), ("stage_moved", TEAM, 2), ("stage_moved", ASSESSOR, 2),
        ("stage_moved", EMPLOYEE, 3), ("stage_moved_group", -7, 3),
    }  # fmt: skip
    change = await db.read(seen, at)
    told = {one: await db.read(stage_news.told, change, one) for one in (HEAD, EMPLOYEE, 901, 999)}
    assert {one: news.opens if news else None for one, news in told.items()} == {
        HEAD: True, EMPLOYEE: False, 901: None, 999: None,
    }  # fmt: skip
    group = await db.read(stage_news.told_group, change)
    assert group is not None
    assert group.change.stage == "awarded"


async def test_what_is_no_news_for_all_stays_out_of_the_group(db: Database) -> None:
    def fill(tx: Transaction) -> Play:
        at = play(tx, Stage.PANEL)
        groups.link(tx, Group(-7, None, "ZI", at.id, ""), HEAD, NOW)
        return at

    at = await db.write(fill)
    await db.write(stage_moves.move, at.admin, at.id, Stage.NOT_AWARDED, await db.read(seen, at), "KEP 9/2026", NOW)
    assert {chat for _, chat, _ in await db.read(posts)} == {HEAD, TEAM, ASSESSOR}


async def test_outside_its_window_a_worksheet_is_not_submitted(db: Database) -> None:
    def fill(tx: Transaction) -> Play:
        at = play(tx, Stage.SELF_ASSESSMENT)
        answer_all(tx, at.cycle_id, at.unit)
        tx.execute(update(cycles).values(windows={"fill": ["2026-01-01", "2026-03-01"]}))
        return at

    at = await db.write(fill)
    desk = await db.read(stage_moves.moves, at.head, at.id, NOW)
    assert missing_of(desk, Stage.TPI_REVIEW) == (Need.FILL_WINDOW,)
    assert desk.gathered is not None
    assert desk.gathered.windows[Need.FILL_WINDOW].last == date(2026, 3, 1)
    # In Jakarta the last day ends seven hours before it does in UTC.
    early = NOW - timedelta(hours=11)
    assert missing_of(await db.read(stage_moves.moves, at.head, at.id, early), Stage.TPI_REVIEW) == ()


async def test_a_unit_below_the_floors_is_not_proposed_and_reads_each_number(db: Database) -> None:
    def fill(tx: Transaction) -> Play:
        at = play(tx, target="WBBM")
        answer_all(tx, at.cycle_id, at.unit)
        answer_all(tx, at.cycle_id, at.unit, Layer.TPI, poorly=True)
        return at

    at = await db.write(fill)
    desk = await db.read(stage_moves.moves, at.assessor, at.id, NOW)
    assert missing_of(desk, Stage.PROPOSED) == (Need.TPI_MEETS_FLOORS, Need.PRIOR_PREDICATE)
    assert desk.gathered is not None
    assert desk.gathered.prior == "WBK"
    total = next(one for one in desk.gathered.floors if one.requirement == "total")
    assert (total.actual, total.floor) == (Fraction(35, 4), Fraction(85))


async def test_an_affirmation_passes_the_conditions_of_the_agency_for_wbk_only(db: Database) -> None:
    def fill(tx: Transaction, target: str) -> Play:
        at = play(tx, Stage.PROPOSED, target)
        tick_all(tx, at.cycle_id, at.unit)
        add_figures(tx, sakip_score="55,5")
        return at

    at = await db.write(fill, "WBK")
    change = await db.read(seen, at)
    goal = Stage.ADMINISTRATIVE_SELECTION
    with refused("stage.not_ready"):
        await db.write(stage_dialog.ask, at.admin, at.id, goal, change, NOW)
    asked = await db.write(stage_dialog.ask, at.admin, at.id, goal, change, NOW, affirmed=True)
    assert (asked.needs_letter, asked.complete, asked.affirmed) == (True, False, True)
    with refused("stage.letter"):
        await db.write(stage_dialog.say, at.admin, "  a ", NOW)
    with refused("stage.letter"):
        await db.write(stage_dialog.confirm, at.admin, at.id, goal, change, NOW)
    assert (await db.write(stage_dialog.say, at.admin, " 700/12 ", NOW)).complete
    for _ in range(2):
        await db.write(stage_dialog.confirm, at.admin, at.id, goal, change, NOW)
    last = (await db.read(zone.stage_history, at.cycle_id, at.id))[-1]
    assert (last.stage, last.note) == (goal.value, "700/12")


async def test_who_typed_a_note_for_a_stage_that_is_over_moves_nothing(db: Database) -> None:
    at = await db.write(play, Stage.BUILDING)
    change = await db.read(seen, at)
    await db.write(stage_dialog.ask, at.head, at.id, Stage.SELF_ASSESSMENT, change, NOW)
    await db.write(stage_moves.move, at.team, at.id, Stage.SELF_ASSESSMENT, change, "", NOW)
    with refused("stage.changed_meanwhile"):
        await db.write(stage_dialog.say, at.head, "Mulai", NOW)
    with refused("stage.changed_meanwhile"):
        await db.write(stage_dialog.confirm, at.head, at.id, Stage.SELF_ASSESSMENT, change, NOW)


async def test_a_long_note_is_refused(db: Database) -> None:
    at = await db.write(play, Stage.BUILDING)
    change = await db.read(seen, at)
    with refused("stage.note_length"):
        await db.write(stage_moves.move, at.head, at.id, Stage.SELF_ASSESSMENT, change, "x" * 201, NOW)


async def test_a_unit_outside_the_cycle_has_no_moves(db: Database) -> None:
    at = await db.write(play, None)
    desk = await db.read(stage_moves.moves, at.head, at.id, NOW)
    assert (desk.change, desk.moves, desk.may_declare) == (None, (), False)
    assert (await db.read(stage_moves.moves, at.admin, at.id, NOW)).may_declare
    with refused("lke.not_in_cycle"):
        await db.write(stage_moves.move, at.head, at.id, Stage.BUILDING, 0, "", NOW)


def closed(tx: Transaction, of: Unit) -> None:
    tx.execute(units.update().where(units.c.id == of.id).values(closed_at=NOW))


async def test_a_closed_unit_does_not_move(db: Database) -> None:
    at = await db.write(play, Stage.BUILDING)
    change = await db.read(seen, at)
    await db.write(closed, at.unit)
    with refused("units.closed"):
        await db.write(stage_moves.move, at.head, at.id, Stage.SELF_ASSESSMENT, change, "", NOW)
