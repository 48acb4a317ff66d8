"""The formulas of the worksheet as a workbook, by the rules of the instrument: they give what scoring gives."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from domain.instrument_model import AnswerScores, AnswerType, Formula, Instrument, Question
from domain.lke_layout import NOT_FILLED, TOTALS, Kind, Line

YES_NO: Final = {"yes": "Ya", "no": "Tidak"}
# What a workbook reads as the sign with this number, unless it is written in this very way.
CODED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
Rows: TypeAlias = Mapping[tuple[Kind, str, str], int]


def escaped(text: str) -> str:
    """`text` so that a workbook gives it back as it is."""
    return CODED.sub("_x005F_", text)


def value(question: Question, scores: AnswerScores, cell: str) -> str:
    """What the answer in `cell` is worth, 0 to 1; "" while it is open."""
    if question.type is AnswerType.PERCENT:
        return f'=IF(ISNUMBER({cell}),{cell},"")'
    if question.type is AnswerType.SURVEY:
        return f'=IF(ISNUMBER({cell}),{cell}/{_number(scores.survey_scale)},"")'
    rule = '""'
    for choice, worth in reversed(list(scores.choices[question.type].items())):
        rule = f'IF({cell}="{YES_NO.get(choice, choice)}",{_number(worth)},{rule})'
    return f"={rule}"


def share(question: Question, scores: AnswerScores, column: str, rows: Mapping[str, int]) -> str:
    """The percentage of counts whose rows are told by role; the words of the field while one is open."""
    if question.formula is Formula.REDUCTION:
        base, other = f"{column}{rows['last_year']}", f"{column}{rows['this_year']}"
        zero = f"IF({other}=0,{_number(scores.reduction_both_zero)},{_number(scores.reduction_rise_from_zero)})"
        rule = f"MAX({_number(scores.reduction_floor)},({base}-{other})/{base})"
    else:
        base, other = f"{column}{rows['target']}", f"{column}{rows['realised']}"
        zero = _number(scores.when_zero[str(question.when_zero)])
        rule = f"MIN({_number(scores.share_cap)},{other}/{base})"
    return f'=IF(COUNT({base},{other})<2,"{NOT_FILLED}",IF({base}=0,{zero},{rule}))'


def total(column: str, rows: Sequence[int]) -> str:
    """The sum of several kinds, once each of them is there."""
    cells = ",".join(f"{column}{row}" for row in rows)
    return f'=IF(COUNT({cells})<{len(rows)},"{NOT_FILLED}",SUM({cells}))'


def covered(rules: Instrument, line: Line) -> tuple[str, ...]:
    """The codes of the indicators whose points a line adds up."""
    if line.kind is Kind.INDICATOR:
        return (line.code,)
    found = []
    for one in rules.indicators:
        part = "enabler" if one.part != "H" else "result"
        area = f"{one.part}{one.area.removeprefix('A')}" if one.area else ""
        if line.code in {part, one.part, area, one.group or ""} or _is_total_of(line, part):
            found.append(one.code)
    return tuple(found)


def points(rules: Instrument, line: Line, column: str, rows: Rows) -> str:
    """The points of a level above the questions."""
    if line.kind is Kind.INDICATOR:
        questions = rules.indicator(line.code).questions
        cells = ",".join(f"{column}{rows[Kind.QUESTION, one.code, '']}" for one in questions)
        return f"=SUM({cells})/{len(questions)}*H{rows[Kind.INDICATOR, line.code, '']}"
    if line.code == TOTALS[2]:
        return f"={column}{rows[Kind.TOTAL, TOTALS[0], '']}+{column}{rows[Kind.TOTAL, TOTALS[1], '']}"
    terms = []
    for code in covered(rules, line):
        at = rows.get((Kind.INDICATOR, code, ""))
        if at is not None:
            terms.append(f"{column}{at}")
        else:
            question = rows[Kind.QUESTION, rules.indicator(code).questions[0].code, ""]
            terms.append(f"N({column}{question})*H{question}")
    return f"=SUM({','.join(terms)})"


def _is_total_of(line: Line, part: str) -> bool:
    if line.kind is not Kind.TOTAL:
        return False
    return line.code == TOTALS[2] or line.code == TOTALS[0 if part == "enabler" else 1]


def _number(worth: Fraction | int) -> str:
    return f"{float(worth):g}"
