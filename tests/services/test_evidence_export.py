"""Documents as evidence: only for who may take signatures out, logged once, and asked again when they are made."""

import pytest
from sqlalchemy import select, update

from domain.people import Actor, Unit
from domain.rights import Role
from services import evidence_export
from storage.engine import Database, Transaction
from storage.tables import audit, grants, outbox
from tests import builders, sealed
from tests.builders import NOW
from tests.refusals import refused


def keeper(tx: Transaction) -> tuple[Actor, Unit, Unit]:
    """Who keeps a unit with one below it, and another unit with three signatures."""
    sealed.fill(tx)
    above = builders.unit(tx, "setda")
    below = builders.unit(tx, "bagian", parent=above)
    for version, unit in (("2", above), ("3", below)):
        who = builders.employee(tx, unit, name=f"Pegawai {version}")
        builders.signature(tx, builders.campaign(tx, version), who, code="DDDDDDDDD" + version)
    empty = builders.unit(tx, "kosong", parent=above)
    return builders.linked(tx, builders.unit(tx, "home"), 760, role=Role.ADMIN, scope=above), above, empty


def noted(tx: Transaction) -> list[tuple[str, str]]:
    query = select(audit.c.actor, audit.c.subject).where(audit.c.action == "export_evidence")
    return [tuple(row) for row in tx.execute(query)]


def posts(tx: Transaction) -> list[dict[str, object]]:
    return list(tx.execute(select(outbox.c.params).where(outbox.c.kind == "evidence_zip")).scalars())


def revoke_all(tx: Transaction) -> None:
    tx.execute(update(grants).values(revoked_at=NOW, revoked_by="cli"))


async def test_the_same_tap_twice_asks_and_is_logged_once(db: Database) -> None:
    actor, above, _ = await db.write(keeper)

    for _ in range(2):
        order = await db.write(evidence_export.ask, actor, 7, above.id, None, NOW)
        assert set(order.codes) == {"DDDDDDDDD2", "DDDDDDDDD3"}

    assert await db.read(posts) == [{"unit": above.id, "campaign": None}]
    assert await db.read(noted) == [("account:760", f"unit:{above.id}")]


async def test_a_unit_outside_one_without_signatures_and_an_unknown_campaign_are_refused(db: Database) -> None:
    actor, above, empty = await db.write(keeper)
    assert actor.employee is not None
    outside = actor.employee.unit_id

    for unit, campaign, key in (
        (outside, None, "access.denied"),
        (empty.id, None, "export.nothing"),
        (above.id, 999, "pledge.unknown_campaign"),
    ):
        with refused(key):
            await db.write(evidence_export.ask, actor, 7, unit, campaign, NOW)
    with refused("roster.unknown_unit"):
        await db.write(evidence_export.order_directly, "cli", "tiada", None, NOW)
    assert await db.read(posts) == []
    assert await db.read(noted) == []


async def test_more_than_a_chat_can_wait_for_is_for_the_command_line(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor, above, _ = await db.write(keeper)
    monkeypatch.setattr(evidence_export, "MOST_IN_CHAT", 1)

    with refused("export.papers_too_many"):
        await db.write(evidence_export.ask, actor, 7, above.id, None, NOW)

    assert len((await db.write(evidence_export.order_directly, "cli", "setda", None, NOW)).codes) == 2
    assert await db.read(noted) == [("cli", f"unit:{above.id}")]


async def test_a_right_lost_since_gives_out_nothing(db: Database) -> None:
    actor, above, _ = await db.write(keeper)
    await db.write(evidence_export.ask, actor, 7, above.id, None, NOW)
    assert len((await db.read(evidence_export.still_allowed, 760, above.id, None)).codes) == 2

    await db.write(revoke_all)

    with refused("access.denied"):
        await db.read(evidence_export.still_allowed, 760, above.id, None)
    with refused("access.not_linked"):
        await db.read(evidence_export.still_allowed, 1, above.id, None)
