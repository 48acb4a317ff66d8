"""The assessors' answers beside the unit's: question by question, in a layer of their own (TPI, or TPN as noted here).

A layer never overwrites another, and nobody overwrites a version that they have not seen.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain import worksheet
from domain.answers import dump_answer, is_complete, parse_answer
from domain.errors import DomainError
from domain.folding import tidy
from domain.instrument import bundled
from domain.instrument_model import Question
from domain.people import Actor, Unit
from domain.review_views import OPEN_STAGES, Look, Review
from domain.worksheet import LAYER_ACTIONS, Doing
from domain.zone import Cycle, Layer, StageChange
from services import findings, scores, stage_moves
from services.access import require
from services.worksheet_access import known_question
from storage import evidence, people, zone
from storage.engine import Transaction

LONGEST_NOTE: Final = 1000


def review(tx: Transaction, actor: Actor, unit_id: int, layer: Layer, now: datetime) -> Review:
    """The worksheet of a unit beside the answers of a layer.

    Raises `assess.layer` for the unit's own, `status.unknown_unit`, `lke.no_cycle`, `lke.not_in_cycle`, `access.*`.
    """
    if layer not in OPEN_STAGES:
        raise DomainError("assess.layer")
    require(tx, actor, LAYER_ACTIONS[layer], unit_id)
    unit = people.unit(tx, unit_id)
    if unit is None:
        raise DomainError("status.unknown_unit")
    cycle, change = stage_moves.standing_change(tx, unit)
    records = {one: zone.answers_of(tx, cycle.id, unit.id, one.value) for one in Layer}
    return Review(
        unit=unit,
        cycle=cycle,
        change=change,
        layer=layer,
        refusal=_refusal(cycle, change, layer, unit, now),
        records=records,
        answers={one: scores.parsed(bundled(), records[one]) for one in Layer},
        evidence=evidence.counts(tx, cycle.id, unit.id),
        findings=findings.open_of(tx, cycle.id, unit.id),
    )


def look(tx: Transaction, actor: Actor, unit_id: int, question: str, layer: Layer, now: datetime) -> Look:
    """One question. Raises `lke.unknown_question`, and as `review`."""
    return _look(review(tx, actor, unit_id, layer, now), known_question(question))


def next_look(
    tx: Transaction, actor: Actor, unit_id: int, after: str | None, layer: Layer, now: datetime
) -> Look | None:
    """The next question to be looked at behind `after`; None when none is left. Raises as `look`."""
    found = review(tx, actor, unit_id, layer, now)
    code = _next(found, known_question(after).code if after else None)
    return _look(found, bundled().question(code)) if code else None


def answer(
    tx: Transaction, actor: Actor, unit_id: int, question: str, layer: Layer, raw: object, seen_version: int,
    now: datetime,
) -> Look:  # fmt: skip
    """Answer in a layer, having seen this version of it; the same answer again changes nothing. The note stays.

    Raises `lke.changed_meanwhile`, `lke.*` for what can't be an answer, `assess.not_in_review` and `lke.window_*` for
    the time, and as `look`.
    """
    found = _writable(review(tx, actor, unit_id, layer, now))
    asked = known_question(question)
    return _keep(tx, actor, found, asked, seen_version, now, value=dump_answer(parse_answer(asked, raw)))


def agree(
    tx: Transaction, actor: Actor, unit_id: int, question: str, layer: Layer, seen_version: int, now: datetime
) -> Look:
    """Take the unit's answer into the layer. Raises `assess.unit_open` where it has none, and as `answer`."""
    found = _writable(review(tx, actor, unit_id, layer, now))
    asked = known_question(question)
    given = found.answers[Layer.UNIT].get(asked.code)
    if given is None or not is_complete(asked, given):
        raise DomainError("assess.unit_open", question=asked.code)
    return _keep(tx, actor, found, asked, seen_version, now, value=dump_answer(given))


