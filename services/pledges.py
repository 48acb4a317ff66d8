"""The integrity pledge: reading, ticking, signing, receipts, checking."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from domain import pledge, receipt, typed_name
from domain.errors import DomainError
from domain.ledger import Campaign, Coverage, Signature, record_facts
from domain.messages import Lane, Post
from domain.people import Actor, Draft
from domain.pledge import FilledPledge
from domain.pledge_request import WAITING, PledgeRequest, RequestEvent, RequestState, advance
from domain.rights import Action
from domain.second_factor import Factor, Proof, next_proof, used
from services import pins, pledge_texts, sealing
from services.access import require, require_person
from services.guessing import Refused
from services.pins import Compared
from services.sealing import Sealer
from storage import audit, drafts, messages, pledges
from storage.engine import Transaction

DRAFT = "pledge"
WHOLE = "whole"
SIGNATURE_ENTRY = "signature"


@dataclass(frozen=True, slots=True)
class PledgeDesk:
    """What a person finds at /pakta: the campaign, the text as filled in for them, and how far they are.

    `ticked` counts the points ticked so far, None before reading began; `whole` while they read all at once, `proved`
    what they have proved for this request. `signature` is set once they have signed; the text is then the one that
    they signed. `for_whom` says whom the text is meant for.
    """

    campaign: Campaign
    request: PledgeRequest
    filled: FilledPledge
    language: str
    ticked: int | None
    signature: Signature | None
    whole: bool = False
    proved: frozenset[Proof] = frozenset()
    for_whom: str = pledge.EVERYBODY

    @property
    def points(self) -> int:
        """How many points the text has."""
        return len(self.filled.points)

    @property
    def has_declined(self) -> bool:
        """Whether the person has declined, and not read anew since."""
        return self.request.state is RequestState.DECLINED


@dataclass(frozen=True, slots=True)
class Receipt:
    """A signature with what its document shows."""

    signature: Signature
    campaign: Campaign
    filled: FilledPledge


def desk(tx: Transaction, actor: Actor, now: datetime, campaign_id: int | None = None) -> PledgeDesk:
    """Where the person stands: in this campaign, or in the one they are asked to sign first.

    Raises `pledge.no_campaign`, `pledge.not_asked`, `pledge.campaign_over`, `access.*`.
    """
    require(tx, actor, Action.SIGN_PLEDGE, actor.employee.unit_id if actor.employee else None)
    employee, unit = require_person(actor)
    campaign, request = _asked(tx, employee.id, campaign_id, now)
    text = pledge_texts.text(tx, campaign.text_version)
    # The draft first: a tap that came in at the same moment drops it and signs in one commit.
    draft = _draft_for(tx, actor, request, campaign.text_version)
    ticked = int(str(draft.data["ticked"])) if draft else None
    signature = pledges.signature_of_request(tx, request.id)
    if signature is not None:
        signed = pledge_texts.as_signed(tx, signature)
        return PledgeDesk(campaign, request, signed, signature.language, ticked, signature, for_whom=text.for_whom)
    language = text.language_for(actor.language)
    signer = pledge_texts.signer(employee.name, employee.staff_number, employee.position, unit.name)
    return PledgeDesk(
        campaign, request, pledge.fill(text, language, signer), language, ticked, None,
        whole=draft is not None and draft.step == WHOLE, proved=_proved(draft), for_whom=text.for_whom,
    )  # fmt: skip


def waiting(tx: Transaction, actor: Actor, now: datetime) -> tuple[Campaign, ...]:
    """The open campaigns that wait for the person's answer, the newest first. Raises `access.*`."""
    require(tx, actor, Action.SIGN_PLEDGE, actor.employee.unit_id if actor.employee else None)
    employee, _ = require_person(actor)
    return tuple(one for one, request in _all_asked(tx, employee.id, now) if request.state in WAITING)


def _draft_for(tx: Transaction, actor: Actor, request: PledgeRequest, version: str) -> Draft | None:
    """How far the person is with these words; who began to read other words begins anew."""
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    if draft is None or draft.data.get("request") != request.id:
        return None
    return draft if draft.data.get("text") == version else None


