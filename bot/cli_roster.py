"""`zibot import roster` and `zibot export roster`: the preview first, then what was agreed to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.settings import Settings
from bot.terminal import MISUSED, ConfigFile, now, read, settings_of, stop, write
from documents.delimited import write_delimited
from domain.folding import folded
from domain.roster_columns import TITLES, Column
from domain.roster_numbers import Applied, Numbers
from domain.roster_questions import Answers
from handlers import roster_papers as papers
from services import roster_export, roster_files, roster_import
from services.roster_files import RosterFile
from services.roster_import import Choice, Preview, RosterState
from texts.roster import letters, problem_lines

BY: Final = "cli"
SHOWN: Final = 20
STEPS: Final = ("Membaca berkas", "Membaca basis data", "Memeriksa dan membandingkan", "Menyimpan")
NOT_NEEDED: Final = "-"

DryRun = Annotated[bool, typer.Option("--dry-run", help="Hanya pratinjau; tidak ada yang disimpan.")]
Full = Annotated[bool, typer.Option("--full", help="Daftarnya lengkap: laporkan siapa yang tidak ada di dalamnya.")]
OnError = Annotated[
    Choice,
    typer.Option(
        help="update: simpan semua baris yang baik; skip: hanya tambah pegawai baru; stop: satu baris bermasalah "
        "menghentikan semuanya."
    ),
]
BadRows = Annotated[Path | None, typer.Option(help="Simpan baris bermasalah beserta alasannya ke berkas XLSX ini.")]
Yes = Annotated[bool, typer.Option("--yes", help="Terapkan tanpa bertanya.")]
Leavers = Annotated[
    int | None,
    typer.Option(min=1, help="Tandai keluar yang tidak ada di daftar lengkap (--full); sebutkan jumlahnya."),
]
Columns = Annotated[
    list[str] | None,
    typer.Option("--column", help='Arti sebuah kolom: "Judul=phone"; "Judul=-" bila tidak diperlukan.'),
]
IgnoreColumns = Annotated[bool, typer.Option("--ignore-columns", help="Abaikan kolom lain yang tidak dikenal.")]
SheetName = Annotated[str, typer.Option("--sheet", help="Lembar yang dibaca, bila beberapa berisi daftar pegawai.")]


def import_roster(
    file: Path, *, dry_run: DryRun = False, full: Full = False, on_error: OnError = Choice.STOP,
    bad_rows: BadRows = None, yes: Yes = False, leavers: Leavers = None, columns: Columns = None,
    ignore_columns: IgnoreColumns = False, sheet: SheetName = "", config: ConfigFile = None,
) -> None:  # fmt: skip
    """Muat daftar pegawai dari XLSX atau CSV: pratinjau dahulu, lalu diterapkan."""
    if leavers is not None and not full:
        stop("--leavers hanya berlaku bersama --full.", MISUSED)
    settings = settings_of(config)
    roster_file = _understood(file, sheet, columns or [], ignore_columns=ignore_columns)
    seen = _previewed(settings, roster_file, full=full)
    typer.echo("\n".join([*_table(seen.numbers, full=full), *_problems(seen)]))
    if bad_rows is not None and seen.numbers.bad:
        _save(bad_rows, papers.bad_rows(seen.file, seen.plan.problems, "id"))
    if dry_run:
        return
    confirmed = _agreed(seen, on_error, leavers, yes=yes)
    with _step(3):
        done = write(settings, roster_import.apply_directly, BY, seen, on_error, now(), leavers=confirmed)
    typer.echo(_result(done))


def export_roster(file: Path, config: ConfigFile = None) -> None:
    """Simpan data pegawai ke berkas XLSX atau CSV, sesuai akhirannya."""
    kind = file.suffix.lower()
    if kind not in {".xlsx", ".csv"}:
        stop("Akhiran berkas harus .xlsx atau .csv.", MISUSED)
    rows = write(settings_of(config), roster_export.export_directly, BY, now())
    _save(file, papers.roster(rows, "id") if kind == ".xlsx" else write_delimited(roster_export.HEADER, rows))
    typer.echo(f"{len(rows)} pegawai disimpan ke {file}. Berkas ini berisi data pribadi.")


@contextmanager
def _step(number: int) -> Iterator[None]:
    """A bar on a terminal that tells which of the steps goes on; nothing where nobody looks."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        bar.add_task(STEPS[number], total=len(STEPS), completed=number)
        yield


def _understood(file: Path, sheet: str, said: Sequence[str], *, ignore_columns: bool) -> RosterFile:
    """The file with all that was said about its columns; whatever is still open ends the command with a list."""
    try:
        data = file.read_bytes()
    except OSError as error:
        stop(f"Berkas {file} tidak dapat dibaca: {error.strerror}.")
    with _step(0):
        found = read(roster_files.read, data, file.name, Answers())
        if sheet in found.sheets:
            found = read(roster_files.read, data, file.name, Answers(sheet=found.sheets.index(sheet)))
    if found.sheet is None or (sheet and sheet not in found.sheets):
        names = ", ".join(f'"{name}"' for name in found.sheets)
        stop(f"Lembar dengan daftar pegawai: {names}. Pilih satu dengan --sheet.", MISUSED)
    answers = _answers(found, said)
    found = roster_files.answered(found, answers.ignoring_rest() if ignore_columns else answers)
    if found.question is not None:
        stop(_open_columns(found, ignored=ignore_columns), MISUSED)
    return found


