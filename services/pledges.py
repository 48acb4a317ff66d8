"""The integrity pledge: reading, ticking, signing, receipts, checking."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from domain import pledge, receipt, staff_number
from domain.errors import DomainError
from domain.ledger import Campaign, Coverage, Signature
from domain.messages import Lane, Post
from domain.people import Actor
from domain.pledge import FilledPledge, PledgeText
from domain.rights import Action
from services.access import require, require_person
from storage import audit, drafts, messages, pledges
from storage.engine import Transaction

DRAFT = "pledge"


@dataclass(frozen=True, slots=True)
class PledgeDesk:
    """What a person finds at /pakta: the campaign, the text as filled in for them, and how far they are.

    `ticked` counts the points ticked so far, None before reading began. `signature` is set once they have signed.
    """

    campaign: Campaign
    filled: FilledPledge
    language: str
    ticked: int | None
    signature: Signature | None

    @property
    def points(self) -> int:
        """How many points the text has."""
        return len(self.filled.points)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A signature with what its document shows."""

    signature: Signature
    campaign: Campaign
    filled: FilledPledge


@lru_cache(maxsize=16)
def _parsed(source: str) -> PledgeText:
    return pledge.load(source)


def _text(tx: Transaction, version: str) -> PledgeText:
    source = pledges.text_source(tx, version)
    if source is None:
        message = f"pledge text {version} is missing"
        raise LookupError(message)
    return _parsed(source)


def _campaign(tx: Transaction, now: datetime) -> Campaign:
    campaign = pledges.open_campaign(tx, now)
    if campaign is None:
        raise DomainError("pledge.no_campaign")
    return campaign


def _signer(name: str, digits: str, position: str, unit_name: str) -> pledge.Signer:
    return pledge.Signer(name, staff_number.masked(digits) if digits else "", position, unit_name)


def _as_signed(text: PledgeText, signed: Signature) -> FilledPledge:
    signer = _signer(signed.name, signed.staff_number, signed.position, signed.unit_name)
    return pledge.fill(text, signed.language, signer)


def desk(tx: Transaction, actor: Actor, now: datetime) -> PledgeDesk:
    """Where the person stands with the open campaign; raises `pledge.no_campaign` or `access.*`."""
    require(tx, actor, Action.SIGN_PLEDGE, actor.employee.unit_id if actor.employee else None)
    employee, unit = require_person(actor)
    campaign = _campaign(tx, now)
    text = _text(tx, campaign.text_version)
    # The draft first: a tap that came in at the same moment drops it and signs in one commit.
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    signature = pledges.signature_of(tx, campaign.id, employee.id)
    ticked = None
    if draft is not None and draft.data["campaign"] == campaign.id:
        ticked = int(str(draft.data["ticked"]))
    if signature is not None:
        return PledgeDesk(campaign, _as_signed(text, signature), signature.language, ticked, signature)
    language = text.language_for(actor.language)
    signer = _signer(employee.name, employee.staff_number, employee.position, unit.name)
    return PledgeDesk(campaign, pledge.fill(text, language, signer), language, ticked, None)


def begin(tx: Transaction, actor: Actor, campaign_id: int, now: datetime) -> PledgeDesk:
    """Begin to read; a person in the middle goes on there. Raises `pledge.campaign_over` for an old screen."""
    found = _desk_of(tx, actor, campaign_id, now)
    if found.signature is None and found.ticked is None:
        data: dict[str, object] = {"campaign": campaign_id, "ticked": 0, "began": now.isoformat()}
        drafts.save(tx, actor.telegram_id, DRAFT, "reading", data, now)
    return desk(tx, actor, now)


def tick(tx: Transaction, actor: Actor, campaign_id: int, point: int, now: datetime) -> PledgeDesk:
    """Tick point number `point` (from 1). The same tap twice, or an old one, changes nothing."""
    found = _desk_of(tx, actor, campaign_id, now)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    if found.signature is not None or draft is None or found.ticked is None:
        return found
    if point != found.ticked + 1 or point > found.points:
        return found
    step = "ready" if point == found.points else "reading"
    drafts.save(tx, actor.telegram_id, DRAFT, step, {**draft.data, "ticked": point}, now)
    return desk(tx, actor, now)


def _desk_of(tx: Transaction, actor: Actor, campaign_id: int, now: datetime) -> PledgeDesk:
    found = desk(tx, actor, now)
    if found.campaign.id != campaign_id:
        raise DomainError("pledge.campaign_over")
    return found


