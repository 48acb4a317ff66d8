"""Where all units of a ZI cycle stand, side by side: stages, scores, gaps, risks, weeks. Numbers only, no names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from functools import cache

from domain.agency_status import (
    Compared,
    History,
    Order,
    UnitStanding,
    Week,
    at_risk,
    gap,
    mean,
    ordered,
    replayed,
)
from domain.errors import DomainError
from domain.figures import Figure
from domain.folding import folded
from domain.people import Actor, Unit
from domain.quick_scoring import QuickScorer, bundled_scorer
from domain.reminders import WorkCalendar
from domain.rights import Action, Role, may
from domain.stages import Stage
from domain.unit_risks import Facts, Risk, local_day, risks, steps_matter
from domain.zone import Cycle, Layer, StageChange
from services import work_calendars
from services.access import require_person
from services.planning import Planning
from storage import agency_figures, agency_status, evidence, findings, units, zone
from storage.engine import Transaction

REFORM_INDEX = "reform_index"


@dataclass(frozen=True, slots=True)
class StatusBoard:
    """The units that take part in a cycle, in their order, and all of them together week by week.

    `whole` is False where the reader sees some units only. `earlier` is the cycle before, None for the first one.
    `figures` is the reform index of the agency by year.
    """

    cycle: Cycle
    rows: tuple[UnitStanding, ...]
    order: Order
    whole: bool
    weeks: tuple[Week, ...]
    figures: tuple[Figure, ...]
    earlier: Cycle | None

    @property
    def endangered(self) -> tuple[UnitStanding, ...]:
        """The units at risk, the gravest first."""
        return at_risk(self.rows)

    @property
    def stages(self) -> Mapping[Stage, int]:
        """How many units are at each stage, in the order of the table; stages without any are left out."""
        counted = Counter(one.stage for one in self.rows)
        return {stage: counted[stage] for stage in Stage if counted[stage]}

    @property
    def mean(self) -> Fraction:
        """The mean of the units' own totals so far."""
        return mean([one.total for one in self.rows])


@dataclass(frozen=True, slots=True)
class CycleComparison:
    """The units of two cycles by name; `whole` as in a board."""

    cycle: Cycle
    earlier: Cycle
    rows: tuple[Compared, ...]
    whole: bool

    @property
    def in_both(self) -> tuple[Compared, ...]:
        """The units that take part in both."""
        return tuple(one for one in self.rows if one.now and one.earlier)

    @property
    def means(self) -> tuple[Fraction, Fraction]:
        """The means of those in both, of the earlier cycle and of the later one."""
        both = self.in_both
        before = [one.earlier.total for one in both if one.earlier]
        return mean(before), mean([one.now.total for one in both if one.now])


def board(tx: Transaction, actor: Actor, order: Order, now: datetime, planning: Planning) -> StatusBoard:
    """The units of the present cycle that the actor may see. Raises `access.*`, `lke.no_cycle`."""
    seen, whole = _seen(tx, actor)
    return _board(tx, _present(tx), seen, order, now, planning, whole=whole)


def board_directly(
    tx: Transaction, year: int | None, order: Order, now: datetime, planning: Planning
) -> StatusBoard:  # fmt: skip
    """The same of the whole agency, of the present cycle or that of a year, for the command line.

    Raises `lke.no_cycle`.
    """
    chosen = _present(tx) if year is None else next((one for one in zone.all_cycles(tx) if one.year == year), None)
    if chosen is None:
        raise DomainError("lke.no_cycle")
    return _board(tx, chosen, _open_units(tx), order, now, planning, whole=True)


def comparison(tx: Transaction, actor: Actor, now: datetime, planning: Planning) -> CycleComparison | None:
    """The present cycle beside the one before it, None when there is none. Raises `access.*`, `lke.no_cycle`."""
    seen, whole = _seen(tx, actor)
    return _comparison(tx, _present(tx), seen, now, planning, whole=whole)


def comparison_directly(
    tx: Transaction, cycle: Cycle, now: datetime, planning: Planning
) -> CycleComparison | None:  # fmt: skip
    """A cycle beside the one before it, of the whole agency, for the command line."""
    return _comparison(tx, cycle, _open_units(tx), now, planning, whole=True)


def _present(tx: Transaction) -> Cycle:
    cycle = zone.latest_cycle(tx)
    if cycle is None:
        raise DomainError("lke.no_cycle")
    return cycle


def _earlier(tx: Transaction, cycle: Cycle) -> Cycle | None:
    return next((one for one in zone.all_cycles(tx) if one.year < cycle.year), None)


def _open_units(tx: Transaction) -> dict[int, Unit]:
    return {unit.id: unit for unit in units.every_unit(tx) if unit.closed_at is None}


def _seen(tx: Transaction, actor: Actor) -> tuple[dict[int, Unit], bool]:
    """The units whose worksheets the actor may see, and whether that is the whole agency."""
    require_person(actor)
    every = _open_units(tx)
    whole = may(actor.grants, Action.SEE_WORKSHEET)
    parents = {unit.id: unit.parent_id for unit in units.every_unit(tx)}
    seen = {
        unit_id: unit
        for unit_id, unit in every.items()
        if whole or may(actor.grants, Action.SEE_WORKSHEET, tuple(_upwards(unit_id, parents)))
    }
    if not (whole or seen):
        raise DomainError("access.denied")
    return seen, whole


