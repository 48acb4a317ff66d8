"""The board of announcements: the list, one with its live report, a look at what it says, and every move from there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.announcement import Announcement, Move, State
from domain.announcement_views import Board, BoardRow, Review
from domain.errors import DomainError
from domain.people import Actor
from domain.rights import Action, may
from services import announcement_dialog, announcing
from services.access import require
from services.announcement_draft import newest, unit_names
from services.announcement_moves import is_writer, known
from services.announcement_report import Report, mark_read, report, unwatch, watch
from storage import announcement_copies as copies
from storage import announcing as rows
from storage.engine import Transaction

GOING = frozenset({State.SENDING, State.PAUSED})


@dataclass(frozen=True, slots=True)
class ReadNote:
    """What came of pressing "read": whether it was noted now, and how many people have pressed it."""

    is_new: bool
    reads: int


def board(tx: Transaction, actor: Actor, page: int) -> Board:
    """A page of all announcements, the newest first; a page that is not there is the nearest. Raises `access.*`."""
    found = announcing.listing(tx, actor, page)
    announces = may(actor.grants, Action.ANNOUNCE)
    shown = tuple(
        BoardRow(one, copies.progress(tx, one.id) if one.state in GOING else None) for one in found.announcements
    )
    return Board(shown, found.page, found.pages, announces and announcement_dialog.unsent(tx, actor), announces)


def leave(tx: Transaction, actor: Actor, announcement_id: int, message_id: int) -> None:
    """Something else takes the place of the live report in this message. Raises `access.*`."""
    require(tx, actor, Action.SEE_DELIVERIES)
    unwatch(tx, announcement_id, actor.telegram_id, message_id)


def back_to_board(tx: Transaction, actor: Actor, page: int, announcement_id: int, message_id: int) -> Board:
    """The board in place of the live report of an announcement. Raises `access.*`."""
    leave(tx, actor, announcement_id, message_id)
    return board(tx, actor, page)


def open_card(tx: Transaction, actor: Actor, announcement_id: int, message_id: int, now: datetime) -> Report:
    """An announcement with its numbers; the message is its live report from now on.

    Raises `access.*`, `announce.gone`.
    """
    found = report(tx, actor, announcement_id)
    watch(tx, actor, announcement_id, message_id, now)
    return found


def asked(tx: Transaction, actor: Actor, announcement_id: int, move: Move, message_id: int) -> Report:
    """Before a move that can't be undone. Raises `access.*`, `announce.gone`, `announce.move`."""
    require(tx, actor, Action.ANNOUNCE)
    found = report(tx, actor, announcement_id)
    if not found.announcement.may(move):
        raise DomainError("announce.move", state=found.announcement.state.value, move=move.value)
    leave(tx, actor, announcement_id, message_id)
    return found


def act(
    tx: Transaction, actor: Actor, announcement_id: int, move: Move, version: int, message_id: int, now: datetime
) -> Report:
    """Make a move; the message is the live report from now on. `version` is what was looked at before a decision.

    Raises `access.*`, `announce.gone`, `announce.move`, `announce.own`, and `announce.changed` when another version
    waits for the decision.
    """
    require(tx, actor, Action.ANNOUNCE)
    rows.lock(tx, announcement_id)
    if move in {Move.APPROVE, Move.REFUSE} and newest(known(tx, announcement_id)) != version:
        raise DomainError("announce.changed")
    _make(tx, actor, announcement_id, move, now)
    return open_card(tx, actor, announcement_id, message_id, now)


def _make(tx: Transaction, actor: Actor, announcement_id: int, move: Move, now: datetime) -> Announcement:
    moves = {
        Move.APPROVE: announcing.approve, Move.REFUSE: announcing.refuse, Move.PAUSE: announcing.pause,
        Move.RESUME: announcing.resume, Move.CANCEL: announcing.cancel, Move.WITHDRAW: announcing.withdraw,
    }  # fmt: skip
    if move not in moves:
        raise DomainError("callback.malformed")
    return moves[move](tx, actor, announcement_id, now)


def review(tx: Transaction, actor: Actor, announcement_id: int) -> Review:
    """What it says exactly, or will say once it is approved. Raises `access.*`, `announce.gone`."""
    require(tx, actor, Action.SEE_DELIVERIES)
    found = known(tx, announcement_id)
    version = newest(found)
    wrote = is_writer(tx, rows.writer(tx, found.id, version), actor.telegram_id)
    decides = found.may(Move.APPROVE) and may(actor.grants, Action.ANNOUNCE) and not wrote
    return Review(
        found, found.proposed_body or found.body, version, unit_names(tx, found.audience),
        copies.reach(tx, found.audience), decides,
    )  # fmt: skip


def note_read(tx: Transaction, telegram_id: int, announcement_id: int, chat_id: int | None, now: datetime) -> ReadNote:
    """Somebody has pressed "read", in this group or in private (None). Raises as `mark_read`."""
    is_new = mark_read(tx, telegram_id, announcement_id, now, chat_id)
    return ReadNote(is_new, copies.reads(tx, announcement_id))
