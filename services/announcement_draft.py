"""The draft of an announcement: what is kept of it between two messages, and how it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from domain import pledge
from domain.announcement import Announcement, Audience, Body, Reach
from domain.announcement_views import Ask, Desk, Mode, Option, Step
from domain.errors import DomainError
from domain.folding import folded
from domain.people import Draft
from domain.rights import Role
from services.announcement_moves import known
from storage import announcement_copies as copies
from storage import drafts, joining, people
from storage.engine import Transaction

DRAFT: Final = "announce"
OPEN: Final = "any"
"""The step of a draft that is not sent: text, photo and document are for it."""
SENT: Final = "sent"
PAGE: Final = 8

Data = dict[str, Any]


def blank(telegram_id: int, now: datetime) -> Data:
    """A new announcement, to all linked groups until something else is chosen."""
    return {
        "key": f"{telegram_id}-{int(now.timestamp() * 1000)}", "mode": Mode.NEW.value, "number": 0, "body": None,
        "audience": Audience().as_json, "at": "", "ask_read": False, "album": "", "ask": Ask.BODY.value, "words": "",
    }  # fmt: skip


def of_announcement(telegram_id: int, found: Announcement, mode: Mode, now: datetime) -> Data:
    """An announcement that is to change; a correction begins without a body."""
    body = found.body.as_json if mode is Mode.EDIT else None
    return {
        **blank(telegram_id, now), "mode": mode.value, "number": found.id, "body": body,
        "audience": found.audience.as_json, "at": found.send_at.isoformat() if found.send_at > now else "",
        "ask_read": found.ask_read, "version": newest(found),
    }  # fmt: skip


def newest(found: Announcement) -> int:
    """The newest version of it, also one that still waits for a second person."""
    return found.proposed or found.version


def open_draft(tx: Transaction, telegram_id: int) -> Draft:
    """The draft that is being written; raises `announce.none`."""
    draft = drafts.draft(tx, telegram_id, DRAFT)
    if draft is None or draft.step != OPEN:
        raise DomainError("announce.none")
    return draft


def key_of(draft: Draft) -> str:
    """What names this state of the draft, as a button says it."""
    return f"{draft.data['key']}-{draft.version}"


def send_at(data: Data) -> datetime | None:
    """When it is to go out; None is at once."""
    return datetime.fromisoformat(data["at"]) if data["at"] else None


def keep(
    tx: Transaction, telegram_id: int, data: Data, threshold: int, now: datetime, page: int = 0, *, again: bool = False
) -> Step:
    """Keep the draft and show where it stands."""
    drafts.save(tx, telegram_id, DRAFT, OPEN, data, now)
    return shown(tx, open_draft(tx, telegram_id), threshold, page, again=again)


def shown(tx: Transaction, draft: Draft, threshold: int, page: int = 0, *, again: bool = False) -> Step:
    """Where the draft stands. `page` is one of what can be chosen; one that is not there is the nearest."""
    data: Data = draft.data
    ask, mode = Ask(data["ask"]), Mode(data["mode"])
    if data["body"] is None:
        return Step(Ask.BODY, mode)
    options, at, pages = _options(tx, ask, data, page)
    return Step(ask, mode, desk(tx, draft, threshold), options, at, pages, data["words"], again)


def desk(tx: Transaction, draft: Draft, threshold: int) -> Desk:
    """The announcement as written so far."""
    data: Data = draft.data
    audience, mode = Audience.from_json(data["audience"]), Mode(data["mode"])
    reach = copies.reach(tx, audience) if mode is not Mode.CORRECT else Reach()
    if mode is Mode.CORRECT:
        asks = known(tx, data["number"]).approved_at is not None
    else:
        asks = bool(threshold) and reach.recipients > threshold
    return Desk(
        key_of(draft), mode, data["number"], Body.from_json(data["body"]), audience, unit_names(tx, audience), reach,
        send_at(data), data["ask_read"], asks, bool(data["album"]),
    )  # fmt: skip


def unit_names(tx: Transaction, audience: Audience) -> tuple[str, ...]:
    """The names of the chosen units."""
    return tuple(unit.name for unit in (people.unit(tx, one) for one in audience.units) if unit is not None)


def kind_of(tx: Transaction, said: str) -> str:
    """The kind of unit that a button means; raises `callback.malformed`."""
    for kind in copies.kinds(tx):
        if pledge.mark(kind) == said:
            return kind
    raise DomainError("callback.malformed")


def _options(tx: Transaction, ask: Ask, data: Data, page: int) -> tuple[Sequence[Option], int, int]:
    audience = Audience.from_json(data["audience"])
    match ask:
        case Ask.UNIT:
            return _units(tx, audience, str(data["words"]), page)
        case Ask.ROLE:
            roles = [one.value for one in Role if one is not Role.EMPLOYEE]
            return [Option(one, "", one in audience.roles) for one in roles], 0, 1
        case Ask.KIND:
            return [Option(pledge.mark(one), one, one in audience.kinds) for one in copies.kinds(tx)], 0, 1
        case _:
            return (), 0, 1


def _units(tx: Transaction, audience: Audience, words: str, page: int) -> tuple[Sequence[Option], int, int]:
    wanted = folded(words).split()
    _found, total = joining.open_units(tx, 0, 0, words=wanted)
    pages = max(1, -(-total // PAGE))
    at = min(max(page, 0), pages - 1)
    found, _total = joining.open_units(tx, at * PAGE, PAGE, words=wanted)
    return [Option(str(one.id), one.name, one.id in audience.units) for one in found], at, pages
