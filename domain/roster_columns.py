"""The columns of a roster: which title means what, and which line of a sheet holds the titles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.errors import DomainError
from domain.folding import folded, tidy

HEADER_WITHIN: Final = 20


class Column(StrEnum):
    """What a roster tells of a person."""

    NAME = "name"
    STAFF_NUMBER = "staff_number"
    POSITION = "position"
    UNIT = "unit"
    RANK = "rank"
    STATUS = "status"
    PHONE = "phone"
    EMAIL = "email"


# How zibot itself titles the columns.
TITLES: Final[Mapping[Column, str]] = {
    Column.NAME: "Nama",
    Column.STAFF_NUMBER: "NIP/NI PPPK",
    Column.POSITION: "Jabatan",
    Column.UNIT: "Unit Kerja",
    Column.RANK: "Golongan",
    Column.STATUS: "Status Kepegawaian",
    Column.PHONE: "No. HP",
    Column.EMAIL: "Email",
}

# Written without spaces, as `_key` makes them.
SYNONYMS: Final[Mapping[Column, str]] = {
    Column.NAME: "nama namalengkap namapegawai namalengkappegawai namaasn namapns namapppk namadangelar namagelar"
    " namalengkapdangelar namalengkapgelar namalengkapbesertagelar namapegawaidangelar name fullname",
    Column.STAFF_NUMBER: "nip nipppk nippk nipppppk nipnipppk nipbaru nippegawai nipasn nippns nomorinduk"
    " nomorindukpegawai nomorindukpppk noinduk noindukpegawai nonip nomornip nip3k nipp3k nip18digit staffnumber"
    " nipbaru18digit",
    Column.POSITION: "jabatan namajabatan jabatanterakhir jabatansaatini jabatansekarang position",
    Column.UNIT: "unit unitkerja namaunit namaunitkerja opd namaopd skpd namaskpd instansi namainstansi satuankerja"
    " satker namasatuankerja unitorganisasi unor namaunor perangkatdaerah kodeunit kodeunitkerja kodeopd unitcode",
    Column.RANK: "gol golongan golruang golonganruang pangkatgol pangkatgolongan pangkatgolruang golru"
    " pangkatgolonganruang golpangkat golonganpangkat golterakhir golonganterakhir golonganruangterakhir rank",
    Column.STATUS: "status statuskepegawaian statuspegawai jenispegawai jeniskepegawaian jenisasn statusasn"
    " kedudukanpegawai",
    Column.PHONE: "hp nohp nomorhp wa nowa nomorwa whatsapp nowhatsapp nomorwhatsapp notelp notelepon nomortelepon"
    " nomortelp telp telepon tlp notlp handphone nohandphone nomorhandphone ponsel noponsel nomorponsel nohpwa phone"
    " nomorhpwa",
    Column.EMAIL: "email surel alamatemail alamatsurel emailpribadi mail",
}
MEANINGS: Final = {key: column for column, keys in SYNONYMS.items() for key in keys.split()}
# A column of rank names is read only where none holds the golongan.
SECOND_CHOICE: Final = {"pangkat": Column.RANK, "namapangkat": Column.RANK}
# Columns of staff lists that a roster has no use for, so nobody is asked about them.
SPARE_WORDS: Final = (
    "no nomor nourut nomorurut urut tempatlahir tanggallahir tgllahir tempattanggallahir tempattgllahir ttl umur usia"
    " jeniskelamin jk kelamin gender lp agama pendidikan pendidikanterakhir jurusan tmt tmtgolongan tmtjabatan tmtcpns"
    " tmtpns tmtpangkat masakerja mk mkg keterangan ket catatan alamat eselon niplama nik noktp npwp statusperkawinan"
    " gelardepan gelarbelakang kelasjabatan foto baris row alasan reason"
)
SPARE: Final = frozenset(SPARE_WORDS.split())
# "1.", "(2)" or "b." before a title.
NUMBERING: Final = re.compile(r"^\s*\(?(?:[0-9]{1,2}[.)]|[a-z][.)]\s)\s*", re.IGNORECASE)
ALTERNATIVES: Final = re.compile(r"[/,;()&\n]|\b(?:atau|dan)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """What the titles of a table say. `line` counts from 1 and is the last line of the titles.

    `columns` holds the index of each column that is certain, `unknown` index and title of those nobody can place,
    `ambiguous` the indexes that claim the same column, `missing` what a roster cannot do without.
    """

    line: int
    titles: tuple[str, ...]
    columns: Mapping[Column, int]
    unknown: tuple[tuple[int, str], ...]
    ambiguous: Mapping[Column, tuple[int, ...]]
    missing: tuple[Column, ...]

    @property
    def is_settled(self) -> bool:
        """Nothing is left to be asked about."""
        return not (self.unknown or self.ambiguous or self.missing)

    def title(self, column: Column) -> str:
        """The title of the column in the file, or ours where the file has none."""
        index = self.columns.get(column)
        return TITLES[column] if index is None else self.titles[index] or TITLES[column]


def find_header(rows: Sequence[Sequence[str]]) -> Header:
    """The titles among the first 20 rows, on one line or on two; raises `roster.header_missing`.

    Of several candidates the one with the most known columns, then the one on a single line, then the first.
    """
    best = max(_candidates(rows), key=_weight, default=None)
    if best is None or not _weight(best)[0]:
        raise DomainError("roster.header_missing", limit=HEADER_WITHIN)
    return best[0]


def with_answers(header: Header, answers: Mapping[int, Column | None]) -> Header:
    """The header after a person said what the columns with these indexes are; None: not needed.

    An answer wins over what the title says; an index outside the table is passed over.
    """
    answers = {index: column for index, column in answers.items() if 0 <= index < len(header.titles)}
    decided = {column for column in answers.values() if column is not None}
    claims = {index: column for index, column in _claims(header) if index not in answers and column not in decided}
    claims |= {index: column for index, column in answers.items() if column is not None}
    unknown = [(index, title) for index, title in header.unknown if index not in answers]
    return _settled(header.line, header.titles, claims, unknown)


def meaning(title: str) -> Column | None:
    """The column that a title names, also when it names it twice ("NIP / NI PPPK"); None when unknown."""
    whole = MEANINGS.get(_key(title))
    if whole is not None:
        return whole
    parts = {MEANINGS.get(_key(part)) for part in ALTERNATIVES.split(title) if _key(part)}
    return parts.pop() if len(parts) == 1 else None


def _key(title: str) -> str:
    return folded(NUMBERING.sub("", title)).replace(" ", "")


def _claims(header: Header) -> Iterator[tuple[int, Column]]:
    for column, index in header.columns.items():
        yield index, column
    for column, indexes in header.ambiguous.items():
        for index in indexes:
            yield index, column


def _candidates(rows: Sequence[Sequence[str]]) -> Iterator[tuple[Header, int]]:
    """Every header that the first rows may hold, with the number of lines it takes."""
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        if sum(1 for cell in row if cell.strip()) < 2:
            continue
        yield _read(place + 1, [tidy(cell) for cell in row]), 1
        if place + 1 < len(rows):
            yield _read(place + 2, list(_stacked(row, rows[place + 1]))), 2


def _weight(candidate: tuple[Header, int]) -> tuple[int, int]:
    header, lines = candidate
    return len(header.columns) + len(header.ambiguous), -lines


def _stacked(upper: Sequence[str], lower: Sequence[str]) -> Iterator[str]:
    """One title for each column of a header on two lines, whose upper titles may reach over several columns."""
    over = ""
    for index in range(max(len(upper), len(lower))):
        above = tidy(upper[index]) if index < len(upper) else ""
        below = tidy(lower[index]) if index < len(lower) else ""
        over = above or over
        if not below:
            yield above
        elif meaning(below) is None and meaning(f"{over} {below}") is not None:
            yield f"{over} {below}"
        else:
            yield below


def _read(line: int, titles: Sequence[str]) -> Header:
    claims: dict[int, Column] = {}
    second: dict[int, Column] = {}
    unknown: list[tuple[int, str]] = []
    for index, title in enumerate(titles):
        key, column = _key(title), meaning(title)
        if column is not None:
            claims[index] = column
        elif key in SECOND_CHOICE:
            second[index] = SECOND_CHOICE[key]
        elif key and key not in SPARE:
            unknown.append((index, title))
    first = set(claims.values())
    claims |= {index: column for index, column in second.items() if column not in first}
    return _settled(line, tuple(titles), claims, unknown)


def _settled(
    line: int, titles: tuple[str, ...], claims: Mapping[int, Column], unknown: Iterable[tuple[int, str]]
) -> Header:
    by_column = {column: tuple(sorted(i for i, claimed in claims.items() if claimed is column)) for column in Column}
    columns = {column: indexes[0] for column, indexes in by_column.items() if len(indexes) == 1}
    ambiguous = {column: indexes for column, indexes in by_column.items() if len(indexes) > 1}
    named = columns.keys() | ambiguous.keys()
    missing = [column for column in (Column.NAME, Column.UNIT) if column not in named]
    if not named & {Column.STAFF_NUMBER, Column.PHONE}:
        missing.append(Column.STAFF_NUMBER)
    return Header(line, titles, columns, tuple(unknown), ambiguous, tuple(missing))
