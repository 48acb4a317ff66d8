"""Promoting planned reminders: one message a person, to those who still owe the task, once, in office hours."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from domain.deadline import Deadline, DoneRule
from domain.people import Unit
from services import reminding
from storage import deadlines as deadline_repository
from storage import people
from storage.engine import Database, Transaction
from storage.tables import agency_days, deadline_tellings, deadlines, reminders
from tests import builders
from tests.builders import NOW
from tests.services.reminding_play import DAY, HOUR, PLANNING, due, office, params, posts, tick, waves

CALENDARS = (("Asia/Jakarta", 5), ("Asia/Jakarta", 6), ("Asia/Makassar", 5), ("Asia/Jayapura", 5))


async def test_a_reminder_becomes_a_message_to_each_person_when_its_time_has_come(db: Database) -> None:
    await db.write(office, 1, 2)
    deadline = await db.write(due)
    assert await tick(db, NOW - HOUR) == []
    assert await posts(db) == []
    assert await tick(db) == [1, 2]
    assert await posts(db) == [(1, [deadline.id]), (2, [deadline.id])]
    assert await params(db) == [{"deadlines": [{"id": deadline.id, "lead": 7}], "missed": None}] * 2


async def test_a_reminder_is_promoted_once(db: Database) -> None:
    await db.write(office, 1)
    await db.write(due)
    assert await tick(db) == [1, 1]
    assert await tick(db) == []
    assert await tick(db, NOW + DAY) == []
    assert len(await posts(db)) == 1


async def test_all_that_is_due_becomes_one_message_a_person_soonest_first(db: Database) -> None:
    def fill(tx: Transaction) -> list[int]:
        unit = office(tx, 1)
        builders.linked(tx, builders.unit(tx, "other"), 2)
        upload = due(tx, "Unggah", at=NOW - HOUR)
        builders.reminder(tx, upload, NOW, lead_days=3)
        return [upload.id, due(tx, "Rapat", of=unit, due_at=NOW + DAY).id]

    upload, meeting = await db.write(fill)
    assert await tick(db) == [3, 2]
    assert await posts(db) == [(1, [meeting, upload]), (2, [upload])]
    assert [one["deadlines"][-1] for one in await params(db)] == [{"id": upload, "lead": 3}] * 2


async def test_later_reminders_of_one_deadline_are_messages_of_their_own(db: Database) -> None:
    await db.write(office, 1)
    deadline = await db.write(due)
    await db.write(builders.reminder, deadline, NOW + DAY, lead_days=6)
    await tick(db)
    await tick(db, NOW + DAY)
    assert await posts(db) == [(1, [deadline.id])] * 2


async def test_nobody_is_reminded_twice_a_day_of_the_same_deadline(db: Database) -> None:
    await db.write(office, 1)
    deadline = await db.write(due)
    await db.write(builders.reminder, deadline, NOW + HOUR, lead_days=6)
    await tick(db)
    await tick(db, NOW + HOUR)
    assert await posts(db) == [(1, [deadline.id])]


async def test_who_is_done_or_has_signed_is_left_alone(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int]:
        unit = builders.unit(tx)
        done, signed, _ = (builders.linked(tx, unit, account).employee for account in (1, 2, 3))
        assert done is not None
        assert signed is not None
        upload, sign = due(tx, "Unggah"), due(tx, "Pakta", rule=DoneRule.PLEDGE)
        deadline_repository.mark_done(tx, upload.id, done.id, NOW)
        builders.signature(tx, builders.campaign(tx), signed)
        return upload.id, sign.id

    upload, sign = await db.write(fill)
    await tick(db)
    assert await posts(db) == [(1, [sign]), (2, [upload]), (3, [upload, sign])]


async def test_nobody_is_asked_to_sign_while_no_campaign_is_open(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        office(tx, 1)
        due(tx, "Pakta", rule=DoneRule.PLEDGE)

    await db.write(fill)
    assert await tick(db) == [1, 1]
    assert await posts(db) == []


async def test_who_can_not_be_reached_or_has_left_gets_nothing(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        office(tx, 1, 2, 3)
        people.set_reachable(tx, 1, reachable=False)
        builders.unlink(tx, 2)
        left = builders.actor(tx, 3).employee
        assert left is not None
        builders.dismiss(tx, left)
        due(tx)

    await db.write(fill)
    await tick(db)
    assert await posts(db) == []
    assert [row.finished_at for row in await db.read(waves)] == [NOW]


@pytest.mark.parametrize("late", [timedelta(0), HOUR, DAY])
async def test_a_reminder_found_after_the_due_time_names_what_is_still_owed(db: Database, late: timedelta) -> None:
    await db.write(office, 1)
    deadline = await db.write(due, due_at=NOW + HOUR)
    await tick(db, NOW + HOUR + late)
    assert await posts(db) == [(1, [deadline.id])]


async def test_a_reminder_of_an_ended_deadline_says_nothing(db: Database) -> None:
    await db.write(office, 1)
    await db.write(builders.end_deadline, await db.write(due))
    await tick(db)
    assert await posts(db) == []


async def test_what_is_moved_while_a_wave_is_on_its_way_is_told_to_nobody_else(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "PAGE", 1)
    await db.write(office, 1, 2)
    deadline = await db.write(due)
    for _ in range(2):
        await db.write(reminding.promote, PLANNING, NOW)
    await db.write(lambda tx: tx.execute(reminders.delete()))  # as a move does, before it plans anew
    assert await tick(db) == [1]
    assert await posts(db) == [(1, [deadline.id])]


async def test_each_zone_and_working_week_is_reminded_at_its_own_time(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        deadline = builders.deadline(tx, "Rapat", due_at=datetime.fromisoformat("2026-03-16T09:00+00:00"))
        for account, (zone, days) in enumerate(CALENDARS, 1):
            builders.linked(tx, builders.unit(tx, f"u{account}", timezone=zone, work_days=days), account)
            at = datetime.fromisoformat("2026-03-13T23:00+00:00" if days == 6 else "2026-03-12T23:00+00:00")
            builders.reminder(tx, deadline, at, timezone=zone, work_days=days, lead_days=2)

    await db.write(fill)
    reminded = []
    for moment in ("2026-03-12T22:59", "2026-03-12T23:00", "2026-03-13T00:00", "2026-03-13T01:00", "2026-03-14T01:00"):
        await tick(db, datetime.fromisoformat(f"{moment}+00:00"))
        reminded.append([account for account, _ in await posts(db)])
    assert reminded == [[], [4], [3, 4], [1, 3, 4], [1, 2, 3, 4]]


@pytest.mark.parametrize(
    "closed",
    ["2026-03-01T03:00", "2026-03-02T00:59", "2026-03-02T09:00", "2026-03-02T22:00", "2026-03-06T05:00"],
    ids=["Sunday", "before the usual hour", "after hours", "at night", "Friday prayers"],
)
async def test_nothing_goes_out_while_the_office_is_closed(db: Database, closed: str) -> None:
    moment = datetime.fromisoformat(f"{closed}+00:00")
    await db.write(office, 1)
    await db.write(due, at=moment - HOUR, due_at=NOW + 30 * DAY)
    assert await tick(db, moment) == []
    assert await db.read(waves) == []


async def test_the_agency_s_own_day_off_is_kept(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        office(tx, 1)
        due(tx)
        tx.execute(insert(agency_days).values(day=NOW.date(), closed=True, name="Hari jadi"))

    await db.write(fill)
    assert await tick(db) == []
    assert await tick(db, NOW + DAY) == [1, 1]
    assert [one["missed"] for one in await params(db)] == [None]


async def test_a_wave_stops_when_the_office_closes_and_goes_on_the_next_day(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "PAGE", 1)
    await db.write(office, 1, 2)
    deadline = await db.write(due)
    closing = datetime.fromisoformat("2026-03-02T08:59+00:00")
    for _ in range(2):
        await db.write(reminding.promote, PLANNING, closing)
    assert await tick(db, closing + timedelta(minutes=1)) == []
    assert await posts(db) == [(1, [deadline.id])]
    assert await tick(db, NOW + DAY) == [1]
    assert await posts(db) == [(1, [deadline.id]), (2, [deadline.id])]


async def test_after_three_days_down_each_person_gets_one_message_of_what_is_open(db: Database) -> None:
    def fill(tx: Transaction) -> list[Deadline]:
        office(tx, 1, 2)
        found = [due(tx, "lewat", at=NOW - 3 * DAY, due_at=NOW - DAY, lead_days=2)]
        found += [due(tx, "dekat", at=NOW - DAY, due_at=NOW + DAY, lead_days=2)]
        found += [due(tx, "batal", at=NOW - 2 * DAY), due(tx, "selesai", at=NOW - 2 * DAY)]
        for lead in (1, 0, -1):
            builders.reminder(tx, found[0], NOW - (2 + lead) * DAY / 2, lead_days=lead)
        builders.end_deadline(tx, found[2])
        done = builders.actor(tx, 2).employee
        assert done is not None
        deadline_repository.mark_done(tx, found[3].id, done.id, NOW)
        return found

    late, soon, _, done = await db.write(fill)
    await tick(db)
    assert await posts(db) == [(1, [late.id, soon.id, done.id]), (2, [late.id, soon.id])]
    # Friday 27 February at 10.00; only then could it have gone out
    assert [one["missed"] for one in await params(db)] == [(NOW - 3 * DAY).isoformat()] * 2
    assert len(await db.read(waves)) == 1


async def test_who_gets_only_what_is_in_time_reads_nothing_of_an_outage(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        mine = office(tx, 1)
        other = builders.unit(tx, "other")
        builders.linked(tx, other, 2)
        due(tx, at=NOW - 4 * DAY, of=mine)
        due(tx, of=other)

    await db.write(fill)
    await tick(db)
    assert [bool(one["missed"]) for one in await params(db)] == [True, False]


async def test_more_deadlines_make_smaller_pages(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(tx: Transaction) -> None:
        office(tx, *range(1, 8))
        for number in range(4):
            due(tx, f"{number}")

    monkeypatch.setattr(reminding, "WORK", 12)
    monkeypatch.setattr(reminding, "SMALLEST_PAGE", 2)
    await db.write(fill)
    assert await tick(db) == [4, 3, 3, 1]
    assert len(await posts(db)) == 7


async def test_a_long_backlog_is_cut_into_waves(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(tx: Transaction) -> None:
        office(tx, 1)
        for number in range(5):
            due(tx, f"{number}")

    monkeypatch.setattr(reminding, "ROWS", 3)
    await db.write(fill)
    assert await tick(db) == [3, 1, 2, 1]
    assert sorted(len(named) for _, named in await posts(db)) == [2, 3]


async def test_the_tick_waits_while_the_sender_has_enough_to_do(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminding, "PAGE", 2)
    monkeypatch.setattr(reminding, "FULL", 2)
    await db.write(office, 1, 2, 3)
    await db.write(due)
    assert await tick(db) == [1, 2]
    assert await tick(db) == []
    await db.write(lambda tx: tx.exec_driver_sql("UPDATE outbox SET status = 'sent'"))
    assert await tick(db) == [1]
    assert len(await posts(db)) == 3


async def test_a_calendar_of_few_people_is_found_among_many_numbers(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(tx: Transaction) -> None:
        office(tx, *range(1, 9))
        builders.linked(tx, builders.unit(tx, "school", work_days=6), 9)
        builders.reminder(tx, builders.deadline(tx), NOW, work_days=6)

    monkeypatch.setattr("storage.reminding.SPAN", 3)
    await db.write(fill)
    assert await tick(db) == [1, 1, 1, 1]
    assert [account for account, _ in await posts(db)] == [9]


async def test_a_deadline_that_can_not_be_worked_out_waits_an_hour_and_holds_up_no_other(
    db: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    def fill(tx: Transaction) -> list[int]:
        office(tx, 1)
        broken, good = due(tx, "rusak"), due(tx, "baik")
        tx.execute(update(deadlines).where(deadlines.c.id == broken.id).values(rule="nonsense"))
        return [broken.id, good.id]

    broken, good = await db.write(fill)
    await tick(db)
    assert await posts(db) == [(1, [good])]
    rows = await db.read(lambda tx: tx.execute(select(reminders).order_by(reminders.c.id)).all())
    assert [(row.status, row.due_at) for row in rows] == [("planned", NOW + HOUR), ("promoted", NOW)]
    assert await tick(db) == []
    assert "deadline cannot be worked out" in capsys.readouterr().out
    await db.write(lambda tx: tx.execute(update(deadlines).values(rule="mark")))
    await tick(db, NOW + HOUR)
    assert await posts(db) == [(1, [good]), (1, [broken])]


async def test_a_broken_audience_does_not_lose_the_transaction(db: Database) -> None:
    def fill(tx: Transaction) -> int:
        office(tx, 1)
        broken, good = due(tx, "rusak"), due(tx, "baik")
        audience = {"concerned": "owing", "value": str(2**80)}
        tx.execute(update(deadlines).where(deadlines.c.id == broken.id).values(audience=audience))
        return good.id

    good = await db.write(fill)
    await tick(db)
    assert await posts(db) == [(1, [good])]


async def test_a_calendar_that_can_not_be_worked_out_waits_an_hour(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        office(tx, 1)
        good = due(tx)
        builders.reminder(tx, good, NOW, timezone="Mars/Phobos")

    await db.write(fill)
    assert await tick(db) == [1, 1]
    rows = await db.read(lambda tx: tx.execute(select(reminders).order_by(reminders.c.id)).all())
    assert [(row.status, row.due_at) for row in rows] == [("promoted", NOW), ("planned", NOW + HOUR)]


async def test_who_is_reminded_is_noted(db: Database) -> None:
    await db.write(office, 1)
    deadline = await db.write(due)
    await db.write(builders.reminder, deadline, NOW + DAY, lead_days=6)
    for moment in (NOW, NOW + DAY):
        await tick(db, moment)
        rows = await db.read(lambda tx: tx.execute(select(deadline_tellings)).all())
        assert [(row.deadline_id, row.at) for row in rows] == [(deadline.id, moment)]


async def test_what_is_still_owed_is_told_in_the_zone_of_the_unit_soonest_first(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Unit, list[Deadline]]:
        unit = builders.unit(tx, timezone="Asia/Jayapura")
        builders.linked(tx, unit, 1)
        builders.stranger(tx, 2)
        found = [builders.deadline(tx, f"{days}", due_at=NOW + days * DAY) for days in (9, 3, 6, 4)]
        builders.end_deadline(tx, found[2])
        tx.execute(update(deadlines).where(deadlines.c.id == found[0].id).values(each_zone=True))
        someone = builders.actor(tx, 1).employee
        assert someone is not None
        deadline_repository.mark_done(tx, found[3].id, someone.id, NOW)
        return unit, found

    _, (late, soon, ended, done) = await db.write(fill)
    ids = [late.id, soon.id, ended.id, done.id, 404, soon.id]
    told = await db.read(reminding.still_owed, 1, ids, NOW)
    assert told == (
        replace(soon, timezone="Asia/Jayapura"),
        replace(late, timezone="Asia/Jayapura", due_at=late.due_at - timedelta(hours=2)),
    )
    assert await db.read(reminding.still_owed, 2, ids, NOW) == ()
    assert await db.read(reminding.still_owed, 3, ids, NOW) == ()