def _reading(tx: Transaction, actor: Actor, found: PledgeDesk) -> Draft | None:
    return _draft_for(tx, actor, found.request, found.campaign.text_version)


def _desk_as_shown(tx: Transaction, actor: Actor, campaign_id: int, now: datetime, shown: str | None) -> PledgeDesk:
    """The desk for a tap on a screen that showed the text with this mark (None: it names none).

    Raises `pledge.text_changed` where other words stand there now and the person has not signed.
    """
    found = desk(tx, actor, now, campaign_id)
    if found.signature is None and shown not in (None, pledge.mark(found.campaign.text_version)):
        raise DomainError("pledge.text_changed")
    return found


def _proved(draft: Draft | None) -> frozenset[Proof]:
    given = draft.data.get("proved", []) if draft else []
    return frozenset(Proof(one) for one in given) if isinstance(given, list) else frozenset()


def _all_asked(tx: Transaction, employee_id: int, now: datetime) -> list[tuple[Campaign, PledgeRequest]]:
    asked = ((one, pledges.current_request(tx, one.id, employee_id)) for one in pledges.open_campaigns(tx, now))
    return [(one, request) for one, request in asked if request is not None]


def _asked(tx: Transaction, employee_id: int, campaign_id: int | None, now: datetime) -> tuple[Campaign, PledgeRequest]:
    """The campaign and request: those that wait for an answer first, the newest of each."""
    found = _all_asked(tx, employee_id, now)
    if campaign_id is not None:
        found = [pair for pair in found if pair[0].id == campaign_id]
    if found:
        return min(found, key=lambda pair: pair[1].state not in WAITING)
    if not pledges.open_campaigns(tx, now):
        raise DomainError("pledge.no_campaign")
    if campaign_id is not None:
        raise DomainError("pledge.campaign_over")
    raise DomainError("pledge.not_asked")


def begin(
    tx: Transaction,
    actor: Actor,
    campaign_id: int,
    now: datetime,
    factor: Factor = Factor.NONE,
    shown: str | None = None,
) -> PledgeDesk:
    """Begin to read point by point; a person in the middle goes on there, one who has read goes on to the proof.

    `shown` is the mark of the text on the screen. Raises `pledge.campaign_over` for an old screen,
    `pledge.text_changed` for one with other words.
    """
    found = _desk_as_shown(tx, actor, campaign_id, now, shown)
    if found.signature is None and found.ticked is None:
        drafts.save(tx, actor.telegram_id, DRAFT, "reading", _begun(found, now), now)
    elif found.signature is None and found.ticked == found.points:
        draft = _reading(tx, actor, found)
        assert draft is not None
        _await_proof(tx, actor, draft.data, factor, now)
    return desk(tx, actor, now, campaign_id)


def begin_whole(tx: Transaction, actor: Actor, campaign_id: int, now: datetime, shown: str | None = None) -> PledgeDesk:
    """Begin to read the whole text at once; who has read it all goes on behind it. Raises as `begin`."""
    found = _desk_as_shown(tx, actor, campaign_id, now, shown)
    if found.signature is None and found.ticked != found.points:
        draft = _reading(tx, actor, found)
        drafts.save(tx, actor.telegram_id, DRAFT, WHOLE, draft.data if draft else _begun(found, now), now)
    return desk(tx, actor, now, campaign_id)


def read_whole(
    tx: Transaction,
    actor: Actor,
    campaign_id: int,
    now: datetime,
    factor: Factor = Factor.NONE,
    shown: str | None = None,
) -> PledgeDesk:
    """The person says that they have read the whole text that was shown; all points are ticked. Raises as `begin`."""
    found = _desk_as_shown(tx, actor, campaign_id, now, shown)
    draft = _reading(tx, actor, found)
    if found.signature is not None or draft is None or not found.whole:
        return found
    _have_read(tx, actor, found, {**draft.data, "ticked": found.points, "reading": "whole"}, factor, now)
    return desk(tx, actor, now, campaign_id)


