"""Walking the ledger: whatever is changed, removed, put in, swapped or sealed anew is found."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Engine, create_engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from domain import seal
from domain.ledger import record_facts
from domain.rights import Role
from services import ledger_check, sealing
from services.ledger_check import Fault, Verdict, verify
from services.sealing import Sealer, new_sealer
from storage import ledger, ledger_rows, pledges
from storage.engine import Database, Transaction
from storage.tables import (
    audit,
    declines,
    ledger_head,
    outbox,
    pledge_texts,
    signature_withdrawals,
    signatures,
    witness_marks,
)
from storage.tables import ledger as entries
from tests import builders, sealed
from tests.builders import NOW, SEALER

CHANGES = 1000
FLIPS = 60
SIGNED = select(signatures).where(signatures.c.code == sealed.CODES[0])


class UndoneError(Exception):
    """Ends an attack, so that its transaction is rolled back."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__()
        self.verdict = verdict


async def attacked(db: Database, attack: Callable[[Transaction], object], **options: Any) -> tuple[Fault, ...]:
    """What the check finds after an attack, which is undone."""

    def work(tx: Transaction) -> None:
        sealed.unprotect(tx)
        attack(tx)
        raise UndoneError(verify(tx, SEALER, **options))

    with pytest.raises(UndoneError) as undone:
        await db.write(work)
    return undone.value.verdict.faults


def change(table: Any, where: Any, **values: Any) -> Callable[[Transaction], object]:
    return lambda tx: tx.execute(update(table).where(where).values(**values))


def remove(table: Any, where: Any) -> Callable[[Transaction], object]:
    return lambda tx: tx.execute(delete(table).where(where))


def copied(tx: Transaction) -> None:
    """Insert a signature of a person who never gave one."""
    values = dict(tx.execute(SIGNED).one()._mapping)
    tx.execute(insert(signatures).values(**{**values, "id": 99, "code": "ZZZZZZZZZZ", "request_id": 4}))


def swapped(tx: Transaction) -> None:
    """Exchange two entries, whole."""
    for before, after in ((2, 99), (3, 2), (99, 3)):
        tx.execute(update(entries).where(entries.c.sequence == before).values(sequence=after))


def truncated(tx: Transaction) -> None:
    """Remove the last two entries with their records, and write a head that fits."""
    tx.execute(delete(declines))
    tx.execute(delete(signature_withdrawals))
    tx.execute(delete(entries).where(entries.c.sequence > sealed.ENTRIES - 2))
    last = ledger.last(tx)
    assert last is not None
    tx.execute(update(ledger_head).values(sequence=last.sequence, link=seal.link(last.body, last.seal)))


def rechained(tx: Transaction, sealer: Sealer | None = None) -> None:
    """Change a name and make everything fit again from there on, with another key or with the old seals."""
    tx.execute(update(signatures).where(signatures.c.code == sealed.CODES[0]).values(name="Orang Lain"))
    one = pledges.signature_by_code(tx, sealed.CODES[0])
    assert one is not None
    found = list(ledger.entries(tx, 0))
    link = seal.link(found[0].body, found[0].seal)
    for entry in found[1:]:
        stood = seal.facts_of(entry.body)
        facts = record_facts(one) if entry.sequence == 2 else dict(list(stood.items())[5:])
        key = sealer.key_id if sealer else stood["key"]
        body = seal.body(entry.sequence, link, key, entry.kind, facts)
        given = sealer.seal(body) if sealer else entry.seal
        tx.execute(update(entries).where(entries.c.sequence == entry.sequence).values(body=body, seal=given))
        link = seal.link(body, given)
    tx.execute(update(ledger_head).values(link=link))


