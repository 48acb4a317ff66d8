"""Opening a unit's worksheet: who may read it, who may fill which question, and whether it can be filled now."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from domain import filling, worksheet
from domain.data_rights import Seen
from domain.errors import DomainError
from domain.instrument import bundled
from domain.instrument_model import Question
from domain.people import Actor, Employee
from domain.rights import Action, may
from domain.stages import Stage
from domain.worksheet_views import Sheet
from domain.zone import Cycle
from services.access import note_look, require_person
from storage import joining, people, question_owners, zone
from storage.engine import Transaction

ACCOUNT = "account:"


def open_sheet(
    tx: Transaction, actor: Actor, unit_id: int, now: datetime, action: Action = Action.SEE_WORKSHEET
) -> Sheet:
    """The worksheet for who has the right `action` there, or is in charge of one of its questions.

    Raises `access.*`, `lke.no_cycle`, `status.unknown_unit`.
    """
    person, _ = require_person(actor)
    cycle, unit = zone.latest_cycle(tx), people.unit(tx, unit_id)
    path = people.unit_path(tx, unit_id)
    owned = _owned(tx, cycle, unit_id, person)
    if not (owned or may(actor.grants, action, path)):
        raise DomainError("access.denied")
    if unit is None:
        raise DomainError("status.unknown_unit")
    if cycle is None:
        raise DomainError("lke.no_cycle")
    found = zone.stage(tx, cycle.id, unit.id)
    stage, target = (Stage(found[0]), found[1]) if found else (None, "")
    return Sheet(
        cycle=cycle,
        unit=unit,
        stage=stage,
        target=target,
        sees=may(actor.grants, Action.SEE_WORKSHEET, path),
        fills=may(actor.grants, Action.ANSWER_WORKSHEET, path),
        assigns=may(actor.grants, Action.ASSIGN_QUESTIONS, path),
        owned=owned,
        refusal=filling.refusal(cycle, stage, now, ZoneInfo(unit.timezone)),
        window=worksheet.window(cycle, filling.window_of(stage)),
    )


def known_question(code: str) -> Question:
    """The question with this code. Raises `lke.unknown_question`."""
    rules = bundled()
    if code not in rules.codes:
        raise DomainError("lke.unknown_question")
    return rules.question(code)


def readable(tx: Transaction, actor: Actor, unit_id: int, code: str, now: datetime) -> tuple[Sheet, Question]:
    """A question that the actor may look at. Raises as `open_sheet`, and `lke.unknown_question`."""
    sheet = open_sheet(tx, actor, unit_id, now)
    question = known_question(code)
    if not sheet.may_read(question):
        raise DomainError("access.denied")
    return sheet, question


def fillable(tx: Transaction, actor: Actor, unit_id: int, code: str, now: datetime) -> tuple[Sheet, Question]:
    """A question that the actor may answer now.

    Raises as `readable`, and `lke.not_in_cycle`, `lke.stage_closed`, `lke.window_*` while nothing can be filled.
    """
    sheet = open_sheet(tx, actor, unit_id, now, Action.ANSWER_WORKSHEET)
    question = known_question(code)
    if not sheet.may_fill(question):
        raise DomainError("access.denied")
    if sheet.refusal is not None:
        raise sheet.refusal
    return sheet, question


def author(tx: Transaction, by: str) -> Employee | None:
    """The person behind `account:ID`; None for the command line, or when nobody is known."""
    if not by.startswith(ACCOUNT):
        return None
    return joining.last_person(tx, int(by.removeprefix(ACCOUNT)))


def name_shown(tx: Transaction, actor: Actor, by: str, now: datetime) -> str:
    """The name behind `by`, "" when nobody is known; its person can read that it was looked at. Raises `access.*`."""
    require_person(actor)
    person = author(tx, by)
    if person is None:
        return ""
    note_look(tx, actor, person.id, Seen.LIST, now)
    return person.name


def _owned(tx: Transaction, cycle: Cycle | None, unit_id: int, person: Employee) -> frozenset[str]:
    if cycle is None:
        return frozenset()
    owners = question_owners.owners_of(tx, cycle.id, unit_id)
    return frozenset(scope for scope, one in owners.items() if one.employee_id == person.id)
