"""The worksheet (LKE) in the chat: overview, questions one by one, numbers and notes, and who is in charge."""

from __future__ import annotations

from datetime import datetime

from domain.errors import DomainError
from domain.people import Actor
from domain.worksheet_views import Shown
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import question_owners, worksheet_dialog, worksheet_lists, worksheets
from texts import lke as texts
from texts import question_owners as owner_texts


async def begin(office: Office, said: Inbound) -> Reply:
    """/lke: the overview, or the tasks of who is in charge of something without any role."""
    _alone(said)
    try:
        found = await office.db.read(worksheets.desk, said.actor, None, said.place.now)
    except DomainError as error:
        tasks = await office.db.read(question_owners.mine, said.actor) if error.key == "access.denied" else ()
        if not tasks:
            raise
        return show(owner_texts.mine(said.place, tasks))
    return show(texts.desk(said.place, found))


async def desk(office: Office, said: Inbound) -> Reply:
    """The overview of a unit."""
    _alone(said)
    return await _desk(office, said, said.callback.integer(0))


async def pick(office: Office, said: Inbound) -> Reply:
    """A page of the units that take part."""
    _alone(said)
    units, page, pages = await office.db.read(worksheet_lists.choices, said.actor, said.callback.integer(0))
    return show(texts.picker(said.place, units, page, pages))


async def section(office: Office, said: Inbound) -> Reply:
    """A page of the questions of a section."""
    _alone(said)
    unit_id, code, page = said.callback.integer(0), said.callback.text(1), said.callback.integer(2)
    found = await office.db.read(worksheet_lists.section, said.actor, unit_id, code, page, said.place.now)
    return show(texts.section(said.place, found))


async def question(office: Office, said: Inbound) -> Reply:
    """One question."""
    return show(texts.question(said.place, await office.db.write(worksheet_dialog.show, *_asked(said))))


async def go_on(office: Office, said: Inbound) -> Reply:
    """The next open question, behind the one that is shown or from the start."""
    _alone(said)
    unit_id = said.callback.integer(0)
    after = said.callback.text(1) if len(said.callback.parts) > 1 else None
    found = await office.db.write(worksheet_dialog.go_on, said.actor, unit_id, after, said.place.now)
    if found is None:
        return await _desk(office, said, unit_id, toast=texts.all_answered(said.place))
    return show(texts.question(said.place, found))


async def answer(office: Office, said: Inbound) -> Reply:
    """A choice was pressed; the next open question follows."""
    actor, unit_id, code, now = _asked(said)
    version, choice = said.callback.integer(2), said.callback.text(3)
    found = await office.db.write(worksheet_dialog.press, actor, unit_id, code, choice, version, now)
    return _answered(said, found)


async def clear(office: Office, said: Inbound) -> Reply:
    """The answer is taken back."""
    actor, unit_id, code, now = _asked(said)
    found = await office.db.write(worksheet_dialog.clear, actor, unit_id, code, said.callback.integer(2), now)
    return _answered(said, found)


async def skip(office: Office, said: Inbound) -> Reply:
    """A number that carries no score is left out."""
    return _answered(said, await office.db.write(worksheet_dialog.skip, *_asked(said)))


async def ask_note(office: Office, said: Inbound) -> Reply:
    """Wait for a note."""
    return show(texts.question(said.place, await office.db.write(worksheet_dialog.ask_note, *_asked(said))))


async def drop_note(office: Office, said: Inbound) -> Reply:
    """The note is taken away."""
    actor, unit_id, code, now = _asked(said)
    found = await office.db.write(worksheet_dialog.drop_note, actor, unit_id, code, said.callback.integer(2), now)
    return _answered(said, found)


async def words(office: Office, said: Inbound) -> Reply:
    """A number came, several, or a note."""
    return _answered(said, await office.db.write(worksheet_dialog.say, said.actor, said.text, said.place.now))


async def history(office: Office, said: Inbound) -> Reply:
    """Who changed the answer, from what to what."""
    actor, unit_id, code, now = _asked(said)
    page = said.callback.integer(2)
    found = await office.db.write(worksheet_lists.history, actor, unit_id, code, page, now)
    return show(texts.history(said.place, found))


async def mine(office: Office, said: Inbound) -> Reply:
    """What the person is in charge of."""
    _alone(said)
    return show(owner_texts.mine(said.place, await office.db.read(question_owners.mine, said.actor)))


async def owner(office: Office, said: Inbound) -> Reply:
    """Who is in charge of a question or an area."""
    return show(owner_texts.current(said.place, await office.db.write(question_owners.current, *_asked(said))))


async def people(office: Office, said: Inbound) -> Reply:
    """A page of people to choose from."""
    actor, unit_id, scope, now = _asked(said)
    page = said.callback.integer(2)
    found = await office.db.write(question_owners.candidates, actor, unit_id, scope, page, now)
    return show(owner_texts.people(said.place, found))


async def person(office: Office, said: Inbound) -> Reply:
    """Somebody was chosen: until when?"""
    actor, unit_id, scope, now = _asked(said)
    found = await office.db.write(question_owners.choose, actor, unit_id, scope, said.callback.integer(2), now)
    return show(owner_texts.due(said.place, found))


async def assign(office: Office, said: Inbound) -> Reply:
    """They are in charge now."""
    actor, unit_id, scope, now = _asked(said)
    chosen, due = said.callback.integer(2), said.callback.text(3)
    found = await office.db.write(question_owners.assign, actor, unit_id, scope, chosen, due, now)
    office.ring()
    return show(owner_texts.current(said.place, found), toast=owner_texts.changed(said.place))


async def release(office: Office, said: Inbound) -> Reply:
    """Nobody is in charge any more."""
    found = await office.db.write(question_owners.release, *_asked(said))
    return show(owner_texts.current(said.place, found), toast=owner_texts.changed(said.place))


async def _desk(office: Office, said: Inbound, unit_id: int, toast: str = "") -> Reply:
    found = await office.db.read(worksheets.desk, said.actor, unit_id, said.place.now)
    return show(texts.desk(said.place, found), toast=toast)


def _answered(said: Inbound, found: Shown) -> Reply:
    return show(texts.question(said.place, found), toast=texts.kept(said.place, found))


def _asked(said: Inbound) -> tuple[Actor, int, str, datetime]:
    """Which question, or area, of which unit a button means."""
    _alone(said)
    return said.actor, said.callback.integer(0), said.callback.text(1), said.place.now


def _alone(said: Inbound) -> None:
    """Nobody else may read along: button data can be copied into a group."""
    if not said.private:
        raise DomainError("access.private_only")
