"""Playing a plan on a virtual calendar before it is real: what reminding would do, without doing it.

A deadline that is kept is played by what is planned of it now, a new one by what would be planned; nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypeAlias

from domain.deadline import Deadline
from domain.deadline_form import Ask
from domain.errors import DomainError
from domain.people import Actor
from domain.rehearsal import Kept, Played, Reach, Rehearsal, Silence, Unreached, play
from domain.rehearsal_moves import ClosedDay, left_out, moves
from domain.rights import Action, may
from services import deadline_checks, deadline_form
from services.access import note_looks, require, require_person
from services.deadline_cards import managed_scopes
from services.deadlines import NewDeadline
from services.planning import Planning
from services.rehearsal_plays import Desk, Draft, Play
from storage import audit, deadlines, drafts, people
from storage import rehearsal as stored
from storage.engine import Transaction

MONTH: Final = timedelta(days=31)
LONGEST_SPAN: Final = 366
NOWHERE: Final[Kept] = ("Asia/Jakarta", 5)


@dataclass(frozen=True, slots=True)
class Span:
    """All open deadlines together, from the first to the last local day."""

    first: date
    last: date


What: TypeAlias = NewDeadline | Draft | int | Span
Asked: TypeAlias = What | None


def rehearse(
    tx: Transaction, what: What, planning: Planning, per_second: int, now: datetime, language: str = "id"
) -> Rehearsal:
    """Who is reminded when, of a new deadline, a kept one by its id, or all open ones in a span of days.

    `per_second` messages leave at most; holidays are named in the language. Raises `deadline.unknown`,
    `rehearsal.span`, and for a new one what keeping it would raise.
    """
    return played(tx, what, planning, per_second, now, language).rehearsal


@dataclass(frozen=True, slots=True)
class Whole:
    """A rehearsal with the people in it: who can't be written to, and who is on leave on a day of a reminder."""

    rehearsal: Rehearsal
    never: frozenset[int]
    blocked: frozenset[int]
    away: frozenset[int]


def played(
    tx: Transaction, what: What, planning: Planning, per_second: int, now: datetime, language: str = "id"
) -> Whole:
    """The same, with the people who are not, or not always, reached."""
    desk = Desk(tx, planning, now, language)
    asked = _asked(tx, what, now)
    plays = [desk.play(one, anew=not isinstance(what, int | Span)) for one in asked]
    calls = [call for one in plays for call in one.calls]
    if isinstance(what, Span):
        calls = [call for call in calls if what.first <= desk.day(call) <= what.last]
    seen = play(calls, desk.scene(per_second, asked))
    return _whole(desk, [one.deadline for one in asked], plays, seen, per_second, what)


def rehearse_as(
    tx: Transaction, actor: Actor, asked: Asked, planning: Planning, per_second: int, now: datetime
) -> Rehearsal:
    """The same for who manages the deadlines of its unit, or of the agency; None is the form that they have in hand.

    Raises `access.*`, `deadline.expired` without a form that can be read back, and like `rehearse`.
    """
    return played(tx, _allowed(tx, actor, asked, now), planning, per_second, now, actor.language).rehearsal


def papers(
    tx: Transaction, what: What, planning: Planning, per_second: int, now: datetime
) -> tuple[Rehearsal, tuple[Unreached, ...]]:
    """The rehearsal with the names of who is not, or not always, reached; for the command line.

    Raises as `rehearse`.
    """
    whole = played(tx, what, planning, per_second, now)
    audit.note(tx, now, "cli", "export_rehearsal", "rehearsal")
    return whole.rehearsal, _names(tx, whole)


def papers_as(
    tx: Transaction, actor: Actor, asked: Asked, planning: Planning, per_second: int, now: datetime
) -> tuple[Rehearsal, tuple[Unreached, ...]]:
    """The same for a person; names only where they may see them, and each look is noted. Raises as `rehearse_as`."""
    allowed = _allowed(tx, actor, asked, now)
    whole = played(tx, allowed, planning, per_second, now, actor.language)
    scope = _scope(tx, allowed)
    path = people.unit_path(tx, scope) if scope is not None else ()
    if not may(actor.grants, Action.SEE_UNIT_COVERAGE, path):
        return whole.rehearsal, ()
    found = _names(tx, whole)
    note_looks(tx, actor, dict.fromkeys(one.employee_id for one in found), now)
    return whole.rehearsal, found


def _allowed(tx: Transaction, actor: Actor, what: Asked, now: datetime) -> What:
    require_person(actor)
    found = _form(tx, actor, now) if what is None else what
    require(tx, actor, Action.MANAGE_DEADLINES, _scope(tx, found))
    return found


