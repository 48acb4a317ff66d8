"""Who is in charge of a question or an area: chosen by the team, told once, and answers that part without any role."""

from datetime import date, timedelta

from sqlalchemy import select, update

from domain.people import Actor
from domain.rights import Role
from domain.stages import Stage
from services import cycles, question_owners, worksheet_lists, worksheets
from storage import roles, zone
from storage.engine import Database, Transaction
from storage.tables import employees, outbox
from storage.tables import question_owners as owner_table
from tests import builders
from tests.builders import NOW
from tests.refusals import refused
from tests.services.sheet_play import ELSEWHERE, LETTER, SIMPLE, YES_NO, Team, team


def person(of: Actor) -> int:
    assert of.employee is not None
    return of.employee.id


def posts(tx: Transaction) -> list[tuple[str, int]]:
    return [(row.kind, row.chat_id) for row in tx.execute(select(outbox).order_by(outbox.c.id))]


def change_person(tx: Transaction, who: Actor, values: dict[str, object]) -> None:
    tx.execute(update(employees).where(employees.c.id == person(who)).values(**values))


def rows(tx: Transaction) -> list[tuple[str, int, bool]]:
    query = select(owner_table).order_by(owner_table.c.id)
    return [(row.scope, row.employee_id, row.ended_at is None) for row in tx.execute(query)]


async def assigned(db: Database, of: Team, scope: str, who: Actor, due: str = "7") -> None:
    await db.write(question_owners.assign, of.head, of.unit.id, scope, person(who), due, NOW)


async def test_who_is_put_in_charge_is_told_once_and_the_same_again_changes_nothing(db: Database) -> None:
    of = await db.write(team)
    for _ in range(2):
        found = await db.write(question_owners.assign, of.head, of.unit.id, LETTER, person(of.simple), "7", NOW)
        assert found.owner is not None
        assert (found.owner.employee_id, found.owner.due_on) == (person(of.simple), date(2026, 3, 9))
    assert await db.read(posts) == [("question_owner", SIMPLE)]
    await assigned(db, of, LETTER, of.simple, "14")
    await assigned(db, of, LETTER, of.mate, "14")
    assert await db.read(rows) == [
        (LETTER, person(of.simple), False), (LETTER, person(of.simple), False), (LETTER, person(of.mate), True),
    ]  # fmt: skip
    assert len(await db.read(posts)) == 3
    await db.write(question_owners.assign, of.head, of.unit.id, YES_NO, person(of.head), "7", NOW)
    assert len(await db.read(posts)) == 3  # who puts themselves in charge knows it


async def test_what_is_told_is_true_at_that_moment_and_for_that_account(db: Database) -> None:
    of = await db.write(team)
    await assigned(db, of, "A1", of.simple)
    ((owner_id,),) = await db.read(lambda tx: tx.execute(select(owner_table.c.id)).all())
    told = await db.read(question_owners.told, owner_id, SIMPLE)
    assert told is not None
    assert (told.unit, told.owner.scope, told.open, told.next_code) == (of.unit, "A1", told.questions, YES_NO)
    assert await db.read(question_owners.told, owner_id, ELSEWHERE) is None
    released = await db.write(question_owners.release, of.head, of.unit.id, "A1", NOW)
    assert released.owner is None
    assert await db.read(question_owners.told, owner_id, SIMPLE) is None


async def test_who_is_in_charge_reads_and_answers_that_part_and_nothing_else(db: Database) -> None:
    of = await db.write(team)
    await assigned(db, of, LETTER, of.simple)
    given = await db.write(worksheets.answer, of.simple, of.unit.id, LETTER, "B", 0, NOW)
    assert (given.kept, given.view.question.code, given.view.next_code) == (True, LETTER, None)
    await db.write(worksheet_lists.history, of.simple, of.unit.id, LETTER, 0, NOW)
    with refused("access.denied"):
        await db.write(worksheets.answer, of.simple, of.unit.id, YES_NO, "yes", 0, NOW)
    for closed in (worksheets.question, worksheets.next_question):
        with refused("access.denied"):
            await db.write(closed, of.simple, of.unit.id, YES_NO, NOW)
    with refused("access.denied"):
        await db.read(worksheets.desk, of.simple, of.unit.id, NOW)
    with refused("access.denied"):
        await db.write(question_owners.assign, of.simple, of.unit.id, LETTER, person(of.mate), "7", NOW)
    await db.write(question_owners.release, of.head, of.unit.id, LETTER, NOW)
    with refused("access.denied"):
        await db.write(worksheets.question, of.simple, of.unit.id, LETTER, NOW)


