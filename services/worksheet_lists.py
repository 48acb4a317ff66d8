"""Lists of a worksheet: the questions of a section, the versions of an answer, and the units that take part."""

from __future__ import annotations

from datetime import datetime

from domain import worksheet
from domain.errors import DomainError
from domain.instrument import bundled
from domain.people import Actor, Unit
from domain.rights import ROLE_ACTIONS, Action
from domain.worksheet_views import HistoryPage, Line, SectionPage, Version
from services import scores
from services.access import require_person
from services.worksheet_access import name_shown, open_sheet, readable
from storage import evidence, findings, joining, worksheets, zone
from storage.engine import Transaction

PAGE = 8
MOST_UNITS = 10_000


def section(tx: Transaction, actor: Actor, unit_id: int, of_section: str, page: int, now: datetime) -> SectionPage:
    """A page of a section ("A1" to "A6", "H"). Raises `access.*`, `lke.no_cycle`, `lke.unknown_section`."""
    sheet = open_sheet(tx, actor, unit_id, now)
    if not (sheet.sees or of_section in sheet.owned):
        raise DomainError("access.denied")
    rules = bundled()
    if of_section not in worksheet.sections(rules):
        raise DomainError("lke.unknown_section")
    answers = scores.parsed(rules, zone.answers_of(tx, sheet.cycle.id, unit_id, "unit"))
    given = evidence.counts(tx, sheet.cycle.id, unit_id)
    found = [one.question for one in findings.open_of(tx, sheet.cycle.id, unit_id)]
    progress = next(
        one for one in worksheet.progress(rules, answers, given, found) if one.section == of_section
    )  # fmt: skip
    lines = tuple(
        Line(one, worksheet.is_answered(one, answers), given.get(one.code, 0), found.count(one.code))
        for one in worksheet.questions_of(rules, of_section)
    )
    shown, pages = _turned(page, len(lines))
    return SectionPage(sheet, progress, lines[shown * PAGE : (shown + 1) * PAGE], shown, pages)


def history(tx: Transaction, actor: Actor, unit_id: int, code: str, page: int, now: datetime) -> HistoryPage:
    """Who changed an answer from what to what. Raises `access.*`, `lke.no_cycle`, `lke.unknown_question`."""
    sheet, question = readable(tx, actor, unit_id, code, now)
    records = worksheets.versions(tx, sheet.cycle.id, unit_id, code)
    steps = list(zip((None, *records), records, strict=False))[::-1]
    shown, pages = _turned(page, len(steps))
    versions = tuple(
        Version(
            after.version, before.value if before else None, after.value, before.note if before else "", after.note,
            name_shown(tx, actor, after.by, now), after.answered_at,
        )
        for before, after in steps[shown * PAGE : (shown + 1) * PAGE]
    )  # fmt: skip
    return HistoryPage(sheet.unit, question, versions, shown, pages)


def choices(tx: Transaction, actor: Actor, page: int) -> tuple[tuple[Unit, ...], int, int]:
    """A page (from 0) of the units whose worksheet the actor may read, its number, and how many. Raises `access.*`."""
    require_person(actor)
    if not _scopes(actor):
        raise DomainError("access.denied")
    units = taking_part(tx, actor)
    shown, pages = _turned(page, len(units))
    return units[shown * PAGE : (shown + 1) * PAGE], shown, pages


def taking_part(tx: Transaction, actor: Actor) -> tuple[Unit, ...]:
    """The units of the present cycle whose worksheet the actor may read by a role, by name. Raises `access.*`."""
    require_person(actor)
    scopes, cycle = _scopes(actor), zone.latest_cycle(tx)
    if not scopes or cycle is None:
        return ()
    within = None if None in scopes else [one for one in scopes if one is not None]
    units, _ = joining.open_units(tx, 0, MOST_UNITS, within=within)
    staged = zone.stages(tx, cycle.id)
    return tuple(one for one in units if one.id in staged)


def _scopes(actor: Actor) -> list[int | None]:
    return [grant.scope for grant in actor.grants if Action.SEE_WORKSHEET in ROLE_ACTIONS[grant.role]]


def _turned(page: int, count: int) -> tuple[int, int]:
    """The page that is shown, and how many there are."""
    pages = max(1, -(-count // PAGE))
    return min(max(page, 0), pages - 1), pages
