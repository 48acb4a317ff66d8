"""Deadlines are moved, edited and cancelled; everybody who was told of one is told once what is different now."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from domain.deadline import Concerned, DeadlineAudience, DeadlinePlan, DoneRule
from domain.deadline_change import ChangeNews, DeadlineState, EditedDeadline
from domain.people import Actor
from domain.rights import Role
from services import deadline_changes, deadline_plans, deadlines
from services.deadlines import NewDeadline, Planning
from storage import deadline_tellings
from storage import deadlines as repository
from storage.deadline_audience import in_charge
from storage.engine import Database, Transaction
from storage.tables import accounts, audit, employees, outbox, reminders
from storage.tables import deadline_changes as change_table
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

TZ = ZoneInfo("Asia/Jakarta")
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
PLANNING = Planning(country="")
BY = "cli"
DUE = datetime(2026, 4, 8, 9, 0, tzinfo=UTC)  # NOW is Monday, 2 March, 10.00 WIB


def add(tx: Transaction, title: str = "LHE", due_at: datetime = DUE, unit_id: int | None = None) -> int:
    return deadlines.add(tx, NewDeadline(title, due_at, unit_id), BY, PLANNING, NOW)


def told(tx: Transaction, deadline_id: int, *people: Actor, at: datetime = NOW) -> None:
    """What the reminders note of whom they have reminded."""
    deadline_tellings.note_told(tx, [(deadline_id, one.employee.id) for one in people if one.employee], at)


def tell(tx: Transaction, now: datetime) -> int:
    """Run the tick until nothing is left; returns how often it had work."""
    runs = 0
    while deadline_changes.tell(tx, PLANNING, TZ, now):
        runs += 1
    return runs


def posts(tx: Transaction, chat: int | None = None) -> list[ChangeNews | None]:
    """The news that wait in the outbox, in order, as they would be worded now."""
    query = select(outbox).where(outbox.c.kind == "deadline_changed").order_by(outbox.c.id)
    rows = tx.execute(query if chat is None else query.where(outbox.c.chat_id == chat)).all()
    return [deadline_changes.news(tx, row.params["since"], row.params["change"], row.chat_id) for row in rows]


def one_person(tx: Transaction) -> tuple[Actor, int]:
    actor = builders.linked(tx, builders.unit(tx))
    deadline_id = add(tx)
    told(tx, deadline_id, actor)
    return actor, deadline_id


def retitle(tx: Transaction, deadline_id: int, title: str, now: datetime = NOW) -> None:
    edited = replace(deadline_changes.present(tx, deadline_id), title=title)
    deadline_changes.edit(tx, deadline_id, edited, BY, PLANNING, now)


async def test_a_moved_deadline_is_planned_anew_from_now_and_who_was_told_is_told(db: Database) -> None:
    _, deadline_id = await db.write(one_person)

    def move(tx: Transaction) -> None:
        tx.execute(update(reminders).where(reminders.c.lead_days == 30).values(status="promoted"))
        deadline_changes.move(tx, deadline_id, DUE + 7 * DAY, BY, PLANNING, NOW + 8 * DAY)

    await db.write(move)
    kept = await db.read(repository.deadline, deadline_id)
    assert kept is not None
    assert (kept.due_at, kept.version) == (DUE + 7 * DAY, 2)
    leads = await db.read(lambda tx: repository.reminders_of(tx, deadline_id))
    assert {(lead, status) for _, lead, status in leads} == {
        (lead, "planned") for lead in (30, 14, 7, 3, 1, 0, -1, -3, -7, -14)
    }  # fmt: skip
    assert await db.write(tell, NOW + 8 * DAY) == 1
    ((news,)) = await db.read(posts)
    assert news is not None
    assert (news.before.state.due_at, news.after.state.due_at, news.mine) == (DUE, DUE + 7 * DAY, True)
    assert await db.write(tell, NOW + 8 * DAY) == 0
    assert len(await db.read(posts)) == 1


async def test_what_stays_the_same_is_no_change(db: Database) -> None:
    _, deadline_id = await db.write(one_person)

    def nothing(tx: Transaction) -> None:
        deadline_changes.move(tx, deadline_id, DUE.astimezone(TZ), BY, PLANNING, NOW)
        edited = deadline_changes.present(tx, deadline_id)
        deadline_changes.edit(tx, deadline_id, replace(edited, title=" LHE "), BY, PLANNING, NOW)
        deadline_changes.edit(tx, deadline_id, replace(edited, people=(1, 2)), BY, PLANNING, NOW)

    await db.write(nothing)
    kept = await db.read(repository.deadline, deadline_id)
    assert kept is not None
    assert kept.version == 1
    assert await db.read(lambda tx: tx.execute(select(change_table)).all()) == []


async def test_a_cancelled_deadline_reminds_nobody_and_can_not_be_changed(db: Database) -> None:
    actor, deadline_id = await db.write(one_person)
    await db.write(deadline_changes.cancel, deadline_id, BY, NOW)
    assert await db.read(repository.deadline, deadline_id) is None
    assert await db.read(lambda tx: repository.reminders_of(tx, deadline_id)) == ()
    again = await db.write(deadline_changes.cancel, deadline_id, BY, NOW)
    assert again.id == deadline_id
    with refused("deadline.cancelled"):
        await db.write(deadline_changes.move, deadline_id, DUE + DAY, BY, PLANNING, NOW)
    with refused("deadline.cancelled"):
        await db.read(deadline_changes.present, deadline_id)
    with refused("deadline.unknown"):
        await db.write(deadline_changes.cancel, 404, BY, NOW)
    await db.write(tell, NOW)
    ((news,)) = await db.read(posts)
    assert news is not None
    assert (news.after.state.cancelled, news.mine) == (True, False)
    assert await db.read(deadlines.owed, actor, NOW) == ()


async def test_a_deadline_is_moved_ahead_only_and_a_past_one_can_be_edited(db: Database) -> None:
    _, deadline_id = await db.write(one_person)
    late = DUE + HOUR
    with refused("deadline.past"):
        await db.write(deadline_changes.move, deadline_id, DUE - DAY, BY, PLANNING, late)
    await db.write(retitle, deadline_id, "LHE lengkap", late)
    leads = await db.read(lambda tx: repository.reminders_of(tx, deadline_id))
    assert leads
    assert all(lead < 0 for _, lead, _ in leads)


async def test_what_nobody_could_do_is_refused_and_nothing_changes(db: Database) -> None:
    _, deadline_id = await db.write(one_person)
    edited = await db.read(deadline_changes.present, deadline_id)
    bad: dict[str, EditedDeadline] = {
        "deadline.title_empty": replace(edited, title=" "),
        "deadline.unit_unknown": replace(edited, unit_id=404),
        "deadline.people_missing": replace(edited, audience=DeadlineAudience(Concerned.PEOPLE)),
        "deadline.other_unknown": replace(edited, audience=DeadlineAudience(Concerned.OWING, str(deadline_id))),
        "deadline.lead_days": replace(edited, plan=DeadlinePlan((999,))),
        "deadline.past": replace(edited, due_at=NOW - DAY),
    }
    for key, wrong in bad.items():
        with refused(key):
            await db.write(deadline_changes.edit, deadline_id, wrong, BY, PLANNING, NOW)
    assert await db.read(deadline_changes.present, deadline_id) == edited


async def test_an_edited_deadline_says_what_was_asked_and_the_log_knows_who(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, int, int]:
        unit = builders.unit(tx)
        admin = builders.linked(tx, unit, role=Role.ADMIN)
        return admin, add(tx), builders.employee(tx, unit).id

    admin, deadline_id, person = await db.write(fill)
    assert admin.unit is not None
    edited = EditedDeadline(
        "Apel", DUE + DAY, admin.unit.id, DoneRule.SHARED, "Asia/Makassar", each_zone=True,
        audience=DeadlineAudience(Concerned.PEOPLE), evidence=True, plan=DeadlinePlan((2,), ()), people=(person,),
    )  # fmt: skip
    await db.write(deadline_changes.edit_as, admin, deadline_id, edited, PLANNING, NOW)
    assert await db.read(deadline_changes.present, deadline_id) == edited
    assert [one for one, _ in await db.read(in_charge, deadline_id)] == [person]
    leads = await db.read(lambda tx: repository.reminders_of(tx, deadline_id))
    assert [lead for _, lead, _ in leads] == [2]
    notes = await db.read(lambda tx: tx.execute(select(audit).where(audit.c.action == "deadline_edited")).all())
    assert [(note.actor, note.subject) for note in notes] == [("account:700", f"deadline:{deadline_id}")]
    everybody = replace(edited, audience=DeadlineAudience())
    await db.write(deadline_changes.edit_as, admin, deadline_id, everybody, PLANNING, NOW)
    assert await db.read(in_charge, deadline_id) == ()


async def test_rights_are_asked_for_the_old_and_the_new_unit(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[Actor, int, int, EditedDeadline]:
        mine, other = builders.unit(tx), builders.unit(tx, "other")
        actor = builders.linked(tx, mine, role=Role.ADMIN, scope=mine)
        own, theirs = add(tx, unit_id=mine.id), add(tx, unit_id=other.id)
        return actor, own, theirs, replace(deadline_changes.present(tx, own), unit_id=other.id)

    actor, own, theirs, away = await db.write(fill)
    refusals: list[Callable[[Transaction], object]] = [
        lambda tx: deadline_changes.edit_as(tx, actor, own, away, PLANNING, NOW),
        lambda tx: deadline_changes.edit_as(tx, actor, own, replace(away, unit_id=None), PLANNING, NOW),
        lambda tx: deadline_changes.move_as(tx, actor, theirs, DUE + DAY, PLANNING, NOW),
        lambda tx: deadline_changes.cancel_as(tx, actor, theirs, NOW),
        lambda tx: deadline_changes.cancel_as(tx, actor, 404, NOW),
    ]
    for attempt in refusals:
        with refused("access.denied"):
            await db.write(attempt)
    moved = await db.write(deadline_changes.move_as, actor, own, DUE + DAY, PLANNING, NOW)
    assert moved.due_at == DUE + DAY
    await db.write(deadline_changes.cancel_as, actor, own, NOW)
    assert await db.read(repository.deadline, own) is None


async def test_only_who_was_told_before_is_told_if_they_can_be_reached(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        unit = builders.unit(tx)
        people = [builders.linked(tx, unit, telegram_id=700 + number) for number in range(6)]
        known, never, later, blocked, unlinked, gone = people
        deadline_id = add(tx)
        told(tx, deadline_id, known, blocked, unlinked, gone)
        tx.execute(update(accounts).where(accounts.c.telegram_id == blocked.telegram_id).values(reachable=False))
        builders.unlink(tx, unlinked.telegram_id)
        assert gone.employee is not None
        tx.execute(update(employees).where(employees.c.id == gone.employee.id).values(active=False))
        retitle(tx, deadline_id, "Apel", NOW + HOUR)
        told(tx, deadline_id, known, later, at=NOW + 2 * HOUR)  # reminded of the new state; one of them anew
        tell(tx, NOW + 2 * HOUR)
        assert never.employee is not None

    await db.write(fill)
    chats = await db.read(lambda tx: tx.execute(select(outbox.c.chat_id, outbox.c.dedupe_key)).all())
    assert [(chat, key.split(":")[0]) for chat, key in chats] == [(700, "deadline_changed")]


@pytest.mark.parametrize(
    ("now", "tells"),
    [
        (datetime(2026, 3, 3, 0, 30, tzinfo=UTC), False),  # 07.30 on a Tuesday: before the morning's reminders
        (datetime(2026, 3, 3, 1, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 3, 9, 0, tzinfo=UTC), False),  # 16.00
        (datetime(2026, 3, 6, 5, 0, tzinfo=UTC), False),  # Friday prayers
        (datetime(2026, 3, 7, 3, 0, tzinfo=UTC), False),  # Saturday
    ],
)
async def test_changes_are_told_at_office_hours(db: Database, now: datetime, tells: bool) -> None:
    _, deadline_id = await db.write(one_person)
    await db.write(retitle, deadline_id, "Apel")
    assert (await db.write(tell, now) > 0) is tells
    assert len(await db.read(posts)) == int(tells)


async def test_several_changes_are_told_as_one_and_back_and_forth_is_no_news(db: Database) -> None:
    actor, deadline_id = await db.write(one_person)

    def changes(tx: Transaction) -> None:
        retitle(tx, deadline_id, "Apel")
        deadline_changes.move(tx, deadline_id, DUE + DAY, BY, PLANNING, NOW)
        retitle(tx, deadline_id, "Apel pagi")
        tell(tx, NOW)

    await db.write(changes)
    ((news,)) = await db.read(posts)
    assert news is not None
    assert (news.before.state.title, news.after.state.title) == ("LHE", "Apel pagi")
    assert (news.before.state.due_at, news.after.state.due_at) == (DUE, DUE + DAY)

    def back_and_forth(tx: Transaction) -> None:
        retitle(tx, deadline_id, "Rapat")
        retitle(tx, deadline_id, "Apel pagi")
        edited = replace(deadline_changes.present(tx, deadline_id), plan=DeadlinePlan((2,)))
        deadline_changes.edit(tx, deadline_id, edited, BY, PLANNING, NOW)
        tell(tx, NOW)

    await db.write(back_and_forth)
    assert len(await db.read(posts)) == 1
    assert actor.employee is not None


async def test_who_is_no_longer_concerned_is_told_that(db: Database) -> None:
    def fill(tx: Transaction) -> None:
        unit = builders.unit(tx)
        first, second = builders.linked(tx, unit, telegram_id=701), builders.linked(tx, unit, telegram_id=702)
        deadline_id = add(tx)
        told(tx, deadline_id, first, second)
        assert first.employee is not None
        present = deadline_changes.present(tx, deadline_id)
        named = replace(present, audience=DeadlineAudience(Concerned.PEOPLE), people=(first.employee.id,))
        deadline_changes.edit(tx, deadline_id, named, BY, PLANNING, NOW)
        tell(tx, NOW)

    await db.write(fill)
    found = await db.read(posts)
    assert [(one.mine, one.after.in_charge) for one in found if one] == [
        (True, ("Pegawai 1",)), (False, ("Pegawai 1",)),
    ]  # fmt: skip


async def test_a_moment_that_is_the_same_in_the_zone_of_the_reader_is_no_news(db: Database) -> None:
    def fill(tx: Transaction) -> int:
        west, east = builders.unit(tx, "west"), builders.unit(tx, "east", timezone="Asia/Jayapura")
        people = builders.linked(tx, west, telegram_id=701), builders.linked(tx, east, telegram_id=702)
        deadline_id = add(tx)
        told(tx, deadline_id, *people)
        edited = replace(deadline_changes.present(tx, deadline_id), each_zone=True)
        deadline_changes.edit(tx, deadline_id, edited, BY, PLANNING, NOW)
        tell(tx, NOW)
        return deadline_id

    await db.write(fill)
    assert await db.read(posts, 701) == [None]
    ((east,)) = await db.read(posts, 702)
    assert east is not None
    assert east.after.state.due_at == DUE - 2 * HOUR


async def test_people_are_told_page_by_page_and_a_change_meanwhile_does_not_confuse_them(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline_changes, "PAGE", 2)

    def fill(tx: Transaction) -> int:
        unit = builders.unit(tx)
        people = [builders.linked(tx, unit, telegram_id=701 + number) for number in range(5)]
        deadline_id = add(tx)
        told(tx, deadline_id, *people)
        retitle(tx, deadline_id, "kedua")
        return deadline_id

    deadline_id = await db.write(fill)
    assert await db.write(deadline_changes.tell, PLANNING, TZ, NOW) == 1
    await db.write(retitle, deadline_id, "ketiga")
    assert await db.write(tell, NOW) == 3

    def steps(tx: Transaction, chat: int) -> list[tuple[str, str]]:
        return [(one.before.state.title, one.after.state.title) for one in posts(tx, chat) if one]

    seen = {chat: await db.read(steps, chat) for chat in range(701, 706)}
    twice, once = [("LHE", "kedua"), ("kedua", "ketiga")], [("LHE", "ketiga")]
    assert seen == {701: twice, 702: twice, 703: once, 704: once, 705: once}


@dataclass
class Game:
    """A deadline that is changed again and again, and what each person was told of it so far."""

    tx: Transaction
    dice: random.Random
    people: list[Actor]
    deadline_id: int
    now: datetime = NOW
    heard: int = 0
    knows: dict[int, DeadlineState] = field(default_factory=dict)

    def state(self) -> DeadlineState:
        """How the deadline stands."""
        found = repository.any_deadline(self.tx, self.deadline_id)
        assert found is not None
        cancelled = repository.deadline(self.tx, self.deadline_id) is None
        return DeadlineState.of(found, (), cancelled=cancelled).seen_in(TZ.key)

    def hear(self) -> None:
        """Read what is new: it begins where the reader's knowledge ended."""
        rows = select(outbox).where(outbox.c.id > self.heard).order_by(outbox.c.id)
        for row in self.tx.execute(rows).all():
            self.heard = row.id
            news = deadline_changes.news(self.tx, row.params["since"], row.params["change"], row.chat_id)
            assert news is not None
            assert news.before.state == replace(self.knows[row.chat_id], plan=news.before.state.plan)
            self.knows[row.chat_id] = news.after.state

    def step(self, what: str) -> None:
        """Let one thing happen."""
        self.now += timedelta(minutes=2)
        match what:
            case "remind":
                one = self.dice.choice(self.people)
                told(self.tx, self.deadline_id, one, at=self.now)
                self.knows.setdefault(one.telegram_id, self.state())
            case "move":
                moment = DUE + self.dice.randrange(4) * DAY
                deadline_changes.move(self.tx, self.deadline_id, moment, BY, PLANNING, self.now)
            case "edit":
                retitle(self.tx, self.deadline_id, self.dice.choice("abc"), self.now)
            case "cancel":
                deadline_changes.cancel(self.tx, self.deadline_id, BY, self.now)
            case _:
                deadline_changes.tell(self.tx, PLANNING, TZ, self.now)
                self.hear()


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_the_order_of_changes_reminders_and_ticks_people_know_how_it_stands(
    db: Database, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline_changes, "PAGE", 2)

    def play(tx: Transaction) -> None:
        unit = builders.unit(tx)
        people = [builders.linked(tx, unit, telegram_id=701 + number) for number in range(5)]
        game = Game(tx, random.Random(seed), people, add(tx))
        for _ in range(29):
            game.step(game.dice.choice(["remind", "move", "edit", "tick", "tick"]))
        game.step(game.dice.choice(["cancel", "move"]))
        tell(tx, game.now)
        game.hear()
        assert {replace(one, plan=game.state().plan) for one in game.knows.values()} <= {game.state()}
        assert deadline_changes.tell(tx, PLANNING, TZ, game.now + HOUR) == 0

    await db.write(play)


async def test_a_change_is_told_by_one_of_two_who_ask_at_the_same_moment(db: Database) -> None:
    _, deadline_id = await db.write(one_person)
    await db.write(retitle, deadline_id, "Apel")
    runs = [await db.write(deadline_changes.tell, PLANNING, TZ, NOW) for _ in range(2)]
    assert runs == [1, 0]
    assert len(await db.read(posts)) == 1


async def test_dropping_a_plan_forgets_every_row_of_it(db: Database) -> None:
    _, deadline_id = await db.write(one_person)
    await db.write(deadline_plans.drop, deadline_id)
    assert await db.read(lambda tx: repository.reminders_of(tx, deadline_id)) == ()
