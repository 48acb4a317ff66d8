"""Does a worksheet add up? Everything that must agree inside it, held against its own declarations."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from domain.instrument_model import CHOICES, SURVEY_SCALE, AnswerType, Formula, Instrument, Labels, Question

LABEL_LENGTH = 60
LANGUAGES = ("en", "id")
REQUIREMENTS = ("total", "enabler", "area_percent", "clean", "integrity_survey", "performance", "service_survey")
FORMULA_ROLES = {Formula.SHARE: {"target", "realised"}, Formula.REDUCTION: {"last_year", "this_year"}}
INDICATOR_REQUIREMENTS = ("integrity_survey", "performance", "service_survey")


def faults(instrument: Instrument) -> list[str]:
    """Every fault as one sentence, in the order of the checks; empty when the instrument adds up."""
    return [fault for check in CHECKS for fault in check(instrument)]


def _labels(instrument: Instrument) -> Iterator[str]:
    for name, labels in _labelled(instrument):
        if tuple(sorted(labels)) != LANGUAGES:
            yield f"{name} has labels in {sorted(labels)}, expected {list(LANGUAGES)}"
        for language, text in labels.items():
            if not 0 < len(text) <= LABEL_LENGTH or text != text.strip():
                yield f"{name} label.{language} has {len(text)} characters or blanks at its ends"


def _labelled(instrument: Instrument) -> Iterator[tuple[str, Labels]]:
    yield from ((row.code, row.labels) for row in instrument.components)
    yield from ((row.code, row.labels) for row in instrument.parts)
    yield from ((row.code, row.labels) for row in instrument.areas)
    yield from ((row.code, row.labels) for row in instrument.result_groups)
    yield from ((row.code, row.labels) for row in instrument.indicators)
    yield from ((row.code, row.labels) for row in instrument.preconditions)
    for question in instrument.questions:
        yield question.code, question.labels
        yield from ((f"{question.code} {item.key}", item.labels) for item in question.inputs)


def _codes(instrument: Instrument) -> Iterator[str]:
    codes = Counter(row.code for row in instrument.areas)
    codes.update(row.code for row in instrument.result_groups)
    codes.update(row.code for row in instrument.indicators)
    codes.update(row.code for row in instrument.questions)
    for code, times in codes.items():
        if times > 1:
            yield f"the code {code} is used {times} times"
    for indicator in instrument.indicators:
        home = indicator.code if indicator.area else indicator.group
        for question in indicator.questions:
            if question.code.rpartition(".")[0] != home:
                yield f"{question.code} does not sit under {home}"


def _entries(instrument: Instrument) -> Iterator[str]:
    uses = Counter(entry for question in instrument.questions for entry in question.entries)
    for entry in range(1, instrument.portal.entries + 1):
        if uses[entry] != 1:
            yield f"portal entry {entry} is used {uses[entry]} times"
    for entry in uses:
        if not 1 <= entry <= instrument.portal.entries:
            yield f"portal entry {entry} does not exist"


def _counts(instrument: Instrument) -> Iterator[str]:
    yield from _differ("questions", len(instrument.questions), instrument.question_count)
    per_part = Counter(question.part for question in instrument.questions)
    for part in instrument.parts:
        yield from _differ(f"questions of part {part.code}", per_part[part.code], part.question_count)
    for indicator in instrument.indicators:
        if not indicator.questions:
            yield f"{indicator.code} has no question"


def _inputs(instrument: Instrument) -> Iterator[str]:
    for question in instrument.questions:
        if bool(question.inputs) != (question.type is AnswerType.PERCENT):
            yield f"{question.code} of type {question.type} has {len(question.inputs)} inputs"
        elif question.formula is not None:
            yield from _formula(question, instrument.answer_scores.when_zero)


def _formula(question: Question, zero_rules: Mapping[str, Fraction]) -> Iterator[str]:
    assert question.formula is not None
    roles = {item.role for item in question.inputs} - {"info"}
    expected = FORMULA_ROLES[question.formula]
    if roles != expected:
        yield f"{question.code} asks for {sorted(roles)}, its formula needs {sorted(expected)}"
    if question.formula is Formula.SHARE and question.when_zero not in zero_rules:
        yield f"{question.code} does not say what 0 of 0 means"


def _homes(instrument: Instrument) -> Iterator[str]:
    parts = {part.code: part.component for part in instrument.parts}
    areas = {area.code for area in instrument.areas}
    groups = {group.code for group in instrument.result_groups}
    for indicator in instrument.indicators:
        in_area = parts.get(indicator.part) == "enabler" and indicator.area in areas and indicator.group is None
        in_group = parts.get(indicator.part) == "result" and indicator.group in groups and indicator.area is None
        if not (in_area or in_group):
            yield f"{indicator.code} is in no known part with an area or a result group of its own"


def _weights(instrument: Instrument) -> Iterator[str]:
    indicators = instrument.indicators
    for part in instrument.parts:
        weight = _sum(row.weight for row in indicators if row.part == part.code)
        yield from _differ(f"weight of part {part.code}", weight, part.weight)
    for area in instrument.areas:
        for code, declared in area.weights.items():
            weight = _sum(row.weight for row in indicators if (row.area, row.part) == (area.code, code))
            yield from _differ(f"weight of {area.code} in {code}", weight, declared)
    for group in instrument.result_groups:
        weight = _sum(row.weight for row in indicators if row.group == group.code)
        yield from _differ(f"weight of {group.code}", weight, group.weight)
    for component in instrument.components:
        weight = _sum(part.weight for part in instrument.parts if part.component == component.code)
        yield from _differ(f"weight of {component.code}", weight, component.weight)
    yield from _differ("total weight", _sum(row.weight for row in indicators), instrument.total)
    for indicator in indicators:
        if indicator.weight <= 0:
            yield f"{indicator.code} has no weight"


def _answer_scores(instrument: Instrument) -> Iterator[str]:
    for kind, scores in instrument.answer_scores.choices.items():
        values = list(scores.values())
        falls = all(better > worse for better, worse in pairwise(values))
        if tuple(scores) != CHOICES[kind] or not falls or values[0] != 1 or values[-1] != 0:
            yield f"the scores of {kind} do not fall from 1 to 0 over {', '.join(CHOICES[kind])}"
    rules = instrument.answer_scores
    shares = (rules.share_cap, *rules.when_zero.values(), rules.reduction_floor)
    shares = (*shares, rules.reduction_both_zero, rules.reduction_rise_from_zero)
    if not all(0 <= share <= 1 for share in shares):
        yield "a rule for counts gives a score outside 0 to 1"
    if (rules.survey_minimum, rules.survey_scale) != (Fraction(0), Fraction(SURVEY_SCALE)):
        yield f"surveys do not run from 0 to {SURVEY_SCALE}"


def _targets(instrument: Instrument) -> Iterator[str]:
    for target in instrument.targets.values():
        if set(target.floors) != set(REQUIREMENTS):
            yield f"{target.name} has floors for {sorted(target.floors)}, expected {sorted(REQUIREMENTS)}"
        if target.prior_predicate and target.prior_predicate not in instrument.targets:
            yield f"{target.name} asks for the unknown predicate {target.prior_predicate}"
        if any(not 0 <= floor <= instrument.total for floor in target.floors.values()):
            yield f"{target.name} has a floor outside 0 to {instrument.total}"


def _requirements(instrument: Instrument) -> Iterator[str]:
    if [group.requirement for group in instrument.result_groups if group.requirement] != ["clean"]:
        yield "exactly one result group must carry the requirement clean"
    carried = [row.requirement for row in instrument.indicators if row.requirement]
    if sorted(carried) != sorted(INDICATOR_REQUIREMENTS):
        yield f"indicators carry the requirements {sorted(carried)}, expected {sorted(INDICATOR_REQUIREMENTS)}"


def _structure(instrument: Instrument) -> Iterator[str]:
    expected = ({"enabler", "result"}, {"P", "R", "H"})
    codes = ({row.code for row in instrument.components}, {row.code for row in instrument.parts})
    if codes != expected:
        yield f"components and parts are {codes}, expected {expected}"
    for area in instrument.areas:
        if set(area.weights) != {"P", "R"}:
            yield f"{area.code} must have weights for P and R"


def _sum(values: Iterable[Fraction]) -> Fraction:
    return sum(values, Fraction(0))


def _differ(what: str, actual: Fraction | int, declared: Fraction | int) -> Iterator[str]:
    if actual != declared:
        yield f"{what} is {actual}, declared {declared}"


CHECKS: tuple[Callable[[Instrument], Iterator[str]], ...] = (
    _structure,
    _homes,
    _labels,
    _codes,
    _entries,
    _counts,
    _inputs,
    _weights,
    _answer_scores,
    _targets,
    _requirements,
)
