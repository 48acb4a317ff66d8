"""Announcements in the chat: written, looked at, tested, and sent."""

from __future__ import annotations

from collections.abc import Mapping

from domain.announcement import Body
from domain.announcement_views import Ask, Mode, Step
from domain.errors import DomainError
from handlers.announcement_board import live
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import announcement_dialog as dialog
from texts import account
from texts import announcements as texts

PAGE_OF_CHOICE = 2
"""Which part of a button that switches something on or off is the page it stood on."""


async def begin(office: Office, said: Inbound) -> Reply:
    """/umumkan."""
    return _step(said, await office.db.write(dialog.begin, said.actor, office.approve_above, said.place.now))


async def anew(office: Office, said: Inbound) -> Reply:
    """A new announcement, whatever was being written."""
    return _step(said, await office.db.write(dialog.anew, said.actor, said.place.now))


async def resume(office: Office, said: Inbound) -> Reply:
    """What was being written."""
    return _step(said, await office.db.write(dialog.resume, said.actor, office.approve_above, said.place.now))


async def edit(office: Office, said: Inbound) -> Reply:
    """What has not begun to go out is to change."""
    return await _change(office, said, Mode.EDIT)


async def correct(office: Office, said: Inbound) -> Reply:
    """What goes out or has gone out is to say something else."""
    return await _change(office, said, Mode.CORRECT)


async def write(office: Office, said: Inbound) -> Reply:
    """A text, photo or document came; or words where a time or a unit is asked for."""
    place = said.place
    shown = await office.db.write(
        dialog.write, said.actor, _body(said), said.album, office.approve_above, place.now, place.tz
    )
    return _step(said, shown) if shown is not None else Reply()


async def go(office: Office, said: Inbound) -> Reply:
    """Another screen of the dialog, or another page of it."""
    ask, page = _ask(said.callback.text(0)), said.callback.integer(1)
    return _step(said, await office.db.write(dialog.go, said.actor, ask, page, office.approve_above, said.place.now))


async def pick(office: Office, said: Inbound) -> Reply:
    """Something was chosen."""
    ask, chosen = _ask(said.callback.text(0)), said.callback.text(1)
    page = said.callback.integer(PAGE_OF_CHOICE) if len(said.callback.parts) > PAGE_OF_CHOICE else 0
    return _step(
        said,
        await office.db.write(dialog.choose, said.actor, ask, chosen, page, office.approve_above, said.place.now),
    )


async def test(office: Office, said: Inbound) -> Reply:
    """As it will be sent, to me alone."""
    shown = await office.db.read(dialog.current, said.actor, office.approve_above)
    return _step(said, shown)


async def send(office: Office, said: Inbound) -> Reply:
    """Off it goes; the message becomes its live report."""
    assert said.pressed is not None
    report = await office.db.write(
        dialog.send, said.actor, said.callback.text(0), said.pressed, office.approve_above, said.place.now
    )
    office.ring()
    return live(said, report)


async def drop(office: Office, said: Inbound) -> Reply:
    """Nothing is sent or changed after all."""
    await office.db.write(dialog.drop, said.actor)
    return show(account.cancelled(said.place, had_draft=True))


async def _change(office: Office, said: Inbound, mode: Mode) -> Reply:
    number = said.callback.integer(0)
    shown = await office.db.write(dialog.change, said.actor, number, mode, office.approve_above, said.place.now)
    return _step(said, shown)


def _step(said: Inbound, shown: Step) -> Reply:
    """The next screens; the body is a message of its own, so the screen below it is one too."""
    return Reply(texts.step(said.place, shown), fresh=shown.again)


def _body(said: Inbound) -> Body:
    file: Mapping[str, str] = {}
    if said.photo is not None:
        file = {"kind": "photo", "id": said.photo.file_id, "name": ""}
    elif said.file is not None:
        file = {"kind": "document", "id": said.file.file_id, "name": said.file.name}
    return Body(said.caption if file else said.text, said.entities, file)


def _ask(word: str) -> Ask:
    try:
        return Ask(word)
    except ValueError:
        raise DomainError("callback.malformed") from None
