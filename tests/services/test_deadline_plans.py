"""Reminders are planned for each calendar and for each person's wishes, and planned anew without doubling any."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select, update

from domain.deadline import Concerned, DeadlineAudience, DeadlinePlan
from domain.people import Employee, Unit
from domain.reminders import ReminderRules, WorkCalendar, plan
from services import deadline_plans, deadlines
from services.deadlines import NewDeadline, Planning
from storage.engine import Database, Transaction
from storage.tables import agency_days, employees, personal_reminders, reminder_wishes, reminders
from storage.tables import units as unit_table
from tests import builders
from tests.builders import NOW

DAY = timedelta(days=1)
RULES = ReminderRules(follow_ups=(1, 3))
PLANNING = Planning(RULES, "")
DUE = datetime(2026, 4, 8, 9, 0, tzinfo=UTC)
WEST = ("Asia/Jakarta", 5)


def rows(tx: Transaction) -> list[tuple[str, int, int, datetime]]:
    """The planned reminders as (zone, working days, lead, moment), in the order they were made."""
    found = tx.execute(select(reminders).order_by(reminders.c.id))
    return [(row.timezone, row.work_days, row.lead_days, row.due_at) for row in found]


def leads(tx: Transaction, status: str = "planned") -> dict[tuple[str, int], set[int]]:
    """The leads of each calendar that have this status."""
    found: dict[tuple[str, int], set[int]] = {}
    for row in tx.execute(select(reminders).where(reminders.c.status == status)):
        found.setdefault((row.timezone, row.work_days), set()).add(row.lead_days)
    return found


def own(tx: Transaction, status: str = "planned") -> dict[int, dict[int, datetime]]:
    """By employee, the leads of their own plan that have this status, each with its moment."""
    found: dict[int, dict[int, datetime]] = {}
    for row in tx.execute(select(personal_reminders).where(personal_reminders.c.status == status)):
        found.setdefault(row.employee_id, {})[row.lead_days] = row.due_at
    return found


def wish(tx: Transaction, of: Employee, lead_days: tuple[int, ...], send_at: str | None = None) -> None:
    tx.execute(delete(reminder_wishes).where(reminder_wishes.c.employee_id == of.id))
    tx.execute(insert(reminder_wishes).values(employee_id=of.id, lead_days=list(lead_days), send_at=send_at, at=NOW))


def promote(tx: Transaction, until: datetime) -> None:
    """What the tick does to the rows that are due."""
    for table in (reminders, personal_reminders):
        tx.execute(update(table).where(table.c.due_at <= until).values(status="promoted"))


def add(tx: Transaction, new: NewDeadline, planning: Planning = PLANNING) -> int:
    return deadlines.add(tx, new, "cli", planning, NOW)


def three_zones(tx: Transaction) -> Unit:
    """Units of three zones, one of them with a week of six days and one below another; the first of them."""
    west = builders.unit(tx, "west")
    builders.unit(tx, "clinic", parent=west, work_days=6)
    builders.unit(tx, "branch", parent=west)
    builders.unit(tx, "middle", timezone="Asia/Makassar")
    builders.unit(tx, "east", timezone="Asia/Jayapura", work_days=6)
    return west


async def test_a_deadline_is_planned_once_for_each_zone_and_working_week(db: Database) -> None:
    await db.write(three_zones)
    deadline_id = await db.write(add, NewDeadline("Rapat", DUE))
    calendars = [("Asia/Jakarta", 5), ("Asia/Jakarta", 6), ("Asia/Jayapura", 6), ("Asia/Makassar", 5)]
    expected = [
        (zone, days, one.lead_days, one.at)
        for zone, days in calendars
        for one in plan(deadline_id, DUE, WorkCalendar(zone, days), RULES, NOW)
    ]
    assert await db.read(rows) == expected
    assert {lead for _, _, lead, _ in expected} == {30, 14, 7, 3, 1, 0, -1, -3}


async def test_reminders_come_in_the_morning_of_each_zone(db: Database) -> None:
    await db.write(three_zones)
    await db.write(add, NewDeadline("Rapat", DUE))
    found = await db.read(rows)
    assert {at.astimezone(ZoneInfo(zone)).time() for zone, _, _, at in found} == {time(8)}
    week = {days: {at.astimezone(ZoneInfo(zone)).weekday() for zone, n, _, at in found if n == days} for days in (5, 6)}
    assert max(week[5]) <= 4
    assert max(week[6]) <= 5


async def test_a_six_day_week_is_reminded_on_a_saturday_and_a_five_day_week_on_the_friday(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        builders.unit(tx, "office")
        builders.unit(tx, "clinic", work_days=6)
        add(tx, NewDeadline("Rapat", datetime(2026, 3, 16, 9, 0, tzinfo=UTC), plan=DeadlinePlan((2,), ())))

    await db.write(fill)
    days = {work_days: at.astimezone(ZoneInfo("Asia/Jakarta")).date() for _, work_days, _, at in await db.read(rows)}
    assert days == {5: date(2026, 3, 13), 6: date(2026, 3, 14)}


async def test_holidays_and_collective_leave_are_no_days_to_remind(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        builders.unit(tx)
        due = datetime(2026, 3, 30, 9, 0, tzinfo=UTC)
        for country in ("ID", ""):
            add(tx, NewDeadline("Rapat", due, plan=DeadlinePlan((9,), ())), Planning(RULES, country))

    await db.write(fill)
    with_holidays, without = (at.astimezone(ZoneInfo("Asia/Jakarta")).date() for *_, at in await db.read(rows))
    assert without == date(2026, 3, 20)
    assert with_holidays == date(2026, 3, 17)


def test_the_table_of_holidays_has_holidays_and_collective_leave() -> None:
    found = deadlines.national_holidays("ID", 2026, 2026)
    assert {date(2026, 8, 17), date(2026, 3, 20), date(2026, 3, 23)} <= found
    assert {day.year for day in found} == {2026}
    assert deadlines.national_holidays("", 2026, 2026) == frozenset()


async def test_a_deadline_of_a_unit_is_planned_for_its_subtree_only(db: Database) -> None:
    west = await db.write(three_zones)
    await db.write(add, NewDeadline("Rapat", DUE, west.id))
    assert set(await db.read(leads)) == {("Asia/Jakarta", 5), ("Asia/Jakarta", 6)}


async def test_a_deadline_has_days_of_its_own(db: Database) -> None:
    await db.write(builders.unit)
    await db.write(add, NewDeadline("Rapat", DUE, plan=DeadlinePlan((10, 2), ())))
    assert await db.read(leads) == {WEST: {10, 2}}


async def test_a_deadline_of_each_zone_is_planned_from_the_moment_of_that_zone(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        builders.unit(tx, "west")
        builders.unit(tx, "east", timezone="Asia/Jayapura")
        # 08.30 here is too late for a reminder at 08.00 on the due day, were it 06.30 in the west.
        due = datetime(2026, 4, 9, 6, 30, tzinfo=ZoneInfo("Asia/Jakarta"))
        add(tx, NewDeadline("Apel", due, plan=DeadlinePlan((1,), ()), each_zone=True))

    await db.write(fill)
    morning = {zone: at.astimezone(ZoneInfo(zone)) for zone, _, _, at in await db.read(rows)}
    assert {(at.date(), at.time()) for at in morning.values()} == {(date(2026, 4, 8), time(8))}
    assert len(morning) == 2


async def test_people_with_wishes_get_a_plan_of_their_own_if_the_deadline_concerns_them(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int]:
        west, other = builders.unit(tx, "west"), builders.unit(tx, "east", timezone="Asia/Jayapura")
        early, late = builders.employee(tx, west), builders.employee(tx, west)
        stranger, gone = builders.employee(tx, other), builders.employee(tx, west)
        for one in (early, stranger, gone):
            wish(tx, one, (5, 2))
        wish(tx, late, (0,), "13:30")
        tx.execute(update(employees).where(employees.c.id == gone.id).values(active=False))
        add(tx, NewDeadline("Rapat", DUE, west.id, plan=DeadlinePlan(follow_ups=(3,))))
        return early.id, late.id

    early, late = await db.write(fill)
    found = await db.read(own)
    assert {one: set(plan) for one, plan in found.items()} == {early: {5, 2, -3}, late: {0, -3}}
    assert found[late][0].astimezone(ZoneInfo("Asia/Jakarta")).time() == time(13, 30)
    assert found[early][2].astimezone(ZoneInfo("Asia/Jakarta")).time() == time(8)


async def test_only_those_in_charge_get_a_plan_of_their_own(db: Database) -> None:
    def fill(tx: Transaction) -> int:
        unit = builders.unit(tx)
        first, second = builders.employee(tx, unit), builders.employee(tx, unit)
        wish(tx, first, (1,))
        wish(tx, second, (1,))
        add(tx, NewDeadline("Rapat", DUE, audience=DeadlineAudience(Concerned.PEOPLE), people=(second.id,)))
        return second.id

    second = await db.write(fill)
    assert set(await db.read(own)) == {second}


async def test_a_day_that_the_agency_closes_moves_what_is_planned_for_it_and_doubles_nothing(db: Database) -> None:
    def fill(tx: Transaction) -> int:
        person = builders.employee(tx, builders.unit(tx))
        wish(tx, person, (7, 1))
        add(tx, NewDeadline("Rapat", DUE))
        promote(tx, DUE - 6 * DAY)
        tx.execute(insert(agency_days).values(day=date(2026, 4, 7), closed=True, name="HUT"))
        deadline_plans.replan_all(tx, PLANNING, DUE - 6 * DAY)
        return person.id

    person = await db.write(fill)
    assert await db.read(leads, "promoted") == {WEST: {30, 14, 7}}
    # H-1 goes to the 6th, the day after the weekend that H-3 was moved out of.
    assert await db.read(leads) == {WEST: {3, 1, 0, -1, -3}}
    day = {lead: at.date() for _, _, lead, at in await db.read(rows)}
    assert (day[3], day[1]) == (date(2026, 4, 3), date(2026, 4, 6))
    assert (set((await db.read(own, "promoted"))[person]), set((await db.read(own))[person])) == ({7}, {1, -1, -3})


async def test_what_is_due_but_not_yet_told_is_not_lost_when_all_is_planned_anew(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        builders.unit(tx)
        add(tx, NewDeadline("Rapat", DUE))
        late = DUE - 6 * DAY  # the process was down: nothing was promoted
        deadline_plans.replan_all(tx, PLANNING, late)
        deadline_plans.replan(tx, PLANNING, late)

    await db.write(fill)
    assert await db.read(leads) == {WEST: {30, 14, 7, 3, 1, 0, -1, -3}}


async def test_planning_anew_after_the_due_time_keeps_what_follows(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        builders.unit(tx)
        add(tx, NewDeadline("Rapat", DUE))
        promote(tx, DUE)
        deadline_plans.replan_all(tx, PLANNING, DUE + timedelta(hours=1))

    await db.write(fill)
    assert await db.read(leads) == {WEST: {-1, -3}}


async def test_wishes_replace_what_a_person_was_not_told_yet(db: Database) -> None:
    def fill(tx: Transaction) -> Employee:
        person = builders.employee(tx, builders.unit(tx))
        add(tx, NewDeadline("Rapat", DUE))
        promote(tx, DUE - 6 * DAY)  # H-7 was told by the unit's calendar
        wish(tx, person, (10, 7, 5, 2))
        deadline_plans.replan_person(tx, person.id, PLANNING, DUE - 6 * DAY)
        return person

    person = await db.write(fill)
    assert set((await db.read(own))[person.id]) == {5, 2, -1, -3}

    def change(tx: Transaction) -> None:
        promote(tx, DUE - 4 * DAY)  # H-5 was told by the own plan
        wish(tx, person, (6, 5, 1))
        deadline_plans.replan_person(tx, person.id, PLANNING, DUE - 4 * DAY)

    await db.write(change)
    assert (set((await db.read(own))[person.id]), set((await db.read(own, "promoted"))[person.id])) == (
        {1, -1, -3},
        {5},
    )

    def end(tx: Transaction) -> None:
        tx.execute(delete(reminder_wishes))
        deadline_plans.replan_person(tx, person.id, PLANNING, DUE - 4 * DAY)

    await db.write(end)
    assert (await db.read(own), set((await db.read(own, "promoted"))[person.id])) == ({}, {5})


async def test_who_wishes_twice_is_not_reminded_again_of_what_the_unit_was_told(db: Database) -> None:
    """H-7 is a Saturday, told on the Friday before; on the Saturday it would go to the Monday after."""

    def fill(tx: Transaction) -> Employee:
        person = builders.employee(tx, builders.unit(tx))
        add(tx, NewDeadline("Rapat", datetime(2026, 4, 11, 9, 0, tzinfo=UTC)))
        saturday = datetime(2026, 4, 4, 3, 0, tzinfo=UTC)
        promote(tx, saturday)
        for leads_wished in ((7, 3, 1), (7, 3, 0)):
            wish(tx, person, leads_wished)
            deadline_plans.replan_person(tx, person.id, PLANNING, saturday)
        return person

    person = await db.write(fill)
    assert set((await db.read(own))[person.id]) == {3, 0, -1, -3}


async def test_who_wishes_a_later_hour_still_hears_that_day_after_all_is_planned_anew(db: Database) -> None:
    def fill(tx: Transaction) -> Employee:
        person = builders.employee(tx, builders.unit(tx))
        wish(tx, person, (7, 1), "13:00")
        add(tx, NewDeadline("Rapat", DUE))
        morning = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
        promote(tx, morning)  # H-7 was told by the unit's calendar at 08.00
        deadline_plans.replan_all(tx, PLANNING, morning)
        return person

    person = await db.write(fill)
    assert {7, 1} <= set((await db.read(own))[person.id])


async def test_wishes_of_one_person_touch_nobody_else(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Employee, Employee]:
        unit = builders.unit(tx)
        first, second = builders.employee(tx, unit), builders.employee(tx, unit)
        wish(tx, first, (2,))
        wish(tx, second, (2,))
        add(tx, NewDeadline("Rapat", DUE))
        wish(tx, first, (4,))
        deadline_plans.replan_person(tx, first.id, PLANNING, NOW)
        return first, second

    first, second = await db.write(fill)
    assert {one: set(plan) for one, plan in (await db.read(own)).items()} == {
        first.id: {4, -1, -3}, second.id: {2, -1, -3},
    }  # fmt: skip


async def test_a_unit_that_changes_its_zone_takes_its_people_s_plans_along(db: Database) -> None:
    def fill(tx: Transaction) -> int:
        unit = builders.unit(tx)
        person = builders.employee(tx, unit)
        wish(tx, person, (2,))
        add(tx, NewDeadline("Rapat", DUE))
        tx.execute(update(unit_table).where(unit_table.c.id == unit.id).values(timezone="Asia/Jayapura"))
        deadline_plans.replan(tx, PLANNING, NOW, {("Asia/Jayapura", 5): {WEST}})
        return person.id

    person = await db.write(fill)
    assert set(await db.read(leads)) == {("Asia/Jayapura", 5)}
    assert (await db.read(own))[person][2].astimezone(ZoneInfo("Asia/Jayapura")).time() == time(8)


async def test_who_is_concerned_only_since_a_while_gets_a_plan_without_what_their_unit_was_told(db: Database) -> None:
    def fill(tx: Transaction) -> int:
        first, second = builders.unit(tx, "first"), builders.unit(tx, "second", timezone="Asia/Jayapura")
        person = builders.employee(tx, second)
        wish(tx, person, (7, 5, 2))
        add(tx, NewDeadline("Rapat", DUE, first.id))
        promote(tx, DUE - 6 * DAY)
        assert deadline_plans.plan_newcomers(tx, PLANNING, DUE - 6 * DAY) == 0
        tx.execute(update(employees).where(employees.c.id == person.id).values(unit_id=first.id))
        assert deadline_plans.plan_newcomers(tx, PLANNING, DUE - 6 * DAY) == 1
        assert deadline_plans.plan_newcomers(tx, PLANNING, DUE - 6 * DAY) == 0
        return person.id

    person = await db.write(fill)
    assert {one: set(plan) for one, plan in (await db.read(own)).items()} == {person: {5, 2, -1, -3}}


async def test_many_people_with_wishes_are_planned_in_few_statements(db: Database) -> None:
    def fill(tx: Transaction) -> int:
        unit = builders.unit(tx)
        for number in range(600):
            wish(tx, builders.employee(tx, unit), (number % 5 + 1,))
        return add(tx, NewDeadline("Rapat", DUE))

    await db.write(fill)
    found = await db.read(own)
    assert len(found) == 600
    assert {len(plan) for plan in found.values()} == {3}


async def test_cancelled_deadlines_are_not_planned_anew(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        builders.unit(tx)
        kept = builders.deadline(tx, due_at=DUE)
        builders.end_deadline(tx, kept)
        deadline_plans.replan_all(tx, PLANNING, NOW)
        deadline_plans.replan(tx, replace(PLANNING), NOW)

    await db.write(fill)
    assert await db.read(rows) == []
