"""`zibot role`: give a role, take one back, see who holds which."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.terminal import ConfigFile, now, settings_of, write
from domain.people import Employee
from domain.rights import Holding, Role
from domain.staff_number import masked
from services import roles
from texts.labels import role_with_reach

role_app = typer.Typer(no_args_is_help=True, help="Peran pegawai.")

UnitCode = Annotated[str, typer.Option("--unit", help="Kode unit; tanpa ini seluruh instansi.")]
Reason = Annotated[str, typer.Option("--reason", help="Alasan, 3 sampai 200 karakter; dibaca juga oleh orangnya.")]


@role_app.command("grant")
def grant(
    nip: str, role: Role, unit: UnitCode = "", reason: Reason = roles.DEFAULT_REASON, config: ConfigFile = None
) -> None:
    """Beri peran kepada pegawai."""
    given = write(settings_of(config), roles.grant_from, roles.CLI, nip, role, unit.lower(), now(), reason)
    typer.echo("Peran diberikan." if given else "Peran itu sudah dimiliki, tidak ada yang berubah.")


@role_app.command("revoke")
def revoke(
    nip: str, role: Role, unit: UnitCode = "", reason: Reason = roles.DEFAULT_REASON, config: ConfigFile = None
) -> None:
    """Cabut peran dari pegawai."""
    taken = write(settings_of(config), roles.revoke_from, roles.CLI, nip, role, unit.lower(), now(), reason)
    typer.echo("Peran dicabut." if taken else "Peran itu tidak dimiliki, tidak ada yang berubah.")


@role_app.command("list")
def listing(
    nip: Annotated[str, typer.Argument(help="Nomor induk; tanpa ini semua pemegang peran.")] = "",
    config: ConfigFile = None,
) -> None:
    """Tampilkan pemegang peran, atau peran seseorang beserta riwayatnya."""
    settings = settings_of(config)
    if not nip:
        for employee, holding in write(settings, roles.listing_from):
            typer.echo(_line(employee, holding))
        return
    found = write(settings, roles.person_from, roles.CLI, nip, now())
    for holding in (*found.held, *found.past):
        typer.echo(_line(found.employee, holding))
    if not found.held:
        typer.echo(f"{found.employee.name} tidak memegang peran selain sebagai pegawai.")


def _line(employee: Employee, holding: Holding) -> str:
    """One grant: name, staff number, role, since when and by whom, and how it ended."""
    given = f"sejak {holding.granted_at:%Y-%m-%d} oleh {holding.granted_by}: {holding.reason or '-'}"
    parts = [employee.name, masked(employee.staff_number), role_with_reach(holding, "id"), given]
    if holding.revoked_at is not None:
        parts.append(f"dicabut {holding.revoked_at:%Y-%m-%d} oleh {holding.revoked_by}: {holding.revoke_reason or '-'}")
    return "\t".join(parts)
