"""Units kept in the chat: picked by paging or typed words, changed, merged, closed, imported and exported."""

import pytest

from documents.workbooks import Sheet, read_tables, write_workbook
from domain.rights import Role
from services.unit_files import HEADER
from tests.handlers.dialogue import (
    Act,
    Answer,
    House,
    Person,
    Turn,
    alert,
    does,
    forges,
    presses,
    redraws,
    refusal,
    said,
    says,
    sends,
    toast,
    writes,
)

UNITS, SEARCH_HINT = "Unit kerja", "Untuk mencari, mohon ketik kata dari nama atau kode unit."
CARD = ["Ubah nama", "Zona waktu", "Hari kerja", "Predikat", "Ganti induk", "Gabungkan ke…"]
OTHERS, BACK, SAVED = "Unit lain", "Kembali", "Tersimpan."
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def admin_of(house: House, language: str = "id", role: Role | None = Role.ADMIN, scope: str = "") -> Person:
    return await house.colleague("bag-organisasi", language, role, scope)


def unit_id(house: House, code: str) -> int:
    return int(house.rows("select id from units where code = ?", code)[0][0])


def opened(words: str = "", unit: str = "") -> tuple[tuple[Act, Answer], ...]:
    """The picker from the menu, narrowed by words, and the unit that was found."""
    steps: list[tuple[Act, Answer]] = [
        (writes("/admin"), says("Menu pengelola")),
        (presses(UNITS), redraws(SEARCH_HINT)),
    ]
    if words:
        steps.append((writes(words), says(SEARCH_HINT)))
    if unit:
        steps.append((presses(unit), redraws(unit)))
    return tuple(steps)


def uploads(rows: list[list[str]], name: str = "unit.xlsx", header: tuple[str, ...] = HEADER) -> Act:
    async def act(turn: Turn) -> None:
        data = write_workbook([Sheet("Unit", header, rows)])
        turn.box.people.upload(turn.person.id, turn.chat, data, name, MIME)

    return act


@pytest.mark.parametrize("language", ["id", "en"])
async def test_a_unit_is_found_by_typed_words_and_shown(own_house: House, language: str) -> None:
    admin = await admin_of(own_house, language)
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (presses(UNITS), redraws(UNITS, SEARCH_HINT)),
        (presses("Berikutnya ›"), redraws(said("Halaman %(page)s dari %(pages)s", page=2, pages=12))),
        (writes("dinas pendidikan"), says('"dinas pendidikan"')),
        (presses("Dinas Pendidikan dan Kebudayaan"), redraws("disdikbud", "Kepala: belum ditetapkan")),
        (presses(OTHERS), redraws('"dinas pendidikan"')),
        (presses("Semua unit"), redraws(said("Halaman %(page)s dari %(pages)s", page=1, pages=12))),
        (writes("tidak ada yang begini"), says(said("Halaman %(page)s dari %(pages)s", page=1, pages=1))),
    )


