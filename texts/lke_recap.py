"""The recap of worksheets as tables: titles, and a row a unit."""

from decimal import Decimal
from fractions import Fraction

from domain.answers import Answer, Choice, Counts, SurveyValue
from domain.instrument import bundled
from domain.instrument_model import Question
from domain.lke_recap import Recap, RecapRow
from domain.zone import Layer
from texts.catalogue import translator
from texts.labels import stage_label
from texts.lke_words import choice_label
from texts.status_words import LAYERS

Cell = str | int | Decimal


def summary(found: Recap, language: str) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    """Titles and rows of the overview: stage, target, totals by layer, the gap, areas by unit and by TPI."""
    _ = translator(language)
    rules = bundled()
    areas = [area.labels[language] for area in rules.areas]
    header = (
        _("Kode"), _("Unit kerja"), _("Tahap"), _("Target"), _("Terjawab"), _("Total unit"), _("Total TPI"),
        _("Total TPN"), _("Kurang ke target"), _("Pengungkit"), _("Pemenuhan"), _("Reform"), _("Hasil"),
        *(f"{area} ({_('unit')})" for area in areas), *(f"{area} (TPI)" for area in areas),
    )  # fmt: skip
    return header, [_summary_row(row, language) for row in found.rows]


def answers(found: Recap, layer: Layer, language: str) -> tuple[str, tuple[str, ...], list[tuple[Cell, ...]]]:
    """Name, titles and rows of the answers of one layer: a column a question."""
    _ = translator(language)
    questions = bundled().questions
    header = (_("Kode"), _("Unit kerja"), *(one.code for one in questions))
    rows = [
        (row.unit.code, row.unit.name, *(_cell(one, row.answers[layer].get(one.code), language) for one in questions))
        for row in found.rows
    ]
    return _("Jawaban {layer}").format(layer=_(LAYERS[layer])), header, rows


def title(language: str) -> str:
    """What the overview is called."""
    _ = translator(language)
    return _("Rekap")


def _summary_row(row: RecapRow, language: str) -> tuple[Cell, ...]:
    own, tpi = row.cards.get(Layer.UNIT), row.cards.get(Layer.TPI)
    best = tpi or own
    floor = bundled().targets[row.target].floors["total"]
    cells: list[Cell] = [
        row.unit.code, row.unit.name, stage_label(row.stage, language), row.target, own.answered if own else 0,
    ]  # fmt: skip
    cells += [_score(row.cards[layer].total) if layer in row.cards else "" for layer in Layer]
    cells.append(_score(max(Fraction(0), floor - best.total)) if best else "")
    halves = (best.enabler, best.fulfilment, best.reform, best.result) if best else ()
    cells += [_score(one) for one in halves] or [""] * 4
    for card in (own, tpi):
        cells += [_score(card.areas[area.code].score) if card else "" for area in bundled().areas]
    return tuple(cells)


def _cell(question: Question, given: Answer | None, language: str) -> Cell:
    if isinstance(given, Choice):
        return choice_label(given.value, language)
    if isinstance(given, SurveyValue):
        return given.value
    if isinstance(given, Counts):
        return " / ".join(str(given.values.get(one.key, given.values.get(one.role, "-"))) for one in question.inputs)
    return ""


def _score(value: Fraction) -> Decimal:
    return round(Decimal(value.numerator) / Decimal(value.denominator), 4)
