"""Which units of a ZI cycle are in danger of not making it, with the reason in numbers.

The rules, all of them this project's own:

- Only a unit on its way is looked at: not one whose year has ended (awarded or not, in monitoring, revoked). Nor does
  the time of this cycle count for a unit that declared or went back to building after the days for filling had passed.
- Time left is counted in days of the window that its stage goes by (`FILLING` or, while assessors review, that of
  revising), today and the last day included, and in working weeks of the unit: its working days there, by its week.
- Gap: to close every gap to its target, the unit needs at least so many improvements (`domain.road` says what one is)
  even if each open question got its best answer. More than `STEPS_A_WEEK` for each working week left is too much.
  The answers are the unit's own. Without an end of the window nothing is said.
- Worksheet: a question is open in the last `LAST_DAYS` days of the window, or after it.
- Evidence: an answer without any in the last `EVIDENCE_DAYS` days, after them, or while assessors read and return it.
  Before that, or without an end of the window, half of the answers without any.
- Stage: the window of the stage has passed, or more than half of that for filling while self-assessment has not begun.
- People: nobody is head of the unit, or nobody of its team, by a role in this very unit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from domain.filling import FILLING
from domain.reminders import WorkCalendar, is_working_day
from domain.stages import Stage
from domain.worksheet import Doing, Window, WindowState, window
from domain.zone import Cycle

STEPS_A_WEEK = 5
LAST_DAYS = 14
EVIDENCE_DAYS = 28
OVER = frozenset({Stage.AWARDED, Stage.NOT_AWARDED, Stage.MONITORING, Stage.REVOKED})
EARLY = frozenset({Stage.DECLARED, Stage.BUILDING})
READ = frozenset({Stage.TPI_REVIEW, Stage.RETURNED})
# Which window a stage must have been left by the end of.
LEFT_BY: Mapping[Stage, Doing] = MappingProxyType(
    {
        Stage.DECLARED: Doing.FILL,
        Stage.BUILDING: Doing.FILL,
        Stage.SELF_ASSESSMENT: Doing.FILL,
        Stage.TPI_REVIEW: Doing.REVIEW,
        Stage.RETURNED: Doing.REVISE,
        Stage.PROPOSED: Doing.PROPOSE,
    }
)
# By which window the answers of a stage can still be made better.
_MENDED = MappingProxyType({Stage.DECLARED: Doing.FILL, **FILLING, Stage.TPI_REVIEW: Doing.REVISE})


class RiskKind(StrEnum):
    """Why a unit is at risk, the gravest first."""

    GAP = "gap"
    INCOMPLETE = "incomplete"
    EVIDENCE = "evidence"
    STAGE = "stage"
    HALF = "half"
    HEAD = "head"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Risk:
    """One reason: `number` improvements, open questions or answers without evidence, the latter two `of` so many.

    `last` is the last day of the window `doing`, `days` are left until then (0 on it, below 0 after it), `weeks` are
    working weeks of the unit. What a kind has no use for is left out.
    """

    kind: RiskKind
    number: int = 0
    of: int = 0
    doing: Doing | None = None
    last: date | None = None
    days: int | None = None
    weeks: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at. `since` is the day on which the unit entered its stage, `steps` are improvements needed.

    `steps` is None where better answers can't meet the floors of the target.
    """

    stage: Stage
    since: date
    questions: int
    answered: int
    without_evidence: int
    steps: int | None
    heads: int
    team: int


def risks(facts: Facts, cycle: Cycle, today: date, calendar: WorkCalendar) -> tuple[Risk, ...]:
    """Every reason why the unit is at risk, the gravest first; `today` by the calendar of the unit."""
    if facts.stage in OVER:
        return ()
    timely = () if _next_year(facts, cycle) else _timely(facts, cycle, today, calendar)
    people = [
        *([] if facts.heads else [Risk(RiskKind.HEAD)]),
        *([] if facts.team else [Risk(RiskKind.TEAM)]),
    ]
    return (*timely, *people)


def steps_matter(stage: Stage) -> bool:
    """Whether the answers of a unit at this stage can still be made better, so that its gap is worth looking at."""
    return stage in _MENDED


def working_days(calendar: WorkCalendar, first: date, last: date) -> int:
    """How many days a unit works from one day to another, both included; 0 when the last one is before the first."""
    days = (last - first).days + 1
    return sum(1 for number in range(days) if is_working_day(calendar, first + timedelta(days=number)))


def local_day(moment: datetime, calendar: WorkCalendar) -> date:
    """The day of a moment by the unit's clock."""
    return moment.astimezone(calendar.zone).date()


def _next_year(facts: Facts, cycle: Cycle) -> bool:
    last = window(cycle, Doing.FILL).last
    return facts.stage in EARLY and last is not None and facts.since > last


def _timely(facts: Facts, cycle: Cycle, today: date, calendar: WorkCalendar) -> tuple[Risk, ...]:
    found: list[Risk] = []
    if facts.stage in _MENDED:
        mended = window(cycle, _MENDED[facts.stage])
        found += _gap(facts, mended, today, calendar)
        if facts.stage is not Stage.TPI_REVIEW:
            found += _incomplete(facts, mended, today)
        found += _evidence(facts, mended, today)
    return (*found, *_behind(facts, cycle, today))


def _gap(facts: Facts, within: Window, today: date, calendar: WorkCalendar) -> list[Risk]:
    if within.last is None or not facts.steps:
        return []
    first = max(today, within.first) if within.first else today
    weeks = Fraction(working_days(calendar, first, within.last), calendar.work_days)
    if facts.steps <= STEPS_A_WEEK * weeks:
        return []
    days = within.days_left(today)
    return [Risk(RiskKind.GAP, facts.steps, doing=within.doing, last=within.last, days=days, weeks=weeks)]


def _incomplete(facts: Facts, within: Window, today: date) -> list[Risk]:
    days, still_open = within.days_left(today), facts.questions - facts.answered
    if days is None or days > LAST_DAYS or not still_open:
        return []
    return [Risk(RiskKind.INCOMPLETE, still_open, facts.questions, within.doing, within.last, days)]


def _evidence(facts: Facts, within: Window, today: date) -> list[Risk]:
    days, bare = within.days_left(today), facts.without_evidence
    late = facts.stage in READ or (days is not None and days <= EVIDENCE_DAYS)
    if not bare or not (late or 2 * bare >= facts.answered):
        return []
    return [Risk(RiskKind.EVIDENCE, bare, facts.answered, within.doing, within.last, days)]


def _behind(facts: Facts, cycle: Cycle, today: date) -> list[Risk]:
    if facts.stage not in LEFT_BY:
        return []
    by = window(cycle, LEFT_BY[facts.stage])
    if by.state(today) is WindowState.PASSED:
        return [Risk(RiskKind.STAGE, doing=by.doing, last=by.last, days=by.days_left(today))]
    if facts.stage in EARLY and by.first and by.last and 2 * (today - by.first).days > (by.last - by.first).days:
        return [Risk(RiskKind.HALF, doing=by.doing, last=by.last, days=by.days_left(today))]
    return []
