"""Checking a pledge: by its code, by the link in its QR code, and by the document itself."""

import pytest

from bot.receipt_paper import receipt_paper
from domain import receipt
from domain.ledger import masked_name, record_facts
from domain.people import Employee
from services import pledges, sealing
from services.sealing import Sealer
from storage import pledges as pledge_rows
from storage.engine import Transaction
from tests import builders
from tests.handlers.dialogue import Act, House, Person, Turn, opens, refusal, says, shown, writes
from texts import verify as texts
from texts.verify import document_verdict

pytestmark = pytest.mark.asyncio(loop_scope="module")

VALID = "Kode benar, pakta berlaku"


def _sign(tx: Transaction, employee: Employee, code: str, sealer: Sealer) -> None:
    campaign = pledge_rows.campaign(tx, 1)
    assert campaign is not None
    request = pledge_rows.current_request(tx, campaign.id, employee.id)
    assert request is not None
    assert pledge_rows.add_signature(tx, builders.signature_values(tx, campaign, employee, code=code))
    signature = pledge_rows.signature_of_request(tx, request.id)
    assert signature is not None
    sealing.append(tx, sealer, "signature", code, record_facts(signature))


async def signed(house: House, seed: bytes) -> tuple[Person, str]:
    """Somebody who has signed, and the code of the receipt."""
    person, code = await house.colleague(), receipt.make(seed)
    actor = await house.actor(person)
    assert actor is not None
    assert actor.employee is not None
    await house.office.db.write(_sign, actor.employee, code, house.office.sealer)
    return person, code


async def paper(house: House, code: str) -> bytes:
    found = await house.office.db.read(pledges.receipt_by_code, code)
    return await receipt_paper(house.office, house.office.place_for("id"), found)


def hands_in(data: bytes, name: str = "pakta.pdf") -> Act:
    async def act(turn: Turn) -> None:
        turn.box.people.upload(turn.person.id, turn.chat, data, name, "application/pdf")

    return act


async def test_codes_and_documents_are_checked_for_anybody(house: House) -> None:
    siti, code = await signed(house, b"berkas")
    stranger = house.stranger()
    found = says(
        VALID, masked_name(siti.employee.name), house.office.sealer.key_id,
        without=(siti.employee.name, siti.employee.staff_number, siti.employee.position),
    )  # fmt: skip
    pdf = await paper(house, code)
    changed = pdf.replace(b"%PDF-1.7", b"%PDF-1.6", 1)
    assert changed != pdf

    def verdict(state: str) -> str:
        return document_verdict(state, "id").heading

    await house.talk(
        stranger,
        (opens(f"v_{code}"), found),
        (writes(f"/periksa {receipt.shown(code).lower()}"), found),
        (writes(receipt.shown(code)), found),
        (hands_in(pdf), found),
        (writes("/periksa"), says(shown(texts.ask_code))),
        (hands_in(pdf, "tanpa-akhiran"), says(verdict("intact"), VALID)),
        (hands_in(changed), says(verdict("altered"), without=(VALID,))),
        (hands_in(b"%PDF-1.7 salam"), says(verdict("unreadable"))),
        (writes(f"/periksa {code[:-1]}"), says(refusal("verify.unknown"))),
        (hands_in(b"x" * 5_000_001), says(refusal("verify.too_large", megabytes=5))),
    )


async def test_a_paper_is_made_and_signed_once_and_kept(house: House) -> None:
    _, code = await signed(house, b"simpan")
    first = await paper(house, code)
    assert await paper(house, code) is first
    assert house.office.papers.size >= len(first)
