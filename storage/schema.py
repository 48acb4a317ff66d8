"""The state of the schema, and bringing it up to date with Alembic."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, func, make_url, select
from sqlalchemy.ext.asyncio import create_async_engine

MIGRATION_LOCK = 0x7A69626F74  # any number that nobody else uses as an advisory lock; this one spells zibot


class SchemaState(StrEnum):
    """How the schema of a database compares with what this version of zibot needs."""

    MISSING = "missing"
    OLD = "old"
    CURRENT = "current"
    NEWER = "newer"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _state(connection: Connection) -> SchemaState:
    present = MigrationContext.configure(connection).get_current_revision()
    known = [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]
    if present is None:
        return SchemaState.MISSING
    if present not in known:
        return SchemaState.NEWER
    return SchemaState.CURRENT if present == known[0] else SchemaState.OLD


def _upgrade(connection: Connection) -> SchemaState:
    if connection.dialect.name == "postgresql":  # replicas may start at the same moment; SQLite has but one writer
        connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))
    before = _state(connection)
    if before is not SchemaState.NEWER:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return before


async def schema_state(url: str) -> SchemaState:
    """Compare the database with this version. A missing SQLite file is MISSING and is not made."""
    parsed = make_url(url)
    if parsed.drivername == "sqlite+aiosqlite" and not await asyncio.to_thread(Path(parsed.database or "").exists):
        return SchemaState.MISSING
    return await _on_connection(url, _state)


async def migrate(url: str) -> SchemaState:
    """Bring the schema to this version; returns what it was before. A newer schema is left alone."""
    return await _on_connection(url, _upgrade)


async def _on_connection(url: str, work: object) -> SchemaState:
    assert callable(work)
    parsed = make_url(url)
    if parsed.drivername.startswith("sqlite"):
        return await asyncio.to_thread(_on_sqlite, parsed.database or "", work)
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            state: SchemaState = await connection.run_sync(work)
            return state
    finally:
        await engine.dispose()


def _on_sqlite(path: str, work: object) -> SchemaState:
    assert callable(work)
    engine = create_engine(f"sqlite+pysqlite:///{path}", connect_args={"isolation_level": None})
    # Without an explicit BEGIN the driver would commit each DDL statement by itself: half a migration could stay.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.begin() as connection:
            state: SchemaState = work(connection)
            return state
    finally:
        engine.dispose()
