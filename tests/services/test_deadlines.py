"""Deadlines are checked when they are set; people see what concerns them and mark it done."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from domain.deadline import Concerned, Deadline, DeadlineAudience, DeadlinePlan, DoneRule
from domain.people import Actor, Unit
from domain.reminders import ReminderRules
from domain.rights import Role
from domain.stages import Stage
from services import deadlines
from services.deadlines import NewDeadline, Owed, Planning
from storage import deadline_lists, evidence, pledges
from storage import deadlines as repository
from storage import done_papers as papers
from storage.engine import Database, Transaction
from storage.tables import audit, done_marks, reminders
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

DAY = timedelta(days=1)
RULES = ReminderRules()
PLANNING = Planning(RULES, "")
DUE = datetime(2026, 4, 10, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("due_at", [NOW, NOW - DAY])
async def test_a_deadline_lies_ahead(db: Database, due_at: datetime) -> None:
    await db.write(builders.unit)
    with refused("deadline.past"):
        await db.write(deadlines.add, NewDeadline("Rapat", due_at), "cli", PLANNING, NOW)
    assert await db.read(lambda tx: tx.execute(select(reminders)).all()) == []


async def test_a_new_deadline_is_logged(db: Database) -> None:
    deadline_id = await db.write(deadlines.add, NewDeadline("Rapat", DUE), "cli", PLANNING, NOW)
    (note,) = await db.read(lambda tx: tx.execute(select(audit)).all())
    assert (note.action, note.subject, note.detail) == ("add_deadline", f"deadline:{deadline_id}", {"title": "Rapat"})


async def test_the_next_reminder_is_the_soonest_one_ahead(db: Database) -> None:
    await db.write(builders.unit)
    assert await db.read(deadlines.next_reminder_at, NOW) is None
    await db.write(deadlines.add, NewDeadline("Rapat", DUE), "cli", PLANNING, NOW)
    soonest = await db.read(lambda tx: tx.execute(select(reminders.c.due_at)).scalars().all())
    assert await db.read(deadlines.next_reminder_at, NOW) == min(soonest)


def titles(owed: tuple[Owed, ...]) -> list[tuple[str, bool]]:
    return [(one.deadline.title, one.done) for one in owed]


async def test_a_person_owes_what_the_agency_and_the_units_above_set(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        top = builders.unit(tx, "top")
        low = builders.unit(tx, "low", parent=top)
        other = builders.unit(tx, "other")
        for number, (title, unit) in enumerate((("low", low), ("other", other), ("top", top), ("all", None))):
            builders.deadline(tx, title, due_at=NOW + (9 - number) * DAY, of=unit)
        return builders.linked(tx, low)

    actor = await db.write(fill)
    assert titles(await db.read(deadlines.owed, actor, NOW)) == [("all", False), ("top", False), ("low", False)]
    assert await db.read(deadlines.owed, actor, NOW + 50 * DAY) == ()


async def test_what_was_missed_stays_owed_until_it_is_done_or_long_past(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, int]:
        missed = builders.deadline(tx, "missed", due_at=NOW + DAY)
        builders.deadline(tx, "pledge", due_at=NOW + DAY, rule=DoneRule.PLEDGE)
        builders.deadline(tx, "next", due_at=NOW + 9 * DAY)
        return builders.linked(tx, builders.unit(tx)), missed.id

    actor, missed = await db.write(fill)
    late = NOW + 3 * DAY
    # Nobody can sign while no campaign is open: that one is not held against the person.
    assert titles(await db.read(deadlines.owed, actor, late)) == [("missed", False), ("next", False)]
    await db.write(deadlines.mark_done, actor, missed, late)
    assert titles(await db.read(deadlines.owed, actor, late)) == [("next", False)]
    await db.write(builders.campaign)
    assert titles(await db.read(deadlines.owed, actor, late)) == [("pledge", False), ("next", False)]
    assert titles(await db.read(deadlines.owed, actor, NOW + 32 * DAY)) == [("next", False)]


async def test_no_more_than_a_screenful_is_shown(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        for number in range(deadlines.SHOWN + 3):
            builders.deadline(tx, f"{number}", due_at=NOW + DAY + timedelta(minutes=number))
        return builders.linked(tx, builders.unit(tx))

    owed = await db.read(deadlines.owed, await db.write(fill), NOW)
    assert [one.deadline.title for one in owed] == [f"{number}" for number in range(deadlines.SHOWN)]


async def test_signing_ends_the_duty_to_sign(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        actor = builders.linked(tx, builders.unit(tx))
        builders.campaign(tx)
        builders.deadline(tx, "sign", rule=DoneRule.PLEDGE)
        return actor

    def sign(tx: Transaction) -> None:
        campaign = pledges.open_campaign(tx, NOW)
        assert campaign is not None
        assert actor.employee is not None
        assert actor.unit is not None
        builders.signature(tx, campaign, actor.employee)

    actor = await db.write(fill)
    assert titles(await db.read(deadlines.owed, actor, NOW)) == [("sign", False)]
    await db.write(sign)
    assert titles(await db.read(deadlines.owed, actor, NOW)) == [("sign", True)]


async def test_a_group_sees_the_deadlines_of_its_unit_and_the_agency(db: Database) -> None:
    def fill(tx: Transaction) -> int:
        top = builders.unit(tx, "top")
        low = builders.unit(tx, "low", parent=top)
        builders.deadline(tx, "low", of=low)
        builders.deadline(tx, "top", of=top)
        builders.deadline(tx, "all")
        return top.id

    top = await db.write(fill)
    assert [one.title for one in await db.read(deadlines.group_deadlines, top, NOW)] == ["top", "all"]
    assert [one.title for one in await db.read(deadlines.group_deadlines, None, NOW)] == ["all"]


async def test_a_duty_is_marked_done_once(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, int]:
        unit = builders.unit(tx)
        return builders.linked(tx, unit), builders.deadline(tx, "upload", of=unit).id

    actor, deadline_id = await db.write(fill)
    for now in (NOW, NOW + DAY):
        assert titles(await db.write(deadlines.mark_done, actor, deadline_id, now)) == [("upload", True)]
    async with asyncio.timeout(20):
        await asyncio.gather(*(db.write(deadlines.mark_done, actor, deadline_id, NOW) for _ in range(8)))
    (mark,) = await db.read(lambda tx: tx.execute(select(done_marks)).all())
    assert mark.done_at == NOW
    (note,) = await db.read(lambda tx: tx.execute(select(audit)).all())
    assert (note.action, note.actor, note.subject) == ("mark_done", "account:700", f"deadline:{deadline_id}")


async def test_a_duty_that_is_not_ones_own_is_unknown(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, list[int]]:
        ended = builders.deadline(tx, "ended")
        builders.end_deadline(tx, ended)
        theirs = builders.deadline(tx, "theirs", of=builders.unit(tx, "other"))
        return builders.linked(tx, builders.unit(tx)), [ended.id, theirs.id, 404]

    actor, ids = await db.write(fill)
    for deadline_id in ids:
        with refused("deadline.unknown"):
            await db.write(deadlines.mark_done, actor, deadline_id, NOW)


async def test_a_duty_to_sign_is_done_by_signing(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, int]:
        return builders.linked(tx, builders.unit(tx)), builders.deadline(tx, rule=DoneRule.PLEDGE).id

    actor, deadline_id = await db.write(fill)
    with refused("deadline.by_signing"):
        await db.write(deadlines.mark_done, actor, deadline_id, NOW)


async def test_a_duty_to_hand_a_worksheet_in_is_done_by_handing_it_in(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, int]:
        unit = builders.unit(tx)
        builders.cycle(tx, 2026, (unit, Stage.SELF_ASSESSMENT, "WBK"))
        return builders.linked(tx, unit), builders.deadline(tx, "LKE", rule=DoneRule.WORKSHEET).id

    actor, deadline_id = await db.write(fill)
    with refused("deadline.by_worksheet"):
        await db.write(deadlines.mark_done, actor, deadline_id, NOW)
    assert titles(await db.read(deadlines.owed, actor, NOW)) == [("LKE", False)]

    def hand_in(tx: Transaction) -> None:
        assert actor.unit is not None
        builders.cycle(tx, 2027, (actor.unit, Stage.TPI_REVIEW, "WBK"))

    await db.write(hand_in)
    assert titles(await db.read(deadlines.owed, actor, NOW)) == [("LKE", True)]


def add(tx: Transaction, new: NewDeadline) -> int:
    return deadlines.add(tx, new, "cli", PLANNING, NOW)


async def test_a_title_is_kept_on_one_line_without_what_nobody_sees(db: Database) -> None:
    deadline_id = await db.write(add, NewDeadline("  Unggah\u200b\n eviden ", DUE))
    kept = await db.read(repository.deadline, deadline_id)
    assert kept is not None
    assert (kept.title, kept.due_at, kept.version) == ("Unggah eviden", DUE, 1)


BAD: dict[str, Callable[[Unit, int], NewDeadline]] = {
    "deadline.title_empty": lambda _unit, _one: NewDeadline(" \n ", DUE),
    "deadline.title_too_long": lambda _unit, _one: NewDeadline("x" * 121, DUE),
    "deadline.unit_unknown": lambda _unit, _one: NewDeadline("Rapat", DUE, 404),
    "deadline.audience_unknown": lambda _unit, _one: NewDeadline(
        "Rapat", DUE, audience=DeadlineAudience(Concerned.ROLE, "employee")
    ),
    "deadline.other_unknown": lambda _unit, _one: NewDeadline(
        "Rapat", DUE, audience=DeadlineAudience(Concerned.OWING, "404")
    ),
    "deadline.people_missing": lambda _unit, _one: NewDeadline(
        "Rapat", DUE, audience=DeadlineAudience(Concerned.PEOPLE)
    ),
    "deadline.people_elsewhere": lambda unit, one: NewDeadline(
        "Rapat", DUE, unit.id, audience=DeadlineAudience(Concerned.PEOPLE), people=(one,)
    ),
    "deadline.lead_days": lambda _unit, _one: NewDeadline("Rapat", DUE, plan=DeadlinePlan((366,))),
    "deadline.follow_ups": lambda _unit, _one: NewDeadline("Rapat", DUE, plan=DeadlinePlan(None, (0,))),
    "deadline.evidence_needs_mark": lambda _unit, _one: NewDeadline("Rapat", DUE, rule=DoneRule.PLEDGE, evidence=True),
}


@pytest.mark.parametrize("key", BAD)
async def test_what_nobody_could_do_is_refused(db: Database, key: str) -> None:
    def fill(tx: Transaction) -> tuple[Unit, int]:
        return builders.unit(tx), builders.employee(tx, builders.unit(tx, "other")).id

    unit, elsewhere = await db.write(fill)
    with refused(key):
        await db.write(add, BAD[key](unit, elsewhere))
    assert await db.read(deadline_lists.every) == ()


@pytest.mark.parametrize("value", ["puskesmas", "", "OPD"])
async def test_only_a_kind_that_a_unit_below_has_can_be_meant(db: Database, value: str) -> None:
    unit = await db.write(builders.unit)
    for_kind = NewDeadline("Rapat", DUE, unit.id, audience=DeadlineAudience(Concerned.KIND, value))
    with refused("deadline.audience_unknown"):
        await db.write(add, for_kind)
    assert await db.write(add, NewDeadline("Rapat", DUE, unit.id, audience=DeadlineAudience(Concerned.KIND, "opd")))


async def test_a_closed_unit_and_who_has_left_get_no_deadline(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int]:
        unit = builders.unit(tx)
        gone = builders.employee(tx, unit, active=False)
        return unit.id, gone.id

    _, gone = await db.write(fill)
    with refused("deadline.people_elsewhere"):
        await db.write(add, NewDeadline("Rapat", DUE, audience=DeadlineAudience(Concerned.PEOPLE), people=(gone,)))


async def test_who_manages_the_unit_sets_its_deadlines_and_is_named_in_the_log(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, Unit, Unit]:
        unit, other = builders.unit(tx), builders.unit(tx, "other")
        return builders.linked(tx, unit, role=Role.ADMIN), unit, other

    def admin_of_unit(tx: Transaction) -> Actor:
        return builders.linked(tx, unit, telegram_id=701, role=Role.ADMIN, scope=unit)

    _, unit, other = await db.write(fill)
    actor = await db.write(admin_of_unit)
    deadline_id = await db.write(deadlines.add_as, actor, NewDeadline("Rapat", DUE, unit.id), PLANNING, NOW)
    for unit_id in (other.id, None):
        with refused("access.denied"):
            await db.write(deadlines.add_as, actor, NewDeadline("Rapat", DUE, unit_id), PLANNING, NOW)
    notes = await db.read(lambda tx: tx.execute(select(audit).where(audit.c.action == "add_deadline")).all())
    assert [(note.actor, note.subject) for note in notes] == [("account:701", f"deadline:{deadline_id}")]


async def test_each_audience_is_shown_what_concerns_it(db: Database) -> None:
    def fill(tx: Transaction) -> dict[str, Actor]:
        unit = builders.unit(tx)
        head = builders.linked(tx, unit, telegram_id=701, role=Role.UNIT_HEAD, scope=unit)
        plain = builders.linked(tx, unit, telegram_id=702)
        assert plain.employee is not None
        of = DeadlineAudience
        first = add(tx, NewDeadline("semua", DUE))
        add(tx, NewDeadline("jenis", DUE, audience=of(Concerned.KIND, "opd")))
        add(tx, NewDeadline("kepala", DUE, audience=of(Concerned.ROLE, "unit_head")))
        add(tx, NewDeadline("nama", DUE, audience=of(Concerned.PEOPLE), people=(plain.employee.id,)))
        add(tx, NewDeadline("belum", DUE, audience=of(Concerned.OWING, str(first))))
        deadlines.mark_done(tx, head, first, NOW)
        return {"head": head, "plain": plain}

    found = await db.write(fill)
    mine = {who: titles(await db.read(deadlines.owed, actor, NOW)) for who, actor in found.items()}
    assert mine == {
        "head": [("semua", True), ("jenis", False), ("kepala", False)],
        "plain": [("semua", False), ("jenis", False), ("nama", False), ("belum", False)],
    }


async def test_what_one_does_for_all_names_who_has_done_it_to_the_others(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, Actor, int]:
        unit = builders.unit(tx)
        first, second = builders.linked(tx, unit, telegram_id=701), builders.linked(tx, unit, telegram_id=702)
        return first, second, builders.deadline(tx, "LHE", rule=DoneRule.SHARED).id

    first, second, deadline_id = await db.write(fill)
    (own,) = await db.write(deadlines.mark_done, first, deadline_id, NOW)
    await db.write(deadlines.mark_done, second, deadline_id, NOW + DAY)
    (theirs,) = await db.read(deadlines.owed, second, NOW)
    assert first.employee is not None
    assert (own.done, own.by, theirs.done, theirs.by) == (True, "", True, first.employee.name)
    assert len(await db.read(lambda tx: tx.execute(select(done_marks)).all())) == 1


def give_paper(tx: Transaction, deadline_id: int, actor: Actor) -> None:
    assert actor.employee is not None
    file_id = evidence.keep_file(tx, "a" * 64, 3, "image/png", NOW)
    papers.add(tx, deadline_id, actor.employee.id, file_id, "a.png", NOW)


@pytest.mark.parametrize(("rule", "helps"), [(DoneRule.MARK, False), (DoneRule.SHARED, True)])
async def test_a_deadline_that_asks_for_evidence_is_not_done_without(db: Database, rule: DoneRule, helps: bool) -> None:
    def fill(tx: Transaction) -> tuple[Actor, Actor, int]:
        unit = builders.unit(tx)
        first, second = builders.linked(tx, unit, telegram_id=701), builders.linked(tx, unit, telegram_id=702)
        return first, second, add(tx, NewDeadline("LHE", DUE, rule=rule, evidence=True))

    first, second, deadline_id = await db.write(fill)
    with refused("deadline.needs_paper"):
        await db.write(deadlines.mark_done, first, deadline_id, NOW)
    await db.write(give_paper, deadline_id, first)
    if helps:  # what one does for all, one can show for all
        assert titles(await db.write(deadlines.mark_done, second, deadline_id, NOW)) == [("LHE", True)]
    else:
        with refused("deadline.needs_paper"):
            await db.write(deadlines.mark_done, second, deadline_id, NOW)
    assert titles(await db.write(deadlines.mark_done, first, deadline_id, NOW)) == [("LHE", True)]


async def test_a_deadline_of_each_zone_is_shown_as_due_and_missed_in_the_zone_of_the_reader(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, Actor]:
        west, east = builders.unit(tx, "west"), builders.unit(tx, "east", timezone="Asia/Jayapura")
        due = datetime(2026, 3, 4, 16, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
        add(tx, NewDeadline("Apel", due, each_zone=True))
        return builders.linked(tx, west, telegram_id=701), builders.linked(tx, east, telegram_id=702)

    west, east = await db.write(fill)
    between = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)  # 15.00 in the west, 17.00 in the east
    seen = {}
    for actor, zone in ((west, "Asia/Jakarta"), (east, "Asia/Jayapura")):
        (one,) = await db.read(deadlines.owed, actor, between)
        seen[zone] = (one.deadline.due_at.astimezone(ZoneInfo(zone)).time(), one.deadline.due_at > between)
    assert seen == {"Asia/Jakarta": (time(16), True), "Asia/Jayapura": (time(16), False)}


async def test_the_card_tells_whom_it_concerns_and_who_may_change_it(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, Actor, Actor, int]:
        unit, other = builders.unit(tx), builders.unit(tx, "other")
        own = builders.linked(tx, unit, telegram_id=701)
        admin = builders.linked(tx, other, telegram_id=702, role=Role.ADMIN)
        stranger = builders.linked(tx, other, telegram_id=703)
        assert own.employee is not None
        new = NewDeadline("LHE", DUE, unit.id, audience=DeadlineAudience(Concerned.PEOPLE), people=(own.employee.id,))
        return own, admin, stranger, add(tx, new)

    own, admin, stranger, deadline_id = await db.write(fill)
    mine = await db.read(deadlines.one, own, deadline_id, NOW)
    theirs = await db.read(deadlines.one, admin, deadline_id, NOW)
    assert own.employee is not None
    assert (mine.concerns, mine.done, mine.may_manage, mine.people) == (True, False, False, 0)
    assert mine.in_charge == (own.employee.name,)
    assert mine.reminds_at is not None
    assert mine.reminds_at > NOW
    assert (theirs.concerns, theirs.may_manage, theirs.people, theirs.owing) == (False, True, 1, 1)
    assert theirs.reminds_at is None
    with refused("deadline.unknown"):
        await db.read(deadlines.one, stranger, deadline_id, NOW)
    await db.write(deadlines.mark_done, own, deadline_id, NOW)
    done = await db.read(deadlines.one, own, deadline_id, NOW)
    assert (done.done, done.done_by, done.done_at, done.reminds_at) == (True, own.employee.name, NOW, None)


async def test_who_manages_some_units_sees_their_deadlines_and_no_others_page_by_page(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, Actor]:
        top, other = builders.unit(tx, "top"), builders.unit(tx, "other")
        low = builders.unit(tx, "low", parent=top)
        for number in range(deadlines.SHOWN + 1):
            builders.deadline(tx, f"low {number}", due_at=NOW + (number + 1) * DAY, of=low)
        builders.deadline(tx, "other", of=other)
        builders.deadline(tx, "all", due_at=NOW + 40 * DAY)
        ended = builders.deadline(tx, "ended", of=low)
        builders.end_deadline(tx, ended)
        builders.deadline(tx, "long past", of=low, due_at=NOW - 40 * DAY)
        some = builders.linked(tx, top, telegram_id=701, role=Role.ADMIN, scope=top)
        return some, builders.linked(tx, other, telegram_id=702, role=Role.ADMIN)

    some, agency = await db.write(fill)
    first, last = [await db.read(deadlines.manageable, some, page, NOW) for page in (0, 9)]
    assert (len(first.rows), first.page, first.pages) == (deadlines.SHOWN, 0, 2)
    assert ([one.deadline.title for one in last.rows], last.page) == ([f"low {deadlines.SHOWN}"], 1)
    assert last.rows[0].people == 0
    everything = [await db.read(deadlines.manageable, agency, page, NOW) for page in (0, 1)]
    titles_of_all = {one.deadline.title for page in everything for one in page.rows}
    assert titles_of_all == {"other", "all", *(f"low {number}" for number in range(deadlines.SHOWN + 1))}


async def test_a_group_sees_what_concerns_anybody_of_its_unit_without_names(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int]:
        unit, other = builders.unit(tx, "east", timezone="Asia/Jayapura"), builders.unit(tx, "other")
        mine, theirs = builders.employee(tx, unit), builders.employee(tx, other)
        for title, one in (("mine", mine), ("theirs", theirs)):
            add(tx, NewDeadline(title, DUE, audience=DeadlineAudience(Concerned.PEOPLE), people=(one.id,)))
        add(tx, NewDeadline("zone", DUE, each_zone=True))
        return unit.id, other.id

    unit, other = await db.write(fill)
    found = await db.read(deadlines.group_deadlines, unit, NOW)
    assert {one.title: one.due_at for one in found} == {"mine": DUE, "zone": DUE - timedelta(hours=2)}
    assert {one.title for one in await db.read(deadlines.group_deadlines, other, NOW)} == {"theirs", "zone"}
    everything: tuple[Deadline, ...] = await db.read(deadlines.group_deadlines, None, NOW)
    assert len(everything) == 3
