"""ZI cycles: starting one, perhaps from an old one, its windows, and who takes part; for admins and the command line.

`enter_stage` and `record_answers` set up what the table of moves does not: they are for the command line and the demo.
`by` is `account:ID` or `cli`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from domain import cycles as rules
from domain import instrument, scoring
from domain.cycle_views import CycleFacts, CyclePage
from domain.cycles import Copied, NewCycle, Windows
from domain.errors import DomainError
from domain.people import Actor
from domain.rights import Action
from domain.stages import Stage
from domain.worksheet import Doing, check_window
from domain.zone import Cycle
from services import cycle_copies, cycle_deadlines
from services.access import require
from services.planning import Planning
from storage import audit, people, zone
from storage import cycle_copies as stored
from storage.engine import Transaction

PAGE: Final = 8
TARGETS: Final = ("WBK", "WBBM")


def start(tx: Transaction, year: int, title: str, windows: Windows | None = None) -> int:
    """Start the cycle of a year as it is; returns its id."""
    return zone.add_cycle(tx, year, title, windows)


def begin(tx: Transaction, new: NewCycle, by: str, now: datetime) -> tuple[Cycle, Copied]:
    """Start a cycle, and take over what its copy asks for.

    Windows of the copy are moved by as many years as lie between the two; those that `new` names stand.
    Raises `cycle.*`, `lke.window_reversed`.
    """
    title = rules.checked_title(new.title, rules.checked_year(new.year))
    if any(one.year == new.year for one in zone.all_cycles(tx)):
        raise DomainError("cycle.year_taken", year=new.year)
    windows = {_doing(name): check_window(*span) for name, span in new.windows.items()}
    source = known(tx, new.copy.source) if new.copy else None
    if source is not None:
        windows = {**rules.shifted(source.windows, new.year - source.year), **windows}
    cycle_id = zone.add_cycle(tx, new.year, title, windows)
    copied = Copied()
    if source is not None and new.copy is not None:
        copied = cycle_copies.copy(tx, source, cycle_id, new.copy, by, now)
    detail = {"units": copied.units, "owners": copied.owners, "answers": copied.answers, "evidence": copied.evidence}
    origin = source.year if source else None
    audit.note(tx, now, by, "start_cycle", f"cycle:{cycle_id}", year=new.year, source=origin, **detail)
    return known(tx, cycle_id), copied


def set_window(
    tx: Transaction, cycle_id: int, doing: Doing, span: tuple[date, date] | None, by: str, planning: Planning,
    now: datetime,
) -> Cycle:  # fmt: skip
    """Give a cycle the first and last day of one window, or open it all year (None); again changes nothing.

    The deadline of the window goes along. Raises `cycle.unknown`, `lke.window_reversed`.
    """
    stored.lock(tx, cycle_id)
    cycle = known(tx, cycle_id)
    before, after = cycle.windows.get(doing.value), check_window(*span) if span else None
    if before != after:
        windows = {name: kept for name, kept in cycle.windows.items() if name != doing.value}
        stored.set_windows(tx, cycle_id, {**windows, doing.value: after} if after else windows)
        detail = {"window": doing.value, "before": _plain(before), "after": _plain(after)}
        audit.note(tx, now, by, "change_window", f"cycle:{cycle_id}", **detail)
        if (before and before[1]) != (after and after[1]):
            cycle_deadlines.follow(tx, known(tx, cycle_id), doing, by, planning, now)
    return known(tx, cycle_id)


def known(tx: Transaction, cycle_id: int) -> Cycle:
    """The cycle with this id. Raises `cycle.unknown`."""
    found = zone.cycle(tx, cycle_id)
    if found is None:
        raise DomainError("cycle.unknown")
    return found


def of_year(tx: Transaction, year: int) -> Cycle:
    """The cycle of a year. Raises `cycle.none_of_year`."""
    found = next((one for one in zone.all_cycles(tx) if one.year == year), None)
    if found is None:
        raise DomainError("cycle.none_of_year", year=year)
    return found


def latest(tx: Transaction) -> Cycle:
    """The cycle of the highest year. Raises `lke.no_cycle`."""
    found = zone.latest_cycle(tx)
    if found is None:
        raise DomainError("lke.no_cycle")
    return found


def listing_from(tx: Transaction) -> tuple[CycleFacts, ...]:
    """Every cycle, the latest first."""
    return tuple(_facts(tx, one, latest=place == 0) for place, one in enumerate(zone.all_cycles(tx)))


def listing(tx: Transaction, actor: Actor, page: int) -> CyclePage:
    """A page of cycles. Raises `access.*`."""
    require(tx, actor, Action.MANAGE_CYCLES)
    every = zone.all_cycles(tx)
    pages = max(1, -(-len(every) // PAGE))
    shown = min(max(page, 0), pages - 1)
    some = every[shown * PAGE : (shown + 1) * PAGE]
    return CyclePage(tuple(_facts(tx, one, latest=one == every[0]) for one in some), shown, pages)


def card(tx: Transaction, actor: Actor, cycle_id: int) -> CycleFacts:
    """One cycle. Raises `cycle.unknown`, `access.*`."""
    require(tx, actor, Action.MANAGE_CYCLES)
    return card_from(tx, cycle_id)


def card_from(tx: Transaction, cycle_id: int) -> CycleFacts:
    """The same for who acts without an account. Raises `cycle.unknown`."""
    return _facts(tx, known(tx, cycle_id), latest=zone.latest_cycle(tx) == known(tx, cycle_id))


def enter_stage(tx: Transaction, cycle_id: int, unit_code: str, stage: Stage, target: str, now: datetime) -> None:
    """Put a unit into a stage on its way to `target` (WBK, WBBM), whatever the table of moves says.

    Raises `roster.unknown_unit`, `cycle.target`.
    """
    if target not in TARGETS:
        raise DomainError("cycle.target", value=target)
    zone.add_stage(tx, cycle_id, _unit_id(tx, unit_code), stage.value, target, now, by="cli")


def record_answers(
    tx: Transaction, cycle_id: int, unit_code: str, layer: str, answers: Mapping[str, object], now: datetime
) -> None:
    """Keep raw answers by question code as new versions. Raises `lke.*` for a bad one, and nothing is kept."""
    bundled = instrument.bundled()
    unit_id = _unit_id(tx, unit_code)
    before = zone.answers_of(tx, cycle_id, unit_id, layer)
    rows = []
    for code, raw in answers.items():
        parsed = scoring.parse_answer(bundled.question(code), raw)
        version = before[code].version + 1 if code in before else 1
        row = {"cycle_id": cycle_id, "unit_id": unit_id, "layer": layer, "question": code, "version": version}
        rows.append({**row, "value": scoring.dump_answer(parsed), "answered_at": now})
    if rows:
        zone.add_answers(tx, rows)


def _facts(tx: Transaction, cycle: Cycle, *, latest: bool) -> CycleFacts:
    present = zone.stages(tx, cycle.id).values()
    stages = Counter(Stage(one.stage) for one in present)
    targets = Counter(one.target for one in present)
    return CycleFacts(cycle, {stage: stages[stage] for stage in Stage if stages[stage]}, targets, latest)


def _doing(name: str) -> str:
    try:
        return Doing(name).value
    except ValueError:
        raise DomainError("cycle.window", value=name, known=", ".join(Doing)) from None


def _plain(span: tuple[date, date] | None) -> list[str] | None:
    return [day.isoformat() for day in span] if span else None


def _unit_id(tx: Transaction, code: str) -> int:
    unit = people.unit_by_code(tx, code)
    if unit is None:
        raise DomainError("roster.unknown_unit", code=code)
    return unit.id
