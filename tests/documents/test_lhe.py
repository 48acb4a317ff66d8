"""The evaluation report as PDF and DOCX: the same words, blanks for what is signed, odd words unharmed."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from docx import Document

from documents import lhe_docx, lhe_paper
from domain import road, scoring
from domain.answers import Answer, parse_answer
from domain.instrument import bundled
from domain.lhe import Paper, Report
from domain.people import Unit
from domain.worksheet import differences
from domain.zone import Cycle, Finding, Layer
from tests.documents.reading import flowing, pages, raw_text
from tests.services.sheet_play import every_answer
from texts import lhe

RULES, NOW, TZ = bundled(), datetime(2026, 5, 3, 4, tzinfo=UTC), ZoneInfo("Asia/Jakarta")
UNIT = Unit(4, "dinkes", "Dinas <Kesehatan> & Keluarga", "opd", None, "Asia/Jakarta", 5, "", None)


def answers(**other: object) -> dict[str, Answer]:
    raw = {**every_answer(), **{code.replace("_", "."): one for code, one in other.items()}}
    return {code: parse_answer(RULES.question(code), one) for code, one in raw.items() if one is not None}


def report(own: dict[str, Answer], tpi: dict[str, Answer], findings: tuple[Finding, ...] = ()) -> Report:
    cards = [scoring.score(RULES, given) for given in (own, tpi)]
    return Report(
        unit=UNIT, cycle=Cycle(1, 2026, "ZI 2026"), stage="tpi_review", target="WBK", own=cards[0], assessed=cards[1],
        verdict=scoring.verdict(RULES, cards[1], "WBK", ""), road=road.cheapest_road(RULES, tpi, "WBK"),
        findings=findings, differences=differences(RULES, own, tpi),
        notes={"P1.i.b": "#let x = *tebal* \x0b"},
    )  # fmt: skip


def paper(of: Report) -> Paper:
    return lhe.paper(of, "Pemerintah Kabupaten Contoh", "Kraksaan", TZ, NOW)


def words_of(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def findings() -> tuple[Finding, ...]:
    one = Finding(1, 1, 4, "P1.i.a", Layer.TPI, "SK belum memuat uraian tugas", "cli", NOW)
    return (one, replace(one, id=2, question="P1.i.b", note="Sudah dimuat", closed_at=NOW))


def test_pdf_and_docx_hold_scores_findings_notes_and_blanks() -> None:
    found = paper(report(answers(), answers(P1_i_b="C", H1_a="3.2"), findings()))
    for words in (flowing(raw_text(lhe_paper.render(found))), words_of(lhe_docx.render(found))):
        for wanted in (
            "LAPORAN HASIL EVALUASI", "TAHUN 2026", "Dinas <Kesehatan> & Keluarga", "Nomor 90 Tahun 2021", "DRAF",
            "Manajemen Perubahan", "SK belum memuat uraian tugas", "Belum selesai", "#let x = *tebal*",
            "Persepsi antikorupsi (IPAK): 14,00, minimal 15,75", "Meningkatkan H1.a", "Inspektur", "Kraksaan",
        ):  # fmt: skip
            assert wanted in " ".join(words.split()), wanted


def test_both_scores_and_their_difference_stand_beside_the_weight() -> None:
    section = paper(report(answers(), answers(P1_i_a="no"))).sections[2]
    assert section.table is not None
    assert section.table.rows[0] == ("A. Pengungkit", "60,00", *section.table.rows[0][2:])
    assert section.table.rows[1][4] == "-0,25"
    assert section.table.rows[-1][0] == "Nilai evaluasi Zona Integritas"
    areas = paper(report(answers(), answers())).sections[3].table
    assert areas is not None
    assert [row[1] for row in areas.rows] == ["8,00", "7,00", "10,00", "10,00", "15,00", "10,00"]


def test_no_conclusion_is_drawn_from_an_incomplete_assessment() -> None:
    incomplete = paper(report(answers(), answers(P1_i_b=None))).sections[4]
    assert incomplete.paragraphs[0].startswith("Penilaian TPI belum lengkap: 112 dari 113")
    whole = paper(report(answers(H1_a="4", H2_a="4"), answers(H1_a="4", H2_a="4"))).sections[4]
    assert "memenuhi syarat nilai" in whole.paragraphs[0]


def test_a_closed_finding_asks_for_nothing_more() -> None:
    points = paper(report(answers(), answers(), findings())).sections[-1].points
    assert [one for one in points if "temuan" in one] == [
        "Menindaklanjuti temuan pada P1.i.a: SK belum memuat uraian tugas"
    ]


def test_without_findings_and_gaps_the_report_says_so() -> None:
    best = answers(H1_a="4", H2_a="4")
    found = paper(replace(report(best, best), notes={}))
    assert found.sections[5].paragraphs == ("Tidak ada temuan yang dicatat.",)
    assert found.sections[6].table is None
    assert len(found.sections[7].points) == 1


def test_the_report_of_many_differences_is_cut_and_says_how_many_are_left() -> None:
    worst: dict[str, Any] = {
        one.code.replace(".", "_"): "no" if one.type == "yes_no" else "C"
        for one in RULES.questions
        if one.type in {"yes_no", "abc", "abcd", "abcde"}
    }
    section = paper(report(answers(), answers(**worst))).sections[6]
    assert section.table is not None
    assert len(section.table.rows) == lhe.MOST_ROWS
    assert section.paragraphs[0].startswith("Masih ada ")


def test_the_same_paper_gives_the_same_pdf_and_long_words_stay_in_their_cells() -> None:
    long = Finding(1, 1, 4, "P1.i.a", Layer.TPI, "https://contoh.go.id/" + "a" * 300, "cli", NOW)
    found = paper(report(answers(), answers(), (long,)))
    assert lhe_paper.render(found) == lhe_paper.render(found)
    assert len(pages(lhe_paper.render(found))) <= 3
