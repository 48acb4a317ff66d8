"""What people do in the time-lapse, one transaction each, `(tx, office, now, ...)`, through the services as they do."""

import hashlib
from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib import resources
from random import Random
from typing import Any

from sqlalchemy import select

from benchmarks.lapse_agency import FIRST, Log, employee_row, link
from domain.agency_days import AgencyDay, NewSeason
from domain.deadline import Concerned, Deadline, DeadlineAudience, DoneRule
from domain.evidence import Candidate
from domain.people import Actor
from domain.pledge_request import RequestReason
from domain.reminders import Snooze
from domain.series import NewSeries
from domain.stages import Stage
from domain.work_calendar import HoursSeason
from handlers.office import Office
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
from storage.tables import deadlines as deadline_table
from storage.tables import employees, units

CLI = "cli"


def _owed(tx: Transaction, actor: Actor | None, now: datetime) -> list[Deadline]:
    """What the person still owes, as they see it."""
    if actor is None or actor.employee is None:
        return []
    return [one.deadline for one in deadlines.everything_owed(tx, actor, now) if not one.done]


def do(
    tx: Transaction, office: Office, now: datetime, account: int, titles: set[str]
) -> list[tuple[int, int, str]]:  # fmt: skip
    """The person does what is due within 45 days of these titles; (person, deadline, rule) of each."""
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


def start_series(tx: Transaction, office: Office, now: datetime, new: NewSeries) -> None:
    """A series begins, from the command line."""
    deadline_series.start(tx, new, CLI, office.planning, now)


def put_off(
    tx: Transaction, office: Office, now: datetime, account: int, title: str, choice: Snooze | date
) -> tuple[int, int, datetime] | None:  # fmt: skip
    """The person puts off the task of this title; (person, deadline, until), None when it is done."""
    actor = find_actor(tx, account)
    found = next((one for one in _owed(tx, actor, now) if one.title == title), None)
    if actor is None or actor.employee is None or found is None:
        return None
    kept = snoozing.later(tx, actor, found.id, choice, office.planning, now)
    assert kept.until_at is not None
    return actor.employee.id, found.id, kept.until_at


def add_season(tx: Transaction, office: Office, now: datetime, log: Log, hours: HoursSeason) -> None:
    """Ramadan."""
    agency_days.add_season(tx, NewSeason("Ramadan", hours), CLI, office.planning, now)
    first, last = hours.first.isoformat(), hours.last.isoformat()
    quiet = [f"{one:%H:%M}" for one in hours.quiet_hours]
    log.note("season", now, first=first, last=last, send_at=f"{hours.send_at:%H:%M}", quiet=quiet)


def put_day(tx: Transaction, office: Office, now: datetime, log: Log, day: AgencyDay) -> None:
    """A day of the agency."""
    agency_days.put(tx, [day], CLI, office.planning, now)
    log.note("agency_day", now, day=day.day.isoformat(), closed=day.closed)


def publish(tx: Transaction, office: Office, now: datetime) -> None:
    """The pledge of the year."""
    source = resources.files("domain").joinpath("data", "pledge_default.toml").read_text("utf-8")
    campaigns.publish(tx, source, "Pakta Integritas", now + timedelta(days=400), now, office.sealer)


def begin_cycle(tx: Transaction, office: Office, now: datetime, log: Log, count: int) -> None:
    """The first units fill their worksheets."""
    del office
    cycle = cycles.start(tx, 2026, "Periode 2026")
    for one in range(min(12, count)):
        cycles.enter_stage(tx, cycle, f"u{one:02}", Stage.SELF_ASSESSMENT, "WBK", now)
        log.note("worksheet", now, unit=_unit(tx, f"u{one:02}"), at_home=True)


def hand_in(tx: Transaction, office: Office, now: datetime, log: Log, dice: Random, count: int) -> None:
    """One of them hands it in."""
    del office
    code = f"u{dice.randrange(min(12, count)):02}"
    cycles.enter_stage(tx, cycles.latest(tx).id, code, Stage.TPI_REVIEW, "WBK", now)
    log.note("worksheet", now, unit=_unit(tx, code), at_home=False)


def _unit(tx: Transaction, code: str) -> int:
    return int(tx.execute(select(units.c.id).where(units.c.code == code)).scalar_one())


