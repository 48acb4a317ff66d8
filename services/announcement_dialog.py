"""Writing an announcement in the chat: the body, whom it is for, when, a look at it, and off it goes, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from domain.announcement import Announcement, Audience, Body, Move
from domain.announcement_views import Ask, Mode, Step
from domain.errors import DomainError
from domain.folding import tidy
from domain.people import Actor
from domain.rights import Action, Role
from domain.typed_dates import typed_moment
from services import announcing
from services.access import require
from services.announcement_draft import (
    DRAFT,
    SENT,
    Data,
    blank,
    keep,
    key_of,
    kind_of,
    newest,
    of_announcement,
    open_draft,
    send_at,
    shown,
)
from services.announcement_moves import known
from services.announcement_report import Report, unwatch, watch
from storage import announcement_copies as copies
from storage import drafts, people
from storage.engine import Transaction

One = TypeVar("One", bound=int | str)

LONGEST_QUERY: Final = 60
MOST_CHOSEN: Final = 50
REACHES: Final = {"groups": (True, False), "people": (False, True), "both": (True, True)}
"""Whom it is for, as a button says it: (groups, people)."""


def begin(tx: Transaction, actor: Actor, threshold: int, now: datetime) -> Step:
    """Wait for the body of a new announcement, or show the one that was written and not sent. Raises `access.*`."""
    require(tx, actor, Action.ANNOUNCE)
    if unsent(tx, actor):
        return resume(tx, actor, threshold, now)
    return anew(tx, actor, now)


def anew(tx: Transaction, actor: Actor, now: datetime) -> Step:
    """Forget what was written, and wait for the body of a new announcement. Raises `access.*`."""
    require(tx, actor, Action.ANNOUNCE)
    return keep(tx, actor.telegram_id, blank(actor.telegram_id, now), 0, now)


def unsent(tx: Transaction, actor: Actor) -> bool:
    """Whether the actor has written something and not sent it. Raises `access.*`."""
    require(tx, actor, Action.ANNOUNCE)
    try:
        draft = open_draft(tx, actor.telegram_id)
    except DomainError:
        return False
    if draft.data.get("body") is None:
        return False
    number = int(str(draft.data["number"]))
    return not number or known(tx, number).may(Move.EDIT if draft.data["mode"] == Mode.EDIT else Move.CORRECT)


def resume(tx: Transaction, actor: Actor, threshold: int, now: datetime) -> Step:
    """What was written and not sent, with its preview. Raises `access.*`, `announce.none`."""
    require(tx, actor, Action.ANNOUNCE)
    return keep(
        tx, actor.telegram_id, _at(open_draft(tx, actor.telegram_id).data, Ask.DESK), threshold, now, again=True
    )


def change(
    tx: Transaction, actor: Actor, announcement_id: int, mode: Mode, threshold: int, now: datetime
) -> Step:  # fmt: skip
    """An announcement is to change: edited before it goes out, corrected afterwards.

    Raises `access.*`, `announce.gone`, `announce.move`, `callback.malformed` for a new one.
    """
    require(tx, actor, Action.ANNOUNCE)
    found = known(tx, announcement_id)
    if mode is Mode.NEW:
        raise DomainError("callback.malformed")
    move = Move.EDIT if mode is Mode.EDIT else Move.CORRECT
    if not found.may(move):
        raise DomainError("announce.move", state=found.state.value, move=move.value)
    unwatch(tx, found.id, actor.telegram_id)  # the message that shows the report becomes the question
    data = of_announcement(actor.telegram_id, found, mode, now)
    ask = Ask.DESK if mode is Mode.EDIT else Ask.BODY
    return keep(tx, actor.telegram_id, _at(data, ask), threshold, now, again=mode is Mode.EDIT)


def write(
    tx: Transaction, actor: Actor, body: Body, album: str, threshold: int, now: datetime, tz: ZoneInfo
) -> Step | None:  # fmt: skip
    """Something was sent: the body, or a better one in its place; words where a time or a unit is asked for.

    Of the files of one album (its id, "" without one) the first counts; None for the others. Raises `access.*`,
    `announce.none`, `announce.past`, `date.*`, `announce.file_stays`, and as `Body.check`.
    """
    require(tx, actor, Action.ANNOUNCE)
    data: Data = dict(open_draft(tx, actor.telegram_id).data)
    ask = Ask(data["ask"])
    if not body.file and ask is Ask.TIME:
        return keep(
            tx, actor.telegram_id, _at({**data, "at": _typed_time(body.text, now, tz)}, Ask.DESK), threshold, now
        )
    if not body.file and ask is Ask.UNIT:
        return keep(tx, actor.telegram_id, {**data, "words": tidy(body.text)[:LONGEST_QUERY]}, threshold, now)
    if album and data["album"] == album:
        return None
    body.check()
    if data["mode"] == Mode.CORRECT and bool(body.file) is not bool(known(tx, data["number"]).body.file):
        raise DomainError("announce.file_stays")
    return keep(
        tx, actor.telegram_id, _at({**data, "body": body.as_json, "album": album}, Ask.DESK), threshold, now, again=True
    )


def go(tx: Transaction, actor: Actor, ask: Ask, page: int, threshold: int, now: datetime) -> Step:
    """Another screen of the dialog, or another page of it. Raises `access.*`, `announce.none`."""
    require(tx, actor, Action.ANNOUNCE)
    data: Data = dict(open_draft(tx, actor.telegram_id).data)
    if data["body"] is None and ask is not Ask.BODY:
        raise DomainError("announce.none")
    words = data["words"] if ask is Ask.UNIT and data["ask"] == Ask.UNIT else ""
    return keep(tx, actor.telegram_id, {**_at(data, ask), "words": words}, threshold, now, page)


def choose(
    tx: Transaction, actor: Actor, ask: Ask, chosen: str, page: int, threshold: int, now: datetime
) -> Step:  # fmt: skip
    """A button: whom it is for, one unit, role or kind more or less, at once, or the button "read" on or off.

    Raises `access.*`, `announce.none`, `announce.many_units`, `callback.malformed`.
    """
    require(tx, actor, Action.ANNOUNCE)
    data: Data = dict(open_draft(tx, actor.telegram_id).data)
    if data["body"] is None:
        raise DomainError("announce.none")
    if ask is Ask.TIME:
        return keep(tx, actor.telegram_id, _at({**data, "at": ""}, Ask.DESK), threshold, now)
    if ask is Ask.DESK:
        return keep(tx, actor.telegram_id, _at({**data, "ask_read": not data["ask_read"]}, Ask.DESK), threshold, now)
    audience = _chosen(tx, Audience.from_json(data["audience"]), ask, chosen)
    return keep(tx, actor.telegram_id, {**data, "audience": audience.as_json, "ask": ask.value}, threshold, now, page)


def current(tx: Transaction, actor: Actor, threshold: int) -> Step:
    """Where the writing stands, to be tested by its author. Raises `access.*`, `announce.none`."""
    require(tx, actor, Action.ANNOUNCE)
    draft = open_draft(tx, actor.telegram_id)
    if draft.data["body"] is None:
        raise DomainError("announce.none")
    return replace(shown(tx, draft, threshold), ask=Ask.DESK, again=True)


def send(
    tx: Transaction, actor: Actor, key: str, message_id: int, threshold: int, now: datetime
) -> Report:  # fmt: skip
    """Let go what the preview with this key showed, once; pressed again it shows what came of it.

    The message is the live report from now on. Raises `access.*`, `announce.none`, `announce.old` for an older preview,
    `announce.past`, `announce.changed` when somebody else was faster, and as `publish`, `edit` and `correct` of
    `announcing`.
    """
    require(tx, actor, Action.ANNOUNCE)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    if draft is None:
        raise DomainError("announce.none")
    if draft.data.get("sent") == key:
        return _live(tx, actor, int(str(draft.data["number"])), message_id, now)
    if key_of(open_draft(tx, actor.telegram_id)) != key:
        raise DomainError("announce.old")
    made = _let_go(tx, actor, dict(draft.data), threshold, now)
    drafts.save(tx, actor.telegram_id, DRAFT, SENT, {"sent": key, "key": draft.data["key"], "number": made.id}, now)
    return _live(tx, actor, made.id, message_id, now)


def drop(tx: Transaction, actor: Actor) -> int:
    """Send nothing; the number of the announcement that was to change, 0 for a new one. Raises `access.*`."""
    require(tx, actor, Action.ANNOUNCE)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    drafts.drop(tx, actor.telegram_id, DRAFT)
    return int(str(draft.data.get("number", 0))) if draft is not None and draft.step != SENT else 0


def _let_go(tx: Transaction, actor: Actor, data: Data, threshold: int, now: datetime) -> Announcement:
    if data["body"] is None:
        raise DomainError("announce.none")
    body, at, mode = Body.from_json(data["body"]), send_at(data), Mode(data["mode"])
    if mode is not Mode.NEW and newest(known(tx, data["number"])) != data["version"]:
        raise DomainError("announce.changed")
    if mode is Mode.CORRECT:
        return announcing.correct(tx, actor, data["number"], body, now)
    if at is not None and at <= now:
        raise DomainError("announce.past")
    audience, asks = Audience.from_json(data["audience"]), bool(data["ask_read"])
    if mode is Mode.EDIT:
        return announcing.edit(
            tx, actor, data["number"], now, threshold=threshold, body=body, audience=audience, send_at=at or now,
            ask_read=asks,
        )  # fmt: skip
    return announcing.publish(
        tx, actor, data["key"], body, audience, at, now, ask_read=asks, threshold=threshold
    )  # fmt: skip


def _live(tx: Transaction, actor: Actor, number: int, message_id: int, now: datetime) -> Report:
    watch(tx, actor, number, message_id, now)
    return Report(known(tx, number), copies.progress(tx, number))


def _chosen(tx: Transaction, audience: Audience, ask: Ask, chosen: str) -> Audience:
    match ask:
        case Ask.WHOM if chosen in REACHES:
            groups, persons = REACHES[chosen]
            return replace(audience, groups=groups, people=persons)
        case Ask.WHOM if chosen == "all":
            return replace(audience, units=(), roles=(), kinds=())
        case Ask.UNIT if chosen.isascii() and chosen.isdecimal():
            return replace(audience, units=_toggled(audience.units, _unit(tx, int(chosen[:18]))))
        case Ask.ROLE if chosen in set(Role):
            return replace(audience, roles=_toggled(audience.roles, chosen))
        case Ask.KIND:
            return replace(audience, kinds=_toggled(audience.kinds, kind_of(tx, chosen)))
    raise DomainError("callback.malformed")


def _unit(tx: Transaction, unit_id: int) -> int:
    unit = people.unit(tx, unit_id)
    if unit is None or unit.closed_at is not None:
        raise DomainError("callback.malformed")
    return unit.id


def _toggled(chosen: tuple[One, ...], one: One) -> tuple[One, ...]:
    if one in chosen:
        return tuple(other for other in chosen if other != one)
    if len(chosen) >= MOST_CHOSEN:
        raise DomainError("announce.many_units", most=MOST_CHOSEN)
    return (*chosen, one)


def _typed_time(text: str, now: datetime, tz: ZoneInfo) -> str:
    at = typed_moment(text, now, tz)
    if at <= now:
        raise DomainError("announce.past")
    return at.isoformat()


def _at(data: Data, ask: Ask) -> Data:
    return {**data, "ask": ask.value}
