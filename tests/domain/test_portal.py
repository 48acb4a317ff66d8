"""The portal's entries and words, and how a master list that was loaded anew is held against the worksheet."""

import csv
from collections import Counter
from decimal import Decimal
from importlib import resources

import pytest

from domain.answers import Choice, Counts, SurveyValue, parse_answer
from domain.errors import DomainError
from domain.instrument import bundled
from domain.portal import (
    MOST_ENTRIES,
    PROPOSED,
    Entry,
    Listed,
    Target,
    category,
    compare,
    entries,
    read_list,
    words,
)
from domain.stages import Stage

RULES = bundled()
ENTRIES = entries(RULES)
TABLE = [["soal_id", "answer_type", "sheet"], *([str(one.number), one.kind, "Jawaban"] for one in ENTRIES)]
YES_NO, LETTER, OTHER = ENTRIES[0], ENTRIES[1], ENTRIES[2]
COUNTED = next(one for one in RULES.questions if len(one.inputs) > 1)


def refused(rows: list[list[str]]) -> DomainError:
    with pytest.raises(DomainError) as caught:
        read_list(rows)
    return caught.value


def listed() -> list[Listed]:
    return list(read_list(TABLE))


def test_the_worksheet_fills_every_entry_of_2026_once() -> None:
    assert [one.number for one in ENTRIES] == list(range(1, 128))
    kinds = Counter(one.kind for one in ENTRIES)
    assert (kinds["jumlah"], kinds["0-4"], sum(kinds.values()) - kinds["jumlah"] - kinds["0-4"]) == (22, 2, 103)
    assert len({one.place for one in ENTRIES}) == RULES.portal.entries
    text = resources.files("domain").joinpath("data", "portal_rows_2026.csv").read_text("utf-8")
    assert sorted(int(row["soal_id"]) for row in csv.DictReader(text.splitlines())) == list(range(1, 128))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (None, None), (Choice("yes"), "Ya"), (Choice("no"), "Tidak"), (Choice("E"), "E"),
        (SurveyValue(Decimal("3.60")), "3.60"), (SurveyValue(Decimal("4E+0")), "4"), (SurveyValue(Decimal(0)), "0"),
    ],
)  # fmt: skip
def test_an_answer_is_a_letter_a_word_or_a_number_as_text(answer: Choice | SurveyValue | None, expected: str) -> None:
    assert words(RULES, LETTER, answer) == expected


def test_counts_go_out_one_by_one_and_never_as_a_share() -> None:
    kept = parse_answer(COUNTED, {item.key: 1_000 * place for place, item in enumerate(COUNTED.inputs, start=1)})
    own = [one for one in ENTRIES if one.question == COUNTED.code]
    assert [words(RULES, one, kept) for one in own] == [str(1_000 * place) for place in range(1, len(own) + 1)]
    partial = Counts({COUNTED.inputs[0].key: 0})
    assert [words(RULES, one, partial) for one in own] == ["0", *[None] * (len(own) - 1)]


def test_only_a_unit_for_wbk_is_an_affirmation() -> None:
    found = [category(target, affirmed=yes) for target in Target for yes in (False, True)]
    assert found == ["WBK", "WBK-AFIRMASI", "WBBM", "WBBM"]


def test_proposed_are_the_stages_from_the_proposal_to_its_outcome() -> None:
    early = {Stage.DECLARED, Stage.BUILDING, Stage.SELF_ASSESSMENT, Stage.TPI_REVIEW, Stage.RETURNED}
    assert frozenset(Stage) - early - {Stage.MONITORING, Stage.REVOKED} == PROPOSED


def test_the_list_of_2026_is_the_worksheets() -> None:
    found = compare(RULES, listed())
    assert found.same
    assert found.usable == ENTRIES


def test_a_list_is_read_by_its_header_in_any_order_and_spelling() -> None:
    rows = [
        ["Tipe Jawaban", "ID", "Kode"],
        ["ABC", "7.0", ""],
        ["", "", ""],
        [" ya_tidak ", "8", "P1.i.a"],
        ["0-4", "9"],
    ]
    assert read_list(rows) == (Listed(7, "abc"), Listed(8, "ya_tidak", "P1.i.a"), Listed(9, "0-4"))


@pytest.mark.parametrize("header", [[], ["soal_id"], ["answer_type", "nomor"]])
def test_a_list_without_its_columns_is_refused(header: list[str]) -> None:
    assert refused([header, ["1", "abc"]]).key == "portal.list_columns"
    assert refused([]).key == "portal.list_columns"


@pytest.mark.parametrize(
    "row", [["", "abc"], ["0", "abc"], ["-1", "abc"], ["1.5", "abc"], ["\u0661", "abc"], ["2147483648", "abc"],
            ["9" * 5000, "abc"], ["satu", "abc"], ["1", ""], ["1"]]
)  # fmt: skip
def test_a_row_without_number_or_type_is_refused_by_its_line(row: list[str]) -> None:
    error = refused([TABLE[0], TABLE[1], ["", "", ""], row])
    assert (error.key, error.params["line"]) == ("portal.list_row", 4)


def test_an_empty_list_and_one_that_is_too_long_are_refused() -> None:
    assert refused([TABLE[0], ["", ""]]).key == "portal.list_empty"
    many = [[str(number), "abc"] for number in range(1, MOST_ENTRIES + 2)]
    assert len(read_list([TABLE[0], *many[:-1]])) == MOST_ENTRIES
    assert refused([TABLE[0], *many]).key == "portal.list_empty"


def test_what_occurs_twice_is_named() -> None:
    assert refused([TABLE[0], ["3", "abc"], ["4", "abc"], ["3", "abcd"]]).params == {"value": "3"}
    header = ["soal_id", "answer_type", "kode"]
    assert refused([header, ["3", "abc", "P1.i.a"], ["4", "abc", "P1.i.a"]]).params == {"value": "P1.i.a"}


def test_what_the_list_lacks_or_adds_or_changes_is_told_and_not_sent() -> None:
    rows = listed()
    changed = [Listed(rows[0].number, "abcd"), *rows[2:], Listed(500, "abc")]
    found = compare(RULES, changed)
    assert not found.same
    assert found.missing == (LETTER,)
    assert found.extra == (Listed(500, "abc"),)
    assert found.changed == ((YES_NO, Listed(YES_NO.number, "abcd")),)
    assert found.usable == ENTRIES[2:]
    assert found.renumbered == ()


def test_an_entry_that_names_its_place_has_its_number_from_the_list() -> None:
    swapped = [Listed(2, YES_NO.kind, YES_NO.place), Listed(1, LETTER.kind, LETTER.place), *listed()[2:]]
    found = compare(RULES, swapped)
    assert (found.missing, found.extra, found.changed) == ((), (), ())
    assert [(one.place, other.number) for one, other in found.renumbered] == [(YES_NO.place, 2), (LETTER.place, 1)]
    assert found.usable[:2] == (
        Entry(1, LETTER.question, "", LETTER.kind),
        Entry(2, YES_NO.question, "", YES_NO.kind),
    )
    assert not found.same


def test_a_number_that_a_place_took_is_not_used_for_another() -> None:
    found = compare(RULES, [Listed(OTHER.number, YES_NO.kind, YES_NO.place), Listed(900, "abc", "P9.x")])
    assert [(one.place, one.number) for one in found.usable] == [(YES_NO.place, OTHER.number)]
    assert len(found.missing) == len(ENTRIES) - 1
    assert found.extra == (Listed(900, "abc", "P9.x"),)
