"""Every refusal has a sentence that says what happened and what to do next, and no sentence waits for a refusal."""

import string
from collections.abc import Iterator

import pytest

from domain.errors import DomainError
from domain.pledge_request import REFUSALS
from tests.texts.refusal_sites import PACKAGES, ROOT, Site, files, found_in, sites, words_of
from texts.catalogue import LANGUAGES, translator
from texts.errors import SENTENCES, refusal, sentence

TOAST = 200
SITES = sites()
# Calls whose key is no literal, with the keys that they can have.
DYNAMIC: dict[str, set[str]] = {
    "domain/pledge_request.py": set(REFUSALS.values()),
    "handlers/routes.py": {"access.private_only", "access.group_only"},
    "texts/roster.py": set(),  # words what a row was refused for
}
# As long as such values get.
SAMPLE_PARAMS: dict[str, object] = {
    "count": 1043,
    "actual": 1043,
    "expected": 104,
    "last": 2026,
    "first": 2012,
    "into": "dinas-kesehatan-dan-kb",
    "minutes": 60,
    "hours": 24,
    "shortest": 3,
    "longest": 100,
    "other_line": 12,
    "suggestion": "Dinas Kependudukan dan Pencatatan Sipil",
    "rank": "III/a",
    "status": "PPPK Paruh Waktu",
    "megabytes": 20,
    "types": "PDF, JPEG, PNG, WEBP, HEIC, MP4, DOCX, XLSX, PPTX",
    "type": "DOCX",
    "rows": 60000,
    "columns": "C (Ket), F (Nomor)",
    "code": "puskesmas-contoh-sekali",
    "file": "unit-kerja-kabupaten-contoh-2026.csv",
    "input": "realised_2",
    "length": 123456,
    "limit": 3500,
    "line": 10250,
    "maximum": 4,
    "missing": "code, name, kind, parent_code, work_days",
    "question": "P1.iii.c",
    "reason": "roster.staff_number_rounded",
    "value": "dua puluh lima",
    "version": "pakta-2026-perbaikan-kedua",
    "problems": "id.points 3 must be a text",
    "lines": "2, 4, 5, 17, 101, 102, 103, 104",
    "role": "kepala",
    "roles": "admin, assessor, auditor, unit_head, zi_team",
    "kind": "puskesmas",
    "kilobytes": 64,
    "title": "Unggah eviden area Penguatan Pengawasan triwulan ketiga",
    "known": "audit_opinion, sakip_score, reform_index, spip_maturity",
    "most": 500,
    "year": 2026,
}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def raised_keys() -> set[str]:
    literal = {site.key for site in SITES if site.key is not None}
    return literal.union(*DYNAMIC.values())


def sure_params(key: str) -> set[str]:
    """The params that every literal site of a key gives; a reason also stands with the line of its row."""
    given = [set(site.params) for site in SITES if site.key == key]
    return set.intersection(*given) if given else set()


def test_every_refusal_has_a_sentence() -> None:
    assert sorted(raised_keys() - SENTENCES.keys()) == []


def test_every_sentence_is_used() -> None:
    reasons = {site.reason for site in SITES if site.reason is not None}
    assert sorted(SENTENCES.keys() - raised_keys() - reasons) == []


def test_every_reason_of_a_bad_row_has_a_sentence() -> None:
    assert sorted({site.reason for site in SITES if site.reason is not None} - SENTENCES.keys()) == []


def test_a_key_that_is_no_literal_is_raised_in_known_files_only() -> None:
    dynamic = {site.place.partition(":")[0] for site in SITES if site.key is None}
    assert sorted(dynamic - DYNAMIC.keys()) == []
    for name, keys in DYNAMIC.items():
        assert keys <= words_of(ROOT / name), name


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_a_sentence_asks_for_no_more_than_its_refusals_give(key: str) -> None:
    assert sorted(fields(SENTENCES[key]) - sure_params(key)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_a_sentence_fits_the_note_at_a_button(key: str, language: str) -> None:
    words = sentence(DomainError(key, **SAMPLE_PARAMS), language)
    assert len(words) <= TOAST, words
    assert "{" not in words


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_a_sentence_says_what_happened_and_what_to_do(key: str) -> None:
    text = SENTENCES[key]
    assert text[0].isupper() or text.startswith("{")
    assert text.endswith(".")
    if key != "roster.bad_row":  # its reason says what to do
        assert "mohon" in text.lower(), text
    assert "kamu" not in text.lower().split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_is_said_in_full(language: str) -> None:
    error = DomainError("roster.bad_row", line=7, reason="roster.unknown_unit", code="dinas-x")
    reason = sentence(DomainError("roster.unknown_unit", code="dinas-x"), language)
    assert reason in sentence(error, language)
    assert "dinas-x" in reason


def test_a_refusal_without_a_sentence_reads_as_unexpected_trouble() -> None:
    assert sentence(DomainError("nobody.knows"), "id") == SENTENCES["unexpected"]


def test_what_people_typed_is_escaped_in_a_message() -> None:
    assert "&lt;b&gt;" in refusal(DomainError("roster.unknown_unit", code="<b>"), "id")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_calls_a_button_by_its_name(language: str) -> None:
    label = translator(language)("Bagikan nomor ponsel saya")
    assert f'"{label}"' in sentence(DomainError("link.foreign_contact"), language)


SOURCE = """
raise DomainError("a.b", line=1, **{**more, "reason": "a.c"})
raise DomainError(TABLE[state])
raise OtherError("a.d")
"""


def test_refusals_are_found_in_source() -> None:
    assert list(found_in(SOURCE, "x.py")) == [
        Site("x.py:2", "a.b", frozenset({"line", "reason"}), "a.c"),
        Site("x.py:3", None, frozenset(), None),
    ]


def test_all_packages_are_searched() -> None:
    def searched() -> Iterator[str]:
        for path in files():
            yield path.relative_to(ROOT).parts[0]

    assert set(searched()) == set(PACKAGES)
