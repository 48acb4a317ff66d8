"""The import of a roster in the chat: the file waits in the database until its preview is confirmed or dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.errors import DomainError
from domain.people import Actor, Draft
from domain.rights import Action
from domain.roster_columns import Column
from domain.roster_numbers import Applied
from domain.roster_questions import Answers
from services import roster_import
from services.access import note_looks
from services.roster_import import Choice, Preview, scope
from storage import audit, drafts, roster
from storage.engine import Transaction

DRAFT = "roster"
# The draft waits for a document until the end, so that a corrected file can be sent at any time.
WAITING, APPLIED = "document", "applied"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file with what was said about it; `fingerprint` is that of the preview last shown, "" before one was."""

    id: int
    name: str
    content: bytes
    answers: Answers
    fingerprint: str


def begin(tx: Transaction, actor: Actor, now: datetime) -> None:
    """Wait for a file. Raises `access.*`."""
    scope(tx, actor, Action.MANAGE_ROSTER)
    roster.drop_uploads(tx, actor.telegram_id, DRAFT)
    drafts.save(tx, actor.telegram_id, DRAFT, WAITING, {}, now)


def receive(tx: Transaction, actor: Actor, name: str, content: bytes, now: datetime) -> Upload:
    """Keep the file that came, in place of an earlier one. Raises `access.*`, `roster.upload_gone`."""
    scope(tx, actor, Action.MANAGE_ROSTER)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    if draft is None or draft.step != WAITING:
        raise DomainError("roster.upload_gone")
    found = Upload(roster.keep_upload(tx, actor.telegram_id, DRAFT, name, content, now), name, content, Answers(), "")
    _save(tx, actor, found.id, found.answers, "", now)
    return found


def uploaded(tx: Transaction, actor: Actor, upload_id: int) -> Upload:
    """The file that waits. Raises `access.*`, and `roster.upload_gone` when it is another one or none."""
    scope(tx, actor, Action.MANAGE_ROSTER)
    draft = _draft_of(tx, actor, upload_id, WAITING)
    kept = roster.upload(tx, actor.telegram_id, upload_id) if draft else None
    if draft is None or kept is None:
        raise DomainError("roster.upload_gone")
    return Upload(upload_id, *kept, _answers(draft.data), str(draft.data["fingerprint"]))


def answer(tx: Transaction, actor: Actor, upload_id: int, answers: Answers, now: datetime) -> Upload:
    """Remember what was said about the file. Raises `access.*`, `roster.upload_gone`."""
    found = uploaded(tx, actor, upload_id)
    _save(tx, actor, upload_id, answers, "", now)
    return Upload(upload_id, found.name, found.content, answers, "")


def show(tx: Transaction, actor: Actor, upload_id: int, fingerprint: str, now: datetime) -> None:
    """Remember which preview the person sees. Raises `access.*`, `roster.upload_gone`."""
    found = uploaded(tx, actor, upload_id)
    _save(tx, actor, upload_id, found.answers, fingerprint, now)


def note_missing(tx: Transaction, actor: Actor, employee_ids: Sequence[int], now: datetime) -> None:
    """Log that the actor sees by name who is missing from a list. Raises `access.*`."""
    scope(tx, actor, Action.MANAGE_ROSTER)
    audit.note(tx, now, f"account:{actor.telegram_id}", "see_missing", "roster", count=len(employee_ids))
    note_looks(tx, actor, employee_ids, now)


def applied(tx: Transaction, actor: Actor, upload_id: int) -> tuple[str, Applied] | None:
    """Name and result of the file when it was applied before: the answer to a tap that came twice.

    Raises `access.*`.
    """
    scope(tx, actor, Action.MANAGE_ROSTER)
    draft = _draft_of(tx, actor, upload_id, APPLIED)
    return (str(draft.data["file"]), Applied.from_data(_dict(draft.data["result"]))) if draft else None


def apply(
    tx: Transaction, actor: Actor, upload_id: int, seen: Preview, choice: Choice, now: datetime,
    *, leavers: int | None = None,
) -> tuple[str, Applied]:  # fmt: skip
    """Apply the file once; returns its name and the result.

    Raises like `roster_import.apply`, and `roster.changed` for a preview that was never shown.
    """
    before = applied(tx, actor, upload_id)
    if before is not None:
        return before
    waiting = uploaded(tx, actor, upload_id)
    if waiting.fingerprint != seen.fingerprint:
        raise DomainError("roster.changed")
    done = roster_import.apply(tx, actor, seen, choice, now, leavers=leavers)
    roster.drop_uploads(tx, actor.telegram_id, DRAFT)
    data: dict[str, object] = {"upload": upload_id, "file": waiting.name, "result": done.as_data()}
    drafts.save(tx, actor.telegram_id, DRAFT, APPLIED, data, now)
    return waiting.name, done


def drop(tx: Transaction, actor: Actor) -> None:
    """Forget the file. Raises `access.*`."""
    scope(tx, actor, Action.MANAGE_ROSTER)
    roster.drop_uploads(tx, actor.telegram_id, DRAFT)
    drafts.drop(tx, actor.telegram_id, DRAFT)


def _draft_of(tx: Transaction, actor: Actor, upload_id: int, step: str) -> Draft | None:
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    return draft if draft and draft.step == step and draft.data.get("upload") == upload_id else None


def _save(tx: Transaction, actor: Actor, upload_id: int, answers: Answers, fingerprint: str, now: datetime) -> None:
    data: dict[str, object] = {
        "upload": upload_id,
        "sheet": answers.sheet,
        "columns": {str(index): column for index, column in answers.columns.items()},
        "without": sorted(answers.without),
        "rest_ignored": answers.rest_ignored,
        "fingerprint": fingerprint,
    }
    drafts.save(tx, actor.telegram_id, DRAFT, WAITING, data, now)


def _answers(data: dict[str, Any]) -> Answers:
    columns = {int(index): Column(name) if name else None for index, name in _dict(data["columns"]).items()}
    without = frozenset(map(Column, data["without"]))
    return Answers(data["sheet"], columns, without, rest_ignored=bool(data["rest_ignored"]))


def _dict(value: Any) -> dict[str, Any]:
    assert isinstance(value, dict)
    return value
