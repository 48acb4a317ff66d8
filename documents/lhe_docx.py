"""An evaluation report (LHE) as a DOCX, to be completed in a word processor."""

from __future__ import annotations

import io
from datetime import UTC
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from documents.workbooks import UNPRINTABLE
from domain.lhe import Paper, Section, Table

FONT: Final = "Bookman Old Style"
WIDTH_CM: Final = 16.4
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def render(paper: Paper) -> bytes:
    """The DOCX; slow."""
    document = Document()
    _set_page(document, paper)
    _head(document, paper)
    _facts(document, paper)
    for place, section in enumerate(paper.sections):
        _section(document, f"{LETTERS[place]}. {section.title}", section)
    _signatures(document, paper)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _set_page(document: Any, paper: Paper) -> None:
    page = document.sections[0]
    page.orientation = WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.3)
    page.top_margin, page.bottom_margin = Cm(2), Cm(2.3)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(10)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(4)
    moment = paper.made_at.astimezone(UTC).replace(tzinfo=None)
    facts = document.core_properties
    facts.title, facts.author, facts.created, facts.modified = paper.title, _clean(paper.agency), moment, moment
    foot = page.footer.paragraphs[0]
    before, _, rest = paper.page.partition("{page}")
    between, _, after = rest.partition("{pages}")
    for words, code in ((f"{paper.draft} · {before}", "PAGE"), (between, "NUMPAGES"), (after, "")):
        foot.add_run(words).font.size = Pt(8)
        if code:
            _field(foot, code)


def _field(paragraph: Any, code: str) -> None:
    """A number that the word processor fills in."""
    run = paragraph.add_run()
    run.font.size = Pt(8)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run._r.addprevious(field)  # noqa: SLF001 - the library has no fields
    field.append(run._r)  # noqa: SLF001


def _head(document: Any, paper: Paper) -> None:
    for words, size in ((paper.agency.upper(), 13), (paper.office, 11)):
        _centred(document, words, size, bold=size == 13)
    _centred(document, paper.draft, 9, bold=True)
    _centred(document, paper.title.upper(), 13, bold=True)
    _centred(document, paper.unit, 11.5, bold=True)


def _centred(document: Any, words: str, size: float, *, bold: bool) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(_clean(words))
    run.bold, run.font.size = bold, Pt(size)


def _facts(document: Any, paper: Paper) -> None:
    table = document.add_table(rows=0, cols=2)
    for label, value in paper.facts:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = _clean(label), _clean(f": {value}")
        cells[0].width, cells[1].width = Cm(4), Cm(WIDTH_CM - 4)


def _section(document: Any, title: str, section: Section) -> None:
    heading = document.add_paragraph()
    heading.paragraph_format.keep_with_next = True
    heading.paragraph_format.space_before = Pt(10)
    run = heading.add_run(_clean(title))
    run.bold, run.font.size = True, Pt(10.5)
    for words in section.paragraphs:
        document.add_paragraph(_clean(words))
    for number, words in enumerate(section.points, start=1):
        point = document.add_paragraph(_clean(f"{number}.\t{words}"))
        point.paragraph_format.left_indent, point.paragraph_format.first_line_indent = Cm(0.8), Cm(-0.8)
        point.paragraph_format.tab_stops.add_tab_stop(Cm(0.8))
    if section.table is not None:
        _table(document, section.table)


def _table(document: Any, found: Table) -> None:
    table = document.add_table(rows=1, cols=len(found.header))
    table.style = "Table Grid"
    table.autofit = False
    _repeat(table.rows[0])
    for at, row in enumerate((found.header, *found.rows)):
        line = table.rows[0] if at == 0 else table.add_row()
        for column, words in enumerate(row):
            cell = line.cells[column]
            cell.width = Cm(WIDTH_CM * found.shares[column] / sum(found.shares))
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(_clean(words))
            run.font.size, run.bold = Pt(8.5), at == 0 or at - 1 in found.strong
            paragraph.paragraph_format.space_after = Pt(0)
            if at and column in found.numbers:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _repeat(row: Any) -> None:
    """Show the row again on every page that the table reaches."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - the library has no switch for it


def _signatures(document: Any, paper: Paper) -> None:
    place = document.add_paragraph(_clean(paper.place_and_date))
    place.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    place.paragraph_format.space_before = Pt(18)
    place.paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=len(paper.signers))
    for cell, role in zip(table.rows[0].cells, paper.signers, strict=True):
        cell.paragraphs[0].add_run(_clean(role))
        for words in ("", "", "", paper.blank, paper.staff_number):
            run = cell.add_paragraph().add_run(words)
            run.font.size = Pt(7) if words == paper.blank else Pt(10)


def _clean(words: str) -> str:
    return UNPRINTABLE.sub("", words)
