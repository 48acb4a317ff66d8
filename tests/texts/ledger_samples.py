"""Samples of what is said about the ledger."""

from collections.abc import Callable

from tests.texts.cast import place
from texts import ledger
from texts.screen import Screen

LEDGER_SAMPLES: dict[str, Callable[[str], Screen | str]] = {
    "ledger: an entry": lambda language: ledger.alarm(place(language), 1, "ledger.seal_wrong", 10_432, ""),
    "ledger: a record": lambda language: ledger.alarm(
        place(language), 20, "ledger.record_unsealed", 0, "signature K7<3QX9WMAT"
    ),
    "ledger: no place": lambda language: ledger.alarm(place(language), 2, "ledger.head_differs", 0, ""),
}
