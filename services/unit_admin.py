"""Units kept by an admin in the chat: finding one, its facts, each change, merging, files. Agency-wide rights only."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from domain import units as rules
from domain.errors import DomainError
from domain.people import Actor, Unit
from domain.rights import Action
from domain.unit_book import MergePreview, Purpose, UnitFacts, UnitPage
from domain.unit_plan import UnitPlan
from services import unit_files, unit_merges
from services import units as unit_service
from services.access import require
from services.deadlines import Planning
from services.unit_files import UnitFile
from storage import drafts, people, roster, units
from storage.engine import Transaction

SEARCH, NAME, FILE = "unit_search", "unit_name", "unit_file"
PAGE: Final = 8
SHOWN_CHANGES: Final = 5
SHOWN_CHILDREN: Final = 10


def pick(
    tx: Transaction, actor: Actor, purpose: Purpose, subject_id: int, page: int, now: datetime, *, anew: bool = False
) -> UnitPage:
    """A page of units to choose from; words typed from now on narrow it, `anew` forgets those typed before.

    Raises `units.unknown`, `units.merged`, `units.closed` for the unit that is merged or moved, `access.*`.
    """
    require(tx, actor, Action.MANAGE_UNITS)
    draft = drafts.draft(tx, actor.telegram_id, SEARCH)
    same = draft is not None and draft.data["purpose"] == purpose.value and draft.data["subject"] == subject_id
    words = str(draft.data["words"]) if draft is not None and same and not anew else ""
    return _page(tx, actor, purpose, subject_id, words, page, now)


def search(tx: Transaction, actor: Actor, typed: str, now: datetime) -> UnitPage:
    """The first page of the units that hold the typed words, for what was being picked. Raises like `pick`."""
    require(tx, actor, Action.MANAGE_UNITS)
    draft = drafts.draft(tx, actor.telegram_id, SEARCH)
    if draft is None:
        raise DomainError("units.unknown")
    purpose, subject_id = Purpose(str(draft.data["purpose"])), int(str(draft.data["subject"]))
    return _page(tx, actor, purpose, subject_id, typed.strip()[: rules.LONGEST_NAME], 0, now)


def see(tx: Transaction, actor: Actor, unit_id: int, now: datetime) -> UnitFacts:
    """The facts of a unit. Raises `units.unknown`, `access.*`."""
    require(tx, actor, Action.MANAGE_UNITS)
    drafts.drop(tx, actor.telegram_id, NAME)
    return _facts(tx, unit_id, now)


def ask_name(tx: Transaction, actor: Actor, unit_id: int, now: datetime) -> Unit:
    """Wait for the new name of a unit. Raises `units.unknown`, `units.merged`, `units.closed`, `access.*`."""
    require(tx, actor, Action.MANAGE_UNITS)
    unit = unit_service.open_by_id(tx, unit_id)
    drafts.save(tx, actor.telegram_id, NAME, "text", {"unit": unit.id}, now)
    return unit


def rename(tx: Transaction, actor: Actor, name: str, now: datetime) -> UnitFacts:
    """Take the typed name; after a wrong one the dialog goes on. Raises like `units.rename`, and `access.*`."""
    require(tx, actor, Action.MANAGE_UNITS)
    draft = drafts.draft(tx, actor.telegram_id, NAME)
    if draft is None:
        raise DomainError("units.unknown")
    unit = unit_service.rename(tx, int(str(draft.data["unit"])), name, _author(actor), now)
    drafts.drop(tx, actor.telegram_id, NAME)
    return _facts(tx, unit.id, now)


def set_zone(
    tx: Transaction, actor: Actor, unit_id: int, zone: str, planning: Planning, now: datetime
) -> UnitFacts:  # fmt: skip
    """Move a unit to another time zone. Raises like `units.set_zone`, and `access.*`."""
    require(tx, actor, Action.MANAGE_UNITS)
    unit_service.set_zone(tx, unit_id, zone, planning, _author(actor), now)
    return _facts(tx, unit_id, now)


def set_work_days(
    tx: Transaction, actor: Actor, unit_id: int, days: str, planning: Planning, now: datetime
) -> UnitFacts:  # fmt: skip
    """Let a unit work 5 or 6 days a week. Raises like `units.set_work_days`, and `access.*`."""
    require(tx, actor, Action.MANAGE_UNITS)
    unit_service.set_work_days(tx, unit_id, days, planning, _author(actor), now)
    return _facts(tx, unit_id, now)


def set_predicate(
    tx: Transaction, actor: Actor, unit_id: int, predicate: str, year: str, now: datetime
) -> UnitFacts:  # fmt: skip
    """Note the predicate of a unit, "" for none. Raises like `units.set_predicate`, and `access.*`."""
    require(tx, actor, Action.MANAGE_UNITS)
    unit_service.set_predicate(tx, unit_id, predicate, year, _author(actor), now)
    return _facts(tx, unit_id, now)


def move(
    tx: Transaction, actor: Actor, unit_id: int, parent_id: int | None, planning: Planning, now: datetime
) -> UnitFacts:  # fmt: skip
    """Put a unit under another one, or at the top (None). Raises like `units.move`, and `access.*`."""
    require(tx, actor, Action.MANAGE_UNITS)
    unit_service.move(tx, unit_id, parent_id, planning, _author(actor), now)
    return _facts(tx, unit_id, now)


def preview_merge(
    tx: Transaction, actor: Actor, away_id: int, into_id: int, now: datetime
) -> tuple[Unit, Unit, MergePreview]:
    """Both units, and what a merge would take along. Raises like `unit_merges.preview`, and `access.*`."""
    require(tx, actor, Action.MANAGE_UNITS)
    found = unit_merges.preview(tx, away_id, into_id, now)
    return unit_service.open_by_id(tx, away_id), unit_service.open_by_id(tx, into_id), found


def merge(
    tx: Transaction, actor: Actor, away_id: int, into_id: int, planning: Planning, now: datetime
) -> UnitFacts:  # fmt: skip
    """Merge the first unit into the second, which is shown then. Raises like `unit_merges.merge`, and `access.*`."""
    require(tx, actor, Action.MANAGE_UNITS)
    unit_merges.merge(tx, away_id, into_id, planning, _author(actor), now)
    return _facts(tx, into_id, now)


def close(tx: Transaction, actor: Actor, unit_id: int, planning: Planning, now: datetime) -> UnitFacts:
    """Close an empty unit. Raises like `units.close`, and `access.*`."""
    require(tx, actor, Action.MANAGE_UNITS)
    unit_service.close(tx, unit_id, planning, _author(actor), now)
    return _facts(tx, unit_id, now)


def ask_file(tx: Transaction, actor: Actor, now: datetime) -> None:
    """Wait for a file of units. Raises `access.*`."""
    require(tx, actor, Action.MANAGE_UNITS)
    drafts.save(tx, actor.telegram_id, FILE, "document", {}, now)


def receive(
    tx: Transaction, actor: Actor, name: str, content: bytes, file: UnitFile, timezone: str, now: datetime
) -> tuple[int, UnitPlan]:
    """Keep a file until it is confirmed, in place of an earlier one; its number and what it would change.

    A corrected file can be sent at any time after. Raises `access.*`.
    """
    require(tx, actor, Action.MANAGE_UNITS)
    drafts.save(tx, actor.telegram_id, FILE, "document", {}, now)
    return roster.keep_upload(tx, actor.telegram_id, FILE, name, content, now), unit_files.preview(
        tx, file, timezone, now
    )


def kept_file(tx: Transaction, actor: Actor, upload_id: int) -> tuple[str, bytes]:
    """Name and content of the file that waits. Raises `units.file_gone`, `access.*`."""
    require(tx, actor, Action.MANAGE_UNITS)
    found = roster.upload(tx, actor.telegram_id, upload_id)
    if found is None:
        raise DomainError("units.file_gone")
    return found


def apply_file(
    tx: Transaction, actor: Actor, upload_id: int, file: UnitFile, timezone: str, planning: Planning, now: datetime,
    *, skip_bad: bool = False,
) -> UnitPlan:  # fmt: skip
    """Import the file that waits, once. Raises `units.file_gone`, like `unit_files.apply`, and `access.*`."""
    kept_file(tx, actor, upload_id)
    plan = unit_files.apply(tx, file, timezone, planning, _author(actor), now, skip_bad=skip_bad)
    drop_file(tx, actor)
    return plan


def drop_file(tx: Transaction, actor: Actor) -> None:
    """Forget the file that waits, and wait for none. Raises `access.*`."""
    require(tx, actor, Action.MANAGE_UNITS)
    roster.drop_uploads(tx, actor.telegram_id, FILE)
    drafts.drop(tx, actor.telegram_id, FILE)


def export(tx: Transaction, actor: Actor, now: datetime) -> tuple[tuple[str, ...], ...]:
    """Every open unit, a row each below `unit_files.HEADER`. Raises `access.*`."""
    require(tx, actor, Action.MANAGE_UNITS)
    return unit_files.export(tx, _author(actor), now)


def _author(actor: Actor) -> str:
    return f"account:{actor.telegram_id}"


def _page(
    tx: Transaction, actor: Actor, purpose: Purpose, subject_id: int, words: str, page: int, now: datetime
) -> UnitPage:
    subject = unit_service.open_by_id(tx, subject_id) if purpose is not Purpose.SEE else None
    every = people.all_units(tx)
    if subject is not None:
        tree = {unit.id: unit.parent_id for unit in every}
        every = tuple(unit for unit in every if not rules.is_below(tree, unit.id, subject.id))
    found = rules.search(every, words)
    pages = max(1, -(-len(found) // PAGE))
    shown = min(max(page, 0), pages - 1)
    data: dict[str, object] = {"purpose": purpose.value, "subject": subject_id, "words": words}
    drafts.save(tx, actor.telegram_id, SEARCH, "text", data, now)
    rows = found[shown * PAGE : (shown + 1) * PAGE]
    return UnitPage(purpose, subject, words, rows, len(found), shown, pages)


def _facts(tx: Transaction, unit_id: int, now: datetime) -> UnitFacts:
    unit = people.unit(tx, unit_id)
    if unit is None:
        raise DomainError("units.unknown")
    return UnitFacts(
        unit=unit,
        parent=people.unit(tx, unit.parent_id) if unit.parent_id is not None else None,
        head=units.heads(tx, [unit.id]).get(unit.id),
        counts=units.counts(tx, unit.id, now),
        children=units.children(tx, unit.id)[:SHOWN_CHILDREN],
        history=units.history(tx, unit.id, SHOWN_CHANGES),
        merged_into=people.unit(tx, unit.merged_into) if unit.merged_into is not None else None,
    )
