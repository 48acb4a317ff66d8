"""Publishing in the chat: questions in order, earlier ones answered again, and published once."""

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from domain import pledge
from domain.audience import Audience, AudienceKind
from domain.pledge_diff import Size
from domain.publication import Ask, Phase, Question
from domain.rights import Role
from services import campaigns as campaign_service
from services import publishing_dialog as dialog
from storage import pledges
from storage.engine import Database, Transaction
from storage.tables import audit, campaigns
from tests import builders
from tests.builders import NOW, SEALER
from tests.refusals import refused

TZ = ZoneInfo("Asia/Jakarta")
DAY = timedelta(days=1)
SOURCE = builders.pledge_source("uji-2").encode()


def play(tx: Transaction, *answers: tuple[Ask, str], source: bytes = SOURCE) -> Question:
    """Begin, send a text, and press these answers."""
    actor = builders.actor(tx, 700)
    dialog.begin(tx, actor, NOW, TZ)
    asked = dialog.receive(tx, actor, source, NOW, TZ)
    for ask, chosen in answers:
        asked = dialog.choose(tx, actor, ask, chosen, NOW, TZ)
    return asked


def admin(tx: Transaction) -> None:
    builders.linked(tx, builders.unit(tx, "bkd"), role=Role.ADMIN)


ALL, MAJOR, MINOR = (Ask.AUDIENCE, "all"), (Ask.SIZE, "major"), (Ask.SIZE, "minor")
AT_ONCE, YEAR = (Ask.OPENS, "now"), (Ask.VALID, "year_end")


async def test_a_new_campaign_is_asked_for_step_by_step_and_published_once(db: Database) -> None:
    def work(tx: Transaction) -> None:
        admin(tx)
        old = builders.campaign(tx)
        actor = builders.actor(tx, 700)
        assert [one for one, _ in dialog.begin(tx, actor, NOW, TZ).options] == ["uji-1"]
        steps = [play(tx).ask, play(tx, ALL).ask, play(tx, ALL, MAJOR).ask, play(tx, ALL, MAJOR, AT_ONCE).ask]
        assert steps == [Ask.AUDIENCE, Ask.SIZE, Ask.OPENS, Ask.VALID]
        assert play(tx, ALL, MAJOR, AT_ONCE, YEAR).ask is Ask.TITLE
        with refused("campaign.title"):
            dialog.say(tx, actor, "x", NOW, TZ)
        last = dialog.say(tx, actor, " Pakta  Baru ", NOW, TZ)
        assert last.preview is not None
        assert (last.preview.size, last.preview.people, last.preview.previous) == (Size.MAJOR, 1, "uji-1")
        found = [dialog.publish(tx, actor, last.key, NOW + DAY, SEALER, TZ) for _ in range(3)]
        assert {(one.campaign.title, one.phase) for one in found} == {("Pakta Baru", Phase.OPEN)}
        assert found[0].campaign.opens_at == NOW + DAY
        assert found[0].campaign.valid_until.astimezone(TZ).isoformat() == "2026-12-31T23:59:59+07:00"
        assert tx.execute(select(func.count()).select_from(campaigns)).scalar_one() == 2
        assert tx.execute(select(audit).where(audit.c.action == "publish")).one().actor == "account:700"
        assert [one.id for one in pledges.open_campaigns(tx, NOW + DAY)] != [old.id]
        with refused("campaign.expired"):
            dialog.choose(tx, actor, *MAJOR, NOW, TZ)

    await db.write(work)


async def test_a_minor_change_needs_only_text_and_audience(db: Database) -> None:
    def work(tx: Transaction) -> None:
        admin(tx)
        old = builders.campaign(tx)
        assert [one for one, _ in play(tx, ALL).options] == ["minor", "major"]
        last = play(tx, ALL, MINOR)
        done = dialog.publish(tx, builders.actor(tx, 700), last.key, NOW, SEALER, TZ)
        assert (done.campaign.id, done.campaign.text_version) == (old.id, "uji-2")
        same = play(tx, (Ask.AUDIENCE, "all"))
        assert [one for one, _ in same.options] == ["major"]
        with refused("campaign.same_text"):
            play(tx, ALL, MINOR)

    await db.write(work)


@pytest.mark.parametrize(
    ("ask", "chosen", "value"),
    [(Ask.UNIT, "", ""), (Ask.ROLE, "unit_head", "unit_head"), (Ask.KIND, pledge.mark("opd"), "opd")],
)
async def test_an_audience_is_chosen_in_two_steps(db: Database, ask: Ask, chosen: str, value: str) -> None:
    def work(tx: Transaction) -> None:
        admin(tx)
        unit = str(builders.unit(tx, "dinkes").id)
        asked = play(tx, (Ask.AUDIENCE, ask.value))
        assert (asked.ask, (chosen or unit) in dict(asked.options)) == (ask, True)
        last = play(tx, (Ask.AUDIENCE, ask.value), (ask, chosen or unit), MAJOR, AT_ONCE, (Ask.VALID, "6"))
        assert last.ask is Ask.TITLE
        last = dialog.say(tx, builders.actor(tx, 700), "Pakta Baru", NOW, TZ)
        assert last.order is not None
        assert last.order.audience == Audience(AudienceKind(ask.value), (value or unit,))
        assert last.order.months == 6

    await db.write(work)


