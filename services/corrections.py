"""Requests to correct one's data: asked by the person, decided by an admin of the roster within 3 x 24 hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.data_rights import ANSWER_WITHIN, WARN_BEFORE, Correction, RequestState, Seen, urgency
from domain.errors import DomainError
from domain.messages import Post
from domain.people import Actor, Employee, Unit
from domain.rights import ROLE_ACTIONS, Action, Reach, Role, may
from services.access import find_actor, note_look, note_look_from, require, require_person
from storage import audit, data_rights, drafts, messages, people
from storage.engine import Transaction

WISH, ANSWER = "correction", "correction_answer"
LONGEST = 1000
AT_ONCE = 3
PAGE = 6
_DECIDERS = frozenset(role for role in Role if Action.MANAGE_ROSTER in ROLE_ACTIONS[role])


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request as a list shows it: without a name."""

    request: Correction
    unit: str


@dataclass(frozen=True, slots=True)
class OpenRequests:
    """One page of the open requests, the first to be answered first; `page` counts from 0."""

    requests: tuple[OpenRequest, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Case:
    """A request with the person who asks and their unit."""

    request: Correction
    employee: Employee
    unit: Unit


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer: `is_mine` unless somebody else was quicker, `told` when the person hears of it."""

    case: Case
    is_mine: bool
    told: bool


def begin(tx: Transaction, actor: Actor, now: datetime) -> Employee:
    """Wait for the wish of the person; returns what the roster holds.

    Raises `access.not_linked`, and `correction.too_many` while too many wishes are open.
    """
    employee, _ = require_person(actor)
    if len(data_rights.open_corrections_of(tx, employee.id)) >= AT_ONCE:
        raise DomainError("correction.too_many", limit=AT_ONCE)
    drafts.save(tx, actor.telegram_id, WISH, "text", {}, now)
    return employee


def drop(tx: Transaction, actor: Actor) -> None:
    """Leave the dialogs of this module."""
    drafts.drop(tx, actor.telegram_id, WISH)
    drafts.drop(tx, actor.telegram_id, ANSWER)


def ask(tx: Transaction, actor: Actor, wish: str, now: datetime) -> Correction:
    """Keep the wish, start the clock and tell every admin of the person's unit.

    Raises `correction.none` when no wish was waited for, `correction.empty`, `correction.too_long`,
    `access.not_linked`.
    """
    employee, unit = require_person(actor)
    draft = drafts.draft(tx, actor.telegram_id, WISH)
    if draft is None:
        raise DomainError("correction.none")
    text = _text(wish)
    request = data_rights.add_correction(tx, employee.id, actor.telegram_id, text, now, now + ANSWER_WITHIN)
    drafts.drop(tx, actor.telegram_id, WISH)
    audit.note(tx, now, f"account:{actor.telegram_id}", "ask_correction", f"employee:{employee.id}", request=request.id)
    _tell_admins(tx, request.id, unit.id, "asked", now)
    return request


def _text(typed: str) -> str:
    text = typed.strip()
    if not text:
        raise DomainError("correction.empty")
    if len(text) > LONGEST:
        raise DomainError("correction.too_long", length=len(text), limit=LONGEST)
    return text


def _tell_admins(tx: Transaction, request_id: int, unit_id: int, stage: str, now: datetime) -> int:
    accounts = data_rights.holders(tx, _DECIDERS, people.unit_path(tx, unit_id))
    posts = [
        Post(f"correction:{request_id}:{stage}:{account}", "correction", account, {"request": request_id})
        for account in accounts
    ]
    return messages.enqueue(tx, posts, now)


def remind(tx: Transaction, now: datetime) -> int:
    """Remind the admins 24 hours before an open request is due, and once it is over; returns how many posts are new."""
    told = 0
    for request, unit_id in data_rights.open_corrections(tx, due_before=now + WARN_BEFORE):
        stage = urgency(request.due_at, now)
        if stage is not None:
            told += _tell_admins(tx, request.id, unit_id, stage.value, now)
    return told


def listing(tx: Transaction, actor: Actor, page: int) -> OpenRequests:
    """The open requests that the actor may decide. Raises `access.*`."""
    scopes = _scopes(actor)
    count = data_rights.count_open_corrections(tx, scopes)
    pages = max(1, -(-count // PAGE))
    shown = min(max(page, 0), pages - 1)
    found = data_rights.open_corrections(tx, scopes, limit=PAGE, offset=shown * PAGE)
    return OpenRequests(tuple(_as_listed(tx, *one) for one in found), shown, pages)


def _as_listed(tx: Transaction, request: Correction, unit_id: int) -> OpenRequest:
    unit = people.unit(tx, unit_id)
    return OpenRequest(request, unit.name if unit else "")


def _scopes(actor: Actor) -> Sequence[int] | None:
    """The units whose roster the actor manages, with all below; None for the whole agency."""
    require_person(actor)
    reaching = [grant for grant in actor.grants if Action.MANAGE_ROSTER in ROLE_ACTIONS[grant.role]]
    if not reaching:
        raise DomainError("access.denied")
    everywhere = Reach.EVERYWHERE
    if any(one.scope is None or ROLE_ACTIONS[one.role][Action.MANAGE_ROSTER] is everywhere for one in reaching):
        return None
    return [one.scope for one in reaching if one.scope is not None]


def case(tx: Transaction, actor: Actor, request_id: int, now: datetime) -> Case:
    """One request by name, which the person can see in /privasi. Raises `correction.unknown`, `access.*`."""
    found = _case(tx, actor, request_id)
    note_look(tx, actor, found.employee.id, Seen.PERSON, now)
    return found


def _case(tx: Transaction, actor: Actor, request_id: int) -> Case:
    require_person(actor)
    found = _found(tx, request_id)
    require(tx, actor, Action.MANAGE_ROSTER, found.unit.id)
    return found


def _found(tx: Transaction, request_id: int) -> Case:
    request = data_rights.correction(tx, request_id)
    employee = people.employee(tx, request.employee_id) if request else None
    unit = people.unit(tx, employee.unit_id) if employee else None
    if request is None or employee is None or unit is None:
        raise DomainError("correction.unknown")
    return Case(request, employee, unit)


def begin_answer(tx: Transaction, actor: Actor, request_id: int, state: RequestState, now: datetime) -> Case:
    """Wait for the answer that closes a request. Raises `correction.unknown`, `correction.decided`, `access.*`."""
    found = _case(tx, actor, request_id)
    if found.request.state is not RequestState.OPEN:
        raise DomainError("correction.decided")
    drafts.save(tx, actor.telegram_id, ANSWER, "text", {"request": request_id, "state": state.value}, now)
    return found


def answer(tx: Transaction, actor: Actor, words: str, now: datetime) -> Answered:
    """Close the request with these words and tell the person; when somebody else was quicker, nothing changes.

    Raises `correction.none` when no answer was waited for, `correction.empty`, `correction.too_long`, `access.*`.
    """
    employee, _ = require_person(actor)
    draft = drafts.draft(tx, actor.telegram_id, ANSWER)
    if draft is None:
        raise DomainError("correction.none")
    found = _case(tx, actor, int(str(draft.data["request"])))
    state, by = RequestState(str(draft.data["state"])), f"account:{actor.telegram_id}"
    answered = _decide(tx, found, state, _text(words), employee.id, by, now)
    drafts.drop(tx, actor.telegram_id, ANSWER)
    return answered


def answer_from(tx: Transaction, by: str, request_id: int, state: RequestState, words: str, now: datetime) -> Answered:
    """The same for the command line, whose user owns the installation.

    Raises `correction.unknown`, `correction.empty`, `correction.too_long`.
    """
    return _decide(tx, _found(tx, request_id), state, _text(words), None, by, now)


def _decide(
    tx: Transaction, found: Case, state: RequestState, text: str, decider: int | None, by: str, now: datetime
) -> Answered:
    request, subject = found.request, f"employee:{found.employee.id}"
    if not data_rights.decide(tx, request.id, state, text, decider, now):
        return Answered(_found(tx, request.id), is_mine=False, told=False)
    audit.note(tx, now, by, "decide_correction", subject, request=request.id, state=state.value)
    account = people.open_link_of_employee(tx, found.employee.id)
    if account is not None:
        key = f"correction:{request.id}:answered"
        messages.enqueue(tx, [Post(key, "correction_answer", account, {"request": request.id})], now)
    return Answered(_found(tx, request.id), is_mine=True, told=account is not None)


def open_from(tx: Transaction, by: str, now: datetime) -> tuple[Case, ...]:
    """All open requests by name, for the command line; each look is noted."""
    found = tuple(_found(tx, request.id) for request, _ in data_rights.open_corrections(tx))
    for one in found:
        note_look_from(tx, by, one.employee.id, Seen.PERSON, now)
    return found


def to_decide(tx: Transaction, telegram_id: int, request_id: int) -> OpenRequest | None:
    """The request that an account is to be told of, as long as it is open and its person may decide it."""
    request, actor = data_rights.correction(tx, request_id), find_actor(tx, telegram_id)
    if request is None or request.state is not RequestState.OPEN or actor is None:
        return None
    found = _found(tx, request_id)
    allowed = may(actor.grants, Action.MANAGE_ROSTER, people.unit_path(tx, found.unit.id))
    return OpenRequest(request, found.unit.name) if allowed else None


def decided(tx: Transaction, telegram_id: int, request_id: int) -> Correction | None:
    """The request whose answer an account is to be told, as long as it is the account of who asked."""
    request = data_rights.correction(tx, request_id)
    if request is None or people.open_link_of_employee(tx, request.employee_id) != telegram_id:
        return None
    return request
