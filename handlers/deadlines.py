"""Deadlines: the list, and marking one's own duty done."""

from __future__ import annotations

from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import deadlines, groups
from texts import deadlines as texts


async def listing(office: Office, said: Inbound) -> Reply:
    """/tenggat: what concerns me; in a group what concerns its unit."""
    if not said.private:
        group = await office.db.read(groups.linked, said.chat_id)
        found = await office.db.read(deadlines.group_deadlines, group.unit_id, said.place.now)
        return show(texts.group_listing(said.place, found))
    owed = await office.db.read(deadlines.owed, said.actor, said.place.now)
    return show(texts.listing(said.place, [(one.deadline, one.done) for one in owed]))


async def reminded_done(office: Office, said: Inbound) -> Reply:
    """Done, pressed under a reminder: the reminder stays and shows the mark."""
    await office.db.write(deadlines.mark_done, said.actor, said.callback.integer(0), said.place.now)
    ids = [int(one) for one in said.callback.text(1).split(".") if one.isdecimal()]
    found = await office.db.read(deadlines.named, said.actor, ids, said.place.now)
    screen = texts.reminder(said.place, [(one.deadline, one.done) for one in found])
    return show(screen, toast=texts.done(said.place))


async def done(office: Office, said: Inbound) -> Reply:
    """The person's own duty is done."""
    owed = await office.db.write(deadlines.mark_done, said.actor, said.callback.integer(0), said.place.now)
    listing_now = texts.listing(said.place, [(one.deadline, one.done) for one in owed])
    return show(listing_now, toast=texts.done(said.place))
