"""Units on their way to the national portal: one proposed for WBK with a whole worksheet, one for WBBM, others not."""

from datetime import date
from typing import Any

from domain.instrument import bundled
from domain.instrument_model import AnswerType, Question
from domain.people import Unit
from domain.stages import Stage
from storage import audit, evidence, zone
from storage.engine import Transaction
from tests import builders
from tests.builders import NOW

YEAR = 2026
LINK = "https://contoh.go.id/bukti/sk-tim"
WINDOW = (date(2026, 3, 1), date(2026, 3, 31))
CHOICE = "P1.i.a"
NOTED, ONLY_NOTE, UNANSWERED = "P1.i.b", "P1.ii.a", "P1.ii.b"
COUNTS = next(one for one in bundled().questions if len(one.inputs) > 1)
SURVEY = next(one for one in bundled().questions if one.type is AnswerType.SURVEY)


def answer(question: Question) -> Any:
    """An answer of each type; every count has a number of its own."""
    if question.type is AnswerType.PERCENT:
        return {item.key: 10 + place for place, item in enumerate(question.inputs)}
    return {AnswerType.YES_NO: "yes", AnswerType.SURVEY: "3.60"}.get(question.type, "B")


def fill(tx: Transaction, window: tuple[date, date] | None = WINDOW) -> int:
    """The cycle's id. `dinkes` is proposed for WBK, `rsud` for WBBM, `bkd` still builds."""
    clinic = builders.unit(tx, "dinkes", name='Dinas <Kesehatan> & "Rekaan"')
    hospital, office = builders.unit(tx, "rsud", predicate="WBK"), builders.unit(tx, "bkd")
    cycle_id = zone.add_cycle(tx, YEAR, "ZI 2026", {"propose": window} if window else {})
    for unit, stage, target in (
        (clinic, Stage.TPI_REVIEW, "WBK"), (clinic, Stage.PROPOSED, "WBK"), (hospital, Stage.PANEL, "WBBM"),
        (office, Stage.BUILDING, "WBK"),
    ):  # fmt: skip
        zone.add_stage(tx, cycle_id, unit.id, stage.value, target, NOW)
    _answers(tx, cycle_id, clinic)
    evidence.add_item(tx, cycle_id, clinic.id, CHOICE, "SK tim", "account:7", NOW, link=LINK)
    evidence.add_item(tx, cycle_id, clinic.id, CHOICE, "Foto", "account:7", NOW, link=f"{LINK}/2")
    file_id = evidence.keep_file(tx, "ab" * 32, 10, "application/pdf", NOW)
    evidence.add_item(tx, cycle_id, clinic.id, NOTED, "notulen.pdf", "account:7", NOW, file_id=file_id)
    return cycle_id


def _answers(tx: Transaction, cycle_id: int, unit: Unit) -> None:
    values: dict[str, Any] = {one.code: answer(one) for one in bundled().questions}
    values[ONLY_NOTE] = None
    del values[UNANSWERED]
    common = {"cycle_id": cycle_id, "unit_id": unit.id, "answered_at": NOW}
    rows = [
        {**common, "layer": "unit", "question": code, "version": 1, "value": value} for code, value in values.items()
    ]
    zone.add_answers(tx, rows)
    for layer, code, version, value, note in (
        ("unit", NOTED, 2, "A", "Lihat notulen\nhalaman 2"), ("unit", ONLY_NOTE, 2, None, "Menyusul"),
        ("tpi", CHOICE, 1, "no", "SK belum diperbarui"), ("tpn", CHOICE, 1, "yes", "Rahasia TPN"),
    ):  # fmt: skip
        assert zone.add_answer(tx, cycle_id, unit.id, layer, code, version, value, NOW, note=note)


def affirm(tx: Transaction, cycle_id: int, unit_id: int, *, affirmed: bool = True) -> None:
    """Send the proposal of a unit, as an affirmation or not."""
    sent = Stage.ADMINISTRATIVE_SELECTION.value
    zone.add_stage(tx, cycle_id, unit_id, sent, "WBK", NOW)
    detail = {"stage": sent, "event": "proposal_sent", "cycle": cycle_id, "affirmed": affirmed}
    audit.note(tx, NOW, "account:7", "move_stage", f"unit:{unit_id}", **detail)
