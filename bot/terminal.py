"""What every command of the command line shares: the configuration, the database, and one sentence for each failure."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Concatenate, Final, NoReturn, ParamSpec, TypeVar

import typer

from bot.settings import ConfigurationError, Settings, load
from domain.errors import DomainError
from storage.engine import Database, Transaction, database
from storage.schema import SchemaState, schema_state
from texts.errors import sentence

P = ParamSpec("P")
T = TypeVar("T")

FAILED: Final = 1
MISUSED: Final = 2
SCHEMA_PROBLEMS: Final = {
    SchemaState.MISSING: "Basis data belum disiapkan. Jalankan `zibot migrate` dengan konfigurasi yang sama.",
    SchemaState.OLD: "Basis data dari versi yang lebih lama. Jalankan `zibot migrate`, sesudah mencadangkannya.",
    SchemaState.NEWER: "Basis data dari versi zibot yang lebih baru. Pasang versi itu, atau pulihkan cadangan.",
}

ConfigFile = Annotated[Path | None, typer.Option("--config", "-c", help="Berkas konfigurasi TOML.")]


def stop(message: str, code: int = FAILED) -> NoReturn:
    """Print one sentence and leave with an exit code."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


DEFAULT_CONFIG = Path("config.toml")


def settings_of(config: Path | None) -> Settings:
    """The settings of the file, or of `config.toml` in the present folder where no file is named.

    Every problem is printed and the command ends with exit code 2.
    """
    if config is None and DEFAULT_CONFIG.exists():
        config = DEFAULT_CONFIG
    try:
        return load(config, os.environ)
    except ConfigurationError as error:
        stop("\n".join(error.problems), MISUSED)


def schema(work: Callable[[str], Coroutine[Any, Any, SchemaState]], settings: Settings) -> SchemaState:
    """What `work` finds out about the database, or does to it; one that can't be opened ends the command."""
    try:
        return asyncio.run(work(settings.database.url.get_secret_value()))
    except Exception as error:  # noqa: BLE001 - every driver has errors of its own, and all mean the same here
        reason = next(iter(str(error).splitlines()), "") or type(error).__name__
        stop(f"Basis data tidak dapat dibuka: {reason}. Periksa [database] url.")


def require_schema(settings: Settings) -> None:
    """End the command unless the database has the schema of this version."""
    problem = SCHEMA_PROBLEMS.get(schema(schema_state, settings))
    if problem:
        stop(problem)


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; a refusal is printed as its sentence and ends the command."""
    try:
        return asyncio.run(work)
    except DomainError as error:
        stop(sentence(error, "id"))
    except OSError as error:
        stop(f"Basis data tidak dapat dibuka: {error}. Periksa [database] url.")


def write(
    settings: Settings, use_case: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run a use case on the database of the configuration; its refusal ends the command."""
    require_schema(settings)

    async def work() -> T:
        db: Database = database(settings.database.url.get_secret_value())
        await db.open()
        try:
            return await db.write(use_case, *args, **kwargs)
        finally:
            await db.close()

    return wait_for(work())


def read(reader: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What a reader of files returns; its refusal ends the command."""
    try:
        return reader(*args, **kwargs)
    except DomainError as error:
        stop(sentence(error, "id"))


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)
