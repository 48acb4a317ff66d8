"""When a campaign reminds those who have not signed, and after how many reminders others are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.errors import DomainError

MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class PledgePlan:
    """Days after a person was asked, days before the campaign closes, and the number of reminders before others hear.

    A step that falls outside office hours waits for the next office time of the person's unit; several steps that are
    behind at once make one reminder. `head_after` reminders of a person without an answer tell the unit's head,
    `agency_after` the agency's admins; 0 tells nobody.
    """

    after_days: tuple[int, ...] = (3, 7, 14)
    before_days: tuple[int, ...] = (7, 1)
    head_after: int = 2
    agency_after: int = 4

    def __post_init__(self) -> None:
        """Raises DomainError `campaign.plan` for days or numbers that make no plan."""
        days = (*self.after_days, *self.before_days)
        numbers = (self.head_after, self.agency_after)
        if any(not 1 <= day <= MOST_DAYS for day in days) or any(number < 0 for number in numbers):
            raise DomainError("campaign.plan")
        if self.agency_after and self.agency_after < self.head_after:
            raise DomainError("campaign.plan")

    def as_data(self) -> dict[str, Any]:
        """The plan as it is kept."""
        return {
            "after_days": list(self.after_days), "before_days": list(self.before_days),
            "head_after": self.head_after, "agency_after": self.agency_after,
        }  # fmt: skip


def from_data(data: Mapping[str, Any]) -> PledgePlan:
    """The plan that was kept."""
    return PledgePlan(
        tuple(data["after_days"]), tuple(data["before_days"]), int(data["head_after"]), int(data["agency_after"])
    )
