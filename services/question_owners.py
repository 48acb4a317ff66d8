"""Who is in charge of a question of the worksheet or of a whole area, until when; they are told once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain import worksheet
from domain.errors import DomainError
from domain.instrument import bundled
from domain.instrument_model import Question
from domain.messages import Post
from domain.people import Actor, Employee
from domain.rights import Action, may
from domain.worksheet_views import Assignment, PeoplePage, Sheet, Task
from domain.zone import QuestionOwner
from services import scores
from services.access import note_looks, require_person
from services.worksheet_access import open_sheet
from storage import audit, messages, people, question_owners, zone
from storage.engine import Transaction

PAGE = 8
DAYS = (7, 14, 30)
END_OF_WINDOW, NO_DATE = "end", "none"


def questions_in(scope: str) -> tuple[Question, ...]:
    """The questions that a scope stands for. Raises `lke.unknown_question`."""
    rules = bundled()
    if scope in worksheet.sections(rules):
        return worksheet.questions_of(rules, scope)
    if scope not in rules.codes:
        raise DomainError("lke.unknown_question")
    return (rules.question(scope),)


def current(tx: Transaction, actor: Actor, unit_id: int, scope: str, now: datetime) -> Assignment:
    """Who is in charge now. Raises `access.*`, `lke.*`."""
    sheet = _assignable(tx, actor, unit_id, scope, now)
    owner = question_owners.owners_of(tx, sheet.cycle.id, unit_id).get(scope)
    note_looks(tx, actor, [owner.employee_id] if owner else [], now)
    return Assignment(sheet.unit, scope, owner)


def candidates(tx: Transaction, actor: Actor, unit_id: int, scope: str, page: int, now: datetime) -> PeoplePage:
    """A page of people to choose from; they can read that they were looked at. Raises `access.*`, `lke.*`."""
    sheet = _assignable(tx, actor, unit_id, scope, now)
    _, total = question_owners.people_of(tx, unit_id, 0, 1)
    pages = max(1, -(-total // PAGE))
    shown = min(max(page, 0), pages - 1)
    found, _ = question_owners.people_of(tx, unit_id, shown * PAGE, PAGE)
    note_looks(tx, actor, [one.id for one in found], now)
    return PeoplePage(sheet.unit, scope, found, shown, pages)


def choose(tx: Transaction, actor: Actor, unit_id: int, scope: str, employee_id: int, now: datetime) -> Assignment:
    """Somebody was chosen: until when? Raises `access.*`, `lke.*`, `lke.owner_unknown`, `lke.owner_assesses`."""
    sheet = _assignable(tx, actor, unit_id, scope, now)
    person = _person(tx, sheet, employee_id)
    note_looks(tx, actor, [person.id], now)
    words = [*map(str, DAYS), END_OF_WINDOW, NO_DATE]
    dates = [(word, _due(sheet, word, now)) for word in words]
    offered = tuple((word, due) for word, due in dates if due is not None or word == NO_DATE)
    return Assignment(sheet.unit, scope, None, person, offered)


def assign(
    tx: Transaction, actor: Actor, unit_id: int, scope: str, employee_id: int, due: str, now: datetime
) -> Assignment:
    """Put the person in charge, in place of whoever was; `due` is "7", "14", "30" (days), "end" or "none".

    The same again changes nothing and tells nobody. Raises as `choose`.
    """
    sheet = _assignable(tx, actor, unit_id, scope, now)
    person, until = _person(tx, sheet, employee_id), _due(sheet, due, now)
    before = question_owners.owners_of(tx, sheet.cycle.id, unit_id).get(scope)
    if before is None or (before.employee_id, before.due_on) != (person.id, until):
        by = f"account:{actor.telegram_id}"
        question_owners.end(tx, sheet.cycle.id, unit_id, scope, now)
        values = {
            "cycle_id": sheet.cycle.id, "unit_id": unit_id, "scope": scope, "employee_id": person.id,
            "due_on": until, "by": by, "at": now,
        }  # fmt: skip
        owner_id = question_owners.add(tx, values)
        _tell(tx, actor, owner_id, person, now)
        audit.note(tx, now, by, "assign_question", f"employee:{person.id}", unit=unit_id, scope=scope)
    return current(tx, actor, unit_id, scope, now)


def release(tx: Transaction, actor: Actor, unit_id: int, scope: str, now: datetime) -> Assignment:
    """Nobody is in charge any more. Raises `access.*`, `lke.*`."""
    sheet = _assignable(tx, actor, unit_id, scope, now)
    if question_owners.end(tx, sheet.cycle.id, unit_id, scope, now):
        by = f"account:{actor.telegram_id}"
        audit.note(tx, now, by, "release_question", f"unit:{unit_id}", scope=scope)
    return Assignment(sheet.unit, scope, None)


def mine(tx: Transaction, actor: Actor) -> tuple[Task, ...]:
    """What the actor is in charge of in the present cycle, what is due first first. Raises `access.not_linked`."""
    person, _ = require_person(actor)
    cycle = zone.latest_cycle(tx)
    if cycle is None:
        return ()
    tasks = [
        _task(tx, one.cycle_id, one.unit_id, one.owner)
        for one in question_owners.charges_of(tx, cycle.id, person.id)
    ]  # fmt: skip
    return tuple(sorted(tasks, key=lambda one: (one.open == 0, one.owner.due_on or date.max, one.owner.id)))


def told(tx: Transaction, owner_id: int, account: int) -> Task | None:
    """What the person in charge is told; None when it is over, or the account is not theirs any more."""
    found = question_owners.charge(tx, owner_id)
    if found is None or people.open_link_of_employee(tx, found.owner.employee_id) != account:
        return None
    return _task(tx, found.cycle_id, found.unit_id, found.owner)


def _assignable(tx: Transaction, actor: Actor, unit_id: int, scope: str, now: datetime) -> Sheet:
    sheet = open_sheet(tx, actor, unit_id, now, Action.ASSIGN_QUESTIONS)
    if not sheet.assigns:
        raise DomainError("access.denied")
    questions_in(scope)
    return sheet


def _person(tx: Transaction, sheet: Sheet, employee_id: int) -> Employee:
    """Somebody who serves in the unit or below it and does not assess it."""
    person = people.employee(tx, employee_id)
    if person is None or not person.active or sheet.unit.id not in people.unit_path(tx, person.unit_id):
        raise DomainError("lke.owner_unknown")
    grants = people.grants_of(tx, person.id)
    if may(grants, Action.ASSESS_WORKSHEET, people.unit_path(tx, sheet.unit.id)):
        raise DomainError("lke.owner_assesses")
    return person


def _due(sheet: Sheet, word: str, now: datetime) -> date | None:
    """The day that a button means; None for no date, and for the end of a window that has none or is over."""
    today = now.astimezone(ZoneInfo(sheet.unit.timezone)).date()
    if word == END_OF_WINDOW:
        last = sheet.window.last
        return last if last is not None and last >= today else None
    if word == NO_DATE:
        return None
    if word not in map(str, DAYS):
        raise DomainError("callback.malformed")
    return today + timedelta(days=int(word))


def _tell(tx: Transaction, actor: Actor, owner_id: int, person: Employee, now: datetime) -> None:
    """Who puts themselves in charge knows it."""
    account = people.open_link_of_employee(tx, person.id)
    if account is not None and account != actor.telegram_id:
        post = Post(f"question_owner:{owner_id}", "question_owner", account, {"owner": owner_id})
        messages.enqueue(tx, [post], now)


def _task(tx: Transaction, cycle_id: int, unit_id: int, owner: QuestionOwner) -> Task:
    unit = people.unit(tx, unit_id)
    assert unit is not None
    answers = scores.parsed(bundled(), zone.answers_of(tx, cycle_id, unit_id, "unit"))
    questions = questions_in(owner.scope)
    waiting = [one.code for one in questions if not worksheet.is_answered(one, answers)]
    return Task(unit, owner, len(questions), len(waiting), waiting[0] if waiting else None)
