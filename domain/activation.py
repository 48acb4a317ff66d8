"""Activation codes, by which a roster person links a Telegram account, and how often anybody may try one.

A code is 11 random characters (55 bits) and a check character of Crockford's base 32. It is given out on paper, kept
only as a digest, used once, and expires. The check character finds slips of the hand before the store is asked; it adds
nothing to the 55 bits.
"""

import hashlib
import hmac
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import crockford
from domain.errors import DomainError

LENGTH = 12
RANDOM_BYTES = 7
RANDOM_BITS = 55
PAYLOAD_PREFIX = "a_"
SHORTEST_PEPPER = 16
DOMAIN = b"zibot activation code\0"

FREE_TRIES = 5
# How long the account waits after the fifth failure in a row, after the sixth, and so on; the last one repeats.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=24),
)
FORGOTTEN_AFTER = timedelta(days=1)

BUDGET = 200
BUDGET_WINDOW = timedelta(hours=1)
BUDGET_WAIT = timedelta(minutes=1)


def make(random_bytes: bytes) -> str:
    """A code from 7 random bytes, of which 55 bits are used; ValueError for fewer or more bytes."""
    if len(random_bytes) != RANDOM_BYTES:
        msg = f"an activation code takes {RANDOM_BYTES} random bytes, not {len(random_bytes)}"
        raise ValueError(msg)
    return crockford.spell(random_bytes, LENGTH)


def parse(typed: str) -> str:
    """The twelve characters of a typed code; lower case, I and L for 1, O for 0, blanks and hyphens are forgiven.

    DomainError `activation.bad_code` when it is not a code that `make` could have given. An unknown, used or expired
    code is to be answered with the same words, so that nobody learns which of them it was.
    """
    code = crockford.read(typed, LENGTH)
    if code is None:
        raise DomainError("activation.bad_code")
    return code


def shown(code: str) -> str:
    """The code as people read it: XXXX-XXXX-XXXX."""
    return crockford.grouped(code, 4)


def payload(code: str) -> str:
    """The start parameter of the deep link: 14 of the 64 characters A-Z, a-z, 0-9, _ and - that Telegram allows."""
    return PAYLOAD_PREFIX + code


def digest(code: str, pepper: bytes) -> str:
    """What is stored of a code: 64 hex digits of HMAC-SHA256 under the pepper, 16 random bytes or more.

    The pepper makes the digests of two installations differ. It is kept beside them: who steals a whole copy of the
    database can search the 2**55 codes for the open ones while those last, so a stolen copy means new codes for all.
    Being fast and unsalted, a digest is found through an index, in a time that does not tell a right code from a wrong
    one.
    """
    if len(pepper) < SHORTEST_PEPPER:
        msg = f"the pepper needs {SHORTEST_PEPPER} bytes or more, not {len(pepper)}"
        raise ValueError(msg)
    return hmac.new(pepper, DOMAIN + code.encode("ascii"), hashlib.sha256).hexdigest()


def expires_at(issued_at: datetime, days: int) -> datetime:
    """The moment from which the code is refused: `days` (1 or more) times 24 hours after an aware moment."""
    _check_aware(issued_at)
    if days < 1:
        msg = f"a code is valid for a day or more, not {days}"
        raise ValueError(msg)
    return issued_at + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Attempts:
    """The failed tries in a row of one account; a fresh one has none.

    `window_started_at` is the last failure, with which the day without failure begins that makes all forgotten; a lock
    postpones that day to its end. `locked_until` may lie in the past. Both are aware, None without a failure or a lock.
    """

    failures: int = 0
    window_started_at: datetime | None = None
    locked_until: datetime | None = None


def after_failure(attempts: Attempts, now: datetime) -> Attempts:
    """One more failure: the fifth in a row and each later one lock for the next of `WAITS`; no lock gets shorter."""
    _check_aware(now)
    failures = 1 if _forgotten(attempts, now) else attempts.failures + 1
    held = attempts.locked_until
    if failures < FREE_TRIES:
        return Attempts(failures, now, None)
    until = now + WAITS[min(failures - FREE_TRIES, len(WAITS) - 1)]
    return Attempts(failures, now, max(until, held) if held else until)


def after_success() -> Attempts:
    """A right code makes all failures forgotten."""
    return Attempts()


def is_locked(attempts: Attempts, now: datetime) -> int | None:
    """The seconds still to wait, rounded up, or None when a try is allowed."""
    _check_aware(now)
    return _seconds_left(attempts.locked_until, now)


@dataclass(frozen=True, slots=True)
class GlobalBudget:
    """The failures of all accounts together in the hour that began at `window_started_at`, and the wait for everybody.

    It slows down somebody with many accounts: at 260 tries an hour (200, then one a minute) a hit on any of 10,000 open
    codes takes 1.6 million years on average. So the wait can be short, and nobody shuts the others out for long.
    """

    failures: int = 0
    window_started_at: datetime | None = None
    closed_until: datetime | None = None


def after_any_failure(budget: GlobalBudget, now: datetime) -> GlobalBudget:
    """One more failure of whomever: from the 200th within the hour on, each one makes everybody wait a minute."""
    _check_aware(now)
    started = budget.window_started_at
    if started is None or now >= started + BUDGET_WINDOW:
        return GlobalBudget(1, now, budget.closed_until)
    failures = budget.failures + 1
    return GlobalBudget(failures, started, now + BUDGET_WAIT if failures >= BUDGET else budget.closed_until)


def is_closed(budget: GlobalBudget, now: datetime) -> int | None:
    """The seconds that everybody has still to wait, rounded up, or None when tries are allowed."""
    _check_aware(now)
    return _seconds_left(budget.closed_until, now)


def _forgotten(attempts: Attempts, now: datetime) -> bool:
    if attempts.window_started_at is None:
        return True
    quiet_since = max(attempts.window_started_at, attempts.locked_until or attempts.window_started_at)
    return now >= quiet_since + FORGOTTEN_AFTER


def _seconds_left(until: datetime | None, now: datetime) -> int | None:
    return math.ceil((until - now).total_seconds()) if until and until > now else None


def _check_aware(moment: datetime) -> None:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
