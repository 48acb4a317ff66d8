"""Evidence for the questions of a worksheet: files and links, added, used again for another question, taken back.

Files lie in `storage.evidence_store` before their item is written here. Taking an item back leaves its history. `by` is
`account:ID`. Every use case reads or changes the latest cycle only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, TypeVar

from domain import evidence as rules
from domain.errors import DomainError
from domain.evidence import Candidate
from domain.evidence_desk import Added, Choices, Desk, ItemCard, Totals
from domain.instrument_model import Question
from domain.people import Actor
from domain.rights import Action, may
from domain.worksheet_views import Sheet
from domain.zone import EvidenceItem
from services.access import require_person
from services.dialogs import EITHER
from services.evidence_sharing import address, address_for, addresses_for, share
from services.worksheet_access import fillable, readable
from storage import audit, drafts, evidence, people
from storage.engine import Transaction

__all__ = [
    "Added",
    "Choices",
    "Desk",
    "ItemCard",
    "add_file",
    "add_link",
    "address",
    "address_for",
    "addresses_for",
    "awaited",
    "begin",
    "choices",
    "counts",
    "desk",
    "item_card",
    "items",
    "prepare",
    "remove",
    "share",
    "totals",
    "use_again",
    "wait_for",
    "waits",
]  # fmt: skip

PAGE: Final = 8
DRAFT: Final = "evidence"
FRESH: Final = timedelta(hours=12)
# A question that waits for numbers or a note: it was shown last, and evidence counts for it too.
WORKSHEET_DRAFT: Final = "worksheet"
Thing = TypeVar("Thing")


def items(tx: Transaction, cycle_id: int, unit_id: int, question: str | None = None) -> tuple[EvidenceItem, ...]:
    """What a unit gives for a question, or for all (None), in the order it came."""
    return evidence.items(tx, cycle_id, unit_id, question)


def counts(tx: Transaction, cycle_id: int, unit_id: int) -> dict[str, int]:
    """How many items each question has; questions without any are left out."""
    return evidence.counts(tx, cycle_id, unit_id)


def totals(tx: Transaction, cycle_id: int, unit_id: int) -> Totals:
    """Items, different files and bytes of a unit in a cycle."""
    return evidence.totals(tx, cycle_id, unit_id)


def desk(tx: Transaction, actor: Actor, unit_id: int, code: str, now: datetime, page: int = 0) -> Desk:
    """The evidence of a question. Raises as `worksheet_access.readable`."""
    sheet, question = readable(tx, actor, unit_id, code, now)
    found = evidence.items(tx, sheet.cycle.id, unit_id, code)
    shown, page, pages = _page(found, page)
    may_share = may(actor.grants, Action.SHARE_EVIDENCE, people.unit_path(tx, unit_id))
    return Desk(
        sheet.unit, sheet.cycle, question, shown, len(found), page, pages, _writable(sheet, question), may_share,
        evidence.totals(tx, sheet.cycle.id, unit_id),
    )  # fmt: skip


def begin(tx: Transaction, actor: Actor, unit_id: int, code: str, now: datetime, page: int = 0) -> Desk:
    """As `desk`; what is sent next counts for this question, if the person may change it."""
    found = desk(tx, actor, unit_id, code, now, page)
    if found.may_change:
        data: dict[str, object] = {"unit": unit_id, "question": code}
        drafts.save(tx, actor.telegram_id, DRAFT, EITHER, data, now)
    return found


def wait_for(tx: Transaction, actor: Actor, unit_id: int, code: str, now: datetime, *, wanted: bool) -> None:
    """A question is shown: a photo or document that is sent next counts for it, or (not `wanted`) for none.

    Who calls has asked whether the person may fill it; it is asked again when something comes. Raises `access.*`.
    """
    require_person(actor)
    if wanted:
        data: dict[str, object] = {"unit": unit_id, "question": code}
        drafts.save(tx, actor.telegram_id, DRAFT, "document", data, now)
    else:
        drafts.drop(tx, actor.telegram_id, DRAFT)


def waits(tx: Transaction, actor: Actor, now: datetime) -> bool:
    """Whether a question was shown last, not long ago, so that a photo or document counts for it. Raises `access.*`."""
    require_person(actor)
    last = drafts.latest(tx, actor.telegram_id)
    if last is None or last.kind not in (DRAFT, WORKSHEET_DRAFT) or last.updated_at < now - FRESH:
        return False
    return drafts.draft(tx, actor.telegram_id, DRAFT) is not None


def awaited(tx: Transaction, actor: Actor) -> tuple[int, str]:
    """Unit and code of the question that the next file or link is for. Raises `access.*`, `evidence.no_question`."""
    require_person(actor)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    if draft is None:
        raise DomainError("evidence.no_question")
    return int(str(draft.data["unit"])), str(draft.data["question"])


def prepare(tx: Transaction, actor: Actor, unit_id: int, code: str, now: datetime) -> None:
    """Refuse before a file is fetched what `add_file` would refuse. Raises as `worksheet_access.fillable`."""
    fillable(tx, actor, unit_id, code, now)


def add_file(tx: Transaction, actor: Actor, unit_id: int, code: str, file: Candidate, now: datetime) -> Added:
    """Give a file that the store has; the same one twice for a question counts once. Raises as `prepare`."""
    sheet, question = fillable(tx, actor, unit_id, code, now)
    file_id = evidence.keep_file(tx, file.sha256, file.size, file.media_type, now)
    return _added(tx, actor, sheet, question, file.name, now, file_id=file_id)


def add_link(tx: Transaction, actor: Actor, unit_id: int, code: str, text: str, now: datetime) -> Added:
    """Give a link. Raises as `prepare`, and `evidence.link_*`."""
    sheet, question = fillable(tx, actor, unit_id, code, now)
    link = rules.checked_link(text)
    return _added(tx, actor, sheet, question, rules.link_name(link), now, link=link)


def choices(tx: Transaction, actor: Actor, unit_id: int, code: str, page: int, now: datetime) -> Choices:
    """What the unit has given for other questions and could use here, the newest first. Raises as `prepare`."""
    sheet, question = fillable(tx, actor, unit_id, code, now)
    every = evidence.items(tx, sheet.cycle.id, unit_id)
    seen = {_thing(one) for one in every if one.question == code}
    fresh: list[EvidenceItem] = []
    for one in reversed(every):
        if _thing(one) not in seen:
            seen.add(_thing(one))
            fresh.append(one)
    shown, page, pages = _page(fresh, page)
    return Choices(sheet.unit, question, shown, page, pages)


def use_again(tx: Transaction, actor: Actor, unit_id: int, code: str, item_id: int, now: datetime) -> Added:
    """Give for this question what the unit gives for another. Raises as `prepare`, and `evidence.gone`."""
    sheet, question = fillable(tx, actor, unit_id, code, now)
    one = evidence.item(tx, item_id)
    if one is None or (one.unit_id, one.cycle_id) != (unit_id, sheet.cycle.id):
        raise DomainError("evidence.gone")
    return _added(tx, actor, sheet, question, one.name, now, file_id=one.file_id, link=one.link or None)


def item_card(tx: Transaction, actor: Actor, item_id: int, now: datetime) -> ItemCard:
    """One item, to be seen or fetched. Raises as `worksheet_access.readable`, and `evidence.gone`."""
    one, sheet, question = _found(tx, actor, item_id, now)
    return ItemCard(sheet.unit, question, one, _writable(sheet, question))


def remove(tx: Transaction, actor: Actor, item_id: int, now: datetime) -> ItemCard:
    """Take an item back; what was given stays in the history. Raises as `prepare`, and `evidence.gone`."""
    one, _, _ = _found(tx, actor, item_id, now)
    sheet, question = fillable(tx, actor, one.unit_id, one.question, now)
    if not evidence.remove(tx, item_id, _by(actor), now):
        raise DomainError("evidence.gone")
    audit.note(tx, now, _by(actor), "remove_evidence", f"unit:{one.unit_id}", item=item_id, question=one.question)
    return ItemCard(sheet.unit, question, one, may_change=True)


def _added(
    tx: Transaction, actor: Actor, sheet: Sheet, question: Question, name: str, now: datetime,
    *, file_id: int | None = None, link: str | None = None,
) -> Added:  # fmt: skip
    cycle_id, unit_id, code = sheet.cycle.id, sheet.unit.id, question.code
    evidence.lock(tx, unit_id)
    known = evidence.same_item(tx, cycle_id, unit_id, code, file_id, link)
    item_id = known or evidence.add_item(
        tx, cycle_id, unit_id, code, name, _by(actor), now, file_id=file_id, link=link
    )  # fmt: skip
    one = evidence.item(tx, item_id)
    assert one is not None
    count = len(evidence.items(tx, cycle_id, unit_id, code))
    return Added(sheet.unit, question, one, known is None, count, link is not None and rules.needs_opening(link))


def _found(tx: Transaction, actor: Actor, item_id: int, now: datetime) -> tuple[EvidenceItem, Sheet, Question]:
    """An item of the latest cycle, for who may read its question; nobody else learns whether it is there."""
    require_person(actor)
    one = evidence.item(tx, item_id)
    if one is None:
        raise DomainError("evidence.gone")
    sheet, question = readable(tx, actor, one.unit_id, one.question, now)
    if sheet.cycle.id != one.cycle_id:
        raise DomainError("evidence.gone")
    return one, sheet, question


def _writable(sheet: Sheet, question: Question) -> bool:
    return sheet.refusal is None and sheet.may_fill(question)


def _thing(one: EvidenceItem) -> int | str:
    return one.file_id if one.file_id is not None else one.link


def _page(found: Sequence[Thing], page: int) -> tuple[tuple[Thing, ...], int, int]:
    pages = max(1, -(-len(found) // PAGE))
    shown = min(max(page, 0), pages - 1)
    return tuple(found[shown * PAGE : (shown + 1) * PAGE]), shown, pages


def _by(actor: Actor) -> str:
    return f"account:{actor.telegram_id}"
