"""The check-list of a unit's proposal: what is there, with which evidence, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain import evidence as evidence_rules
from domain import proposal
from domain.errors import DomainError
from domain.evidence import Candidate
from domain.folding import tidy
from domain.people import Actor
from domain.proposal import Item
from domain.proposal_views import Desk, ItemDesk, Line, Overview, OverviewLine
from domain.rights import Action, Role, may, offered_actions
from domain.stages import Stage
from domain.worksheet import Doing, window
from domain.zone import ProposalTick
from services.access import require, require_person
from services.dialogs import EITHER
from storage import audit, drafts, evidence, people, proposals, zone
from storage.engine import Transaction

PAGE: Final = 8
DRAFT: Final = "proposal"
LONGEST_NOTE: Final = 500
REMINDED: Final = frozenset({Stage.TPI_REVIEW, Stage.RETURNED, Stage.PROPOSED})
# The right to tick what a role keeps.
_RIGHTS: Final = {
    Role.UNIT_HEAD: Action.ANSWER_WORKSHEET,
    Role.ASSESSOR: Action.ASSESS_WORKSHEET,
    Role.ADMIN: Action.MANAGE_CYCLES,
}


def desk(tx: Transaction, actor: Actor, unit_id: int, now: datetime) -> Desk:
    """The check-list. Raises `access.*`, `status.unknown_unit`, `proposal.no_part` for a unit outside the cycle."""
    require(tx, actor, Action.SEE_WORKSHEET, unit_id)
    unit, cycle = people.unit(tx, unit_id), zone.latest_cycle(tx)
    if unit is None:
        raise DomainError("status.unknown_unit")
    position = zone.stage(tx, cycle.id, unit_id) if cycle else None
    if cycle is None or position is None:
        raise DomainError("proposal.no_part")
    found = window(cycle, Doing.PROPOSE)
    ticks = proposals.ticks(tx, cycle.id, unit_id)
    path = people.unit_path(tx, unit_id)
    lines = tuple(
        Line(one, state, ticks.get(one.code), may(actor.grants, _RIGHTS[one.keeper], path))
        for one, state in proposal.check_list(ticks)
    )
    today = now.astimezone(ZoneInfo(unit.timezone)).date()
    return Desk(unit, cycle, Stage(position[0]), position[1], found, found.days_left(today), lines)


def item_desk(tx: Transaction, actor: Actor, unit_id: int, item: str, now: datetime) -> ItemDesk:
    """One item of the check-list. Raises as `desk`, and `proposal.unknown_item`."""
    found = desk(tx, actor, unit_id, now)
    wanted = proposal.item(item)
    return ItemDesk(found, next(one for one in found.lines if one.item is wanted))


def open_item(tx: Transaction, actor: Actor, unit_id: int, item: str, now: datetime) -> ItemDesk:
    """As `item_desk`; a file, a link or a note that the item's keeper sends next is for it."""
    found = item_desk(tx, actor, unit_id, item, now)
    if found.line.mine:
        data: dict[str, object] = {"unit": unit_id, "item": item}
        drafts.save(tx, actor.telegram_id, DRAFT, EITHER, data, now)
    return found


def awaited(tx: Transaction, actor: Actor) -> tuple[int, str]:
    """Unit and item that the next message is for. Raises `access.*`, `proposal.no_item`."""
    require_person(actor)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    if draft is None:
        raise DomainError("proposal.no_item")
    return int(str(draft.data["unit"])), str(draft.data["item"])


def prepare(tx: Transaction, actor: Actor, unit_id: int, item: str, now: datetime) -> ItemDesk:
    """Refuse before a file is fetched what `give_file` would refuse. Raises as `item_desk`, `access.denied`."""
    require_person(actor)
    require(tx, actor, _RIGHTS[proposal.item(item).keeper], unit_id)
    return item_desk(tx, actor, unit_id, item, now)


def _changing(tx: Transaction, actor: Actor, unit_id: int, item: str, now: datetime) -> ItemDesk:
    """The item as nobody else changes it now."""
    evidence.lock(tx, unit_id)
    return prepare(tx, actor, unit_id, item, now)


def tick(tx: Transaction, actor: Actor, unit_id: int, item: str, now: datetime) -> ItemDesk:
    """The unit has the item; the file or link that it gave before counts. Again changes nothing.

    Raises as `prepare`, and `proposal.evidence_needed`.
    """
    found = _changing(tx, actor, unit_id, item, now)
    return _keep(tx, actor, found, {"done": True}, now)


def untick(tx: Transaction, actor: Actor, unit_id: int, item: str, now: datetime) -> ItemDesk:
    """The unit does not have the item after all; what it gave stays in the history. Raises as `prepare`."""
    found = _changing(tx, actor, unit_id, item, now)
    return _keep(tx, actor, found, {"done": False, "file_id": None, "link": ""}, now)


