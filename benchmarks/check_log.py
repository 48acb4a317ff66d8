"""Judges the log of the time-lapse: `python benchmarks/check_log.py FILE`. Standard library only, no part of the bot.

The log has one JSON object a line, in the order of time, each with `kind` and `at` (ISO, UTC). Facts: `rules` (leads,
follow_ups, send_at, quiet, friday, agency_zone), `closed` (days), `agency_day`, `season`, `unit`, `person` (unit,
active, chat, roles), `deadline` (as it stands from then on), `worksheet` (of a unit), `done`, `snooze`, `wish`, `leave`
(spans that are not over), `reach` (of a chat), `down`, `tick` (the bot looked for work). Then `message`: what the
sandbox accepted.

What each message names is read from its words. Working days, office hours, who owes what, and on which days a task may
be recalled are worked out here anew. Prints how often each rule was looked at, and the first violations; ends with 1
when there is one.
"""

import bisect
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Fact = dict[str, Any]
Wish = tuple[tuple[int, ...], time]
"""The leads that a person wishes, and the time of day."""
Planned = tuple[int, datetime]
"""A lead, negative after the last moment, and when its reminder is due."""
Expected = dict[int, list[tuple[datetime, Fact, Fact]]]
"""By person: when they are told of a change, what they know, what holds now."""

SHOWN = 5
DAY = timedelta(days=1)
ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
ROW = re.compile(r"<b>(H[+-]\d+|Hari H)</b> · (.+)\n(.*)")
MOMENT = re.compile(r"(\d{1,2}) (\w+) (\d{4}) pukul (\d\d)\.(\d\d) (WITA|WIB|WIT)")
TODAY = re.compile(r"hari ini paling lambat pukul (\d\d)\.(\d\d) (WITA|WIB|WIT)")
HIDDEN = re.compile(r"^dan \d+ lainnya$", re.MULTILINE)
MISSED = "bot sempat tidak aktif sejak"
KINDS = (
    ("🔔", "reminder"), ("👋", "back"), ("📅", "change"), ("🚫", "change"), ("✏️", "change"), ("🗓", "digest"),
    ("<b>Tenggat selama cuti", "absent"), ("<b>Tenggat yang sudah lewat", "head"), ("<b>Tenggat yang perlu", "agency"),
)  # fmt: skip
RULES = {
    "hours": "only in office hours of the person's own calendar, on no closed day, not in the Friday prayers",
    "one a day": "one reminder a person and day, besides what was put off, back from leave, and what is new that day",
    "owed": "only of what the person still owes, with the date that holds and the right count of days",
    "planned": "only on a day of the plan, made up for after closed days, leave, downtime, or when asked for",
    "left out": "nobody who could be told is without a reminder before the last moment",
    "on its day": "every other reminder of the plan comes on its day, or on the first on which it can",
    "follow-up": "the first reminder after the last moment comes on its day",
    "leave": "nobody on leave is reminded",
    "back": "who is back from leave is told what came due meanwhile and is still open",
    "downtime": "after downtime what was missed and is still owed comes the same day; only then the bot apologises",
    "changes": "everybody told before is told of a change once, with what holds now; nobody else is",
    "notices": "what heads and admins read comes in office hours of their own calendar",
}


def _time(text: str) -> time:
    return time.fromisoformat(text)


def _span(texts: Sequence[str]) -> tuple[time, time]:
    start, end = map(_time, texts)
    return start, end


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


class History:
    """The states of one thing by the moment from which they hold."""

    def __init__(self) -> None:
        self.times: list[datetime] = []
        self.states: list[Any] = []

    def add(self, at: datetime, state: Any) -> None:
        """From this moment on it is so."""
        self.times.append(at)
        self.states.append(state)

    def at(self, moment: datetime) -> Any:
        """The state at this moment, None before the first."""
        place = bisect.bisect_right(self.times, moment)
        return self.states[place - 1] if place else None


Histories = defaultdict[int, History]


