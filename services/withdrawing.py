"""Correcting an error: a signature that should not exist, such as one given for the wrong person, never counted.

The signature stays as it is; a sealed record says that it was withdrawn, by whom and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain import receipt
from domain.data_rights import Seen
from domain.errors import DomainError
from domain.folding import tidy
from domain.ledger import Campaign, Signature, Withdrawal, record_facts
from domain.messages import Post
from domain.people import Actor, Draft
from domain.pledge_request import WAITING, RequestEvent, RequestReason, RequestState
from domain.rights import Action
from services import sealing
from services.access import note_look, note_look_from, require
from services.sealing import Sealer
from storage import audit, drafts, ledger, messages, people, pledges, withdrawals, witnessing
from storage.engine import Transaction

DRAFT = "withdrawal"
WITHDRAWAL_ENTRY = "withdrawal"
SHORTEST, LONGEST = 3, 300
# The steps after the code: the reason is awaited, shown to be checked, and confirmed once.
REASON, CHECK, SURE = "text", "check", "sure"


@dataclass(frozen=True, slots=True)
class WithdrawalCase:
    """A signature about to be withdrawn; `reason` is "" until it is told, `sure` after the first confirmation."""

    signature: Signature
    campaign: Campaign
    reason: str = ""
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A signature that is withdrawn now. `is_new` is False when it was before.

    `asked_again` tells that its person is asked to sign anew, `told` that they hear of it.
    """

    signature: Signature
    withdrawal: Withdrawal
    is_new: bool = False
    asked_again: bool = False
    told: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What the person reads; `asked_again` when a new request waits for them."""

    signature: Signature
    campaign: Campaign
    withdrawal: Withdrawal
    asked_again: bool


def begin(tx: Transaction, actor: Actor, now: datetime) -> None:
    """Wait for the code of the receipt. Raises `access.*`."""
    require(tx, actor, Action.WITHDRAW_SIGNATURE)
    drafts.save(tx, actor.telegram_id, DRAFT, "text", {}, now)


def drop(tx: Transaction, actor: Actor) -> None:
    """Leave the dialog. Raises `access.*`."""
    require(tx, actor, Action.WITHDRAW_SIGNATURE)
    drafts.drop(tx, actor.telegram_id, DRAFT)


def say(tx: Transaction, actor: Actor, typed: str, now: datetime) -> WithdrawalCase:
    """The code came, then the reason; whose signature it is was shown in between, and that look is logged.

    Raises `withdrawal.none` when nothing was waited for, `withdrawal.unknown`, `withdrawal.already`,
    `withdrawal.reason`, `access.*`.
    """
    require(tx, actor, Action.WITHDRAW_SIGNATURE)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    if draft is None:
        raise DomainError("withdrawal.none")
    if "signature" not in draft.data:
        found = _by_code(tx, typed)
        note_look(tx, actor, found.signature.employee_id, Seen.PLEDGE, now)
        drafts.save(tx, actor.telegram_id, DRAFT, REASON, {"signature": found.signature.id}, now)
        return found
    data = {**draft.data, "reason": checked_reason(typed)}
    drafts.save(tx, actor.telegram_id, DRAFT, CHECK, data, now)
    return _in_draft(tx, Draft(DRAFT, CHECK, data, 0, now))


def make_sure(tx: Transaction, actor: Actor, signature_id: int, now: datetime) -> WithdrawalCase:
    """The first confirmation. Raises `withdrawal.none` for an old screen, `access.*`."""
    require(tx, actor, Action.WITHDRAW_SIGNATURE)
    draft = _draft_for(tx, actor, signature_id, CHECK, SURE)
    if draft is None:
        raise DomainError("withdrawal.none")
    drafts.save(tx, actor.telegram_id, DRAFT, SURE, draft.data, now)
    return _in_draft(tx, Draft(DRAFT, SURE, draft.data, 0, now))


def confirm(tx: Transaction, actor: Actor, signature_id: int, now: datetime, sealer: Sealer) -> Withdrawn:
    """The second confirmation withdraws the signature. Again, or twice at once, it stays one record.

    Raises `withdrawal.none` for an old screen, `access.*`.
    """
    require(tx, actor, Action.WITHDRAW_SIGNATURE)
    ledger.lock_head(tx)
    before = withdrawals.of_signature(tx, signature_id)
    if before is not None:
        drafts.drop(tx, actor.telegram_id, DRAFT)
        signature = _signature(tx, signature_id)
        account = people.open_link_of_employee(tx, signature.employee_id)
        return Withdrawn(signature, before, asked_again=_waits_anew(tx, signature), told=account is not None)
    draft = _draft_for(tx, actor, signature_id, SURE)
    if draft is None:
        raise DomainError("withdrawal.none")
    drafts.drop(tx, actor.telegram_id, DRAFT)
    by = f"account:{actor.telegram_id}"
    return _withdraw(tx, by, _signature(tx, signature_id), str(draft.data["reason"]), now, sealer)


def case_from(tx: Transaction, by: str, code: str, now: datetime) -> WithdrawalCase:
    """Whose signature a code stands for, for who acts without an account (`by` is "cli"); the look is logged.

    Raises `withdrawal.unknown`, `withdrawal.already`.
    """
    found = _by_code(tx, code)
    note_look_from(tx, by, found.signature.employee_id, Seen.PLEDGE, now)
    return found


def withdraw_from(tx: Transaction, by: str, code: str, reason: str, now: datetime, sealer: Sealer) -> Withdrawn:
    """Withdraw at once. Raises `withdrawal.unknown`, `withdrawal.already`, `withdrawal.reason`."""
    why = checked_reason(reason)
    ledger.lock_head(tx)
    return _withdraw(tx, by, _by_code(tx, code).signature, why, now, sealer)


def told(tx: Transaction, withdrawal_id: int, account: int) -> Told | None:
    """What the person is told; None when the account is not theirs any more."""
    found = withdrawals.withdrawal(tx, withdrawal_id)
    if found is None or people.open_link_of_employee(tx, found.employee_id) != account:
        return None
    signature = _signature(tx, found.signature_id)
    return Told(signature, _campaign(tx, signature), found, _waits_anew(tx, signature))


def checked_reason(text: str) -> str:
    """The reason on one line; raises `withdrawal.reason` unless it has 3 to 300 characters."""
    reason = tidy(text)
    if not SHORTEST <= len(reason) <= LONGEST:
        raise DomainError("withdrawal.reason", shortest=SHORTEST, longest=LONGEST)
    return reason


def _by_code(tx: Transaction, typed: str) -> WithdrawalCase:
    signature = pledges.signature_by_code(tx, receipt.parse(typed)) if receipt.is_code(typed) else None
    if signature is None:
        raise DomainError("withdrawal.unknown")
    if withdrawals.of_signature(tx, signature.id) is not None:
        raise DomainError("withdrawal.already")
    return WithdrawalCase(signature, _campaign(tx, signature))


def _draft_for(tx: Transaction, actor: Actor, signature_id: int, *steps: str) -> Draft | None:
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    fits = draft is not None and draft.step in steps and draft.data.get("signature") == signature_id
    return draft if fits else None


def _in_draft(tx: Transaction, draft: Draft) -> WithdrawalCase:
    signature = _signature(tx, int(str(draft.data["signature"])))
    return WithdrawalCase(signature, _campaign(tx, signature), str(draft.data["reason"]), sure=draft.step == SURE)


def _signature(tx: Transaction, signature_id: int) -> Signature:
    (found,) = witnessing.signatures_by_id(tx, [signature_id])
    return found


def _campaign(tx: Transaction, signature: Signature) -> Campaign:
    campaign = pledges.campaign(tx, signature.campaign_id)
    assert campaign is not None
    return campaign


def _withdraw(tx: Transaction, by: str, signature: Signature, reason: str, now: datetime, sealer: Sealer) -> Withdrawn:
    values = {
        "signature_id": signature.id, "employee_id": signature.employee_id, "reason": reason, "by": by, "at": now,
    }  # fmt: skip
    assert withdrawals.add(tx, values)
    made = withdrawals.of_signature(tx, signature.id)
    assert made is not None
    sealing.append(tx, sealer, WITHDRAWAL_ENTRY, str(made.id), record_facts(made))
    asked_again = _ask_again(tx, signature, now)
    account = people.open_link_of_employee(tx, signature.employee_id)
    if account is not None:
        post = Post(f"withdrawal:{made.id}", "pledge_withdrawn", account, {"withdrawal": made.id})
        messages.enqueue(tx, [post], now)
    audit.note(tx, now, by, "withdraw_signature", f"signature:{signature.id}", reason=reason, asked_again=asked_again)
    return Withdrawn(signature, made, is_new=True, asked_again=asked_again, told=account is not None)


def _waits_anew(tx: Transaction, signature: Signature) -> bool:
    """Whether the person has a new request because of the correction, and has not answered it yet."""
    request = pledges.current_request(tx, signature.campaign_id, signature.employee_id)
    return request is not None and request.reason is RequestReason.CORRECTED and request.state in WAITING


def _ask_again(tx: Transaction, signature: Signature, now: datetime) -> bool:
    """Take the request back that the signature answered; whether its person is asked anew in the open campaign.

    A request that gave way to a later one, or has ended, stays as it is: the later one is what counts.
    """
    request, campaign = pledges.request(tx, signature.request_id), _campaign(tx, signature)
    if request is None or not request.current:
        return False
    of = [signature.employee_id]
    pledges.give_way(tx, campaign, of, RequestEvent.WITHDRAW, RequestState.WITHDRAWN, now)
    if not campaign.is_open(now):
        return False
    return pledges.ask_all(tx, campaign, now, RequestReason.CORRECTED, of) == 1
