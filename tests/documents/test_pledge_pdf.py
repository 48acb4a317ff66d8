import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.glyphs import MISSING
from documents.pledge_pdf import PledgeDocument, PledgeLabels, render
from tests.documents.reading import facts, flowing, fonts, pages, qr_codes, raw_text
from tests.documents.samples import LONG_NAME, LONG_UNIT, PLEDGE, WITNESSED, pledge_with_points

ROOT = Path(__file__).parents[2]
SHOWN = [field.name for field in fields(PledgeDocument) if field.type in {"str", str}]


def test_it_is_one_a4_page_of_pdf_a_2u() -> None:
    pdf = render(PLEDGE)

    told = facts(pdf)

    assert (told["Pages"], told["Page size"]) == ("1", "595.276 x 841.89 pts (A4)")
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>U</pdfaid:conformance>" in pdf


def test_the_file_tells_title_signer_and_the_moment_of_signing() -> None:
    told = facts(render(PLEDGE))

    assert told["Title"] == "Pakta Integritas – Sri Contoh, S.Kom."
    assert told["Author"] == "Sri Contoh, S.Kom."
    assert told["CreationDate"] == "2026-01-12T09:00:00Z"
    assert told["Tagged"] == "yes"


def test_every_font_is_embedded_and_its_text_can_be_copied() -> None:
    used = fonts(render(PLEDGE))

    assert {font.name.split("+")[1].split("-")[0] for font in used} == {"TeXGyreBonum", "Inter"}
    assert all(font.embedded and font.unicode for font in used)


def test_everything_given_can_be_read() -> None:
    (text,) = pages(render(PLEDGE))

    for words in (
        "PEMERINTAH KABUPATEN CONTOH",
        "PROVINSI REKAAN",
        "PAKTA INTEGRITAS",
        PLEDGE.preamble,
        *(f"{number}. {point}" for number, point in enumerate(PLEDGE.points, start=1)),
        PLEDGE.closing,
        "Kota Contoh, 12 Januari 2026",
        PLEDGE.position,
        PLEDGE.unit,
        "Ditandatangani secara elektronik 12 Januari 2026, pukul 16.00 WIB",
        "Sri Contoh, S.Kom. NIP 1986••••••••1001",
        "Pemeriksaan keaslian",
        PLEDGE.verify_text,
        "Kode pemeriksaan 7KQ4M-2XW9T",
        "Waktu tanda tangan 12 Januari 2026, pukul 16.00 WIB",
        "Akun Telegram, tertaut pada 3 Januari 2026",
        "Kegiatan Pakta integritas tahun 2026",
        "Berlaku sampai Kamis, 31 Desember 2026",
        "Nomor catatan 1204",
        "Versi naskah contoh-1",
        f"Sidik jari SHA-256 {PLEDGE.fingerprint}",
        PLEDGE.signature_note,
    ):
        assert words in text


def test_words_that_are_not_broken_carry_no_soft_hyphen() -> None:
    text = raw_text(render(PLEDGE))

    assert "memengaruhi" in text
    assert all(line.endswith("\u00ad") for line in text.splitlines() if "\u00ad" in line)


@pytest.mark.parametrize(
    "payload",
    [
        "https://t.me/contoh_bot?start=v_7KQ4M2XW9T",
        "https://contoh.example/periksa?kode=7KQ4M-2XW9T&bahasa=id#hasil",
        "https://contoh.example/" + "a" * 200,
    ],
)
def test_the_qr_code_reads_back_as_the_payload(payload: str) -> None:
    assert qr_codes(render(replace(PLEDGE, verify_payload=payload)), page=1) == [payload]


@pytest.mark.parametrize(
    "name",
    [
        "#panic(1) $x^2$ *tebal* _miring_ `kode`",
        "<label> @acuan \\# [isi] {kode} ~ --- ...",
        '#read("../pledge_pdf.py") "kutip" \'petik\'',
        "// komentar /* lagi */ https://contoh.example",
        "= Judul - butir + nomor / istilah: arti",
        "</text>&amp;<script>{{ 7*7 }} %s {0}",
        "\\u{41} \\n \\\\ #sys.inputs.data",
        "{name} {page} {pages}",
    ],
)
def test_markup_in_a_name_is_printed_and_not_obeyed(name: str) -> None:
    pdf = render(replace(PLEDGE, name=name, unit=name, position=name, points=(name,)))

    # Without spaces, since a line may also end inside an address.
    text = "".join(raw_text(pdf).split())

    assert text.count("".join(name.split())) == 4
    assert facts(pdf)["Author"] == name


@pytest.mark.parametrize(
    "name",
    [
        "I Gusti Ngurah Contoh",
        "Siti Nur'aini Ma’ruf",
        "Muḥammad ʿAbd al-Raḥmān",
        "Renée Núñez-Müller",
        "Łukasz Đorđević Šťastný",
        "Nguyễn Thị Hằng",
        "Ngũgĩ Ŧaŋe ʼAli",
        "Ḍṛṣṭi Śāntinī Ṭaṇḍu",
        "Дмитрий Ελένη",
        "A·B • C → D × E ≥ 1",
    ],
)
def test_a_name_is_printed_with_all_its_letters(name: str) -> None:
    text = flowing(raw_text(render(replace(PLEDGE, name=name, agency=name, staff_number=""))))

    assert name in text
    assert name.upper() in text


