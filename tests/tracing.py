"""Coverage is traced where its floor is decided: tracing doubles the time of whatever else a test runs.

The floor is about `domain` and `services`. Their own tests reach it, and those of the pages that show what services
find, on SQLite: the same statements run once more on PostgreSQL, and what the other folders run of them on the way is
no proof that it was tested.
"""

from collections.abc import Iterator

import pytest
from coverage import Coverage

TRACED = ("tests/domain/", "tests/services/", "tests/web/")
_stopped: list[Coverage] = []


def is_traced(nodeid: str) -> bool:
    """Whether a test counts for the floor."""
    return nodeid.startswith(TRACED) and "[postgresql" not in nodeid


def pause() -> None:
    """Stop all that traces in this process; a worker has two."""
    while (running := Coverage.current()) is not None:
        running.stop()
        _stopped.append(running)


def resume() -> None:
    """Go on with what was stopped."""
    while _stopped:
        _stopped.pop().start()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """What is imported before the tests is traced; the process that only hands them out has nothing more to trace."""
    pause()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Trace a test with its fixtures, or don't."""
    (resume if is_traced(item.nodeid) else pause)()
    return (yield)
