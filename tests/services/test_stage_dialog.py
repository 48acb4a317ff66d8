"""A move as it is asked for in the chat: what is refused before a letter is typed, and leaving it."""

from domain.rights import Role
from domain.stages import Need, Stage
from services import findings, stage_dialog, stage_moves
from storage import drafts, people
from storage.engine import Database, Transaction
from tests import builders
from tests.builders import NOW
from tests.refusals import refused
from tests.review_play import Play, play
from tests.services.test_stage_moves import seen


async def test_a_move_that_can_t_be_made_is_refused_before_anything_is_typed(db: Database) -> None:
    at = await db.write(play, Stage.TPI_REVIEW)
    change = await db.read(seen, at)
    with refused("stage.not_yours"):
        await db.write(stage_dialog.ask, at.head, at.id, Stage.BUILDING, change, NOW)
    with refused("stage.not_ready"):
        await db.write(stage_dialog.ask, at.assessor, at.id, Stage.PROPOSED, change, NOW)
    with refused("stage.changed_meanwhile"):
        await db.write(stage_dialog.ask, at.assessor, at.id, Stage.BUILDING, change - 1, NOW)
    with refused("lke.not_in_cycle"):
        await db.write(stage_dialog.ask, at.admin, at.other.id, Stage.BUILDING, change, NOW)
    assert await db.read(drafts.latest, at.assessor.telegram_id) is None


async def test_who_leaves_a_move_is_asked_for_no_letter_any_more(db: Database) -> None:
    at = await db.write(play, Stage.PANEL)
    change = await db.read(seen, at)
    await db.write(stage_dialog.ask, at.admin, at.id, Stage.AWARDED, change, NOW)
    desk = await db.write(stage_dialog.drop, at.admin, at.id, NOW)
    assert desk.change is not None
    assert desk.change.stage == "panel"
    with refused("stage.changed_meanwhile"):
        await db.write(stage_dialog.say, at.admin, "KEP 9/2026", NOW)
    with refused("access.denied"):
        await db.write(stage_dialog.say, at.employee, "KEP 9/2026", NOW)


async def test_a_unit_that_is_not_there_has_no_stage(db: Database) -> None:
    at = await db.write(play)
    for ask in (stage_moves.moves, findings.listing, stage_moves.history):
        with refused("status.unknown_unit"):
            await db.read(ask, at.admin, 987_654, *((NOW,) if ask is stage_moves.moves else (0,)))


async def test_without_a_cycle_there_is_no_history_and_no_finding(db: Database) -> None:
    def fill(tx: Transaction) -> Play:
        unit = builders.unit(tx)
        actor = builders.linked(tx, unit, role=Role.ADMIN)
        return Play(unit, unit, 0, *[actor] * 5)

    at = await db.write(fill)
    assert (await db.read(stage_moves.moves, at.admin, at.id, NOW)).cycle is None
    for ask in (findings.listing, stage_moves.history):
        with refused("lke.no_cycle"):
            await db.read(ask, at.admin, at.id, 0)
    with refused("lke.no_cycle"):
        await db.write(stage_moves.move, at.admin, at.id, Stage.BUILDING, 0, "", NOW)


async def test_the_facts_of_a_unit_hold_no_letter_and_are_none_outside_the_cycle(db: Database) -> None:
    at = await db.write(play)

    def known(tx: Transaction) -> list[set[Need]]:
        cycle = stage_moves.standing_change(tx, at.unit)[0]
        found = [people.unit(tx, one.id) for one in (at.unit, at.other)]
        return [set(stage_moves.facts(tx, cycle, one, NOW)) for one in found if one is not None]

    windows = {Need.FILL_WINDOW, Need.REVIEW_WINDOW, Need.REVISE_WINDOW, Need.PROPOSE_WINDOW}
    assert await db.read(known) == [windows | {Need.FINDINGS_CLOSED, Need.PRIOR_PREDICATE}, set()]
