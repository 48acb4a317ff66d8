"""What a receipt code proves to anybody: the standing, the seal, and nothing that identifies the person."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from domain.audience import Audience, AudienceKind
from domain.ledger import Signature
from domain.people import Employee
from domain.pledge_request import Standing
from domain.proof import Proof, SealState
from services import sealing, verification
from services.verification import look_up
from storage import drafts, ledger, pledges
from storage.engine import Database, Transaction
from storage.tables import signature_withdrawals, witness_marks
from tests import builders
from tests.builders import NOW, SEALER
from tests.refusals import refused
from tests.sealed import unprotect

CODE, LATER_CODE = "F9MP4VVM4H", "00000000RC"
DAY = timedelta(days=1)
Change = Callable[[Transaction, Signature, Employee], object]


def signed(tx: Transaction) -> tuple[Signature, Employee]:
    signer = builders.employee(tx, builders.unit(tx), name="Siti Contohwati, S.E.")
    return builders.signature(tx, builders.campaign(tx), signer, code=CODE), signer


def withdraw(tx: Transaction, taken: Signature, signer: Employee) -> None:
    row = {"signature_id": taken.id, "employee_id": signer.id, "reason": "keliru", "by": "cli", "at": NOW}
    tx.execute(insert(signature_withdrawals).values(**row))


def sign_again(version: str, audience: Audience | None = None, opens: timedelta = DAY) -> Change:
    def change(tx: Transaction, _: Signature, signer: Employee) -> Signature:
        pledges.add_text(tx, version, builders.pledge_source(version), NOW)
        number = pledges.add_campaign(
            tx, version, version, NOW + opens, NOW + 900 * DAY, audience=audience or Audience()
        )
        campaign = pledges.campaign(tx, number)
        assert campaign is not None
        pledges.ask_all(tx, campaign, NOW)
        return builders.signature(tx, campaign, signer, code=LATER_CODE, signed_at=NOW + DAY)

    return change


def sign_again_by_mistake(tx: Transaction, earlier: Signature, signer: Employee) -> None:
    later = sign_again("uji-2")(tx, earlier, signer)
    assert isinstance(later, Signature)
    withdraw(tx, later, signer)


def nothing(tx: Transaction, _: Signature, signer: Employee) -> None:
    assert tx is not None
    assert signer is not None


OTHERS = Audience(AudienceKind.KIND, ("opd",))


@pytest.mark.parametrize(
    ("change", "days", "standing"),
    [
        (nothing, 1, Standing.VALID),
        (nothing, 364, Standing.VALID),
        (nothing, 365, Standing.EXPIRED),
        (sign_again("uji-2"), 2, Standing.SUPERSEDED),
        (sign_again("uji-2"), 400, Standing.SUPERSEDED),
        (sign_again("uji-2", OTHERS), 2, Standing.VALID),
        (sign_again("uji-2", opens=-DAY), 2, Standing.VALID),
        (sign_again_by_mistake, 2, Standing.VALID),
        (withdraw, 2, Standing.WITHDRAWN),
    ],
)
async def test_the_standing_follows_from_what_came_after(
    db: Database, change: Change, days: int, standing: Standing
) -> None:
    def rehearse(tx: Transaction) -> Proof:
        signature, signer = signed(tx)
        change(tx, signature, signer)
        return look_up(tx, CODE, NOW + days * DAY, SEALER)

    assert (await db.write(rehearse)).standing is standing


async def test_a_proof_holds_nothing_that_identifies_the_person(db: Database) -> None:
    def rehearse(tx: Transaction) -> tuple[Proof, Signature]:
        signature, _ = signed(tx)
        head = builders.employee(tx, builders.unit(tx, "lain"), name="Budi Misalnya")
        row = {"signature_id": signature.id, "employee_id": head.id, "telegram_id": 7, "at": NOW}
        words = {"name": head.name, "position": head.position, "unit_name": "Lain"}
        tx.execute(insert(witness_marks).values(**row, **words))
        return look_up(tx, "f9mp4-vvm4h", NOW, SEALER), signature

    proof, signature = await db.write(rehearse)
    assert (proof.name, proof.witness) == ("S••• C•••••••••• S•••", "B••• M•••••••")
    told = str(asdict(proof))
    assert [word for word in (signature.name, signature.staff_number, signature.position) if word in told] == []


async def test_the_seal_can_be_recomputed_from_the_entry(db: Database) -> None:
    proof = await db.write(lambda tx: (signed(tx), look_up(tx, CODE, NOW, SEALER))[1])
    entry = await db.read(ledger.entry_of, "signature", CODE)
    assert entry is not None
    assert proof.facts is not None
    assert proof.seal is SealState.HOLDS
    assert (proof.facts.sequence, proof.facts.key_id) == (entry.sequence, SEALER.key_id)
    assert SEALER.vouches(proof.facts.key_id, entry.body, bytes.fromhex(proof.facts.seal))


@pytest.mark.parametrize("typed", ["", "x", "F9MP4VVM4G", "F9MP4VVM4", "ZZZZZZZZZZ", LATER_CODE, "9" * 500, "-", "🙂"])
async def test_unknown_codes_and_wrong_check_characters_are_refused_alike(db: Database, typed: str) -> None:
    await db.write(signed)
    with refused("verify.unknown"):
        await db.read(look_up, typed, NOW, SEALER)


async def test_a_key_that_nobody_knows_vouches_for_nothing(db: Database) -> None:
    await db.write(signed)
    proof = await db.read(look_up, CODE, NOW, sealing.new_sealer())
    assert (proof.seal, proof.standing) == (SealState.BROKEN, Standing.VALID)


async def test_a_record_that_was_changed_no_longer_fits_its_seal(db: Database) -> None:
    def tamper(tx: Transaction) -> None:
        unprotect(tx)
        tx.execute(text("UPDATE signatures SET position = 'Kepala'"))

    await db.write(signed)
    await db.write(tamper)
    assert (await db.read(look_up, CODE, NOW, SEALER)).seal is SealState.BROKEN


async def test_a_signature_of_before_the_ledger_has_no_seal(db: Database) -> None:
    def rehearse(tx: Transaction) -> Proof:
        signer = builders.employee(tx, builders.unit(tx))
        values = builders.signature_values(tx, builders.campaign(tx), signer, code=CODE)
        return look_up(tx, CODE, NOW, SEALER) if pledges.add_signature(tx, values) else pytest.fail("not kept")

    proof = await db.write(rehearse)
    assert (proof.seal, proof.facts) == (SealState.MISSING, None)


async def test_a_document_is_waited_for(db: Database) -> None:
    def rehearse(tx: Transaction) -> str:
        actor = builders.stranger(tx)
        verification.await_document(tx, actor, NOW)
        draft = drafts.latest(tx, actor.telegram_id)
        assert draft is not None
        return f"{draft.kind}: {draft.step}"

    assert await db.write(rehearse) == "verify: document"
