"""A unit that fills its worksheet, for the tests of it: the team, a head, an assessor, somebody without any role."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.instrument import bundled
from domain.instrument_model import CHOICES, AnswerType, Question
from domain.people import Actor, Unit
from domain.rights import Role
from domain.stages import Stage
from storage import zone
from storage.engine import Transaction
from tests import builders

TEAM, MATE, HEAD, ASSESSOR, SIMPLE, ELSEWHERE = 711, 712, 713, 714, 715, 716
YES_NO, LETTER, COUNTS, SURVEY, WITH_INFO = "P1.i.a", "P1.i.b", "R1.i.a", "H1.a", "R5.ii.a"
FILL: Final = {"fill": (date(2026, 2, 1), date(2026, 3, 31)), "revise": (date(2026, 5, 1), date(2026, 5, 31))}


@dataclass(frozen=True)
class Team:
    """Who takes part, and the cycle."""

    unit: Unit
    cycle_id: int
    team: Actor
    mate: Actor
    head: Actor
    assessor: Actor
    simple: Actor
    elsewhere: Actor


def team(tx: Transaction, stage: Stage = Stage.SELF_ASSESSMENT) -> Team:
    """A unit at a stage, in a cycle whose window for filling holds the moment of the tests."""
    unit, other = builders.unit(tx, "dinkes"), builders.unit(tx, "other")
    cycle_id = zone.add_cycle(tx, 2026, "ZI 2026", FILL)
    zone.add_stage(tx, cycle_id, unit.id, stage.value, "WBK", builders.NOW)
    return Team(
        unit,
        cycle_id,
        team=builders.linked(tx, unit, TEAM, role=Role.ZI_TEAM, scope=unit),
        mate=builders.linked(tx, unit, MATE, role=Role.ZI_TEAM, scope=unit),
        head=builders.linked(tx, unit, HEAD, role=Role.UNIT_HEAD, scope=unit),
        assessor=builders.linked(tx, other, ASSESSOR, role=Role.ASSESSOR),
        simple=builders.linked(tx, unit, SIMPLE),
        elsewhere=builders.linked(tx, other, ELSEWHERE, role=Role.ZI_TEAM, scope=other),
    )


def raw(question: Question) -> object:
    """A good answer to any question."""
    if question.type in CHOICES:
        return CHOICES[question.type][0]
    return "3,60" if question.type is AnswerType.SURVEY else {one.key: 4 for one in question.inputs}


def every_answer() -> dict[str, object]:
    """A good answer to every question."""
    return {one.code: raw(one) for one in bundled().questions}
