"""Which dialog a person's free text or file belongs to."""

from __future__ import annotations

from domain.people import Actor
from storage import drafts
from storage.engine import Transaction

EITHER = "any"


def current(tx: Transaction, actor: Actor, step: str) -> str | None:
    """The kind of the draft that waits for words ("text"), a file ("document") or either; None when nothing does."""
    draft = drafts.latest(tx, actor.telegram_id)
    return draft.kind if draft is not None and draft.step in (step, EITHER) else None
