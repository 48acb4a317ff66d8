"""The columns of a file of deadlines: which title means what, and which line of a sheet holds the titles."""

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
    """What a file tells of a deadline."""

    TITLE = "title"
    DAY = "day"
    TIME = "time"
    UNIT = "unit"
    FOR = "for"
    EVIDENCE = "evidence"
    EVERY = "every"
    UNTIL = "until"
    REMINDERS = "reminders"


# How zibot itself titles the columns, in the order in which it writes them.
TITLES: Final[Mapping[Column, str]] = MappingProxyType(
    {
        Column.TITLE: "Judul",
        Column.DAY: "Tanggal",
        Column.TIME: "Jam",
        Column.UNIT: "Unit",
        Column.FOR: "Untuk",
        Column.EVIDENCE: "Bukti",
        Column.EVERY: "Ulang",
        Column.UNTIL: "Sampai",
        Column.REMINDERS: "Pengingat",
    }
)

# Written without spaces, as `_key` makes them.
SYNONYMS: Final[Mapping[Column, str]] = MappingProxyType(
    {
        Column.TITLE: "judul tenggat namatenggat kegiatan tugas uraian title",
        Column.DAY: "tanggal tgl tanggaltenggat batasakhir batas batastanggal bataswaktu jatuhtempo date due",
        Column.TIME: "jam pukul waktu batasjam time",
        Column.UNIT: "unit kodeunit unitkerja opd kodeopd skpd satuankerja",
        Column.FOR: "untuk sasaran penanggungjawab pic pelaksana for audience",
        Column.EVIDENCE: "bukti wajibbukti buktidukung evidence",
        Column.EVERY: "ulang berulang pengulangan frekuensi every repeat",
        Column.UNTIL: "sampai sampaitanggal berakhir ulangsampai until",
        Column.REMINDERS: "pengingat ingatkan hariingat reminders",
    }
)
MEANINGS: Final = {key: column for column, keys in SYNONYMS.items() for key in keys.split()}
SPARE: Final = frozenset({"no", "nomor", "nourut", "keterangan", "ket", "catatan"})


def examples(year: int) -> tuple[tuple[str, ...], ...]:
    """Rows that show how a file of deadlines is filled in, in the order of `TITLES`."""
    return (
        ("Unggah bukti dukung", f"12 Juni {year}", "16.00", "", "peran:tim_zi", "ya", "", "", "H-30, H-7, H-1, hari-H"),
        ("Laporan monev", f"31 Januari {year}", "15.00 WIB", "", "", "tidak", "bulanan", f"31 Desember {year}", ""),
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

    Raises `deadline_file.header_missing` without a title and a day, `deadline_file.column_twice` for two of one
    meaning.
    """
    candidates = [(place, list(map(tidy, row))) for place, row in enumerate(rows[:HEADER_WITHIN], 1)]
    line, titles = max(candidates, key=lambda found: len(_meanings(found[1])), default=(0, []))
    known = _meanings(titles)
    meant = list(known.values())
    if not {Column.TITLE, Column.DAY} <= set(meant):
        raise DomainError("deadline_file.header_missing", limit=HEADER_WITHIN)
    twice = next((column for column in meant if meant.count(column) > 1), None)
    if twice is not None:
        both = " / ".join(titles[index] for index, column in known.items() if column is twice)
        raise DomainError("deadline_file.column_twice", columns=both)
    ignored = tuple(title for index, title in enumerate(titles) if title and index not in known and not _spare(title))
    return Header(line, tuple(titles), {column: index for index, column in known.items()}, ignored)


def _meanings(titles: Sequence[str]) -> dict[int, Column]:
    found = ((index, MEANINGS.get(_key(title))) for index, title in enumerate(titles))
    return {index: column for index, column in found if column is not None}


def _key(title: str) -> str:
    return folded(title).replace(" ", "")


def _spare(title: str) -> bool:
    return _key(title) in SPARE