FIRST = signatures.c.code == sealed.CODES[0]
SECOND = entries.c.sequence == 2
ATTACKS: dict[str, tuple[Callable[[Transaction], object], Fault]] = {
    "a name": (change(signatures, FIRST, name="Orang Lain"), Fault("ledger.body_differs", 2, "signature AAAAAAAAAA")),
    "a moment": (
        change(signatures, FIRST, signed_at=NOW + timedelta(microseconds=1)),
        Fault("ledger.body_differs", 2, "signature AAAAAAAAAA"),
    ),
    "a reason's line break": (
        change(declines, declines.c.id > 0, reason=sealed.REASON.replace("\n", "\r")),
        Fault("ledger.body_differs", 7, "decline 1"),
    ),
    "a published text": (
        change(pledge_texts, pledge_texts.c.version != "", source="x"), Fault("ledger.body_differs", 1, "text uji-1"),
    ),
    "a code": (
        change(signatures, FIRST, code="ZZZZZZZZZZ"), Fault("ledger.record_missing", 2, "signature AAAAAAAAAA"),
    ),
    "a record gone": (remove(witness_marks, witness_marks.c.id > 0), Fault("ledger.record_missing", 5, "witness 1")),
    "an entry gone": (remove(entries, SECOND), Fault("ledger.gap", 2)),
    "the first entry gone": (remove(entries, entries.c.sequence == 1), Fault("ledger.gap", 1)),
    "all entries gone": (remove(entries, entries.c.sequence > 0), Fault("ledger.head_differs", 0)),
    "the last entry gone": (
        remove(entries, entries.c.sequence == sealed.ENTRIES), Fault("ledger.head_differs", sealed.ENTRIES - 1),
    ),
    "a record put in": (copied, Fault("ledger.record_unsealed", 0, "signature ZZZZZZZZZZ")),
    "two entries swapped": (swapped, Fault("ledger.link_broken", 2, "signature BBBBBBBBBB")),
    "a seal": (change(entries, SECOND, seal=bytes(64)), Fault("ledger.seal_wrong", 2)),
    "the last seal": (
        change(entries, entries.c.sequence == sealed.ENTRIES, seal=bytes(64)),
        Fault("ledger.seal_wrong", sealed.ENTRIES),
    ),
    "a seal cut short": (change(entries, SECOND, seal=b"x"), Fault("ledger.seal_wrong", 2)),
    "a body": (change(entries, SECOND, body="x"), Fault("ledger.body_differs", 2, "signature AAAAAAAAAA")),
    "a kind that is none": (change(entries, SECOND, kind="x"), Fault("ledger.entry_malformed", 2)),
    "a subject that is no number": (
        change(entries, entries.c.sequence == 5, subject_id="9" * 19),
        Fault("ledger.record_missing", 5, f"witness {'9' * 19}"),
    ),
    "the head": (change(ledger_head, ledger_head.c.id == 1, link="x"), Fault("ledger.head_differs", sealed.ENTRIES)),
    "no head": (remove(ledger_head, ledger_head.c.id == 1), Fault("ledger.head_differs", sealed.ENTRIES)),
    "chained anew with the old seals": (rechained, Fault("ledger.seal_wrong", 2)),
    "chained anew with another key": (lambda tx: rechained(tx, new_sealer()), Fault("ledger.key_unknown", 2)),
}  # fmt: skip


async def test_a_sound_ledger_has_no_fault_and_each_attack_has_its_own(db: Database) -> None:
    await db.write(sealed.fill)
    verdict = await db.read(verify, SEALER, every_seal=True)
    head = await db.read(ledger.head)
    assert verdict == Verdict(sealed.ENTRIES, *head, ())
    assert head[0] == sealed.ENTRIES
    for name, (attack, fault) in ATTACKS.items():
        assert (name, (await attacked(db, attack))[:1]) == (name, (fault,))
    assert await db.read(verify, SEALER) == verdict


async def test_an_empty_ledger_is_sound_and_a_record_without_it_is_not(db: Database) -> None:
    assert await db.read(verify, SEALER) == Verdict(0, 0, seal.FIRST_LINK, ())
    await db.write(builders.campaign)
    assert (await db.read(verify, SEALER)).faults == (Fault("ledger.record_unsealed", 0, "text uji-1"),)


async def test_a_tail_that_is_gone_with_a_head_that_fits_is_found_by_an_anchor(db: Database) -> None:
    await db.write(sealed.fill)
    sequence, link = await db.read(ledger.head)
    assert await attacked(db, truncated) == ()
    assert await attacked(db, truncated, anchors={sequence: link}) == (Fault("ledger.anchor_missing", sequence),)
    last = sealed.ENTRIES - 2
    assert await attacked(db, truncated, anchors={last: link}) == (Fault("ledger.anchor_differs", last),)
    assert (await db.read(verify, SEALER, anchors={sequence: link})).faults == ()


