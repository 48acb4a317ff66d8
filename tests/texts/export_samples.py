"""Samples of the screens that take lists of signatures out."""

from collections.abc import Callable

from tests.texts.cast import CAMPAIGN, LONG_UNIT, UNIT, place
from texts import evidence, exports
from texts.screen import Screen

EXPORT_SAMPLES: dict[str, Callable[[str], Screen]] = {
    "exports: the agency or a unit": lambda language: exports.begin(
        place(language), (UNIT, LONG_UNIT), 1, 3, whole=True
    ),
    "exports: units only": lambda language: exports.begin(place(language), (UNIT,), 0, 1, whole=False),
    "exports: kinds of files": lambda language: exports.choose(place(language), LONG_UNIT, CAMPAIGN, 1_043, 12_345),
    "exports: of the agency, no campaign": lambda language: exports.choose(place(language), None, None, 0, 7),
    "exports: nothing there": lambda language: exports.choose(place(language), UNIT, CAMPAIGN, 0, 0),
    "exports: the file": lambda language: exports.file(place(language), LONG_UNIT, 12_345, "xlsx", b"PK"),
    "exports: the file of the agency": lambda language: exports.file(place(language), None, 3, "csv", b"Kode"),
    "evidence: how far it is": lambda language: evidence.progress(place(language), LONG_UNIT, 1_043, 12_345),
    "evidence: too large": lambda language: evidence.too_large(place(language), LONG_UNIT),
    "evidence: the file": lambda language: evidence.file(place(language), LONG_UNIT, 12_345, b"PK"),
}
