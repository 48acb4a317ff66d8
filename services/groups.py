"""Group chats: what one is linked to, what is wrong with it, and taking care of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.delivery import Reason
from domain.errors import DomainError
from domain.groups import blocks
from domain.ledger import Campaign, Coverage
from domain.messages import Group, Post
from domain.people import Actor, Unit
from domain.rights import Action, may, offered_actions
from services import pledges as pledge_service
from services.access import find_actor, require, require_person
from storage import announcement_copies, audit, groups, messages, people, pledges
from storage.engine import Transaction

UNDELIVERED_SINCE: Final = timedelta(days=7)
"""How far back a message that did not arrive is sent once more; older ones are no news."""

TELEGRAM: Final = "telegram"
"""Who acts in the audit log when Telegram's own notice changes something."""


@dataclass(frozen=True, slots=True)
class PresentLink:
    """A group with the unit it is linked to (None: the agency)."""

    group: Group
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class LinkedGroup:
    """A group as those see it who care for it. `unit` None: the agency; `undelivered` announcements can be resent."""

    group: Group
    unit: Unit | None
    linked_at: datetime
    undelivered: int


def link_directly(tx: Transaction, by: str, chat: Group, code: str, now: datetime, linker: int = 0) -> Unit | None:
    """Link a chat to the unit with this code, or to the agency (""), without asking; returns the unit.

    For the command line and the demo. `linker` is the account that hears of trouble with the group, 0 for nobody.
    Raises `roster.unknown_unit`.
    """
    unit = people.unit_by_code(tx, code) if code else None
    if code and unit is None:
        raise DomainError("roster.unknown_unit", code=code)
    put_link(tx, by, Group(chat.chat_id, chat.thread_id, chat.title, unit.id if unit else None, ""), linker, now)
    return unit


def put_link(tx: Transaction, by: str, linked: Group, linker: int, now: datetime) -> None:
    """Write the link and its entry in the log; for who has asked for the right before."""
    before = groups.group(tx, linked.chat_id)
    groups.link(tx, linked, linker, now)
    detail: dict[str, object] = {"unit": linked.unit_id, "thread": linked.thread_id}
    if before is not None:
        detail["before"] = before.unit_id
    audit.note(tx, now, by, "relink_group" if before else "link_group", f"group:{linked.chat_id}", **detail)


def linked(tx: Transaction, chat_id: int) -> Group:
    """The linked group; raises `group.not_linked`."""
    found = groups.group(tx, chat_id)
    if found is None:
        raise DomainError("group.not_linked")
    return found


def present(tx: Transaction, chat_id: int) -> PresentLink | None:
    """What a group is linked to at this moment; None without a link."""
    found = groups.group(tx, chat_id)
    return PresentLink(found, _unit_of(tx, found)) if found else None


def target(tx: Transaction, chat_id: int) -> str | None:
    """The name of the unit that a group is linked to, "" for the agency, None without a link."""
    found = present(tx, chat_id)
    if found is None:
        return None
    return found.unit.name if found.unit else ""


def _unit_of(tx: Transaction, group: Group) -> Unit | None:
    return people.unit(tx, group.unit_id) if group.unit_id is not None else None


def unlink(tx: Transaction, actor: Actor, chat_id: int, now: datetime) -> Group:
    """Undo the link, with all that waits for the group; returns what it was. Raises `group.not_linked`, `access.*`."""
    group = _entitled(tx, actor, chat_id)
    _unlink(tx, f"account:{actor.telegram_id}", group, now)
    return group


def let_go(tx: Transaction, actor: Actor, chat_id: int, now: datetime) -> None:
    """The same from a button that may be pressed twice: a group that is not linked any more stays so.

    Raises `access.*`.
    """
    require_person(actor)
    if groups.group(tx, chat_id) is not None:
        unlink(tx, actor, chat_id, now)


def unlink_directly(tx: Transaction, by: str, chat_id: int, now: datetime) -> Group:
    """The same for the command line, whose user owns the installation. Raises `group.gone`."""
    group = groups.group(tx, chat_id)
    if group is None:
        raise DomainError("group.gone")
    _unlink(tx, by, group, now)
    return group


def _unlink(tx: Transaction, by: str, group: Group, now: datetime) -> None:
    if groups.unlink(tx, group.chat_id):
        messages.drop_queued(tx, group.chat_id, now, "unlinked")
        audit.note(tx, now, by, "unlink_group", f"group:{group.chat_id}", unit=group.unit_id)


def _entitled(tx: Transaction, actor: Actor, chat_id: int) -> Group:
    require_person(actor)
    group = linked(tx, chat_id)
    require(tx, actor, Action.LINK_GROUP, group.unit_id)
    return group


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the declaration card of a group shows; `target` is the unit's name, "" for the whole agency."""

    target: str
    campaign: Campaign
    coverage: Coverage


def declaration(tx: Transaction, actor: Actor, chat_id: int, now: datetime) -> Declaration:
    """The declaration card of a linked group. Raises `group.not_linked`, `pledge.no_campaign`, `access.*`."""
    group = _entitled(tx, actor, chat_id)
    campaign = pledges.open_campaign(tx, now)
    coverage = pledge_service.coverage(tx, group.unit_id, now)
    if campaign is None or coverage is None:
        raise DomainError("pledge.no_campaign")
    unit = _unit_of(tx, group)
    return Declaration(unit.name if unit else "", campaign, coverage)


