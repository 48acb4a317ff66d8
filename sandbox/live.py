"""What happens now, for every page that is open: one queue of events a page."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

BACKLOG: Final = 1000
Events = asyncio.Queue[dict[str, Any] | None]


class Live:
    """Subscribers by person; a page that falls too far behind gets None, the sign to load afresh."""

    def __init__(self) -> None:
        self._pages: dict[int, set[Events]] = {}

    @contextmanager
    def subscribe(self, person: int) -> Iterator[Events]:
        """The events of one person's page while it is open."""
        events: Events = asyncio.Queue(BACKLOG)
        pages = self._pages.setdefault(person, set())
        pages.add(events)
        try:
            yield events
        finally:
            pages.discard(events)
            if not pages:
                self._pages.pop(person, None)

    def publish(self, people: Iterable[int], event_for: Callable[[int], dict[str, Any]]) -> None:
        """Tell the open pages of these people; the event is built only for who is there."""
        if not self._pages:
            return
        for person in people:
            for events in self._pages.get(person, ()):
                _put(events, event_for(person))

    def publish_to_all(self, event: dict[str, Any]) -> None:
        """Tell every open page."""
        self.publish(list(self._pages), lambda _: event)

    def close(self) -> None:
        """End every stream."""
        for pages in self._pages.values():
            for events in pages:
                _empty(events)
                events.put_nowait(None)


def _put(events: Events, event: dict[str, Any]) -> None:
    try:
        events.put_nowait(event)
    except asyncio.QueueFull:
        _empty(events)
        events.put_nowait(None)


def _empty(events: Events) -> None:
    while not events.empty():
        events.get_nowait()
