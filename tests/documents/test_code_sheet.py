import hashlib
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.code_sheet import MOST_CARDS, CodeCard, CodeSheet, CodeSheetLabels, render
from documents.glyphs import MISSING
from domain import activation
from tests.documents.inside import Word, words
from tests.documents.reading import facts, flowing, fonts, pages, qr_codes, raw_text
from tests.documents.samples import LONG_NAME, LONG_UNIT, PLEDGE

ROOT = Path(__file__).parents[2]
# In points: the upper left corner of the first card, the size of a card, and what of its edge stays free.
LEFT, TOP, WIDTH, HEIGHT, FREE = 22.7, 29.7, 274.96, 195.6, 13.0


def card(number: int, **changes: str) -> CodeCard:
    """A card whose code follows from a number."""
    code = activation.make(hashlib.sha256(str(number).encode()).digest()[:7])
    plain = CodeCard(
        name=f"Orang Contoh {number:04}",
        staff_number="1986••••••••1001",
        unit="Dinas Rekaan",
        code=activation.shown(code),
        link=f"https://t.me/contoh_bot?start={activation.payload(code)}",
        expires="Berlaku sampai 26 Januari 2026",
    )
    return replace(plain, **changes)


SHEET = CodeSheet(
    title="Kode aktivasi bot Zona Integritas",
    agency="Pemerintah Kabupaten Contoh",
    steps=(
        "Pindai kode QR dengan kamera telepon, lalu buka Telegram.",
        "Tekan MULAI, atau kirim kode ini kepada @contoh_bot.",
        "Periksa nama Bapak/Ibu, lalu tekan Benar.",
    ),
    cards=tuple(card(number) for number in range(8)),
    made_at=PLEDGE.signed_at,
    language="id",
    labels=CodeSheetLabels(
        staff_number="NIP",
        code="Kode aktivasi",
        secret="Rahasia, untuk yang bersangkutan",
        qr_alternative="Kode QR untuk {name}",
        page="Halaman {page} dari {pages}",
    ),
)


def sheet_of(cards: Iterable[CodeCard]) -> CodeSheet:
    return replace(SHEET, cards=tuple(cards))


def words_of_card(pdf: bytes, place: int) -> list[Word]:
    """The words that begin on one of the eight cards of the first page, counted along the rows."""
    row, column = divmod(place, 2)
    left, top = LEFT + column * WIDTH, TOP + row * HEIGHT
    return [word for word in words(pdf, page=1) if left <= word.left < left + WIDTH and top <= word.top < top + HEIGHT]


def text_of_card(pdf: bytes, place: int) -> str:
    return " ".join(word.text for word in words_of_card(pdf, place))


