"""Ranks are read in the ways workbooks write them, and never guessed."""

import pytest

from domain.rank import GRADES, NAMES, normalise
from tests.refusals import refused


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("", ""),
        ("  ", ""),
        ("III/a", "III/a"),
        ("iii/A", "III/a"),
        ("IIIa", "III/a"),
        ("III a", "III/a"),
        ("III.a", "III/a"),
        ("3/a", "III/a"),
        ("3a", "III/a"),
        ("Gol. IV/e", "IV/e"),
        ("Penata Muda (III/a)", "III/a"),
        ("Penata Muda Tk. I, III/b", "III/b"),
        ("Penata Muda Tk.1 / III/b", "III/b"),
        ("PENATA MUDA TINGKAT I - III/b", "III/b"),
        ("III/b Penata Muda Tk I", "III/b"),
        ("Pembina Utama Madya", "IV/d"),
        ("Pengatur Tk. I", "II/d"),
        ("IX", "IX"),
        ("ix", "IX"),
        ("9", "IX"),
        ("Golongan IX", "IX"),
        ("XVII", "XVII"),
        ("I", "I"),
    ],
)
def test_a_rank_is_read(text: str, rank: str) -> None:
    assert normalise(text) == rank


@pytest.mark.parametrize("text", ["III/e", "I/e", "V/a", "XVIII", "18", "0", "Eselon III", "Guru III/a", "III/f", "a"])
def test_what_is_no_rank_is_refused(text: str) -> None:
    with refused("roster.rank_unknown", value=text):
        normalise(text)


def test_a_name_beside_the_golongan_of_another_is_refused() -> None:
    with refused("roster.rank_contradicts", value="Penata Muda (IV/a)", rank="IV/a"):
        normalise("Penata Muda (IV/a)")


@pytest.mark.parametrize(("name", "grade"), NAMES.items())
def test_a_name_and_its_golongan_mean_the_same(name: str, grade: str) -> None:
    assert normalise(name) == normalise(grade) == normalise(f"{name.title()} ({grade})") == grade


def test_there_are_17_ranks() -> None:
    assert len(GRADES) == len(NAMES) == 17
