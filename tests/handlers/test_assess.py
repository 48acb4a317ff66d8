"""/nilai and the stages as they are tapped: declared, reviewed, returned, revised, proposed; and forged buttons."""

from domain.instrument import bundled
from domain.messages import Group
from domain.rights import Role
from domain.stages import Stage
from storage import groups, people, zone
from storage.engine import Transaction
from storage.tables import cycles
from tests.handlers.dialogue import (
    House,
    Person,
    alert,
    forges,
    nothing,
    presses,
    redraws,
    refusal,
    says,
    toast,
    writes,
)
from tests.review_play import FIRST, answer_all
from texts.stage_words import MOVES

UNIT, NAME = "dinkes", "Dinas Kesehatan"


def _enter(tx: Transaction, house: House, stage: Stage, *, answered: bool = True) -> tuple[int, int]:
    """The unit in this stage of a cycle without windows, its worksheet answered; (cycle, unit)."""
    now = house.office.clock.now()
    tx.execute(cycles.update().values(windows={}))
    cycle, unit = zone.latest_cycle(tx), people.unit_by_code(tx, UNIT)
    assert cycle is not None
    assert unit is not None
    zone.add_stage(tx, cycle.id, unit.id, stage.value, "WBK", now)
    if answered:
        answer_all(tx, cycle.id, unit, now=now)
    return cycle.id, unit.id


def _unit(house: House) -> int:
    ((unit_id,),) = house.rows("select id from units where code = ?", UNIT)
    return int(unit_id)


async def heads(house: House) -> Person:
    return await house.colleague(UNIT, role=Role.UNIT_HEAD, scope=UNIT)


async def test_a_unit_is_declared_by_the_admin_from_the_menu(own_house: House) -> None:
    admin, head = own_house.player(5005), await heads(own_house)
    group, now = Group(-77, None, "ZI", _unit(own_house), ""), own_house.office.clock.now()
    await own_house.office.db.write(groups.link, group, 5005, now)
    await own_house.talk(
        admin,
        (writes("/admin"), says()),
        (presses("Pencanangan"), redraws("Terpilih: 0", "Sasaran: WBK")),
        (writes("kesehatan dinas"), says("Pencarian: kesehatan dinas")),
        (presses(f"▫️ {NAME}"), redraws("Terpilih: 1")),
        (presses("Semua unit"), redraws("Terpilih: 1", without=("Pencarian",))),
        (presses("WBBM"), redraws("Sasaran: WBBM")),
        (presses("WBK"), redraws("Sasaran: WBK")),
        (presses("Canangkan 1 unit"), redraws("1 unit akan ikut serta menuju WBK",
                                                buttons=["Ya, canangkan", "Kembali"])),
        (presses("Ya, canangkan"), redraws("Dicanangkan menuju WBK", NAME, buttons=["Tahap unit", "Menu pengelola"])),
        (presses("Tahap unit"), redraws("Tahap: pencanangan, menuju WBK", "Mulai pembangunan", "tim unit",
                                        buttons=["Riwayat tahap", "Status unit", "Beranda"])),
    )  # fmt: skip
    await own_house.talk(
        head,
        (nothing, says("Tahap unit berubah", NAME, "pencanangan", buttons=["Lihat tahap"])),
        (presses("Lihat tahap"), redraws("Tahap: pencanangan")),
        (presses("Mulai pembangunan"), redraws("Dari tahap pencanangan ke pembangunan",
                                               buttons=["Ya, lanjutkan", "Batal"])),
        (presses("Batal"), redraws("Tahap: pencanangan")),
        (presses("Mulai pembangunan"), redraws("Boleh ketik catatan")),
        (writes("Rapat perdana"), says("Catatan: Rapat perdana", buttons=["Ya, lanjutkan", "Batal"])),
        (presses("Ya, lanjutkan", times=2), redraws("Tahap: pembangunan", "Catatan: Rapat perdana"),
         toast("Tahap sekarang: pembangunan.")),
        (presses("Riwayat tahap"), redraws("pencanangan (WBK)", "Oleh tim unit", "Rapat perdana", buttons=["Kembali"])),
    )  # fmt: skip
    sent = own_house.rows("select kind from outbox where chat_id = -77")
    assert sent == [("stage_moved_group",)]


