"""`zibot group`: which groups are linked, and letting one go."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.terminal import ConfigFile, now, settings_of, write
from services import groups
from services.groups import LinkedGroup
from texts.groups import trouble_words

app = typer.Typer(no_args_is_help=True, help="Grup yang tertaut.")


@app.command("list")
def list_groups(config: ConfigFile = None) -> None:
    """Tampilkan grup yang tertaut dan masalahnya, satu grup satu baris: nomor, unit, topik, judul, masalah."""
    settings = settings_of(config)
    found = write(settings, groups.all_linked, now())
    for one in found:
        typer.echo("\t".join(_row(one)))
    if not found:
        typer.echo("Belum ada grup yang tertaut.", err=True)


def _row(one: LinkedGroup) -> tuple[str, ...]:
    topic = str(one.group.thread_id or "-")
    what, remedy = trouble_words(one.group.trouble, "id")
    title = " ".join(one.group.title.split())
    return str(one.group.chat_id), one.unit.code if one.unit else "-", topic, title, f"{what} {remedy}".strip() or "-"


@app.command("unlink", context_settings={"ignore_unknown_options": True})
def unlink(
    number: Annotated[int, typer.Argument(help="Nomor grup dari `zibot group list`, misalnya -1001234567890.")],
    config: ConfigFile = None,
) -> None:
    """Lepaskan grup dari unitnya; pengumuman yang menunggu untuk grup itu tidak dikirim lagi."""
    group = write(settings_of(config), groups.unlink_directly, "cli", number, now())
    typer.echo(f"Grup {group.title} dilepaskan.")
