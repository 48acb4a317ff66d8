"""`zibot codes`, and the owner code that the first `zibot run` shows."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from telegram import Bot
from telegram.error import TelegramError

from bot.settings import Settings
from bot.terminal import FAILED, MISUSED, ConfigFile, now, settings_of, stop, wait_for, write
from bot.transport import AiohttpRequest
from documents import code_sheet, workbooks
from domain import activation
from handlers.code_papers import code_sheet as sheet_of
from handlers.code_papers import code_workbook
from services import activation as service
from services.activation import IssuedCode
from texts import unit as words
from texts.place import Place

CARDS_A_FILE: Final = 400
"""The typesetter holds a whole file in memory."""
SUFFIXES: Final = (".pdf", ".xlsx")
OWNER_ONLY: Final = 0o600


def codes(
    file: Annotated[Path, typer.Argument(help="Berkas tujuan: .pdf untuk lembar berkode QR, .xlsx untuk tabel.")],
    unit: Annotated[
        str, typer.Option(help="Kode unit, beserta semua unit di bawahnya; tanpa ini seluruh instansi.")
    ] = "",
    everybody: Annotated[bool, typer.Option("--all", help="Juga untuk yang sudah tertaut.")] = False,  # noqa: FBT002
    config: ConfigFile = None,
) -> None:
    """Buat kode aktivasi baru; kode lama orang yang sama tidak berlaku lagi."""
    settings = settings_of(config)
    if file.suffix.lower() not in SUFFIXES:
        stop(f"Berkas {file} harus berakhiran .pdf atau .xlsx.", MISUSED)
    if not os.access(file.parent, os.W_OK) or file.is_dir():
        stop(f"Berkas {file} tidak dapat ditulis. Pilih folder yang ada dan boleh ditulis.")
    place = Place(
        settings.organization.languages[0], settings.organization.name, settings.organization.timezone, now(),
        wait_for(bot_username(settings)),
    )  # fmt: skip
    days = settings.security.activation_days
    issued = write(settings, service.issue_for_file, unit, place.now, days, everybody=everybody)
    try:
        written = (
            _write_workbook(place, file, issued) if file.suffix.lower() == ".xlsx" else _sheets(place, file, issued)
        )
    except OSError as error:
        stop(f"Berkas {file} tidak dapat ditulis ({error.strerror}). Perbaiki, lalu jalankan lagi.")
    typer.echo(f"{words.issued(len(issued), place.language)} {', '.join(str(one) for one in written)}")


async def bot_username(settings: Settings) -> str:
    """The bot's name for the links; the command ends when Telegram can't tell it."""
    telegram = settings.telegram
    request = AiohttpRequest(connection_pool_size=1)
    bot = Bot(telegram.token.get_secret_value(), f"{telegram.api_base_url.rstrip('/')}/bot", request=request)
    try:
        async with bot:
            return bot.username
    except TelegramError as error:
        stop(f"Nama bot tidak dapat ditanyakan kepada Telegram: {error}. Jalankan `zibot check`.", FAILED)


def _write_workbook(place: Place, file: Path, issued: Sequence[IssuedCode]) -> list[Path]:
    _keep(file, workbooks.write_workbook([code_workbook(place, issued)]))
    return [file]


def _sheets(place: Place, file: Path, issued: Sequence[IssuedCode]) -> list[Path]:
    """One PDF, or several with a number each."""
    parts = [issued[at : at + CARDS_A_FILE] for at in range(0, len(issued), CARDS_A_FILE)]
    paths = list(_names(file, len(parts)))
    with typer.progressbar(length=len(issued), label="Lembar kode") as bar:
        for path, part in zip(paths, parts, strict=True):
            _keep(path, code_sheet.render(sheet_of(place, part)))
            bar.update(len(part))
    return paths


def _names(file: Path, count: int) -> Iterator[Path]:
    if count == 1:
        yield file
        return
    for number in range(1, count + 1):
        yield file.with_name(f"{file.stem}-{number:02}{file.suffix}")


def _keep(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read: whoever reads it can take the place of everybody in it."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as opened:
        opened.write(content)


def show_owner_code(settings: Settings) -> None:
    """Print the owner code when the agency has no admin and none was printed before; it goes into no log."""
    code = write(settings, service.offer_owner_code, now(), settings.security.activation_days)
    if code is not None:
        typer.echo(
            f"Belum ada pengelola. Kode pemilik, sekali pakai, berlaku {settings.security.activation_days} hari, "
            f"tidak akan ditampilkan lagi: {activation.shown(code)}\n"
            f"Tautkan akun Telegram Anda dengan /start, lalu kirim kepada bot: /start o_{code}\n"
            "Tanpa kode ini: `zibot role grant NIP admin`."
        )
