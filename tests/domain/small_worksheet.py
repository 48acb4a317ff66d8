"""A worksheet of a few questions, made directly, on which everything can be tried."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from domain import instrument
from domain.instrument import AnswerType, Area, Formula, Indicator, Input, Instrument, Question, Target

LABELS = {"id": "x", "en": "x"}
TARGET = "WBK"


@dataclass(frozen=True)
class Line:
    """An indicator to be: its home (`A1`, `A2`, a result requirement, or `other`), part, weight, questions' types."""

    home: str
    part: str
    weight: int
    kinds: Sequence[str]


def small(lines: Sequence[Line], floors: dict[str, Fraction]) -> Instrument:
    """An instrument of two areas and the three result indicators; `lines` must hold each of them, perhaps others."""
    indicators = tuple(_indicator(line, place) for place, line in enumerate(lines))
    areas = tuple(
        Area(code, {part: _weight(lines, code, part) for part in ("P", "R")}, LABELS) for code in ("A1", "A2")
    )
    full = instrument.bundled()
    return replace(full, id="small", areas=areas, indicators=indicators, targets={TARGET: Target(TARGET, floors, "")})


def _weight(lines: Sequence[Line], home: str, part: str) -> Fraction:
    return sum((Fraction(line.weight) for line in lines if (line.home, line.part) == (home, part)), Fraction(0))


def _indicator(line: Line, place: int) -> Indicator:
    area = line.home if line.part != "H" else None
    group = None if area else ("H2" if line.home == "service_survey" else "H1")
    requirement = None if area or line.home == "other" else line.home
    code = f"{line.home}.{place}"
    questions = tuple(_question(kind, f"{code}.{number}", code, area, line) for number, kind in enumerate(line.kinds))
    return Indicator(code, line.part, area, group, requirement, Fraction(line.weight), questions, LABELS)


def _question(kind: str, code: str, indicator: str, area: str | None, line: Line) -> Question:
    formula = Formula(kind) if kind in {"share", "reduction"} else None
    roles = {Formula.SHARE: ("target", "realised"), Formula.REDUCTION: ("last_year", "this_year")}
    inputs = tuple(Input(role, role, 1, LABELS) for role in roles[formula]) if formula else ()
    return Question(
        code=code,
        type=AnswerType.PERCENT if formula else AnswerType(kind),
        indicator=indicator,
        area=area,
        part=line.part,
        entry=None,
        inputs=inputs,
        formula=formula,
        when_zero="none" if formula is Formula.SHARE else None,
        labels=LABELS,
    )
