"""Deadlines: the list, the card of one, and marking one's own duty done."""

from __future__ import annotations

from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import deadline_facts, deadlines, groups
from texts import deadlines as texts
from texts import reminding


async def listing(office: Office, said: Inbound) -> Reply:
    """/tenggat: what concerns me; in a group what concerns its unit."""
    if not said.private:
        group = await office.db.read(groups.linked, said.chat_id)
        found = await office.db.read(deadlines.group_deadlines, group.unit_id, said.place.now)
        return show(texts.group_listing(said.place, found))
    page = await office.db.read(deadline_facts.page, said.actor, _part(said, 0), said.place.now)
    rows = [(one.deadline, one.done) for one in page.rows]
    return show(texts.listing(said.place, rows, page.page, page.pages))


async def card(office: Office, said: Inbound) -> Reply:
    """One deadline."""
    return await _card(office, said)


async def reminded_done(office: Office, said: Inbound) -> Reply:
    """Done, pressed under a reminder: the reminder stays and shows the mark."""
    await office.db.write(deadlines.mark_done, said.actor, said.callback.integer(0), said.place.now)
    ids = [int(one) for one in said.callback.text(1).split(".") if one.isdecimal()]
    found = await office.db.read(deadline_facts.reminded, said.actor, ids, said.place.now)
    screen = reminding.reminder(said.place, [(one.deadline, one.done) for one in found])
    return show(screen, toast=texts.done(said.place))


async def done(office: Office, said: Inbound) -> Reply:
    """The person's own duty is done."""
    await office.db.write(deadlines.mark_done, said.actor, said.callback.integer(0), said.place.now)
    reply = await _card(office, said)
    return Reply(reply.screens, toast=texts.done(said.place))


async def _card(office: Office, said: Inbound) -> Reply:
    found = await office.db.read(deadline_facts.facts, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.card(said.place, found, _part(said, 1)))


def _part(said: Inbound, index: int) -> int:
    """The number of a page in the button; the first where it is left out, as after the command."""
    if said.data is None or len(said.callback.parts) <= index:
        return 0
    return said.callback.integer(index)
