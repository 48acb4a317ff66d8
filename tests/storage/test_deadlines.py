"""Deadlines, planned reminders, their audience, and who is done."""

import asyncio
from datetime import timedelta

import pytest

from domain.deadline import Deadline, DoneRule, DueReminder
from storage import deadlines, people
from storage.engine import Database, Transaction
from tests import builders
from tests.builders import NOW

DAY = timedelta(days=1)


async def test_a_deadline_is_found_until_it_is_ended(db: Database) -> None:
    kept = await db.write(builders.deadline, rule=DoneRule.PLEDGE)
    assert await db.read(deadlines.deadline, kept.id) == kept
    await db.write(builders.end_deadline, kept)
    assert await db.read(deadlines.deadline, kept.id) is None
    assert await db.read(deadlines.deadline, 404) is None


async def test_upcoming_deadlines_are_those_of_the_agency_and_the_path_soonest_first(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int]:
        top = builders.unit(tx, "top")
        low = builders.unit(tx, "low", parent=top)
        other = builders.unit(tx, "other")
        builders.deadline(tx, "of low", due_at=NOW + 3 * DAY, of=low)
        builders.deadline(tx, "of top", due_at=NOW + 2 * DAY, of=top)
        builders.deadline(tx, "of other", due_at=NOW + DAY, of=other)
        builders.deadline(tx, "of all", due_at=NOW + DAY)
        builders.deadline(tx, "past", due_at=NOW)
        builders.end_deadline(tx, builders.deadline(tx, "ended"))
        return top.id, low.id

    top, low = await db.write(fill)
    found = await db.read(deadlines.upcoming, (low, top), NOW, 10)
    assert [(one.title, done) for one, done in found] == [("of all", False), ("of top", False), ("of low", False)]
    assert [one.title for one, _ in await db.read(deadlines.upcoming, (low, top), NOW, 2)] == ["of all", "of top"]
    assert [one.title for one, _ in await db.read(deadlines.upcoming, (), NOW, 10)] == ["of all"]


async def test_a_mark_counts_for_one_person_and_is_kept_once(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int, int]:
        unit = builders.unit(tx)
        return builders.employee(tx, unit).id, builders.employee(tx, unit).id, builders.deadline(tx).id

    ani, budi, deadline_id = await db.write(fill)
    assert await db.write(deadlines.mark_done, deadline_id, ani, NOW) is True
    assert await db.write(deadlines.mark_done, deadline_id, ani, NOW) is False
    done = [[mark for _, mark in await db.read(deadlines.upcoming, (), NOW, 9, who)] for who in (ani, budi, None)]
    assert done == [[True], [False], [False]]


def planned(tx: Transaction) -> Deadline:
    """A deadline with five reminders, a day apart, the first one now."""
    of = builders.deadline(tx, due_at=NOW + 7 * DAY)
    for number in range(5):
        builders.reminder(tx, of, NOW + number * DAY, lead_days=7 - number)
    return of


async def test_the_next_reminder_is_the_soonest_one_ahead(db: Database) -> None:
    assert await db.read(deadlines.next_reminder_at, NOW) is None
    await db.write(planned)
    assert await db.read(deadlines.next_reminder_at, NOW - DAY) == NOW
    assert await db.read(deadlines.next_reminder_at, NOW) == NOW + DAY
    await db.write(deadlines.claim_due, NOW + DAY, 10)
    assert await db.read(deadlines.next_reminder_at, NOW - DAY) == NOW + 2 * DAY
    assert await db.read(deadlines.next_reminder_at, NOW + 9 * DAY) is None


async def test_due_reminders_are_claimed_once_oldest_first_and_within_the_limit(db: Database) -> None:
    of = await db.write(planned)
    first = await db.write(deadlines.claim_due, NOW + 2 * DAY, 2)
    assert first == tuple(
        DueReminder(one.id, of, "Asia/Jakarta", 5, 7 - number, NOW + number * DAY, ended=False)
        for number, one in enumerate(first)
    )
    assert [one.lead_days for one in first] == [7, 6]
    assert [one.lead_days for one in await db.write(deadlines.claim_due, NOW + 2 * DAY, 9)] == [5]
    assert await db.write(deadlines.claim_due, NOW + 2 * DAY, 9) == ()


async def test_claimers_at_once_never_get_the_same_reminder(db: Database) -> None:
    await db.write(planned)
    claims = await asyncio.gather(*(db.write(deadlines.claim_due, NOW + 9 * DAY, 1) for _ in range(9)))
    assert sorted(len(claim) for claim in claims) == [0] * 4 + [1] * 5
    assert len({due.id for claim in claims for due in claim}) == 5


