import json
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.data_file import DataFile, DataFileLabels, Section, render
from documents.glyphs import MISSING
from tests.documents.inside import attachments, words
from tests.documents.reading import facts, flowing, fonts, pages, raw_text
from tests.documents.samples import LONG_NAME, LONG_UNIT, PLEDGE

CONTENT = {
    "nama": "Sri Contoh 😀 ꦱꦿꦶ",
    "nomor": "198601012010011001",
    "pakta": [{"kode": "7KQ4M-2XW9T"}],
    "kosong": None,
}

FILE = DataFile(
    title="Data pribadi saya",
    agency="Pemerintah Kabupaten Contoh",
    person="Sri Contoh, S.Kom.",
    sections=(
        Section("Data kepegawaian", (("Nama", "Sri Contoh, S.Kom."), ("Unit", "Dinas Rekaan")), "Dari daftar pegawai."),
        Section("Akun Telegram", (("Tertaut sejak", "3 Januari 2026"),)),
        Section("Siapa yang melihat data saya", (), "Belum ada."),
    ),
    footer="Dibuat untuk yang bersangkutan.",
    made_at=PLEDGE.signed_at,
    json=json.dumps(CONTENT, ensure_ascii=False).encode(),
    language="id",
    labels=DataFileLabels(attachment="Isi yang sama terlampir sebagai data.json.", page="Halaman {page} dari {pages}"),
)
# In points: the margins of the page and the column of the labels.
LEFT, RIGHT, LABEL_WIDTH, VALUE_LEFT = 62.3, 533.0, 153.1, 229.6
SHOWN = ["title", "agency", "person", "footer", "language", "json_name"]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def squeezed(pdf: bytes) -> str:
    """The text without any blank, since a line may end anywhere in an endless word."""
    return "".join(raw_text(pdf).split())


def test_it_is_a4_in_pdf_a_3u_with_its_title_and_date() -> None:
    pdf = render(FILE)

    told = facts(pdf)

    assert (told["Pages"], told["Page size"]) == ("1", "595.276 x 841.89 pts (A4)")
    assert (told["Title"], told["Author"]) == ("Data pribadi saya – Sri Contoh, S.Kom.", FILE.agency)
    assert told["CreationDate"] == "2026-01-12T09:00:00Z"
    assert b"<pdfaid:part>3</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>U</pdfaid:conformance>" in pdf


def test_the_only_font_is_embedded_and_can_be_copied() -> None:
    used = fonts(render(FILE))

    assert {font.name.split("+")[1].split("-")[0] for font in used} == {"Inter"}
    assert all(font.embedded and font.unicode for font in used)


@pytest.mark.parametrize(
    "content",
    [
        FILE.json,
        b"{}",
        b' {"a" :\r\n\t1.50}\n',
        b'{"a": "\\u0000 \\ud83d\\ude00"}',
        '{"a": "\u202e\u00ad\u200b\ufeff #panic() é é"}'.encode(),
        json.dumps({"rows": ["0123456789 çé" * 10] * 3000}, ensure_ascii=False).encode(),
    ],
)
def test_the_attached_file_is_the_json_to_the_byte(content: bytes, tmp_path: Path) -> None:
    assert attachments(render(replace(FILE, json=content)), tmp_path) == {"data.json": content}


