"""The check-list of a proposal: who ticks what with which evidence, and who is told of what is missing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from domain.evidence import Candidate
from domain.people import Actor, Unit
from domain.proposal import ITEMS, ItemState
from domain.proposal_views import Desk
from domain.rights import Role
from domain.stages import Stage
from domain.worksheet import Doing
from services import cycles, proposal_reminders, proposals
from services.deadlines import Planning
from storage import proposals as rows
from storage.engine import Database, Transaction
from storage.tables import audit, outbox, proposal_ticks
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

TZ = ZoneInfo("Asia/Jakarta")
LINK = "https://bukti.contoh.go.id/skm"
LAST = date(2026, 6, 30)  # a Tuesday
FILE = Candidate("SPTJM.pdf", "application/pdf", 7, "a" * 64)
PLANNING = Planning(country="")


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=TZ).astimezone(UTC)


def house(tx: Transaction) -> dict[str, Any]:
    """Two units under one: "pkm" in review, "rsud" building; each keeper linked, of the agency or of a unit."""
    dinkes = builders.unit(tx, "dinkes")
    pkm, rsud = builders.unit(tx, "pkm", parent=dinkes), builders.unit(tx, "rsud", parent=dinkes)
    cycle_id = builders.cycle(tx, 2026, (pkm, Stage.TPI_REVIEW, "WBK"), (rsud, Stage.BUILDING, "WBK"))
    cycles.set_window(tx, cycle_id, Doing.PROPOSE, (date(2026, 6, 1), LAST), "cli", Planning(), NOW)
    return {
        "pkm": pkm,
        "rsud": rsud,
        "cycle": cycle_id,
        "head": builders.linked(tx, pkm, 701, role=Role.UNIT_HEAD, scope=pkm),
        "assessor": builders.linked(tx, dinkes, 702, role=Role.ASSESSOR, scope=dinkes),
        "admin": builders.linked(tx, dinkes, 703, role=Role.ADMIN),
        "team": builders.linked(tx, pkm, 704, role=Role.ZI_TEAM, scope=pkm),
        "other": builders.linked(tx, rsud, 705, role=Role.UNIT_HEAD, scope=rsud),
    }


def states(found: Desk) -> dict[str, ItemState]:
    return {one.item.code: one.state for one in found.lines}


def mine(found: Desk) -> set[str]:
    return {one.item.code for one in found.lines if one.mine}


async def test_each_keeper_sees_the_whole_list_and_keeps_their_own(db: Database) -> None:
    there = await db.write(house)
    pkm: Unit = there["pkm"]
    head = await db.read(proposals.desk, there["head"], pkm.id, at(date(2026, 6, 20)))
    assert set(states(head).values()) == {ItemState.MISSING}
    assert (head.days_left, head.stage, len(head.missing)) == (10, Stage.TPI_REVIEW, len(ITEMS))
    units_own = {"integrity_survey", "service_survey", "evidence_links", "person_in_charge"}
    assert mine(head) == units_own
    assert mine(await db.read(proposals.desk, there["team"], pkm.id, NOW)) == units_own
    assert mine(await db.read(proposals.desk, there["assessor"], pkm.id, NOW)) == {"clearance_letter"}
    admin = await db.read(proposals.desk, there["admin"], pkm.id, NOW)
    assert mine(admin) == {"proposal_letter", "responsibility_letter"}
    with refused("access.denied"):
        await db.read(proposals.desk, there["other"], pkm.id, NOW)


async def test_a_unit_outside_the_cycle_has_no_list(db: Database) -> None:
    there = await db.write(house)
    with refused("proposal.no_part"):
        await db.read(proposals.desk, there["admin"], there["head"].unit.parent_id, NOW)


async def test_an_item_is_ticked_with_a_link_and_unticked_and_every_step_is_kept(db: Database) -> None:
    there = await db.write(house)
    head, unit_id = there["head"], there["pkm"].id
    with refused("proposal.evidence_needed"):
        await db.write(proposals.tick, head, unit_id, "service_survey", NOW)
    with refused("evidence.link_incomplete"):
        await db.write(proposals.give_link, head, unit_id, "service_survey", "http://bukti.contoh.go.id", NOW)
    await db.write(proposals.give_link, head, unit_id, "service_survey", LINK, NOW)
    done = await db.write(proposals.give_link, head, unit_id, "service_survey", LINK, NOW)
    assert (done.line.state, done.line.tick and done.line.tick.link) == (ItemState.DONE, LINK)
    undone = await db.write(proposals.untick, head, unit_id, "service_survey", NOW)
    assert (undone.line.state, undone.line.tick and undone.line.tick.link) == (ItemState.MISSING, "")
    with refused("proposal.evidence_needed"):
        await db.write(proposals.tick, head, unit_id, "service_survey", NOW)
    assert await db.read(count) == 2
    assert await db.read(logged) == [("account:701", True), ("account:701", False)]


def count(tx: Transaction) -> int:
    return len(tx.execute(select(proposal_ticks.c.id)).all())


def logged(tx: Transaction) -> list[tuple[str, bool]]:
    query = select(audit.c.actor, audit.c.detail).where(audit.c.action == "tick_proposal").order_by(audit.c.id)
    return [(actor, detail["done"]) for actor, detail in tx.execute(query)]


async def test_what_needs_no_evidence_is_ticked_by_a_tap(db: Database) -> None:
    there = await db.write(house)
    found = await db.write(proposals.tick, there["team"], there["pkm"].id, "person_in_charge", NOW)
    assert found.line.state is ItemState.DONE
    assert [one.code for one in found.desk.missing] == [one.code for one in ITEMS if one.code != "person_in_charge"]


async def test_a_file_is_evidence_and_can_be_had_again(db: Database) -> None:
    there = await db.write(house)
    admin, unit_id = there["admin"], there["pkm"].id
    with refused("evidence.gone"):
        await db.read(proposals.file_of, admin, unit_id, "responsibility_letter", NOW)
    found = await db.write(proposals.give_file, admin, unit_id, "responsibility_letter", FILE, NOW)
    assert found.line.state is ItemState.DONE
    item, sha256, media_type = await db.read(proposals.file_of, there["head"], unit_id, "responsibility_letter", NOW)
    assert (item.code, sha256, media_type) == ("responsibility_letter", FILE.sha256, FILE.media_type)
    by_link = await db.write(proposals.give_link, admin, unit_id, "responsibility_letter", LINK, NOW)
    assert by_link.line.tick is not None
    assert (by_link.line.tick.file_id, by_link.line.tick.link) == (None, LINK)


@pytest.mark.parametrize("who", ["head", "team", "assessor", "admin"])
async def test_nobody_ticks_what_another_keeps(db: Database, who: str) -> None:
    there = await db.write(house)
    actor: Actor = there[who]
    own = mine(await db.read(proposals.desk, actor, there["pkm"].id, NOW))
    for one in ITEMS:
        if one.code not in own:
            with refused("access.denied"):
                await db.write(proposals.give_link, actor, there["pkm"].id, one.code, LINK, NOW)


async def test_words_for_an_open_item_are_its_link_or_its_note(db: Database) -> None:
    there = await db.write(house)
    head, unit_id = there["head"], there["pkm"].id
    with refused("proposal.no_item"):
        await db.write(proposals.say, head, LINK, NOW)
    await db.write(proposals.open_item, head, unit_id, "clearance_letter", NOW)  # not theirs: nothing waits
    with refused("proposal.no_item"):
        await db.write(proposals.say, head, LINK, NOW)
    await db.write(proposals.open_item, head, unit_id, "evidence_links", NOW)
    noted = await db.write(proposals.say, head, "menunggu\nsurveyor", NOW)
    assert noted.line.state is ItemState.MISSING
    found = await db.write(proposals.say, head, f" {LINK} ", NOW)
    assert found.line.tick is not None
    assert (found.line.state, found.line.tick.note) == (ItemState.DONE, "menunggu surveyor")
    with refused("proposal.note", most=500):
        await db.write(proposals.say, head, "x" * 501, NOW)


async def test_an_unknown_item_is_refused(db: Database) -> None:
    there = await db.write(house)
    with refused("proposal.unknown_item"):
        await db.write(proposals.open_item, there["head"], there["pkm"].id, "visa", NOW)


async def test_the_overview_has_the_units_that_one_may_see_with_what_is_missing(db: Database) -> None:
    there = await db.write(house)
    await db.write(proposals.tick, there["head"], there["pkm"].id, "person_in_charge", NOW)
    found = await db.read(proposals.overview, there["admin"], 3, at(LAST))
    assert [(one.unit.code, one.done) for one in found.lines] == [("pkm", 1), ("rsud", 0)]
    assert (found.days_left, found.complete, found.units, found.page, found.pages) == (0, 0, 2, 0, 1)
    own = await db.read(proposals.overview, there["head"], 0, NOW)
    assert [one.unit.code for one in own.lines] == ["pkm"]


def queued(tx: Transaction) -> list[int]:
    query = select(outbox.c.chat_id).where(outbox.c.kind == proposal_reminders.KIND).order_by(outbox.c.chat_id)
    return list(tx.execute(query).scalars())


async def told_on(db: Database, day: date, hour: int = 9) -> int:
    return await db.write(proposal_reminders.remind, PLANNING, TZ, at(day, hour))


async def test_keepers_are_told_once_a_step_in_office_hours(db: Database) -> None:
    await db.write(house)
    told = {}
    for left in range(20, -3, -1):
        day = LAST - timedelta(days=left)
        assert await told_on(db, day, 3) == 0
        told[left] = await told_on(db, day)
        assert await told_on(db, day, 10) == 0
    assert {left: count for left, count in told.items() if count} == {14: 4, 7: 4, 4: 4, 1: 4}  # H-3 is a Saturday
    assert set(await db.read(queued)) == {701, 702, 703, 704}


async def test_a_late_start_tells_of_the_nearest_step_only(db: Database) -> None:
    await db.write(house)
    assert await told_on(db, LAST - timedelta(days=5)) == 4
    assert await told_on(db, LAST - timedelta(days=5), 11) == 0


async def test_a_moved_window_counts_anew(db: Database) -> None:
    there = await db.write(house)
    assert await told_on(db, LAST - timedelta(days=7)) == 4
    later = (date(2026, 6, 1), LAST + timedelta(days=1))
    await db.write(cycles.set_window, there["cycle"], Doing.PROPOSE, later, "cli", Planning(), NOW)
    assert await told_on(db, LAST - timedelta(days=6)) == 4


async def test_without_an_end_or_a_cycle_nobody_is_told(db: Database) -> None:
    assert await told_on(db, LAST) == 0
    there = await db.write(house)
    await db.write(cycles.set_window, there["cycle"], Doing.PROPOSE, None, "cli", Planning(), NOW)
    assert await told_on(db, LAST) == 0


def message(there: dict[str, Any]) -> dict[str, object]:
    return {"cycle": there["cycle"], "units": [there["pkm"].id], "last": LAST.isoformat()}


async def test_a_keeper_reads_what_is_missing_of_theirs_when_it_is_sent(db: Database) -> None:
    there = await db.write(house)
    told = await db.read(proposal_reminders.told, message(there), 702, TZ, at(LAST - timedelta(days=3)))
    assert told is not None
    assert told.days_left == 3
    assert [(unit.code, [one.code for one in items]) for unit, items in told.units] == [("pkm", ["clearance_letter"])]
    await db.write(proposals.give_link, there["assessor"], there["pkm"].id, "clearance_letter", LINK, NOW)
    assert await db.read(proposal_reminders.told, message(there), 702, TZ, at(LAST)) is None
    head = await db.read(proposal_reminders.told, message(there), 701, TZ, at(LAST))
    assert head is not None
    assert await db.read(proposal_reminders.told, message(there), 701, TZ, at(LAST + timedelta(days=1))) is None
    assert await db.read(proposal_reminders.told, {**message(there), "last": "2026-06-29"}, 701, TZ, at(LAST)) is None


async def test_who_is_no_keeper_any_more_reads_nothing(db: Database) -> None:
    there = await db.write(house)
    person = there["head"].employee
    assert person is not None
    await db.write(builders.revoke_grants, person)
    assert await db.read(proposal_reminders.told, message(there), 701, TZ, at(LAST)) is None


async def test_a_unit_with_everything_or_in_another_stage_is_left_in_peace(db: Database) -> None:
    there = await db.write(house)
    await db.write(cycles.enter_stage, there["cycle"], "pkm", Stage.BUILDING, "WBK", NOW)
    assert await told_on(db, LAST) == 0


async def test_the_last_row_of_each_item_counts(db: Database) -> None:
    there = await db.write(house)
    head, unit_id = there["head"], there["pkm"].id
    await db.write(proposals.tick, head, unit_id, "person_in_charge", NOW)
    await db.write(proposals.untick, head, unit_id, "person_in_charge", NOW)
    found = await db.read(rows.all_ticks, there["cycle"])
    assert {code: one.done for code, one in found[unit_id].items()} == {"person_in_charge": False}
    assert await db.read(rows.ticks, there["cycle"], there["rsud"].id) == {}
