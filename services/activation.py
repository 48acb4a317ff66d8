"""Activation codes: given out on paper by who leads a unit, redeemed once by who holds the paper; and the owner code.

A code in clear is in memory only between `issue` and the sheet; what is kept is its digest under the pepper.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import activation
from domain.errors import DomainError
from domain.people import Actor, Employee, Unit
from domain.rights import Action, Grant, Role
from services import guessing, linking, menus
from services.access import find_actor, require, require_person
from services.guessing import Guess, Refused
from services.linking import CODE_DRAFT, KEPT_CODE_DRAFT
from services.onboarding import CONSENT_VERSION
from storage import audit, drafts, joining, people, roles
from storage.engine import Transaction
from storage.joining import Candidate

PEPPER, OWNER = "pepper", "owner_code"
PEPPER_BYTES = 32
MOST_IN_CHAT = 400
OWNER_REASON = "owner code"


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A new code in clear, for the sheet and for nothing else."""

    employee: Employee
    unit_name: str
    code: str
    expires_at: datetime

    def __repr__(self) -> str:
        return f"IssuedCode(employee={self.employee.id})"


def waiting(tx: Transaction, actor: Actor, unit_id: int) -> tuple[Unit, int]:
    """The unit and how many active people of it, and of all below it, are not linked. Raises `access.*`."""
    require(tx, actor, Action.ISSUE_CODES, unit_id)
    return _unit(tx, unit_id), joining.count_candidates(tx, unit_id)


def issue(
    tx: Transaction, actor: Actor, unit_id: int, shown_at: datetime, now: datetime, days: int
) -> tuple[IssuedCode, ...]:  # fmt: skip
    """New codes for the people of a unit, and of all below it, who are not linked; their older codes are void.

    `shown_at` is when the button was shown: pressed twice, or replayed, it must not make the first sheet void. Raises
    `codes.made_already` then, `codes.nobody`, `codes.too_many`, `access.*`.
    """
    require(tx, actor, Action.ISSUE_CODES, unit_id)
    by = f"account:{actor.telegram_id}"
    last = joining.last_issued(tx, by, unit_id)
    if last is not None and last >= shown_at:
        raise DomainError("codes.made_already")
    found = joining.candidates(tx, unit_id)
    if len(found) > MOST_IN_CHAT:
        raise DomainError("codes.too_many", count=len(found), limit=MOST_IN_CHAT)
    return _issue(tx, by, f"unit:{unit_id}", found, now, days)


def issue_for_file(
    tx: Transaction, unit_code: str, now: datetime, days: int, *, everybody: bool
) -> tuple[IssuedCode, ...]:  # fmt: skip
    """The same from the command line, for the agency without a unit's code, also for the linked with `everybody`.

    Raises `roster.unknown_unit`, `codes.nobody`.
    """
    unit = people.unit_by_code(tx, unit_code) if unit_code else None
    if unit_code and unit is None:
        raise DomainError("roster.unknown_unit", code=unit_code)
    found = joining.candidates(tx, unit.id if unit else None, everybody=everybody)
    return _issue(tx, "cli", f"unit:{unit.id}" if unit else "agency", found, now, days)


def _issue(
    tx: Transaction, by: str, subject: str, found: Sequence[Candidate], now: datetime, days: int
) -> tuple[IssuedCode, ...]:  # fmt: skip
    if not found:
        raise DomainError("codes.nobody")
    until = activation.expires_at(now, days)
    codes = [
        IssuedCode(one.employee, one.unit_name, activation.make(secrets.token_bytes(activation.RANDOM_BYTES)), until)
        for one in found
    ]
    pepper = _pepper(tx, now)
    digests = {one.employee.id: activation.digest(one.code, pepper) for one in codes}
    joining.add_codes(tx, digests, by, now, until)
    audit.note(tx, now, by, "issue_codes", subject, count=len(codes), days=days)
    return tuple(codes)


def begin(tx: Transaction, actor: Actor, now: datetime) -> None:
    """Wait for a code to be typed. Raises `link.consent_first`."""
    _require_consent(actor)
    drafts.save(tx, actor.telegram_id, CODE_DRAFT, "text", {}, now)


def keep_for_later(tx: Transaction, actor: Actor, typed: str, now: datetime) -> None:
    """Remember the digest of the code with which somebody came before they consented."""
    data: dict[str, object] = {"digest": _digest(tx, typed, now)}
    drafts.save(tx, actor.telegram_id, KEPT_CODE_DRAFT, "consent", data, now)


def redeem_kept(tx: Transaction, actor: Actor, now: datetime) -> Refused | None:
    """Redeem the code that was kept until consent; nothing happens when there was none. Raises as `redeem`."""
    draft = drafts.draft(tx, actor.telegram_id, KEPT_CODE_DRAFT)
    if draft is None:
        return None
    drafts.drop(tx, actor.telegram_id, KEPT_CODE_DRAFT)
    return _redeem(tx, actor, str(draft.data["digest"]), now)


