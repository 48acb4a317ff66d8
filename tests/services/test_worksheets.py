"""The worksheet as its team fills it: question by question, nothing overwritten unseen, only while it is time."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select

from domain.answers import Choice, Counts
from domain.instrument import bundled
from domain.people import Actor
from domain.rights import Role
from domain.stages import Stage
from domain.zone import Layer
from services import cycles, question_owners, worksheet_lists, worksheets
from services.worksheets import LONGEST_NOTE, Given
from storage import zone
from storage.engine import Database, Transaction
from storage.tables import answers, audit, evidence_items, evidence_removals, finding_closures, findings
from tests import builders
from tests.builders import NOW
from tests.refusals import refused
from tests.services.sheet_play import COUNTS, LETTER, SURVEY, TEAM, YES_NO, Team, every_answer, team

DAY = timedelta(days=1)
CODES = tuple(bundled().codes)


def looked_at(tx: Transaction, person: Actor) -> int:
    assert person.employee is not None
    query = select(audit.c.id).where(audit.c.action == "see_list", audit.c.subject == f"employee:{person.employee.id}")
    return len(tx.execute(query).all())


def add_evidence(tx: Transaction, of: Team, question: str, *, removed: bool = False) -> None:
    values = {
        "cycle_id": of.cycle_id, "unit_id": of.unit.id, "question": question, "link": "https://contoh.go.id",
        "name": "SK", "by": "cli", "at": NOW,
    }  # fmt: skip
    item = tx.execute(insert(evidence_items).values(**values).returning(evidence_items.c.id)).scalar_one()
    if removed:
        tx.execute(insert(evidence_removals).values(item_id=item, by="cli", at=NOW))


def add_finding(tx: Transaction, of: Team, question: str, *, closed: bool = False) -> None:
    values = {
        "cycle_id": of.cycle_id, "unit_id": of.unit.id, "question": question, "layer": "tpi", "note": "SK lama",
        "by": "cli", "at": NOW,
    }  # fmt: skip
    found = tx.execute(insert(findings).values(**values).returning(findings.c.id)).scalar_one()
    if closed:
        tx.execute(insert(finding_closures).values(finding_id=found, note="", by="cli", at=NOW))


async def answered(db: Database, of: Team, who: Actor, code: str, raw: object, seen: int) -> Given:
    return await db.write(worksheets.answer, who, of.unit.id, code, raw, seen, NOW)


async def test_an_answer_is_kept_with_who_and_when_and_the_next_open_question_follows(db: Database) -> None:
    of = await db.write(team)
    given = await answered(db, of, of.team, YES_NO, "yes", 0)
    assert (given.code, given.kept, given.view.question.code) == (YES_NO, True, CODES[1])
    assert (given.view.number, given.view.answered, given.view.version) == (2, 1, 0)
    view = await db.write(worksheets.question, of.mate, of.unit.id, YES_NO, NOW)
    assert of.team.employee is not None
    assert (view.answer, view.version, view.author) == (Choice("yes"), 1, of.team.employee.name)
    assert view.record is not None
    assert (view.record.by, view.record.answered_at) == (f"account:{TEAM}", NOW)
    assert view.points == view.most > 0
    assert await db.read(looked_at, of.team) == 1


async def test_of_two_who_saw_the_same_the_second_overwrites_nothing_and_sees_what_stands(db: Database) -> None:
    of = await db.write(team)
    first = await answered(db, of, of.team, LETTER, "B", 0)
    second = await answered(db, of, of.mate, LETTER, "A", 0)
    assert of.team.employee is not None
    assert (first.kept, second.kept) == (True, False)
    assert (second.view.question.code, second.view.answer) == (LETTER, Choice("B"))
    assert (second.view.author, second.view.version) == (of.team.employee.name, 1)
    third = await answered(db, of, of.mate, LETTER, "A", second.view.version)
    assert third.kept
    held = (await db.read(zone.answers_of, of.cycle_id, of.unit.id, "unit"))[LETTER]
    assert (held.value, held.version) == ("A", 2)


async def test_two_at_the_very_same_moment_leave_one_version(db: Database) -> None:
    of = await db.write(team)
    async with asyncio.timeout(30):
        both = await asyncio.gather(
            answered(db, of, of.team, LETTER, "B", 0), answered(db, of, of.mate, LETTER, "C", 0)
        )
    assert sorted(one.kept for one in both) == [False, True]
    held = (await db.read(zone.answers_of, of.cycle_id, of.unit.id, "unit"))[LETTER]
    assert held.version == 1
    lost = next(one for one in both if not one.kept)
    assert lost.view.answer == Choice(str(held.value))


async def test_a_tap_that_comes_twice_is_one_answer_and_goes_on_both_times(db: Database) -> None:
    of = await db.write(team)
    both = [await answered(db, of, of.team, LETTER, "B", 0) for _ in range(2)]
    assert [(one.kept, one.view.question.code) for one in both] == [(True, CODES[2])] * 2
    assert len(await db.read(lambda tx: tx.execute(select(answers)).all())) == 1
    other = await answered(db, of, of.team, LETTER, "C", 0)  # another button of the old screen
    assert (other.kept, other.view.answer) == (False, Choice("B"))


async def test_note_and_answer_do_not_touch_each_other_and_clearing_keeps_the_note(db: Database) -> None:
    of = await db.write(team)
    await db.write(worksheets.note, of.team, of.unit.id, LETTER, "  SK  12/2026 \n\n hal. 3 ", 0, NOW)
    noted = await db.write(worksheets.question, of.team, of.unit.id, LETTER, NOW)
    assert (noted.note, noted.answer, noted.version, noted.answered) == ("SK 12/2026\nhal. 3", None, 1, 0)
    await answered(db, of, of.team, LETTER, "A", 1)
    cleared = await db.write(worksheets.clear, of.team, of.unit.id, LETTER, 2, NOW)
    assert cleared.kept
    assert (cleared.view.answer, cleared.view.note, cleared.view.version) == (None, "SK 12/2026\nhal. 3", 3)
    assert cleared.view.points is None
    dropped = await db.write(worksheets.note, of.team, of.unit.id, LETTER, " ", 3, NOW)
    assert (dropped.view.note, dropped.view.version) == ("", 4)
    late = await db.write(worksheets.note, of.mate, of.unit.id, LETTER, "x", 3, NOW)
    assert (late.kept, late.view.note) == (False, "")
    await db.write(worksheets.note, of.team, of.unit.id, LETTER, "x" * LONGEST_NOTE, 4, NOW)
    with refused("lke.note_too_long", length=LONGEST_NOTE + 1, limit=LONGEST_NOTE):
        await db.write(worksheets.note, of.team, of.unit.id, LETTER, "x" * (LONGEST_NOTE + 1), 5, NOW)


async def test_the_history_tells_who_changed_what_from_what_to_what(db: Database) -> None:
    of = await db.write(team)
    await answered(db, of, of.team, LETTER, "B", 0)
    await db.write(worksheets.note, of.mate, of.unit.id, LETTER, "SK", 1, NOW + DAY)
    await db.write(worksheets.clear, of.mate, of.unit.id, LETTER, 2, NOW + 2 * DAY)
    found = await db.write(worksheet_lists.history, of.head, of.unit.id, LETTER, 0, NOW)
    assert of.team.employee is not None
    assert of.mate.employee is not None
    told = [(one.number, one.before, one.after, one.note_before, one.note, one.author) for one in found.versions]
    assert told == [
        (3, "B", None, "SK", "SK", of.mate.employee.name),
        (2, "B", "B", "", "SK", of.mate.employee.name),
        (1, None, "B", "", "", of.team.employee.name),
    ]
    assert [one.at for one in found.versions] == [NOW + 2 * DAY, NOW + DAY, NOW]
    assert (await db.write(worksheet_lists.history, of.head, of.unit.id, YES_NO, 5, NOW)).versions == ()


async def test_what_is_no_answer_is_refused_and_nothing_is_kept(db: Database) -> None:
    of = await db.write(team)
    for raw, key in (("Z", "lke.choice_unknown"), ({"target": 1}, "lke.choice_unknown"), ("", "lke.empty")):
        with refused(key):
            await answered(db, of, of.team, LETTER, raw, 0)
    with refused("lke.unknown_question"):
        await answered(db, of, of.team, "P9.x", "A", 0)
    assert await db.read(zone.answers_of, of.cycle_id, of.unit.id, "unit") == {}


async def test_while_nothing_can_be_filled_every_change_is_refused_and_reading_stays(db: Database) -> None:
    of = await db.write(team)
    await answered(db, of, of.team, LETTER, "A", 0)
    for stage, now, key in (
        (Stage.SELF_ASSESSMENT, datetime(2026, 3, 31, 17, 0, tzinfo=UTC), "lke.window_passed"),  # midnight in Jakarta
        (Stage.RETURNED, NOW, "lke.window_not_yet"),
        (Stage.TPI_REVIEW, NOW, "lke.stage_closed"),
    ):
        await db.write(zone.add_stage, of.cycle_id, of.unit.id, stage.value, "WBK", NOW)
        view = await db.write(worksheets.question, of.team, of.unit.id, LETTER, now)
        assert (view.open, view.answer) == (False, Choice("A"))
        desk = await db.read(worksheets.desk, of.team, of.unit.id, now)
        assert [one.sheet.refusal.key for one in (view, desk) if one.sheet.refusal] == [key, key]
        for change in (
            db.write(worksheets.answer, of.team, of.unit.id, LETTER, "B", 1, now),
            db.write(worksheets.clear, of.team, of.unit.id, LETTER, 1, now),
            db.write(worksheets.note, of.team, of.unit.id, LETTER, "x", 1, now),
        ):
            with refused(key):
                await change


async def test_who_may_read_and_who_may_fill(db: Database) -> None:
    of = await db.write(team)
    for reader in (of.assessor, of.head):
        await db.write(worksheets.question, reader, of.unit.id, LETTER, NOW)
    assert not (await db.write(worksheets.question, of.assessor, of.unit.id, LETTER, NOW)).open
    for stranger in (of.simple, of.elsewhere, of.assessor):
        with refused("access.denied"):
            await answered(db, of, stranger, LETTER, "A", 0)
    for stranger in (of.simple, of.elsewhere):
        for work in (
            db.write(worksheets.question, stranger, of.unit.id, LETTER, NOW),
            db.read(worksheets.desk, stranger, of.unit.id, NOW),
            db.write(worksheet_lists.section, stranger, of.unit.id, "A1", 0, NOW),
            db.write(worksheet_lists.history, stranger, of.unit.id, LETTER, 0, NOW),
        ):
            with refused("access.denied"):
                await work
    assert (await answered(db, of, of.head, LETTER, "A", 0)).kept


async def test_the_desk_counts_answers_evidence_and_findings_by_section(db: Database) -> None:
    of = await db.write(team)

    def fill(tx: Transaction) -> None:
        cycles.record_answers(tx, of.cycle_id, "dinkes", "unit", {YES_NO: "yes", LETTER: "B", SURVEY: "3,60"}, NOW)
        cycles.record_answers(tx, of.cycle_id, "dinkes", "tpi", {CODES[2]: "yes"}, NOW)
        add_evidence(tx, of, YES_NO)
        add_evidence(tx, of, YES_NO)
        add_evidence(tx, of, LETTER, removed=True)
        add_finding(tx, of, LETTER)
        add_finding(tx, of, YES_NO, closed=True)

    await db.write(fill)
    desk = await db.read(worksheets.desk, of.team, None, NOW)
    by_section = {one.section: one for one in desk.progress}
    first, last = by_section["A1"], by_section["H"]
    assert (first.answered, first.evidence, first.without_evidence, first.open_findings) == (2, 2, 1, 1)
    assert (last.answered, last.questions) == (1, 3)
    assert (desk.card.answered, desk.card.complete, desk.next_code) == (3, False, CODES[2])
    view = await db.write(worksheets.question, of.team, of.unit.id, LETTER, NOW)
    assert ([one.note for one in view.findings], view.evidence, view.author) == (["SK lama"], 0, "")
    assert (await db.write(worksheets.question, of.team, of.unit.id, YES_NO, NOW)).evidence == 2


async def test_the_assessors_answer_stands_beside_once_they_are_done(db: Database) -> None:
    of = await db.write(team, Stage.RETURNED)
    await db.write(cycles.record_answers, of.cycle_id, "dinkes", "tpi", {LETTER: "C"}, NOW)
    view = await db.write(worksheets.question, of.team, of.unit.id, LETTER, NOW)
    assert (view.answer, view.assessed) == (None, {Layer.TPI: (Choice("C"), "")})
    await db.write(zone.add_stage, of.cycle_id, of.unit.id, "tpi_review", "WBK", NOW)
    assert (await db.write(worksheets.question, of.team, of.unit.id, LETTER, NOW)).assessed == {}


async def test_the_next_open_question_wraps_and_there_is_none_when_all_are_answered(db: Database) -> None:
    of = await db.write(team)
    left = {LETTER, COUNTS}
    filled = {code: raw for code, raw in every_answer().items() if code not in left}
    await db.write(cycles.record_answers, of.cycle_id, "dinkes", "unit", filled, NOW)

    async def after(code: str | None) -> str:
        found = await db.write(worksheets.next_question, of.team, of.unit.id, code, NOW)
        return found.question.code if found else ""

    assert [await after(code) for code in (None, LETTER, COUNTS, CODES[-1])] == [LETTER, COUNTS, LETTER, LETTER]
    done = await answered(db, of, of.team, LETTER, "A", 0)
    assert (done.view.question.code, done.view.next_code) == (COUNTS, COUNTS)
    last = await answered(db, of, of.team, COUNTS, {"target": 4, "realised": 3}, 0)
    assert (last.view.question.code, last.view.next_code, last.view.answered) == (COUNTS, None, 113)
    assert last.view.answer == Counts({"target": 4, "realised": 3})
    assert await after(None) == ""


async def test_a_section_is_listed_eight_a_page(db: Database) -> None:
    of = await db.write(team)
    await answered(db, of, of.team, YES_NO, "yes", 0)
    first = await db.write(worksheet_lists.section, of.team, of.unit.id, "A1", -3, NOW)
    last = await db.write(worksheet_lists.section, of.team, of.unit.id, "A1", 99, NOW)
    total = first.progress.questions
    assert (len(first.lines), first.page, last.page, first.pages) == (8, 0, first.pages - 1, -(-total // 8))
    assert len(last.lines) == total - 8 * last.page
    assert [one.answered for one in first.lines] == [True] + [False] * 7
    with refused("lke.unknown_section"):
        await db.write(worksheet_lists.section, of.team, of.unit.id, "A9", 0, NOW)


async def test_the_desk_without_a_unit_is_the_own_one_or_the_first_that_takes_part(db: Database) -> None:
    of = await db.write(team)
    assert (await db.read(worksheets.desk, of.team, None, NOW)).sheet.unit == of.unit
    found = await db.read(worksheets.desk, of.assessor, None, NOW)
    assert (found.sheet.unit, found.several, found.sheet.fills) == (of.unit, False, False)
    outside = await db.read(worksheets.desk, of.elsewhere, None, NOW)
    assert (outside.sheet.stage, outside.sheet.refusal and outside.sheet.refusal.key) == (None, "lke.not_in_cycle")
    assert (await db.read(worksheet_lists.choices, of.assessor, 0))[0] == (of.unit,)
    with refused("access.denied"):
        await db.read(worksheets.desk, of.simple, None, NOW)


async def test_without_a_cycle_there_is_no_worksheet(db: Database) -> None:
    unit = await db.write(builders.unit)
    head = await db.write(lambda tx: builders.linked(tx, unit, role=Role.UNIT_HEAD, scope=unit))
    with refused("lke.no_cycle"):
        await db.read(worksheets.desk, head, None, NOW)
    assert await db.read(question_owners.mine, head) == ()
    with refused("access.denied"):
        await db.read(worksheets.desk, replace(head, grants=head.grants[:1]), None, NOW)
