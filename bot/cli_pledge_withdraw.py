"""`zibot pledge withdraw`: correct an error by withdrawing a signature, which stays on record."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from bot.cli_ledger import sealer_of
from bot.terminal import ConfigFile, now, read, settings_of, write
from domain.receipt import shown
from domain.staff_number import masked
from services import withdrawing

BY: Final = "cli"

Code = Annotated[str, typer.Argument(metavar="KODE", help="Kode tanda terima.")]
Reason = Annotated[str, typer.Option("--reason", help="Alasan, 3 sampai 300 karakter; dibaca juga oleh orangnya.")]
Yes = Annotated[bool, typer.Option("--yes", help="Tanpa bertanya lagi.")]


def withdraw(code: Code, reason: Reason, yes: Yes = False, config: ConfigFile = None) -> None:  # noqa: FBT002
    """Nyatakan tanda tangan yang keliru tidak pernah berlaku; catatannya tetap tersimpan."""
    settings = settings_of(config)
    why = read(withdrawing.checked_reason, reason)
    found = write(settings, withdrawing.case_from, BY, code, now())
    signed = found.signature
    number = f" (NIP {masked(signed.staff_number)})" if signed.staff_number else ""
    typer.echo(f"{shown(signed.code)}: {signed.name}{number}, {signed.position}, {signed.unit_name}")
    typer.echo(f"{found.campaign.title}, ditandatangani {signed.signed_at:%Y-%m-%d %H:%M} UTC")
    if not yes and not typer.confirm("Nyatakan tanda tangan ini tidak pernah berlaku?"):
        typer.echo("Tidak ada yang berubah.")
        return
    done = write(settings, withdrawing.withdraw_from, BY, code, why, now(), sealer_of(settings))
    again = "diminta" if done.asked_again else "tidak diminta"
    typer.echo(f"Tanda tangan dikoreksi. Orangnya {again} menandatangani lagi.")
