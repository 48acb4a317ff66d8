"""Setting and editing deadlines step by step: what is kept, once, by whom, and what the read-back tells before."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from domain.deadline import Concerned, DeadlineAudience, DeadlinePlan, DoneRule
from domain.deadline_form import DETAIL, ROUTE, Ask, DeadlineForm, after, before, mark
from domain.people import Actor
from domain.rights import Role
from domain.series import Frequency
from services import deadline_desk, deadline_dialog, deadlines
from services.deadlines import NewDeadline, Planning
from storage import deadline_audience, drafts
from storage import deadlines as rows
from storage.engine import Database, Transaction
from storage.tables import deadline_series, deadline_tellings
from storage.tables import deadlines as table
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

JAKARTA = ZoneInfo("Asia/Jakarta")
PLANNING = Planning(country="")
DUE = datetime(2026, 4, 9, 9, 0, tzinfo=UTC)
LINE = "LHE puskesmas 9 April 2026 16.00"


def boss(tx: Transaction) -> Actor:
    """Who manages the deadlines of the agency, in a unit of their own beside another one in the east."""
    builders.employee(tx, builders.unit(tx, "east", timezone="Asia/Jayapura"))
    return builders.linked(tx, builders.unit(tx, "home"), 701, role=Role.ADMIN)


def chief(tx: Transaction) -> Actor:
    """Who manages the deadlines of one unit."""
    home = builders.unit(tx, "home")
    builders.unit(tx, "below", parent=home)
    builders.unit(tx, "other")
    return builders.linked(tx, home, 701, role=Role.ADMIN, scope=home)


async def line(db: Database, who: Actor, text: str = LINE) -> DeadlineForm:
    return await db.write(deadline_dialog.line, who, text, PLANNING, NOW, JAKARTA)


async def answer(db: Database, who: Actor, ask: Ask, chosen: str) -> DeadlineForm:
    return await db.write(deadline_dialog.answer, who, ask, chosen, PLANNING, NOW)


async def say(db: Database, who: Actor, text: str) -> DeadlineForm:
    return await db.write(deadline_dialog.say, who, text, PLANNING, NOW)


async def save(db: Database, who: Actor, form: DeadlineForm) -> deadline_dialog.Kept:
    return await db.write(deadline_dialog.save, who, form.key, PLANNING, NOW)


async def count(db: Database) -> int:
    return await db.read(lambda tx: tx.execute(select(func.count()).select_from(table)).scalar_one())


def test_the_questions_follow_each_other_and_lead_back() -> None:
    assert [after(one) for one in ROUTE] == [*ROUTE[1:], Ask.REVIEW]
    assert [before(one) for one in ROUTE] == [None, *ROUTE[:-1]]
    for chosen, ask in DETAIL.items():
        assert (after(Ask.WHOM, chosen), before(ask), after(ask)) == (ask, Ask.WHOM, Ask.EVIDENCE)
    assert after(Ask.WHOM, "all") is Ask.EVIDENCE


async def test_a_line_is_read_back_with_people_and_reminders_and_kept(db: Database) -> None:
    who = await db.write(boss)
    form = await line(db, who)
    assert (form.draft.title, form.draft.due_at, form.unit) == ("LHE puskesmas", DUE, None)
    assert form.effect is not None
    assert (form.effect.people, form.effect.zone, form.effect.zones) == (2, "Asia/Jakarta", 2)
    local = [one.astimezone(JAKARTA) for one in form.effect.reminders]
    assert [(one.date(), one.hour) for one in local] == [
        (date(2026, 3, 10), 8), (date(2026, 3, 26), 8), (date(2026, 4, 2), 8),
    ]  # fmt: skip
    kept = await save(db, who, form)
    found = await db.read(rows.any_deadline, kept.deadline_id)
    assert found is not None
    assert (found.title, found.due_at, found.rule, found.timezone) == (
        "LHE puskesmas",
        DUE,
        DoneRule.MARK,
        "Asia/Jakarta",
    )


async def test_a_zone_that_is_said_is_the_one_it_counts_in(db: Database) -> None:
    who = await db.write(boss)
    form = await line(db, who, "Rapat 9 April 2026 pukul 16.00 WIT")
    assert (form.draft.timezone, form.draft.due_at) == ("Asia/Jayapura", DUE - timedelta(hours=2))
    each = await answer(db, who, Ask.ZONE, "yes")
    assert each.draft.due_in("Asia/Jakarta") == datetime(2026, 4, 9, 16, tzinfo=JAKARTA)


async def test_pressed_twice_or_four_times_at_once_it_is_kept_once(db: Database) -> None:
    who = await db.write(boss)
    form = await line(db, who)
    results = await asyncio.gather(*(save(db, who, form) for _ in range(4)), return_exceptions=True)
    assert {one for one in results if not isinstance(one, BaseException)} == {await save(db, who, form)}
    assert await count(db) == 1


async def test_an_old_read_back_keeps_nothing(db: Database) -> None:
    who = await db.write(boss)
    old = await line(db, who)
    await answer(db, who, Ask.EVIDENCE, "yes")
    with refused("deadline.expired"):
        await save(db, who, old)
    assert await db.write(deadline_dialog.drop, who) == 0
    with refused("deadline.expired"):
        await say(db, who, "Judul")
    assert await count(db) == 0


async def test_what_is_refused_at_the_end_leaves_the_form(db: Database) -> None:
    who = await db.write(boss)
    form = await line(db, who)
    with refused("deadline.past"):
        await db.write(deadline_dialog.save, who, form.key, PLANNING, DUE + timedelta(minutes=1))
    assert await db.read(deadline_dialog.waiting, who)
    assert (await save(db, who, form)).deadline_id > 0


async def test_a_series_is_kept_with_its_first_deadline(db: Database) -> None:
    who = await db.write(boss)
    await line(db, who)
    form = await answer(db, who, Ask.REPEAT, Frequency.MONTHLY.value)
    assert form.effect is not None
    assert form.effect.next_days == (date(2026, 4, 9), date(2026, 5, 9), date(2026, 6, 9))
    kept = [await save(db, who, form) for _ in range(2)]
    assert kept[0] == kept[1]
    found = await db.read(deadline_desk.card, who, kept[0].deadline_id, NOW)
    assert found.series is not None
    assert (found.deadline.occurs_on, found.series.id) == (date(2026, 4, 9), kept[0].series_id)
    for _ in range(2):
        await db.write(deadline_desk.skip, who, kept[0].deadline_id, NOW)
    with refused("deadline.unknown"):
        await db.read(deadline_desk.card, who, kept[0].deadline_id, NOW)
    skipped = await db.read(lambda tx: tx.execute(select(deadline_series.c.skipped)).scalar_one())
    assert skipped == ["2026-04-09"]


async def test_a_series_that_begins_far_ahead_has_no_deadline_yet(db: Database) -> None:
    who = await db.write(boss)
    await line(db, who, "Pakta 9 April 2027")
    kept = await save(db, who, await answer(db, who, Ask.REPEAT, Frequency.YEARLY.value))
    assert (kept.deadline_id, kept.series_id > 0, await count(db)) == (0, True, 0)


async def test_a_deadline_outside_of_a_series_leaves_nothing_out(db: Database) -> None:
    who = await db.write(boss)
    kept = await save(db, who, await line(db, who))
    with refused("deadline.unknown"):
        await db.write(deadline_desk.skip, who, kept.deadline_id, NOW)


async def test_each_audience_is_kept_as_it_was_chosen(db: Database) -> None:
    who = await db.write(boss)
    assert who.employee is not None
    other = await save(db, who, await line(db, who, "Lain 8 April 2026"))
    chosen = {
        Ask.KIND: (mark("opd"), DeadlineAudience(Concerned.KIND, "opd"), 2),
        Ask.ROLE: ("admin", DeadlineAudience(Concerned.ROLE, "admin"), 1),
        Ask.OTHER: (str(other.deadline_id), DeadlineAudience(Concerned.OWING, str(other.deadline_id)), 2),
    }
    for ask, (value, audience, people) in chosen.items():
        await line(db, who)
        form = await answer(db, who, ask, value)
        assert form.effect is not None
        assert (form.draft.audience, form.effect.people) == (audience, people)
    await answer(db, who, Ask.PEOPLE, f"add.{who.employee.id}")
    form = await answer(db, who, Ask.PEOPLE, "done")
    kept = await save(db, who, form)
    assert await db.read(deadline_audience.in_charge, kept.deadline_id) == ((who.employee.id, who.employee.name),)


@pytest.mark.parametrize(
    ("ask", "chosen"),
    [
        (Ask.WHOM, "nobody"), (Ask.UNIT, "x"), (Ask.UNIT, "9" * 30), (Ask.KIND, "none"), (Ask.ROLE, "employee"),
        (Ask.PEOPLE, "x.1"), (Ask.PEOPLE, "add.x"), (Ask.OTHER, "99"), (Ask.EVIDENCE, "maybe"), (Ask.SHARED, "maybe"),
        (Ask.ZONE, "maybe"), (Ask.PLAN, "x"), (Ask.REPEAT, "weekly"), (Ask.TITLE, "x"), (Ask.REVIEW, "yes"),
    ],
)  # fmt: skip
async def test_what_was_not_offered_is_refused(db: Database, ask: Ask, chosen: str) -> None:
    who = await db.write(boss)
    await line(db, who)
    with refused("callback.malformed"):
        await answer(db, who, ask, chosen)


async def test_who_manages_one_unit_sees_and_sets_only_that(db: Database) -> None:
    who = await db.write(chief)
    form = await line(db, who)
    assert form.unit is not None
    assert (form.unit.code, form.whole) == ("home", False)
    units = await db.write(deadline_dialog.resume, who, PLANNING, NOW, 0, Ask.UNIT)
    assert [label for _, label in units.options] == ["Unit below", "Unit home"]
    for code in ("other", "OTHER"):
        with refused("access.denied"):
            await line(db, who, f"LHE @{code} 9 April 2026")
    assert (await line(db, who, "LHE @below 9 April 2026")).unit is not None
    foreign = await db.write(deadlines.add, NewDeadline("Instansi", DUE), "cli", PLANNING, NOW)
    for ask in (Ask.TITLE, Ask.REVIEW):
        with refused("access.denied"):
            await db.write(deadline_dialog.edit, who, foreign, ask, PLANNING, NOW)
    with refused("access.denied"):
        await db.read(deadline_desk.card, who, foreign, NOW)


async def test_who_manages_nothing_is_refused(db: Database) -> None:
    who = await db.write(lambda tx: builders.linked(tx, builders.unit(tx), 701, role=Role.UNIT_HEAD))
    with refused("access.denied"):
        await line(db, who)
    with refused("access.denied"):
        await db.write(deadline_dialog.begin, who, PLANNING, NOW, JAKARTA)
    with refused("access.denied"):
        await db.write(deadline_dialog.save, replace(who, grants=()), "1-1", PLANNING, NOW)


async def test_a_person_of_another_unit_is_not_put_in_charge(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, int]:
        who = chief(tx)
        other = builders.unit(tx, "far")
        return who, builders.employee(tx, other, name="Siti Jauh").id

    who, far = await db.write(fill)
    await line(db, who)
    with refused("deadline.people_elsewhere"):
        await answer(db, who, Ask.PEOPLE, f"add.{far}")
    await db.write(deadline_dialog.resume, who, PLANNING, NOW, 0, Ask.PEOPLE)
    assert (await say(db, who, "Siti Jauh")).options == ()
    with refused("deadline.people_missing"):
        await answer(db, who, Ask.PEOPLE, "done")


async def test_an_edit_keeps_what_is_not_changed_and_tells_how_many_know(db: Database) -> None:
    who = await db.write(boss)
    new = NewDeadline("Rapat", DUE, plan=DeadlinePlan((7,), (2,)), each_zone=True)
    number = await db.write(deadlines.add, new, "cli", PLANNING, NOW)

    def tell(tx: Transaction) -> None:
        assert who.employee is not None
        tx.execute(
            deadline_tellings.insert().values(deadline_id=number, employee_id=who.employee.id, first_at=NOW, at=NOW)
        )

    await db.write(tell)
    form = await db.write(deadline_dialog.edit, who, number, Ask.DUE, PLANNING, NOW)
    assert (form.draft, form.was) == (form.was, form.draft)
    form = await say(db, who, "10 April 2026")
    assert (form.ask, form.told) == (Ask.REVIEW, 1)
    kept = await save(db, who, form)
    assert kept == deadline_dialog.Kept(number, edited=True)
    found = await db.read(rows.any_deadline, number)
    assert found is not None
    assert found.due_at == DUE + timedelta(days=1)  # the time of day stays
    assert (found.title, found.plan, found.each_zone) == ("Rapat", DeadlinePlan((7,), (2,)), True)


async def test_an_edit_that_changes_nothing_changes_nothing(db: Database) -> None:
    who = await db.write(boss)
    number = await db.write(deadlines.add, NewDeadline("Rapat", DUE), "cli", PLANNING, NOW)
    form = await db.write(deadline_dialog.edit, who, number, Ask.REVIEW, PLANNING, NOW)
    await save(db, who, form)
    found = await db.read(rows.any_deadline, number)
    assert found is not None
    assert found.version == 1


async def test_a_form_before_its_title_has_no_read_back(db: Database) -> None:
    who = await db.write(boss)
    await db.write(deadline_dialog.begin, who, PLANNING, NOW, JAKARTA)
    with refused("deadline.expired"):
        await db.write(deadline_dialog.resume, who, PLANNING, NOW, 0, Ask.REVIEW)
    assert (await db.write(deadline_dialog.back, who, PLANNING, NOW)).ask is Ask.TITLE
    assert await db.read(lambda tx: drafts.draft(tx, who.telegram_id, "deadline")) is not None
