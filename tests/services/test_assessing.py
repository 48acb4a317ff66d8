"""Assessors beside the unit: their own layer, versions, findings, what is left to look at, who may."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from domain.errors import DomainError
from domain.instrument import bundled
from domain.people import Actor
from domain.review_views import Look, Review, Typed
from domain.rights import Role
from domain.stages import Stage
from domain.zone import Layer
from services import assess_dialog, assess_findings, assessing, assessing_lists, findings
from storage import drafts, evidence, zone
from storage import findings as stored_findings
from storage.engine import Database, Transaction
from storage.tables import answers, cycles
from tests import builders
from tests.builders import NOW
from tests.refusals import refused
from tests.review_play import FIRST, Play, answer_all, play

HOUR = timedelta(hours=1)
SECOND = "P1.i.b"
COUNTS = next(one.code for one in bundled().questions if one.inputs)


def reviewed(tx: Transaction) -> Play:
    """A unit under review which has answered everything."""
    at = play(tx)
    answer_all(tx, at.cycle_id, at.unit)
    return at


def values(tx: Transaction, at: Play, layer: Layer) -> dict[str, object]:
    return {code: one.value for code, one in zone.answers_of(tx, at.cycle_id, at.id, layer.value).items()}


async def review(db: Database, at: Play) -> Review:
    return await db.read(assessing.review, at.assessor, at.id, Layer.TPI, NOW)


async def test_agreeing_copies_the_answer_and_leaves_the_unit_s_own_alone(db: Database) -> None:
    at = await db.write(reviewed)
    before = await db.read(values, at, Layer.UNIT)
    found = await db.write(assessing.agree, at.assessor, at.id, COUNTS, Layer.TPI, 0, NOW)
    assert found.version == 1
    assert found.next_code is not None
    await db.write(assessing.answer, at.assessor, at.id, FIRST, Layer.TPI, "no", 0, NOW)
    assert await db.read(values, at, Layer.TPI) == {COUNTS: before[COUNTS], FIRST: "no"}
    assert await db.read(values, at, Layer.UNIT) == before
    sums = await db.read(assessing_lists.sums, at.assessor, at.id, Layer.TPI, NOW)
    assert list(sums.cards) == [Layer.UNIT, Layer.TPI]
    assert [one.question for one in sums.differences] == [FIRST]


async def test_a_tap_twice_answers_once_and_a_second_assessor_does_not_overwrite(db: Database) -> None:
    def two(tx: Transaction) -> tuple[Play, Actor]:
        at = reviewed(tx)
        return at, builders.linked(tx, at.other, 901, role=Role.ASSESSOR)

    at, other = await db.write(two)
    twice = [await db.write(assessing.answer, at.assessor, at.id, FIRST, Layer.TPI, "no", 0, NOW) for _ in range(2)]
    assert [one.version for one in twice] == [1, 1]
    with refused("lke.changed_meanwhile"):
        await db.write(assessing.answer, other, at.id, FIRST, Layer.TPI, "yes", 0, NOW)
    both = [db.write(assessing.answer, one, at.id, SECOND, Layer.TPI, raw, 0, NOW)
            for one, raw in ((at.assessor, "A"), (other, "B"))]  # fmt: skip
    ended = await asyncio.gather(*both, return_exceptions=True)
    assert [one.key for one in ended if isinstance(one, DomainError)] == ["lke.changed_meanwhile"]


async def test_a_note_stays_with_the_answer_and_the_answer_with_the_note(db: Database) -> None:
    at = await db.write(reviewed)
    found = await db.write(assessing.note, at.assessor, at.id, FIRST, Layer.TPI, " SK  tahun lalu ", 0, NOW)
    record = found.review.records[Layer.TPI][FIRST]
    assert (record.value, record.note, record.version) == (None, "SK tahun lalu", 1)
    assert FIRST in found.review.to_review
    found = await db.write(assessing.answer, at.assessor, at.id, FIRST, Layer.TPI, "no", 1, NOW)
    record = found.review.records[Layer.TPI][FIRST]
    assert (record.value, record.note, record.version) == ("no", "SK tahun lalu", 2)
    assert FIRST not in found.review.to_review
    for words in ("  ", "x" * 1001):
        with refused("assess.note_length"):
            await db.write(assessing.note, at.assessor, at.id, FIRST, Layer.TPI, words, 2, NOW)


async def test_what_the_unit_changes_after_the_review_is_to_be_looked_at_again(db: Database) -> None:
    at = await db.write(reviewed)
    _, taken = await db.write(assessing.accept_rest, at.assessor, at.id, Layer.TPI, NOW)
    assert taken == len(bundled().questions)
    assert (await review(db, at)).to_review == ()
    later = NOW + HOUR
    await db.write(zone.add_answer, at.cycle_id, at.id, "unit", SECOND, 2, "B", later)
    assert (await review(db, at)).to_review == (SECOND,)
    found = await db.read(assessing.next_look, at.assessor, at.id, None, Layer.TPI, NOW)
    assert found is not None
    assert (found.question.code, found.version, found.next_code) == (SECOND, 1, None)
    await db.write(assessing.answer, at.assessor, at.id, SECOND, Layer.TPI, "A", 1, later)
    assert (await review(db, at)).to_review == ()
    assert await db.read(assessing.next_look, at.assessor, at.id, SECOND, Layer.TPI, NOW) is None


async def test_accepting_the_rest_leaves_what_was_assessed_and_what_the_unit_left_open(db: Database) -> None:
    def fill(tx: Transaction) -> Play:
        at = play(tx)
        answer_all(tx, at.cycle_id, at.unit, but=SECOND)
        return at

    at = await db.write(fill)
    await db.write(assessing.answer, at.assessor, at.id, FIRST, Layer.TPI, "no", 0, NOW)
    await db.write(assessing.note, at.assessor, at.id, COUNTS, Layer.TPI, "Lihat lampiran", 0, NOW)
    found, taken = await db.write(assessing.accept_rest, at.assessor, at.id, Layer.TPI, NOW)
    assert taken == len(bundled().questions) - 2
    assert found.records[Layer.TPI][FIRST].value == "no"
    assert found.records[Layer.TPI][COUNTS].note == "Lihat lampiran"
    assert found.to_review == (SECOND,)
    with refused("assess.unit_open"):
        await db.write(assessing.agree, at.assessor, at.id, SECOND, Layer.TPI, 0, NOW)
    assert (await db.write(assessing.accept_rest, at.assessor, at.id, Layer.TPI, NOW))[1] == 0


async def test_a_finding_is_told_to_the_unit_and_closed_once(db: Database) -> None:
    at = await db.write(reviewed)
    await db.write(assess_findings.find, at.assessor, at.id, FIRST, Layer.TPI, "SK belum ada", NOW)
    found = await db.write(assess_findings.find, at.assessor, at.id, FIRST, Layer.TPI, " SK belum  ada", NOW)
    (one,) = found.findings
    listed = await db.read(findings.listing, at.team, at.id, 0)
    assert ([row.note for row in listed.findings], listed.revised, listed.total) == (["SK belum ada"], frozenset(), 1)
    await db.write(zone.add_answer, at.cycle_id, at.id, "unit", FIRST, 2, "yes", NOW + HOUR)
    assert (await db.read(findings.listing, at.team, at.id, 5)).revised == {one.id}
    other = await db.write(assess_findings.find, at.assessor, at.id, SECOND, Layer.TPI, "Foto tidak jelas", NOW)
    assert (await db.read(findings.listing, at.team, at.id, 0)).revised == {one.id}
    link = "https://contoh.go.id/foto"
    await db.write(evidence.add_item, at.cycle_id, at.id, SECOND, "Foto", "cli", NOW + HOUR, link=link)
    assert (await db.read(findings.listing, at.team, at.id, 0)).revised == {one.id, other.findings[0].id}
    await db.write(assess_findings.close, at.assessor, other.findings[0].id, "Jelas", NOW)
    assert await db.read(findings.open_counts, at.cycle_id) == {at.id: 1}
    for words in ("Sudah ada", "Lain"):
        await db.write(assess_findings.close, at.assessor, one.id, words, NOW)
    ended, _ = await db.read(stored_findings.of_unit, at.cycle_id, at.id)
    assert (ended.closed_at, ended.closing_note) == (NOW, "Sudah ada")
    assert await db.read(findings.open_counts, at.cycle_id) == {}
    with refused("access.denied"):
        await db.write(assess_findings.close, at.assessor, 999, "x", NOW)
    everywhere = await db.write(lambda tx: builders.linked(tx, at.other, 901, role=Role.ASSESSOR))
    with refused("assess.finding_gone"):
        await db.write(assess_findings.close, everywhere, 999, "x", NOW)


@pytest.mark.parametrize("who", ["head", "team", "employee", "admin"])
async def test_only_assessors_write_the_layer_of_the_tpi(db: Database, who: str) -> None:
    at = await db.write(reviewed)
    actor = getattr(at, who)
    finding = await db.write(assess_findings.find, at.assessor, at.id, FIRST, Layer.TPI, "SK", NOW)
    with refused("access.denied"):
        await db.write(assessing.answer, actor, at.id, FIRST, Layer.TPI, "no", 0, NOW)
    with refused("access.denied"):
        await db.write(assess_findings.close, actor, finding.findings[0].id, "ok", NOW)
    with refused("access.denied"):
        await db.read(assessing_lists.queue, actor, Layer.TPI, 0)


async def test_the_ministry_s_answers_are_noted_by_the_agency_alone_in_its_stages(db: Database) -> None:
    at = await db.write(play, Stage.DESK_EVALUATION)
    with refused("access.denied"):
        await db.write(assessing.answer, at.assessor, at.id, FIRST, Layer.TPN, "no", 0, NOW)
    await db.write(assessing.answer, at.admin, at.id, FIRST, Layer.TPN, "no", 0, NOW)
    assert await db.read(values, at, Layer.TPN) == {FIRST: "no"}
    assert await db.read(values, at, Layer.TPI) == {}
    with refused("assess.not_in_review"):
        await db.write(assessing.answer, at.assessor, at.id, FIRST, Layer.TPI, "no", 0, NOW)
    with refused("assess.layer"):
        await db.read(assessing.review, at.head, at.id, Layer.UNIT, NOW)


async def test_outside_the_window_of_the_review_nothing_is_assessed(db: Database) -> None:
    def fill(tx: Transaction) -> Play:
        at = reviewed(tx)
        tx.execute(update(cycles).values(windows={"review": ["2026-03-03", "2026-03-09"]}))
        return at

    at = await db.write(fill)
    for moment, key in ((NOW, "lke.window_not_yet"), (NOW + timedelta(days=9), "lke.window_passed")):
        with refused(key):
            await db.write(assessing.accept_rest, at.assessor, at.id, Layer.TPI, moment)
    await db.write(assessing.accept_rest, at.assessor, at.id, Layer.TPI, NOW + timedelta(days=1))


async def test_the_queue_shows_who_waits_longest_within_one_s_reach(db: Database) -> None:
    def fill(tx: Transaction) -> Play:
        at = play(tx, Stage.RETURNED)
        units = [builders.unit(tx, f"u{number}", parent=at.unit) for number in range(9)]
        for number, unit in enumerate(units):
            zone.add_stage(tx, at.cycle_id, unit.id, "tpi_review", "WBK", NOW - HOUR * number)
        zone.add_stage(tx, at.cycle_id, at.other.id, "tpi_review", "WBK", NOW)
        zone.add_answer(tx, at.cycle_id, units[-1].id, "tpi", FIRST, 1, "no", NOW)
        zone.add_answer(tx, at.cycle_id, units[-1].id, "tpi", FIRST, 2, "yes", NOW)
        zone.add_answer(tx, at.cycle_id, units[-1].id, "tpi", SECOND, 1, None, NOW, note="Cek dahulu")
        zone.add_answer(tx, at.cycle_id, units[-1].id, "unit", SECOND, 1, "A", NOW)
        return at

    at = await db.write(fill)
    first = await db.read(assessing_lists.queue, at.assessor, None, 0)
    assert [row.unit.code for row in first.rows] == [f"u{number}" for number in range(8, 0, -1)]
    assert ([row.answered for row in first.rows][:2], first.layers, first.pages) == ([1, 0], (Layer.TPI,), 2)
    rest = await db.read(assessing_lists.queue, at.assessor, Layer.TPI, 7)
    assert [(row.unit.code, row.change.stage) for row in rest.rows] == [("u0", "tpi_review"), ("dinkes", "returned")]
    assert (await db.read(assessing_lists.queue, at.admin, None, 0)).layer is Layer.TPN
    with refused("access.denied"):
        await db.read(assessing_lists.queue, at.head, None, 0)


async def test_a_section_is_turned_page_by_page(db: Database) -> None:
    at = await db.write(reviewed)
    found = await db.read(assessing_lists.section, at.assessor, at.id, Layer.TPI, "A1", 0, NOW)
    last = await db.read(assessing_lists.section, at.assessor, at.id, Layer.TPI, "A1", 99, NOW)
    area = [one.code for one in bundled().questions if one.area == "A1"]
    assert [one.code for one in found.questions] == area[:8]
    assert [one.code for one in last.questions] == area[8 * (found.pages - 1) :]
    with refused("lke.unknown_question"):
        await db.read(assessing_lists.section, at.assessor, at.id, Layer.TPI, "A9", 0, NOW)


async def test_typed_words_go_to_what_was_asked_for(db: Database) -> None:
    at = await db.write(reviewed)

    async def say(code: str, kind: Typed, words: str) -> Look:
        await db.write(assess_dialog.ask, at.assessor, at.id, code, Layer.TPI, kind, NOW)
        found, what = await db.write(assess_dialog.say, at.assessor, words, NOW)
        assert what is kind
        return found

    inputs = [one.key for one in bundled().question(COUNTS).inputs]
    found = await say(COUNTS, Typed.VALUE, " ".join(["7"] * len(inputs)))
    assert found.review.records[Layer.TPI][COUNTS].value == dict.fromkeys(inputs, 7)
    assert (await say(COUNTS, Typed.NOTE, "Cek")).version == 2
    found = await say(COUNTS, Typed.FINDING, "Data belum ada")
    await db.write(assess_dialog.ask_closing, at.assessor, found.findings[0].id, NOW)
    found, kind = await db.write(assess_dialog.say, at.assessor, "Sudah", NOW)
    assert (found.findings, kind) == ((), Typed.CLOSING)
    with refused("assess.nothing_waits"):
        await db.write(assess_dialog.say, at.assessor, "lagi", NOW)
    with refused("access.denied"):
        await db.write(assess_dialog.say, at.employee, "lagi", NOW)


async def test_after_wrong_words_the_dialog_goes_on_until_it_is_left(db: Database) -> None:
    at = await db.write(reviewed)
    await db.write(assess_dialog.ask, at.assessor, at.id, COUNTS, Layer.TPI, Typed.VALUE, NOW)
    with refused("lke.counts_expected"):
        await db.write(assess_dialog.say, at.assessor, "1 2 3 4 5 6 7", NOW)
    assert await db.read(drafts.draft, at.assessor.telegram_id, assess_dialog.DRAFT) is not None
    await db.write(assess_dialog.leave, at.assessor, at.id, COUNTS, Layer.TPI, NOW)
    assert await db.read(drafts.draft, at.assessor.telegram_id, assess_dialog.DRAFT) is None
    assert await db.read(lambda tx: tx.execute(select(func.count()).where(answers.c.layer == "tpi")).scalar_one()) == 0
