"""A small ledger with every kind of record in it, for the tests that check and attack it."""

import hashlib
from dataclasses import replace
from typing import Any

from sqlalchemy import Table, insert, select, text

from domain.ledger import Campaign, Decline, Withdrawal, WitnessMark, record_facts, text_facts
from services import sealing
from services.sealing import Sealer
from storage import ledger_rows
from storage.engine import Transaction
from storage.tables import declines, signature_withdrawals, witness_marks
from tests import builders
from tests.builders import NOW, SEALER

SHOWN = "Pakta\nSaya berjanji:\n\tmenolak gratifikasi — é\n"
REASON = "Belum setuju\ndengan butir 3"
CODES = ("AAAAAAAAAA", "BBBBBBBBBB", "CCCCCCCCCC")
ENTRIES = 7
"""A text, three signatures, a witness, a withdrawal, a decline."""


def fill(tx: Transaction, sealer: Sealer = SEALER) -> None:
    """Seven entries; the builder's own sealer seals the signatures, so another is only for what follows them."""
    of = builders.unit(tx)
    people = [builders.employee(tx, of, name=f"Pegawai Contoh {number}") for number in range(4)]
    campaign = campaign_with_text(tx)
    signed = [sign(tx, campaign, who, code) for who, code in zip(people, CODES, strict=False)]
    mark = WitnessMark(1, signed[0].id, people[3].id, 701, people[3].name, "Kepala", "Unit dinkes", NOW)
    late = NOW.replace(microsecond=123456)
    gone = Withdrawal(1, signed[1].id, people[1].id, "Keliru\norang", "account:700", late)
    no = Decline(1, signed[2].request_id, people[2].id, REASON, late)
    for kind, table, one in (
        ("witness", witness_marks, mark), ("withdrawal", signature_withdrawals, gone), ("decline", declines, no),
    ):  # fmt: skip
        put(tx, table, **{name: getattr(one, name) for name in one.__dataclass_fields__ if name != "id"})
        number = tx.execute(select(table.c.id)).scalar_one()
        sealing.append(tx, sealer, kind, str(number), record_facts(replace(one, id=number)))


def campaign_with_text(tx: Transaction, version: str = builders.TEXT_VERSION) -> Campaign:
    """An open campaign whose text is sealed as well."""
    campaign = builders.campaign(tx, version)
    sealing.append(tx, SEALER, "text", version, text_facts(version, builders.pledge_source(version), NOW))
    return campaign


def sign(tx: Transaction, campaign: Any, who: Any, code: str) -> Any:
    """A sealed signature with a text of several lines."""
    fingerprint = hashlib.sha256(SHOWN.encode()).hexdigest()
    return builders.signature(tx, campaign, who, code=code, shown=SHOWN, fingerprint=fingerprint)


def put(tx: Transaction, table: Table, **values: Any) -> None:
    """Insert a row."""
    tx.execute(insert(table).values(**values))


def tables() -> list[Table]:
    """The tables that the ledger seals."""
    return [one.table for one in ledger_rows.SEALED.values()]


def unprotect(tx: Transaction) -> None:
    """What whoever owns the database can do."""
    if tx.dialect.name == "postgresql":
        tx.execute(text("SET LOCAL session_replication_role = replica"))
        return
    tx.execute(text("PRAGMA defer_foreign_keys = ON"))
    for name in tx.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
        tx.execute(text(f"DROP TRIGGER {name}"))
