"""A unit's worksheet (LKE) as its team fills it: the overview, one question, and answering it without overwriting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain import scoring, worksheet
from domain.answers import Answer, dump_answer, is_complete, parse_answer
from domain.data_rights import Seen
from domain.errors import DomainError
from domain.folding import tidy
from domain.instrument import bundled
from domain.instrument_model import Question
from domain.people import Actor
from domain.stages import Stage
from domain.worksheet_views import Desk, QuestionView, Sheet
from domain.zone import Layer
from services import scores
from services.access import note_look, require_person
from services.worksheet_access import fillable, name_shown, open_sheet, readable
from services.worksheet_lists import taking_part
from storage import evidence, findings, question_owners, zone
from storage.engine import Transaction

LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class Given:
    """What became of an answer: `kept` is False when somebody was first, and nothing was changed.

    `view` is the next open question, or the same one when it was not kept, or when none is open any more.
    """

    code: str
    kept: bool
    view: QuestionView


def desk(tx: Transaction, actor: Actor, unit_id: int | None, now: datetime) -> Desk:
    """The overview of a unit; without one, of the actor's own, or of the first that takes part.

    Raises `access.*`, `lke.no_cycle`, `status.unknown_unit`.
    """
    _, own = require_person(actor)
    units = taking_part(tx, actor)
    wanted = unit_id
    if wanted is None:
        wanted = own.id if not units or own in units else units[0].id
    sheet = open_sheet(tx, actor, wanted, now)
    if not sheet.sees:
        raise DomainError("access.denied")
    answers = _answers(tx, sheet, Layer.UNIT)
    rules, found = bundled(), findings.open_of(tx, sheet.cycle.id, sheet.unit.id)
    given = evidence.counts(tx, sheet.cycle.id, sheet.unit.id)
    return Desk(
        sheet=sheet,
        card=scoring.score(rules, answers),
        progress=worksheet.progress(rules, answers, given, [one.question for one in found]),
        next_code=next_open(sheet, answers),
        owners=question_owners.owners_of(tx, sheet.cycle.id, sheet.unit.id),
        several=len(units) > 1,
    )


def question(tx: Transaction, actor: Actor, unit_id: int, code: str, now: datetime) -> QuestionView:
    """One question; whose names stand on it can read that they were looked at.

    Raises `access.*`, `lke.no_cycle`, `lke.unknown_question`, `status.unknown_unit`.
    """
    sheet, asked = readable(tx, actor, unit_id, code, now)
    return _view(tx, actor, sheet, asked, now)


def next_question(
    tx: Transaction, actor: Actor, unit_id: int, after: str | None, now: datetime
) -> QuestionView | None:  # fmt: skip
    """The next open question behind `after`, from the start again at the end; None when none is open.

    Raises as `question`.
    """
    sheet = open_sheet(tx, actor, unit_id, now)
    if after is not None:
        readable(tx, actor, unit_id, after, now)
    found = next_open(sheet, _answers(tx, sheet, Layer.UNIT), after)
    return _view(tx, actor, sheet, bundled().question(found), now) if found else None


def answer(
    tx: Transaction, actor: Actor, unit_id: int, code: str, raw: object, seen_version: int, now: datetime
) -> Given:
    """Answer a question, having seen this version of it.

    The same answer of the same person again changes nothing. Raises `access.*`, `lke.*` for what can't be an answer,
    and for the time, as `worksheet_access.fillable`.
    """
    sheet, asked = fillable(tx, actor, unit_id, code, now)
    value = dump_answer(parse_answer(asked, raw))
    return _keep(tx, actor, sheet, asked, seen_version, now, value=value)


def clear(tx: Transaction, actor: Actor, unit_id: int, code: str, seen_version: int, now: datetime) -> Given:
    """Take the answer back; the note stays. Raises as `answer`."""
    sheet, asked = fillable(tx, actor, unit_id, code, now)
    return _keep(tx, actor, sheet, asked, seen_version, now, value=None)


def note(tx: Transaction, actor: Actor, unit_id: int, code: str, text: str, seen_version: int, now: datetime) -> Given:
    """Write a note beside the answer, "" takes it away. Raises as `answer`, and `lke.note_too_long`."""
    sheet, asked = fillable(tx, actor, unit_id, code, now)
    words = "\n".join(filter(None, (tidy(line) for line in text.splitlines())))
    if len(words) > LONGEST_NOTE:
        raise DomainError("lke.note_too_long", length=len(words), limit=LONGEST_NOTE)
    return _keep(tx, actor, sheet, asked, seen_version, now, words=words)


def next_open(sheet: Sheet, answers: Mapping[str, Answer], after: str | None = None) -> str | None:
    """The next question without a full answer: of all, or of those that the person is in charge of."""
    codes = list(bundled().codes)
    start = codes.index(after) + 1 if after in codes else 0
    for code in codes[start:] + codes[:start]:
        asked = bundled().question(code)
        if sheet.may_read(asked) and not worksheet.is_answered(asked, answers):
            return code
    return None


class _Unchanged:
    """Stands for a part of an answer that stays as it is."""


_STAYS = _Unchanged()


def _keep(
    tx: Transaction, actor: Actor, sheet: Sheet, asked: Question, seen: int, now: datetime,
    *, value: object = _STAYS, words: str | _Unchanged = _STAYS,
) -> Given:  # fmt: skip
    """Add a version on top of the one that was seen; the parts that are not given stay."""
    cycle_id, unit_id, by = sheet.cycle.id, sheet.unit.id, f"account:{actor.telegram_id}"
    latest = zone.answers_of(tx, cycle_id, unit_id, Layer.UNIT.value).get(asked.code)
    version, before, noted = (latest.version, latest.value, latest.note) if latest else (0, None, "")
    wanted_value = before if isinstance(value, _Unchanged) else value
    wanted_note = noted if isinstance(words, _Unchanged) else words
    same = (before, noted) == (wanted_value, wanted_note)
    kept = same and (seen == version or (latest is not None and latest.by == by))
    if not same and seen == version:
        kept = zone.add_answer(
            tx, cycle_id, unit_id, Layer.UNIT.value, asked.code, version + 1, wanted_value, now,
            note=wanted_note, by=by,
        )  # fmt: skip
    follows = asked
    if kept and not isinstance(value, _Unchanged) and value is not None:
        following = next_open(sheet, _answers(tx, sheet, Layer.UNIT), asked.code)
        follows = bundled().question(following) if following else asked
    return Given(asked.code, kept, _view(tx, actor, sheet, follows, now))


def _answers(tx: Transaction, sheet: Sheet, layer: Layer) -> dict[str, Answer]:
    return scores.parsed(bundled(), zone.answers_of(tx, sheet.cycle.id, sheet.unit.id, layer.value))


def _view(tx: Transaction, actor: Actor, sheet: Sheet, asked: Question, now: datetime) -> QuestionView:
    rules, cycle_id, unit_id = bundled(), sheet.cycle.id, sheet.unit.id
    records = zone.answers_of(tx, cycle_id, unit_id, Layer.UNIT.value)
    answers = scores.parsed(rules, records)
    record, given = records.get(asked.code), answers.get(asked.code)
    owners = question_owners.owners_of(tx, cycle_id, unit_id)
    owner = owners.get(asked.code) or owners.get(worksheet.section(asked))
    if owner is not None:
        note_look(tx, actor, owner.employee_id, Seen.LIST, now)
    indicator = rules.indicator(asked.indicator)
    most = indicator.weight / len(indicator.questions)
    worth = None
    if given is not None and is_complete(asked, given):
        worth = scoring.share(asked, given, rules.answer_scores) * most
    card = scoring.score(rules, answers)
    return QuestionView(
        sheet=sheet,
        question=asked,
        number=list(rules.codes).index(asked.code) + 1,
        answered=card.answered,
        total=card.total,
        record=record,
        answer=given,
        points=worth,
        most=most,
        author=name_shown(tx, actor, record.by, now) if record else "",
        evidence=evidence.counts(tx, cycle_id, unit_id).get(asked.code, 0),
        findings=tuple(one for one in findings.open_of(tx, cycle_id, unit_id) if one.question == asked.code),
        owner=owner,
        assessed=_assessed(tx, sheet, asked),
        next_code=next_open(sheet, answers, asked.code),
    )


def _assessed(tx: Transaction, sheet: Sheet, asked: Question) -> dict[Layer, tuple[Answer | None, str]]:
    """What the assessors hold of a question. While they are at work it is not for the unit yet."""
    if sheet.stage is Stage.TPI_REVIEW:
        return {}
    found = {}
    for layer in (Layer.TPI, Layer.TPN):
        record = zone.answers_of(tx, sheet.cycle.id, sheet.unit.id, layer.value).get(asked.code)
        if record is not None:
            given = parse_answer(asked, record.value) if record.value is not None else None
            found[layer] = (given, record.note)
    return found
