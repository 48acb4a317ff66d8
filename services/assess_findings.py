"""An assessor asks a unit to mend something at a question, and closes that when it is mended."""

from __future__ import annotations

from datetime import datetime

from domain.errors import DomainError
from domain.people import Actor
from domain.review_views import Look
from domain.worksheet import LAYER_ACTIONS
from domain.zone import Finding, Layer
from services import assessing
from services.access import require
from services.worksheet_access import known_question
from storage import findings
from storage.engine import Transaction


def find(
    tx: Transaction, actor: Actor, unit_id: int, question: str, layer: Layer, text: str, now: datetime
) -> Look:  # fmt: skip
    """Ask the unit to mend something at a question; the same words to the same question again change nothing.

    Raises `assess.note_length`, and as `answer`.
    """
    found = assessing.writable(tx, actor, unit_id, layer, now)
    asked, words = known_question(question), assessing.checked_note(text)
    if not any((one.question, one.layer, one.note) == (asked.code, layer, words) for one in found.findings):
        values = {
            "cycle_id": found.cycle.id, "unit_id": unit_id, "question": asked.code, "layer": layer.value,
            "note": words, "by": _by(actor), "at": now,
        }  # fmt: skip
        findings.add(tx, values)
    return assessing.look(tx, actor, unit_id, question, layer, now)


def close(tx: Transaction, actor: Actor, finding_id: int, text: str, now: datetime) -> Look:
    """Close a finding with a note; one that was closed before stays as it was closed.

    Raises `assess.finding_gone`, `assess.note_length`, and as `answer`.
    """
    one = finding(tx, actor, finding_id, now)
    found = assessing.writable(tx, actor, one.unit_id, one.layer, now)
    findings.close(tx, one.id, assessing.checked_note(text), _by(actor), now)
    return assessing.look(tx, actor, found.unit.id, one.question, one.layer, now)


def finding(tx: Transaction, actor: Actor, finding_id: int, now: datetime) -> Finding:
    """A finding of the present cycle, for who writes its layer. Raises `assess.finding_gone`, and as `review`."""
    one = findings.one(tx, finding_id)
    if one is None:  # nobody whose reach is a unit learns whether there is such a finding elsewhere
        require(tx, actor, LAYER_ACTIONS[Layer.TPI])
        raise DomainError("assess.finding_gone")
    found = assessing.review(tx, actor, one.unit_id, one.layer, now)
    if one.cycle_id != found.cycle.id:
        raise DomainError("assess.finding_gone")
    return one


def _by(actor: Actor) -> str:
    return f"account:{actor.telegram_id}"
