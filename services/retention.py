"""Erasing what is past its term: a batch a transaction, never evidence, and one entry in the log a run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta, tzinfo

from domain.retention import KINDS, Retention, cutoff
from storage import audit, retention
from storage.engine import Transaction

BATCH = 500
RUNS_AT = time(2)
SUBJECT = "retention"


def is_due(tx: Transaction, tz: tzinfo, now: datetime) -> bool:
    """Whether nothing was erased since the last 02.00 of the agency's clock; a missed night is made up for."""
    local = now.astimezone(tz)
    night = datetime.combine(local.date(), RUNS_AT, tz)
    if local < night:
        night -= timedelta(days=1)
    last = retention.last_run(tx, SUBJECT)
    return last is None or last < night


def past(tx: Transaction, terms: Retention, now: datetime) -> dict[str, int]:
    """How many rows of each kind are past their term; kinds that are kept for ever are left out."""
    ends = {kind: before for kind in KINDS if (before := cutoff(terms, kind, now)) is not None}
    return {kind: retention.count(tx, kind, before, now) for kind, before in ends.items()}


def erase(tx: Transaction, terms: Retention, kind: str, now: datetime) -> int:
    """Erase one batch of a kind; returns how many, 0 when nothing is left."""
    before = cutoff(terms, kind, now)
    return 0 if before is None else retention.erase(tx, kind, before, now, BATCH)


def note(tx: Transaction, by: str, erased: Mapping[str, int], now: datetime) -> None:
    """Write a finished run into the log: who ran it, and how many of each kind are gone."""
    audit.note(tx, now, by, "erase", SUBJECT, **erased)
