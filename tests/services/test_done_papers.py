"""Papers that show that a task is done: who may give them, what they end, and who may open them."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.deadline import Deadline, DoneRule
from domain.evidence import Candidate
from domain.people import Actor
from domain.rights import Role
from services import data_rights, deadlines, done_papers
from storage import deadline_lists
from storage import deadlines as deadline_rows
from storage.engine import Database, Transaction
from storage.tables import done_marks, evidence_files
from storage.tables import done_papers as paper_table
from tests import builders
from tests.builders import NOW
from tests.refusals import refused


def file(name: str = "notulen.pdf", mark: str = "a") -> Candidate:
    return Candidate(name, "application/pdf", 500, mark * 64)


def asking(tx: Transaction, **more: Any) -> Deadline:
    """A deadline of the agency that asks for evidence."""
    due = NOW + timedelta(days=7)
    rule = more.pop("rule", DoneRule.MARK)
    deadline_id = deadline_rows.add(tx, "LHE", due, None, rule, NOW, **{"evidence": True, **more})
    found = deadline_rows.deadline(tx, deadline_id)
    assert found is not None
    return found


def person(tx: Transaction, evidence: bool = True) -> tuple[Actor, Deadline]:
    return builders.linked(tx, builders.unit(tx)), asking(tx, evidence=evidence)


def marks(tx: Transaction) -> int:
    return len(tx.execute(select(done_marks.c.id)).all())


async def test_a_paper_is_kept_and_marks_the_task_done_at_once(db: Database) -> None:
    actor, deadline = await db.write(person)
    with refused("deadline.needs_paper"):
        await db.write(deadlines.mark_done, actor, deadline.id, NOW)
    given = await db.write(done_papers.add, actor, deadline.id, file(), NOW)
    assert (given.name, given.is_new, given.count, given.was_done) == ("notulen.pdf", True, 1, False)
    assert actor.employee is not None
    mark = await db.read(deadline_lists.mark_of, deadline.id, actor.employee.id)
    assert mark is not None
    assert mark.at == NOW


async def test_several_papers_can_be_given_and_the_same_one_counts_once(db: Database) -> None:
    actor, deadline = await db.write(person)
    for candidate in (file(), file("foto.jpg", "b")):
        await db.write(done_papers.add, actor, deadline.id, candidate, NOW)
    given = await db.write(done_papers.add, actor, deadline.id, file("sama.pdf"), NOW)
    assert (given.is_new, given.count, given.was_done) == (False, 2, True)
    assert await db.read(marks) == 1


async def test_there_is_an_end_to_papers(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(done_papers, "MOST", 2)
    actor, deadline = await db.write(person)
    for mark in "ab":
        await db.write(done_papers.add, actor, deadline.id, file(mark=mark), NOW)
    with refused("deadline.papers_full", most=2):
        await db.write(done_papers.add, actor, deadline.id, file(mark="c"), NOW)


async def test_a_task_without_evidence_takes_papers_too(db: Database) -> None:
    actor, deadline = await db.write(person, False)
    assert not (await db.write(done_papers.add, actor, deadline.id, file(), NOW)).was_done
    assert await db.read(marks) == 1


async def test_of_what_one_does_for_all_a_paper_of_one_is_enough(db: Database) -> None:
    def two(tx: Transaction) -> tuple[Actor, Actor, Deadline]:
        unit = builders.unit(tx)
        return builders.linked(tx, unit), builders.linked(tx, unit, 701), asking(tx, rule=DoneRule.SHARED)

    first, second, deadline = await db.write(two)
    await db.write(done_papers.add, first, deadline.id, file(), NOW)
    given = await db.write(done_papers.add, second, deadline.id, file("lain.pdf", "b"), NOW)
    assert (given.was_done, given.count) == (True, 1)
    assert await db.read(marks) == 1


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"rule": DoneRule.PLEDGE, "evidence": False}, "deadline.no_paper"),
        ({"rule": DoneRule.WORKSHEET, "evidence": False}, "deadline.no_paper"),
        ({"ended_at": NOW}, "deadline.unknown"),
    ],
)
async def test_what_a_paper_can_not_end_takes_none(db: Database, more: dict[str, Any], key: str) -> None:
    def settled(tx: Transaction) -> tuple[Actor, int]:
        due = NOW + timedelta(days=7)
        values = {"rule": DoneRule.MARK, **more}
        return builders.linked(tx, builders.unit(tx)), deadline_rows.add(
            tx, "LHE", due, None, values.pop("rule"), NOW, **values
        )

    actor, number = await db.write(settled)
    with refused(key):
        await db.write(done_papers.add, actor, number, file(), NOW)
    assert await db.read(lambda tx: tx.execute(select(evidence_files.c.id)).all()) == []


async def test_the_task_of_another_unit_takes_no_paper_and_nothing_is_half_done(db: Database) -> None:
    def apart(tx: Transaction) -> tuple[Actor, Deadline]:
        return builders.linked(tx, builders.unit(tx)), builders.deadline(tx, of=builders.unit(tx, "lain"))

    actor, deadline = await db.write(apart)
    with refused("deadline.unknown"):
        await db.write(done_papers.add, actor, deadline.id, file(), NOW)
    assert await db.read(lambda tx: tx.execute(select(paper_table.c.id)).all()) == []
    assert await db.read(marks) == 0


async def test_the_next_file_is_for_the_deadline_that_was_asked_about_last(db: Database) -> None:
    actor, deadline = await db.write(person)
    assert not await db.read(done_papers.waits, actor, NOW)
    with refused("deadline.which_paper"):
        await db.read(done_papers.waits_for, actor, NOW)
    desk = await db.write(done_papers.begin, actor, deadline.id, NOW)
    assert (desk.deadline.id, desk.given) == (deadline.id, 0)
    assert await db.read(done_papers.waits_for, actor, NOW) == deadline.id
    assert await db.read(done_papers.waits, actor, NOW + done_papers.FRESH)
    later = NOW + done_papers.FRESH + timedelta(seconds=1)
    assert not await db.read(done_papers.waits, actor, later)
    with refused("deadline.which_paper"):
        await db.read(done_papers.waits_for, actor, later)


async def test_each_paper_keeps_the_door_open_for_the_next(db: Database) -> None:
    actor, deadline = await db.write(person)
    await db.write(done_papers.add, actor, deadline.id, file(), NOW)
    assert await db.read(done_papers.waits_for, actor, NOW) == deadline.id


def readers(tx: Transaction) -> dict[str, Any]:
    """Somebody of a unit below another gave a paper; who looks at it stands around them."""
    upper = builders.unit(tx, "dinas")
    lower, other = builders.unit(tx, "puskesmas", parent=upper), builders.unit(tx, "lain")
    deadline = asking(tx)
    giver, colleague = builders.linked(tx, lower, 700), builders.linked(tx, lower, 701)
    found = {
        "giver": giver,
        "colleague": colleague,
        "head": builders.linked(tx, lower, 702, role=Role.UNIT_HEAD, scope=lower),
        "head above": builders.linked(tx, upper, 703, role=Role.UNIT_HEAD, scope=upper),
        "head elsewhere": builders.linked(tx, other, 704, role=Role.UNIT_HEAD, scope=other),
        "admin": builders.linked(tx, other, 705, role=Role.ADMIN),
        "admin elsewhere": builders.linked(tx, other, 706, role=Role.ADMIN, scope=other),
        "auditor": builders.linked(tx, other, 707, role=Role.AUDITOR),
    }
    done_papers.add(tx, giver, deadline.id, file(), NOW)
    done_papers.add(tx, found["head elsewhere"], deadline.id, file("lain.pdf", "b"), NOW)
    return {"deadline": deadline, "people": found}


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("giver", ["notulen.pdf"]),
        ("colleague", []),
        ("head", ["notulen.pdf"]),
        ("head above", ["notulen.pdf"]),
        ("head elsewhere", ["lain.pdf"]),
        ("admin", ["notulen.pdf", "lain.pdf"]),
        ("admin elsewhere", ["lain.pdf"]),
        ("auditor", []),
    ],
)
async def test_papers_are_opened_by_their_giver_the_heads_and_who_manages(
    db: Database, who: str, seen: list[str]
) -> None:
    world = await db.write(readers)
    reader, deadline = world["people"][who], world["deadline"]
    found = await db.write(done_papers.listing, reader, deadline.id, 0, NOW)
    assert ([one.name for one in found.papers], found.count) == (seen, len(seen))
    assert await db.read(done_papers.readable, reader, deadline) == len(seen)
    every = await db.write(done_papers.listing, world["people"]["admin"], deadline.id, 0, NOW)
    for paper in every.papers:
        if paper.name in seen:
            opened, of = await db.write(done_papers.one, reader, paper.id, NOW)
            assert (opened.sha256, of.id) == (paper.sha256, deadline.id)
        else:
            with refused("deadline.paper_gone"):
                await db.write(done_papers.one, reader, paper.id, NOW)


async def test_the_giver_reads_who_looked(db: Database) -> None:
    world = await db.write(readers)
    giver, head = world["people"]["giver"], world["people"]["head"]
    before = await db.read(data_rights.looks, giver, 0)
    await db.write(done_papers.listing, head, world["deadline"].id, 0, NOW)
    await db.write(done_papers.listing, giver, world["deadline"].id, 0, NOW)
    after = await db.read(data_rights.looks, giver, 0)
    assert (len(before.looks), len(after.looks)) == (0, 1)


async def test_many_papers_come_in_pages(db: Database) -> None:
    actor, deadline = await db.write(person)
    for number in range(9):
        await db.write(done_papers.add, actor, deadline.id, file(f"{number}.pdf", str(number)), NOW)
    last = await db.write(done_papers.listing, actor, deadline.id, 5, NOW)
    assert ([one.name for one in last.papers], last.page, last.pages, last.count) == (["8.pdf"], 1, 2, 9)


async def test_papers_of_a_deadline_that_does_not_concern_one_are_not_even_counted(db: Database) -> None:
    def apart(tx: Transaction) -> tuple[Actor, Deadline]:
        return builders.linked(tx, builders.unit(tx)), builders.deadline(tx, of=builders.unit(tx, "lain"))

    actor, deadline = await db.write(apart)
    for number in (deadline.id, 999):
        with refused("deadline.unknown"):
            await db.write(done_papers.listing, actor, number, 0, NOW)
    with refused("deadline.paper_gone"):
        await db.write(done_papers.one, actor, 999, NOW)
