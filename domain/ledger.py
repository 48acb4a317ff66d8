"""Pledge campaigns and signatures, as values."""

from __future__ import annotations

import hashlib
from calendar import monthrange
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TypeAlias

from domain.audience import Audience
from domain.pledge_plan import PledgePlan


@dataclass(frozen=True, slots=True)
class Campaign:
    """One round of signing one version of the text by an audience, from `opens_at` until `closes_at`.

    A signature counts until `valid_until`, or for `months` from the day it was given where that is set. `opened_at` is
    when the requests to sign were made, `ended_at` when the campaign was ended before its time. `plan` says when it
    reminds, None as the installation does.
    """

    id: int
    title: str
    text_version: str
    opens_at: datetime
    closes_at: datetime
    valid_until: datetime
    months: int | None = None
    audience: Audience = field(default_factory=Audience)
    opened_at: datetime | None = None
    ended_at: datetime | None = None
    plan: PledgePlan | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether people can sign at this moment."""
        return self.ended_at is None and self.opens_at <= now < self.closes_at

    def valid_from(self, signed: datetime) -> datetime:
        """Until when a signature counts that is given at this moment; a month's day is kept where it has that day."""
        return self.valid_until if self.months is None else months_later(signed, self.months)


@dataclass(frozen=True, slots=True)
class Signature:
    """One durable record of one person's pledge: who, what was shown, when, through which account.

    `shown` is the canonical text with the person's fields filled in, `fingerprint` its SHA-256 in hex, `code` the ten
    characters of the receipt. `reading` is "points" or "whole", `factor` "none", "name", "pin" or "name+pin",
    `signed_local` the moment in ISO 8601 with the offset of the signer's zone.
    """

    id: int
    code: str
    request_id: int
    campaign_id: int
    employee_id: int
    unit_id: int
    telegram_id: int
    text_version: str
    language: str
    shown: str
    fingerprint: str
    name: str
    staff_number: str
    position: str
    unit_name: str
    reading: str
    reading_began_at: datetime
    read_at: datetime
    factor: str
    signed_at: datetime
    signed_local: str
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of those who are to sign have signed."""

    signed: int
    expected: int

    @property
    def percent(self) -> float:
        """Share in percent, 0 when nobody is expected."""
        return 100 * self.signed / self.expected if self.expected else 0.0


@dataclass(frozen=True, slots=True)
class WitnessMark:
    """That a head has read a signature and attests it ('mengetahui'), with who they were at that moment."""

    id: int
    signature_id: int
    employee_id: int
    telegram_id: int
    name: str
    position: str
    unit_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Decline:
    """That a person declined to sign, and why."""

    id: int
    request_id: int
    employee_id: int
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That a signature of `employee_id` was an error and never counted; `by` is `account:ID` or `cli`."""

    id: int
    signature_id: int
    employee_id: int
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the ledger; `body` and `seal` as in `domain.seal`, `subject_id` names the record within its kind."""

    sequence: int
    kind: str
    subject_id: str
    body: str
    seal: bytes


Record: TypeAlias = Signature | WitnessMark | Decline | Withdrawal


def record_facts(record: Record) -> dict[str, str]:
    """Every column of a record as the lines of its entry, in the order of the fields; moments in ISO 8601, UTC."""
    return {name.replace("_", " "): _worded(value) for name, value in asdict(record).items()}


def text_facts(version: str, source: str, published_at: datetime) -> dict[str, str]:
    """The lines of the entry for a published text: its SHA-256 stands for the source."""
    digest = hashlib.sha256(source.encode()).hexdigest()
    return {"version": version, "source sha-256": digest, "published at": _worded(published_at)}


def months_later(moment: datetime, months: int) -> datetime:
    """The same day and time so many months later, or the month's last day where it is shorter."""
    month = moment.month - 1 + months
    year, month = moment.year + month // 12, month % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def _worded(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def masked_name(name: str) -> str:
    """A name of which each word keeps its first letter only, as a checker of a receipt sees it: "B••• S••••••"."""
    return " ".join(word[0] + "•" * (len(word) - 1) for word in name.split())