def _upwards(unit_id: int | None, parents: Mapping[int, int | None]) -> Iterable[int]:
    while unit_id is not None:
        yield unit_id
        unit_id = parents.get(unit_id)


def _board(
    tx: Transaction, cycle: Cycle, seen: Mapping[int, Unit], order: Order, now: datetime, planning: Planning, *,
    whole: bool,
) -> StatusBoard:  # fmt: skip
    rows, weeks = _standings(tx, cycle, seen, now, planning)
    figures = agency_figures.listing(tx, REFORM_INDEX)
    return StatusBoard(cycle, ordered(rows, order), order, whole, weeks, figures, _earlier(tx, cycle))


def _comparison(
    tx: Transaction, cycle: Cycle, seen: Mapping[int, Unit], now: datetime, planning: Planning, *, whole: bool
) -> CycleComparison | None:
    earlier = _earlier(tx, cycle)
    if earlier is None:
        return None
    later = {one.unit_id: one for one in _standings(tx, cycle, seen, now, planning)[0]}
    before = {one.unit_id: one for one in _standings(tx, earlier, seen, now, planning)[0]}
    taking_part = [unit for unit in seen.values() if unit.id in later or unit.id in before]
    by_name = sorted(taking_part, key=lambda unit: (folded(unit.name), unit.code))
    rows = (Compared(unit.id, unit.code, unit.name, later.get(unit.id), before.get(unit.id)) for unit in by_name)
    return CycleComparison(cycle, earlier, tuple(rows), whole)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What is read of all units at once."""

    history: History
    tpi: Mapping[int, Mapping[str, str]]
    evidence: Mapping[int, Mapping[str, int]]
    findings: Mapping[int, int]
    heads: Mapping[int, int]
    team: Mapping[int, int]


def _standings(
    tx: Transaction, cycle: Cycle, seen: Mapping[int, Unit], now: datetime, planning: Planning
) -> tuple[list[UnitStanding], tuple[Week, ...]]:
    stages = {unit_id: change for unit_id, change in zone.stages(tx, cycle.id).items() if unit_id in seen}
    scorer = bundled_scorer()
    events = list(agency_status.events(tx, cycle.id, Layer.UNIT.value, now))
    first = next((event.at for event in events if event.unit_id in stages), None)
    loaded = _Loaded(
        history=replayed(scorer, events, stages, now, first),
        tpi=agency_status.latest(tx, cycle.id, Layer.TPI.value),
        evidence=evidence.counts_of_all(tx, cycle.id),
        findings=findings.open_counts(tx, cycle.id),
        heads=agency_status.leaders(tx, Role.UNIT_HEAD),
        team=agency_status.leaders(tx, Role.ZI_TEAM),
    )
    last = max((span[1].year for span in cycle.windows.values()), default=now.year)

    @cache
    def calendar(timezone: str, work_days: int) -> tuple[WorkCalendar, date]:
        years = (min(now.year, last), max(now.year, last))
        kept = work_calendars.calendar(tx, planning, timezone, work_days, *years)
        return kept, local_day(now, kept)

    rows = [_row(scorer, cycle, seen[unit_id], change, loaded, calendar) for unit_id, change in stages.items()]
    return rows, loaded.history.weeks


def _row(
    scorer: QuickScorer, cycle: Cycle, unit: Unit, change: StageChange, loaded: _Loaded,
    calendar: Callable[[str, int], tuple[WorkCalendar, date]],
) -> UnitStanding:  # fmt: skip
    answers = loaded.history.present[unit.id]
    points = scorer.tally(answers)
    shown = loaded.evidence.get(unit.id, {})
    answered = [code for code, text in answers.items() if scorer.points(code, text) is not None]
    tpi = scorer.tally(loaded.tpi.get(unit.id, {}))
    row = UnitStanding(
        unit_id=unit.id,
        code=unit.code,
        name=unit.name,
        stage=Stage(change.stage),
        target=change.target,
        since=change.changed_at,
        points=points,
        tpi=tpi if tpi.answered else None,
        questions=len(scorer.rules.questions),
        evidence=sum(shown.values()),
        without_evidence=sum(1 for code in answered if not shown.get(code)),
        findings=loaded.findings.get(unit.id, 0),
        gap=gap(scorer.rules, points, scorer.rules.targets[change.target]),
        change=points.total - loaded.history.before[unit.id],
    )
    kept, today = calendar(unit.timezone, unit.work_days)
    return replace(row, risks=_risks(scorer, cycle, row, answers, loaded, kept, today))


def _risks(
    scorer: QuickScorer, cycle: Cycle, row: UnitStanding, answers: Mapping[str, str], loaded: _Loaded,
    calendar: WorkCalendar, today: date,
) -> tuple[Risk, ...]:  # fmt: skip
    looked_at = row.gap is not None and steps_matter(row.stage)
    facts = Facts(
        stage=row.stage,
        since=local_day(row.since, calendar),
        questions=row.questions,
        answered=row.points.answered,
        without_evidence=row.without_evidence,
        steps=scorer.fewest_steps(answers, row.target) if looked_at else 0,
        heads=loaded.heads.get(row.unit_id, 0),
        team=loaded.team.get(row.unit_id, 0),
    )
    return risks(facts, cycle, today, calendar)
