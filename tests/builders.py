"""Plain functions that put units, people, campaigns, cycles and deadlines into a test's database.

Each takes the transaction first, so that a test runs it by `db.write(...)` or calls several in a use case of its own.
What a test does not name gets a plain value that satisfies every rule; nothing is added that a test did not ask for.
"""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from domain.announcement import Audience, Body, State
from domain.deadline import Deadline, DoneRule
from domain.ledger import Campaign, Signature, record_facts
from domain.people import Actor, Employee, Unit
from domain.pledge_request import RequestReason, RequestState
from domain.rights import Role
from domain.stages import Stage
from services import campaigns as campaign_service
from services import sealing
from services.access import find_actor
from services.onboarding import CONSENT_VERSION
from storage import announcing, deadlines, people, pledges, roles, zone
from storage.engine import Transaction
from storage.tables import campaigns, employees, grants, links, units
from storage.tables import deadlines as deadline_table

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
"""A Monday, 10.00 in Jakarta."""

SEALER = sealing.new_sealer()
TEXT_VERSION = "uji-1"
POINTS = 3


def pledge_source(version: str = TEXT_VERSION, points: int = POINTS, *, staff_number: bool = True) -> str:
    """A pledge text in Indonesian and English with this many points; with a place for the staff number or without."""
    number = ", nomor {nip}" if staff_number else ""
    wording = "\n".join(f'  "Janji {point} bagi {{unit}}",' for point in range(1, points + 1))
    languages = (
        f'[{language}]\ntitle = "{title}"\npreamble = "{{name}}, {{position}} di {{unit}}{number}"\n'
        f'points = [\n{wording}\n]\nclosing = "Selesai"\n'
        for language, title in (("id", "Pakta"), ("en", "Pledge"))
    )
    return f'version = "{version}"\n' + "".join(languages)


def staff_number(serial: int) -> str:
    """A valid staff number of 18 digits for a serial from 1; different serials give different numbers."""
    day, last = divmod(serial, 999)
    return f"{1970 + day // 28}01{day % 28 + 1:02}200103{1 + serial % 2}{last + 1:03}"


def phone(serial: int) -> str:
    """A valid mobile number in E.164 form for a serial from 1."""
    return f"+62811{serial:07}"


def unit(
    tx: Transaction,
    code: str = "dinkes",
    *,
    name: str = "",
    parent: Unit | None = None,
    timezone: str = "Asia/Jakarta",
    work_days: int = 5,
    predicate: str = "",
) -> Unit:
    """A unit; its name is made of its code unless given."""
    values = {
        "code": code, "name": name or f"Unit {code}", "kind": "opd", "parent_id": parent.id if parent else None,
        "timezone": timezone, "work_days": work_days, "predicate": predicate,
        "predicate_year": 2024 if predicate else None,
    }  # fmt: skip
    unit_id = tx.execute(insert(units).values(**values).returning(units.c.id)).scalar_one()
    found = people.unit(tx, unit_id)
    assert found is not None
    return found


def employee(
    tx: Transaction,
    of: Unit,
    *,
    name: str = "",
    number: str | None = None,
    phone_number: str | None = None,
    position: str = "Analis",
    active: bool = True,
) -> Employee:
    """A person of the roster in a unit; name, staff number and phone follow from how many there are already."""
    serial = 1 + tx.execute(select(func.count()).select_from(employees)).scalar_one()
    values = {
        "name": name or f"Pegawai {serial}", "staff_number": staff_number(serial) if number is None else number,
        "status": "pns", "position": position, "rank": "III/a", "unit_id": of.id,
        "phone": phone(serial) if phone_number is None else phone_number, "active": active,
    }  # fmt: skip
    employee_id = tx.execute(insert(employees).values(**values).returning(employees.c.id)).scalar_one()
    found = people.employee(tx, employee_id)
    assert found is not None
    if active:  # who joins while a campaign is open is asked at once, whatever the moment of the test
        for one in tx.execute(select(campaigns.c.id)).scalars().all():
            open_one = pledges.campaign(tx, one)
            assert open_one is not None
            pledges.ask_all(tx, open_one, NOW, RequestReason.JOINED, [employee_id])
    return found


def stranger(tx: Transaction, telegram_id: int = 900, *, language: str = "id", consented: bool = False) -> Actor:
    """An account with no person behind it."""
    people.add_account(tx, telegram_id, language, NOW)
    if consented:
        people.add_consent(tx, telegram_id, CONSENT_VERSION, language, NOW)
    return actor(tx, telegram_id)


def linked(
    tx: Transaction,
    of: Unit,
    telegram_id: int = 700,
    *,
    role: Role | None = None,
    scope: Unit | None = None,
    language: str = "id",
    person: Employee | None = None,
) -> Actor:
    """A linked person of a unit, a new one unless given, with a role over `scope` (None: over the agency)."""
    someone = person or employee(tx, of)
    stranger(tx, telegram_id, language=language, consented=True)
    assert people.add_link(tx, someone.id, telegram_id, "contact", NOW)
    if role is not None:
        roles.add(tx, someone.id, role, scope.id if scope else None, NOW)
    return actor(tx, telegram_id)


def actor(tx: Transaction, telegram_id: int) -> Actor:
    """Who acts through this account, loaded anew."""
    found = find_actor(tx, telegram_id)
    assert found is not None
    return found


