"""The columns of a file of units: which title means what, and which line of a sheet holds the titles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.errors import DomainError
from domain.folding import folded, tidy

HEADER_WITHIN: Final = 20


class Column(StrEnum):
    """What a file tells of a unit."""

    CODE = "code"
    NAME = "name"
    KIND = "kind"
    PARENT = "parent"
    TIMEZONE = "timezone"
    WORK_DAYS = "work_days"
    PREDICATE = "predicate"
    PREDICATE_YEAR = "predicate_year"
    HEAD = "head"


# How zibot itself titles the columns, in the order in which it writes them.
TITLES: Final[Mapping[Column, str]] = MappingProxyType(
    {
        Column.CODE: "Kode",
        Column.NAME: "Nama",
        Column.KIND: "Jenis",
        Column.PARENT: "Induk",
        Column.TIMEZONE: "Zona",
        Column.WORK_DAYS: "Hari Kerja",
        Column.PREDICATE: "Predikat",
        Column.PREDICATE_YEAR: "Tahun Predikat",
        Column.HEAD: "NIP Kepala",
    }
)

# Written without spaces, as `_key` makes them.
SYNONYMS: Final[Mapping[Column, str]] = MappingProxyType(
    {
        Column.CODE: "kode kodeunit kodeunitkerja kodeopd kodeskpd kodesatker code unitcode",
        Column.NAME: "nama namaunit namaunitkerja unit unitkerja opd namaopd skpd namaskpd satuankerja namasatuankerja"
        " perangkatdaerah namaperangkatdaerah name unitname",
        Column.KIND: "jenis jenisunit jenisunitkerja tipe tipeunit kategori kind type",
        Column.PARENT: "induk kodeinduk unitinduk kodeunitinduk namainduk indukunit atasan unitatasan parent"
        " parentcode",
        Column.TIMEZONE: "zona zonawaktu timezone zone",
        Column.WORK_DAYS: "harikerja jumlahharikerja harikerjaseminggu jumlahhari workdays workingdays",
        Column.PREDICATE: "predikat predikatzi predicate",
        Column.PREDICATE_YEAR: "tahunpredikat tahunperolehan tahunpenetapan predicateyear",
        Column.HEAD: "kepala nipkepala kepalaunit nipkepalaunit nipkepalaunitkerja pimpinan nippimpinan head"
        " headstaffnumber",
    }
)
MEANINGS: Final = {key: column for column, keys in SYNONYMS.items() for key in keys.split()}
# Columns of unit lists that nothing is done with, so nobody is told about them.
SPARE: Final = frozenset(
    {"no", "nomor", "nourut", "keterangan", "ket", "catatan", "alamat", "kemendagricode", "kodekemendagri"}
)


@dataclass(frozen=True, slots=True)
class Header:
    """What the titles of a table say: `line` counts from 1, `columns` holds indexes, `ignored` the titles not known."""

    line: int
    titles: tuple[str, ...]
    columns: Mapping[Column, int]
    ignored: tuple[str, ...]

    def title(self, column: Column) -> str:
        """The title of the column in the file, or ours where the file has none."""
        index = self.columns.get(column)
        return TITLES[column] if index is None else self.titles[index] or TITLES[column]


def find_header(rows: Sequence[Sequence[str]]) -> Header:
    """The line among the first 20 with the most known titles.

    Raises `units.header_missing` without a code and something more, `units.column_twice` for two of the same meaning.
    """
    candidates = [(place, list(map(tidy, row))) for place, row in enumerate(rows[:HEADER_WITHIN], 1)]
    line, titles = max(candidates, key=lambda found: len(_meanings(found[1])), default=(0, []))
    known = _meanings(titles)
    if Column.CODE not in known.values() or len(set(known.values())) < 2:
        raise DomainError("units.header_missing", limit=HEADER_WITHIN)
    twice = next((column for column in known.values() if list(known.values()).count(column) > 1), None)
    if twice is not None:
        both = " / ".join(titles[index] for index, column in known.items() if column is twice)
        raise DomainError("units.column_twice", columns=both)
    ignored = tuple(title for index, title in enumerate(titles) if title and index not in known and not _spare(title))
    return Header(line, tuple(titles), {column: index for index, column in known.items()}, ignored)


def _meanings(titles: Sequence[str]) -> dict[int, Column]:
    found = ((index, MEANINGS.get(_key(title))) for index, title in enumerate(titles))
    return {index: column for index, column in found if column is not None}


def _key(title: str) -> str:
    return folded(title).replace(" ", "")


def _spare(title: str) -> bool:
    return _key(title) in SPARE
