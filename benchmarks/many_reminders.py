"""A million planned reminders: what starting costs, and how long each batch of the promote tick takes.

Run `python -m benchmarks.many_reminders [PEOPLE] [REMINDERS]`. SQLite files of an agency of 10,000 people in 100 units
of four calendars are made, one with the million rows and one with only those that come due; that is not measured. Then
a process of its own opens each of them and ticks once while nothing is due, which shows time and memory; then the
mornings of two days are promoted page by page. On the first five deadlines of everybody are due, on the second one of
each unit too, 420 rows in all. Bare: a transaction that only asks `select 1`, and one that only puts 500 rows into the
outbox. In brackets: the CPU time of the process, which other work on the machine does not change as much.
"""

import asyncio
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Table, insert, select, text, update

from domain.messages import Lane, Post
from services import reminding, returning
from services.planning import Planning
from storage import messages
from storage.engine import Database, Transaction, database
from storage.schema import migrate
from storage.tables import accounts, deadlines, employees, links, outbox, reminders, units

MORNING: Final = datetime(2027, 3, 2, 3, tzinfo=UTC)  # a Tuesday, 10.00 in Jakarta, 12.00 in Jayapura
ZONES: Final = (("Asia/Jakarta", 5), ("Asia/Jakarta", 6), ("Asia/Makassar", 5), ("Asia/Jayapura", 5))
LEADS: Final = (30, 14, 7, 3, 1, 0, -1, -3, -7, -14)
UNITS, CHUNK, ACCOUNT = 100, 5_000, 5_000_000_000
PLANNING: Final = Planning(country="ID")
ROUNDS: Final = 50
LONGEST_SECONDS: Final = 300
MEBI: Final = 1024 * 1024
NAMES: Final = ("median", "p95", "longest")


