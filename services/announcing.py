"""Announcements of the agency's admins: publishing with a second person where there are many, and every later move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.announcement import Announcement, Audience, Body, Move, Reach, State, moved
from domain.errors import DomainError
from domain.people import Actor
from domain.rights import Action
from services.access import require, require_person
from services.announcement_moves import CLI, ask_another, author_of, done, held, is_writer, known, show
from storage import announcement_copies as copies
from storage import announcing, audit
from storage.engine import Transaction

PAGE: Final = 8


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list of announcements, the newest first; pages count from 0."""

    announcements: tuple[Announcement, ...]
    page: int
    pages: int


def reach(tx: Transaction, actor: Actor, audience: Audience) -> Reach:
    """How many of an audience can be reached now. Raises `access.*`, `announce.nobody`."""
    require(tx, actor, Action.ANNOUNCE)
    return reach_directly(tx, audience)


def reach_directly(tx: Transaction, audience: Audience) -> Reach:
    """The same for the command line, whose user owns the installation."""
    audience.check()
    return copies.reach(tx, audience)


def publish(
    tx: Transaction,
    actor: Actor,
    key: str,
    body: Body,
    audience: Audience,
    send_at: datetime | None,
    now: datetime,
    *,
    ask_read: bool,
    threshold: int,
) -> Announcement:
    """Let an announcement go out at `send_at` (None: now); again with the same key, it is the same announcement.

    With more recipients than `threshold` (0: no limit) it waits for another admin, who is told. Raises `access.*`,
    `announce.empty`, `announce.too_long`, `announce.file`, `announce.nobody`, `announce.no_recipients`, and
    `announce.nobody_approves` when no other admin could be asked.
    """
    require(tx, actor, Action.ANNOUNCE)
    author, _ = require_person(actor)
    return _publish(
        tx, author.id, author_of(actor), key, body, audience, send_at, now, ask_read=ask_read, threshold=threshold
    )


def publish_directly(
    tx: Transaction,
    key: str,
    body: Body,
    audience: Audience,
    send_at: datetime | None,
    now: datetime,
    *,
    ask_read: bool,
    threshold: int,
) -> Announcement:
    """The same for the command line, which has no author; an admin must approve it where a second person is needed."""
    return _publish(tx, None, CLI, key, body, audience, send_at, now, ask_read=ask_read, threshold=threshold)


def _publish(
    tx: Transaction, author_id: int | None, by: str, key: str, body: Body, audience: Audience,
    send_at: datetime | None, now: datetime, *, ask_read: bool, threshold: int,
) -> Announcement:  # fmt: skip
    body.check()
    audience.check()
    before = announcing.by_key(tx, key)
    if before is not None:
        return before
    state = _state(tx, audience, threshold)
    at = max(send_at or now, now)
    number = announcing.add(
        tx, key, body, audience, at, state=state, ask_read=ask_read, author_id=author_id, by=by, now=now
    )
    if number is not None:
        if state is State.WAITING:
            ask_another(tx, number, 1, by, now)
        audit.note(tx, now, by, "announce", f"announcement:{number}")
    found = announcing.by_key(tx, key)
    assert found is not None
    return found


def _state(tx: Transaction, audience: Audience, threshold: int) -> State:
    meant = copies.reach(tx, audience)
    if not meant.reached:
        raise DomainError("announce.no_recipients")
    return State.WAITING if threshold and meant.recipients > threshold else State.SCHEDULED


def announcement(tx: Transaction, actor: Actor, announcement_id: int) -> Announcement:
    """One announcement. Raises `access.*`, `announce.gone`."""
    require(tx, actor, Action.SEE_DELIVERIES)
    return known(tx, announcement_id)