def _form(tx: Transaction, actor: Actor, now: datetime) -> Draft:
    """What the actor's form makes, when all of it that counts is answered."""
    kept = drafts.draft(tx, actor.telegram_id, deadline_form.DRAFT)
    if kept is None or kept.step != Ask.REVIEW:
        if not managed_scopes(actor):
            raise DomainError("access.denied")
        raise DomainError("deadline.expired")
    data: deadline_form.Data = dict(kept.data)
    return Draft(deadline_form.as_deadline(data, now), tuple(data["people"]))


def _scope(tx: Transaction, what: What) -> int | None:
    """For which unit one must manage deadlines, None: for the agency."""
    match what:
        case NewDeadline():
            return what.unit_id
        case Draft():
            return what.deadline.unit_id
        case Span():
            return None
        case _:
            known = deadlines.deadline(tx, what)
            return known.unit_id if known is not None else None


def _names(tx: Transaction, whole: Whole) -> tuple[Unreached, ...]:
    groups = ((Silence.NEVER, whole.never), (Silence.BLOCKED, whole.blocked), (Silence.AWAY, whole.away))
    return tuple(Unreached(one.id, one.name, one.unit, why) for why, ids in groups for one in stored.named(tx, ids))


def _asked(tx: Transaction, what: What, now: datetime) -> list[Draft]:
    match what:
        case NewDeadline():
            return [_checked(tx, what, now)]
        case Draft():
            return [what]
        case Span():
            if not 0 <= (what.last - what.first).days < LONGEST_SPAN:
                raise DomainError("rehearsal.span", limit=LONGEST_SPAN)
            return [Draft(one) for one in stored.open_deadlines(tx)]
        case _:
            found = deadlines.deadline(tx, what)
            if found is None:
                raise DomainError("deadline.unknown")
            return [Draft(found)]


def _checked(tx: Transaction, new: NewDeadline, now: datetime) -> Draft:
    """What would be kept. Raises as `deadlines.add`."""
    kept = Deadline(
        0, deadline_checks.title(new.title), new.due_at.astimezone(UTC), new.unit_id, new.rule, new.timezone,
        new.each_zone, new.audience, new.evidence, new.plan,
    )  # fmt: skip
    deadline_checks.ahead(kept.due_at, now)
    deadline_checks.check(tx, kept, new.people)
    return Draft(kept, new.people)


def _whole(
    desk: Desk, found: Sequence[Deadline], plays: Sequence[Play], seen: Played, per_second: int, what: What
) -> Whole:
    concerned = frozenset().union(*(one.owing for one in plays)) & desk.people.keys()
    never = frozenset(one for one in concerned if not desk.people[one].linked)
    blocked = frozenset(one for one in concerned if desk.people[one].linked and not desk.people[one].reachable)
    kept = Counter(desk.people[one].calendar for one in sorted(concerned))
    main = max(sorted(kept), key=lambda one: kept[one]) if kept else NOWHERE
    first, last = _ends(desk, found, seen, what)
    book = desk.book(date(first.year - 1, 1, 1), date(last.year + 1, 12, 31))
    planned = [one for each in plays for one in each.planned]
    within = moves(planned, book), left_out(planned, desk.now)
    if isinstance(what, Span):
        within = tuple(one for one in within[0] if what.first <= one.day <= what.last), ()
    reach = Reach(len(concerned), len(never), len(blocked), len(seen.away))
    closed: tuple[ClosedDay, ...] = tuple(book.closed(desk.calendar(main), first.replace(day=1), last + MONTH))
    rehearsal = Rehearsal(
        _in_it(found, seen, what), seen.days, *within, reach, closed, main[0], per_second, len(kept), desk.now
    )  # fmt: skip
    return Whole(rehearsal, never, blocked, seen.away)


def _ends(desk: Desk, found: Sequence[Deadline], seen: Played, what: What) -> tuple[date, date]:
    """The first and the last day that are shown."""
    if isinstance(what, Span):
        return what.first, what.last
    days = [one.day for one in seen.days] + [one.due_at.date() for one in found] + [desk.now.date()]
    return min(days), max(days)


def _in_it(found: Sequence[Deadline], seen: Played, what: What) -> tuple[Deadline, ...]:
    """The deadlines of the play; of a span those that are due in it, or of which people are reminded in it."""
    if not isinstance(what, Span):
        return tuple(found)
    told = {line.deadline_id for day in seen.days for line in day.lines}
    return tuple(one for one in found if one.id in told or what.first <= one.due_at.date() <= what.last)