async def test_an_area_is_a_part_too_and_its_open_questions_follow_each_other(db: Database) -> None:
    of = await db.write(team)
    await assigned(db, of, "H", of.simple)
    codes = []
    after: str | None = None
    while found := await db.write(worksheets.next_question, of.simple, of.unit.id, after, NOW):
        codes.append(found.question.code)
        raw = "A" if found.question.type == "abcde" else "3,60"
        await db.write(worksheets.answer, of.simple, of.unit.id, found.question.code, raw, 0, NOW)
        after = found.question.code
    assert codes == ["H1.a", "H1.b", "H2.a"]
    section = await db.write(worksheet_lists.section, of.simple, of.unit.id, "H", 0, NOW)
    assert all(one.answered for one in section.lines)
    view = await db.write(worksheets.question, of.team, of.unit.id, "H1.a", NOW)
    assert view.owner is not None
    assert view.owner.employee_id == person(of.simple)


async def test_filling_is_closed_for_who_is_in_charge_as_for_the_team(db: Database) -> None:
    of = await db.write(team)
    await assigned(db, of, LETTER, of.simple)
    await db.write(zone.add_stage, of.cycle_id, of.unit.id, Stage.TPI_REVIEW.value, "WBK", NOW)
    assert not (await db.write(worksheets.question, of.simple, of.unit.id, LETTER, NOW)).open
    with refused("lke.stage_closed"):
        await db.write(worksheets.answer, of.simple, of.unit.id, LETTER, "B", 0, NOW)


async def test_who_leaves_or_serves_elsewhere_is_in_charge_no_more(db: Database) -> None:
    of = await db.write(team)
    elsewhere = of.elsewhere.unit
    assert elsewhere is not None
    changes: tuple[dict[str, object], ...] = ({"active": False}, {"unit_id": elsewhere.id})
    for change in changes:
        await assigned(db, of, LETTER, of.simple, str(7))
        await db.write(change_person, of.simple, change)
        assert (await db.write(question_owners.current, of.head, of.unit.id, LETTER, NOW)).owner is None
        with refused("access.denied"):
            await db.write(worksheets.question, of.simple, of.unit.id, LETTER, NOW)
        assert await db.read(question_owners.mine, of.simple) == ()
        with refused("lke.owner_unknown"):
            await assigned(db, of, YES_NO, of.simple)
        await db.write(change_person, of.simple, {"active": True, "unit_id": of.unit.id})


async def test_nobody_who_assesses_the_unit_and_nobody_from_outside_can_be_put_in_charge(db: Database) -> None:
    of = await db.write(team)
    await db.write(roles.add, person(of.simple), Role.ASSESSOR, of.unit.id, NOW)
    for who, key in ((of.simple, "lke.owner_assesses"), (of.elsewhere, "lke.owner_unknown")):
        with refused(key):
            await db.write(question_owners.choose, of.head, of.unit.id, LETTER, person(who), NOW)
        with refused(key):
            await assigned(db, of, LETTER, who)
    with refused("lke.unknown_question"):
        await assigned(db, of, "A9", of.mate)
    with refused("callback.malformed"):
        await assigned(db, of, LETTER, of.mate, "8")
    with refused("access.denied"):
        await db.write(question_owners.current, of.assessor, of.unit.id, LETTER, NOW)


async def test_the_dates_to_choose_from_end_with_the_window_while_it_is_ahead(db: Database) -> None:
    of = await db.write(team)

    async def offered(days: int) -> dict[str, date | None]:
        moment = NOW + timedelta(days=days)
        return dict((await db.write(question_owners.choose, of.head, of.unit.id, LETTER, person(of.mate), moment)).due)

    assert await offered(0) == {
        "7": date(2026, 3, 9), "14": date(2026, 3, 16), "30": date(2026, 4, 1), "end": date(2026, 3, 31), "none": None,
    }  # fmt: skip
    assert "end" in await offered(29)  # the last day itself
    assert "end" not in await offered(30)


async def test_people_to_choose_from_stand_eight_a_page_and_can_read_that_they_were_looked_at(db: Database) -> None:
    of = await db.write(team)

    def more(tx: Transaction) -> None:
        for _ in range(6):
            builders.employee(tx, of.unit)
        builders.employee(tx, of.unit, active=False)

    await db.write(more)
    first = await db.write(question_owners.candidates, of.head, of.unit.id, "A1", 0, NOW)
    last = await db.write(question_owners.candidates, of.head, of.unit.id, "A1", 9, NOW)
    assert (len(first.people), len(last.people), last.page, first.pages) == (8, 2, 1, 2)
    assert not {one.id for one in first.people} & {one.id for one in last.people}


async def test_own_tasks_stand_with_what_is_due_first_first_and_what_is_done_last(db: Database) -> None:
    of = await db.write(team)
    await assigned(db, of, "A2", of.simple, "none")
    await assigned(db, of, "A1", of.simple, "14")
    await assigned(db, of, LETTER, of.simple, "7")
    await db.write(cycles.record_answers, of.cycle_id, "dinkes", "unit", {LETTER: "A"}, NOW)
    tasks = await db.read(question_owners.mine, of.simple)
    assert [(one.owner.scope, one.open, one.next_code) for one in tasks] == [
        ("A1", tasks[0].questions - 1, YES_NO), ("A2", tasks[1].questions, "P2.i.a"), (LETTER, 0, None),
    ]  # fmt: skip
    assert await db.read(question_owners.mine, of.mate) == ()
