"""What can be probed is counted: failed tries of an account, and of everybody together, make who tries wait."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain import activation
from domain.activation import Attempts, GlobalBudget
from domain.errors import DomainError
from storage import audit, joining
from storage.engine import Transaction

EVERYBODY = 0
SECONDS_A_MINUTE = MINUTES_AN_HOUR = 60
# From here on a wait is told in hours.
LONG_WAIT = 100


class Guess(StrEnum):
    """What somebody may try to find out: whose a code is, whether a number is in the roster, and a PIN."""

    CODE = "code"
    CONTACT = "contact"
    PIN = "pin"


@dataclass(frozen=True, slots=True)
class Refused:
    """A try that was refused. A value and no exception: the transaction that counts the try has to be kept."""

    error: DomainError


def locked(tx: Transaction, telegram_id: int, kind: Guess, now: datetime) -> Refused | None:
    """The refusal `guess.locked` with the minutes to wait (`guess.locked_long`: hours), None when there is none."""
    own = activation.is_locked(joining.tries(tx, telegram_id, kind), now)
    everybody = activation.is_closed(_budget(tx, kind), now)
    seconds = max(own or 0, everybody or 0)
    if not seconds:
        return None
    minutes = math.ceil(seconds / SECONDS_A_MINUTE)
    if minutes < LONG_WAIT:
        return Refused(DomainError("guess.locked", minutes=minutes))
    return Refused(DomainError("guess.locked_long", hours=math.ceil(minutes / MINUTES_AN_HOUR)))


def failed(tx: Transaction, telegram_id: int, kind: Guess, error: DomainError, now: datetime) -> Refused:
    """Count a failed try and log it, without what was tried."""
    own = activation.after_failure(joining.tries(tx, telegram_id, kind), now)
    joining.keep_tries(tx, telegram_id, kind, own, now)
    budget = activation.after_any_failure(_budget(tx, kind), now)
    kept = Attempts(budget.failures, budget.window_started_at, budget.closed_until)
    joining.keep_tries(tx, EVERYBODY, kind, kept, now)
    account = f"account:{telegram_id}"
    audit.note(tx, now, account, "guess_failed", account, kind=kind.value, failures=own.failures)
    return Refused(error)


def _budget(tx: Transaction, kind: Guess) -> GlobalBudget:
    kept = joining.tries(tx, EVERYBODY, kind)
    return GlobalBudget(kept.failures, kept.window_started_at, kept.locked_until)
