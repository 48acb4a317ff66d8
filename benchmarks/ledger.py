"""Time of walking the ledger, and of counting who has signed, with N signatures in an SQLite file.

Run `python -m benchmarks.ledger [N] [--every-seal]`; N is 100,000 unless given. Making the records takes about 0.2 ms
each and is not measured. The bare walk reads the same rows of both tables by a plain cursor and does nothing with them.
"""

import asyncio
import hashlib
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from domain import receipt, seal
from domain.coverage import Listing
from domain.ledger import Signature, record_facts, text_facts
from domain.people import Account, Actor, Employee, Unit
from domain.rights import Grant, Role
from services import coverage, coverage_lists, ledger_check
from services.sealing import Sealer, new_sealer
from storage import pledges
from storage.engine import Transaction, database
from storage.schema import migrate

NOW: Final = datetime(2026, 1, 5, 1, tzinfo=UTC)
LATER: Final = datetime(2026, 12, 31, 17, tzinfo=UTC)
STORED, STORED_LATER = (one.strftime("%Y-%m-%d %H:%M:%S.%f") for one in (NOW, LATER))
UNITS: Final = 50
ROOT: Final = UNITS + 1
HEAD: Final = Actor(
    Account(1, "id", "", reachable=True),
    Employee(1, "Kepala", "", "pns", "Kepala Dinas", "", 1, "", active=True),
    Unit(1, "u1", "Dinas 1", "opd", ROOT, "Asia/Jakarta", 5, "", None),
    (Grant(Role.UNIT_HEAD, None),),
)
CHUNK: Final = 5_000
ASKED: Final = 200
OVERVIEWS: Final = 20
SHOWN: Final = (
    "Saya berjanji menolak pemberian yang berhubungan dengan jabatan, dan melaporkan benturan kepentingan.\n" * 10
)
FINGERPRINT: Final = hashlib.sha256(SHOWN.encode()).hexdigest()
VERSION, SOURCE = "2026-1", 'version = "2026-1"\n'


def signature(number: int) -> Signature:
    """One record; people, requests and codes follow from its number, from 1."""
    body = receipt.ALPHABET[number % 32]
    code = "".join(receipt.ALPHABET[number >> shift & 31] for shift in range(40, -1, -5)) + body
    return Signature(
        id=number, code=code, request_id=number, campaign_id=1, employee_id=number, unit_id=1 + number % UNITS,
        telegram_id=5_000_000_000 + number, text_version=VERSION, language="id", shown=SHOWN, fingerprint=FINGERPRINT,
        name=f"Pegawai Contoh {number}", staff_number=f"{number:018}", position="Analis Kebijakan Ahli Muda",
        unit_name=f"Dinas Contoh {1 + number % UNITS}", reading="points", reading_began_at=NOW, read_at=NOW,
        factor="name", signed_at=NOW, signed_local="2026-01-05T08:00:00+07:00", valid_until=LATER,
    )  # fmt: skip


def stored(one: Signature) -> list[Any]:
    """The record as SQLite keeps it."""
    moments = {NOW: STORED, LATER: STORED_LATER}
    values = (getattr(one, name) for name in Signature.__dataclass_fields__)
    return [moments[value] if isinstance(value, datetime) else value for value in values]


def fill(path: Path, count: int, sealer: Sealer) -> None:
    """Put the records, their requests and their entries into a file with the present schema."""
    with closing(sqlite3.connect(path, isolation_level=None)) as driver:
        driver.executescript("PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF; BEGIN")
        driver.execute("INSERT INTO pledge_texts VALUES (?, ?, ?)", (VERSION, SOURCE, STORED))
        put_people(driver, count)
        chain = entries(count, sealer)
        _, driven = next(chain)
        driver.execute(f"INSERT INTO ledger VALUES ({marks(5)})", driven)
        for first in range(1, count + 1, CHUNK):
            pairs = [next(chain) for _ in range(first, min(first + CHUNK, count + 1))]
            driver.executemany(f"INSERT INTO signatures VALUES ({marks(22)})", (stored(one) for one, _ in pairs if one))
            driver.executemany(f"INSERT INTO ledger VALUES ({marks(5)})", (entry for _, entry in pairs))
            driven = pairs[-1][1]
        head = (driven[0], seal.link(driven[3], driven[4]))
        driver.execute("INSERT INTO ledger_head VALUES (1, ?, ?)", head)
        driver.execute("COMMIT")


