"""Deadlines and planned reminders, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo


class DoneRule(StrEnum):
    """What ends a person's duty towards a deadline.

    MARK: each marks the own task. SHARED: the mark of one ends it for everybody whom it concerns. PLEDGE: the open
    pledge is signed. WORKSHEET: the unit has handed in its worksheet of the newest cycle.
    """

    MARK = "mark"
    SHARED = "shared"
    PLEDGE = "pledge"
    WORKSHEET = "worksheet"


MARKED = frozenset({DoneRule.MARK, DoneRule.SHARED})
"""The rules that a person's own mark fulfils."""


class Concerned(StrEnum):
    """Whom a deadline concerns, among the people of its unit and below, or of the agency.

    ALL of them, those in units of a KIND, who hold a ROLE for their own unit (or for the agency), the PEOPLE in charge
    by name, or who is OWING another deadline.
    """

    ALL = "all"
    KIND = "kind"
    ROLE = "role"
    PEOPLE = "people"
    OWING = "owing"


@dataclass(frozen=True, slots=True)
class DeadlineAudience:
    """`value` is the kind of unit, the role, or the id of the other deadline; "" for ALL and PEOPLE."""

    concerned: Concerned = Concerned.ALL
    value: str = ""

    def as_json(self) -> dict[str, str]:
        """As it is stored."""
        return {"concerned": self.concerned.value, "value": self.value}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> DeadlineAudience:
        """What `as_json` wrote; {} is everybody."""
        return cls(Concerned(stored.get("concerned", Concerned.ALL)), str(stored.get("value", "")))


@dataclass(frozen=True, slots=True)
class DeadlinePlan:
    """Lead days before and days after the due day on which a deadline reminds; None: as the installation does."""

    lead_days: tuple[int, ...] | None = None
    follow_ups: tuple[int, ...] | None = None

    def as_json(self) -> dict[str, list[int]]:
        """As it is stored."""
        parts = {"lead_days": self.lead_days, "follow_ups": self.follow_ups}
        return {name: list(days) for name, days in parts.items() if days is not None}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> DeadlinePlan:
        """What `as_json` wrote; {} is the plan of the installation."""
        lead, after = stored.get("lead_days"), stored.get("follow_ups")
        return cls(None if lead is None else tuple(lead), None if after is None else tuple(after))


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last moment for a task of the agency (`unit_id` None) or of a unit and all below it.

    `due_at` is aware and was named in `timezone` (IANA); with `each_zone` the same time of day counts in the zone of
    each unit, see `due_in`. `evidence` asks for a photo or document with the mark. `version` counts changes from 1.
    `series_id` and `occurs_on` tell which day of which series it is.
    """

    id: int
    title: str
    due_at: datetime
    unit_id: int | None
    rule: DoneRule
    timezone: str = "Asia/Jakarta"
    each_zone: bool = False
    audience: DeadlineAudience = field(default_factory=DeadlineAudience)
    evidence: bool = False
    plan: DeadlinePlan = field(default_factory=DeadlinePlan)
    version: int = 1
    series_id: int | None = None
    occurs_on: date | None = None

    def due_in(self, timezone: str) -> datetime:
        """The last moment for people in this zone (IANA), aware."""
        if not self.each_zone:
            return self.due_at
        return self.due_at.astimezone(ZoneInfo(self.timezone)).replace(tzinfo=ZoneInfo(timezone))

    def seen_in(self, timezone: str) -> Deadline:
        """The deadline as people in this zone (IANA) have it: due at their moment, the same for everybody."""
        return replace(self, due_at=self.due_in(timezone), timezone=timezone, each_zone=False)