async def test_the_first_twenty_faults_are_enough(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await db.write(sealed.fill)
    monkeypatch.setattr(ledger_check, "MOST_FAULTS", 2)
    found = await attacked(db, change(signatures, signatures.c.id > 0, name="Orang Lain"))
    assert [one.sequence for one in found] == [2, 3]


async def test_batches_and_samples_do_not_change_what_is_found(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await db.write(sealed.fill)
    for size in (1, 2, sealed.ENTRIES):
        monkeypatch.setattr(ledger_check, "BATCH", size)
        monkeypatch.setattr(ledger_check, "SAMPLE", 2)
        assert (await db.read(verify, SEALER)).faults == ()
        assert (await attacked(db, rechained))[0] == Fault("ledger.seal_wrong", 2)


async def test_a_key_of_before_still_vouches(sqlite_url: str, db: Database) -> None:
    later = new_sealer()
    await db.write(sealed.fill, later)
    both = sealing.Sealer(later._private, SEALER._private.public_key())
    assert (await db.read(verify, both, every_seal=True)).faults == ()
    assert (await db.read(verify, later)).faults == (Fault("ledger.key_unknown", 1),)


@pytest.fixture
def file(sqlite_url: str) -> Path:
    """A real file with a small ledger, packed, and without its triggers."""
    path = Path(sqlite_url.removeprefix("sqlite+aiosqlite:///"))
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        sealed.fill(connection)
    engine.dispose()
    with closing(sqlite3.connect(path, isolation_level=None)) as driver:
        for (name,) in driver.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            driver.execute(f"DROP TRIGGER {name}")
        driver.executescript("PRAGMA journal_mode = DELETE; VACUUM;")
    return path


@pytest.fixture
def engine(file: Path) -> Iterator[Engine]:
    made = create_engine(f"sqlite:///{file}")
    yield made
    made.dispose()


SEALED_TABLES = ("ledger", "ledger_head", *(table.name for table in sealed.tables()))


def cells(driver: sqlite3.Connection) -> list[tuple[str, str, int, Any]]:
    """(table, column, row, value) of everything that is sealed, also ids and seals; empty texts have no byte."""
    found = []
    for table in SEALED_TABLES:
        cursor = driver.execute(f"SELECT rowid AS row, * FROM {table}")
        names = [one[0] for one in cursor.description]
        for row in cursor:
            found += [
                (table, name, row[0], value)
                for name, value in zip(names[1:], row[1:], strict=True)
                if value not in {"", b""}
            ]
    return found


def tampered(value: Any, random: Random) -> bytes | int:
    """The value with one byte changed to any other."""
    raw = (
        value.to_bytes(8, signed=True)
        if isinstance(value, int)
        else value.encode()
        if isinstance(value, str)
        else value
    )
    place = random.randrange(len(raw))
    other = bytes([*raw[:place], (raw[place] + random.randrange(1, 256)) % 256, *raw[place + 1 :]])
    return int.from_bytes(other, signed=True) if isinstance(value, int) else other


def test_a_thousand_changes_of_one_byte_are_all_found(
    file: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_check, "MOST_FAULTS", 1)  # one fault is enough to be found
    random, missed, done = Random(49), [], 0
    with closing(sqlite3.connect(file)) as driver:
        everything = cells(driver)
    assert {table for table, *_ in everything} == set(SEALED_TABLES)
    with engine.connect() as connection:
        assert verify(connection, SEALER).faults == ()
        while done < CHANGES:
            table, column, row, value = random.choice(everything)
            new = tampered(value, random)
            if overwrite(connection, table, column, row, value, new):
                done += 1
                if not verify(connection, SEALER).faults:
                    missed.append((table, column, value, new))
            connection.rollback()
        assert verify(connection, SEALER).faults == ()
    assert missed == []


def overwrite(connection: Connection, table: str, column: str, row: int, value: Any, new: bytes | int) -> bool:
    """Write the changed value as the type it had; False where a unique index refuses it."""
    mark = "CAST(? AS TEXT)" if isinstance(value, str) else "?"
    try:
        connection.exec_driver_sql(f'UPDATE {table} SET "{column}" = {mark} WHERE rowid = ?', (new, row))
    except IntegrityError:
        return False
    return True


def test_bytes_changed_in_the_file_itself_are_all_found(file: Path, engine: Engine) -> None:
    random, content = Random(49), bytearray(file.read_bytes())
    with closing(sqlite3.connect(file)) as driver:
        values = [value for *_, value in cells(driver)]
    raw = [value.encode() if isinstance(value, str) else value for value in values if not isinstance(value, int)]
    places = [(content.find(one), len(one)) for one in raw if len(one) >= 8 and content.count(one) == 1]
    assert len(places) >= 15
    missed = []
    for _ in range(FLIPS):
        start, length = random.choice(places)
        place = start + random.randrange(length)
        with file.open("r+b") as opened:
            opened.seek(place)
            opened.write(bytes([content[place] ^ 1 << random.randrange(8)]))
        with engine.connect() as connection:
            faults = verify(connection, SEALER).faults
        missed += [] if faults else [place]
        with file.open("r+b") as opened:
            opened.seek(place)
            opened.write(content[place : place + 1])
        engine.dispose()
    assert missed == []


def test_a_page_that_is_broken_is_a_fault_and_no_crash(file: Path) -> None:
    content = file.read_bytes()
    size = int.from_bytes(content[16:18])
    pages = {content.find(one) // size for one in (sealed.CODES[0].encode() + b"\x01", b"kind: decline")}
    for page in sorted(pages - {-1}):
        file.write_bytes(content[: page * size] + b"\x0d" + b"\xff" * (size - 1) + content[(page + 1) * size :])
        engine = create_engine(f"sqlite:///{file}")
        with engine.connect() as connection:
            assert verify(connection, SEALER).faults
        engine.dispose()


def test_a_row_that_can_not_be_read_is_named_and_the_others_are_checked(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("UPDATE ledger SET body = CAST(x'ff' AS TEXT) WHERE sequence = 2")
        assert [(one.key, one.sequence) for one in verify(connection, SEALER).faults] == [("ledger.unreadable", 2)]
        connection.rollback()
        connection.exec_driver_sql("UPDATE signatures SET name = CAST(x'ff' AS TEXT) WHERE code = 'AAAAAAAAAA'")
        keys = [one.key for one in verify(connection, SEALER).faults]
        assert keys[:2] == ["ledger.record_unreadable", "ledger.record_missing"]


async def test_the_check_is_due_once_a_day_from_three_and_its_anchor_is_noted(db: Database) -> None:
    await db.write(sealed.fill)
    tz, morning = ZoneInfo("Asia/Jakarta"), NOW.replace(hour=20, minute=0)  # 03.00 of the next day in Jakarta
    verdict = await db.read(verify, SEALER)
    assert await db.read(ledger_check.is_due, tz, morning)
    assert await db.write(ledger_check.note, "scheduler", verdict, morning) == 0
    assert not await db.read(ledger_check.is_due, tz, morning + timedelta(hours=23, minutes=59))
    assert await db.read(ledger_check.is_due, tz, morning + timedelta(hours=24))
    (detail,) = await db.read(lambda tx: tx.execute(select(audit.c.detail)).scalars().all())
    assert (detail["sequence"], detail["link"], detail["faults"]) == (verdict.head_sequence, verdict.head_link, [])


async def test_a_fault_is_told_to_each_admin_of_the_agency_once_a_day(db: Database) -> None:
    def staff(tx: Transaction) -> None:
        of = builders.unit(tx)
        builders.linked(tx, of, 701, role=Role.ADMIN)
        builders.linked(tx, of, 702, role=Role.ADMIN, scope=of)
        builders.linked(tx, of, 703, role=Role.ASSESSOR)

    await db.write(staff)
    wrong = Verdict(2, 2, "x", (Fault("ledger.seal_wrong", 2),))
    assert [await db.write(ledger_check.note, "scheduler", wrong, NOW) for _ in range(2)] == [1, 0]
    rows = await db.read(lambda tx: tx.execute(select(outbox.c.chat_id, outbox.c.kind, outbox.c.params)).all())
    assert [tuple(row) for row in rows] == [
        (701, "ledger_alarm", {"count": 1, "key": "ledger.seal_wrong", "sequence": 2, "record": ""})
    ]
    assert await db.read(lambda tx: tx.execute(select(func.count()).select_from(audit)).scalar_one()) == 2


def test_every_column_of_a_sealed_table_is_sealed_and_has_its_line() -> None:
    assert list(ledger_check.LINES) == list(ledger_rows.SEALED)
    for kind, one in ledger_rows.SEALED.items():
        assert set(one.columns) == set(one.table.c.keys()), kind
        assert len(one.columns) == ledger_check.LINES[kind].count("%s"), kind
