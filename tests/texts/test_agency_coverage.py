"""The table of the agency's coverage: lines that fit a phone, pages, and buttons that keep what was chosen."""

import pytest

from domain.agency_coverage import Order, UnitCoverage
from tests.texts.agency_coverage_samples import DONE, LARGE, coverage_table
from tests.texts.cast import place
from texts import agency_coverage
from texts.screen import Screen


def actions(screen: Screen) -> dict[str, str]:
    return {button.text: button.action or "" for row in screen.buttons for button in row}


@pytest.mark.parametrize("expected", [0, 1, 43, 123_456, 9_999_999, 123_456_789])
def test_a_line_fits_a_narrow_phone(expected: int) -> None:
    for signed in {0, expected // 2, expected}:
        row = UnitCoverage("a", "A", expected, signed, 0, 0, 0, 0)
        assert len(agency_coverage.line(row, place("id"))) <= 34


def test_pages_and_the_other_buttons_keep_what_was_chosen() -> None:
    found = actions(agency_coverage.table(place("id"), LARGE, 1, admin=True))

    assert found["‹ Sebelumnya"] == "agency.show:low:1:0:1000000000"
    assert found["Berikutnya ›"] == "agency.show:low:1:2:1000000000"
    assert found["Nama"] == "agency.show:name:1:0:1000000000"
    assert found["Setiap unit sendiri"] == "agency.show:low:0:0:1000000000"
    assert found["Buku kerja"] == "agency.book:low:1:0:1000000000"
    assert "Terendah" not in found


def test_the_last_page_goes_on_counting_and_leads_no_further() -> None:
    screen = agency_coverage.table(place("id"), LARGE, 99, admin=False)

    assert "35. DPMPTSP ✅" in screen.text
    assert not {"Berikutnya ›", "Menu pengelola"} & actions(screen).keys()


def test_without_people_asked_there_is_nothing_to_sort() -> None:
    screen = agency_coverage.table(place("id"), coverage_table(()), 0, admin=False)

    assert list(actions(screen)) == ["Beranda"]


def test_one_page_needs_no_numbers_and_one_picture_no_next_one() -> None:
    table = coverage_table((DONE,), Order.MISSING)

    assert "Halaman" not in agency_coverage.table(place("id"), table, 0, admin=True).text
    assert list(actions(agency_coverage.picture(place("id"), table, 0, 1, b"x", ""))) == ["Tabel"]
    assert "Gambar berikutnya ›" in actions(agency_coverage.picture(place("id"), table, 0, 2, b"x", ""))
    assert agency_coverage.part_note("id", 1, 25, 25) == ""