def _answers(file: RosterFile, said: Sequence[str]) -> Answers:
    """The answers in "Title=column" pairs; the letter of a column does for its title."""
    answers, titles = Answers(sheet=file.sheet), file.header.titles
    for pair in said:
        title, _, name = pair.rpartition("=")
        indexes = [index for index, one in enumerate(titles) if folded(title) and folded(one) == folded(title)]
        indexes = indexes or [index for index in range(len(titles)) if letters(index) == title]
        if not indexes:
            stop(f'Tidak ada kolom "{title}". Kolom di berkas ini: {", ".join(filter(None, titles))}.', MISUSED)
        if name != NOT_NEEDED and name not in set(Column):
            stop(f'"{name}" bukan arti sebuah kolom. Yang ada: {", ".join(Column)}, atau {NOT_NEEDED}.', MISUSED)
        for index in indexes:
            answers = answers.with_column(index, None if name == NOT_NEEDED else Column(name))
    return answers


def _open_columns(file: RosterFile, *, ignored: bool) -> str:
    header = file.header

    def named(index: int) -> str:
        return f'{letters(index)} "{header.titles[index]}"'

    lines = [
        f"  {TITLES[column]}: beberapa kolom memuatnya, {', '.join(map(named, indexes))}"
        for column, indexes in header.ambiguous.items()
    ]
    lines += [f"  {TITLES[column]}: tidak ditemukan" for column in header.missing]
    lines += [f"  {named(index)}: tidak dikenal" for index, _ in header.unknown if not ignored]
    hint = (
        f'Sebutkan artinya dengan --column "Judul=arti" ({", ".join(Column)}, atau {NOT_NEEDED} bila tidak diperlukan);'
    )
    return "\n".join(("Kolom ini belum pasti:", *lines, hint, "--ignore-columns mengabaikan semua yang tidak dikenal."))


def _previewed(settings: Settings, file: RosterFile, *, full: bool) -> Preview:
    with _step(1):
        current: RosterState = write(settings, roster_import.whole_state)
    today: date = now().astimezone(settings.organization.timezone).date()
    with _step(2):
        return read(roster_import.preview, current, file, today, full=full)


def _agreed(seen: Preview, choice: Choice, leavers: int | None, *, yes: bool) -> int | None:
    """How many are to be marked as gone, None for nobody; ends the command when nothing is to be saved."""
    n = seen.numbers
    if choice is Choice.STOP and n.bad:
        stop(f"{n.bad} baris bermasalah; tidak ada yang disimpan. Perbaiki, atau pakai --on-error update.")
    changed = 0 if choice is Choice.SKIP else n.changed
    missing = 0 if choice is Choice.SKIP else n.missing
    if not (n.joined or changed or missing):
        typer.echo("Tidak ada yang perlu diubah.")
        raise typer.Exit
    if (n.joined or changed) and not yes and not typer.confirm("Terapkan?"):
        stop("Tidak ada yang disimpan.")
    if leavers is None and missing and not yes and typer.confirm(f"Tandai keluar {missing} orang? Akunnya diputus."):
        return missing
    if leavers is None and missing:
        typer.echo(f"{missing} orang tidak ada di daftar dan tetap bertugas; --leavers {missing} menandainya keluar.")
    return leavers


def _table(n: Numbers, *, full: bool) -> Iterator[str]:
    rows = [
        ("Pegawai baru", n.joined, ""),
        ("Pindah", n.moved, f"unit {n.units}, jabatan {n.positions}, golongan {n.ranks}" if n.moved else ""),
        ("Nomor induk berganti", n.renumbered, ""),
        ("Kembali bertugas", n.returned, ""),
        ("Data diperbaiki", n.corrected, ""),
        ("Tidak berubah", n.unchanged, ""),
        *([("Tidak ada di daftar", n.missing, ""), ("Mungkin di baris bermasalah", n.uncertain, "")] if full else []),
        ("Baris bermasalah", n.bad, ""),
    ]
    return (f"{label:<28}{count:>7}  {more}".rstrip() for label, count, more in rows)


def _problems(seen: Preview) -> Iterator[str]:
    lines = problem_lines("id", seen.plan.problems)
    yield from lines[:SHOWN]
    if len(lines) > SHOWN:
        yield f"…dan {len(lines) - SHOWN} baris lagi; --bad-rows FILE menyimpan semuanya."


def _result(done: Applied) -> str:
    n = done.numbers
    words = f"Disimpan: {n.joined} pegawai baru, {n.changed} berubah, {done.left} keluar; {n.unchanged} tetap."
    if done.role_holders:
        words += f" {done.role_holders} orang pindah unit dengan peran yang masih berlaku; periksa perannya."
    return words


def _save(file: Path, data: bytes) -> None:
    try:
        # Personal data: nobody else on the machine may read a file that is new.
        file.touch(mode=0o600)
        file.write_bytes(data)
    except OSError as error:
        stop(f"Berkas {file} tidak dapat ditulis: {error.strerror}.")
