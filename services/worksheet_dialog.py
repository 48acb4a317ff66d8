"""The chat over a worksheet: which question waits for numbers or a note, and what becomes of the words that come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from domain.answers import Answer, Counts, dump_answer
from domain.errors import DomainError
from domain.instrument_model import AnswerType, Question
from domain.people import Actor, Draft
from domain.typed_numbers import BETWEEN, parse_number, typed_answer, typed_count
from domain.worksheet_views import QuestionView, Shown
from services import evidence, worksheets
from services.access import require_person
from services.worksheet_access import fillable
from services.worksheets import Given
from storage import drafts
from storage.engine import Transaction

DRAFT = "worksheet"
TYPED = frozenset({AnswerType.PERCENT, AnswerType.SURVEY})
# Words go to what was shown last; the question that waits for evidence was shown at the same moment.
AFTER_EVIDENCE = timedelta(microseconds=1)


def show(tx: Transaction, actor: Actor, unit_id: int, code: str, now: datetime) -> Shown:
    """A question; one with numbers waits for them at once. Raises as `worksheets.question`."""
    return _shown(tx, actor, worksheets.question(tx, actor, unit_id, code, now), now)


def go_on(tx: Transaction, actor: Actor, unit_id: int, after: str | None, now: datetime) -> Shown | None:
    """The next open question, None when none is open. Raises as `worksheets.next_question`."""
    found = worksheets.next_question(tx, actor, unit_id, after, now)
    return _shown(tx, actor, found, now) if found else None


def press(
    tx: Transaction, actor: Actor, unit_id: int, code: str, choice: str, seen_version: int, now: datetime
) -> Shown:
    """A button answered. Raises as `worksheets.answer`."""
    given = worksheets.answer(tx, actor, unit_id, code, choice, seen_version, now)
    return _given(tx, actor, given, now)


def clear(tx: Transaction, actor: Actor, unit_id: int, code: str, seen_version: int, now: datetime) -> Shown:
    """Take an answer back. Raises as `worksheets.clear`."""
    given = worksheets.clear(tx, actor, unit_id, code, seen_version, now)
    return _given(tx, actor, given, now)


def ask_note(tx: Transaction, actor: Actor, unit_id: int, code: str, now: datetime) -> Shown:
    """Wait for a note. Raises as `worksheets.note`."""
    fillable(tx, actor, unit_id, code, now)
    view = worksheets.question(tx, actor, unit_id, code, now)
    _wait(tx, actor, view, now, noting=True)
    return Shown(view, noting=True)


def drop_note(tx: Transaction, actor: Actor, unit_id: int, code: str, seen_version: int, now: datetime) -> Shown:
    """Take the note away. Raises as `worksheets.note`."""
    return _given(tx, actor, worksheets.note(tx, actor, unit_id, code, "", seen_version, now), now)


def skip(tx: Transaction, actor: Actor, unit_id: int, code: str, now: datetime) -> Shown:
    """Leave a number out that carries no score. Raises as `worksheets.answer`, `lke.nothing_asked`."""
    fillable(tx, actor, unit_id, code, now)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    if draft is None or (draft.data.get("unit"), draft.data.get("code")) != (unit_id, code):
        raise DomainError("lke.nothing_asked")
    view = worksheets.question(tx, actor, unit_id, code, now)
    return _advance(tx, actor, view, draft, _known(draft), now, skipped=True)


def say(tx: Transaction, actor: Actor, typed: str, now: datetime) -> Shown:
    """Words came: a note, a number, or all numbers in one line.

    Raises `lke.nothing_asked` when nothing was waited for, and as `worksheets.answer`.
    """
    require_person(actor)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    if draft is None:
        raise DomainError("lke.nothing_asked")
    unit_id, code, seen = int(str(draft.data["unit"])), str(draft.data["code"]), int(str(draft.data["seen"]))
    _, question = fillable(tx, actor, unit_id, code, now)
    if draft.data.get("note"):
        return _given(tx, actor, worksheets.note(tx, actor, unit_id, code, typed, seen, now), now)
    if question.type is not AnswerType.PERCENT or _is_whole(question, typed):
        return _answer(tx, actor, draft, typed_answer(question, typed), now)
    view = worksheets.question(tx, actor, unit_id, code, now)
    asked = question.inputs[min(int(str(draft.data["input"])), len(question.inputs) - 1)]
    counts = typed_count(question, asked.key, typed, Counts(_known(draft)))
    assert isinstance(counts, Counts)
    return _advance(tx, actor, view, draft, counts.values, now)


def _is_whole(question: Question, typed: str) -> bool:
    """Whether the line holds every number that the question asks for."""
    words = [word for word in BETWEEN.split(typed.strip()) if word]
    return len(words) == len(question.inputs) > 1 and all(parse_number(word) for word in words)


def _advance(
    tx: Transaction, actor: Actor, view: QuestionView, draft: Draft, known: Mapping[str, int], now: datetime,
    *, skipped: bool = False,
) -> Shown:  # fmt: skip
    """Go on to the next number, or answer when that was the last one."""
    inputs, at = view.question.inputs, int(str(draft.data["input"]))
    if skipped and (at >= len(inputs) or inputs[at].role != "info"):
        raise DomainError("lke.nothing_asked")
    if at + 1 >= len(inputs):
        return _answer(tx, actor, draft, Counts(known), now)
    seen = int(str(draft.data["seen"]))
    _wait(tx, actor, view, now, at=at + 1, known=known, seen=seen)
    return Shown(view, awaits=inputs[at + 1], known=known)


def _answer(tx: Transaction, actor: Actor, draft: Draft, given: Answer, now: datetime) -> Shown:
    unit_id, code, seen = int(str(draft.data["unit"])), str(draft.data["code"]), int(str(draft.data["seen"]))
    kept = worksheets.answer(tx, actor, unit_id, code, dump_answer(given), seen, now)
    return _given(tx, actor, kept, now)


def _given(tx: Transaction, actor: Actor, given: Given, now: datetime) -> Shown:
    found = _shown(tx, actor, given.view, now)
    return replace(found, kept=given.code if given.kept else "", meanwhile=not given.kept)


def _shown(tx: Transaction, actor: Actor, view: QuestionView, now: datetime) -> Shown:
    evidence.wait_for(tx, actor, view.sheet.unit.id, view.question.code, now, wanted=view.open)
    if not view.open or view.question.type not in TYPED:
        drafts.drop(tx, actor.telegram_id, DRAFT)
        return Shown(view)
    _wait(tx, actor, view, now)
    return Shown(view, awaits=view.question.inputs[0] if view.question.inputs else None)


def _wait(
    tx: Transaction, actor: Actor, view: QuestionView, now: datetime,
    *, at: int = 0, known: Mapping[str, int] | None = None, seen: int | None = None, noting: bool = False,
) -> None:  # fmt: skip
    data: dict[str, object] = {
        "unit": view.sheet.unit.id, "code": view.question.code, "seen": view.version if seen is None else seen,
        "input": at, "known": dict(known or {}), "note": noting,
    }  # fmt: skip
    drafts.save(tx, actor.telegram_id, DRAFT, "text", data, now + AFTER_EVIDENCE)


def _known(draft: Draft) -> dict[str, int]:
    known = draft.data.get("known")
    return {str(key): int(str(value)) for key, value in known.items()} if isinstance(known, Mapping) else {}