def overlap(one: Word, other: Word) -> bool:
    """Whether two words are printed over each other; the boxes of lines may touch, since they hold all accents."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > 0 and down > 0.5 * min(one.bottom - one.top, other.bottom - other.top)


def assert_inside(pdf: bytes, place: int) -> None:
    """Every word of the card keeps off its edges, off the other words, and off the QR code beside it."""
    row, column = divmod(place, 2)
    left, top = LEFT + column * WIDTH, TOP + row * HEIGHT
    found = words_of_card(pdf, place)
    assert found
    for word in found:
        assert left + FREE <= word.left
        assert word.right <= left + WIDTH - FREE
        assert word.bottom <= top + HEIGHT - FREE + 3
        beside_qr = word.bottom < top + 85
        assert word.right <= left + WIDTH - 85 - FREE or not beside_qr
    assert [(one.text, other.text) for one, other in combinations(found, 2) if overlap(one, other)] == []


def test_it_is_a4_in_pdf_a_2u_with_title_and_date() -> None:
    pdf = render(SHEET)

    told = facts(pdf)

    assert (told["Pages"], told["Page size"]) == ("1", "595.276 x 841.89 pts (A4)")
    assert told["Title"] == "Kode aktivasi bot Zona Integritas – Pemerintah Kabupaten Contoh"
    assert (told["Author"], told["CreationDate"]) == (SHEET.agency, "2026-01-12T09:00:00Z")
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>U</pdfaid:conformance>" in pdf


def test_the_only_font_is_embedded_and_can_be_copied() -> None:
    used = fonts(render(SHEET))

    assert {font.name.split("+")[1].split("-")[0] for font in used} == {"Inter"}
    assert all(font.embedded and font.unicode for font in used)


def test_all_eight_qr_codes_of_a_page_are_read_from_a_print() -> None:
    assert sorted(qr_codes(render(SHEET), page=1)) == sorted(card.link for card in SHEET.cards)


def test_a_long_link_is_read_as_well() -> None:
    links = [f"https://t.me/{'contoh' * 5}_{number}_bot?start=a_{'7' * 12}" for number in range(8)]

    pdf = render(sheet_of(card(number, link=link) for number, link in enumerate(links)))

    assert sorted(qr_codes(pdf, page=1)) == links


def test_each_card_bears_all_that_its_person_needs() -> None:
    pdf = render(SHEET)

    for place, given_card in enumerate(SHEET.cards):
        text = text_of_card(pdf, place)
        for part in (
            SHEET.title,
            SHEET.agency,
            f"{given_card.name} NIP 1986••••••••1001 Dinas Rekaan",
            given_card.code,
            SHEET.labels.code,
            *(f"{number} {step}" for number, step in enumerate(SHEET.steps, start=1)),
            given_card.expires,
            SHEET.labels.secret,
        ):
            assert part in text
        assert_inside(pdf, place)


def test_the_code_is_the_largest_word_of_a_card() -> None:
    found = words_of_card(render(SHEET), 0)

    largest = max(found, key=lambda word: word.bottom - word.top)

    assert largest.text == SHEET.cards[0].code


@pytest.mark.parametrize(("count", "sheets"), [(1, 1), (7, 1), (8, 1), (9, 2), (16, 2), (17, 3), (100, 13)])
def test_there_are_eight_cards_a_page(count: int, sheets: int) -> None:
    given_cards = [card(number) for number in range(count)]

    read = pages(render(sheet_of(given_cards)))

    assert len(read) == sheets
    for number, text in enumerate(read):
        codes = [part for part in text.split() if part.count("-") == 2]
        assert codes == [one.code for one in given_cards[8 * number : 8 * number + 8]]
        assert f"Halaman {number + 1} dari {sheets}" in text


def test_the_cards_are_printed_in_the_order_given() -> None:
    given_cards = [card(number) for number in (5, 3, 9, 1)]

    pdf = render(sheet_of(given_cards))

    assert all(one.name in text_of_card(pdf, place) for place, one in enumerate(given_cards))


@pytest.mark.parametrize("count", [0, MOST_CARDS + 1])
def test_a_sheet_of_no_card_or_of_too_many_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match=f"1 to 2000 cards, not {count}"):
        sheet_of([card(1)] * count)


def test_a_fourth_step_is_refused() -> None:
    with pytest.raises(ValueError, match="3 steps, not 4"):
        replace(SHEET, steps=("Langkah",) * 4)


def test_a_long_name_and_a_long_unit_are_printed_whole_beside_the_qr_code() -> None:
    assert len(LONG_NAME) > 80
    assert len(LONG_UNIT) > 90

    pdf = render(sheet_of([card(number, name=LONG_NAME, unit=LONG_UNIT) for number in range(8)]))

    for place in range(8):
        assert f"{LONG_NAME} NIP 1986••••••••1001 {LONG_UNIT}" in text_of_card(pdf, place)
        assert_inside(pdf, place)


@pytest.mark.parametrize(
    "words_given",
    ["A" * 80, "W" * 300, "Contoh " * 60, "Ḍṛṣṭi-Śāntinī/" * 20, "contoh@contoh.example;" * 20, "satu\ndua\n" * 20],
)
def test_what_is_too_long_is_cut_and_stays_on_its_card(words_given: str) -> None:
    changed = card(
        3, name=words_given, unit=words_given, staff_number=words_given, code=words_given, expires=words_given
    )
    labels = replace(SHEET.labels, code=words_given, secret=words_given, staff_number=words_given)
    sheet = replace(
        SHEET, title=words_given, agency=words_given, labels=labels, steps=(words_given,) * 3, cards=(changed,) * 8
    )

    pdf = render(sheet)

    assert facts(pdf)["Pages"] == "1"
    beginning = words_given.split(maxsplit=1)[0][:8]
    for place in range(8):
        text = text_of_card(pdf, place).replace(" ", "")
        # Title, agency, name, number, unit, code and its label, three steps, expiry, secrecy.
        assert text.count(beginning) >= 12
        assert text.count("…") >= 10
        assert_inside(pdf, place)
    assert set(qr_codes(pdf, page=1)) == {changed.link}


def test_an_expiry_of_many_words_is_printed_whole() -> None:
    expires = "Berlaku sampai Senin, 26 Januari 2026 pukul 16.00 WIB, untuk satu kali pakai"

    pdf = render(sheet_of([card(1, expires=expires)]))

    assert expires in text_of_card(pdf, 0)
    assert SHEET.labels.secret in text_of_card(pdf, 0)
    assert_inside(pdf, 0)


def test_number_and_unit_may_be_missing() -> None:
    text = text_of_card(render(sheet_of([card(1, staff_number="", unit="")])), 0)

    assert "NIP" not in text
    assert "Orang Contoh 0001" in text


@pytest.mark.parametrize(
    "name",
    [
        "#panic(1) $x^2$ *tebal* _miring_",
        "<label> @acuan \\# [isi] {name} {page}",
        '#read("../qr.py") "kutip" \'petik\'',
        "// komentar /* lagi */",
        "= Judul - butir + nomor / istilah: arti",
    ],
)
def test_markup_in_a_name_is_printed_and_not_obeyed(name: str) -> None:
    text = "".join(raw_text(render(sheet_of([card(1, name=name, unit=name)]))).split())

    assert text.count("".join(name.split())) == 2


def test_what_no_font_can_print_leaves_a_visible_gap_and_no_failure() -> None:
    text = flowing(raw_text(render(sheet_of([card(1, name="Sri 😀 ꦱꦿꦶ\x00\u202e Contoh")]))))

    assert f"Sri {MISSING} {MISSING * 3} Contoh" in text


@settings(max_examples=40, deadline=None)
@given(one=st.text(max_size=60), other=st.text(max_size=60))
def test_no_text_stops_a_sheet(one: str, other: str) -> None:
    changed = card(1, name=one, unit=other, staff_number=one, code=other, expires=one)

    pdf = render(replace(SHEET, title=one, agency=other, steps=(one, other), cards=(changed,)))

    assert facts(pdf)["Pages"] == "1"


@pytest.mark.parametrize("field", ["title", "agency", "language"])
def test_every_text_of_the_sheet_changes_the_file(field: str) -> None:
    changes: dict[str, Any] = {field: {"language": "en"}.get(field, str(getattr(SHEET, field)) + "x")}

    assert render(replace(SHEET, **changes)) != render(SHEET)


@pytest.mark.parametrize("field", [field.name for field in fields(CodeSheetLabels)])
def test_every_label_changes_the_file(field: str) -> None:
    changes: dict[str, Any] = {field: "Kata lain"}

    assert render(replace(SHEET, labels=replace(SHEET.labels, **changes))) != render(SHEET)


@pytest.mark.parametrize("field", [field.name for field in fields(CodeCard)])
def test_every_text_of_a_card_changes_the_file(field: str) -> None:
    changed = replace(SHEET.cards[0], **{field: "Kata lain"})

    assert render(sheet_of([changed])) != render(sheet_of(SHEET.cards[:1]))


def test_the_same_sheet_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib; from documents.code_sheet import render; from tests.documents.test_code_sheet import SHEET;"
        "print(hashlib.sha256(render(SHEET)).hexdigest())"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, timeout=30, check=True, text=True
    )

    assert done.stdout.strip() == hashlib.sha256(render(SHEET)).hexdigest()


def test_another_moment_gives_another_file_and_one_without_a_zone_none() -> None:
    assert render(replace(SHEET, made_at=SHEET.made_at + timedelta(seconds=1))) != render(SHEET)
    with pytest.raises(ValueError, match="zone"):
        render(replace(SHEET, made_at=SHEET.made_at.replace(tzinfo=None)))
