"""The worksheet as a file: out and in changes nothing, changes are new versions, and nobody is overwritten unseen."""

import asyncio
from datetime import timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import insert, select

from documents import lke_workbook
from domain.instrument import bundled
from domain.lke_import import LONGEST_NOTE, Preview, State
from domain.lke_reading import Given, Reading
from domain.people import Actor
from domain.rights import Role
from domain.stages import Stage
from domain.zone import Layer
from services import lhe, lke_file_dialog, lke_files, lke_recap
from storage import evidence, zone
from storage.engine import Database, Transaction
from storage.tables import audit, evidence_files
from tests import builders
from tests.builders import NOW, SEALER
from tests.refusals import refused
from tests.services.sheet_play import Team, every_answer, team

RULES, DAY, NAME = bundled(), timedelta(days=1), "lke.xlsx"
LINK = "https://contoh.go.id/sk"


def reading(layer: Layer = Layer.UNIT, total: float | None = None, **given: Any) -> Reading:
    """A file that says this of questions whose codes are written with `_` for the dot."""
    told = {
        code.replace("_", "."): Given(code.replace("_", "."), 7, **(one if isinstance(one, dict) else {"value": one}))
        for code, one in given.items()
    }
    return Reading({layer: told}, (), total)


def fill(tx: Transaction, of: Team, layer: Layer, by: str = "cli") -> None:
    """Every question answered, with notes that are hard to carry."""
    notes = ['=1+1 "kutip"', "baris satu\nbaris dua", "é 好 🙂", "", "_x0041_"]
    zone.add_answers(
        tx,
        (
            {"cycle_id": of.cycle_id, "unit_id": of.unit.id, "layer": layer.value, "question": code, "version": 1,
             "value": value, "answered_at": NOW, "note": notes[at % len(notes)], "by": by}
            for at, (code, value) in enumerate(every_answer().items())
        ),
    )  # fmt: skip


def whole(tx: Transaction) -> Team:
    """A unit with all answers in all layers, a file and a link as evidence."""
    of = team(tx)
    for layer in Layer:
        fill(tx, of, layer)
    file = insert(evidence_files).values(sha256="a" * 64, size=3, media_type="application/pdf", stored_at=NOW)
    file_id = tx.execute(file.returning(evidence_files.c.id)).scalar_one()
    evidence.add_item(tx, of.cycle_id, of.unit.id, "P1.i.a", "SK Tim.pdf", "cli", NOW, file_id=file_id)
    evidence.add_item(tx, of.cycle_id, of.unit.id, "P1.i.a", "sk", "cli", NOW, link=LINK)
    return of


async def exported(db: Database, of: Team, who: Actor | None = None) -> Reading:
    book = await db.write(lke_files.export, who or of.team, of.unit.id, "Kabupaten Contoh", NOW)
    return lke_workbook.read(await asyncio.to_thread(lke_workbook.write, book), NAME, RULES)


async def previewed(db: Database, of: Team, told: Reading, layer: Layer = Layer.UNIT) -> Preview:
    return await db.read(lke_files.preview_directly, of.unit.code, layer, told)


async def answers(db: Database, of: Team, layer: Layer = Layer.UNIT) -> dict[str, Any]:
    return await db.read(zone.answers_of, of.cycle_id, of.unit.id, layer.value)


async def test_what_was_exported_changes_nothing_when_it_comes_back(db: Database) -> None:
    of = await db.write(whole)
    told = await exported(db, of)
    for layer in Layer:
        found = await previewed(db, of, told, layer)
        assert (found.count(State.SAME), found.changes, found.problems) == (113, (), ())
        assert (found.difference, found.other_unit) == (None, "")
    done = await db.write(lke_files.apply, of.team, of.unit.id, Layer.UNIT, told, {}, NOW)
    assert (done.answers, done.links, done.stale) == (0, 0, ())


