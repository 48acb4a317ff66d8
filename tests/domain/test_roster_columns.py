"""Titles are recognised in the words of Indonesian offices; what is not recognised is left to be asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.roster_columns import TITLES, Column, Header, find_header, meaning, with_answers
from tests.refusals import refused

PLAIN = ("No", "Nama", "NIP", "Unit Kerja", "No. HP")


@pytest.mark.parametrize(
    ("title", "column"),
    [
        ("nama", Column.NAME),
        ("NAMA LENGKAP", Column.NAME),
        ("Nama\nPegawai", Column.NAME),
        ("2. Nama", Column.NAME),
        ("(2) Nama", Column.NAME),
        ("b. Nama", Column.NAME),
        ("N a m a", Column.NAME),
        ("NIP", Column.STAFF_NUMBER),
        ("N.I.P.", Column.STAFF_NUMBER),
        ("NI PPPK", Column.STAFF_NUMBER),
        ("NIP/NI PPPK", Column.STAFF_NUMBER),
        ("NIP atau NI PPPK", Column.STAFF_NUMBER),
        ("NIP BARU", Column.STAFF_NUMBER),
        ("Nomor Induk", Column.STAFF_NUMBER),
        ("Jabatan", Column.POSITION),
        ("nama_jabatan", Column.POSITION),
        ("OPD", Column.UNIT),
        ("Unit Kerja / OPD", Column.UNIT),
        ("SKPD", Column.UNIT),
        ("Instansi", Column.UNIT),
        ("Satuan Kerja", Column.UNIT),
        ("Gol", Column.RANK),
        ("Gol/Ruang", Column.RANK),
        ("Pangkat/Gol.", Column.RANK),
        ("Pangkat, Gol. Ruang", Column.RANK),
        ("Status", Column.STATUS),
        ("Jenis Pegawai", Column.STATUS),
        ("HP", Column.PHONE),
        ("No. HP/WA", Column.PHONE),
        ("No Telp", Column.PHONE),
        ("Nomor WhatsApp", Column.PHONE),
        ("E-mail", Column.EMAIL),
        ("Surel", Column.EMAIL),
        ("Nama/NIP", None),
        ("Nama Ibu", None),
        ("Kode", None),
        ("", None),
    ],
)
def test_a_title_means_a_column(title: str, column: Column | None) -> None:
    assert meaning(title) is column


@pytest.mark.parametrize("column", Column)
def test_our_own_titles_are_recognised(column: Column) -> None:
    assert meaning(TITLES[column]) is column
    assert meaning(column.value) is column


def test_the_header_is_found_below_the_title_of_the_sheet() -> None:
    rows = (("DAFTAR PEGAWAI",), (), ("Unit Kerja", ": Dinas Contoh"), PLAIN, ("1", "Adi", "x", "y", "z"))
    header = find_header(rows)
    assert (header.line, header.is_settled) == (4, True)
    assert header.columns == {Column.NAME: 1, Column.STAFF_NUMBER: 2, Column.UNIT: 3, Column.PHONE: 4}


@pytest.mark.parametrize(
    "upper",
    [
        ("No", "Pegawai", "", "Jabatan", "Unit Kerja", "Nomor", ""),
        ("No", "Pegawai", "Pegawai", "Jabatan", "Unit Kerja", "Nomor", "Nomor"),
    ],
)
def test_a_header_on_two_lines_is_read_as_one(upper: tuple[str, ...]) -> None:
    rows = (upper, ("", "Nama", "NIP", "", "", "Rumah", "HP"), ("1", "Adi", "x", "y", "z", "", ""))
    header = find_header(rows)
    assert header.line == 2
    assert header.titles == ("No", "Nama", "NIP", "Jabatan", "Unit Kerja", "Rumah", "HP")
    assert header.unknown == ((5, "Rumah"),)


def test_upper_and_lower_title_may_only_together_mean_something() -> None:
    header = find_header((("Nama", "Unit", "Nomor", ""), ("", "", "Telepon", "Induk")))
    assert header.columns == {Column.NAME: 0, Column.UNIT: 1, Column.PHONE: 2, Column.STAFF_NUMBER: 3}


def test_a_cell_merged_down_over_both_lines_is_read_once() -> None:
    rows = (("No", "Pegawai", "", "Unit"), ("No", "Nama", "NIP", "Unit"))
    header = find_header(rows)
    assert (header.line, set(header.columns)) == (2, {Column.NAME, Column.STAFF_NUMBER, Column.UNIT})


def test_the_first_person_is_no_part_of_the_header() -> None:
    rows = (("Nama", "Unit", "HP"), ("Adi", "", ""), ("Budi", "Dinas", "0811"))
    assert find_header(rows).line == 1


def test_unknown_titles_are_told_and_well_known_useless_ones_are_not() -> None:
    header = find_header((("No", "Nama", "NIP", "Unit", "Tempat Lahir", "Kode Rahasia", "Agama"),))
    assert header.unknown == ((5, "Kode Rahasia"),)
    assert not header.is_settled


def test_two_columns_for_one_thing_are_ambiguous() -> None:
    header = find_header((("Nama", "NIP", "OPD", "Unit Kerja", "No HP", "No WA"),))
    assert header.ambiguous == {Column.UNIT: (2, 3), Column.PHONE: (4, 5)}
    assert header.missing == ()
    assert set(header.columns) == {Column.NAME, Column.STAFF_NUMBER}


def test_rank_names_give_way_to_a_column_of_golongan() -> None:
    assert find_header((("Nama", "Pangkat", "Golongan", "NIP", "Unit"),)).columns[Column.RANK] == 2
    assert find_header((("Nama", "Pangkat", "NIP", "Unit"),)).columns[Column.RANK] == 1


@pytest.mark.parametrize(
    ("titles", "missing"),
    [
        (("Nama", "NIP", "Unit"), ()),
        (("Nama", "HP", "Unit"), ()),
        (("Nama", "Unit"), (Column.STAFF_NUMBER,)),
        (("Nama", "NIP"), (Column.UNIT,)),
        (("Jabatan", "Golongan"), (Column.NAME, Column.UNIT, Column.STAFF_NUMBER)),
    ],
)
def test_a_roster_needs_name_unit_and_something_to_know_a_person_by(
    titles: tuple[str, ...], missing: tuple[Column, ...]
) -> None:
    assert find_header((titles,)).missing == missing


@pytest.mark.parametrize("rows", [(), ((),), (("Nama",),), (("x", "y"), ("z", "Adi"))])
def test_a_table_without_a_header_is_refused(rows: tuple[tuple[str, ...], ...]) -> None:
    with refused("roster.header_missing", limit=20):
        find_header(rows)


def test_a_header_further_down_is_not_searched() -> None:
    with refused("roster.header_missing"):
        find_header([("a", "b")] * 21 + [PLAIN])


class TestAnswers:
    HEADER = find_header((("Nama", "NIP", "OPD", "Unit Kerja", "Kontak", "Kode"),))

    def test_an_ambiguity_is_settled_by_choosing(self) -> None:
        header = with_answers(self.HEADER, {3: Column.UNIT})
        assert (header.columns[Column.UNIT], header.ambiguous) == (3, {})

    def test_an_ambiguity_is_settled_by_dropping_the_other(self) -> None:
        header = with_answers(self.HEADER, {2: None})
        assert (header.columns[Column.UNIT], header.ambiguous) == (3, {})

    def test_an_unknown_column_is_named_or_dropped(self) -> None:
        header = with_answers(self.HEADER, {4: Column.PHONE, 5: None})
        assert (header.columns[Column.PHONE], header.unknown) == (4, ())

    def test_all_answers_settle_it(self) -> None:
        assert with_answers(self.HEADER, {2: None, 4: Column.PHONE, 5: None}).is_settled

    def test_an_answer_wins_over_the_title(self) -> None:
        header = with_answers(self.HEADER, {1: None, 5: Column.STAFF_NUMBER})
        assert header.columns[Column.STAFF_NUMBER] == 5
        assert with_answers(self.HEADER, {5: Column.NAME}).columns[Column.NAME] == 5

    def test_dropping_what_is_needed_makes_it_missing(self) -> None:
        assert with_answers(self.HEADER, {0: None}).missing == (Column.NAME,)

    def test_the_same_answer_twice_is_ambiguous_again(self) -> None:
        assert with_answers(self.HEADER, {4: Column.PHONE, 5: Column.PHONE}).ambiguous[Column.PHONE] == (4, 5)

    def test_a_column_that_is_not_there_is_passed_over(self) -> None:
        assert with_answers(self.HEADER, {99: Column.PHONE, -1: Column.NAME}) == self.HEADER


def header_of(rows: list[list[str]]) -> Header | None:
    try:
        return find_header(rows)
    except DomainError:
        return None


@given(st.lists(st.lists(st.text(max_size=12) | st.sampled_from(PLAIN), max_size=7), max_size=25))
def test_any_cells_give_a_header_or_a_refusal(rows: list[list[str]]) -> None:
    header = header_of(rows)
    if header is None:
        return
    assert 1 <= header.line <= len(rows)
    indexes = [*header.columns.values(), *(i for group in header.ambiguous.values() for i in group)]
    indexes += [index for index, _ in header.unknown]
    assert len(indexes) == len(set(indexes))
