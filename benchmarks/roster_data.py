"""Plainly synthetic rosters of any size: clean, with faults of known kinds, and as they are a month later.

The same seed gives the same roster. Staff numbers are well-formed and unique; phones begin with +62811.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from openpyxl import Workbook

from domain.roster import RosterRow
from domain.roster_compare import KnownEmployee

TODAY: Final = date(2026, 3, 2)
FIRST_BIRTH: Final = date(1969, 1, 1)
BIRTH_DAYS: Final = 11_000
NAMES: Final = (
    "Adi",
    "Bunga",
    "Cahya",
    "Dewi",
    "Eka",
    "Fajar",
    "Gita",
    "Hadi",
    "Indah",
    "Joko",
    "Kartika",
    "Lestari",
    "Maya",
    "Nanda",
    "Oki",
    "Putri",
    "Ratna",
    "Sari",
    "Tirta",
    "Utami",
    "Vina",
    "Wahyu",
    "Yuda",
    "Zahra",
)
POSITIONS: Final = (
    "Penata Layanan Operasional",
    "Analis Kebijakan Ahli Muda",
    "Pranata Komputer Ahli Pertama",
    "Pengadministrasi Perkantoran",
    "Arsiparis Terampil",
    "Perawat Terampil",
    "Guru Ahli Pertama",
)
RANKS: Final = ("II/c", "II/d", "III/a", "III/b", "III/c", "III/d", "IV/a")
CONTRACT_RANKS: Final = ("V", "VII", "IX", "X")
KINDS: Final = ("Dinas", "Badan", "Puskesmas", "Kecamatan", "Bagian", "Kantor", "Balai", "Rumah Sakit")
PLACES: Final = (
    "Anggrek",
    "Bakung",
    "Cempaka",
    "Dahlia",
    "Flamboyan",
    "Kamboja",
    "Kenanga",
    "Mawar",
    "Melati",
    "Seruni",
    "Teratai",
    "Wijaya",
)
UNITS: Final = tuple(
    (f"{kind[:3].lower()}-{place.lower()}", f"{kind} Contoh {place}") for kind in KINDS for place in PLACES
)
HEADER: Final = (
    "No",
    "NAMA LENGKAP",
    "NIP / NI PPPK",
    "Pangkat/Gol.",
    "Jabatan",
    "Unit Kerja",
    "Status Kepegawaian",
    "No. HP/WA",
    "Surel",
)
TITLE_ROWS: Final = (("DAFTAR PEGAWAI KABUPATEN CONTOH",), ())
FIRST_LINE: Final = len(TITLE_ROWS) + 2


class Entry(NamedTuple):
    """A person as the list has them, every value in its clean form."""

    name: str
    staff_number: str
    rank: str
    position: str
    unit: str
    status: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Dirty:
    """Entries with faulty ones among them; `expected` gives the key of the problem by the line in the file."""

    entries: tuple[Entry, ...]
    expected: dict[int, str]


@dataclass(frozen=True, slots=True)
class Month:
    """The list a month later, and the staff numbers of those who moved, left and joined."""

    entries: tuple[Entry, ...]
    moved: frozenset[str]
    left: frozenset[str]
    joined: frozenset[str]


def entries(count: int, *, seed: int = 1, start: int = 0) -> tuple[Entry, ...]:
    """`count` people; those of another `start` are others, as long as the ranges do not overlap."""
    rng = random.Random(f"{seed}/{start}")
    return tuple(_entry(place, rng) for place in range(start, start + count))


def rows(people: Sequence[Entry], *, seed: int = 1) -> tuple[tuple[str, ...], ...]:
    """The whole sheet as text: title, header, and the values in the many ways in which people write them."""
    rng = random.Random(seed)
    body = (
        (str(number), entry.name, _number_as_written(entry.staff_number, rng), *entry[2:6],
         _phone_as_written(entry.phone, rng), entry.email)
        for number, entry in enumerate(people, 1)
    )  # fmt: skip
    return (*TITLE_ROWS, HEADER, *body)


def xlsx(table: Sequence[Sequence[str]]) -> bytes:
    """The sheet as a workbook in which running numbers and phones that begin with 8 are numbers."""
    book = Workbook(write_only=True)
    page = book.create_sheet("Pegawai")
    for row in table:
        page.append([_cell(text) for text in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def csv_bytes(table: Sequence[Sequence[str]], *, delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """The sheet as delimited text, by default as an Indonesian Excel saves it."""
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter).writerows(table)
    return target.getvalue().encode(encoding)


def dirty(people: Sequence[Entry], count: int = 300, *, seed: int = 1) -> Dirty:
    """Insert `count` new people among the others, each with one fault, all kinds of fault in turn."""
    rng = random.Random(seed)
    strangers = entries(count, seed=seed + 1, start=50_000)
    gaps = sorted(rng.randrange(1, len(people) + 1) for _ in range(count))
    mixed: list[Entry] = []
    expected: dict[int, str] = {}
    taken = 0
    for place, (gap, stranger) in enumerate(zip(gaps, strangers, strict=True)):
        mixed.extend(people[taken:gap])
        taken = gap
        key, spoil = FAULTS[place % len(FAULTS)]
        expected[FIRST_LINE + len(mixed)] = key
        mixed.append(spoil(stranger, people[rng.randrange(gap)]))
    mixed.extend(people[taken:])
    return Dirty(tuple(mixed), expected)


def a_month_later(
    people: Sequence[Entry], *, moves: int = 250, leavers: int = 80, joiners: int = 120, seed: int = 1
) -> Month:
    """The list after a month in which exactly so many moved (unit, position or rank), left and joined."""
    rng = random.Random(seed)
    chosen = rng.sample(range(len(people)), moves + leavers)
    moving, leaving = set(chosen[:moves]), set(chosen[moves:])
    new = entries(joiners, seed=seed + 2, start=80_000)
    stay = [_moved(one, rng) if place in moving else one for place, one in enumerate(people) if place not in leaving]
    return Month(
        entries=(*stay, *new),
        moved=frozenset(people[place].staff_number for place in moving),
        left=frozenset(people[place].staff_number for place in leaving),
        joined=frozenset(one.staff_number for one in new),
    )


def employee(number: int, row: RosterRow) -> KnownEmployee:
    """The person as stored after joining with this row."""
    return KnownEmployee(
        id=number,
        name=row.name,
        staff_number=row.staff_number,
        status=row.status,
        position=row.position,
        rank=row.rank,
        unit_code=row.unit_code,
        phone=row.phone,
        email=row.email,
        active=True,
    )


def _entry(place: int, rng: random.Random) -> Entry:
    born = FIRST_BIRTH + timedelta(days=place * 7 % BIRTH_DAYS)
    contract = rng.random() < 0.3
    sex, serial = rng.choice("12"), f"{1 + place // BIRTH_DAYS:03d}"
    appointed = "202121" if contract else f"{min(born.year + rng.randrange(21, 27), 2025)}{rng.randrange(1, 13):02d}"
    name = f"{rng.choice(NAMES)} {rng.choice(NAMES)} Contoh {place + 1:05d}"
    return Entry(
        name=name,
        staff_number=f"{born:%Y%m%d}{appointed}{sex}{serial}",
        rank=rng.choice(CONTRACT_RANKS if contract else RANKS),
        position=rng.choice(POSITIONS),
        unit=rng.choice(UNITS)[1],
        status="PPPK" if contract else "PNS",
        phone=f"+62811{place:08d}",
        email=f"pegawai{place + 1}@contoh.example" if rng.random() < 0.5 else "",
    )


def _number_as_written(digits: str, rng: random.Random) -> str:
    if len(digits) != 18 or not digits.isdecimal():
        return digits
    parts = (digits[:8], digits[8:14], digits[14], digits[15:])
    return rng.choice((digits, digits, " ".join(parts), ".".join(parts), f"'{digits}", f"{digits} "))


def _phone_as_written(phone: str, rng: random.Random) -> str:
    if not phone.startswith("+62811"):
        return phone
    national = phone[3:]
    ways = (f"0{national}", f"62{national}", phone, national, f"0{national[:3]}-{national[3:7]}-{national[7:]}")
    return rng.choice(ways)


def _cell(text: str) -> str | int | None:
    if text.isdecimal() and not text.startswith("0") and len(text) < 15:
        return int(text)
    return text or None


def _moved(entry: Entry, rng: random.Random) -> Entry:
    what = rng.choice(("unit", "position", "rank"))
    if what == "unit":
        return entry._replace(unit=rng.choice([name for _, name in UNITS if name != entry.unit]))
    if what == "position":
        return entry._replace(position=rng.choice([name for name in POSITIONS if name != entry.position]))
    ranks = CONTRACT_RANKS if entry.status == "PPPK" else RANKS
    return entry._replace(rank=rng.choice([rank for rank in ranks if rank != entry.rank]))


def _with_digits(entry: Entry, start: int, digits: str) -> Entry:
    number = entry.staff_number
    return entry._replace(staff_number=number[:start] + digits + number[start + len(digits) :])


def _faults() -> Iterator[tuple[str, Callable[[Entry, Entry], Entry]]]:
    """Each kind of fault, made of a new person and of somebody higher up on the list."""
    yield "roster.name_empty", lambda one, _: one._replace(name="")
    yield "roster.name_characters", lambda one, _: one._replace(name="12345")
    yield "roster.text_too_long", lambda one, _: one._replace(position="Analis " * 40)
    yield "roster.staff_number_empty", lambda one, _: one._replace(staff_number="-")
    yield "roster.staff_number_rounded", lambda one, _: one._replace(staff_number="1.98601012010011E+17")
    yield "roster.staff_number_characters", lambda one, _: one._replace(staff_number=one.staff_number[:-1] + "O")
    yield "roster.staff_number_length", lambda one, _: one._replace(staff_number=one.staff_number[:-1])
    yield "roster.staff_number_birth_date", lambda one, _: _with_digits(one, 4, "0231")
    yield "roster.staff_number_age", lambda one, _: _with_digits(one, 0, "1931")
    yield "roster.staff_number_year", lambda one, _: _with_digits(one, 8, "1899")
    yield "roster.staff_number_sex", lambda one, _: _with_digits(one, 14, "7")
    yield "roster.staff_number_serial", lambda one, _: _with_digits(one, 15, "000")
    yield (
        "roster.duplicate_staff_number",
        lambda one, twin: one._replace(staff_number=twin.staff_number, status=twin.status),
    )
    yield "roster.duplicate_phone", lambda one, twin: one._replace(phone=twin.phone)
    yield "roster.phone_characters", lambda one, _: one._replace(phone="0811-000-ABC")
    yield "roster.phone_length", lambda one, _: one._replace(phone="08110")
    yield "roster.phone_prefix", lambda one, _: one._replace(phone="1811000000")
    yield "roster.phone_several", lambda one, _: one._replace(phone="08110000001 / 08110000002")
    yield "roster.email_malformed", lambda one, _: one._replace(email="pegawai(at)contoh.example")
    yield "roster.rank_unknown", lambda one, _: one._replace(rank="III/f")
    yield "roster.rank_contradicts", lambda one, _: one._replace(rank="Penata Muda (IV/a)")
    yield "roster.status_unknown", lambda one, _: one._replace(status="Pensiun")
    yield "roster.status_contradicts_number", lambda one, _: one._replace(status="Honorer")
    yield "roster.status_empty", lambda one, _: _with_digits(one, 12, "15")._replace(status="")
    yield "roster.unit_empty", lambda one, _: one._replace(unit="")
    yield "roster.unit_unknown", lambda one, _: one._replace(unit="Xyz 99")
    yield "roster.unit_unknown_near", lambda one, _: one._replace(unit=one.unit.replace("Contoh", "Conto"))
    yield "roster.no_key", lambda one, _: one._replace(staff_number="", phone="", status="Non-ASN")


FAULTS: Final = tuple(_faults())