async def test_a_file_becomes_new_versions_with_notes_and_links_and_a_second_time_nothing(db: Database) -> None:
    of = await db.write(team)
    papers = {"value": "yes", "note": "lengkap", "documents": "SK Tim", "links": (LINK,)}
    told = reading(P1_i_a=papers, P1_i_b="B", R1_i_a={"value": {"target": 5, "realised": 4}})
    found = await db.read(lke_files.preview, of.team, of.unit.id, Layer.UNIT, told, NOW)
    assert (found.count(State.NEW), found.problems) == (3, ())
    done = await db.write(lke_files.apply, of.team, of.unit.id, Layer.UNIT, told, found.versions, NOW)
    assert (done.answers, done.links, done.stale) == (3, 1, ())
    kept = (await answers(db, of))["P1.i.a"]
    assert (kept.value, kept.note, kept.version, kept.by) == ("yes", "lengkap\nDokumen: SK Tim", 1, "account:711")
    (item,) = await db.read(evidence.items, of.cycle_id, of.unit.id)
    assert (item.question, item.link) == ("P1.i.a", LINK)
    again = await db.write(lke_files.apply, of.team, of.unit.id, Layer.UNIT, told, found.versions, NOW)
    assert (again.answers, again.links, again.stale) == (0, 0, ())


async def test_an_import_leaves_a_line_in_the_log(db: Database) -> None:
    of = await db.write(team)
    told = reading(P1_i_a="yes")
    await db.write(lke_files.apply_directly, of.unit.code, Layer.UNIT, told, {"P1.i.a": 0}, NOW)
    query = select(audit.c.actor, audit.c.detail).where(audit.c.action == "import_lke")
    ((actor, detail),) = await db.read(lambda tx: tx.execute(query).all())
    assert (actor, detail["answers"], detail["layer"]) == ("cli", 1, "unit")


async def test_what_changed_since_the_preview_is_not_overwritten(db: Database) -> None:
    of = await db.write(team)
    told = reading(P1_i_a="yes", P1_i_b="B")
    found = await db.read(lke_files.preview, of.team, of.unit.id, Layer.UNIT, told, NOW)
    await db.write(zone.add_answer, of.cycle_id, of.unit.id, "unit", "P1.i.b", 1, "C", NOW)
    done = await db.write(lke_files.apply, of.team, of.unit.id, Layer.UNIT, told, found.versions, NOW)
    assert (done.answers, done.stale) == (1, ("P1.i.b",))
    assert (await answers(db, of))["P1.i.b"].value == "C"


async def test_a_file_that_was_made_before_somebody_elses_change_does_not_win(db: Database) -> None:
    of = await db.write(whole)
    old = await exported(db, of)
    for code, value in (("P1.i.a", "no"), ("P1.i.b", "C")):
        await db.write(zone.add_answer, of.cycle_id, of.unit.id, "unit", code, 2, value, NOW)
    edited = {**old.layers[Layer.UNIT]}
    edited["P1.i.b"] = Given("P1.i.b", 8, "B", edited["P1.i.b"].note)
    edited["P1.ii.b"] = Given("P1.ii.b", 11, "C", edited["P1.ii.b"].note)
    told = Reading({Layer.UNIT: edited}, (), None, old.origin)
    states = {one.code: one.state for one in (await previewed(db, of, told)).items}
    assert (states["P1.i.a"], states["P1.i.b"], states["P1.ii.b"]) == (State.SAME, State.CONFLICT, State.CHANGED)


async def test_an_empty_cell_takes_nothing_away(db: Database) -> None:
    of = await db.write(whole)
    told = reading(P1_i_b={"value": None, "note": "catatan baru"})
    found = await previewed(db, of, told)
    await db.write(lke_files.apply_directly, of.unit.code, Layer.UNIT, told, found.versions, NOW)
    kept = await answers(db, of)
    assert (kept["P1.i.b"].value, kept["P1.i.b"].note, kept["P1.i.b"].version) == ("A", "catatan baru", 2)
    assert kept["P1.i.a"].version == 1


async def test_a_layer_never_touches_another(db: Database) -> None:
    of = await db.write(whole)
    told = reading(Layer.TPI, P1_i_a={"value": "no", "links": (LINK + "/2",)})
    found = await previewed(db, of, told, Layer.TPI)
    await db.write(lke_files.apply_directly, of.unit.code, Layer.TPI, told, found.versions, NOW)
    assert [(await answers(db, of, layer))["P1.i.a"].value for layer in Layer] == ["yes", "no", "yes"]
    assert len(await db.read(evidence.items, of.cycle_id, of.unit.id)) == 2, "evidence is the unit's"


