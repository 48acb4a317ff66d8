"""The assessors' screens: the queue, a unit under review, one question, the layers side by side, and findings."""

from __future__ import annotations

from fractions import Fraction

from domain import worksheet
from domain.folding import shortened
from domain.instrument import bundled
from domain.instrument_model import CHOICES, Question
from domain.review_views import FindingPage, Look, Queue, Review, SectionPage, Sums, Typed
from domain.scoring import Scorecard
from domain.zone import Layer
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.errors import sentence
from texts.format import number
from texts.joining import turning
from texts.labels import stage_label
from texts.lke_words import answer_label, choice_label, help_lines, part_label, section_label
from texts.place import Place
from texts.screen import Button, Screen
from texts.status_words import LAYERS, signed

LABEL, QUOTE, SHOWN = 44, 300, 8
PROMPTS = {
    Typed.VALUE: mark("Mohon ketik angkanya, berurutan dan dipisah spasi."),
    Typed.NOTE: mark("Mohon ketik catatan penilai untuk pertanyaan ini."),
    Typed.FINDING: mark("Mohon ketik temuannya: apa yang kurang, dan apa yang perlu diperbaiki unit."),
    Typed.CLOSING: mark("Mohon ketik keterangan penutupan temuan."),
}


def queue(place: Place, found: Queue) -> Screen:
    """The units that wait, the longest waiting first."""
    _ = translator(place.language)
    rows = [
        {"unit": row.unit.name, "stage": stage_label(row.change.stage, place.language), "answered": row.answered,
         "days": (place.now - row.change.changed_at).days, "findings": row.findings, "target": row.change.target}
        for row in found.rows
    ]  # fmt: skip
    text = render(
        "assess/queue", place.language, cycle=found.cycle.title, layer=LAYERS[found.layer], rows=rows,
        total=found.total, all=len(bundled().questions), page=found.page + 1, pages=found.pages,
    )  # fmt: skip
    opens = [
        (Button(shortened(row.unit.name), encode("assess.unit", row.unit.id, found.layer)),) for row in found.rows
    ]  # fmt: skip
    turn = turning(place, found.page, found.pages, "assess.open", found.layer)
    others = tuple(
        Button(_("Antrean {layer}").format(layer=LAYERS[one]), encode("assess.open", one, 0))
        for one in found.layers
        if one is not found.layer
    )
    return Screen(text, (*opens, *turn, *((others,) if others else ()), (Button(_("Beranda"), encode("home.open")),)))


