"""A move of a stage in the chat: asked for, with its note or letter number typed, and confirmed."""

from __future__ import annotations

from datetime import datetime

from domain import stages
from domain.errors import DomainError
from domain.people import Actor, Draft
from domain.rights import Action, offered_actions
from domain.stage_views import Asked, StageDesk, can_be_affirmed
from domain.stages import Stage
from services import stage_moves
from services.access import require, require_person
from storage import drafts
from storage.engine import Transaction

DRAFT = "stage"


def ask(
    tx: Transaction, actor: Actor, unit_id: int, target: Stage, seen_change_id: int, now: datetime,
    *, affirmed: bool = False,
) -> Asked:  # fmt: skip
    """Begin a move, and wait for a note. Raises as `stage_moves.move`, but for the letter, which comes next."""
    require(tx, actor, Action.SEE_WORKSHEET, unit_id)
    found = _asked(tx, actor, unit_id, target, seen_change_id, "", now, affirmed=affirmed)
    data: dict[str, object] = {
        "unit": unit_id, "target": target.value, "change": seen_change_id, "note": "", "affirmed": affirmed,
    }  # fmt: skip
    drafts.save(tx, actor.telegram_id, DRAFT, "text", data, now)
    return found


def say(tx: Transaction, actor: Actor, words: str, now: datetime) -> Asked:
    """Take the typed note; another one may follow. Raises `stage.letter` for one too short, and as `ask`."""
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    require_person(actor)
    if draft is None:
        if Action.SEE_WORKSHEET not in offered_actions(actor.grants):
            raise DomainError("access.denied")
        raise DomainError("stage.changed_meanwhile")
    unit_id = int(str(draft.data["unit"]))
    require(tx, actor, Action.SEE_WORKSHEET, unit_id)
    note, target = stage_moves.checked_note(words), stages.parse(str(draft.data["target"]))
    seen, affirmed = int(str(draft.data["change"])), bool(draft.data["affirmed"])
    found = _asked(tx, actor, unit_id, target, seen, note, now, affirmed=affirmed)
    if found.needs_letter and len(note) < stage_moves.SHORTEST_LETTER:
        raise DomainError("stage.letter")
    drafts.save(tx, actor.telegram_id, DRAFT, "text", {**draft.data, "note": note}, now)
    return found


def confirm(
    tx: Transaction, actor: Actor, unit_id: int, target: Stage, seen_change_id: int, now: datetime
) -> StageDesk:  # fmt: skip
    """Make the move with what was typed. Raises as `stage_moves.move`."""
    require(tx, actor, Action.SEE_WORKSHEET, unit_id)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    data = draft.data if draft is not None and _fits(draft, unit_id, target, seen_change_id) else {}
    note, affirmed = str(data.get("note", "")), bool(data.get("affirmed", False))
    made = stage_moves.move(tx, actor, unit_id, target, seen_change_id, note, now, affirmed=affirmed)
    drafts.drop(tx, actor.telegram_id, DRAFT)
    return made


def drop(tx: Transaction, actor: Actor, unit_id: int, now: datetime) -> StageDesk:
    """Stay in the stage; the desk. Raises as `stage_moves.moves`."""
    desk = stage_moves.moves(tx, actor, unit_id, now)
    drafts.drop(tx, actor.telegram_id, DRAFT)
    return desk


def _fits(draft: Draft, unit_id: int, target: Stage, seen: int) -> bool:
    return (draft.data["unit"], draft.data["target"], draft.data["change"]) == (unit_id, target.value, seen)


def _asked(
    tx: Transaction, actor: Actor, unit_id: int, target: Stage, seen: int, note: str, now: datetime, *, affirmed: bool
) -> Asked:
    desk = stage_moves.moves(tx, actor, unit_id, now)
    if desk.change is None:
        raise DomainError("lke.not_in_cycle")
    if desk.change.id != seen:
        raise DomainError("stage.changed_meanwhile")
    source = stages.parse(desk.change.stage)
    found = stages.transition(source, target)
    move = next((one for one in desk.own if one.transition == found), None)
    if move is None:
        raise DomainError("stage.not_yours", stage=source, target=target)
    if not move.ready and not (affirmed and can_be_affirmed(move, desk.change.target)):
        raise DomainError("stage.not_ready", stage=source, target=target, missing=move.missing)
    return Asked(desk.unit, desk.change, found, note, affirmed)
