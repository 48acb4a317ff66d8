"""Evidence of a question: who gives it and when, each thing once, used again, taken back; and the public address."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from domain.evidence import Candidate, checked_file
from domain.people import Actor
from domain.rights import Role
from domain.stages import Stage
from services import evidence, evidence_sharing, question_owners, sealing, worksheet_dialog
from storage import drafts, zone
from storage import evidence as rows
from storage.engine import Database, Transaction
from storage.tables import audit, evidence_files, evidence_items, evidence_removals
from tests import builders, files
from tests.builders import NOW, SEALER
from tests.refusals import refused
from tests.services.sheet_play import COUNTS, LETTER, TEAM, YES_NO, Team, team

PUBLIC = "https://zi.contoh.go.id/bot"
LINK = "https://drive.google.com/drive/folders/1a"
SK = checked_file("SK Tim.pdf", files.PDF, 20)
PHOTO = checked_file("rapat.png", files.PNG, 20)
ENDS = datetime(2027, 3, 31, 17, 0, tzinfo=UTC)
DAY = timedelta(days=1)


async def given(db: Database, of: Team, code: str = YES_NO, file: Candidate = SK, by: Actor | None = None) -> int:
    added = await db.write(evidence.add_file, by or of.team, of.unit.id, code, file, NOW)
    return added.item.id


def number_of(tx: Transaction, table: Any) -> int:
    return tx.execute(select(func.count()).select_from(table)).scalar_one()


async def test_a_file_and_a_link_are_listed_in_their_order(db: Database) -> None:
    of = await db.write(team)
    await given(db, of)
    link = await db.write(evidence.add_link, of.mate, of.unit.id, YES_NO, f" {LINK} ", NOW + DAY)
    assert (link.is_new, link.count, link.needs_opening) == (True, 2, True)
    found = await db.read(evidence.desk, of.head, of.unit.id, YES_NO, NOW)
    assert [(one.name, one.link, one.size, one.media_type) for one in found.items] == [
        ("SK Tim.pdf", "", len(files.PDF), "application/pdf"),
        ("drive.google.com/drive/folders/1a", LINK, 0, ""),
    ]
    assert (found.items[0].by, found.items[0].at, found.items[0].sha256) == (f"account:{TEAM}", NOW, SK.sha256)
    assert (found.may_change, found.may_share) == (True, True)
    assert (found.totals.items, found.totals.files, found.totals.size) == (2, 1, len(files.PDF))


async def test_the_same_thing_twice_for_a_question_is_there_once(db: Database) -> None:
    of = await db.write(team)
    first = await db.write(evidence.add_file, of.team, of.unit.id, YES_NO, SK, NOW)
    renamed = replace(SK, name="salinan.pdf")
    again = await db.write(evidence.add_file, of.mate, of.unit.id, YES_NO, renamed, NOW)
    assert (first.is_new, again.is_new, again.item) == (True, False, first.item)
    for is_new in (True, False):
        found = await db.write(evidence.add_link, of.team, of.unit.id, YES_NO, LINK, NOW)
        assert (found.is_new, found.count) == (is_new, 2)


async def test_two_people_who_send_the_same_file_at_once_give_it_once(db: Database) -> None:
    of = await db.write(team)
    people = [of.team, of.mate, of.head] * 3
    found = await asyncio.gather(
        *(db.write(evidence.add_file, one, of.unit.id, YES_NO, SK, NOW) for one in people)
    )  # fmt: skip
    assert sum(one.is_new for one in found) == 1
    assert await db.read(evidence.counts, of.cycle_id, of.unit.id) == {YES_NO: 1}


async def test_the_same_content_for_several_questions_is_one_file(db: Database) -> None:
    of = await db.write(team)
    item = await given(db, of)
    await given(db, of, LETTER, PHOTO)
    choices = await db.read(evidence.choices, of.team, of.unit.id, LETTER, 0, NOW)
    assert [one.id for one in choices.items] == [item]
    used = await db.write(evidence.use_again, of.team, of.unit.id, LETTER, item, NOW)
    assert (used.is_new, used.item.name, used.item.question, used.count) == (True, "SK Tim.pdf", LETTER, 2)
    assert (await db.write(evidence.use_again, of.team, of.unit.id, LETTER, item, NOW)).is_new is False
    assert (await db.read(evidence.choices, of.team, of.unit.id, LETTER, 0, NOW)).items == ()
    assert await db.read(number_of, evidence_files) == 2
    assert await db.read(evidence.counts, of.cycle_id, of.unit.id) == {YES_NO: 1, LETTER: 2}
    assert await db.read(rows.counts_of_all, of.cycle_id) == {of.unit.id: {YES_NO: 1, LETTER: 2}}
    totals = await db.read(evidence.totals, of.cycle_id, of.unit.id)
    assert (totals.items, totals.files, totals.size) == (3, 2, len(files.PDF) + len(files.PNG))


async def test_what_another_unit_gives_can_not_be_used(db: Database) -> None:
    of = await db.write(team)
    assert of.elsewhere.unit is not None
    other = of.elsewhere.unit.id
    await db.write(lambda tx: zone.add_stage(tx, of.cycle_id, other, Stage.BUILDING.value, "WBK", NOW))
    added = await db.write(evidence.add_file, of.elsewhere, other, YES_NO, SK, NOW)
    with refused("evidence.gone"):
        await db.write(evidence.use_again, of.team, of.unit.id, YES_NO, added.item.id, NOW)


async def test_what_is_taken_back_is_gone_but_stays_in_the_history(db: Database) -> None:
    of = await db.write(team)
    item = await given(db, of)
    removed = await db.write(evidence.remove, of.mate, item, NOW)
    assert removed.item.id == item
    assert await db.read(evidence.items, of.cycle_id, of.unit.id) == ()
    assert await db.read(evidence.counts, of.cycle_id, of.unit.id) == {}
    assert [await db.read(number_of, one) for one in (evidence_items, evidence_removals)] == [1, 1]
    for gone in (evidence.remove, evidence.item_card):
        with refused("evidence.gone"):
            await db.write(gone, of.mate, item, NOW)
    assert (await db.write(evidence.add_file, of.team, of.unit.id, YES_NO, SK, NOW)).is_new
    noted = await db.read(lambda tx: tx.execute(select(audit.c.action, audit.c.detail)).all())
    assert ("remove_evidence", {"item": item, "question": YES_NO}) in [tuple(one) for one in noted]


async def test_pages_hold_eight(db: Database) -> None:
    of = await db.write(team)
    for number in range(9):
        await db.write(evidence.add_link, of.team, of.unit.id, YES_NO, f"https://contoh.go.id/{number}", NOW)
    for asked, shown, page in ((0, 8, 0), (1, 1, 1), (7, 1, 1), (-1, 8, 0)):
        found = await db.read(evidence.desk, of.team, of.unit.id, YES_NO, NOW, asked)
        assert (len(found.items), found.page, found.pages, found.count) == (shown, page, 2, 9)
        choices = await db.read(evidence.choices, of.team, of.unit.id, LETTER, asked, NOW)
        assert (len(choices.items), choices.page, choices.pages) == (shown, page, 2)


async def test_who_only_reads_changes_nothing(db: Database) -> None:
    of = await db.write(team)
    item = await given(db, of)
    found = await db.read(evidence.desk, of.assessor, of.unit.id, YES_NO, NOW)
    assert (found.may_change, found.may_share, found.count) == (False, False, 1)
    assert (await db.read(evidence.item_card, of.assessor, item, NOW)).may_change is False
    for who in (of.assessor, of.simple, of.elsewhere):
        with refused("access.denied"):
            await db.write(evidence.add_file, who, of.unit.id, YES_NO, PHOTO, NOW)
        with refused("access.denied"):
            await db.write(evidence.remove, who, item, NOW)
        with refused("access.denied"):
            await db.write(evidence_sharing.make_share, who, of.unit.id, YES_NO, NOW)
    for who in (of.simple, of.elsewhere):
        with refused("access.denied"):
            await db.read(evidence.item_card, who, item, NOW)


async def test_who_is_in_charge_of_a_question_gives_its_evidence(db: Database) -> None:
    of = await db.write(team)
    assert of.simple.employee is not None
    await db.write(question_owners.assign, of.head, of.unit.id, YES_NO, of.simple.employee.id, "none", NOW)
    item = await given(db, of, by=of.simple)
    assert (await db.read(evidence.item_card, of.simple, item, NOW)).may_change
    with refused("access.denied"):
        await given(db, of, LETTER, by=of.simple)


@pytest.mark.parametrize("stage", [Stage.TPI_REVIEW, Stage.AWARDED])
async def test_nothing_changes_while_the_assessors_are_at_work(db: Database, stage: Stage) -> None:
    of = await db.write(team)
    item = await given(db, of)
    await db.write(lambda tx: zone.add_stage(tx, of.cycle_id, of.unit.id, stage.value, "WBK", NOW))
    with refused("lke.stage_closed"):
        await given(db, of, file=PHOTO)
    with refused("lke.stage_closed"):
        await db.write(evidence.remove, of.team, item, NOW)
    assert (await db.read(evidence.desk, of.team, of.unit.id, YES_NO, NOW)).may_change is False


async def test_the_cycle_of_before_is_only_history(db: Database) -> None:
    of = await db.write(team)
    item = await given(db, of)
    await db.write(zone.add_cycle, 2027, "ZI 2027")
    with refused("evidence.gone"):
        await db.write(evidence.remove, of.team, item, NOW)
    assert len(await db.read(evidence.items, of.cycle_id, of.unit.id)) == 1


async def test_what_is_sent_counts_for_the_question_opened_last(db: Database) -> None:
    of = await db.write(team)
    with refused("evidence.no_question"):
        await db.read(evidence.awaited, of.team)
    for code in (YES_NO, LETTER):
        await db.write(evidence.begin, of.team, of.unit.id, code, NOW)
    assert await db.read(evidence.awaited, of.team) == (of.unit.id, LETTER)
    await db.write(evidence.begin, of.assessor, of.unit.id, YES_NO, NOW)
    with refused("evidence.no_question"):
        await db.read(evidence.awaited, of.assessor)


async def test_an_address_opens_exactly_what_it_shares(db: Database) -> None:
    of = await db.write(team)
    other = await given(db, of, LETTER, PHOTO)
    item = await given(db, of)
    made = await db.write(evidence_sharing.make_share, of.team, of.unit.id, YES_NO, NOW)
    assert made.share is not None
    assert made.share.expires_at == ENDS
    token = evidence_sharing.token(made.share, SEALER)
    opened = await db.read(evidence_sharing.opened, token, SEALER, NOW)
    assert [one.id for one in opened.items] == [item]
    assert (opened.item(item), opened.item(other)) == (opened.items[0], None)
    whole = await db.write(evidence_sharing.make_share, of.head, of.unit.id, evidence_sharing.WHOLE_UNIT, NOW)
    assert whole.share is not None
    every = await db.read(evidence_sharing.opened, evidence_sharing.token(whole.share, SEALER), SEALER, NOW)
    assert [one.id for one in every.items] == [item, other]  # in the order of the worksheet
    await db.write(evidence.remove, of.team, item, NOW)
    assert (await db.read(evidence_sharing.opened, token, SEALER, NOW)).items == ()


async def test_every_other_token_gets_one_answer(db: Database) -> None:
    of = await db.write(team)
    one = (await db.write(evidence_sharing.make_share, of.team, of.unit.id, YES_NO, NOW)).share
    two = (await db.write(evidence_sharing.make_share, of.team, of.unit.id, LETTER, NOW)).share
    assert one is not None
    assert two is not None
    good = evidence_sharing.token(one, SEALER)
    digest = good.partition("-")[2]
    flipped = ("B" if digest[0] == "A" else "A") + digest[1:]
    bad = [
        f"{two.id}-{digest}", f"{one.id}-{flipped}", f"999-{digest}", f"0{good}", good[:-1], f"{good}A", "", "1", "x-y",
        f"{9 * 10**17}-{digest}", evidence_sharing.token(one, sealing.new_sealer()), f"{good}\n", f"-{digest}",
        evidence_sharing.token(evidence_sharing._NOBODY, SEALER),
    ]  # fmt: skip
    for token in bad:
        with refused("evidence.no_page"):
            await db.read(evidence_sharing.opened, token, SEALER, NOW)
    assert (await db.read(evidence_sharing.opened, good, SEALER, ENDS - timedelta(seconds=1))).share.id == one.id
    with refused("evidence.no_page"):
        await db.read(evidence_sharing.opened, good, SEALER, ENDS)
    left = await db.write(evidence_sharing.revoke_share, of.head, one.id, NOW)
    assert left.share is None
    with refused("evidence.no_page"):
        await db.read(evidence_sharing.opened, good, SEALER, NOW)
    assert (await db.read(evidence_sharing.opened, evidence_sharing.token(two, SEALER), SEALER, NOW)).share.id == two.id


async def test_an_open_address_is_given_again_and_a_closed_one_never(db: Database) -> None:
    of = await db.write(team)
    first, again = [
        (await db.write(evidence_sharing.make_share, of.team, of.unit.id, YES_NO, NOW)).share for _ in range(2)
    ]
    assert first is not None
    assert first == again
    await db.write(evidence_sharing.revoke_share, of.team, first.id, NOW)
    await db.write(evidence_sharing.revoke_share, of.team, first.id, NOW)
    new = (await db.write(evidence_sharing.make_share, of.team, of.unit.id, YES_NO, NOW)).share
    assert new is not None
    assert new.id != first.id
    with refused("evidence.gone"):
        await db.write(evidence_sharing.revoke_share, of.team, 999, NOW)
    with refused("access.denied"):
        await db.write(evidence_sharing.revoke_share, of.assessor, new.id, NOW)
    with refused("evidence.cycle_over", year=2026):
        await db.write(evidence_sharing.make_share, of.team, of.unit.id, YES_NO, ENDS)


async def test_exports_get_the_same_address_and_none_where_there_is_nothing(db: Database) -> None:
    of = await db.write(team)

    async def address(code: str | None, public: str = PUBLIC) -> str:
        facts = (of.cycle_id, of.unit.id, code, SEALER, public, "cli", NOW)
        return await db.write(evidence_sharing.address_for, *facts)

    assert await address(YES_NO) == ""
    await given(db, of)
    assert await address(YES_NO, "") == ""
    found = await address(YES_NO)
    assert found.startswith(f"{PUBLIC}/e/1-")
    assert await address(YES_NO) == found
    assert await address(None) != found
    await given(db, of, LETTER, PHOTO)
    facts = (of.cycle_id, of.unit.id, SEALER, PUBLIC, "cli", NOW)
    assert await db.write(evidence_sharing.addresses_for, *facts) == {YES_NO: found, LETTER: await address(LETTER)}
    made = await db.write(evidence_sharing.make_share, of.team, of.unit.id, YES_NO, NOW)
    assert made.share is not None
    assert evidence_sharing.address(made.share, SEALER, f"{PUBLIC}/") == found
    with refused("evidence.no_public_address"):
        evidence_sharing.address(made.share, SEALER, "")


async def test_an_unknown_question_is_refused(db: Database) -> None:
    of = await db.write(team)
    with refused("lke.unknown_question"):
        await db.read(evidence.desk, of.team, of.unit.id, "P9.x", NOW)
    with refused("callback.malformed"):
        await db.read(evidence_sharing.share_desk, of.team, of.unit.id, "P9.x", NOW)


async def test_an_admin_shares_but_gives_nothing(db: Database) -> None:
    of = await db.write(team)
    admin = await db.write(lambda tx: builders.linked(tx, of.unit, 799, role=Role.ADMIN))
    found = await db.read(evidence.desk, admin, of.unit.id, YES_NO, NOW)
    assert (found.may_change, found.may_share) == (False, True)
    assert (await db.write(evidence_sharing.make_share, admin, of.unit.id, YES_NO, NOW)).share is not None


def test_the_key_of_a_purpose_tells_nothing_of_another() -> None:
    other = sealing.new_sealer()
    macs = {
        one.hex() for one in (SEALER.mac("a", b"x"), SEALER.mac("b", b"x"), SEALER.mac("a", b"y"), other.mac("a", b"x"))
    }
    assert len(macs) == 4
    assert SEALER.mac("a", b"x") == SEALER.mac("a", b"x")
    assert len(SEALER.mac("a", b"x")) == 32


async def test_a_question_shown_last_takes_photos_until_the_day_is_over(db: Database) -> None:
    of = await db.write(team)
    assert await db.read(evidence.waits, of.team, NOW) is False
    await db.write(worksheet_dialog.show, of.team, of.unit.id, COUNTS, NOW)  # it waits for numbers too
    assert await db.read(evidence.waits, of.team, NOW + evidence.FRESH) is True
    assert await db.read(evidence.awaited, of.team) == (of.unit.id, COUNTS)
    assert await db.read(evidence.waits, of.team, NOW + evidence.FRESH + timedelta(seconds=1)) is False
    await db.write(worksheet_dialog.show, of.team, of.unit.id, LETTER, NOW)
    assert await db.read(evidence.awaited, of.team) == (of.unit.id, LETTER)
    await db.write(drafts.save, of.team.telegram_id, "roster", "document", {}, NOW + timedelta(minutes=1))
    assert await db.read(evidence.waits, of.team, NOW + timedelta(minutes=2)) is False


async def test_a_question_that_is_only_read_takes_nothing(db: Database) -> None:
    of = await db.write(team)
    await db.write(worksheet_dialog.show, of.team, of.unit.id, YES_NO, NOW)
    await db.write(zone.add_stage, of.cycle_id, of.unit.id, Stage.TPI_REVIEW.value, "WBK", NOW)
    await db.write(worksheet_dialog.show, of.team, of.unit.id, YES_NO, NOW)
    assert await db.read(evidence.waits, of.team, NOW) is False
