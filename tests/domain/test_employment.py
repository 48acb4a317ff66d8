"""The status comes from words, from the number, or from nobody: contradictions are reported."""

import pytest

from domain.employment import Status, fitting, stated
from domain.staff_number import StaffNumber, parse
from tests.refusals import refused

PNS = parse("198601012010011001")
PPPK = parse("199003152021212001")
NEITHER = parse("199003152021151001")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("PNS", Status.PNS),
        ("cpns", Status.PNS),
        ("Pegawai Negeri Sipil", Status.PNS),
        ("PPPK", Status.PPPK),
        ("P3K", Status.PPPK),
        ("PPPK Penuh Waktu", Status.PPPK),
        ("pppk paruh-waktu", Status.PART_TIME),
        ("Honorer", Status.NON_ASN),
        ("Non ASN", Status.NON_ASN),
        ("Non-ASN", Status.NON_ASN),
        ("Aktif", None),
        ("", None),
        ("-", None),
    ],
)
def test_words_name_a_status(text: str, status: Status | None) -> None:
    assert stated(text) is status


@pytest.mark.parametrize("text", ["Pensiun", "Non PNS", "C.P.N.S.", "TNI", "PNS/PPPK"])
def test_unknown_words_are_not_guessed(text: str) -> None:
    with refused("roster.status_unknown", value=text):
        stated(text)


@pytest.mark.parametrize(
    ("named", "number", "status"),
    [
        (None, PNS, Status.PNS),
        (None, PPPK, Status.PPPK),
        (None, None, Status.NON_ASN),
        (Status.PART_TIME, PPPK, Status.PART_TIME),
        (Status.PART_TIME, NEITHER, Status.PART_TIME),
        (Status.PNS, NEITHER, Status.PNS),
        (Status.PNS, None, Status.PNS),
    ],
)
def test_words_and_number_fit(named: Status | None, number: StaffNumber | None, status: Status) -> None:
    assert fitting(named, number) is status


@pytest.mark.parametrize(
    ("named", "number"),
    [(Status.PNS, PPPK), (Status.PPPK, PNS), (Status.NON_ASN, PNS), (Status.NON_ASN, NEITHER), (Status.PART_TIME, PNS)],
)
def test_words_that_contradict_the_number_are_refused(named: Status, number: StaffNumber | None) -> None:
    with refused("roster.status_contradicts_number", status=named.value):
        fitting(named, number)


def test_a_number_of_neither_kind_needs_words() -> None:
    with refused("roster.status_empty"):
        fitting(None, NEITHER)
