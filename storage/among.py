"""One of many ids, handed over as one value: a thousand bound values cost more than the query that they are for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, any_, func, literal, select

from storage.engine import Transaction


def among(tx: Transaction, column: ColumnElement[Any], ids: Iterable[int]) -> ColumnElement[bool]:
    """Holds where the column is one of these ids."""
    wanted = list(ids)
    if tx.dialect.name == "postgresql":
        return column == any_(literal(wanted, ARRAY(BigInteger)))
    listed = func.json_each(json.dumps(wanted)).table_valued("value")
    return column.in_(select(listed.c.value))
