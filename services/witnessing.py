"""A head takes note of the signatures of the unit ('mengetahui'): one by one, or all that they have paged through.

Nothing depends on a mark. It is sealed like the signature, there is one for each signature, and nobody attests their
own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.data_rights import Seen
from domain.errors import DomainError
from domain.ledger import Campaign, Signature, WitnessMark, record_facts
from domain.messages import Lane, Post
from domain.people import Actor, Draft, Unit
from domain.pledge_request import PledgeRequest, RequestState
from domain.rights import Action
from services import sealing
from services.access import note_look, note_looks, require, require_person
from services.sealing import SIGNATURE, Sealer
from storage import audit, drafts, ledger, messages, people, pledges, proofs, witnessing
from storage.engine import Transaction

DRAFT = "witness"
WITNESS_ENTRY = "witness"
PAGE = 8
MOST_AT_ONCE = 200
"""So many marks are made by one tap; the next tap goes on."""


@dataclass(frozen=True, slots=True)
class WitnessDesk:
    """A page (from 0) of the signatures of a unit that wait for a witness; `waiting` counts all, `read` those shown."""

    unit: Unit
    signatures: tuple[Signature, ...]
    page: int
    pages: int
    waiting: int
    read: int


@dataclass(frozen=True, slots=True)
class WitnessCase:
    """One signature as its witness sees it, with the mark if there is one."""

    signature: Signature
    campaign: Campaign
    mark: WitnessMark | None


@dataclass(frozen=True, slots=True)
class WitnessedAll:
    """How many were attested by this tap, and how many signatures of the unit still wait."""

    unit: Unit
    count: int
    left: int


@dataclass(frozen=True, slots=True)
class Told:
    """What a signer hears: who has taken note of which pledge, and when."""

    mark: WitnessMark
    signature: Signature
    campaign: Campaign


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What a receipt shows besides the signature: its number in the ledger (None: no entry), and its witness."""

    record: int | None
    mark: WitnessMark | None


