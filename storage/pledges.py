"""Pledge texts, campaigns and signatures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from domain.ledger import Campaign, Coverage, Signature
from storage.engine import Transaction
from storage.people import subtree
from storage.tables import campaigns, employees, pledge_texts, signatures
from storage.upsert import insert_missing


def text_source(tx: Transaction, version: str) -> str | None:
    """The TOML source of a text version."""
    return tx.execute(select(pledge_texts.c.source).where(pledge_texts.c.version == version)).scalar()


def add_text(tx: Transaction, version: str, source: str, now: datetime) -> bool:
    """Keep a text version for ever; False when the version is there already."""
    return insert_missing(tx, pledge_texts, {"version": version, "source": source, "published_at": now})


def add_campaign(tx: Transaction, title: str, text_version: str, opens_at: datetime, valid_until: datetime) -> int:
    """Start a campaign; returns its id."""
    values = {"title": title, "text_version": text_version, "opens_at": opens_at, "valid_until": valid_until}
    return int(tx.execute(insert(campaigns).values(**values).returning(campaigns.c.id)).scalar_one())


def campaign(tx: Transaction, campaign_id: int) -> Campaign | None:
    """The campaign with this id."""
    row = tx.execute(select(campaigns).where(campaigns.c.id == campaign_id)).first()
    return Campaign(**row._mapping) if row else None


def open_campaign(tx: Transaction, now: datetime) -> Campaign | None:
    """The campaign that people sign at this moment: the one opened last."""
    query = (
        select(campaigns)
        .where(campaigns.c.opens_at <= now, campaigns.c.valid_until > now)
        .order_by(campaigns.c.opens_at.desc(), campaigns.c.id.desc())
        .limit(1)
    )
    row = tx.execute(query).first()
    return Campaign(**row._mapping) if row else None


def add_signature(tx: Transaction, values: dict[str, Any]) -> bool:
    """Keep a signature; False when this person has signed in this campaign already, or the code is taken."""
    return insert_missing(tx, signatures, values)


def signature_of(tx: Transaction, campaign_id: int, employee_id: int) -> Signature | None:
    """The signature of a person in a campaign."""
    query = select(signatures).where(signatures.c.campaign_id == campaign_id, signatures.c.employee_id == employee_id)
    row = tx.execute(query).first()
    return Signature(**row._mapping) if row else None


def signature_by_code(tx: Transaction, code: str) -> Signature | None:
    """The signature with this receipt code."""
    row = tx.execute(select(signatures).where(signatures.c.code == code)).first()
    return Signature(**row._mapping) if row else None


def coverage(tx: Transaction, campaign_id: int, unit_id: int | None = None) -> Coverage:
    """Signed and expected among the active employees of a unit and all below it, or of the agency (None)."""
    people = select(func.count(employees.c.id), func.count(signatures.c.id)).select_from(
        employees.outerjoin(
            signatures, (signatures.c.employee_id == employees.c.id) & (signatures.c.campaign_id == campaign_id)
        )
    )
    people = people.where(employees.c.active)
    if unit_id is not None:
        people = people.where(employees.c.unit_id.in_(subtree(unit_id)))
    expected, signed = tx.execute(people).one()
    return Coverage(signed, expected)
