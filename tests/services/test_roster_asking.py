"""Whom an import asks to sign: everybody once, whoever moves anew, and nobody because a file came again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.pledge_request import RequestReason
from services import campaigns
from services.roster_import import Choice
from storage.engine import Database, Transaction
from storage.tables import outbox, pledge_requests
from tests import builders
from tests.builders import NOW, SEALER
from tests.services.roster_play import AGENCY, add_units, imported, row

ROWS = [row(serial, unit) for serial, unit in enumerate(("dinkes", "dinkes", "pkm", "disdik"), start=1)]


@pytest.fixture
async def campaign(db: Database) -> Database:
    """The agency with an open campaign for everybody, before anybody is on the roster."""

    def play(tx: Transaction) -> None:
        add_units(tx, AGENCY)
        campaigns.publish(tx, builders.pledge_source("1"), "Pakta 1", NOW + timedelta(days=90), NOW, SEALER)

    await db.write(play)
    return db


def asked(tx: Transaction) -> list[tuple[Any, ...]]:
    """Every request as it is, and every message that waits."""
    requests = tx.execute(select(pledge_requests).order_by(pledge_requests.c.id))
    posts = tx.execute(select(outbox.c.dedupe_key, outbox.c.kind).order_by(outbox.c.id))
    return [*map(tuple, requests), *map(tuple, posts)]


def reasons(tx: Transaction) -> list[tuple[str, bool]]:
    query = select(pledge_requests.c.reason, pledge_requests.c.current).order_by(pledge_requests.c.id)
    return [(reason, bool(current)) for reason, current in tx.execute(query)]


@pytest.mark.parametrize("choice", list(Choice))
async def test_the_same_roster_again_asks_nobody_twice(campaign: Database, choice: Choice) -> None:
    await imported(campaign, *ROWS)
    before = await campaign.read(asked)
    assert len(before) == len(ROWS)

    for _ in range(2):
        await imported(campaign, *ROWS, choice=choice)

    assert await campaign.read(asked) == before


async def test_a_roster_with_one_new_person_asks_that_person_only(campaign: Database) -> None:
    await imported(campaign, *ROWS)
    before = await campaign.read(asked)

    for _ in range(2):
        await imported(campaign, *ROWS, row(5, "pkm"))

    after = await campaign.read(asked)
    assert after[: len(ROWS)] == before
    assert len(after) == len(ROWS) + 1


async def test_who_moves_is_asked_once_more_and_not_again_by_the_same_file(campaign: Database) -> None:
    await imported(campaign, *ROWS)
    first = [(RequestReason.JOINED.value, True)] * len(ROWS)
    assert await campaign.read(reasons) == first

    for _ in range(2):
        await imported(campaign, row(1, "disdik"), *ROWS[1:])

    assert await campaign.read(reasons) == [
        (RequestReason.JOINED.value, False), *first[1:], (RequestReason.MOVED.value, True)
    ]  # fmt: skip
