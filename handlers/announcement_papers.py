"""Lists of the copies of an announcement as files."""

from __future__ import annotations

from collections.abc import Sequence

from documents.delimited import write_delimited
from documents.workbooks import Sheet, write_workbook
from domain.announcement import Delivery
from texts.announcement_words import cells, columns, sheet_title
from texts.place import Place


def delivery_list(place: Place, deliveries: Sequence[Delivery], *, delimited: bool = False) -> bytes:
    """The list as a workbook, or as delimited text; slow."""
    header = columns(place.language)
    rows = [cells(place, one) for one in deliveries]
    if delimited:
        return write_delimited(header, rows)
    return write_workbook([Sheet(sheet_title(place.language), header, rows)])
