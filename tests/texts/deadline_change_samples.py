"""Samples of what people read when a deadline that they were reminded of has changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from domain.deadline import Concerned, DeadlineAudience, DeadlinePlan, DoneRule
from domain.deadline_change import ChangeNews, DeadlineState, Told
from tests.texts.cast import LONG_UNIT, NOW, place
from texts import deadline_changes
from texts.screen import Screen

STATE = DeadlineState(
    "Unggah eviden <Pengawasan> & lainnya", NOW + timedelta(days=7), "Asia/Jakarta", each_zone=False, unit_id=None,
    audience=DeadlineAudience(), people=(), evidence=False, plan=DeadlinePlan(), rule=DoneRule.MARK,
)  # fmt: skip
KNEW = Told(STATE, "", "", ())
MOVED = replace(KNEW, state=replace(STATE, due_at=NOW + timedelta(days=9)))
NAMED = replace(STATE, audience=DeadlineAudience(Concerned.PEOPLE), people=tuple(range(1, 9)))
PEOPLE = tuple(f"Contoh Pegawai <{number}>, S.E., M.M." for number in range(1, 9))
OWING = replace(STATE, audience=DeadlineAudience(Concerned.OWING, "4"), evidence=True, rule=DoneRule.SHARED)
LONG = " ".join(["panjang & <tajam>"] * 6)


def _changed(before: Told, after: Told, *, mine: bool = True) -> Callable[[str], Screen]:
    return lambda language: deadline_changes.changed(place(language), ChangeNews(5, before, after, mine))


DEADLINE_CHANGE_SAMPLES: dict[str, Callable[[str], Screen]] = {
    "deadline change: moved": _changed(KNEW, MOVED),
    "deadline change: another title and evidence": _changed(
        KNEW, replace(KNEW, state=replace(STATE, title=LONG, evidence=True))
    ),
    "deadline change: no evidence any more": _changed(replace(KNEW, state=replace(STATE, evidence=True)), KNEW),
    "deadline change: everything": _changed(
        Told(NAMED, LONG_UNIT.name, "", PEOPLE), Told(replace(OWING, due_at=NOW + timedelta(days=80)), "", LONG, ())
    ),
    "deadline change: not theirs any more": _changed(KNEW, Told(NAMED, LONG_UNIT.name, "", PEOPLE), mine=False),
    "deadline change: cancelled": _changed(KNEW, replace(KNEW, state=replace(STATE, cancelled=True)), mine=False),
}
