"""Choosing a unit whose status is to be shown: all of them by name, or those that hold the words that were typed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from domain import units as rules
from domain.people import Actor
from domain.status_views import UnitChoice, UnitStatus
from services.access import require_person
from services.status import unit_status
from storage import drafts, people
from storage.engine import Transaction

SEARCH: Final = "status_search"
PAGE: Final = 8


def pick(tx: Transaction, actor: Actor, page: int, now: datetime, *, anew: bool = False) -> UnitChoice:
    """A page of units; words typed from now on narrow it, `anew` forgets those typed before. Raises `access.*`."""
    require_person(actor)
    draft = drafts.draft(tx, actor.telegram_id, SEARCH)
    words = str(draft.data["words"]) if draft is not None and not anew else ""
    return _page(tx, actor, words, page, now)


def search(tx: Transaction, actor: Actor, typed: str, now: datetime) -> UnitChoice:
    """The first page of the units whose name or code holds the typed words. Raises `access.*`."""
    require_person(actor)
    return _page(tx, actor, typed.strip()[: rules.LONGEST_NAME], 0, now)


def choose(tx: Transaction, actor: Actor, unit_id: int | None, now: datetime) -> UnitStatus:
    """The status of the chosen unit (None: the own one); no words are waited for any more.

    Raises like `status.unit_status`.
    """
    found = unit_status(tx, actor, unit_id, now)
    drafts.drop(tx, actor.telegram_id, SEARCH)
    return found


def _page(tx: Transaction, actor: Actor, words: str, page: int, now: datetime) -> UnitChoice:
    every = people.all_units(tx)
    found = rules.search(every, words) if words else every
    pages = max(1, -(-len(found) // PAGE))
    shown = min(max(page, 0), pages - 1)
    drafts.save(tx, actor.telegram_id, SEARCH, "text", {"words": words}, now)
    return UnitChoice(words, found[shown * PAGE : (shown + 1) * PAGE], len(found), shown, pages)
