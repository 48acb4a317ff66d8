"""The last step of every way to be linked; who comes here has proved who they are."""

from __future__ import annotations

from datetime import datetime

from domain.messages import Post
from services import menus
from storage import audit, data_rights, drafts, joining, messages, people
from storage.engine import Transaction

# The dialogs that end with being linked.
CONTACT_DRAFT, CODE_DRAFT, KEPT_CODE_DRAFT, REQUEST_DRAFT = "link", "activation", "arrival", "link_request"


def link(tx: Transaction, employee_id: int, telegram_id: int, proof: str, now: datetime) -> bool:
    """Link a person and an account; False when one of them is linked already.

    An account whose person has left is free again. Codes that the person still had are void: a paper that was found
    later would cut the account off.
    """
    former = joining.last_person(tx, telegram_id)
    if former is not None and not former.active:
        data_rights.end_link(tx, telegram_id, now)
    if not people.add_link(tx, employee_id, telegram_id, proof, now):
        return False
    joining.revoke_codes(tx, [employee_id], now)
    joining.withdraw_requests(tx, telegram_id, now)
    joining.drop_tries(tx, telegram_id)
    for kind in (CONTACT_DRAFT, CODE_DRAFT, KEPT_CODE_DRAFT, REQUEST_DRAFT):
        drafts.drop(tx, telegram_id, kind)
    audit.note(tx, now, f"account:{telegram_id}", "link", f"employee:{employee_id}", proof=proof)
    menus.follow(tx, employee_id, telegram_id, now)
    return True


def cut_off(tx: Transaction, employee_id: int, by: int, now: datetime) -> None:
    """End the person's link to another account than `by`, which takes its place, and let the old account know."""
    old = people.open_link_of_employee(tx, employee_id)
    if old is None or old == by:
        return
    data_rights.end_link(tx, old, now)
    data_rights.forget_begun(tx, old)
    messages.drop_queued(tx, old, now, "unlinked")
    audit.note(tx, now, f"account:{by}", "unlink", f"employee:{employee_id}", account=old, reason="another account")
    menus.follow(tx, employee_id, old, now)
    key = f"link_moved:{employee_id}:{old}:{now.isoformat()}"
    messages.enqueue(tx, [Post(key, "link_moved", old, {"at": now.isoformat()})], now)
