"""`zibot export pledges`: the list of signatures of a unit or of the agency as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from bot.terminal import MISUSED, ConfigFile, now, settings_of, stop, write
from documents.delimited import write_delimited
from documents.workbooks import Sheet, write_workbook
from domain.pledge_request import Standing
from domain.receipt import shown
from domain.staff_number import masked
from services import pledge_export
from services.pledge_export import Signed

BY: Final = "cli"
TITLE: Final = "Pakta integritas"
HEADER: Final = (
    "Kode", "NIP", "Nama", "Unit kerja", "Jabatan", "Versi naskah", "Ditandatangani (UTC)", "Waktu setempat",
    "Berlaku sampai (UTC)", "Keadaan", "Cara membaca", "Faktor kedua", "Nomor di buku segel",
)  # fmt: skip
STANDINGS: Final = {
    Standing.VALID: "berlaku",
    Standing.EXPIRED: "kedaluwarsa",
    Standing.SUPERSEDED: "digantikan",
    Standing.WITHDRAWN: "ditarik",
}

UnitCode = Annotated[str, typer.Option("--unit", metavar="KODE", help="Hanya unit ini beserta unit di bawahnya.")]
CampaignId = Annotated[int | None, typer.Option("--campaign", metavar="NOMOR", help="Hanya kampanye ini.")]


def export_pledges(file: Path, unit: UnitCode = "", campaign: CampaignId = None, config: ConfigFile = None) -> None:
    """Simpan daftar tanda tangan pakta integritas ke berkas XLSX atau CSV, sesuai akhirannya."""
    kind = file.suffix.lower()
    if kind not in {".xlsx", ".csv"}:
        stop("Akhiran berkas harus .xlsx atau .csv.", MISUSED)
    found = write(settings_of(config), pledge_export.export_directly, BY, unit, campaign, now())
    rows = [_row(one) for one in found]
    data = write_workbook([Sheet(TITLE, HEADER, rows)]) if kind == ".xlsx" else write_delimited(HEADER, rows)
    try:
        file.write_bytes(data)
    except OSError as error:
        stop(f"Berkas {file} tidak dapat ditulis ({error.strerror}). Pilih tempat lain.")
    typer.echo(f"{len(rows)} tanda tangan disimpan ke {file}. Berkas ini berisi data pribadi.")


def _row(one: Signed) -> tuple[str, ...]:
    signed = one.signature
    return (
        shown(signed.code), masked(signed.staff_number) if signed.staff_number else "", signed.name,
        signed.unit_name, signed.position, signed.text_version, f"{signed.signed_at:%Y-%m-%d %H:%M:%S}",
        signed.signed_local, f"{signed.valid_until:%Y-%m-%d %H:%M:%S}", STANDINGS[one.standing], signed.reading,
        signed.factor, str(one.sequence or ""),
    )  # fmt: skip