def redeem(tx: Transaction, actor: Actor, typed: str, now: datetime) -> Refused | None:
    """Link the account to the person whose code this is; one linked to them before is cut off and told.

    Refused with `activation.bad_code`, the same for a code that is malformed, unknown, used, revoked, over, or of
    somebody who has left, and with `guess.locked` after too many of them. Raises `link.already` and
    `link.consent_first`. The own code once more, or a replayed tap, changes nothing.
    """
    return _redeem(tx, actor, _digest(tx, typed, now), now)


def _redeem(tx: Transaction, actor: Actor, digest: str, now: datetime) -> Refused | None:
    known = find_actor(tx, actor.telegram_id) or actor
    if known.employee is not None:
        if joining.is_used_code_of(tx, digest, known.employee.id):
            return None
        raise DomainError("link.already")
    _require_consent(known)
    refused = guessing.locked(tx, actor.telegram_id, Guess.CODE, now)
    if refused is not None:
        return refused
    employee_id = joining.use_code(tx, digest, now)
    if employee_id is None:
        return guessing.failed(tx, actor.telegram_id, Guess.CODE, DomainError("activation.bad_code"), now)
    linking.cut_off(tx, employee_id, actor.telegram_id, now)
    if not linking.link(tx, employee_id, actor.telegram_id, "code", now):
        raise DomainError("link.already")
    return None


def offer_owner_code(tx: Transaction, now: datetime, days: int) -> str | None:
    """A code that makes its holder the first admin, to be shown once by who owns the installation.

    None when there is an admin, or when a code that was shown before is still good.
    """
    kept = joining.fact(tx, OWNER)
    if joining.admin_is_known(tx) or (kept is not None and now < _owner_until(kept[0])):
        return None
    joining.drop_fact(tx, OWNER)
    code = activation.make(secrets.token_bytes(activation.RANDOM_BYTES))
    until = activation.expires_at(now, days)
    joining.keep_fact(tx, OWNER, f"{activation.digest(code, _pepper(tx, now))} {until.isoformat()}", now)
    audit.note(tx, now, "cli", "offer_owner_code", "agency", days=days)
    return code


def claim_ownership(tx: Transaction, actor: Actor, typed: str, now: datetime) -> Refused | None:
    """Make the linked holder of the owner code the agency's admin; the code is void then.

    Refused as in `redeem`. Raises `access.not_linked`. An admin who comes again is one already.
    """
    employee, _ = require_person(actor)
    if Grant(Role.ADMIN, None) in people.grants_of(tx, employee.id):
        return None
    refused = guessing.locked(tx, actor.telegram_id, Guess.CODE, now)
    if refused is not None:
        return refused
    if not _is_owner_code(tx, typed, now):
        return guessing.failed(tx, actor.telegram_id, Guess.CODE, DomainError("activation.bad_code"), now)
    joining.drop_fact(tx, OWNER)
    joining.drop_tries(tx, actor.telegram_id)
    drafts.drop(tx, actor.telegram_id, CODE_DRAFT)
    by = f"account:{actor.telegram_id}"
    roles.add(tx, employee.id, Role.ADMIN, None, now, by, OWNER_REASON)
    detail = {"role": Role.ADMIN.value, "unit": "", "reason": OWNER_REASON, "source": "chat"}
    audit.note(tx, now, by, "grant_role", f"employee:{employee.id}", **detail)
    menus.refresh(tx, actor.telegram_id, now)
    return None


def _is_owner_code(tx: Transaction, typed: str, now: datetime) -> bool:
    kept = joining.fact(tx, OWNER)
    right, until = (kept[0].split()[0], _owner_until(kept[0])) if kept else ("", now)
    same = hmac.compare_digest(right, _digest(tx, typed, now))
    return same and now < until and not joining.admin_is_known(tx)


def _owner_until(kept: str) -> datetime:
    return datetime.fromisoformat(kept.split()[1])


def _digest(tx: Transaction, typed: str, now: datetime) -> str:
    """The digest of what was typed; of something that is no code another one, so that both go the same way."""
    try:
        code = activation.parse(typed)
    except DomainError:
        code = "0"
    return activation.digest(code, _pepper(tx, now))


def _pepper(tx: Transaction, now: datetime) -> bytes:
    found = joining.fact(tx, PEPPER)
    kept = found[0] if found else joining.keep_fact(tx, PEPPER, secrets.token_hex(PEPPER_BYTES), now)
    return bytes.fromhex(kept)


def _require_consent(actor: Actor) -> None:
    if actor.account.consent_version != CONSENT_VERSION:
        raise DomainError("link.consent_first")


def _unit(tx: Transaction, unit_id: int) -> Unit:
    unit = people.unit(tx, unit_id)
    if unit is None:
        raise DomainError("access.denied")
    return unit
