"""The worksheet (LKE) as data: read from TOML and refused unless it adds up (PermenPANRB 90/2021, annex III)."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from domain.instrument_checks import faults
from domain.instrument_model import (
    AnswerScores,
    AnswerType,
    Area,
    Component,
    Formula,
    Indicator,
    Input,
    Instrument,
    Labels,
    Part,
    Portal,
    Precondition,
    Question,
    ResultGroup,
    Target,
)

__all__ = [
    "AnswerScores",
    "AnswerType",
    "Area",
    "Component",
    "Formula",
    "Indicator",
    "Input",
    "Instrument",
    "Labels",
    "Part",
    "Portal",
    "Precondition",
    "Question",
    "ResultGroup",
    "Target",
    "bundled",
    "load",
]


def load(text: str) -> Instrument:
    """The instrument in TOML `text`; ValueError lists every fault when keys are missing or it does not add up."""
    raw = tomllib.loads(text, parse_float=Decimal)
    try:
        instrument = _instrument(raw)
    except KeyError as error:
        msg = f"worksheet: the key {error} is missing"
        raise ValueError(msg) from error
    except (TypeError, AttributeError, OverflowError) as error:
        msg = f"worksheet: a value has the wrong shape ({error})"
        raise ValueError(msg) from error
    found = faults(instrument)
    if found:
        raise ValueError("worksheet does not add up: " + "; ".join(found))
    return instrument


@cache
def bundled() -> Instrument:
    """The instrument of 2021 that comes with the package, read once."""
    return load(resources.files("domain").joinpath("data", "lke.toml").read_text("utf-8"))


def _fraction(value: int | Decimal) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        msg = f"{value!r} is not a number"
        raise TypeError(msg)
    return Fraction(value)


def _fractions(values: Mapping[str, int | Decimal]) -> Mapping[str, Fraction]:
    return MappingProxyType({key: _fraction(value) for key, value in values.items()})


def _labels(raw: Mapping[str, Any]) -> Labels:
    return MappingProxyType({language: str(text) for language, text in raw["label"].items()})


def _instrument(raw: dict[str, Any]) -> Instrument:
    head, portal = raw["instrument"], raw["portal"]
    return Instrument(
        id=head["id"],
        regulation=head["regulation"],
        question_count=head["questions"],
        total=_fraction(head["total"]),
        portal=Portal(portal["year"], portal["entries"], portal["yes"], portal["no"]),
        components=tuple(Component(row["code"], _fraction(row["weight"]), _labels(row)) for row in raw["component"]),
        parts=tuple(
            Part(row["code"], row["component"], _fraction(row["weight"]), row["questions"], _labels(row))
            for row in raw["part"]
        ),
        areas=tuple(Area(row["code"], _fractions(row["weight"]), _labels(row)) for row in raw["area"]),
        result_groups=tuple(
            ResultGroup(row["code"], _fraction(row["weight"]), row.get("requirement"), _labels(row))
            for row in raw["result_group"]
        ),
        indicators=tuple(_indicator(row) for row in raw["indicator"]),
        answer_scores=_answer_scores(raw["answer_scores"]),
        targets=MappingProxyType({name: _target(name, row) for name, row in raw["targets"].items()}),
        preconditions=tuple(_precondition(row, raw["targets"]) for row in raw.get("precondition", ())),
    )


def _indicator(row: dict[str, Any]) -> Indicator:
    return Indicator(
        code=row["code"],
        part=row["part"],
        area=row.get("area"),
        group=row.get("group"),
        requirement=row.get("requirement"),
        weight=_fraction(row["weight"]),
        questions=tuple(_question(question, row) for question in row["questions"]),
        labels=_labels(row),
    )


def _question(row: dict[str, Any], indicator: dict[str, Any]) -> Question:
    kind = AnswerType(row["type"])
    return Question(
        code=row["code"],
        type=kind,
        indicator=indicator["code"],
        area=indicator.get("area"),
        part=indicator["part"],
        entry=None if "inputs" in row else row["soal"],
        inputs=_inputs(row.get("inputs", [])),
        formula=Formula(row.get("formula", "share")) if kind is AnswerType.PERCENT else None,
        when_zero=row.get("when_zero"),
        labels=_labels(row),
    )


def _inputs(rows: list[dict[str, Any]]) -> tuple[Input, ...]:
    """Inputs with keys: the role where it occurs once, else the role and a running number (`target_2`)."""
    roles = [row["role"] for row in rows]
    keys = [
        role if roles.count(role) == 1 else f"{role}_{roles[: place + 1].count(role)}"
        for place, role in enumerate(roles)
    ]
    return tuple(Input(key, row["role"], row["soal"], _labels(row)) for key, row in zip(keys, rows, strict=True))


def _answer_scores(raw: dict[str, Any]) -> AnswerScores:
    choices = (AnswerType.YES_NO, AnswerType.ABC, AnswerType.ABCD, AnswerType.ABCDE)
    percent, reduction, survey = raw["percent"], raw["reduction"], raw["survey"]
    return AnswerScores(
        choices=MappingProxyType({kind: _fractions(raw[kind]) for kind in choices}),
        share_cap=_fraction(percent["cap"]),
        when_zero=_fractions(percent["when_zero"]),
        reduction_floor=_fraction(reduction["floor"]),
        reduction_both_zero=_fraction(reduction["both_zero"]),
        reduction_rise_from_zero=_fraction(reduction["rise_from_zero"]),
        survey_minimum=_fraction(survey["minimum"]),
        survey_scale=_fraction(survey["scale"]),
    )


def _target(name: str, row: dict[str, Any]) -> Target:
    floors = {requirement: value for requirement, value in row.items() if requirement != "prior_predicate"}
    return Target(name, _fractions(floors), row["prior_predicate"])


def _precondition(row: dict[str, Any], targets: Mapping[str, Any]) -> Precondition:
    values = {name: row[name] if isinstance(row[name], str) else _fraction(row[name]) for name in targets}
    return Precondition(row["code"], row["operator"], MappingProxyType(values), _labels(row), row.get("note", ""))
