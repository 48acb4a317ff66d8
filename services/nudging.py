"""The kind reminder of who leads a unit to those of it who have yet to sign: once a day each, in office hours.

Outside office hours it waits for the next ones of the person's unit. Who has declined is left in peace.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from domain.errors import DomainError
from domain.ledger import Campaign
from domain.messages import Lane, Post
from domain.people import Actor, Unit
from domain.pledge_request import WAITING, PledgeRequest
from domain.reminders import next_office_time
from domain.rights import Action, may
from services import work_calendars
from services.access import require, require_person
from services.coverage import open_one
from services.planning import Calendar, Planning
from storage import audit, messages, nudges, people, pledges
from storage.engine import Transaction
from storage.nudges import Awaited

KIND = "pledge_nudge"


@dataclass(frozen=True, slots=True)
class Nudge:
    """What reminding a unit does, or would do: how many people are told, and why others are not.

    `already` were told for that day before, `unreachable` can't be written to, for `late` no office hours are left.
    `at` is when the first message goes out, None for at once.
    """

    unit: Unit
    campaign: Campaign
    told: int
    already: int
    unreachable: int
    late: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """What the person reads: which campaign, and who reminds them, with position."""

    campaign: Campaign
    name: str
    position: str


def preview(tx: Transaction, actor: Actor, unit_id: int, campaign_id: int, now: datetime, planning: Planning) -> Nudge:
    """What reminding all would do now; raises as `nudge_all`."""
    unit, campaign = _asked(tx, actor, unit_id, campaign_id, now)
    plan = _plan(tx, _others(tx, actor, campaign, unit_id), campaign, now, planning)
    return plan.result(unit, campaign, sum(map(len, plan.told.values())), now)


def nudge_all(
    tx: Transaction, actor: Actor, unit_id: int, campaign_id: int, now: datetime, planning: Planning
) -> Nudge:
    """Remind everybody of the unit and all below it who has yet to sign, but not the actor. Twice at once tells once.

    Raises `access.*`, `status.unknown_unit`, `coverage.campaign_over`.
    """
    unit, campaign = _asked(tx, actor, unit_id, campaign_id, now)
    plan = _plan(tx, _others(tx, actor, campaign, unit_id), campaign, now, planning)
    told = _tell(tx, actor, plan, now)
    audit.note(
        tx, now, f"account:{actor.telegram_id}", "nudge_unit", f"unit:{unit_id}", campaign=campaign.id, told=told
    )
    return plan.result(unit, campaign, told, now)


def nudge_one(tx: Transaction, actor: Actor, request_id: int, now: datetime, planning: Planning) -> datetime | None:
    """Remind one person; returns when they are told if not at once.

    Raises `access.*`, `nudge.not_waiting` for who has signed or declined, or is not asked any more, `nudge.already`,
    `nudge.unreachable`, `nudge.late`, `coverage.campaign_over`.
    """
    request = _request_for(tx, actor, request_id)
    campaign = open_one(tx, request.campaign_id, now)
    found = nudges.one(tx, request_id)
    if found is None:
        raise DomainError("nudge.not_waiting")
    plan = _plan(tx, [found], campaign, now, planning)
    if plan.unreachable:
        raise DomainError("nudge.unreachable")
    if plan.late:
        raise DomainError("nudge.late")
    if not _tell(tx, actor, plan, now):
        raise DomainError("nudge.already")
    audit.note(tx, now, f"account:{actor.telegram_id}", "nudge", f"pledge_request:{request_id}")
    return plan.first(now)


def told(tx: Transaction, request_id: int, by: int, account: int, now: datetime) -> Told | None:
    """What the sender tells the person; None once they have answered, or who reminds them may not any more."""
    request = pledges.request(tx, request_id)
    campaign = pledges.campaign(tx, request.campaign_id) if request else None
    sender = people.employee(tx, by)
    if request is None or campaign is None or sender is None:
        return None
    waits = request.current and request.state in WAITING and campaign.is_open(now)
    if not waits or people.open_link_of_employee(tx, request.employee_id) != account:
        return None
    path = people.unit_path(tx, request.unit_id)
    if not sender.active or not may(people.grants_of(tx, by), Action.REMIND_UNIT, path):
        return None
    return Told(campaign, sender.name, sender.position)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Whom to tell by the moment, each with the key of the message, and how many are not told for which reason."""

    told: dict[datetime, list[tuple[str, Awaited]]]
    already: int = 0
    unreachable: int = 0
    late: int = 0

    def first(self, now: datetime) -> datetime | None:
        """When the first one is told, None for at once or never."""
        at = min(self.told, default=now)
        return at if at > now else None

    def result(self, unit: Unit, campaign: Campaign, told: int, now: datetime) -> Nudge:
        """The numbers, when so many were told: what was told at the same moment by another tap was told already."""
        before = sum(map(len, self.told.values())) - told
        return Nudge(unit, campaign, told, self.already + before, self.unreachable, self.late, self.first(now))


