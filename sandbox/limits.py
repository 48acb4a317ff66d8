"""Telegram's flood limits: 30 messages a second in all, one a second to a person, 20 a minute to a group."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sandbox.errors import too_many_requests


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` messages at once, refilled at `per_second`."""

    burst: float
    per_second: float


OVERALL: Final = Rate(30, 30)
PAID: Final = Rate(1000, 1000)
WEBHOOK: Final = Rate(1, 1)
PRIVATE: Final = Rate(5, 1)
GROUP: Final = Rate(20, 20 / 60)
MANY: Final = 10_000


class Bucket:
    """A token bucket that, once overdrawn, stays shut for the whole time it told the caller to wait."""

    __slots__ = ("level", "rate", "seen", "shut_until")

    def __init__(self, rate: Rate, now: float) -> None:
        self.rate = rate
        self.level = rate.burst
        self.seen = now
        self.shut_until = now

    def wait(self, weight: int, now: float) -> float:
        """Seconds until `weight` messages may pass; zero or less means now."""
        self.level = min(self.rate.burst, self.level + (now - self.seen) * self.rate.per_second)
        self.seen = now
        missing = (min(weight, self.rate.burst) - self.level) / self.rate.per_second
        return max(missing, self.shut_until - now)

    def is_full(self, now: float) -> bool:
        """Whether forgetting the bucket would change nothing."""
        return self.wait(int(self.rate.burst), now) <= 0


class RateLimits:
    """What may still be sent, counted in real time: a bot really waits, whatever the demo's clock says."""

    def __init__(self, *, enabled: bool = True, now: Callable[[], float] = time.monotonic) -> None:
        self.enabled = enabled
        self._now = now
        self._overall = Bucket(OVERALL, now())
        self._paid = Bucket(PAID, now())
        self._webhook = Bucket(WEBHOOK, now())
        self._chats: dict[tuple[int, bool], Bucket] = {}

    def take(self, chat_id: int, *, weight: int = 1, edit: bool = False, paid: bool = False) -> None:
        """Count `weight` messages (or edits, apart) to a chat; a 429 when one of the limits is used up."""
        if not self.enabled:
            return
        now = self._now()
        buckets = [self._chat(chat_id, edit=edit, now=now)]
        if not edit:
            buckets.append(self._paid if paid else self._overall)
        self._pass(buckets, weight, now)

    def take_webhook(self) -> None:
        """Count a setWebhook; a 429 when there was one within the last second."""
        if self.enabled:
            self._pass([self._webhook], 1, self._now())

    @staticmethod
    def _pass(buckets: list[Bucket], weight: int, now: float) -> None:
        waits = [(bucket.wait(weight, now), bucket) for bucket in buckets]
        longest, bucket = max(waits, key=lambda pair: pair[0])
        if longest > 0:
            seconds = max(1, math.ceil(longest))
            bucket.shut_until = max(bucket.shut_until, now + seconds)
            raise too_many_requests(seconds)
        for bucket in buckets:
            bucket.level -= weight

    def _chat(self, chat_id: int, *, edit: bool, now: float) -> Bucket:
        bucket = self._chats.get((chat_id, edit))
        if bucket is None:
            if len(self._chats) >= MANY:
                self._chats = {key: old for key, old in self._chats.items() if not old.is_full(now)}
            bucket = self._chats[chat_id, edit] = Bucket(GROUP if chat_id < 0 else PRIVATE, now)
        return bucket
