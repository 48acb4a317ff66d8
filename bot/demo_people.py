"""The demo's people: plainly synthetic employees with well-formed staff numbers and phones that belong to nobody."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Final

from domain.rights import Role
from services.roster import EmployeeRow, UnitRow

STAFFED: Final = (
    "dpmptsp", "dispendukcapil", "pkm-leces", "inspektorat", "bag-organisasi", "dinkes", "kec-kraksaan", "diskominfo",
)  # fmt: skip
PER_UNIT: Final = 25
NAMES: Final = ("Adi", "Bunga", "Cahya", "Dewi", "Eka", "Fajar", "Gita", "Hadi", "Indah", "Joko", "Kartika", "Lestari",
                "Maya", "Nanda", "Oki", "Putri", "Ratna", "Sari", "Tirta", "Utami", "Vina", "Wahyu", "Yuda", "Zahra",
                "Bayu")  # fmt: skip
POSITIONS: Final = ("Penata Layanan Operasional", "Analis Kebijakan Ahli Muda", "Pranata Komputer Ahli Pertama",
                    "Pengadministrasi Perkantoran", "Arsiparis Terampil")  # fmt: skip
RANKS: Final = ("III/a", "III/b", "III/c", "II/d", "III/d")


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody to play in the chat page: an account, and the row of the roster behind it (None: a stranger)."""

    telegram_id: int
    label: str
    row: int | None
    role: Role | None = None
    scope: str = ""
    linked: bool = False


PLAYERS: Final = (
    Player(5001, "Pegawai DPMPTSP", 1),
    Player(5002, "Pegawai Puskesmas Leces", 2 * PER_UNIT + 1),
    Player(5003, "Kepala DPMPTSP", 0, Role.UNIT_HEAD, "dpmptsp", linked=True),
    Player(5004, "Penilai internal (TPI)", 3 * PER_UNIT + 1, Role.ASSESSOR, linked=True),
    Player(5005, "Pengelola, Bagian Organisasi", 4 * PER_UNIT + 1, Role.ADMIN, linked=True),
    Player(5006, "Bukan pegawai", None),
)


def units(timezone: str = "Asia/Jakarta") -> list[UnitRow]:
    """The 96 units of the regency."""
    text = resources.files("bot").joinpath("demo_data", "units.csv").read_text("utf-8")
    return [
        UnitRow(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            parent_code=row["parent_code"],
            timezone=timezone,
            work_days=int(row["work_days"]),
            predicate=row["predicate"],
            predicate_year=int(row["predicate_year"]) if row["predicate_year"] else None,
        )
        for row in csv.DictReader(text.splitlines())
    ]


def employees() -> list[EmployeeRow]:
    """200 employees, 25 in each of eight units; the first of a unit is its head."""
    return list(_employees())


def _employees() -> Iterator[EmployeeRow]:
    for place, unit in enumerate(STAFFED):
        for seat in range(PER_UNIT):
            number = place * PER_UNIT + seat
            born, month, sex = 1970 + number % 25, 1 + number % 12, 1 + number % 2
            yield EmployeeRow(
                name=f"{NAMES[(seat + 3 * place) % len(NAMES)]} Contoh {number + 1:03d}",
                staff_number=f"{born}{month:02d}{1 + number % 28:02d}{born + 23}{month:02d}{sex}{1 + number:03d}",
                status="PNS",
                position="Kepala" if seat == 0 else POSITIONS[number % len(POSITIONS)],
                rank="IV/a" if seat == 0 else RANKS[number % len(RANKS)],
                unit_code=unit,
                phone=f"0811000{number + 1:05d}",
            )
