"""An event loop whose clock jumps to the next timer: real asyncio code in virtual seconds, and a hang is an error."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class _JumpingSelector(selectors.DefaultSelector):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.naps = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise AssertionError("nothing is left that could ever happen")
        self.naps += timeout > 0
        self.now += max(timeout, 0.0)
        ready: list[tuple[selectors.SelectorKey, int]] = super().select(0)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """Seconds pass only while nothing can run; `naps` counts how often the loop went to sleep."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now

    @property
    def naps(self) -> int:
        return self._jumping.naps


def play(scene: Coroutine[Any, Any, Result]) -> Result:
    """The result of `scene`, run from virtual second 0 to its end."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(scene)


def now() -> float:
    """The virtual second, to a microsecond."""
    return round(asyncio.get_running_loop().time(), 6)
