"""The fixtures of everything that needs a database: each test gets its own, on SQLite and on PostgreSQL."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest

from storage import engine, schema
from storage.engine import Database
from storage.tables import metadata
from tests import postgres

DIALECTS = ("sqlite", "postgresql")
SHARED = "zibot"
_numbers = count(1)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """The database at this address, open for as long as the block lasts."""
    database = engine.database(url)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the present schema, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    asyncio.run(schema.migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A server with a database of the present schema; skips without PostgreSQL, but fails in CI."""
    try:
        with postgres.running() as server:
            asyncio.run(server.execute(f"CREATE DATABASE {SHARED}"))
            asyncio.run(schema.migrate(server.url(SHARED)))
            yield server
    except postgres.NoPostgresError as missing:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(missing))


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite file with the present schema."""
    path = shutil.copyfile(sqlite_template, tmp_path / "zibot.db")
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_server: postgres.Server) -> str:
    """The address of the run's PostgreSQL database with the present schema, emptied: quicker than a new one a test."""
    postgres_server.empty(SHARED, metadata.tables)
    return postgres_server.url(SHARED)


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """The address of an SQLite file that does not exist yet."""
    return f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
async def empty_postgres_url(postgres_server: postgres.Server) -> AsyncIterator[str]:
    """The address of a fresh PostgreSQL database without tables."""
    name = f"{SHARED}_{next(_numbers)}"
    await postgres_server.execute(f"CREATE DATABASE {name}")
    yield postgres_server.url(name)
    await postgres_server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=DIALECTS)
def url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database with the present schema, on both databases in turn."""
    found: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return found


@pytest.fixture(params=DIALECTS)
def empty_url(request: pytest.FixtureRequest) -> str:
    """The address of a database without tables, on both databases in turn."""
    found: str = request.getfixturevalue("empty_sqlite_url" if request.param == "sqlite" else "empty_postgres_url")
    return found


@pytest.fixture
async def db(url: str) -> AsyncIterator[Database]:
    """A fresh database with the present schema, open, on SQLite and on PostgreSQL in turn."""
    async with opened(url) as database:
        yield database
