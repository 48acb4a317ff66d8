"""The database: use cases run as whole transactions, on SQLite through aiosqlite or on PostgreSQL through asyncpg.

A use case is a plain function whose first argument is a `Transaction`. It never awaits, so it can't do network inside a
transaction, and on SQLite it runs in one hop to the connection's own thread instead of one hop a statement.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeAlias, TypeVar

from sqlalchemy import Connection, make_url

P = ParamSpec("P")
T = TypeVar("T")

Transaction: TypeAlias = Connection
"""An open transaction. Only `storage` looks inside; services hand it from repository to repository."""


class Database(Protocol):
    """Runs use cases. The result of `write` arrives only after the durable commit."""

    async def open(self) -> None:
        """Connect. Raises OSError or a driver error when the database can't be reached."""

    async def close(self) -> None:
        """Finish what runs, refuse what comes, and let go of all connections."""

    async def write(self, use_case: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the use case in a transaction that may write. Several waiting ones may share one commit."""

    async def read(self, use_case: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the use case on one consistent snapshot. Writing fails."""


def database(url: str) -> Database:
    """The database behind an address such as `sqlite+aiosqlite:///zibot.db` or `postgresql+asyncpg://host/name`.

    Raises ValueError for any other kind of address.
    """
    parsed = make_url(url)
    if parsed.drivername == "sqlite+aiosqlite" and parsed.database:
        from storage.sqlite import SqliteDatabase

        return SqliteDatabase(parsed.database)
    if parsed.drivername == "postgresql+asyncpg":
        from storage.postgres import PostgresDatabase

        return PostgresDatabase(url)
    message = f"unsupported database address: {parsed.drivername}"
    raise ValueError(message)
