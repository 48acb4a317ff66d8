"""What became of an announcement: its numbers, who could not be reached, who has read it, and the live report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from domain.announcement import Announcement, Delivery, Progress, Reach, State
from domain.errors import DomainError
from domain.messages import Post
from domain.people import Actor
from domain.rights import Action, may
from services.access import find_actor, note_looks, require
from services.announcement_moves import known
from storage import announcement_copies as copies
from storage import announcing, audit, messages, people
from storage.engine import Transaction

DRAWN_EVERY: Final = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Report:
    """An announcement with its numbers."""

    announcement: Announcement
    progress: Progress

    @property
    def mark(self) -> str:
        """A text that is another one whenever the report would look different."""
        progress, one = self.progress, self.announcement
        counts = (progress.queued, progress.sent, dict(progress.failed), dict(progress.unreachable), progress.reads)
        return repr((one.state.value, one.version, one.proposed, progress.expanded, counts))


@dataclass(frozen=True, slots=True)
class Drawing:
    """A live report to be drawn: where, and what."""

    chat_id: int
    message_id: int
    report: Report


@dataclass(frozen=True, slots=True)
class Approval:
    """What waits for a second person, and whom it would reach."""

    announcement: Announcement
    reach: Reach


@dataclass(frozen=True, slots=True)
class Decision:
    """An announcement that somebody has decided on; `by` is their name."""

    announcement: Announcement
    by: str


def to_approve(tx: Transaction, announcement_id: int, version: int) -> Approval | None:
    """What waits for a second person; None once it is decided, or another version waits. Raises `announce.gone`."""
    found = known(tx, announcement_id)
    waits = found.version if found.state is State.WAITING else found.proposed
    return Approval(found, copies.reach(tx, found.audience)) if waits == version else None


def decision(tx: Transaction, announcement_id: int, by: int) -> Decision:
    """An announcement, and the name of the person who decided on it. Raises `announce.gone`."""
    person = people.employee(tx, by)
    return Decision(known(tx, announcement_id), person.name if person else "")


def progress(tx: Transaction, announcement_id: int) -> Progress:
    """What has become of its copies so far; the numbers add up to its recipients."""
    return copies.progress(tx, announcement_id)


def report(tx: Transaction, actor: Actor, announcement_id: int) -> Report:
    """An announcement with its numbers. Raises `access.*`, `announce.gone`."""
    require(tx, actor, Action.SEE_DELIVERIES)
    return Report(known(tx, announcement_id), copies.progress(tx, announcement_id))


def unreachable(tx: Transaction, actor: Actor, announcement_id: int, now: datetime) -> tuple[Delivery, ...]:
    """Who has not got it and will not, to be told by other means: name, unit and reason; each look is noted.

    Raises `access.*`, `announce.gone`.
    """
    require(tx, actor, Action.SEE_DELIVERIES)
    known(tx, announcement_id)
    found = copies.deliveries(tx, announcement_id, missed=True)
    note_looks(tx, actor, [one.employee_id for one in found if one.employee_id is not None], now)
    audit.note(tx, now, f"account:{actor.telegram_id}", "export_unreached", f"announcement:{announcement_id}")
    return found


def deliveries_directly(
    tx: Transaction, announcement_id: int | None, now: datetime
) -> tuple[Report, tuple[Delivery, ...]]:
    """Every copy of an announcement (None: the last), for the command line. Raises `announce.gone`."""
    number = announcement_id if announcement_id is not None else announcing.last(tx)
    if number is None:
        raise DomainError("announce.gone")
    found = Report(known(tx, number), copies.progress(tx, number))
    audit.note(tx, now, "cli", "export_deliveries", f"announcement:{number}")
    return found, copies.deliveries(tx, number)


def mark_read(
    tx: Transaction, telegram_id: int, announcement_id: int, now: datetime, chat_id: int | None = None
) -> bool:
    """Note that somebody has read it, pressed in `chat_id` (None: in private); False when that was noted before.

    Raises `announce.gone`, `announce.not_recipient` for a chat that it did not go to.
    """
    if not known(tx, announcement_id).ask_read:
        raise DomainError("announce.not_recipient")
    if not copies.went_to(tx, announcement_id, [telegram_id if chat_id is None else chat_id]):
        raise DomainError("announce.not_recipient")
    if not copies.add_read(tx, announcement_id, telegram_id, now):
        return False
    announcing.touch(tx, announcement_id, now + DRAWN_EVERY)
    return True


def watch(tx: Transaction, actor: Actor, announcement_id: int, message_id: int, now: datetime) -> None:
    """Let this message in the actor's own chat show the live report from now on, instead of another one.

    Raises `access.*`, `announce.gone`.
    """
    require(tx, actor, Action.SEE_DELIVERIES)
    announcing.lock(tx, announcement_id)
    known(tx, announcement_id)
    before = announcing.report(tx, announcement_id)
    there = {"chat": actor.telegram_id, "message": message_id, "number": before.get("number", 0), "mark": ""}
    announcing.change(tx, announcement_id, report=there, report_due=now + DRAWN_EVERY)


def unwatch(tx: Transaction, announcement_id: int, chat_id: int, message_id: int | None = None) -> None:
    """Let the live report go from this message (None: any) of a chat: something else is shown there now."""
    announcing.lock(tx, announcement_id)
    there = announcing.report(tx, announcement_id)
    if there.get("chat") == chat_id and message_id in (None, there["message"]):
        announcing.change(tx, announcement_id, report=_nowhere(there))


def _nowhere(there: dict[str, Any]) -> dict[str, Any]:
    # The number stays: another live report goes on counting, so that no drawing has the key of an old one.
    return {"number": there["number"]}


def report_due(tx: Transaction, now: datetime) -> int:
    """Let the live reports be drawn whose turn it is; returns how many.

    While an announcement is being sent that is every 3 seconds, otherwise once after each change.
    """
    count = 0
    for number, state, there in announcing.reports_due(tx, now):
        live = "chat" in there
        behind = live and copies.is_queued(tx, _key(number, there["number"]))
        again = now + DRAWN_EVERY if live and (behind or state is State.SENDING) else None
        announcing.change(tx, number, report_due=again)
        if live and not behind:
            drawn = {**there, "number": there["number"] + 1}
            announcing.change(tx, number, report=drawn)
            key = _key(number, drawn["number"])
            count += messages.enqueue(
                tx, [Post(key, "announcement_report", there["chat"], {"announcement": number})], now
            )
    return count


def _key(number: int, drawing: int) -> str:
    return f"announcement_report:{number}:{drawing}"


def to_draw(tx: Transaction, announcement_id: int) -> Drawing | None:
    """The live report as it is to be drawn now; None when it looks like that already, or nobody may watch it."""
    there = announcing.report(tx, announcement_id)
    watcher = find_actor(tx, there["chat"]) if "chat" in there else None
    if watcher is None or not may(watcher.grants, Action.SEE_DELIVERIES):
        return None
    found = Report(known(tx, announcement_id), copies.progress(tx, announcement_id))
    return None if found.mark == there["mark"] else Drawing(there["chat"], there["message"], found)


def drawn(tx: Transaction, announcement_id: int, drawing: Drawing, *, gone: bool) -> None:
    """Note what the live report shows; when its message is gone, nobody watches any more."""
    announcing.lock(tx, announcement_id)
    there = announcing.report(tx, announcement_id)
    if there.get("message") == drawing.message_id:
        announcing.change(
            tx, announcement_id, report=_nowhere(there) if gone else {**there, "mark": drawing.report.mark}
        )
