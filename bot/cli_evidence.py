"""`zibot export evidence`: the signed documents of a unit in one ZIP file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import Progress

from bot.cli_codes import bot_username
from bot.evidence_posts import fill
from bot.settings import Settings
from bot.terminal import MISUSED, ConfigFile, now, require_schema, settings_of, stop, wait_for
from documents.evidence_zip import EvidenceZip
from documents.paper_press import PaperPress
from documents.pdf_signature import PdfSigner, load_or_make
from handlers.letterhead import PlainLetterhead
from services import evidence_export
from storage.engine import database
from texts.place import Place

BY: Final = "cli"

ZipFile = Annotated[Path, typer.Argument(help="Berkas tujuan, berakhiran .zip.")]
UnitCode = Annotated[str, typer.Option("--unit", metavar="KODE", help="Unit ini beserta unit di bawahnya.")]
CampaignId = Annotated[int | None, typer.Option("--campaign", metavar="NOMOR", help="Hanya kampanye ini.")]


def export_evidence(file: ZipFile, unit: UnitCode, campaign: CampaignId = None, config: ConfigFile = None) -> None:
    """Simpan PDF pakta integritas bertanda tangan satu unit ke berkas ZIP, sebagai bukti LKE."""
    if file.suffix.lower() != ".zip":
        stop(f"Berkas {file} harus berakhiran .zip.", MISUSED)
    if not os.access(file.parent, os.W_OK) or file.is_dir():
        stop(f"Berkas {file} tidak dapat ditulis. Pilih folder yang ada dan boleh ditulis.")
    settings = settings_of(config)
    require_schema(settings)
    signer = _signer(settings)
    count = wait_for(_export(settings, file, unit, campaign, signer))
    typer.echo(f"{count} dokumen disimpan ke {file}. Berkas ini berisi data pribadi.")


def _signer(settings: Settings) -> PdfSigner:
    password = settings.pledge.pdf_certificate_password.get_secret_value()
    try:
        return load_or_make(settings.pdf_certificate_path, password, settings.organization.name, now())
    except (OSError, ValueError) as error:
        stop(f"Sertifikat dokumen tidak dapat dipakai: {error}.")


async def _export(settings: Settings, file: Path, unit: str, campaign: int | None, signer: PdfSigner) -> int:
    """Order and make; returns how many documents there are."""
    organization, url = settings.organization, settings.web.public_url
    public = url if url.startswith("https:") else ""
    username = "" if public else await bot_username(settings)
    head = PlainLetterhead(organization.name, organization.region, settings.pledge.place, public, username)
    moment = now()
    place = Place(organization.languages[0], organization.name, organization.timezone, moment, username)
    db = database(settings.database.url.get_secret_value())
    await db.open()
    press = PaperPress()
    try:
        order = await db.write(evidence_export.order_directly, BY, unit, campaign, moment)
        with _bar() as bar, EvidenceZip(file, moment.astimezone(organization.timezone)) as target:
            task = bar.add_task("Dokumen", total=len(order.codes))
            async for done in fill(target, db, head, place, order.codes, press.make, signer.credential, now):
                bar.update(task, completed=done)
    except OSError as error:
        stop(f"Berkas {file} tidak dapat ditulis ({error.strerror}). Pilih tempat lain.")
    finally:
        press.close()
        await db.close()
    return len(order.codes)


def _bar() -> Progress:
    """On a terminal only."""
    console = Console(stderr=True)
    return Progress(console=console, disable=not console.is_terminal)
