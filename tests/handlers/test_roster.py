"""The roster in the chat: a workbook, questions about its columns, the preview, and one application of it."""

from collections.abc import Sequence

import pytest

from bot import demo_people
from documents.workbooks import LARGEST_FILE, Sheet, read_tables, write_workbook
from domain.rights import Role
from domain.roster_columns import TITLES
from tests.handlers.dialogue import (
    Act,
    Answer,
    Fragment,
    House,
    Person,
    Turn,
    alert,
    forges,
    in_words,
    presses,
    redraws,
    refusal,
    said,
    says,
    shown,
    writes,
)
from texts import roster as texts
from texts.catalogue import translator

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADER = tuple(TITLES.values())
ASK = shown(texts.ask, 20)
DROPPED = shown(texts.dropped)
APPLY, ONLY_NEW, BAD, CANCEL = "Terapkan", "Tambah pegawai baru saja", "Unduh baris bermasalah", "Batal"
NOT_NEEDED, THE_REST = "Tidak diperlukan", "Abaikan semua kolom lain"
OPEN, EXPORT = "Data pegawai", "Unduh data sekarang"
PREVIEW, RESULT = "Pratinjau data pegawai", "Data pegawai diperbarui"

Row = tuple[str, ...]


def everybody() -> list[Row]:
    """The demo's people as a roster tells them."""
    return [
        (one.name, one.staff_number, one.position, one.unit_code, one.rank, one.status, one.phone, "")
        for one in demo_people.employees()
    ]


def newcomer(serial: int, **other: str) -> Row:
    values = {
        "name": f"Baru Contoh {serial}", "number": f"19880202201203{1 + serial % 2}{serial:03}", "position": "Analis",
        "unit": "dpmptsp", "rank": "III/a", "status": "PNS", "phone": f"0812{serial:08}", "email": "",
    }  # fmt: skip
    return tuple((values | other).values())


def workbook(rows: Sequence[Row], header: Sequence[str] = HEADER, *more: Sheet) -> bytes:
    return write_workbook([Sheet("Pegawai", header, rows), *more])


def sends_file(data: bytes, name: str = "pegawai.xlsx") -> Act:
    async def act(turn: Turn) -> None:
        turn.box.people.upload(turn.person.id, turn.chat, data, name, MIME)

    return act


def brings(name: str, *rows: Sequence[str]) -> Answer:
    """A new message with a workbook of this name that has these rows, the titles first."""

    async def check(turn: Turn) -> None:
        message = await turn.take()
        assert message.media is not None
        assert message.media.file.name == translator(turn.person.language)(name)
        (table,) = read_tables(message.media.file.on_disk.read_bytes(), "x.xlsx")
        assert table.rows == tuple(map(tuple, rows))

    return check


def counted(label: str, count: int) -> Fragment:
    return said(f"{label}: %(count)s", count=count)


def many(label: str, count: int) -> Fragment:
    """A button with a number."""
    return lambda language: translator(language)(label).format(count=count)


def roster(house: House) -> dict[str, tuple[str, int]]:
    query = "select e.name, u.code, e.active from employees e join units u on u.id = e.unit_id"
    return {name: (code, active) for name, code, active in house.rows(query)}


async def admin_of(house: House, language: str = "id", scope: str = "") -> Person:
    return await house.colleague("bag-organisasi", language, Role.ADMIN, scope)


async def opened(house: House, admin: Person) -> None:
    await house.talk(admin, (writes("/admin"), says("Menu pengelola")), (presses(OPEN), redraws(ASK)))


@pytest.mark.parametrize("language", ["id", "en"])
async def test_a_workbook_becomes_people_after_its_preview(own_house: House, language: str) -> None:
    admin = await admin_of(own_house, language)
    rows = everybody()
    rows[0] = (*rows[0][:3], "dinkes", *rows[0][4:])
    bad = newcomer(2, number="123")
    reason, word = in_words(refusal("roster.staff_number_length"), language), translator(language)
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (presses(OPEN), redraws(ASK, buttons=[EXPORT, CANCEL])),
        (
            sends_file(workbook([*rows, newcomer(1), bad])),
            says(
                PREVIEW, "pegawai.xlsx", counted("Pegawai baru", 1), counted("Pindah", 1),
                counted("Tidak berubah", 199), counted("Baris bermasalah", 1), refusal("roster.staff_number_length"),
                buttons=[APPLY, ONLY_NEW, BAD, CANCEL],
            ),
        ),
        (
            presses(BAD),
            brings(
                "baris-bermasalah.xlsx",
                (*HEADER, word("Baris"), word("Alasan")),
                (*bad, "203", f"NIP/NI PPPK: {reason}"),
            ),
        ),
        (
            presses(APPLY),
            redraws(shown(texts.applied, "pegawai.xlsx"), buttons=[]),
            says(RESULT, counted("Pegawai baru", 1), counted("Data berubah", 1), buttons=["Menu pengelola"]),
        ),
    )  # fmt: skip
    people = roster(own_house)
    assert (len(people), people[rows[0][0]], people["Baru Contoh 1"]) == (201, ("dinkes", 1), ("dpmptsp", 1))
    assert own_house.rows("select count(*) from uploads") == [(0,)]


