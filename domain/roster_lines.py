"""Which lines of a sheet are about people, and which are blank, totals, repeated titles or signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from domain.folding import folded, tidy
from domain.roster_columns import Column, Header

KEYS: Final = (Column.STAFF_NUMBER, Column.PHONE)
TOTAL: Final = frozenset({"jumlah", "total", "subtotal", "sub", "grand"})
GROUPS: Final = "pegawai seluruh seluruhnya keseluruhan semua pns cpns pppk p3k asn non orang laki perempuan akhir"
COUNTED: Final = TOTAL | frozenset(GROUPS.split())
SIGNATURE: Final = re.compile(
    r"(?i)^(mengetahui|mengesahkan|disahkan|menyetujui|ditetapkan di|dibuat di)\b"
    r"|^[a-z .]{3,40}, *[0-9]{1,2} (januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november"
    r"|desember) [0-9]{4}$"
)
# The line under the titles that numbers the columns: 1, 2, 3 or (1), (2), (3).
COLUMN_NUMBER: Final = re.compile(r"\(?[0-9]{1,2}\)?")
FEWEST_DIGITS: Final = 7


def people_lines(rows: Sequence[Sequence[str]], header: Header) -> Iterator[tuple[int, Sequence[str]]]:
    """Each line below the header that is about a person, with its number in the file from 1.

    Below a signature only lines with a staff number or a phone are.
    """
    signed = False
    for line, cells in enumerate(rows[header.line :], header.line + 1):
        known = {
            column: tidy(cells[index])
            for column, index in header.columns.items()
            if index < len(cells) and cells[index]
        }
        if not any(known.values()) or _repeats_titles(known, header) or _numbers_columns(known):
            continue
        keyed = any(len(re.findall(r"[0-9]", known.get(column, ""))) >= FEWEST_DIGITS for column in KEYS)
        if not keyed:
            signed = signed or _is_signature(known, cells)
            if signed or _is_total(cells):
                continue
        yield line, cells


def _repeats_titles(known: dict[Column, str], header: Header) -> bool:
    return len(known) > 1 and all(not text or text == header.title(column) for column, text in known.items())


def _numbers_columns(known: dict[Column, str]) -> bool:
    texts = [text for text in known.values() if text]
    return len(texts) > 1 and all(COLUMN_NUMBER.fullmatch(text) for text in texts)


def _is_signature(known: dict[Column, str], cells: Sequence[str]) -> bool:
    # A person's line may hold a place and date too: those of birth.
    if known.get(Column.NAME) and known.get(Column.UNIT):
        return False
    return any(SIGNATURE.search(tidy(cell)) for cell in cells if cell)


def _is_total(cells: Sequence[str]) -> bool:
    first = next((words for cell in cells if (words := folded(cell))), "").split()
    return bool(first) and first[0] in TOTAL and all(word in COUNTED or word.isdecimal() for word in first)
