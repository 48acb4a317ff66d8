"""`zibot export coverage`: how far the units of the agency are with a campaign, as a workbook, a table or pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from bot.terminal import MISUSED, ConfigFile, now, settings_of, stop, write
from documents import coverage_picture
from documents.delimited import write_delimited
from documents.workbooks import Written, write_workbook
from domain.agency_coverage import Order
from handlers import coverage_papers as papers
from services import agency_coverage
from services.agency_coverage import CoverageTable
from texts.format import percent
from texts.place import Place

KINDS: Final = (".xlsx", ".csv", ".png")

OrderBy = Annotated[Order, typer.Option("--order", help="low, high: menurut cakupan; missing: yang belum; name: nama.")]
Rolled = Annotated[bool, typer.Option("--rolled", help="Gabungkan unit ke unit induknya.")]
CampaignId = Annotated[
    int, typer.Option("--campaign", metavar="NOMOR", min=0, help="Bukan kampanye yang sedang dibuka.")
]


def export_coverage(
    file: Path, *, order: OrderBy = Order.LOWEST, rolled: Rolled = False, campaign: CampaignId = 0,
    config: ConfigFile = None,
) -> None:  # fmt: skip
    """Simpan cakupan pakta integritas tiap unit ke berkas XLSX, CSV, atau PNG; tanpa nama pegawai."""
    kind = file.suffix.lower()
    if kind not in KINDS:
        stop("Akhiran berkas harus .xlsx, .csv, atau .png.", MISUSED)
    settings = settings_of(config)
    moment = now()
    found = write(settings, agency_coverage.table_directly, campaign, order, moment, rolled=rolled)
    place = Place("id", settings.organization.name, settings.organization.timezone, moment)
    if kind == ".png":
        made = [coverage_picture.render(papers.picture(place, found, part)) for part in range(papers.parts(found))]
    else:
        made = [_csv(place, found) if kind == ".csv" else write_workbook(papers.workbook(place, found))]
    for number, data in enumerate(made, 1):
        _save(file if number == 1 else file.with_stem(f"{file.stem}-{number}"), data)
    files = f"{len(made)} gambar, mulai dari {file}" if len(made) > 1 else str(file)
    typer.echo(f"{len(found.rows)} unit disimpan ke {files}.")


def _csv(place: Place, table: CoverageTable) -> bytes:
    units, _ = papers.workbook(place, table)
    return write_delimited(units.header, [[_text(cell) for cell in row] for row in units.rows])


def _text(cell: Written) -> str:
    return str(cell) if isinstance(cell, str | int) else percent(cell, 1)


def _save(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as error:
        stop(f"Berkas {file} tidak dapat ditulis ({error.strerror}). Pilih tempat lain.")