async def test_pressing_apply_several_times_applies_once(own_house: House) -> None:
    admin = await admin_of(own_house)
    await opened(own_house, admin)
    await own_house.talk(
        admin,
        (sends_file(workbook([newcomer(1)])), says(PREVIEW)),
        (presses(APPLY, times=3), says(RESULT, counted("Pegawai baru", 1))),
    )
    assert len(roster(own_house)) == 201
    assert own_house.rows("select count(*) from employee_changes") == [(1,)]
    assert own_house.rows("select count(*) from audit where subject = 'roster'") == [(1,)]


@pytest.mark.parametrize("language", ["id", "en"])
async def test_people_are_marked_as_gone_only_after_a_second_question(own_house: House, language: str) -> None:
    admin = await admin_of(own_house, language)
    gone = await own_house.colleague("dinkes")
    rows = [row for row in everybody() if row[0] != gone.employee.name]
    mark, sure = many("Terapkan dan tandai keluar {count} orang", 1), many("Ya, tandai keluar {count} orang", 1)
    await opened(own_house, admin)
    await own_house.talk(
        admin,
        (sends_file(workbook([*rows, newcomer(1)])), says(PREVIEW, buttons=[APPLY, mark, CANCEL])),
        (presses(mark), redraws(gone.employee.name, buttons=[sure, "Unduh daftarnya", "‹ Kembali"])),
        (presses("‹ Kembali"), redraws(PREVIEW)),
        (presses(mark), redraws(gone.employee.name)),
        (
            presses("Unduh daftarnya"),
            brings(
                "tidak-ada-di-daftar.xlsx",
                [translator(language)(title) for title in ("Nama", "NIP/NI PPPK", "Jabatan", "Unit kerja")],
                (gone.employee.name, gone.employee.staff_number, gone.employee.position, "Dinas Kesehatan"),
            ),
        ),
        (presses(sure), says(RESULT, said(
            "Keluar: %(count)s (akun diputus %(accounts)s, peran dicabut %(roles)s)", count=1, accounts=1, roles=0
        ))),
    )  # fmt: skip
    assert roster(own_house)[gone.employee.name] == ("dinkes", 0)
    await own_house.talk(gone, (writes("/saya"), says(refusal("access.not_linked"))))


async def test_columns_that_are_not_certain_are_asked_about_one_by_one(own_house: House) -> None:
    admin = await admin_of(own_house)
    header = ("Nama", "NIP", "Tempat Bertugas", "Kontak Pribadi", "HP", "No. WA", "Ruang", "Lantai")
    rows = [("Baru Contoh 1", newcomer(1)[1], "dpmptsp", "a@contoh.example", "081200000001", "0812", "A-1", "2")]
    await opened(own_house, admin)
    await own_house.talk(
        admin,
        (
            sends_file(workbook(rows, header)),
            says("Beberapa kolom tampak memuat Nomor HP", buttons=["E · HP", "F · No. WA", CANCEL]),
        ),
        (
            presses("E · HP"),
            redraws("Kolom Unit kerja tidak ditemukan", buttons=[
                "C · Tempat Bertugas", "D · Kontak Pribadi", "F · No. WA", "G · Ruang", "H · Lantai",
                "Tidak ada di berkas ini", CANCEL,
            ]),
        ),
        (
            presses("C · Tempat Bertugas"),
            redraws('Apa isi kolom "Kontak Pribadi"?', "a@contoh.example", buttons=[
                "Jabatan", "Golongan", "Status kepegawaian", "Surel", NOT_NEEDED, THE_REST, CANCEL,
            ]),
        ),
        (presses("Surel"), redraws('Apa isi kolom "Ruang"?', "A-1")),
        (presses(NOT_NEEDED), redraws('Apa isi kolom "Lantai"?')),
        (presses(THE_REST), redraws(PREVIEW, counted("Pegawai baru", 1))),
        (presses(APPLY), says(RESULT)),
    )  # fmt: skip
    found = own_house.rows("select email, phone from employees where name = 'Baru Contoh 1'")
    assert found == [("a@contoh.example", "+6281200000001")]


async def test_a_file_without_a_needed_column_is_refused_and_another_can_be_sent(own_house: House) -> None:
    admin = await admin_of(own_house)
    await opened(own_house, admin)
    await own_house.talk(
        admin,
        (sends_file(workbook([("Ani", "1", "A")], ("Nama", "NIP", "Ruang"))), says("Kolom Unit kerja tidak ditemukan")),
        (presses("Tidak ada di berkas ini"), alert("roster.columns_open", columns="Unit Kerja")),
        (sends_file(b"%PDF-1.7", "surat.xlsx"), says(refusal("file.unreadable_table", file="surat.xlsx"))),
        (sends_file(workbook([newcomer(1)])), says(PREVIEW)),
        (presses(CANCEL), redraws(DROPPED, buttons=[])),
    )
    assert len(roster(own_house)) == 200


