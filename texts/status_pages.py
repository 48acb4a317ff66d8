"""The screens behind the status card: the road to a predicate, open questions, people in charge, trend, own part."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from domain.answers import is_complete
from domain.folding import shortened
from domain.instrument import bundled
from domain.instrument_model import Question
from domain.ladder import Rung
from domain.road import Floor, Improvement
from domain.status_views import InCharge, OpenPage, OwnPart, RoadView, Trend, TrendPoint
from domain.worksheet import RESULTS
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.format import date_short, decimal, percent
from texts.joining import turning
from texts.labels import stage_label
from texts.lke_words import answer_label, scope_label, section_label
from texts.place import Place
from texts.screen import Button, Screen
from texts.status import back
from texts.status_words import AREA, plain, requirement_label, signed

STEPS: Final = 8
LABEL: Final = 60
BUTTON: Final = 44
TASKS: Final = 5
STAGES: Final = 6


def road_pages(view: RoadView) -> int:
    """How many pages the steps of a road take."""
    return max(1, -(-len(view.road.improvements) // STEPS))


def road(place: Place, view: RoadView, page: int) -> Screen:
    """A page of the fewest improvements; what they do not solve stands on the first page."""
    _ = translator(place.language)
    found, unit = view.road, view.unit.id
    pages = road_pages(view)
    shown = min(max(page, 0), pages - 1)
    here = found.improvements[shown * STEPS : (shown + 1) * STEPS]
    text = render(
        "status/road", place.language, unit=view.unit.name, road=found, first=shown == 0, page=shown + 1, pages=pages,
        steps=[_step(one, shown * STEPS + at, place.language) for at, one in enumerate(here, start=1)],
        out_of_reach=[_floor(one, place.language) for one in found.floors if one.requirement in found.out_of_reach],
        total=next(one for one in found.floors if one.requirement == "total"),
        conditions=[_condition(place, one.condition.labels, one.actual, one.needed, one.condition.operator)
                    for one in view.conditions],
    )  # fmt: skip
    rows = [*turning(place, shown, pages, "status.road", unit, found.target)]
    rows += [
        (Button(shortened(f"{one.question} · {bundled().question(one.question).labels[place.language]}", BUTTON),
                encode("lke.show", unit, one.question)),)
        for one in here
    ]  # fmt: skip
    others = [name for name in bundled().targets if name != found.target]
    last = [Button(_("Jalan ke {target}").format(target=name), encode("status.road", unit, name, 0)) for name in others]
    return Screen(text, (*rows, (*last, back(place, unit))))


def open_questions(place: Place, found: OpenPage) -> Screen:
    """A page of what is not answered yet in a section; each leads to its question."""
    language, unit = place.language, found.unit.id
    text = render(
        "status/missing", language, unit=found.unit.name, label=section_label(found.section, language),
        total=found.total, page=found.page + 1, pages=found.pages,
    )  # fmt: skip
    rows = [
        (Button(shortened(f"{one.code} · {one.labels[language]}", LABEL), encode("lke.show", unit, one.code)),)
        for one in found.questions
    ]
    turn = turning(place, found.page, found.pages, "status.missing", unit, found.section)
    _ = translator(language)
    back_to = Button(_("Kembali"), encode("status.areas", unit))
    return Screen(text, (*rows, *turn, (back_to,)))


def in_charge(place: Place, found: InCharge) -> Screen:
    """Who leads the unit, and who owes which answers until when."""
    owners = [
        {"scope": shortened(scope_label(one.scope, place.language), LABEL), "name": one.name,
         "due": date_short(one.due_on, None, place.language) if one.due_on else ""}
        for one in found.owners
    ]  # fmt: skip
    text = render(
        "status/people", place.language, unit=found.unit.name, head=found.head, owners=owners, page=found.page + 1,
        pages=found.pages,
    )  # fmt: skip
    turn = turning(place, found.page, found.pages, "status.people", found.unit.id)
    return Screen(text, (*turn, (back(place, found.unit.id),)))


def trend(place: Place, found: Trend) -> Screen:
    """The own total over earlier cycles and months, the last stages, and the agency's reform index."""
    language = place.language
    points = [
        {
            "label": point_label(place, one), "total": one.total, "complete": one.complete,
            "now": one is found.points[-1], "change": _change(before, one, language),
        }
        for before, one in zip((None, *found.points), found.points, strict=False)
    ]  # fmt: skip
    text = render(
        "status/trend", language, unit=found.unit.name, points=points, all=len(bundled().questions),
        stages=[(date_short(at, place.tz, language), stage_label(stage, language))
                for at, stage in found.stages[-STAGES:]],
        figures=[(one.year, one.value.replace(".", "," if language == "id" else ".")) for one in found.figures],
    )  # fmt: skip
    return Screen(text, ((back(place, found.unit.id),),))