def cared_for(tx: Transaction, actor: Actor, now: datetime) -> tuple[LinkedGroup, ...]:
    """The linked groups that the person is responsible for, those in trouble first. Raises `access.*`."""
    require_person(actor)
    mine = [group for group in groups.all_groups(tx) if _may_link(tx, actor, group.unit_id)]
    if not mine and Action.LINK_GROUP not in offered_actions(actor.grants):
        raise DomainError("access.denied")
    return _described(tx, mine, now)


def all_linked(tx: Transaction, now: datetime) -> tuple[LinkedGroup, ...]:
    """Every linked group, those in trouble first; for the command line."""
    return _described(tx, groups.all_groups(tx), now)


def _cared(tx: Transaction, actor: Actor, chat_id: int) -> Group:
    require_person(actor)
    if groups.group(tx, chat_id) is None:
        raise DomainError("group.gone")
    return _entitled(tx, actor, chat_id)


def care_card(tx: Transaction, actor: Actor, chat_id: int, now: datetime) -> LinkedGroup:
    """One linked group. Raises `group.gone`, `access.*`."""
    (card,) = _described(tx, [_cared(tx, actor, chat_id)], now)
    return card


def _may_link(tx: Transaction, actor: Actor, unit_id: int | None) -> bool:
    return may(actor.grants, Action.LINK_GROUP, people.unit_path(tx, unit_id) if unit_id is not None else ())


def _described(tx: Transaction, found: Iterable[Group], now: datetime) -> tuple[LinkedGroup, ...]:
    since = now - UNDELIVERED_SINCE
    cards = []
    for group in sorted(found, key=lambda one: one.trouble == ""):
        linker = groups.linked_by(tx, group.chat_id)
        undelivered = messages.count_undelivered(tx, group.chat_id, "announcement", since)
        cards.append(LinkedGroup(group, _unit_of(tx, group), linker[1] if linker else now, undelivered))
    return tuple(cards)


def send_test(tx: Transaction, actor: Actor, chat_id: int, now: datetime) -> None:
    """Send the group a test message, one a minute at most; its success clears the trouble.

    Raises `group.gone`, `access.*`.
    """
    group = _cared(tx, actor, chat_id)
    key = f"group_test:{chat_id}:{int(now.timestamp()) // 60}"
    if messages.enqueue(tx, [Post(key, "group_test", chat_id, thread_id=group.thread_id)], now):
        audit.note(tx, now, f"account:{actor.telegram_id}", "test_group", f"group:{chat_id}")


def resend(tx: Transaction, actor: Actor, chat_id: int, now: datetime) -> int:
    """Send the announcements of the last days once more that did not arrive; returns how many.

    Raises `group.gone`, `access.*`.
    """
    group = _cared(tx, actor, chat_id)
    since = now - UNDELIVERED_SINCE
    count = messages.requeue_undelivered(tx, chat_id, group.thread_id, "announcement", since, now)
    if count:
        audit.note(tx, now, f"account:{actor.telegram_id}", "resend_to_group", f"group:{chat_id}", count=count)
    return count


def note_trouble(tx: Transaction, chat_id: int, trouble: str, now: datetime) -> None:
    """Note what is wrong with a linked group ("" for nothing any more), and tell once who linked it."""
    group = groups.group(tx, chat_id)
    if group is None or group.trouble == trouble:
        return
    if not groups.change_trouble(tx, chat_id, group.trouble, trouble):
        return
    audit.note(tx, now, TELEGRAM, "group_trouble", f"group:{chat_id}", before=group.trouble, after=trouble)
    if trouble and not blocks(group.trouble):
        _tell_linker(tx, group, {"trouble": trouble}, now)


def leave_topic(tx: Transaction, chat_id: int, thread_id: int, reason: Reason, now: datetime) -> None:
    """Send to the main topic from now on, since this one is gone or closed, and tell who linked the group."""
    group = groups.group(tx, chat_id)
    if group is None or not groups.leave_thread(tx, chat_id, thread_id):
        return
    audit.note(tx, now, TELEGRAM, "group_topic_lost", f"group:{chat_id}", thread=thread_id, reason=reason.value)
    _tell_linker(tx, group, {"topic": reason.value}, now)


def _tell_linker(tx: Transaction, group: Group, what: dict[str, object], now: datetime) -> None:
    """To the account that linked the group, as long as its person is still responsible for it."""
    found = groups.linked_by(tx, group.chat_id)
    linker = find_actor(tx, found[0]) if found else None
    if linker is None or linker.employee is None or not _may_link(tx, linker, group.unit_id):
        return
    (event,) = what.values()
    key = f"group_trouble:{group.chat_id}:{event}:{int(now.timestamp() * 1_000_000)}"
    post = Post(key, "group_trouble", linker.telegram_id, {"chat": group.chat_id, **what})
    messages.enqueue(tx, [post], now)


def migrated(tx: Transaction, old_chat_id: int, new_chat_id: int) -> None:
    """Follow a group that became a supergroup, with what is asked, queued and announced there."""
    groups.migrate(tx, old_chat_id, new_chat_id)
    messages.rewrite_chat(tx, old_chat_id, new_chat_id)
    announcement_copies.follow(tx, old_chat_id, new_chat_id)