def sign(tx: Transaction, actor: Actor, campaign_id: int, now: datetime) -> PledgeDesk:
    """Sign: one record for ever, and the receipt on its way. Again, or twice at once, it stays one record.

    Raises `pledge.unread` while points are not ticked, `pledge.campaign_over` for an old screen, `access.*`.
    """
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    found = _desk_of(tx, actor, campaign_id, now)
    if found.signature is not None:
        return found
    if draft is None or found.ticked != found.points:
        raise DomainError("pledge.unread")
    signature, is_new = _record(tx, actor, found, datetime.fromisoformat(str(draft.data["began"])), now)
    drafts.drop(tx, actor.telegram_id, DRAFT)
    if is_new:
        messages.enqueue(tx, [_receipt_post(signature, f"receipt:{signature.id}")], now)
        audit.note(tx, now, f"account:{actor.telegram_id}", "sign", f"signature:{signature.id}")
    return desk(tx, actor, now)


def _record(tx: Transaction, actor: Actor, found: PledgeDesk, began: datetime, now: datetime) -> tuple[Signature, bool]:
    """The signature, and whether it is this one and not that of a tap which came in at the same moment."""
    employee, unit = require_person(actor)
    version = found.campaign.text_version
    values = {
        "campaign_id": found.campaign.id, "employee_id": employee.id, "unit_id": unit.id,
        "telegram_id": actor.telegram_id, "text_version": version, "language": found.language,
        "shown": pledge.canonical(found.filled, version, found.language).decode(),
        "fingerprint": pledge.fingerprint(found.filled, version, found.language), "name": employee.name,
        "staff_number": employee.staff_number, "position": employee.position, "unit_name": unit.name,
        "reading_began_at": began, "signed_at": now,
    }  # fmt: skip
    signature, is_new = None, False
    while signature is None:  # a code of 45 random bits that is taken already is drawn anew
        is_new = pledges.add_signature(tx, {**values, "code": receipt.make(secrets.token_bytes(6))})
        signature = pledges.signature_of(tx, found.campaign.id, employee.id)
    return signature, is_new


def _receipt_post(signature: Signature, key: str) -> Post:
    return Post(key, "receipt", signature.telegram_id, {"signature": signature.code}, Lane.TRANSACTIONAL)


def send_again(tx: Transaction, actor: Actor, request: int, now: datetime) -> None:
    """Queue the person's own receipt once more, once an update id; raises `pledge.unsigned`, `access.*`."""
    found = desk(tx, actor, now)
    if found.signature is None:
        raise DomainError("pledge.unsigned")
    messages.enqueue(tx, [_receipt_post(found.signature, f"receipt:{found.signature.id}:{request}")], now)


def receipt_by_code(tx: Transaction, code: str) -> Receipt:
    """The receipt that the sender is to deliver to its own signer; raises LookupError."""
    signature = pledges.signature_by_code(tx, code)
    campaign = pledges.campaign(tx, signature.campaign_id) if signature else None
    if signature is None or campaign is None:
        message = f"signature {code} is missing"
        raise LookupError(message)
    return Receipt(signature, campaign, _as_signed(_text(tx, signature.text_version), signature))


def check(tx: Transaction, typed: str) -> tuple[Signature, Campaign]:
    """The pledge behind a receipt code, for anybody; `verify.unknown` for a wrong code and for one nobody holds."""
    try:
        code = receipt.parse(typed)
    except DomainError:
        raise DomainError("verify.unknown") from None
    signature = pledges.signature_by_code(tx, code)
    campaign = pledges.campaign(tx, signature.campaign_id) if signature else None
    if signature is None or campaign is None:
        raise DomainError("verify.unknown")
    return signature, campaign


def coverage(tx: Transaction, unit_id: int | None, now: datetime) -> Coverage | None:
    """How many of a unit, or of the agency (None), have signed in the open campaign; None without a campaign."""
    campaign = pledges.open_campaign(tx, now)
    return pledges.coverage(tx, campaign.id, unit_id) if campaign else None


def publish(tx: Transaction, source: str, title: str, valid_until: datetime, now: datetime) -> str:
    """Keep the text version, if it is new, and open a campaign with it; returns the version.

    For the command line, whose user owns the installation. Raises `pledge.version_exists` for a
    version that was published with other words, ValueError for a bad text.
    """
    version = pledge.load(source).version
    if not pledges.add_text(tx, version, source, now) and pledges.text_source(tx, version) != source:
        raise DomainError("pledge.version_exists", version=version)
    campaign_id = pledges.add_campaign(tx, title, version, now, valid_until)
    audit.note(tx, now, "cli", "publish", f"campaign:{campaign_id}", version=version)
    return version