async def test_a_claim_that_is_rolled_back_gives_its_reminders_back(db: Database) -> None:
    await db.write(planned)

    def claim_and_fail(tx: Transaction) -> None:
        assert len(deadlines.claim_due(tx, NOW + 9 * DAY, 9)) == 5
        raise LookupError

    with pytest.raises(LookupError):
        await db.write(claim_and_fail)
    assert len(await db.write(deadlines.claim_due, NOW + 9 * DAY, 9)) == 5


async def test_a_reminder_of_an_ended_deadline_says_so(db: Database) -> None:
    of = await db.write(planned)
    await db.write(builders.end_deadline, of)
    assert [due.ended for due in await db.write(deadlines.claim_due, NOW, 9)] == [True]


async def test_no_reminder_is_planned_twice_for_one_lead_and_calendar(db: Database) -> None:
    of = await db.write(planned)
    await db.write(builders.reminder, of, NOW, work_days=6)
    await db.write(builders.reminder, of, NOW, timezone="Asia/Makassar")
    await db.write(deadlines.add_reminders, [])
    assert len(await db.write(deadlines.claim_due, NOW, 9)) == 3


def crowd(tx: Transaction) -> dict[str, int]:
    """People of several units; the id of each unit by its code."""
    top = builders.unit(tx, "top")
    low = builders.unit(tx, "low", parent=top)
    six = builders.unit(tx, "six", parent=top, work_days=6)
    east = builders.unit(tx, "east", timezone="Asia/Makassar")
    for telegram_id, unit in ((1, top), (2, low), (3, six), (4, east), (5, low)):
        builders.linked(tx, unit, telegram_id)
    builders.employee(tx, low)
    builders.linked(tx, low, 6)
    builders.unlink(tx, 6)
    builders.linked(tx, low, 7)
    people.set_reachable(tx, 7, reachable=False)
    gone = builders.linked(tx, low, 8).employee
    assert gone is not None
    builders.dismiss(tx, gone)
    return {unit.code: unit.id for unit in (top, low, six, east)}


def due_for(deadline: Deadline, timezone: str = "Asia/Jakarta", work_days: int = 5) -> DueReminder:
    return DueReminder(1, deadline, timezone, work_days, 7, NOW, ended=False)


@pytest.mark.parametrize(
    ("code", "timezone", "work_days", "accounts"),
    [
        (None, "Asia/Jakarta", 5, [1, 2, 5]),
        (None, "Asia/Jakarta", 6, [3]),
        (None, "Asia/Makassar", 5, [4]),
        (None, "Asia/Jayapura", 5, []),
        ("top", "Asia/Jakarta", 5, [1, 2, 5]),
        ("low", "Asia/Jakarta", 5, [2, 5]),
        ("six", "Asia/Jakarta", 5, []),
        ("east", "Asia/Makassar", 5, [4]),
    ],
)
async def test_the_audience_is_who_can_be_reached_in_the_subtree_and_calendar(
    db: Database, code: str | None, timezone: str, work_days: int, accounts: list[int]
) -> None:
    ids = await db.write(crowd)
    deadline = Deadline(404, "x", NOW, ids[code] if code else None, DoneRule.MARK)
    found = await db.read(deadlines.audience, due_for(deadline, timezone, work_days), NOW)
    assert [account for _, account in found] == accounts


async def test_who_is_done_or_has_signed_is_not_in_the_audience(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Deadline, Deadline]:
        unit = builders.unit(tx)
        marked, signed, _ = (builders.linked(tx, unit, telegram_id).employee for telegram_id in (1, 2, 3))
        assert marked is not None
        assert signed is not None
        by_mark = builders.deadline(tx)
        deadlines.mark_done(tx, by_mark.id, marked.id, NOW)
        deadlines.mark_done(tx, builders.deadline(tx).id, signed.id, NOW)
        builders.signature(tx, builders.campaign(tx), signed, code="A")
        return by_mark, builders.deadline(tx, rule=DoneRule.PLEDGE)

    by_mark, by_pledge = await db.write(fill)

    async def accounts(deadline: Deadline) -> list[int]:
        return [account for _, account in await db.read(deadlines.audience, due_for(deadline), NOW)]

    assert await accounts(by_mark) == [2, 3]
    assert await accounts(by_pledge) == [1, 3]