async def test_of_several_sheets_one_is_chosen(own_house: House) -> None:
    admin = await admin_of(own_house)
    await opened(own_house, admin)
    data = workbook([newcomer(1)], HEADER, Sheet("Puskesmas", HEADER, [newcomer(2), newcomer(3)]))
    await own_house.talk(
        admin,
        (sends_file(data), says("Lembar mana yang dibaca?", buttons=["Pegawai", "Puskesmas", CANCEL])),
        (presses("Puskesmas"), redraws(PREVIEW, "Puskesmas", counted("Pegawai baru", 2))),
    )


async def test_only_new_people_can_be_added(own_house: House) -> None:
    admin = await admin_of(own_house)
    rows = everybody()
    rows[3] = (*rows[3][:2], "Kepala Seksi", *rows[3][3:])
    await opened(own_house, admin)
    await own_house.talk(
        admin,
        (sends_file(workbook([*rows, newcomer(1)])), says(PREVIEW)),
        (presses(ONLY_NEW), says(RESULT, counted("Pegawai baru", 1), counted("Data berubah", 0))),
    )
    assert own_house.rows("select count(*) from employees where position = 'Kepala Seksi'") == [(0,)]


async def test_a_roster_that_changed_meanwhile_is_shown_anew_before_it_is_applied(own_house: House) -> None:
    first, second = await admin_of(own_house), await admin_of(own_house)
    await opened(own_house, first)
    await opened(own_house, second)
    await own_house.talk(first, (sends_file(workbook([newcomer(1), newcomer(2)])), says(PREVIEW)))
    await own_house.talk(second, (sends_file(workbook([newcomer(1)])), says(PREVIEW)), (presses(APPLY), says(RESULT)))
    await own_house.talk(
        first,
        (presses(APPLY), redraws(PREVIEW, counted("Pegawai baru", 1), counted("Tidak berubah", 1))),
        (presses(APPLY), says(RESULT, counted("Pegawai baru", 1))),
    )
    assert len(roster(own_house)) == 202


async def test_an_admin_of_a_unit_changes_only_its_people(own_house: House) -> None:
    admin = await admin_of(own_house, scope="dinkes")
    await opened(own_house, admin)
    rows = [newcomer(1, unit="dinkes"), newcomer(2, unit="dpmptsp")]
    await own_house.talk(
        admin,
        (sends_file(workbook(rows)), says(
            counted("Pegawai baru", 1), counted("Baris bermasalah", 1), refusal("roster.outside_scope")
        )),
        (presses(APPLY), says(RESULT, counted("Pegawai baru", 1))),
    )  # fmt: skip
    assert "Baru Contoh 2" not in roster(own_house)


async def test_the_roster_is_taken_out_as_a_workbook_that_changes_nothing(own_house: House) -> None:
    admin = await admin_of(own_house)
    await opened(own_house, admin)
    exported: list[bytes] = []

    async def keep(turn: Turn) -> None:
        message = await turn.take()
        assert message.media is not None
        exported.append(message.media.file.on_disk.read_bytes())

    await own_house.talk(admin, (presses(EXPORT), keep))
    await own_house.talk(
        admin, (sends_file(exported[0]), says("Tidak ada yang perlu diubah.", counted("Tidak berubah", 200)))
    )
    assert own_house.rows("select count(*) from audit where action = 'export_roster'") == [(1,)]


@pytest.mark.parametrize("role", [None, Role.UNIT_HEAD, Role.AUDITOR])
async def test_whoever_may_not_keep_the_roster_is_refused_everywhere(own_house: House, role: Role | None) -> None:
    person = await own_house.colleague(role=role)
    await own_house.talk(
        person,
        (writes("/saya"), says()),
        *(
            (forges(f"roster.{verb}"), alert("access.denied"))
            for verb in ("open", "apply:1", "add:1", "leave:1:2", "missing:1", "bad:1", "export", "column:1:2:phone",
                         "sheet:1:0", "rest:1", "preview:1", "leavers:1", "drop")
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ("roster.apply:{id}x", "callback.malformed"),
        ("roster.apply:7", "roster.upload_gone"),
        ("roster.column:{id}:2:salary", "callback.malformed"),
        ("roster.sheet:{id}:9", "callback.malformed"),
        ("roster.leave:{id}:3", "roster.partial_list"),
    ],
)
async def test_a_button_that_was_changed_on_the_way_does_nothing(own_house: House, data: str, key: str) -> None:
    admin = await admin_of(own_house)
    await opened(own_house, admin)
    await own_house.talk(admin, (sends_file(workbook([newcomer(1)])), says(PREVIEW)))
    (upload,) = own_house.rows("select id from uploads")[0]
    more = {"missing": 200} if key == "roster.partial_list" else {}
    await own_house.talk(admin, (forges(data.format(id=upload)), alert(key, **more)))
    assert len(roster(own_house)) == 200


async def test_a_file_that_is_too_large_is_not_fetched(own_house: House) -> None:
    admin = await admin_of(own_house)
    await opened(own_house, admin)
    too_large = refusal("file.too_large", file="besar.xlsx", megabytes=20, rows=60_000)
    await own_house.talk(admin, (sends_file(b"x" * (LARGEST_FILE + 1), "besar.xlsx"), says(too_large)))
