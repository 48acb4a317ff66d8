"""`zibot cycle` and `zibot figure`."""

import asyncio

import pytest

from storage.engine import Transaction
from tests import builders
from tests.bot.test_cli import Place, place
from tests.databases import opened

__all__ = ["place"]
pytestmark = pytest.mark.usefixtures("logging_as_before")


@pytest.fixture
def filled(place: Place, sqlite_url: str) -> Place:
    """With one unit."""

    def fill(tx: Transaction) -> None:
        builders.unit(tx, "pkm")

    async def work() -> None:
        async with opened(sqlite_url) as db:
            await db.write(fill)

    asyncio.run(work())
    return place


def ran(at: Place, *words: str) -> list[str]:
    result = at.zibot(*words)
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def refused(at: Place, *words: str) -> tuple[int, str]:
    result = at.zibot(*words)
    return result.exit_code, result.stderr.strip()


def test_a_cycle_is_started_changed_filled_and_copied(filled: Place) -> None:
    assert ran(filled, "cycle", "list") == ["Belum ada siklus. Mulai dengan `zibot cycle start TAHUN`."]
    lines = ran(filled, "cycle", "start", "2026", "--window", "fill=2026-02-01..2026-04-30")
    assert lines[:3] == [
        "Siklus 2026 dimulai: Zona Integritas 2026.",
        "  fill     Pengisian LKE: Min, 1 Feb 2026 - Kam, 30 Apr 2026",
        "  review   Evaluasi TPI: sepanjang tahun",
    ]
    lines = ran(filled, "cycle", "window", "2026", "propose", "2026-06-01..2026-06-30")
    assert lines[-1] == "  propose  Pengusulan: Sen, 1 Jun 2026 - Sel, 30 Jun 2026"
    assert ran(filled, "cycle", "window", "2026", "propose", "-")[-1] == "  propose  Pengusulan: sepanjang tahun"
    assert ran(filled, "cycle", "enter", "PKM", "--target", "wbk") == [
        "pkm tercatat di siklus 2026: pencanangan, menuju WBK."
    ]
    ran(filled, "cycle", "enter", "pkm", "--target", "WBK", "--stage", "building", "--year", "2026")
    lines = ran(filled, "cycle", "start", "2027", "--title", "ZI", "--copy-from", "2026", "--keep", "owners,answers")
    assert lines[:2] == [
        "Siklus 2027 dimulai: ZI.",
        "Disalin dari 2026: 1 unit, 0 penanggung jawab, 0 jawaban, 0 bukti.",
    ]
    assert lines[2] == "  fill     Pengisian LKE: Sen, 1 Feb 2027 - Jum, 30 Apr 2027"
    found = ran(filled, "cycle", "list")
    assert [line for line in found if not line.startswith("  ")] == [
        "2027  ZI  (1 unit)",
        "2026  Zona Integritas 2026  (1 unit)",
    ]
    assert found.count("    pembangunan: 1") == 2


WRONG: dict[tuple[str, ...], tuple[int, str]] = {
    ("start", "2026"): (1, "Siklus tahun 2026 sudah ada."),
    ("start", "2027", "--copy-from", "2020"): (1, "Belum ada siklus tahun 2020."),
    ("start", "2027", "--keep", "owners"): (2, "--keep memerlukan --copy-from TAHUN."),
    ("start", "2027", "--copy-from", "2026", "--keep", "bukti"): (2, '--keep: "bukti" tidak dikenal.'),
    ("start", "2027", "--window", "fill"): (2, '--window "fill" tidak benar.'),
    ("start", "2027", "--window", "isi=2027-01-01..2027-02-01"): (2, '--window: "isi" tidak dikenal.'),
    ("window", "2026", "fill", "2026-02-01..2026-01-01"): (2, '"2026-02-01..2026-01-01" tidak benar.'),
    ("window", "2026", "fill", "2026-02-30..2026-03-01"): (2, '"2026-02-30..2026-03-01" tidak benar.'),
    ("window", "2025", "fill", "-"): (1, "Belum ada siklus tahun 2025."),
    ("enter", "nowhere", "--target", "WBK"): (1, "Tidak ada unit dengan kode"),
    ("enter", "pkm", "--target", "WTP"): (1, 'Predikat "WTP" tidak dikenal.'),
}


def test_what_can_not_be_is_said_in_one_sentence(filled: Place) -> None:
    assert refused(filled, "cycle", "enter", "pkm", "--target", "WBK") == (
        1, "Belum ada periode evaluasi. Mohon hubungi pengelola.",
    )  # fmt: skip
    ran(filled, "cycle", "start", "2026")
    for words, (code, sentence) in WRONG.items():
        found = refused(filled, "cycle", *words)
        assert (words, found[0], found[1][: len(sentence)]) == (words, code, sentence)
    assert len(ran(filled, "cycle", "list")) == 5


def test_figures_are_kept_by_year_and_the_last_one_stands(filled: Place) -> None:
    assert ran(filled, "figure", "set", "reform_index", "2023", "77,2") == ["Tersimpan: reform_index 2023: 77,2"]
    ran(filled, "figure", "set", "reform_index", "2023", "77.26")
    ran(filled, "figure", "set", "reform_index", "2024", "81,57")
    ran(filled, "figure", "set", "audit_opinion", "2024", "wtp")
    ran(filled, "figure", "set", "sakip_score", "2024", "70")
    assert ran(filled, "figure", "list", "reform_index") == ["reform_index 2023: 77,26", "reform_index 2024: 81,57"]
    assert ran(filled, "figure", "list")[0] == "audit_opinion 2024: WTP"
    assert filled.rows("select value from agency_figures where year = 2024 order by name") == [
        ("WTP",), ("81.57",), ("70",),
    ]  # fmt: skip
