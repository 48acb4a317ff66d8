"""Time of /status, the bot's share: loading who asks, the use case and the text of the card.

Run `python -m benchmarks.status [ROUNDS]`. An SQLite file with 100 units, 5 cycles, 10,000 staff and 50,000 items of
evidence is made, which is not measured; every unit has answered in every cycle, in three layers, some questions several
times. Each round asks for another unit, as another person. The bare round trip is `select 1` by the same engine.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import insert, text

from domain import scoring
from domain.instrument import bundled
from domain.instrument_model import CHOICES, AnswerType, Question
from domain.people import Actor
from services import status, status_pages
from services.access import find_actor
from storage import pledges
from storage.engine import Database, Transaction, database
from storage.schema import migrate
from storage.tables import (
    accounts,
    answers,
    cycles,
    employees,
    evidence_items,
    finding_closures,
    findings,
    grants,
    links,
    pledge_counts,
    pledge_texts,
    question_owners,
    stage_changes,
    units,
)
from texts import status as status_texts
from texts import status_pages as page_texts
from texts.place import Place

NOW: Final = datetime(2026, 9, 1, 1, tzinfo=UTC)
UNITS, CYCLES, STAFF, EVIDENCE = 100, 5, 10_000, 50_000
LAYERS: Final = ("unit", "tpi", "tpn")
VERSIONS: Final = 3
CHUNK: Final = 5_000
ROUNDS: Final = 300
Screen: TypeAlias = Callable[[Database, int], Awaitable[str]]
WARM: Final = 20
ACCOUNT: Final = 5_000_000_000
PLACE: Final = Place("id", "Pemerintah Kabupaten Contoh", ZoneInfo("Asia/Jakarta"), NOW, "contoh_bot")


def raw_answer(question: Question, seed: int) -> object:
    """A fair answer that changes with the seed."""
    if question.type is AnswerType.SURVEY:
        return f"3.{seed % 10}"
    if question.type is AnswerType.PERCENT:
        return {one.key: 10 if one.role != "realised" else seed % 11 for one in question.inputs}
    choices = CHOICES[question.type]
    return choices[seed % len(choices)]


def answer_rows() -> Iterator[dict[str, Any]]:
    """Every unit in every cycle: its own answers in three versions, the assessors' in one; one question in 13 open."""
    for cycle in range(1, CYCLES + 1):
        for unit in range(1, UNITS + 1):
            for layer in LAYERS:
                for place, question in enumerate(bundled().questions):
                    if (place + unit) % 13:
                        yield from versions(cycle, unit, layer, question, place)


def versions(cycle: int, unit: int, layer: str, question: Question, place: int) -> Iterator[dict[str, Any]]:
    """The versions of one answer; every third question of the unit was answered several times."""
    count = VERSIONS if layer == "unit" and place % 3 == 0 else 1
    for version in range(1, count + 1):
        at = NOW - timedelta(days=365 * (CYCLES - cycle) + 40 * (count - version) + place)
        value = scoring.dump_answer(scoring.parse_answer(question, raw_answer(question, place + unit + version)))
        yield {
            "cycle_id": cycle, "unit_id": unit, "layer": layer, "question": question.code, "version": version,
            "value": value, "answered_at": at, "note": "", "by": "cli",
        }  # fmt: skip


def above(unit: int) -> int | None:
    """The unit above: a tree three deep."""
    return None if unit == 1 else 1 + unit // 11


def fill(tx: Transaction) -> None:
    """The whole agency."""
    put(tx, units, (
        {"code": f"u{one}",
         "name": f"Dinas Contoh Nomor {one}", "kind": "opd", "parent_id": above(one),
         "timezone": "Asia/Jakarta",
         "work_days": 5, "predicate": "", "predicate_year": None}
        for one in range(1, UNITS + 1)
    ))  # fmt: skip
    put(tx, employees, (
        {"name": f"Pegawai Contoh {one}", "staff_number": f"{one:018}", "status": "PNS", "position": "Analis",
         "rank": "III/a", "unit_id": 1 + one % UNITS, "phone": "", "active": True}
        for one in range(1, STAFF + 1)
    ))  # fmt: skip
    put(tx, accounts, (
        {"telegram_id": ACCOUNT + one, "language": "id", "reachable": True, "first_seen_at": NOW}
        for one in range(1, STAFF + 1)
    ))  # fmt: skip
    put(tx, links, (
        {"employee_id": one, "telegram_id": ACCOUNT + one, "proof": "contact", "linked_at": NOW}
        for one in range(1, STAFF + 1)
    ))  # fmt: skip
    put(tx, grants, (
        {"employee_id": one, "role": "unit_head", "unit_id": 1 + one % UNITS, "granted_at": NOW, "granted_by": "cli",
         "reason": ""}
        for one in range(1, UNITS + 1)
    ))  # fmt: skip
    fill_pledge(tx)
    fill_zone(tx)


