"""/nilai: assessors beside the unit, question by question, and the findings that the unit reads."""

from __future__ import annotations

from domain.errors import DomainError
from domain.review_views import Look, Typed
from domain.zone import Layer
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import assess_dialog, assessing, assessing_lists, findings
from texts import assess as texts

AFTER, VERSION, CHOICE = 2, 3, 4


async def begin(office: Office, said: Inbound) -> Reply:
    """/nilai: the queue of the actor's first layer."""
    _alone(said)
    return show(texts.queue(said.place, await office.db.read(assessing_lists.queue, said.actor, None, 0)))


async def queue(office: Office, said: Inbound) -> Reply:
    """A page of the queue of a layer."""
    _alone(said)
    layer, page = _layer(said, 0), said.callback.integer(1)
    return show(texts.queue(said.place, await office.db.read(assessing_lists.queue, said.actor, layer, page)))


async def desk(office: Office, said: Inbound) -> Reply:
    """How far the review of a unit is."""
    _alone(said)
    return await _desk(office, said)


async def section(office: Office, said: Inbound) -> Reply:
    """A page of the questions of a section."""
    _alone(said)
    unit_id, layer, code = said.callback.integer(0), _layer(said, 1), said.callback.text(2)
    page, now = said.callback.integer(3), said.place.now
    found = await office.db.read(assessing_lists.section, said.actor, unit_id, layer, code, page, now)
    return show(texts.section(said.place, found))


async def question(office: Office, said: Inbound) -> Reply:
    """One question; what was waited for before is not any more."""
    _alone(said)
    unit_id, layer, code = said.callback.integer(0), _layer(said, 1), said.callback.text(2)
    found = await office.db.write(assess_dialog.leave, said.actor, unit_id, code, layer, said.place.now)
    return show(texts.question(said.place, found))


async def go_on(office: Office, said: Inbound) -> Reply:
    """The next question that the layer has not looked at, or the desk when there is none."""
    _alone(said)
    unit_id, layer = said.callback.integer(0), _layer(said, 1)
    after = said.callback.text(AFTER) if len(said.callback.parts) > AFTER else None
    found = await office.db.read(assessing.next_look, said.actor, unit_id, after, layer, said.place.now)
    if found is None:
        return await _desk(office, said, toast=texts.all_reviewed(said.place))
    return show(texts.question(said.place, found))


async def agree(office: Office, said: Inbound) -> Reply:
    """The unit's answer is taken; the next question follows."""
    _alone(said)
    unit_id, layer, code = said.callback.integer(0), _layer(said, 1), said.callback.text(2)
    version, now = said.callback.integer(VERSION), said.place.now
    found = await office.db.write(assessing.agree, said.actor, unit_id, code, layer, version, now)
    return await _follow(office, said, found)


async def answer(office: Office, said: Inbound) -> Reply:
    """Another answer is given; the next question follows."""
    _alone(said)
    unit_id, layer, code = said.callback.integer(0), _layer(said, 1), said.callback.text(2)
    version, choice = said.callback.integer(VERSION), said.callback.text(CHOICE)
    found = await office.db.write(
        assessing.answer, said.actor, unit_id, code, layer, choice, version, said.place.now
    )  # fmt: skip
    return await _follow(office, said, found)


async def ask(office: Office, said: Inbound) -> Reply:
    """Wait for numbers, a note or a finding."""
    _alone(said)
    unit_id, layer, code = said.callback.integer(0), _layer(said, 1), said.callback.text(2)
    kind = _kind(said)
    found = await office.db.write(assess_dialog.ask, said.actor, unit_id, code, layer, kind, said.place.now)
    return show(texts.question(said.place, found, typed=kind))


async def close(office: Office, said: Inbound) -> Reply:
    """Wait for the note that closes a finding."""
    _alone(said)
    found = await office.db.write(assess_dialog.ask_closing, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.question(said.place, found, typed=Typed.CLOSING))


async def write(office: Office, said: Inbound) -> Reply:
    """The words came; after an answer the next question follows."""
    found, kind = await office.db.write(assess_dialog.say, said.actor, said.text, said.place.now)
    office.ring()
    if kind is Typed.VALUE:
        return await _follow(office, said, found)
    return show(texts.question(said.place, found, kept=found.question.code))


async def rest(office: Office, said: Inbound) -> Reply:
    """All that is left is to be taken as the unit answered: to be confirmed."""
    _alone(said)
    unit_id, layer = said.callback.integer(0), _layer(said, 1)
    found = await office.db.read(assessing.writable, said.actor, unit_id, layer, said.place.now)
    return show(texts.rest(said.place, found))


async def take_rest(office: Office, said: Inbound) -> Reply:
    """Confirmed."""
    _alone(said)
    unit_id, layer = said.callback.integer(0), _layer(said, 1)
    found, count = await office.db.write(assessing.accept_rest, said.actor, unit_id, layer, said.place.now)
    return show(texts.desk(said.place, found), toast=texts.taken(said.place, count))


async def sums(office: Office, said: Inbound) -> Reply:
    """The layers side by side."""
    _alone(said)
    unit_id, layer = said.callback.integer(0), _layer(said, 1)
    found = await office.db.read(assessing_lists.sums, said.actor, unit_id, layer, said.place.now)
    return show(texts.sums(said.place, found))


async def listing(office: Office, said: Inbound) -> Reply:
    """What the assessors ask the unit to mend."""
    _alone(said)
    unit_id, page = said.callback.integer(0), said.callback.integer(1)
    return show(texts.findings(said.place, await office.db.read(findings.listing, said.actor, unit_id, page)))


async def _desk(office: Office, said: Inbound, toast: str = "") -> Reply:
    unit_id, layer = said.callback.integer(0), _layer(said, 1)
    found = await office.db.read(assessing.review, said.actor, unit_id, layer, said.place.now)
    return show(texts.desk(said.place, found), toast=toast)


async def _follow(office: Office, said: Inbound, found: Look) -> Reply:
    """The next question to be looked at; the same one when none is left."""
    kept, review = found.question.code, found.review
    if found.next_code is None:
        return show(texts.question(said.place, found, kept=kept))
    after = await office.db.read(
        assessing.look, said.actor, review.unit.id, found.next_code, review.layer, said.place.now
    )
    return show(texts.question(said.place, after, kept=kept))


def _alone(said: Inbound) -> None:
    """Nobody else may read along: button data can be copied into a group."""
    if not said.private:
        raise DomainError("access.private_only")


def _layer(said: Inbound, place: int) -> Layer:
    try:
        return Layer(said.callback.text(place))
    except ValueError as error:
        raise DomainError("callback.malformed") from error


def _kind(said: Inbound) -> Typed:
    try:
        return Typed(said.callback.text(VERSION))
    except ValueError as error:
        raise DomainError("callback.malformed") from error
