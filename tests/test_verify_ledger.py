"""The stand-alone script finds what the installation finds, from an exported file and published keys alone."""

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from docs import verify_ledger
from domain import seal
from domain.ledger import Entry
from services.sealing import new_sealer
from storage import ledger
from tests import sealed
from tests.builders import SEALER

Lines = list[dict[str, Any]]
SCRIPT = Path(verify_ledger.__file__)


@pytest.fixture(scope="module")
def export(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Lines, str]:
    """The lines of an export, and its anchor."""
    path = tmp_path_factory.mktemp("export") / "zibot.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        sealed.fill(connection)
        found, (number, link) = list(ledger.entries(connection, 0)), ledger.head(connection)
    engine.dispose()
    start: dict[str, Any] = {"form": seal.FORM, "keys": SEALER.public_keys}
    return [start, *map(as_line, found)], f"{number}:{link}"


def as_line(one: Entry) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in ("sequence", "kind", "subject_id", "body")}
    return {**values, "seal": base64.b64encode(one.seal).decode()}


def run(lines: Lines, folder: Path, *words: str) -> int:
    path = folder / "ledger.jsonl"
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return verify_ledger.main([str(path), *words])


def test_a_sound_export_is_checked_without_zibot(export: tuple[Lines, str], tmp_path: Path) -> None:
    lines, anchor = export
    key = tmp_path / "public.pem"
    key.write_text(SEALER.public_pem)
    assert run(lines, tmp_path) == 0
    words = [str(tmp_path / "ledger.jsonl"), "--key", str(key), "--anchor", anchor]
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"{sealed.ENTRIES} entries are as they were sealed.", f"Keys: {SEALER.key_id}", f"Anchor: {anchor}"
    ]  # fmt: skip


def changed(number: int, **values: Any) -> Callable[[Lines], Lines]:
    return lambda lines: [{**line, **values} if line.get("sequence") == number else line for line in lines]


def replaced(number: int, old: str, new: str) -> Callable[[Lines], Lines]:
    return lambda lines: [
        {**line, "body": line["body"].replace(old, new)} if line.get("sequence") == number else line for line in lines
    ]


def resealed(lines: Lines) -> Lines:
    """Another name, everything chained and sealed anew with a key that is put into the first line."""
    other, link, made = new_sealer(), seal.FIRST_LINK, []
    for line in lines[1:]:
        stood = seal.facts_of(line["body"].replace("Pegawai Contoh 0", "Orang Lain"))
        body = seal.body(line["sequence"], link, other.key_id, line["kind"], dict(list(stood.items())[5:]))
        given = other.seal(body)
        link = seal.link(body, given)
        made.append({**line, "body": body, "seal": base64.b64encode(given).decode()})
    return [{**lines[0], "keys": other.public_keys}, *made]


ATTACKS: dict[str, tuple[Callable[[Lines], Lines], str]] = {
    "a body": (replaced(2, "Pegawai", "Pegawaj"), "entry 2: the seal is wrong"),
    "a shown text": (replaced(2, "menolak", "menerima"), "entry 2: the text that was shown does not have"),
    "a seal": (changed(3, seal=base64.b64encode(bytes(64)).decode()), "entry 3: the seal is wrong"),
    "no seal": (changed(3, seal="?"), "entry 3: the line is no entry"),
    "another record": (changed(3, subject_id="x"), "entry 3: the body is about another record"),
    "another kind": (changed(3, kind="text"), "entry 3: the body is that of another entry"),
    "a body that is none": (changed(3, body="x\n"), "entry 3: a line of the body has no key"),
    "a body cut short": (changed(3, body="x"), "entry 3: the body does not end"),
    "a line too many": (replaced(3, "factor: ", "code: x\nfactor: "), "entry 3: the lines of the body"),
    "one gone": (lambda lines: [*lines[:3], *lines[4:]], "entry 3: here stands 4"),
    "two swapped": (lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], "entry 2: here stands 3"),
    "another start": (replaced(2, "previous: ", "previous: 0"), "entry 2: it does not hold on"),
    "no entry": (lambda lines: [*lines[:2], {}], "entry 2: the line is no entry"),
    "the last gone": (lambda lines: lines[:-1], "the ledger ends at entry 6, before the anchor of entry 7"),
    "sealed anew": (resealed, "entry 1: the key that sealed it is none of those that count"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_found(
    name: str, export: tuple[Lines, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (lines, anchor), (attack, words) = export, ATTACKS[name]
    key = tmp_path / "public.pem"
    key.write_text(SEALER.public_pem)
    assert run(attack(lines), tmp_path, "--key", str(key), "--anchor", anchor) == 1
    assert words in capsys.readouterr().err


def test_an_export_sealed_anew_differs_from_the_anchor(
    export: tuple[Lines, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines, anchor = export
    assert run(resealed(lines), tmp_path) == 0, "the keys of the file itself prove nothing"
    assert run(resealed(lines), tmp_path, "--anchor", anchor) == 1
    assert "it is not the one that the anchor" in capsys.readouterr().err


@pytest.mark.parametrize(
    "first", ["", "x", "[]", '{"form": "zibot ledger 2", "keys": {}}', '{"form": 1, "keys": {"a": "?"}}']
)
def test_what_is_no_export_is_not_judged(first: str, tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_text(first)
    assert verify_ledger.main([str(path)]) == 2
    assert verify_ledger.main([str(tmp_path / "none")]) == 2


def test_a_key_that_is_none_and_an_anchor_that_is_none_are_refused(export: tuple[Lines, str], tmp_path: Path) -> None:
    lines, _ = export
    assert run(lines, tmp_path, "--key", str(tmp_path / "none.pem")) == 2
    with pytest.raises(SystemExit):
        run(lines, tmp_path, "--anchor", "7")