def give_link(tx: Transaction, actor: Actor, unit_id: int, item: str, text: str, now: datetime) -> ItemDesk:
    """Tick the item with a link as its evidence. Raises as `prepare`, and `evidence.link_*`."""
    found = _changing(tx, actor, unit_id, item, now)
    link = evidence_rules.checked_link(text)
    return _keep(tx, actor, found, {"done": True, "file_id": None, "link": link}, now)


def give_file(tx: Transaction, actor: Actor, unit_id: int, item: str, file: Candidate, now: datetime) -> ItemDesk:
    """Tick the item with a file that the store has. Raises as `prepare`."""
    found = _changing(tx, actor, unit_id, item, now)
    file_id = evidence.keep_file(tx, file.sha256, file.size, file.media_type, now)
    return _keep(tx, actor, found, {"done": True, "file_id": file_id, "link": ""}, now)


def say(tx: Transaction, actor: Actor, text: str, now: datetime) -> ItemDesk:
    """Words for the item that waits: an address is its evidence, anything else its note.

    Raises as `awaited` and `give_link`, and `proposal.note`.
    """
    unit_id, item = awaited(tx, actor)
    if evidence_rules.looks_like_link(text):
        return give_link(tx, actor, unit_id, item, text, now)
    found = _changing(tx, actor, unit_id, item, now)
    note = tidy(text)
    if not note or len(note) > LONGEST_NOTE:
        raise DomainError("proposal.note", most=LONGEST_NOTE)
    return _keep(tx, actor, found, {"note": note}, now)


def file_of(tx: Transaction, actor: Actor, unit_id: int, item: str, now: datetime) -> tuple[Item, str, str]:
    """The item, SHA-256 and media type of its file. Raises as `item_desk`, and `evidence.gone` without a file."""
    line = item_desk(tx, actor, unit_id, item, now).line
    found = proposals.file(tx, line.tick.file_id) if line.tick and line.tick.file_id is not None else None
    if found is None:
        raise DomainError("evidence.gone")
    return line.item, *found


def overview(tx: Transaction, actor: Actor, page: int, now: datetime) -> Overview:
    """The units of the present cycle whose worksheet the actor may see. Raises `access.*`, `lke.no_cycle`."""
    _, own = require_person(actor)
    if Action.SEE_WORKSHEET not in offered_actions(actor.grants):
        raise DomainError("access.denied")
    cycle = zone.latest_cycle(tx)
    if cycle is None:
        raise DomainError("lke.no_cycle")
    ticks, stages, lines = proposals.all_ticks(tx, cycle.id), zone.stages(tx, cycle.id), []
    for unit in people.all_units(tx):
        if unit.id in stages and may(actor.grants, Action.SEE_WORKSHEET, people.unit_path(tx, unit.id)):
            missing = proposal.missing(ticks.get(unit.id, {}))
            done = len(proposal.ITEMS) - len(missing)
            lines.append(OverviewLine(unit, Stage(stages[unit.id].stage), done, missing))
    lines.sort(key=lambda one: (one.stage not in REMINDED, one.done, one.unit.name))
    pages = max(1, -(-len(lines) // PAGE))
    shown = min(max(page, 0), pages - 1)
    found = window(cycle, Doing.PROPOSE)
    left = found.days_left(now.astimezone(ZoneInfo(own.timezone)).date())
    complete = sum(1 for one in lines if not one.missing)
    some = tuple(lines[shown * PAGE : (shown + 1) * PAGE])
    return Overview(cycle, found, left, some, complete, len(lines), shown, pages)


def _keep(tx: Transaction, actor: Actor, found: ItemDesk, changes: Mapping[str, object], now: datetime) -> ItemDesk:
    """Add a row that changes the last one so; the same again adds nothing."""
    line, cycle_id, unit_id = found.line, found.desk.cycle.id, found.desk.unit.id
    before = line.tick
    values: dict[str, object] = {"done": False, "file_id": None, "link": "", "note": ""}
    if before is not None:
        values = {"done": before.done, "file_id": before.file_id, "link": before.link, "note": before.note}
    after = {**values, **changes}
    if after != values or before is None:
        by = f"account:{actor.telegram_id}"
        row = ProposalTick(line.item.code, by=by, at=now, **after)  # type: ignore[arg-type]
        proposal.check_tick(line.item, done=row.done, file_id=row.file_id, link=row.link)
        proposals.add(tx, cycle_id, unit_id, row)
        detail = {"cycle": cycle_id, "item": line.item.code, "done": row.done}
        audit.note(tx, now, by, "tick_proposal", f"unit:{unit_id}", **detail)
    return item_desk(tx, actor, unit_id, line.item.code, now)
