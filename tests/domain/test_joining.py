"""A request to be linked: when it is open, which names it takes, and who comes first among those it may be."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import activation, joining
from domain.joining import LinkRequest, LinkState
from tests.refusals import refused

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def request(state: LinkState = LinkState.OPEN) -> LinkRequest:
    return LinkRequest(1, 700, 4, "Siti", state, NOW, NOW + timedelta(days=3), None, None, None)


@pytest.mark.parametrize(
    ("state", "days", "expected"),
    [
        (LinkState.OPEN, 0, LinkState.OPEN),
        (LinkState.OPEN, 2.99, LinkState.OPEN),
        (LinkState.OPEN, 3, LinkState.EXPIRED),
        (LinkState.APPROVED, 4, LinkState.APPROVED),
        (LinkState.REFUSED, 4, LinkState.REFUSED),
        (LinkState.WITHDRAWN, 4, LinkState.WITHDRAWN),
        (LinkState.EXPIRED, 0, LinkState.EXPIRED),
    ],
)
def test_an_open_request_is_over_at_its_end(state: LinkState, days: float, expected: LinkState) -> None:
    assert joining.standing(request(state), NOW + timedelta(days=days)) is expected


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Siti Contohwati, S.E.", "Siti Contohwati, S.E."),
        ("  siti\n contoh ", "siti contoh"),
        ("I Gd.", "I Gd."),
        ("Siti\u200bContoh", "Siti Contoh"),
        ("x" * 100, "x" * 100),
    ],
)
def test_a_name_is_taken_on_one_line(typed: str, name: str) -> None:
    assert joining.typed_name(typed) == name


@pytest.mark.parametrize("typed", ["", "  ", "Si", "12345", "1986 0101", "...", "x" * 101, "/\u200b/"])
def test_what_can_be_no_name_is_refused(typed: str) -> None:
    with refused("request.name", shortest=3, longest=100):
        joining.typed_name(typed)


def test_the_names_that_share_most_words_come_first() -> None:
    people = [(1, "Adi Contoh"), (2, "CONTOHWATI, Siti"), (3, "Siti Rahma"), (4, "Budi")]
    assert joining.nearest_first("siti contohwati s.e.", people) == [2, 3, 1, 4]


@given(st.text(max_size=40), st.dictionaries(st.integers(), st.text(max_size=20), max_size=8))
def test_nobody_is_lost_in_the_order(name: str, people: dict[int, str]) -> None:
    assert sorted(joining.nearest_first(name, people.items())) == sorted(people)


@given(st.binary(min_size=7, max_size=7), st.sampled_from(["", "-", " "]), st.booleans())
def test_every_code_looks_like_one_however_it_is_typed(content: bytes, between: str, lower: bool) -> None:
    typed = activation.shown(activation.make(content)).replace("-", between)
    assert joining.looks_like_code(typed.lower() if lower else typed)


@pytest.mark.parametrize("text", ["", "halo", "196806122010012001", "Siti Contohwati", "tidak bisa!!", "ABCD-EFGH-JKL"])
def test_other_words_do_not(text: str) -> None:
    assert not joining.looks_like_code(text)