def test_what_no_font_can_print_leaves_a_visible_gap_and_no_failure() -> None:
    text = flowing(raw_text(render(replace(PLEDGE, name="Sri 😀 ꦱꦿꦶ\x00\u202e Contoh"))))

    assert f"Sri {MISSING} {MISSING * 3} Contoh" in text


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_stops_a_pledge(name: str, words: str) -> None:
    pdf = render(replace(PLEDGE, agency=words, name=name, title=words, preamble=words, points=(words,), place=name))

    assert pdf.startswith(b"%PDF-")


def test_long_names_of_people_and_units_stay_on_one_page() -> None:
    (text,) = pages(render(replace(PLEDGE, name=LONG_NAME, position=LONG_UNIT, unit=LONG_UNIT, agency=LONG_UNIT)))

    assert len(LONG_NAME) > 80
    assert len(LONG_UNIT) > 90
    assert LONG_NAME in text
    assert text.count(LONG_UNIT) == 2


def test_a_name_of_one_endless_word_does_not_hide_the_rest() -> None:
    (text,) = pages(render(replace(PLEDGE, name="A" * 80)))

    assert "NIP 1986••••••••1001" in text


@pytest.mark.parametrize("count", [8, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22, 24])
def test_signature_and_check_stand_together_after_the_closing_words(count: int) -> None:
    last = pages(render(pledge_with_points(count)))[-1]

    places = [last.find(words) for words in (PLEDGE.closing, "Ditandatangani secara", "NIP", "Kode pemeriksaan")]
    assert -1 not in places
    assert places == sorted(places)


def test_a_text_too_long_for_one_page_flows_on_with_page_numbers() -> None:
    document = pledge_with_points(24)
    pdf = render(document)

    first, second = pages(pdf)

    assert facts(pdf)["Pages"] == "2"
    assert first.endswith("7KQ4M-2XW9T Halaman 1 dari 2")
    assert second.endswith("7KQ4M-2XW9T Halaman 2 dari 2")
    assert f"1. {document.points[0]}" in first
    assert f"24. {document.points[23]}" in second
    assert qr_codes(pdf, page=2) == [PLEDGE.verify_payload]


def test_one_page_needs_no_page_number() -> None:
    (text,) = pages(render(PLEDGE))

    assert "Halaman" not in text


def test_a_staff_number_may_be_missing() -> None:
    (text,) = pages(render(replace(PLEDGE, staff_number="", region="", position="", place="", account_note="")))

    assert "NIP" not in text
    assert "Akun" not in text
    assert " , " not in text


def test_who_takes_note_of_it_stands_beside_the_signer() -> None:
    (text,) = pages(render(WITNESSED))

    for words in ("Mengetahui", WITNESSED.witness_position, WITNESSED.witness_note, WITNESSED.witness_name):
        assert words in text
    assert "Mengetahui" not in pages(render(PLEDGE))[0]


def test_a_witness_with_a_long_name_and_office_leaves_it_on_one_page() -> None:
    (text,) = pages(render(replace(WITNESSED, witness_name=LONG_NAME, witness_position=f"Kepala {LONG_UNIT}")))

    assert LONG_NAME.split()[0] in text
    assert "Nomor catatan 1204" in text


def test_without_record_and_campaign_their_labels_are_left_out() -> None:
    (text,) = pages(render(replace(PLEDGE, record="", campaign="", valid_until_text="")))

    assert not any(label in text for label in ("Nomor catatan", "Kegiatan", "Berlaku sampai"))


def test_english_is_broken_by_the_typesetters_own_patterns() -> None:
    document = replace(PLEDGE, language="en", points=("I answer for extraordinarily incomprehensible " * 6,))

    (text,) = pages(render(document))

    assert flowing(document.points[0]) in text


@pytest.mark.parametrize("field", SHOWN)
def test_every_text_of_the_document_changes_the_file(field: str) -> None:
    given = str(getattr(WITNESSED, field))
    changes: dict[str, Any] = {field: {"language": "en"}.get(field, given + "x")}

    assert render(replace(WITNESSED, **changes)) != render(WITNESSED)


@pytest.mark.parametrize("field", [field.name for field in fields(PledgeLabels) if field.name != "page"])
def test_every_label_changes_the_file(field: str) -> None:
    labels = replace(PLEDGE.labels, **{field: "Kata lain"})

    assert render(replace(WITNESSED, labels=labels)) != render(WITNESSED)


def test_the_same_document_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib; from documents.pledge_pdf import render; from tests.documents.samples import PLEDGE;"
        "print(hashlib.sha256(render(PLEDGE)).hexdigest())"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, timeout=30, check=True, text=True
    )

    assert done.stdout.strip() == hashlib.sha256(render(PLEDGE)).hexdigest()


def test_the_moment_counts_and_not_the_zone_it_is_told_in() -> None:
    later = replace(PLEDGE, signed_at=PLEDGE.signed_at + timedelta(seconds=1))

    assert render(later) != render(PLEDGE)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        render(replace(PLEDGE, signed_at=PLEDGE.signed_at.replace(tzinfo=None)))


def test_many_threads_at_once_get_each_their_own_document() -> None:
    documents = [replace(PLEDGE, name=f"Orang {number}", receipt_code=f"AAAAA-{number:05}") for number in range(40)]
    alone = [render(document) for document in documents]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(render, documents, timeout=60))

    assert together == alone
    assert len(set(together)) == 40
