"""The messages about groups that go out by themselves: what they say when they are sent, or that nothing is left."""

from collections.abc import AsyncIterator

import pytest

from bot.posts import render
from domain.delivery import Reason
from domain.messages import ClaimedPost, Group, Lane
from domain.people import Actor
from services import group_requests, groups
from services.access import find_actor
from storage import groups as group_rows
from tests.bot.post_office import ADMIN, FORUM, GROUP, HEAD, PostOffice, post_office
from texts.screen import Screen

OFFICE = "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"
NEW = -900


@pytest.fixture
async def post(sqlite_url: str) -> AsyncIterator[PostOffice]:
    async with post_office(sqlite_url) as running:
        yield running


def claimed(kind: str, to: int, **params: object) -> ClaimedPost:
    return ClaimedPost(1, kind, params, to, None, Lane.TRANSACTIONAL, 1, "id")


async def head_of(post: PostOffice) -> Actor:
    actor = await post.office.db.read(find_actor, HEAD)
    assert actor is not None
    return actor


async def asked(post: PostOffice, code: str) -> int:
    """A request of the head for a new group; its number."""
    chat, now = Group(NEW, None, "Grup baru", None, ""), post.office.clock.now()
    return await post.office.db.write(group_requests.ask, await head_of(post), chat, code, now)


def labels(screen: Screen | None) -> list[str]:
    assert screen is not None
    return [button.text for row in screen.buttons for button in row]


async def test_a_request_is_asked_with_its_answers_and_without_a_code_with_the_choice(post: PostOffice) -> None:
    screen = await render(post.office, claimed("group_request", HEAD, request=await asked(post, "dpmptsp")))
    assert labels(screen) == ["Tautkan", "Batal"]
    choice = await render(post.office, claimed("group_request", HEAD, request=await asked(post, "")))
    assert labels(choice)[-1] == "Batal"
    assert OFFICE in labels(choice)


async def test_a_request_that_was_answered_meanwhile_or_whose_person_is_gone_says_nothing(post: PostOffice) -> None:
    number = await asked(post, "dpmptsp")
    for chat in (999, 5006):
        assert await render(post.office, claimed("group_request", chat, request=number)) is None
    await post.office.db.write(group_requests.cancel, await head_of(post), number, post.office.clock.now())
    assert await render(post.office, claimed("group_request", HEAD, request=number)) is None


@pytest.mark.parametrize("kind", ["group_linked", "group_test"])
async def test_a_group_hears_what_it_is_linked_to_unless_it_was_let_go(post: PostOffice, kind: str) -> None:
    screen = await render(post.office, claimed(kind, GROUP))
    assert screen is not None
    assert post.office.agency in screen.text
    await post.office.db.write(groups.unlink_directly, "cli", GROUP, post.office.clock.now())
    assert await render(post.office, claimed(kind, GROUP)) is None


async def test_trouble_is_told_as_it_is_now_or_not_at_all_when_it_is_over(post: PostOffice) -> None:
    now = post.office.clock.now()
    trouble = claimed("group_trouble", ADMIN, chat=GROUP, trouble="kicked")
    assert await render(post.office, trouble) is None
    await post.office.db.write(groups.note_trouble, GROUP, "no_rights", now)
    screen = await render(post.office, trouble)
    assert screen is not None
    assert "Bot tidak boleh menulis di grup." in screen.text
    await post.office.db.write(groups.unlink_directly, "cli", GROUP, now)
    assert await render(post.office, trouble) is None


@pytest.mark.parametrize(("reason", "word"), [(Reason.TOPIC_CLOSED, "ditutup"), (Reason.TOPIC_MISSING, "dihapus")])
async def test_a_topic_that_was_left_is_told_with_its_reason(post: PostOffice, reason: Reason, word: str) -> None:
    screen = await render(post.office, claimed("group_trouble", ADMIN, chat=FORUM, topic=reason.value))
    assert screen is not None
    assert f"Topik untuk pengumuman sudah {word}." in screen.text


async def test_a_message_for_a_closed_topic_arrives_in_the_main_one_and_the_linker_hears_of_it(
    post: PostOffice,
) -> None:
    people, now = post.box.people, post.office.clock.now()
    topic = people.create_topic(ADMIN, FORUM, "ZI").id
    await post.office.db.write(group_rows.link, Group(FORUM, topic, "Forum", None, ""), ADMIN, now)
    people.close_topic(ADMIN, FORUM, topic)
    async with post.sending():
        await post.enqueue(post.announcement(FORUM, thread=topic))
        assert [status for status, _, _ in await post.ended()] == ["sent", "sent"]
    assert [one.topic for one in post.received(FORUM)] == [None]
    assert "Topik untuk pengumuman sudah ditutup." in post.received(ADMIN)[-1].text
    assert await post.group(FORUM) == (None, "")


async def test_a_closed_main_topic_is_trouble_until_a_message_arrives_again(post: PostOffice) -> None:
    now = post.office.clock.now()
    await post.office.db.write(group_rows.link, Group(FORUM, None, "Forum", None, ""), ADMIN, now)
    post.box.faults.add(
        kind="error", method="sendMessage", chat=FORUM, code=400, description="Bad Request: TOPIC_CLOSED"
    )
    async with post.sending():
        await post.enqueue(post.announcement(FORUM, "one"))
        assert (await post.ended())[0] == ("failed", "topic_closed", 1)
        assert await post.group(FORUM) == (None, "topic_closed")
        await post.enqueue(post.announcement(FORUM, "two"))
        await post.ended()
    assert await post.group(FORUM) == (None, "")
    assert len(post.received(FORUM)) == 1
