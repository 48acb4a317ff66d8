"""The board of announcements in the chat: the list, the live report, every move, and the button "read"."""

from __future__ import annotations

import asyncio

from domain.announcement import Move
from handlers.announcement_papers import delivery_list
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import announcement_board as desk
from services import announcement_report
from services.announcement_report import Report
from texts import announcement_board as texts
from texts import announcement_posts, announcements


def live(said: Inbound, report: Report, toast: str = "") -> Reply:
    """The live report, in place of the message whose button was pressed."""
    return show(announcement_posts.report(said.place, report.announcement, report.progress), toast=toast)


async def listing(office: Office, said: Inbound) -> Reply:
    """A page of all announcements; the second part of the button tells which one was shown before."""
    page = said.callback.integer(0)
    if len(said.callback.parts) > 1 and said.pressed is not None:
        before = said.callback.integer(1)
        found = await office.db.write(desk.back_to_board, said.actor, page, before, said.pressed)
    else:
        found = await office.db.read(desk.board, said.actor, page)
    return show(texts.board(said.place, found))


async def card(office: Office, said: Inbound) -> Reply:
    """One announcement; this message is its live report from now on."""
    assert said.pressed is not None
    number = said.callback.integer(0)
    return live(said, await office.db.write(desk.open_card, said.actor, number, said.pressed, said.place.now))


async def look(office: Office, said: Inbound) -> Reply:
    """What it says exactly, and below it the decision when it waits for one."""
    found = await office.db.read(desk.review, said.actor, said.callback.integer(0))
    one = found.announcement
    exact = announcement_posts.post(said.place, announcements.PREVIEW, found.body, ask_read=one.ask_read)
    return Reply((exact, texts.review(said.place, found)), fresh=True)


async def approve(office: Office, said: Inbound) -> Reply:
    """A second person lets it go out."""
    return await _act(office, said, Move.APPROVE, said.callback.integer(1))


async def refuse(office: Office, said: Inbound) -> Reply:
    """A second person does not."""
    return await _act(office, said, Move.REFUSE, said.callback.integer(1))


async def pause(office: Office, said: Inbound) -> Reply:
    """What waits is held back."""
    return await _act(office, said, Move.PAUSE)


async def resume(office: Office, said: Inbound) -> Reply:
    """It goes on."""
    return await _act(office, said, Move.RESUME)


async def ask_cancel(office: Office, said: Inbound) -> Reply:
    """Cancelling: really?"""
    return await _sure(office, said, Move.CANCEL)


async def cancel(office: Office, said: Inbound) -> Reply:
    """Nothing more of it goes out."""
    return await _act(office, said, Move.CANCEL)


async def ask_withdraw(office: Office, said: Inbound) -> Reply:
    """Taking it back: really?"""
    return await _sure(office, said, Move.WITHDRAW)


async def withdraw(office: Office, said: Inbound) -> Reply:
    """It is taken back."""
    return await _act(office, said, Move.WITHDRAW)


async def missed(office: Office, said: Inbound) -> Reply:
    """Who has not got it, as a workbook."""
    number, now = said.callback.integer(0), said.place.now
    found = await office.db.write(announcement_report.unreachable, said.actor, number, now)
    report = await office.db.read(announcement_report.report, said.actor, number)
    await office.busy(said.chat_id, "upload_document")
    workbook = await asyncio.to_thread(delivery_list, said.place, found)
    return Reply((texts.missed(said.place, report.announcement, len(found), workbook),), fresh=True)


async def read(office: Office, said: Inbound) -> Reply:
    """Somebody says that they have read it; in a group nothing changes but the count."""
    number, person = said.callback.integer(0), said.actor.telegram_id
    if number == announcements.PREVIEW:
        return Reply(toast=announcements.only_preview(said.place))
    group = None if said.private else said.chat_id
    note = await office.db.write(desk.note_read, person, number, group, said.place.now)
    if group is not None:
        return Reply(toast=texts.read_in_group(said.place, note.reads, is_new=note.is_new))
    return Reply(toast=texts.read(said.place, is_new=note.is_new), buttons=texts.read_buttons(said.place, number))


async def _act(office: Office, said: Inbound, move: Move, version: int = 0) -> Reply:
    assert said.pressed is not None
    number = said.callback.integer(0)
    report = await office.db.write(desk.act, said.actor, number, move, version, said.pressed, said.place.now)
    office.ring()
    return live(said, report, texts.done(said.place, move))


async def _sure(office: Office, said: Inbound, move: Move) -> Reply:
    assert said.pressed is not None
    report = await office.db.write(desk.asked, said.actor, said.callback.integer(0), move, said.pressed)
    return show(texts.sure(said.place, report.announcement, report.progress, move))
