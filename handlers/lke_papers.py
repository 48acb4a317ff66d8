"""The recap of worksheets and the evaluation report as files. Slow: keep off the loop."""

from __future__ import annotations

from datetime import datetime, tzinfo

from documents import lhe_docx, lhe_paper
from documents.workbooks import Sheet, write_workbook
from domain.lhe import Report
from domain.lke_recap import Recap
from domain.zone import Layer
from texts import lhe, lke_recap
from texts.lke_files import Kind

FIRST_WIDTHS = (16, 40)


def recap(found: Recap, language: str) -> bytes:
    """The overview, then the answers of each layer that has any, as a workbook."""
    header, rows = lke_recap.summary(found, language)
    sheets = [Sheet(lke_recap.title(language), header, rows)]
    answered = [layer for layer in Layer if any(row.answers[layer] for row in found.rows)]
    sheets += [Sheet(*lke_recap.answers(found, layer, language), FIRST_WIDTHS) for layer in answered]
    return write_workbook(sheets)


def report(found: Report, kind: Kind, agency: str, place: str, tz: tzinfo, now: datetime) -> bytes:
    """The report in one of its kinds."""
    paper = lhe.paper(found, agency, place, tz, now)
    return lhe_paper.render(paper) if kind == "pdf" else lhe_docx.render(paper)
