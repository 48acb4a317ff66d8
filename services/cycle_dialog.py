"""Cycles in the chat: typing a window, which is read back before it is kept, and the form of a new cycle."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from domain import cycles as rules
from domain.cycle_views import CycleFacts, Form, Started, WindowAsk
from domain.cycles import Copied, CopyOrder, Keep, NewCycle, Taking
from domain.errors import DomainError
from domain.people import Actor, Draft
from domain.rights import Action
from domain.typed_dates import typed_day, typed_period
from domain.worksheet import Doing, check_window, window
from services import cycle_copies, cycles
from services.access import require
from services.planning import Planning
from storage import drafts, zone
from storage.engine import Transaction

WINDOW: Final = "cycle_window"
FORM: Final = "cycle_form"
DAY: Final = "%Y%m%d"


def ask_window(tx: Transaction, actor: Actor, cycle_id: int, doing: str, now: datetime) -> WindowAsk:
    """A window is to change: the next words are its days. Raises `access.*`, `cycle.unknown`, `callback.malformed`."""
    require(tx, actor, Action.MANAGE_CYCLES)
    found = WindowAsk(cycles.known(tx, cycle_id), window(cycles.known(tx, cycle_id), _doing(doing)))
    drafts.save(tx, actor.telegram_id, WINDOW, "text", {"cycle": cycle_id, "doing": doing}, now)
    return found


def say_window(tx: Transaction, actor: Actor, text: str, now: datetime, tz: ZoneInfo) -> WindowAsk:
    """Days were typed: the first, then the last, or both at once; after the last one the first can be typed again.

    Raises `access.*`, `date.*`, `lke.window_reversed`, `cycle.expired`.
    """
    require(tx, actor, Action.MANAGE_CYCLES)
    data = dict(_draft(tx, actor, WINDOW).data)
    cycle = cycles.known(tx, int(str(data["cycle"])))
    today = now.astimezone(tz).date()
    span, first = typed_period(text, today), data.get("first")
    if span is None and first is None:
        start, last = typed_day(text, today), None
        drafts.save(tx, actor.telegram_id, WINDOW, "text", {**data, "first": start.isoformat()}, now)
    else:
        begun = date.fromisoformat(str(first)) if first else today
        start, last = check_window(*(span or (begun, typed_day(text, begun))))
        bare = {name: kept for name, kept in data.items() if name != "first"}
        drafts.save(tx, actor.telegram_id, WINDOW, "text", bare, now)
    return WindowAsk(cycle, window(cycle, _doing(str(data["doing"]))), start, last)


def save_window(
    tx: Transaction, actor: Actor, cycle_id: int, doing: str, days: tuple[str, str] | None, planning: Planning,
    now: datetime,
) -> CycleFacts:  # fmt: skip
    """Keep what was read back (days as 20260201), or open the whole year (None).

    Raises `access.*`, `cycle.unknown`, `lke.window_reversed`, `callback.malformed`.
    """
    require(tx, actor, Action.MANAGE_CYCLES)
    span = (_parsed(days[0]), _parsed(days[1])) if days else None
    cycles.set_window(tx, cycle_id, _doing(doing), span, _by(actor), planning, now)
    drafts.drop(tx, actor.telegram_id, WINDOW)
    return cycles.card(tx, actor, cycle_id)


def begin(tx: Transaction, actor: Actor, now: datetime, tz: ZoneInfo) -> Form:
    """A new cycle: the year after the last one, with the units of that and who is in charge. Raises `access.*`."""
    require(tx, actor, Action.MANAGE_CYCLES)
    latest = zone.latest_cycle(tx)
    data: dict[str, Any] = {
        "began": int(now.timestamp() * 1000), "year": latest.year + 1 if latest else now.astimezone(tz).year,
        "title": "", "source": latest.id if latest else 0, "taking": Taking.ALL.value, "keep": [Keep.OWNERS.value],
    }  # fmt: skip
    return _shown(tx, actor, data, now)


def choose(tx: Transaction, actor: Actor, part: str, chosen: str, now: datetime) -> Form:
    """A button of the form: "source" (0 for none), "taking", or "keep", which turns one thing on or off.

    Raises `access.*`, `cycle.expired`, `cycle.unknown`, `callback.malformed`.
    """
    require(tx, actor, Action.MANAGE_CYCLES)
    data: dict[str, Any] = dict(_form(tx, actor).data)
    if part == "source" and chosen.isascii() and chosen.isdecimal() and len(chosen) <= len("123456789012"):
        data["source"] = cycles.known(tx, int(chosen)).id if int(chosen) else 0
    elif part == "taking" and chosen in set(Taking):
        data["taking"] = chosen
    elif part == "keep" and chosen in set(Keep):
        data["keep"] = sorted(set(data["keep"]) ^ {chosen})
    else:
        raise DomainError("callback.malformed")
    return _shown(tx, actor, data, now)


def say(tx: Transaction, actor: Actor, text: str, now: datetime) -> Form:
    """A year was typed, or a title. Raises `access.*`, `cycle.expired`, `cycle.year`, `cycle.title`."""
    require(tx, actor, Action.MANAGE_CYCLES)
    data: dict[str, Any] = dict(_form(tx, actor).data)
    words = text.strip()
    if words.isascii() and words.isdecimal():
        data["year"] = rules.checked_year(int(words[:9]))
    else:
        data["title"] = rules.checked_title(words, int(data["year"]))
    return _shown(tx, actor, data, now)


def start(tx: Transaction, actor: Actor, key: str, now: datetime) -> Started:
    """Start what the form with this key showed, once; pressed again it shows what came of it.

    Raises `access.*`, `cycle.expired` for an old form, and as `cycles.begin`.
    """
    require(tx, actor, Action.MANAGE_CYCLES)
    draft = _draft(tx, actor, FORM)
    if draft.data.get("started") == key:
        return Started(cycles.card(tx, actor, int(str(draft.data["cycle"]))), Copied(*draft.data["copied"]))  # type: ignore[misc]
    if draft.step != "text" or _key(draft) != key:
        raise DomainError("cycle.expired")
    form = _read(tx, draft)
    copy = CopyOrder(form.source.id, form.taking, form.keep) if form.source else None
    cycle, copied = cycles.begin(tx, NewCycle(form.year, form.title, copy=copy), _by(actor), now)
    numbers = [copied.units, copied.owners, copied.answers, copied.evidence]
    drafts.save(tx, actor.telegram_id, FORM, "done", {"started": key, "cycle": cycle.id, "copied": numbers}, now)
    return Started(cycles.card(tx, actor, cycle.id), copied)


def drop(tx: Transaction, actor: Actor) -> None:
    """Start nothing. Raises `access.*`."""
    require(tx, actor, Action.MANAGE_CYCLES)
    drafts.drop(tx, actor.telegram_id, FORM)


def _shown(tx: Transaction, actor: Actor, data: dict[str, Any], now: datetime) -> Form:
    drafts.save(tx, actor.telegram_id, FORM, "text", data, now)
    return _read(tx, _draft(tx, actor, FORM))


def _read(tx: Transaction, draft: Draft) -> Form:
    data: dict[str, Any] = dict(draft.data)
    source = zone.cycle(tx, data["source"]) if data["source"] else None
    taking, keep = Taking(data["taking"]), frozenset(map(Keep, data["keep"]))
    units = cycle_copies.entering_units(tx, source, CopyOrder(source.id, taking)) if source else 0
    title = rules.checked_title(data["title"], data["year"])
    return Form(data["year"], title, source, zone.all_cycles(tx), taking, keep, units, _key(draft))


def _form(tx: Transaction, actor: Actor) -> Draft:
    draft = _draft(tx, actor, FORM)
    if draft.step != "text":
        raise DomainError("cycle.expired")
    return draft


def _draft(tx: Transaction, actor: Actor, kind: str) -> Draft:
    draft = drafts.draft(tx, actor.telegram_id, kind)
    if draft is None:
        raise DomainError("cycle.expired")
    return draft


def _key(draft: Draft) -> str:
    return f"{draft.data.get('began', 0)}-{draft.version}"


def _doing(word: str) -> Doing:
    try:
        return Doing(word)
    except ValueError:
        raise DomainError("callback.malformed") from None


def _parsed(day: str) -> date:
    try:
        return datetime.strptime(day, DAY).date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        raise DomainError("callback.malformed") from None


def _by(actor: Actor) -> str:
    return f"account:{actor.telegram_id}"
