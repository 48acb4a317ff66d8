"""Group chats: linking one to a unit, and what happens to it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.errors import DomainError
from domain.ledger import Campaign, Coverage
from domain.messages import Group
from domain.people import Actor, Unit
from domain.rights import Action
from services import pledges as pledge_service
from services.access import require
from storage import audit, groups, messages, people, pledges
from storage.engine import Transaction


def link(tx: Transaction, actor: Actor, chat: Group, code: str, now: datetime) -> Unit | None:
    """Link the chat to the unit with this code, or to the agency (""); returns the unit.

    Raises `group.unknown_unit`, `access.*`.
    """
    unit = people.unit_by_code(tx, code) if code else None
    if code and unit is None:
        raise DomainError("group.unknown_unit", code=code)
    unit_id = unit.id if unit else None
    require(tx, actor, Action.LINK_GROUP, unit_id)
    groups.link(tx, Group(chat.chat_id, chat.thread_id, chat.title, unit_id, ""), actor.telegram_id, now)
    audit.note(tx, now, f"account:{actor.telegram_id}", "link_group", f"group:{chat.chat_id}", unit=unit_id)
    return unit


def linked(tx: Transaction, chat_id: int) -> Group:
    """The linked group; raises `group.not_linked`."""
    found = groups.group(tx, chat_id)
    if found is None:
        raise DomainError("group.not_linked")
    return found


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the declaration card of a group shows; `target` is the unit's name, "" for the whole agency."""

    target: str
    campaign: Campaign
    coverage: Coverage


def declaration(tx: Transaction, actor: Actor, chat_id: int, now: datetime) -> Declaration:
    """The declaration card of a linked group. Raises `group.not_linked`, `pledge.no_campaign`, `access.*`."""
    group = linked(tx, chat_id)
    require(tx, actor, Action.LINK_GROUP, group.unit_id)
    campaign = pledges.open_campaign(tx, now)
    coverage = pledge_service.coverage(tx, group.unit_id, now)
    if campaign is None or coverage is None:
        raise DomainError("pledge.no_campaign")
    unit = people.unit(tx, group.unit_id) if group.unit_id is not None else None
    return Declaration(unit.name if unit else "", campaign, coverage)


def set_trouble(tx: Transaction, chat_id: int, trouble: str) -> None:
    """Note why a group can't be reached ("kicked", "no_rights", …); "" when it can again."""
    groups.set_trouble(tx, chat_id, trouble)


def migrated(tx: Transaction, old_chat_id: int, new_chat_id: int) -> None:
    """Follow a group that became a supergroup, with what is queued for it."""
    groups.migrate(tx, old_chat_id, new_chat_id)
    messages.rewrite_chat(tx, old_chat_id, new_chat_id)
