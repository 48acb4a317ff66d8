"""The command line."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Concatenate, NoReturn, ParamSpec, TypeVar

import typer
from telegram.error import InvalidToken, TelegramError

from bot import check as checks
from bot import logs, tables
from bot.settings import ConfigurationError, Log, Settings, load
from bot.version import __version__
from domain.deadline import DoneRule
from domain.errors import DomainError
from domain.rights import Role
from services import deadlines, pledges, roster
from storage.engine import Database, Transaction, database
from storage.schema import SchemaState, migrate, schema_state
from texts.errors import sentence

P = ParamSpec("P")
T = TypeVar("T")

FAILED, MISUSED = 1, 2
SCHEMA_PROBLEMS = {
    SchemaState.MISSING: "Basis data belum disiapkan. Jalankan `zibot migrate` dengan konfigurasi yang sama.",
    SchemaState.OLD: "Basis data dari versi yang lebih lama. Jalankan `zibot migrate`, sesudah mencadangkannya.",
    SchemaState.NEWER: "Basis data dari versi zibot yang lebih baru. Pasang versi itu, atau pulihkan cadangan.",
}

# Tracebacks with local variables would print secrets.
app = typer.Typer(name="zibot", no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
import_app = typer.Typer(no_args_is_help=True, help="Memuat data dari berkas CSV.")
pledge_app = typer.Typer(no_args_is_help=True, help="Naskah pakta integritas.")
deadline_app = typer.Typer(no_args_is_help=True, help="Tenggat.")
role_app = typer.Typer(no_args_is_help=True, help="Peran pegawai.")
app.add_typer(import_app, name="import")
app.add_typer(pledge_app, name="pledge")
app.add_typer(deadline_app, name="deadline")
app.add_typer(role_app, name="role")

ConfigFile = Annotated[Path | None, typer.Option("--config", "-c", help="Berkas konfigurasi TOML.")]


def _version(shown: bool) -> None:  # noqa: FBT001 - typer's callback
    if shown:
        typer.echo(f"zibot {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Versi.")] = False,  # noqa: FBT002
) -> None:
    """Bot Telegram Zona Integritas: pakta integritas, status unit, dan pengingat tenggat."""
    del version


def stop(message: str, code: int = FAILED) -> NoReturn:
    """Print one sentence and leave with an exit code."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


def settings_of(config: Path | None) -> Settings:
    """The settings; every problem is printed and the command ends with exit code 2."""
    try:
        return load(config, os.environ)
    except ConfigurationError as error:
        stop("\n".join(error.problems), MISUSED)


@app.command()
def demo(
    keep: Annotated[
        Path | None, typer.Option(help="Simpan basis data di folder ini; jalankan lagi untuk melanjutkan.")
    ] = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port halaman percakapan.")] = 8080,
) -> None:
    """Coba zibot di komputer ini: tanpa akun Telegram, tanpa jaringan, tanpa konfigurasi."""
    from bot.demo import running

    logs.configure(Log(level="warning"))

    async def play(folder: Path) -> None:
        stopping = _stop_signal()
        async with running(folder, port) as demo:
            typer.echo(f"Halaman percakapan: {demo.address}\nBerhenti: Ctrl+C")
            await stopping.wait()

    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="zibot-demo-")))
        folder.mkdir(parents=True, exist_ok=True)
        try:
            asyncio.run(play(folder))
        except OSError as error:
            stop(f"Port {port} tidak dapat dipakai ({error.strerror}). Pilih yang lain: zibot demo --port 8090")


@app.command()
def run(config: ConfigFile = None) -> None:
    """Jalankan bot sampai dihentikan."""
    settings = settings_of(config)
    logs.configure(settings.log, settings.secret_values())
    _require_schema(settings)
    from bot.app import Zibot

    async def serve() -> None:
        zibot = Zibot(settings, stopping=_stop_signal())
        await zibot.serve()

    try:
        asyncio.run(serve())
    except InvalidToken:
        stop("Token bot ditolak Telegram. Salin ulang dari BotFather ke [telegram] token.")
    except TelegramError as error:
        stop(f"Telegram tidak dapat dihubungi: {error}. Jalankan `zibot check`.")
    except OSError as error:
        stop(f"Alamat {settings.web.listen} tidak dapat dipakai ({error.strerror}). Ubah [web] listen.")


def _stop_signal() -> asyncio.Event:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    return stopping


def _require_schema(settings: Settings) -> None:
    problem = SCHEMA_PROBLEMS.get(_schema(schema_state, settings))
    if problem:
        stop(problem)


def _schema(work: Callable[[str], Coroutine[Any, Any, SchemaState]], settings: Settings) -> SchemaState:
    try:
        return asyncio.run(work(settings.database.url.get_secret_value()))
    except Exception as error:  # noqa: BLE001 - every driver has errors of its own, and all mean the same here
        reason = next(iter(str(error).splitlines()), "") or type(error).__name__
        stop(f"Basis data tidak dapat dibuka: {reason}. Periksa [database] url.")


