"""What of a deadline is changed, and what it says before and after: for who set it, and for who was told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from domain.deadline import Deadline, DeadlineAudience, DeadlinePlan, DoneRule


class ChangeKind(StrEnum):
    """What was done to a deadline."""

    MOVED = "moved"
    EDITED = "edited"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class EditedDeadline:
    """All of what a deadline is to say from now on, as `services.deadlines.NewDeadline`.

    `people` are those in charge by name, for an audience of people. Where one thing is changed, start from `of`.
    """

    title: str
    due_at: datetime
    unit_id: int | None
    rule: DoneRule
    timezone: str
    each_zone: bool
    audience: DeadlineAudience
    evidence: bool
    plan: DeadlinePlan
    people: tuple[int, ...] = ()

    @classmethod
    def of(cls, deadline: Deadline, people: tuple[int, ...] = ()) -> EditedDeadline:
        """What a deadline says now, with these people in charge."""
        return cls(
            deadline.title, deadline.due_at, deadline.unit_id, deadline.rule, deadline.timezone, deadline.each_zone,
            deadline.audience, deadline.evidence, deadline.plan, people,
        )  # fmt: skip

    def applied(self, deadline: Deadline) -> Deadline:
        """The deadline as it is then."""
        return replace(
            deadline, title=self.title, due_at=self.due_at.astimezone(UTC), unit_id=self.unit_id, rule=self.rule,
            timezone=self.timezone, each_zone=self.each_zone, audience=self.audience, evidence=self.evidence,
            plan=self.plan,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeadlineState:
    """What a deadline says at a moment: `people` are the ids of those in charge by name."""

    title: str
    due_at: datetime
    timezone: str
    each_zone: bool
    unit_id: int | None
    audience: DeadlineAudience
    people: tuple[int, ...]
    evidence: bool
    plan: DeadlinePlan
    rule: DoneRule
    cancelled: bool = False

    @classmethod
    def of(cls, deadline: Deadline, people: tuple[int, ...], *, cancelled: bool = False) -> DeadlineState:
        """What this deadline says, with these people in charge."""
        return cls(
            deadline.title, deadline.due_at, deadline.timezone, deadline.each_zone, deadline.unit_id,
            deadline.audience, people, deadline.evidence, deadline.plan, deadline.rule, cancelled,
        )  # fmt: skip

    def seen_in(self, timezone: str) -> DeadlineState:
        """The same as people in this zone (IANA) have it: due at their moment."""
        moment = self.due_at
        if self.each_zone:
            moment = moment.astimezone(ZoneInfo(self.timezone)).replace(tzinfo=ZoneInfo(timezone))
        return replace(self, due_at=moment, timezone=timezone, each_zone=False)

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "title": self.title, "due_at": self.due_at.isoformat(), "timezone": self.timezone,
            "each_zone": self.each_zone, "unit": self.unit_id, "audience": self.audience.as_json(),
            "people": list(self.people), "evidence": self.evidence, "plan": self.plan.as_json(),
            "rule": self.rule.value, "cancelled": self.cancelled,
        }  # fmt: skip

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> DeadlineState:
        """What `as_json` wrote."""
        return cls(
            stored["title"], datetime.fromisoformat(stored["due_at"]), stored["timezone"], stored["each_zone"],
            stored["unit"], DeadlineAudience.from_json(stored["audience"]), tuple(stored["people"]),
            stored["evidence"], DeadlinePlan.from_json(stored["plan"]), DoneRule(stored["rule"]), stored["cancelled"],
        )  # fmt: skip

    def tells_more_than(self, knew: DeadlineState) -> bool:
        """Whether who knew the other state must be told: when they are reminded is no news by itself."""
        return replace(self, plan=knew.plan) != knew


@dataclass(frozen=True, slots=True)
class Told:
    """A state with its names: the unit ("" for the agency), the deadline that must be owed, and who is in charge."""

    state: DeadlineState
    unit: str
    other: str
    in_charge: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeNews:
    """What a person knew of a deadline and what it says now, due at their own moments.

    `mine` tells whether the deadline still concerns the person.
    """

    deadline_id: int
    before: Told
    after: Told
    mine: bool
