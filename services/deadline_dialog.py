"""Setting and editing a deadline in the chat: one question after another, kept in a draft, read back, kept once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain.deadline import Concerned
from domain.deadline_change import EditedDeadline
from domain.deadline_form import DETAILS, TYPED, Ask, DeadlineForm, after, before
from domain.deadline_line import typed_deadline
from domain.errors import DomainError
from domain.folding import tidy
from domain.people import Actor, Draft
from domain.rights import Action
from domain.series import Frequency, NewSeries, SeriesDetails
from services import deadline_answers, deadline_changes, deadline_checks, deadline_form, deadline_series, deadlines
from services.access import note_looks, require, require_person
from services.deadline_cards import managed_scopes
from services.deadline_form import DRAFT, Data
from services.deadlines import NewDeadline, Planning
from storage import deadline_series as series_rows
from storage import deadlines as rows
from storage import drafts, people
from storage.engine import Transaction

LONGEST_QUERY: Final = 60


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of a form: a deadline (0 while its series has none yet), its series (0 without), whether it is old."""

    deadline_id: int
    series_id: int = 0
    edited: bool = False


def begin(tx: Transaction, actor: Actor, planning: Planning, now: datetime, tz: ZoneInfo) -> DeadlineForm:
    """A new deadline: what is it called? Raises `access.*`."""
    _require_some(actor)
    drafts.drop(tx, actor.telegram_id, DRAFT)
    return _ask(tx, actor, deadline_form.blank(actor, tz, now), Ask.TITLE, planning, now)


def line(tx: Transaction, actor: Actor, text: str, planning: Planning, now: datetime, tz: ZoneInfo) -> DeadlineForm:
    """A deadline was typed in one line: read it back.

    Raises `access.*`, `deadline.line_*`, `deadline.title_*`, `deadline.past`, `roster.unknown_unit`, `date.*`.
    """
    _require_some(actor)
    typed = typed_deadline(text, now, tz)
    data = deadline_form.blank(actor, deadline_answers.zone_of(text, tz), now)
    if typed.unit_code:
        unit = people.unit_by_code(tx, typed.unit_code)
        if unit is None:
            raise DomainError("roster.unknown_unit", code=typed.unit_code)
        require(tx, actor, Action.MANAGE_DEADLINES, unit.id)
        data["unit"] = unit.id
    deadline_checks.ahead(typed.due_at, now)
    title = deadline_checks.title(typed.title)
    drafts.drop(tx, actor.telegram_id, DRAFT)
    return _ask(tx, actor, {**data, "title": title, "due": typed.due_at.isoformat()}, Ask.REVIEW, planning, now)


def edit(
    tx: Transaction, actor: Actor, deadline_id: int, ask: Ask, planning: Planning, now: datetime
) -> DeadlineForm:  # fmt: skip
    """A deadline is to change, beginning with this question. Raises `access.*`, `deadline.unknown`."""
    require_person(actor)
    known = rows.deadline(tx, deadline_id)
    require(tx, actor, Action.MANAGE_DEADLINES, known.unit_id if known else None)
    if known is None:
        raise DomainError("deadline.unknown")
    drafts.drop(tx, actor.telegram_id, DRAFT)
    return _ask(tx, actor, deadline_form.of_deadline(tx, actor, known, now), ask, planning, now)


def resume(
    tx: Transaction, actor: Actor, planning: Planning, now: datetime, page: int = 0, ask: Ask | None = None
) -> DeadlineForm:
    """The form where it was left, another page of it, or another question of it.

    Raises `access.*`, `deadline.expired`.
    """
    _require_some(actor)
    data = _answers(tx, actor)
    wanted = ask or Ask(data["at"])
    if wanted is Ask.REVIEW and not (data["title"] and data["due"]):
        raise DomainError("deadline.expired")
    return _ask(tx, actor, data, wanted, planning, now, page)


def back(tx: Transaction, actor: Actor, planning: Planning, now: datetime) -> DeadlineForm:
    """The question before, or the read-back once there was one. Raises `access.*`, `deadline.expired`."""
    _require_some(actor)
    data = _answers(tx, actor)
    at = Ask(data["at"])
    earlier = Ask.REVIEW if data["full"] and at is not Ask.REVIEW else before(at)
    return _ask(tx, actor, data, earlier or Ask.TITLE, planning, now)


def answer(
    tx: Transaction, actor: Actor, ask: Ask, chosen: str, planning: Planning, now: datetime
) -> DeadlineForm:  # fmt: skip
    """A button answered a question; an earlier one can be answered again.

    Raises `access.*`, `deadline.expired`, `deadline.people_*`, `callback.malformed`.
    """
    _require_some(actor)
    data = _answers(tx, actor)
    data |= deadline_answers.answered(tx, actor, ask, chosen, data)
    if ask is Ask.PEOPLE and chosen != deadline_answers.DONE:
        return _ask(tx, actor, data, Ask.PEOPLE, planning, now)
    follows = after(ask, chosen)
    if data["full"] and follows not in DETAILS:
        follows = Ask.REVIEW
    return _ask(tx, actor, data, follows, planning, now)


def say(tx: Transaction, actor: Actor, text: str, planning: Planning, now: datetime) -> DeadlineForm:
    """Words were typed: the title, the date and time, a part of a unit's or a person's name, or lead days.

    Raises `access.*`, `deadline.expired`, `deadline.past`, `deadline.title_*`, `deadline.lead*`, `date.*`.
    """
    _require_some(actor)
    data = _answers(tx, actor)
    at = Ask(data["at"])
    match at:
        case Ask.TITLE:
            data["title"] = deadline_checks.title(tidy(text))
        case Ask.DUE:
            data |= deadline_answers.typed_due(text, now, data)
        case Ask.PLAN:
            data["leads"] = deadline_answers.checked_leads(text)
        case Ask.UNIT | Ask.PEOPLE:
            return _searched(tx, actor, {**data, "words": tidy(text)[:LONGEST_QUERY]}, planning, now)
        case _:
            raise DomainError("deadline.expired")
    return _ask(tx, actor, data, Ask.REVIEW if data["full"] else after(at), planning, now)


