"""The states of a schema, the migrations, and that they make what `storage.tables` says."""

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, inspect, make_url
from sqlalchemy.exc import DBAPIError

from storage import schema
from storage.engine import Database
from storage.schema import SchemaState, migrate, schema_state
from storage.tables import EVIDENCE, metadata

PREFIXES: dict[str, str | tuple[str, ...]] = {"pk": "pk_", "fk": "fk_", "uq": "uq_", "ck": "ck_", "ix": ("ix_", "uq_")}


async def on(url: str, work: Any) -> Any:
    """Run something on a plain connection to a database, in one transaction."""
    return await schema._on_connection(url, work)


def set_revision(connection: Connection, revision: str) -> None:
    connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def upgrade_to_the_first(connection: Connection) -> None:
    config = schema._config()
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")


async def test_an_empty_database_lacks_the_schema(empty_url: str) -> None:
    assert await schema_state(empty_url) is SchemaState.MISSING


async def test_asking_does_not_make_a_file(empty_sqlite_url: str) -> None:
    await schema_state(empty_sqlite_url)
    assert not Path(make_url(empty_sqlite_url).database or "").exists()  # noqa: ASYNC240


async def test_a_migrated_database_is_current_and_migrating_again_changes_nothing(empty_url: str) -> None:
    assert await migrate(empty_url) is SchemaState.MISSING
    assert await schema_state(empty_url) is SchemaState.CURRENT
    assert await migrate(empty_url) is SchemaState.CURRENT
    assert await schema_state(empty_url) is SchemaState.CURRENT
    assert await on(empty_url, tables) == set(metadata.tables)


async def test_an_old_schema_is_brought_up_to_date(empty_url: str) -> None:
    await on(empty_url, upgrade_to_the_first)
    assert await schema_state(empty_url) is SchemaState.OLD
    assert await migrate(empty_url) is SchemaState.OLD
    assert await schema_state(empty_url) is SchemaState.CURRENT


async def test_a_newer_schema_is_left_alone(empty_url: str) -> None:
    await migrate(empty_url)
    await on(empty_url, lambda connection: set_revision(connection, "9999"))
    assert await schema_state(empty_url) is SchemaState.NEWER
    assert await migrate(empty_url) is SchemaState.NEWER
    assert await schema_state(empty_url) is SchemaState.NEWER


async def test_replicas_that_start_together_migrate_once(empty_url: str) -> None:
    async with asyncio.timeout(20):
        states = await asyncio.gather(migrate(empty_url), migrate(empty_url))
    assert sorted(states) == [SchemaState.CURRENT, SchemaState.MISSING]
    assert await schema_state(empty_url) is SchemaState.CURRENT


@pytest.fixture
def broken_migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(Path(schema.__file__).parent / "migrations", folder)
    head = max(path.name[:4] for path in (folder / "versions").glob("0*.py"))
    (folder / "versions" / "9000_half.py").write_text(
        f'from alembic import op\n\nrevision = "9000"\ndown_revision = "{head}"\n\n\n'
        'def upgrade():\n    op.execute("CREATE TABLE half (id int)")\n    op.execute("SELECT nonsense")\n'
    )
    config = Config()
    config.set_main_option("script_location", str(folder))
    monkeypatch.setattr(schema, "_config", lambda: config)


@pytest.mark.usefixtures("broken_migrations")
async def test_a_migration_that_breaks_off_leaves_nothing(empty_url: str) -> None:
    with pytest.raises(DBAPIError):
        await migrate(empty_url)
    assert await schema_state(empty_url) is SchemaState.MISSING
    assert await on(empty_url, tables) == set()


def differences(connection: Connection) -> list[Any]:
    options = {"compare_type": True, "compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


async def test_the_migrations_make_the_tables_that_the_code_knows(url: str) -> None:
    assert await on(url, differences) == []


def checks(connection: Connection) -> set[str]:
    inspector = inspect(connection)
    return {str(check["name"]) for table in tables(connection) for check in inspector.get_check_constraints(table)}


async def test_the_migrations_make_the_checks_that_the_code_knows(url: str) -> None:
    known = {
        str(constraint.name)
        for table in metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    assert known == {"ck_units_work_days", "ck_units_predicate", "ck_outbox_status", "ck_pledge_requests_state"}
    assert await on(url, checks) == known


def misnamed(connection: Connection) -> list[tuple[str, str, object]]:
    inspector = inspect(connection)
    found = []
    for table in tables(connection):
        named: dict[str, Sequence[Any]] = {
            "pk": [inspector.get_pk_constraint(table)],
            "fk": inspector.get_foreign_keys(table),
            "uq": inspector.get_unique_constraints(table),
            "ck": inspector.get_check_constraints(table),
            "ix": inspector.get_indexes(table),
        }
        for kind, constraints in named.items():
            for constraint in constraints:
                name = constraint["name"]
                if not str(name).startswith(PREFIXES[kind]) or table not in str(name):
                    found.append((table, kind, name))
    return found


async def test_every_constraint_has_a_name_of_its_kind_and_table(url: str) -> None:
    assert await on(url, misnamed) == []


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO units (code, name, kind, timezone, work_days, predicate) VALUES ('a', 'A', '', 'UTC', 7, '')",
        "INSERT INTO units (code, name, kind, timezone, work_days, predicate) VALUES ('a', 'A', '', 'UTC', 5, 'WTP')",
        "INSERT INTO grants (employee_id, role, granted_at) VALUES (404, 'admin', '2026-01-01 00:00:00')",
    ],
)
async def test_the_database_itself_refuses_what_makes_no_sense(db: Database, statement: str) -> None:
    with pytest.raises(DBAPIError):
        await db.write(lambda tx: tx.exec_driver_sql(statement))


def test_every_table_of_evidence_exists() -> None:
    assert set(EVIDENCE) <= set(metadata.tables)
