"""Files as people send them: which sheet is the roster, and what has to be asked."""

import pytest

from documents.workbooks import Sheet, write_workbook
from domain.roster_columns import Column
from domain.roster_questions import Answers, Doubt
from services import roster_files
from tests.refusals import refused
from tests.services.roster_play import HEADER, file, row


def workbook(*sheets: tuple[str, tuple[str, ...]]) -> bytes:
    return write_workbook([Sheet(title, header, [row(1)[: len(header)]]) for title, header in sheets])


def test_the_only_sheet_that_looks_like_a_roster_is_read() -> None:
    data = workbook(("Catatan", ("Tanggal", "Isi")), ("Pegawai", HEADER), ("Nama saja", ("Nama", "Isi")))
    found = roster_files.read(data, "x.xlsx", Answers())
    assert (found.sheets, found.sheet, found.is_settled) == (("Pegawai",), 0, True)


def test_of_several_rosters_one_has_to_be_chosen() -> None:
    data = workbook(("Dinas", HEADER), ("Puskesmas", HEADER))
    asked = roster_files.read(data, "x.xlsx", Answers())
    assert (asked.sheets, asked.sheet, asked.is_settled) == (("Dinas", "Puskesmas"), None, False)
    assert roster_files.read(data, "x.xlsx", Answers(sheet=1)).sheet == 1
    with refused("callback.malformed"):
        roster_files.read(data, "x.xlsx", Answers(sheet=2))


def test_a_file_without_titles_is_refused() -> None:
    with refused("roster.header_missing"):
        roster_files.read(b"1;2;3\n4;5;6\n", "x.csv", Answers())


def test_answers_settle_the_columns_one_after_the_other() -> None:
    header = ("Nama", "Nomor Dinas", "Unit Kerja", "No. HP", "Telepon")
    found = file(("Ani", "1", "dinkes", "0811", "0812"), header=header)
    assert found.question is not None
    assert (found.question.doubt, found.question.indexes) == (Doubt.SEVERAL, (3, 4))
    answers = Answers(sheet=0).with_column(4, Column.PHONE)
    found = roster_files.answered(found, answers)
    assert found.question is not None
    assert (found.question.doubt, found.question.indexes) == (Doubt.UNKNOWN, (1,))
    found = roster_files.answered(found, answers.with_column(1, None))
    assert (found.is_settled, found.header.columns[Column.PHONE]) == (True, 4)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [((" a ", "a", "", "b", "c", "d"), ("a", "b", "c")), (("", " "), ()), (("x",), ("x",))],
)
def test_samples_are_the_first_different_values(cells: tuple[str, ...], expected: tuple[str, ...]) -> None:
    rows = [("Ani", cell) for cell in cells]
    assert file(*rows, header=("Nama", "Ciri")).samples(1) == expected