def fill_pledge(tx: Transaction) -> None:
    """An open campaign that half of the staff has signed, as its running counts say."""
    put(tx, pledge_texts, [{"version": "2026-1", "source": "", "published_at": NOW}])
    began = NOW - timedelta(days=9)
    campaign = pledges.add_campaign(tx, "Pakta", "2026-1", began, NOW + timedelta(days=99))
    pledges.mark_opened(tx, campaign, began)
    put(tx, pledge_counts, (
        {"campaign_id": campaign, "unit_id": unit, "state": state, "people": STAFF // UNITS // 2}
        for unit in range(1, UNITS + 1)
        for state in ("open", "signed")
    ))  # fmt: skip


def fill_zone(tx: Transaction) -> None:
    """Cycles, stages, answers, evidence, findings of which half are open, and an owner for every area."""
    put(tx, cycles, (
        {"year": 2021 + one, "title": f"ZI {2021 + one}", "windows": {"fill": ["2026-01-05", "2026-11-30"]}}
        for one in range(1, CYCLES + 1)
    ))  # fmt: skip
    stages = ("declared", "building", "self_assessment")
    each = [(cycle, unit) for cycle in range(1, CYCLES + 1) for unit in range(1, UNITS + 1)]
    put(tx, stage_changes, (
        {"cycle_id": cycle, "unit_id": unit, "stage": stage, "target": "WBK", "changed_at": NOW, "by": "cli",
         "note": ""}
        for cycle, unit in each
        for stage in stages
    ))  # fmt: skip
    put(tx, answers, answer_rows())
    codes = [one.code for one in bundled().questions]
    put(tx, evidence_items, (
        {"cycle_id": 1 + one % CYCLES, "unit_id": 1 + one // CYCLES % UNITS, "question": codes[one % len(codes)],
         "file_id": None, "link": "https://example.org/bukti", "name": f"Bukti {one}", "by": "cli", "at": NOW}
        for one in range(EVIDENCE)
    ))  # fmt: skip
    put(tx, findings, (
        {"cycle_id": cycle, "unit_id": unit, "question": code, "layer": "tpi", "note": "Lengkapi", "by": "cli",
         "at": NOW}
        for cycle, unit in each
        for code in codes[:6]
    ))  # fmt: skip
    put(tx, finding_closures, (
        {"finding_id": one, "note": "", "by": "cli", "at": NOW} for one in range(1, len(each) * 6 + 1, 2)
    ))  # fmt: skip
    put(tx, question_owners, (
        {"cycle_id": cycle, "unit_id": unit, "scope": area.code, "employee_id": max(1, unit - 1), "due_on": None,
         "by": "cli", "at": NOW, "ended_at": None}
        for cycle, unit in each
        for area in bundled().areas
    ))  # fmt: skip


def put(tx: Transaction, table: Any, rows: Any) -> None:
    """Insert rows in portions."""
    portion: list[dict[str, Any]] = []
    for row in rows:
        portion.append(row)
        if len(portion) == CHUNK:
            tx.execute(insert(table), portion)
            portion = []
    if portion:
        tx.execute(insert(table), portion)


def answered(tx: Transaction, employee_id: int) -> Actor:
    """Who asks, as the guard loads them at every update."""
    actor = find_actor(tx, ACCOUNT + employee_id)
    assert actor is not None
    return actor


async def card(db: Database, number: int) -> str:
    """/status of one person."""
    actor = await db.read(answered, 1 + number * 37 % STAFF)
    found = await db.read(status.unit_status, actor, None, NOW)
    assert found.card is not None
    return status_texts.card(PLACE, found, bundled()).text


async def road(db: Database, number: int) -> str:
    """The cheapest road, as the head of a unit asks for it."""
    head = 1 + number % UNITS
    actor = await db.read(answered, head)
    assert actor.unit is not None
    view = await db.read(status_pages.cheapest_road, actor, actor.unit.id, "WBK")
    return page_texts.road(PLACE, view, 0).text


async def trend(db: Database, number: int) -> str:
    """The totals over time."""
    actor = await db.read(answered, 1 + number * 37 % STAFF)
    assert actor.unit is not None
    return page_texts.trend(PLACE, await db.read(status_pages.trend, actor, actor.unit.id, NOW)).text


async def bare(db: Database, number: int) -> str:
    """A round trip without anything to do."""
    del number
    return str(await db.read(lambda tx: tx.execute(text("select 1")).scalar_one()))


async def cold_card(db: Database, number: int) -> str:
    """/status of a worksheet that was changed since it was read last: nothing of it is scored yet."""
    status.forget_scores()
    return await card(db, number)


async def measured(work: Callable[[int], Awaitable[str]], rounds: int) -> tuple[float, float, float]:
    """Milliseconds at the median and at the 95th percentile, and those of the CPU at the 95th percentile."""
    for number in range(WARM):
        await work(number)
    taken, busy = [], []
    for number in range(rounds):
        began, worked = time.perf_counter(), time.process_time()
        await work(number)
        taken.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() - worked) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1], statistics.quantiles(busy, n=20)[-1]


async def main(rounds: int) -> None:
    """Make the database, ask, print."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'zibot.db'}"
        await migrate(url)
        db = database(url)
        await db.open()
        try:
            await db.write(fill)
            await report(db, rounds)
        finally:
            await db.close()


async def report(db: Database, rounds: int) -> None:
    """One line a screen."""
    base, base_95, base_cpu = await measured(lambda number: bare(db, number), rounds)
    print(f"{UNITS} units, {CYCLES} cycles, {STAFF:,} staff, {EVIDENCE:,} items of evidence; {rounds} rounds")
    print(f"select 1         p50 {base:7.2f} ms  p95 {base_95:7.2f} ms  CPU p95 {base_cpu:7.2f} ms")
    screens: tuple[tuple[str, Screen, int], ...] = (
        ("/status", card, rounds), ("/status, changed", cold_card, rounds), ("trend", trend, rounds // 5),
        ("road", road, rounds // 5),
    )  # fmt: skip
    for name, work, times in screens:
        middle, high, busy = await measured(partial(work, db), times)
        print(
            f"{name:16} p50 {middle:7.2f} ms  p95 {high:7.2f} ms  CPU p95 {busy:7.2f} ms  "
            f"p50 is {middle / base:4.0f} times select 1"
        )


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
