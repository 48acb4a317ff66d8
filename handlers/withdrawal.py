"""Correcting an error in the signatures: the code, the reason, and two confirmations."""

from __future__ import annotations

from domain.errors import DomainError
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import withdrawing
from texts import withdrawal as texts


def _alone(said: Inbound) -> None:
    """Nobody else may read along: button data can be copied into a group."""
    if not said.private:
        raise DomainError("access.private_only")


async def begin(office: Office, said: Inbound) -> Reply:
    """Ask for the code."""
    _alone(said)
    await office.db.write(withdrawing.begin, said.actor, said.place.now)
    return show(texts.ask(said.place))


async def write(office: Office, said: Inbound) -> Reply:
    """The code came, or the reason."""
    found = await office.db.write(withdrawing.say, said.actor, said.text, said.place.now)
    if not found.reason:
        limits = (withdrawing.SHORTEST, withdrawing.LONGEST)
        return show(texts.ask_reason(said.place, found.signature, found.campaign, *limits))
    return show(texts.confirm(said.place, found.signature, found.campaign, found.reason, sure=found.sure))


async def make_sure(office: Office, said: Inbound) -> Reply:
    """The first confirmation."""
    _alone(said)
    found = await office.db.write(withdrawing.make_sure, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.confirm(said.place, found.signature, found.campaign, found.reason, sure=found.sure))


async def confirm(office: Office, said: Inbound) -> Reply:
    """The second confirmation: it is done."""
    _alone(said)
    signature_id = said.callback.integer(0)
    found = await office.db.write(withdrawing.confirm, said.actor, signature_id, said.place.now, office.sealer)
    office.ring()
    follows = {"asked_again": found.asked_again, "told": found.told}
    return show(texts.done(said.place, found.signature, found.withdrawal, **follows))


async def drop(office: Office, said: Inbound) -> Reply:
    """Nothing is corrected."""
    _alone(said)
    await office.db.write(withdrawing.drop, said.actor)
    return show(texts.dropped(said.place))
