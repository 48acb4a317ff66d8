"""Deadlines for who sets them: the list, a card, one line, the dialog that sets and edits, calling off, and series."""

from __future__ import annotations

from domain.deadline_form import Ask, DeadlineForm
from domain.errors import DomainError
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import deadline_cards, deadline_changes, deadline_desk, deadline_dialog, deadline_series
from texts import deadline_admin as texts
from texts import deadline_form as forms
from texts.screen import Screen


async def line(office: Office, said: Inbound) -> Reply:
    """/tenggat tambah …: everything in one line, read back; without more words the dialog begins."""
    words = said.text.split(maxsplit=2)
    if len(words) <= len(("/tenggat", "tambah")):
        return await begin(office, said)
    form = await office.db.write(
        deadline_dialog.line, said.actor, words[-1], office.planning, said.place.now, said.place.tz
    )
    return _form(said, form)


async def listing(office: Office, said: Inbound) -> Reply:
    """A page of the deadlines that one may change."""
    return show(await _list(office, said, said.callback.integer(0)))


async def card(office: Office, said: Inbound) -> Reply:
    """One deadline."""
    return await _card(office, said, said.callback.integer(0))


async def begin(office: Office, said: Inbound) -> Reply:
    """A new deadline."""
    asked = await office.db.write(deadline_dialog.begin, said.actor, office.planning, said.place.now, said.place.tz)
    return _form(said, asked)


async def edit(office: Office, said: Inbound) -> Reply:
    """A deadline is to change."""
    deadline_id, ask = said.callback.integer(0), _ask(said.callback.text(1))
    return _form(
        said,
        await office.db.write(deadline_dialog.edit, said.actor, deadline_id, ask, office.planning, said.place.now),
    )


async def resume(office: Office, said: Inbound) -> Reply:
    """The form where it was left."""
    return _form(said, await office.db.write(deadline_dialog.resume, said.actor, office.planning, said.place.now))


async def turn(office: Office, said: Inbound) -> Reply:
    """Another page of what can be chosen."""
    page = said.callback.integer(0)
    return _form(said, await office.db.write(deadline_dialog.resume, said.actor, office.planning, said.place.now, page))


async def step(office: Office, said: Inbound) -> Reply:
    """One question of the form once more."""
    ask = _ask(said.callback.text(0))
    return _form(
        said, await office.db.write(deadline_dialog.resume, said.actor, office.planning, said.place.now, 0, ask)
    )


async def back(office: Office, said: Inbound) -> Reply:
    """The question before."""
    return _form(said, await office.db.write(deadline_dialog.back, said.actor, office.planning, said.place.now))


async def answer(office: Office, said: Inbound) -> Reply:
    """A button answered a question."""
    ask, chosen = _ask(said.callback.text(0)), said.callback.text(1)
    return _form(
        said, await office.db.write(deadline_dialog.answer, said.actor, ask, chosen, office.planning, said.place.now)
    )


async def words(office: Office, said: Inbound) -> Reply:
    """Words answered a question."""
    return _form(
        said, await office.db.write(deadline_dialog.say, said.actor, said.text, office.planning, said.place.now)
    )


async def save(office: Office, said: Inbound) -> Reply:
    """What was read back is kept."""
    key = said.callback.text(0)
    kept = await office.db.write(deadline_dialog.save, said.actor, key, office.planning, said.place.now)
    office.ring()
    note = forms.saved(said.place, edited=kept.edited)
    if not kept.deadline_id:
        return show(await _series(office, said), toast=note)
    return await _card(office, said, kept.deadline_id, note)


async def drop(office: Office, said: Inbound) -> Reply:
    """Nothing is kept: back to the card, or to the list."""
    edited = await office.db.write(deadline_dialog.drop, said.actor)
    return await _card(office, said, edited) if edited else show(await _list(office, said, 0))


async def sure(office: Office, said: Inbound) -> Reply:
    """Calling off, leaving out one day, or ending a series: really?"""
    what, number = said.callback.text(0), said.callback.integer(1)
    if what not in texts.CONFIRMED:
        raise DomainError("callback.malformed")
    if what == "end":
        facts = await office.db.read(deadline_series.card_as, said.actor, number, said.place.now)
        return show(texts.sure_to_end(said.place, facts.series))
    found = await office.db.read(deadline_desk.card, said.actor, number, said.place.now)
    return show(texts.sure(said.place, what, found))


async def cancel(office: Office, said: Inbound) -> Reply:
    """A deadline is called off."""
    await office.db.write(deadline_changes.cancel_as, said.actor, said.callback.integer(0), said.place.now)
    return show(await _list(office, said, 0), toast=texts.done(said.place, "cancel"))


async def skip(office: Office, said: Inbound) -> Reply:
    """One day of a series is left out."""
    await office.db.write(deadline_desk.skip, said.actor, said.callback.integer(0), said.place.now)
    return show(await _list(office, said, 0), toast=texts.done(said.place, "skip"))


async def end(office: Office, said: Inbound) -> Reply:
    """A series ends."""
    await office.db.write(deadline_series.end_as, said.actor, said.callback.integer(0), said.place.now)
    return show(await _series(office, said), toast=texts.done(said.place, "end"))


async def series(office: Office, said: Inbound) -> Reply:
    """The series that go on."""
    return show(await _series(office, said))


async def _card(office: Office, said: Inbound, deadline_id: int, note: str = "") -> Reply:
    found = await office.db.read(deadline_desk.card, said.actor, deadline_id, said.place.now)
    return show(texts.card(said.place, found), toast=note)


async def _list(office: Office, said: Inbound, page: int) -> Screen:
    found = await office.db.read(deadline_cards.manageable, said.actor, page, said.place.now)
    waiting = await office.db.read(deadline_dialog.waiting, said.actor)
    rows = [(one.deadline, one.unit.name if one.unit else "", one.people, one.owing) for one in found.rows]
    return texts.listing(said.place, rows, found.page, found.pages, waiting=waiting)


async def _series(office: Office, said: Inbound) -> Screen:
    found = await office.db.read(deadline_series.listing_as, said.actor, said.place.now)
    return texts.series_list(said.place, [(one.series, one.next_days) for one in found])


def _form(said: Inbound, asked: DeadlineForm) -> Reply:
    return show(forms.form(said.place, asked))


def _ask(word: str) -> Ask:
    try:
        return Ask(word)
    except ValueError:
        raise DomainError("callback.malformed") from None
