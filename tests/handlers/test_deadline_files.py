"""Deadlines from a file and from a cycle's windows, in the admin's menu, as they are played."""

from datetime import UTC, datetime

from documents.workbooks import Sheet, write_workbook
from domain.deadline_columns import TITLES
from domain.rights import Role
from tests.handlers.dialogue import (
    Act,
    House,
    Person,
    Turn,
    alert,
    forges,
    presses,
    redraws,
    says,
    sends,
    toast,
    writes,
)

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
YEAR = datetime.now(UTC).year + 1
OTHER_WINDOWS = ("fill", "revise", "propose")


async def admin_of(house: House, scope: str = "") -> Person:
    return await house.colleague("bag-organisasi", role=Role.ADMIN, scope=scope)


def uploads(*rows: dict[str, str]) -> Act:
    """A workbook with these rows, whose day is a day of the next year where none is given."""

    async def act(turn: Turn) -> None:
        cells = [tuple({"day": f"12 Juni {YEAR}", **row}.get(column.value, "") for column in TITLES) for row in rows]
        data = write_workbook([Sheet("Tenggat", tuple(TITLES.values()), cells)])
        turn.box.people.upload(turn.person.id, turn.chat, data, "tenggat.xlsx", MIME)

    return act


def imported(house: House) -> list[tuple[object, ...]]:
    return list(house.rows("select title, by from deadlines where by like 'account:%' order by title"))


async def test_a_file_is_previewed_and_saved_once(own_house: House) -> None:
    admin = await admin_of(own_house)
    rows = ({"title": "Unggah <bukti>", "unit": "dinkes", "for": "peran:tim_zi"}, {"title": "Rapat"})
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (presses("Tenggat"), redraws()),
        (presses("Dari berkas"), redraws("Impor tenggat", buttons=["Contoh berkas", "Batal"])),
        (presses("Contoh berkas"), sends("document", b"PK", "lembar kedua menjelaskan tiap kolom")),
        (
            uploads(*rows),
            says("Baru: 2", "Unggah <bukti>", "tim kerja ZI", "Belum ada yang disimpan", buttons=["Simpan", "Batal"]),
        ),
    )
    assert imported(own_house) == []
    await own_house.talk(admin, (presses("Simpan"), redraws("2 tenggat disimpan", buttons=["Tenggat"])))
    by = f"account:{admin.id}"
    assert imported(own_house) == [("Rapat", by), ("Unggah <bukti>", by)]
    await own_house.talk(
        admin,
        (forges("duefile.apply:1"), alert("deadline_file.gone")),
        (forges("duefile.ask"), redraws("Impor tenggat")),
        (uploads(*rows), says("Sudah ada dan dibiarkan: 2", "tidak menambah apa pun", buttons=["Batal"])),
        (presses("Batal"), redraws("berkasnya tidak dipakai")),
    )
    assert len(imported(own_house)) == 2


async def test_bad_rows_come_back_as_a_workbook_and_nothing_is_saved(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (forges("duefile.ask"), redraws("Impor tenggat")),
        (
            uploads({"title": "Rapat"}, {"title": "LHE", "unit": "antah"}),
            says("1 baris perlu diperbaiki", 'Baris 3, Unit "antah"', "Tidak ada yang disimpan", buttons=["Batal"]),
            sends("document", b"PK", "dengan alasannya"),
        ),
        (uploads({"title": "Rapat"}), says("Baru: 1", buttons=["Simpan", "Batal"])),
    )
    assert imported(own_house) == []


async def test_an_admin_of_a_unit_brings_deadlines_of_that_unit(own_house: House) -> None:
    admin = await admin_of(own_house, "dinkes")
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (forges("duefile.ask"), redraws("Impor tenggat")),
        (
            uploads({"title": "Rapat"}),
            says("Baris 2, Unit: Tenggat ini di luar kewenangan", buttons=["Batal"]),
            sends("document", b"PK"),
        ),
        (uploads({"title": "Rapat", "unit": "dinkes"}), says("Baru: 1", buttons=["Simpan", "Batal"])),
        (presses("Simpan"), redraws("1 tenggat disimpan")),
    )


async def test_the_windows_of_a_cycle_become_deadlines(own_house: House) -> None:
    admin = await admin_of(own_house)
    cycle_id, title = own_house.rows("select id, title from cycles order by year desc limit 1")[0]
    query = "select window, ended_at is null from deadlines where cycle_id is not null order by id"
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        *((forges(f"cycles.year:{cycle_id}:{one}"), redraws(), toast("Tersimpan.")) for one in OTHER_WINDOWS),
        (forges(f"cycles.save:{cycle_id}:review:{YEAR}0601:{YEAR}0630"), redraws(str(title)), toast("Tersimpan.")),
        (presses("Buat tenggat dari jadwal"), redraws("Evaluasi TPI", f"30 Juni {YEAR} pukul 16.00 di zona tiap unit")),
        (presses("☑ Evaluasi TPI"), redraws(buttons=["☐ Evaluasi TPI", "Kembali"])),
        (presses("☐ Evaluasi TPI"), redraws(buttons=["☑ Evaluasi TPI", "Buat 1 tenggat", "Kembali"])),
        (presses("Buat 1 tenggat"), redraws("Sudah ada:", buttons=["Kembali"]), toast("1 tenggat dibuat.")),
    )
    assert own_house.rows(query) == [("review", 1)]
    await own_house.talk(
        admin,
        (forges(f"cycles.make:{cycle_id}:15"), redraws("Sudah ada:"), toast("0 tenggat dibuat.")),
        (presses("Kembali"), redraws(str(title))),
        (forges(f"cycles.year:{cycle_id}:review"), redraws("Evaluasi TPI: sepanjang tahun"), toast("Tersimpan.")),
    )
    assert own_house.rows(query) == [("review", 0)]