def listing(tx: Transaction, actor: Actor, page: int) -> Page:
    """A page of all announcements, the newest first; a page that is not there is the nearest. Raises `access.*`."""
    require(tx, actor, Action.SEE_DELIVERIES)
    _, total = announcing.listing(tx, 0, 0)
    pages = max(1, -(-total // PAGE))
    at = min(max(page, 0), pages - 1)
    found, _ = announcing.listing(tx, at * PAGE, PAGE)
    return Page(found, at, pages)


def approve(tx: Transaction, actor: Actor, announcement_id: int, now: datetime) -> Announcement:
    """Let go out what waits for a second person, or a correction that does; the author is told.

    Again by the same person, it changes nothing. Raises `access.*`, `announce.gone`, `announce.move`, and
    `announce.own` for who wrote it.
    """
    found = held(tx, actor, announcement_id)
    person, _ = require_person(actor)
    if found.approved_at is not None and found.proposed is None and found.approved_by_id == person.id:
        return found
    number = _decided(tx, actor, found, Move.APPROVE)
    approval = {"approved_by": person.id, "approved_at": now}
    if found.proposed is None:
        announcing.change(tx, found.id, state=moved(found.state, Move.APPROVE).value, **approval)
    else:
        announcing.change(tx, found.id, **approval)
        show(tx, found, number)
    return done(tx, actor, found, "approve_announcement", now, approved=True)


def refuse(tx: Transaction, actor: Actor, announcement_id: int, now: datetime) -> Announcement:
    """Turn down what waits for a second person; a refused correction leaves the announcement as it is.

    Raises as `approve` does; again, it changes nothing.
    """
    found = held(tx, actor, announcement_id)
    if found.state is State.CANCELLED and found.started_at is None:
        return found
    _decided(tx, actor, found, Move.REFUSE)
    if found.proposed is None:
        announcing.change(tx, found.id, state=moved(found.state, Move.REFUSE).value, finished_at=now)
    else:
        announcing.change(tx, found.id, proposed=None)
    return done(tx, actor, found, "refuse_announcement", now, approved=False)


def _decided(tx: Transaction, actor: Actor, found: Announcement, move: Move) -> int:
    """The version that is decided on; raises unless it waits and somebody else wrote it."""
    if not found.may(move):
        raise DomainError("announce.move", state=found.state.value, move=move.value)
    version = found.proposed or found.version
    if is_writer(tx, announcing.writer(tx, found.id, version), actor.telegram_id):
        raise DomainError("announce.own")
    return version


def edit(
    tx: Transaction,
    actor: Actor,
    announcement_id: int,
    now: datetime,
    *,
    threshold: int,
    body: Body | None = None,
    audience: Audience | None = None,
    send_at: datetime | None = None,
    ask_read: bool | None = None,
) -> Announcement:
    """Change what has not begun to go out; what is None stays. With many recipients it must be approved (anew).

    Raises as `publish` does, `announce.gone`, and `announce.move` once it has begun.
    """
    found = held(tx, actor, announcement_id)
    moved(found.state, Move.EDIT)
    wanted = (body or found.body, audience or found.audience, send_at or found.send_at)
    asks = found.ask_read if ask_read is None else ask_read
    if (*wanted, asks) == (found.body, found.audience, found.send_at, found.ask_read):
        return found
    wanted[0].check()
    wanted[1].check()
    state = _state(tx, wanted[1], threshold)
    version = announcing.add_version(tx, found.id, wanted[0], author_of(actor), now)
    announcing.change(
        tx, found.id, state=state.value, version=version, audience=wanted[1].as_json, send_at=max(wanted[2], now),
        ask_read=asks, approved_by=None, approved_at=None,
    )  # fmt: skip
    if state is State.WAITING:
        ask_another(tx, found.id, version, author_of(actor), now)
    return done(tx, actor, found, "edit_announcement", now)


def correct(tx: Transaction, actor: Actor, announcement_id: int, body: Body, now: datetime) -> Announcement:
    """Put other words (or another file) into what has begun to go out; sent copies are edited, the rest goes out so.

    What had to be approved before needs another person again: until then it is `proposed`, and a later correction
    takes its place. Raises `access.*`, `announce.gone`, `announce.move`, as `Body.check`, and `announce.file_stays`
    when it would gain or lose its file, which Telegram does not allow.
    """
    found = held(tx, actor, announcement_id)
    moved(found.state, Move.CORRECT)
    body.check()
    if bool(body.file) is not bool(found.body.file):
        raise DomainError("announce.file_stays")
    if body == (found.proposed_body or found.body):
        return found
    version = announcing.add_version(tx, found.id, body, author_of(actor), now)
    if found.approved_at is None:
        show(tx, found, version)
    else:
        announcing.change(tx, found.id, proposed=version)
        ask_another(tx, found.id, version, author_of(actor), now)
    return done(tx, actor, found, "correct_announcement", now)


def cancel(tx: Transaction, actor: Actor, announcement_id: int, now: datetime) -> Announcement:
    """Let nothing more of it go out; what has arrived stays. Again, it changes nothing.

    Raises `access.*`, `announce.gone`, `announce.move`.
    """
    return _end(tx, actor, announcement_id, Move.CANCEL, now)


def withdraw(tx: Transaction, actor: Actor, announcement_id: int, now: datetime) -> Announcement:
    """Take it back: what waits does not go out, what has arrived is deleted or says so. Again, it changes nothing.

    Raises `access.*`, `announce.gone`, `announce.move`.
    """
    return _end(tx, actor, announcement_id, Move.WITHDRAW, now)


def _end(tx: Transaction, actor: Actor, announcement_id: int, move: Move, now: datetime) -> Announcement:
    found = held(tx, actor, announcement_id)
    after = State.CANCELLED if move is Move.CANCEL else State.WITHDRAWN
    if found.state is after:
        return found
    if not found.may(move):
        raise DomainError("announce.move", state=found.state.value, move=move.value)
    announcing.change(
        tx, found.id, state=after.value, finished_at=found.finished_at or now, proposed=None,
        rewriting=after is State.WITHDRAWN,
    )  # fmt: skip
    copies.cancel(tx, found.id, now)
    return done(tx, actor, found, f"{move.value}_announcement", now)


def pause(tx: Transaction, actor: Actor, announcement_id: int, now: datetime) -> Announcement:
    """Hold back what waits; a message that is on its way still arrives. Again, it changes nothing.

    Raises `access.*`, `announce.gone`, `announce.move`.
    """
    found = held(tx, actor, announcement_id)
    if found.state is State.PAUSED:
        return found
    announcing.change(tx, found.id, state=moved(found.state, Move.PAUSE).value)
    copies.put_off(tx, found.id)
    return done(tx, actor, found, "pause_announcement", now)


def resume(tx: Transaction, actor: Actor, announcement_id: int, now: datetime) -> Announcement:
    """Let a paused one go on. Again, it changes nothing. Raises `access.*`, `announce.gone`, `announce.move`."""
    found = held(tx, actor, announcement_id)
    if found.state is State.SENDING:
        return found
    announcing.change(tx, found.id, state=moved(found.state, Move.RESUME).value)
    copies.let_go(tx, found.id, now)
    return done(tx, actor, found, "resume_announcement", now)
