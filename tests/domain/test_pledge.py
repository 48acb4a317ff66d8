"""The pledge is filled for one person and fingerprinted in one canonical form."""

import hashlib
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import pledge
from domain.errors import DomainError
from domain.pledge import FilledPledge, Signer

SIGNER = Signer("Siti Contoh, S.E.", "1986••••••••1001", "Analis Kebijakan", "Dinas Contoh")
TEXT = """
version = "v-1"
[id]
title = "Pakta"
preamble = "Saya, {name} ({nip}), {position} pada {unit}:"
points = ["Saya jujur.", "Saya melapor di {unit}."]
closing = "Demikian."
"""


def test_the_bundled_text_carries_the_seven_substances_in_both_languages() -> None:
    text = pledge.bundled()
    assert text.version == "default-1"
    assert text.substances == "PermenPANRB 49/2011"
    assert {language: len(wording.points) for language, wording in text.languages.items()} == {"id": 7, "en": 7}


def test_a_text_is_filled_for_one_person() -> None:
    assert pledge.fill(pledge.load(TEXT), "id", SIGNER) == FilledPledge(
        "Pakta",
        "Saya, Siti Contoh, S.E. (1986••••••••1001), Analis Kebijakan pada Dinas Contoh:",
        ("Saya jujur.", "Saya melapor di Dinas Contoh."),
        "Demikian.",
    )


@pytest.mark.parametrize(
    "name", ["{nip}", "{", "}", "{name}", "{0}", "{name.__class__}", "%s", "\\1", "\\g<0>", "$unit"]
)
def test_a_name_is_only_a_name(name: str) -> None:
    filled = pledge.fill(pledge.load(TEXT), "id", replace(SIGNER, name=name))
    assert filled.preamble == f"Saya, {name} (1986••••••••1001), Analis Kebijakan pada Dinas Contoh:"


@given(name=st.text(), unit=st.text())
def test_whatever_the_name_nothing_else_changes(name: str, unit: str) -> None:
    filled = pledge.fill(pledge.load(TEXT), "id", Signer(name, "n", "p", unit))
    assert filled.preamble == "Saya, " + name + " (n), p pada " + unit + ":"
    assert filled.points == ("Saya jujur.", "Saya melapor di " + unit + ".")


def test_people_without_a_number_need_a_text_that_does_not_ask_for_one() -> None:
    nobody = replace(SIGNER, staff_number="")
    with pytest.raises(DomainError) as refusal:
        pledge.fill(pledge.load(TEXT), "id", nobody)
    assert (refusal.value.key, refusal.value.params) == ("pledge.staff_number_needed", {"version": "v-1"})
    without = pledge.load(TEXT.replace(" ({nip})", ""))
    assert pledge.fill(without, "id", nobody).preamble == "Saya, Siti Contoh, S.E., Analis Kebijakan pada Dinas Contoh:"


def test_a_language_that_a_text_lacks_falls_back_to_indonesian() -> None:
    assert pledge.bundled().language_for("en") == "en"
    assert pledge.load(TEXT).language_for("en") == "id"
    with pytest.raises(KeyError):
        pledge.fill(pledge.load(TEXT), "en", SIGNER)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("{position}", "{rank}", "id.preamble has the unknown placeholder {rank}"),
        ("{position}", "{}", "id.preamble has the unknown placeholder {}"),
        ("{position}", "{name!r}", "id.preamble has the unknown placeholder {name!r}"),
        ("{position}", "{{name}}", "id.preamble has a brace without its partner"),
        ("jujur.", "jujur}.", "id.points 1 has a brace without its partner"),
        ("{name}", "", "id never says {name}"),
        ('"v-1"', '"v 1"', "version must be"),
        ('version = "v-1"', "version = 1", "version must be"),
        ('version = "v-1"', "", "version must be"),
        ('"v-1"', '"v-1"\nsubstances = 1', "substances must be a text"),
        ('"v-1"', '"v-1"\nplaceholders = ["name"]', "placeholders must be"),
        ('"v-1"', '"v-1"\nauthor = "x"', "unknown key author"),
        ("[id]", "[en]", "the language id is missing"),
        ("[id]", "[indonesian]", "indonesian is not a language of two letters"),
        ('closing = "Demikian."', 'closing = " "', "id.closing must be a text"),
        ('closing = "Demikian."', "", "id.closing must be a text"),
        ('closing = "Demikian."', 'closing = "x"\nfooter = "y"', "id: unknown key footer"),
        ('points = ["Saya jujur.", "Saya melapor di {unit}."]', "points = []", "id.points must be a list"),
        ('points = ["Saya jujur.", "Saya melapor di {unit}."]', "points = [1]", "id.points 1 must be a text"),
        ("[id]", "[id", "Expected"),
    ],
)
def test_a_faulty_text_is_refused(old: str, new: str, complaint: str) -> None:
    assert old in TEXT
    with pytest.raises(ValueError, match=r"(?s).") as refusal:
        pledge.load(TEXT.replace(old, new))
    assert complaint in str(refusal.value)


