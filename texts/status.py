"""The unit card as text, its areas one by one, and the picker of units."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from domain import worksheet
from domain.folding import shortened
from domain.instrument_model import Instrument
from domain.scoring import Scorecard, Status
from domain.status_views import UnitChoice, UnitStatus
from domain.zone import Layer
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.joining import turning
from texts.labels import stage_label
from texts.lke_words import section_label
from texts.place import Place
from texts.screen import Button, Screen
from texts.status_words import LAYERS, next_lines, signed, unmet_line

LONGEST_LABEL = 60
OWN_PART = "s_{unit}"


def card(place: Place, facts: UnitStatus, rules: Instrument) -> Screen:
    """The card in a private chat, with the ways on."""
    return Screen(_text(place, facts, rules), _buttons(place, facts))


def group_card(place: Place, facts: UnitStatus, rules: Instrument) -> Screen:
    """The card for a group: no names, and for each reader a way to the own part in the private chat."""
    _ = translator(place.language)
    own = Button(_("Bagian saya"), encode("status.mine", facts.unit.id))
    link = Button(_("Buka di chat pribadi"), url=place.deep_link(OWN_PART.format(unit=facts.unit.id)))
    return Screen(_text(place, facts, rules), ((own, link),))


def areas(place: Place, facts: UnitStatus, rules: Instrument) -> Screen:
    """Every section against both floors, the layers side by side, and what is not answered yet."""
    _ = translator(place.language)
    assert facts.card is not None
    open_ones = missing(rules, facts.card)
    text = render(
        "status/areas", place.language, unit=facts.unit.name, floors=_floors(rules),
        provisional=not facts.card.complete,
        rows=[_area_row(place, facts, rules, code, open_ones) for code in worksheet.sections(rules)],
        layers=[_(LAYERS[one]) for one in (Layer.UNIT, *facts.assessed)],
    )  # fmt: skip
    rows: list[tuple[Button, ...]] = []
    if facts.reader.sees:
        buttons = [
            Button(
                shortened(f"{section_label(code, place.language)} · {count}", LONGEST_LABEL),
                encode("status.missing", facts.unit.id, code, 0),
            )
            for code, count in open_ones.items()
        ]
        rows += [(one,) for one in buttons]
    return Screen(text, (*rows, (back(place, facts.unit.id),)))


def picker(place: Place, choice: UnitChoice) -> Screen:
    """One page of units to choose from; what is typed narrows it."""
    _ = translator(place.language)
    rows: list[tuple[Button, ...]] = [
        (Button(shortened(unit.name, LONGEST_LABEL), encode("status.unit", unit.id)),) for unit in choice.units
    ]
    rows += turning(place, choice.page, choice.pages, "status.pick")
    if choice.words:
        rows.append((Button(_("Semua unit"), encode("status.anew")),))
    rows.append((Button(_("Unit saya"), encode("status.own")),))
    text = render(
        "status/search", place.language, words=shortened(choice.words, LONGEST_LABEL), found=choice.found,
        page=choice.page + 1, pages=choice.pages,
    )  # fmt: skip
    return Screen(text, tuple(rows))


def pictures(place: Place, unit_name: str, images: Sequence[bytes]) -> tuple[Screen, ...]:
    """The status pictures, with the ways on below the last: what was pressed has scrolled away."""
    _ = translator(place.language)
    ways = (Button(_("Unit lain"), encode("status.anew")), Button(_("Beranda"), encode("home.open")))
    caption = render("status/caption", place.language, unit=unit_name, as_of=place.now, tz=place.tz)
    *before, last = images
    return (*(Screen(caption, photo=one) for one in before), Screen(caption, (ways,), photo=last))


def back(place: Place, unit_id: int) -> Button:
    """The way back to the card."""
    _ = translator(place.language)
    return Button(_("Kembali"), encode("status.unit", unit_id))


def missing(rules: Instrument, score: Scorecard) -> dict[str, int]:
    """By section, in the order of the worksheet: how many questions have no full answer; those without any left out."""
    counted = Counter(worksheet.section(rules.question(code)) for code in score.unanswered)
    return {code: counted[code] for code in worksheet.sections(rules) if counted[code]}


def _text(place: Place, facts: UnitStatus, rules: Instrument) -> str:
    score, language = facts.card, place.language
    values: dict[str, Any] = {
        "unit": facts.unit, "cycle": facts.cycle_title, "coverage": facts.coverage, "deadlines": facts.deadlines,
        "stage": stage_label(facts.stage, language) if facts.stage else "", "target": facts.target,
        "floors": _floors(rules), "all": len(rules.questions), "score": score, "tz": place.tz, "now": place.now,
    }  # fmt: skip
    if score is not None:
        values |= {
            "next": next_lines(place, facts.next_step) if facts.next_step else (), "targets": _targets(facts, rules),
            "missing": [(section_label(code, language), count) for code, count in missing(rules, score).items()],
            "layers": _layers(facts, language), "changes": _changes(facts, language), "last": _last(facts, language),
            "unmet": _unmet(facts, language), "areas": _areas(rules, score, language), "findings": facts.findings,
            "in_charge": facts.in_charge,
        }  # fmt: skip
    return render("status/card", language, **values)


def _buttons(place: Place, facts: UnitStatus) -> tuple[tuple[Button, ...], ...]:
    _ = translator(place.language)
    unit = facts.unit.id
    rows: list[tuple[Button, ...]] = []
    if facts.card is not None:
        rows.append(
            (Button(_("Per area"), encode("status.areas", unit)), Button(_("Gambar"), encode("status.picture", unit)))
        )
        if facts.reader.sees:
            rows.append(
                tuple(
                    Button(_("Jalan ke {target}").format(target=name), encode("status.road", unit, name, 0))
                    for name in facts.verdicts
                )
            )
        more = [Button(_("Riwayat"), encode("status.trend", unit))]
        if facts.reader.sees:
            more.append(Button(_("Tahap"), encode("stages.open", unit)))
        rows.append(tuple(more))
        if facts.reader.named:
            rows.append((Button(_("Penanggung jawab"), encode("status.people", unit, 0)),))
    return (
        *rows,
        (Button(_("Unit lain"), encode("status.anew")), Button(_("Beranda"), encode("home.open"))),
    )


def _targets(facts: UnitStatus, rules: Instrument) -> list[Mapping[str, object]]:
    assert facts.card is not None
    floors = {name: target.floors["total"] for name, target in rules.targets.items()}
    return [{"name": name, "floor": floor, "gap": floor - facts.card.total} for name, floor in floors.items()]


def _unmet(facts: UnitStatus, language: str) -> list[Mapping[str, object]]:
    """By target: whether it is met, and each requirement that is not; nothing for an incomplete worksheet."""
    return [
        {"name": name, "met": one.status is Status.MET, "lines": [unmet_line(item, language) for item in one.unmet]}
        for name, one in facts.verdicts.items()
        if one.status is not Status.INCOMPLETE
    ]


def _layers(facts: UnitStatus, language: str) -> list[Mapping[str, object]]:
    _ = translator(language)
    cards = {Layer.UNIT: facts.card, **facts.assessed}
    return [{"label": _(label), "score": cards.get(layer)} for layer, label in LAYERS.items()]


def _changes(facts: UnitStatus, language: str) -> Mapping[str, str]:
    found = {"month": facts.month_change, "cycle": facts.cycle_change}
    return {name: "" if value is None else signed(value, language) for name, value in found.items()}


def _last(facts: UnitStatus, language: str) -> Mapping[str, object] | None:
    if facts.last is None:
        return None
    last = facts.last
    label = translator(language)(LAYERS[last.assessor]) if last.assessor else ""
    return {"title": last.title, "own": last.own, "label": label, "assessed": last.assessed}


def _floors(rules: Instrument) -> tuple[int, int]:
    return int(rules.targets["WBK"].floors["area_percent"]), int(rules.targets["WBBM"].floors["area_percent"])


def _areas(rules: Instrument, score: Scorecard, language: str) -> list[Mapping[str, object]]:
    wbk, wbbm = _floors(rules)
    begun = {question.area for question in rules.questions if question.code not in score.unanswered}
    return [
        {
            "label": area.labels[language],
            "ratio": score.areas[area.code].percent / 100,
            "score": score.areas[area.code].score,
            "weight": score.areas[area.code].weight,
            "mark": _mark(score.areas[area.code].percent, wbk, wbbm) if area.code in begun else "–",
        }
        for area in rules.areas
    ]


def _mark(percent: Fraction, wbk: int, wbbm: int) -> str:
    if percent >= wbbm:
        return "★"
    return "●" if percent >= wbk else "○"


def _area_row(
    place: Place, facts: UnitStatus, rules: Instrument, code: str, open_ones: Mapping[str, int]
) -> Mapping[str, object]:
    assert facts.card is not None
    cards = (facts.card, *facts.assessed.values())
    if code == worksheet.RESULTS:
        weight = next(part.weight for part in rules.parts if part.code == code)
        points = [one.result for one in cards]
    else:
        weight = rules.area(code).weight
        points = [one.areas[code].score for one in cards]
    return {
        "label": section_label(code, place.language), "points": points, "weight": weight, "share": points[0] / weight,
        "floors": [] if code == worksheet.RESULTS else [
            {"name": name, "gap": weight * target.floors["area_percent"] / 100 - points[0]}
            for name, target in rules.targets.items()
        ],
        "missing": open_ones.get(code, 0),
    }  # fmt: skip
