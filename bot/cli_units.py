"""`zibot import units`, `zibot export units` and `zibot unit …`: units of the agency, for its IT staff."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.terminal import MISUSED, ConfigFile, now, read, settings_of, stop, write
from documents.delimited import write_delimited
from documents.workbooks import Sheet, read_tables, write_workbook
from domain import units as rules
from domain.people import Employee, Unit
from domain.unit_book import MergePreview
from domain.unit_plan import UnitPlan
from services import unit_files, unit_merges, units
from services.unit_files import UnitFile
from storage.engine import Transaction
from texts.roster import reason
from texts.units import bad_row_reasons, change_words, reason_title

BY: Final = "cli"
SHEET: Final = "Unit Kerja"
SHOWN: Final = 20

unit_app = typer.Typer(no_args_is_help=True, help="Unit kerja.")

DryRun = Annotated[bool, typer.Option("--dry-run", help="Hanya pratinjau; tidak ada yang disimpan.")]
Yes = Annotated[bool, typer.Option("--yes", help="Terapkan tanpa bertanya.")]
SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Simpan baris yang baik walau ada baris yang keliru.")]
BadRows = Annotated[Path | None, typer.Option(help="Simpan baris keliru beserta alasannya ke berkas XLSX ini.")]
Code = Annotated[str, typer.Argument(help="Kode unit.")]


def import_units(
    file: Path, *, dry_run: DryRun = False, yes: Yes = False, skip_bad: SkipBad = False, bad_rows: BadRows = None,
    config: ConfigFile = None,
) -> None:  # fmt: skip
    """Muat unit kerja dari XLSX atau CSV: pratinjau dahulu, lalu diterapkan."""
    settings = settings_of(config)
    found = _read(file)
    zone = settings.organization.timezone.key
    plan = write(settings, unit_files.preview, found, zone, now())
    typer.echo("\n".join(_preview(plan)))
    if bad_rows is not None and plan.problems:
        sheet = Sheet(SHEET, *unit_files.bad_rows(found, bad_row_reasons(plan, "id"), reason_title("id")))
        _save(bad_rows, write_workbook([sheet]))
    if dry_run:
        return
    if plan.problems and not skip_bad:
        stop("Tidak ada yang disimpan. Perbaiki baris yang keliru, atau pakai --skip-bad.")
    if not plan.changes_something:
        typer.echo("Tidak ada yang perlu diubah.")
        return
    _confirm("Terapkan?", yes=yes)
    planning = settings.reminders.planning
    done = write(settings, unit_files.apply, found, zone, planning, BY, now(), skip_bad=skip_bad)
    typer.echo(f"Disimpan: {len(done.new)} unit baru, {len(done.changed)} berubah; {done.unchanged} tetap.")


def export_units(file: Path, config: ConfigFile = None) -> None:
    """Simpan unit kerja ke berkas XLSX atau CSV, sesuai akhirannya; berkasnya dapat diimpor lagi."""
    kind = file.suffix.lower()
    if kind not in {".xlsx", ".csv"}:
        stop("Akhiran berkas harus .xlsx atau .csv.", MISUSED)
    rows = write(settings_of(config), unit_files.export, BY, now())
    data = write_workbook([Sheet(SHEET, unit_files.HEADER, rows)])
    _save(file, data if kind == ".xlsx" else write_delimited(unit_files.HEADER, rows))
    typer.echo(f"{len(rows)} unit disimpan ke {file}. Berkas ini berisi NIP kepala unit.")


@unit_app.command("list")
def list_units(
    *, closed: Annotated[bool, typer.Option("--all", help="Juga unit yang sudah ditutup.")] = False,
    config: ConfigFile = None,
) -> None:  # fmt: skip
    """Tampilkan pohon unit kerja."""
    found, heads = write(settings_of(config), unit_files.tree, closed=closed)
    for unit, depth in found:
        typer.echo(_tree_line(unit, depth, heads.get(unit.id)))


@unit_app.command("rename")
def rename(code: Code, name: str, config: ConfigFile = None) -> None:
    """Ganti nama unit; pakta yang sudah ditandatangani tetap memuat nama lama."""

    def change(tx: Transaction) -> Unit:
        return units.rename(tx, units.open_unit(tx, code).id, name, BY, now())

    _say(write(settings_of(config), change))


@unit_app.command("set")
def set_facts(
    code: Code, *, kind: Annotated[str, typer.Option(help="Jenis unit.")] = "",
    zone: Annotated[str, typer.Option(help="WIB, WITA, WIT, atau nama zona IANA.")] = "",
    work_days: Annotated[str, typer.Option(help="5 atau 6 hari kerja.")] = "",
    predicate: Annotated[str, typer.Option(help='WBK atau WBBM; "tidak ada" menghapusnya.')] = "",
    year: Annotated[str, typer.Option(help="Tahun predikat.")] = "", config: ConfigFile = None,
) -> None:  # fmt: skip
    """Ubah jenis, zona waktu, hari kerja, atau predikat unit."""
    if not (kind or zone or work_days or predicate):
        stop("Sebutkan yang diubah: --kind, --zone, --work-days, atau --predicate dengan --year.", MISUSED)
    settings = settings_of(config)
    planning = settings.reminders.planning

    def change(tx: Transaction) -> Unit:
        unit = units.open_unit(tx, code)
        steps: tuple[tuple[str, Callable[[], Unit]], ...] = (
            (kind, lambda: units.set_kind(tx, unit.id, kind, BY, now())),
            (zone, lambda: units.set_zone(tx, unit.id, zone, planning, BY, now())),
            (work_days, lambda: units.set_work_days(tx, unit.id, work_days, planning, BY, now())),
            (predicate, lambda: units.set_predicate(tx, unit.id, predicate, year, BY, now())),
        )
        for wanted, step in steps:
            if wanted:
                unit = step()
        return unit

    _say(write(settings, change))


@unit_app.command("move")
def move(
    code: Code, parent: Annotated[str, typer.Argument(help="Kode unit induk; tanpa ini menjadi unit teratas.")] = "",
    config: ConfigFile = None,
) -> None:  # fmt: skip
    """Pindahkan unit beserta yang di bawahnya ke induk lain."""
    settings = settings_of(config)

    def change(tx: Transaction) -> Unit:
        parent_id = units.open_unit(tx, parent).id if parent else None
        return units.move(tx, units.open_unit(tx, code).id, parent_id, settings.reminders.planning, BY, now())

    _say(write(settings, change))


@unit_app.command("merge")
def merge(
    code: Code, into: Annotated[str, typer.Argument(help="Kode unit tujuan.")], *, yes: Yes = False,
    config: ConfigFile = None,
) -> None:  # fmt: skip
    """Gabungkan unit ke unit lain, lalu tutup unit itu."""
    settings = settings_of(config)

    def look(tx: Transaction) -> tuple[Unit, Unit, MergePreview]:
        away, target = units.open_unit(tx, code), units.open_unit(tx, into)
        return away, target, unit_merges.preview(tx, away.id, target.id, now())

    away, target, found = write(settings, look)
    typer.echo(f"{away.name} ({away.code}) digabung ke {target.name} ({target.code}):")
    typer.echo("\n".join(_merge_lines(found)))
    _confirm("Gabungkan? Langkah ini tidak dapat dibatalkan.", yes=yes)
    write(settings, unit_merges.merge, away.id, target.id, settings.reminders.planning, BY, now())
    typer.echo("Unit digabung.")


@unit_app.command("close")
def close(code: Code, config: ConfigFile = None) -> None:
    """Tutup unit yang sudah kosong; riwayatnya tetap dapat dibaca."""
    settings = settings_of(config)

    def change(tx: Transaction) -> Unit:
        return units.close(tx, units.open_unit(tx, code).id, settings.reminders.planning, BY, now())

    typer.echo(f"{write(settings, change).name} ditutup.")


def _read(file: Path) -> UnitFile:
    try:
        data = file.read_bytes()
    except OSError as error:
        stop(f"Berkas {file} tidak dapat dibaca: {error.strerror}.")
    tables = read(read_tables, data, file.name)
    return read(unit_files.find_sheet, [table.rows for table in tables])


def _confirm(question: str, *, yes: bool) -> None:
    if not yes and not typer.confirm(question):
        stop("Tidak ada yang disimpan.")


def _preview(plan: UnitPlan) -> Iterator[str]:
    yield from (f"Baru       {unit.code}: {unit.name}" for unit in plan.new[:SHOWN])
    yield from _more(plan.new)
    for change in plan.changed[:SHOWN]:
        words = "; ".join(change_words(name, *pair, "id") for name, pair in change.fields.items())
        yield f"Berubah    {change.unit.code}: {words}"
    yield from _more(plan.changed)
    for one in plan.problems[:SHOWN]:
        yield f'Baris {one.line}, {one.column} "{one.value}": {reason(one, "id")}'
    yield from _more(plan.problems)
    if plan.ignored:
        yield f"Kolom yang tidak dikenal dan dilewati: {', '.join(plan.ignored)}"
    if plan.missing:
        yield f"Tidak ada di berkas dan dibiarkan: {len(plan.missing)}"
    bad = len({problem.line for problem in plan.problems})
    yield f"{len(plan.new)} baru, {len(plan.changed)} berubah, {plan.unchanged} tetap, {bad} baris keliru."


def _more(items: Sequence[object]) -> Iterator[str]:
    if len(items) > SHOWN:
        yield f"… dan {len(items) - SHOWN} lagi"


def _merge_lines(found: MergePreview) -> Iterator[str]:
    yield f"  pegawai {found.people}, unit di bawahnya {found.children}, peran {found.grants}"
    yield f"  grup {found.groups}, tenggat berjalan {found.deadlines}"
    if found.head_ends:
        yield "  unit tujuan sudah memiliki kepala, jadi peran kepala unit yang digabung berakhir"


def _tree_line(unit: Unit, depth: int, head: Employee | None) -> str:
    facts = [rules.zone_word(unit.timezone), f"{unit.work_days} hari"]
    if unit.predicate:
        facts.append(f"{unit.predicate} {unit.predicate_year or ''}".strip())
    if head is not None:
        facts.append(f"kepala {head.name}")
    if unit.closed_at is not None:
        facts.append("ditutup")
    return f"{'  ' * depth}{unit.code}  {unit.name}  ({', '.join(facts)})"


def _say(unit: Unit) -> None:
    typer.echo(f"Tersimpan: {_tree_line(unit, 0, None)}")


def _save(file: Path, data: bytes) -> None:
    try:
        # Staff numbers are personal data: nobody else on the machine may read a file that is new.
        file.touch(mode=0o600)
        file.write_bytes(data)
    except OSError as error:
        stop(f"Berkas {file} tidak dapat ditulis: {error.strerror}.")
