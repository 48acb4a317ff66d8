"""Pledge campaigns and signatures, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Campaign:
    """One round of signing one version of the text. Signatures count until `valid_until`."""

    id: int
    title: str
    text_version: str
    opens_at: datetime
    valid_until: datetime

    def is_open(self, now: datetime) -> bool:
        """Whether people can sign at this moment."""
        return self.opens_at <= now < self.valid_until


@dataclass(frozen=True, slots=True)
class Signature:
    """One durable record of one person's pledge: who, what was shown, when, through which account.

    `shown` is the canonical text with the person's fields filled in, `fingerprint` its SHA-256 in hex, `code` the ten
    characters of the receipt.
    """

    id: int
    code: str
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
    reading_began_at: datetime
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of those who are to sign have signed."""

    signed: int
    expected: int

    @property
    def percent(self) -> float:
        """Share in percent, 0 when nobody is expected."""
        return 100 * self.signed / self.expected if self.expected else 0.0


def masked_name(name: str) -> str:
    """A name of which each word keeps its first letter only, as a checker of a receipt sees it: "B••• S••••••"."""
    return " ".join(word[0] + "•" * (len(word) - 1) for word in name.split())
