"""Announcements, their versions and their runs; who gets a copy is in `announcement_copies`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, exists, func, insert, or_, select, update

from domain.announcement import Announcement, Audience, Body, State
from storage.engine import Transaction
from storage.tables import announcement_runs, announcement_versions, announcements, employees, links
from storage.upsert import insert_missing

runs = announcement_runs.c
_author = employees.alias("author")
_approver = employees.alias("approver")
_shown = announcement_versions.alias("shown")
_proposed = announcement_versions.alias("proposed")


def _query() -> Select[Any]:
    def version(of: Any, number: Any) -> Any:
        return and_(of.c.announcement_id == announcements.c.id, of.c.version == number)

    joined = (
        announcements.join(announcement_runs, runs.announcement_id == announcements.c.id)
        .join(_shown, version(_shown, runs.version))
        .outerjoin(_proposed, version(_proposed, runs.proposed))
        .outerjoin(_author, _author.c.id == announcements.c.author_id)
        .outerjoin(_approver, _approver.c.id == runs.approved_by)
    )
    return select(
        announcement_runs,
        announcements.c.author_id,
        announcements.c.created_at,
        _author.c.name.label("author"),
        _approver.c.name.label("approver"),
        _shown.c.text,
        _shown.c.entities,
        _shown.c.file,
        _proposed.c.text.label("other_text"),
        _proposed.c.entities.label("other_entities"),
        _proposed.c.file.label("other_file"),
    ).select_from(joined)


def _announcement(row: Row[Any]) -> Announcement:
    return Announcement(
        id=row.announcement_id,
        state=State(row.state),
        body=Body(row.text, tuple(row.entities), row.file),
        version=row.version,
        audience=Audience.from_json(row.audience),
        send_at=row.send_at,
        ask_read=row.ask_read,
        author_id=row.author_id,
        author=row.author or "",
        created_at=row.created_at,
        approved_by=row.approver or "",
        approved_by_id=row.approved_by,
        approved_at=row.approved_at,
        started_at=row.started_at,
        expanded_at=row.expanded_at,
        finished_at=row.finished_at,
        proposed=row.proposed,
        proposed_body=(
            Body(row.other_text, tuple(row.other_entities), row.other_file) if row.proposed is not None else None
        ),
    )


def announcement(tx: Transaction, announcement_id: int) -> Announcement | None:
    """The announcement with this number."""
    row = tx.execute(_query().where(announcements.c.id == announcement_id)).first()
    return _announcement(row) if row else None


def by_key(tx: Transaction, key: str) -> Announcement | None:
    """The announcement that was published with this key."""
    row = tx.execute(_query().where(announcements.c.key == key)).first()
    return _announcement(row) if row else None


def listing(tx: Transaction, first: int, limit: int) -> tuple[tuple[Announcement, ...], int]:
    """Announcements from number `first` (from 0), the newest first; and how many there are."""
    rows = tx.execute(_query().order_by(announcements.c.id.desc()).offset(first).limit(limit))
    total = tx.execute(select(func.count()).select_from(announcement_runs)).scalar_one()
    return tuple(map(_announcement, rows)), int(total)


def last(tx: Transaction) -> int | None:
    """The number of the newest announcement."""
    return tx.execute(select(func.max(runs.announcement_id))).scalar()


def add(
    tx: Transaction,
    key: str,
    body: Body,
    audience: Audience,
    send_at: datetime,
    *,
    state: State,
    ask_read: bool,
    author_id: int | None,
    by: str,
    now: datetime,
) -> int | None:
    """Keep an announcement with its first version and its run; its number, None when the key was used before."""
    row = {"key": key, "body": body.text, "author_id": author_id, "created_at": now}
    if not insert_missing(tx, announcements, row):
        return None
    number = int(tx.execute(select(announcements.c.id).where(announcements.c.key == key)).scalar_one())
    _keep_version(tx, number, 1, body, by, now)
    values = {
        "announcement_id": number, "state": state.value, "audience": audience.as_json, "send_at": send_at,
        "ask_read": ask_read, "version": 1,
    }  # fmt: skip
    tx.execute(insert(announcement_runs).values(**values))
    return number


def _keep_version(tx: Transaction, number: int, version: int, body: Body, by: str, now: datetime) -> None:
    values = {"announcement_id": number, "version": version, **body.as_json, "by": by, "at": now}
    tx.execute(insert(announcement_versions).values(**values))


def add_version(tx: Transaction, announcement_id: int, body: Body, by: str, now: datetime) -> int:
    """Keep another version of what is said; its number."""
    newest = select(func.max(announcement_versions.c.version)).where(
        announcement_versions.c.announcement_id == announcement_id
    )
    number = int(tx.execute(newest).scalar_one()) + 1
    _keep_version(tx, announcement_id, number, body, by, now)
    return number


def lock(tx: Transaction, announcement_id: int) -> None:
    """Keep everybody else from moving this announcement until the end of the transaction."""
    tx.execute(select(runs.state).where(runs.announcement_id == announcement_id).with_for_update())


def change(tx: Transaction, announcement_id: int, **values: Any) -> None:
    """Write columns of the run."""
    tx.execute(update(announcement_runs).where(runs.announcement_id == announcement_id).values(**values))


def any_at_work(tx: Transaction, now: datetime) -> bool:
    """Whether any is being sent, is due, is to be rewritten or has a live report to be drawn."""
    due = (runs.state == State.SCHEDULED.value) & (runs.send_at <= now)
    query = select(runs.announcement_id).where(
        or_(runs.state == State.SENDING.value, due, runs.rewriting, runs.report_due <= now)
    )
    return tx.execute(query.limit(1)).first() is not None


def claim_scheduled(tx: Transaction, now: datetime, limit: int) -> tuple[int, ...]:
    """The scheduled announcements whose time has come, kept from everybody else; the earliest first."""
    query = select(runs.announcement_id).where(runs.state == State.SCHEDULED.value, runs.send_at <= now)
    query = query.order_by(runs.send_at, runs.announcement_id).limit(limit).with_for_update(skip_locked=True)
    return tuple(tx.execute(query).scalars())


def claim_unexpanded(tx: Transaction) -> tuple[int, Audience, int, int] | None:
    """One announcement whose copies are not all made: (number, audience, how far it is, version); kept from others."""
    query = (
        select(runs.announcement_id, runs.audience, runs.up_to, runs.version)
        .where(runs.state == State.SENDING.value, runs.expanded_at.is_(None))
        .order_by(runs.announcement_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = tx.execute(query).first()
    return (row.announcement_id, Audience.from_json(row.audience), row.up_to, row.version) if row else None


def claim_rewriting(tx: Transaction, limit: int) -> tuple[tuple[int, State, int], ...]:
    """(number, state, version) of those whose sent copies may not show what they should; kept from others."""
    query = select(runs.announcement_id, runs.state, runs.version).where(runs.rewriting)
    query = query.order_by(runs.announcement_id).limit(limit).with_for_update(skip_locked=True)
    return tuple((row.announcement_id, State(row.state), row.version) for row in tx.execute(query))


def fully_expanded(tx: Transaction) -> tuple[int, ...]:
    """Those that are being sent and whose copies are all made; kept from others."""
    query = select(runs.announcement_id).where(runs.state == State.SENDING.value, runs.expanded_at.is_not(None))
    return tuple(tx.execute(query.order_by(runs.announcement_id).with_for_update(skip_locked=True)).scalars())


def writer(tx: Transaction, announcement_id: int, version: int) -> str:
    """Who wrote this version: `account:ID` or "cli"."""
    query = select(announcement_versions.c.by).where(
        announcement_versions.c.announcement_id == announcement_id, announcement_versions.c.version == version
    )
    return str(tx.execute(query).scalar_one())


def was_account_of(tx: Transaction, telegram_id: int, employee_id: int) -> bool:
    """Whether this account is or ever was linked to this person."""
    known = exists().where(links.c.telegram_id == telegram_id, links.c.employee_id == employee_id)
    return bool(tx.execute(select(known)).scalar())


def touch(tx: Transaction, announcement_id: int, now: datetime) -> None:
    """Let the live report be drawn soon; one that is to be drawn anyway keeps its time."""
    still = (runs.announcement_id == announcement_id) & runs.report_due.is_(None)
    tx.execute(update(announcement_runs).where(still).values(report_due=now))


def reports_due(tx: Transaction, now: datetime) -> tuple[tuple[int, State, dict[str, Any]], ...]:
    """(number, state, report) of those whose live report is to be drawn now; kept from others."""
    query = select(runs.announcement_id, runs.state, runs.report).where(runs.report_due <= now)
    rows = tx.execute(query.order_by(runs.announcement_id).with_for_update(skip_locked=True))
    return tuple((row.announcement_id, State(row.state), row.report) for row in rows)


def report(tx: Transaction, announcement_id: int) -> dict[str, Any]:
    """The chat and message of the live report, with what it shows; {} for none."""
    return dict(tx.execute(select(runs.report).where(runs.announcement_id == announcement_id)).scalar() or {})