async def test_an_assessor_returns_a_worksheet_and_proposes_it_once_it_is_revised(own_house: House) -> None:
    head, tpi = await heads(own_house), own_house.player(5004)
    cycle_id, unit_id = await own_house.office.db.write(_enter, own_house, Stage.TPI_REVIEW)
    every = len(bundled().questions)
    await own_house.talk(
        tpi,
        (writes("/nilai"), says("Antrean penilaian TPI", NAME, "evaluasi TPI", f"dinilai 0 dari {every}",
                                buttons=[NAME, "Beranda"])),
        (presses(NAME), redraws(f"Belum dinilai: {every} dari {every}")),
        (presses("Pertanyaan berikutnya"), redraws(FIRST, "Unit: Ya", "TPI: belum dijawab",
                                                   "Bukti: 0", f"Belum dinilai: {every}")),
        (presses("Setuju dengan unit", times=2), redraws(f"{FIRST} tersimpan", "P1.i.b")),
        (presses("B"), redraws("P1.i.b tersimpan", f"Belum dinilai: {every - 2}")),
        (presses("‹ P1.i.b"), redraws("Unit: A", "TPI: B")),
        (presses("Catatan"), redraws("Mohon ketik catatan penilai", buttons=["Batal"])),
        (writes("SK <lama>"), says("P1.i.b tersimpan", "SK <lama>")),
        (presses("Temuan"), redraws("Mohon ketik temuannya", buttons=["Batal"])),
        (writes("SK belum ditandatangani"), says("Temuan: SK belum ditandatangani")),
        (presses("Ringkasan"), redraws("≠ 1", "⚠️ 1")),
        (presses(f"Terima {every - 2} sisanya"), redraws(f"{every - 2} pertanyaan yang belum dinilai TPI",
                                                         buttons=[f"Ya, terima {every - 2} jawaban", "Batal"])),
        (presses(f"Ya, terima {every - 2} jawaban"), redraws(f"Semua {every} pertanyaan sudah dinilai"),
         toast(f"Jawaban diterima: {every - 2}")),
        (presses("Bandingkan nilai"), redraws("Unit 8,00 · TPI 7,88 (−0,13)", "P1.i.b: A → B",
                                                buttons=["P1.i.b", "Ringkasan"])),
        (presses("Ringkasan"), redraws()),
        (presses("Tahap"), redraws("Temuan yang masih terbuka: 1")),
        (presses(MOVES["worksheet_returned"]), redraws("Dari tahap evaluasi TPI ke dikembalikan")),
        (presses("Ya, lanjutkan"), redraws("Tahap: dikembalikan untuk diperbaiki")),
    )  # fmt: skip
    await own_house.talk(
        head,
        (nothing, says("Tahap unit berubah", "dikembalikan untuk diperbaiki", buttons=["Lihat tahap"])),
        (presses("Lihat tahap"), redraws("Kirim hasil perbaikan")),
        (presses("Temuan (1)"), redraws("SK belum ditandatangani", "P1.i.b", without=("sudah diperbarui",))),
        (presses("P1.i.b"), redraws("Temuan: SK belum ditandatangani")),
    )
    later = own_house.office.clock.now()
    await own_house.office.db.write(zone.add_answer, cycle_id, unit_id, "unit", "P1.i.b", 2, "A", later, note="SK baru")
    await own_house.talk(
        head,
        (forges(f"findings.open:{unit_id}:0"), redraws("sudah diperbarui unit")),
        (presses("Tahap unit"), redraws("Tahap: dikembalikan")),
        (presses("Kirim hasil perbaikan"), redraws("ke evaluasi TPI")),
        (presses("Ya, lanjutkan"), redraws("Tahap: evaluasi TPI")),
    )
    await own_house.talk(
        tpi,
        (nothing, says("Tahap unit berubah", "evaluasi TPI")),
        (writes("/nilai"), says(NAME)),
        (presses(NAME), redraws(f"Belum dinilai: 1 dari {every}")),
        (presses("Pertanyaan berikutnya"), redraws("P1.i.b", "Unit mengubah jawaban", "SK baru")),
        (presses("Setuju dengan unit"), redraws("P1.i.b tersimpan", "Semua pertanyaan sudah dinilai")),
        (presses("Tutup: SK belum ditandatangani"), redraws("Mohon ketik keterangan penutupan", buttons=["Batal"])),
        (writes("SK sudah lengkap"), says("P1.i.b tersimpan", without=("Temuan: SK",))),
        (forges(f"stages.open:{unit_id}"), redraws("✅ Usulkan unit")),
        (presses("Usulkan unit"), redraws("ke diusulkan")),
        (presses("Ya, lanjutkan"), redraws("Tahap: diusulkan", "Kelengkapan usulan yang kurang",
                                             "Instansi: Nilai SAKIP")),
    )  # fmt: skip
    assert own_house.rows("select value from answers where unit_id=? and layer='unit' and question='P1.i.b' "
                          "order by version desc limit 1", unit_id) == [('"A"',)]  # fmt: skip


