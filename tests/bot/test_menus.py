"""What Telegram shows of the bot: menus and descriptions in each language."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram.ext import ExtBot

from bot import menus
from bot.limiter import LaneLimiter
from bot.transport import AiohttpRequest
from domain.rights import ROLE_ACTIONS, Action, Role
from sandbox import Sandbox
from services import menus as menu_service
from storage import people
from storage.engine import Transaction
from tests import builders
from tests.bot.post_office import ADMIN, ASSESSOR, SECONDS, TOKEN, PostOffice, post_office
from texts.commands import menu


async def published(languages: tuple[str, ...]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """(kind of chat, language code) and the commands shown there."""
    box = Sandbox(rate_limits=False)
    box.add_bot(TOKEN, "zi_bot", "Zi")
    await box.start(port=0)
    try:
        bot = ExtBot(
            TOKEN,
            f"{box.address}/bot",
            request=AiohttpRequest(),
            get_updates_request=AiohttpRequest(),
            rate_limiter=LaneLimiter(),
        )
        async with bot:
            await menus.publish(bot, languages)
    finally:
        await box.stop()
    shown = {}
    for (scope, code), commands in box.world.commands.items():
        kind = "group" if "group" in scope else "private"
        shown[kind, code] = [(one["command"], one["description"]) for one in commands]
    return shown


@pytest.mark.parametrize("languages", [("id", "en"), ("en", "id"), ("id",)])
async def test_the_menus_of_both_kinds_of_chat_are_in_each_language(languages: tuple[str, ...]) -> None:
    first, *others = languages
    expected = {}
    for language, code in [(first, ""), *((other, other) for other in others)]:
        expected["private", code] = menu(language, group=False)
        expected["group", code] = menu(language, group=True)
    assert await published(languages) == expected


async def test_a_menu_for_everybody_shows_nothing_that_needs_a_right() -> None:
    shown = await published(("id", "en"))
    names = {name for commands in shown.values() for name, _ in commands}
    assert not names & {"umumkan", "announce", "hubungkan", "link", "deklarasi", "declaration"}
    assert {"pakta", "pledge", "status", "bantuan", "help"} <= names


@pytest.fixture
async def post(sqlite_url: str) -> AsyncIterator[PostOffice]:
    async with post_office(sqlite_url) as running:
        yield running


def shown_to(post: PostOffice, person: int) -> list[str] | None:
    """The commands of the menu that a person has of their own, None without one."""
    commands = post.box.world.commands.get((f"chat:{person}", ""))
    return None if commands is None else [one["command"] for one in commands]


async def refreshed(post: PostOffice, *persons: int) -> None:
    """Have the menus set anew, and wait until it is done."""
    for person in persons:
        await post.office.db.write(menu_service.refresh, person, post.office.clock.now())
    post.bell.set()
    assert {row[0] for row in await post.ended()} == {"sent"}


def of_role(*actions: Action) -> list[str]:
    return [name for name, _ in menu("id", group=False, allowed=frozenset(actions))]


async def test_a_role_holder_sees_the_commands_that_the_role_allows_and_no_others(post: PostOffice) -> None:
    async with post.sending():
        await refreshed(post, ADMIN, ASSESSOR, 5001)
    for person, role in ((ADMIN, Role.ADMIN), (ASSESSOR, Role.ASSESSOR)):
        assert shown_to(post, person) == of_role(*ROLE_ACTIONS[role])
    assert "umumkan" in (shown_to(post, ADMIN) or [])
    assert "umumkan" not in (shown_to(post, ASSESSOR) or [])
    assert shown_to(post, 5001) is None


async def test_the_menu_is_in_the_language_the_person_has_chosen(post: PostOffice) -> None:
    await post.office.db.write(people.set_language, ADMIN, "en")
    async with post.sending():
        await refreshed(post, ADMIN)
    assert "announce" in (shown_to(post, ADMIN) or [])


async def test_the_menu_goes_when_the_last_role_or_the_link_has_ended(post: PostOffice) -> None:
    def end(tx: Transaction) -> None:
        builders.unlink(tx, ADMIN)
        assessor = builders.actor(tx, ASSESSOR).employee
        assert assessor is not None
        builders.revoke_grants(tx, assessor)

    async with post.sending():
        await refreshed(post, ADMIN, ASSESSOR)
        await post.office.db.write(end)
        await refreshed(post, ADMIN, ASSESSOR)
    assert [shown_to(post, one) for one in (ADMIN, ASSESSOR)] == [None, None]


async def test_a_menu_that_fails_is_set_later(post: PostOffice) -> None:
    post.box.faults.add(method="setMyCommands", kind="error", code=500, description="Internal Server Error", times=2)
    async with post.sending():
        await refreshed(post, ADMIN)
    assert await post.rows() == [("sent", "", 3)]
    assert shown_to(post, ADMIN) is not None


async def test_a_menu_that_was_overtaken_ends_as_the_rights_are(post: PostOffice) -> None:
    slow = post.box.faults.add(method="setMyCommands", kind="delay", seconds=0.3)
    async with post.sending():
        await post.office.db.write(menu_service.refresh, ADMIN, post.office.clock.now())
        post.bell.set()
        async with asyncio.timeout(SECONDS):
            while slow.times:
                await post.rows()
        await post.office.db.write(builders.unlink, ADMIN)
        await refreshed(post, ADMIN)
    assert shown_to(post, ADMIN) is None


def test_the_edition_names_what_menus_show(monkeypatch: pytest.MonkeyPatch) -> None:
    before = menus.edition()
    assert before == menus.edition()
    monkeypatch.setattr(menus, "menu", lambda *_, **__: [("lain", "Lain")])
    assert menus.edition() != before
