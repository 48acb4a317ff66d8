"""`zibot export status`: where all units of a ZI cycle stand, as a workbook or as pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from bot.terminal import MISUSED, ConfigFile, now, settings_of, stop, write
from documents import heat_picture
from documents.workbooks import write_workbook
from domain.agency_status import Order
from handlers import agency_status_papers as papers
from services import agency_status
from services.agency_status import CycleComparison, StatusBoard
from services.deadlines import Planning
from storage.engine import Transaction
from texts.place import Place

KINDS: Final = (".xlsx", ".png")

OrderBy = Annotated[
    Order, typer.Option("--order", help="score: nilai; gap: kekurangan; change: kemajuan 4 minggu; stage: tahap.")
]
Year = Annotated[int | None, typer.Option("--year", metavar="TAHUN", help="Siklus tahun itu, bukan yang terakhir.")]


def export_status(
    file: Path, *, order: OrderBy = Order.SCORE, year: Year = None, config: ConfigFile = None
) -> None:  # fmt: skip
    """Simpan status ZI semua unit ke buku kerja XLSX atau peta panas PNG; tanpa nama pegawai."""
    kind = file.suffix.lower()
    if kind not in KINDS:
        stop("Akhiran berkas harus .xlsx atau .png.", MISUSED)
    settings = settings_of(config)
    moment, planning = now(), _planning(settings.reminders.holidays)

    def read(tx: Transaction) -> tuple[StatusBoard, CycleComparison | None]:
        board = agency_status.board_directly(tx, year, order, moment, planning)
        return board, agency_status.comparison_directly(tx, board.cycle, moment, planning)

    board, compared = write(settings, read)
    place = Place("id", settings.organization.name, settings.organization.timezone, moment)
    if kind == ".png":
        made = [heat_picture.render(papers.picture(place, board, part)) for part in range(papers.parts(board))]
        made.append(heat_picture.render(papers.trends(place, board)))
    else:
        made = [write_workbook(papers.workbook(place, board, compared))]
    for number, data in enumerate(made, 1):
        _save(file if number == 1 else file.with_stem(f"{file.stem}-{number}"), data)
    files = f"{len(made)} gambar, mulai dari {file}; yang terakhir perkembangan" if len(made) > 1 else str(file)
    typer.echo(f"{len(board.rows)} unit disimpan ke {files}.")


def _planning(holidays: str) -> Planning:
    return Planning(country="" if holidays == "none" else holidays)


def _save(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as error:
        stop(f"Berkas {file} tidak dapat ditulis ({error.strerror}). Pilih tempat lain.")
