"""Waves of reminders: rows are claimed once, and their people are found page by page."""

import asyncio
from datetime import timedelta

import pytest

from domain.absence import Absence
from domain.deadline import Deadline, DoneRule
from storage import deadlines, people, reminding
from storage.engine import Database, Transaction
from storage.reminding import Page
from tests import builders
from tests.builders import NOW
from tests.services.reminding_play import leave, wish

DAY = timedelta(days=1)
JAKARTA = ("Asia/Jakarta", 5)
TODAY = NOW.date()


def planned(tx: Transaction) -> Deadline:
    """A deadline with five reminders, a day apart, the first one now."""
    of = builders.deadline(tx, due_at=NOW + 7 * DAY)
    for number in range(5):
        builders.reminder(tx, of, NOW + number * DAY, lead_days=7 - number)
    return of


async def test_due_rows_are_claimed_once_oldest_first_and_within_the_limit(db: Database) -> None:
    await db.write(planned)
    await db.write(builders.reminder, await db.write(builders.deadline), NOW, work_days=6)
    first = await db.write(reminding.claim_rows, JAKARTA, NOW + 2 * DAY, 2)
    assert [at for _, at in first] == [NOW, NOW + DAY]
    assert [at for _, at in await db.write(reminding.claim_rows, JAKARTA, NOW + 2 * DAY, 9)] == [NOW + 2 * DAY]
    assert await db.write(reminding.claim_rows, JAKARTA, NOW + 2 * DAY, 9) == ()
    assert await db.read(reminding.due_calendars, NOW + 2 * DAY) == (("Asia/Jakarta", 6),)
    assert await db.read(reminding.due_calendars, NOW + 3 * DAY) == (JAKARTA, ("Asia/Jakarta", 6))


async def test_claimers_at_once_never_get_the_same_row(db: Database) -> None:
    await db.write(planned)
    claims = await asyncio.gather(*(db.write(reminding.claim_rows, JAKARTA, NOW + 9 * DAY, 1) for _ in range(9)))
    assert sorted(len(claim) for claim in claims) == [0] * 4 + [1] * 5
    assert len({row_id for claim in claims for row_id, _ in claim}) == 5


async def test_a_claim_that_is_rolled_back_gives_its_rows_back(db: Database) -> None:
    await db.write(planned)

    def claim_and_fail(tx: Transaction) -> None:
        assert len(reminding.claim_rows(tx, JAKARTA, NOW + 9 * DAY, 9)) == 5
        raise LookupError

    with pytest.raises(LookupError):
        await db.write(claim_and_fail)
    assert len(await db.write(reminding.claim_rows, JAKARTA, NOW + 9 * DAY, 9)) == 5


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


def accounts(page: Page) -> list[int | None]:
    return [one.account for one in page.people]


@pytest.mark.parametrize(
    ("timezone", "work_days", "expected"),
    [("Asia/Jakarta", 5, [1, 2, 5]), ("Asia/Jakarta", 6, [3]), ("Asia/Makassar", 5, [4]), ("Asia/Jayapura", 5, [])],
)
async def test_a_page_is_who_of_a_calendar_can_be_written_to(
    db: Database, timezone: str, work_days: int, expected: list[int]
) -> None:
    await db.write(crowd)
    page = await db.write(reminding.page, (timezone, work_days), 0, TODAY, 10)
    assert accounts(page) == expected
    assert page.last


async def test_pages_follow_each_other_to_the_end(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminding, "SPAN", 4)
    await db.write(crowd)
    after, pages = 0, []
    while True:
        page = await db.write(reminding.page, JAKARTA, after, TODAY, 2)
        pages.append(accounts(page))
        after = page.up_to
        if page.last:
            break
    assert pages == [[1, 2], [5], []]
    assert await db.write(reminding.page, JAKARTA, after, TODAY, 2) == Page((), after, last=True)


async def test_a_page_tells_of_wishes_and_of_leave_on_its_days(db: Database) -> None:
    def fill(tx: Transaction) -> int:
        unit = builders.unit(tx)
        first, second = (builders.linked(tx, unit, account).employee for account in (1, 2))
        assert first is not None
        assert second is not None
        wish(tx, first)
        leave(tx, second, NOW - 9 * DAY, NOW + 2 * DAY)
        return leave(tx, second, NOW + DAY, NOW + 3 * DAY)

    last = await db.write(fill)
    found = [(await db.write(reminding.page, JAKARTA, 0, TODAY + day * DAY, 9)).people for day in (0, 2, 3, 4)]
    assert [[one.wishes for one in people] for people in found] == [[True, False]] * 4
    later = Absence(last, TODAY + DAY, TODAY + 3 * DAY)
    earlier = Absence(last - 1, TODAY - 9 * DAY, TODAY + 2 * DAY)
    assert [people[1].leave for people in found] == [earlier, later, later, None]


@pytest.mark.parametrize(("code", "expected"), [(None, 8), ("top", 7), ("low", 5), ("six", 1), ("east", 1)])
async def test_who_owes_is_looked_for_among_the_people_of_the_page(
    db: Database, code: str | None, expected: int
) -> None:
    ids = await db.write(crowd)
    deadline = Deadline(404, "x", NOW, ids[code] if code else None, DoneRule.MARK)
    assert len(await db.read(reminding.owing_among, deadline, range(1, 100), NOW)) == expected
    assert await db.read(reminding.owing_among, deadline, [], NOW) == frozenset()


async def test_who_is_done_or_has_signed_owes_nothing(db: Database) -> None:
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
    assert await db.read(reminding.owing_among, by_mark, (1, 2, 3), NOW) == {2, 3}
    assert await db.read(reminding.owing_among, by_pledge, (1, 2, 3), NOW) == {1, 3}
