"""Linking a group: asked for in the group, answered in the private chat of who asked, within ten minutes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.errors import DomainError
from domain.groups import WAITS, GroupRequest, RequestState, linkable
from domain.messages import Group, Lane, Post
from domain.people import Actor, Unit
from domain.rights import Action, may
from services import groups as group_service
from services.access import require, require_person
from storage import audit, group_requests, groups, messages, people
from storage.engine import Transaction


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request as it stands now. `unit` is what it is about (None: the agency, or still to be chosen).

    `present` is the group's link at this moment, None without one, `present_unit` its unit (None: the agency).
    """

    request: GroupRequest
    state: RequestState
    unit: Unit | None
    present: Group | None
    present_unit: Unit | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One page of what the group may be linked to; `page` counts from 0."""

    view: RequestView
    agency: bool
    units: tuple[Unit, ...]
    page: int
    pages: int


def ask(tx: Transaction, actor: Actor, chat: Group, code: str, now: datetime) -> int:
    """Ask to link the chat to the unit with this code, or to what will be chosen (""); returns the request's id.

    The private message goes out once a request; asking the same again lets it wait longer. Raises
    `group.link_refused` for a wrong code and for a missing right alike, `group.linked_elsewhere`, `access.not_linked`.
    """
    require_person(actor)
    unit_id = _asked_unit(tx, actor, code)
    _require_present(tx, actor, chat.chat_id)
    expires_at = now + WAITS
    for earlier in group_requests.open_requests(tx, chat.chat_id, actor.telegram_id):
        same = (earlier.thread_id, earlier.unit_id) == (chat.thread_id, unit_id)
        if same and earlier.state_at(now) is RequestState.OPEN:
            group_requests.prolong(tx, earlier.id, expires_at)
            return earlier.id
        group_requests.close(tx, earlier.id, RequestState.REPLACED, earlier.unit_id)
    asked = GroupRequest(
        0, chat.chat_id, chat.thread_id, chat.title, unit_id, actor.telegram_id, RequestState.OPEN, expires_at
    )
    request_id = group_requests.add(tx, asked, now)
    post = Post(
        f"group_request:{request_id}", "group_request", actor.telegram_id, {"request": request_id}, Lane.INTERACTIVE
    )
    messages.enqueue(tx, [post], now)
    audit.note(tx, now, _name(actor), "ask_group_link", f"group:{chat.chat_id}", unit=unit_id)
    return request_id


def _asked_unit(tx: Transaction, actor: Actor, code: str) -> int | None:
    if not code:
        if not _may_link_agency(actor) and not linkable(people.all_units(tx), actor.grants):
            raise DomainError("group.link_refused")
        return None
    unit = people.unit_by_code(tx, code)
    if unit is None or unit.closed_at is not None:
        raise DomainError("group.link_refused")
    if not may(actor.grants, Action.LINK_GROUP, people.unit_path(tx, unit.id)):
        raise DomainError("group.link_refused")
    return unit.id


def _may_link_agency(actor: Actor) -> bool:
    return may(actor.grants, Action.LINK_GROUP)


def _require_present(tx: Transaction, actor: Actor, chat_id: int) -> None:
    """Taking a group away from what it is linked to needs the right over that too."""
    present = groups.group(tx, chat_id)
    if present is None:
        return
    path = people.unit_path(tx, present.unit_id) if present.unit_id is not None else ()
    if not may(actor.grants, Action.LINK_GROUP, path):
        raise DomainError("group.linked_elsewhere")


def request(tx: Transaction, actor: Actor, request_id: int, now: datetime) -> RequestView:
    """The person's own request as it stands now. Raises `group.request_unknown`, `access.not_linked`."""
    require_person(actor)
    return _view(tx, _own(tx, actor, request_id), now)


def _own(tx: Transaction, actor: Actor, request_id: int) -> GroupRequest:
    found = group_requests.request(tx, request_id)
    if found is None or found.telegram_id != actor.telegram_id:
        raise DomainError("group.request_unknown")
    return found


def _view(tx: Transaction, found: GroupRequest, now: datetime) -> RequestView:
    present = groups.group(tx, found.chat_id)
    return RequestView(
        found,
        found.state_at(now),
        _unit(tx, found.unit_id),
        present,
        _unit(tx, present.unit_id) if present else None,
    )


def _unit(tx: Transaction, unit_id: int | None) -> Unit | None:
    return people.unit(tx, unit_id) if unit_id is not None else None


def choices(tx: Transaction, actor: Actor, request_id: int, page: int, size: int, now: datetime) -> Choice:
    """One page of the units that the person may link the group to. Raises `group.request_unknown`, `access.*`."""
    view = request(tx, actor, request_id, now)
    agency, units = _may_link_agency(actor), linkable(people.all_units(tx), actor.grants)
    if not agency and not units:
        raise DomainError("access.denied")
    pages = max(1, -(-len(units) // size))
    shown = min(max(page, 0), pages - 1)
    return Choice(view, agency, units[shown * size : (shown + 1) * size], shown, pages)


def chosen(tx: Transaction, actor: Actor, request_id: int, unit_id: int | None, now: datetime) -> RequestView:
    """The request as if it were about this unit, or the agency (None), to be confirmed.

    Raises `group.request_unknown`, `group.link_refused`, `access.*`.
    """
    view = request(tx, actor, request_id, now)
    if view.state is not RequestState.OPEN:
        return view
    return replace(view, unit=_require_unit(tx, actor, unit_id))


def _require_unit(tx: Transaction, actor: Actor, unit_id: int | None) -> Unit | None:
    require(tx, actor, Action.LINK_GROUP, unit_id)
    unit = _unit(tx, unit_id)
    if unit_id is not None and (unit is None or unit.closed_at is not None):
        raise DomainError("group.link_refused")
    return unit


def confirm(tx: Transaction, actor: Actor, request_id: int, unit_id: int | None, now: datetime) -> RequestView:
    """Link the group to the unit, or to the agency (None), and tell the group. A request that is over stays over.

    Raises `group.request_unknown`, `group.link_refused`, `group.linked_elsewhere`, `access.*`.
    """
    require_person(actor)
    found = _own(tx, actor, request_id)
    if found.state_at(now) is RequestState.OPEN:
        _require_unit(tx, actor, unit_id)
        _require_present(tx, actor, found.chat_id)
        if group_requests.close(tx, request_id, RequestState.LINKED, unit_id):
            linked = Group(found.chat_id, found.thread_id, found.title, unit_id, "")
            group_service.put_link(tx, _name(actor), linked, actor.telegram_id, now)
            key = f"group_linked:{request_id}"
            messages.enqueue(tx, [Post(key, "group_linked", found.chat_id, {}, Lane.INTERACTIVE, found.thread_id)], now)
    return _view(tx, _own(tx, actor, request_id), now)


def cancel(tx: Transaction, actor: Actor, request_id: int, now: datetime) -> RequestView:
    """Leave the group as it is. Raises `group.request_unknown`, `access.not_linked`."""
    view = request(tx, actor, request_id, now)
    asked = view.request
    if view.state is not RequestState.OPEN:
        return view
    if group_requests.close(tx, request_id, RequestState.CANCELLED, asked.unit_id):
        audit.note(tx, now, _name(actor), "cancel_group_link", f"group:{asked.chat_id}")
    return _view(tx, _own(tx, actor, request_id), now)


def _name(actor: Actor) -> str:
    return f"account:{actor.telegram_id}"
