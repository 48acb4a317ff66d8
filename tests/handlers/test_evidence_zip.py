"""The documents of a unit in chat: a file for who may take them out, nothing for others."""

from datetime import datetime

import pytest

from bot import evidence_posts
from domain.people import Employee
from services import evidence_export
from storage import pledges
from storage.engine import Transaction
from tests import builders
from tests.handlers.dialogue import House, alert, forges, nothing, presses, redraws, says, sends, writes
from tests.handlers.group_play import group_with


def signed(tx: Transaction, signer: Employee, now: datetime) -> None:
    campaign = pledges.open_campaign(tx, now)
    assert campaign is not None
    builders.signature(tx, campaign, signer)


async def prepared(house: House) -> Employee:
    signer = await house.actor(await house.colleague())
    assert signer is not None
    assert signer.employee is not None
    await house.office.db.write(signed, signer.employee, house.office.clock.now())
    return signer.employee


async def test_an_admin_is_refused_more_than_a_chat_can_wait_for(
    own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, admin = await prepared(own_house), own_house.player(5005)
    monkeypatch.setattr(evidence_export, "MOST_IN_CHAT", 0)
    ((code,),) = own_house.rows(f"SELECT code FROM units WHERE id = {who.unit_id}")
    ((count,),) = own_house.rows(f"SELECT count(*) FROM signatures WHERE unit_id = {who.unit_id}")
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (
            forges(f"exports.zip:{who.unit_id}:0"),
            alert("export.papers_too_many", count=count, limit=0, code=code),
        ),
    )


async def test_an_admin_gets_the_documents_and_sees_how_far_they_are(own_house: House) -> None:
    who, admin = await prepared(own_house), own_house.player(5005)
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (forges(f"exports.unit:{who.unit_id}"), redraws("Ekspor tanda tangan")),
        (presses("ZIP bukti PDF"), says("Berkas bukti pakta integritas", "dari 1")),
        (nothing, sends("document", b"PK", "Berkas bukti pakta integritas", "data pribadi")),
    )
    noted = own_house.rows("SELECT actor, subject FROM audit WHERE action = 'export_evidence'")
    assert noted == [(f"account:{admin.id}", f"unit:{who.unit_id}")]


async def test_a_file_too_large_for_a_bot_is_told_with_the_command(
    own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, admin = await prepared(own_house), own_house.player(5005)
    monkeypatch.setattr(evidence_posts, "LARGEST", 1000)
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (forges(f"exports.unit:{who.unit_id}"), redraws("Ekspor tanda tangan")),
        (presses("ZIP bukti PDF"), says("Berkas bukti pakta integritas")),
        (nothing, says("zibot export evidence")),
    )


async def test_who_may_not_and_groups_get_nothing(own_house: House) -> None:
    who, admin = await prepared(own_house), own_house.player(5005)
    await own_house.talk(
        await own_house.colleague(),
        (writes("/start"), says("Beranda")),
        (forges(f"exports.zip:{who.unit_id}:0"), alert("access.denied")),
    )
    chat = await group_with(own_house, admin)
    await own_house.talk(admin, (forges(f"exports.zip:{who.unit_id}:0"), alert("access.private_only")), chat=chat)
    assert own_house.rows("SELECT 1 FROM outbox WHERE kind = 'evidence_zip'") == []
    assert own_house.rows("SELECT 1 FROM audit WHERE action = 'export_evidence'") == []
