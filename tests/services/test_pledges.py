"""Reading, ticking, signing, receipts and checking, with what makes a signature a record for ever."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain import pledge, receipt, staff_number
from domain.ledger import Campaign, Coverage, Signature
from domain.messages import Lane
from domain.people import Actor
from domain.pledge_request import RequestReason
from services import campaigns, pledges
from services.pledges import PledgeDesk
from storage import people
from storage.engine import Database, Transaction
from storage.tables import audit, drafts, outbox, signatures
from tests import builders
from tests.builders import NOW, POINTS
from tests.refusals import refused

MINUTE = timedelta(minutes=1)


async def office(db: Database, **person: Any) -> tuple[Actor, Campaign]:
    """A linked person and an open campaign."""

    def fill(tx: Transaction) -> tuple[Actor, Campaign]:
        return builders.linked(tx, builders.unit(tx), **person), builders.campaign(tx)

    return await db.write(fill)


def read_all(tx: Transaction, actor: Actor, campaign: Campaign) -> PledgeDesk:
    """Begin and tick every point."""
    desk = pledges.begin(tx, actor, campaign.id, NOW)
    for point in range(1, desk.points + 1):
        desk = pledges.tick(tx, actor, campaign.id, point, NOW)
    return desk


def read_and_sign(tx: Transaction, actor: Actor, campaign: Campaign) -> Signature:
    read_all(tx, actor, campaign)
    signature = pledges.sign(tx, actor, campaign.id, NOW + MINUTE, builders.SEALER).signature
    assert signature is not None
    return signature


async def rows(db: Database, table: Any) -> list[Any]:
    return list(await db.read(lambda tx: tx.execute(select(table)).all()))


async def signed_notes(db: Database) -> list[str]:
    return [row.subject for row in await rows(db, audit) if row.action == "sign"]


async def test_the_desk_shows_the_text_filled_in_for_the_person(db: Database) -> None:
    actor, campaign = await office(db)
    desk = await db.read(pledges.desk, actor, NOW)
    assert actor.employee is not None
    masked = staff_number.masked(actor.employee.staff_number)
    assert desk.filled.preamble == f"{actor.employee.name}, Analis di Unit dinkes, nomor {masked}"
    assert (desk.campaign, desk.points, desk.ticked, desk.signature, desk.language) == (campaign, 3, None, None, "id")


async def test_the_desk_speaks_the_language_of_the_person_where_the_text_has_it(db: Database) -> None:
    english, _ = await office(db, language="en")
    assert (await db.read(pledges.desk, english, NOW)).filled.title == "Pledge"
    only_indonesian = builders.pledge_source("uji-2").partition("[en]")[0]
    await db.write(builders.campaign, "uji-2", source=only_indonesian)
    desk = await db.read(pledges.desk, english, NOW)
    assert (desk.language, desk.filled.title) == ("id", "Pakta")


async def test_without_an_open_campaign_there_is_nothing_to_sign(db: Database) -> None:
    actor, campaign = await office(db)
    for now in (NOW - MINUTE, campaign.valid_until):
        with refused("pledge.no_campaign"):
            await db.read(pledges.desk, actor, now)


async def test_a_text_that_names_the_staff_number_can_not_be_signed_without_one(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        unit = builders.unit(tx)
        builders.campaign(tx)
        return builders.linked(tx, unit, person=builders.employee(tx, unit, number=""))

    actor = await db.write(fill)
    with refused("pledge.staff_number_needed", version="uji-1"):
        await db.read(pledges.desk, actor, NOW)
    source = builders.pledge_source("uji-2", staff_number=False)
    campaign = await db.write(builders.campaign, "uji-2", source=source)
    assert (await db.write(read_and_sign, actor, campaign)).staff_number == ""


async def test_points_are_ticked_one_after_the_other(db: Database) -> None:
    actor, campaign = await office(db)
    assert (await db.write(pledges.begin, actor, campaign.id, NOW)).ticked == 0
    taps = ((2, 0), (1, 1), (1, 1), (3, 1), (2, 2), (1, 2), (0, 2), (3, 3), (3, 3), (4, 3))
    for point, ticked in taps:
        assert (point, (await db.write(pledges.tick, actor, campaign.id, point, NOW)).ticked) == (point, ticked)
    draft = (await rows(db, drafts))[0]
    assert draft.step == "ready"


async def test_a_tick_before_reading_began_changes_nothing(db: Database) -> None:
    actor, campaign = await office(db)
    assert (await db.write(pledges.tick, actor, campaign.id, 1, NOW)).ticked is None
    assert await rows(db, drafts) == []


async def test_who_begins_again_goes_on_where_they_were(db: Database) -> None:
    actor, campaign = await office(db)
    await db.write(pledges.begin, actor, campaign.id, NOW)
    await db.write(pledges.tick, actor, campaign.id, 1, NOW)
    assert (await db.write(pledges.begin, actor, campaign.id, NOW + MINUTE)).ticked == 1
    await db.write(pledges.tick, actor, campaign.id, 2, NOW)
    await db.write(pledges.tick, actor, campaign.id, 3, NOW)
    signed = await db.write(pledges.sign, actor, campaign.id, NOW + MINUTE, builders.SEALER)
    assert signed.signature is not None
    assert signed.signature.reading_began_at == NOW


async def test_reading_of_another_campaign_does_not_count_for_this_one(db: Database) -> None:
    actor, old = await office(db)
    await db.write(read_all, actor, old)
    new = await db.write(builders.campaign, "uji-2", opens_at=NOW + MINUTE)
    now = NOW + 2 * MINUTE
    assert (await db.read(pledges.desk, actor, now)).ticked is None
    with refused("pledge.unread"):
        await db.write(pledges.sign, actor, new.id, now, builders.SEALER)
    assert (await db.write(pledges.begin, actor, new.id, now)).ticked == 0


@pytest.mark.parametrize("ticked", range(-1, POINTS))
async def test_signing_needs_every_point(db: Database, ticked: int) -> None:
    actor, campaign = await office(db)
    if ticked >= 0:
        await db.write(pledges.begin, actor, campaign.id, NOW)
    for point in range(1, ticked + 1):
        await db.write(pledges.tick, actor, campaign.id, point, NOW)
    with refused("pledge.unread"):
        await db.write(pledges.sign, actor, campaign.id, NOW, builders.SEALER)
    assert (await rows(db, signatures), await rows(db, outbox)) == ([], [])


@pytest.mark.parametrize(
    "use_case",
    [
        lambda tx, actor, old: pledges.begin(tx, actor, old, NOW),
        lambda tx, actor, old: pledges.tick(tx, actor, old, 1, NOW),
        lambda tx, actor, old: pledges.sign(tx, actor, old, NOW, builders.SEALER),
    ],
)
async def test_a_screen_of_an_old_campaign_is_refused(db: Database, use_case: Callable[..., Any]) -> None:
    actor, old = await office(db)
    await db.write(builders.campaign, "uji-2")
    await db.write(builders.end_campaign, old)
    with refused("pledge.campaign_over"):
        await db.write(use_case, actor, old.id)


async def test_a_signature_holds_who_what_and_when(db: Database) -> None:
    actor, campaign = await office(db)
    desk = await db.write(read_all, actor, campaign)
    signed = await db.write(pledges.sign, actor, campaign.id, NOW + MINUTE, builders.SEALER)
    found, person, unit = signed.signature, actor.employee, actor.unit
    assert found is not None
    assert person is not None
    assert unit is not None
    assert (found.campaign_id, found.employee_id, found.unit_id) == (campaign.id, person.id, unit.id)
    assert (found.name, found.staff_number, found.position) == (person.name, person.staff_number, person.position)
    assert (found.unit_name, found.telegram_id, found.language) == (unit.name, 700, "id")
    assert (found.reading_began_at, found.signed_at) == (NOW, NOW + MINUTE)
    assert found.shown.encode() == pledge.canonical(desk.filled, "uji-1", "id")
    assert found.fingerprint == pledge.fingerprint(desk.filled, "uji-1", "id")
    assert receipt.parse(found.code) == found.code
    assert signed.filled == desk.filled
    assert await rows(db, drafts) == []


async def test_signing_sends_one_receipt_to_the_signer(db: Database) -> None:
    actor, campaign = await office(db)
    signature = await db.write(read_and_sign, actor, campaign)
    (post,) = await rows(db, outbox)
    assert (post.kind, post.params, post.chat_id) == ("receipt", {"signature": signature.code}, 700)
    assert (post.lane, post.dedupe_key) == (Lane.TRANSACTIONAL, f"receipt:{signature.id}")
    assert await signed_notes(db) == [f"signature:{signature.id}"]


async def test_signing_again_shows_the_same_signature_and_sends_nothing(db: Database) -> None:
    actor, campaign = await office(db)
    signature = await db.write(read_and_sign, actor, campaign)
    for now in (NOW + MINUTE, NOW + 60 * MINUTE):
        assert (await db.write(pledges.sign, actor, campaign.id, now, builders.SEALER)).signature == signature
    assert (len(await rows(db, signatures)), len(await rows(db, outbox)), len(await signed_notes(db))) == (1, 1, 1)


async def test_reading_again_after_signing_changes_nothing(db: Database) -> None:
    actor, campaign = await office(db)
    signature = await db.write(read_and_sign, actor, campaign)
    assert (await db.write(pledges.begin, actor, campaign.id, NOW)).signature == signature
    assert (await db.write(pledges.tick, actor, campaign.id, 1, NOW)).ticked is None
    assert await rows(db, drafts) == []


@pytest.mark.parametrize("taps", [2, 8])
async def test_signing_many_times_at_once_is_one_signature_and_one_receipt(db: Database, taps: int) -> None:
    actor, campaign = await office(db)
    await db.write(read_all, actor, campaign)
    async with asyncio.timeout(20):
        desks = await asyncio.gather(
            *(db.write(pledges.sign, actor, campaign.id, NOW, builders.SEALER) for _ in range(taps))
        )
    assert len({desk.signature for desk in desks}) == 1
    assert desks[0].signature is not None
    assert (len(await rows(db, signatures)), len(await rows(db, outbox)), len(await signed_notes(db))) == (1, 1, 1)


async def test_many_people_sign_at_once(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[list[Actor], Campaign]:
        unit, campaign = builders.unit(tx), builders.campaign(tx)
        actors = [builders.linked(tx, unit, 700 + number) for number in range(20)]
        for actor in actors:
            read_all(tx, actor, campaign)
        return actors, campaign

    actors, campaign = await db.write(fill)
    async with asyncio.timeout(20):
        await asyncio.gather(*(db.write(pledges.sign, actor, campaign.id, NOW, builders.SEALER) for actor in actors))
    codes = {row.code for row in await rows(db, signatures)}
    assert (len(codes), len(await rows(db, outbox))) == (20, 20)
    assert await db.read(pledges.coverage, None, NOW) == Coverage(20, 20)


async def test_a_code_that_is_taken_is_drawn_anew(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    actor, campaign = await office(db)
    other = await db.write(lambda tx: builders.linked(tx, builders.unit(tx, "b"), 701))
    drawn = [bytes(6), bytes(6), bytes(6), b"\xff" * 6]
    asked = []

    def token_bytes(count: int) -> bytes:
        asked.append(count)
        return drawn.pop(0)

    monkeypatch.setattr(secrets, "token_bytes", token_bytes)
    first = await db.write(read_and_sign, actor, campaign)
    second = await db.write(read_and_sign, other, campaign)
    assert (first.code, second.code) == (receipt.make(bytes(6)), receipt.make(b"\xff" * 6))
    assert asked == [6] * 4
    assert (len(await rows(db, outbox)), len(await signed_notes(db))) == (2, 2)


async def test_the_pledge_stays_as_signed_when_person_and_text_change(db: Database) -> None:
    actor, campaign = await office(db)
    signature = await db.write(read_and_sign, actor, campaign)
    as_signed = (await db.read(pledges.receipt_by_code, signature.code)).filled

    def change(tx: Transaction) -> Actor:
        assert actor.employee is not None
        builders.move_employee(tx, actor.employee, builders.unit(tx, "baru"))
        builders.campaign(tx, "uji-2", opens_at=NOW + 2 * MINUTE, source=builders.pledge_source("uji-2", points=9))
        return builders.actor(tx, 700)

    moved = await db.write(change)
    found = await db.read(pledges.receipt_by_code, signature.code)
    assert (found.signature, found.campaign, found.filled) == (signature, campaign, as_signed)
    assert "Unit dinkes" in found.filled.preamble
    assert found.signature.fingerprint == pledge.fingerprint(found.filled, "uji-1", "id")
    anew = await db.read(pledges.desk, moved, NOW + MINUTE)
    assert (anew.signature, anew.request.reason) == (None, RequestReason.MOVED)
    assert "Unit baru" in anew.filled.preamble
    assert (await db.read(pledges.desk, moved, NOW + 2 * MINUTE)).points == 9


async def test_a_signature_stays_in_the_language_it_was_read_in(db: Database) -> None:
    actor, campaign = await office(db, language="en")
    signature = await db.write(read_and_sign, actor, campaign)
    await db.write(people.set_language, 700, "id")
    indonesian = await db.read(builders.actor, 700)
    assert indonesian.language == "id"
    desk = await db.read(pledges.desk, indonesian, NOW)
    assert (signature.language, desk.language, desk.filled.title) == ("en", "en", "Pledge")


async def test_the_receipt_is_sent_again_once_a_request(db: Database) -> None:
    actor, campaign = await office(db)
    signature = await db.write(read_and_sign, actor, campaign)
    for request in (41, 41, 42):
        await db.write(pledges.send_again, actor, request, NOW)
    posts = [row for row in await rows(db, outbox) if row.dedupe_key != f"receipt:{signature.id}"]
    assert [row.dedupe_key for row in posts] == [f"receipt:{signature.id}:41", f"receipt:{signature.id}:42"]
    assert {row.chat_id for row in posts} == {700}


async def test_no_receipt_before_signing(db: Database) -> None:
    actor, _ = await office(db)
    with refused("pledge.unsigned"):
        await db.write(pledges.send_again, actor, 1, NOW)
    with pytest.raises(LookupError):
        await db.read(pledges.receipt_by_code, "AAAAAAAAAA")


async def test_coverage_is_of_the_open_campaign(db: Database) -> None:
    assert await db.read(pledges.coverage, None, NOW) is None
    actor, campaign = await office(db)
    assert actor.unit is not None
    assert await db.read(pledges.coverage, actor.unit.id, NOW) == Coverage(0, 1)
    await db.write(read_and_sign, actor, campaign)
    assert await db.read(pledges.coverage, actor.unit.id, NOW) == Coverage(1, 1)
    await db.write(builders.campaign, "uji-2", opens_at=NOW + MINUTE)
    assert await db.read(pledges.coverage, None, NOW + MINUTE) == Coverage(0, 1)


async def test_publishing_keeps_the_text_and_opens_a_campaign(db: Database) -> None:
    source, until = builders.pledge_source("2026"), NOW + timedelta(days=300)
    assert await db.write(campaigns.publish, source, "Pakta 2026", until, NOW, builders.SEALER) == "2026"
    actor = await db.write(lambda tx: builders.linked(tx, builders.unit(tx)))
    campaign = (await db.read(pledges.desk, actor, NOW)).campaign
    assert (campaign.title, campaign.text_version, campaign.opens_at) == ("Pakta 2026", "2026", NOW)
    assert campaign.valid_until == until
    (note,) = await rows(db, audit)
    assert (note.action, note.subject, note.detail) == ("publish", f"campaign:{campaign.id}", {"version": "2026"})


async def test_a_version_is_published_once(db: Database) -> None:
    source = builders.pledge_source("2026")
    await db.write(campaigns.publish, source, "first", NOW + timedelta(days=1), NOW, builders.SEALER)
    with refused("pledge.version_exists", version="2026"):
        await db.write(
            campaigns.publish,
            source.replace("Selesai", "Diubah"),
            "second",
            NOW + timedelta(days=1),
            NOW,
            builders.SEALER,
        )
    assert len(await rows(db, audit)) == 1


async def test_a_bad_text_is_refused_whole(db: Database) -> None:
    with pytest.raises(ValueError, match="pledge text"):
        await db.write(campaigns.publish, 'version = "x"', "title", NOW + timedelta(days=1), NOW, builders.SEALER)
