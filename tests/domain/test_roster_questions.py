"""Columns are asked about one by one, what a roster needs first, and never again."""

import pytest

from domain.roster_columns import Column, Header, find_header
from domain.roster_questions import Answers, Doubt, Question, next_question, settled

ALL = ("Nama", "NIP", "Jabatan", "Unit Kerja", "Golongan", "Status", "No. HP", "Email")


def header(*titles: str) -> Header:
    return find_header([titles])


def asked(answers: Answers, *titles: str) -> Question | None:
    return next_question(settled(header(*titles), answers), answers)


@pytest.mark.parametrize(
    ("titles", "question"),
    [
        (ALL, None),
        (("No", *ALL, "Keterangan", "Ruang Kerja"), None),  # nothing is left that the last one could be
        (("Nama", "NIP", "Unit Kerja"), None),
        (("Nama", "NIP", "NIP Baru", "OPD"), Question(Doubt.SEVERAL, (1, 2), Column.STAFF_NUMBER)),
        (("Nama", "NIP", "Tempat Tugas"), Question(Doubt.MISSING, (2,), Column.UNIT)),
        (("NIP", "OPD", "Yang Bersangkutan"), Question(Doubt.MISSING, (2,), Column.NAME)),
        (("Nama", "OPD", "Nomor Dinas", "No"), Question(Doubt.MISSING, (2, 3), Column.STAFF_NUMBER)),
        (("Nama", "OPD"), None),  # and can never be read
    ],
)
def test_what_is_asked_first(titles: tuple[str, ...], question: Question | None) -> None:
    assert asked(Answers(), *titles) == question


def test_an_unknown_column_can_be_any_that_is_not_there_yet() -> None:
    question = asked(Answers(), "Nama", "NIP", "OPD", "Ruang", "Lantai")
    meanings = (Column.POSITION, Column.RANK, Column.STATUS, Column.PHONE, Column.EMAIL)
    assert question == Question(Doubt.UNKNOWN, (3,), meanings=meanings)
    second = asked(Answers().with_column(3, None), "Nama", "NIP", "OPD", "Ruang", "Lantai")
    assert second == Question(Doubt.UNKNOWN, (4,), meanings=meanings)
    assert asked(Answers().with_column(3, None).with_column(4, None), "Nama", "NIP", "OPD", "Ruang", "Lantai") is None
    assert asked(Answers().ignoring_rest(), "Nama", "NIP", "OPD", "Ruang", "Lantai") is None


def test_without_staff_numbers_a_phone_is_asked_for_and_without_both_nothing() -> None:
    titles = ("Nama", "OPD", "Nomor Dinas")
    without = Answers().without_column(Column.STAFF_NUMBER)
    assert asked(without, *titles) == Question(Doubt.MISSING, (2,), Column.PHONE)
    assert asked(without.without_column(Column.PHONE), *titles) is None
    assert asked(without.with_column(2, Column.PHONE), *titles) is None


def test_the_rest_is_not_ignored_while_a_needed_column_is_missing() -> None:
    question = asked(Answers().ignoring_rest(), "Nama", "NIP", "Tempat Tugas")
    assert question == Question(Doubt.MISSING, (2,), Column.UNIT)