@settings(max_examples=25, deadline=None)
@given(value=json_values)
def test_any_content_comes_out_as_it_went_in(value: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    content = json.dumps(value).encode()

    assert attachments(render(replace(FILE, json=content)), tmp_path_factory.mktemp("pdf")) == {"data.json": content}


def test_the_attachment_bears_the_given_name(tmp_path: Path) -> None:
    pdf = render(replace(FILE, json_name="data-pribadi_2026.json"))

    assert list(attachments(pdf, tmp_path)) == ["data-pribadi_2026.json"]
    assert b"/AFRelationship/Alternative" in pdf.replace(b" ", b"")


@pytest.mark.parametrize("name", ["", "../data.json", "/etc/data.json", "a b.json", ".json", "a" * 65, "data.json\n"])
def test_a_name_that_is_a_path_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no plain file name"):
        replace(FILE, json_name=name)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff{}", b'{"a": "\x00"}', "\ufeff{}".encode()])
def test_what_is_no_json_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        replace(FILE, json=content)


def test_everything_given_can_be_read_in_its_order() -> None:
    (text,) = pages(render(FILE))

    parts = (
        FILE.agency,
        FILE.title,
        FILE.person,
        FILE.labels.attachment,
        "Data kepegawaian Dari daftar pegawai. Nama Sri Contoh, S.Kom. Unit Dinas Rekaan",
        "Akun Telegram Tertaut sejak 3 Januari 2026",
        "Siapa yang melihat data saya Belum ada.",
        f"{FILE.footer} Halaman 1 dari 1",
    )
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_many_rows_flow_over_pages_without_losing_one() -> None:
    rows = tuple((f"Pengingat {number:04}", f"Terkirim ke-{number:04}") for number in range(600))

    read = pages(render(replace(FILE, sections=(Section("Pengingat", rows), Section("Akhir", (("Hal", "Penutup"),))))))

    assert len(read) > 10
    text = " ".join(read)
    assert all(f"{label} {value}" in text for label, value in rows)
    assert "Hal Penutup" in read[-1]
    for number, page in enumerate(read, start=1):
        assert page.endswith(f"{FILE.footer} Halaman {number} dari {len(read)}")


def test_a_value_of_several_pages_is_printed_whole() -> None:
    long = " ".join(f"kata{number}" for number in range(3000))

    pdf = render(replace(FILE, sections=(Section("Naskah", (("Isi", long),)),)))

    read = [
        page.removesuffix(f" {FILE.footer} Halaman {n} dari {facts(pdf)['Pages']}")
        for n, page in enumerate(pages(pdf), start=1)
    ]
    assert len(read) > 2
    assert long in " ".join(read)


@pytest.mark.parametrize("word", ["0123456789abcdef" * 16, "W" * 300, "https://contoh.example/" + "a" * 200, "İ" * 90])
def test_an_endless_word_is_broken_inside_its_column(word: str) -> None:
    file = replace(FILE, person=word, sections=(Section(word, ((word, word),), f"Catatan {word}"),))

    pdf = render(file)

    assert squeezed(pdf).count(word) == 5
    assert "\u200b" not in raw_text(pdf)
    pieces = words(pdf, page=1)
    values = [piece for piece in pieces if abs(piece.left - VALUE_LEFT) < 1]
    labels = [piece for piece in pieces if piece.left < VALUE_LEFT and piece.top in {value.top for value in values}]
    assert "".join(piece.text for piece in values) == word
    assert labels
    assert all(piece.right <= LEFT + LABEL_WIDTH for piece in labels)
    assert all(piece.left >= LEFT and piece.right <= RIGHT for piece in pieces)


def test_long_names_and_line_ends_are_kept() -> None:
    file = replace(
        FILE, person=LONG_NAME, agency=LONG_UNIT, sections=(Section(LONG_UNIT, ((LONG_NAME, "satu\ndua"),)),)
    )

    pdf = render(file)

    text = flowing(raw_text(pdf))
    assert text.count(LONG_UNIT) == 2
    assert LONG_NAME in text
    assert "satu\ndua" in raw_text(pdf)


def test_a_file_of_nothing_is_still_a_file() -> None:
    (text,) = pages(render(replace(FILE, sections=(), footer="", labels=replace(FILE.labels, attachment=""))))

    assert text == "Pemerintah Kabupaten Contoh Data pribadi saya Sri Contoh, S.Kom. Halaman 1 dari 1"


@pytest.mark.parametrize(
    "markup",
    [
        "#panic(1) $x^2$ *tebal* _miring_ `kode`",
        "<label> @acuan \\# [isi] {kode} {page} {pages}",
        '#read("../data_file.py") "kutip" \'petik\' // komentar /* lagi */',
        "= Judul - butir + nomor / istilah: arti \\u{41} #sys.inputs.attachment",
    ],
)
def test_markup_is_printed_and_not_obeyed(markup: str) -> None:
    section = Section(markup, ((markup, markup),), markup)

    text = squeezed(render(replace(FILE, person=markup, sections=(section,))))

    assert text.count("".join(markup.split())) == 5


def test_what_no_font_can_print_leaves_a_visible_gap_and_no_failure() -> None:
    text = flowing(raw_text(render(replace(FILE, person="Sri 😀 ꦱꦿꦶ\x00\u202e Contoh"))))

    assert f"Sri {MISSING} {MISSING * 3} Contoh" in text


@settings(max_examples=30, deadline=None)
@given(anything=st.text(max_size=80))
def test_no_text_stops_a_file(anything: str) -> None:
    section = Section(anything, ((anything, anything), ("", "")), anything)

    assert render(
        replace(FILE, title=anything, agency=anything, person=anything, footer=anything, sections=(section,))
    ).startswith(b"%PDF-")


@pytest.mark.parametrize("field", SHOWN)
def test_every_text_changes_the_file(field: str) -> None:
    changes: dict[str, Any] = {field: {"language": "en"}.get(field, str(getattr(FILE, field)) + "x")}

    assert render(replace(FILE, **changes)) != render(FILE)


@pytest.mark.parametrize("field", [field.name for field in fields(DataFileLabels)])
def test_every_label_changes_the_file(field: str) -> None:
    changes: dict[str, Any] = {field: "Kata lain"}

    assert render(replace(FILE, labels=replace(FILE.labels, **changes))) != render(FILE)


def test_the_same_file_gives_the_same_bytes_and_another_moment_others() -> None:
    assert render(FILE) == render(FILE)
    assert render(replace(FILE, made_at=FILE.made_at + timedelta(seconds=1))) != render(FILE)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        render(replace(FILE, made_at=FILE.made_at.replace(tzinfo=None)))
