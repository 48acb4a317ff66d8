"""What goes out by itself about being linked, and what is no longer worth saying."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.joining_posts import decided, moved, request
from domain.joining import LinkRequest, LinkState
from domain.messages import ClaimedPost, Lane
from services import joining as service
from services import linking
from storage import joining
from storage.engine import Transaction
from tests import builders
from tests.bot.post_office import HEAD, PostOffice, post_office
from tests.services.test_joining import ASKER
from texts.catalogue import translator


@pytest.fixture
async def post(sqlite_url: str) -> AsyncIterator[PostOffice]:
    async with post_office(sqlite_url) as running:
        yield running


def claimed(chat: int, language: str = "id", **params: object) -> ClaimedPost:
    return ClaimedPost(1, "", params, chat, None, Lane.TRANSACTIONAL, 1, language)


async def asked(post: PostOffice, language: str = "id") -> LinkRequest:
    """A request for the unit that the head of the demo leads."""
    post.box.add_user(ASKER, "Siti", "Akunnya")
    now = post.office.clock.now()

    def fill(tx: Transaction) -> LinkRequest:
        head = builders.actor(tx, HEAD)
        assert head.unit is not None
        builders.stranger(tx, ASKER, language=language, consented=True)
        return joining.add_request(tx, ASKER, head.unit.id, "Siti Contoh", now, now + timedelta(days=3))

    return await post.office.db.write(fill)


async def test_a_request_shows_both_names_to_who_may_decide_and_nothing_once_it_is_decided(post: PostOffice) -> None:
    number = (await asked(post)).id
    post.box.people.start(ASKER)
    screen = await request(post.office, claimed(HEAD, request=number))
    assert screen is not None
    assert "Siti Contoh" in screen.text
    assert "Siti Akunnya" in screen.text
    assert await request(post.office, claimed(ASKER, request=number)) is None
    assert await request(post.office, claimed(999_999, request=number)) is None
    assert await request(post.office, claimed(HEAD, request=number + 1)) is None
    head = await post.office.db.read(builders.actor, HEAD)
    await post.office.db.write(service.refuse, head, number, post.office.clock.now())
    assert await request(post.office, claimed(HEAD, request=number)) is None


async def test_a_name_that_telegram_does_not_tell_is_left_out(post: PostOffice) -> None:
    await asked(post)
    assert await post.office.profile(123_456) == ""


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    ("state", "words"),
    [
        (LinkState.REFUSED, "Permintaan belum dapat disetujui"),
        (LinkState.EXPIRED, "Permintaan lewat waktu"),
        (LinkState.APPROVED, "Permintaan disetujui"),
    ],
)
async def test_a_decision_is_told_to_who_asked_and_to_nobody_else(
    post: PostOffice, state: LinkState, words: str, language: str
) -> None:
    number = (await asked(post, language)).id
    now = post.office.clock.now()

    def settle(tx: Transaction) -> None:
        person = joining.candidates(tx, builders.actor(tx, HEAD).employee.unit_id)[0].employee  # type: ignore[union-attr]
        joining.settle_request(tx, number, state, now, None, person.id if state is LinkState.APPROVED else None)
        if state is LinkState.APPROVED:
            assert linking.link(tx, person.id, ASKER, "head", now)

    await post.office.db.write(settle)
    screen = await decided(post.office, claimed(ASKER, language, request=number))
    assert screen is not None
    assert translator(language)(words) in screen.text
    assert await decided(post.office, claimed(HEAD, request=number)) is None
    assert await decided(post.office, claimed(ASKER, request=number + 1)) is None


async def test_a_lost_link_is_told_with_the_moment(post: PostOffice) -> None:
    await asked(post)
    screen = await moved(post.office, claimed(ASKER, at="2026-03-02T03:00:00+00:00"))
    assert "Senin, 2 Maret 2026 pukul 10.00 WIB" in screen.text