def _change(before: TrendPoint | None, point: TrendPoint, language: str) -> str:
    """Points won or lost; a cycle begins with an empty worksheet, which is no fall from the one before."""
    if before is None or bool(before.cycle) != bool(point.cycle):
        return ""
    return signed(point.total - before.total, language)


def point_label(place: Place, point: TrendPoint) -> str:
    """An earlier cycle by its year, a month of the present one by its name and year."""
    if point.cycle:
        return str(point.year)
    day = date_short(point.at - timedelta(microseconds=1), place.tz, place.language)
    return " ".join(day.split()[-2:])


def own_part(place: Place, found: OwnPart, *, private: bool = True) -> Screen:
    """What is up to the reader alone; where it shows among others it has no buttons."""
    _ = translator(place.language)
    tasks = [
        {"scope": shortened(scope_label(one.owner.scope, place.language), LABEL), "open": one.open,
         "all": one.questions, "due": date_short(one.owner.due_on, None, place.language) if one.owner.due_on else ""}
        for one in found.tasks
    ]  # fmt: skip
    text = render(
        "status/mine", place.language, unit=found.unit.name, signed=found.signed, tasks=tasks[:TASKS],
        more=max(0, len(tasks) - TASKS), deadlines=found.deadlines, tz=place.tz, now=place.now,
    )  # fmt: skip
    if not private:
        return Screen(text)
    first = [Button(_("Status unit"), encode("status.unit", found.unit.id))]
    if found.tasks:
        first.insert(0, Button(_("Tugas saya"), encode("lke.mine")))
    if found.signed is False:
        first.insert(0, Button(_("Pakta integritas"), encode("pledge.open"), style="primary"))
    return Screen(text, (tuple(first), (Button(_("Beranda"), encode("home.open")),)))


def to_private(place: Place) -> str:
    """Why nothing more is shown in a group."""
    _ = translator(place.language)
    return _("Bagian Bapak/Ibu tidak ditampilkan di grup. Mohon tekan tombol “Buka di chat pribadi”.")


def _step(one: Improvement, number: int, language: str) -> Mapping[str, object]:
    question = bundled().question(one.question)
    return {
        "number": number, "code": one.question, "label": shortened(question.labels[language], LABEL),
        "area": section_label(one.area or RESULTS, language), "before": _rung(question, one.before, language),
        "after": _rung(question, one.after, language), "gain": one.gain, "open": one.open,
    }  # fmt: skip


def _rung(question: Question, rung: Rung, language: str) -> str:
    """An answer in words; where only its worth is known, that."""
    _ = translator(language)
    if rung.answer is None and rung.share:
        return _("nilai {share}").format(share=percent(rung.share, 0, language))
    if rung.answer is not None and not is_complete(question, rung.answer):
        return _("belum lengkap")
    return answer_label(question, rung.answer, language)


def _floor(floor: Floor, language: str) -> str:
    _ = translator(language)
    unit = "%" if floor.requirement.startswith(AREA) else ""
    return _("{label}: paling tinggi {best}, minimal {floor}").format(
        label=requirement_label(floor.requirement, language), best=f"{decimal(floor.then, 2, language)}{unit}",
        floor=f"{plain(floor.floor, language)}{unit}",
    )  # fmt: skip


def _condition(place: Place, labels: Mapping[str, str], actual: str, needed: object, operator: str) -> str:
    _ = translator(place.language)
    sign = {"==": "", ">": _("lebih dari "), ">=": _("minimal ")}[operator]
    if not actual:
        return _("{label}: {sign}{needed}, belum dicatat").format(
            label=labels[place.language], sign=sign, needed=needed
        )
    shown = actual.replace(".", ",") if place.language == "id" else actual
    return _("{label}: {actual}, syaratnya {sign}{needed}").format(
        label=labels[place.language], actual=shown, sign=sign, needed=needed
    )