def test_every_problem_of_a_text_is_told_at_once() -> None:
    with pytest.raises(ValueError, match=r"version must be.*\{rank\}.*id.closing must be a text"):
        pledge.load(TEXT.replace('"v-1"', '""').replace("{position}", "{rank}").replace('"Demikian."', '""'))


def test_the_canonical_form_is_fixed_for_good() -> None:
    filled = FilledPledge("Pakta", "Saya, Andre\u0301,\r\nberjanji:", ("Satu.", "Dua\rbaris."), "Demikian.")
    expected = (
        "form: zibot pledge 1\nversion: v-1\nlanguage: id\ntitle: Pakta\npreamble: Saya, Andr\u00e9,\n\tberjanji:\n"
        "point 1: Satu.\npoint 2: Dua\n\tbaris.\nclosing: Demikian.\n"
    ).encode()
    assert pledge.canonical(filled, "v-1", "id") == expected
    assert pledge.fingerprint(filled, "v-1", "id") == hashlib.sha256(expected).hexdigest()


FILLED = FilledPledge("t", "p", ("one", "two"), "c")


@pytest.mark.parametrize(
    "other",
    [
        replace(FILLED, title="T"),
        replace(FILLED, preamble="p "),
        replace(FILLED, points=("two", "one")),
        replace(FILLED, points=("one", "two", "three")),
        replace(FILLED, points=("one\npoint 2: two",)),
        replace(FILLED, points=("one\n\tpoint 2: two",)),
        replace(FILLED, closing=""),
    ],
)
def test_any_change_changes_the_fingerprint(other: FilledPledge) -> None:
    prints = {pledge.fingerprint(filled, "v-1", "id") for filled in (FILLED, other)}
    assert len(prints) == 2


def test_version_and_language_are_part_of_the_fingerprint() -> None:
    prints = {pledge.fingerprint(FILLED, version, language) for version in ("1", "2") for language in ("id", "en")}
    assert len(prints) == 4


lines = st.text(st.sampled_from("ab\n\r\t: é"), max_size=8)
pledges = st.builds(FilledPledge, lines, lines, st.lists(lines, max_size=3).map(tuple), lines)


def plain(filled: FilledPledge) -> list[str]:
    values = (filled.title, filled.preamble, *filled.points, filled.closing)
    return [unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")) for value in values]


@given(one=pledges, other=pledges)
def test_two_pledges_share_bytes_only_when_they_read_the_same(one: FilledPledge, other: FilledPledge) -> None:
    same_bytes = pledge.canonical(one, "v", "id") == pledge.canonical(other, "v", "id")
    assert same_bytes is (plain(one) == plain(other))


@pytest.mark.parametrize(
    ("line", "for_whom"),
    [("", "everybody"), ('for_whom = "heads"', "heads"), ('for_whom = " Pejabat pengadaan "', "Pejabat pengadaan")],
)
def test_a_text_says_for_whom_it_is(line: str, for_whom: str) -> None:
    assert pledge.load(f"{line}\n{short_source()}").for_whom == for_whom


@pytest.mark.parametrize("value", ["5", '""', '" "', '"a\\nb"', f'"{"x" * 61}"', '["heads"]'])
def test_a_purpose_that_is_no_short_label_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="for_whom"):
        pledge.load(f"for_whom = {value}\n{short_source()}")


def test_marks_of_versions_are_short_and_differ() -> None:
    marks = {pledge.mark(version) for version in ("1", "2", "x" * 40)}
    assert {len(one) for one in marks} == {8}
    assert len(marks) == 3


def short_source() -> str:
    return 'version = "1"\n[id]\ntitle = "Pakta"\npreamble = "Saya {name}"\npoints = ["Jujur"]\nclosing = "Demikian"\n'