def note(
    tx: Transaction, actor: Actor, unit_id: int, question: str, layer: Layer, text: str, seen_version: int,
    now: datetime,
) -> Look:  # fmt: skip
    """Write a note beside the layer's answer. Raises `assess.note_length`, and as `answer`."""
    found = _writable(review(tx, actor, unit_id, layer, now))
    return _keep(tx, actor, found, known_question(question), seen_version, now, words=checked_note(text))


def accept_rest(tx: Transaction, actor: Actor, unit_id: int, layer: Layer, now: datetime) -> tuple[Review, int]:
    """Take the unit's answer wherever the layer has none and the unit's is full; how many those were.

    Raises as `answer`.
    """
    found = _writable(review(tx, actor, unit_id, layer, now))
    taken = 0
    for code in found.to_accept:
        known = found.records[layer].get(code)
        version, words = (known.version, known.note) if known else (0, "")
        value = dump_answer(found.answers[Layer.UNIT][code])
        taken += zone.add_answer(
            tx, found.cycle.id, unit_id, layer.value, code, version + 1, value, now, note=words, by=_by(actor)
        )
    return review(tx, actor, unit_id, layer, now), taken


def checked_note(text: str) -> str:
    """A note or finding, its lines tidied; DomainError `assess.note_length` when it is empty or too long."""
    words = "\n".join(filter(None, (tidy(line) for line in text.splitlines())))
    if not 1 <= len(words) <= LONGEST_NOTE:
        raise DomainError("assess.note_length", length=len(words), limit=LONGEST_NOTE)
    return words


def writable(tx: Transaction, actor: Actor, unit_id: int, layer: Layer, now: datetime) -> Review:
    """The same as `review` while the layer can be written. Raises as `answer`."""
    return _writable(review(tx, actor, unit_id, layer, now))


def _writable(found: Review) -> Review:
    if found.refusal is not None:
        raise found.refusal
    return found


def _refusal(cycle: Cycle, change: StageChange, layer: Layer, unit: Unit, now: datetime) -> DomainError | None:
    if change.stage not in {one.value for one in OPEN_STAGES[layer]}:
        return DomainError("assess.not_in_review")
    if layer is not Layer.TPI:
        return None
    try:
        worksheet.require_open(cycle, Doing.REVIEW, now, ZoneInfo(unit.timezone))
    except DomainError as error:
        return error
    return None


def _keep(
    tx: Transaction, actor: Actor, found: Review, asked: Question, seen: int, now: datetime,
    *, value: object = None, words: str | None = None,
) -> Look:  # fmt: skip
    """Add a version on top of the one that was seen; the part that is not given (None) stays."""
    latest = found.records[found.layer].get(asked.code)
    version, before, noted = (latest.version, latest.value, latest.note) if latest else (0, None, "")
    wanted = (before if value is None else value, noted if words is None else words)
    repeated = latest is not None and latest.by == _by(actor) and wanted == (before, noted)
    if not (repeated and (seen == version - 1 or not found.is_stale(asked))):
        after = worksheet.check_version(asked.code, seen, version)
        kept = zone.add_answer(
            tx, found.cycle.id, found.unit.id, found.layer.value, asked.code, after, wanted[0], now,
            note=wanted[1], by=_by(actor),
        )  # fmt: skip
        if not kept:
            raise DomainError("lke.changed_meanwhile", question=asked.code)
    return look(tx, actor, found.unit.id, asked.code, found.layer, now)


def _look(found: Review, asked: Question) -> Look:
    codes = [one.code for one in bundled().questions]
    return Look(found, asked, codes.index(asked.code) + 1, _next(found, asked.code))


def _next(found: Review, after: str | None) -> str | None:
    codes = [one.code for one in bundled().questions]
    start = codes.index(after) + 1 if after else 0
    waiting = set(found.to_review) - {after}
    return next((code for code in codes[start:] + codes[:start] if code in waiting), None)


def _by(actor: Actor) -> str:
    return f"account:{actor.telegram_id}"
