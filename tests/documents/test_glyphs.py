import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.glyphs import MISSING, is_covered, printable


@pytest.mark.parametrize(
    ("given_text", "printed"),
    [
        ("Siti Nur’aini", "Siti Nur’aini"),
        ("Sri\u0301", "Srí"),
        ("baris\r\nbaru", "baris\nbaru"),
        ("a\tb\x00c\u2028d", "a b c d"),
        ("abc\u202edef\u200b", "abcdef"),
        ("lem\u00adbar", "lem\u00adbar"),
        ("😀 漢 \ue000 \ud800", f"{MISSING} {MISSING} {MISSING} {MISSING}"),
    ],
)
def test_text_is_made_printable(given_text: str, printed: str) -> None:
    assert printable(given_text) == printed


@pytest.mark.parametrize("character", [*"AaZz09•→✓×≥ḍʿ", MISSING])
def test_what_documents_use_is_covered(character: str) -> None:
    assert is_covered(character)


@pytest.mark.parametrize("character", ["\x1f", "漢", "\ue000", "\U0010ffff"])
def test_what_no_font_has_is_not_covered(character: str) -> None:
    assert not is_covered(character)


@given(st.text())
def test_only_glyphs_line_ends_and_soft_hyphens_are_left(text: str) -> None:
    assert all(is_covered(character) or character in "\n\u00ad" for character in printable(text))


@given(st.text(st.characters(categories=["L", "N"], max_codepoint=0x17F)))
def test_latin_letters_are_kept(text: str) -> None:
    kept = "".join(character for character in text if is_covered(character))

    assert printable(kept) == unicodedata.normalize("NFC", kept)
