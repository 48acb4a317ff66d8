"""The pledge: read, prove who signs, sign, decline, have the document again; and the PIN."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from domain.errors import DomainError
from domain.second_factor import Proof, next_proof
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import declining, pins, pledges
from services.access import require_person
from services.guessing import Refused
from services.pledges import PledgeDesk
from texts import pledge as texts
from texts.errors import refusal
from texts.place import Place
from texts.screen import Screen

Answer = TypeVar("Answer")


async def open_desk(office: Office, said: Inbound) -> Reply:
    """/pakta: the whole text, or the receipt of who has signed; several that wait are listed."""
    chosen = said.callback.integer(0) if said.data is not None and said.callback.parts else None
    if chosen is None:
        several = await office.db.read(pledges.waiting, said.actor, said.place.now)
        if len(several) > 1:
            return show(texts.waiting(said.place, several))
    desk = await office.db.read(pledges.desk, said.actor, said.place.now, chosen)
    return show(_whole(said.place, desk))


def _whole(place: Place, desk: PledgeDesk) -> Screen:
    if desk.signature is not None:
        return texts.signed(place, desk.campaign, desk.signature)
    return texts.desk(
        place, desk.campaign, desk.filled, desk.ticked,
        reason=desk.request.reason, whole=desk.whole, declined=desk.has_declined, for_whom=desk.for_whom,
    )  # fmt: skip


async def begin(office: Office, said: Inbound) -> Reply:
    """Begin, or go on, with the points; or with the proof when all is read."""
    campaign = said.callback.integer(0)
    desk = await office.db.write(pledges.begin, said.actor, campaign, said.place.now, office.factor, _mark(said, 1))
    return show(await _step(office, said, desk))


async def begin_whole(office: Office, said: Inbound) -> Reply:
    """Read all at once."""
    campaign = said.callback.integer(0)
    desk = await office.db.write(pledges.begin_whole, said.actor, campaign, said.place.now, _mark(said, 1))
    return show(_whole(said.place, desk))


async def read_whole(office: Office, said: Inbound) -> Reply:
    """The person has read all at once."""
    campaign = said.callback.integer(0)
    mark = _mark(said, 1)
    desk = await office.db.write(pledges.read_whole, said.actor, campaign, said.place.now, office.factor, mark)
    return show(await _step(office, said, desk))


async def tick(office: Office, said: Inbound) -> Reply:
    """One point is ticked."""
    campaign, point = said.callback.integer(0), said.callback.integer(1)
    mark = _mark(said, 2)
    desk = await office.db.write(pledges.tick, said.actor, campaign, point, said.place.now, office.factor, mark)
    return show(await _step(office, said, desk))


async def write(office: Office, said: Inbound) -> Reply:
    """Words while a proof is waited for: the name, or a PIN."""
    now = said.place.now
    wanted = await office.db.read(pledges.awaited, said.actor, now, office.factor)
    if wanted is Proof.PIN:
        return await _secretly(said, _prove_pin(office, said))
    desk = await office.db.write(pledges.prove_name, said.actor, said.text, now, office.factor)
    return show(await _step(office, said, desk))


async def sign(office: Office, said: Inbound) -> Reply:
    """The tap that signs; pressed again it shows what stands."""
    campaign, now = said.callback.integer(0), said.place.now
    mark = _mark(said, 1)
    desk = await office.db.write(pledges.sign, said.actor, campaign, now, office.sealer, office.factor, mark)
    office.ring()
    return show(await _step(office, said, desk), toast=texts.saved(said.place))


def _mark(said: Inbound, index: int) -> str | None:
    """The mark of the text that the pressed screen showed; screens of before marks have none."""
    return said.callback.text(index) if len(said.callback.parts) > index else None


async def _step(office: Office, said: Inbound, desk: PledgeDesk) -> Screen:
    if desk.signature is not None or desk.ticked is None:
        return _whole(said.place, desk)
    if desk.ticked < desk.points:
        return texts.point(said.place, desk.campaign, desk.filled, desk.ticked)
    person, unit = require_person(said.actor)
    match next_proof(office.factor, desk.proved):
        case Proof.NAME:
            return texts.type_name(said.place, desk.campaign, person.name)
        case Proof.PIN:
            known = await office.db.read(pins.known, said.actor)
            return texts.type_pin(said.place, desk.campaign, known=known)
    signer = (person.name, person.staff_number, person.position, unit.name)
    return texts.ready(said.place, desk.campaign, desk.filled, signer)


async def document(office: Office, said: Inbound) -> Reply:
    """Send the PDF once more."""
    campaign = said.callback.integer(0) if said.callback.parts else None
    await office.db.write(pledges.send_again, said.actor, said.update_id, said.place.now, campaign)
    office.ring()
    return Reply(toast=texts.document_coming(said.place))


async def decline(office: Office, said: Inbound) -> Reply:
    """Not willing: ask why."""
    desk = await office.db.write(declining.begin, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.ask_reason(said.place, desk.campaign, declining.SHORTEST, declining.LONGEST))


async def write_reason(office: Office, said: Inbound) -> Reply:
    """The reason came: show it before it is recorded."""
    desk, reason = await office.db.write(declining.write, said.actor, said.text, said.place.now)
    return show(texts.confirm_decline(said.place, desk.campaign, reason))


async def decline_yes(office: Office, said: Inbound) -> Reply:
    """Declined: recorded, and told to one person."""
    campaign, now = said.callback.integer(0), said.place.now
    desk = await office.db.write(declining.confirm, said.actor, campaign, now, office.sealer)
    office.ring()
    return show(texts.declined(said.place, desk.campaign))


async def decline_no(office: Office, said: Inbound) -> Reply:
    """Back to the text."""
    desk = await office.db.write(declining.stay, said.actor, said.callback.integer(0), said.place.now)
    return show(_whole(said.place, desk))


async def change_pin(office: Office, said: Inbound) -> Reply:
    """The button at /saya: wait for the present PIN, or for a first one."""
    if not said.private:
        raise DomainError("access.private_only")
    known = await office.db.write(pins.begin, said.actor, said.place.now)
    return show(texts.change_pin(said.place, known=known))


async def write_pin(office: Office, said: Inbound) -> Reply:
    """A PIN came in the dialog of /saya."""
    return await _secretly(said, _change_pin(office, said))


async def drop_pin(office: Office, said: Inbound) -> Reply:
    """No other PIN after all."""
    await office.db.write(pins.drop, said.actor)
    return show(texts.pin_dropped(said.place))


async def _secretly(said: Inbound, work: Coroutine[Any, Any, Screen]) -> Reply:
    """Answer what held a PIN, whatever becomes of it, and take it out of the chat."""
    try:
        screen = await work
    except DomainError as error:
        screen = Screen(refusal(error, said.place.language))
    return Reply((screen,), forget=True)


async def _prove_pin(office: Office, said: Inbound) -> Screen:
    db, now = office.db, said.place.now
    against = await db.write(pins.current, said.actor, now)
    if against is None:
        made = await _hashed(said)
        return await _step(office, said, await db.write(pledges.make_pin, said.actor, made, now, office.factor))
    tried = await asyncio.to_thread(pins.compared, against, said.text)
    desk = _or_raise(await db.write(pledges.prove_pin, said.actor, tried, now, office.factor))
    return await _step(office, said, desk)


async def _change_pin(office: Office, said: Inbound) -> Screen:
    db, now = office.db, said.place.now
    if await db.read(pins.waits_for_old, said.actor):
        against = await db.write(pins.current, said.actor, now)
        tried = await asyncio.to_thread(pins.compared, against or "", said.text)
        _or_raise(await db.write(pins.allow_change, said.actor, tried, now))
        return texts.change_pin(said.place, known=False)
    await db.write(pins.change, said.actor, await _hashed(said), now)
    return texts.pin_kept(said.place)


async def _hashed(said: Inbound) -> str:
    person, _ = require_person(said.actor)
    return await asyncio.to_thread(pins.hashed, said.text, person.staff_number)


def _or_raise(answer: Answer | Refused) -> Answer:
    """A counted failure comes as a value, so that the count is kept; from here on it is a refusal like any other."""
    if isinstance(answer, Refused):
        raise answer.error
    return answer
