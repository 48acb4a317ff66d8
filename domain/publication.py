"""What is to be published, what publishing it would do, and campaigns as those who publish see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from domain.audience import Audience
from domain.errors import DomainError
from domain.folding import tidy
from domain.ledger import Campaign, Coverage
from domain.pledge_diff import Difference, Size
from domain.pledge_plan import PledgePlan
from domain.pledge_request import WAITING, RequestState

SHORTEST_TITLE: Final = 3
LONGEST_TITLE: Final = 120


MOMENTS: Final = ("%d-%m-%Y %H.%M", "%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M", "%d-%m-%Y", "%Y-%m-%d")


class Ask(StrEnum):
    """What is asked of who publishes, in this order; a minor change needs no time, validity and title."""

    TEXT = "text"
    AUDIENCE = "audience"
    UNIT = "unit"
    ROLE = "role"
    KIND = "kind"
    SIZE = "size"
    OPENS = "opens"
    VALID = "valid"
    TITLE = "title"
    PREVIEW = "preview"


class Phase(StrEnum):
    """Where a campaign stands."""

    OPEN = "open"
    COMING = "coming"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Order:
    """What to publish: a text as TOML, for whom, and how far the change goes.

    The rest only matters for a major change, which opens a campaign: `opens_at` and `closes_at` are at once and the end
    of validity unless given; `months` lets each signature count so long; `plan` None is the installation's.
    """

    source: str
    size: Size
    valid_until: datetime
    title: str = ""
    audience: Audience = field(default_factory=Audience)
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    months: int | None = None
    plan: PledgePlan | None = None

    def starts(self, now: datetime) -> datetime:
        """When the campaign opens."""
        return self.opens_at or now

    @property
    def closes(self) -> datetime:
        """When the campaign closes."""
        return self.closes_at or self.valid_until

    def check(self, now: datetime) -> None:
        """Raise `campaign.title` or `campaign.dates` for a new campaign that makes no sense."""
        if self.size is Size.MINOR:
            return
        if not SHORTEST_TITLE <= len(tidy(self.title)) <= LONGEST_TITLE:
            raise DomainError("campaign.title", shortest=SHORTEST_TITLE, longest=LONGEST_TITLE)
        too_long = self.months is None and self.closes > self.valid_until
        if too_long or not max(self.starts(now), now) < self.closes:
            raise DomainError("campaign.dates")


@dataclass(frozen=True, slots=True)
class Preview:
    """What publishing would do now.

    `previous` is the version that its readers had before (empty: none) and `difference` to it; `is_new` for a version
    that is not kept yet. `affected` are the open campaigns of the same audience: a major change ends them, a minor one
    gives them the new words. `people` belong to the audience now; `signed`, `waiting` and `declined` count the requests
    of `affected`. `unit_name` names the unit of the audience.
    """

    version: str
    for_whom: str
    is_new: bool
    previous: str
    difference: Difference | None
    size: Size
    audience: Audience
    unit_name: str
    people: int
    affected: tuple[Campaign, ...]
    signed: int
    waiting: int
    declined: int

    @property
    def signs_anew(self) -> int:
        """How many people sign again who have signed."""
        return self.signed if self.size is Size.MAJOR else 0

    @property
    def carries_over(self) -> int:
        """How many requests that wait go on with the new words."""
        return self.waiting if self.size is Size.MINOR else 0


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """A campaign with its numbers; `unit_name` names the unit of its audience."""

    campaign: Campaign
    phase: Phase
    unit_name: str
    states: Mapping[RequestState, int]

    @property
    def coverage(self) -> Coverage:
        """How many have signed of those who are asked."""
        return Coverage(self.states.get(RequestState.SIGNED, 0), sum(self.states.values()))

    @property
    def waiting(self) -> int:
        """How many have yet to answer."""
        return sum(self.states.get(one, 0) for one in WAITING)

    @property
    def declined(self) -> int:
        """How many have declined."""
        return self.states.get(RequestState.DECLINED, 0)


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """Some campaigns; `page` counts from 0."""

    campaigns: tuple[CampaignFacts, ...]
    page: int
    pages: int


def phase(of: Campaign, now: datetime) -> Phase:
    """Where a campaign stands at a moment."""
    if of.ended_at is not None or of.closes_at <= now:
        return Phase.OVER
    return Phase.COMING if of.opens_at > now else Phase.OPEN


@dataclass(frozen=True, slots=True)
class Question:
    """The next thing that is asked: `options` are what a button says back with the label on it.

    `key` names this state of the dialog, `order` and `preview` are set for the last question; `words` narrow the units.
    `page` counts from 0.
    """

    ask: Ask
    options: tuple[tuple[str, str], ...] = ()
    page: int = 0
    pages: int = 1
    words: str = ""
    key: str = ""
    order: Order | None = None
    preview: Preview | None = None


def typed_moment(text: str, tz: ZoneInfo) -> datetime:
    """A local day, or a day and time, as people type it, in UTC. Raises `campaign.bad_date`."""
    for form in MOMENTS:
        try:
            return datetime.strptime(tidy(text), form).replace(tzinfo=tz).astimezone(UTC)
        except ValueError:
            continue
    raise DomainError("campaign.bad_date")


def year_end(start: datetime, tz: ZoneInfo) -> datetime:
    """The last second of the local year of a moment, in UTC."""
    last = start.astimezone(tz).replace(month=12, day=31, hour=23, minute=59, second=59, microsecond=0)
    return last.astimezone(UTC)