def tick(
    tx: Transaction,
    actor: Actor,
    campaign_id: int,
    point: int,
    now: datetime,
    factor: Factor = Factor.NONE,
    shown: str | None = None,
) -> PledgeDesk:
    """Tick point number `point` (from 1). The same tap twice, or an old one, changes nothing. Raises as `begin`."""
    found = _desk_as_shown(tx, actor, campaign_id, now, shown)
    draft = _reading(tx, actor, found)
    if found.signature is not None or draft is None or found.ticked is None:
        return found
    if point != found.ticked + 1 or point > found.points:
        return found
    data = {**draft.data, "ticked": point}
    if point == found.points:
        _have_read(tx, actor, found, data, factor, now)
    else:
        drafts.save(tx, actor.telegram_id, DRAFT, "reading", data, now)
    return desk(tx, actor, now, campaign_id)


def _begun(found: PledgeDesk, now: datetime) -> dict[str, object]:
    version = found.campaign.text_version
    return {"request": found.request.id, "text": version, "ticked": 0, "began": now.isoformat()}


def _have_read(
    tx: Transaction, actor: Actor, found: PledgeDesk, data: dict[str, object], factor: Factor, now: datetime
) -> None:
    _move(tx, found.request, RequestEvent.READ, now)
    _await_proof(tx, actor, {**data, "read": now.isoformat()}, factor, now)


def _await_proof(tx: Transaction, actor: Actor, data: dict[str, object], factor: Factor, now: datetime) -> None:
    """All is read: wait for words where a proof is still to be given."""
    draft = Draft(DRAFT, "ready", data, 0, now)
    step = "ready" if next_proof(factor, _proved(draft)) is None else "text"
    drafts.save(tx, actor.telegram_id, DRAFT, step, data, now)


def awaited(tx: Transaction, actor: Actor, now: datetime, factor: Factor) -> Proof | None:
    """The proof that words of the person are taken for, None when they have given all; raises `pledge.unread`."""
    found, _ = _proving(tx, actor, now)
    return None if found.signature is not None else next_proof(factor, found.proved)


def prove_name(tx: Transaction, actor: Actor, typed: str, now: datetime, factor: Factor) -> PledgeDesk:
    """The person types their full name. Raises `pledge.name_differs`, `pledge.unread`, and as `desk`."""
    found, draft = _proving(tx, actor, now)
    employee, _ = require_person(actor)
    if not typed_name.matches(typed, employee.name):
        raise DomainError("pledge.name_differs")
    return _note_proof(tx, actor, found, draft, Proof.NAME, factor, now)


def prove_pin(tx: Transaction, actor: Actor, tried: Compared, now: datetime, factor: Factor) -> PledgeDesk | Refused:
    """The person types their PIN; a wrong one is a value, so that its count is kept. Raises `pledge.unread`."""
    found, draft = _proving(tx, actor, now)
    refused = pins.answered(tx, actor, tried, now)
    return refused or _note_proof(tx, actor, found, draft, Proof.PIN, factor, now)


def make_pin(tx: Transaction, actor: Actor, hash_of_new: str, now: datetime, factor: Factor) -> PledgeDesk:
    """The person had no PIN and chooses one, which proves it too. Raises `pledge.pin_known`, `pledge.unread`."""
    found, draft = _proving(tx, actor, now)
    pins.choose_first(tx, actor, hash_of_new, now)
    return _note_proof(tx, actor, found, draft, Proof.PIN, factor, now)


def _proving(tx: Transaction, actor: Actor, now: datetime) -> tuple[PledgeDesk, Draft]:
    """The desk of the request that the person has read, by the draft; raises `pledge.unread` before that."""
    require_person(actor)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    request = pledges.request(tx, int(str(draft.data.get("request", 0)))) if draft else None
    found = desk(tx, actor, now, request.campaign_id if request else None)
    if draft is None or found.ticked != found.points:
        raise DomainError("pledge.unread")
    return found, draft


def _note_proof(
    tx: Transaction, actor: Actor, found: PledgeDesk, draft: Draft, proof: Proof, factor: Factor, now: datetime
) -> PledgeDesk:
    if found.signature is not None:
        return found
    given = sorted({*found.proved, proof})
    _await_proof(tx, actor, {**draft.data, "proved": [one.value for one in given]}, factor, now)
    return desk(tx, actor, now, found.campaign.id)


