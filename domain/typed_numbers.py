"""Numbers as people type them into a chat for the worksheet: "12", "12,5", "85 %", "1.234"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from domain.answers import LARGEST_COUNT, Answer, Counts, parse_answer
from domain.errors import DomainError
from domain.instrument_model import AnswerType, Question

# A dot before every three digits marks thousands, as it is written in Indonesia; one or two digits after a dot are a
# fraction all the same, since many keyboards have no comma there.
NUMBER = re.compile(
    r"(?P<sign>-?)(?:(?P<whole>[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,12})(?:,(?P<part>[0-9]{1,6}))?"
    r"|(?P<dotted>[0-9]{1,12}\.[0-9]{1,2}))\s*(?P<percent>%|persen)?",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"[\s;/]+")
WHOLE = 100


@dataclass(frozen=True, slots=True)
class Number:
    """A number as typed; `percent` when a percent sign stood behind it."""

    value: Fraction
    percent: bool


def parse_number(text: str) -> Number | None:
    """The number in `text`; None when it is no number."""
    found = NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    digits = found["dotted"] or found["whole"].replace(".", "") + "." + (found["part"] or "0")
    value = Fraction(digits)
    return Number(-value if found["sign"] else value, found["percent"] is not None)


def typed_answer(question: Question, text: str) -> Answer:
    """The whole answer in one message; for counts every number in the order of the inputs. DomainError `lke.*`."""
    if question.type is not AnswerType.PERCENT:
        return parse_answer(question, text)
    words = [word for word in BETWEEN.split(text.strip()) if word]
    if not words:
        raise DomainError("lke.empty", question=question.code)
    if len(words) != len(question.inputs):
        raise DomainError("lke.counts_expected", question=question.code, inputs=tuple(i.key for i in question.inputs))
    values = {
        item.key: _whole(question, item.key, word, Counts({}))
        for item, word in zip(question.inputs, words, strict=True)
    }
    return parse_answer(question, values)


def typed_count(question: Question, key: str, text: str, known: Counts | None = None) -> Answer:
    """`known` with the count that was typed for one input.

    A percentage is taken for `realised` when the target is known and it gives a whole number, since the portal wants
    counts. DomainError `lke.count_unknown`, `lke.empty`, `lke.count_not_a_number`, `lke.count_out_of_range`,
    `lke.percent_out_of_range`, `lke.percent_for_count`, `lke.realised_without_target`.
    """
    before: Mapping[str, int] = known.values if known else {}
    if key not in {item.key for item in question.inputs}:
        raise DomainError("lke.count_unknown", question=question.code, input=key)
    if not text.strip():
        raise DomainError("lke.empty", question=question.code)
    return parse_answer(question, {**before, key: _whole(question, key, text, Counts(before))})


def _whole(question: Question, key: str, text: str, known: Counts) -> int:
    number = parse_number(text)
    if number is None:
        raise DomainError("lke.count_not_a_number", question=question.code, input=key, value=text.strip())
    value = _of_target(question, key, number.value, known) if number.percent else number.value
    if value.denominator != 1:
        raise DomainError("lke.count_not_a_number", question=question.code, input=key, value=text.strip())
    if not 0 <= value <= LARGEST_COUNT:
        raise DomainError("lke.count_out_of_range", question=question.code, input=key, value=int(value))
    return int(value)


def _of_target(question: Question, key: str, percent: Fraction, known: Counts) -> Fraction:
    if not 0 <= percent <= WHOLE:
        raise DomainError("lke.percent_out_of_range", question=question.code)
    target = known.total(question, "target")
    realised = [item.key for item in question.inputs if item.role == "realised"]
    if key not in realised or len(realised) > 1 or target is None or (percent * target / WHOLE).denominator != 1:
        raise DomainError("lke.percent_for_count", question=question.code)
    return percent * target / WHOLE
