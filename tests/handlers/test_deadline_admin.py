"""Deadlines set, changed and called off in the chat, as they are played."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from domain.folding import shortened
from domain.rights import Role
from tests.handlers.dialogue import (
    Act,
    House,
    Person,
    Turn,
    alert,
    find_button,
    forges,
    presses,
    redraws,
    refusal,
    says,
    toast,
    writes,
)
from texts.format import date_long

JAKARTA = ZoneInfo("Asia/Jakarta")
SAVED = "Tenggat disimpan."
CHANGED = "Perubahan disimpan."
DUE = "Mohon ketik hari dan jamnya"


def today(house: House) -> date:
    return house.office.clock.now().astimezone(JAKARTA).date()


def ahead(house: House, days: int) -> date:
    """A day so far ahead."""
    return today(house) + timedelta(days=days)


def typed(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def due(day: date, at: str = "16.00 WIB") -> str:
    return f"{date_long(day)} pukul {at}"


def unit_name(house: House, code: str = "dpmptsp") -> str:
    return str(house.rows("select name from units where code = ?", code)[0][0])


def rows(house: House, title: str) -> list[tuple[object, ...]]:
    query = "select id, unit_id, rule, evidence, audience, plan, version, ended_at from deadlines where title = ?"
    return house.rows(query, title)


async def admin(house: House) -> Person:
    return await house.colleague("bag-organisasi", role=Role.ADMIN)


def data_of(label: str, kept: list[str]) -> Act:
    """Remember what a button says back, to press it later though it is gone."""

    async def act(turn: Turn) -> None:
        message, row, column = find_button(turn.box, turn.chat, label)
        kept.append(str((message.inline or [])[row][column]["callback_data"]))

    return act


async def test_one_line_is_read_back_and_kept_once(own_house: House) -> None:
    boss, day = await admin(own_house), ahead(own_house, 200)
    await own_house.talk(
        boss,
        (
            writes(f"/tenggat tambah LHE triwulan {typed(day)}"),
            says("Sudah benar?", "LHE triwulan", due(day), "seluruh pegawai", "Pengingat: seperti biasa"),
        ),
        (presses("Simpan", times=2), redraws("LHE triwulan", "Belum selesai: "), toast(SAVED)),
    )
    assert len(rows(own_house, "LHE triwulan")) == 1


async def test_the_same_in_english_and_for_one_unit(own_house: House) -> None:
    boss, day = await own_house.colleague("bag-organisasi", "en", Role.ADMIN), ahead(own_house, 90)
    await own_house.talk(
        boss,
        (
            writes(f"/deadlines add Evidence @dpmptsp {typed(day)} 10.30"),
            says("Evidence", "10.30 WIB", unit_name(own_house)),
        ),
        (presses("Simpan"), redraws("Evidence"), toast(SAVED)),
    )
    unit_id = own_house.rows("select id from units where code = 'dpmptsp'")[0][0]
    assert rows(own_house, "Evidence")[0][1] == unit_id


async def test_a_line_that_is_not_understood_says_what_and_how(own_house: House) -> None:
    boss, day = await admin(own_house), ahead(own_house, 30)
    await own_house.talk(
        boss,
        (writes("/tenggat tambah Rapat minggu depan"), says(refusal("date.unclear", value="minggu depan"))),
        (writes("/tenggat tambah Rapat monev"), says(refusal("deadline.line_no_date", value="Rapat monev"))),
        (writes(f"/tenggat tambah {typed(day)}"), says(refusal("deadline.line_no_title"))),
        (writes(f"/tenggat tambah LHE @tidakada {typed(day)}"), says(refusal("roster.unknown_unit", code="tidakada"))),
        (writes("/tenggat tambah LHE 12 Juni 2020"), says(refusal("deadline.past"))),
        (writes("/tenggat tambah"), says("Tambah tenggat", "Mohon ketik judulnya", buttons=["Batal"])),
    )


async def test_every_question_is_asked_and_read_back(own_house: House) -> None:
    boss, day = await admin(own_house), ahead(own_house, 200)
    name = unit_name(own_house)
    await own_house.talk(
        boss,
        (writes("/admin"), says("Menu pengelola")),
        (presses("Tenggat"), redraws("Kelola tenggat")),
        (presses("Tambah tenggat"), redraws("Mohon ketik judulnya")),
        (writes("x" * 200), says(refusal("deadline.title_too_long", length=200, limit=120))),
        (writes("Unggah <eviden>"), says(DUE, "Unggah <eviden>")),
        (writes("kapan-kapan"), says(refusal("date.unreadable", value="kapan-kapan"))),
        (writes("1 Januari 2020"), says(refusal("deadline.past"))),
        (writes(f"{typed(day)} pukul 15"), says("Untuk siapa?", due(day, "15.00 WIB"))),
        (presses("Kembali"), redraws(DUE)),
        (writes(f"{typed(day)} jam 3 sore"), says("Untuk siapa?")),
        (presses("Satu unit dan bawahannya"), redraws("Unit yang mana?")),
        (writes("zzz"), says("tidak ada")),
        (writes("dpmptsp"), says('cocok dengan "dpmptsp"')),
        (presses(name), redraws("Perlu bukti?")),
        (presses("Minta bukti"), redraws("Setiap orang menyelesaikan sendiri")),
        (presses("Cukup satu orang"), redraws("Diingatkan kapan?")),
        (writes("dua minggu"), says(refusal("deadline.leads", value="dua minggu"))),
        (writes("400"), says(refusal("deadline.lead_days", limit=365, count=12))),
        (writes("14, 7 dan 0"), says("Berulang?")),
        (presses("Tidak berulang"), redraws("Sudah benar?", due(day, "15.00 WIB"), "H-14, H-7, Hari H", name)),
        (presses("Simpan"), redraws("Unggah <eviden>", "Bukti: foto atau dokumen"), toast(SAVED)),
    )
    kept = rows(own_house, "Unggah <eviden>")
    assert [one[2:4] for one in kept] == [("shared", 1)]
    assert '"lead_days": [14, 7, 0]' in str(kept[0][5])


async def add(house: House, boss: Person, title: str, day: date) -> int:
    """A deadline of the agency, set in one line."""
    await house.talk(
        boss,
        (writes(f"/tenggat tambah {title} {typed(day)}"), says("Sudah benar?")),
        (presses("Simpan"), redraws(title), toast(SAVED)),
    )
    return int(str(rows(house, title)[0][0]))


async def test_a_deadline_is_moved_with_before_and_after(own_house: House) -> None:
    boss, day, later = await admin(own_house), ahead(own_house, 60), ahead(own_house, 75)
    number = await add(own_house, boss, "Rapat persiapan", day)
    await own_house.talk(
        boss,
        (presses("Pindahkan"), redraws(DUE, due(day))),
        (writes("kemarin"), says(refusal("date.unreadable", value="kemarin"))),
        (
            writes(typed(later)),
            says(f"Semula: {due(day)}", f"Menjadi: {due(later)}", "Belum ada yang diingatkan", without=("Judul",)),
        ),
        (presses("Simpan", times=2), redraws(due(later)), toast(CHANGED)),
        (presses("Ubah judul"), redraws("Mohon ketik judulnya")),
        (writes("Rapat persiapan akhir"), says("Semula: Rapat persiapan", "Menjadi: Rapat persiapan akhir")),
        (presses("☐ Minta bukti"), redraws("Semula: tidak diminta", "Menjadi: foto atau dokumen")),
        (presses("Ubah pengingat"), redraws("Sekarang: seperti biasa")),
        (writes("7,1"), says("Semula: seperti biasa", "Menjadi: H-7, H-1")),
        (presses("Ubah sasaran"), redraws("Untuk siapa?")),
        (presses("Pemegang peran"), redraws("Pemegang peran yang mana?")),
        (presses("kepala unit"), redraws("Menjadi: pemegang peran kepala unit", "Semula: seluruh pegawai")),
        (presses("Simpan"), redraws("Rapat persiapan akhir", "H-7, H-1", "kepala unit"), toast(CHANGED)),
    )
    kinds = own_house.rows("select kind from deadline_changes where deadline_id = ? order by id", number)
    assert [one[0] for one in kinds] == ["moved", "edited"]


async def test_an_edit_of_what_somebody_else_has_changed_is_refused(own_house: House) -> None:
    boss, other = await admin(own_house), await admin(own_house)
    number = await add(own_house, boss, "Rapat bersama", ahead(own_house, 60))
    await own_house.talk(
        boss,
        (presses("Ubah judul"), redraws("Mohon ketik judulnya")),
        (writes("Rapat bersama pagi"), says("Menjadi: Rapat bersama pagi")),
    )
    await own_house.talk(
        other,
        (writes("/admin"), says("Menu pengelola")),
        (forges(f"deadline.edit:{number}:title"), redraws("Mohon ketik judulnya")),
        (writes("Rapat bersama siang"), says("Menjadi: Rapat bersama siang")),
        (presses("Simpan"), redraws("Rapat bersama siang"), toast(CHANGED)),
    )
    await own_house.talk(
        boss,
        (presses("Simpan"), alert("deadline.changed")),
        (presses("Kembali"), redraws("Rapat bersama siang", "Belum selesai: ")),
    )


async def test_a_deadline_is_called_off_once(own_house: House) -> None:
    boss = await admin(own_house)
    number = await add(own_house, boss, "Apel bersama", ahead(own_house, 60))
    await own_house.talk(
        boss,
        (
            presses("Batalkan tenggat"),
            redraws("Batalkan tenggat?", "tidak dapat dipulihkan", "Belum ada yang diingatkan"),
        ),
        (presses("Kembali"), redraws("Apel bersama")),
        (presses("Batalkan tenggat"), redraws("Batalkan tenggat?")),
        (presses("Ya, batalkan tenggat", times=2), redraws("Kelola tenggat", without=("Apel bersama",))),
        (forges(f"deadline.manage:{number}"), alert("deadline.unknown")),
        (forges(f"deadline.edit:{number}:due"), alert("deadline.unknown")),
    )
    assert rows(own_house, "Apel bersama")[0][7] is not None


async def test_a_monthly_deadline_is_set_left_out_once_and_ended(own_house: House) -> None:
    boss, day = await admin(own_house), ahead(own_house, 10)
    await own_house.talk(
        boss,
        (writes(f"/tenggat tambah Laporan bulanan {typed(day)}"), says("Sudah benar?")),
        (presses("Ubah pengulangan"), redraws("Berulang?")),
        (presses("setiap bulan"), redraws("Berulang setiap bulan", date_long(day))),
        (presses("Simpan", times=2), redraws("Laporan bulanan", "Berulang setiap bulan"), toast(SAVED)),
    )
    made = len(rows(own_house, "Laporan bulanan"))
    assert made >= 3
    await own_house.talk(
        boss,
        (presses("Lewati kali ini"), redraws("Lewati kali ini?", "yang berikutnya dalam seri tetap ada")),
        (
            presses("Ya, lewati kali ini", times=2),
            redraws("Kelola tenggat", "Laporan bulanan"),
            toast("Kali ini dilewati."),
        ),
        (presses("Berulang"), redraws("Tenggat berulang", "Laporan bulanan", without=(date_long(day),))),
        (presses("Akhiri: Laporan bulanan"), redraws("Akhiri seri?")),
        (presses("Ya, akhiri seri"), redraws("Belum ada tenggat yang berulang."), toast("Seri diakhiri.")),
    )
    assert all(one[7] is not None for one in rows(own_house, "Laporan bulanan"))
    assert own_house.rows("select count(*) from deadline_series") == [(1,)]


async def test_people_are_named_by_search_and_the_search_is_noted(own_house: House) -> None:
    boss, siti = await admin(own_house), await own_house.colleague()
    name = siti.employee.name
    await own_house.talk(
        boss,
        (writes(f"/tenggat tambah Kirim data {typed(ahead(own_house, 40))}"), says("Sudah benar?")),
        (presses("Ubah sasaran"), redraws("Untuk siapa?")),
        (presses("Orang tertentu"), redraws("Siapa penanggung jawabnya?", buttons=["Kembali", "Batal"])),
        (writes("a"), says(refusal("roles.query"))),
        (writes(siti.employee.staff_number), says("Dicari:")),
        (presses(f"☐ {name[:39]}"), redraws("Siapa penanggung jawabnya?")),
        (presses(f"☑ {name[:39]}"), redraws("Siapa penanggung jawabnya?")),
        (forges("deadline.answer:people:done"), alert("deadline.people_missing")),
        (forges("deadline.answer:people:add.999999"), alert("deadline.people_elsewhere")),
        (presses(f"☐ {name[:39]}"), redraws("Siapa penanggung jawabnya?")),
        (presses("Cukup (1 orang)"), redraws("Sudah benar?", f"Untuk: {name}", "Sekarang 1 orang")),
        (presses("Simpan"), redraws(f"Untuk: {name}"), toast(SAVED)),
    )
    number = rows(own_house, "Kirim data")[0][0]
    assert own_house.rows("select count(*) from deadline_people where deadline_id = ?", number) == [(1,)]
    assert own_house.rows("select count(*) from audit where action = 'see_list'")[0][0] >= 1


async def test_who_owes_another_deadline_is_asked(own_house: House) -> None:
    boss = await admin(own_house)
    await add(own_house, boss, "Unggah foto", ahead(own_house, 20))
    await own_house.talk(
        boss,
        (writes(f"/tenggat tambah Susulan {typed(ahead(own_house, 30))}"), says("Sudah benar?")),
        (presses("Ubah sasaran"), redraws("Untuk siapa?")),
        (presses("Yang belum selesai tenggat lain"), redraws("Yang belum menyelesaikan tenggat yang mana?")),
        (presses("Unggah foto"), redraws("yang belum menyelesaikan Unggah foto")),
        (presses("Simpan"), redraws("yang belum menyelesaikan Unggah foto"), toast(SAVED)),
    )


async def test_a_form_goes_on_after_a_restart(own_house: House) -> None:
    boss, day = await admin(own_house), ahead(own_house, 50)
    await own_house.talk(
        boss,
        (writes("/tenggat tambah"), says("Mohon ketik judulnya")),
        (writes("Isi survei"), says(DUE)),
        (writes(typed(day)), says("Untuk siapa?")),
    )
    await own_house.restart()
    await own_house.talk(
        boss,
        (presses("Seluruh instansi"), redraws("Perlu bukti?")),
        (presses("Kembali"), redraws("Untuk siapa?")),
        (writes("/admin"), says("Menu pengelola")),
        (presses("Tenggat"), redraws("Kelola tenggat")),
        (presses("Lanjutkan isian"), redraws("Untuk siapa?", "Isi survei")),
        (presses("Seluruh instansi"), redraws("Perlu bukti?")),
        (presses("Tidak perlu bukti"), redraws("Setiap orang")),
        (presses("Masing-masing"), redraws("Diingatkan kapan?")),
        (presses("Seperti biasa"), redraws("Berulang?")),
        (presses("Tidak berulang"), redraws("Sudah benar?")),
    )
    await own_house.restart()
    await own_house.talk(boss, (presses("Simpan"), redraws("Isi survei"), toast(SAVED)))
    assert len(rows(own_house, "Isi survei")) == 1


async def test_what_was_dropped_cannot_be_kept(own_house: House) -> None:
    boss = await admin(own_house)
    old: list[str] = []
    await own_house.talk(
        boss,
        (writes(f"/tenggat tambah Batal saja {typed(ahead(own_house, 50))}"), says("Sudah benar?")),
        (data_of("Simpan", old),),
        (presses("☐ Minta bukti"), redraws("foto atau dokumen")),
    )
    await own_house.talk(
        boss,
        (forges(old[0]), alert("deadline.expired")),
        (presses("Batal"), redraws("Kelola tenggat", without=("Batal saja",))),
        (forges(old[0]), alert("deadline.expired")),
        (forges("deadline.answer:evidence:yes"), alert("deadline.expired")),
        (forges("deadline.resume"), alert("deadline.expired")),
    )
    assert rows(own_house, "Batal saja") == []


async def test_who_manages_one_unit_sets_deadlines_there_and_nowhere_else(own_house: House) -> None:
    chief = await own_house.colleague("dpmptsp", role=Role.ADMIN, scope="dpmptsp")
    boss, day = await admin(own_house), ahead(own_house, 50)
    number = await add(own_house, boss, "Milik instansi", day)
    other = own_house.rows("select id from units where code = 'dinkes'")[0][0]
    name = unit_name(own_house)
    await own_house.talk(
        chief,
        (
            writes(f"/tenggat tambah Rapat @dinkes {typed(day)}"),
            says(refusal("access.denied")),
        ),
        (writes(f"/tenggat tambah Rapat unit {typed(day)}"), says("Sudah benar?", f"semua pegawai {name}")),
        (presses("Ubah sasaran"), redraws("Untuk siapa?", without=("Seluruh instansi",))),
        (forges(f"deadline.answer:unit:{other}"), alert("access.denied")),
        (presses("Seluruh unit saya"), redraws("Sudah benar?")),
        (presses("Simpan"), redraws("Rapat unit"), toast(SAVED)),
        (presses("Semua tenggat"), redraws("Rapat unit", without=("Milik instansi",))),
        (forges(f"deadline.manage:{number}"), alert("access.denied")),
        (forges(f"deadline.edit:{number}:due"), alert("access.denied")),
        (forges(f"deadline.cancel:{number}"), alert("access.denied")),
        (forges(f"deadline.sure:cancel:{number}"), alert("access.denied")),
    )


async def test_who_manages_nothing_gets_nowhere(own_house: House) -> None:
    siti = await own_house.colleague()
    await own_house.talk(
        siti,
        (writes("/tenggat tambah Rapat 12 Juni 2099 16.00"), says(refusal("access.denied"))),
        (writes("/tenggat tambah"), says(refusal("access.denied"))),
        (writes("/tenggat"), says("Tenggat Bapak/Ibu")),
        (forges("deadline.list:0"), alert("access.denied")),
        (forges("deadline.new"), alert("access.denied")),
        (forges("deadline.answer:whom:all"), alert("access.denied")),
        (forges("deadline.save:1-1"), alert("access.denied")),
        (forges("deadline.series"), alert("access.denied")),
        (forges("deadline.sure:shout:1"), alert("callback.malformed")),
        (forges("deadline.step:shout"), alert("callback.malformed")),
    )


async def test_a_title_that_names_a_unit_offers_that_unit(own_house: House) -> None:
    boss, name = await admin(own_house), unit_name(own_house)
    await own_house.talk(
        boss,
        (writes(f"/tenggat tambah Rapat DPMPTSP {typed(ahead(own_house, 50))}"), says("seluruh pegawai")),
        (presses(f"Hanya {shortened(name, 26)}"), redraws(f"semua pegawai {name}")),
    )
