"""`zibot pledge verify`, `zibot export ledger`, the key at the start, the daily tick, and `zibot check`."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot import ticks
from bot.posts import render
from docs import verify_ledger
from domain.messages import ClaimedPost, Lane
from services import ledger_check, sealing
from storage import ledger
from storage.engine import Transaction
from storage.tables import audit, outbox
from tests import sealed
from tests.bot.post_office import ADMIN, PostOffice, post_office
from tests.bot.test_cli import Place, place
from tests.builders import SEALER
from tests.databases import opened
from texts.ledger import FAULTS

__all__ = ["place"]
pytestmark = pytest.mark.usefixtures("logging_as_before")


def key_file(at: Place) -> Path:
    return at.folder / "zibot-seal.pem"


@pytest.fixture
def kept(place: Place, sqlite_url: str) -> Place:
    """With a small ledger, and a key file that knows the key that sealed it."""
    sealing.load_or_make(key_file(place))
    key_file(place).write_text(key_file(place).read_text() + SEALER.public_pem)

    async def work() -> None:
        async with opened(sqlite_url) as db:
            await db.write(sealed.fill)

    asyncio.run(work())
    return place


def attack(at: Place, *statements: str) -> None:
    with closing(sqlite3.connect(at.database)) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


def anchor_of(at: Place) -> str:
    ((number, link),) = at.rows("SELECT sequence, link FROM ledger_head")
    return f"{number}:{link}"


def test_a_sound_ledger_is_told_with_its_anchor_and_a_fault_by_its_place(kept: Place) -> None:
    anchor = anchor_of(kept)
    for words in ((), ("--every-seal",), ("--anchor", anchor)):
        sound = kept.zibot("pledge", "verify", *words)
        assert (sound.exit_code, sound.output.splitlines()) == (
            0, [f"{sealed.ENTRIES} entri utuh.", f"Jangkar untuk dicatat di luar mesin ini: {anchor}"]
        )  # fmt: skip
    attack(kept, "DELETE FROM declines", "DELETE FROM ledger WHERE sequence = 7")
    gone = kept.zibot("pledge", "verify", "--anchor", anchor)
    assert gone.exit_code == 1
    assert gone.stderr.splitlines() == [
        "#7: Entri yang dahulu dicatat sebagai jangkar sudah tidak ada.",
        "#6: Penunjuk akhir buku segel tidak cocok dengan entri terakhir.",
        "2 masalah ditemukan, yang pertama pada #7.",
    ]
    attack(kept, "UPDATE signatures SET name = 'Orang Lain' WHERE code = 'AAAAAAAAAA'")
    changed = kept.zibot("pledge", "verify")
    assert (changed.exit_code, changed.stderr.splitlines()[0]) == (
        1, "#2, signature AAAAAAAAAA: Isi entri tidak sama dengan catatannya; salah satunya diubah."
    )  # fmt: skip


def test_an_anchor_that_is_none_is_told(kept: Place) -> None:
    for words in ("7", "x:" + "0" * 64, "7:" + "g" * 64):
        refused = kept.zibot("pledge", "verify", "--anchor", words)
        assert (refused.exit_code, "Tulis seperti" in refused.stderr) == (2, True)


def test_every_fault_has_a_sentence() -> None:
    told = re.findall(r'"(ledger\.\w+)"', Path(ledger_check.__file__).read_text())
    assert set(told) == set(FAULTS)


def test_an_empty_ledger_is_sound(place: Place) -> None:
    assert place.zibot("pledge", "verify").output.splitlines()[0] == "0 entri utuh."


def test_an_export_is_checked_by_the_script_alone(kept: Place, capsys: pytest.CaptureFixture[str]) -> None:
    file = kept.folder / "ledger.jsonl"
    exported = kept.zibot("export", "ledger", str(file))
    assert (exported.exit_code, exported.output.startswith(f"{sealed.ENTRIES} entri ditulis")) == (0, True)
    assert verify_ledger.main([str(file), "--anchor", anchor_of(kept)]) == 0
    assert f"Anchor: {anchor_of(kept)}" in capsys.readouterr().out
    nowhere = kept.zibot("export", "ledger", str(kept.folder / "none" / "ledger.jsonl"))
    assert (nowhere.exit_code, "Pilih tempat lain" in nowhere.stderr) == (1, True)


def test_without_its_key_a_ledger_is_not_gone_on_with(kept: Place) -> None:
    key_file(kept).unlink()
    for words in (("run",), ("pledge", "verify"), ("pledge", "publish", "--title", "Pakta"), ("export", "ledger", "x")):
        refused = kept.zibot(*words)
        assert (refused.exit_code, "sudah berisi. Mohon pulihkan" in refused.stderr) == (1, True), words
    checked = kept.zibot("check")
    assert "salah  Segel: Berkas kunci segel" in checked.output
    assert not key_file(kept).exists()
    sealing.load_or_make(key_file(kept))
    assert "bukan kunci yang menyegel buku ini" in kept.zibot("run").stderr
    key_file(kept).write_text("-----END x")
    assert "tidak benar" in kept.zibot("run").stderr
    assert "tidak dapat dibaca" in kept.zibot("pledge", "verify").stderr
    assert "bukan berkas kunci segel" in kept.zibot("check").output


@pytest.fixture
async def post(sqlite_url: str) -> AsyncIterator[PostOffice]:
    async with post_office(sqlite_url) as running:
        yield running


def alarms(tx: Transaction) -> list[int]:
    return list(tx.execute(select(outbox.c.chat_id).where(outbox.c.kind == "ledger_alarm")).scalars())


def told(tx: Transaction) -> list[dict[str, object]]:
    return list(tx.execute(select(outbox.c.params).where(outbox.c.kind == "ledger_alarm")).scalars())


def noted(tx: Transaction) -> list[dict[str, object]]:
    return list(tx.execute(select(audit.c.detail).where(audit.c.subject == "ledger")).scalars())


async def test_the_daily_check_logs_the_anchor_and_alarms_the_admin_of_the_agency(post: PostOffice) -> None:
    with capture_logs() as logs:
        await ticks.check_ledger(post.office)
        await ticks.check_ledger(post.office)
    # The office's own sealer is not the one of its data: what the check must not let pass.
    assert [(one["event"], one["faults"]) for one in logs if one["event"].startswith("ledger")] == [
        ("ledger is wrong", ["ledger.key_unknown"])
    ]
    assert await post.office.db.read(alarms) == [ADMIN]
    ((detail,), (sequence, link)) = await post.office.db.read(noted), await post.office.db.read(ledger.head)
    assert (detail["sequence"], detail["link"]) == (sequence, link)
    (params,) = await post.office.db.read(told)
    screen = await render(post.office, ClaimedPost(1, "ledger_alarm", params, ADMIN, None, Lane.TRANSACTIONAL, 1, "id"))
    assert screen is not None
    assert "zibot pledge verify" in screen.text
    post.box.clock.advance(timedelta(days=1))
    await ticks.check_ledger(post.office)
    assert await post.office.db.read(alarms) == [ADMIN, ADMIN]
