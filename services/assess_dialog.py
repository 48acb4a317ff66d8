"""What an assessor types: counts or a survey value, a note, a finding, or the note that closes one."""

from __future__ import annotations

from datetime import datetime

from domain.answers import dump_answer
from domain.errors import DomainError
from domain.people import Actor
from domain.review_views import Look, Typed, writes_somewhere
from domain.typed_numbers import typed_answer
from domain.worksheet import LAYER_ACTIONS
from domain.zone import Layer
from services import assess_findings, assessing
from services.access import require, require_person
from services.worksheet_access import known_question
from storage import drafts
from storage.engine import Transaction

DRAFT = "assess"


def ask(
    tx: Transaction, actor: Actor, unit_id: int, question: str, layer: Layer, kind: Typed, now: datetime,
    *, finding_id: int = 0,
) -> Look:  # fmt: skip
    """Wait for words at a question, as it is now. Raises as `assessing.answer`."""
    assessing.writable(tx, actor, unit_id, layer, now)
    found = assessing.look(tx, actor, unit_id, question, layer, now)
    data: dict[str, object] = {
        "unit": unit_id, "question": question, "layer": layer.value, "kind": kind.value, "version": found.version,
        "finding": finding_id,
    }  # fmt: skip
    drafts.save(tx, actor.telegram_id, DRAFT, "text", data, now)
    return found


def ask_closing(tx: Transaction, actor: Actor, finding_id: int, now: datetime) -> Look:
    """Wait for the note that closes a finding. Raises as `assess_findings.close`."""
    one = assess_findings.finding(tx, actor, finding_id, now)
    return ask(tx, actor, one.unit_id, one.question, one.layer, Typed.CLOSING, now, finding_id=one.id)


def say(tx: Transaction, actor: Actor, words: str, now: datetime) -> tuple[Look, Typed]:
    """Take the words; after wrong ones the dialog goes on. Raises `assess.nothing_waits`, and as what they are for."""
    require_person(actor)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    if draft is None:
        if not writes_somewhere(actor.grants):
            raise DomainError("access.denied")
        raise DomainError("assess.nothing_waits")
    unit_id, question = int(str(draft.data["unit"])), str(draft.data["question"])
    layer, kind = Layer(str(draft.data["layer"])), Typed(str(draft.data["kind"]))
    seen = int(str(draft.data["version"]))
    require(tx, actor, LAYER_ACTIONS[layer], unit_id)
    if kind is Typed.VALUE:
        raw = dump_answer(typed_answer(known_question(question), words))
        found = assessing.answer(tx, actor, unit_id, question, layer, raw, seen, now)
    elif kind is Typed.NOTE:
        found = assessing.note(tx, actor, unit_id, question, layer, words, seen, now)
    elif kind is Typed.FINDING:
        found = assess_findings.find(tx, actor, unit_id, question, layer, words, now)
    else:
        found = assess_findings.close(tx, actor, int(str(draft.data["finding"])), words, now)
    drafts.drop(tx, actor.telegram_id, DRAFT)
    return found, kind


def leave(tx: Transaction, actor: Actor, unit_id: int, question: str, layer: Layer, now: datetime) -> Look:
    """A question is looked at: nothing is waited for any more. Raises as `assessing.look`."""
    found = assessing.look(tx, actor, unit_id, question, layer, now)
    drafts.drop(tx, actor.telegram_id, DRAFT)
    return found
