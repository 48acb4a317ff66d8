"""Calendars of people: what stands in them, in whose words, and the private address that can be closed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from domain.deadline import Concerned, DeadlineAudience, DoneRule
from domain.deadline_views import Dates
from domain.people import Actor
from services import calendar_feeds, calendar_files, deadlines
from storage import deadlines as deadline_rows
from storage.engine import Database, Transaction
from storage.tables import calendar_feeds as feeds
from storage.tables import deadlines as deadline_table
from tests import builders, calendar_reader
from tests.builders import NOW
from tests.refusals import refused
from texts.place import Place

JAYAPURA = "Asia/Jayapura"


def reader(tx: Transaction) -> Actor:
    return builders.linked(tx, builders.unit(tx))


def place(actor: Actor) -> Place:
    assert actor.unit is not None
    return Place(actor.language, "Kabupaten Contoh", ZoneInfo(actor.unit.timezone), NOW, "contoh_bot")


def add(tx: Transaction, title: str, days: float, **more: Any) -> int:
    rule = more.pop("rule", DoneRule.MARK)
    return deadline_rows.add(tx, title, NOW + timedelta(days=days), more.pop("unit_id", None), rule, NOW, **more)


def titles(found: Dates) -> list[str]:
    return [one.deadline.title for one in found.dated]


async def test_the_calendar_holds_what_concerns_a_person_of_a_year_and_a_month(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        actor, other = reader(tx), builders.unit(tx, "lain")
        assert actor.unit is not None
        days = {"lama": -31, "baru lewat": -29, "besok": 1, "tahun depan": 365, "terlalu jauh": 367}
        for title, ahead in days.items():
            add(tx, title, ahead)
        add(tx, "unit sendiri", 2, unit_id=actor.unit.id)
        add(tx, "unit lain", 2, unit_id=other.id)
        add(tx, "batal", 3, ended_at=NOW)
        add(tx, "kepala", 3, audience=DeadlineAudience(Concerned.ROLE, "unit_head").as_json())
        return actor

    actor = await db.write(fill)
    found = await db.read(calendar_feeds.mine, actor, NOW)
    assert titles(found) == ["baru lewat", "besok", "unit sendiri", "batal", "tahun depan"]
    assert [one.deadline.title for one in found.dated if one.cancelled] == ["batal"]


async def test_one_deadline_can_be_had_alone_whenever_it_is(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, int, int]:
        return reader(tx), add(tx, "jauh", 500), add(tx, "lain", 1, unit_id=builders.unit(tx, "lain").id)

    actor, number, others = await db.write(fill)
    assert titles(await db.read(calendar_feeds.mine, actor, NOW, number)) == ["jauh"]
    for wrong in (others, 999):
        with refused("deadline.unknown"):
            await db.read(calendar_feeds.mine, actor, NOW, wrong)


async def test_what_is_done_is_told_by_its_rule(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, list[int]]:
        unit = builders.unit(tx)
        actor, colleague = builders.linked(tx, unit), builders.linked(tx, unit, 701)
        rules = {"sendiri": DoneRule.MARK, "bersama": DoneRule.SHARED, "rekan": DoneRule.MARK, "pakta": DoneRule.PLEDGE}
        numbers = {title: add(tx, title, 1, rule=rule) for title, rule in rules.items()}
        deadlines.mark_done(tx, actor, numbers["sendiri"], NOW)
        for title in ("bersama", "rekan"):
            deadlines.mark_done(tx, colleague, numbers[title], NOW)
        return actor, list(numbers.values())

    actor, numbers = await db.write(fill)
    assert (await db.read(calendar_feeds.mine, actor, NOW)).done == frozenset(numbers[:2])

    def sign(tx: Transaction) -> None:
        assert actor.employee is not None
        builders.signature(tx, builders.campaign(tx), actor.employee)

    await db.write(sign)
    assert (await db.read(calendar_feeds.mine, actor, NOW)).done == frozenset({*numbers[:2], numbers[3]})


async def test_a_deadline_for_who_owes_another_is_in_the_calendar_of_these_alone(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, Actor]:
        unit = builders.unit(tx)
        first, second = builders.linked(tx, unit), builders.linked(tx, unit, 701)
        number = add(tx, "LHE", 5)
        add(tx, "susulan", 6, audience=DeadlineAudience(Concerned.OWING, str(number)).as_json())
        deadlines.mark_done(tx, first, number, NOW)
        return first, second

    first, second = await db.write(fill)
    assert titles(await db.read(calendar_feeds.mine, first, NOW)) == ["LHE"]
    assert titles(await db.read(calendar_feeds.mine, second, NOW)) == ["LHE", "susulan"]


async def test_the_file_says_each_deadline_in_the_reader_s_words_at_their_moment(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, int, int]:
        actor = builders.linked(tx, builders.unit(tx, timezone=JAYAPURA))
        number = add(tx, "LHE, SKP", 1, each_zone=True, timezone="Asia/Jakarta", version=4)
        return actor, number, add(tx, "Rapat", 2, ended_at=NOW + timedelta(hours=1))

    actor, number, off = await db.write(fill)
    found = await db.read(calendar_feeds.mine, actor, NOW)
    events = calendar_reader.events(calendar_files.written(place(actor), found))
    assert list(events) == [f"deadline-{number}@contoh_bot", f"deadline-{off}@contoh_bot"]
    due, cancelled = events.values()
    assert due.moment("DTEND") == datetime(2026, 3, 3, 10, tzinfo=ZoneInfo(JAYAPURA)).astimezone(UTC)
    assert (due.text("SUMMARY"), due.value("SEQUENCE")) == ("Tenggat: LHE, SKP", "4")
    assert due.text("DESCRIPTION").splitlines()[0] == "Paling lambat Selasa, 3 Maret 2026 pukul 10.00 WIT"
    assert (cancelled.value("STATUS"), cancelled.text("SUMMARY")) == ("CANCELLED", "Dibatalkan: Rapat")
    assert cancelled.moment("LAST-MODIFIED") == NOW + timedelta(hours=1)


async def test_the_same_state_makes_the_same_file_and_a_move_another(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, int]:
        return reader(tx), add(tx, "LHE", 1)

    async def written(at: datetime) -> bytes:
        return calendar_files.written(replace(place(actor), now=at), await db.read(calendar_feeds.mine, actor, at))

    actor, number = await db.write(fill)
    before = await written(NOW)
    assert await written(NOW + timedelta(hours=5)) == before
    moved = update(deadline_table).where(deadline_table.c.id == number).values(due_at=NOW + timedelta(days=2))
    await db.write(lambda tx: tx.execute(moved).rowcount)
    assert await written(NOW) != before


async def test_an_address_gives_the_calendar_of_its_owner(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        add(tx, "LHE", 1)
        return reader(tx)

    actor = await db.write(fill)
    assert await db.read(calendar_feeds.made_at, actor) is None
    token = await db.write(calendar_feeds.make, actor, NOW)
    assert await db.read(calendar_feeds.made_at, actor) == NOW
    found = await db.read(calendar_feeds.calendar, token, NOW)
    assert (found.reader.telegram_id, titles(found)) == (actor.telegram_id, ["LHE"])
    assert calendar_feeds.address(token, "https://zi.contoh.go.id/bot") == f"https://zi.contoh.go.id/bot/k/{token}.ics"


async def test_the_token_itself_is_kept_nowhere(db: Database) -> None:
    token = await db.write(calendar_feeds.make, await db.write(reader), NOW)
    ((kept,),) = await db.read(lambda tx: tx.execute(select(feeds.c.token_hash)).all())
    assert (len(kept), token in kept) == (64, False)


async def test_a_new_address_ends_the_one_before_and_revoking_ends_both(db: Database) -> None:
    actor = await db.write(reader)
    old = await db.write(calendar_feeds.make, actor, NOW)
    new = await db.write(calendar_feeds.make, actor, NOW)
    with refused("calendar.no_feed"):
        await db.read(calendar_feeds.calendar, old, NOW)
    assert (await db.read(calendar_feeds.calendar, new, NOW)).reader.telegram_id == actor.telegram_id
    for _ in range(2):
        await db.write(calendar_feeds.revoke, actor, NOW)
        with refused("calendar.no_feed"):
            await db.read(calendar_feeds.calendar, new, NOW)
    assert await db.read(calendar_feeds.made_at, actor) is None


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "A" * 44, "../" + "A" * 40, "é" * 43])
async def test_an_address_that_nobody_was_given_leads_nowhere(db: Database, token: str) -> None:
    await db.write(calendar_feeds.make, await db.write(reader), NOW)
    with refused("calendar.no_feed"):
        await db.read(calendar_feeds.calendar, token, NOW)


async def test_who_is_unlinked_or_gone_has_no_calendar(db: Database) -> None:
    def two(tx: Transaction) -> tuple[Actor, Actor]:
        unit = builders.unit(tx)
        return builders.linked(tx, unit), builders.linked(tx, unit, 701)

    unlinked, gone = await db.write(two)
    tokens = [await db.write(calendar_feeds.make, actor, NOW) for actor in (unlinked, gone)]
    assert gone.employee is not None
    await db.write(builders.unlink, unlinked.telegram_id)
    await db.write(builders.dismiss, gone.employee)
    for token in tokens:
        with refused("calendar.no_feed"):
            await db.read(calendar_feeds.calendar, token, NOW)