async def test_a_total_that_differs_from_the_right_score_is_told(db: Database) -> None:
    of = await db.write(team)
    found = await previewed(db, of, reading(total=17.5, H1_a="4.0", H1_b="A"))
    assert (found.ours, found.difference) == (Fraction(45, 2), Fraction(-5))
    assert (await previewed(db, of, reading(total=22.5000001, H1_a="4.0", H1_b="A"))).difference is None


async def test_bad_links_and_notes_that_are_too_long_are_problems_of_their_row(db: Database) -> None:
    of = await db.write(team)
    told = reading(
        P1_i_a={"value": "yes", "links": ("http://contoh.go.id", "https://10.0.0.1/x")},
        P1_i_b={"value": "B", "note": "x" * (LONGEST_NOTE + 1)},
    )  # fmt: skip
    found = await previewed(db, of, told)
    assert [(one.code, one.error.key) for one in found.problems] == [
        ("P1.i.a", "evidence.link_incomplete"), ("P1.i.a", "evidence.link_private"),
        ("P1.i.b", "lke_file.note_too_long"),
    ]  # fmt: skip
    assert [(one.code, one.value, one.note, one.links) for one in found.items] == [
        ("P1.i.a", "yes", "", ()), ("P1.i.b", "B", "", ()),
    ]  # fmt: skip


async def test_a_file_of_another_unit_is_told(db: Database) -> None:
    of = await db.write(whole)
    old = await exported(db, of)
    found = await db.read(lke_files.preview_directly, "other", Layer.UNIT, old)
    assert (found.other_unit, found.count(State.NEW)) == ("dinkes", 113)


async def test_who_may_import_which_layer_and_when(db: Database) -> None:
    of = await db.write(team)
    told = reading(P1_i_a="yes")
    for who in (of.assessor, of.simple, of.elsewhere):
        with refused("access.denied"):
            await db.read(lke_files.preview, who, of.unit.id, Layer.UNIT, told, NOW)
    with refused("access.denied"):
        await db.read(lke_files.preview, of.team, of.unit.id, Layer.TPI, told, NOW)
    with refused("assess.not_in_review"):
        await db.read(lke_files.preview, of.assessor, of.unit.id, Layer.TPI, told, NOW)
    with refused("lke.window_passed"):
        await db.read(lke_files.preview, of.head, of.unit.id, Layer.UNIT, told, NOW + 60 * DAY)
    await db.write(zone.add_stage, of.cycle_id, of.unit.id, Stage.TPI_REVIEW.value, "WBK", NOW)
    found = await db.read(lke_files.preview, of.assessor, of.unit.id, Layer.TPI, told, NOW)
    assert not found.own_columns
    assert found.count(State.NEW) == 1
    with refused("lke.stage_closed"):
        await db.read(lke_files.preview, of.team, of.unit.id, Layer.UNIT, told, NOW)


async def test_while_assessors_are_at_work_the_unit_gets_its_own_answers_only(db: Database) -> None:
    of = await db.write(whole)
    await db.write(zone.add_stage, of.cycle_id, of.unit.id, Stage.TPI_REVIEW.value, "WBK", NOW)
    assert not (await exported(db, of, of.head)).layers[Layer.TPI]
    assert len((await exported(db, of, of.assessor)).layers[Layer.TPI]) == 113


async def test_files_of_a_unit_are_offered_by_what_one_may_do(db: Database) -> None:
    of = await db.write(team)
    assert (await db.read(lke_files.desk, of.team, of.unit.id, NOW)).layers == (Layer.UNIT,)
    found = await db.read(lke_files.desk, of.assessor, of.unit.id, NOW)
    assert (found.layers, found.reports) == ((), True)
    with refused("access.denied"):
        await db.read(lke_files.desk, of.simple, of.unit.id, NOW)


