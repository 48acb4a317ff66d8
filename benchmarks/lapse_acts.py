"""What people do in the time-lapse: the tasks of a year, who does them and when, leave, wishes, comings and goings.

Everything goes through the services of the bot as those people, or as the command line; the dice are seeded.
"""

import asyncio
import hashlib
import heapq
import itertools
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from benchmarks.lapse_agency import FIRST, Log, employee_row, link
from bot import ticks
from domain.agency_days import AgencyDay, new_season
from domain.deadline import Concerned, Deadline, DeadlineAudience, DeadlinePlan, DoneRule
from domain.evidence import Candidate
from domain.people import Actor
from domain.pledge_request import RequestReason
from domain.reminders import Snooze
from domain.series import Frequency, NewSeries, SeriesDetails
from domain.stages import Stage
from domain.work_calendar import HoursSeason
from handlers.office import Office
from sandbox import Sandbox
from services import (
    absences,
    agency_days,
    campaigns,
    cycles,
    deadline_changes,
    deadline_series,
    deadlines,
    done_papers,
    pledges,
    roster,
    roster_import,
    snoozing,
    wishes,
)
from services.access import find_actor
from services.deadlines import NewDeadline
from storage.engine import Transaction
from storage.roster import update_employees
from storage.tables import accounts, employees, units
from storage.tables import deadlines as deadline_table

WIB = ZoneInfo("Asia/Jakarta")
CLI = "cli"
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
            self.at(at + timedelta(minutes=5), lambda office, now: self._put_off(office, account, titles[0], kind, days, now))

    def person(self) -> int:
        """The account of anybody but the admin."""
        return FIRST + 1 + self.dice.randrange(self.people - 1)

    async def _do(self, office: Office, account: int, titles: list[str], now: datetime) -> None:
        done = await office.db.write(_do, office, account, set(titles), now)
        for employee_id, deadline_id, rule in done:
            self.log.note("done", now, person=employee_id, deadline=deadline_id, rule=rule)

    async def _put_off(
        self, office: Office, account: int, title: str, kind: Snooze, days: int, now: datetime
    ) -> None:  # fmt: skip
        day = now.astimezone(WIB).date() + timedelta(days=days)

        def put_off(tx: Transaction) -> tuple[int, int, datetime] | None:
            actor = find_actor(tx, account)
            found = next((one for one in _owed(tx, actor, now) if one.title == title), None)
            if actor is None or actor.employee is None or found is None:
                return None
            choice = day if kind is Snooze.DAY else kind
            kept = snoozing.later(tx, actor, found.id, choice, office.planning, now)
            assert kept.until_at is not None
            return actor.employee.id, found.id, kept.until_at

        told = await office.db.write(put_off)
        if told:
            self.log.note("snooze", now, person=told[0], deadline=told[1], until=told[2].isoformat())
            self.at(told[2] + timedelta(seconds=2), self._tick)

    async def _tick(self, office: Office, now: datetime) -> None:
        self.log.note("tick", now)
        await ticks.promote_all(office)


def _owed(tx: Transaction, actor: Actor | None, now: datetime) -> list[Deadline]:
    """What the person still owes, as they see it."""
    if actor is None or actor.employee is None:
        return []
    return [one.deadline for one in deadlines.everything_owed(tx, actor, now) if not one.done]


