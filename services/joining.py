"""Asking the head of one's unit to be linked, and deciding on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import joining as rules
from domain.data_rights import Seen
from domain.errors import DomainError
from domain.folding import folded
from domain.joining import LinkRequest, LinkState
from domain.messages import Post
from domain.people import Actor, Employee, Unit
from domain.rights import Action, Role, offered_actions
from services import linking
from services.access import find_actor, note_look, require, require_person
from services.linking import REQUEST_DRAFT
from services.onboarding import CONSENT_VERSION
from storage import audit, drafts, joining, messages, people
from storage.engine import Transaction

PAGE = 8
EXPIRED_AT_ONCE = 100
LONGEST_SEARCH = 100
CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """One page (from 0) of units to choose from; `search` is what was looked for, "" for all."""

    units: tuple[Unit, ...]
    page: int
    pages: int
    search: str


@dataclass(frozen=True, slots=True)
class Petition:
    """A request as it stands now: for which unit, whom it was decided to be, by whom ("" and None while open)."""

    request: LinkRequest
    unit: Unit
    standing: LinkState
    employee: Employee | None
    decider: str


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """One page (from 0) of people who are not linked, the most likely first."""

    petition: Petition
    people: tuple[Employee, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class RequestPage:
    """One page (from 0) of the requests that wait for a decision, oldest first."""

    unit: Unit
    petitions: tuple[Petition, ...]
    page: int
    pages: int


def open_petition(tx: Transaction, actor: Actor, now: datetime) -> Petition | None:
    """The actor's own request that waits for a decision."""
    found = joining.open_request_of(tx, actor.telegram_id, now)
    return _petition(tx, found, now) if found else None


def begin(tx: Transaction, actor: Actor, now: datetime) -> UnitChoice | Petition:
    """Begin a request with the choice of the unit, or show the one that waits. Raises `link.*`, `request.too_many`."""
    waiting = open_petition(tx, actor, now)
    if waiting is not None:
        return waiting
    _require_entitled(tx, actor, now)
    drafts.save(tx, actor.telegram_id, REQUEST_DRAFT, "text", {}, now)
    return _choice(tx, "", 0)


def turn(tx: Transaction, actor: Actor, page: int, now: datetime) -> UnitChoice:
    """Another page of the same choice. Raises `link.*`, `request.too_many`."""
    _require_entitled(tx, actor, now)
    draft = drafts.draft(tx, actor.telegram_id, REQUEST_DRAFT)
    return _choice(tx, str(draft.data.get("search", "")) if draft else "", page)


def choose_unit(tx: Transaction, actor: Actor, unit_id: int, now: datetime) -> Unit:
    """Take the unit and wait for the name. Raises `status.unknown_unit`, `link.*`, `request.too_many`."""
    _require_entitled(tx, actor, now)
    unit = people.unit(tx, unit_id)
    if unit is None or unit.closed_at is not None:
        raise DomainError("status.unknown_unit")
    drafts.save(tx, actor.telegram_id, REQUEST_DRAFT, "text", {"unit": unit.id}, now)
    return unit


def write(tx: Transaction, actor: Actor, text: str, now: datetime, days: int) -> UnitChoice | Petition:
    """Take words: what the unit is called, or, once it is chosen, the full name, which makes the request.

    Raises `request.name`, `request.nobody` when there is no one to decide, `request.too_many`, `link.*`.
    """
    waiting = open_petition(tx, actor, now)
    if waiting is not None:
        return waiting
    _require_entitled(tx, actor, now)
    draft = drafts.draft(tx, actor.telegram_id, REQUEST_DRAFT)
    if draft is None:
        raise DomainError("link.expired")
    if "unit" in draft.data:
        return _ask(tx, actor, int(str(draft.data["unit"])), rules.typed_name(text), now, days)
    search = folded(text)[:LONGEST_SEARCH]
    drafts.save(tx, actor.telegram_id, REQUEST_DRAFT, "text", {"search": search}, now)
    return _choice(tx, search, 0)