def _asked(tx: Transaction, actor: Actor, unit_id: int, campaign_id: int, now: datetime) -> tuple[Unit, Campaign]:
    require(tx, actor, Action.REMIND_UNIT, unit_id)
    unit = people.unit(tx, unit_id)
    if unit is None:
        raise DomainError("status.unknown_unit")
    return unit, open_one(tx, campaign_id, now)


def _others(tx: Transaction, actor: Actor, campaign: Campaign, unit_id: int) -> list[Awaited]:
    own, _ = require_person(actor)
    return [one for one in nudges.awaited(tx, campaign.id, unit_id) if one.employee_id != own.id]


def _request_for(tx: Transaction, actor: Actor, request_id: int) -> PledgeRequest:
    require_person(actor)
    request = pledges.request(tx, request_id)
    if request is None:
        raise DomainError("access.denied")
    require(tx, actor, Action.REMIND_UNIT, request.unit_id)
    return request


def _plan(tx: Transaction, waiting: Iterable[Awaited], campaign: Campaign, now: datetime, planning: Planning) -> _Plan:
    """Whom to tell, each in the office hours of their own unit."""
    told: dict[datetime, list[tuple[str, Awaited]]] = defaultdict(list)
    moments: dict[tuple[str, int], datetime] = {}
    already = unreachable = late = 0
    for one in waiting:
        calendar = one.timezone, one.work_days
        if calendar not in moments:
            moments[calendar] = _office_time(tx, calendar, now, planning)
        at = moments[calendar]
        zone = ZoneInfo(one.timezone)
        if one.telegram_id is None:
            unreachable += 1
        elif one.nudged_at is not None and _day(one.nudged_at, zone) >= _day(at, zone):
            already += 1
        elif at >= campaign.closes_at:
            late += 1
        else:
            told[at].append((f"{KIND}:{one.request_id}:{_day(at, zone)}", one))
    return _Plan(dict(told), already, unreachable, late)


def _office_time(tx: Transaction, kept: Calendar, now: datetime, planning: Planning) -> datetime:
    calendar = work_calendars.calendar(tx, planning, *kept, now.year, now.year)
    return next_office_time(calendar, work_calendars.rules(tx, planning), now)


def _day(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).date().isoformat()


def _tell(tx: Transaction, actor: Actor, plan: _Plan, now: datetime) -> int:
    """Queue the messages and note the moments; returns how many are new."""
    sender, _ = require_person(actor)
    new = 0
    for at, chosen in plan.told.items():
        posts = [
            Post(key, KIND, one.telegram_id, {"request": one.request_id, "by": sender.id}, Lane.TRANSACTIONAL)
            for key, one in chosen
            if one.telegram_id is not None
        ]
        new += messages.enqueue(tx, posts, now, at)
        nudges.note(tx, [one.request_id for _, one in chosen], at)
    return new
