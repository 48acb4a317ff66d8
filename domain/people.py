"""People, units and accounts, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.rights import Grant


@dataclass(frozen=True, slots=True)
class Unit:
    """A work unit. `timezone` is an IANA name, `work_days` 5 or 6 a week, `predicate` "", "WBK" or "WBBM"."""

    id: int
    code: str
    name: str
    kind: str
    parent_id: int | None
    timezone: str
    work_days: int
    predicate: str
    predicate_year: int | None
    closed_at: datetime | None = None
    merged_into: int | None = None


@dataclass(frozen=True, slots=True)
class Employee:
    """A person of the roster. `staff_number` has 18 digits or is empty, `phone` is E.164 or empty."""

    id: int
    name: str
    staff_number: str
    status: str
    position: str
    rank: str
    unit_id: int
    phone: str
    active: bool
    email: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A Telegram account that has spoken to the bot; `language` is what its person reads.

    `consent_version` is "" without a consent in force, `withdrawn` tells that there was one.
    """

    telegram_id: int
    language: str
    consent_version: str
    reachable: bool
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the account, and the employee and rights behind it when it is linked."""

    account: Account
    employee: Employee | None = None
    unit: Unit | None = None
    grants: tuple[Grant, ...] = ()
    unit_path: tuple[int, ...] = ()

    @property
    def telegram_id(self) -> int:
        """The account's number at Telegram."""
        return self.account.telegram_id

    @property
    def language(self) -> str:
        """The language this person reads, "id" or "en"."""
        return self.account.language


@dataclass(frozen=True, slots=True)
class Draft:
    """Where a person is in a dialog of several steps. `version` grows with each change."""

    kind: str
    step: str
    data: dict[str, object]
    version: int
    updated_at: datetime
