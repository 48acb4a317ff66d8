"""What is evidence can be added to, and never changed or removed, whoever asks."""

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from domain.stages import Stage
from storage import audit, zone
from storage import deadlines as deadline_repository
from storage.engine import Database, Transaction
from storage.tables import EVIDENCE, metadata
from tests import builders
from tests.builders import NOW
from tests.databases import opened


def one_row_of_each(tx: Transaction) -> None:
    """A row in every table of evidence."""
    unit = builders.unit(tx)
    actor = builders.linked(tx, unit)
    assert actor.employee is not None
    campaign = builders.campaign(tx)
    cycle_id = builders.cycle(tx, 2026, (unit, Stage.BUILDING, "WBK"))
    answer = {"layer": "unit", "question": "P1.i.a", "version": 1, "value": "yes", "answered_at": NOW}
    zone.add_answers(tx, [{"cycle_id": cycle_id, "unit_id": unit.id, **answer}])
    deadline_repository.mark_done(tx, builders.deadline(tx).id, actor.employee.id, NOW)
    builders.announcement(tx, actor.employee.id)
    audit.note(tx, NOW, "cli", "test", "agency")
    signed = builders.signature(tx, campaign, actor.employee)
    by = {"employee_id": actor.employee.id, "at": NOW}
    tx.execute(insert(metadata.tables["declines"]).values(request_id=signed.request_id, reason="ragu", **by))
    witness = {"telegram_id": 1, "name": "Kepala", "position": "Kepala", "unit_name": "Unit"}
    tx.execute(insert(metadata.tables["witness_marks"]).values(signature_id=signed.id, **witness, **by))
    withdrawn = {"signature_id": signed.id, "reason": "keliru", "by": "cli"}
    tx.execute(insert(metadata.tables["signature_withdrawals"]).values(**withdrawn, **by))
    tx.execute(insert(metadata.tables["consent_withdrawals"]).values(telegram_id=actor.telegram_id, withdrawn_at=NOW))
    change = {"kind": "renamed", "before": {}, "after": {}, "by": "cli", "at": NOW}
    tx.execute(insert(metadata.tables["unit_changes"]).values(unit_id=unit.id, **change))
    tx.execute(insert(metadata.tables["employee_changes"]).values(employee_id=actor.employee.id, **change))
    in_worksheet(tx, cycle_id, unit.id)


def in_worksheet(tx: Transaction, cycle_id: int, unit_id: int) -> None:
    """A row in every table of evidence that belongs to a worksheet."""

    def keep(table_name: str, /, **values: object) -> int:
        table = metadata.tables[table_name]
        return int(tx.execute(insert(table).values(**values).returning(table.c.id)).scalar_one())

    by, of = {"by": "cli", "at": NOW}, {"cycle_id": cycle_id, "unit_id": unit_id}
    file_id = keep("evidence_files", sha256="0" * 64, size=1, media_type="application/pdf", stored_at=NOW)
    item_id = keep("evidence_items", question="P1.i.a", file_id=file_id, name="SK", **of, **by)
    keep("evidence_removals", item_id=item_id, **by)
    finding_id = keep("findings", question="P1.i.a", layer="tpi", note="kurang", **of, **by)
    keep("finding_closures", finding_id=finding_id, note="", **by)
    keep("proposal_ticks", item="sptjm", done=True, note="", **of, **by)
    mine = {"deadline_id": builders.deadline(tx).id, "employee_id": 1}
    keep("done_papers", file_id=file_id, name="foto.jpg", at=NOW, **mine)
    keep("announcement_versions", announcement_id=1, version=9, text="Apel", entities=[], file={}, **by)
    tx.execute(insert(metadata.tables["announcement_reads"]).values(announcement_id=1, telegram_id=1, at=NOW))


@pytest.mark.parametrize("name", EVIDENCE)
async def test_evidence_is_never_changed(db: Database, name: str) -> None:
    table = metadata.tables[name]
    column = next(column for column in table.columns if not column.primary_key)
    await db.write(one_row_of_each)
    before = await db.read(lambda tx: tx.execute(select(table)).all())
    assert before
    for change in (update(table).values({column: column}), delete(table)):
        with pytest.raises(DBAPIError, match="evidence is never changed"):
            await db.write(Transaction.execute, change)
    assert await db.read(lambda tx: tx.execute(select(table)).all()) == before


@pytest.mark.parametrize("name", EVIDENCE)
async def test_evidence_is_never_emptied_at_once(postgres_url: str, name: str) -> None:
    async with opened(postgres_url) as db:
        with pytest.raises(DBAPIError, match="evidence is never changed"):
            await db.write(lambda tx: tx.exec_driver_sql(f"TRUNCATE {name} CASCADE"))


async def test_other_tables_may_change(db: Database) -> None:
    table = metadata.tables["drafts"]
    values = {"telegram_id": 1, "kind": "x", "step": "a", "data": {}, "version": 1, "updated_at": NOW}
    await db.write(lambda tx: tx.execute(insert(table).values(**values)))
    await db.write(lambda tx: tx.execute(update(table).values(step="b")))
    await db.write(lambda tx: tx.execute(delete(table)))
    assert await db.read(lambda tx: tx.execute(select(func.count()).select_from(table)).scalar_one()) == 0


async def test_an_entry_of_the_log_keeps_what_it_was_told(db: Database) -> None:
    await db.write(lambda tx: audit.note(tx, NOW, "account:7", "link_group", "group:-1", unit=3, title="Apel"))
    table = metadata.tables["audit"]
    row = (await db.read(lambda tx: tx.execute(select(table)).all()))[0]
    assert (row.at, row.actor, row.action, row.subject) == (NOW, "account:7", "link_group", "group:-1")
    assert row.detail == {"unit": 3, "title": "Apel"}
