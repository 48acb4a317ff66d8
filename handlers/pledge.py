"""The pledge: read, tick, sign, have the document again, check a code."""

from __future__ import annotations

from domain.people import Actor
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import pledges
from services.pledges import PledgeDesk
from texts import pledge as texts
from texts.place import Place
from texts.screen import Screen


async def open_desk(office: Office, said: Inbound) -> Reply:
    """/pakta: the whole text, or the receipt of who has signed."""
    desk = await office.db.read(pledges.desk, said.actor, said.place.now)
    if desk.signature is not None:
        return show(texts.signed(said.place, desk.campaign, desk.signature))
    return show(texts.desk(said.place, desk.campaign, desk.filled, desk.ticked))


async def begin(office: Office, said: Inbound) -> Reply:
    """Begin, or go on, with the points."""
    desk = await office.db.write(pledges.begin, said.actor, said.callback.integer(0), said.place.now)
    return show(_step(said.place, said.actor, desk))


async def tick(office: Office, said: Inbound) -> Reply:
    """One point is ticked."""
    campaign, point = said.callback.integer(0), said.callback.integer(1)
    desk = await office.db.write(pledges.tick, said.actor, campaign, point, said.place.now)
    return show(_step(said.place, said.actor, desk))


async def sign(office: Office, said: Inbound) -> Reply:
    """The tap that signs; pressed again it shows what stands."""
    desk = await office.db.write(pledges.sign, said.actor, said.callback.integer(0), said.place.now)
    office.ring()
    return show(_step(said.place, said.actor, desk), toast=texts.saved(said.place))


def _step(place: Place, actor: Actor, desk: PledgeDesk) -> Screen:
    if desk.signature is not None:
        return texts.signed(place, desk.campaign, desk.signature)
    if desk.ticked is None:
        return texts.desk(place, desk.campaign, desk.filled, None)
    if desk.ticked < desk.points:
        return texts.point(place, desk.campaign, desk.filled, desk.ticked)
    assert actor.employee is not None
    assert actor.unit is not None
    person = actor.employee
    signer = (person.name, person.staff_number, person.position, actor.unit.name)
    return texts.ready(place, desk.campaign, desk.filled, signer)


async def document(office: Office, said: Inbound) -> Reply:
    """Send the PDF once more."""
    await office.db.write(pledges.send_again, said.actor, said.update_id, said.place.now)
    office.ring()
    return Reply(toast=texts.document_coming(said.place))


async def verify(office: Office, said: Inbound) -> Reply:
    """/periksa CODE."""
    if not said.words:
        return show(texts.ask_code(said.place))
    return await _checked(office, said, "".join(said.words))


async def arrive_to_verify(office: Office, said: Inbound) -> Reply:
    """/start v_CODE, from the QR of a document."""
    return await _checked(office, said, said.words[0].partition("_")[2])


async def _checked(office: Office, said: Inbound, code: str) -> Reply:
    signature, campaign = await office.db.read(pledges.check, code)
    return show(texts.checked(said.place, signature, campaign))
