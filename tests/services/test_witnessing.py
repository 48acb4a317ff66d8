"""A head attests signatures of the unit: whose, once, sealed, and all at once only after having seen them all."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from domain import receipt
from domain.errors import DomainError
from domain.ledger import Signature
from domain.people import Actor, Unit
from domain.rights import Role
from services import ledger_check, verification, withdrawing, witnessing
from storage import drafts, ledger, people
from storage.engine import Database, Transaction
from storage.tables import audit, employees, outbox, pledge_requests, witness_marks
from tests import builders
from tests.builders import NOW, SEALER
from tests.refusals import refused
from tests.sealed import campaign_with_text, unprotect

HEAD, OTHER_HEAD, SIGNER = 801, 802, 900
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Office:
    """A unit whose head has signed too, `signed` by others, one of whom is linked, and a unit below with its head."""

    unit: Unit
    head: Actor
    below: Unit
    head_below: Actor
    own: Signature
    signed: tuple[Signature, ...]


def office(tx: Transaction, signers: int = 1) -> Office:
    unit = builders.unit(tx)
    below = builders.unit(tx, "pkm", parent=unit)
    campaign = campaign_with_text(tx)
    head = builders.linked(tx, unit, HEAD, role=Role.UNIT_HEAD, scope=unit)
    head_below = builders.linked(tx, below, OTHER_HEAD, role=Role.UNIT_HEAD, scope=below)
    assert head.employee is not None
    own = builders.signature(tx, campaign, head.employee, code="HHHHHHHHHH")
    signed = []
    for number in range(signers):
        who = builders.employee(tx, unit, name=f"Pegawai Contoh {number:02}")
        at = NOW + timedelta(seconds=number)
        signed.append(builders.signature(tx, campaign, who, code=receipt.make(bytes([number] * 6)), signed_at=at))
    first = people.employee(tx, signed[0].employee_id) if signed else None
    if first is not None:
        builders.linked(tx, unit, SIGNER, person=first)
    return Office(unit, head, below, head_below, own, tuple(signed))


def marked(tx: Transaction) -> list[int]:
    return list(tx.execute(select(witness_marks.c.signature_id).order_by(witness_marks.c.signature_id)).scalars())


async def faults(db: Database) -> list[str]:
    return [one.key for one in (await db.read(ledger_check.verify, SEALER, every_seal=True)).faults]


async def test_a_mark_is_sealed_shown_on_paper_and_told_once(db: Database) -> None:
    at = await db.write(office)
    (signed,) = at.signed
    before = await db.read(witnessing.on_paper, signed)
    mark = (await db.write(witnessing.attest, at.head, signed.id, NOW, SEALER)).mark
    assert mark is not None
    assert (await db.write(witnessing.attest, at.head, signed.id, NOW + HOUR, SEALER)).mark == mark
    employee = at.head.employee
    assert employee is not None
    assert (mark.employee_id, mark.name, mark.position) == (employee.id, employee.name, employee.position)
    assert (mark.telegram_id, mark.unit_name, mark.at) == (HEAD, at.unit.name, NOW)
    entry = await db.read(ledger.entry_of, "signature", signed.code)
    assert entry is not None
    after = await db.read(witnessing.on_paper, signed)
    assert [(one.record, one.mark) for one in (before, after)] == [(entry.sequence, None), (entry.sequence, mark)]
    assert (await db.read(verification.look_up, signed.code, NOW, SEALER)).witness == "P•••••• 1"
    assert await faults(db) == []
    posts = await db.read(lambda tx: tx.execute(select(outbox.c.kind, outbox.c.chat_id)).all())
    assert [tuple(one) for one in posts] == [("pledge_witnessed", SIGNER)]


async def test_only_the_signer_is_told(db: Database) -> None:
    at = await db.write(office)
    mark = (await db.write(witnessing.attest, at.head, at.signed[0].id, NOW, SEALER)).mark
    assert mark is not None
    told = await db.read(witnessing.told, mark.id, SIGNER)
    assert told is not None
    assert (told.mark, told.signature) == (mark, at.signed[0])
    assert await db.read(witnessing.told, mark.id, HEAD) is None
    await db.write(withdrawing.withdraw_from, "cli", at.signed[0].code, "keliru", NOW, SEALER)
    assert await db.read(witnessing.told, mark.id, SIGNER) is None


async def test_nobody_attests_their_own_or_what_another_unit_signed(db: Database) -> None:
    at = await db.write(office)
    with refused("witness.own"):
        await db.write(witnessing.attest, at.head, at.own.id, NOW, SEALER)
    for signature_id in (at.signed[0].id, 987654):  # nothing tells who may not whether there is such a signature
        with refused("access.denied"):
            await db.write(witnessing.case, at.head_below, signature_id, NOW)
        with refused("access.denied"):
            await db.write(witnessing.attest, at.head_below, signature_id, NOW, SEALER)
    with refused("access.denied"):
        await db.write(witnessing.listing, at.head_below, at.unit.id, 0, NOW)
    with refused("access.denied"):
        await db.write(witnessing.attest_all, at.head_below, at.unit.id, NOW, SEALER)
    assert await db.read(marked) == []
    assert await faults(db) == []


async def test_the_head_above_attests_what_is_signed_below(db: Database) -> None:
    at = await db.write(office, 0)

    def sign_below(tx: Transaction) -> Signature:
        assert at.head_below.employee is not None
        campaign = campaign_with_text(tx, "uji-2")
        return builders.signature(tx, campaign, at.head_below.employee, code="BBBBBBBBBB")

    signed = await db.write(sign_below)
    found = await db.write(witnessing.listing, at.head, at.unit.id, 0, NOW)
    assert found.signatures == (signed,)
    assert (await db.write(witnessing.listing, at.head_below, at.below.id, 0, NOW)).signatures == ()
    await db.write(witnessing.attest, at.head, signed.id, NOW, SEALER)
    assert await db.read(marked) == [signed.id]


async def test_two_at_once_make_one_mark(db: Database) -> None:
    at = await db.write(office, 3)

    def second_head(tx: Transaction) -> Actor:
        return builders.linked(tx, at.unit, 803, role=Role.UNIT_HEAD, scope=at.unit)

    other = await db.write(second_head)
    ids = [one.id for one in at.signed]
    await db.write(witnessing.listing, at.head, at.unit.id, 0, NOW)
    async with asyncio.timeout(30):
        await asyncio.gather(
            *(db.write(witnessing.attest, who, one, NOW, SEALER) for one in ids for who in (at.head, other)),
            *(db.write(witnessing.attest_all, at.head, at.unit.id, NOW, SEALER) for _ in range(3)),
        )
    assert await db.read(marked) == ids
    assert await faults(db) == []


async def test_a_witness_and_a_correction_at_the_same_moment_leave_a_sound_ledger(db: Database) -> None:
    at = await db.write(office, 4)
    async with asyncio.timeout(30):
        ended = await asyncio.gather(
            *(db.write(witnessing.attest, at.head, one.id, NOW, SEALER) for one in at.signed),
            *(db.write(withdrawing.withdraw_from, "cli", one.code, "keliru", NOW, SEALER) for one in at.signed),
            return_exceptions=True,
        )
    refusals = {one.key for one in ended if isinstance(one, DomainError)}
    assert [one for one in ended if isinstance(one, Exception) and not isinstance(one, DomainError)] == []
    assert refusals <= {"witness.over"}  # where the correction came first
    assert (await db.write(witnessing.listing, at.head, at.unit.id, 0, NOW)).waiting == 0
    assert await faults(db) == []


async def test_all_at_once_takes_what_was_shown_and_nothing_else(db: Database) -> None:
    at = await db.write(office, 10)
    with refused("witness.unread"):
        await db.write(witnessing.attest_all, at.head, at.unit.id, NOW, SEALER)
    second = await db.write(witnessing.listing, at.head, at.unit.id, 1, NOW)
    assert (len(second.signatures), second.pages, second.waiting, second.read) == (2, 2, 10, 2)
    with refused("witness.unread"):
        await db.write(witnessing.attest_all, at.head, at.unit.id, NOW, SEALER)
    first = await db.write(witnessing.listing, at.head, at.unit.id, -3, NOW)
    assert (len(first.signatures), first.page, first.read) == (8, 0, 10)

    def sign_late(tx: Transaction) -> int:
        who = builders.employee(tx, at.unit)
        campaign = campaign_with_text(tx, "uji-2")
        return builders.signature(tx, campaign, who, code="LLLLLLLLLL", signed_at=NOW - HOUR).id

    late = await db.write(sign_late)
    done = await db.write(witnessing.attest_all, at.head, at.unit.id, NOW, SEALER)
    assert (done.count, done.left) == (10, 1)
    assert late not in await db.read(marked)
    again = await db.write(witnessing.attest_all, at.head, at.unit.id, NOW, SEALER)
    assert (again.count, again.left) == (0, 1)
    assert await faults(db) == []


async def test_what_was_shown_of_one_unit_opens_nothing_of_another(db: Database) -> None:
    at = await db.write(office, 1)

    def of_both(tx: Transaction) -> Actor:
        third = builders.unit(tx, "third")
        builders.signature(tx, builders.campaign(tx, "uji-2"), builders.employee(tx, third), code="CCCCCCCCCC")
        return builders.linked(tx, third, 804, role=Role.UNIT_HEAD)

    agency_head = await db.write(of_both)
    assert agency_head.unit is not None
    await db.write(witnessing.listing, agency_head, at.unit.id, 0, NOW)
    with refused("witness.unread"):
        await db.write(witnessing.attest_all, agency_head, agency_head.unit.id, NOW, SEALER)


async def test_many_are_attested_in_several_taps(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witnessing, "MOST_AT_ONCE", 2)
    at = await db.write(office, 5)
    await db.write(witnessing.listing, at.head, at.unit.id, 0, NOW)
    counts = [(await db.write(witnessing.attest_all, at.head, at.unit.id, NOW, SEALER)).count for _ in range(4)]
    assert counts == [2, 2, 1, 0]
    assert await db.read(marked) == [one.id for one in at.signed]


async def test_what_counts_no_more_needs_no_witness(db: Database) -> None:
    at = await db.write(office, 3)
    moved, expired, withdrawn = at.signed
    await db.write(withdrawing.withdraw_from, "cli", withdrawn.code, "keliru", NOW, SEALER)

    def move_away(tx: Transaction) -> None:
        person = people.employee(tx, moved.employee_id)
        assert person is not None
        builders.move_employee(tx, person, at.below)

    await db.write(move_away)
    found = await db.write(witnessing.listing, at.head, at.unit.id, 0, NOW)
    assert found.signatures == (expired,)
    for signature, now in ((moved, NOW), (withdrawn, NOW), (expired, expired.valid_until)):
        with refused("witness.over"):
            await db.write(witnessing.attest, at.head, signature.id, now, SEALER)
    assert (await db.write(witnessing.listing, at.head, at.unit.id, 0, expired.valid_until)).waiting == 0


async def test_each_look_is_logged_for_those_who_were_shown(db: Database) -> None:
    at = await db.write(office, 9)
    await db.write(witnessing.listing, at.head, at.unit.id, 1, NOW)
    await db.write(witnessing.case, at.head, at.signed[0].id, NOW)
    looks = await db.read(lambda tx: tx.execute(select(audit.c.action, audit.c.subject)).all())
    seen = [tuple(one) for one in looks if one.action.startswith("see_")]
    first, last = (f"employee:{one.employee_id}" for one in (at.signed[0], at.signed[-1]))
    assert seen == [("see_list", last), ("see_pledge", first)]


async def test_a_mark_that_was_changed_removed_or_put_in_is_found(db: Database) -> None:
    at = await db.write(office, 2)
    await db.write(witnessing.attest, at.head, at.signed[0].id, NOW, SEALER)

    def tamper(tx: Transaction, statement: str) -> list[str]:
        unprotect(tx)
        tx.execute(text(statement))
        return [one.key for one in ledger_check.verify(tx, SEALER).faults]

    changed = await db.write(tamper, "UPDATE witness_marks SET name = 'Orang Lain'")
    assert changed == ["ledger.body_differs"]
    back = f"UPDATE witness_marks SET name = '{at.head.employee.name if at.head.employee else ''}'"
    assert await db.write(tamper, back) == []
    put_in = (
        "INSERT INTO witness_marks (signature_id, employee_id, telegram_id, name, position, unit_name, at) "
        f"SELECT {at.signed[1].id}, employee_id, telegram_id, name, position, unit_name, at FROM witness_marks"
    )
    assert await db.write(tamper, put_in) == ["ledger.record_unsealed"]
    assert await db.write(tamper, "DELETE FROM witness_marks") == ["ledger.record_missing"]


async def test_a_unit_that_took_over_another_s_requests_finds_them(db: Database) -> None:
    at = await db.write(office)

    def pass_on(tx: Transaction) -> None:
        tx.execute(update(pledge_requests).values(unit_id=at.below.id))
        tx.execute(update(employees).values(unit_id=at.below.id))

    await db.write(pass_on)
    found = await db.write(witnessing.listing, at.head_below, at.below.id, 0, NOW)
    assert at.signed[0] in found.signatures
    draft = await db.read(drafts.draft, OTHER_HEAD, witnessing.DRAFT)
    assert draft is not None
    assert set(draft.data) == {"unit", "shown", "all"}  # ids only, no names
