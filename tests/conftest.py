"""Fixtures that tests of several folders share."""

import pytest

pytest.register_assert_rewrite("tests.handlers.dialogue")

from tests import compiled, in_memory, plain_logs  # noqa: E402 - the line above comes before the first import of the module it names
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
from tests.order import pytest_collection_modifyitems  # noqa: E402
from tests.tracing import pytest_runtest_protocol, pytest_runtestloop  # noqa: E402

in_memory.use()
compiled.share()
plain_logs.use()

__all__ = [
    "db",
    "empty_postgres_url",
    "empty_sqlite_url",
    "empty_url",
    "postgres_server",
    "postgres_url",
    "pytest_collection_modifyitems",
    "pytest_runtest_protocol",
    "pytest_runtestloop",
    "sqlite_template",
    "sqlite_url",
    "url",
]
