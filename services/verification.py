"""Checking a pledge by its receipt code, for anybody: what stands behind it, without what identifies the person."""

from __future__ import annotations

import hashlib
from datetime import datetime

from domain import receipt
from domain.errors import DomainError
from domain.ledger import Signature, masked_name, record_facts
from domain.people import Actor
from domain.pledge_request import standing
from domain.proof import Proof, SealFacts, SealState
from domain.seal import facts_of
from services.pledges import SIGNATURE_ENTRY
from services.sealing import Sealer
from storage import drafts, ledger, pledges, proofs
from storage.engine import Transaction

DRAFT = "verify"
# No code looks like this: what is mistyped is looked up as well, so that it takes as long as what nobody holds.
NOBODYS = "-"


def look_up(tx: Transaction, typed: str, now: datetime, sealer: Sealer) -> Proof:
    """The proof behind a code; `verify.unknown` for a code nobody holds and for one that can't be a code, alike."""
    code = receipt.parse(typed) if receipt.is_code(typed) else NOBODYS
    signature = pledges.signature_by_code(tx, code)
    campaign = pledges.campaign(tx, signature.campaign_id) if signature else None
    if signature is None or campaign is None:
        raise DomainError("verify.unknown")
    witness = proofs.witness(tx, signature.id)
    state, facts = _seal(tx, signature, sealer)
    return Proof(
        code=signature.code,
        standing=standing(
            valid_until=signature.valid_until,
            superseded=proofs.superseded(tx, signature, campaign),
            withdrawn=proofs.withdrawn(tx, signature.id),
            now=now,
        ),
        name=masked_name(signature.name),
        unit=signature.unit_name,
        campaign=campaign.title,
        text_version=signature.text_version,
        signed_at=signature.signed_at,
        valid_until=signature.valid_until,
        reading=signature.reading,
        factor=signature.factor,
        fingerprint=signature.fingerprint,
        witness=masked_name(witness.name) if witness else "",
        seal=state,
        facts=facts,
    )


def _seal(tx: Transaction, signature: Signature, sealer: Sealer) -> tuple[SealState, SealFacts | None]:
    """Whether the entry's key vouches for its body, and the body still says what the record says."""
    entry = ledger.entry_of(tx, SIGNATURE_ENTRY, signature.code)
    if entry is None:
        return SealState.MISSING, None
    try:
        lines = facts_of(entry.body)
    except ValueError:
        lines = {}
    key = lines.get("key", "")
    same = all(lines.get(name) == value for name, value in record_facts(signature).items())
    holds = same and sealer.vouches(key, entry.body, entry.seal)
    digest = hashlib.sha256(entry.body.encode()).hexdigest()
    return SealState.HOLDS if holds else SealState.BROKEN, SealFacts(entry.sequence, key, entry.seal.hex(), digest)


def await_document(tx: Transaction, actor: Actor, now: datetime) -> None:
    """Wait for a document to be checked, for whoever asked; further ones may follow until another dialog begins."""
    drafts.save(tx, actor.telegram_id, DRAFT, "document", {}, now)
