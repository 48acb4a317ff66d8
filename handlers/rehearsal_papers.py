"""A rehearsal as pictures of months, and as the sheets of a workbook; also for the command line."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from documents.rehearsal_picture import (
    MOST_MONTHS,
    DayCell,
    DayMark,
    MonthGrid,
    RehearsalLegend,
    RehearsalPicture,
)
from documents.workbooks import Sheet
from domain.rehearsal import Day, Rehearsal, Unreached
from domain.rehearsal_moves import ClosedDay, Why
from texts import rehearsal_files as words
from texts.format import number
from texts.place import Place
from texts.rehearsal_words import cause, lead

MOST_MARKS: Final = 2
ONE_DAY: Final = timedelta(days=1)


def pages(found: Rehearsal) -> int:
    """How many pictures hold all months."""
    return max(1, -(-len(_months(found)) // MOST_MONTHS))


def picture(place: Place, found: Rehearsal, page: int) -> RehearsalPicture:
    """A page (from 0) of the months."""
    language, shown = place.language, _months(found)[page * MOST_MONTHS : (page + 1) * MOST_MONTHS]
    drawing = _Drawing(found, language)
    return RehearsalPicture(
        title=words.picture_title(found, language),
        note=words.picture_note(found, language),
        weekdays=words.weekdays(language),
        months=tuple(drawing.month(first) for first in shown),
        legend=RehearsalLegend(*words.legend(language)),
        footer=words.footer(found, language),
        language=language,
    )


def workbook(place: Place, found: Rehearsal, unreached: Sequence[Unreached]) -> tuple[Sheet, Sheet, Sheet]:
    """What is planned, what moved or is left out, and who is not reached."""
    language = place.language
    plan, moved, missed = words.sheet_titles(language)
    by_moment = {one.at: one for day in found.days for one in day.sendings}
    lines = [words.plan_row(found, line, by_moment.get(line.at), language) for day in found.days for line in day.lines]
    moves = [words.move_row(found, one, language) for one in found.moves]
    gone = [words.gone_row(found, one, language) for one in found.left_out]
    return (
        Sheet(plan, words.plan_columns(language), lines),
        Sheet(moved, words.move_columns(language), [*moves, *gone]),
        Sheet(missed, words.unreached_columns(language), words.unreached_rows(unreached, language)),
    )


def _months(found: Rehearsal) -> list[date]:
    """The first days of the months in which something happens."""
    days = {one.day for one in found.days} | set(_due_days(found))
    shown = {day.replace(day=1) for day in days} or {found.now.date().replace(day=1)}
    first, last, every = min(shown), max(shown), []
    while first <= last:
        every.append(first)
        first = (first + 31 * ONE_DAY).replace(day=1)
    return every


def _due_days(found: Rehearsal) -> dict[date, str]:
    """The days on which the deadlines fall where most of the people are; those of a span only when it holds them."""
    every = {one.due_in(found.zone).astimezone(ZoneInfo(found.zone)).date(): one.title for one in found.deadlines}
    if len(found.deadlines) == 1 or not found.days:
        return every
    first, last = found.days[0].day, found.days[-1].day
    return {day: title for day, title in every.items() if first <= day <= last}


class _Drawing:
    """The facts of a rehearsal by day."""

    def __init__(self, found: Rehearsal, language: str) -> None:
        self._language = language
        self._days = {one.day: one for one in found.days if one.messages}
        self._closed = {one.day: one for one in found.closed}
        self._due = _due_days(found)
        self._moved = {(one.day, one.lead) for one in found.moves}
        self._wished: dict[date, list[int]] = defaultdict(list)
        for one in found.moves:
            if one.day != one.wished and one.lead not in self._wished[one.wished]:
                self._wished[one.wished].append(one.lead)

    def month(self, first: date) -> MonthGrid:
        """The month that begins on this day."""
        weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
        return MonthGrid(
            words.month_title(first, self._language),
            tuple(tuple(self._cell(day) if day.month == first.month else None for day in week) for week in weeks),
        )

    def _cell(self, day: date) -> DayCell:
        closed, sent = self._closed.get(day), self._days.get(day)
        marks = self._marks(day, sent) if sent is not None else ()
        wished = () if marks else tuple(lead(one, self._language) for one in self._wished.get(day, ()))
        return DayCell(
            day=day.day,
            closed=closed is not None,
            name=_name(closed, self._language),
            marks=marks,
            wished=wished[:MOST_MARKS],
            count=words.messages(sent.messages, self._language) if sent is not None else "",
            number=number(sent.messages, self._language) if sent is not None else "",
            due=words.due_mark(self._language) if day in self._due and not marks else "",
            framed=day in self._due,
        )

    def _marks(self, day: date, sent: Day) -> tuple[DayMark, ...]:
        leads = {line.lead for line in sent.lines if line.people}
        ordered = sorted(leads, key=lambda one: (one is None, abs(one or 0)))
        marks = [self._mark(day, one) for one in ordered]
        if len(marks) <= MOST_MARKS:
            return tuple(marks)
        return marks[0], DayMark(words.many(len(marks) - 1, self._language))

    def _mark(self, day: date, days: int | None) -> DayMark:
        moved = days is not None and (day, days) in self._moved
        return DayMark(lead(days, self._language), after=days is not None and days < 0, moved=moved)


def _name(closed: ClosedDay | None, language: str) -> str:
    return cause(closed.cause, language) if closed is not None and closed.cause.why is not Why.WEEKEND else ""
