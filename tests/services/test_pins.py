"""PINs: hashed, compared, counted, changed only by who knows the old one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.people import Actor
from services import pins
from services.guessing import Refused
from storage.engine import Database, Transaction
from storage.tables import audit, links
from storage.tables import pins as pin_table
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

MINUTE = timedelta(minutes=1)
PIN, OTHER = "402917", "917402"
HASH, HASH_OF_OTHER = pins.hashed(PIN, ""), pins.hashed(OTHER, "")
RIGHT, WRONG = pins.compared(HASH, "40 29 17"), pins.compared(HASH, OTHER)


def person(tx: Transaction) -> Actor:
    return builders.linked(tx, builders.unit(tx))


def key_of(answer: Refused | None) -> str | None:
    return answer.error.key if answer else None


def test_a_hash_tells_nothing_and_is_salted() -> None:
    assert HASH.startswith("$argon2id$")
    assert PIN not in HASH
    assert pins.hashed(PIN, "") != HASH
    assert (RIGHT.fits, WRONG.fits) == (True, False)
    assert HASH not in repr(RIGHT)


def test_what_is_no_pin_is_neither_hashed_nor_compared() -> None:
    with refused("pledge.pin_weak"):
        pins.hashed("123456", "")
    with refused("pledge.pin_form"):
        pins.compared(HASH, "apa ini")


async def test_a_first_pin_is_chosen_once(db: Database) -> None:
    def play(tx: Transaction) -> None:
        me = person(tx)
        assert (pins.known(tx, me), pins.current(tx, me, NOW)) == (False, None)
        pins.choose_first(tx, me, HASH, NOW)
        assert (pins.known(tx, me), pins.current(tx, me, NOW)) == (True, HASH)
        with refused("pledge.pin_known"):
            pins.choose_first(tx, me, HASH_OF_OTHER, NOW)
        notes = tx.execute(select(audit.c.action, audit.c.subject).where(audit.c.action == "set_pin")).all()
        assert [tuple(note) for note in notes] == [("set_pin", f"employee:{me.employee.id if me.employee else 0}")]

    await db.write(play)


async def test_wrong_tries_are_counted_and_lock(db: Database) -> None:
    def play(tx: Transaction) -> None:
        me = person(tx)
        pins.choose_first(tx, me, HASH, NOW)
        assert key_of(pins.answered(tx, me, WRONG, NOW)) == "pledge.pin_wrong"
        assert pins.answered(tx, me, RIGHT, NOW) is None
        for _ in range(5):
            assert key_of(pins.answered(tx, me, WRONG, NOW)) == "pledge.pin_wrong"
        assert key_of(pins.answered(tx, me, RIGHT, NOW)) == "guess.locked"
        with refused("guess.locked"):
            pins.current(tx, me, NOW + MINUTE / 2)
        assert pins.answered(tx, me, RIGHT, NOW + 60 * MINUTE) is None

    await db.write(play)


async def test_a_comparison_with_an_older_hash_is_wrong(db: Database) -> None:
    def play(tx: Transaction) -> None:
        me = person(tx)
        pins.choose_first(tx, me, HASH_OF_OTHER, NOW)
        assert key_of(pins.answered(tx, me, RIGHT, NOW)) == "pledge.pin_wrong"

    await db.write(play)


async def test_only_who_knows_the_old_pin_sets_a_new_one(db: Database) -> None:
    def play(tx: Transaction) -> None:
        me = person(tx)
        for early in (pins.waits_for_old, lambda tx, me: pins.change(tx, me, HASH, NOW)):
            with refused("pledge.pin_none"):
                early(tx, me)
        assert pins.begin(tx, me, NOW) is False
        pins.change(tx, me, HASH, NOW)
        assert pins.begin(tx, me, NOW) is True
        assert pins.waits_for_old(tx, me)
        with refused("pledge.pin_none"):
            pins.change(tx, me, HASH_OF_OTHER, NOW)
        assert key_of(pins.allow_change(tx, me, WRONG, NOW)) == "pledge.pin_wrong"
        assert pins.allow_change(tx, me, RIGHT, NOW) is None
        pins.change(tx, me, HASH_OF_OTHER, NOW + MINUTE)
        assert pins.current(tx, me, NOW) == HASH_OF_OTHER
        pins.begin(tx, me, NOW)
        pins.drop(tx, me)
        with refused("pledge.pin_none"):
            pins.waits_for_old(tx, me)

    await db.write(play)


@pytest.mark.parametrize(("linked_after", "counts"), [(-MINUTE, True), (MINUTE, False)])
async def test_a_pin_from_before_the_link_does_not_count(db: Database, linked_after: timedelta, counts: bool) -> None:
    def play(tx: Transaction) -> None:
        me = person(tx)
        pins.choose_first(tx, me, HASH, NOW)
        tx.execute(links.update().values(linked_at=NOW + linked_after))
        assert pins.known(tx, me) is counts
        if not counts:
            pins.choose_first(tx, me, HASH_OF_OTHER, NOW + 2 * MINUTE)
            assert tx.execute(select(pin_table.c.hash)).scalars().all() == [HASH_OF_OTHER]

    await db.write(play)
