"""`zibot pledge verify` and `zibot export ledger`: checking the ledger here, and taking it away to check elsewhere."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Concatenate, Final, ParamSpec, TextIO, TypeVar

import typer

from bot.settings import Settings
from bot.terminal import FAILED, MISUSED, ConfigFile, require_schema, settings_of, stop, wait_for, write
from domain.ledger import Entry
from domain.seal import FORM
from services import ledger_check, sealing
from services.ledger_check import Verdict
from services.sealing import Sealer
from storage import ledger
from storage.engine import Database, Transaction, database
from texts import ledger as texts

P = ParamSpec("P")
T = TypeVar("T")
LINK_LENGTH: Final = 64
BATCH: Final = 1000
HEXADECIMAL: Final = frozenset("0123456789abcdef")

Anchors = Annotated[
    list[str] | None,
    typer.Option("--anchor", metavar="NOMOR:TAUTAN", help="Jangkar yang pernah dicatat; boleh lebih dari satu."),
]


def sealer_of(settings: Settings) -> Sealer:
    """The sealer that belongs to the ledger of the configuration; a refusal ends the command with its sentence."""
    try:
        return write(settings, sealing.open_seal, settings.seal_path)
    except ValueError as error:
        stop(f"Berkas kunci segel {settings.seal_path} tidak benar: {error}.")


def verify(
    every_seal: Annotated[bool, typer.Option("--every-seal", help="Periksa setiap segel.")] = False,  # noqa: FBT002
    anchor: Anchors = None,
    config: ConfigFile = None,
) -> None:
    """Periksa seluruh buku segel: setiap tautan, setiap catatan, dan segelnya."""
    settings = settings_of(config)
    anchors = dict(map(_anchor, anchor or ()))
    require_schema(settings)
    sealer = _known(settings)
    verdict = _on_snapshot(settings, ledger_check.verify, sealer, every_seal=every_seal, anchors=anchors)
    if verdict.faults:
        _tell(verdict)
        raise typer.Exit(FAILED)
    typer.echo(f"{verdict.entries} entri utuh.")
    typer.echo(f"Jangkar untuk dicatat di luar mesin ini: {verdict.head_sequence}:{verdict.head_link}")


def _tell(verdict: Verdict) -> None:
    for one in verdict.faults:
        place = texts.where(one.sequence, one.record)
        typer.echo(f"{place}: {texts.fault(one.key, 'id')}" if place else texts.fault(one.key, "id"), err=True)
    last = "Pemeriksaan berhenti di sini; " if len(verdict.faults) >= ledger_check.MOST_FAULTS else ""
    first = texts.where(verdict.faults[0].sequence, verdict.faults[0].record)
    typer.echo(f"{last}{len(verdict.faults)} masalah ditemukan, yang pertama pada {first or 'akhir buku'}.", err=True)


def _anchor(words: str) -> tuple[int, str]:
    number, _, link = words.partition(":")
    link = link.strip().lower()
    if not (number.isascii() and number.isdigit() and len(link) == LINK_LENGTH and set(link) <= HEXADECIMAL):
        stop(f"Jangkar {words} tidak benar. Tulis seperti 1200: diikuti 64 angka heksadesimal.", MISUSED)
    return int(number), link


def _known(settings: Settings) -> Sealer:
    """The keys of the file as they are, whether or not they fit the ledger: that is what the check finds out."""
    try:
        return sealing.load(settings.seal_path)
    except FileNotFoundError:
        return sealer_of(settings)
    except (ValueError, OSError) as error:
        stop(f"Berkas kunci segel {settings.seal_path} tidak dapat dibaca: {error}.")


def _on_snapshot(
    settings: Settings, use_case: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    async def work() -> T:
        db = database(settings.database.url.get_secret_value())
        await db.open()
        try:
            return await db.read(use_case, *args, **kwargs)
        finally:
            await db.close()

    return wait_for(work())


def export(file: Path, config: ConfigFile = None) -> None:
    """Tulis buku segel sebagai baris JSON, untuk diperiksa tanpa zibot dengan verify_ledger.py."""
    settings = settings_of(config)
    require_schema(settings)
    sealer = _known(settings)

    async def work(opened: TextIO) -> int:
        db = database(settings.database.url.get_secret_value())
        await db.open()
        try:
            return await _write_entries(db, opened)
        finally:
            await db.close()

    try:
        with file.open("w", encoding="utf-8", newline="\n") as opened:
            opened.write(json.dumps({"form": FORM, "keys": sealer.public_keys}) + "\n")
            count = wait_for(work(opened))
    except OSError as error:
        stop(f"Berkas {file} tidak dapat ditulis ({error.strerror}). Pilih tempat lain.")
    typer.echo(f"{count} entri ditulis ke {file}. Berkas ini memuat nama pegawai: simpan seperti basis datanya.")


async def _write_entries(db: Database, opened: TextIO) -> int:
    """A page a transaction: entries are only ever added, so the pages fit together."""
    last = 0
    while page := await db.read(_page, last):
        for one in page:
            values = {"sequence": one.sequence, "kind": one.kind, "subject_id": one.subject_id, "body": one.body}
            line = json.dumps({**values, "seal": base64.b64encode(one.seal).decode()}, ensure_ascii=False)
            opened.write(f"{line}\n")
        last = page[-1].sequence
    return last


def _page(tx: Transaction, after: int) -> list[Entry]:
    return list(ledger.entries(tx, after, BATCH))
