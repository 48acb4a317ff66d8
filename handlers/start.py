"""First contact: consent, recognising the person, and the home screen."""

from __future__ import annotations

from domain.errors import DomainError
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import home as home_service
from services import onboarding
from services.access import find_actor
from texts import start as texts
from texts.screen import Screen


async def start(office: Office, said: Inbound) -> Reply:
    """/start: the next step of who has not linked yet, the home screen of who has."""
    if said.actor.employee is not None:
        return show(await _home(office, said))
    if said.actor.account.consent_version != onboarding.CONSENT_VERSION:
        return show(texts.privacy(said.place))
    return show(texts.ask_contact(said.place))


async def home(office: Office, said: Inbound) -> Reply:
    """The home screen in place."""
    return show(await _home(office, said))


async def consent(office: Office, said: Inbound) -> Reply:
    """The consent was given."""
    await office.db.write(onboarding.consent, said.actor, said.place.now)
    return Reply((texts.ask_contact(said.place),), fresh=True)


async def decline(office: Office, said: Inbound) -> Reply:
    """The consent was refused: nothing is kept."""
    del office
    return show(texts.declined(said.place))


async def contact(office: Office, said: Inbound) -> Reply:
    """A contact was shared."""
    if said.contact is None:
        raise DomainError("link.foreign_contact")
    found = await office.db.write(onboarding.recognise, said.actor, said.contact, said.place.now)
    return show(texts.received(said.place), texts.confirm(said.place, found.employee, found.unit))


async def confirm(office: Office, said: Inbound) -> Reply:
    """The right person was found: link, and welcome at home."""
    await office.db.write(onboarding.confirm, said.actor, said.place.now)
    return show(await _home(office, said))


async def deny(office: Office, said: Inbound) -> Reply:
    """Somebody else was found."""
    await office.db.write(onboarding.deny, said.actor)
    return show(texts.denied(said.place))


async def _home(office: Office, said: Inbound) -> Screen:
    actor = said.actor if said.actor.employee else await office.db.read(find_actor, said.actor.telegram_id)
    if actor is None:
        raise DomainError("access.not_linked")
    place = office.place(actor)
    found = await office.db.read(home_service.home, actor, place.now)
    title = found.campaign.title if found.campaign else ""
    return texts.home(
        place, found.employee, found.unit, title, found.signed_at, found.stage, found.target, found.deadlines
    )
