"""`zibot import deadlines`: deadlines from a workbook or CSV file, for the agency's IT staff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.terminal import ConfigFile, now, read, settings_of, stop, write
from documents.workbooks import read_tables
from domain.deadline_file import FilePlan
from handlers import deadline_file_papers as papers
from services import deadline_files
from services.deadline_files import DeadlineFile
from texts.deadline_files import row_words
from texts.roster import reason

BY: Final = "cli"
SHOWN: Final = 20

DryRun = Annotated[bool, typer.Option("--dry-run", help="Hanya pratinjau; tidak ada yang disimpan.")]
Yes = Annotated[bool, typer.Option("--yes", help="Terapkan tanpa bertanya.")]
Template = Annotated[bool, typer.Option("--template", help="Simpan contoh berkas XLSX ke FILE, bukan mengimpornya.")]
BadRows = Annotated[Path | None, typer.Option(help="Simpan baris keliru beserta alasannya ke berkas XLSX ini.")]


def import_deadlines(
    file: Path, *, dry_run: DryRun = False, yes: Yes = False, template: Template = False, bad_rows: BadRows = None,
    config: ConfigFile = None,
) -> None:  # fmt: skip
    """Muat tenggat dari XLSX atau CSV: pratinjau dahulu, lalu disimpan semuanya atau tidak sama sekali."""
    settings = settings_of(config)
    tz = settings.organization.timezone
    if template:
        _save(file, papers.template(now().astimezone(tz).year + 1, "id"))
        typer.echo(f"Contoh berkas disimpan ke {file}.")
        return
    found = _read(file)
    plan = write(settings, deadline_files.preview, found, tz, now())
    typer.echo("\n".join(_preview(plan)))
    if bad_rows is not None and plan.problems:
        _save(bad_rows, papers.bad_rows(found, plan, "id"))
    if dry_run:
        return
    if plan.problems:
        stop("Tidak ada yang disimpan. Perbaiki baris yang keliru.")
    if not plan.new:
        typer.echo("Tidak ada yang perlu ditambahkan.")
        return
    if not yes and not typer.confirm("Simpan?"):
        stop("Tidak ada yang disimpan.")
    done = write(settings, deadline_files.apply, found, BY, settings.reminders.planning, tz, now())
    typer.echo(f"Disimpan: {len(done.new)} tenggat; {done.known} sudah ada.")


def _read(file: Path) -> DeadlineFile:
    try:
        data = file.read_bytes()
    except OSError as error:
        stop(f"Berkas {file} tidak dapat dibaca: {error.strerror}.")
    tables = read(read_tables, data, file.name)
    return read(deadline_files.find_sheet, [table.rows for table in tables])


def _preview(plan: FilePlan) -> Iterator[str]:
    yield from (f"Baru       {row_words(one, 'id')}" for one in plan.new[:SHOWN])
    yield from _more(plan.new)
    for one in plan.problems[:SHOWN]:
        yield f'Baris {one.line}, {one.column} "{one.value}": {reason(one, "id")}'
    yield from _more(plan.problems)
    if plan.ignored:
        yield f"Kolom yang tidak dikenal dan dilewati: {', '.join(plan.ignored)}"
    yield f"{len(plan.new)} baru, {plan.known} sudah ada, {plan.bad} baris keliru."


def _more(items: Sequence[object]) -> Iterator[str]:
    if len(items) > SHOWN:
        yield f"… dan {len(items) - SHOWN} lagi"


def _save(file: Path, data: bytes) -> None:
    try:
        # Staff numbers are personal data: nobody else on the machine may read a file that is new.
        file.touch(mode=0o600)
        file.write_bytes(data)
    except OSError as error:
        stop(f"Berkas {file} tidak dapat ditulis: {error.strerror}.")
