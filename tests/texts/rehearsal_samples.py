"""Screens and words of rehearsals, with values as long and as awkward as real ones get."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from domain.deadline import Deadline, DoneRule
from domain.rehearsal import Day, Line, Reach, Rehearsal, Sending
from domain.rehearsal_moves import Cause, Gone, LeftOut, Move, Why
from tests.texts.cast import LATE, NOW, PLEDGE_DUE, place
from texts import rehearsal
from texts.screen import Screen

WEST, CLINIC, EAST = ("Asia/Jakarta", 5), ("Asia/Jakarta", 6), ("Asia/Jayapura", 5)
MORNING = datetime(2026, 3, 17, 1, 30, tzinfo=UTC)
NYEPI = Cause(Why.HOLIDAY, "Cuti Bersama Hari Suci Nyepi <Saka 1948>")
DUE = Deadline(7, LATE.title, datetime(2026, 3, 31, 9, tzinfo=UTC), None, DoneRule.MARK)


def day(at: datetime, *leads: int | None, messages: int = 10_250, late: bool = False) -> Day:
    """A day with reminders of these leads."""
    lines = tuple(Line(at, WEST, DUE.id, one, one is None, messages, 17) for one in leads)
    ends = at + timedelta(seconds=messages / 30)
    closes = at if late else at.replace(hour=9)
    return Day(at.date(), lines, (Sending(at, at, ends, closes, messages),))


MOVES = (
    Move(
        7, 7, date(2026, 3, 24), date(2026, 3, 17), time(8, 30), (NYEPI, Cause(Why.SEASON, "Ramadan")), (WEST, CLINIC)
    ),
    Move(7, 3, date(2026, 3, 28), date(2026, 3, 27), time(8), (Cause(Why.WEEKEND),), (WEST,)),
    Move(7, 1, date(2026, 3, 30), date(2026, 3, 30), time(13), (Cause(Why.PRAYERS),), (WEST, CLINIC)),
    Move(7, 0, date(2026, 3, 31), date(2026, 3, 30), time(8), (Cause(Why.DUE_FIRST),), (WEST, CLINIC)),
    Move(7, 2, date(2026, 3, 29), date(2026, 3, 29), time(10, 5), (Cause(Why.LATE),), (WEST, CLINIC)),
    Move(7, -3, date(2026, 4, 3), date(2026, 4, 6), time(8), (Cause(Why.AGENCY_DAY, "HUT <Daerah>"),), (EAST,)),
)
GONE = tuple(LeftOut(7, lead, date(2026, 3, 1), why, (WEST,)) for lead, why in zip((30, 14, 0), Gone, strict=True))
WHOLE = Rehearsal(
    (DUE,), (day(MORNING, 7), day(MORNING + timedelta(days=10), 3, None), day(MORNING + timedelta(days=15), -1)),
    MOVES, GONE, Reach(10_250, 1_043, 17, 12), (), "Asia/Jakarta", 30, 3, NOW,
)  # fmt: skip
NOTHING = replace(WHOLE, days=(), moves=(), left_out=(), reach=Reach(), calendars=1)
LONG = replace(
    WHOLE,
    deadlines=(DUE, PLEDGE_DUE, replace(DUE, id=8)),
    days=tuple(day(MORNING + timedelta(days=one), 30, 14, 7, 3, 1, 0, -1, late=one < 3) for one in range(40)),
    moves=MOVES * 5,
    left_out=GONE * 5,
)
REHEARSAL_SAMPLES: dict[str, Callable[[str], Screen | str]] = {
    "rehearsal: of a deadline": lambda language: rehearsal.summary(place(language), WHOLE, "7", whole=True),
    "rehearsal: of a form": lambda language: rehearsal.summary(place(language), NOTHING, "draft", whole=False),
    "rehearsal: of all deadlines": lambda language: rehearsal.summary(place(language), LONG, "all", whole=True),
    "rehearsal: picture": lambda language: rehearsal.picture(place(language), WHOLE, "7", 1, 3, b"png"),
    "rehearsal: workbook": lambda language: rehearsal.workbook(place(language), LONG, "all", b"xlsx"),
}
