"""The ticks that remind of the pledge by a campaign's plan, and that tell others when reminders did not help."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain import pledge_plan
from domain.ledger import Campaign
from domain.messages import Lane, Post
from domain.people import Unit
from domain.pledge_plan import PledgePlan
from domain.pledge_request import WAITING
from domain.reminders import may_send
from domain.rights import Role
from services import work_calendars
from services.planning import Calendar, Planning
from storage import joining, messages, people, pledges
from storage import pledge_reminders as stored
from storage.engine import Transaction
from storage.pledge_reminders import DueRequest, Watched

BATCH = 200
REMINDED, HEADS, AGENCY = "pledge_reminded", "pledge_heads_told", "pledge_agency_told"
HEAD_LEVEL, AGENCY_LEVEL = "head", "agency"
QUIET_DAYS = 7
WEEK = timedelta(days=QUIET_DAYS - 1)  # today and the days before it


@dataclass(frozen=True, slots=True)
class Reminding:
    """How an installation reminds: office hours and holidays, the plan of campaigns without their own, its zone."""

    planning: Planning = field(default_factory=Planning)
    plan: PledgePlan = field(default_factory=PledgePlan)
    tz: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Jakarta"))

    def plan_of(self, campaign: Campaign) -> PledgePlan:
        """The plan that a campaign follows."""
        return campaign.plan or self.plan

    def is_time(self, tx: Transaction, kept: Calendar, now: datetime) -> bool:
        """Whether units with this calendar may be written to at this moment."""
        zone, work_days = kept
        calendar = work_calendars.calendar(tx, self.planning, zone, work_days, now.year, now.year)
        return may_send(calendar, work_calendars.rules(tx, self.planning), now)


@dataclass(frozen=True, slots=True)
class Told:
    """What a head reads: how many of the unit have not signed in which campaign."""

    campaign: Campaign
    unit: Unit
    people: int


def promote(tx: Transaction, how: Reminding, now: datetime) -> int:
    """Turn requests that are due into one message a person; returns how many were taken, 0 when all is done by now.

    Follows `tell_heads` of the same day; one calendar and batch a transaction. Who can't be written to just moves on.
    """
    campaigns = pledges.open_campaigns(tx, now)
    for calendar in people.calendars(tx, None) if campaigns else ():
        key, zone = _key(REMINDED, calendar), ZoneInfo(calendar[0])
        day = _day(zone, now)
        begun = stored.is_marked(tx, _key(HEADS, calendar), day)  # heads hear of what was before today's reminders
        if not begun or not how.is_time(tx, calendar, now) or stored.is_marked(tx, key, day):
            continue
        today = pledge_plan.day_begins(now, zone)
        watched = _watched(how, campaigns, now, zone)
        taken = stored.claim_due(tx, watched, calendar, today, BATCH)
        if taken:
            _remind(tx, taken, now)
            return len(taken)
        if not stored.any_due(tx, watched, calendar, today):
            stored.mark_day(tx, key, day, now)
    return 0


def _key(kind: str, calendar: Calendar) -> str:
    zone, work_days = calendar
    return f"{kind}:{zone}:{work_days}"


def _day(zone: ZoneInfo, now: datetime) -> date:
    return now.astimezone(zone).date()


def _watched(how: Reminding, campaigns: Sequence[Campaign], now: datetime, zone: ZoneInfo) -> list[Watched]:
    watched = []
    for one in campaigns:
        steps = pledge_plan.bounds(how.plan_of(one), one.closes_at, now, zone)
        # Nobody was asked before the opening: a step that could be behind nobody is left out of what is searched.
        watched.append(Watched(one.id, tuple(bound for bound in steps if bound > one.opens_at)))
    return [one for one in watched if one.bounds]


def _remind(tx: Transaction, taken: Sequence[DueRequest], now: datetime) -> None:
    accounts = stored.accounts_of(tx, sorted({due.employee_id for due in taken}))
    named: dict[int, list[DueRequest]] = defaultdict(list)
    for due in taken:
        if due.employee_id in accounts:
            named[due.employee_id].append(due)
    stored.move_on(tx, [due for due in taken if due.employee_id in accounts], now)
    stored.move_on(tx, [due for due in taken if due.employee_id not in accounts], None)
    messages.enqueue(tx, [_post(accounts[person], requests) for person, requests in named.items()], now)


def _post(account: int, requests: list[DueRequest]) -> Post:
    steps = "-".join(f"{due.id}.{due.steps}" for due in sorted(requests, key=lambda due: due.id))
    number = 1 if all(due.first for due in requests) else max(due.steps for due in requests)
    params: dict[str, object] = {"requests": sorted(due.id for due in requests), "number": number}
    return Post(f"pledge_reminder:{steps}", "pledge_reminder", account, params, Lane.BULK)


def waiting(tx: Transaction, requests: Sequence[int], account: int, now: datetime) -> tuple[Campaign, ...]:
    """The open campaigns among these requests of the account's person that still wait, that to close next first."""
    found = []
    for request_id in requests:
        request = pledges.request(tx, request_id)
        if request is None or not request.current or request.state not in WAITING:
            continue
        campaign = pledges.campaign(tx, request.campaign_id)
        own = people.open_link_of_employee(tx, request.employee_id) == account
        if campaign is not None and campaign.is_open(now) and own:
            found.append(campaign)
    return tuple(sorted(found, key=lambda one: (one.closes_at, one.id)))


