"""What people do in the time-lapse: the tasks of a year, who does them and when, leave, wishes, comings and goings.

Everything goes through the services of the bot as those people, or as the command line; the dice are seeded.
"""

import asyncio
import heapq
import itertools
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from benchmarks import lapse_deeds as deeds
from benchmarks.lapse_agency import FIRST, Log
from bot import ticks
from domain.agency_days import AgencyDay
from domain.deadline import Concerned, DeadlineAudience, DeadlinePlan, DoneRule
from domain.reminders import Snooze
from domain.series import Frequency, NewSeries, SeriesDetails
from domain.work_calendar import HoursSeason
from handlers.office import Office
from sandbox import Sandbox
from services.deadlines import NewDeadline
from storage.tables import accounts

WIB = ZoneInfo("Asia/Jakarta")
WHOLE = 100
"""Days from which it counts as a year."""
BACK_EARLY, UNBLOCKED = 0.1, 0.6
ANSWERED, PUT_OFF = 0.30, 0.06
"""How many of the reminders are followed by the work, or by being put off."""
TITLES = re.compile(r"<b>(?:H[+-]\d+|Hari H)</b> · (.+)")

Work = Callable[[Office, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody does; `offline` without the bot, `changes` people or deadlines."""

    work: Work
    offline: bool = False
    changes: bool = False


class Acts:
    """The acts to come, by their time."""

    def __init__(self, box: Sandbox, log: Log, people: int, units: int, seed: int) -> None:
        self.box, self.log, self.people, self.units = box, log, people, units
        self.waiting: list[tuple[datetime, int, Act]] = []
        self.seed, self.dice, self._numbers = seed, Random(seed), itertools.count()
        self.joined = people

    def at(self, moment: datetime, work: Work, *, offline: bool = False, changes: bool = False) -> None:
        """Something happens at this moment (aware)."""
        heapq.heappush(self.waiting, (moment.astimezone(UTC), next(self._numbers), Act(work, offline, changes)))

    def pop(self) -> tuple[datetime, Act]:
        """The next one, with its time."""
        moment, _, act = heapq.heappop(self.waiting)
        return moment, act

    def heard(self, at: datetime, account: int, text: str) -> None:
        """A message came: perhaps the person does the work some time later, or puts it off."""
        if text[0] not in "🔔👋":
            return
        dice, titles = Random(f"{self.seed} {account} {text}"), TITLES.findall(text)  # whatever the order of sending
        will = dice.random()
        later = at + timedelta(minutes=dice.choice((3, 20, 95, 300, 600, 1700, 2900)))
        if will < ANSWERED:
            self.at(later, lambda office, now: self._do(office, account, titles, now))
        elif will < ANSWERED + PUT_OFF:
            kind, days = dice.choice(list(Snooze)), dice.randrange(2, 9)
            soon = at + timedelta(minutes=5)
            self.at(soon, lambda office, now: self._put_off(office, account, titles[0], (kind, days), now))

    def person(self) -> int:
        """The account of anybody but the admin."""
        return FIRST + 1 + self.dice.randrange(self.people - 1)

    async def _do(self, office: Office, account: int, titles: list[str], now: datetime) -> None:
        done = await office.db.write(deeds.do, office, now, account, set(titles))
        for employee_id, deadline_id, rule in done:
            self.log.note("done", now, person=employee_id, deadline=deadline_id, rule=rule)

    async def _put_off(
        self, office: Office, account: int, title: str, until: tuple[Snooze, int], now: datetime
    ) -> None:  # fmt: skip
        kind, days = until
        day = now.astimezone(WIB).date() + timedelta(days=days)

        told = await office.db.write(deeds.put_off, office, now, account, title, day if kind is Snooze.DAY else kind)
        if told:
            self.log.note("snooze", now, person=told[0], deadline=told[1], until=told[2].isoformat())
            self.at(told[2] + timedelta(seconds=2), self._tick)

    async def _tick(self, office: Office, now: datetime) -> None:
        self.log.note("tick", now)
        await ticks.promote_all(office)


@dataclass(frozen=True, slots=True)
class Year:
    """When the bot is down, [from, to)."""

    downtimes: tuple[tuple[datetime, datetime], ...]

    def is_down(self, at: datetime) -> bool:
        """Whether it is down at this moment."""
        return any(start <= at < end for start, end in self.downtimes)


def _wib(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), WIB).astimezone(UTC)


def year_of(first: date, last: date, acts: Acts) -> Year:
    """Plan what happens from the first to the last day; the shorter, the less."""
    days = (last - first).days + 1
    _Planner(acts, first, last, days).plan()
    downtimes = (
        (_wib(date(2026, 4, 14), 10), _wib(date(2026, 4, 17), 10)),
        (_wib(date(2026, 9, 2), 5), _wib(date(2026, 9, 2), 15)),
    )
    return Year(tuple(one for one in downtimes if first <= one[0].astimezone(WIB).date() <= last))


@dataclass(slots=True)
class _Planner:
    acts: Acts
    first: date
    last: date
    days: int

    def plan(self) -> None:
        """Put everything on its day."""
        self._calendar()
        self._series()
        self._singles(20 if self.days > WHOLE else 5)
        scale = min(1.0, self.acts.people / 1000)
        self._wishes(round(60 * scale) + 2)
        self._leaves(round(80 * scale) + 3)
        self._blocks(5)
        for number in range(12):
            hand_in = _wib(self._day(5), 14, number)
            self._at(hand_in, deeds.hand_in, self.acts.log, self.acts.dice, self.acts.units)
        self._changes()
        self._comings_and_goings(6 if self.days > WHOLE else 1)

    def _day(self, low: int = 0, high: int | None = None) -> date:
        return self.first + timedelta(days=self.acts.dice.randrange(low, high or self.days))

    def _calendar(self) -> None:
        log, start = self.acts.log, _wib(self.first, 6)
        ramadan = HoursSeason(date(2026, 2, 18), date(2026, 3, 19), time(8, 30), (time(15), time(8)))
        self._at(start, deeds.add_season, log, ramadan)
        for known, day, closed in (
            (date(2026, 3, 2), date(2026, 4, 10), True), (date(2026, 5, 4), date(2026, 6, 13), False),
            (date(2026, 6, 1), date(2026, 8, 28), True), (date(2026, 10, 7), date(2026, 10, 7), True),
            (date(2026, 11, 2), date(2026, 12, 24), False), (date(2026, 12, 1), date(2026, 12, 31), True),
        ):  # fmt: skip
            own, at = AgencyDay(day, closed, "Hari daerah"), _wib(max(known, self.first), 5, 10)
            if self.first <= day <= self.last:
                self._at(at, deeds.put_day, log, own)

    def _series(self) -> None:
        team = SeriesDetails("Asia/Jakarta", audience=DeadlineAudience(Concerned.ROLE, "zi_team"))
        survey = SeriesDetails("Asia/Jakarta", time(15), each_zone=True)
        some = DeadlineAudience(Concerned.KIND, "kecamatan")
        pledge = SeriesDetails("Asia/Jakarta", rule=DoneRule.PLEDGE, audience=some)
        for title, frequency, ahead, details in (
            ("Monev bulanan ZI", Frequency.MONTHLY, 9, team), ("Survei triwulan", Frequency.QUARTERLY, 12, survey),
            ("Pakta tahunan", Frequency.YEARLY, 11, pledge),
        ):  # fmt: skip
            new = NewSeries(title, frequency, self.first + timedelta(days=ahead), details)
            self._change(_wib(self.first, 6, 5), deeds.start_series, new)
        self._at(_wib(self.first, 6, 1), deeds.publish)
        self._at(_wib(self.first, 6, 2), deeds.begin_cycle, self.acts.log, self.acts.units)

    def _singles(self, count: int) -> None:
        """Tasks of each rule and audience, set up to six weeks before they are due."""
        dice, room = self.acts.dice, max(1, self.days - 45)
        for number in range(count):
            day = self.first + timedelta(days=number * room // count)
            lead = dice.choice((2, 5, 12, 20, 33, 41)) if self.days > WHOLE else dice.choice((3, 5, 8))
            due = _wib(day + timedelta(days=lead), dice.choice((10, 15, 16, 23)), dice.choice((0, 59)))
            new, at = self._single(number, due), _wib(day, dice.choice((7, 9, 13, 20)), dice.randrange(60))
            self._change(at, deeds.add, new)

    def _single(self, number: int, due: datetime) -> NewDeadline:
        base = NewDeadline(f"Tugas {number:02}", due)
        kind = DeadlineAudience(Concerned.KIND, "puskesmas")
        heads = DeadlineAudience(Concerned.ROLE, "unit_head")
        return (
            base,
            replace(base, unit_id=1 + (10 * (number % 3)) % self.acts.units, each_zone=True),
            replace(base, rule=DoneRule.SHARED, audience=DeadlineAudience(Concerned.ROLE, "zi_team")),
            replace(base, audience=kind, evidence=True, each_zone=True),
            replace(base, audience=heads, plan=DeadlinePlan((10, 5, 2, 0), (1, 2))),
            replace(base, rule=DoneRule.WORKSHEET, unit_id=None),
            replace(base, audience=DeadlineAudience(Concerned.PEOPLE), people=(3, 5, 8, 13, 21, 34)),
            replace(base, audience=DeadlineAudience(Concerned.OWING, "last")),
            replace(base, audience=kind, plan=DeadlinePlan((3, 1), ())),
            replace(base, unit_id=4, rule=DoneRule.SHARED, timezone="Asia/Jayapura"),
        )[number % 10]

    def _wishes(self, count: int) -> None:
        dice, log = self.acts.dice, self.acts.log
        for _ in range(count):
            wanted = dice.choice((14, 7, 3, 1)), dice.choice(("on", "off")), dice.choice(("0900", "1000", "1300"))
            account, at = self.acts.person(), _wib(self._day(0, max(1, self.days // 3)), 9, dice.randrange(60))
            self._at(at, deeds.wish, log, account, wanted)

    def _leaves(self, count: int) -> None:
        """Of all lengths, told up to two weeks before; some people are back early."""
        dice, log = self.acts.dice, self.acts.log
        for _ in range(count):
            account, start = self.acts.person(), self._day(1)
            span = (start, start + timedelta(days=dice.choice((0, 1, 3, 4, 8, 12, 25))))
            asked = _wib(max(self.first, start - timedelta(days=dice.randrange(14))), 6, dice.randrange(60))
            self._at(asked, deeds.leave, log, account, span)
            if dice.random() < BACK_EARLY:
                back = _wib(start + timedelta(days=2), 6, 30)
                self._at(back, deeds.back_early, log, account)

    def _blocks(self, count: int) -> None:
        """Some come back."""
        dice = self.acts.dice
        for _ in range(count):
            account, day = self.acts.person(), self._day(2)
            self.acts.at(_wib(day, 12, 30), partial(self._block, account, False))  # noqa: FBT003
            if dice.random() < UNBLOCKED:
                back = day + timedelta(days=dice.randrange(3, 40))
                self.acts.at(_wib(back, 17), partial(self._block, account, True))  # noqa: FBT003

    async def _block(self, account: int, on: bool, office: Office, now: datetime) -> None:  # noqa: FBT001
        if on:
            self.acts.box.people.start(account)
        else:
            self.acts.box.people.block(account)
        query = select(accounts.c.reachable).where(accounts.c.telegram_id == account)
        for _ in range(500):
            if bool(await office.db.read(lambda tx: tx.execute(query).scalar())) is on:
                break
            await asyncio.sleep(0.01)
        self.acts.log.note("reach", now, chat=account, on=on)

    def _changes(self) -> None:
        """Moves (two one after the other, one to an earlier day), two cancellations, an edit, a day left out."""
        dice, whole = self.acts.dice, self.days > WHOLE
        share = self.days // 8
        for number in range(6 if whole else 2):
            day = self.first + timedelta(days=(number + 1) * share)
            by = -2 if number == 3 else dice.choice((3, 7, 10))  # one goes to an earlier day
            for again in range(2 if number == 1 else 1):
                at = _wib(day, dice.choice((9, 18)), 40 + again)
                self._change(at, deeds.move, by + again)
        self._change(_wib(date(2026, 4, 15), 11), deeds.cancel, offline=True)
        if whole:
            self._change(self._after(200), deeds.cancel)
            self._change(self._after(250), deeds.edit)
            self._change(self._after(140), deeds.skip)

    def _after(self, days: int) -> datetime:
        return _wib(self.first + timedelta(days=days), 10, 10)

    def _comings_and_goings(self, count: int) -> None:
        for _ in range(count):
            self.acts.at(_wib(self._day(2), 13, 50), self._join, changes=True)
            account = self.acts.person()
            self._change(_wib(self._day(3), 16, 40), deeds.leave_for_good, account)
            account, unit = self.acts.person(), 1 + self.acts.dice.randrange(self.acts.units)
            self._change(_wib(self._day(3), 20, 10), deeds.transfer, account, unit)

    async def _join(self, office: Office, now: datetime) -> None:
        number, unit = self.acts.joined, self.acts.dice.randrange(self.acts.units)
        self.acts.joined += 1
        self.acts.box.add_user(FIRST + number, f"Orang {number:04}")
        self.acts.box.people.start(FIRST + number)
        await asyncio.sleep(0.1)
        await office.db.write(deeds.join, office, now, number, unit)

    def _change(self, at: datetime, work: Callable[..., Any], *args: Any, offline: bool = False) -> None:
        self._at(at, work, *args, offline=offline, changes=True)

    def _at(
        self, at: datetime, work: Callable[..., Any], *args: Any, offline: bool = False, changes: bool = False
    ) -> None:  # fmt: skip
        """`work` is called with the transaction, the office, the time and these arguments."""

        async def act(office: Office, now: datetime) -> None:
            await office.db.write(work, office, now, *args)

        if at <= _wib(self.last, 23):
            self.acts.at(at, act, offline=offline, changes=changes)
