"""What leads on from the card of a unit: the road to a predicate, open questions, people in charge, trend, own part."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from domain import agency_conditions, instrument, road, worksheet
from domain.answers import Answer, parse_answer
from domain.errors import DomainError
from domain.people import Actor, Unit
from domain.rights import Action
from domain.stages import Stage
from domain.status_views import InCharge, OpenPage, OwnPart, RoadView, Total, Trend, TrendPoint
from domain.zone import Cycle, Layer
from services import home, question_owners
from services.access import note_looks, require
from services.status import readable, reader_of, total
from storage import agency_figures, units, zone
from storage import question_owners as owner_rows
from storage import status as rows
from storage.engine import Transaction

PAGE = 8
EARLIER = 3
MONTHS = 12
DECEMBER = 12
REFORM_INDEX = "reform_index"


def cheapest_road(tx: Transaction, actor: Actor, unit_id: int, predicate: str) -> RoadView:
    """The fewest improvements of the unit's own answers to a predicate ("WBK", "WBBM").

    Raises `access.*`, `status.unknown_unit`, `status.no_score` outside the cycle, `callback.malformed`.
    """
    unit, cycle = _worksheet(tx, actor, unit_id)
    rules = instrument.bundled()
    if predicate not in rules.targets:
        raise DomainError("callback.malformed")
    found = road.cheapest_road(rules, _answers(tx, cycle, unit), predicate, unit.predicate)
    return RoadView(unit, found, agency_conditions.unmet(rules, predicate, agency_figures.latest(tx, cycle.year)))


def open_questions(tx: Transaction, actor: Actor, unit_id: int, of_section: str, page: int) -> OpenPage:
    """A page of the questions of a section without a full answer. Raises like `cheapest_road`."""
    unit, cycle = _worksheet(tx, actor, unit_id)
    rules = instrument.bundled()
    if of_section not in worksheet.sections(rules):
        raise DomainError("callback.malformed")
    answers = _answers(tx, cycle, unit)
    waiting = [one for one in worksheet.questions_of(rules, of_section) if not worksheet.is_answered(one, answers)]
    shown, pages = _turned(page, len(waiting))
    return OpenPage(unit, of_section, tuple(waiting[shown * PAGE : (shown + 1) * PAGE]), len(waiting), shown, pages)


def in_charge(tx: Transaction, actor: Actor, unit_id: int, page: int, now: datetime) -> InCharge:
    """A page of who is in charge of what, for those of the unit and who read its worksheet; each look is logged.

    Raises `access.*`, `status.unknown_unit`, `status.no_score`.
    """
    unit = readable(tx, actor, unit_id)
    if not reader_of(tx, actor, unit.id).named:
        raise DomainError("access.denied")
    owners = list(owner_rows.owners_of(tx, _cycle_of(tx, unit).id, unit.id).values())
    order = [*worksheet.sections(instrument.bundled()), *instrument.bundled().codes]
    owners.sort(key=lambda one: (order.index(one.scope) if one.scope in order else len(order), one.id))
    shown, pages = _turned(page, len(owners))
    here = tuple(owners[shown * PAGE : (shown + 1) * PAGE])
    head = units.heads(tx, [unit.id]).get(unit.id)
    note_looks(tx, actor, {one.employee_id for one in here} | ({head.id} if head else set()), now)
    return InCharge(unit, head.name if head else "", here, shown, pages)


def trend(tx: Transaction, actor: Actor, unit_id: int, now: datetime) -> Trend:
    """The unit's own total over earlier cycles and the months of the present one, and the agency's reform index.

    Raises `access.*`, `status.unknown_unit`.
    """
    unit = readable(tx, actor, unit_id)
    cycle = zone.latest_cycle(tx)
    figures = tuple(one for one in agency_figures.listing(tx, REFORM_INDEX) if one.year <= now.year)
    if cycle is None:
        return Trend(unit, (), (), figures)
    past = [_final(tx, one, unit, now) for one in reversed(rows.earlier_cycles(tx, unit.id, cycle.year, EARLIER))]
    takes_part = zone.stage(tx, cycle.id, unit.id) is not None
    present = _months(tx, cycle, unit, now) if takes_part else []
    history = tuple((one.changed_at, Stage(one.stage)) for one in zone.stage_history(tx, cycle.id, unit.id))
    return Trend(unit, (*(one for one in past if one), *present), history, figures)


def own_part(tx: Transaction, actor: Actor, unit_id: int | None, now: datetime) -> OwnPart:
    """What is up to the actor: the pledge, questions of the unit's worksheet, deadlines.

    Raises `access.*`, `status.unknown_unit`.
    """
    unit = readable(tx, actor, unit_id)
    found = home.home(tx, actor, now)
    tasks = tuple(one for one in question_owners.mine(tx, actor) if one.unit.id == unit.id)
    return OwnPart(unit, None if found.campaign is None else found.signed_at is not None, tasks, found.deadlines)


def _worksheet(tx: Transaction, actor: Actor, unit_id: int) -> tuple[Unit, Cycle]:
    unit = readable(tx, actor, unit_id)
    require(tx, actor, Action.SEE_WORKSHEET, unit.id)
    return unit, _cycle_of(tx, unit)


def _cycle_of(tx: Transaction, unit: Unit) -> Cycle:
    cycle = zone.latest_cycle(tx)
    if cycle is None or zone.stage(tx, cycle.id, unit.id) is None:
        raise DomainError("status.no_score")
    return cycle


def _answers(tx: Transaction, cycle: Cycle, unit: Unit) -> dict[str, Answer]:
    rules = instrument.bundled()
    kept = rows.values(tx, cycle.id, unit.id)[0].get(Layer.UNIT.value, {})
    return {code: parse_answer(rules.question(code), value) for code, value in kept.items() if code in rules.codes}


def _turned(page: int, count: int) -> tuple[int, int]:
    """The page that can be shown, and how many there are."""
    pages = max(1, -(-count // PAGE))
    return min(max(page, 0), pages - 1), pages


def _final(tx: Transaction, cycle: Cycle, unit: Unit, now: datetime) -> TrendPoint | None:
    kept = rows.values(tx, cycle.id, unit.id)[0].get(Layer.UNIT.value)
    return _point(total(kept), now, cycle.year, cycle.title) if kept else None


def _months(tx: Transaction, cycle: Cycle, unit: Unit, now: datetime) -> list[TrendPoint]:
    """The total at the end of each of the last months since the first answer, and now; versions are replayed once."""
    versions = [one for one in zone.answer_versions(tx, cycle.id, unit.id, Layer.UNIT.value) if one.answered_at <= now]
    if not versions:
        return []
    ends = _month_ends(versions[0].answered_at, now, ZoneInfo(unit.timezone))
    kept: dict[str, object] = {}
    points, place = [], 0
    for end in ends:
        while place < len(versions) and versions[place].answered_at <= end:
            kept[versions[place].question] = versions[place].value
            place += 1
        so_far = total({code: value for code, value in kept.items() if value is not None})
        points.append(_point(so_far, end, end.year, ""))
    return points


def _month_ends(first: datetime, now: datetime, tz: ZoneInfo) -> list[datetime]:
    """The last moments of the months from the first answer on, at most a year of them; the last one is now."""
    start = first.astimezone(tz).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    ends: list[datetime] = []
    while True:
        later = start.month == DECEMBER
        start = start.replace(year=start.year + later, month=1 if later else start.month + 1)
        if start > now:
            return [*ends, now][-MONTHS:]
        ends.append((start.astimezone(UTC) - timedelta(microseconds=1)).astimezone(tz))


def _point(found: Total, at: datetime, year: int, cycle: str) -> TrendPoint:
    return TrendPoint(at, year, found.points, found.answered, found.complete, cycle)