def _choice(tx: Transaction, search: str, page: int) -> UnitChoice:
    words = search.split()
    _, total = joining.open_units(tx, 0, 1, words=words)
    pages = max(1, -(-total // PAGE))
    shown = min(max(page, 0), pages - 1)
    units, _ = joining.open_units(tx, shown * PAGE, PAGE, words=words)
    return UnitChoice(units, shown, pages, search)


def _ask(tx: Transaction, actor: Actor, unit_id: int, name: str, now: datetime, days: int) -> Petition:
    recipients = _deciders(tx, unit_id)
    if not recipients:
        raise DomainError("request.nobody")
    made = joining.add_request(tx, actor.telegram_id, unit_id, name, now, now + timedelta(days=days))
    drafts.drop(tx, actor.telegram_id, REQUEST_DRAFT)
    params: dict[str, object] = {"request": made.id}
    posts = [Post(f"link_request:{made.id}:{one}", "link_request", one, params) for one in recipients]
    messages.enqueue(tx, posts, now)
    account = f"account:{actor.telegram_id}"
    audit.note(tx, now, account, "ask_link", f"link_request:{made.id}", unit=unit_id, asked=len(posts))
    return _petition(tx, made, now)


def _deciders(tx: Transaction, unit_id: int) -> tuple[int, ...]:
    """The accounts of the heads of the unit, or of the nearest unit above that has one; else of the admins over it."""
    path = people.unit_path(tx, unit_id)
    heads = joining.deciders(tx, Role.UNIT_HEAD, path)
    for scope in path:
        of_scope = tuple(account for one, account in heads if one == scope)
        if of_scope:
            return of_scope
    found = joining.deciders(tx, Role.ADMIN, (*path, None))
    return tuple(dict.fromkeys(account for _, account in found))


def withdraw(tx: Transaction, actor: Actor, now: datetime) -> bool:
    """Take the own open request back; whether there was one."""
    found = joining.open_request_of(tx, actor.telegram_id, now)
    drafts.drop(tx, actor.telegram_id, REQUEST_DRAFT)
    if found is None or not joining.settle_request(tx, found.id, LinkState.WITHDRAWN, now, None, None):
        return False
    audit.note(tx, now, f"account:{actor.telegram_id}", "withdraw_link_request", f"link_request:{found.id}")
    return True


def petition(tx: Transaction, actor: Actor, request_id: int, now: datetime) -> Petition:
    """A request as it stands, for who may decide on it. Raises `request.gone`, `access.*`."""
    return _petition(tx, _request_for(tx, actor, request_id), now)


def candidates(tx: Transaction, actor: Actor, request_id: int, page: int, now: datetime) -> PersonChoice:
    """Whom the asker may be: the people of the unit, and of all below it, who are not linked. Raises as `petition`.

    That their names were seen is logged.
    """
    found = petition(tx, actor, request_id, now)
    if found.standing is not LinkState.OPEN:
        return PersonChoice(found, (), 0, 1)
    free = {one.employee.id: one.employee for one in joining.candidates(tx, found.unit.id)}
    names = [(number, one.name) for number, one in free.items()]
    order = rules.nearest_first(found.request.typed_name, names)
    pages = max(1, -(-len(order) // PAGE))
    shown = min(max(page, 0), pages - 1)
    audit.note(tx, now, f"account:{actor.telegram_id}", "see_unlinked", f"unit:{found.unit.id}", request=request_id)
    chosen = order[shown * PAGE : shown * PAGE + PAGE]
    return PersonChoice(found, tuple(free[number] for number in chosen), shown, pages)


def choose_person(
    tx: Transaction, actor: Actor, request_id: int, employee_id: int, now: datetime
) -> tuple[Petition, Employee | None]:  # fmt: skip
    """The person to be confirmed, None when the request is no longer open; that they were seen is logged.

    Raises `request.taken`, and as `petition`.
    """
    found = petition(tx, actor, request_id, now)
    if found.standing is not LinkState.OPEN:
        return found, None
    employee = _free(tx, found, employee_id)
    note_look(tx, actor, employee.id, Seen.PERSON, now)
    return found, employee


def approve(tx: Transaction, actor: Actor, request_id: int, employee_id: int, now: datetime) -> Petition:
    """Link the asker to this person and tell them. A request that is no longer open stays as it is.

    Raises `request.taken` for somebody who is linked, has left, or is of another unit, `request.no_consent` when the
    asker does not consent any more, and as `petition`.
    """
    found = petition(tx, actor, request_id, now)
    if found.standing is not LinkState.OPEN:
        return found
    employee = _free(tx, found, employee_id)
    asker = find_actor(tx, found.request.telegram_id)
    if asker is None or asker.account.consent_version != CONSENT_VERSION:
        raise DomainError("request.no_consent")
    decided = _settle(tx, actor, found, LinkState.APPROVED, employee.id, now)
    if decided and not linking.link(tx, employee.id, asker.telegram_id, "head", now):
        raise DomainError("request.taken")
    return petition(tx, actor, request_id, now)


def refuse(tx: Transaction, actor: Actor, request_id: int, now: datetime) -> Petition:
    """Turn the request down and tell the asker. Raises as `petition`; one that is no longer open stays as it is."""
    found = petition(tx, actor, request_id, now)
    if found.standing is LinkState.OPEN:
        _settle(tx, actor, found, LinkState.REFUSED, None, now)
    return petition(tx, actor, request_id, now)


def _settle(
    tx: Transaction, actor: Actor, found: Petition, state: LinkState, employee_id: int | None, now: datetime
) -> bool:
    """Write the decision down and tell the asker; False when somebody else was quicker."""
    decider, _ = require_person(actor)
    if not joining.settle_request(tx, found.request.id, state, now, decider.id, employee_id):
        return False
    _tell_asker(tx, found.request, now)
    subject, detail = f"link_request:{found.request.id}", {"decision": state.value, "employee": employee_id}
    audit.note(tx, now, f"account:{actor.telegram_id}", "decide_link", subject, **detail)
    return True


def _tell_asker(tx: Transaction, request: LinkRequest, now: datetime) -> None:
    post = Post(f"link_decided:{request.id}", "link_decided", request.telegram_id, {"request": request.id})
    messages.enqueue(tx, [post], now)


def listing(tx: Transaction, actor: Actor, unit_id: int, page: int, now: datetime) -> RequestPage:
    """The open requests for a unit and all below it; that they were seen is logged. Raises `access.*`."""
    require(tx, actor, Action.DECIDE_LINK, unit_id)
    unit = people.unit(tx, unit_id)
    if unit is None:
        raise DomainError("access.denied")
    _, total = joining.open_requests_within(tx, unit_id, now, 0, 1)
    pages = max(1, -(-total // PAGE))
    shown = min(max(page, 0), pages - 1)
    found, _ = joining.open_requests_within(tx, unit_id, now, shown * PAGE, PAGE)
    audit.note(tx, now, f"account:{actor.telegram_id}", "see_link_requests", f"unit:{unit_id}", count=len(found))
    return RequestPage(unit, tuple(_petition(tx, one, now) for one in found), shown, pages)


def told(tx: Transaction, request_id: int, now: datetime) -> Petition | None:
    """What the sender tells about a request; None when its account has erased it."""
    found = joining.request(tx, request_id)
    return _petition(tx, found, now) if found else None


def expire(tx: Transaction, now: datetime) -> int:
    """End requests whose time is over, and tell who asked; returns how many, at most 100 at once."""
    over = joining.requests_over(tx, now, EXPIRED_AT_ONCE)
    for one in over:
        if joining.settle_request(tx, one.id, LinkState.EXPIRED, now, None, None):
            _tell_asker(tx, one, now)
            audit.note(tx, now, CLOCK, "expire_link_request", f"link_request:{one.id}")
    return len(over)


def _require_entitled(tx: Transaction, actor: Actor, now: datetime) -> None:
    known = find_actor(tx, actor.telegram_id) or actor
    if known.employee is not None:
        raise DomainError("link.already")
    if known.account.consent_version != CONSENT_VERSION:
        raise DomainError("link.consent_first")
    if joining.count_requests_since(tx, actor.telegram_id, now - rules.DAY) >= rules.MOST_A_DAY:
        raise DomainError("request.too_many", limit=rules.MOST_A_DAY)


def _request_for(tx: Transaction, actor: Actor, request_id: int) -> LinkRequest:
    require_person(actor)
    found = joining.request(tx, request_id)
    if found is None:
        if Action.DECIDE_LINK in offered_actions(actor.grants):
            raise DomainError("request.gone")
        # Who may decide nothing is told the same for a request that there is and for one that there is not.
        raise DomainError("access.denied")
    require(tx, actor, Action.DECIDE_LINK, found.unit_id)
    return found


def _free(tx: Transaction, found: Petition, employee_id: int) -> Employee:
    employee = people.employee(tx, employee_id)
    if (
        employee is None
        or not employee.active
        or found.unit.id not in people.unit_path(tx, employee.unit_id)
        or people.open_link_of_employee(tx, employee.id) is not None
    ):
        raise DomainError("request.taken")
    return employee


def _petition(tx: Transaction, request: LinkRequest, now: datetime) -> Petition:
    unit = people.unit(tx, request.unit_id)
    assert unit is not None
    employee = people.employee(tx, request.employee_id) if request.employee_id is not None else None
    decider = people.employee(tx, request.decided_by) if request.decided_by is not None else None
    return Petition(request, unit, rules.standing(request, now), employee, decider.name if decider else "")
