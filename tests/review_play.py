"""A unit under review: answers to every question, and who of the unit, the assessors and the agency acts."""

from dataclasses import dataclass
from datetime import datetime

from domain.instrument import bundled
from domain.instrument_model import CHOICES, AnswerType, Question
from domain.people import Actor, Unit
from domain.proposal import ITEMS
from domain.rights import Role
from domain.stages import Stage
from domain.zone import Layer
from storage import zone
from storage.engine import Transaction
from storage.tables import agency_figures, proposal_ticks
from tests import builders
from tests.builders import NOW

HEAD, TEAM, ASSESSOR, ADMIN, EMPLOYEE = 801, 802, 803, 804, 805
FIRST = "P1.i.a"
FIGURES = {"audit_opinion": "WTP", "sakip_score": "75.2", "reform_index": "81.57", "spip_maturity": "3"}


def best(question: Question) -> object:
    """The raw answer that is worth most."""
    if question.type is AnswerType.SURVEY:
        return "4"
    if question.type is AnswerType.PERCENT:
        return {one.key: 0 if one.role == "this_year" else 10 for one in question.inputs}
    return CHOICES[question.type][0]


def worst(question: Question) -> object:
    """The raw answer that is worth least."""
    if question.type is AnswerType.SURVEY:
        return "1"
    if question.type is AnswerType.PERCENT:
        return {one.key: 0 if one.role in {"realised", "last_year"} else 10 for one in question.inputs}
    return CHOICES[question.type][-1]


def answer_all(
    tx: Transaction, cycle_id: int, unit: Unit, layer: Layer = Layer.UNIT, *, but: str = "", poorly: bool = False,
    now: datetime = NOW,
) -> None:  # fmt: skip
    """The best answer to every question of a layer, or the worst; one left out perhaps."""
    of = {"cycle_id": cycle_id, "unit_id": unit.id, "layer": layer.value, "version": 1, "answered_at": now}
    value = worst if poorly else best
    rows = [{**of, "question": one.code, "value": value(one)} for one in bundled().questions if one.code != but]
    zone.add_answers(tx, rows)


def tick_all(tx: Transaction, cycle_id: int, unit: Unit, *, but: str = "") -> None:
    """Every paper of the proposal, one left out perhaps."""
    of = {"cycle_id": cycle_id, "unit_id": unit.id, "done": True, "link": "https://contoh.go.id/1", "note": ""}
    rows = [{**of, "item": one.code, "by": "cli", "at": NOW} for one in ITEMS if one.code != but]
    tx.execute(proposal_ticks.insert(), rows)


def add_figures(tx: Transaction, /, **other: str) -> None:
    """The agency's figures of last year, all good but for `other`."""
    rows = [{"name": name, "year": 2025, "value": value} for name, value in {**FIGURES, **other}.items()]
    tx.execute(agency_figures.insert(), rows)


@dataclass(frozen=True)
class Play:
    """A unit in a cycle, another beside it, and who acts."""

    unit: Unit
    other: Unit
    cycle_id: int
    head: Actor
    team: Actor
    assessor: Actor
    admin: Actor
    employee: Actor

    @property
    def id(self) -> int:
        """The unit's id."""
        return self.unit.id


def play(tx: Transaction, stage: Stage | None = Stage.TPI_REVIEW, target: str = "WBK") -> Play:
    """The unit in this stage, None for one that takes no part."""
    unit, other, office = builders.unit(tx), builders.unit(tx, "dpmptsp"), builders.unit(tx, "inspektorat")
    cycle_id = builders.cycle(tx, 2026, *([(unit, stage, target)] if stage else []))
    return Play(
        unit=unit,
        other=other,
        cycle_id=cycle_id,
        head=builders.linked(tx, unit, HEAD, role=Role.UNIT_HEAD, scope=unit),
        team=builders.linked(tx, unit, TEAM, role=Role.ZI_TEAM, scope=unit),
        assessor=builders.linked(tx, office, ASSESSOR, role=Role.ASSESSOR, scope=unit),
        admin=builders.linked(tx, office, ADMIN, role=Role.ADMIN),
        employee=builders.linked(tx, unit, EMPLOYEE),
    )