def _do(tx: Transaction, office: Office, account: int, titles: set[str], now: datetime) -> list[tuple[int, int, str]]:
    actor, done = find_actor(tx, account), []
    for one in _owed(tx, actor, now):
        assert actor is not None
        assert actor.employee is not None
        if one.title not in titles or one.due_at > now + timedelta(days=45) or one.rule is DoneRule.WORKSHEET:
            continue
        if one.rule is DoneRule.PLEDGE:
            campaign = pledges.desk(tx, actor, now).campaign.id
            pledges.begin_whole(tx, actor, campaign, now)
            pledges.read_whole(tx, actor, campaign, now)
            pledges.sign(tx, actor, campaign, now, office.sealer)
        elif one.evidence:
            digest = hashlib.sha256(f"{account} {one.id}".encode()).hexdigest()
            done_papers.add(tx, actor, one.id, Candidate("bukti.pdf", "application/pdf", 100, digest), now)
        else:
            deadlines.mark_done(tx, actor, one.id, now)
        done.append((actor.employee.id, one.id, one.rule.value))
    return done


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
        self._singles(20 if self.days > 100 else 5)
        scale = min(1.0, self.acts.people / 1000)
        self._people(round(60 * scale) + 2, round(80 * scale) + 3)
        self._changes()
        self._comings_and_goings(6 if self.days > 100 else 1)

    def _day(self, low: int = 0, high: int | None = None) -> date:
        return self.first + timedelta(days=self.acts.dice.randrange(low, high or self.days))

    def _calendar(self) -> None:
        ramadan = new_season("Ramadan", date(2026, 2, 18), date(2026, 3, 19), time(8, 30), (time(15), time(8)))
        start = _wib(self.first, 6)
        self._at(start, lambda tx, office, now: _add_season(self.acts.log, tx, ramadan.name, ramadan.hours, office, now))
        for known, day, closed in (
            (date(2026, 3, 2), date(2026, 4, 10), True), (date(2026, 5, 4), date(2026, 6, 13), False),
            (date(2026, 6, 1), date(2026, 8, 28), True), (date(2026, 10, 7), date(2026, 10, 7), True),
            (date(2026, 11, 2), date(2026, 12, 24), False), (date(2026, 12, 1), date(2026, 12, 31), True),
        ):  # fmt: skip
            at = _wib(max(known, self.first), 5, 10)
            if self.first <= day <= self.last:
                self._at(at, lambda tx, office, now, day=day, closed=closed: _put_day(
                    self.acts.log, tx, AgencyDay(day, closed, "Hari daerah"), office, now))  # fmt: skip

    def _series(self) -> None:
        team = DeadlineAudience(Concerned.ROLE, "zi_team")
        survey = SeriesDetails("Asia/Jakarta", time(15), each_zone=True)
        pledge = SeriesDetails("Asia/Jakarta", rule=DoneRule.PLEDGE,
                               audience=DeadlineAudience(Concerned.KIND, "kecamatan"))  # fmt: skip
        for title, frequency, ahead, details in (
            ("Monev bulanan ZI", Frequency.MONTHLY, 9, SeriesDetails("Asia/Jakarta", audience=team)),
            ("Survei triwulan", Frequency.QUARTERLY, 12, survey),
            ("Pakta tahunan", Frequency.YEARLY, 11, pledge),
        ):
            new = NewSeries(title, frequency, self.first + timedelta(days=ahead), details)
            self._at(_wib(self.first, 6, 5), lambda tx, office, now, new=new: deadline_series.start(
                tx, new, CLI, office.planning, now), changes=True)  # fmt: skip
        self._at(_wib(self.first, 6, 1), _publish)
        self._at(_wib(self.first, 6, 2), lambda tx, _, now: _begin_cycle(self.acts.log, tx, self.acts.units, now))

    def _singles(self, count: int) -> None:
        """Tasks of each rule and audience, set up to six weeks before they are due."""
        dice, room = self.acts.dice, max(1, self.days - 45)
        for number in range(count):
            day = self.first + timedelta(days=number * room // count)
            lead = dice.choice((2, 5, 12, 20, 33, 41)) if self.days > 100 else dice.choice((3, 5, 8))
            due = _wib(day + timedelta(days=lead), dice.choice((10, 15, 16, 23)), dice.choice((0, 59)))
            new = self._single(number, due)
            self._at(_wib(day, dice.choice((7, 9, 13, 20)), dice.randrange(60)),
                     lambda tx, office, now, new=new: _add(tx, new, office, now), changes=True)  # fmt: skip

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

    def _people(self, wishing: int, leaving: int) -> None:
        dice, log = self.acts.dice, self.acts.log
        for _ in range(wishing):
            account, lead, clock = self.acts.person(), dice.choice((14, 7, 3, 1)), dice.choice(("0900", "1000", "1300"))
            on = dice.choice(("on", "off"))
            self._at(_wib(self._day(0, max(1, self.days // 3)), 9, dice.randrange(60)), lambda tx, office, now, a=account, lead=lead, on=on, c=clock: _wish(
                log, tx, a, lead, on, c, office, now))  # fmt: skip
        for _ in range(leaving):
            account, start = self.acts.person(), self._day(1)
            span = (start, start + timedelta(days=dice.choice((0, 1, 3, 4, 8, 12, 25))))
            asked = _wib(max(self.first, start - timedelta(days=dice.randrange(14))), 6, dice.randrange(60))
            self._at(asked, lambda tx, _, now, a=account, s=span: _leave(log, tx, a, s, now))
            if dice.random() < 0.1:
                self._at(_wib(start + timedelta(days=2), 6, 30), lambda tx, _, now, a=account: _back_early(log, tx, a, now))
        for _ in range(5):
            account, day = self.acts.person(), self._day(2)
            self.acts.at(_wib(day, 12, 30), lambda office, now, a=account: self._block(office, a, now, on=False))
            if dice.random() < 0.6:
                back = day + timedelta(days=dice.randrange(3, 40))
                self.acts.at(_wib(back, 17), lambda office, now, a=account: self._block(office, a, now, on=True))
        for number in range(12):
            self._at(_wib(self._day(5), 14, number), lambda tx, _, now: _hand_in(log, tx, self.acts, now))

    async def _block(self, office: Office, account: int, now: datetime, *, on: bool) -> None:
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
        """Six moves (two of them one after the other, one to an earlier day), two cancellations, an edit, a day left out."""
        dice, whole = self.acts.dice, self.days > 100
        share = self.days // 8
        for number in range(6 if whole else 2):
            day = self.first + timedelta(days=(number + 1) * share)
            by = -2 if number == 3 else dice.choice((3, 7, 10))
            for again in range(2 if number == 1 else 1):
                at = _wib(day, dice.choice((9, 18)), 40 + again)
                self._at(at, lambda tx, office, now, by=by, again=again: _move(tx, by + again, office, now), changes=True)
        self._at(_wib(date(2026, 4, 15), 11), lambda tx, _, now: _cancel(tx, now), offline=True, changes=True)
        if whole:
            self._at(_wib(self.first + timedelta(days=200), 10, 10), lambda tx, _, now: _cancel(tx, now), changes=True)
            self._at(_wib(self.first + timedelta(days=250), 10, 10), lambda tx, office, now: _edit(tx, office, now), changes=True)
            self._at(_wib(self.first + timedelta(days=140), 10, 10), lambda tx, _, now: _skip(tx, now), changes=True)

    def _comings_and_goings(self, count: int) -> None:
        for _ in range(count):
            self.acts.at(_wib(self._day(2), 13, 50), self._join, changes=True)
            account = self.acts.person()
            self._at(_wib(self._day(3), 16, 40), lambda tx, _, now, a=account: _leave_for_good(tx, a, now), changes=True)
            account, unit = self.acts.person(), 1 + self.acts.dice.randrange(self.acts.units)
            self._at(_wib(self._day(3), 20, 10), lambda tx, _, now, a=account, u=unit: _transfer(tx, a, u), changes=True)

    async def _join(self, office: Office, now: datetime) -> None:
        number, unit = self.acts.joined, self.acts.dice.randrange(self.acts.units)
        self.acts.joined += 1
        self.acts.box.add_user(FIRST + number, f"Orang {number:04}")
        self.acts.box.people.start(FIRST + number)
        await asyncio.sleep(0.1)
        await office.db.write(_join, number, unit, now)

    def _at(
        self, at: datetime, work: Callable[[Transaction, Office, datetime], Any], *, offline: bool = False,
        changes: bool = False,
    ) -> None:  # fmt: skip
        async def act(office: Office, now: datetime) -> None:
            await office.db.write(work, office, now)

        if at <= _wib(self.last, 23):
            self.acts.at(at, act, offline=offline, changes=changes)


def _add_season(log: Log, tx: Transaction, name: str, hours: HoursSeason, office: Office, now: datetime) -> None:
    agency_days.add_season(tx, new_season(name, hours.first, hours.last, hours.send_at, hours.quiet_hours), CLI,
                           office.planning, now)  # fmt: skip
    log.note("season", now, first=hours.first.isoformat(), last=hours.last.isoformat(), send_at=f"{hours.send_at:%H:%M}",
             quiet=[f"{one:%H:%M}" for one in hours.quiet_hours])  # fmt: skip


def _put_day(log: Log, tx: Transaction, day: AgencyDay, office: Office, now: datetime) -> None:
    agency_days.put(tx, [day], CLI, office.planning, now)
    log.note("agency_day", now, day=day.day.isoformat(), closed=day.closed)


def _publish(tx: Transaction, office: Office, now: datetime) -> None:
    source = resources.files("domain").joinpath("data", "pledge_default.toml").read_text("utf-8")
    campaigns.publish(tx, source, "Pakta Integritas", now + timedelta(days=400), now, office.sealer)


def _begin_cycle(log: Log, tx: Transaction, count: int, now: datetime) -> None:
    cycle = cycles.start(tx, 2026, "Periode 2026")
    for one in range(min(12, count)):
        cycles.enter_stage(tx, cycle, f"u{one:02}", Stage.SELF_ASSESSMENT, "WBK", now)
        log.note("worksheet", now, unit=_unit(tx, f"u{one:02}"), at_home=True)


def _hand_in(log: Log, tx: Transaction, acts: Acts, now: datetime) -> None:
    code = f"u{acts.dice.randrange(min(12, acts.units)):02}"
    cycles.enter_stage(tx, cycles.latest(tx).id, code, Stage.TPI_REVIEW, "WBK", now)
    log.note("worksheet", now, unit=_unit(tx, code), at_home=False)


def _unit(tx: Transaction, code: str) -> int:
    return int(tx.execute(select(units.c.id).where(units.c.code == code)).scalar_one())


def _add(tx: Transaction, new: NewDeadline, office: Office, now: datetime) -> None:
    if new.audience.concerned is Concerned.OWING:
        other = _ahead(tx, now)
        new = replace(new, audience=DeadlineAudience(Concerned.OWING, str(other[0].id)))
    here = set(tx.execute(select(employees.c.id).where(employees.c.active)).scalars())
    admin, new = find_actor(tx, FIRST), replace(new, people=tuple(one for one in new.people if one in here))
    assert admin is not None
    deadlines.add_as(tx, admin, new, office.planning, now)


def _ahead(tx: Transaction, now: datetime, days: int = 1) -> list[Any]:
    """Single deadlines ahead, the soonest first."""
    table = deadline_table.c
    soon = select(table.id, table.due_at).where(
        table.ended_at.is_(None), table.due_at > now + timedelta(days=days), table.title.like("Tugas%")
    )
    some = list(tx.execute(soon.order_by(table.due_at)))
    return some or list(tx.execute(select(table.id, table.due_at).where(table.ended_at.is_(None), table.due_at > now)
                                   .order_by(table.due_at)))  # fmt: skip


def _move(tx: Transaction, by: int, office: Office, now: datetime) -> None:
    admin, found = find_actor(tx, FIRST), _ahead(tx, now, 3)[0]
    assert admin is not None
    deadline_changes.move_as(tx, admin, found.id, found.due_at + timedelta(days=by), office.planning, now)


def _cancel(tx: Transaction, now: datetime) -> None:
    deadline_changes.cancel(tx, _ahead(tx, now)[0].id, CLI, now)


def _edit(tx: Transaction, office: Office, now: datetime) -> None:
    found = _ahead(tx, now)[0].id
    said = deadline_changes.present(tx, found)
    edited = replace(said, title=f"{said.title} perbaikan", due_at=said.due_at + timedelta(days=1))
    deadline_changes.edit(tx, found, edited, CLI, office.planning, now)


def _skip(tx: Transaction, now: datetime) -> None:
    facts = next(one for one in deadline_series.listing(tx, now) if one.series.title.startswith("Monev"))
    deadline_series.skip(tx, facts.series.id, facts.next_days[0], CLI, now)


def _wish(
    log: Log, tx: Transaction, account: int, lead: int, on: str, clock: str, office: Office, now: datetime
) -> None:  # fmt: skip
    actor = find_actor(tx, account)
    if actor is None or actor.employee is None:
        return
    wishes.set_lead(tx, actor, lead, on, office.planning, now)
    desk = wishes.set_time(tx, actor, clock, office.planning, now)
    log.note("wish", now, person=actor.employee.id, leads=desk.lead_days, send_at=f"{desk.send_at:%H:%M}")


def _leave(log: Log, tx: Transaction, account: int, span: tuple[date, date], now: datetime) -> None:
    actor = find_actor(tx, account)
    if actor is None or actor.employee is None:
        return
    kept = absences.keep(tx, actor, (f"{span[0]:%Y%m%d}", f"{span[1]:%Y%m%d}"), now)
    spans = [[one.first_on.isoformat(), one.last_on.isoformat()] for one in kept]
    log.note("leave", now, person=actor.employee.id, spans=spans)


def _back_early(log: Log, tx: Transaction, account: int, now: datetime) -> None:
    actor = find_actor(tx, account)
    if actor is None or actor.employee is None:
        return
    for one in absences.listing(tx, actor, now):
        absences.end(tx, actor, one.id, now)
    log.note("leave", now, person=actor.employee.id, spans=[])


def _join(tx: Transaction, number: int, unit: int, now: datetime) -> None:
    roster.add_employees(tx, [employee_row(number, unit)], now)
    newest = tx.execute(select(employees.c.id).order_by(employees.c.id.desc()).limit(1)).scalar_one()
    campaigns.ask_anew(tx, [newest], RequestReason.JOINED, now)
    link(tx, number, now)


def _leave_for_good(tx: Transaction, account: int, now: datetime) -> None:
    actor = find_actor(tx, account)
    if actor is not None and actor.employee is not None:
        codes = {row.id: row.code for row in tx.execute(select(units.c.id, units.c.code))}
        roster_import._retire(tx, CLI, [actor.employee.id], codes, now)  # noqa: SLF001 - else a whole list is compared


def _transfer(tx: Transaction, account: int, unit: int) -> None:
    actor = find_actor(tx, account)
    if actor is not None and actor.employee is not None and actor.employee.id > 2 * 60:
        update_employees(tx, {actor.employee.id: {"unit_id": unit}})

