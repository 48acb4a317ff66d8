"""Statements are compiled once a test process: an engine finds what engines of its kind before it have compiled.

Each test opens a database of its own, and SQLAlchemy keeps compiled statements by engine and dialect object. Without
this a third of the time of the tests with a database went into compiling the same statements again.
"""

from typing import Any

from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.util import LRUCache

KINDS: tuple[type[Dialect], ...] = (SQLiteDialect_pysqlite, PGDialect_asyncpg)
STATEMENTS = 4000
_caches: dict[type[Dialect], LRUCache[Any, Any]] = {kind: LRUCache(STATEMENTS) for kind in KINDS}


def share() -> None:
    """From here on. Dialects of one kind are alike in zibot: none is made with options that change a statement."""
    made = Engine.__init__

    def make(self: Engine, pool: Any, dialect: Dialect, *others: Any, **named: Any) -> None:
        made(self, pool, dialect, *others, **named)
        if type(dialect) in _caches:
            self._compiled_cache = _caches[type(dialect)]

    same = {
        "__eq__": lambda one, other: type(one) is type(other),
        "__hash__": lambda one: hash(type(one)),
    }
    for kind in KINDS:
        for name, method in same.items():
            setattr(kind, name, method)
    Engine.__init__ = make  # type: ignore[method-assign]
