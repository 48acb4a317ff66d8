"""The sandbox's clock: real time plus an offset that can only grow."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import time


class Clock:
    """Runs with real time from now on and can be moved forward, never back."""

    def __init__(self) -> None:
        self._offset = 0.0

    def timestamp(self) -> float:
        """Present time in Unix seconds."""
        return time() + self._offset

    def now(self) -> datetime:
        """Present time, aware, in UTC."""
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def advance(self, by: timedelta) -> None:
        """Move forward by a duration; ValueError when it is negative."""
        if by < timedelta(0):
            msg = f"the clock only goes forward, not by {by}"
            raise ValueError(msg)
        self._offset += by.total_seconds()

    def set(self, moment: datetime) -> None:
        """Move forward to an aware moment; ValueError when it has passed or has no zone."""
        if moment.tzinfo is None:
            msg = "a moment needs a time zone"
            raise ValueError(msg)
        self.advance(moment - self.now())


@dataclass(frozen=True, slots=True)
class Jump:
    """A button that moves the clock; `target` tells how far or to when, or None when there is nothing to jump to."""

    id: str
    label: str
    target: Callable[[], Awaitable[timedelta | datetime | None]]
