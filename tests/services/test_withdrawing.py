"""An error is corrected: the signature stays, counts no more, and its person is asked anew where they are expected."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from domain.ledger import Coverage, Signature
from domain.people import Actor
from domain.pledge_request import RequestReason, RequestState, Standing
from domain.rights import Role
from services import ledger_check, verification, withdrawing
from storage import people, pledges
from storage.engine import Database, Transaction
from storage.tables import audit, outbox, pledge_requests, signature_withdrawals
from tests import builders
from tests.builders import NOW, SEALER
from tests.refusals import refused
from tests.sealed import campaign_with_text, unprotect

ADMIN, SIGNER, CODE, WHY = 801, 900, "F9MP4VVM4H", "Ditandatangani dari akun orang lain"
DAY = timedelta(days=1)


def office(tx: Transaction) -> tuple[Actor, Signature]:
    """An admin of the agency, and a signature of somebody linked."""
    unit = builders.unit(tx)
    campaign = campaign_with_text(tx)
    admin = builders.linked(tx, unit, ADMIN, role=Role.ADMIN)
    signer = builders.linked(tx, unit, SIGNER)
    assert signer.employee is not None
    return admin, builders.signature(tx, campaign, signer.employee, code=CODE)


def requests_of(tx: Transaction, employee_id: int) -> list[tuple[str, str, bool]]:
    query = select(pledge_requests).where(pledge_requests.c.employee_id == employee_id).order_by(pledge_requests.c.id)
    return [(row.reason, row.state, bool(row.current)) for row in tx.execute(query)]


def posts(tx: Transaction) -> list[tuple[str, int]]:
    return [(row.kind, row.chat_id) for row in tx.execute(select(outbox).order_by(outbox.c.id))]


TAKEN_BACK = (RequestReason.JOINED.value, RequestState.WITHDRAWN.value, False)
ANEW = (RequestReason.CORRECTED.value, RequestState.OPEN.value, True)


async def talked(db: Database, admin: Actor, signature: Signature) -> withdrawing.Withdrawn:
    """From the menu to the end."""
    await db.write(withdrawing.begin, admin, NOW)
    shown = await db.write(withdrawing.say, admin, "f9mp4-vvm4h", NOW)
    assert (shown.signature, shown.reason) == (signature, "")
    told = await db.write(withdrawing.say, admin, f"  {WHY}\n", NOW)
    assert (told.reason, told.sure) == (WHY, False)
    assert (await db.write(withdrawing.make_sure, admin, signature.id, NOW)).sure
    return await db.write(withdrawing.confirm, admin, signature.id, NOW, SEALER)


async def test_a_withdrawn_signature_stays_counts_no_more_and_its_person_is_asked_anew(db: Database) -> None:
    admin, signature = await db.write(office)
    counted = await db.read(pledges.coverage, signature.campaign_id, signature.unit_id)
    done = await talked(db, admin, signature)
    assert (done.is_new, done.asked_again, done.told) == (True, True, True)
    assert (done.withdrawal.reason, done.withdrawal.by, done.withdrawal.at) == (WHY, f"account:{ADMIN}", NOW)
    assert await db.read(requests_of, signature.employee_id) == [TAKEN_BACK, ANEW]
    assert await db.read(pledges.signature_by_code, CODE) == signature
    assert counted == Coverage(1, 2)
    assert await db.read(pledges.coverage, signature.campaign_id, signature.unit_id) == Coverage(0, 2)
    assert (await db.read(verification.look_up, CODE, NOW, SEALER)).standing is Standing.WITHDRAWN
    assert (await db.read(ledger_check.verify, SEALER, every_seal=True)).faults == ()
    assert await db.read(posts) == [("pledge_withdrawn", SIGNER)]
    told = await db.read(withdrawing.told, done.withdrawal.id, SIGNER)
    assert told is not None
    assert (told.withdrawal, told.asked_again) == (done.withdrawal, True)
    assert await db.read(withdrawing.told, done.withdrawal.id, ADMIN) is None


async def test_again_or_twice_at_once_it_stays_one_record(db: Database) -> None:
    admin, signature = await db.write(office)
    await db.write(withdrawing.begin, admin, NOW)
    for words in (CODE, WHY):
        await db.write(withdrawing.say, admin, words, NOW)
    await db.write(withdrawing.make_sure, admin, signature.id, NOW)
    async with asyncio.timeout(30):
        done = await asyncio.gather(
            *(db.write(withdrawing.confirm, admin, signature.id, NOW, SEALER) for _ in range(4))
        )
    assert sorted(one.is_new for one in done) == [False, False, False, True]
    assert len({one.withdrawal for one in done}) == 1
    assert await db.read(requests_of, signature.employee_id) == [TAKEN_BACK, ANEW]
    with refused("withdrawal.already"):
        await db.write(withdrawing.withdraw_from, "cli", CODE, WHY, NOW, SEALER)
    await db.write(withdrawing.begin, admin, NOW)
    with refused("withdrawal.already"):
        await db.write(withdrawing.say, admin, CODE, NOW)
    assert len(await db.read(posts)) == 1


async def test_nothing_is_withdrawn_without_reason_and_two_confirmations(db: Database) -> None:
    admin, signature = await db.write(office)
    with refused("withdrawal.none"):
        await db.write(withdrawing.say, admin, CODE, NOW)
    await db.write(withdrawing.begin, admin, NOW)
    for unknown in ("halo", "00000000RC", ""):
        with refused("withdrawal.unknown"):
            await db.write(withdrawing.say, admin, unknown, NOW)
    await db.write(withdrawing.say, admin, CODE, NOW)
    with refused("withdrawal.none"):
        await db.write(withdrawing.make_sure, admin, signature.id, NOW)
    for bad in ("ya", "x" * 301, " \n a "):
        with refused("withdrawal.reason", shortest=3, longest=300):
            await db.write(withdrawing.say, admin, bad, NOW)
    await db.write(withdrawing.say, admin, "x" * 300, NOW)
    with refused("withdrawal.none"):  # once is not enough
        await db.write(withdrawing.confirm, admin, signature.id, NOW, SEALER)
    with refused("withdrawal.none"):  # nor is the screen of another signature
        await db.write(withdrawing.make_sure, admin, signature.id + 1, NOW)
    await db.write(withdrawing.make_sure, admin, signature.id, NOW)
    await db.write(withdrawing.drop, admin)
    with refused("withdrawal.none"):
        await db.write(withdrawing.confirm, admin, signature.id, NOW, SEALER)
    assert (await db.read(verification.look_up, CODE, NOW, SEALER)).standing is Standing.VALID


async def test_an_admin_of_one_unit_corrects_nothing(db: Database) -> None:
    def narrow(tx: Transaction) -> Actor:
        office(tx)
        unit = people.unit_by_code(tx, "dinkes")
        assert unit is not None
        return builders.linked(tx, unit, 805, role=Role.ADMIN, scope=unit)

    with refused("access.denied"):
        await db.write(withdrawing.begin, await db.write(narrow), NOW)


@pytest.mark.parametrize("why", ["over", "left", "moved"])
async def test_who_is_not_expected_is_not_asked_anew(db: Database, why: str) -> None:
    _, signature = await db.write(office)

    def happens(tx: Transaction) -> None:
        campaign = pledges.campaign(tx, signature.campaign_id)
        person = people.employee(tx, signature.employee_id)
        assert campaign is not None
        assert person is not None
        if why == "over":
            builders.end_campaign(tx, campaign)
        elif why == "left":
            builders.dismiss(tx, person)
        else:
            builders.move_employee(tx, person, builders.unit(tx, "other"))

    await db.write(happens)
    before = await db.read(requests_of, signature.employee_id)
    done = await db.write(withdrawing.withdraw_from, "cli", CODE, WHY, NOW + DAY, SEALER)
    assert not done.asked_again
    after = await db.read(requests_of, signature.employee_id)
    assert after == ([TAKEN_BACK] if why == "over" else before)
    assert (await db.read(verification.look_up, CODE, NOW + DAY, SEALER)).standing is Standing.WITHDRAWN
    assert (await db.read(ledger_check.verify, SEALER)).faults == ()


async def test_the_look_at_the_person_and_the_correction_are_in_the_log(db: Database) -> None:
    _, signature = await db.write(office)
    await db.write(withdrawing.case_from, "cli", CODE, NOW)
    await db.write(withdrawing.withdraw_from, "cli", CODE, WHY, NOW, SEALER)
    rows = await db.read(lambda tx: tx.execute(select(audit).order_by(audit.c.id)).all())
    assert [(row.action, row.subject) for row in rows][-2:] == [
        ("see_pledge", f"employee:{signature.employee_id}"), ("withdraw_signature", f"signature:{signature.id}"),
    ]  # fmt: skip


async def test_a_withdrawal_that_was_changed_or_removed_is_found(db: Database) -> None:
    await db.write(office)
    await db.write(withdrawing.withdraw_from, "cli", CODE, WHY, NOW, SEALER)

    def tamper(tx: Transaction, statement: str) -> list[str]:
        unprotect(tx)
        tx.execute(text(statement))
        return [one.key for one in ledger_check.verify(tx, SEALER).faults]

    changed = f"UPDATE {signature_withdrawals.name} SET reason = 'lain'"
    assert await db.write(tamper, changed) == ["ledger.body_differs"]
    assert await db.write(tamper, f"DELETE FROM {signature_withdrawals.name}") == ["ledger.record_missing"]
