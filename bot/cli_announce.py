"""`zibot announce` and `zibot export deliveries`."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.settings import Settings
from bot.terminal import MISUSED, ConfigFile, now, read, settings_of, stop, write
from domain.announcement import Announcement, Audience, Body, Reach, State
from domain.typed_dates import typed_moment
from handlers.announcement_papers import delivery_list
from services import announcement_audience, announcement_report, announcing
from storage.engine import Transaction
from texts.announcement_words import reach_lines
from texts.format import moment_long
from texts.place import Place

SUFFIXES: Final = (".xlsx", ".csv")

Text = Annotated[str, typer.Argument(metavar="TEKS", help="Isi pengumuman; tanpa ini dibaca dari --file.")]
TextFile = Annotated[Path | None, typer.Option("--file", help="Berkas teks berisi pengumuman.")]
Units = Annotated[str, typer.Option(metavar="KODE,...", help="Hanya unit ini beserta unit di bawahnya.")]
Roles = Annotated[str, typer.Option(metavar="PERAN,...", help="Hanya pegawai dengan salah satu peran ini.")]
Kinds = Annotated[str, typer.Option(metavar="JENIS,...", help="Hanya unit dengan salah satu jenis ini.")]
Groups = Annotated[bool, typer.Option("--groups", help="Ke grup yang tertaut; juga bila tidak ada yang dipilih.")]
People = Annotated[bool, typer.Option("--people", help="Ke pegawai, masing-masing secara pribadi.")]
At = Annotated[str, typer.Option(metavar="WAKTU", help='Dikirim nanti, misalnya "Senin pukul 08.00".')]
AskRead = Annotated[bool, typer.Option("--ask-read", help='Dengan tombol "Sudah dibaca".')]
Yes = Annotated[bool, typer.Option("--yes", help="Kirim tanpa bertanya.")]
Number = Annotated[int | None, typer.Option("--announcement", metavar="NOMOR", help="Bukan pengumuman yang terakhir.")]


def announce(
    text: Text = "", *, file: TextFile = None, units: Units = "", roles: Roles = "", kinds: Kinds = "",
    groups: Groups = False, people: People = False, at: At = "", ask_read: AskRead = False, yes: Yes = False,
    config: ConfigFile = None,
) -> None:  # fmt: skip
    """Kirim pengumuman ke grup atau pegawai: pratinjau dan jumlah penerimanya dahulu, lalu dikirim oleh `zibot run`."""
    body = Body(_text(text, file))
    read(body.check)
    settings = settings_of(config)
    place = _place(settings)
    send_at = read(typed_moment, at, place.now, place.tz) if at else None

    def seen(tx: Transaction) -> tuple[Audience, Reach]:
        audience = announcement_audience.named(
            tx, groups=groups or not people, people=people, codes=_list(units), roles=_list(roles), kinds=_list(kinds)
        )
        return audience, announcing.reach_directly(tx, audience)

    audience, reach = write(settings, seen)
    typer.echo("\n".join([body.text, "", *reach_lines(place, reach)]))
    if send_at is not None:
        typer.echo(f"Dikirim {moment_long(send_at, place.tz)}")
    if reach.reached and not yes and not typer.confirm("Kirim?"):
        stop("Tidak ada yang dikirim.")
    made = write(
        settings, announcing.publish_directly, f"cli-{uuid.uuid4().hex}", body, audience, send_at, now(),
        ask_read=ask_read, threshold=settings.announcements.approve_above,
    )  # fmt: skip
    typer.echo(_result(made))


def export_deliveries(file: Path, announcement: Number = None, config: ConfigFile = None) -> None:
    """Simpan apa yang terjadi dengan setiap kiriman sebuah pengumuman ke berkas XLSX atau CSV."""
    kind = file.suffix.lower()
    if kind not in SUFFIXES:
        stop("Akhiran berkas harus .xlsx atau .csv.", MISUSED)
    settings = settings_of(config)
    report, found = write(settings, announcement_report.deliveries_directly, announcement, now())
    data = delivery_list(_place(settings), found, delimited=kind == ".csv")
    try:
        file.touch(mode=0o600)  # names: nobody else on the machine may read a file that is new
        file.write_bytes(data)
    except OSError as error:
        stop(f"Berkas {file} tidak dapat ditulis ({error.strerror}). Pilih tempat lain.")
    number = report.announcement.id
    typer.echo(f"{len(found)} kiriman pengumuman {number} disimpan ke {file}. Berkas ini berisi data pribadi.")


def _place(settings: Settings) -> Place:
    return Place("id", settings.organization.name, settings.organization.timezone, now())


def _text(text: str, file: Path | None) -> str:
    if bool(text) is (file is not None):
        stop("Sebutkan teks pengumuman, atau berkasnya dengan --file; salah satu saja.", MISUSED)
    if file is None:
        return text.strip()
    try:
        return file.read_text("utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        stop(f"Berkas {file} tidak dapat dibaca sebagai teks UTF-8: {error}.")


def _list(typed: str) -> list[str]:
    return [one.strip() for one in typed.split(",") if one.strip()]


def _result(made: Announcement) -> str:
    if made.state is State.WAITING:
        return f"Pengumuman {made.id} menunggu persetujuan seorang admin di Telegram."
    return f"Pengumuman {made.id} terjadwal; `zibot run` mengirimnya."
