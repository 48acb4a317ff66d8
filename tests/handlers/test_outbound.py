"""Screens with entities and with files that Telegram holds: sent, and edited in place."""

from collections.abc import AsyncIterator

import pytest
from telegram.error import BadRequest

from handlers.outbound import edit, send
from sandbox.state import Message
from tests.bot.post_office import ADMIN, PostOffice, post_office
from tests.files import PNG
from texts.screen import Attachment, Button, Screen

BOLD = {"type": "bold", "offset": 0, "length": 4}
BUTTONS = ((Button("Ya", "yes"),),)


@pytest.fixture
async def post(sqlite_url: str) -> AsyncIterator[PostOffice]:
    async with post_office(sqlite_url) as running:
        yield running


def message(post: PostOffice, number: int) -> Message:
    return next(one for one in post.box.messages(ADMIN) if one.id == number)


async def held(post: PostOffice, screen: Screen) -> str:
    """What Telegram calls the file of a screen that was sent."""
    sent = await send(post.bot, ADMIN, screen)
    file = sent.photo[-1] if sent.photo else sent.document
    assert file is not None
    return file.file_id


@pytest.mark.parametrize("entities", [(), (BOLD,)])
async def test_a_text_with_entities_is_no_html(post: PostOffice, entities: tuple[dict[str, object], ...]) -> None:
    screen = Screen("<b> & so on", BUTTONS, entities=entities)
    found = message(post, (await send(post.bot, ADMIN, screen)).message_id)
    assert (found.text, found.entities) == ("<b> & so on", list(entities))
    assert found.inline is not None


async def test_a_text_with_entities_is_sent_whole(post: PostOffice) -> None:
    before = len(post.box.messages(ADMIN))
    await send(post.bot, ADMIN, Screen("x" * 4096, entities=()))
    assert len(post.box.messages(ADMIN)) == before + 1


async def test_an_edit_shows_the_entities(post: PostOffice) -> None:
    sent = await send(post.bot, ADMIN, Screen("<i>Apel</i>"))
    for _ in range(2):  # the second time nothing is modified
        assert await edit(post.bot, ADMIN, sent.message_id, Screen("<b>!", BUTTONS, entities=(BOLD,)))
    found = message(post, sent.message_id)
    assert (found.text, found.entities) == ("<b>!", [BOLD])


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_a_file_that_telegram_holds_is_sent_and_replaced(post: PostOffice, kind: str) -> None:
    if kind == "photo":
        first, second = [Screen("", photo_id=await held(post, Screen("", photo=PNG))) for _ in range(2)]
    else:
        papers = [Screen("", document=Attachment(f"{one}.pdf", b"%PDF", "application/pdf")) for one in range(2)]
        first, second = [Screen("<b>!", document_id=await held(post, paper), entities=(BOLD,)) for paper in papers]
    sent = await send(post.bot, ADMIN, first)
    before = message(post, sent.message_id).media
    assert before is not None
    assert before.kind == kind
    assert await edit(post.bot, ADMIN, sent.message_id, second)
    found = message(post, sent.message_id)
    assert found.media is not None
    assert found.media is not before
    assert (found.text, found.entities) == (second.text, list(second.entities or ()))


async def test_a_caption_is_edited_below_the_file_that_stays(post: PostOffice) -> None:
    sent = await send(post.bot, ADMIN, Screen("Apel", photo=PNG))
    before = message(post, sent.message_id).media
    assert not await edit(post.bot, ADMIN, sent.message_id, Screen("<i>Ditarik</i>"))
    assert await edit(post.bot, ADMIN, sent.message_id, Screen("<i>Ditarik</i>"), caption=True)
    found = message(post, sent.message_id)
    assert (found.text, found.media) == ("Ditarik", before)


async def test_a_message_that_is_gone_can_not_be_edited_and_other_refusals_are_raised(post: PostOffice) -> None:
    assert not await edit(post.bot, ADMIN, 999_999, Screen("Apel"))
    sent = await send(post.bot, ADMIN, Screen("Apel"))
    with pytest.raises(BadRequest):
        await edit(post.bot, ADMIN, sent.message_id, Screen("x" * 5000, entities=()))


def test_a_screen_carries_one_file_at_most() -> None:
    with pytest.raises(ValueError, match="not both"):
        Screen("", photo_id="a", document_id="b")
    with pytest.raises(ValueError, match="not both"):
        Screen("", photo=PNG, photo_id="b")
    assert Screen("", photo_id="a").has_file
    assert not Screen("Apel").has_file
