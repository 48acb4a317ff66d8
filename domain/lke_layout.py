"""The worksheet (LKE) as a table in the layout that circulates in the field: which line stands under which.

Column A is a running number, B to G tell the level by which of them is filled, then weight, explanation, choices,
answer, value, percent, note, documents and links.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Final

from domain.instrument_model import AnswerType, Input, Instrument, Question

CHOICE_WORDS: Mapping[AnswerType, str] = MappingProxyType(
    {
        AnswerType.YES_NO: "Ya/Tidak",
        AnswerType.ABC: "A/B/C",
        AnswerType.ABCD: "A/B/C/D",
        AnswerType.ABCDE: "A/B/C/D/E",
        AnswerType.PERCENT: "%",
        AnswerType.SURVEY: "0 - 4",
    }
)
COUNT: Final = "Jumlah"
NOT_FILLED: Final = "Blm Diisi"
TOTALS: Final = ("TOTAL PENGUNGKIT", "TOTAL HASIL", "NILAI EVALUASI ZONA INTEGRITAS")
ROMAN: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
# Where several kinds make one number, the field's sheet begins with their sum.
SUM_LABEL: Final = "- Jumlah yang wajib lapor"


class Kind(StrEnum):
    """What a line of the table is."""

    COMPONENT = "component"
    PART = "part"
    AREA = "area"
    INDICATOR = "indicator"
    QUESTION = "question"
    SUM = "sum"
    COUNT = "count"
    TOTAL = "total"


# The column, from 0, that holds the enumerator of a level; its name stands in the next one.
LEVEL_COLUMN: Mapping[Kind, int] = MappingProxyType(
    {Kind.COMPONENT: 1, Kind.PART: 2, Kind.AREA: 3, Kind.INDICATOR: 4, Kind.QUESTION: 5}
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `code` is that of the part, area, indicator or question; `key` the input of a count, or its role."""

    kind: Kind
    code: str
    enumerator: str
    label: str
    weight: Fraction | None = None
    key: str = ""


def in_field_order(question: Question) -> tuple[Input, ...]:
    """The numbers of a question as the field's sheet asks for them: those with a score first, the others last."""
    return tuple(sorted(question.inputs, key=lambda one: one.role == "info"))


def summed_role(question: Question) -> str | None:
    """The role whose inputs are several and therefore summed in a line of their own."""
    roles = [one.role for one in question.inputs]
    return next((role for role in roles if roles.count(role) > 1), None)


@cache
def lines(rules: Instrument) -> tuple[Line, ...]:
    """Every line between the titles and the signatures, in order."""
    return (*_enablers(rules), *_results(rules), *(Line(Kind.TOTAL, name, "", name) for name in TOTALS))


def _enablers(rules: Instrument) -> Iterator[Line]:
    component = rules.components[0]
    yield Line(Kind.COMPONENT, component.code, "A.", component.labels["id"].upper(), component.weight)
    parts = [part for part in rules.parts if part.component == component.code]
    for number, part in enumerate(parts):
        yield Line(Kind.PART, part.code, f"{ROMAN[number].upper()}.", part.labels["id"].upper(), part.weight)
        for place, area in enumerate(rules.areas, start=1):
            code = f"{part.code}{area.code.removeprefix('A')}"
            yield Line(Kind.AREA, code, f"{place}.", area.labels["id"].upper(), area.weights[part.code])
            found = [one for one in rules.indicators if (one.part, one.area) == (part.code, area.code)]
            for order, indicator in enumerate(found):
                yield Line(
                    Kind.INDICATOR, indicator.code, f"{ROMAN[order]}.", indicator.labels["id"], indicator.weight
                )  # fmt: skip
                yield from _questions(indicator.questions)


def _results(rules: Instrument) -> Iterator[Line]:
    component = rules.components[1]
    yield Line(Kind.COMPONENT, component.code, "B.", component.labels["id"].upper(), component.weight)
    for number, group in enumerate(rules.result_groups):
        yield Line(Kind.PART, group.code, f"{ROMAN[number].upper()}.", group.labels["id"].upper(), group.weight)
        found = [one for one in rules.indicators if one.group == group.code]
        weights = {one.code: one.weight for one in found}
        for line in _questions(tuple(question for one in found for question in one.questions)):
            weight = weights[rules.question(line.code).indicator] if line.kind is Kind.QUESTION else None
            yield Line(line.kind, line.code, line.enumerator, line.label, weight, line.key)


def _questions(questions: tuple[Question, ...]) -> Iterator[Line]:
    for place, question in enumerate(questions):
        yield Line(Kind.QUESTION, question.code, f"{chr(ord('a') + place)}.", question.labels["id"])
        role = summed_role(question)
        if role is not None:
            yield Line(Kind.SUM, question.code, "", SUM_LABEL, key=role)
        for one in in_field_order(question):
            yield Line(Kind.COUNT, question.code, "", f"- {one.labels['id']}", key=one.key)