def put_people(driver: sqlite3.Connection, count: int) -> None:
    """Units below one root, their people, and a request to each; one in 1,000 joined later and has yet to sign."""
    units = ((number, f"u{number}", f"Dinas {number}", "opd", None if number == ROOT else ROOT, "Asia/Jakarta", 5, "")
             for number in range(1, ROOT + 1))  # fmt: skip
    columns = "id, code, name, kind, parent_id, timezone, work_days, predicate"
    driver.executemany(f"INSERT INTO units ({columns}) VALUES ({marks(8)})", units)
    numbers = range(1, count + 1)
    staff = ((number, f"Pegawai {number}", f"{number:018}", "pns", "", "", 1 + number % UNITS, "", 1)
             for number in numbers)  # fmt: skip
    columns = "id, name, staff_number, status, position, rank, unit_id, phone, active"
    driver.executemany(f"INSERT INTO employees ({columns}) VALUES ({marks(9)})", staff)
    signed, later = ("campaign", "signed"), ("joined", "open")
    asked = ((number, 1, number, 1 + number % UNITS, *(later if number % 1000 == 0 else signed), 1, STORED, STORED)
             for number in numbers)  # fmt: skip
    columns = "id, campaign_id, employee_id, unit_id, reason, state, current, opened_at, state_at"
    driver.executemany(f"INSERT INTO pledge_requests ({columns}) VALUES ({marks(9)})", asked)
    driver.execute(
        "INSERT INTO campaigns (id, title, text_version, opens_at, closes_at, valid_until, audience_kind, audience) "
        "VALUES (1, 'Pakta', ?, ?, ?, ?, 'all', '[]')", (VERSION, STORED, STORED_LATER, STORED_LATER),
    )  # fmt: skip


def entries(count: int, sealer: Sealer) -> Iterator[tuple[Signature | None, tuple[Any, ...]]]:
    """The text's entry, then one a signature, each sealed and holding on to the one before."""
    link, subject, kind = seal.FIRST_LINK, VERSION, "text"
    facts, one = text_facts(VERSION, SOURCE, NOW), None
    for sequence in range(1, count + 2):
        if sequence > 1:
            one = signature(sequence - 1)
            kind, subject, facts = "signature", one.code, record_facts(one)
        body = seal.body(sequence, link, sealer.key_id, kind, facts)
        given = sealer.seal(body)
        link = seal.link(body, given)
        yield one, (sequence, kind, subject, body, given)


def marks(count: int) -> str:
    """So many placeholders."""
    return ", ".join("?" * count)


def bare_walk(path: Path) -> float:
    """Seconds to fetch the same rows by a plain cursor, joined as the check joins them."""
    started = time.perf_counter()
    with closing(sqlite3.connect(path)) as driver:
        query = (
            "SELECT * FROM ledger LEFT JOIN signatures ON kind = 'signature' AND code = subject_id ORDER BY sequence"
        )
        for _ in driver.execute(query):
            pass
    return time.perf_counter() - started


def time_counts(tx: Transaction) -> list[float]:
    """Milliseconds of each count, of the agency and of a unit in turn."""
    taken = []
    for number in range(ASKED):
        started = time.perf_counter()
        pledges.coverage(tx, 1, 1 + number % UNITS if number % 2 else None)
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def time_overviews(tx: Transaction, units: Iterable[int]) -> list[float]:
    """Milliseconds of the overview of each unit."""
    taken = []
    for unit in units:
        started = time.perf_counter()
        coverage.overview(tx, HEAD, unit, NOW + timedelta(days=1))
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def time_lists(tx: Transaction) -> list[float]:
    """Milliseconds of the first page of each list of a unit."""
    taken = []
    for number in range(OVERVIEWS):
        for listing in Listing:
            started = time.perf_counter()
            coverage_lists.page(tx, HEAD, 1 + number % UNITS, 1, listing, 0, NOW + timedelta(days=1))
            taken.append((time.perf_counter() - started) * 1000)
    return taken


def told(what: str, taken: list[float]) -> str:
    """The median and the slowest, in words."""
    return f"{what}: median {statistics.median(taken):.2f} ms, slowest of {len(taken)} {max(taken):.2f} ms"


async def measure(folder: Path, count: int, *, every_seal: bool) -> None:
    """Make the records, walk them both ways, count them, and print the figures."""
    path, sealer = folder / "ledger.db", new_sealer()
    await migrate(f"sqlite+aiosqlite:///{path}")
    started = time.perf_counter()
    await asyncio.to_thread(fill, path, count, sealer)
    print(f"{count:,} signatures made in {time.perf_counter() - started:.1f} s, {path.stat().st_size / 2**20:.0f} MiB")
    bare = await asyncio.to_thread(bare_walk, path)
    db = database(f"sqlite+aiosqlite:///{path}")
    await db.open()
    started = time.perf_counter()
    verdict = await db.read(ledger_check.verify, sealer, every_seal=every_seal)
    taken = time.perf_counter() - started
    counts = await db.read(time_counts)
    units = await db.read(time_overviews, [1 + number % UNITS for number in range(ASKED)])
    agency = await db.read(time_overviews, [ROOT] * OVERVIEWS)
    lists = await db.write(time_lists)
    await db.close()
    assert (verdict.entries, verdict.faults) == (count + 1, ()), verdict
    print(f"verify{' with every seal' if every_seal else ''}: {taken:.2f} s, {count / taken:,.0f} records/s")
    print(f"bare cursor walk: {bare:.2f} s; verify takes {taken / bare:.1f} times as long")
    print(told("coverage counts", counts))
    print(told(f"overview of one of {UNITS} units", units))
    print(told("overview of the whole agency", agency))
    print(told("first page of a list of a unit", lists))


def main(words: list[str]) -> None:
    """Run with the number and the option of the command line."""
    count = next((int(word) for word in words if word.isdigit()), 100_000)
    with tempfile.TemporaryDirectory(prefix="zibot-ledger-") as folder:
        asyncio.run(measure(Path(folder), count, every_seal="--every-seal" in words))


if __name__ == "__main__":
    main(sys.argv[1:])
