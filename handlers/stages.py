"""The stage of a unit: what is missing, moving on, its history, and letting units take part."""

from __future__ import annotations

from domain import stages
from domain.errors import DomainError
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import declaring, stage_dialog, stage_moves
from texts import stages as texts

# A fourth part of the button says that the unit goes as an affirmation.
AFFIRMED = 3


def _alone(said: Inbound) -> None:
    """Nobody else may read along: button data can be copied into a group."""
    if not said.private:
        raise DomainError("access.private_only")


async def desk(office: Office, said: Inbound) -> Reply:
    """Where a unit stands, and what comes next."""
    _alone(said)
    found = await office.db.read(stage_moves.moves, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.desk(said.place, found))


async def history(office: Office, said: Inbound) -> Reply:
    """A page of what the unit went through."""
    _alone(said)
    unit_id, page = said.callback.integer(0), said.callback.integer(1)
    return show(texts.history(said.place, await office.db.read(stage_moves.history, said.actor, unit_id, page)))


async def ask(office: Office, said: Inbound) -> Reply:
    """A move was chosen: its letter or a note may be typed."""
    _alone(said)
    unit_id, target, change = said.callback.integer(0), stages.parse(said.callback.text(1)), said.callback.integer(2)
    affirmed = len(said.callback.parts) > AFFIRMED
    found = await office.db.write(
        stage_dialog.ask, said.actor, unit_id, target, change, said.place.now, affirmed=affirmed
    )
    return show(texts.ask(said.place, found))


async def write(office: Office, said: Inbound) -> Reply:
    """The letter or the note came."""
    return show(texts.ask(said.place, await office.db.write(stage_dialog.say, said.actor, said.text, said.place.now)))


async def move(office: Office, said: Inbound) -> Reply:
    """Confirmed: the unit moves on."""
    _alone(said)
    unit_id, target, change = said.callback.integer(0), stages.parse(said.callback.text(1)), said.callback.integer(2)
    found = await office.db.write(stage_dialog.confirm, said.actor, unit_id, target, change, said.place.now)
    office.ring()
    return show(texts.desk(said.place, found), toast=texts.moved(said.place, found))


async def drop(office: Office, said: Inbound) -> Reply:
    """The unit stays where it is."""
    _alone(said)
    found = await office.db.write(stage_dialog.drop, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.desk(said.place, found))


async def ask_declare(office: Office, said: Inbound) -> Reply:
    """One unit is to take part: to be confirmed."""
    _alone(said)
    unit_id, target = said.callback.integer(0), said.callback.text(1)
    unit, cycle = await office.db.read(declaring.one, said.actor, unit_id, target)
    return show(texts.ask_declare(said.place, unit, cycle, target))


async def declare(office: Office, said: Inbound) -> Reply:
    """Confirmed: the unit takes part."""
    _alone(said)
    unit_id, target = said.callback.integer(0), said.callback.text(1)
    made = await office.db.write(declaring.declare, said.actor, [unit_id], target, said.place.now)
    office.ring()
    return show(texts.declared(said.place, made))


async def choose(office: Office, said: Inbound) -> Reply:
    """A page of the units that take no part."""
    _alone(said)
    found = await office.db.write(declaring.begin, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.declaring(said.place, found))


async def search(office: Office, said: Inbound) -> Reply:
    """Words were typed that narrow the list."""
    found = await office.db.write(declaring.search, said.actor, said.text, said.place.now)
    return show(texts.declaring(said.place, found))


async def anew(office: Office, said: Inbound) -> Reply:
    """The whole list again."""
    _alone(said)
    return show(texts.declaring(said.place, await office.db.write(declaring.search, said.actor, "", said.place.now)))


async def toggle(office: Office, said: Inbound) -> Reply:
    """A unit is ticked, or not any more."""
    _alone(said)
    page, unit_id = said.callback.integer(0), said.callback.integer(1)
    found = await office.db.write(declaring.toggle, said.actor, page, unit_id, said.place.now)
    return show(texts.declaring(said.place, found))


async def aim(office: Office, said: Inbound) -> Reply:
    """WBK or WBBM for those ticked."""
    _alone(said)
    page, target = said.callback.integer(0), said.callback.text(1)
    found = await office.db.write(declaring.aim, said.actor, page, target, said.place.now)
    return show(texts.declaring(said.place, found))


async def sure(office: Office, said: Inbound) -> Reply:
    """To be confirmed, with the count."""
    _alone(said)
    found = await office.db.write(declaring.begin, said.actor, 0, said.place.now)
    return show(texts.sure_declaring(said.place, found) if found.chosen else texts.declaring(said.place, found))


async def confirm(office: Office, said: Inbound) -> Reply:
    """Confirmed: all that were ticked take part."""
    _alone(said)
    made = await office.db.write(declaring.confirm, said.actor, said.place.now)
    office.ring()
    return show(texts.declared(said.place, made))
