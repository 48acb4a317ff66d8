"""`zibot codes`, and the owner code of the first `zibot run`."""

import asyncio
import re
import signal
import stat
from collections.abc import AsyncIterator

import pytest

from documents import workbooks
from sandbox import Sandbox
from tests.bot.test_app import free_port
from tests.bot.test_cli import SECONDS, TOKEN, Place, _a_clean_environment, outcome, place, process, staffed
from tests.documents.reading import all_qr_codes

__all__ = ["_a_clean_environment", "place", "staffed"]

pytestmark = pytest.mark.usefixtures("logging_as_before")
LINK = re.compile(r"https://t\.me/zi_bot\?start=a_[0-9A-HJKMNP-TV-Z]{12}")
OWNER = re.compile(r"/start (o_[0-9A-HJKMNP-TV-Z]{12})")


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    box = Sandbox(rate_limits=False)
    box.add_bot(TOKEN, "zi_bot", "Zi")
    box.add_user(7, "Siti")
    await box.start(port=0)
    yield box
    await box.stop()


async def zibot(place: Place, box: Sandbox, *words: str) -> tuple[int, str]:
    place.configure(box.address)
    result = await asyncio.to_thread(place.zibot, *words)
    return result.exit_code, result.output


async def test_a_sheet_has_a_card_with_a_link_for_everybody_of_the_unit(staffed: Place, box: Sandbox) -> None:
    file = staffed.folder / "kode.pdf"
    code, output = await zibot(staffed, box, "codes", str(file), "--unit", "dpmptsp")
    assert (code, f"25 kode aktivasi dibuat. {file}" in output) == (0, True)
    links = all_qr_codes(file.read_bytes())
    assert (len(links), [link for link in links if not LINK.fullmatch(link)]) == (25, [])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert staffed.rows("select count(*), count(distinct digest) from activation_codes") == [(25, 25)]
    assert staffed.rows("select actor, action from audit where action = 'issue_codes'") == [("cli", "issue_codes")]


async def test_a_workbook_has_a_row_for_everybody_and_older_codes_are_void(staffed: Place, box: Sandbox) -> None:
    file = staffed.folder / "kode.xlsx"
    assert (await zibot(staffed, box, "codes", str(file)))[0] == 0
    (table,) = workbooks.read_tables(file.read_bytes(), file.name)
    assert table.rows[0] == ("Nama", "NIP", "Unit kerja", "Kode aktivasi", "Tautan", "Berlaku")
    assert len(table.rows) == 201
    assert [row for row in table.rows[1:] if not LINK.fullmatch(row[4]) or "••••" not in row[1]] == []
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (await zibot(staffed, box, "codes", str(file), "--unit", "dpmptsp"))[0] == 0
    assert staffed.rows("select count(*) from activation_codes where revoked_at is not null") == [(25,)]


async def test_a_long_list_becomes_several_sheets(
    staffed: Place, box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli_codes.CARDS_A_FILE", 20)
    file = staffed.folder / "kode.pdf"
    code, output = await zibot(staffed, box, "codes", str(file), "--unit", "dpmptsp")
    made = sorted(one.name for one in staffed.folder.glob("*.pdf"))
    assert (code, made, "kode-02.pdf" in output) == (0, ["kode-01.pdf", "kode-02.pdf"], True)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["kode.docx"], 2, "harus berakhiran .pdf atau .xlsx"),
        (["tidak-ada/kode.pdf"], 1, "tidak dapat ditulis"),
        (["kode.pdf", "--unit", "tidak-ada"], 1, 'Tidak ada unit dengan kode "tidak-ada"'),
        (["kode.pdf", "--unit", "kec-tiris"], 1, "tidak ada kode yang dibuat"),
    ],
)
async def test_what_can_not_be_done_is_told_and_makes_no_codes(
    staffed: Place, box: Sandbox, words: list[str], code: int, sentence: str
) -> None:
    path = str(staffed.folder / words[0])
    exit_code, output = await zibot(staffed, box, "codes", path, *words[1:])
    assert (exit_code, sentence in output, "Traceback" in output) == (code, True, False)
    assert staffed.rows("select count(*) from activation_codes") == [(0,)]


def test_without_telegram_no_codes_are_made(staffed: Place) -> None:
    result = staffed.zibot("codes", str(staffed.folder / "kode.pdf"))
    assert (result.exit_code, "Nama bot tidak dapat ditanyakan" in result.stderr) == (1, True)
    assert TOKEN not in result.output
    assert staffed.rows("select count(*) from activation_codes") == [(0,)]


async def _run(place: Place, box: Sandbox) -> tuple[str, str]:
    """What a run that is stopped at once writes to the console and into the log."""
    place.configure(box.address, free_port())
    async with process("run", "-c", str(place.config)) as running:
        box.people.start(7)
        await box.until(lambda: not box.updates.pending, SECONDS)
        running.send_signal(signal.SIGTERM)
        code, out, err = await outcome(running)
    assert code == 0
    return out, err


async def test_the_first_run_shows_an_owner_code_once_and_logs_it_never(staffed: Place, box: Sandbox) -> None:
    first, log = await _run(staffed, box)
    found = OWNER.search(first)
    assert found is not None
    assert found[1][2:] not in log
    second, _ = await _run(staffed, box)
    assert OWNER.search(second) is None
    kept = staffed.rows("select value from installation where key = 'owner_code'")
    assert found[1][2:] not in str(kept)
    assert len(kept) == 1


async def test_with_an_admin_no_owner_code_is_shown(staffed: Place, box: Sandbox) -> None:
    (row,) = staffed.rows("select staff_number from employees order by id limit 1")
    granted = await asyncio.to_thread(staffed.zibot, "role", "grant", str(row[0]), "admin")
    assert granted.exit_code == 0
    out, _ = await _run(staffed, box)
    assert OWNER.search(out) is None
    assert staffed.rows("select count(*) from installation where key = 'owner_code'") == [(0,)]