def add(tx: Transaction, office: Office, now: datetime, new: NewDeadline) -> None:
    """The admin sets a task."""
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


def move(tx: Transaction, office: Office, now: datetime, by: int) -> None:
    """The admin moves the next task by so many days."""
    admin, found = find_actor(tx, FIRST), _ahead(tx, now, 3)[0]
    assert admin is not None
    deadline_changes.move_as(tx, admin, found.id, found.due_at + timedelta(days=by), office.planning, now)


def cancel(tx: Transaction, office: Office, now: datetime) -> None:
    """The next task is called off from the command line."""
    del office
    deadline_changes.cancel(tx, _ahead(tx, now)[0].id, CLI, now)


def edit(tx: Transaction, office: Office, now: datetime) -> None:
    """The next task gets another title and moment."""
    found = _ahead(tx, now)[0].id
    said = deadline_changes.present(tx, found)
    edited = replace(said, title=f"{said.title} perbaikan", due_at=said.due_at + timedelta(days=1))
    deadline_changes.edit(tx, found, edited, CLI, office.planning, now)


def skip(tx: Transaction, office: Office, now: datetime) -> None:
    """The next day of the monthly series is left out."""
    del office
    facts = next(one for one in deadline_series.listing(tx, now) if one.series.title.startswith("Monev"))
    deadline_series.skip(tx, facts.series.id, facts.next_days[0], CLI, now)


def wish(tx: Transaction, office: Office, now: datetime, log: Log, account: int, wanted: tuple[int, str, str]) -> None:
    """A lead on or off, and a time of day."""
    lead, on, clock = wanted
    actor = find_actor(tx, account)
    if actor is None or actor.employee is None:
        return
    wishes.set_lead(tx, actor, lead, on, office.planning, now)
    desk = wishes.set_time(tx, actor, clock, office.planning, now)
    log.note("wish", now, person=actor.employee.id, leads=desk.lead_days, send_at=f"{desk.send_at:%H:%M}")


def leave(tx: Transaction, office: Office, now: datetime, log: Log, account: int, span: tuple[date, date]) -> None:
    """The person takes leave."""
    del office
    actor = find_actor(tx, account)
    if actor is None or actor.employee is None:
        return
    kept = absences.keep(tx, actor, (f"{span[0]:%Y%m%d}", f"{span[1]:%Y%m%d}"), now)
    spans = [[one.first_on.isoformat(), one.last_on.isoformat()] for one in kept]
    log.note("leave", now, person=actor.employee.id, spans=spans)


def back_early(tx: Transaction, office: Office, now: datetime, log: Log, account: int) -> None:
    """All leave of the person ends."""
    del office
    actor = find_actor(tx, account)
    if actor is None or actor.employee is None:
        return
    for one in absences.listing(tx, actor, now):
        absences.end(tx, actor, one.id, now)
    log.note("leave", now, person=actor.employee.id, spans=[])


def join(tx: Transaction, office: Office, now: datetime, number: int, unit: int) -> None:
    """Somebody new, asked for the pledge, opens the bot."""
    del office
    roster.add_employees(tx, [employee_row(number, unit)], now)
    newest = tx.execute(select(employees.c.id).order_by(employees.c.id.desc()).limit(1)).scalar_one()
    campaigns.ask_anew(tx, [newest], RequestReason.JOINED, now)
    link(tx, number, now)


def leave_for_good(tx: Transaction, office: Office, now: datetime, account: int) -> None:
    """The person leaves the agency."""
    del office
    actor = find_actor(tx, account)
    if actor is not None and actor.employee is not None:
        codes = {row.id: row.code for row in tx.execute(select(units.c.id, units.c.code))}
        roster_import._retire(tx, CLI, [actor.employee.id], codes, now)  # noqa: SLF001 - else a whole list is compared


def transfer(tx: Transaction, office: Office, now: datetime, account: int, unit: int) -> None:
    """The person goes to another unit, if they lead none."""
    del office, now
    actor = find_actor(tx, account)
    if actor is not None and actor.employee is not None and actor.employee.id > 2 * 60:
        update_employees(tx, {actor.employee.id: {"unit_id": unit}})
