"""Roles: find a person, see what they hold, give a role or take one back with a reason."""

from __future__ import annotations

from domain.errors import DomainError
from domain.rights import Role, RoleChange
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import role_desk, roles
from services.role_desk import Page, Scopes
from services.roles import PersonRoles
from texts import roles as texts
from texts.place import Place
from texts.screen import Screen


async def begin(office: Office, said: Inbound) -> Reply:
    """Ask whom it is about."""
    await office.db.write(role_desk.begin, said.actor, said.place.now)
    return show(texts.ask(said.place))


async def words(office: Office, said: Inbound) -> Reply:
    """A name to search for, a unit, or the reason for what was chosen."""
    match await office.db.write(role_desk.say, said.actor, said.text, said.place.now):
        case Page() as found:
            return show(_found(said.place, found))
        case Scopes() as scopes:
            return show(_scopes(said.place, scopes))
        case RoleChange() as change:
            return show(texts.confirm(said.place, change))


async def page(office: Office, said: Inbound) -> Reply:
    """Another page of what the search found."""
    page = said.callback.integer(0)
    return show(_found(said.place, await office.db.write(role_desk.turn, said.actor, page, said.place.now)))


async def holders(office: Office, said: Inbound) -> Reply:
    """A page of who holds which role."""
    number = max(0, said.callback.integer(0))
    held, pages = await office.db.read(roles.listing, said.actor, number, role_desk.PAGE)
    return show(texts.holders(said.place, held, number, pages))


async def person(office: Office, said: Inbound) -> Reply:
    """A person with their roles."""
    found = await office.db.write(roles.person, said.actor, said.callback.integer(0), said.place.now)
    return show(_person(said.place, found))


async def give(office: Office, said: Inbound) -> Reply:
    """A role is to be given: which?"""
    employee = await office.db.read(role_desk.candidate, said.actor, said.callback.integer(0))
    return show(texts.choose_role(said.place, employee))


async def role(office: Office, said: Inbound) -> Reply:
    """The role was chosen: for which unit?"""
    employee_id, chosen = said.callback.integer(0), _role(said.callback.text(1))
    scopes = await office.db.write(role_desk.choose, said.actor, employee_id, chosen, said.place.now)
    return show(_scopes(said.place, scopes))


async def units(office: Office, said: Inbound) -> Reply:
    """Another page of units."""
    return show(_scopes(said.place, await office.db.read(role_desk.turn_units, said.actor, said.callback.integer(0))))


async def scope(office: Office, said: Inbound) -> Reply:
    """Role and unit were chosen: why?"""
    employee_id, chosen, unit = said.callback.integer(0), _role(said.callback.text(1)), said.callback.integer(2)
    unit_id = None if unit == texts.AGENCY else unit
    change = await office.db.write(role_desk.propose_grant, said.actor, employee_id, chosen, unit_id, said.place.now)
    return show(texts.ask_reason(said.place, change))


async def end(office: Office, said: Inbound) -> Reply:
    """A role is to be taken back: why?"""
    change = await office.db.write(role_desk.propose_revoke, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.ask_reason(said.place, change))


async def confirm(office: Office, said: Inbound) -> Reply:
    """It is given, or taken back."""
    return await _confirmed(office, said, own=False)


async def confirm_own(office: Office, said: Inbound) -> Reply:
    """One's own role is taken back, on purpose."""
    return await _confirmed(office, said, own=True)


async def _confirmed(office: Office, said: Inbound, *, own: bool) -> Reply:
    key = said.callback.text(0)
    found = await office.db.write(role_desk.confirm, said.actor, key, said.place.now, own=own)
    office.ring()
    return show(_person(said.place, found), toast=texts.saved(said.place))


def _found(place: Place, page: Page) -> Screen:
    return texts.found(place, page.query, page.people, page.page, page.pages, page.total)


def _person(place: Place, found: PersonRoles) -> Screen:
    return texts.person(place, found.employee, found.unit, found.held, found.past)


def _scopes(place: Place, found: Scopes) -> Screen:
    return texts.choose_scope(
        place, found.employee, found.role, found.near, found.units, found.query, found.page, found.pages
    )


def _role(word: str) -> Role:
    try:
        return Role(word)
    except ValueError:
        raise DomainError("callback.malformed") from None
