"""The unit card as text, and the picker of units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.deadline import Deadline
from domain.instrument_model import Instrument
from domain.ledger import Coverage
from domain.people import Unit
from domain.scoring import Scorecard
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.labels import stage_label
from texts.place import Place
from texts.screen import Button, Screen


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What the card shows; `stage`, `target` and `score` are empty for a unit outside the cycle."""

    unit: Unit
    cycle: str
    stage: str
    target: str
    score: Scorecard | None
    coverage: Coverage | None
    deadlines: tuple[Deadline, ...]


def card(place: Place, facts: CardFacts, rules: Instrument, *, in_group: bool = False) -> Screen:
    """The card; in a group without buttons that lead to a person's own screens."""
    score = facts.score
    text = render(
        "status/card", place.language, unit=facts.unit, cycle=facts.cycle,
        stage=stage_label(facts.stage, place.language) if facts.stage else "", target=facts.target,
        total=score.total if score else 0, targets=_targets(rules, score) if score else (),
        answered=score.answered if score else 0, all=len(rules.questions),
        areas=_areas(rules, score, place.language) if score else (), floors=_floors(rules),
        coverage=facts.coverage, deadlines=facts.deadlines, tz=place.tz, now=place.now,
    )  # fmt: skip
    return Screen(text) if in_group else Screen(text, _buttons(place, facts))


def _buttons(place: Place, facts: CardFacts) -> tuple[tuple[Button, ...], ...]:
    _ = translator(place.language)
    other = Button(_("Unit lain"), encode("status.pick", 0))
    first = (Button(_("Gambar"), encode("status.picture", facts.unit.id)), other) if facts.score else (other,)
    return (first, (Button(_("Beranda"), encode("home.open")),))


def _targets(rules: Instrument, score: Scorecard) -> list[Mapping[str, object]]:
    floors = {name: target.floors["total"] for name, target in rules.targets.items()}
    return [{"name": name, "floor": floor, "gap": floor - score.total} for name, floor in floors.items()]


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


def picker(place: Place, units: Sequence[Unit], page: int, pages: int) -> Screen:
    """One page of units to choose from; `page` counts from 0."""
    _ = translator(place.language)
    rows: list[tuple[Button, ...]] = [
        (Button(_shortened(unit.name), encode("status.unit", unit.id)),) for unit in units
    ]
    turn: list[Button] = []
    if page > 0:
        turn.append(Button(_("‹ Sebelumnya"), encode("status.pick", page - 1)))
    if page + 1 < pages:
        turn.append(Button(_("Berikutnya ›"), encode("status.pick", page + 1)))
    if turn:
        rows.append(tuple(turn))
    rows.append((Button(_("Unit saya"), encode("status.own")),))
    text = render("status/pick", place.language, page=page + 1, pages=pages)
    return Screen(text, tuple(rows))


def _shortened(name: str, longest: int = 60) -> str:
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def picture(place: Place, unit_name: str, image: bytes) -> Screen:
    """The status picture, with the ways on below it: what was pressed has scrolled away."""
    _ = translator(place.language)
    ways = (Button(_("Unit lain"), encode("status.pick", 0)), Button(_("Beranda"), encode("home.open")))
    caption = render("status/caption", place.language, unit=unit_name, as_of=place.now, tz=place.tz)
    return Screen(caption, (ways,), photo=image)
