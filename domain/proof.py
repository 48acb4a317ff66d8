"""What anybody who holds a receipt code learns about the pledge behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.pledge_request import Standing


class SealState(StrEnum):
    """How a record stands to the ledger: `MISSING` for signatures that are older than the ledger."""

    HOLDS = "holds"
    BROKEN = "broken"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class SealFacts:
    """The entry of a signature: where it stands, by which key, its seal and the SHA-256 of its body in hex."""

    sequence: int
    key_id: str
    seal: str
    body_digest: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A pledge as strangers may see it: `name` and `witness` are masked, no staff number, position or account.

    `reading` and `factor` as in `domain.ledger.Signature`, `fingerprint` is the SHA-256 in hex of the words shown.
    `witness` is "" where nobody has attested the signature. `facts` is None when the seal is `MISSING`.
    """

    code: str
    standing: Standing
    name: str
    unit: str
    campaign: str
    text_version: str
    signed_at: datetime
    valid_until: datetime
    reading: str
    factor: str
    fingerprint: str
    witness: str
    seal: SealState
    facts: SealFacts | None
