"""ZI cycles in the admin's menu: the list, a card, windows typed and read back, new cycles, and comparisons."""

from __future__ import annotations

from domain.cycle_deadlines import Offer
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import cycle_comparison, cycle_deadlines, cycle_dialog, cycles
from texts import cycle_deadlines as offer_texts
from texts import cycles as texts
from texts.cycle_deadlines import from_bits


async def listing(office: Office, said: Inbound) -> Reply:
    """A page of cycles."""
    return show(texts.listing(said.place, await office.db.read(cycles.listing, said.actor, said.callback.integer(0))))


async def card(office: Office, said: Inbound) -> Reply:
    """One cycle."""
    return show(texts.card(said.place, await office.db.read(cycles.card, said.actor, said.callback.integer(0))))


async def ask_window(office: Office, said: Inbound) -> Reply:
    """A window is to change: which days?"""
    cycle_id, doing = said.callback.integer(0), said.callback.text(1)
    asked = await office.db.write(cycle_dialog.ask_window, said.actor, cycle_id, doing, said.place.now)
    return show(texts.window_asked(said.place, asked))


async def say_window(office: Office, said: Inbound) -> Reply:
    """Days were typed."""
    asked = await office.db.write(cycle_dialog.say_window, said.actor, said.text, said.place.now, said.place.tz)
    return show(texts.window_asked(said.place, asked))


async def save_window(office: Office, said: Inbound) -> Reply:
    """What was read back is right."""
    cycle_id, doing = said.callback.integer(0), said.callback.text(1)
    days = (said.callback.text(2), said.callback.text(3))
    return await _save_window(office, said, cycle_id, doing, days)


async def open_all_year(office: Office, said: Inbound) -> Reply:
    """A window has no days any more."""
    return await _save_window(office, said, said.callback.integer(0), said.callback.text(1), None)


async def _save_window(
    office: Office, said: Inbound, cycle_id: int, doing: str, days: tuple[str, str] | None
) -> Reply:  # fmt: skip
    now = said.place.now
    facts = await office.db.write(cycle_dialog.save_window, said.actor, cycle_id, doing, days, office.planning, now)
    office.ring()
    return show(texts.card(said.place, facts), toast=texts.saved(said.place))


async def begin(office: Office, said: Inbound) -> Reply:
    """A new cycle: the form."""
    asked = await office.db.write(cycle_dialog.begin, said.actor, said.place.now, said.place.tz)
    return show(texts.form(said.place, asked))


async def choose(office: Office, said: Inbound) -> Reply:
    """A choice of the form."""
    part, chosen = said.callback.text(0), said.callback.text(1)
    return show(
        texts.form(said.place, await office.db.write(cycle_dialog.choose, said.actor, part, chosen, said.place.now))
    )


async def say(office: Office, said: Inbound) -> Reply:
    """A year or a title was typed."""
    asked = await office.db.write(cycle_dialog.say, said.actor, said.text, said.place.now)
    return show(texts.form(said.place, asked))


async def start(office: Office, said: Inbound) -> Reply:
    """The new cycle begins."""
    done = await office.db.write(cycle_dialog.start, said.actor, said.callback.text(0), said.place.now)
    return show(texts.started(said.place, done))


async def drop(office: Office, said: Inbound) -> Reply:
    """No new cycle after all."""
    await office.db.write(cycle_dialog.drop, said.actor)
    return show(texts.listing(said.place, await office.db.read(cycles.listing, said.actor, 0)))


async def pair(office: Office, said: Inbound) -> Reply:
    """With which other cycle is one compared?"""
    facts = await office.db.read(cycles.card, said.actor, said.callback.integer(0))
    others = await office.db.read(cycles.listing, said.actor, 0)
    return show(texts.pair(said.place, facts, others))


async def agency(office: Office, said: Inbound) -> Reply:
    """Two cycles of the agency."""
    first, second, page = (said.callback.integer(place) for place in range(3))
    found = await office.db.read(cycle_comparison.agency, said.actor, first, second, page)
    return show(texts.agency(said.place, found))


async def unit(office: Office, said: Inbound) -> Reply:
    """Two cycles of a unit."""
    unit_id, first, second = (said.callback.integer(place) for place in range(3))
    return show(texts.unit(said.place, await office.db.read(cycle_comparison.unit, said.actor, unit_id, first, second)))


async def deadlines(office: Office, said: Inbound) -> Reply:
    """Which deadlines would the windows give?"""
    chosen = from_bits(said.callback.integer(1))
    return show(offer_texts.offer(said.place, await _offer(office, said), chosen))


async def make_deadlines(office: Office, said: Inbound) -> Reply:
    """Make those that were ticked."""
    cycle_id, chosen = said.callback.integer(0), from_bits(said.callback.integer(1))
    done = await office.db.write(
        cycle_deadlines.make_as, said.actor, cycle_id, chosen, office.planning, office.tz, said.place.now
    )
    screen = offer_texts.offer(said.place, await _offer(office, said), ())
    return show(screen, toast=offer_texts.made(said.place, len(done)))


async def _offer(office: Office, said: Inbound) -> Offer:
    cycle_id = said.callback.integer(0)
    return await office.db.read(cycle_deadlines.offer_as, said.actor, cycle_id, office.tz, said.place.now)