def tell_heads(tx: Transaction, how: Reminding, now: datetime) -> int:
    """Tell heads how many of their unit wait in spite of reminders, once a week; returns how many messages are new.

    Once a day, before the reminders of that day, so that who gets one has until the next day. A head is not counted in
    their own message: that case goes to the admins.
    """
    posts: list[Post] = []
    campaigns = pledges.open_campaigns(tx, now)
    for calendar in people.calendars(tx, None) if campaigns else ():
        day = _day(ZoneInfo(calendar[0]), now)
        if how.is_time(tx, calendar, now) and stored.mark_day(tx, _key(HEADS, calendar), day, now):
            posts += [post for one in campaigns for post in _to_heads(tx, how, one, calendar, now)]
    return messages.enqueue(tx, posts, now)


def _to_heads(tx: Transaction, how: Reminding, campaign: Campaign, calendar: Calendar, now: datetime) -> list[Post]:
    least = how.plan_of(campaign).head_after
    if not least:
        return []
    zone = ZoneInfo(calendar[0])
    told = stored.told_since(tx, campaign.id, HEAD_LEVEL, pledge_plan.day_begins(now - WEEK, zone))
    left = {unit: n for unit, n in stored.left(tx, campaign.id, least, calendar).items() if unit not in told}
    own = frozenset(stored.heads_left(tx, campaign.id, least))
    posts, kept = [], {}
    for unit_id, account in _heads(tx, sorted(left)):
        others = left[unit_id] - ((unit_id, account) in own)
        if others:
            kept[unit_id] = left[unit_id]
            key = f"pledge_escalation:{campaign.id}:{unit_id}:{_day(zone, now)}:{account}"
            params: dict[str, object] = {"campaign": campaign.id, "unit": unit_id, "people": others}
            posts.append(Post(key, "pledge_escalation", account, params, Lane.TRANSACTIONAL))
    stored.keep_escalations(tx, campaign.id, HEAD_LEVEL, kept, now)
    return posts


def _heads(tx: Transaction, unit_ids: Sequence[int]) -> list[tuple[int, int]]:
    """(unit, account) of the heads of these units who can be written to."""
    found = []
    for at in range(0, len(unit_ids), stored.CHUNK):
        some = joining.deciders(tx, Role.UNIT_HEAD, unit_ids[at : at + stored.CHUNK])
        found += [(scope, account) for scope, account in some if scope is not None]
    return found


def told_head(tx: Transaction, campaign_id: int, unit_id: int, people_then: int, account: int, how: Reminding,
              now: datetime) -> Told | None:  # fmt: skip
    """What a head is to read by now, at most what was true when it was written; None when there is nothing to say."""
    campaign, unit = pledges.campaign(tx, campaign_id), people.unit(tx, unit_id)
    if campaign is None or unit is None or not campaign.is_open(now):
        return None
    if (unit_id, account) not in _heads(tx, [unit_id]):
        return None
    least = how.plan_of(campaign).head_after
    left = stored.left_in(tx, campaign_id, least, unit_id)
    left -= (unit_id, account) in stored.heads_left(tx, campaign_id, least)
    return Told(campaign, unit, min(left, people_then)) if left > 0 else None


def tell_agency(tx: Transaction, how: Reminding, now: datetime) -> int:
    """Tell the agency's admins of the units where nothing has helped, once a week; returns how many messages are new.

    Also of units without a head who can be written to, and of heads who have not signed themselves.
    """
    calendar = (how.tz.key, 5)
    campaigns = pledges.open_campaigns(tx, now)
    if not campaigns or not how.is_time(tx, calendar, now) or not stored.mark_day(tx, AGENCY, _day(how.tz, now), now):
        return 0
    admins = joining.deciders(tx, Role.ADMIN, (None,))
    posts: list[Post] = []
    for campaign in campaigns if admins else ():
        since = pledge_plan.day_begins(now - WEEK, how.tz)
        if stored.told_since(tx, campaign.id, AGENCY_LEVEL, since):
            continue
        units = _beyond_heads(tx, how, campaign)
        stored.keep_escalations(tx, campaign.id, AGENCY_LEVEL, units, now)
        params: dict[str, object] = {"campaign": campaign.id, "at": now.isoformat()}
        key = f"pledge_agency:{campaign.id}:{_day(how.tz, now)}"
        posts += [Post(f"{key}:{account}", "pledge_agency", account, params) for _, account in admins if units]
    return messages.enqueue(tx, posts, now)


def _beyond_heads(tx: Transaction, how: Reminding, campaign: Campaign) -> dict[int, int]:
    """How many people by unit the admins are to hear of."""
    plan = how.plan_of(campaign)
    found: dict[int, int] = defaultdict(int)
    if plan.agency_after:
        found |= stored.left(tx, campaign.id, plan.agency_after)
    if plan.head_after:
        left = stored.left(tx, campaign.id, plan.head_after)
        reached = {unit for unit, _ in _heads(tx, sorted(left))}
        heads = Counter(unit for unit, _ in stored.heads_left(tx, campaign.id, plan.head_after))
        for unit, count in left.items():
            found[unit] = max(found[unit], heads[unit] if unit in reached else count)
    return {unit: count for unit, count in found.items() if count}


def told_agency(
    tx: Transaction, campaign_id: int, at: datetime, account: int, now: datetime
) -> tuple[Campaign, tuple[tuple[int, str, int], ...]] | None:
    """The campaign and (unit, its name, people) that an admin is to read by now; None when there is nothing to say."""
    campaign = pledges.campaign(tx, campaign_id)
    admins = {found for _, found in joining.deciders(tx, Role.ADMIN, (None,))}
    if campaign is None or not campaign.is_open(now) or account not in admins:
        return None
    left = stored.left(tx, campaign_id, 0)
    rows = stored.escalated(tx, campaign_id, AGENCY_LEVEL, at)
    still = tuple((unit, name, min(count, left[unit])) for unit, name, count in rows if unit in left)
    return (campaign, still) if still else None
