"""Samples of reminders of deadlines, from the first kind word to the last clear one, and of what heads are told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from domain.deadline import Deadline, DoneRule
from tests.texts.cast import BUDI, EVIDENCE_DUE, LATE, NOW, PLEDGE_DUE, SITI, place
from texts import reminding
from texts.screen import Screen

WITH_EVIDENCE = replace(EVIDENCE_DUE, id=2_000_000_007, evidence=True, due_at=NOW + timedelta(days=3))
WORKSHEET = Deadline(8, "Penyerahan lembar kerja evaluasi", NOW + timedelta(days=12), 4, DoneRule.WORKSHEET)
SHARED = replace(LATE, id=9, rule=DoneRule.SHARED, due_at=NOW - timedelta(days=30))
MANY = tuple(replace(LATE, id=10 + number, due_at=NOW + timedelta(days=number - 2)) for number in range(12))


def _reminder(*due: Deadline, done: tuple[Deadline, ...] = (), **how: object) -> Callable[[str], Screen]:
    owed = [*((one, False) for one in due), *((one, True) for one in done)]
    return lambda language: reminding.reminder(place(language), owed, **how)  # type: ignore[arg-type]


REMINDING_SAMPLES: dict[str, Callable[[str], Screen]] = {
    "reminder: early, of a worksheet": _reminder(WORKSHEET),
    "reminder: early, to sign": _reminder(PLEDGE_DUE),
    "reminder: near, with evidence": _reminder(WITH_EVIDENCE),
    "reminder: today": _reminder(EVIDENCE_DUE),
    "reminder: of today and of next week": _reminder(EVIDENCE_DUE, PLEDGE_DUE),
    "reminder: late": _reminder(LATE),
    "reminder: very late": _reminder(SHARED),
    "reminder: of each kind": _reminder(SHARED, LATE, EVIDENCE_DUE, WITH_EVIDENCE, PLEDGE_DUE, WORKSHEET),
    "reminder: more than are shown": _reminder(*MANY),
    "reminder: half done": _reminder(PLEDGE_DUE, done=(EVIDENCE_DUE,)),
    "reminder: all done": _reminder(done=(EVIDENCE_DUE,)),
    "reminder: missed while the bot was down": _reminder(LATE, EVIDENCE_DUE, missed=NOW - timedelta(days=3)),
    "reminder: back from leave": _reminder(LATE, WORKSHEET, back=True),
    "reminder: to a head, of leave": lambda language: reminding.absent(
        place(language), SITI.name, date(2026, 1, 5), date(2026, 1, 9), EVIDENCE_DUE
    ),
    "reminder: to a head, of a long title": lambda language: reminding.absent(
        place(language), BUDI.name, date(2025, 12, 29), date(2026, 1, 30), LATE
    ),
}
