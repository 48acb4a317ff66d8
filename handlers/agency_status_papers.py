"""Where all units of a ZI cycle stand, as pictures and as the sheets of a workbook; also for the command line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from documents.heat_picture import MOST_ROWS, HeatCell, HeatPicture, HeatRow, Line, Point
from documents.workbooks import Scale, Sheet, Written
from domain.agency_status import UnitStanding
from domain.folding import shortened
from domain.instrument import bundled
from domain.scoring import display
from services.agency_status import CycleComparison, StatusBoard
from texts import agency_status_files as words
from texts.agency_status_words import heading, missing_words, points, reason
from texts.format import decimal
from texts.labels import stage_label
from texts.place import Place

LONGEST_NAME = 36
TARGETS = ("WBK", "WBBM")
RESULT_FLOORS = ("clean", "integrity_survey", "performance", "service_survey")


def parts(board: StatusBoard) -> int:
    """How many pictures hold all rows."""
    return max(1, -(-len(board.rows) // MOST_ROWS))


def note(place: Place, board: StatusBoard, part: int) -> str:
    """Which of the units the picture `part` (from 0) holds, "" for all."""
    first = part * MOST_ROWS
    last = min(first + MOST_ROWS, len(board.rows))
    return words.part_note(place.language, first + 1, last, len(board.rows))


def picture(place: Place, board: StatusBoard, part: int) -> HeatPicture:
    """The heat table `part` (from 0)."""
    said = words.picture_words(place, whole=board.whole)
    rows = board.rows[part * MOST_ROWS : (part + 1) * MOST_ROWS]
    return HeatPicture(
        title=board.cycle.title,
        agency=said["scope"],
        heading=heading(board.order, place.language),
        note=note(place, board, part),
        columns=words.heat_columns(place.language),
        rows=tuple(_heat_row(row) for row in rows),
        keys=words.keys(place.language),
        legend=words.legend(place.language),
        missed=said["missed"],
        lines=(),
        footer=said["footer"],
        language=place.language,
    )


def trends(place: Place, board: StatusBoard) -> HeatPicture:
    """The lines over time: means by week, and the reform index by year."""
    said = words.picture_words(place, whole=board.whole)
    return HeatPicture(
        title=board.cycle.title,
        agency=said["scope"],
        heading="",
        note="",
        columns=(),
        rows=(),
        keys=(),
        legend=(),
        missed="",
        lines=tuple(line for line in (_mean_line(place, board), _figure_line(place, board)) if line.points),
        footer=said["as_of"],
        language=place.language,
    )


def _heat_row(row: UnitStanding) -> HeatRow:
    rules, tally, begun = bundled(), row.points, row.points.answered > 0
    own = rules.targets[row.target]
    measures = [{one[0]: one[1:] for one in tally.measured(rules.targets[name])} for name in TARGETS]
    wanted = {one[0]: one[1:] for one in tally.measured(own)}

    def cell(value: Fraction, requirements: Sequence[str]) -> HeatCell:
        if not begun:
            return HeatCell("–", None, missed=False)
        # A higher target has no lower floor, so the levels follow each other.
        level = sum(all(known[one][0] >= known[one][1] for one in requirements) for known in measures)
        missed = any(wanted[one][0] < wanted[one][1] for one in requirements)
        return HeatCell(str(int(value)), level, missed)

    results = sum((one.weight for one in rules.indicators if one.area is None), Fraction(0))
    cells = [cell(percent, (f"area_{code}",)) for code, percent in tally.areas.items()]
    ends = [cell(tally.result / results * 100, RESULT_FLOORS), cell(tally.total, ("total",))]
    return HeatRow(shortened(row.name, LONGEST_NAME), row.target, (*cells, *ends))


def _mean_line(place: Place, board: StatusBoard) -> Line:
    weeks = board.weeks if any(week.answered for week in board.weeks) else ()
    last = len(weeks) - 1
    said = words.mean_words(place, weeks[-1], board.rows) if weeks else ("", "")
    return Line(
        title=said[0],
        note=said[1],
        points=tuple(
            Point(words.day(week.at, place) if index in {0, last} else "", "", float(week.mean))
            for index, week in enumerate(weeks)
        ),
        low="0",
        high="100",
    )


def _figure_line(place: Place, board: StatusBoard) -> Line:
    values = [(one.year, Fraction(one.value)) for one in board.figures][-6:]
    numbers = [value for _, value in values]
    low = int(min(numbers, default=Fraction(0))) // 10 * 10
    high = max(low + 10, math.ceil(max(numbers, default=Fraction(0)) / 10) * 10)
    return Line(
        title=words.index_title(place.language),
        note="",
        points=tuple(
            Point(str(year), decimal(value, 2, place.language), float((value - low) / (high - low) * 100))
            for year, value in values
        ),
        low=str(low),
        high=str(high),
    )


def workbook(place: Place, board: StatusBoard, compared: CycleComparison | None) -> tuple[Sheet, ...]:
    """Units by area, risks, weeks, and the cycle before where there is one; numbers stay numbers."""
    titles = words.sheet_titles(place.language)
    sheets = [_units(place, board, titles[0]), _risks(place, board, titles[1]), _weeks(place, board, titles[2])]
    if compared is not None:
        sheets.append(_comparison(place, compared, titles[3]))
    return (*sheets, Sheet(titles[4], words.about_columns(place.language), words.about(place, board)))


def _units(place: Place, board: StatusBoard, title: str) -> Sheet:
    language, rules = place.language, bundled()
    low, high = (rules.targets[name].floors for name in TARGETS)
    areas = len(rules.areas)
    first = 4
    scales = [Scale(first, float(low["total"]), float(high["total"]))]
    scales += [
        Scale(first + 2 + place_in_row, float(low["area_percent"] / 100), float(high["area_percent"] / 100))
        for place_in_row in range(areas)
    ]
    rows = [
        (
            row.code, row.name, stage_label(row.stage, language), row.target, display(row.total),
            _or_none(row.tpi.total if row.tpi else None), *(percent / 100 for percent in row.points.areas.values()),
            display(row.points.result), row.points.answered, row.evidence, row.without_evidence, row.findings,
            display(row.gap.missing) if row.gap else Decimal(0), missing_words(row.gap, language), display(row.change),
            len(row.risks),
        )
        for row in board.rows
    ]  # fmt: skip
    return Sheet(title, words.unit_columns(language), rows, scales=scales)


def _risks(place: Place, board: StatusBoard, title: str) -> Sheet:
    language = place.language
    rows = [
        (row.code, row.name, stage_label(row.stage, language), row.target, reason(risk, language), risk.number)
        for row in board.endangered
        for risk in row.risks
    ]
    return Sheet(title, words.risk_columns(language), rows)


def _weeks(place: Place, board: StatusBoard, title: str) -> Sheet:
    rows = [
        (week.at.astimezone(place.tz).strftime("%d-%m-%Y"), week.answered, display(week.mean)) for week in board.weeks
    ]
    return Sheet(title, words.week_columns(place.language), rows)


def _comparison(place: Place, compared: CycleComparison, title: str) -> Sheet:
    language = place.language
    rows: list[tuple[Written, ...]] = []
    for row in compared.rows:
        sides = (row.earlier, row.now)
        stages = [stage_label(one.stage, language) if one else "–" for one in sides]
        totals = [_or_none(one.total if one else None) for one in sides]
        percents: list[Written] = []
        for area in bundled().areas:
            values = [one.points.areas[area.code] / 100 if one else None for one in sides]
            known = [value for value in values if value is not None]
            percents.append(known[1] - known[0] if len(known) == len(sides) else "–")
        rows.append((row.code, row.name, *stages, *totals, _or_none(row.change), *percents))
    return Sheet(title, words.compare_columns(language, compared.earlier.year, compared.cycle.year), rows)


def _or_none(value: Fraction | None) -> Decimal | str:
    return points(None, "id") if value is None else display(value)