def put(tx: Transaction, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows, some thousand a statement."""
    waiting = iter(rows)
    while some := list(islice(waiting, CHUNK)):
        tx.execute(insert(table), some)


def agency(tx: Transaction, people: int) -> None:
    """Units of all calendars below one another, and people who are linked and can be written to."""
    put(tx, units, (
        {"code": f"u{one}", "name": f"Dinas Contoh Nomor {one}", "kind": "opd", "parent_id": one // 10 or None,
         "timezone": ZONES[one % 4][0], "work_days": ZONES[one % 4][1], "predicate": "", "predicate_year": None}
        for one in range(1, UNITS + 1)
    ))  # fmt: skip
    numbers = range(1, people + 1)
    put(tx, employees, (
        {"name": f"Pegawai Contoh {one}", "staff_number": f"{one:018}", "status": "PNS", "position": "Analis",
         "rank": "III/a", "unit_id": 1 + one % UNITS, "phone": "", "active": True}
        for one in numbers
    ))  # fmt: skip
    put(
        tx,
        accounts,
        (
            {"telegram_id": ACCOUNT + one, "language": "id", "reachable": True, "first_seen_at": MORNING}
            for one in numbers
        ),
    )
    put(
        tx,
        links,
        (
            {"employee_id": one, "telegram_id": ACCOUNT + one, "proof": "contact", "linked_at": MORNING}
            for one in numbers
        ),
    )


def due(tx: Transaction) -> None:
    """Five deadlines of everybody for the first morning, and one of each unit, too, for the second."""
    for number in range(UNITS + 5):
        unit = number + 1 if number < UNITS else None
        put(tx, deadlines, [a_deadline(f"Tugas {number}", MORNING + timedelta(days=7), unit)])
    for zone, days in ZONES:
        for deadline in range(UNITS + 1, UNITS + 6):
            for day in (0, 1):
                put(tx, reminders, [row(deadline, zone, days, 7 - day, MORNING + timedelta(days=day, hours=-3))])
        for deadline in range(1, UNITS + 1):
            put(tx, reminders, [row(deadline, zone, days, 6, MORNING + timedelta(days=1, hours=-3))])


def a_deadline(title: str, due_at: datetime, unit: int | None) -> dict[str, Any]:
    """The columns of a deadline."""
    return {"title": title, "due_at": due_at, "unit_id": unit, "rule": "mark", "created_at": MORNING}


def row(deadline: int, zone: str, days: int, lead: int, at: datetime) -> dict[str, Any]:
    """The columns of a planned reminder."""
    return {
        "deadline_id": deadline, "timezone": zone, "work_days": days, "lead_days": lead, "due_at": at,
        "status": "planned",
    }  # fmt: skip


def far(tx: Transaction, first: int, count: int) -> None:
    """Deadlines of the years to come with their planned reminders, so many rows in all."""
    each = len(ZONES) * len(LEADS)
    numbers = range(first, first + -(-count // each))
    put(
        tx,
        deadlines,
        (a_deadline(f"Tugas {one}", MORNING + timedelta(days=60 + one % 700), 1 + one % UNITS) for one in numbers),
    )
    put(tx, reminders, islice(planned(numbers), count))


def planned(numbers: Iterable[int]) -> Iterator[dict[str, Any]]:
    """The planned reminders of these deadlines."""
    for one in numbers:
        for zone, days in ZONES:
            for lead in LEADS:
                at = MORNING + timedelta(days=60 + one % 700 - lead, hours=-2)
                yield row(one, zone, days, lead, at)


def fill(tx: Transaction, people: int, count: int) -> None:
    """Everything."""
    agency(tx, people)
    due(tx)
    far(tx, UNITS + 6, count)


async def make(path: Path, people: int, count: int) -> None:
    """A file with the present schema and everything in it."""
    url = f"sqlite+aiosqlite:///{path}"
    await migrate(url)
    db = database(url)
    await db.open()
    await db.write(fill, people, count)
    await db.close()


async def start(path: Path) -> None:
    """What a child process does: open, tick once before anything is due, and say what that took."""
    began = time.perf_counter()
    db = database(f"sqlite+aiosqlite:///{path}")
    await db.open()
    now = MORNING - timedelta(days=1)
    assert not await db.write(returning.resume, PLANNING, now)
    assert not await db.write(reminding.promote, PLANNING, now)
    spent = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    idle = await timed(db, ROUNDS, reminding.promote, PLANNING, now)
    print(f"{spent * 1000:.0f} ms, {peak:.0f} MiB at most, a tick without work {statistics.median(idle):.2f} ms")
    await db.close()


async def timed(db: Database, rounds: int, use_case: Any, *args: Any) -> list[float]:
    """The milliseconds of each run of a use case."""
    found = []
    for _ in range(rounds):
        began = time.perf_counter()
        await db.write(use_case, *args)
        found.append((time.perf_counter() - began) * 1000)
    return found


async def morning(db: Database, now: datetime) -> tuple[list[float], list[float], int]:
    """The milliseconds of each batch, by wall and CPU, and how many messages came of it; the sender is always ready."""
    spent: list[float] = []
    worked: list[float] = []
    before = await db.read(posts)
    while True:
        began, cpu = time.perf_counter(), time.process_time()
        if not await db.write(reminding.promote, PLANNING, now):
            return spent, worked, await db.read(posts) - before
        spent.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - cpu) * 1000)
        await db.write(lambda tx: tx.execute(update(outbox).where(outbox.c.status == "queued").values(status="sent")))


def posts(tx: Transaction) -> int:
    """How many messages the outbox holds."""
    return int(tx.execute(text("select count(*) from outbox")).scalar_one())


def bare_insert(tx: Transaction, number: list[int]) -> None:
    """Five hundred rows like those of a page."""
    number[0] += 1
    named = [{"id": one, "lead": 7} for one in range(5)]
    messages.enqueue(tx, [
        Post(f"bare:{number[0]}:{one}", "bare", ACCOUNT + one, {"deadlines": named, "missed": None}, Lane.TRANSACTIONAL)
        for one in range(500)
    ], MORNING)  # fmt: skip


def told(what: str, spent: list[float], worked: list[float], *bare: float) -> None:
    """Median, p95 and the longest, with the ratio of the median to what is bare."""
    middle = statistics.median(spent)
    ratios = "".join(f", {middle / one:.1f} x" for one in bare)
    both = zip(NAMES, spread(spent), spread(worked), strict=True)
    figures = (f"{name} {one:.0f} ({cpu:.0f})" for name, one, cpu in both)
    print(f"{what}: {len(spent)} batches, {', '.join(figures)} ms{ratios}")


def spread(found: list[float]) -> tuple[float, float, float]:
    """Median, p95 and the longest."""
    ordered = sorted(found)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], ordered[-1]


async def measure(path: Path) -> None:
    """The mornings of two days."""
    db = database(f"sqlite+aiosqlite:///{path}")
    await db.open()
    one = statistics.median(await timed(db, ROUNDS, lambda tx: tx.execute(select(1)).scalar_one()))
    insertion = statistics.median(await timed(db, ROUNDS, bare_insert, [0]))
    print(f"bare: select 1 {one:.2f} ms, 500 rows into the outbox {insertion:.1f} ms")
    await db.write(lambda tx: tx.execute(update(outbox).values(status="sent")))
    for day, name in enumerate(("five deadlines", "with one of each unit")):
        began = time.perf_counter()
        spent, worked, count = await morning(db, MORNING + timedelta(days=day))
        told(f"{name}, {count} messages", spent, worked, one, insertion)
        print(f"  in {time.perf_counter() - began:.1f} s with marking them sent")
    await db.close()


def made(path: Path, people: int, count: int) -> None:
    """Make a file and say so."""
    began = time.perf_counter()
    asyncio.run(asyncio.wait_for(make(path, people, count), LONGEST_SECONDS))
    size, spent = path.stat().st_size / MEBI, time.perf_counter() - began
    print(f"{people} people, {count} reminders to come: {size:.0f} MiB, made in {spent:.0f} s", flush=True)


def main() -> None:
    """Read the arguments."""
    if sys.argv[1:2] == ["start"]:
        asyncio.run(start(Path(sys.argv[2])))
        return
    given = [int(one) for one in sys.argv[1:3]]
    people, count = (*given, *(10_000, 1_000_000)[len(given) :])
    with tempfile.TemporaryDirectory() as folder:
        for rows in (0, count):
            path = Path(folder) / f"{rows}.db"
            made(path, people, rows)
            command = [sys.executable, "-m", "benchmarks.many_reminders", "start", str(path)]
            subprocess.run(command, check=True, timeout=LONGEST_SECONDS)
        asyncio.run(asyncio.wait_for(measure(Path(folder) / f"{count}.db"), LONGEST_SECONDS))


if __name__ == "__main__":
    main()
