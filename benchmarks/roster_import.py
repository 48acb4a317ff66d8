"""Time and memory of importing a roster of 10,000 rows into SQLite: preview and application, and again a month later.

Run `python -m benchmarks.roster_import`; it takes a few seconds. Memory is the growth of the process's peak while the
files are read, compared and stored; making them is not measured.
"""

import asyncio
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks import roster_data
from domain.roster_numbers import Numbers
from domain.roster_questions import Answers
from services import roster, roster_files, roster_import
from services.roster_import import Choice, Preview
from storage.engine import Database, database
from storage.schema import migrate

PEOPLE: Final = 10_000
NOW: Final = datetime(2026, 3, 2, 3, tzinfo=UTC)


class Stopwatch:
    """Adds up what each step took and prints it."""

    def __init__(self) -> None:
        self.total = 0.0

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        """Print how long the block took."""
        started = time.perf_counter()
        yield
        passed = time.perf_counter() - started
        self.total += passed
        print(f"  {what:<28}{passed * 1000:8.0f} ms")


async def import_file(db: Database, watch: Stopwatch, name: str, data: bytes) -> None:
    """Preview a file as the chat does it, step by step, and apply all that the preview shows."""
    print(f"{name}, {len(data) / 1024:.0f} KiB")
    with watch.timed("read the file"):
        file = await asyncio.to_thread(roster_files.read, data, name, Answers())
    with watch.timed("read the roster"):
        current = await db.read(roster_import.whole_state)
    with watch.timed("check and compare"):
        seen: Preview = await asyncio.to_thread(roster_import.preview, current, file, roster_data.TODAY, full=True)
    tell(seen.numbers)
    with watch.timed("apply and commit"):
        missing = seen.numbers.missing or None
        await db.write(roster_import.apply_directly, "cli", seen, Choice.UPDATE, NOW, leavers=missing)


def tell(n: Numbers) -> None:
    """Print a preview in one line."""
    print(f"  {n.joined} join, {n.moved} move, {n.missing} leave, {n.unchanged} stay as they are, {n.bad} bad rows")


async def measure(folder: Path) -> None:
    """Import the same people with faulty rows among them, the same file again, and the list of a month later."""
    people = roster_data.entries(PEOPLE)
    faulty = roster_data.xlsx(roster_data.rows(roster_data.dirty(people).entries))
    later = roster_data.csv_bytes(roster_data.rows(roster_data.a_month_later(people).entries))
    url = f"sqlite+aiosqlite:///{folder / 'roster.db'}"
    await migrate(url)
    db = database(url)
    await db.open()
    units = [roster.UnitRow(code, name, "opd", "", "Asia/Jakarta", 5) for code, name in roster_data.UNITS]
    await db.write(roster.add_units, units, NOW)
    before, watch = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, Stopwatch()
    for name, data in (("march.xlsx", faulty), ("march.xlsx once more", faulty), ("april.csv", later)):
        await import_file(db, watch, name, data)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    await db.close()
    print(f"All three took {watch.total:.2f} s; peak memory grew by {grown / 1024:.0f} MiB.")


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory(prefix="roster-") as folder:
        asyncio.run(measure(Path(folder)))


if __name__ == "__main__":
    main()
