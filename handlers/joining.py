"""Being linked by a code on paper or by the head of one's unit, and the head's side of it."""

from __future__ import annotations

from domain import joining as rules
from domain.errors import DomainError
from domain.joining import LinkState
from handlers.home import home_screen
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import activation, joining, onboarding
from services.joining import Petition, UnitChoice
from texts import joining as texts
from texts.place import Place
from texts.screen import Screen


async def keep_code(office: Office, said: Inbound) -> bool:
    """/start a_CODE before consent: only the digest of the code is kept; False when the code can be redeemed now."""
    if said.actor.employee is not None or said.actor.account.consent_version == onboarding.CONSENT_VERSION:
        return False
    await office.db.write(activation.keep_for_later, said.actor, _payload(said), said.place.now)
    return True


async def arrive_with_code(office: Office, said: Inbound) -> Reply:
    """/start a_CODE, from the QR of a code sheet."""
    return await _redeem(office, said, _payload(said))


async def arrive_as_owner(office: Office, said: Inbound) -> Reply:
    """/start o_CODE: the owner code, for who is linked."""
    return await _claim(office, said, _payload(said))


def _payload(said: Inbound) -> str:
    return said.words[0].partition("_")[2]


async def open_code(office: Office, said: Inbound) -> Reply:
    """Wait for a code to be typed."""
    await office.db.write(activation.begin, said.actor, said.place.now)
    return show(texts.ask_code(said.place))


async def type_code(office: Office, said: Inbound) -> Reply:
    """A code was typed; who is linked already can only mean the owner code."""
    if not said.text.strip():
        return show(texts.ask_code(said.place))
    if said.actor.employee is not None:
        return await _claim(office, said, said.text)
    return await _redeem(office, said, said.text)


async def type_at_contact(office: Office, said: Inbound) -> Reply:
    """Words where the contact was asked for: a code, or the question how else to go on."""
    if rules.looks_like_code(said.text):
        return await _redeem(office, said, said.text)
    return show(texts.ways(said.place))


async def _redeem(office: Office, said: Inbound, typed: str) -> Reply:
    refused = await office.db.write(activation.redeem, said.actor, typed, said.place.now)
    if refused is not None:
        return show(texts.refused(said.place, refused.error))
    office.ring()
    return show(await home_screen(office, said.actor.telegram_id))


async def _claim(office: Office, said: Inbound, typed: str) -> Reply:
    refused = await office.db.write(activation.claim_ownership, said.actor, typed, said.place.now)
    if refused is not None:
        raise refused.error
    office.ring()
    return show(texts.owner(said.place))


async def begin(office: Office, said: Inbound) -> Reply:
    """Ask the head of one's unit: the choice of the unit, or the request that waits."""
    return show(_asking(said.place, await office.db.write(joining.begin, said.actor, said.place.now)))


async def turn(office: Office, said: Inbound) -> Reply:
    """Another page of units."""
    page = said.callback.integer(0)
    return show(_asking(said.place, await office.db.read(joining.turn, said.actor, page, said.place.now)))


async def choose_unit(office: Office, said: Inbound) -> Reply:
    """The unit was chosen: ask for the name."""
    unit = await office.db.write(joining.choose_unit, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.ask_name(said.place, unit))


async def write(office: Office, said: Inbound) -> Reply:
    """Words of the search for a unit, or the full name."""
    days = office.link_request_days
    found = await office.db.write(joining.write, said.actor, said.text, said.place.now, days)
    office.ring()
    return show(_asking(said.place, found))


def _asking(place: Place, found: UnitChoice | Petition) -> Screen:
    if isinstance(found, Petition):
        return texts.waiting(place, found.request, found.unit)
    return texts.pick_unit(place, found.units, found.page, found.pages, found.search)


async def withdraw(office: Office, said: Inbound) -> Reply:
    """The asker takes the request back."""
    if not await office.db.write(joining.withdraw, said.actor, said.place.now):
        raise DomainError("link.expired")
    return show(texts.withdrawn(said.place))


async def request(office: Office, said: Inbound) -> Reply:
    """A request as it stands, for who decides."""
    found = await office.db.read(joining.petition, said.actor, said.callback.integer(0), said.place.now)
    return show(await request_screen(office, said.place, found))


async def people(office: Office, said: Inbound) -> Reply:
    """Whom the asker may be."""
    number, page = said.callback.integer(0), said.callback.integer(1)
    found = await office.db.write(joining.candidates, said.actor, number, page, said.place.now)
    petition = found.petition
    if petition.standing is not LinkState.OPEN:
        return show(await request_screen(office, said.place, petition))
    return show(texts.people(said.place, petition.request, petition.unit, found.people, found.page, found.pages))


async def person(office: Office, said: Inbound) -> Reply:
    """Somebody was chosen: ask once more."""
    number, employee_id = said.callback.integer(0), said.callback.integer(1)
    found, employee = await office.db.write(
        joining.choose_person, said.actor, number, employee_id, said.place.now
    )  # fmt: skip
    if employee is None:
        return show(await request_screen(office, said.place, found))
    name = await office.profile(found.request.telegram_id)
    return show(texts.confirm_person(said.place, found.request, found.unit, employee, name))


async def approve(office: Office, said: Inbound) -> Reply:
    """Link the asker to the chosen person."""
    number, employee_id = said.callback.integer(0), said.callback.integer(1)
    found = await office.db.write(joining.approve, said.actor, number, employee_id, said.place.now)
    office.ring()
    return show(await request_screen(office, said.place, found))


async def refuse(office: Office, said: Inbound) -> Reply:
    """Turn the request down."""
    found = await office.db.write(joining.refuse, said.actor, said.callback.integer(0), said.place.now)
    office.ring()
    return show(await request_screen(office, said.place, found))


async def listing(office: Office, said: Inbound) -> Reply:
    """The open requests for a unit."""
    unit_id, page = said.callback.integer(0), said.callback.integer(1)
    found = await office.db.write(joining.listing, said.actor, unit_id, page, said.place.now)
    asked = [one.request for one in found.petitions]
    return show(texts.listing(said.place, found.unit, asked, found.page, found.pages))


async def request_screen(office: Office, place: Place, found: Petition) -> Screen:
    """A request with the name that its account has at Telegram now, which nobody has to keep for that."""
    name = await office.profile(found.request.telegram_id)
    outcome = (found.employee.name if found.employee else "", found.decider)
    return texts.request(place, found.request, found.unit, found.standing, name, outcome)
