"""`zibot export pledges`: the list of signatures of a unit or of the agency as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from bot.terminal import MISUSED, ConfigFile, now, settings_of, stop, write
from handlers.exports import signature_list
from services import pledge_export

BY: Final = "cli"

UnitCode = Annotated[str, typer.Option("--unit", metavar="KODE", help="Hanya unit ini beserta unit di bawahnya.")]
CampaignId = Annotated[int | None, typer.Option("--campaign", metavar="NOMOR", help="Hanya kampanye ini.")]


def export_pledges(file: Path, unit: UnitCode = "", campaign: CampaignId = None, config: ConfigFile = None) -> None:
    """Simpan daftar tanda tangan pakta integritas ke berkas XLSX atau CSV, sesuai akhirannya."""
    kind = file.suffix.lower()
    if kind not in {".xlsx", ".csv"}:
        stop("Akhiran berkas harus .xlsx atau .csv.", MISUSED)
    found = write(settings_of(config), pledge_export.export_directly, BY, unit, campaign, now())
    data = signature_list(found, "xlsx" if kind == ".xlsx" else "csv", "id")
    try:
        file.write_bytes(data)
    except OSError as error:
        stop(f"Berkas {file} tidak dapat ditulis ({error.strerror}). Pilih tempat lain.")
    typer.echo(f"{len(found)} tanda tangan disimpan ke {file}. Berkas ini berisi data pribadi.")
