"""Where the bot can't write, and how Telegram says so."""

from collections.abc import Callable
from typing import Any

import pytest
from telegram.error import ChatMigrated, Forbidden

from sandbox import PersonError, Sandbox
from tests.sandbox.rig import ANI, BOT, BUDI, FORUM, GROUP, STRANGER, SUPERGROUP, running

Deed = Callable[[Sandbox], object]


def kicked(chat: int) -> Deed:
    def deed(box: Sandbox) -> None:
        box.people.add_bot(ANI, chat)
        box.people.remove_bot(ANI, chat)

    return deed


def muted(box: Sandbox) -> None:
    box.people.add_bot(ANI, SUPERGROUP)
    box.people.mute_bot(ANI, SUPERGROUP)


def closed_topic(box: Sandbox) -> int:
    box.people.add_bot(ANI, FORUM)
    topic = box.people.create_topic(ANI, FORUM, "Tutup")
    box.people.close_topic(ANI, FORUM, topic.id)
    return topic.id


@pytest.mark.parametrize(
    ("chat", "deed", "code", "description"),
    [
        (STRANGER, lambda _: None, 403, "Forbidden: bot can't initiate conversation with a user"),
        (ANI, lambda box: box.people.block(ANI), 403, "Forbidden: bot was blocked by the user"),
        (ANI, lambda box: box.people.deactivate(ANI), 403, "Forbidden: user is deactivated"),
        (GROUP, lambda _: None, 403, "Forbidden: bot is not a member of the group chat"),
        (SUPERGROUP, lambda _: None, 403, "Forbidden: bot is not a member of the supergroup chat"),
        (GROUP, kicked(GROUP), 403, "Forbidden: bot was kicked from the group chat"),
        (SUPERGROUP, kicked(SUPERGROUP), 403, "Forbidden: bot was kicked from the supergroup chat"),
        (SUPERGROUP, muted, 400, "Bad Request: not enough rights to send text messages to the chat"),
    ],
)
async def test_a_chat_that_the_bot_cannot_reach_refuses(chat: int, deed: Deed, code: int, description: str) -> None:
    async with running() as rig:
        deed(rig.box)
        assert await rig.refusal("sendMessage", chat_id=chat, text="x") == (code, description)
        if code == 403:
            with pytest.raises(Forbidden):
                await rig.bot.send_message(chat, "x")
        assert (rig.box.log[-1].accepted, rig.box.log[-1].code) == (False, code)


async def test_leaving_a_group_is_not_being_thrown_out() -> None:
    async with running() as rig:
        rig.box.people.add_bot(ANI, GROUP)
        await rig.bot.leave_chat(GROUP)
        expected = (403, "Forbidden: bot is not a member of the group chat")
        assert await rig.refusal("sendMessage", chat_id=GROUP, text="x") == expected


async def test_a_migrated_group_names_its_successor() -> None:
    async with running() as rig:
        rig.box.people.add_bot(ANI, GROUP)
        new = rig.box.people.migrate(GROUP)
        status, body = await rig.call("sendMessage", chat_id=GROUP, text="x")
        assert (status, body["description"], body["parameters"]) == (
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": new},
        )
        with pytest.raises(ChatMigrated) as caught:
            await rig.bot.send_message(GROUP, "x")
        assert caught.value.new_chat_id == new
        assert (await rig.bot.send_message(new, "x")).chat.type == "supergroup"
        told = [update["message"] for update in await rig.updates() if "message" in update]
        assert (told[-2]["migrate_to_chat_id"], told[-1]["migrate_from_chat_id"]) == (new, GROUP)


async def test_unknown_and_closed_topics_refuse() -> None:
    async with running() as rig:
        topic = closed_topic(rig.box)
        for thread, reason in (
            (9999, "message thread not found"),
            (1, "message thread not found"),
            (topic, "TOPIC_CLOSED"),
        ):
            refusal = await rig.refusal("sendMessage", chat_id=FORUM, text="x", message_thread_id=thread)
            assert refusal == (400, f"Bad Request: {reason}")
        rig.box.people.promote_bot(ANI, FORUM)
        await rig.result("sendMessage", chat_id=FORUM, text="x", message_thread_id=topic)


async def test_starting_again_unblocks() -> None:
    async with running() as rig:
        rig.box.people.block(ANI)
        rig.box.people.start(ANI)
        await rig.result("sendMessage", chat_id=ANI, text="x")
        changes = [update["my_chat_member"] for update in await rig.updates() if "my_chat_member" in update]
        assert [(c["old_chat_member"]["status"], c["new_chat_member"]["status"]) for c in changes] == [
            ("member", "kicked"),
            ("kicked", "member"),
        ]
        assert changes[0]["new_chat_member"]["user"]["id"] == BOT


@pytest.mark.parametrize(
    "deed",
    [
        lambda people: people.text(STRANGER, STRANGER, "belum mulai"),
        lambda people: people.text(ANI, ANI, " "),
        lambda people: people.text(ANI, ANI, "x" * 4097),
        lambda people: people.text(ANI, BUDI, "obrolan orang lain"),
        lambda people: people.text(STRANGER, GROUP, "bukan anggota"),
        lambda people: people.text(BOT, ANI, "bukan orang"),
        lambda people: people.text(ANI, -1, "tidak ada"),
        lambda people: people.start(ANI, "x" * 65),
        lambda people: people.start(ANI, "a b"),
        lambda people: people.block(STRANGER),
        lambda people: people.unblock(ANI),
        lambda people: people.react(ANI, ANI, 9999, "👍"),
        lambda people: people.share_contact(STRANGER, STRANGER),
        lambda people: people.remove_bot(ANI, GROUP),
        lambda people: people.promote_bot(BUDI, GROUP),
        lambda people: people.mute_bot(ANI, GROUP),
        lambda people: people.migrate(SUPERGROUP),
        lambda people: people.migrate(ANI),
        lambda people: people.create_topic(ANI, GROUP, "bukan forum"),
        lambda people: people.close_topic(ANI, FORUM, 9999),
        lambda people: people.text(ANI, FORUM, "x", topic=9999),
    ],
)
async def test_people_cannot_do_what_the_app_would_not_offer(deed: Callable[[Any], object]) -> None:
    async with running() as rig:
        with pytest.raises(PersonError, match=r"^[A-Z].*\.$"):
            deed(rig.box.people)
        assert await rig.updates() == []
