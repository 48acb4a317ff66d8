"""`zibot retention` and `zibot data`: erasing what is past its term, and the rights of who asks without the bot."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.erasing import erase_expired
from bot.terminal import ConfigFile, now, require_schema, settings_of, stop, wait_for, write
from domain.data_rights import RequestState
from domain.retention import KINDS
from services import corrections, personal_data, retention
from storage.engine import database
from texts.corrections import left
from texts.place import Place

BY = "cli"
app = typer.Typer(no_args_is_help=True, help="Hak pegawai atas data pribadinya (UU 27/2022).")


def erase(
    config: ConfigFile = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Hitung saja, tanpa menghapus.")] = False,  # noqa: FBT002
) -> None:
    """Hapus yang melewati masa simpannya menurut [retention]; bot melakukannya sendiri setiap malam pukul 02.00."""
    settings = settings_of(config)
    terms = settings.retention.terms
    require_schema(settings)

    async def work() -> dict[str, int]:
        db = database(settings.database.url.get_secret_value())
        await db.open()
        try:
            if dry_run:
                return await db.read(retention.past, terms, now())
            return await erase_expired(db, terms, BY, now())
        finally:
            await db.close()

    counts = wait_for(work())
    for kind in KINDS:
        days = getattr(terms, kind)
        term = f"sesudah {days} hari" if days else "tidak dihapus"
        typer.echo(f"{kind:<20} {term:<20} {counts.get(kind, 0):>8}")
    typer.echo(f"{sum(counts.values())} baris {'akan dihapus' if dry_run else 'dihapus'}.")


@app.command("copy")
def copy_command(nip: str, file: Path, config: ConfigFile = None) -> None:
    """Tulis salinan data seorang pegawai sebagai PDF, dengan JSON di dalamnya; tercatat sebagai dilihat."""
    from documents import data_file
    from handlers.data_paper import paper

    settings = settings_of(config)
    moment = now()
    held = write(settings, personal_data.collect_from, BY, nip, moment)
    place = Place("id", settings.organization.name, settings.organization.timezone, moment)
    try:
        file.write_bytes(data_file.render(paper(place, held, settings.retention.terms)))
    except OSError as error:
        stop(f"Berkas {file} tidak dapat ditulis ({error.strerror}). Pilih tempat lain.")
    typer.echo(f"Salinan data ditulis ke {file}. Serahkan hanya kepada yang bersangkutan.")


@app.command("requests")
def requests(config: ConfigFile = None) -> None:
    """Tampilkan permintaan perbaikan yang menunggu, yang paling mendesak lebih dulu; tercatat sebagai dilihat."""
    settings = settings_of(config)
    moment = now()
    place = Place("id", settings.organization.name, settings.organization.timezone, moment)
    found = write(settings, corrections.open_from, BY, moment)
    for one in found:
        wish = " ".join(one.request.wish.split())
        typer.echo(f"{one.request.id}\t{left(place, one.request)}\t{one.employee.name}\t{one.unit.name}\t{wish}")
    if not found:
        typer.echo("Tidak ada permintaan yang menunggu.")


@app.command("answer")
def answer(
    number: Annotated[int, typer.Argument(help="Nomor permintaan, dari `zibot data requests`.")],
    words: Annotated[str, typer.Argument(help="Jawaban untuk pegawai.")],
    refuse: Annotated[bool, typer.Option("--refuse", help="Tolak, dengan alasannya sebagai jawaban.")] = False,  # noqa: FBT002
    config: ConfigFile = None,
) -> None:
    """Jawab permintaan perbaikan: data sudah diperbaiki, atau ditolak."""
    state = RequestState.REFUSED if refuse else RequestState.DONE
    answered = write(settings_of(config), corrections.answer_from, BY, number, state, words, now())
    if not answered.is_mine:
        stop(f"Permintaan {number} sudah dijawab sebelumnya. Jawaban ini tidak disimpan.")
    typer.echo("Jawaban disimpan." + ("" if answered.told else " Akun pegawai tidak tertaut: sampaikan sendiri."))
