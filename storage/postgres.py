"""PostgreSQL: a pool of asyncpg connections, one transaction a use case, tried again when the server asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.gate import Gate

P = ParamSpec("P")
T = TypeVar("T")

TRIES = 4
RETRY_STATES = frozenset({"40001", "40P01"})  # serialization failure, deadlock: the server's own word for 'once more'


class PostgresDatabase:
    """A `storage.engine.Database` on a server that several replicas share."""

    def __init__(self, url: str, pool_size: int = 10) -> None:
        self._engine: AsyncEngine = create_async_engine(url, pool_size=pool_size, pool_pre_ping=True)
        self._gate = Gate()

    async def open(self) -> None:
        """Connect once, so that a wrong address is told at the start. Raises OSError or DBAPIError."""
        async with self._engine.connect():
            self._gate.open()

    async def close(self) -> None:
        """Let what runs finish, then close the pool."""
        await self._gate.close()
        await self._engine.dispose()

    async def write(self, use_case: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case and commit."""
        with self._gate.passage():
            for _ in range(TRIES - 1):
                try:
                    return await self._transaction(use_case, *args, **kwargs)
                except DBAPIError as error:
                    if getattr(error.orig, "sqlstate", None) not in RETRY_STATES:
                        raise
            return await self._transaction(use_case, *args, **kwargs)

    async def _transaction(
        self, use_case: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(use_case, *args, **kwargs)

    async def read(self, use_case: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case on one snapshot; the server refuses writes."""
        with self._gate.passage():
            return await self._snapshot(use_case, *args, **kwargs)

    async def _snapshot(
        self, use_case: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            async with connection.begin():
                return await connection.run_sync(use_case, *args, **kwargs)
