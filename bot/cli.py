"""The command line."""

from __future__ import annotations

import asyncio
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from telegram.error import InvalidToken, TelegramError

from bot import check as checks
from bot import (
    cli_agency_status,
    cli_announce,
    cli_codes,
    cli_coverage,
    cli_cycle,
    cli_deadline,
    cli_deadline_files,
    cli_deadline_series,
    cli_evidence,
    cli_groups,
    cli_holidays,
    cli_ledger,
    cli_lke,
    cli_pledge,
    cli_pledge_export,
    cli_pledge_withdraw,
    cli_portal,
    cli_rehearse,
    cli_retention,
    cli_roster,
    cli_units,
    logs,
)
from bot.cli_roles import role_app
from bot.settings import Log
from bot.terminal import (
    FAILED,
    SCHEMA_PROBLEMS,
    ConfigFile,
    require_schema,
    schema,
    settings_of,
    stop,
    wait_for,
)
from bot.version import __version__
from storage.schema import SchemaState, migrate

# Tracebacks with local variables would print secrets.
app = typer.Typer(name="zibot", no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
import_app = typer.Typer(no_args_is_help=True, help="Memuat data dari berkas.")
export_app = typer.Typer(no_args_is_help=True, help="Menyimpan data ke berkas.")
pledge_app = typer.Typer(no_args_is_help=True, help="Naskah pakta integritas.")
app.add_typer(import_app, name="import")
app.add_typer(export_app, name="export")
app.add_typer(pledge_app, name="pledge")
app.add_typer(cli_deadline.app, name="deadline")
cli_deadline.app.command("repeat")(cli_deadline_series.repeat)
cli_deadline.app.command("series")(cli_deadline_series.listing)
cli_deadline.app.command("skip")(cli_deadline_series.skip)
cli_deadline.app.command("end-series")(cli_deadline_series.end)
cli_deadline.app.command("rehearse")(cli_rehearse.rehearse)
app.add_typer(role_app, name="role")
app.add_typer(cli_groups.app, name="group")
app.add_typer(cli_cycle.app, name="cycle")
app.add_typer(cli_cycle.figure_app, name="figure")
app.add_typer(cli_units.unit_app, name="unit")
import_app.command("units")(cli_units.import_units)
export_app.command("units")(cli_units.export_units)
import_app.command("holidays")(cli_holidays.import_holidays)
import_app.command("deadlines")(cli_deadline_files.import_deadlines)
import_app.command("portal")(cli_portal.import_list)
export_app.command("portal")(cli_portal.export_list)
import_app.command("roster")(cli_roster.import_roster)
export_app.command("roster")(cli_roster.export_roster)
export_app.command("ledger")(cli_ledger.export)
export_app.command("pledges")(cli_pledge_export.export_pledges)
export_app.command("evidence")(cli_evidence.export_evidence)
import_app.command("lke")(cli_lke.import_lke)
export_app.command("lke")(cli_lke.export_lke)
export_app.command("recap")(cli_lke.export_recap)
export_app.command("lhe")(cli_lke.export_lhe)
export_app.command("coverage")(cli_coverage.export_coverage)
export_app.command("status")(cli_agency_status.export_status)
pledge_app.command("verify")(cli_ledger.verify)
pledge_app.command("publish")(cli_pledge.publish)
pledge_app.command("show")(cli_pledge.show)
pledge_app.command("end")(cli_pledge.end)
pledge_app.command("withdraw")(cli_pledge_withdraw.withdraw)
app.command()(cli_codes.codes)
app.command()(cli_announce.announce)
export_app.command("deliveries")(cli_announce.export_deliveries)
app.add_typer(cli_retention.app, name="data")
app.command("retention")(cli_retention.erase)


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
        async with running(folder, port, factor="name") as demo:
            token = demo.bot.settings.portal.token.get_secret_value()
            typer.echo(f"Halaman percakapan: {demo.address}\nHalaman pemeriksaan pakta: {demo.page}")
            typer.echo(f"Antarmuka Portal RB: {demo.portal} (token: {token})\nBerhenti: Ctrl+C")
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
    require_schema(settings)
    cli_ledger.sealer_of(settings)
    cli_codes.show_owner_code(settings)
    from bot.app import CertificateError, Zibot

    async def serve() -> None:
        zibot = Zibot(settings, stopping=_stop_signal())
        await zibot.serve()

    try:
        asyncio.run(serve())
    except CertificateError as error:
        stop(f"Sertifikat PDF tidak dapat dipakai: {error}. Periksa [pledge] pdf_certificate_file dan kata sandinya.")
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


@app.command()
def check(config: ConfigFile = None) -> None:
    """Periksa konfigurasi, basis data, token, dan jaringan."""
    findings = wait_for(checks.check(settings_of(config)))
    typer.echo(checks.as_text(findings))
    if checks.failed(findings):
        raise typer.Exit(FAILED)


@app.command(name="migrate")
def migrate_command(config: ConfigFile = None) -> None:
    """Siapkan basis data, atau perbarui ke versi ini."""
    before = schema(migrate, settings_of(config))
    if before is SchemaState.NEWER:
        stop(SCHEMA_PROBLEMS[SchemaState.NEWER])
    done = {SchemaState.MISSING: "Basis data disiapkan.", SchemaState.OLD: "Basis data diperbarui."}
    typer.echo(done.get(before, "Basis data sudah sesuai."))


def main() -> None:
    """The entry of the console script."""
    sys.exit(app())
