"""Answers to the worksheet's questions: read from loose values, checked, and written back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from domain.errors import DomainError
from domain.instrument_model import CHOICES, SURVEY_SCALE, AnswerType, Formula, Input, Question

LARGEST_COUNT = 1_000_000_000
FLOAT_DECIMALS = 6
YES_NO_WORDS = {"yes": "yes", "ya": "yes", "y": "yes", "true": "yes", "no": "no", "tidak": "no", "false": "no"}
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,12}|-?[0-9]{1,3}(\.[0-9]{3})+")
SURVEY_NUMBER = re.compile(r"-?[0-9]{1,3}([.,][0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Choice:
    """A letter, or `yes` or `no`."""

    value: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts by role (`target`, `realised`) or, where a role has several inputs, by input key (`target_2`)."""

    values: Mapping[str, int] = field(hash=False)

    def total(self, question: Question, role: str) -> int | None:
        """The count of one role, its inputs added up; None while one of them is missing."""
        if role in self.values:
            return self.values[role]
        parts = [self.values.get(item.key) for item in question.inputs if item.role == role]
        known = [part for part in parts if part is not None]
        return sum(known) if parts and len(known) == len(parts) else None


@dataclass(frozen=True, slots=True)
class SurveyValue:
    """The value of an outside survey, 0 to 4."""

    value: Decimal


Answer: TypeAlias = Choice | Counts | SurveyValue


def parse_answer(question: Question, raw: object) -> Answer:
    """The answer that `raw` (text, number, bool or mapping of counts) gives; DomainError `lke.*` when it gives none.

    None, blank text and counts without any number raise `lke.empty`: an open question has no answer.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        raise DomainError("lke.empty", question=question.code)
    if question.type is AnswerType.PERCENT:
        return _counts(question, raw)
    if question.type is AnswerType.SURVEY:
        return _survey(question, raw)
    return _choice(question, raw)


def dump_answer(answer: Answer) -> str | dict[str, int]:
    """The answer as a plain value for JSON, read back by `parse_answer`."""
    if isinstance(answer, Choice):
        return answer.value
    if isinstance(answer, SurveyValue):
        return str(answer.value)
    return dict(sorted(answer.values.items()))


def is_complete(question: Question, answer: Answer) -> bool:
    """Whether nothing that the score needs is missing; `info` counts carry no score and may stay open."""
    if not isinstance(answer, Counts):
        return True
    roles = {item.role for item in question.inputs} - {"info"}
    return all(answer.total(question, role) is not None for role in roles)


def _choice(question: Question, raw: object) -> Choice:
    allowed = CHOICES[question.type]
    if question.type is AnswerType.YES_NO:
        value = YES_NO_WORDS.get(str(raw).strip().lower(), "")
    else:
        value = raw.strip().upper() if isinstance(raw, str) else ""
    if value not in allowed:
        raise DomainError("lke.choice_unknown", question=question.code, value=str(raw), allowed=allowed)
    return Choice(value)


def _survey(question: Question, raw: object) -> SurveyValue:
    if isinstance(raw, Decimal | int) and not isinstance(raw, bool):
        text = str(raw)
    elif isinstance(raw, float):
        # A workbook's 3.6 may arrive as 3.5999999999999996, which would fall below the floor of 3.60.
        text = f"{round(raw, FLOAT_DECIMALS):.{FLOAT_DECIMALS}f}".rstrip("0").rstrip(".")
    else:
        text = raw.strip() if isinstance(raw, str) else ""
    if not SURVEY_NUMBER.fullmatch(text):
        raise DomainError("lke.survey_not_a_number", question=question.code, value=str(raw))
    value = Decimal(text.replace(",", "."))
    if not 0 <= value <= SURVEY_SCALE:
        raise DomainError("lke.survey_out_of_range", question=question.code, value=value, maximum=SURVEY_SCALE)
    return SurveyValue(abs(value))


def _counts(question: Question, raw: object) -> Counts:
    if not isinstance(raw, Mapping):
        raise DomainError("lke.counts_expected", question=question.code, inputs=_keys(question.inputs))
    known = {*_keys(question.inputs), *(item.role for item in question.inputs)}
    for key in raw:
        if key not in known:
            raise DomainError("lke.count_unknown", question=question.code, input=str(key))
    values = {
        str(key): _count(question, str(key), value)
        for key, value in raw.items()
        if value is not None and str(value).strip()
    }
    if not values:
        raise DomainError("lke.empty", question=question.code)
    _refuse_doubles(question, values)
    counts = Counts(values)
    nothing_to_do = question.formula is Formula.SHARE and counts.total(question, "target") == 0
    if nothing_to_do and counts.total(question, "realised"):
        raise DomainError("lke.realised_without_target", question=question.code)
    return counts


def _keys(inputs: tuple[Input, ...]) -> tuple[str, ...]:
    return tuple(item.key for item in inputs)


def _refuse_doubles(question: Question, values: Mapping[str, int]) -> None:
    for item in question.inputs:
        if item.role != item.key and item.role in values and item.key in values:
            raise DomainError("lke.count_twice", question=question.code, input=item.role)


def _count(question: Question, key: str, raw: object) -> int:
    number: int | None = None
    if isinstance(raw, int) and not isinstance(raw, bool):
        number = raw
    elif isinstance(raw, float) and raw.is_integer():
        number = int(raw)
    elif isinstance(raw, str) and WHOLE_NUMBER.fullmatch(raw.strip()):
        number = int(raw.replace(".", ""))
    if number is None:
        raise DomainError("lke.count_not_a_number", question=question.code, input=key, value=str(raw))
    if not 0 <= number <= LARGEST_COUNT:
        raise DomainError("lke.count_out_of_range", question=question.code, input=key, value=number)
    return number