def desk(place: Place, found: Review) -> Screen:
    """How far the review of a unit is, by section."""
    _ = translator(place.language)
    language, unit, layer = place.language, found.unit.id, found.layer
    text = render(
        "assess/desk", language, review=found, layer=LAYERS[layer], stage=stage_label(found.change.stage, language),
        since=found.change.changed_at, sections=_sections(found, language), all=len(bundled().questions),
        left=len(found.to_review), refusal=sentence(found.refusal, language) if found.refusal else "", tz=place.tz,
    )  # fmt: skip
    rows: list[tuple[Button, ...]] = []
    if found.refusal is None and found.to_review:
        rows.append((Button(_("Pertanyaan berikutnya"), encode("assess.next", unit, layer), style="primary"),))
    buttons = [
        Button(shortened(section_label(one, language), LABEL), encode("assess.section", unit, layer, one, 0))
        for one in worksheet.sections(bundled())
    ]
    rows += [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    if found.refusal is None and found.to_accept:
        label = _("Terima {count} sisanya").format(count=number(len(found.to_accept), language))
        rows.append((Button(label, encode("assess.rest", unit, layer)),))
    rows.append((Button(_("Bandingkan nilai"), encode("assess.sums", unit, layer)),
                 Button(_("Tahap"), encode("stages.open", unit))))  # fmt: skip
    rows.append((Button(_("Buku kerja dan LHE"), encode("lkebook.open", unit)),
                 Button(_("Kelengkapan usulan"), encode("proposal.open", unit))))  # fmt: skip
    rows.append((Button(_("Antrean"), encode("assess.open", layer, 0)), Button(_("Beranda"), encode("home.open"))))
    return Screen(text, tuple(rows))


def section(place: Place, found: SectionPage) -> Screen:
    """A page of the questions of a section, each a button with its marks."""
    _ = translator(place.language)
    unit, layer = found.review.unit.id, found.review.layer
    text = render(
        "assess/section", place.language, unit=found.review.unit.name, layer=LAYERS[layer],
        label=section_label(found.section, place.language), page=found.page + 1, pages=found.pages,
    )  # fmt: skip
    rows = [
        (Button(_line(found.review, one, place.language), encode("assess.show", unit, layer, one.code)),)
        for one in found.questions
    ]
    turn = turning(place, found.page, found.pages, "assess.section", unit, layer, found.section)
    return Screen(text, (*rows, *turn, (Button(_("Ringkasan"), encode("assess.unit", unit, layer)),)))


def question(place: Place, found: Look, *, kept: str = "", typed: Typed | None = None) -> Screen:
    """One question: the unit beside the layer, its buttons or what is to be typed. `kept` was written just now."""
    _ = translator(place.language)
    language, asked, review = place.language, found.question, found.review
    layers = [
        {"label": LAYERS[one], "answer": answer_label(asked, review.answers[one].get(asked.code), language),
         "note": shortened(record.note, QUOTE) if (record := review.records[one].get(asked.code)) else "",
         "shown": record is not None or one in (Layer.UNIT, review.layer)}
        for one in Layer
    ]  # fmt: skip
    text = render(
        "assess/question", language, code=asked.code, number=found.number, all=len(bundled().questions),
        unit=review.unit.name, section=section_label(worksheet.section(asked), language),
        part=part_label(asked, language), label=asked.labels[language], layers=layers,
        evidence=review.evidence.get(asked.code, 0), stale=review.is_stale(asked), kept=kept,
        findings=[shortened(one.note, QUOTE) for one in found.findings[:SHOWN]], left=len(review.to_review),
        prompt=_(PROMPTS[typed]) if typed else "", inputs=_inputs(asked, language) if typed is Typed.VALUE else [],
        help=help_lines(asked, language), refusal=sentence(review.refusal, language) if review.refusal else "",
    )  # fmt: skip
    if typed is not None:
        back = Button(_("Batal"), encode("assess.show", review.unit.id, review.layer, asked.code))
        return Screen(text, ((back,),))
    return Screen(text, _question_buttons(place, found, kept))


def rest(place: Place, found: Review) -> Screen:
    """Asks to confirm that the unit's answer is taken wherever the layer has none."""
    _ = translator(place.language)
    unit, layer, count = found.unit.id, found.layer, len(found.to_accept)
    open_left = len(found.to_review) - count
    text = render("assess/rest", place.language, unit=found.unit.name, layer=LAYERS[layer], count=count,
                  open=max(0, open_left))  # fmt: skip
    label = _("Ya, terima {count} jawaban").format(count=number(count, place.language))
    yes = (Button(label, encode("assess.rest_yes", unit, layer), style="success"),)
    return Screen(text, (*((yes,) if count else ()), (Button(_("Batal"), encode("assess.unit", unit, layer)),)))


def taken(place: Place, count: int) -> str:
    """The note at the button: how many answers were taken."""
    _ = translator(place.language)
    return _("Jawaban diterima: {count}").format(count=number(count, place.language))


def all_reviewed(place: Place) -> str:
    """The note when nothing is left to be looked at."""
    _ = translator(place.language)
    return _("Semua pertanyaan sudah dinilai.")


def sums(place: Place, found: Sums) -> Screen:
    """Unit, TPI and TPN side by side by area and in all, and the questions where they differ."""
    _ = translator(place.language)
    language, review = place.language, found.review
    rules = bundled()
    areas = [
        {"label": one.labels[language], "cells": _cells(found, language, one.code), "weight": one.weight}
        for one in rules.areas
    ]
    whole = {"label": _("Total"), "cells": _cells(found, language), "weight": rules.total}
    result = {
        "label": section_label(worksheet.RESULTS, language), "cells": _cells(found, language, worksheet.RESULTS),
        "weight": next(one.weight for one in rules.parts if one.code == worksheet.RESULTS),
    }  # fmt: skip
    differences = [
        {"code": one.question, "unit": answer_label(rules.question(one.question), one.unit, language),
         "other": answer_label(rules.question(one.question), one.assessor, language)}
        for one in found.differences[:SHOWN]
    ]  # fmt: skip
    text = render(
        "assess/sums", language, unit=review.unit.name, rows=[whole, *areas, result], layer=LAYERS[review.layer],
        differences=differences, count=len(found.differences), all=len(rules.questions),
        states=[(LAYERS[layer], card.answered) for layer, card in found.cards.items()],
    )  # fmt: skip
    shows = [
        Button(one.question, encode("assess.show", review.unit.id, review.layer, one.question))
        for one in found.differences[:SHOWN]
    ]
    rows = [tuple(shows[at : at + 4]) for at in range(0, len(shows), 4)]
    return Screen(text, (*rows, (Button(_("Ringkasan"), encode("assess.unit", review.unit.id, review.layer)),)))


def findings(place: Place, found: FindingPage) -> Screen:
    """What the assessors ask the unit to mend; each leads to its question."""
    _ = translator(place.language)
    rows = [
        {"code": one.question, "label": bundled().question(one.question).labels[place.language], "at": one.at,
         "note": shortened(one.note, QUOTE), "revised": one.id in found.revised, "layer": LAYERS[one.layer]}
        for one in found.findings
    ]  # fmt: skip
    text = render(
        "assess/findings", place.language, unit=found.unit.name, rows=rows, total=found.total, page=found.page + 1,
        pages=found.pages, tz=place.tz,
    )  # fmt: skip
    opens = list(dict.fromkeys(one.question for one in found.findings))
    buttons = [Button(code, encode("lke.show", found.unit.id, code)) for code in opens]
    lines = [tuple(buttons[at : at + 4]) for at in range(0, len(buttons), 4)]
    turn = turning(place, found.page, found.pages, "findings.open", found.unit.id)
    return Screen(text, (*lines, *turn, (Button(_("Tahap unit"), encode("stages.open", found.unit.id)),)))


def _sections(found: Review, language: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for code in worksheet.sections(bundled()):
        questions = worksheet.questions_of(bundled(), code)
        codes = {one.code for one in questions}
        rows.append({
            "label": section_label(code, language), "all": len(questions),
            "done": sum(1 for one in questions if found.is_reviewed(one)),
            "differs": sum(1 for one in questions if _differs(found, one)),
            "findings": sum(1 for one in found.findings if one.question in codes),
        })  # fmt: skip
    return rows


def _differs(found: Review, question: Question) -> bool:
    own = found.answers[found.layer].get(question.code)
    return own is not None and own != found.answers[Layer.UNIT].get(question.code)


def _line(found: Review, question: Question, language: str) -> str:
    marks = ["✅" if found.is_reviewed(question) else "🔄" if found.is_stale(question) else "▫️"]
    if _differs(found, question):
        marks.append("≠")
    if any(one.question == question.code for one in found.findings):
        marks.append("⚠️")
    return f"{''.join(marks)} {question.code} · {shortened(question.labels[language], LABEL)}"


def _inputs(question: Question, language: str) -> list[str]:
    return [one.labels[language] for one in question.inputs]


def _cells(found: Sums, language: str, code: str = "") -> list[dict[str, object]]:
    """By layer its points, and how they differ from the unit's."""
    own = _points(found.cards[Layer.UNIT], code)
    return [
        {"label": LAYERS[layer], "points": _points(card, code),
         "change": "" if layer is Layer.UNIT else signed(_points(card, code) - own, language)}
        for layer, card in found.cards.items()
    ]  # fmt: skip


def _points(card: Scorecard, code: str) -> Fraction:
    if not code:
        return card.total
    return card.result if code == worksheet.RESULTS else card.areas[code].score


def _question_buttons(place: Place, found: Look, kept: str) -> tuple[tuple[Button, ...], ...]:
    _ = translator(place.language)
    review, code = found.review, found.question.code
    unit, layer = review.unit.id, review.layer
    rows = _writing(place, found) if review.refusal is None else []
    evidence = Button(
        _("Bukti ({count})").format(count=review.evidence.get(code, 0)), encode("evidence.open", unit, code)
    )
    rows.append((evidence, Button(_("Ringkasan"), encode("assess.unit", unit, layer))))
    before = kept or worksheet.neighbour(bundled(), code, -1)
    after = worksheet.neighbour(bundled(), code, 1)
    ways = [Button(f"‹ {before}", encode("assess.show", unit, layer, before)),
            Button(f"{after} ›", encode("assess.show", unit, layer, after))]  # fmt: skip
    if review.refusal is None and found.next_code is not None:
        ways.append(Button(_("Belum dinilai »"), encode("assess.next", unit, layer, code), style="primary"))
    rows.append(tuple(ways))
    return tuple(rows)


def _writing(place: Place, found: Look) -> list[tuple[Button, ...]]:
    """The buttons that write: agree, another answer, a note, findings."""
    _ = translator(place.language)
    review, asked = found.review, found.question
    parts = (review.unit.id, review.layer, asked.code)
    rows: list[tuple[Button, ...]] = []
    if worksheet.is_answered(asked, review.answers[Layer.UNIT]):
        agree = encode("assess.agree", *parts, found.version)
        rows.append((Button(_("Setuju dengan unit"), agree, style="success"),))
    if asked.type in CHOICES:
        own = review.records[review.layer].get(asked.code)
        rows.append(tuple(
            Button(f"✓ {choice_label(one, place.language)}" if own and own.value == one
                   else choice_label(one, place.language), encode("assess.answer", *parts, found.version, one))
            for one in CHOICES[asked.type]
        ))  # fmt: skip
    else:
        rows.append((Button(_("Ketik angka"), encode("assess.type", *parts, Typed.VALUE)),))
    rows.append((Button(_("Catatan"), encode("assess.type", *parts, Typed.NOTE)),
                 Button(_("Temuan"), encode("assess.type", *parts, Typed.FINDING))))  # fmt: skip
    for one in found.findings[:SHOWN]:
        if one.layer is review.layer:
            label = _("Tutup: {note}").format(note=shortened(one.note, 40))
            rows.append((Button(label, encode("assess.close", one.id)),))
    return rows
