"""Reading at once, the second factor, declining, and the PIN, where the agency asks for name and PIN."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from domain.audience import Audience, AudienceKind
from domain.rights import Role
from services import campaigns
from tests.builders import pledge_source
from tests.handlers.dialogue import (
    Exchange,
    House,
    Person,
    alert,
    forges,
    nothing,
    opened,
    presses,
    redraws,
    refusal,
    says,
    sends,
    writes,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

BEGIN, AT_ONCE, READ_ALL, SIGN = "Mulai membaca", "Baca sekaligus", "Saya sudah membaca semuanya", "Tanda tangani"
DECLINE, WHOLE, HOME = "Tidak bersedia", "Baca semua", "Beranda"
ALL_READ = "Semua butir sudah dibaca"
PIN, OTHER_PIN = "402917", "917 402"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def strict(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """An agency that asks for the typed name and a PIN."""
    async with opened(tmp_path_factory.mktemp("strict"), factor="name+pin") as running:
        yield running


def reading(person: Person) -> list[Exchange]:
    """From /pakta to the first PIN."""
    return [
        (writes("/pakta"), says(buttons=[BEGIN, AT_ONCE, DECLINE, HOME])),
        (presses(AT_ONCE), redraws(buttons=[READ_ALL, "Baca butir demi butir", DECLINE, HOME])),
        (presses(READ_ALL), redraws(ALL_READ, person.employee.name, buttons=[WHOLE, HOME])),
    ]


def kept_nowhere(house: House, person: Person, secret: str) -> None:
    assert [one.text for one in house.box.messages(person.id) if secret in one.text] == []
    for table, column in (("drafts", "data"), ("inbox", "payload"), ("outbox", "params"), ("audit", "detail")):
        assert house.rows(f"select 1 from {table} where {column} like ?", f"%{secret}%") == [], table


@pytest.mark.parametrize("language", ["id", "en"])
async def test_name_and_pin_come_before_the_tap(strict: House, language: str) -> None:
    siti = await strict.colleague(language=language)
    name = siti.employee.name.partition(",")[0].upper()
    await strict.talk(
        siti,
        *reading(siti),
        (forges(f"pledge.sign:{campaign(strict)}"), alert("pledge.unproved")),
        (writes("Bukan Nama Saya"), says(refusal("pledge.name_differs"))),
        (writes(name), says("Buat PIN", buttons=[WHOLE, HOME])),
        (writes("halo"), says(refusal("pledge.pin_form", length=6))),
        (writes("123456"), says(refusal("pledge.pin_weak"))),
        (presses(WHOLE), redraws(buttons=["Lanjut ke tanda tangan", DECLINE, HOME])),
        (presses("Lanjut ke tanda tangan"), redraws("Buat PIN")),
        (writes(PIN), says(siti.employee.name, buttons=[SIGN, WHOLE, HOME])),
        (presses(SIGN, times=2), redraws("Pakta integritas sudah ditandatangani"), sends("document", b"%PDF-")),
    )
    await strict.settled()
    recorded = strict.rows("select reading, factor from signatures where telegram_id = ?", siti.id)
    assert recorded == [("whole", "name+pin")]
    kept_nowhere(strict, siti, PIN)


async def test_a_pin_is_changed_by_who_knows_it_and_a_wrong_one_locks(strict: House) -> None:
    siti = await strict.colleague()
    await strict.talk(
        siti,
        (writes("/saya"), says(buttons=["Bahasa", "Privasi", "Cuti saya", "Pengingat saya", "PIN", HOME])),
        (presses("PIN"), redraws("PIN baru", buttons=["Batal"])),
        (writes(PIN), says("PIN tersimpan")),
        (writes("/saya"), says()),
        (presses("PIN"), redraws("Ganti PIN")),
        (writes("917403"), says(refusal("pledge.pin_wrong"))),
        (writes(PIN), says("PIN baru")),
        (writes(OTHER_PIN), says("PIN tersimpan")),
        (writes("/saya"), says()),
        (presses("PIN"), redraws("Ganti PIN")),
        (presses("Batal"), redraws("PIN tidak diubah.")),
        *reading(siti),
        (writes(siti.employee.name), says("PIN Bapak/Ibu")),
        *[(writes(PIN), says(refusal("pledge.pin_wrong"))) for _ in range(5)],
        (writes(OTHER_PIN), says(refusal("guess.locked", minutes=1))),
    )
    kept_nowhere(strict, siti, PIN)


async def test_a_decline_asks_why_and_only_the_head_hears_it(strict: House) -> None:
    head = await strict.colleague("diskominfo", role=Role.UNIT_HEAD, scope="diskominfo")
    siti = await strict.colleague("diskominfo", language="en")
    reason = "Saya belum paham <butir 3>"
    await strict.talk(
        siti,
        (writes("/pakta"), says()),
        (presses(DECLINE), redraws(buttons=["Batal"])),
        (presses("Batal"), redraws(buttons=[BEGIN, AT_ONCE, DECLINE, HOME])),
        (presses(DECLINE), redraws(buttons=["Batal"])),
        (writes("ya"), says(refusal("pledge.reason_length", shortest=3, longest=300))),
        (writes(reason), says(reason, buttons=["Ya, saya tidak bersedia", "Batal"])),
        (presses("Ya, saya tidak bersedia", times=2), redraws("Pernyataan tercatat", buttons=[WHOLE, HOME])),
        (presses(WHOLE), redraws(buttons=[BEGIN, AT_ONCE, HOME])),
    )
    await strict.talk(head, (nothing, says(siti.employee.name, reason)))
    assert strict.rows("select reason from declines") == [(reason,)]
    groups = strict.rows("select 1 from outbox where kind = 'pledge_declined' and chat_id < 0")
    assert groups == []


async def test_several_that_wait_are_listed(strict: House) -> None:
    siti = await strict.colleague()
    office = strict.office
    now, first = office.clock.now(), campaign(strict)
    ends = strict.rows("select title from campaigns where id = ?", first)
    until = now.replace(year=now.year + 1)
    kinds = Audience(AudienceKind.KIND, tuple({row[0] for row in strict.rows("select kind from units")}))
    await office.db.write(
        campaigns.publish, pledge_source("uji-9"), "Pakta Kedua", until, now, office.sealer, audience=kinds
    )
    await strict.talk(
        siti,
        (writes("/pakta"), says(_waiting_text(2), buttons=["Pakta Kedua", ends[0][0], HOME])),
        (presses("Pakta Kedua"), redraws("Pakta Kedua", buttons=[BEGIN, AT_ONCE, DECLINE, HOME])),
        (forges("pledge.document"), alert("pledge.unsigned")),
        (forges(f"pledge.open:{first}"), redraws(ends[0][0])),
    )


def _waiting_text(count: int) -> str:
    return f"Ada {count} pakta yang menunggu"


def campaign(house: House) -> int:
    return int(house.rows("select max(id) from campaigns")[0][0])
