"""Declining to sign: the reason is asked for in words, kept for ever, and told to one person only, never to a group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.errors import DomainError
from domain.folding import tidy
from domain.ledger import Decline, record_facts
from domain.messages import Lane, Post
from domain.people import Actor, Draft
from domain.pledge_request import PledgeRequest, RequestEvent, RequestState, advance
from domain.rights import Role
from services import pledges, sealing
from services.access import require_person
from services.pledges import PledgeDesk
from services.sealing import Sealer
from storage import audit, declines, drafts, joining, messages, people, units
from storage import pledges as stored
from storage.engine import Transaction

DRAFT = "pledge_decline"
DECLINE_ENTRY = "decline"
SHORTEST, LONGEST = 3, 300


@dataclass(frozen=True, slots=True)
class Told:
    """What the right person reads: who declined, where they work, why and when."""

    name: str
    unit: str
    reason: str
    at: datetime


def begin(tx: Transaction, actor: Actor, campaign_id: int, now: datetime) -> PledgeDesk:
    """Wait for the reason. Raises `pledge.already_signed`, `pledge.declined`, and as `pledges.desk`."""
    found = pledges.desk(tx, actor, now, campaign_id)
    advance(found.request.state, RequestEvent.DECLINE)
    drafts.save(tx, actor.telegram_id, DRAFT, "text", {"request": found.request.id}, now)
    return found


def write(tx: Transaction, actor: Actor, text: str, now: datetime) -> tuple[PledgeDesk, str]:
    """Keep the reason until it is confirmed; returns it as it will be recorded.

    Raises `pledge.reason_length` unless it has 3 to 300 characters, `pledge.decline_none`, and as `pledges.desk`.
    """
    draft, found = _begun(tx, actor, now)
    reason = tidy(text)
    if draft is None or found is None:
        raise DomainError("pledge.decline_none")
    if not SHORTEST <= len(reason) <= LONGEST:
        raise DomainError("pledge.reason_length", shortest=SHORTEST, longest=LONGEST)
    drafts.save(tx, actor.telegram_id, DRAFT, "confirm", {**draft.data, "reason": reason}, now)
    return found, reason


def confirm(tx: Transaction, actor: Actor, campaign_id: int, now: datetime, sealer: Sealer) -> PledgeDesk:
    """Decline: one sealed record, and a message to the head. The same tap again, or twice at once, changes nothing.

    Raises `pledge.decline_none` without a reason, and as `begin`.
    """
    draft, _ = _begun(tx, actor, now)
    found = pledges.desk(tx, actor, now, campaign_id)
    if draft is None or draft.data["request"] != found.request.id or "reason" not in draft.data:
        if found.request.state is RequestState.DECLINED:
            return found
        raise DomainError("pledge.decline_none")
    if drafts.drop(tx, actor.telegram_id, DRAFT):  # of two taps at once, the one that finds the draft
        drafts.drop(tx, actor.telegram_id, pledges.DRAFT)
        _record(tx, actor, found.request, str(draft.data["reason"]), now, sealer)
    return pledges.desk(tx, actor, now, campaign_id)


def stay(tx: Transaction, actor: Actor, campaign_id: int, now: datetime) -> PledgeDesk:
    """Not to decline after all."""
    found = pledges.desk(tx, actor, now, campaign_id)
    drafts.drop(tx, actor.telegram_id, DRAFT)
    return found


def told(tx: Transaction, decline_id: int, account: int) -> Told | None:
    """What one who is to hear of it reads; None when they are not the one any more."""
    made = declines.decline(tx, decline_id)
    request = stored.request(tx, made.request_id) if made else None
    person = people.employee(tx, made.employee_id) if made else None
    unit = people.unit(tx, request.unit_id) if request else None
    if made is None or request is None or person is None or unit is None:
        return None
    if account not in _recipients(tx, unit.id, person.id):
        return None
    return Told(person.name, unit.name, made.reason, made.at)


def _begun(tx: Transaction, actor: Actor, now: datetime) -> tuple[Draft | None, PledgeDesk | None]:
    require_person(actor)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    request = stored.request(tx, int(str(draft.data["request"]))) if draft else None
    found = pledges.desk(tx, actor, now, request.campaign_id if request else None)
    return draft, found if request is not None and found.request.id == request.id else None


def _record(
    tx: Transaction, actor: Actor, request: PledgeRequest, reason: str, now: datetime, sealer: Sealer
) -> Decline:
    employee, _ = require_person(actor)
    after = advance(request.state, RequestEvent.DECLINE)
    if not stored.set_state(tx, request.id, request.state, after, now):
        raise DomainError("pledge.already_signed")
    made = declines.add(tx, request.id, employee.id, reason, now)
    sealing.append(tx, sealer, DECLINE_ENTRY, str(made.id), record_facts(made))
    params: dict[str, object] = {"decline": made.id}
    posts = [
        Post(f"decline:{made.id}:{account}", "pledge_declined", account, params, Lane.TRANSACTIONAL)
        for account in _recipients(tx, request.unit_id, employee.id)
    ]
    messages.enqueue(tx, posts, now)
    audit.note(tx, now, f"account:{actor.telegram_id}", "decline", f"pledge_request:{request.id}", told=len(posts))
    return made


def _recipients(tx: Transaction, unit_id: int, employee_id: int) -> tuple[int, ...]:
    """The accounts of the unit's heads; of the agency's admins when there is none, or the person is the head."""
    own = people.open_link_of_employee(tx, employee_id)
    head = units.heads(tx, [unit_id]).get(unit_id)
    if head is not None and head.id != employee_id:
        found = tuple(account for _, account in joining.deciders(tx, Role.UNIT_HEAD, (unit_id,)) if account != own)
        if found:
            return found
    admins = joining.deciders(tx, Role.ADMIN, (None,))
    return tuple(account for _, account in admins if account != own)