async def test_the_head_and_the_people_are_on_the_card(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(
        admin,
        *opened("dpmptsp", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"),
        (presses(OTHERS), redraws("dpmptsp")),
        (
            presses("Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"),
            redraws("Kepala: Adi Contoh 001", "Pegawai: 25", "WIB, 5 hari kerja", buttons=[*CARD, OTHERS]),
        ),
    )


async def test_name_zone_days_and_predicate_are_changed_once_and_shown(own_house: House) -> None:
    admin = await admin_of(own_house)
    number = unit_id(own_house, "bag-umum")
    await own_house.talk(
        admin,
        *opened("bag-umum", "Bagian Umum"),
        (presses("Ubah nama"), redraws("Mohon ketik nama yang baru.")),
        (writes(" - "), says(refusal("units.name_empty"))),
        (writes("Bagian Umum dan Protokol"), says("Bagian Umum dan Protokol", "Nama: Bagian Umum menjadi")),
        (presses("Zona waktu"), redraws(buttons=["✓ WIB", "WITA", "WIT", BACK])),
        (presses("WIT"), redraws("WIT, 5 hari kerja"), toast(SAVED)),
        (presses("Hari kerja"), redraws(buttons=["✓ 5 hari", "6 hari", BACK])),
        (presses("6 hari", times=3), redraws("WIT, 6 hari kerja")),
        (presses("Predikat"), redraws(buttons=["WBK", "WBBM", "✓ Tanpa predikat", BACK])),
        (presses("WBK"), redraws("Tahun berapa predikat WBK diperoleh?")),
        (forges(f"units.predicate:{number}:WBK:2024"), redraws("Predikat: WBK (2024)"), toast(SAVED)),
        (presses("Predikat"), redraws()),
        (presses("Tanpa predikat"), redraws("Predikat: belum ada"), toast(SAVED)),
    )
    kinds = own_house.rows('select kind, "by" from unit_changes where unit_id = ? order by id', number)
    expected = ["renamed", "zone", "work_days", "predicate", "predicate"]
    assert kinds == [(kind, f"account:{admin.id}") for kind in expected]


async def test_planned_reminders_follow_another_working_week(own_house: House) -> None:
    admin = await admin_of(own_house)
    number = unit_id(own_house, "bag-umum")
    query = "select count(*) from reminders where timezone = 'Asia/Jayapura' and status = 'planned'"
    assert own_house.rows(query) == [(0,)]
    await own_house.talk(
        admin,
        (writes("/saya"), says()),
        (forges(f"units.zone:{number}:WIT"), redraws("WIT, 5 hari kerja")),
    )
    planned = own_house.rows(query)
    assert planned != [(0,)]
    doubled = (
        "select deadline_id from reminders group by deadline_id, timezone, work_days, lead_days having count(*) > 1"
    )
    assert own_house.rows(doubled) == []


async def test_a_unit_is_moved_under_another_one_but_never_under_itself(own_house: House) -> None:
    admin = await admin_of(own_house)
    parent, child = unit_id(own_house, "setda"), unit_id(own_house, "bag-umum")
    await own_house.talk(
        admin,
        *opened("bag-umum", "Bagian Umum"),
        (presses("Ganti induk"), redraws("Induk baru untuk Bagian Umum")),
        (writes("inspektorat"), says("Induk baru untuk Bagian Umum")),
        (presses("Inspektorat"), redraws("Induk: Inspektorat"), toast(SAVED)),
        (presses("Ganti induk"), redraws()),
        (
            presses("Tanpa induk"),
            redraws("Induk: inspektorat menjadi –", without=("Induk: Inspektorat",)),
            toast(SAVED),
        ),
        (forges(f"units.under:{parent}:{child}"), redraws("Induk: Bagian Umum")),
        (forges(f"units.under:{child}:{parent}"), alert("units.cycle")),
    )


async def test_a_merge_is_previewed_with_numbers_confirmed_and_not_done_twice(own_house: House) -> None:
    admin = await admin_of(own_house)
    away, into = unit_id(own_house, "dpmptsp"), unit_id(own_house, "dinkes")
    name = "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"
    await own_house.talk(
        admin,
        *opened("dpmptsp", name),
        (presses("Gabungkan ke…"), redraws(f"Gabungkan {name} ke unit mana?")),
        (writes("dinkes"), says(f"Gabungkan {name} ke unit mana?")),
        (
            presses("Dinas Kesehatan"),
            redraws("Pegawai: 25", "Grup: 1", "Tenggat berjalan: 1", "Peran: 1", buttons=["Gabungkan", BACK]),
        ),
        (presses("Gabungkan"), redraws("Dinas Kesehatan", "Pegawai: 50", "Menerima gabungan dpmptsp"), toast(SAVED)),
        (forges(f"units.merge:{away}:{into}"), alert("units.merged", code="dpmptsp", into="dinkes")),
        (forges(f"units.show:{away}"), redraws("Digabung ke Dinas Kesehatan", buttons=[OTHERS])),
        (presses(OTHERS), redraws(without=(name,))),
    )
    assert own_house.rows("select count(*) from groups where unit_id = ?", into) == [(1,)]


async def test_only_an_empty_unit_offers_to_be_closed(own_house: House) -> None:
    admin = await admin_of(own_house)
    number = unit_id(own_house, "dpmptsp")
    await own_house.talk(
        admin,
        *opened("bag-umum", "Bagian Umum"),
        (presses("Tutup unit"), redraws("tidak dapat dibatalkan", buttons=["Tutup unit", BACK])),
        (presses("Tutup unit"), redraws("Ditutup pada", buttons=[OTHERS]), toast(SAVED)),
        (forges(f"units.closed:{number}"), alert("units.not_empty")),
    )


async def test_a_file_is_previewed_and_imported_once(own_house: House) -> None:
    admin = await admin_of(own_house)
    rows = [["rsud-baru", "RSUD Baru", "rsud", "dinkes", "WITA", "6", "", "", ""],
            ["dinkes", "Dinas Sehat", "", "", "", "", "", "", ""]]  # fmt: skip
    await own_house.talk(
        admin,
        *opened(),
        (presses("Impor berkas"), redraws("Mohon kirim berkas XLSX atau CSV")),
        (
            uploads(rows),
            says("RSUD Baru (rsud-baru)", "Nama: Dinas Kesehatan menjadi Dinas Sehat", "Tidak ada di berkas: 95",
                 buttons=["Simpan", "Batal"]),
        ),
        (presses("Simpan"), redraws("Unit kerja sudah disimpan", "Baru: 1", "Berubah: 1", buttons=["Lihat unit"])),
    )  # fmt: skip
    created = own_house.rows("select name, timezone, work_days from units where code = 'rsud-baru'")
    assert created == [("RSUD Baru", "Asia/Makassar", 6)]
    await own_house.talk(admin, (forges("units.apply:1:all"), alert("units.file_gone")))


async def test_bad_rows_come_back_as_a_workbook_and_a_corrected_file_can_follow(own_house: House) -> None:
    admin = await admin_of(own_house)
    bad = [["a b", "Salah", "", "", "", "", "", "", ""], ["baru", "Unit Baru", "", "", "WIX", "", "", "", ""]]
    await own_house.talk(
        admin,
        *opened(),
        (presses("Impor berkas"), redraws()),
        (
            uploads(bad),
            says("2 baris perlu diperbaiki", 'Baris 3, Zona "WIX"', buttons=["Batal"]),
            sends("document", b"PK", "2 baris yang perlu diperbaiki"),
        ),
        (uploads([["baru", "Unit Baru", "", "", "WIT", "", "", "", ""]]), says("Unit Baru (baru)")),
        (presses("Batal"), redraws("Tidak ada yang diubah.")),
        (does(lambda people: people.upload(admin.id, admin.id, b"x", "x.txt", "text/plain")), says()),
    )
    assert own_house.rows("select count(*) from units where code = 'baru'") == [(0,)]
    media = [one.media for one in own_house.box.messages(admin.id) if one.media and one.sender.is_bot]
    (table,) = read_tables(media[-1].file.on_disk.read_bytes(), "x.xlsx")
    assert table.rows[0][-1] == "Alasan"
    assert "Zona waktu" in table.rows[2][-1]


async def test_good_rows_are_stored_without_the_bad_ones_when_that_is_wanted(own_house: House) -> None:
    admin = await admin_of(own_house)
    rows = [["x!", "Salah", "", "", "", "", "", "", ""], ["baru", "Unit Baru", "", "", "", "", "", "", ""]]
    await own_house.talk(
        admin,
        *opened(),
        (presses("Impor berkas"), redraws()),
        (uploads(rows), says(buttons=["Simpan tanpa baris keliru", "Batal"]), sends("document", b"PK")),
        (presses("Simpan tanpa baris keliru"), redraws("Baru: 1", "Baris keliru yang dilewati: 1")),
    )
    assert own_house.rows("select timezone from units where code = 'baru'") == [("Asia/Jakarta",)]


async def test_a_file_that_is_no_list_of_units_is_told_and_another_may_follow(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(
        admin,
        *opened(),
        (presses("Impor berkas"), redraws()),
        (uploads([["1"]], header=("apa",)), says(refusal("units.header_missing", limit=20))),
        (
            does(lambda people: people.upload(admin.id, admin.id, b"%PDF-", "unit.pdf", "application/pdf")),
            says(refusal("file.unreadable_table", file="unit.pdf")),
        ),
        (uploads([["setda", *[""] * 8]]), says("Berkas ini tidak mengubah apa pun.", buttons=["Batal"])),
    )


async def test_all_units_are_exported_as_a_workbook(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(admin, *opened(), (presses("Ekspor"), sends("document", b"PK", "unit kerja per")))
    media = [one.media for one in own_house.box.messages(admin.id) if one.media and one.sender.is_bot]
    (table,) = read_tables(media[-1].file.on_disk.read_bytes(), "x.xlsx")
    assert tuple(table.rows[0]) == HEADER
    assert ["dpmptsp", "WIB", "197001011993011001"] in [[row[0], row[4], row[8]] for row in table.rows]


@pytest.mark.parametrize(("role", "scope"), [(None, ""), (Role.UNIT_HEAD, "bag-organisasi"), (Role.AUDITOR, ""),
                                             (Role.ADMIN, "bag-organisasi")])  # fmt: skip
async def test_nobody_else_gets_in_by_copied_buttons(own_house: House, role: Role | None, scope: str) -> None:
    other = await admin_of(own_house, role=role, scope=scope)
    denied = alert("access.denied")
    await own_house.talk(
        other,
        (writes("/saya"), says()),
        (forges("units.open"), denied),
        (forges("units.merge:1:2"), denied),
        (forges("units.export"), denied),
        (forges("units.pick:nonsense:0:0"), alert("callback.malformed")),
    )