def save(tx: Transaction, actor: Actor, key: str, planning: Planning, now: datetime) -> Kept:
    """Keep what the read-back with this key showed, once; pressed again it tells what came of it.

    Raises `access.*`, `deadline.expired` for an old read-back, `deadline.changed` when somebody else has changed the
    deadline meanwhile, and as `deadlines.add`, `deadline_series.start` and `deadline_changes.edit`.
    """
    _require_some(actor)
    draft = _draft(tx, actor)
    if draft.data.get("saved") != key:
        if draft.step != Ask.REVIEW or f"{draft.data['key']}-{draft.version}" != key:
            raise DomainError("deadline.expired")
        if drafts.drop(tx, actor.telegram_id, DRAFT):  # of two taps at once, the one that finds the draft
            kept = _keep(tx, actor, dict(draft.data), planning, now)
            done: dict[str, object] = {
                "saved": key, "deadline": kept.deadline_id, "series": kept.series_id, "edited": kept.edited
            }  # fmt: skip
            drafts.save(tx, actor.telegram_id, DRAFT, "done", done, now)
            return kept
        draft = _draft(tx, actor)
    if draft.data.get("saved") != key:
        raise DomainError("deadline.expired")
    return Kept(int(str(draft.data["deadline"])), int(str(draft.data["series"])), edited=bool(draft.data["edited"]))


def drop(tx: Transaction, actor: Actor) -> int:
    """Keep nothing; returns the id of the deadline that was being edited, 0 without one. Raises `access.*`."""
    _require_some(actor)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    drafts.drop(tx, actor.telegram_id, DRAFT)
    return int(str(draft.data.get("edits", 0))) if draft else 0


def waiting(tx: Transaction, actor: Actor) -> bool:
    """Whether a form was left unfinished. Raises `access.*`."""
    _require_some(actor)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    return draft is not None and "at" in draft.data


def _keep(tx: Transaction, actor: Actor, data: Data, planning: Planning, now: datetime) -> Kept:
    if data["edits"]:
        return _keep_edit(tx, actor, data, planning, now)
    made = deadline_form.as_deadline(data, now)
    named = _in_charge(data)
    if data["repeat"]:
        local = made.due_at.astimezone(ZoneInfo(made.timezone))
        details = SeriesDetails(
            made.timezone, local.time(), made.unit_id, made.rule, made.audience, made.evidence, made.plan,
            made.each_zone, named,
        )  # fmt: skip
        new = NewSeries(made.title, Frequency(data["repeat"]), local.date(), details)
        series = deadline_series.start_as(tx, actor, new, planning, now)
        return Kept(series_rows.standing(tx, series.id, local.date()) or 0, series.id)
    new_one = NewDeadline(
        made.title, made.due_at, made.unit_id, made.rule, made.timezone, made.each_zone, made.audience, made.evidence,
        made.plan, named,
    )  # fmt: skip
    return Kept(deadlines.add_as(tx, actor, new_one, planning, now))


def _keep_edit(tx: Transaction, actor: Actor, data: Data, planning: Planning, now: datetime) -> Kept:
    made = deadline_form.as_deadline(data, now)
    known = rows.deadline(tx, made.id)
    if known is None:
        raise DomainError("deadline.unknown")
    if known.version != data["version"]:
        raise DomainError("deadline.changed")
    edited = EditedDeadline.of(made, _in_charge(data))
    deadline_changes.edit_as(tx, actor, made.id, edited, planning, now)
    return Kept(made.id, known.series_id or 0, edited=True)


def _in_charge(data: Data) -> tuple[int, ...]:
    return tuple(data["people"]) if data["whom"] == Concerned.PEOPLE.value else ()


def _searched(tx: Transaction, actor: Actor, data: Data, planning: Planning, now: datetime) -> DeadlineForm:
    if Ask(data["at"]) is Ask.PEOPLE:
        found = deadline_form.found_people(tx, data["words"], data["unit"])
        if not found and len(data["words"]) < deadline_form.SHORTEST_QUERY:
            raise DomainError("roles.query")
        note_looks(tx, actor, [one for one, _ in found], now)  # naming somebody is looking at them
    return _ask(tx, actor, data, Ask(data["at"]), planning, now)


def _ask(
    tx: Transaction, actor: Actor, data: Data, ask: Ask, planning: Planning, now: datetime, page: int = 0
) -> DeadlineForm:  # fmt: skip
    """Keep the answers and ask the question."""
    kept = {**data, "at": ask.value, "full": data["full"] or ask is Ask.REVIEW}
    drafts.save(tx, actor.telegram_id, DRAFT, "text" if ask in TYPED else ask.value, kept, now)
    return deadline_form.shown(tx, actor, _draft(tx, actor), planning, now, page)


def _require_some(actor: Actor) -> None:
    """Raise unless the actor may set deadlines somewhere; for which unit is asked when it is known."""
    require_person(actor)
    if not managed_scopes(actor):
        raise DomainError("access.denied")


def _answers(tx: Transaction, actor: Actor) -> Data:
    data = dict(_draft(tx, actor).data)
    if "at" not in data:
        raise DomainError("deadline.expired")
    return data


def _draft(tx: Transaction, actor: Actor) -> Draft:
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    if draft is None:
        raise DomainError("deadline.expired")
    return draft