class Log:
    """All facts, and the messages with what they name."""

    def __init__(self, lines: Iterable[str], closed: Iterable[date] = ()) -> None:
        self.rules: Fact = {}
        self.closed = set(closed)
        self.own_days: list[tuple[datetime, date, bool]] = []
        self.seasons: list[tuple[datetime, date, date, time, tuple[time, time]]] = []
        self.units: dict[int, Fact] = {}
        self.people, self.deadlines = Histories(History), Histories(History)
        self.leaves, self.wishes, self.reach = Histories(History), Histories(History), Histories(History)
        self.sheets, self.owner = Histories(History), Histories(History)
        self.done: dict[object, dict[int, datetime]] = defaultdict(dict)
        self.snoozes: dict[tuple[int, int], list[tuple[datetime, datetime]]] = defaultdict(list)
        self.downs: list[tuple[datetime, datetime]] = []
        self.ticks: list[datetime] = []
        self.messages: list[tuple[datetime, int, str, str]] = []
        self.learned: list[datetime] = []
        self._planned: dict[tuple[object, ...], tuple[Planned, ...]] = {}
        for line in lines:
            fact = json.loads(line)
            getattr(self, "_" + fact["kind"])(datetime.fromisoformat(fact["at"]), fact)
        for person, history in self.people.items():
            for at, state in zip(history.times, history.states, strict=True):
                if state["chat"] is not None:
                    self.owner[state["chat"]].add(at, person)

    def _rules(self, at: datetime, fact: Fact) -> None:
        del at
        self.rules = fact

    def _closed(self, at: datetime, fact: Fact) -> None:
        del at
        self.closed |= {date.fromisoformat(day) for day in fact["days"]}

    def _agency_day(self, at: datetime, fact: Fact) -> None:
        self.own_days.append((at, date.fromisoformat(fact["day"]), fact["closed"]))
        self.learned.append(at)

    def _season(self, at: datetime, fact: Fact) -> None:
        span = date.fromisoformat(fact["first"]), date.fromisoformat(fact["last"])
        self.seasons.append((at, *span, _time(fact["send_at"]), _span(fact["quiet"])))
        self.learned.append(at)

    def _unit(self, at: datetime, fact: Fact) -> None:
        del at
        self.units[fact["id"]] = fact

    def _person(self, at: datetime, fact: Fact) -> None:
        self.people[fact["id"]].add(at, fact)

    def _deadline(self, at: datetime, fact: Fact) -> None:
        self.deadlines[fact["id"]].add(at, {**fact, "due": datetime.fromisoformat(fact["due"]), "since": at})

    def _worksheet(self, at: datetime, fact: Fact) -> None:
        self.sheets[fact["unit"]].add(at, fact["at_home"])

    def _done(self, at: datetime, fact: Fact) -> None:
        key = "pledge" if fact["rule"] == "pledge" else fact["deadline"]
        self.done[key].setdefault(fact["person"], at)

    def _snooze(self, at: datetime, fact: Fact) -> None:
        self.snoozes[fact["person"], fact["deadline"]].append((at, datetime.fromisoformat(fact["until"])))

    def _wish(self, at: datetime, fact: Fact) -> None:
        self.wishes[fact["person"]].add(at, (tuple(fact["leads"]), _time(fact["send_at"])))

    def _leave(self, at: datetime, fact: Fact) -> None:
        spans = [tuple(map(date.fromisoformat, span)) for span in fact["spans"]]
        self.leaves[fact["person"]].add(at, spans)

    def _reach(self, at: datetime, fact: Fact) -> None:
        self.reach[fact["chat"]].add(at, fact["on"])

    def _down(self, at: datetime, fact: Fact) -> None:
        del at
        self.downs.append((datetime.fromisoformat(fact["start"]), datetime.fromisoformat(fact["end"])))

    def _tick(self, at: datetime, fact: Fact) -> None:
        del fact
        self.ticks.append(at)

    def _message(self, at: datetime, fact: Fact) -> None:
        kind = next((kind for start, kind in KINDS if fact["text"].startswith(start)), "other")
        self.messages.append((at, fact["chat"], kind, fact["text"]))

    # Calendars: what was known at `known` counts.

    def works(self, week: int, day: date, known: datetime) -> bool:
        """Whether people with this week work on a local day."""
        own = None
        for at, one, closed in self.own_days:
            if one == day and at <= known:
                own = closed
        if own is not None:
            return not own
        return day.weekday() < week and day not in self.closed

    def hours(self, day: date, known: datetime) -> tuple[time, tuple[time, time]]:
        """(when reminders are usual, when it is quiet) on a local day."""
        for at, first, last, send, quiet in self.seasons:
            if first <= day <= last and at <= known:
                return send, quiet
        return _time(self.rules["send_at"]), _span(self.rules["quiet"])

    def shut(self, day: date, clock: time, known: datetime) -> time | None:
        """Until when it is shut on a working day at this time, None when it is open; `time.max`: for the evening."""
        start, end = self.hours(day, known)[1]
        if clock >= start:
            return time.max
        if clock < end:
            return end
        if day.weekday() == 4:
            first, last = map(_time, self.rules["friday"])
            if first <= clock < last:
                return last
        return None

    def is_open(self, zone: str, week: int, moment: datetime) -> bool:
        """Whether people may be reminded at this moment."""
        local = moment.astimezone(_zone(zone))
        day = local.date()
        return self.works(week, day, moment) and self.shut(day, local.time(), moment) is None

    def send_moment(self, zone: str, week: int, day: date, known: datetime, own: time | None = None) -> datetime | None:
        """The usual moment of a local day, None on a closed day; `own` is the time that a person wishes."""
        if not self.works(week, day, known):
            return None
        clock = self.hours(day, known)[0] if own is None else own
        for _ in range(3):
            until = self.shut(day, clock, known)
            if until is None:
                return datetime.combine(day, clock, _zone(zone)).astimezone(UTC)
            clock = self.hours(day, known)[1][1] if until is time.max else until
        return None

    def near(self, zone: str, week: int, day: date, step: timedelta, known: datetime, own: time | None) -> datetime:
        """The usual moment of the next working day before or after a day."""
        for _ in range(366):
            day += step
            found = self.send_moment(zone, week, day, known, own)
            if found is not None:
                return found
        raise ValueError(day)

    def first_open(self, zone: str, week: int, since: datetime, until: datetime | None = None) -> datetime | None:
        """The first tick from a moment on at which the office is open, also past its usual moment; None if none is."""
        for place in range(bisect.bisect_left(self.ticks, since), len(self.ticks)):
            tick = self.ticks[place]
            if until is not None and tick > until:
                return None
            if self.is_open(zone, week, tick):
                usual = self.send_moment(zone, week, tick.astimezone(_zone(zone)).date(), tick)
                if usual is not None and (tick >= usual or since < usual <= tick or since >= usual):
                    return tick
        return None

    # People and what they owe.

    def calendar(self, state: Any) -> tuple[str, int]:
        """(zone, working days) of a person."""
        unit = self.units[state["unit"]]
        return unit["zone"], unit["week"]

    def path(self, unit: int | None) -> Iterator[int]:
        """A unit and all above it."""
        while unit is not None:
            yield unit
            unit = self.units[unit]["parent"]

    def concerns(self, deadline: Fact, person: int, state: Any) -> bool:
        """Whether a deadline concerns a person in this state."""
        if not state["active"] or (deadline["unit"] is not None and deadline["unit"] not in self.path(state["unit"])):
            return False
        match deadline["concerned"]:
            case "kind":
                return bool(self.units[state["unit"]]["type"] == deadline["value"])
            case "role":
                return any(role == deadline["value"] and unit in (None, state["unit"]) for role, unit in state["roles"])
            case "people":
                return person in deadline["people"]
        return True

    def is_done(self, deadline: Fact, person: int, state: Any, moment: datetime) -> bool:
        """Whether the duty of a person in this state was done by a moment."""
        match deadline["rule"]:
            case "worksheet":
                return not self.sheets[state["unit"]].at(moment)
            case "shared":
                return any(at <= moment for at in self.done[deadline["id"]].values())
        marks = self.done["pledge" if deadline["rule"] == "pledge" else deadline["id"]]
        return person in marks and marks[person] <= moment

    def owes(self, deadline: Fact, person: int, moment: datetime) -> bool:
        """Whether a person owes a deadline, in the state given, at this moment."""
        state = self.people[person].at(moment)
        if state is None or deadline["cancelled"] or not self.concerns(deadline, person, state):
            return False
        if self.is_done(deadline, person, state, moment):
            return False
        if deadline["concerned"] == "owing":
            other = self.deadlines[int(deadline["value"])].at(moment)
            return not self.is_done(other, person, state, moment)
        return True

    def can_be_told(self, person: int, moment: datetime) -> bool:
        """Whether a person is here, linked, has not blocked the bot and is not on leave."""
        state = self.people[person].at(moment)
        if (
            state is None
            or not state["active"]
            or state["chat"] is None
            or self.reach[state["chat"]].at(moment) is False
        ):
            return False
        return not self.on_leave(person, moment, state)

    def on_leave(self, person: int, moment: datetime, state: Any) -> bool:
        """Whether a person in this state is on leave on the local day of a moment."""
        day = moment.astimezone(_zone(self.calendar(state)[0])).date()
        return any(first <= day <= last for first, last in self.leaves[person].at(moment) or ())

    def is_put_off(self, person: int, deadline: int, moment: datetime) -> bool:
        """Whether a person has put a deadline off until after a moment."""
        asked = [until for at, until in self.snoozes[person, deadline] if at <= moment]
        return bool(asked) and asked[-1] > moment

    def due(self, deadline: Fact, zone: str) -> datetime:
        """The last moment of a deadline for people in this zone."""
        due: datetime = deadline["due"]
        if not deadline["each_zone"]:
            return due
        return due.astimezone(_zone(deadline["zone"])).replace(tzinfo=_zone(zone)).astimezone(UTC)

    def moments(self, deadline: Fact, zone: str, week: int, wish: Wish | None, known: datetime) -> tuple[Planned, ...]:
        """The planned moments of a deadline as (lead, moment): leads, and follow-ups as negative ones."""
        key = (deadline["id"], deadline["since"], zone, week, wish, sum(at <= known for at in self.learned))
        if key not in self._planned:
            self._planned[key] = tuple(self._plan(deadline, zone, week, wish, known))
        return self._planned[key]

    def leads_of(self, deadline: Fact, wish: Wish | None) -> Sequence[int]:
        """The lead days of a deadline for who wishes this."""
        if wish is not None:
            return wish[0]
        own: Sequence[int] | None = deadline["leads"]
        return list(self.rules["leads"]) if own is None else own

    def follow_ups_of(self, deadline: Fact) -> Sequence[int]:
        """The days after the last moment of a deadline."""
        own: Sequence[int] | None = deadline["follow_ups"]
        return list(self.rules["follow_ups"]) if own is None else own

    def _plan(self, deadline: Fact, zone: str, week: int, wish: Wish | None, known: datetime) -> list[Planned]:
        due, own = self.due(deadline, zone), wish[1] if wish else None
        due_day = due.astimezone(_zone(zone)).date()
        found = []
        for lead in self.leads_of(deadline, wish):
            day = due_day - timedelta(days=lead)
            here = self.send_moment(zone, week, day, known, own)
            if here is None or here >= due:
                before = self.near(zone, week, day, -DAY, known, own)
                here = before if before >= deadline["since"] else self.near(zone, week, day, DAY, known, own)
            if deadline["since"] <= here < due:
                found.append((lead, here))
        for days in self.follow_ups_of(deadline):
            day = due_day + timedelta(days=days - 1)
            found.append((-days, self.near(zone, week, day, DAY, known, own)))
        return found


