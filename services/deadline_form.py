"""The form of a deadline that is set or edited in the chat: its answers as data, and what the screen shows of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from domain import reminders
from domain.deadline import Concerned, Deadline, DeadlineAudience, DeadlinePlan, DoneRule
from domain.deadline_form import WHOM_UNIT, Ask, DeadlineForm, Effect, Option, mark
from domain.folding import folded
from domain.people import Actor, Draft, Unit
from domain.series import MONTHS_BETWEEN, Frequency, occurrences
from services import work_calendars
from services.deadline_cards import managed_scopes, other_title
from services.deadline_checks import ROLES
from services.planning import Calendar, Planning
from storage import deadline_desk, deadline_lists, deadlines, people, roles
from storage.deadline_audience import in_charge, numbers
from storage.engine import Transaction

DRAFT: Final = "deadline"
PAGE: Final = 8
SHOWN_REMINDERS: Final = 3
SEARCHED: Final = 60
SHORTEST_QUERY: Final = 3
MOST_SUGGESTED: Final = 3
Data = dict[str, Any]


def blank(manager: Actor, tz: ZoneInfo, now: datetime) -> Data:
    """The answers before the first question."""
    return {
        "key": int(now.timestamp() * 1000), "full": False, "title": "", "due": "", "tz": tz.key, "each": False,
        "unit": home_scope(manager), "whom": Concerned.ALL.value, "value": "", "people": [], "evidence": False,
        "rule": DoneRule.MARK.value, "leads": None, "after": None, "repeat": "", "words": "", "edits": 0, "version": 0,
    }  # fmt: skip


def of_deadline(tx: Transaction, manager: Actor, kept: Deadline, now: datetime) -> Data:
    """The answers that make the deadline as it is, to be edited."""
    return {
        **blank(manager, ZoneInfo(kept.timezone), now), "full": True, "title": kept.title,
        "due": kept.due_at.isoformat(), "each": kept.each_zone, "unit": kept.unit_id,
        "whom": kept.audience.concerned.value, "value": kept.audience.value,
        "people": [one for one, _ in in_charge(tx, kept.id)], "evidence": kept.evidence, "rule": kept.rule.value,
        "leads": _listed(kept.plan.lead_days), "after": _listed(kept.plan.follow_ups), "edits": kept.id,
        "version": kept.version,
    }  # fmt: skip


def home_scope(manager: Actor) -> int | None:
    """For whom the manager sets deadlines unless a unit is chosen: the agency (None), or the first unit they manage."""
    scopes = managed_scopes(manager)
    return None if None in scopes or not scopes else scopes[0]


def as_deadline(data: Data, now: datetime) -> Deadline:
    """The deadline that the answers make; its moment is the present one while none was named."""
    due_at = datetime.fromisoformat(data["due"]) if data["due"] else now
    return Deadline(
        int(data["edits"]), data["title"], due_at.astimezone(UTC), data["unit"], DoneRule(data["rule"]), data["tz"],
        data["each"], DeadlineAudience(Concerned(data["whom"]), data["value"]), data["evidence"],
        DeadlinePlan(_tuple(data["leads"]), _tuple(data["after"])), int(data["version"]) or 1,
    )  # fmt: skip


def first_day(data: Data) -> date:
    """The day on which the deadline falls in its own zone: the first of a series."""
    return datetime.fromisoformat(data["due"]).astimezone(ZoneInfo(data["tz"])).date()


def shown(
    tx: Transaction, manager: Actor, draft: Draft, planning: Planning, now: datetime, page: int = 0
) -> DeadlineForm:  # fmt: skip
    """The form as the screen shows it."""
    data: Data = dict(draft.data)
    ask, made = Ask(data["at"]), as_deadline(data, now)
    options = _options(tx, manager, ask, data, now)
    pages = max(1, -(-len(options) // PAGE))
    at = min(max(page, 0), pages - 1)
    was = deadlines.any_deadline(tx, made.id) if made.id else None
    return DeadlineForm(
        ask=ask,
        key=f"{data['key']}-{draft.version}",
        draft=made,
        due=bool(data["due"]),
        unit=_unit(tx, made.unit_id),
        people=_named(tx, data["people"]),
        other=other_title(tx, made.audience),
        repeat=Frequency(data["repeat"]) if data["repeat"] else None,
        options=tuple(options[at * PAGE : (at + 1) * PAGE]),
        page=at,
        pages=pages,
        words=str(data["words"]),
        whole=home_scope(manager) is None,
        effect=_effect(tx, manager, data, made, planning, now) if ask is Ask.REVIEW and data["due"] else None,
        was=was,
        was_unit=_unit(tx, was.unit_id) if was else None,
        was_people=tuple(name for _, name in in_charge(tx, was.id)) if was else (),
        was_other=other_title(tx, was.audience) if was else "",
        told=deadline_desk.told(tx, was.id) if was else 0,
        suggested=_suggested(tx, manager, data) if ask is Ask.REVIEW and not made.id else (),
    )


def open_units(tx: Transaction, manager: Actor, words: str = "") -> list[Unit]:
    """The open units whose deadlines the manager may set, whose name or code holds the words; by name."""
    units, scopes = people.all_units(tx), managed_scopes(manager)
    parents = {one.id: one.parent_id for one in units}
    wanted = folded(words).split()
    return [
        one
        for one in units
        if (None in scopes or _below(one.id, parents, scopes))
        and all(word in folded(f"{one.name} {one.code}") for word in wanted)
    ]


def _below(unit_id: int, parents: dict[int, int | None], scopes: Sequence[int | None]) -> bool:
    at: int | None = unit_id
    while at is not None and at not in scopes:
        at = parents.get(at)
    return at is not None


def _options(  # noqa: PLR0911 - a table
    tx: Transaction, manager: Actor, ask: Ask, data: Data, now: datetime
) -> list[Option]:
    match ask:
        case Ask.WHOM:
            kinds = [one.value for one in Concerned]
            return [(one, "") for one in (kinds[0], WHOM_UNIT, *kinds[1:])]
        case Ask.UNIT:
            return [(str(one.id), one.name) for one in open_units(tx, manager, data["words"])]
        case Ask.KIND:
            return [(mark(one), one) for one in deadline_lists.kinds_within(tx, data["unit"])]
        case Ask.ROLE:
            return [(one.value, "") for one in ROLES]
        case Ask.PEOPLE:
            return [(str(one), name) for one, name in _candidates(tx, data)]
        case Ask.OTHER:
            return _others(tx, manager, int(data["edits"]), now)
        case Ask.REPEAT:
            return [("none", ""), *((one.value, "") for one in Frequency)]
        case _:
            return []


def _others(tx: Transaction, manager: Actor, edited: int, now: datetime) -> list[Option]:
    found, _ = deadline_lists.of_units(tx, managed_scopes(manager), now, SEARCHED)
    return [(str(one.id), one.title) for one in found if one.id != edited]


def _candidates(tx: Transaction, data: Data) -> list[tuple[int, str]]:
    """Who was named so far, then those whom the typed words find."""
    chosen = _named(tx, data["people"])
    return [*chosen, *(one for one in found_people(tx, data["words"], data["unit"]) if one not in chosen)]


def found_people(tx: Transaction, words: str, unit_id: int | None) -> list[tuple[int, str]]:
    """(employee id, name) of the people of a unit and below, or of the agency, whom a name or a staff number finds."""
    digits = words.replace(" ", "").replace(".", "")
    digits = digits if digits.isascii() and digits.isdecimal() else ""
    if len(digits or folded(words)) < SHORTEST_QUERY:
        return []
    rows, _ = roles.search(tx, folded(words).split(), digits, 0, SEARCHED)
    serving = deadline_lists.serving_within(tx, [one.id for one in rows], unit_id)
    return [(one.id, one.name) for one in rows if one.id in serving]


def _named(tx: Transaction, ids: Sequence[int]) -> tuple[tuple[int, str], ...]:
    found = ((one, people.employee(tx, int(one))) for one in ids)
    return tuple(sorted(((one, person.name) for one, person in found if person), key=lambda one: (one[1], one[0])))


def _effect(
    tx: Transaction, manager: Actor, data: Data, made: Deadline, planning: Planning, now: datetime
) -> Effect:  # fmt: skip
    calendars = people.calendars(tx, made.unit_id)
    kept = main_calendar(manager, calendars)
    rules = reminders.with_plan(work_calendars.rules(tx, planning), made.plan)
    due_at = made.due_in(kept[0])
    years = (min(now.year, due_at.year), max(now.year, due_at.year))
    calendar = work_calendars.calendar(tx, planning, *kept, *years)
    planned = reminders.plan(0, due_at, calendar, rules, now)[:SHOWN_REMINDERS]
    zones = len({zone for zone, _ in calendars})
    return Effect(
        _concerned(tx, data, made, now), tuple(one.at for one in planned), kept[0], len(calendars), zones, _days(data)
    )


def _days(data: Data) -> tuple[date, ...]:
    """The first days of a series; none without one."""
    if not data["repeat"]:
        return ()
    first, frequency = first_day(data), Frequency(data["repeat"])
    horizon = date(first.year + 1 + SHOWN_REMINDERS * MONTHS_BETWEEN[frequency] // 12, 12, 31)
    return occurrences(first, frequency, None, (), date.min, horizon)[:SHOWN_REMINDERS]


def _concerned(tx: Transaction, data: Data, made: Deadline, now: datetime) -> int:
    if made.audience.concerned is Concerned.PEOPLE:
        return len(deadline_lists.serving_within(tx, data["people"], made.unit_id))
    whole, owing = numbers(tx, made, now)
    return owing if made.audience.concerned is Concerned.OWING else whole


def main_calendar(manager: Actor, calendars: Sequence[Calendar]) -> Calendar:
    """The calendar of the manager's own unit where it is among these, else the first; never none."""
    assert manager.unit is not None
    own = (manager.unit.timezone, manager.unit.work_days)
    return own if own in calendars or not calendars else calendars[0]


def _suggested(tx: Transaction, manager: Actor, data: Data) -> tuple[tuple[Ask, str, str], ...]:
    """Units and kinds of unit that the title names, where it is for everybody so far."""
    if data["whom"] != Concerned.ALL.value or data["unit"] != home_scope(manager):
        return ()
    title = f" {folded(data['title'])} "
    units = open_units(tx, manager)
    kinds = deadline_lists.kinds_within(tx, data["unit"])
    found = [(Ask.KIND, mark(one), one) for one in kinds if f" {folded(one)} " in title]
    found += [
        (Ask.UNIT, str(one.id), one.name)
        for one in units
        if any(f" {folded(name)} " in title for name in (one.code, one.name) if folded(name))
    ]
    return tuple(found[:MOST_SUGGESTED])


def _unit(tx: Transaction, unit_id: int | None) -> Unit | None:
    return people.unit(tx, unit_id) if unit_id is not None else None


def _listed(days: Sequence[int] | None) -> list[int] | None:
    return None if days is None else list(days)


def _tuple(days: Sequence[int] | None) -> tuple[int, ...] | None:
    return None if days is None else tuple(days)
