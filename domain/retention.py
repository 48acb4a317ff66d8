"""How long what is no evidence is kept, in days, and from which moment on a row is past its term."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Retention:
    """The terms by kind, in days (0: kept for ever). Evidence has none: archives decide (UU 43/2009, article 48)."""

    attempts: int = 30
    parked_inbox: int = 30
    outbox_details: int = 180
    drafts: int = 30
    uploads: int = 2
    link_requests: int = 90
    group_requests: int = 30
    correction_requests: int = 1825


KINDS = tuple(one.name for one in fields(Retention))


def cutoff(terms: Retention, kind: str, now: datetime) -> datetime | None:
    """The moment before which rows of this kind are past their term; None when they are kept for ever.

    Raises AttributeError for a kind that has no term.
    """
    days: int = getattr(terms, kind)
    return now - timedelta(days=days) if days else None
