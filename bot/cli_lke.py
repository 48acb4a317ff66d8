"""`zibot import lke` and `zibot export lke|recap|lhe`: worksheets as files, for the operator."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from bot.cli_ledger import sealer_of
from bot.settings import Settings
from bot.terminal import MISUSED, ConfigFile, now, read, settings_of, stop, write
from documents import lke_workbook
from domain.instrument import bundled
from domain.lke_import import Preview, State
from domain.zone import Layer
from handlers import lke_papers as papers
from services import lhe, lke_files, lke_recap
from texts.format import decimal
from texts.lke_files import change_lines, kind_of, problem_lines

SHOWN: Final = 20
SCOPE: Final = "Kode unit kerja."

UnitCode = Annotated[str, typer.Option("--unit", metavar="KODE", help=SCOPE)]
LayerName = Annotated[Layer, typer.Option("--layer", help="unit: jawaban unit; tpi, tpn: penilaian.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Hanya pratinjau; tidak ada yang disimpan.")]
Yes = Annotated[bool, typer.Option("--yes", help="Terapkan tanpa bertanya.")]


def import_lke(
    file: Path, *, unit: UnitCode, layer: LayerName = Layer.UNIT, dry_run: DryRun = False, yes: Yes = False,
    config: ConfigFile = None,
) -> None:  # fmt: skip
    """Muat lembar kerja evaluasi (LKE) satu unit dari berkas XLSX: pratinjau dahulu, lalu diterapkan."""
    settings = settings_of(config)
    try:
        data = file.read_bytes()
    except OSError as error:
        stop(f"Berkas {file} tidak dapat dibaca: {error.strerror}.")
    reading = read(lke_workbook.read, data, file.name, bundled())
    found = write(settings, lke_files.preview_directly, unit, layer, reading)
    typer.echo("\n".join(_lines(found)))
    if dry_run:
        return
    if not found.changes:
        typer.echo("Tidak ada yang perlu diubah.")
        return
    if not yes and not typer.confirm("Terapkan?"):
        stop("Tidak ada yang disimpan.")
    done = write(settings, lke_files.apply_directly, unit, layer, reading, found.versions, now())
    typer.echo(f"Disimpan: {done.answers} jawaban, {done.links} tautan.")
    if done.stale:
        typer.echo(f"Tidak ditimpa karena baru saja diubah orang lain: {', '.join(done.stale)}.")


def export_lke(file: Path, unit: UnitCode, config: ConfigFile = None) -> None:
    """Simpan lembar kerja evaluasi (LKE) satu unit ke berkas XLSX."""
    _require_ending(file, ".xlsx")
    settings = settings_of(config)
    book = write(settings, lke_files.export_directly, unit, settings.organization.name, now(), _sharing(settings))
    _save(file, lke_workbook.write(book))
    typer.echo(f"Lembar kerja {book.unit} disimpan ke {file}.")


def export_recap(file: Path, config: ConfigFile = None) -> None:
    """Simpan rekap LKE seluruh unit ke berkas XLSX: jawaban, nilai, tahap, dan kekurangannya."""
    _require_ending(file, ".xlsx")
    found = write(settings_of(config), lke_recap.recap_directly, now())
    _save(file, papers.recap(found, "id"))
    typer.echo(f"Rekap {len(found.rows)} unit disimpan ke {file}.")


def export_lhe(file: Path, unit: UnitCode, config: ConfigFile = None) -> None:
    """Simpan draf laporan hasil evaluasi (LHE) satu unit ke berkas PDF atau DOCX, sesuai akhirannya."""
    _require_ending(file, ".pdf", ".docx")
    settings = settings_of(config)
    moment = now()
    found = write(settings, lhe.report_directly, unit, moment)
    kind = kind_of(file.suffix.lower().removeprefix("."))
    agency, zone = settings.organization.name, settings.organization.timezone
    _save(file, papers.report(found, kind, agency, settings.pledge.place, zone, moment))
    typer.echo(f"Draf LHE {found.unit.name} disimpan ke {file}.")


def _lines(found: Preview) -> list[str]:
    counts = {
        "Jawaban baru": found.count(State.NEW), "Berubah": found.count(State.CHANGED),
        "Hanya tautan": found.count(State.LINKS), "Tetap": found.count(State.SAME),
        "Diubah orang lain": found.count(State.CONFLICT), "Masalah": len(found.problems),
    }  # fmt: skip
    lines = [f"{label:<20}{count:>5}" for label, count in counts.items()]
    if found.other_unit:
        lines.append(f"Berkas ini dibuat untuk unit atau tahun lain ({found.other_unit}).")
    if found.difference is not None and found.claimed is not None:
        ours, claimed = decimal(found.ours, 2, "id"), decimal(found.claimed, 2, "id")
        lines.append(f"Nilai total di berkas {claimed}, hitungan yang benar dari jawabannya {ours}.")
    for told in (change_lines(found, "id"), problem_lines(found.problems, "id")):
        lines += told[:SHOWN]
        if len(told) > SHOWN:
            lines.append(f"…dan {len(told) - SHOWN} lagi.")
    return lines


def _sharing(settings: Settings) -> lke_files.Sharing | None:
    """How addresses of evidence are made, where there is a public https address."""
    address = settings.web.public_url
    return lke_files.Sharing(sealer_of(settings), address) if address.startswith("https:") else None


def _require_ending(file: Path, *endings: str) -> None:
    if file.suffix.lower() not in endings:
        stop(f"Akhiran berkas harus {' atau '.join(endings)}.", MISUSED)


def _save(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as error:
        stop(f"Berkas {file} tidak dapat ditulis ({error.strerror}). Pilih tempat lain.")
