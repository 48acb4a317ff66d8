"""First contact: consent, recognising the person, and the home screen."""

from __future__ import annotations

from domain.errors import DomainError
from handlers.home import home_of, home_screen
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import activation, joining, onboarding
from services.access import find_actor
from services.guessing import Refused
from texts import joining as joining_texts
from texts import start as texts
from texts.screen import Screen


async def start(office: Office, said: Inbound) -> Reply:
    """/start: the next step of who has not linked yet, the home screen of who has."""
    if said.actor.employee is not None:
        return show(await _home(office, said))
    if said.actor.account.consent_version != onboarding.CONSENT_VERSION:
        return show(texts.privacy(said.place))
    waiting = await office.db.read(joining.open_petition, said.actor, said.place.now)
    if waiting is not None:
        return show(joining_texts.waiting(said.place, waiting.request, waiting.unit))
    return show(*await _ask_contact(office, said))


async def _ask_contact(office: Office, said: Inbound) -> tuple[Screen, ...]:
    await office.db.write(onboarding.await_contact, said.actor, said.place.now)
    ask = texts.ask_contact(said.place)
    left = await office.db.read(onboarding.has_left, said.actor)
    return (joining_texts.left(said.place), ask) if left else (ask,)


async def home(office: Office, said: Inbound) -> Reply:
    """The home screen in place."""
    return show(await _home(office, said))


async def consent(office: Office, said: Inbound) -> Reply:
    """The consent was given; a code with which the person came is redeemed now."""
    await office.db.write(onboarding.consent, said.actor, said.place.now)
    refused = await office.db.write(activation.redeem_kept, said.actor, said.place.now)
    known = await office.db.read(find_actor, said.actor.telegram_id)
    if known is not None and known.employee is not None:
        office.ring()
        return Reply((await home_screen(office, said.actor.telegram_id),), fresh=True)
    answer = (joining_texts.refused(said.place, refused.error),) if refused else ()
    return Reply((*answer, *await _ask_contact(office, said)), fresh=True)


async def decline(office: Office, said: Inbound) -> Reply:
    """The consent was refused: nothing is kept."""
    await office.db.write(onboarding.decline, said.actor, said.place.now)
    return show(texts.declined(said.place))


async def contact(office: Office, said: Inbound) -> Reply:
    """A contact was shared."""
    if said.contact is None:
        raise DomainError("link.foreign_contact")
    found = await office.db.write(onboarding.recognise, said.actor, said.contact, said.place.now)
    if isinstance(found, Refused):
        return show(joining_texts.refused(said.place, found.error))
    return show(texts.received(said.place), texts.confirm(said.place, found.employee, found.unit))


async def confirm(office: Office, said: Inbound) -> Reply:
    """The right person was found: link, and welcome at home."""
    await office.db.write(onboarding.confirm, said.actor, said.place.now)
    office.ring()
    return show(await _home(office, said))


async def deny(office: Office, said: Inbound) -> Reply:
    """Somebody else was found."""
    await office.db.write(onboarding.deny, said.actor)
    return show(texts.denied(said.place))


async def _home(office: Office, said: Inbound) -> Screen:
    if said.actor.employee is None:
        return await home_screen(office, said.actor.telegram_id)
    return await home_of(office, said.actor)
