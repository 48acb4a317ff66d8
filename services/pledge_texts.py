"""Kept pledge texts, parsed, and filled in for a person."""

from __future__ import annotations

from functools import lru_cache

from domain import pledge, staff_number
from domain.ledger import Signature
from domain.pledge import FilledPledge, PledgeText
from storage import pledges
from storage.engine import Transaction


@lru_cache(maxsize=16)
def parsed(source: str) -> PledgeText:
    """The text of a TOML source; ValueError for a bad one."""
    return pledge.load(source)


def text(tx: Transaction, version: str) -> PledgeText:
    """The text of a version that a campaign or a signature names; raises LookupError."""
    source = pledges.text_source(tx, version)
    if source is None:
        message = f"pledge text {version} is missing"
        raise LookupError(message)
    return parsed(source)


def signer(name: str, digits: str, position: str, unit_name: str) -> pledge.Signer:
    """Who signs, the staff number masked."""
    return pledge.Signer(name, staff_number.masked(digits) if digits else "", position, unit_name)


def as_signed(tx: Transaction, signed: Signature) -> FilledPledge:
    """The words that a signature was given to."""
    who = signer(signed.name, signed.staff_number, signed.position, signed.unit_name)
    return pledge.fill(text(tx, signed.text_version), signed.language, who)
