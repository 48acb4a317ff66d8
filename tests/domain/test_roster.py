"""Every row of a roster is read, or reported with its line, column, value and reason."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import roster_data
from domain.employment import Status
from domain.roster import MOST_SUGGESTIONS, Problem, Reading, RosterRow, read_rows
from domain.roster_columns import Column, find_header, with_answers
from domain.roster_units import unit_index
from tests.refusals import refused

TODAY = date(2026, 3, 2)
UNITS = unit_index([("dinkes", "Dinas Kesehatan"), ("inspektorat", "Inspektorat")])
TITLES = ("No", "Nama", "NIP", "Golongan", "Jabatan", "Unit", "Status", "HP", "Email")
ADI = (
    "1",
    "Adi Contoh",
    "198601012010011001",
    "III/a",
    "Analis",
    "Dinkes",
    "PNS",
    "0811 0000 001",
    "Adi@Contoh.example",
)
BUNGA = ("2", "Bunga Contoh", "199003152021212001", "IX", "Guru", "Inspektorat", "", "62811000002", "-")
CAHYA = ("3", "Cahya Contoh", "-", "", "Tenaga Kebersihan", "dinkes", "Honorer", "+62811000003", "")


def read(*rows: Sequence[str], titles: Sequence[str] = TITLES) -> Reading:
    table = (titles, *rows)
    return read_rows(table, find_header(table), UNITS, TODAY)


def changed(row: tuple[str, ...], **cells: str) -> tuple[str, ...]:
    """The row with other text under these titles."""
    return tuple(cells.get(title, cell) for title, cell in zip(TITLES, row, strict=True))


def test_rows_are_read() -> None:
    reading = read(ADI, BUNGA, CAHYA)
    assert reading.problems == ()
    assert reading.rows == (
        RosterRow(
            2, "Adi Contoh", "198601012010011001", Status.PNS, "Analis", "III/a", "dinkes", "+628110000001",
            "adi@contoh.example",
        ),
        RosterRow(
            3, "Bunga Contoh", "199003152021212001", Status.PPPK, "Guru", "IX", "inspektorat", "+62811000002", "",
            status_stated=False,
        ),
        RosterRow(4, "Cahya Contoh", "", Status.NON_ASN, "Tenaga Kebersihan", "", "dinkes", "+62811000003", ""),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("title", "text", "key", "params"),
    [
        ("Nama", "", "roster.name_empty", {}),
        ("Nama", "12 34", "roster.name_characters", {"value": "12 34"}),
        ("Nama", "Adi " * 50, "roster.text_too_long", {"length": 199, "limit": 160}),
        ("NIP", "", "roster.staff_number_empty", {}),
        ("NIP", "1.98601012010011e+17", "roster.staff_number_rounded", {}),
        ("NIP", "1,98601E+17", "roster.staff_number_rounded", {}),
        ("NIP", "19860101", "roster.staff_number_length", {"expected": 18, "actual": 8}),
        ("NIP", "19860101201001100X", "roster.staff_number_characters", {}),
        ("NIP", "198602302010011001", "roster.staff_number_birth_date", {"digits": "19860230"}),
        ("NIP", "193001011960011001", "roster.staff_number_age", {"youngest": 17, "oldest": 70}),
        ("NIP", "198601011980011001", "roster.staff_number_year", {"year": 1980}),
        ("NIP", "198601012010019001", "roster.staff_number_sex", {"digit": "9"}),
        ("NIP", "198601012010011000", "roster.staff_number_serial", {}),
        ("Golongan", "V/z", "roster.rank_unknown", {"value": "V/z"}),
        ("Golongan", "Penata III/a", "roster.rank_contradicts", {"value": "Penata III/a", "rank": "III/a"}),
        ("Jabatan", "x" * 161, "roster.text_too_long", {"length": 161, "limit": 160}),
        ("Unit", "", "roster.unit_empty", {}),
        ("Unit", "Xyz", "roster.unit_unknown", {"value": "Xyz"}),
        ("Unit", "Dinas Kesehatan Kab", "roster.unit_unknown_near",
         {"value": "Dinas Kesehatan Kab", "suggestion": "Dinas Kesehatan"}),
        ("Status", "Pensiun", "roster.status_unknown", {"value": "Pensiun"}),
        ("Status", "PPPK", "roster.status_contradicts_number", {"status": "PPPK"}),
        ("HP", "nanti", "roster.phone_characters", {}),
        ("HP", "0811", "roster.phone_length", {"digits": 3}),
        ("HP", "123456789", "roster.phone_prefix", {}),
        ("HP", "0811000001/0811000002", "roster.phone_several", {}),
        ("HP", "0811000001 atau 0811000002", "roster.phone_several", {}),
        ("Email", "adi.contoh.example", "roster.email_malformed", {"value": "adi.contoh.example"}),
        ("Email", "adi@contoh", "roster.email_malformed", {"value": "adi@contoh"}),
    ],
)  # fmt: skip
def test_a_faulty_cell_is_reported_with_its_place_value_and_reason(
    title: str, text: str, key: str, params: dict[str, object]
) -> None:
    reading = read(BUNGA, changed(ADI, **{title: text}), CAHYA)
    assert reading.problems == (Problem(3, title, text, key, params),)
    assert [row.line for row in reading.rows] == [2, 4]


def test_a_number_of_neither_kind_without_words_is_reported() -> None:
    reading = read(changed(ADI, NIP="198601012010151001", Status="Aktif"))
    assert reading.problems == (Problem(2, "Status", "Aktif", "roster.status_empty", {}),)


@pytest.mark.parametrize(
    ("number", "status", "key"),
    [
        ("198601012010151001", "Pensiun", "roster.status_unknown"),
        ("19860101201001", "Honorer", "roster.staff_number_length"),
    ],
)
def test_a_wrong_number_or_status_is_not_held_against_the_other(number: str, status: str, key: str) -> None:
    assert [problem.key for problem in read(changed(ADI, NIP=number, Status=status)).problems] == [key]


def test_suggestions_end_where_a_whole_column_is_wrong() -> None:
    rows = [
        changed(ADI, NIP=f"19860101201001{1001 + place}", HP="-", Unit=f"Inspektorat {place}") for place in range(300)
    ]
    keys = Counter(problem.key for problem in read(*rows).problems)
    assert keys.keys() == {"roster.unit_unknown_near", "roster.unit_unknown"}
    assert keys["roster.unit_unknown_near"] == MOST_SUGGESTIONS + len(UNITS.codes)


def test_a_person_without_number_and_phone_is_reported() -> None:
    reading = read(changed(CAHYA, HP=""))
    assert reading.problems == (Problem(2, "NIP", "-", "roster.no_key", {}),)


def test_all_faults_of_a_row_are_reported() -> None:
    reading = read(changed(ADI, Nama="", Unit="", HP="x", Email="x"))
    assert [problem.key for problem in reading.problems] == [
        "roster.name_empty", "roster.unit_empty", "roster.phone_characters", "roster.email_malformed",
    ]  # fmt: skip


def test_the_second_row_with_a_number_or_a_phone_is_reported_with_the_first() -> None:
    twin = changed(ADI, Nama="Dewi Contoh", NIP="'19860101 201001 1 001", HP="08110000009")
    neighbour = changed(CAHYA, Nama="Eka Contoh", HP="0811 000 003")
    reading = read(ADI, CAHYA, twin, neighbour)
    assert reading.problems == (
        Problem(4, "NIP", "'19860101 201001 1 001", "roster.duplicate_staff_number", {"other_line": 2}),
        Problem(5, "HP", "0811 000 003", "roster.duplicate_phone", {"other_line": 3}),
    )
    assert [row.line for row in reading.rows] == [2, 3]


@pytest.mark.parametrize(
    "text",
    ["'198601012010011001", "19860101 201001 1 001", "19860101.201001.1.001", "NIP. 19860101 201001 1 001",
     "`198601012010011001`", "NIP:198601012010011001", "\u00a0198601012010011001\n"],
)  # fmt: skip
def test_a_staff_number_is_read_however_it_is_written(text: str) -> None:
    assert read(changed(ADI, NIP=text)).rows[0].staff_number == "198601012010011001"


@pytest.mark.parametrize("text", ["08110000001", "62811 0000 001", "+62-811-0000-001", "8110000001", "'08110000001"])
def test_a_phone_is_read_however_it_is_written(text: str) -> None:
    assert read(changed(ADI, HP=text)).rows[0].phone == "+628110000001"


@pytest.mark.parametrize("text", ["-", "—", "nihil", "Tidak ada", "N/A", " . "])
def test_what_people_write_for_nothing_is_nothing(text: str) -> None:
    row = read(changed(ADI, HP=text, Email=text, Golongan=text, Jabatan=text)).rows[0]
    assert (row.phone, row.email, row.rank, row.position) == ("", "", "", "")


@pytest.mark.parametrize(
    "row",
    [
        (),
        ("",) * 9,
        ("4",),
        ("1", "2", "3", "4", "5", "6", "7", "8", "9"),
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"),
        ("Jumlah", "125"),
        ("", "TOTAL PEGAWAI", "12"),
        ("", "Sub Total PNS", "", "", "", "3"),
        TITLES,
    ],
)
def test_rows_that_are_about_nobody_are_passed_over(row: tuple[str, ...]) -> None:
    reading = read(row, ADI, row, BUNGA, row)
    assert reading.problems == ()
    assert [one.line for one in reading.rows] == [3, 5]


@pytest.mark.parametrize("first", ["Mengetahui,", "Kraksaan, 2 Maret 2026", "Disahkan oleh"])
def test_the_signatures_below_the_list_are_passed_over(first: str) -> None:
    block = (("", "", "", "", "", first), ("", "Kepala Dinas", "", "", "", "Sekretaris"), ("", "Fajar, S.E."))
    reading = read(ADI, *block, ("", "NIP. 19860101 201001 1 002"))
    assert (len(reading.rows), reading.problems) == (1, ())


def test_people_below_a_signature_are_read_all_the_same() -> None:
    assert [row.line for row in read(ADI, ("", "Mengetahui"), BUNGA, CAHYA).rows] == [2, 4, 5]


def test_a_person_whose_birth_is_given_by_place_and_date_is_no_signature() -> None:
    titles = (*TITLES, "Tempat, Tanggal Lahir")
    nobody = (*changed(CAHYA, HP=""), "Kraksaan, 2 Maret 1986")
    reading = read(nobody, nobody, titles=titles)
    assert [problem.line for problem in reading.problems] == [2, 3]


def test_a_line_with_one_forgotten_cell_is_reported_not_passed_over() -> None:
    reading = read(("5", "Hadi Contoh", "", "", "", "Dinkes", "", "", ""))
    assert [(problem.line, problem.key) for problem in reading.problems] == [(2, "roster.no_key")]


def test_a_list_without_staff_numbers_knows_everybody_by_phone() -> None:
    reading = read(("Adi Contoh", "Dinkes", "PNS", "0811000001"), titles=("Nama", "Unit", "Status", "HP"))
    assert [(row.status, row.phone) for row in reading.rows] == [(Status.PNS, "+62811000001")]


def test_open_columns_are_refused_by_name() -> None:
    table = (
        ("Nama", "NIP", "OPD", "Unit", "Kontak"),
        ("Adi Contoh", "198601012010011001", "x", "Dinkes", "0811000001"),
    )
    header = find_header(table)
    with refused("roster.columns_open", columns="Unit Kerja"):
        read_rows(table, header, UNITS, TODAY)
    reading = read_rows(table, with_answers(header, {3: Column.UNIT, 4: Column.PHONE}), UNITS, TODAY)
    assert [row.phone for row in reading.rows] == ["+62811000001"]


def test_whoever_a_bad_row_is_about_is_mentioned() -> None:
    reading = read(changed(ADI, Unit=""), changed(CAHYA, Email="x"))
    assert reading.mentioned == {
        "198601012010011001", "+628110000001", "adi contoh", "+62811000003", "cahya contoh",
    }  # fmt: skip


def test_every_kind_of_dirty_row_is_reported_and_every_clean_one_read() -> None:
    people = roster_data.entries(2_000)
    dirty = roster_data.dirty(people, 300)
    table = roster_data.rows(dirty.entries)
    reading = read_rows(table, find_header(table), unit_index(roster_data.UNITS), roster_data.TODAY)
    assert {problem.line: problem.key for problem in reading.problems} == dirty.expected
    assert len(reading.problems) == 300
    assert len(set(dirty.expected.values())) == len(roster_data.FAULTS) >= 15
    assert [row.staff_number for row in reading.rows] == [one.staff_number for one in people]


def test_a_roster_in_canonical_form_reads_as_itself() -> None:
    people = roster_data.entries(200)
    codes = {name: code for code, name in roster_data.UNITS}
    table = roster_data.rows(people)
    reading = read_rows(table, find_header(table), unit_index(roster_data.UNITS), roster_data.TODAY)
    read_back = [
        roster_data.Entry(
            row.name, row.staff_number, row.rank, row.position, row.unit_code, row.status, row.phone, row.email
        )
        for row in reading.rows
    ]
    assert read_back == [one._replace(unit=codes[one.unit]) for one in people]


CELLS = st.text(max_size=30) | st.sampled_from(
    [*ADI, *BUNGA, *CAHYA, *TITLES, "1,98E+17", "²", "１９", "\x00", "Jumlah"]
)


@settings(max_examples=300)
@given(st.lists(st.lists(CELLS, max_size=11), max_size=12))
def test_any_cells_give_rows_and_problems(rows: list[list[str]]) -> None:
    reading = read(*rows)
    bad = {problem.line for problem in reading.problems}
    good = [row.line for row in reading.rows]
    assert bad.isdisjoint(good)
    assert bad | set(good) <= set(range(2, len(rows) + 2))
    numbers = [row.staff_number for row in reading.rows if row.staff_number]
    phones = [row.phone for row in reading.rows if row.phone]
    assert len(numbers) == len(set(numbers))
    assert len(phones) == len(set(phones))
    assert all(row.name and row.unit_code and (row.staff_number or row.phone) for row in reading.rows)
