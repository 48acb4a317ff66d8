"""Evidence of worksheets: files by content, items by question, removals, and the addresses that share them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, exists, func, insert, select, update

from domain.evidence_desk import Share, Totals
from domain.zone import EvidenceItem
from storage.engine import Transaction
from storage.tables import evidence_files, evidence_items, evidence_removals, evidence_shares, units
from storage.upsert import insert_missing


def keep_file(tx: Transaction, sha256: str, size: int, media_type: str, now: datetime) -> int:
    """The id of a file's row, made for content that is new."""
    values = {"sha256": sha256, "size": size, "media_type": media_type, "stored_at": now}
    insert_missing(tx, evidence_files, values)
    query = select(evidence_files.c.id).where(evidence_files.c.sha256 == sha256)
    return int(tx.execute(query).scalar_one())


def lock(tx: Transaction, unit_id: int) -> None:
    """Let nobody else add evidence of the unit until this transaction ends."""
    tx.execute(select(units.c.id).where(units.c.id == unit_id).with_for_update(key_share=True))


def add_item(
    tx: Transaction, cycle_id: int, unit_id: int, question: str, name: str, by: str, now: datetime,
    *, file_id: int | None = None, link: str | None = None,
) -> int:  # fmt: skip
    """Add a file or a link to a question; returns the item's id."""
    values = {
        "cycle_id": cycle_id, "unit_id": unit_id, "question": question, "file_id": file_id, "link": link,
        "name": name, "by": by, "at": now,
    }  # fmt: skip
    return int(tx.execute(insert(evidence_items).values(**values).returning(evidence_items.c.id)).scalar_one())


def items(tx: Transaction, cycle_id: int, unit_id: int, question: str | None = None) -> tuple[EvidenceItem, ...]:
    """What a unit gives for a question, or for all, in the order it came; removed items are left out."""
    query = _items().where(evidence_items.c.cycle_id == cycle_id, evidence_items.c.unit_id == unit_id, ~_removed())
    if question is not None:
        query = query.where(evidence_items.c.question == question)
    return tuple(map(_item, tx.execute(query.order_by(evidence_items.c.id))))


def item(tx: Transaction, item_id: int) -> EvidenceItem | None:
    """An item that has not been removed."""
    row = tx.execute(_items().where(evidence_items.c.id == item_id, ~_removed())).first()
    return _item(row) if row else None


def same_item(
    tx: Transaction, cycle_id: int, unit_id: int, question: str, file_id: int | None, link: str | None
) -> int | None:
    """The id of the item that gives this very file or link for the question."""
    columns = evidence_items.c
    thing = columns.link == link if file_id is None else columns.file_id == file_id
    query = select(columns.id).where(
        columns.cycle_id == cycle_id, columns.unit_id == unit_id, columns.question == question, thing, ~_removed()
    )
    return tx.execute(query.order_by(columns.id).limit(1)).scalar_one_or_none()


def counts(tx: Transaction, cycle_id: int, unit_id: int) -> dict[str, int]:
    """How many items each question has; questions without any are left out."""
    columns = evidence_items.c
    query = (
        select(columns.question, func.count())
        .where(columns.cycle_id == cycle_id, columns.unit_id == unit_id, ~_removed())
        .group_by(columns.question)
    )
    return {row[0]: row[1] for row in tx.execute(query)}


def counts_of_all(tx: Transaction, cycle_id: int) -> dict[int, dict[str, int]]:
    """The same by unit, for every unit that has given anything."""
    columns = evidence_items.c
    query = (
        select(columns.unit_id, columns.question, func.count())
        .where(columns.cycle_id == cycle_id, ~_removed())
        .group_by(columns.unit_id, columns.question)
    )
    found: dict[int, dict[str, int]] = {}
    for unit_id, question, count in tx.execute(query):
        found.setdefault(unit_id, {})[question] = count
    return found


def totals(tx: Transaction, cycle_id: int, unit_id: int) -> Totals:
    """Items, different files and bytes of a unit in a cycle."""
    columns = evidence_items.c
    here = (columns.cycle_id == cycle_id, columns.unit_id == unit_id, ~_removed())
    count = tx.execute(select(func.count()).select_from(evidence_items).where(*here)).scalar_one()
    given = select(columns.file_id).where(*here, columns.file_id.is_not(None))
    query = select(func.count(), func.sum(evidence_files.c.size)).where(evidence_files.c.id.in_(given))
    files, size = tx.execute(query).one()
    return Totals(count, files, int(size or 0))


def remove(tx: Transaction, item_id: int, by: str, now: datetime) -> bool:
    """Take an item back; it stays in the history. False when it was taken back before."""
    return insert_missing(tx, evidence_removals, {"item_id": item_id, "by": by, "at": now})


def add_share(
    tx: Transaction, cycle_id: int, unit_id: int, question: str | None, by: str, expires_at: datetime, now: datetime
) -> Share:
    """A new address for a question, or for the whole unit."""
    values = {
        "cycle_id": cycle_id, "unit_id": unit_id, "question": question, "by": by, "at": now, "expires_at": expires_at,
    }  # fmt: skip
    share_id = tx.execute(insert(evidence_shares).values(**values).returning(evidence_shares.c.id)).scalar_one()
    return Share(share_id, cycle_id, unit_id, question, by, now, expires_at, None)


def share(tx: Transaction, share_id: int) -> Share | None:
    """A share, also one that is over."""
    row = tx.execute(select(evidence_shares).where(evidence_shares.c.id == share_id)).first()
    return Share(**row._mapping) if row else None


def open_shares(tx: Transaction, cycle_id: int, unit_id: int, now: datetime) -> tuple[Share, ...]:
    """What of a unit's evidence can be opened at this moment by an address, oldest first."""
    columns = evidence_shares.c
    query = select(evidence_shares).where(
        columns.cycle_id == cycle_id, columns.unit_id == unit_id, columns.revoked_at.is_(None), columns.expires_at > now
    )
    return tuple(Share(**row._mapping) for row in tx.execute(query.order_by(columns.id)))


def revoke_share(tx: Transaction, share_id: int, now: datetime) -> bool:
    """Close an address; False when it was closed before."""
    columns = evidence_shares.c
    statement = update(evidence_shares).where(columns.id == share_id, columns.revoked_at.is_(None))
    return tx.execute(statement.values(revoked_at=now)).rowcount == 1


def _items() -> Select[Any]:
    files = evidence_files.c
    return select(evidence_items, files.sha256, files.size, files.media_type).select_from(
        evidence_items.outerjoin(evidence_files)
    )


def _removed() -> Any:
    return exists().where(evidence_removals.c.item_id == evidence_items.c.id)


def _item(row: Row[Any]) -> EvidenceItem:
    return EvidenceItem(
        id=row.id,
        cycle_id=row.cycle_id,
        unit_id=row.unit_id,
        question=row.question,
        name=row.name,
        link=row.link or "",
        file_id=row.file_id,
        sha256=row.sha256 or "",
        size=row.size or 0,
        media_type=row.media_type or "",
        by=row.by,
        at=row.at,
    )
