"""The chat over a worksheet: what is typed belongs to the question that was shown last, numbers one after the other."""

from domain.answers import Counts
from domain.people import Actor
from domain.worksheet_views import Shown
from services import dialogs, worksheet_dialog, worksheets
from storage import zone
from storage.engine import Database
from tests.builders import NOW
from tests.refusals import refused
from tests.services.sheet_play import COUNTS, LETTER, SURVEY, WITH_INFO, Team, team


async def shown(db: Database, of: Team, who: Actor, code: str) -> Shown:
    return await db.write(worksheet_dialog.show, who, of.unit.id, code, NOW)


async def typed(db: Database, who: Actor, words: str) -> Shown:
    return await db.write(worksheet_dialog.say, who, words, NOW)


async def held(db: Database, of: Team) -> dict[str, object]:
    found = await db.read(zone.answers_of, of.cycle_id, of.unit.id, "unit")
    return {code: one.value for code, one in found.items()}


async def test_numbers_are_asked_one_after_the_other_and_kept_when_all_are_there(db: Database) -> None:
    of = await db.write(team)
    first = await shown(db, of, of.team, COUNTS)
    assert first.awaits is not None
    assert (first.awaits.key, dict(first.known)) == ("target", {})
    assert await db.read(dialogs.current, of.team, "text") == worksheet_dialog.DRAFT
    second = await typed(db, of.team, "1.200")
    assert second.awaits is not None
    assert (second.awaits.key, dict(second.known), second.kept) == ("realised", {"target": 1200}, "")
    assert await held(db, of) == {}
    done = await typed(db, of.team, "50 %")  # a percentage of the target that is known
    assert done.kept == COUNTS
    assert await held(db, of) == {COUNTS: {"realised": 600, "target": 1200}}
    assert done.view.question.code == "R1.i.b"
    assert done.awaits is not None  # the next one has numbers too, and waits for them at once
    assert (await typed(db, of.team, "4/3")).kept == "R1.i.b"
    assert (await held(db, of))["R1.i.b"] == {"realised": 3, "target": 4}


async def test_a_bad_number_is_refused_and_the_question_waits_on(db: Database) -> None:
    of = await db.write(team)
    await shown(db, of, of.team, COUNTS)
    for words, key in (
        ("dua", "lke.count_not_a_number"),
        ("-1", "lke.count_out_of_range"),
        ("1 2 3", "lke.count_not_a_number"),
    ):
        with refused(key):
            await typed(db, of.team, words)
    with refused("lke.percent_for_count"):
        await typed(db, of.team, "80%")
    await typed(db, of.team, "0")
    with refused("lke.realised_without_target"):
        await typed(db, of.team, "2")
    assert (await typed(db, of.team, "0")).kept == COUNTS


async def test_a_number_without_score_may_be_left_out_and_no_other(db: Database) -> None:
    of = await db.write(team)
    await shown(db, of, of.team, WITH_INFO)
    with refused("lke.nothing_asked"):  # the target is needed
        await db.write(worksheet_dialog.skip, of.team, of.unit.id, WITH_INFO, NOW)
    asked = await typed(db, of.team, "5")
    assert asked.awaits is not None
    assert asked.awaits.role == "info"
    after = await db.write(worksheet_dialog.skip, of.team, of.unit.id, WITH_INFO, NOW)
    assert after.awaits is not None
    assert (after.awaits.role, after.kept, after.meanwhile) == ("realised", "", False)
    with refused("lke.nothing_asked"):  # the button of a screen that is over
        await db.write(worksheet_dialog.skip, of.team, of.unit.id, COUNTS, NOW)
    assert (await typed(db, of.team, "4")).kept == WITH_INFO
    assert await held(db, of) == {WITH_INFO: {"realised": 4, "target": 5}}


async def test_a_survey_is_typed_and_a_choice_waits_for_no_words(db: Database) -> None:
    of = await db.write(team)
    await shown(db, of, of.team, SURVEY)
    with refused("lke.survey_out_of_range"):
        await typed(db, of.team, "4,1")
    done = await typed(db, of.team, " 3,60 ")
    assert (done.kept, done.view.question.code) == (SURVEY, "H1.b")
    assert await held(db, of) == {SURVEY: "3.60"}
    assert await db.read(dialogs.current, of.team, "text") is None  # H1.b is a choice
    with refused("lke.nothing_asked"):
        await typed(db, of.team, "A")


async def test_words_after_the_note_button_are_the_note(db: Database) -> None:
    of = await db.write(team)
    asked = await db.write(worksheet_dialog.ask_note, of.team, of.unit.id, SURVEY, NOW)
    assert (asked.noting, asked.awaits) == (True, None)
    noted = await typed(db, of.team, "Survei triwulan II")
    assert (noted.kept, noted.view.note, noted.view.answer) == (SURVEY, "Survei triwulan II", None)
    assert (await typed(db, of.team, "3,2")).kept == SURVEY  # the question waits for its value again
    assert (await held(db, of))[SURVEY] == "3.2"
    dropped = await db.write(worksheet_dialog.drop_note, of.team, of.unit.id, SURVEY, 2, NOW)
    assert (dropped.kept, dropped.view.note) == (SURVEY, "")


async def test_what_somebody_else_kept_while_one_typed_is_not_overwritten(db: Database) -> None:
    of = await db.write(team)
    await shown(db, of, of.team, COUNTS)
    await typed(db, of.team, "10")
    await db.write(worksheets.answer, of.mate, of.unit.id, COUNTS, {"target": 8, "realised": 2}, 0, NOW)
    late = await typed(db, of.team, "9")
    assert (late.meanwhile, late.kept) == (True, "")
    assert late.view.answer == Counts({"realised": 2, "target": 8})
    assert (await typed(db, of.team, "10 9")).kept == COUNTS  # having seen it
    await shown(db, of, of.team, SURVEY)
    await db.write(worksheets.note, of.mate, of.unit.id, SURVEY, "x", 0, NOW)
    await db.write(worksheet_dialog.ask_note, of.team, of.unit.id, SURVEY, NOW)
    await db.write(worksheets.note, of.mate, of.unit.id, SURVEY, "y", 1, NOW)
    assert (await typed(db, of.team, "z")).view.note == "y"


async def test_a_button_answers_and_a_reader_is_asked_for_nothing(db: Database) -> None:
    of = await db.write(team)
    pressed = await db.write(worksheet_dialog.press, of.team, of.unit.id, LETTER, "A", 0, NOW)
    assert (pressed.kept, pressed.meanwhile) == (LETTER, False)
    late = await db.write(worksheet_dialog.press, of.mate, of.unit.id, LETTER, "B", 0, NOW)
    assert (late.kept, late.meanwhile, late.view.question.code) == ("", True, LETTER)
    cleared = await db.write(worksheet_dialog.clear, of.mate, of.unit.id, LETTER, 1, NOW)
    assert (cleared.kept, cleared.view.answer) == (LETTER, None)
    read = await shown(db, of, of.assessor, SURVEY)
    assert (read.awaits, await db.read(dialogs.current, of.assessor, "text")) == (None, None)
    assert await db.write(worksheet_dialog.go_on, of.team, of.unit.id, None, NOW) is not None
