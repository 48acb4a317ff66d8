"""Everything that is held about a person, to be handed to them as a file (UU 27/2022, articles 7 and 13)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

from domain import staff_number
from domain.data_rights import Seen
from domain.errors import DomainError
from services.access import find_actor, note_look_from
from storage import data_rights, people, personal_data
from storage.engine import Transaction

Row: TypeAlias = dict[str, Any]

# By kind: the columns that say who did something, each with the column that says when.
_DOERS: Final = {
    "changes": (("by", "at"),),
    "roles": (("granted_by", "granted_at"), ("revoked_by", "revoked_at")),
    "codes": (("issued_by", "issued_at"),),
    "absences": (("by", "at"),),
    "questions": (("by", "at"),),
    "pledge_withdrawals": (("by", "at"),),
    "log": (("actor", "at"),),
}


@dataclass(frozen=True, slots=True)
class Held:
    """What is held, as rows of plain values by kind, in the order of the file; moments are aware.

    `name` is "" for an account that nobody is behind. Who did something is "self", "cli", or the name of the official:
    the accounts of other people are theirs.
    """

    name: str
    kinds: dict[str, list[Row]]

    def as_json(self, made_at: datetime) -> bytes:
        """The same as JSON in UTF-8, moments in ISO 8601."""
        whole = {"made_at": made_at, "name": self.name, **self.kinds}
        return json.dumps(whole, default=lambda moment: moment.isoformat(), ensure_ascii=False, indent=1).encode()


def collect(tx: Transaction, telegram_id: int) -> Held:
    """Everything held about an account and the person linked to it at this moment; raises LookupError."""
    actor = find_actor(tx, telegram_id)
    if actor is None:
        message = f"account {telegram_id} is missing"
        raise LookupError(message)
    if actor.employee is None:
        return Held("", _kinds(tx, telegram_id, None))
    return Held(actor.employee.name, _kinds(tx, telegram_id, actor.employee.id))


def collect_from(tx: Transaction, by: str, digits: str, now: datetime) -> Held:
    """The same by staff number, for the command line, when somebody asks without the bot; the look is logged.

    Raises `roster.unknown_person`, `roster.staff_number_*`.
    """
    employee = people.employee_by_staff_number(tx, staff_number.parse(digits).digits)
    if employee is None:
        raise DomainError("roster.unknown_person")
    note_look_from(tx, by, employee.id, Seen.PERSON, now)
    return Held(employee.name, _kinds(tx, people.open_link_of_employee(tx, employee.id), employee.id))


def _kinds(tx: Transaction, telegram_id: int | None, employee_id: int | None) -> dict[str, list[Row]]:
    kinds = {kind: personal_data.rows(tx, kind, telegram_id, employee_id) for kind in personal_data.KINDS}
    kinds["parked"] = personal_data.parked_updates(tx, telegram_id) if telegram_id is not None else []
    kinds["looks"] = [asdict(look) for look in data_rights.looks(tx, employee_id)] if employee_id is not None else []
    kinds["log"] = personal_data.log(tx, telegram_id, employee_id)
    known: dict[tuple[str, datetime], str] = {}
    for kind, columns in _DOERS.items():
        for row in kinds[kind]:
            for doer, moment in columns:
                row[doer] = row[doer] and _doer(tx, row[doer], row[moment], telegram_id, known)
    return kinds


def _doer(
    tx: Transaction, by: str, at: datetime, telegram_id: int | None, known: dict[tuple[str, datetime], str]
) -> str:
    kind, _, number = by.partition(":")
    if kind != "account":
        return by
    if int(number) == telegram_id:
        return "self"
    if (by, at) not in known:
        known[by, at] = personal_data.behind(tx, int(number), at) or "official"
    return known[by, at]
