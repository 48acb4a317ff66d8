"""Facts into documents: the status picture and the pledge document, worded by `texts`, set by `documents`."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from documents.pledge_pdf import PledgeDocument, PledgeLabels
from documents.status_picture import Bar, Layer, Line, Mark, Point, StatusLabels, StatusPicture
from domain.instrument_model import Area, Instrument, Target
from domain.scoring import Scorecard
from domain.staff_number import masked
from domain.status_views import Trend, UnitStatus
from domain.zone import Layer as ScoreLayer
from handlers.letterhead import Letterhead
from services.pledges import Receipt
from services.witnessing import OnPaper
from texts import papers as words
from texts.format import decimal
from texts.place import Place
from texts.status_pages import point_label
from texts.status_words import LAYERS, layer_name
from texts.witness import paper_note

PERCENT = 100
YEARS = 6


def status_pictures(place: Place, facts: UnitStatus, trend: Trend, rules: Instrument) -> tuple[StatusPicture, ...]:
    """The card of a unit that takes part in the cycle: how it stands now, and how it came there where that is known.

    Two pictures, because one of both would be too high to be read on a phone.
    """
    now = _present(place, facts, rules)
    lines = _lines(place, trend, now.total.floors if now.total else ())
    if not lines:
        return (now,)
    layers = _layers(place.language, facts, len(rules.questions))
    then = replace(now, total=None, target_notes=(), areas=(), parts=(), coverage=None, layers=layers, lines=lines)
    return (now, then)


def _present(place: Place, facts: UnitStatus, rules: Instrument) -> StatusPicture:
    language, score, coverage = place.language, facts.card, facts.coverage
    assert score is not None
    targets = [rules.targets["WBK"], rules.targets["WBBM"]]
    areas_label, parts_label, coverage_label, levels = words.status_labels(language)
    area_floors = _marks(language, targets, "area_percent")
    return StatusPicture(
        unit=facts.unit.name,
        subtitle=words.status_subtitle(language, facts.cycle_title, facts.stage, facts.target, facts.unit.predicate),
        total=Bar(words.total_label(language), decimal(score.total, 2, language), float(score.total),
                  _marks(language, targets, "total")),
        target_notes=tuple(words.gap_note(language, target.floors["total"] - score.total) for target in targets),
        areas=tuple(_area(area, score, language, area_floors) for area in rules.areas),
        parts=_parts(language, score, rules, targets),
        coverage=None if coverage is None else Bar(
            words.coverage_text(language, coverage.signed, coverage.expected), f"{coverage.percent:.0f}%",
            coverage.percent, (),
        ),
        provisional=words.provisional(language, score.answered, len(rules.questions)),
        footer=words.as_of(place),
        language=language,
        labels=StatusLabels(areas_label, parts_label, coverage_label, levels, words.layers_title(language)),
    )  # fmt: skip


def _layers(language: str, facts: UnitStatus, questions: int) -> tuple[Layer, ...]:
    cards = {ScoreLayer.UNIT: facts.card, **facts.assessed}
    found = []
    for layer in LAYERS:
        card = cards.get(layer)
        text = decimal(card.total, 2, language) if card else ""
        note = words.layer_note(language, card.answered if card else None, questions)
        found.append(Layer(layer_name(language, layer), text, note))
    return tuple(found)


def _lines(place: Place, trend: Trend, floors: tuple[Mark, ...]) -> tuple[Line, ...]:
    """The total over time, and the agency's reform index where two years of it are known."""
    language = place.language
    total_title, index_title = words.line_titles(language)
    totals = tuple(
        Point(point_label(place, one), decimal(one.total, 1, language), float(one.total), past=bool(one.cycle))
        for one in trend.points
    )
    lines = [Line(total_title, totals, floors)] if totals else []
    index = [(one.year, float(one.value)) for one in trend.figures[-YEARS:]]
    if len(index) > 1 and all(0 <= value <= PERCENT for _, value in index):
        values = [value for _, value in index]
        low, high = max(0.0, min(values) // 10 * 10 - 10), min(100.0, max(values) // 10 * 10 + 10)
        points = tuple(Point(str(year), decimal(value, 2, language), value) for year, value in index)
        lines.append(Line(index_title, points, low=low, high=high))
    return tuple(lines)


def _area(area: Area, score: Scorecard, language: str, floors: tuple[Mark, ...]) -> Bar:
    one = score.areas[area.code]
    text = words.points_of(language, one.score, one.weight)
    return Bar(area.labels[language], text, float(one.percent), floors)


def _marks(language: str, targets: list[Target], requirement: str, whole: Fraction | int = 100) -> tuple[Mark, ...]:
    floors = [(target.name, target.floors[requirement]) for target in targets]
    return tuple(Mark(name, words.plain(language, floor), float(floor * 100 / whole)) for name, floor in floors)


def _parts(language: str, score: Scorecard, rules: Instrument, targets: list[Target]) -> tuple[Bar, ...]:
    """The requirements besides the areas: the enabler, and the two groups of results."""
    enabler = next(one.weight for one in rules.components if one.code == "enabler")
    clean, service = (one.weight for one in rules.result_groups)
    measured = zip(
        words.part_labels(language),
        ("enabler", "clean", "service_survey"),
        (score.enabler, score.clean, score.service_survey),
        (enabler, clean, service),
        strict=True,
    )
    return tuple(
        Bar(label, words.points_of(language, points, weight), float(points * 100 / weight),
            _marks(language, targets, requirement, weight))
        for label, requirement, points, weight in measured
    )  # fmt: skip


def pledge_document(head: Letterhead, place: Place, receipt: Receipt, besides: OnPaper) -> PledgeDocument:
    """The signed pledge as a document, in the language in which it was signed."""
    mark = besides.mark
    signature, filled = receipt.signature, receipt.filled
    notes = words.pledge_notes(place, signature)
    return PledgeDocument(
        agency=head.agency,
        region=head.region,
        title=filled.title,
        preamble=filled.preamble,
        points=filled.points,
        closing=filled.closing,
        name=signature.name,
        staff_number=masked(signature.staff_number) if signature.staff_number else "",
        position=signature.position,
        unit=signature.unit_name,
        place=head.signing_place,
        date_text=notes["date_text"],
        time_text=notes["time_text"],
        signed_at=signature.signed_at,
        account_note=notes["account_note"],
        text_version=signature.text_version,
        language=signature.language,
        fingerprint=signature.fingerprint,
        receipt_code=notes["receipt_code"],
        verify_payload=head.check_address(signature.code),
        verify_text=notes["verify_text"],
        signature_note=notes["signature_note"],
        campaign=receipt.campaign.title,
        valid_until_text=notes["valid_until_text"],
        record=str(besides.record or ""),
        witness_name=mark.name if mark else "",
        witness_position=mark.position if mark else "",
        witness_note=paper_note(place, mark, signature.language) if mark else "",
        labels=PledgeLabels(**words.pledge_words(signature.language)),
    )