class Judge:
    """Goes through the rules; `looked` and `broken` count by rule, `shown` holds the first violations."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.looked: Counter[str] = Counter()
        self.broken: Counter[str] = Counter()
        self.shown: dict[str, list[str]] = defaultdict(list)
        self.told: dict[tuple[int, int], list[datetime]] = defaultdict(list)  # by person and deadline
        self.hidden: dict[int, set[date]] = defaultdict(set)  # days on which a message was too long to name all
        self.news: dict[int, list[tuple[datetime, str]]] = defaultdict(list)  # by person
        self.notes: Counter[str] = Counter()
        self.end = log.ticks[-1] if log.ticks else datetime.max.replace(tzinfo=UTC)

    def check(self, rule: str, holds: object, words: str) -> None:
        """Count a look at a rule, and what it has found."""
        self.looked[rule] += 1
        if not holds:
            self.broken[rule] += 1
            if len(self.shown[rule]) < SHOWN:
                self.shown[rule].append(words)

    def judge(self) -> "Judge":
        """All rules."""
        self._messages()
        states = list(self._lasting())
        for deadline, until in states:
            for person in self.log.people:
                if deadline["due"] + DAY < min(until, self.end):
                    self._before(deadline, person)
                self._on_its_day(deadline, person, until)
        self._after_leave(states)
        self._after_downtime(states)
        self._changes()
        return self

    # Messages one by one.

    def _messages(self) -> None:
        last: dict[tuple[int, date], list[tuple[datetime, bool]]] = defaultdict(list)  # (when, asked for)
        for at, chat, kind, text in self.log.messages:
            person = self.log.owner[chat].at(at)
            state = self.log.people[person].at(at) if person is not None else None
            if kind == "other":
                self.notes["other messages"] += 1
                continue
            self.notes[f"{kind} messages"] += 1
            if state is None or not state["active"] or state["chat"] != chat:
                self.check("owed", None, f"{at} {chat}: {kind} to nobody")
                continue
            zone, week = self.log.calendar(state)
            if kind in ("digest", "absent", "head", "agency"):
                self.check("notices", self.log.is_open(zone, week, at), f"{at} {person} ({zone}): {kind}")
            elif kind == "change":
                self.news[person].append((at, text))
                agency = self.log.rules["agency_zone"]
                self.check("hours", self.log.is_open(agency, 5, at), f"{at} {person}: change")
                self.notes["changes told outside of the person's own hours"] += not self.log.is_open(zone, week, at)
            else:
                day = at.astimezone(_zone(zone)).date()
                self._reminder(at, person, state, kind, text, last[person, day])

    def _reminder(
        self, at: datetime, person: int, state: Fact, kind: str, text: str, before: list[tuple[datetime, bool]]
    ) -> None:
        zone, week = self.log.calendar(state)
        self.check("hours", self.log.is_open(zone, week, at), f"{at} {person} ({zone}, {week} days): {text[:80]!r}")
        self.check("leave", not self.log.on_leave(person, at, state), f"{at} {person} is on leave: {text[:80]!r}")
        day = at.astimezone(_zone(zone)).date()
        if HIDDEN.search(text):
            self.hidden[person].add(day)
        named = list(self._named(at, zone, text))
        self.check("owed", bool(named), f"{at} {person}: names nothing: {text!r}")
        found = []
        for words, deadline, held in named:
            right = deadline is not None and held and self.log.owes(deadline, person, at)
            self.check("owed", right, f"{at} {person}: {words!r} (known: {deadline})")
            if deadline is not None:
                found.append(deadline)
                self.told[person, deadline["id"]].append(at)
                reason = self._reason(at, person, state, deadline)
                self.check("planned", reason, f"{at} {person} ({zone}): {words!r} of deadline {deadline['id']}")
        if not self._is_asked(at, person, found):
            alone = kind == "back" or not any(not asked for _, asked in before) or self._is_new(at, zone, found)
            self.check("one a day", alone, f"{at} {person}: again that day: {text[:200]!r}")
            before.append((at, False))
        else:
            self.notes["reminders that were asked for"] += 1
            before.append((at, True))
        self._apology(at, person, text)

    def _named(self, at: datetime, zone: str, text: str) -> Iterator[tuple[str, Fact | None, bool]]:
        """(words, deadline, whether the count of days is right) of each row."""
        local = at.astimezone(_zone(zone)).date()
        for count, title, rest in ROW.findall(text):
            due = self._moment(rest, at)
            deadline = self._deadline(title, due, zone, at) if due else None
            days = (local - due.astimezone(_zone(zone)).date()).days if due else None
            held = count == ("Hari H" if days == 0 else f"H{days:+d}") if due else False
            yield f"{count} {title} {rest}", deadline, held

    def _moment(self, words: str, at: datetime) -> datetime | None:
        found = MOMENT.search(words)
        if found:
            day, month, year, hour, minute, label = found.groups()
            clock = datetime(
                int(year), MONTHS.index(month) + 1, int(day), int(hour), int(minute), tzinfo=_zone(ZONES[label])
            )  # fmt: skip
            return clock.astimezone(UTC)
        found = TODAY.search(words)
        if not found:
            return None
        zone = _zone(ZONES[found[3]])
        return datetime.combine(at.astimezone(zone).date(), time(int(found[1]), int(found[2])), zone).astimezone(UTC)

    def _deadline(self, title: str, due: datetime, zone: str, at: datetime) -> Fact | None:
        """The deadline with this title and last moment as it stood; None when there was none."""
        for history in self.log.deadlines.values():
            state: Fact | None = history.at(at)
            if state and state["title"] == title and _minute(self.log.due(state, zone)) == due:
                return state
        return None

    def _reason(self, at: datetime, person: int, state: Any, deadline: Fact) -> bool:
        """Whether a person may be reminded of this deadline on this day."""
        log = self.log
        zone, week = log.calendar(state)
        day = at.astimezone(_zone(zone)).date()
        for asked, until in log.snoozes[person, deadline["id"]]:
            if asked < at and self._made_up_on(zone, week, until, person) == day:
                return True
        for planned in self._all_moments(deadline, person, zone, week, at):
            if planned <= at and (
                planned.astimezone(_zone(zone)).date() == day or self._made_up_on(zone, week, planned, person) == day
            ):
                return True
        # The last chance: it was set or changed when all leads had passed.
        first = log.first_open(zone, week, deadline["since"])
        if first is None or first.astimezone(_zone(zone)).date() != day:
            return False
        moments = log.moments(deadline, zone, week, log.wishes[person].at(at), at)
        return not any(lead >= 0 for lead, _ in moments)

    def _all_moments(self, deadline: Fact, person: int, zone: str, week: int, at: datetime) -> Iterator[datetime]:
        """Every moment that was planned by what was known and wished at some time until now."""
        wishes = {None, *(wish for since, wish in zip(
            self.log.wishes[person].times, self.log.wishes[person].states, strict=True) if since <= at)}  # fmt: skip
        for known in {deadline["since"], at, *(one for one in self.log.learned if deadline["since"] < one <= at)}:
            for wish in wishes:
                for _, planned in self.log.moments(deadline, zone, week, wish, known):
                    yield planned

    def _made_up_on(self, zone: str, week: int, moment: datetime, person: int) -> date | None:
        """The local day on which what was due at a moment goes out: the office opens, the bot is up, no leave."""
        since = moment
        for _ in range(400):
            tick = self.log.first_open(zone, week, since)
            if tick is None:
                return None
            state = self.log.people[person].at(tick)
            if state is None or not self.log.on_leave(person, tick, state):
                return tick.astimezone(_zone(zone)).date()
            day = tick.astimezone(_zone(zone)).date() + DAY
            since = datetime.combine(day, time.min, _zone(zone)).astimezone(UTC)
        return None

    def _is_asked(self, at: datetime, person: int, found: list[Fact]) -> bool:
        """Whether this is the message that comes since somebody had put a deadline off."""
        for deadline in found:
            earlier = self.told[person, deadline["id"]][:-1]
            for asked, until in self.log.snoozes[person, deadline["id"]]:
                if asked < at and until <= at and not any(until <= one < at for one in earlier):
                    return True
        return False

    def _is_new(self, at: datetime, zone: str, found: list[Fact]) -> bool:
        """Whether all of it was set or changed that day."""
        day = at.astimezone(_zone(zone)).date()
        return bool(found) and all(one["since"].astimezone(_zone(zone)).date() == day for one in found)

    def _apology(self, at: datetime, person: int, text: str) -> None:
        first = text.partition("\n")[0]
        if MISSED not in first:
            return
        since = self._moment(first, at)
        right = (
            any(start - 3 * DAY < since < end < at < end + 7 * DAY for start, end in self.log.downs) if since else False
        )
        self.check("downtime", right, f"{at} {person}: {first!r}")

    # Deadlines one by one.

    def _lasting(self) -> Iterator[tuple[Fact, datetime]]:
        """The states of deadlines, with until when each held."""
        for history in self.log.deadlines.values():
            ends = [*history.times[1:], self.end]
            for state, until in zip(history.states, ends, strict=True):
                if not state["cancelled"]:
                    yield state, until

    def _before(self, deadline: Fact, person: int) -> None:
        log = self.log
        state = log.people[person].at(deadline["due"])
        if state is None or not log.concerns(deadline, person, state):
            return
        zone, week = log.calendar(state)
        due, wish = log.due(deadline, zone), log.wishes[person].at(deadline["due"])
        leads = [at for lead, at in log.moments(deadline, zone, week, wish, due) if lead >= 0]
        if not log.leads_of(deadline, wish):
            return
        tick = log.first_open(zone, week, leads[-1] if leads else deadline["since"], due)
        if tick is None or tick >= due:
            self.notes["no office time before the last moment"] += 1
            return
        if not self._should_hear(deadline, person, tick, zone):
            return
        heard = any(deadline["since"] <= at < due for at in self.told[person, deadline["id"]])
        words = f"{person} ({zone}) was not reminded of {deadline['id']} {deadline['title']!r}, due {due}, by {tick}"
        self.check("left out", heard or self._maybe(person, deadline["since"], due), words)

    def _should_hear(self, deadline: Fact, person: int, tick: datetime, zone: str) -> bool:
        log = self.log
        state = log.people[person].at(tick)
        if state is None or log.calendar(state)[0] != zone or log.is_put_off(person, deadline["id"], tick):
            return False
        return log.can_be_told(person, tick) and log.owes(deadline, person, tick)

    def _maybe(self, person: int, start: datetime, end: datetime) -> bool:
        return any(start.date() - DAY <= day <= end.date() + DAY for day in self.hidden[person])

    def _on_its_day(self, deadline: Fact, person: int, until: datetime) -> None:
        """Every reminder that was planned comes on its day, or on the first on which it can."""
        log = self.log
        state = log.people[person].at(min(until, self.end))
        if state is None or not log.concerns(deadline, person, state):
            return
        zone, week = log.calendar(state)
        follow_ups = []
        for lead, at in log.moments(deadline, zone, week, log.wishes[person].at(until), log.due(deadline, zone)):
            tick = log.first_open(zone, week, at)
            wish = log.wishes[person].at(at)
            agreed = (lead, at) in log.moments(deadline, zone, week, wish, at - timedelta(minutes=1))
            steady = wish == log.wishes[person].at(deadline["since"]) == log.wishes[person].at(until)
            if tick is None or tick >= until or not agreed or not steady:
                self.notes["planned moments that nobody can judge"] += 1
            elif self._should_hear(deadline, person, tick, zone) and self._was_here(deadline, person, at, (zone, week)):
                if lead < 0:
                    follow_ups.append((at, tick))
                else:
                    self._expect("on its day", deadline, person, tick, zone)
        for place, (_, tick) in enumerate(sorted(follow_ups)):
            self._expect("on its day" if place else "follow-up", deadline, person, tick, zone)

    def _was_here(self, deadline: Fact, person: int, at: datetime, calendar: tuple[str, int]) -> bool:
        """Whether the deadline concerned the person, by the same calendar, already when the moment came."""
        state = self.log.people[person].at(at)
        return state is not None and self.log.calendar(state) == calendar and self.log.concerns(deadline, person, state)

    def _expect(self, rule: str, deadline: Fact, person: int, tick: datetime, zone: str) -> None:
        """The person is reminded on the local day of a tick."""
        day = tick.astimezone(_zone(zone)).date()
        days = {at.astimezone(_zone(zone)).date() for at in self.told[person, deadline["id"]]}
        words = f"{person} ({zone}) was not reminded of {deadline['id']} {deadline['title']!r} on {day}"
        self.check(rule, day in days or day in self.hidden[person], words)

    # Leave and downtime.

    def _after_leave(self, states: list[tuple[Fact, datetime]]) -> None:
        for person, history in list(self.log.leaves.items()):
            for known, spans in zip(history.times, history.states, strict=True):
                for first, last in spans:
                    if known == self._last_said(history, last):
                        self._back(person, first, last, states)

    def _last_said(self, history: History, last: date) -> datetime | None:
        """When what held at the end of the leave was said."""
        moment = datetime.combine(last, time(20), UTC)
        place = bisect.bisect_right(history.times, moment)
        return history.times[place - 1] if place else None

    def _back(self, person: int, first: date, last: date, states: list[tuple[Fact, datetime]]) -> None:
        log = self.log
        state = log.people[person].at(datetime.combine(last, time(12), UTC))
        if state is None:
            return
        zone, week = log.calendar(state)
        start, end = (datetime.combine(day, time.min, _zone(zone)).astimezone(UTC) for day in (first, last + DAY))
        day = self._made_up_on(zone, week, end, person)
        tick = log.first_open(zone, week, end)
        if tick is None or day != tick.astimezone(_zone(zone)).date():
            return
        for deadline, until in states:
            if tick >= until or tick < deadline["since"] or not self._should_hear(deadline, person, tick, zone):
                continue
            wish = log.wishes[person].at(start)
            if any(start <= at < end for _, at in log.moments(deadline, zone, week, wish, start)):
                self._expect("back", deadline, person, tick, zone)

    def _after_downtime(self, states: list[tuple[Fact, datetime]]) -> None:
        for start, end in self.log.downs:
            for deadline, until in states:
                for person in self.log.people:
                    self._made_up(deadline, until, person, start, end)

    def _made_up(self, deadline: Fact, until: datetime, person: int, start: datetime, end: datetime) -> None:
        log = self.log
        state = log.people[person].at(end)
        if state is None or not log.concerns(deadline, person, state):
            return
        zone, week = log.calendar(state)
        tick = log.first_open(zone, week, end)
        if tick is None or not deadline["since"] <= tick < until or not self._should_hear(deadline, person, tick, zone):
            return
        wish = log.wishes[person].at(start)
        missed = [at for _, at in log.moments(deadline, zone, week, wish, start) if start <= at < end]
        if missed and log.can_be_told(person, missed[-1]):
            self._expect("downtime", deadline, person, tick, zone)

    # Changes.

    def _changes(self) -> None:
        expected: Expected = defaultdict(list)
        for number, history in self.log.deadlines.items():
            self._expected(number, history, expected)
        for person in {*expected, *self.news}:
            self._compare(person, sorted(expected[person], key=lambda one: one[0]))

    def _expected(self, number: int, history: History, expected: Expected) -> None:
        log, agency = self.log, self.log.rules["agency_zone"]
        groups: dict[datetime | None, list[int]] = defaultdict(list)
        for place in range(1, len(history.times)):
            groups[log.first_open(agency, 5, history.times[place])].append(place)
        for tick, places in groups.items():
            if tick is None:
                continue
            before, after = history.states[places[0] - 1], history.states[places[-1]]
            for person in log.people:
                first = min(self.told[person, number], default=None)
                if first is None or first > history.times[places[-1]]:
                    continue
                known = next(history.states[one - 1] for one in places if first <= history.times[one])
                state = log.people[person].at(tick)
                if state is None or not state["active"] or state["chat"] is None:
                    continue
                if log.reach[state["chat"]].at(tick) is False:
                    continue
                del before
                before = known
                if _told_differs(before, after):
                    expected[person].append((tick, before, after))

    def _compare(self, person: int, expected: list[tuple[datetime, Fact, Fact]]) -> None:
        got = list(self.news[person])
        for tick, before, after in expected:
            zone = self.log.calendar(self.log.people[person].at(tick))[0]
            fits = [
                one for one in got if tick <= one[0] < tick + DAY and self._says(one[1], before, after, zone, one[0])
            ]
            now = "cancelled" if after["cancelled"] else after["due"]
            words = f"{person}: {len(fits)} messages at {tick} that {before['title']!r} was {before['due']}, is {now}"
            self.check("changes", len(fits) == 1, words)
            for one in fits:
                got.remove(one)
        for at, text in got:
            day = at.date()
            self.check(
                "changes", any(one <= day for one in self.hidden[person]), f"{at} {person}: unasked {text[:120]!r}"
            )

    def _says(self, text: str, before: Fact, after: Fact, zone: str, at: datetime) -> bool:
        """Whether a message tells of this change, with what holds now."""
        if after["cancelled"]:
            due = self._moment(text, at)
            return (
                text.startswith("🚫")
                and f"<b>{before['title']}</b>" in text
                and due == _minute(self.log.due(before, zone))
            )
        if f"<b>{after['title']}</b>" not in text:
            return False
        if before["due"] == after["due"] and before["each_zone"] == after["each_zone"]:
            return True
        new = text.partition("menjadi <b>")[2]
        return self._moment(new, at) == _minute(self.log.due(after, zone))


def _told_differs(before: Fact, after: Fact) -> bool:
    names = ("title", "due", "cancelled", "concerned", "value", "unit", "people", "rule", "each_zone")
    return any(before[name] != after[name] for name in names)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def closed_days(year: int, folder: Path = Path(__file__).parent) -> list[date]:
    """The closed days of a year in the list next to this script; none when there is no such list."""
    file = folder / f"closed_days_{year}.txt"
    lines = file.read_text("utf-8").splitlines() if file.exists() else ()
    return [date.fromisoformat(line[:10]) for line in lines if line and not line.startswith("#")]


def judge(lines: Iterable[str]) -> "Judge":
    """Judge the lines of a log."""
    return Judge(Log(lines)).judge()


def report(found: "Judge") -> Iterator[str]:
    """What was found, a line each."""
    for name, count in sorted(found.notes.items()):
        yield f"{name}: {count}"
    for rule, words in RULES.items():
        yield f"{rule}: {found.looked[rule]} looked at, {found.broken[rule]} broken ({words})"
        for one in found.shown[rule]:
            yield f"    {one}"


def main() -> int:
    """Read, judge, print."""
    with Path(sys.argv[1]).open(encoding="utf-8") as file:
        found = judge(file)
    for line in report(found):
        print(line)
    broken = sum(found.broken.values())
    print(f"BROKEN: {broken}" if broken else "all rules hold")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