async def test_the_agency_notes_an_award_with_its_letter_and_all_are_told(own_house: House) -> None:
    head, plain, admin = await heads(own_house), await own_house.colleague(UNIT), own_house.player(5005)
    _, unit_id = await own_house.office.db.write(_enter, own_house, Stage.PANEL, answered=False)
    await own_house.talk(
        admin,
        (writes("/bantuan"), says()),
        (forges(f"stages.open:{unit_id}"), redraws("Tahap: panel", "Menteri, dicatat pengelola")),
        (presses("Catat: predikat ditetapkan"), redraws("Mohon ketik nomor suratnya", buttons=["Batal"])),
        (writes("x"), says(refusal("stage.letter"))),
        (writes("KEP 9/2026"), says("Nomor surat: KEP 9/2026", buttons=["Ya, lanjutkan", "Batal"])),
        (presses("Ya, lanjutkan"), redraws("Tahap: penetapan predikat")),
    )
    for person, button in ((head, "Lihat tahap"), (plain, "Lihat status")):
        await own_house.talk(person, (nothing, says("Predikat WBK ditetapkan", NAME, buttons=[button])))
    assert own_house.rows("select predicate from units where id = ?", unit_id) == [("WBK",)]


async def test_forged_and_copied_buttons_move_and_assess_nothing(own_house: House) -> None:
    head, plain = await heads(own_house), await own_house.colleague(UNIT)
    _, unit_id = await own_house.office.db.write(_enter, own_house, Stage.TPI_REVIEW, answered=False)
    ((change,),) = own_house.rows("select max(id) from stage_changes where unit_id = ?", unit_id)
    for who in (plain, head):
        await own_house.talk(
            who,
            (writes("/bantuan"), says()),
            (forges("assess.open:tpi:0"), alert("access.denied")),
            (forges(f"assess.answer:{unit_id}:tpi:{FIRST}:0:yes"), alert("access.denied")),
            (forges(f"assess.answer:{unit_id}:unit:{FIRST}:0:yes"), alert("assess.layer")),
            (forges(f"assess.rest_yes:{unit_id}:tpn"), alert("access.denied")),
            (forges(f"assess.type:{unit_id}:tpi:{FIRST}:x"), alert("callback.malformed")),
            (forges(f"assess.unit:{unit_id}:x"), alert("callback.malformed")),
            (forges("declare.open:0"), alert("access.denied")),
            (forges(f"stages.declared:{unit_id}:WBK"), alert("access.denied")),
        )
    for who, key in ((plain, "access.denied"), (head, "stage.not_yours")):
        await own_house.talk(
            who,
            (writes("/bantuan"), says()),
            (forges(f"stages.ask:{unit_id}:proposed:{change}"), alert(key)),
            (forges(f"stages.move:{unit_id}:returned:{change}"), alert(key)),
        )
    await own_house.talk(
        head,
        (writes("/bantuan"), says()),
        (forges(f"stages.ask:{unit_id}:nirwana:{change}"), alert("stage.unknown", value="nirwana")),
        (forges(f"stages.move:{unit_id}:awarded:{change}"), alert("stage.not_allowed")),
        (forges(f"assess.show:{unit_id}:tpi:Z9"), alert("access.denied")),
    )
    assert own_house.rows("select count(*) from answers where unit_id = ?", unit_id) == [(0,)]
