"""`zibot pledge withdraw`: an error is corrected from the command line, and the ledger still holds everywhere."""

import asyncio

import pytest
from typer.testing import CliRunner

from bot.cli import app
from docs import verify_ledger
from domain.rights import Role
from services import sealing, witnessing
from storage.engine import Transaction
from tests import builders
from tests.bot.test_cli import Place, place
from tests.builders import NOW, SEALER
from tests.databases import opened
from tests.sealed import campaign_with_text
from texts.errors import SENTENCES

__all__ = ["place"]
pytestmark = pytest.mark.usefixtures("logging_as_before")

CODE, WHY = "F9MP4-VVM4H", "Ditandatangani dari akun orang lain"
WITHDRAWALS = 'SELECT reason, "by" FROM signature_withdrawals'


def witnessed(tx: Transaction) -> None:
    """A signature that the head has attested."""
    unit = builders.unit(tx)
    campaign = campaign_with_text(tx)
    signer = builders.employee(tx, unit, name="Siti Contohwati")
    signature = builders.signature(tx, campaign, signer, code=CODE.replace("-", ""))
    head = builders.linked(tx, unit, 801, role=Role.UNIT_HEAD, scope=unit)
    witnessing.attest(tx, head, signature.id, NOW, SEALER)


@pytest.fixture
def kept(place: Place, sqlite_url: str) -> Place:
    """With that signature, and a key file that also knows the key of before."""
    key = place.folder / "zibot-seal.pem"
    sealing.load_or_make(key)
    key.write_text(key.read_text() + SEALER.public_pem)

    async def work() -> None:
        async with opened(sqlite_url) as db:
            await db.write(witnessed)

    asyncio.run(work())
    return place


def test_it_says_whose_it_is_and_withdraws_once(kept: Place) -> None:
    done = kept.zibot("pledge", "withdraw", CODE.lower(), "--reason", f" {WHY} ", "--yes")
    assert done.exit_code == 0, done.output
    assert "Siti Contohwati" in done.output
    assert builders.staff_number(1) not in done.output
    assert done.output.splitlines()[-1] == "Tanda tangan dikoreksi. Orangnya diminta menandatangani lagi."
    again = kept.zibot("pledge", "withdraw", CODE, "--reason", WHY, "--yes")
    assert (again.exit_code, again.stderr.strip()) == (1, SENTENCES["withdrawal.already"])
    assert kept.rows(WITHDRAWALS) == [(WHY, "cli")]


def test_marks_and_withdrawals_are_checked_here_and_without_zibot(kept: Place) -> None:
    kept.zibot("pledge", "withdraw", CODE, "--reason", WHY, "--yes")
    sound = kept.zibot("pledge", "verify", "--every-seal")
    assert (sound.exit_code, sound.output.splitlines()[0]) == (0, "4 entri utuh.")
    file = kept.folder / "ledger.jsonl"
    assert kept.zibot("export", "ledger", str(file)).exit_code == 0
    words = [str(file)]
    for sealer in (sealing.load(kept.folder / "zibot-seal.pem"), SEALER):
        published = kept.folder / f"{sealer.key_id}.pem"
        published.write_text(sealer.public_pem)
        words += ["--key", str(published)]
    assert verify_ledger.main(words) == 0
    lines = file.read_text("utf-8")
    assert [f'"kind": "{kind}"' in lines for kind in ("witness", "withdrawal")] == [True, True]
    for old, new in ((WHY, WHY.upper()), ("at: 2026", "at: 2025")):
        file.write_text(lines.replace(old, new), "utf-8")
        assert verify_ledger.main(words) == 1


def test_without_yes_it_asks_and_no_changes_nothing(kept: Place) -> None:
    words = ["pledge", "withdraw", CODE, "--reason", WHY, "-c", str(kept.config)]
    asked = CliRunner().invoke(app, words, input="n\n")
    assert (asked.exit_code, asked.output.splitlines()[-1]) == (0, "Tidak ada yang berubah.")
    assert kept.rows(WITHDRAWALS) == []
    assert CliRunner().invoke(app, words, input="y\n").exit_code == 0
    assert kept.rows(WITHDRAWALS) == [(WHY, "cli")]


@pytest.mark.parametrize(
    ("code", "reason", "key"),
    [(CODE, "x", "withdrawal.reason"), ("00000000RC", WHY, "withdrawal.unknown"), ("?", WHY, "withdrawal.unknown")],
)
def test_what_can_t_be_withdrawn_is_refused_in_a_sentence(kept: Place, code: str, reason: str, key: str) -> None:
    done = kept.zibot("pledge", "withdraw", code, "--reason", reason, "--yes")
    sentence = SENTENCES[key].format(shortest=3, longest=300)
    assert (done.exit_code, done.stderr.strip()) == (1, sentence)
    assert kept.rows(WITHDRAWALS) == []
