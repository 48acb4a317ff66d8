"""A throw-away PostgreSQL server on a socket of its own, for one test run."""

import asyncio
import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

DEBIAN = Path("/usr/lib/postgresql")
OWNER = "postgres"  # the server refuses to run as root
SECONDS = 30
SETTINGS = (
    "listen_addresses=''", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB",
    "max_connections=60", "deadlock_timeout=50ms", "autovacuum=off", "timezone=Asia/Jakarta",
)  # fmt: skip
# Evidence refuses DELETE and TRUNCATE by triggers, which this role sets aside; a transaction left open by a test fails
# at the lock. Most tests fill a few tables with a few rows, which is far quicker to delete than to truncate; what has
# grown is truncated, so that no test reads over the dead rows of hundreds of others.
EMPTY = """
DO $$
DECLARE one regclass;
BEGIN
  SET LOCAL session_replication_role = replica;
  SET LOCAL lock_timeout = '5s';
  LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE;
  FOREACH one IN ARRAY ARRAY[{names}]::regclass[] LOOP
    IF pg_relation_size(one) > 65536 THEN
      EXECUTE format('TRUNCATE %s CASCADE', one);
    ELSIF pg_relation_size(one) > 0 THEN
      EXECUTE format('DELETE FROM %s', one);
    END IF;
  END LOOP;
  PERFORM setval(seqrelid, seqstart, false) FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) IS NOT NULL;
END $$
"""


class NoPostgresError(Exception):
    """No server programs on this machine."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: the folder of its socket, and the role that owns everything in it."""

    folder: Path
    role: str
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _open: dict[str, "asyncpg.Connection[Any]"] = field(default_factory=dict)

    def url(self, database: str) -> str:
        """The address of one of its databases, as zibot takes it."""
        return f"postgresql+asyncpg://{self.role}@/{database}?host={self.folder}"

    async def execute(self, *statements: str, database: str = "postgres") -> None:
        """Run statements one by one, each its own transaction, as the owner of the server."""
        engine = create_async_engine(self.url(database), isolation_level="AUTOCOMMIT")
        try:
            async with engine.connect() as connection:
                for statement in statements:
                    await connection.execute(text(statement))
        finally:
            await engine.dispose()

    def empty(self, database: str, tables: Iterable[str]) -> None:
        """Take all rows out of these tables and let their numbers begin anew. Not from within an event loop.

        Raises asyncpg.LockNotAvailableError while a transaction in one of them is open.
        """
        statement = EMPTY.format(tables=", ".join(tables), names=", ".join(f"'{one}'" for one in tables))
        self._loop.run_until_complete(self._run(database, statement))

    async def _run(self, database: str, statement: str) -> None:
        # To connect takes longer than to empty: one connection stays open, on a loop of its own.
        connection = self._open.get(database)
        if connection is None or connection.is_closed():
            connection = await asyncpg.connect(user=self.role, host=str(self.folder), database=database)
            self._open[database] = connection
        await connection.execute(statement)

    def close(self) -> None:
        """Close the connections that stay open."""
        for connection in self._open.values():
            self._loop.run_until_complete(connection.close())
        self._loop.close()


@contextmanager
def running() -> Iterator[Server]:
    """A server for as long as the block lasts. Raises NoPostgresError, or CalledProcessError when it can't start."""
    folder = _programs()
    owner = OWNER if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="zibot-pg-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        if owner is not None:
            shutil.chown(home, owner)
        server = Server(home, owner or getpass.getuser())
        data = ("-D", home / "data")
        auth = ("-U", server.role, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        _call(owner, home, folder / "initdb", *data, *auth, "--no-sync")
        options = " ".join(f"-c {setting}" for setting in (*SETTINGS, f"unix_socket_directories={home}"))
        _call(owner, home, folder / "pg_ctl", *data, "-w", "-l", home / "log", "-o", options, "start")
        try:
            yield server
        finally:
            server.close()
            # It reads the process id of this very server from its data folder, and waits until that process is gone.
            _call(owner, home, folder / "pg_ctl", *data, "-w", "-m", "immediate", "stop")


def _programs() -> Path:
    """The folder of the server's programs."""
    on_path = shutil.which("postgres")
    folders = [Path(on_path).resolve().parent] if on_path else []
    newest_first = sorted(DEBIAN.glob("*/bin"), key=lambda one: int(one.parent.name), reverse=True)
    for folder in (*folders, *newest_first):
        if all((folder / program).exists() for program in ("initdb", "pg_ctl", "postgres")):
            return folder
    message = "PostgreSQL's server programs (initdb, pg_ctl, postgres) are not installed"
    raise NoPostgresError(message)


def _call(owner: str | None, home: Path, *command: str | Path) -> None:
    # The server inherits what it is started with: a pipe would stay open, and waiting for its end would hang.
    with (home / "setup.log").open("ab") as log:
        subprocess.run(command, user=owner, cwd=home, stdout=log, stderr=log, timeout=SECONDS, check=True)
