"""A unit's whole year in the chat: declared, filled by two, reviewed, returned, revised, proposed, pulled, awarded."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from documents import lke_workbook
from domain.instrument import bundled
from domain.lke_import import State
from domain.messages import Group
from domain.proposal import ITEMS
from domain.rights import Role
from domain.zone import Layer
from handlers.guards import Pace
from services import lke_files
from storage import groups
from storage.engine import Transaction
from storage.tables import cycles
from tests import files
from tests.handlers.dialogue import (
    SECONDS,
    Exchange,
    House,
    Person,
    forges,
    nothing,
    presses,
    redraws,
    says,
    toast,
    writes,
)
from tests.handlers.test_evidence import opens_evidence, sends_file, sends_photo
from tests.handlers.test_lke import CODES, best
from tests.web.test_portal import PUBLIC, TOKEN, WBK, served
from texts.stage_words import MOVES
from web.evidence_page import EvidenceDesk
from web.portal import PortalDesk

UNIT, NAME, WEAK, AFTER = "dinkes", "Dinas Kesehatan", "P1.i.b", "P1.ii.a"
GROUP = -4711
LINK = "https://bukti.contoh.go.id/renaksi"
RECEIVED = "Bukti diterima"


def unit_id(house: House) -> int:
    ((found,),) = house.rows("select id from units where code = ?", UNIT)
    return int(found)


def told(house: House, chat: int) -> int:
    """How often a chat has heard of the award."""
    return sum("Predikat WBK ditetapkan" in one.text for one in house.box.messages(chat))


def moves(event: str, stage: str, letter: str = "") -> tuple[Exchange, ...]:
    """Press a move on the screen of stages, with its letter where it needs one, and confirm it."""
    asked = (presses(MOVES[event]), redraws("Mohon ketik nomor suratnya" if letter else "Dari tahap"))
    typed = ((writes(letter), says(f"Nomor surat: {letter}")),) if letter else ()
    return (asked, *typed, (presses("Ya, lanjutkan"), redraws(f"Tahap: {stage}")))


def at_stages(house: House) -> Exchange:
    return (forges(f"stages.open:{unit_id(house)}"), redraws("Tahap:"))


async def windows(house: House, propose: tuple[date, date]) -> None:
    """Every window is open but the one for proposing, which is as told."""

    def change(tx: Transaction) -> None:
        kept = {"propose": [day.isoformat() for day in propose]}
        tx.execute(cycles.update().values(windows=kept))

    await house.office.db.write(change)


async def declare(house: House, admin: Person) -> None:
    await house.talk(
        admin,
        (writes("/admin"), says()),
        (presses("Pencanangan"), redraws("Terpilih: 0")),
        (writes("kesehatan dinas"), says("Pencarian")),
        (presses(f"▫️ {NAME}"), redraws("Terpilih: 1")),
        (presses("Canangkan 1 unit"), redraws("1 unit akan ikut serta menuju WBK")),
        (presses("Ya, canangkan"), redraws("Dicanangkan menuju WBK", NAME)),
    )


async def fill(house: House, head: Person, member: Person) -> None:
    """Both at once, half each; one of them finds a question changed meanwhile."""
    half = len(CODES) // 2
    after = [*CODES[1:], "Semua 113 pertanyaan terjawab"]
    filled = [best(code, following) for code, following in zip(CODES, after, strict=True)]
    await house.talk(
        head,
        (writes("/lke"), says("kurang 113")),
        (presses("Isi pertanyaan berikutnya"), redraws(CODES[0])),
    )
    await house.talk(
        member,
        (writes("/lke"), says("kurang 113")),
        (presses("Isi pertanyaan berikutnya"), redraws(CODES[0])),
        *filled[:half],
    )
    await house.talk(
        head,
        (presses("Tidak"), toast("Belum disimpan: jawaban ini baru saja diubah orang lain."), redraws("Jawaban: Ya")),
        (writes("/lke"), says(f"kurang {113 - half}")),
        (presses("Isi pertanyaan berikutnya"), redraws(CODES[half])),
        *filled[half:],
    )


async def give_evidence(house: House, member: Person) -> None:
    await house.talk(
        member,
        (writes("/lke"), says("Terjawab")),
        (opens_evidence(house, CODES[0]), redraws("Belum ada bukti")),
        (sends_file(member, files.PDF, "SK Tim.pdf"), says(RECEIVED)),
        (writes(LINK), says(RECEIVED)),
        (writes("/lke"), says("Terjawab")),
        (opens_evidence(house, WEAK), redraws("Belum ada bukti")),
        (sends_file(member, files.PDF, "SK Tim.pdf"), says(RECEIVED)),
        (sends_photo(member, "Rapat tim"), says(RECEIVED)),
    )
    assert house.rows("select count(*) from evidence_files") == [(2,)]
    assert house.rows("select count(*) from evidence_items where unit_id = ?", unit_id(house)) == [(4,)]


async def return_it(house: House, tpi: Person) -> None:
    rest = len(CODES) - 1
    await house.talk(
        tpi,
        (nothing, says("Tahap unit berubah", NAME)),
        (writes("/nilai"), says("Antrean penilaian TPI", NAME)),
        (presses(NAME), redraws(f"Belum dinilai: {len(CODES)} dari {len(CODES)}")),
        (forges(f"assess.show:{unit_id(house)}:tpi:{WEAK}"), redraws(WEAK, "Unit: A", "Bukti: 2")),
        (presses("C"), redraws(f"{WEAK} tersimpan")),
        (presses(f"‹ {WEAK}"), redraws("TPI: C")),
        (presses("Temuan"), redraws("Mohon ketik temuannya")),
        (writes("SK tahun lalu"), says("Temuan: SK tahun lalu")),
        (presses("Ringkasan"), redraws("⚠️ 1")),
        (presses(f"Terima {rest} sisanya"), redraws(f"{rest} pertanyaan")),
        (presses(f"Ya, terima {rest} jawaban"), redraws("sudah dinilai"), toast(f"Jawaban diterima: {rest}")),
        at_stages(house),
        *moves("worksheet_returned", "dikembalikan untuk diperbaiki"),
    )


async def revise(house: House, head: Person) -> None:
    await house.talk(
        head,
        (nothing, says("dikembalikan untuk diperbaiki")),
        (presses("Lihat tahap"), redraws("Tahap: dikembalikan")),
        (forges(f"lke.show:{unit_id(house)}:{WEAK}"), redraws("Temuan: SK tahun lalu", "Jawaban: A")),
        (presses("Catatan"), redraws("Mohon ketik")),
        (writes("SK 2027 sudah terbit"), says("SK 2027 sudah terbit")),
        at_stages(house),
        *moves("worksheet_revised", "evaluasi TPI"),
    )


async def accept(house: House, tpi: Person) -> None:
    await house.talk(
        tpi,
        (nothing, says("Tahap unit berubah")),
        (writes("/nilai"), says(NAME)),
        (forges(f"assess.show:{unit_id(house)}:tpi:{WEAK}"), redraws("SK 2027 sudah terbit")),
        (presses("Setuju dengan unit"), redraws(f"{WEAK} tersimpan")),
        (forges(f"assess.show:{unit_id(house)}:tpi:{WEAK}"), redraws("TPI: A")),
        (presses("Tutup: SK tahun lalu"), redraws("keterangan penutupan")),
        (writes("Lengkap"), says(f"{WEAK} tersimpan")),
        at_stages(house),
        *moves("unit_proposed", "diusulkan"),
    )


async def bring_the_papers(house: House, who: dict[Role, Person]) -> None:
    """Each keeper ticks their items, with a link where one is needed."""
    for role, person in who.items():
        exchanges: list[Exchange] = []
        for item in ITEMS:
            if item.keeper is role:
                exchanges.append((forges(f"proposal.item:{unit_id(house)}:{item.code}"), redraws("☐ Belum ada")))
                if item.evidence:
                    exchanges.append((writes(f"https://berkas.contoh.go.id/{item.code}"), says("☑ Sudah ada")))
                else:
                    exchanges.append((presses("Tandai sudah ada"), redraws("☑ Sudah ada"), toast("Tersimpan.")))
        await house.talk(person, (writes("/bantuan"), says()), *exchanges)


async def write_and_read_the_workbook(house: House) -> None:
    """What goes out as a workbook comes back without any change, in every layer."""
    book = await house.office.db.write(lke_files.export_directly, UNIT, house.office.agency, house.office.clock.now())
    reading = lke_workbook.read(lke_workbook.write(book), "lke.xlsx", bundled())
    for layer in (Layer.UNIT, Layer.TPI):
        found = await house.office.db.read(lke_files.preview_directly, UNIT, layer, reading)
        assert (found.count(State.SAME), found.changes, found.problems) == (len(CODES), (), ()), layer


async def award(house: House, admin: Person) -> None:
    await house.talk(
        admin,
        (writes("/bantuan"), says()),
        at_stages(house),
        (presses(f"{MOVES['proposal_sent']} (unit afirmasi)"), redraws("Mohon ketik nomor suratnya", "unit afirmasi")),
        (writes("500/1/2027"), says("Nomor surat: 500/1/2027")),
        (presses("Ya, lanjutkan"), redraws("Tahap: seleksi administrasi")),
        *moves("selection_passed", "desk evaluasi", "B/1/2027"),
        *moves("desk_evaluation_passed", "verifikasi lapangan", "B/2/2027"),
        *moves("field_verification_passed", "panel", "B/3/2027"),
        *moves("predicate_awarded", "penetapan predikat", "KEP 9/2027"),
    )


async def pull(house: House) -> None:
    """The portal before its window, and inside it; an assessor of the ministry opens what it names."""
    office, now = house.office, house.office.clock.now()
    day = now.astimezone(ZoneInfo("Asia/Jakarta")).date()
    store = office.evidence
    assert store is not None
    desk = PortalDesk(
        office.db, office.sealer, TOKEN, "/portal/v1", f"{PUBLIC}/portal/v1", office.clock.now, office.tz, PUBLIC
    )
    pages = EvidenceDesk(office.db, office.sealer, store, office.clock.now, office.place_for)
    async with served(desk, pages) as portal:
        await windows(house, (day + timedelta(days=5), day + timedelta(days=9)))
        assert (await portal.ask(WBK))[0] == 403
        await windows(house, (day - timedelta(days=5), day + timedelta(days=9)))
        assert (await portal.ask(WBK, token="salah"))[0] == 401
        status, listed, _ = await portal.ask(WBK)
        assert (status, [one["id"] for one in listed["units"]]) == (200, [UNIT])
        _, sheet, _ = await portal.ask(f"/lke/jawaban-unit/{UNIT}")
        assert len(sheet["answers"]) == bundled().portal.entries
        assert all(one["jawaban_unit"] is not None for one in sheet["answers"])
        second = next(one for one in sheet["answers"] if one["soal_id"] == bundled().question(WEAK).entry)
        assert (second["jawaban_unit"], second["jawaban_tpi"]) == ("A", "A")
        assert second["catatan_unit"] == "SK 2027 sudah terbit"
        async with portal.session.get(second["bukti_dukung_unit"].removeprefix(PUBLIC)) as page:
            text = await page.text()
            assert (page.status, "SK Tim.pdf" in text, "Rapat tim" in text) == (200, True, True)


async def test_a_unit_goes_from_its_declaration_to_its_award(own_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pace, "allows", lambda _pace, _account: True)  # nobody taps as fast as this test
    house, now = own_house, own_house.office.clock.now()
    admin, tpi = house.player(5005), house.player(5004)
    head = await house.colleague(UNIT, role=Role.UNIT_HEAD, scope=UNIT)
    member = await house.colleague(UNIT, role=Role.ZI_TEAM, scope=UNIT)
    plain = await house.colleague(UNIT)
    house.box.add_group(GROUP, "ZI", admins=[admin.id])
    house.box.people.add_bot(admin.id, GROUP)
    await house.settled()
    await house.office.db.write(groups.link, Group(GROUP, None, "ZI", unit_id(house), ""), 5005, now)
    await windows(house, (now.date(), now.date() + timedelta(days=1)))

    await declare(house, admin)
    for who in (head, member):
        await house.talk(who, (nothing, says("Tahap unit berubah", "pencanangan")))
    await house.talk(
        head,
        (writes("/bantuan"), says()),
        at_stages(house),
        *moves("building_started", "pembangunan"),
        *moves("self_assessment_started", "penilaian mandiri"),
    )
    await house.talk(member, (nothing, says("pembangunan")), (nothing, says("penilaian mandiri")))
    await fill(house, head, member)
    await give_evidence(house, member)
    await house.talk(head, at_stages(house), *moves("worksheet_submitted", "evaluasi TPI"))
    await house.talk(member, (nothing, says("evaluasi TPI")))
    await return_it(house, tpi)
    await house.talk(member, (nothing, says("dikembalikan")))
    await revise(house, head)
    await house.talk(member, (nothing, says("evaluasi TPI")))
    await accept(house, tpi)
    for who in (head, member, admin):
        await house.talk(who, (nothing, says("diusulkan")))
    await write_and_read_the_workbook(house)
    await bring_the_papers(house, {Role.ADMIN: admin, Role.ASSESSOR: tpi, Role.UNIT_HEAD: head})
    await pull(house)
    await award(house, admin)
    everywhere = (head.id, plain.id, member.id, GROUP)
    await house.box.until(lambda: all(told(house, chat) for chat in everywhere), SECONDS)
    assert [told(house, chat) for chat in everywhere] == [1, 1, 1, 1]
    assert house.rows("select predicate from units where id = ?", unit_id(house)) == [("WBK",)]
    layers = "select layer, value from answers where unit_id = ? and question = ? order by layer, version"
    assert house.rows(layers, unit_id(house), WEAK) == [
        ("tpi", '"C"'),
        ("tpi", '"A"'),
        ("unit", '"A"'),
        ("unit", '"A"'),
    ]
    stages = house.rows("select stage from stage_changes where unit_id = ? order by id", unit_id(house))
    assert [stage for (stage,) in stages] == [
        "declared", "building", "self_assessment", "tpi_review", "returned", "tpi_review", "proposed",
        "administrative_selection", "desk_evaluation", "field_verification", "panel", "awarded",
    ]  # fmt: skip
