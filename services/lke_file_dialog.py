"""Importing a worksheet file in the chat: it waits in the database until its preview is confirmed or dropped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from domain.errors import DomainError
from domain.lke_import import Imported, Preview
from domain.lke_reading import Reading
from domain.people import Actor, Draft, Unit
from domain.zone import Layer
from services import lke_files
from services.access import require_person
from storage import drafts, people, roster
from storage.engine import Transaction

DRAFT = "lke_file"
# The draft waits for a document until the end, so that a corrected file can be sent at any time.
WAITING, APPLIED = "document", "applied"


def begin(tx: Transaction, actor: Actor, unit_id: int, layer: Layer, now: datetime) -> Unit:
    """Wait for a file for a layer of a unit. Raises as `lke_files.allowed`."""
    _, unit = lke_files.allowed(tx, actor, unit_id, layer, now)
    roster.drop_uploads(tx, actor.telegram_id, DRAFT)
    drafts.save(tx, actor.telegram_id, DRAFT, WAITING, {"unit": unit.id, "layer": layer.value}, now)
    return unit


def receive(
    tx: Transaction, actor: Actor, name: str, content: bytes, reading: Reading, now: datetime
) -> tuple[int, Preview]:
    """Keep the file that came, in place of an earlier one: its number, and what it would change.

    Raises `lke_file.gone` when no file is waited for, and as `lke_files.allowed`.
    """
    require_person(actor)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    if draft is None or draft.step != WAITING:
        raise DomainError("lke_file.gone")
    unit_id, layer = _about(draft)
    found = lke_files.preview(tx, actor, unit_id, layer, reading, now)
    upload_id = roster.keep_upload(tx, actor.telegram_id, DRAFT, name, content, now)
    data: dict[str, object] = {
        "unit": unit_id, "layer": layer.value, "upload": upload_id, "versions": found.versions,
    }  # fmt: skip
    drafts.save(tx, actor.telegram_id, DRAFT, WAITING, data, now)
    return upload_id, found


def kept(tx: Transaction, actor: Actor, upload_id: int) -> tuple[str, bytes]:
    """Name and content of the file that waits. Raises `lke_file.gone`, `access.*`."""
    require_person(actor)
    found = roster.upload(tx, actor.telegram_id, upload_id)
    if found is None:
        raise DomainError("lke_file.gone")
    return found


def applied(tx: Transaction, actor: Actor, upload_id: int) -> Imported | None:
    """What became of a file that was applied before: the answer to a tap that came twice. Raises `access.*`."""
    require_person(actor)
    draft = _draft_of(tx, actor, upload_id, APPLIED)
    if draft is None:
        return None
    unit_id, layer = _about(draft)
    unit = people.unit(tx, unit_id)
    assert unit is not None
    data: dict[str, Any] = draft.data
    return Imported(unit, layer, int(data["answers"]), int(data["links"]), tuple(data["stale"]))


def apply(tx: Transaction, actor: Actor, upload_id: int, reading: Reading, now: datetime) -> Imported:
    """Import the file that waits, once. Raises `lke_file.gone`, and as `lke_files.allowed`."""
    before = applied(tx, actor, upload_id)
    if before is not None:
        return before
    draft = _draft_of(tx, actor, upload_id, WAITING)
    if draft is None:
        raise DomainError("lke_file.gone")
    unit_id, layer = _about(draft)
    versions: Any = draft.data["versions"]
    done = lke_files.apply(tx, actor, unit_id, layer, reading, versions, now)
    roster.drop_uploads(tx, actor.telegram_id, DRAFT)
    data: dict[str, object] = {
        "unit": unit_id, "layer": layer.value, "upload": upload_id, "answers": done.answers, "links": done.links,
        "stale": list(done.stale),
    }  # fmt: skip
    drafts.save(tx, actor.telegram_id, DRAFT, APPLIED, data, now)
    return done


def drop(tx: Transaction, actor: Actor) -> None:
    """Forget the file, and wait for none. Raises `access.*`."""
    require_person(actor)
    roster.drop_uploads(tx, actor.telegram_id, DRAFT)
    drafts.drop(tx, actor.telegram_id, DRAFT)


def _draft_of(tx: Transaction, actor: Actor, upload_id: int, step: str) -> Draft | None:
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    return draft if draft and draft.step == step and draft.data.get("upload") == upload_id else None


def _about(draft: Draft) -> tuple[int, Layer]:
    return int(str(draft.data["unit"])), Layer(str(draft.data["layer"]))