def listing(tx: Transaction, actor: Actor, unit_id: int, page: int, now: datetime) -> WitnessDesk:
    """A page of what waits; that it was shown is remembered, and each look is logged.

    Raises `status.unknown_unit`, `access.*`.
    """
    unit, waiting = _open(tx, actor, unit_id, now)
    pages = max(1, -(-len(waiting) // PAGE))
    at = min(max(page, 0), pages - 1)
    found = witnessing.signatures_by_id(tx, waiting[at * PAGE : (at + 1) * PAGE])
    note_looks(tx, actor, [one.employee_id for one in found], now)
    before = _shown(drafts.draft(tx, actor.telegram_id, DRAFT), unit_id)
    shown = (before | {one.id for one in found}) & set(waiting)
    data: dict[str, object] = {"unit": unit_id, "shown": sorted(shown), "all": len(shown) == len(waiting)}
    drafts.save(tx, actor.telegram_id, DRAFT, "pages", data, now)
    return WitnessDesk(unit, found, at, pages, len(waiting), len(shown))


def case(tx: Transaction, actor: Actor, signature_id: int, now: datetime) -> WitnessCase:
    """One signature, what was signed and when; the look is logged. Raises `witness.unknown`, `access.*`."""
    signature, _ = _found(tx, actor, signature_id)
    note_look(tx, actor, signature.employee_id, Seen.PLEDGE, now)
    return _case(tx, signature)


def attest(tx: Transaction, actor: Actor, signature_id: int, now: datetime, sealer: Sealer) -> WitnessCase:
    """Take note of one signature, sealed; where somebody has done so before, their mark stays.

    Raises `witness.own`, `witness.over` for a signature that counts no more, `witness.unknown`, `access.*`.
    """
    ledger.lock_head(tx)  # first, so that two who attest the same at once wait for each other here
    signature, request = _found(tx, actor, signature_id)
    employee, _ = require_person(actor)
    if signature.employee_id == employee.id:
        raise DomainError("witness.own")
    if proofs.witness(tx, signature.id) is None:
        if not (request.current and request.state is RequestState.SIGNED and now < signature.valid_until):
            raise DomainError("witness.over")
        _mark(tx, actor, signature, now, sealer)
    return _case(tx, signature)


def attest_all(tx: Transaction, actor: Actor, unit_id: int, now: datetime, sealer: Sealer) -> WitnessedAll:
    """Take note of every signature that was shown, once all pages were; what came later waits for another look.

    Raises `witness.unread` before that, `status.unknown_unit`, `access.*`.
    """
    ledger.lock_head(tx)
    unit, waiting = _open(tx, actor, unit_id, now)
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    shown = _shown(draft, unit_id)
    if waiting and not (draft is not None and draft.data["unit"] == unit_id and draft.data["all"]):
        raise DomainError("witness.unread")
    chosen = [one for one in waiting if one in shown][:MOST_AT_ONCE]
    made = sum(_mark(tx, actor, one, now, sealer) for one in witnessing.signatures_by_id(tx, chosen))
    return WitnessedAll(unit, made, len(waiting) - made)


def told(tx: Transaction, mark_id: int, account: int) -> Told | None:
    """What the signer is told; None when the account is not theirs any more, or the signature was withdrawn."""
    mark = witnessing.mark(tx, mark_id)
    found = witnessing.signatures_by_id(tx, [mark.signature_id]) if mark else ()
    if mark is None or not found or people.open_link_of_employee(tx, found[0].employee_id) != account:
        return None
    return None if proofs.withdrawn(tx, found[0].id) else Told(mark, found[0], _campaign(tx, found[0]))


def on_paper(tx: Transaction, signature: Signature) -> OnPaper:
    """What the receipt of a signature shows besides it."""
    entry = ledger.entry_of(tx, SIGNATURE, signature.code)
    return OnPaper(entry.sequence if entry else None, proofs.witness(tx, signature.id))


def _open(tx: Transaction, actor: Actor, unit_id: int, now: datetime) -> tuple[Unit, tuple[int, ...]]:
    employee, _ = require_person(actor)
    require(tx, actor, Action.WITNESS_PLEDGES, unit_id)
    unit = people.unit(tx, unit_id)
    if unit is None:
        raise DomainError("status.unknown_unit")
    return unit, witnessing.waiting(tx, unit_id, employee.id, now)


def _shown(draft: Draft | None, unit_id: int) -> set[int]:
    """The ids of signatures that the person has paged through in this unit."""
    given = draft.data.get("shown") if draft is not None and draft.data.get("unit") == unit_id else None
    return {int(one) for one in given} if isinstance(given, list) else set()


def _found(tx: Transaction, actor: Actor, signature_id: int) -> tuple[Signature, PledgeRequest]:
    require_person(actor)
    found = witnessing.signatures_by_id(tx, [signature_id])
    request = pledges.request(tx, found[0].request_id) if found else None
    require(tx, actor, Action.WITNESS_PLEDGES, request.unit_id if request else None)
    if request is None:
        raise DomainError("witness.unknown")
    return found[0], request


def _campaign(tx: Transaction, signature: Signature) -> Campaign:
    campaign = pledges.campaign(tx, signature.campaign_id)
    assert campaign is not None
    return campaign


def _case(tx: Transaction, signature: Signature) -> WitnessCase:
    return WitnessCase(signature, _campaign(tx, signature), proofs.witness(tx, signature.id))


def _mark(tx: Transaction, actor: Actor, signature: Signature, now: datetime, sealer: Sealer) -> bool:
    """Write and seal the mark, and let the signer know; False when there was one."""
    employee, unit = require_person(actor)
    values = {
        "signature_id": signature.id, "employee_id": employee.id, "telegram_id": actor.telegram_id,
        "name": employee.name, "position": employee.position, "unit_name": unit.name, "at": now,
    }  # fmt: skip
    if not witnessing.add(tx, values):
        return False
    made = proofs.witness(tx, signature.id)
    assert made is not None
    sealing.append(tx, sealer, WITNESS_ENTRY, str(made.id), record_facts(made))
    audit.note(tx, now, f"account:{actor.telegram_id}", "witness", f"signature:{signature.id}")
    account = people.open_link_of_employee(tx, signature.employee_id)
    if account is not None:
        post = Post(f"witness:{made.id}", "pledge_witnessed", account, {"mark": made.id}, Lane.BULK)
        messages.enqueue(tx, [post], now)
    return True
