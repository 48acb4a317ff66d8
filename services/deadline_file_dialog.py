"""The import of deadlines in the chat: the file waits in the database until its preview is confirmed or dropped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain.deadline_file import FilePlan
from domain.errors import DomainError
from domain.people import Actor
from domain.rights import Action, may, offered_actions
from services import deadline_files
from services.access import require_person
from services.deadline_files import DeadlineFile
from services.planning import Planning
from storage import drafts, people, roster
from storage.engine import Transaction

DRAFT: Final = "deadline_file"
# The draft waits for a document until the end, so that a corrected file can be sent at any time.
WAITING: Final = "document"


def ask_file(tx: Transaction, actor: Actor, now: datetime) -> None:
    """Wait for a file of deadlines. Raises `access.*`."""
    _require(actor)
    drafts.save(tx, actor.telegram_id, DRAFT, WAITING, {}, now)


def receive(
    tx: Transaction, actor: Actor, name: str, content: bytes, file: DeadlineFile, tz: ZoneInfo, now: datetime
) -> tuple[int, FilePlan]:
    """Keep a file until it is confirmed, in place of an earlier one; its number and what it would add.

    Raises `deadline_file.too_many`, `access.*`.
    """
    _require(actor)
    plan = deadline_files.preview(tx, file, tz, now, _reach(tx, actor))
    drafts.save(tx, actor.telegram_id, DRAFT, WAITING, {}, now)
    return roster.keep_upload(tx, actor.telegram_id, DRAFT, name, content, now), plan


def kept_file(tx: Transaction, actor: Actor, upload_id: int) -> tuple[str, bytes]:
    """Name and content of the file that waits. Raises `deadline_file.gone`, `access.*`."""
    _require(actor)
    found = roster.upload(tx, actor.telegram_id, upload_id)
    if found is None:
        raise DomainError("deadline_file.gone")
    return found


def apply_file(
    tx: Transaction, actor: Actor, upload_id: int, file: DeadlineFile, planning: Planning, tz: ZoneInfo, now: datetime
) -> FilePlan:
    """Import the file that waits, once. Raises `deadline_file.gone`, like `deadline_files.apply`, and `access.*`."""
    kept_file(tx, actor, upload_id)
    by = f"account:{actor.telegram_id}"
    plan = deadline_files.apply(tx, file, by, planning, tz, now, _reach(tx, actor))
    drop_file(tx, actor)
    return plan


def drop_file(tx: Transaction, actor: Actor) -> None:
    """Forget the file that waits, and wait for none. Raises `access.*`."""
    _require(actor)
    roster.drop_uploads(tx, actor.telegram_id, DRAFT)
    drafts.drop(tx, actor.telegram_id, DRAFT)


def _require(actor: Actor) -> None:
    """Whoever manages deadlines somewhere may bring a file; for whom its rows are is asked of each."""
    require_person(actor)
    if Action.MANAGE_DEADLINES not in offered_actions(actor.grants):
        raise DomainError("access.denied")


def _reach(tx: Transaction, actor: Actor) -> Callable[[int | None], bool]:
    def allowed(unit_id: int | None) -> bool:
        path = people.unit_path(tx, unit_id) if unit_id is not None else ()
        return may(actor.grants, Action.MANAGE_DEADLINES, path)

    return allowed
