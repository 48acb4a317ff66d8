"""Time of the recap workbook of 100 units: 113 answers in each of three layers, scores, areas, stage and gap.

Run `python -m benchmarks.lke_recap`; it takes a few seconds. The same cells are then written by bare openpyxl in
write-only mode, without styles, in the same run: the ratio travels between machines, the times do not.
"""

import asyncio
import io
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook, load_workbook

from domain.instrument import bundled
from domain.instrument_model import CHOICES, AnswerType, Question
from domain.zone import Layer
from handlers import lke_papers
from services import lke_recap
from storage import people, zone
from storage.engine import Database, Transaction, database
from storage.schema import migrate

UNITS: Final = 100
ROUNDS: Final = 3
NOW: Final = datetime(2026, 3, 2, 3, tzinfo=UTC)


def raw(question: Question, unit: int) -> object:
    """Some answer, another one for every unit."""
    if question.type in CHOICES:
        return CHOICES[question.type][unit % len(CHOICES[question.type])]
    if question.type is AnswerType.SURVEY:
        return f"{3 + unit % 10 / 10:.1f}"
    return {one.key: unit % 7 + 1 for one in question.inputs}


def fill(tx: Transaction) -> None:
    """The units, and every answer of every layer."""
    rows = [
        {"code": f"u{number:03}", "name": f"Unit Kerja Nomor {number}", "kind": "opd", "timezone": "Asia/Jakarta",
         "work_days": 5, "parent_id": None, "predicate": "", "predicate_year": None}
        for number in range(UNITS)
    ]  # fmt: skip
    people.add_units(tx, rows)
    cycle_id = zone.add_cycle(tx, 2026, "ZI 2026")
    for number, unit in enumerate(people.all_units(tx)):
        zone.add_stage(tx, cycle_id, unit.id, "tpi_review", "WBK", NOW)
        zone.add_answers(
            tx,
            [
                {"cycle_id": cycle_id, "unit_id": unit.id, "layer": layer.value, "question": one.code, "version": 1,
                 "value": raw(one, number), "answered_at": NOW, "note": "", "by": "cli"}
                for layer in Layer for one in bundled().questions
            ],
        )  # fmt: skip


def bare(data: bytes) -> float:
    """Seconds that openpyxl takes for the same cells, without looks."""
    sheets = [
        (page.title, [tuple(cell.value for cell in row) for row in page.iter_rows()])
        for page in load_workbook(io.BytesIO(data)).worksheets
    ]
    started = time.perf_counter()
    book: Any = Workbook(write_only=True)
    for title, rows in sheets:
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    book.save(io.BytesIO())
    return time.perf_counter() - started


async def timed(db: Database) -> tuple[float, float, bytes]:
    """Seconds for the whole and for reading and scoring, and the file."""
    started = time.perf_counter()
    found = await db.write(lke_recap.recap_directly, NOW)
    read = time.perf_counter() - started
    data = await asyncio.to_thread(lke_papers.recap, found, "id")
    return time.perf_counter() - started, read, data


async def main() -> None:
    """Make the database, then time the recap as the command line and the chat make it."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'zibot.db'}"
        await migrate(url)
        db = database(url)
        await db.open()
        await db.write(fill)
        runs = [await timed(db) for _ in range(ROUNDS)]
        await db.close()
    whole, read, data = min(runs, key=lambda run: run[0])
    plain = min(bare(data) for _ in range(ROUNDS))
    print(f"{UNITS} units, {len(Layer)} layers, {len(data) / 1024:.0f} KiB; the fastest of {ROUNDS} runs")
    print(f"  read and score    {read:6.2f} s")
    print(f"  write             {whole - read:6.2f} s")
    print(f"  whole             {whole:6.2f} s (aim: under 3 s)")
    print(f"  bare openpyxl     {plain:6.2f} s: the whole takes {whole / plain:.1f} times as long")


if __name__ == "__main__":
    asyncio.run(main())
