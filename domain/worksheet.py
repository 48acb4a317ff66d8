"""The worksheet as people fill it in a chat: layers, progress by section, next open question, windows of a cycle.

A section is a change area ("A1" to "A6") or the results ("H").
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from types import MappingProxyType

from domain.answers import Answer, is_complete
from domain.errors import DomainError
from domain.instrument_model import Instrument, Question
from domain.rights import Action
from domain.zone import Cycle, Layer

RESULTS = "H"

# Who writes a layer. The ministry's answers are noted by the agency.
LAYER_ACTIONS: Mapping[Layer, Action] = MappingProxyType(
    {Layer.UNIT: Action.ANSWER_WORKSHEET, Layer.TPI: Action.ASSESS_WORKSHEET, Layer.TPN: Action.MANAGE_UNITS}
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that the layers answer differently; None where a layer has no answer."""

    question: str
    unit: Answer | None
    assessor: Answer | None


def differences(
    instrument: Instrument, unit: Mapping[str, Answer], assessed: Mapping[str, Answer]
) -> tuple[Difference, ...]:
    """Where an assessor's layer has an answer other than the unit's, in the order of the worksheet."""
    return tuple(
        Difference(code, unit.get(code), assessed[code])
        for code in instrument.codes
        if code in assessed and assessed[code] != unit.get(code)
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a section is: questions, full answers, items of evidence, answers without any, open findings."""

    section: str
    questions: int
    answered: int
    evidence: int
    without_evidence: int
    open_findings: int

    @property
    def complete(self) -> bool:
        """Whether every question has a full answer."""
        return self.answered == self.questions


def section(question: Question) -> str:
    """The section that a question belongs to."""
    return question.area or RESULTS


def sections(instrument: Instrument) -> tuple[str, ...]:
    """Every section in the order of the areas, the results last."""
    return (*(area.code for area in instrument.areas), RESULTS)


def questions_of(instrument: Instrument, of_section: str | None = None) -> tuple[Question, ...]:
    """The questions of one section, or of all (None), in the order of the worksheet."""
    return tuple(one for one in instrument.questions if of_section is None or section(one) == of_section)


def progress(
    instrument: Instrument,
    answers: Mapping[str, Answer],
    evidence: Mapping[str, int],
    open_findings: Iterable[str],
) -> tuple[Progress, ...]:
    """The progress of every section; `evidence` counts items by question, `open_findings` has a question for each."""
    findings = Counter(open_findings)
    return tuple(
        _progress(code, questions_of(instrument, code), answers, evidence, findings) for code in sections(instrument)
    )


def _progress(
    code: str,
    questions: Collection[Question],
    answers: Mapping[str, Answer],
    evidence: Mapping[str, int],
    findings: Mapping[str, int],
) -> Progress:
    answered = [one for one in questions if is_answered(one, answers)]
    return Progress(
        section=code,
        questions=len(questions),
        answered=len(answered),
        evidence=sum(evidence.get(one.code, 0) for one in questions),
        without_evidence=sum(1 for one in answered if not evidence.get(one.code)),
        open_findings=sum(findings.get(one.code, 0) for one in questions),
    )


def is_answered(question: Question, answers: Mapping[str, Answer]) -> bool:
    """Whether the question has an answer that lacks nothing."""
    return question.code in answers and is_complete(question, answers[question.code])


def next_open(
    instrument: Instrument, answers: Mapping[str, Answer], after: str | None = None, of_section: str | None = None
) -> str | None:
    """The first question without a full answer behind `after`, from the start again at the end; None when none is open.

    `after` itself comes last. KeyError when the section has no such question.
    """
    codes = [one.code for one in questions_of(instrument, of_section)]
    start = 0 if after is None else _place(codes, after) + 1
    turned = codes[start:] + codes[:start]
    return next((code for code in turned if not is_answered(instrument.question(code), answers)), None)


def neighbour(instrument: Instrument, code: str, steps: int, of_section: str | None = None) -> str:
    """The question so many places on (or back), from the start again at the end. KeyError as for `next_open`."""
    codes = [one.code for one in questions_of(instrument, of_section)]
    return codes[(_place(codes, code) + steps) % len(codes)]


def _place(codes: list[str], code: str) -> int:
    if code not in codes:
        raise KeyError(code)
    return codes.index(code)


def check_version(question: str, seen: int, latest: int) -> int:
    """The version of the next answer; DomainError `lke.changed_meanwhile` when what was seen is not the latest.

    0 is a question that has not been answered.
    """
    if seen != latest:
        raise DomainError("lke.changed_meanwhile", question=question)
    return latest + 1


class Doing(StrEnum):
    """What a cycle has a window for."""

    FILL = "fill"
    REVIEW = "review"
    REVISE = "revise"
    PROPOSE = "propose"


class WindowState(StrEnum):
    """Where a day lies to a window."""

    NOT_YET = "not_yet"
    OPEN = "open"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Window:
    """The days for one thing, the first and the last included; None for both is the whole year."""

    doing: Doing
    first: date | None
    last: date | None

    def state(self, today: date) -> WindowState:
        """Where `today` lies."""
        if self.first is not None and today < self.first:
            return WindowState.NOT_YET
        if self.last is not None and today > self.last:
            return WindowState.PASSED
        return WindowState.OPEN

    def days_left(self, today: date) -> int | None:
        """Days until the last one: 0 on it, below 0 after it; None without an end."""
        return None if self.last is None else (self.last - today).days


def window(cycle: Cycle, doing: Doing) -> Window:
    """The window of a cycle for one thing."""
    first, last = cycle.windows.get(doing.value, (None, None))
    return Window(doing, first, last)


def open_now(cycle: Cycle, now: datetime, zone: tzinfo) -> frozenset[Doing]:
    """What may be done at a moment, by the calendar of `zone`."""
    today = now.astimezone(zone).date()
    return frozenset(doing for doing in Doing if window(cycle, doing).state(today) is WindowState.OPEN)


def require_open(cycle: Cycle, doing: Doing, now: datetime, zone: tzinfo) -> None:
    """DomainError `lke.window_not_yet` or `lke.window_passed` (`doing`, `first`, `last`: dates) outside the window."""
    found = window(cycle, doing)
    state = found.state(now.astimezone(zone).date())
    if state is WindowState.NOT_YET:
        raise DomainError("lke.window_not_yet", doing=doing, first=found.first, last=found.last)
    if state is WindowState.PASSED:
        raise DomainError("lke.window_passed", doing=doing, first=found.first, last=found.last)


def check_window(first: date, last: date) -> tuple[date, date]:
    """A window as the admin gives it; DomainError `lke.window_reversed` when it ends before it begins."""
    if last < first:
        raise DomainError("lke.window_reversed")
    return first, last
