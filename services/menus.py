"""The command menu of one private chat: whose shows more than the general one, and when it has to be set anew.

Setting it is a call to Telegram, so it goes through the outbox like a message: a crash loses none.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.messages import Lane, Post
from domain.rights import Action, Role, offered_actions
from services.access import find_actor
from storage import messages, people, roles
from storage.engine import Transaction

KIND = "menu"


@dataclass(frozen=True, slots=True)
class Menu:
    """What a menu of one's own shows: its language, and the rights it is drawn from."""

    language: str
    allowed: frozenset[Action]


def of(tx: Transaction, telegram_id: int) -> Menu | None:
    """The menu that this account should have now; None is the general one, of everybody without a role."""
    actor = find_actor(tx, telegram_id)
    if actor is None or all(grant.role is Role.EMPLOYEE for grant in actor.grants):
        return None
    return Menu(actor.language, offered_actions(actor.grants))


def refresh(tx: Transaction, telegram_id: int, now: datetime) -> None:
    """Have the menu of this account set anew, or taken away when the general one will do."""
    # No key by what happened: the menu is read when it is set, so that setting it once more can only repeat the same.
    messages.enqueue(tx, [_post(telegram_id, f"{KIND}:{telegram_id}:{secrets.token_hex(8)}")], now)


def follow(tx: Transaction, employee_id: int, telegram_id: int, now: datetime) -> None:
    """A link was made or has ended, or the language has changed: the menu follows if this person holds a role."""
    if people.grants_of(tx, employee_id):
        refresh(tx, telegram_id, now)


def leave(tx: Transaction, employee_ids: Sequence[int], now: datetime) -> None:
    """These people are about to lose their accounts and roles: take the menus of role holders among them away."""
    for telegram_id in roles.accounts_of_holders(tx, employee_ids):
        refresh(tx, telegram_id, now)


def renew(tx: Transaction, edition: str, now: datetime) -> int:
    """Have all menus of role holders set anew, once for each edition of what menus show; returns how many."""
    holders = roles.accounts_of_holders(tx)
    return messages.enqueue(tx, [_post(one, f"{KIND}:{one}:{edition}") for one in holders], now)


def _post(telegram_id: int, key: str) -> Post:
    return Post(key, KIND, telegram_id, lane=Lane.TRANSACTIONAL)
