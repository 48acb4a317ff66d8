"""The agency's own days and seasons: kept, told of, from a file; they count wherever working days are asked for."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from domain.agency_days import AgencyDay, NewSeason
from domain.people import Actor
from domain.reminders import HoursSeason, ReminderRules, is_working_day
from domain.rights import Role
from services import agency_day_dialog, agency_day_files, agency_days, deadlines, work_calendars
from services.deadlines import NewDeadline
from services.planning import Planning
from services.pledge_reminders import Reminding
from storage import work_calendars as stored
from storage.engine import Database, Transaction
from storage.tables import audit, reminders
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

TZ = ZoneInfo("Asia/Jakarta")
PLANNING = Planning()
FAIR = AgencyDay(date(2026, 4, 14), closed=True, name="HUT daerah")
SHIFT = AgencyDay(date(2026, 3, 24), closed=False, name="Posko Lebaran")
HOURS = HoursSeason(date(2026, 3, 2), date(2026, 3, 19), time(9), (time(15), time(8)))
RAMADAN = NewSeason("Ramadan", HOURS)
MORNING = datetime(2026, 3, 3, 1, 30, tzinfo=UTC)
"""A Tuesday, 8.30 in Jakarta."""


def admin(tx: Transaction, account: int = 800, *, whole: bool = True) -> Actor:
    unit = builders.unit(tx, f"unit-{account}")
    return builders.linked(tx, unit, account, role=Role.ADMIN, scope=None if whole else unit)


def planned(tx: Transaction) -> list[tuple[int, str]]:
    query = select(reminders.c.lead_days, reminders.c.due_at).where(reminders.c.status == "planned")
    rows = tx.execute(query.order_by(reminders.c.due_at))
    return [(lead, f"{at.astimezone(TZ):%m-%d %H.%M}") for lead, at in rows]


def audited(tx: Transaction) -> list[tuple[str, str, str, dict[str, Any]]]:
    columns = (audit.c.actor, audit.c.action, audit.c.subject, audit.c.detail)
    query = select(*columns).where(audit.c.action.like("%agency_day") | audit.c.action.like("%season"))
    return [tuple(row) for row in tx.execute(query.order_by(audit.c.id))]


async def test_the_agency_s_days_stand_beside_the_national_table(db: Database) -> None:
    def use(tx: Transaction) -> None:
        stored.put_days(tx, (FAIR, SHIFT))
        found = work_calendars.calendar(tx, PLANNING, "Asia/Jakarta", 5, 2026, 2026)
        assert (found.timezone, found.work_days) == ("Asia/Jakarta", 5)
        working = {day: is_working_day(found, date(2026, *day)) for day in ((4, 14), (3, 24), (3, 23), (4, 15))}
        assert working == {(4, 14): False, (3, 24): True, (3, 23): False, (4, 15): True}
        assert date(2027, 1, 1) in found.holidays
        assert date(2025, 8, 17) in found.holidays
        bare = work_calendars.calendar(tx, Planning(country=""), "Asia/Jayapura", 6, 2026, 2026)
        assert (bare.holidays, bare.worked) == (frozenset({FAIR.day}), frozenset({SHIFT.day}))

    await db.write(use)


async def test_days_of_the_years_beside_are_known_too_and_no_others(db: Database) -> None:
    def use(tx: Transaction) -> None:
        days = [AgencyDay(date(year, 6, 10), closed=True, name="x") for year in (2024, 2025, 2026, 2027, 2028)]
        stored.put_days(tx, days)
        found = work_calendars.calendar(tx, Planning(country=""), "Asia/Jakarta", 5, 2026, 2026)
        assert sorted(day.year for day in found.holidays) == [2025, 2026, 2027]

    await db.write(use)


async def test_the_rules_have_the_agency_s_seasons(db: Database) -> None:
    def use(tx: Transaction) -> None:
        assert work_calendars.rules(tx, PLANNING) == ReminderRules()
        agency_days.add_season(tx, RAMADAN, "cli", PLANNING, NOW)
        rules = work_calendars.rules(tx, Planning(ReminderRules((7,))))
        assert rules == ReminderRules((7,), seasons=(HOURS,))

    await db.write(use)


async def test_a_new_day_plans_open_deadlines_anew(db: Database) -> None:
    def use(tx: Transaction) -> None:
        builders.unit(tx)
        due_at = datetime(2026, 4, 14, 9, tzinfo=UTC)
        planning = Planning(ReminderRules((1, 0), follow_ups=(1,)))
        deadlines.add(tx, NewDeadline("Monev", due_at), "cli", planning, NOW)
        assert planned(tx) == [(1, "04-13 08.00"), (0, "04-14 08.00"), (-1, "04-15 08.00")]
        assert agency_days.put(tx, [FAIR], "cli", planning, NOW) == 1
        assert planned(tx) == [(0, "04-13 08.00"), (-1, "04-15 08.00")]
        assert agency_days.put(tx, [FAIR], "cli", planning, NOW) == 0
        actor = admin(tx)
        agency_days.remove_day(tx, actor, FAIR.day, planning, NOW)
        assert planned(tx) == [(1, "04-13 08.00"), (0, "04-14 08.00"), (-1, "04-15 08.00")]
        agency_days.remove_day(tx, actor, FAIR.day, planning, NOW)
        day = f"day:{FAIR.day}"
        assert audited(tx) == [
            ("cli", "put_agency_day", day, {"closed": True, "name": "HUT daerah"}),
            ("account:800", "remove_agency_day", day, {}),
        ]

    await db.write(use)


async def test_a_season_moves_what_is_planned_and_its_end_moves_it_back(db: Database) -> None:
    def use(tx: Transaction) -> None:
        builders.unit(tx)
        planning = Planning(ReminderRules((1, 0), follow_ups=()))
        deadlines.add(tx, NewDeadline("Monev", datetime(2026, 3, 5, 7, tzinfo=UTC)), "cli", planning, NOW)
        season_id = agency_days.add_season(tx, RAMADAN, "cli", planning, NOW)
        assert planned(tx) == [(1, "03-04 09.00"), (0, "03-05 09.00")]
        assert agency_days.add_season(tx, RAMADAN, "cli", planning, NOW) == season_id
        actor = admin(tx)
        assert agency_days.season_card(tx, actor, season_id).season.hours == HOURS
        agency_days.remove_season(tx, actor, season_id, planning, NOW)
        assert planned(tx) == [(1, "03-04 08.00"), (0, "03-05 08.00")]
        agency_days.remove_season(tx, actor, season_id, planning, NOW)
        facts = {"name": "Ramadan", "first": "2026-03-02", "last": "2026-03-19"}
        assert audited(tx) == [
            ("cli", "add_season", f"season:{season_id}", facts),
            ("account:800", "remove_season", f"season:{season_id}", {}),
        ]
        with refused("agency_day.unknown"):
            agency_days.season_card(tx, actor, season_id)

    await db.write(use)


@pytest.mark.parametrize(
    ("first", "last", "overlaps"),
    [((2, 1), (3, 1), False), ((2, 1), (3, 2), True), ((3, 19), (3, 30), True), ((3, 20), (3, 30), False)],
)
async def test_seasons_do_not_overlap(
    db: Database, first: tuple[int, int], last: tuple[int, int], *, overlaps: bool
) -> None:
    def use(tx: Transaction) -> None:
        agency_days.add_season(tx, RAMADAN, "cli", PLANNING, NOW)
        other = NewSeason("Lain", HoursSeason(date(2026, *first), date(2026, *last), time(8), (time(15), time(8))))
        if not overlaps:
            assert agency_days.add_season(tx, other, "cli", PLANNING, NOW) > 0
            return
        with refused("agency_day.season_overlaps", value="Ramadan"):
            agency_days.add_season(tx, other, "cli", PLANNING, NOW)

    await db.write(use)


async def test_the_pledge_s_reminders_keep_the_agency_s_days_and_hours_too(db: Database) -> None:
    def use(tx: Transaction) -> None:
        how, jakarta = Reminding(PLANNING), ("Asia/Jakarta", 5)
        assert how.is_time(tx, jakarta, MORNING)
        agency_days.add_season(tx, RAMADAN, "cli", PLANNING, NOW)
        assert not how.is_time(tx, jakarta, MORNING)
        assert how.is_time(tx, jakarta, MORNING + timedelta(hours=1))
        agency_days.put(tx, [AgencyDay(date(2026, 3, 3), closed=True, name="x")], "cli", PLANNING, NOW)
        assert not how.is_time(tx, jakarta, MORNING + timedelta(hours=1))

    await db.write(use)


async def test_the_list_shows_what_holds_from_today_on_eight_a_page(db: Database) -> None:
    def use(tx: Transaction) -> None:
        actor = admin(tx)
        assert agency_days.listing(tx, actor, 3, PLANNING, NOW, TZ).days == ()
        agency_days.add_season(tx, RAMADAN, "cli", PLANNING, NOW)
        past = NewSeason("Lalu", HoursSeason(date(2026, 2, 1), date(2026, 3, 1), time(8), (time(15), time(8))))
        agency_days.add_season(tx, past, "cli", PLANNING, NOW)
        days = [AgencyDay(date(2026, 3, day), closed=True, name=str(day)) for day in range(1, 19)]
        agency_days.put(tx, days, "cli", PLANNING, NOW)
        pages = [agency_days.listing(tx, actor, page, PLANNING, NOW, TZ) for page in (0, 1, 2, 9)]
        assert [(one.page, one.pages) for one in pages] == [(0, 3), (1, 3), (2, 3), (2, 3)]
        assert [[season.name for season in one.seasons] for one in pages] == [["Ramadan"], [], [], []]
        assert [[one.day.day for one in page.days] for page in pages] == [
            [*range(2, 9)], [*range(9, 17)], [17, 18], [17, 18],
        ]  # fmt: skip
        assert pages[0].national
        assert pages[0].may_change

    await db.write(use)


async def test_an_admin_of_a_unit_looks_and_changes_nothing(db: Database) -> None:
    def use(tx: Transaction) -> None:
        agency_days.put(tx, [FAIR, SHIFT], "cli", PLANNING, NOW)
        actor = admin(tx, whole=False)
        assert not agency_days.listing(tx, actor, 0, PLANNING, NOW, TZ).may_change
        facts = agency_days.day_card(tx, actor, SHIFT.day, PLANNING)
        assert (facts.day, facts.national, facts.may_change) == (SHIFT, True, False)
        assert not agency_days.day_card(tx, actor, FAIR.day, PLANNING).national
        with refused("agency_day.unknown"):
            agency_days.day_card(tx, actor, date(2026, 5, 5), PLANNING)
        with refused("access.denied"):
            agency_days.remove_day(tx, actor, FAIR.day, PLANNING, NOW)
        with refused("access.denied"):
            agency_day_dialog.say(tx, actor, "14-04-2026 libur HUT", PLANNING, NOW, TZ)

    await db.write(use)


async def test_a_day_is_typed_read_back_and_kept_once(db: Database) -> None:
    def use(tx: Transaction) -> None:
        actor = admin(tx)
        agency_days.put(tx, [FAIR], "cli", PLANNING, NOW)
        agency_day_dialog.begin(tx, actor, NOW)
        with refused("agency_day.past"):
            agency_day_dialog.say(tx, actor, "1 Maret 2026 libur HUT", PLANNING, NOW, TZ)
        found = agency_day_dialog.say(tx, actor, "3 sampai 14 April 2026 masuk piket", PLANNING, NOW, TZ)
        assert found.before == (FAIR,)
        assert found.national == (date(2026, 4, 3), date(2026, 4, 5))
        with refused("agency_day.expired"):
            agency_day_dialog.save(tx, actor, "1", PLANNING, NOW)
        agency_day_dialog.save(tx, actor, found.key, PLANNING, NOW)
        assert [one.closed for one in stored.days(tx, date(2026, 4, 1), date(2026, 4, 30))] == [False] * 12
        agency_days.remove_day(tx, actor, FAIR.day, PLANNING, NOW)
        agency_day_dialog.save(tx, actor, found.key, PLANNING, NOW)
        assert stored.day(tx, FAIR.day) is None

    await db.write(use)


async def test_a_season_is_typed_read_back_and_kept(db: Database) -> None:
    def use(tx: Transaction) -> None:
        actor = admin(tx)
        line = "Ramadan 2 Maret 2026 - 19 Maret 2026 kirim 09.00 tenang 15.00-08.00"
        found = agency_day_dialog.say(tx, actor, line, PLANNING, NOW, TZ)
        assert found.entry == RAMADAN
        agency_day_dialog.save(tx, actor, found.key, PLANNING, NOW)
        assert [(one.name, one.hours) for one in stored.seasons(tx)] == [("Ramadan", HOURS)]
        agency_day_dialog.say(tx, actor, "14-04-2026 libur HUT", PLANNING, NOW, TZ)
        agency_day_dialog.drop(tx, actor)
        with refused("agency_day.expired"):
            agency_day_dialog.save(tx, actor, found.key, PLANNING, NOW)

    await db.write(use)


ROWS = [("Tanggal", "Keterangan", "Jenis"), ("14-04-2026", "HUT daerah", "libur"), ("24-03-2026", "Posko", "masuk")]


async def test_a_file_is_previewed_kept_and_changes_nothing_a_second_time(db: Database) -> None:
    def use(tx: Transaction) -> None:
        rows = agency_day_files.find_sheet([[("x",)], ROWS])
        plan = agency_day_files.preview(tx, rows, NOW, TZ)
        assert [one.day for one in plan.new] == [date(2026, 3, 24), date(2026, 4, 14)]
        assert stored.count_from(tx, date(2026, 1, 1)) == 0
        assert agency_day_files.apply(tx, rows, PLANNING, "cli", NOW, TZ) == plan
        again = agency_day_files.apply(tx, rows, PLANNING, "cli", NOW, TZ)
        assert (again.new, again.changed, again.unchanged) == ((), (), 2)
        assert len(audited(tx)) == 2

    await db.write(use)


async def test_a_file_with_a_bad_row_is_kept_only_when_it_may_be_skipped(db: Database) -> None:
    def use(tx: Transaction) -> None:
        rows = [*ROWS, ("kapan", "", "x")]
        with refused("agency_day.problems", count=1):
            agency_day_files.apply(tx, rows, PLANNING, "cli", NOW, TZ)
        done = agency_day_files.apply(tx, rows, PLANNING, "cli", NOW, TZ, skip_bad=True)
        assert (len(done.new), len(done.problems)) == (2, 3)
        with refused("agency_day.header"):
            agency_day_files.find_sheet([[("x",)]])

    await db.write(use)