async def test_units_are_narrowed_by_words_and_times_are_typed(db: Database) -> None:
    def work(tx: Transaction) -> None:
        admin(tx)
        for number in range(9):
            builders.unit(tx, f"pkm-{number}")
        actor = builders.actor(tx, 700)
        asked = play(tx, (Ask.AUDIENCE, "unit"))
        assert (asked.pages, len(asked.options)) == (2, 8)
        assert len(dialog.turn(tx, actor, 1, NOW, TZ).options) == 2
        assert [label for _, label in dialog.say(tx, actor, "PKM 7", NOW, TZ).options] == ["Unit pkm-7"]
        play(tx, ALL, MAJOR)
        with refused("campaign.bad_date"):
            dialog.say(tx, actor, "besok", NOW, TZ)
        assert dialog.say(tx, actor, "12-06-2027 08.00", NOW, TZ).ask is Ask.VALID
        dialog.choose(tx, actor, *YEAR, NOW, TZ)
        order = dialog.say(tx, actor, "Pakta 2027", NOW, TZ).order
        assert order is not None
        assert order.opens_at is not None
        assert (order.opens_at.isoformat(), order.valid_until.year) == ("2027-06-12T01:00:00+00:00", 2027)

    await db.write(work)


async def test_an_old_preview_and_one_that_was_overtaken_publish_nothing(db: Database) -> None:
    def work(tx: Transaction) -> None:
        admin(tx)
        builders.campaign(tx)
        actor = builders.actor(tx, 700)
        first = play(tx, ALL, MINOR)
        second = dialog.turn(tx, actor, 0, NOW, TZ)
        with refused("campaign.expired"):
            dialog.publish(tx, actor, first.key, NOW, SEALER, TZ)
        with refused("campaign.expired"):
            dialog.publish(tx, actor, "x", NOW, SEALER, TZ)
        campaign_service.revise(tx, builders.pledge_source("uji-7"), NOW, SEALER)
        savepoint = tx.begin_nested()
        with refused("campaign.changed"):
            dialog.publish(tx, actor, second.key, NOW, SEALER, TZ)
        savepoint.rollback()
        assert dialog.reading(tx, actor, NOW, TZ).previous == "uji-7"
        dialog.drop(tx, actor)
        with refused("campaign.expired"):
            dialog.publish(tx, actor, second.key, NOW, SEALER, TZ)

    await db.write(work)


async def test_texts_that_can_not_be_are_refused_and_the_dialog_goes_on(db: Database) -> None:
    def work(tx: Transaction) -> None:
        admin(tx)
        builders.campaign(tx)
        for bad in (b"\xff", b"bukan toml =", b'version = "x"'):
            with refused("campaign.bad_text"):
                play(tx, source=bad)
        with refused("pledge.version_exists", version="uji-1"):
            play(tx, source=builders.pledge_source("uji-1", 4).encode())
        actor = builders.actor(tx, 700)
        with refused("campaign.unknown_text", version="uji-9"):
            dialog.choose(tx, actor, Ask.TEXT, "uji-9", NOW, TZ)
        for ask, chosen in (
            (Ask.AUDIENCE, "list"),
            (Ask.UNIT, "x"),
            (Ask.SIZE, "x"),
            (Ask.VALID, "7"),
            (Ask.TITLE, "x"),
        ):
            with refused("callback.malformed"):
                dialog.choose(tx, actor, ask, chosen, NOW, TZ)
        assert dialog.choose(tx, actor, Ask.TEXT, "uji-1", NOW, TZ).ask is Ask.AUDIENCE

    await db.write(work)


async def test_two_taps_at_once_publish_once(db: Database) -> None:
    def prepare(tx: Transaction) -> str:
        admin(tx)
        play(tx, ALL, MAJOR, AT_ONCE, YEAR)
        return dialog.say(tx, builders.actor(tx, 700), "Pakta Baru", NOW, TZ).key

    key = await db.write(prepare)
    actor = await db.read(builders.actor, 700)
    taps = [db.write(dialog.publish, actor, key, NOW, SEALER, TZ) for _ in range(2)]
    first, second = await asyncio.gather(*taps)
    assert first == second
    assert await db.read(lambda tx: tx.execute(select(func.count()).select_from(campaigns)).scalar_one()) == 1
