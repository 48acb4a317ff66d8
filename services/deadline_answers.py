"""What the answers of the form of a deadline change in it: buttons that were pressed, a date, lead days."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from domain.deadline import MARKED, Concerned, DoneRule
from domain.deadline_form import DETAIL, Ask, mark
from domain.deadline_line import USUAL_TIME
from domain.errors import DomainError
from domain.people import Actor
from domain.reminder_leads import typed_leads
from domain.rights import Action
from domain.series import Frequency
from domain.typed_dates import typed_moment, typed_zone
from services import deadline_checks, deadline_form
from services.access import require
from services.deadline_cards import may_manage
from services.deadline_form import Data
from storage import deadline_lists, people
from storage import deadlines as rows
from storage.engine import Transaction

YES: Final = "yes"
NO: Final = "no"
DONE: Final = "done"
USUAL: Final = "usual"
NEVER: Final = "none"
MOST_PEOPLE: Final = 50
LONGEST_NUMBER: Final = 18


def answered(tx: Transaction, manager: Actor, ask: Ask, chosen: str, data: Data) -> Data:
    """What a pressed button changes.

    Raises `access.*`, `deadline.people_*`, `deadline.unit_unknown`, `callback.malformed` for what was not offered.
    """
    found = _for_whom(tx, manager, ask, chosen, data)
    match ask:
        case Ask.EVIDENCE if chosen in (YES, NO) and DoneRule(data["rule"]) in MARKED:
            found = {"evidence": chosen == YES}
        case Ask.SHARED if chosen in (YES, NO) and DoneRule(data["rule"]) in MARKED:
            found = {"rule": (DoneRule.SHARED if chosen == YES else DoneRule.MARK).value}
        case Ask.ZONE if chosen in (YES, NO):
            found = {"each": chosen == YES}
        case Ask.PLAN if chosen == USUAL:
            found = {"leads": None, "after": None}
        case Ask.REPEAT if chosen in {NEVER, *Frequency} and not data["edits"]:
            found = {"repeat": "" if chosen == NEVER else chosen}
    if found is None:
        raise DomainError("callback.malformed")
    return found


def _for_whom(tx: Transaction, manager: Actor, ask: Ask, chosen: str, data: Data) -> Data | None:
    found: Data | None = None
    match ask:
        case Ask.WHOM if chosen in DETAIL:
            found = {"words": ""}
        case Ask.WHOM if chosen == Concerned.ALL.value:
            found = _everybody(manager)
        case Ask.UNIT:
            found = _unit(tx, manager, chosen)
        case Ask.KIND:
            kinds = [one for one in deadline_lists.kinds_within(tx, data["unit"]) if mark(one) == chosen]
            found = {"whom": Concerned.KIND.value, "value": kinds[0]} if kinds else None
        case Ask.ROLE if chosen in {one.value for one in deadline_checks.ROLES}:
            found = {"whom": Concerned.ROLE.value, "value": chosen}
        case Ask.PEOPLE:
            found = _people(tx, chosen, data)
        case Ask.OTHER:
            other = rows.deadline(tx, _number(chosen))
            known = other is not None and may_manage(tx, manager, other.unit_id)
            found = {"whom": Concerned.OWING.value, "value": chosen} if known else None
    return found


def _number(chosen: str) -> int:
    if not chosen.isascii() or not chosen.isdecimal() or len(chosen) > LONGEST_NUMBER:
        raise DomainError("callback.malformed")
    return int(chosen)


def _unit(tx: Transaction, manager: Actor, chosen: str) -> Data:
    unit = people.unit(tx, _number(chosen))
    if unit is None or unit.closed_at is not None:
        raise DomainError("deadline.unit_unknown")
    require(tx, manager, Action.MANAGE_DEADLINES, unit.id)
    return {"unit": unit.id, "whom": Concerned.ALL.value, "value": "", "people": [], "words": ""}


def _everybody(manager: Actor) -> Data:
    """For all of the agency, or of the unit that the actor manages; other choices are made within the present unit."""
    unit_id = deadline_form.home_scope(manager)
    return {"unit": unit_id, "whom": Concerned.ALL.value, "value": "", "people": [], "words": ""}


def _people(tx: Transaction, chosen: str, data: Data) -> Data:
    """Name one more person, or one less; "done" when all are named."""
    if chosen == DONE:
        if not data["people"]:
            raise DomainError("deadline.people_missing")
        return {"whom": Concerned.PEOPLE.value, "value": "", "words": ""}
    wanted, _, employee = chosen.partition(".")
    if wanted not in ("add", "out"):
        raise DomainError("callback.malformed")
    employee_id = _number(employee)
    kept = [one for one in data["people"] if one != employee_id]
    if wanted == "add":
        if len(kept) >= MOST_PEOPLE:
            raise DomainError("deadline.people_many", most=MOST_PEOPLE)
        if not deadline_lists.serving_within(tx, [employee_id], data["unit"]):
            raise DomainError("deadline.people_elsewhere")
        kept.append(employee_id)
    return {"people": kept}


def checked_leads(text: str) -> list[int]:
    """Typed lead days, as many and as far as a deadline may have. Raises `deadline.leads`, `deadline.lead_days`."""
    leads, most = typed_leads(text), deadline_checks.MOST_REMINDERS
    if len(leads) > most or leads[0] > deadline_checks.MOST_LEAD_DAYS:
        raise DomainError("deadline.lead_days", limit=deadline_checks.MOST_LEAD_DAYS, count=most)
    return list(leads)


def typed_due(text: str, now: datetime, data: Data) -> Data:
    """A typed moment; what is moved keeps its time of day unless another is said. Raises `date.*`, `deadline.past`."""
    zone = zone_of(text, ZoneInfo(data["tz"]))
    usual = USUAL_TIME
    if data["due"] and data["edits"]:
        usual = datetime.fromisoformat(data["due"]).astimezone(zone).time()
    due_at = typed_moment(text, now, zone, time(usual.hour, usual.minute))
    deadline_checks.ahead(due_at, now)
    return {"due": due_at.astimezone(UTC).isoformat(), "tz": zone.key}


def zone_of(text: str, usual: ZoneInfo) -> ZoneInfo:
    """The zone that is said with a moment, else the usual one."""
    named = typed_zone(text)
    return ZoneInfo(named) if named else usual
