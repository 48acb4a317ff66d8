"""A person about whom something of every kind is held, and another one whose data must stay out."""

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from domain.data_rights import Seen
from domain.deadline import DoneRule
from domain.ledger import Signature
from domain.messages import Group, Post
from domain.people import Actor, Employee, Unit
from domain.rights import Role
from services import access
from storage import audit, data_rights, deadlines, drafts, groups, messages
from storage.engine import Transaction
from storage.tables import (
    absences,
    activation_codes,
    announcement_copies,
    announcement_reads,
    attempts,
    calendar_feeds,
    deadline_people,
    deadline_tellings,
    declines,
    done_papers,
    employee_changes,
    evidence_files,
    group_requests,
    link_requests,
    personal_reminders,
    pins,
    question_owners,
    reminder_wishes,
    signature_withdrawals,
    snoozes,
    uploads,
    witness_marks,
)
from tests import builders
from tests.builders import NOW

MINE, OTHER, OFFICIAL = 700, 800, 801
SECRET_DIGEST = "digest-that-nobody-sees"
FILE = b"\x00isi"


def fill(tx: Transaction) -> tuple[Actor, Actor]:
    """The person and the other one; an official has dealt with both."""
    office = builders.unit(tx, "inspektorat", name="Inspektorat")
    dewi = builders.employee(tx, office, name="Dewi Petugas")
    official = builders.linked(tx, office, OFFICIAL, role=Role.ADMIN, person=dewi)
    unit = builders.unit(tx, "dpmptsp", name="DPMPTSP")
    siti = builders.linked(tx, unit, MINE, role=Role.ADMIN, person=builders.employee(tx, unit, name="Siti Contohwati"))
    budi = builders.linked(tx, unit, OTHER, person=builders.employee(tx, unit, name="Budi Rahasia"))
    campaign = builders.campaign(tx)
    deadline = deadlines.add(tx, "Unggah eviden", NOW + timedelta(days=3), None, DoneRule.MARK, NOW)
    for number, actor in enumerate((siti, budi)):
        assert actor.employee is not None
        signed = builders.signature(
            tx, campaign, actor.employee, code=f"AAAAAAAAA{number}", telegram_id=actor.telegram_id
        )
        _around(tx, signed, actor.employee)
        deadlines.mark_done(tx, deadline, actor.employee.id, NOW)
        _account(tx, actor, number)
        _person(tx, actor.employee, unit, actor.telegram_id)
        access.note_look(tx, official, actor.employee.id, Seen.PERSON, NOW)
        written = builders.announcement(tx, actor.employee.id, f"Apel {actor.employee.name}", key=f"k{number}")
        _reminded(tx, actor, deadline, written)
        audit.note(tx, NOW, f"account:{actor.telegram_id}", "sign", f"signature:{number}")
    return siti, budi


def _reminded(tx: Transaction, actor: Actor, deadline: int, announcement: int | None) -> None:
    assert actor.employee is not None
    name, mine = actor.employee.name, {"employee_id": actor.employee.id}
    about = {**mine, "deadline_id": deadline}
    contents = {"sha256": name, "size": 1, "media_type": "image/png", "stored_at": NOW}
    file = tx.execute(insert(evidence_files).values(**contents).returning(evidence_files.c.id)).scalar_one()
    tx.execute(insert(done_papers).values(**about, file_id=file, name=f"Foto {name}", at=NOW))
    tx.execute(insert(deadline_people).values(**about))
    tx.execute(insert(deadline_tellings).values(**about, first_at=NOW, at=NOW))
    tx.execute(insert(personal_reminders).values(**about, lead_days=3, due_at=NOW, status="planned"))
    tx.execute(insert(snoozes).values(**about, until_at=NOW, made_at=NOW, status="waiting"))
    tx.execute(
        insert(absences).values(**mine, first_on=NOW.date(), last_on=NOW.date(), by=f"account:{OFFICIAL}", at=NOW)
    )
    tx.execute(insert(reminder_wishes).values(**mine, lead_days=[1], send_at=None, at=NOW))
    tx.execute(insert(calendar_feeds).values(**mine, token_hash=f"{SECRET_DIGEST}-feed-{name}", made_at=NOW))
    copy = {"announcement_id": announcement, "chat_id": actor.telegram_id, **mine, "reason": "", "version": 1}
    tx.execute(insert(announcement_copies).values(**copy))
    read = {"announcement_id": announcement, "telegram_id": actor.telegram_id, "at": NOW}
    tx.execute(insert(announcement_reads).values(**read))