def sign(
    tx: Transaction,
    actor: Actor,
    campaign_id: int,
    now: datetime,
    sealer: Sealer,
    factor: Factor = Factor.NONE,
    shown: str | None = None,
) -> PledgeDesk:
    """Sign: one record for ever, sealed, and the receipt on its way. Again, or twice at once, it stays one record.

    Raises `pledge.unread` while points are not ticked, `pledge.unproved` before what the agency asks for is proved,
    `pledge.campaign_over` for an old screen, `pledge.text_changed` for one with other words, `access.*`.
    """
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    found = _desk_as_shown(tx, actor, campaign_id, now, shown)
    if found.signature is not None:
        return found
    if draft is None or found.ticked != found.points:
        raise DomainError("pledge.unread")
    if next_proof(factor, found.proved) is not None:
        raise DomainError("pledge.unproved")
    signature, is_new = _record(tx, actor, found, draft.data, now)
    drafts.drop(tx, actor.telegram_id, DRAFT)
    if is_new:
        _move(tx, found.request, RequestEvent.SIGN, now)
        sealing.append(tx, sealer, SIGNATURE_ENTRY, signature.code, record_facts(signature))
        messages.enqueue(tx, [_receipt_post(signature, f"receipt:{signature.id}")], now)
        audit.note(tx, now, f"account:{actor.telegram_id}", "sign", f"signature:{signature.id}")
        return replace(found, request=replace(found.request, state=RequestState.SIGNED), ticked=None,
                       signature=signature)  # fmt: skip
    return desk(tx, actor, now, campaign_id)


def _move(tx: Transaction, request: PledgeRequest, event: RequestEvent, now: datetime) -> None:
    pledges.set_state(tx, request.id, request.state, advance(request.state, event), now)


def _record(
    tx: Transaction, actor: Actor, found: PledgeDesk, read: Mapping[str, object], now: datetime
) -> tuple[Signature, bool]:
    """The signature, and whether it is this one and not that of a tap which came in at the same moment."""
    employee, unit = require_person(actor)
    version = found.campaign.text_version
    values = {
        "request_id": found.request.id, "campaign_id": found.campaign.id, "employee_id": employee.id,
        "unit_id": unit.id, "telegram_id": actor.telegram_id, "text_version": version, "language": found.language,
        "shown": pledge.canonical(found.filled, version, found.language).decode(),
        "fingerprint": pledge.fingerprint(found.filled, version, found.language), "name": employee.name,
        "staff_number": employee.staff_number, "position": employee.position, "unit_name": unit.name,
        "reading": str(read.get("reading", "points")), "reading_began_at": datetime.fromisoformat(str(read["began"])),
        "read_at": datetime.fromisoformat(str(read["read"])), "factor": used(found.proved).value,
        "signed_at": now, "signed_local": now.astimezone(ZoneInfo(unit.timezone)).isoformat(),
        "valid_until": found.campaign.valid_from(now),
    }  # fmt: skip
    signature, is_new = None, False
    while signature is None:  # a code of 45 random bits that is taken already is drawn anew
        is_new = pledges.add_signature(tx, {**values, "code": receipt.make(secrets.token_bytes(6))})
        signature = pledges.signature_of_request(tx, found.request.id)
    return signature, is_new


def _receipt_post(signature: Signature, key: str) -> Post:
    return Post(key, "receipt", signature.telegram_id, {"signature": signature.code}, Lane.TRANSACTIONAL)


def send_again(tx: Transaction, actor: Actor, request: int, now: datetime, campaign_id: int | None = None) -> None:
    """Queue the person's own receipt once more, once an update id; raises `pledge.unsigned`, `access.*`."""
    found = desk(tx, actor, now, campaign_id)
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
    return Receipt(signature, campaign, pledge_texts.as_signed(tx, signature))


def coverage(tx: Transaction, unit_id: int | None, now: datetime) -> Coverage | None:
    """How many of a unit, or of the agency (None), have signed in the open campaign; None without a campaign."""
    campaign = pledges.open_campaign(tx, now)
    return pledges.coverage(tx, campaign.id, unit_id) if campaign else None
