"""Faults on purpose: errors, delays and connections that break before or after a call took effect."""

import random
from dataclasses import dataclass
from typing import Any, Literal, get_args

Kind = Literal["error", "delay", "break_before", "break_after"]


@dataclass(slots=True)
class Fault:
    """What happens to the calls it matches; `times` None means always, `share` is the probability."""

    method: str
    chat: int | None
    kind: Kind
    code: int
    description: str
    parameters: dict[str, Any] | None
    seconds: float
    times: int | None
    share: float

    def matches(self, method: str, chat: int | None) -> bool:
        """Whether it concerns a call of `method` (lower case) to `chat`."""
        return self.times != 0 and self.method in {"*", method} and self.chat in {None, chat}


class Faults:
    """The faults in force; the dice are seeded, so that a failing run can be repeated."""

    def __init__(self, seed: int = 0) -> None:
        self._faults: list[Fault] = []
        self._dice = random.Random(seed)  # noqa: S311  # repeatable on purpose

    def add(
        self,
        *,
        kind: Kind,
        method: str = "*",
        chat: int | None = None,
        code: int = 500,
        description: str = "Internal Server Error",
        parameters: dict[str, Any] | None = None,
        seconds: float = 0.0,
        times: int | None = 1,
        share: float = 1.0,
    ) -> Fault:
        """Put a fault in force for the next `times` matching calls; ValueError for an unknown kind."""
        if kind not in get_args(Kind):
            msg = f"a fault is one of {', '.join(get_args(Kind))}, not {kind!r}"
            raise ValueError(msg)
        fault = Fault(method.lower(), chat, kind, code, description, parameters, seconds, times, share)
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Back to a healthy server."""
        self._faults.clear()

    def strike(self, method: str, chat: int | None) -> list[Fault]:
        """The faults that hit this call, each counted down."""
        if not self._faults:
            return []
        hit = [f for f in self._faults if f.matches(method, chat) and self._dice.random() < f.share]
        for fault in hit:
            if fault.times is not None:
                fault.times -= 1
        self._faults = [fault for fault in self._faults if fault.times != 0]
        return hit
