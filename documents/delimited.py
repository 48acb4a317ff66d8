"""Tables as delimited text, in the form in which an Indonesian Excel opens and saves it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Final

# What a spreadsheet would run as a formula; numbers and phones with a sign in front are none.
FORMULA: Final = re.compile(r"[=@\t\r]|[+-][^\d\s]")


def write_delimited(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """The table with semicolons, in UTF-8 with a byte order mark; what looks like a formula gets a quote in front."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";")
    writer.writerow(header)
    writer.writerows([f"'{cell}" if FORMULA.match(cell) else cell for cell in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")
