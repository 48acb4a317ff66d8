"""Fixtures that tests of several folders share."""

import pytest

pytest.register_assert_rewrite("tests.handlers.dialogue")

from tests import compiled, plain_logs  # noqa: E402 - the line above comes before the first import of the module it names
from tests.databases import (  # noqa: E402
    db,
    empty_postgres_url,
    empty_sqlite_url,
    empty_url,
    postgres_server,
    postgres_url,
    sqlite_template,
    sqlite_url,
    url,
)

compiled.share()
plain_logs.use()

__all__ = [
    "db",
    "empty_postgres_url",
    "empty_sqlite_url",
    "empty_url",
    "postgres_server",
    "postgres_url",
    "sqlite_template",
    "sqlite_url",
    "url",
]
