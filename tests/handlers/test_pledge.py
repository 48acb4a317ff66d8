"""The pledge: read, tick, sign once, keep the receipt, have a code checked."""

import pytest

from domain import receipt
from domain.ledger import masked_name
from tests.handlers.dialogue import (
    Exchange,
    Fragment,
    House,
    Person,
    alert,
    forges,
    opens,
    presses,
    redraws,
    refusal,
    said,
    says,
    sends,
    toast,
    writes,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

POINTS = 7
TITLE = {"id": "Pakta Integritas", "en": "Integrity Pledge"}
PROMISE = {"id": "Saya menaati peraturan secara konsisten", "en": "I follow the law consistently"}
BEGIN, GO_ON, TICK, SIGN = "Mulai membaca", "Lanjutkan membaca", "☐ Saya berjanji", "Tanda tangani"
MORE = ("Baca sekaligus", "Tidak bersedia", "Beranda")
SIGNED = "Pakta integritas sudah ditandatangani"
SENDING = "PDF sedang dikirim."
SAVED = "Tersimpan. Terima kasih."
RECEIPT = "Tanda terima pakta integritas"


def point(number: int) -> Fragment:
    return said("butir %(number)s dari %(count)s", number=number, count=POINTS)


READY = said("%(count)s butir sudah dibaca", count=POINTS)


def signing() -> list[Exchange]:
    """From /pakta to the receipt."""
    ticks: list[Exchange] = [(presses(TICK), redraws(point(number))) for number in range(2, POINTS + 1)]
    return [
        (writes("/pakta"), says(buttons=[BEGIN, *MORE])),
        (presses(BEGIN), redraws(point(1), buttons=[TICK, "Baca semua", "Beranda"])),
        *ticks,
        (presses(TICK), redraws(READY, buttons=[SIGN, "Baca semua", "Beranda"])),
        (presses(SIGN), redraws(SIGNED), toast(SAVED), sends("document", b"%PDF-", RECEIPT)),
    ]


def campaign(house: House) -> int:
    return int(house.rows("select max(id) from campaigns")[0][0])


async def signer(house: House, unit: str = "dpmptsp") -> tuple[Person, str]:
    """Somebody who has signed, and the code of the receipt."""
    person = await house.colleague(unit)
    await house.talk(person, *signing())
    return person, code_of(house, person)


def code_of(house: House, person: Person) -> str:
    return str(house.rows("select code from signatures where telegram_id = ?", person.id)[0][0])


def receipts_of(house: House, person: Person) -> list[tuple[str, str]]:
    return house.rows("select kind, status from outbox where chat_id = ?", person.id)


@pytest.mark.parametrize("language", ["id", "en"])
async def test_a_person_reads_ticks_each_point_signs_and_keeps_a_pdf(house: House, language: str) -> None:
    siti = await house.colleague(language=language)
    title, promise = TITLE[language], PROMISE[language]
    await house.talk(
        siti,
        (writes("/pledge"), says(title, promise, siti.employee.name, buttons=[BEGIN, *MORE])),
        (presses(BEGIN), redraws(title, point(1), without=(promise,))),
        *[(presses(TICK), redraws(point(number))) for number in range(2, POINTS + 1)],
        (presses(TICK), redraws(title, READY, siti.employee.name, siti.employee.position)),
        (presses(SIGN), redraws(SIGNED, siti.employee.name, buttons=["Salin kode", "Kirim PDF", "Beranda"]),
         toast(SAVED), sends("document", b"%PDF-", RECEIPT, siti.employee.name)),
        (writes("/pakta"), says(SIGNED, buttons=["Salin kode", "Kirim PDF", "Beranda"])),
        (presses("Beranda"), redraws("Beranda", "✅")),
    )  # fmt: skip
    code = code_of(house, siti)
    document = next(one for one in house.box.messages(siti.id) if one.media)
    assert document.media is not None
    assert document.media.file.name == f"pakta-integritas-{code}.pdf"
    assert receipt.shown(code) in document.text
    assert house.rows("select language, name from signatures where code = ?", code) == [(language, siti.employee.name)]


async def test_a_tick_out_of_turn_changes_nothing(house: House) -> None:
    siti, number = await house.colleague(), campaign(house)
    await house.talk(
        siti,
        (writes("/pakta"), says(buttons=[BEGIN, *MORE])),
        (forges(f"pledge.tick:{number}:1"), redraws(buttons=[BEGIN, *MORE])),
        (presses(BEGIN), redraws(point(1))),
        (forges(f"pledge.tick:{number}:3"), redraws(point(1))),
        (presses(TICK), redraws(point(2))),
        (forges(f"pledge.tick:{number}:1"), redraws(point(2))),
        (forges(f"pledge.tick:{number}:0"), redraws(point(2))),
        (forges(f"pledge.tick:{number}:-1"), redraws(point(2))),
        (forges(f"pledge.tick:{number}:8"), redraws(point(2))),
    )


async def test_a_doubled_tick_counts_once(house: House) -> None:
    siti = await house.colleague()
    await house.talk(
        siti,
        (writes("/pakta"), says(buttons=[BEGIN, *MORE])),
        (presses(BEGIN, times=2), redraws(point(1))),
        (presses(TICK, times=2), redraws(point(2))),
        (presses(TICK, times=3), redraws(point(3))),
    )


async def test_nobody_signs_before_all_points_are_ticked(house: House) -> None:
    siti, number = await house.colleague(), campaign(house)
    await house.talk(
        siti,
        (writes("/pakta"), says(buttons=[BEGIN, *MORE])),
        (forges(f"pledge.sign:{number}"), alert("pledge.unread")),
        (presses(BEGIN), redraws(point(1))),
        *[(presses(TICK), redraws(point(one))) for one in range(2, POINTS + 1)],
        (forges(f"pledge.sign:{number}"), alert("pledge.unread")),
    )
    assert house.rows("select id from signatures where telegram_id = ?", siti.id) == []


async def test_reading_goes_on_where_it_was_left(house: House) -> None:
    siti = await house.colleague()
    await house.talk(
        siti,
        (writes("/pakta"), says(buttons=[BEGIN, *MORE])),
        (presses(BEGIN), redraws(point(1))),
        (presses(TICK), redraws(point(2))),
        (presses("Baca semua"), redraws(PROMISE["id"], buttons=[GO_ON, *MORE])),
        (presses(GO_ON), redraws(point(2))),
        (presses("Beranda"), redraws("Beranda")),
        (presses("Pakta integritas"), redraws(PROMISE["id"], buttons=[GO_ON, *MORE])),
    )


async def test_signing_again_or_twice_at_once_stays_one_signature_and_one_receipt(house: House) -> None:
    siti, number = await house.colleague(), campaign(house)
    *until_ready, _ = signing()
    await house.talk(
        siti,
        *until_ready,
        (presses(SIGN, times=3), redraws(SIGNED), toast(SAVED), sends("document", b"%PDF-", RECEIPT)),
        (forges(f"pledge.sign:{number}"), toast(SAVED), says(SIGNED)),
        (writes("/pakta"), says(SIGNED)),
        (forges(f"pledge.tick:{number}:1"), redraws(SIGNED)),
        (forges(f"pledge.begin:{number}"), redraws(SIGNED)),
    )
    assert len(house.rows("select id from signatures where telegram_id = ?", siti.id)) == 1
    assert receipts_of(house, siti) == [("receipt", "sent")]


async def test_the_pdf_comes_again_when_asked_for(house: House) -> None:
    siti, _ = await signer(house)
    await house.talk(
        siti,
        (writes("/pakta"), says(SIGNED)),
        (presses("Kirim PDF"), toast(SENDING), sends("document", b"%PDF-", RECEIPT)),
        (presses("Kirim PDF"), toast(SENDING), sends("document", b"%PDF-", RECEIPT)),
    )


async def test_there_is_no_pdf_before_the_signature(house: House) -> None:
    siti = await house.colleague()
    await house.talk(
        siti,
        (writes("/pakta"), says(buttons=[BEGIN, *MORE])),
        (forges("pledge.document"), alert("pledge.unsigned")),
    )
    assert receipts_of(house, siti) == []


@pytest.mark.parametrize("verb", ["begin:99", "tick:99:1", "sign:99", "sign:0", "begin:-1"])
async def test_a_button_of_a_campaign_that_is_not_open_says_so(house: House, verb: str) -> None:
    siti = await house.colleague("inspektorat")
    await house.talk(
        siti,
        (writes("/pakta"), says(buttons=[BEGIN, *MORE])),
        (forges(f"pledge.{verb}"), alert("pledge.campaign_over")),
    )


async def test_data_copied_from_somebody_else_s_button_touches_only_the_own_pledge(house: House) -> None:
    siti, budi = await house.colleague(), await house.colleague()
    number = campaign(house)
    await house.talk(siti, (writes("/pakta"), says(buttons=[BEGIN, *MORE])), (presses(BEGIN), redraws(point(1))))
    await house.talk(siti, (presses(TICK), redraws(point(2))))
    await house.talk(
        budi,
        (writes("/pakta"), says(budi.employee.name, buttons=[BEGIN, *MORE])),
        (forges(f"pledge.tick:{number}:2"), redraws(budi.employee.name, without=(siti.employee.name,))),
        (forges(f"pledge.sign:{number}"), alert("pledge.unread")),
    )
    await house.talk(siti, (writes("/pakta"), says(buttons=[GO_ON, *MORE])), (presses(GO_ON), redraws(point(2))))


@pytest.mark.parametrize("language", ["id", "en"])
async def test_anybody_may_check_a_code_and_learns_no_whole_name(house: House, language: str) -> None:
    siti, code = await signer(house, "diskominfo")
    stranger = house.stranger(language)
    found = says(
        "Kode benar, pakta berlaku", masked_name(siti.employee.name),
        without=(siti.employee.name, siti.employee.staff_number, siti.employee.staff_number[-4:]),
    )  # fmt: skip
    lower = f"{code[:5]}-{code[5:]}".lower()
    await house.talk(
        stranger,
        (opens(f"v_{code}"), found),
        (writes(f"/periksa {receipt.shown(code)}"), found),
        (writes(f"/verify {lower}"), found),
        (writes(f"/periksa {code[:5]} {code[5:]}"), found),
        (writes(receipt.shown(code).lower()), found),
    )


async def test_wrong_codes_of_every_kind_are_answered_alike(house: House) -> None:
    stranger = house.stranger()
    unknown = receipt.make(b"\0\1\2\3\4\5")
    wrong = ["AAAAA-AAAAB", receipt.shown(unknown), "x", "' OR 1=1 --", "9" * 500, "🙂", "<b>", "%00"]
    await house.talk(
        stranger,
        (opens(f"v_{unknown}"), says(refusal("verify.unknown"))),
        *[(writes(f"/periksa {code}"), says(refusal("verify.unknown"))) for code in wrong],
        (opens("v_"), says(refusal("verify.unknown"))),
        (opens("v"), says(refusal("verify.unknown"))),
    )