async def test_a_file_in_the_chat_waits_for_its_confirmation_and_is_imported_once(db: Database) -> None:
    of = await db.write(team)
    told = reading(P1_i_a="yes")
    with refused("lke_file.gone"):
        await db.write(lke_file_dialog.receive, of.team, NAME, b"x", told, NOW)
    await db.write(lke_file_dialog.begin, of.team, of.unit.id, Layer.UNIT, NOW)
    upload_id, found = await db.write(lke_file_dialog.receive, of.team, NAME, b"x", told, NOW)
    assert found.count(State.NEW) == 1
    assert await db.read(lke_file_dialog.kept, of.team, upload_id) == (NAME, b"x")
    with refused("lke_file.gone"):
        await db.write(lke_file_dialog.apply, of.mate, upload_id, told, NOW)
    done = [await db.write(lke_file_dialog.apply, of.team, upload_id, told, NOW) for _ in range(2)]
    assert done[0] == done[1]
    assert (done[0].answers, (await answers(db, of))["P1.i.a"].version) == (1, 1)
    with refused("lke_file.gone"):
        await db.read(lke_file_dialog.kept, of.team, upload_id)


async def test_a_dropped_file_changes_nothing(db: Database) -> None:
    of = await db.write(team)
    await db.write(lke_file_dialog.begin, of.team, of.unit.id, Layer.UNIT, NOW)
    upload_id, _ = await db.write(lke_file_dialog.receive, of.team, NAME, b"x", reading(P1_i_a="yes"), NOW)
    await db.write(lke_file_dialog.drop, of.team)
    with refused("lke_file.gone"):
        await db.write(lke_file_dialog.apply, of.team, upload_id, reading(P1_i_a="yes"), NOW)
    assert await answers(db, of) == {}


async def test_the_recap_has_the_units_of_one_s_role(db: Database) -> None:
    of = await db.write(whole)
    found = await db.write(lke_recap.recap, of.assessor, NOW)
    ((row,), cycle) = found.rows, found.cycle
    assert (row.unit.code, row.stage, row.target, cycle.year) == ("dinkes", "self_assessment", "WBK", 2026)
    assert set(row.cards) == set(Layer)
    assert len(row.answers[Layer.UNIT]) == 113

    def elsewhere(tx: Transaction) -> Actor:
        return builders.linked(tx, builders.unit(tx, "third"), 799, role=Role.ADMIN, scope=builders.unit(tx, "fourth"))

    assert (await db.write(lke_recap.recap, await db.write(elsewhere), NOW)).rows == ()
    with refused("access.denied"):
        await db.write(lke_recap.recap, of.head, NOW)


async def test_the_report_holds_both_scores_findings_and_the_way_on(db: Database) -> None:
    of = await db.write(whole)
    await db.write(zone.add_answer, of.cycle_id, of.unit.id, "tpi", "P1.i.b", 2, "C", NOW, note="Tanpa berita acara")
    found = await db.write(lhe.report, of.assessor, of.unit.id, NOW)
    assert [(one.question) for one in found.differences] == ["P1.i.b"]
    assert found.notes["P1.i.b"] == "Tanpa berita acara"
    assert found.own.total > found.assessed.total
    assert found.verdict.unmet == ()
    with refused("access.denied"):
        await db.write(lhe.report, of.head, of.unit.id, NOW)
    with refused("lke.not_in_cycle"):
        await db.write(lhe.report_directly, "other", NOW)
    with refused("status.unknown_unit"):
        await db.write(lhe.report_directly, "tidak-ada", NOW)


async def test_the_workbook_tells_lasting_addresses_that_come_back_as_nothing_new(db: Database) -> None:
    of = await db.write(whole)
    sharing = lke_files.Sharing(SEALER, "https://zi.contoh.go.id")
    assessor = await db.write(builders.linked, of.unit, 4321, role=Role.ASSESSOR)
    before = await db.write(lke_files.export, assessor, of.unit.id, "X", NOW, sharing)
    assert before.links["P1.i.a"] == [LINK]  # who may not share opens no address
    book = await db.write(lke_files.export, of.team, of.unit.id, "X", NOW, sharing)
    address = book.links["P1.i.a"][0]
    assert address.startswith("https://zi.contoh.go.id/e/")
    assert (await db.write(lke_files.export, assessor, of.unit.id, "X", NOW, sharing)).links["P1.i.a"][0] == address
    told = lke_workbook.read(await asyncio.to_thread(lke_workbook.write, book), NAME, RULES)
    assert address in told.given(Layer.UNIT)["P1.i.a"].links
    found = await previewed(db, of, told)
    assert (found.changes, found.problems) == ((), ())