def campaign(
    tx: Transaction, version: str = TEXT_VERSION, *, opens_at: datetime = NOW, days: int = 365, source: str = ""
) -> Campaign:
    """A campaign with a text of its own, open from `opens_at` for so many days."""
    pledges.add_text(tx, version, source or pledge_source(version), opens_at)
    campaign_id = pledges.add_campaign(tx, f"Pakta {version}", version, opens_at, opens_at + timedelta(days=days))
    found = pledges.campaign(tx, campaign_id)
    assert found is not None
    pledges.mark_opened(tx, campaign_id, opens_at)
    pledges.ask_all(tx, found, opens_at)
    return replace(found, opened_at=opens_at)


def end_campaign(tx: Transaction, ended: Campaign, at: datetime = NOW) -> None:
    """End a campaign before its time."""
    tx.execute(update(campaigns).where(campaigns.c.id == ended.id).values(ended_at=at))


def signature(tx: Transaction, of: Campaign, signer: Employee, *, code: str = "AAAAAAAAAA", **other: Any) -> Signature:
    """A signature, sealed, without going through the reading of the pledge; `other` are columns of its own."""
    request = pledges.current_request(tx, of.id, signer.id)
    assert request is not None
    assert pledges.add_signature(tx, {**signature_values(tx, of, signer, code=code), **other})
    pledges.set_state(tx, request.id, request.state, RequestState.SIGNED, NOW)
    found = pledges.signature_of_request(tx, request.id)
    assert found is not None
    sealing.append(tx, SEALER, "signature", code, record_facts(found))
    return found


def signature_values(tx: Transaction, of: Campaign, signer: Employee, *, code: str = "AAAAAAAAAA") -> dict[str, Any]:
    """The columns of a signature to the present request of a person."""
    request = pledges.current_request(tx, of.id, signer.id)
    unit_of = people.unit(tx, signer.unit_id)
    assert request is not None
    assert unit_of is not None
    return {
        "code": code, "request_id": request.id, "campaign_id": of.id, "employee_id": signer.id, "unit_id": unit_of.id,
        "telegram_id": 700, "text_version": of.text_version, "language": "id", "shown": "…",
        "fingerprint": hashlib.sha256("…".encode()).hexdigest(), "name": signer.name,
        "staff_number": signer.staff_number, "position": signer.position, "unit_name": unit_of.name,
        "reading": "points", "reading_began_at": NOW, "read_at": NOW, "factor": "none", "signed_at": NOW,
        "signed_local": NOW.isoformat(), "valid_until": of.valid_from(NOW),
    }  # fmt: skip


def cycle(tx: Transaction, year: int = 2026, *stages: tuple[Unit, Stage, str]) -> int:
    """A cycle with the (unit, stage, target) that have entered it; returns its id."""
    cycle_id = zone.add_cycle(tx, year, f"ZI {year}")
    for entered, stage, target in stages:
        zone.add_stage(tx, cycle_id, entered.id, stage.value, target, NOW)
    return cycle_id


def deadline(
    tx: Transaction,
    title: str = "Unggah eviden",
    *,
    due_at: datetime = NOW + timedelta(days=7),
    of: Unit | None = None,
    rule: DoneRule = DoneRule.MARK,
) -> Deadline:
    """A deadline of a unit, or of the agency, without any reminder."""
    deadline_id = deadlines.add(tx, title, due_at, of.id if of else None, rule, NOW)
    return Deadline(deadline_id, title, due_at, of.id if of else None, rule)


def reminder(
    tx: Transaction,
    of: Deadline,
    at: datetime,
    *,
    timezone: str = "Asia/Jakarta",
    work_days: int = 5,
    lead_days: int = 7,
) -> None:
    """A planned reminder of a deadline."""
    row = {"deadline_id": of.id, "timezone": timezone, "work_days": work_days, "lead_days": lead_days, "due_at": at}
    deadlines.add_reminders(tx, [row])


def end_deadline(tx: Transaction, ended: Deadline, at: datetime = NOW) -> None:
    """Call a deadline off."""
    tx.execute(update(deadline_table).where(deadline_table.c.id == ended.id).values(ended_at=at))


def move_employee(tx: Transaction, moved: Employee, to: Unit, *, position: str = "Kepala Bidang") -> None:
    """Give a person another unit and position; they are asked to sign anew."""
    tx.execute(update(employees).where(employees.c.id == moved.id).values(unit_id=to.id, position=position))
    campaign_service.ask_anew(tx, [moved.id], RequestReason.MOVED, NOW)


def dismiss(tx: Transaction, gone: Employee) -> None:
    """Make a person inactive, from whom no signature is expected any more."""
    tx.execute(update(employees).where(employees.c.id == gone.id).values(active=False))
    campaign_service.take_leave(tx, [gone.id], NOW)


def unlink(tx: Transaction, telegram_id: int, at: datetime = NOW) -> None:
    """End the open link of an account."""
    tx.execute(update(links).where(links.c.telegram_id == telegram_id).values(ended_at=at))


def revoke_grants(tx: Transaction, of: Employee, at: datetime = NOW) -> None:
    """Take all roles from a person."""
    tx.execute(update(grants).where(grants.c.employee_id == of.id).values(revoked_at=at))


def announcement(
    tx: Transaction, author_id: int | None, body: str = "Apel pagi", *, key: str = "k", now: datetime = NOW
) -> int:
    """The number of an announcement to the groups that has gone out."""
    number = announcing.add(
        tx, key, Body(body), Audience(), now, state=State.DONE, ask_read=False, author_id=author_id, by="cli", now=now
    )
    assert number is not None
    return number