def _await(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except DomainError as error:
        stop(sentence(error, "id"))
    except OSError as error:
        stop(f"Basis data tidak dapat dibuka: {error}. Periksa [database] url.")


@app.command()
def check(config: ConfigFile = None) -> None:
    """Periksa konfigurasi, basis data, token, dan jaringan."""
    findings = _await(checks.check(settings_of(config)))
    typer.echo(checks.as_text(findings))
    if checks.failed(findings):
        raise typer.Exit(FAILED)


@app.command(name="migrate")
def migrate_command(config: ConfigFile = None) -> None:
    """Siapkan basis data, atau perbarui ke versi ini."""
    before = _schema(migrate, settings_of(config))
    if before is SchemaState.NEWER:
        stop(SCHEMA_PROBLEMS[SchemaState.NEWER])
    done = {SchemaState.MISSING: "Basis data disiapkan.", SchemaState.OLD: "Basis data diperbarui."}
    typer.echo(done.get(before, "Basis data sudah sesuai."))


def _write(
    settings: Settings, use_case: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    _require_schema(settings)

    async def work() -> T:
        db: Database = database(settings.database.url.get_secret_value())
        await db.open()
        try:
            return await db.write(use_case, *args, **kwargs)
        finally:
            await db.close()

    return _await(work())


def _read(reader: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return reader(*args, **kwargs)
    except DomainError as error:
        stop(sentence(error, "id"))


def _now() -> datetime:
    return datetime.now(UTC)


@import_app.command("units")
def import_units(file: Path, config: ConfigFile = None) -> None:
    """Muat unit kerja dari CSV: code,name,kind,parent_code,work_days[,predicate,predicate_year,timezone]."""
    settings = settings_of(config)
    rows = _read(tables.units, file, settings.organization.timezone.key)
    typer.echo(f"{_write(settings, roster.add_units, rows, _now())} unit ditambahkan.")


@import_app.command("roster")
def import_roster(file: Path, config: ConfigFile = None) -> None:
    """Muat pegawai dari CSV: nama,nip,status,jabatan,golongan,unit,hp."""
    settings = settings_of(config)
    rows = _read(tables.employees, file)
    typer.echo(f"{_write(settings, roster.add_employees, rows, _now())} pegawai ditambahkan.")


@pledge_app.command("publish")
def publish(
    title: Annotated[str, typer.Option(help="Judul yang dilihat pegawai.")],
    file: Annotated[Path | None, typer.Argument(help="Naskah TOML; tanpa berkas dipakai naskah bawaan.")] = None,
    config: ConfigFile = None,
) -> None:
    """Terbitkan naskah pakta dan buka penandatanganannya."""
    settings = settings_of(config)
    try:
        source = _read(tables.text, file) if file else tables.default_pledge()
        until = tables.valid_until(settings.pledge.validity, settings.organization.timezone, _now())
        version = _write(settings, pledges.publish, source, title, until, _now())
    except ValueError as error:
        stop(f"Naskah pakta tidak benar: {error}")
    typer.echo(
        f"Naskah versi {version} diterbitkan, berlaku sampai {until.astimezone(settings.organization.timezone)}."
    )


@deadline_app.command("add")
def add_deadline(
    title: str,
    due: Annotated[
        datetime, typer.Argument(formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"], help="Misalnya '2027-06-12 16:00'.")
    ],
    unit: Annotated[str, typer.Option(help="Kode unit; tanpa ini berlaku untuk seluruh instansi.")] = "",
    rule: Annotated[
        DoneRule, typer.Option(help="mark: ditandai sendiri; pledge: selesai dengan menandatangani.")
    ] = DoneRule.MARK,
    config: ConfigFile = None,
) -> None:
    """Tambah tenggat dan rencanakan pengingatnya."""
    settings = settings_of(config)
    moment = due.replace(tzinfo=settings.organization.timezone)

    def add(tx: Transaction) -> int:
        unit_id = roster.unit_id(tx, unit) if unit else None
        new = deadlines.NewDeadline(title, moment, unit_id, rule)
        country = "" if settings.reminders.holidays == "none" else settings.reminders.holidays
        return deadlines.add(tx, new, settings.reminders.rules, country, _now())

    typer.echo(f"Tenggat {_write(settings, add)} ditambahkan.")


@role_app.command("grant")
def grant(
    nip: str, role: Role, unit: Annotated[str, typer.Option(help="Kode unit; tanpa ini seluruh instansi.")] = "",
    config: ConfigFile = None,
) -> None:  # fmt: skip
    """Beri peran kepada pegawai."""
    _write(settings_of(config), roster.grant, nip, role, unit, _now())
    typer.echo("Peran diberikan.")


def main() -> None:
    """The entry of the console script."""
    sys.exit(app())