def _around(tx: Transaction, signed: Signature, employee: Employee) -> None:
    mine = {"employee_id": employee.id, "at": NOW}
    tx.execute(insert(declines).values(request_id=signed.request_id, reason=f"Alasan {employee.name}", **mine))
    withdrawn = {"signature_id": signed.id, "reason": f"Keliru {employee.name}", "by": f"account:{OFFICIAL}"}
    tx.execute(insert(signature_withdrawals).values(**withdrawn, **mine))
    witness = {"telegram_id": signed.telegram_id, "name": employee.name, "position": "Kepala", "unit_name": "Unit"}
    tx.execute(insert(witness_marks).values(signature_id=signed.id, **witness, **mine))
    tx.execute(insert(pins).values(employee_id=employee.id, hash=f"{SECRET_DIGEST}-pin", set_at=NOW))


def _account(tx: Transaction, actor: Actor, number: int) -> None:
    account = actor.telegram_id
    data_rights.add_withdrawal(tx, account, NOW - timedelta(days=9))
    drafts.save(tx, account, "pledge", "reading", {"ticked": number}, NOW)
    tried: dict[str, Any] = {
        "telegram_id": account,
        "kind": "code",
        "failures": 2,
        "window_started_at": NOW,
        "last_at": NOW,
    }
    tx.execute(insert(attempts).values(**tried))
    file = {"telegram_id": account, "kind": "roster", "name": f"{account}.csv", "content": FILE, "uploaded_at": NOW}
    tx.execute(insert(uploads).values(**file))
    groups.link(tx, Group(-10 - number, None, f"Grup {account}", None, ""), account, NOW)
    asked = {"chat_id": -5, "title": f"Grup {account}", "telegram_id": account, "state": "open"}
    tx.execute(insert(group_requests).values(**asked, created_at=NOW, expires_at=NOW))
    messages.enqueue(tx, [Post(f"receipt:{account}", "receipt", account, {"signature": "AAAAAAAAAA"})], NOW)
    update = {"update_id": account, "message": {"from": {"id": account}, "text": f"dari {account}"}}
    messages.keep_updates(tx, [(account, json.dumps(update))], NOW)
    messages.park_update(tx, account, "ValueError", NOW)


def _person(tx: Transaction, employee: Employee, unit: Unit, account: int) -> None:
    change = {"kind": "move", "before": {"unit": "lama"}, "after": {"unit": employee.name}, "at": NOW}
    tx.execute(insert(employee_changes).values(employee_id=employee.id, by=f"account:{OFFICIAL}", **change))
    code = {"employee_id": employee.id, "digest": f"{SECRET_DIGEST}-{account}", "issued_by": f"account:{OFFICIAL}"}
    tx.execute(insert(activation_codes).values(**code, issued_at=NOW, expires_at=NOW))
    asked = {"telegram_id": account, "unit_id": unit.id, "typed_name": employee.name, "state": "approved"}
    decided = {"decided_by": 1, "decided_at": NOW, "employee_id": employee.id}
    tx.execute(insert(link_requests).values(**asked, **decided, created_at=NOW, expires_at=NOW))
    charge = {"cycle_id": builders.cycle(tx, 2000 + employee.id), "unit_id": unit.id, "scope": "A1"}
    due = {"due_on": NOW.date(), "by": f"account:{OFFICIAL}", "at": NOW}
    tx.execute(insert(question_owners).values(employee_id=employee.id, **charge, **due))
    data_rights.add_correction(tx, employee.id, account, f"Wish of {employee.name}", NOW, NOW + timedelta(days=3))
