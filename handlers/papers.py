"""Facts into documents: the status picture and the pledge document, worded by `texts`, set by `documents`."""

from __future__ import annotations

from fractions import Fraction

from documents.pledge_pdf import PledgeDocument, PledgeLabels
from documents.status_picture import Bar, Mark, StatusLabels, StatusPicture
from domain.instrument_model import Area, Instrument, Target
from domain.scoring import Scorecard
from domain.staff_number import masked
from handlers.office import Office
from services.pledges import Receipt
from texts import papers as words
from texts.format import decimal
from texts.place import Place
from texts.status import CardFacts


def status_picture(place: Place, facts: CardFacts, score: Scorecard, rules: Instrument) -> StatusPicture:
    """The card of a unit that takes part in the cycle, as a picture."""
    language = place.language
    targets = [rules.targets["WBK"], rules.targets["WBBM"]]
    areas_label, parts_label, coverage_label, levels = words.status_labels(language)
    area_floors = _marks(language, targets, "area_percent")
    total_floors = _marks(language, targets, "total")
    coverage = facts.coverage
    return StatusPicture(
        unit=facts.unit.name,
        subtitle=words.status_subtitle(language, facts.cycle, facts.stage, facts.target, facts.unit.predicate),
        total=Bar(words.total_label(language), decimal(score.total, 2, language), float(score.total),
                  total_floors),
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
        labels=StatusLabels(areas_label, parts_label, coverage_label, levels),
    )  # fmt: skip


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


def pledge_document(office: Office, place: Place, receipt: Receipt) -> PledgeDocument:
    """The signed pledge as a document, in the language in which it was signed."""
    signature, filled = receipt.signature, receipt.filled
    notes = words.pledge_notes(place, signature)
    return PledgeDocument(
        agency=office.agency,
        region=office.region,
        title=filled.title,
        preamble=filled.preamble,
        points=filled.points,
        closing=filled.closing,
        name=signature.name,
        staff_number=masked(signature.staff_number) if signature.staff_number else "",
        position=signature.position,
        unit=signature.unit_name,
        place=office.signing_place,
        date_text=notes["date_text"],
        time_text=notes["time_text"],
        signed_at=signature.signed_at,
        account_note=notes["account_note"],
        text_version=signature.text_version,
        language=signature.language,
        fingerprint=signature.fingerprint,
        receipt_code=notes["receipt_code"],
        verify_payload=office.check_address(signature.code),
        verify_text=notes["verify_text"],
        signature_note=notes["signature_note"],
        campaign=receipt.campaign.title,
        valid_until_text=notes["valid_until_text"],
        record="",
        witness_name="",
        witness_position="",
        witness_note="",
        labels=PledgeLabels(**words.pledge_words(signature.language)),
    )
