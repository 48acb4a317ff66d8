"""`zibot import holidays`: the agency's own days, closed or worked, for its IT staff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.terminal import ConfigFile, now, read, settings_of, stop, write
from documents.workbooks import Table, read_tables
from domain.agency_day_rows import DayPlan
from domain.agency_days import AgencyDay
from services import agency_day_files
from texts.agency_days import kind_words
from texts.format import date_long
from texts.roster import reason

BY: Final = "cli"
SHOWN: Final = 40

DryRun = Annotated[bool, typer.Option("--dry-run", help="Hanya pratinjau; tidak ada yang disimpan.")]
Yes = Annotated[bool, typer.Option("--yes", help="Terapkan tanpa bertanya.")]
SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Simpan baris yang baik walau ada baris yang keliru.")]


def import_holidays(
    file: Path, *, dry_run: DryRun = False, yes: Yes = False, skip_bad: SkipBad = False, config: ConfigFile = None
) -> None:
    """Muat hari libur dan hari masuk instansi dari XLSX atau CSV: kolom Tanggal, Keterangan, Jenis (libur/masuk)."""
    settings = settings_of(config)
    tz = settings.organization.timezone
    rows = read(agency_day_files.find_sheet, [table.rows for table in _tables(file)])
    plan = write(settings, agency_day_files.preview, rows, now(), tz)
    typer.echo("\n".join(_preview(plan)))
    if dry_run:
        return
    if plan.problems and not skip_bad:
        stop("Tidak ada yang disimpan. Perbaiki baris yang keliru, atau pakai --skip-bad.")
    if not (plan.new or plan.changed):
        typer.echo("Tidak ada yang perlu diubah.")
        return
    if not yes and not typer.confirm("Terapkan?"):
        stop("Tidak ada yang disimpan.")
    planning = settings.reminders.planning
    done = write(settings, agency_day_files.apply, rows, planning, BY, now(), tz, skip_bad=skip_bad)
    typer.echo(
        f"Disimpan: {len(done.new)} hari baru, {len(done.changed)} berubah; {done.unchanged} tetap. "
        "Pengingat tenggat yang berjalan direncanakan ulang."
    )


def _tables(file: Path) -> Sequence[Table]:
    try:
        data = file.read_bytes()
    except OSError as error:
        stop(f"Berkas {file} tidak dapat dibaca: {error.strerror}.")
    return read(read_tables, data, file.name)


def _preview(plan: DayPlan) -> Iterator[str]:
    yield from (f"Baru       {_day(one)}" for one in plan.new[:SHOWN])
    yield from _more(plan.new)
    yield from (f"Berubah    {_day(one)}" for one in plan.changed[:SHOWN])
    yield from _more(plan.changed)
    yield from (f'Baris {one.line}, {one.column} "{one.value}": {reason(one, "id")}' for one in plan.problems)
    bad = len({problem.line for problem in plan.problems})
    yield f"{len(plan.new)} baru, {len(plan.changed)} berubah, {plan.unchanged} tetap, {bad} baris keliru."


def _more(items: Sequence[object]) -> Iterator[str]:
    if len(items) > SHOWN:
        yield f"… dan {len(items) - SHOWN} lagi"


def _day(one: AgencyDay) -> str:
    return f"{date_long(one.day)}: {kind_words(one, 'id')}, {one.name}"
