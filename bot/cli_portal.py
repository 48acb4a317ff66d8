"""`zibot import portal` and `zibot export portal`: the master list of the national portal, for IT staff."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.terminal import MISUSED, ConfigFile, now, read, settings_of, stop, write
from documents.delimited import write_delimited
from documents.workbooks import read_tables
from domain import instrument, portal
from domain.errors import DomainError
from domain.portal import Comparison, Listed
from services import portal as use_cases

BY: Final = "cli"
HEADER: Final = ("soal_id", "answer_type", "kode")
SHOWN: Final = 20


def import_list(
    file: Annotated[Path | None, typer.Argument(help="CSV, XLSX, atau JSON daftar induk.")] = None, *,
    yes: Annotated[bool, typer.Option("--yes", help="Pakai walau ada perbedaan, tanpa bertanya.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Hanya bandingkan; tidak ada yang disimpan.")] = False,
    default: Annotated[bool, typer.Option("--default", help="Kembali ke daftar bawaan.")] = False,
    config: ConfigFile = None,
) -> None:  # fmt: skip
    """Muat daftar induk soal Portal RB, bandingkan dengan LKE, lalu pakai nomornya saat usulan ditarik."""
    if (file is None) is not default:
        stop("Sebut satu berkas, atau --default.", MISUSED)
    settings = settings_of(config)
    if file is None:
        dropped = write(settings, use_cases.drop_list, BY, now())
        typer.echo("Daftar bawaan dipakai lagi." if dropped else "Daftar bawaan sudah dipakai.")
        return
    listed = read(_listed, file)
    found = use_cases.compared(listed)
    typer.echo("\n".join(_report(listed, found)))
    if dry_run:
        return
    if not (found.same or yes or typer.confirm("Pakai daftar ini?")):
        stop("Tidak ada yang disimpan.")
    write(settings, use_cases.load_list, listed, BY, now())
    typer.echo("Daftar induk dipakai mulai sekarang.")


def export_list(file: Path, config: ConfigFile = None) -> None:
    """Simpan daftar induk yang dipakai ke CSV; kolom kode menyebut tempatnya di LKE, untuk disunting lalu dimuat."""
    kept = write(settings_of(config), use_cases.kept_list)
    rules = instrument.bundled()
    entries = kept.comparison.usable if kept else portal.entries(rules)
    rows = [(str(one.number), one.kind, one.place) for one in entries]
    try:
        file.write_bytes(write_delimited(HEADER, rows))
    except OSError as error:
        stop(f"Berkas {file} tidak dapat ditulis ({error.strerror}).")
    typer.echo(f"{len(rows)} soal disimpan ke {file}.")


def _listed(file: Path) -> tuple[Listed, ...]:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise DomainError("file.unreadable", file=file.name) from error
    rows = _json_rows(data, file.name) if file.suffix.lower() == ".json" else read_tables(data, file.name)[0].rows
    return portal.read_list(rows)


def _json_rows(data: bytes, name: str) -> list[list[str]]:
    """A JSON list of objects as a table; the objects may stand under one key, as interfaces wrap them."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DomainError("portal.list_unreadable", file=name) from error
    if isinstance(found, dict):
        found = next((value for value in found.values() if isinstance(value, list)), None)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise DomainError("portal.list_unreadable", file=name)
    header = list(dict.fromkeys(str(key) for one in found for key in one))
    return [header, *([_text(one.get(key)) for key in header] for one in found)]


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _report(listed: Sequence[Listed], found: Comparison) -> Iterator[str]:
    yield f"{len(listed)} soal di daftar induk, {len(found.usable)} cocok dengan LKE."
    yield from _some([f"Tidak ada di daftar   {one.number}: {one.place} ({one.kind})" for one in found.missing])
    yield from _some([f"Tidak ada di LKE      {one.number}: {one.place or '-'} ({one.kind})" for one in found.extra])
    yield from _some(
        [
            f"Tipe berbeda          {other.number}: {one.place}, LKE {one.kind}, daftar {other.kind}"
            for one, other in found.changed
        ]
    )
    yield from _some(
        [
            f"Nomor berbeda         {one.place}: bawaan {one.number}, daftar {other.number}"
            for one, other in found.renumbered
        ]
    )
    if not found.same:
        yield "Soal yang tidak cocok tidak dikirim. Isi kolom kode bila nomornya berubah (`zibot export portal`)."


def _some(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:SHOWN]
    if len(lines) > SHOWN:
        yield f"... dan {len(lines) - SHOWN} lagi."
