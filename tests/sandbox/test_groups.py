"""Groups: who is in them, what the bot hears, topics, and contacts."""

from typing import Any

import pytest
from telegram import ChatMemberAdministrator, ChatMemberOwner, ChatMemberRestricted, Update
from telegram.error import BadRequest

from tests.sandbox.rig import ANI, BOT, BUDI, CITRA, FORUM, GROUP, SUPERGROUP, Rig, running


async def group_texts(rig: Rig) -> list[str]:
    return [update["message"].get("text", "") for update in await rig.updates() if "message" in update]


async def bot_changes(rig: Rig) -> list[tuple[str, str]]:
    updates = [Update.de_json(update, rig.bot) for update in await rig.updates()]
    changes = [update.my_chat_member for update in updates if update.my_chat_member]
    return [(change.old_chat_member.status, change.new_chat_member.status) for change in changes]


async def test_each_change_of_the_bots_standing_is_told() -> None:
    async with running() as rig:
        people = rig.box.people
        people.add_bot(ANI, SUPERGROUP)
        people.promote_bot(ANI, SUPERGROUP)
        people.mute_bot(ANI, SUPERGROUP)
        people.demote_bot(ANI, SUPERGROUP)
        people.remove_bot(ANI, SUPERGROUP)
        assert await bot_changes(rig) == [
            ("left", "member"),
            ("member", "administrator"),
            ("administrator", "restricted"),
            ("restricted", "member"),
            ("member", "kicked"),
        ]


async def test_being_added_is_also_a_service_message() -> None:
    async with running() as rig:
        rig.box.people.add_bot(ANI, GROUP)
        service = (await rig.updates())[-1]["message"]
        assert [user["id"] for user in service["new_chat_members"]] == [BOT]


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("selamat pagi", False),
        ("/status", True),
        ("/status@uji_bot", True),
        ("/status@Uji_Bot lengkap", True),
        ("/status@other_bot", False),
        ("@uji_bot halo", False),
    ],
)
async def test_privacy_mode_lets_only_commands_for_the_bot_through(text: str, *, heard: bool) -> None:
    async with running() as rig:
        rig.box.people.add_bot(ANI, GROUP)
        await rig.updates(offset=-1)
        rig.box.people.text(BUDI, GROUP, text)
        assert (text in await group_texts(rig)) is heard


async def test_replies_to_the_bot_and_everything_for_an_administrator_are_heard() -> None:
    async with running() as rig:
        rig.box.people.add_bot(ANI, GROUP)
        sent = await rig.result("sendMessage", chat_id=GROUP, text="pengumuman")
        rig.box.people.text(BUDI, GROUP, "siap", reply_to=sent["message_id"])
        rig.box.people.text(BUDI, GROUP, "obrolan")
        rig.box.people.promote_bot(ANI, GROUP)
        rig.box.people.text(BUDI, GROUP, "obrolan lagi")
        assert [text for text in await group_texts(rig) if text] == ["siap", "obrolan lagi"]


async def test_members_are_told_by_their_standing() -> None:
    async with running() as rig:
        rig.box.people.add_bot(ANI, SUPERGROUP)
        rig.box.people.promote_bot(ANI, SUPERGROUP, frozenset({"can_manage_chat", "can_pin_messages"}))
        owner, member = [await rig.bot.get_chat_member(SUPERGROUP, user) for user in (ANI, BUDI)]
        outsider = await rig.bot.get_chat_member(SUPERGROUP, CITRA)
        assert isinstance(owner, ChatMemberOwner)
        assert [member.status, outsider.status] == ["member", "left"]
        admins = await rig.bot.get_chat_administrators(SUPERGROUP)
        assert [admin.user.id for admin in admins] == [ANI, BOT]
        assert isinstance(admins[1], ChatMemberAdministrator)
        assert (admins[1].can_pin_messages, admins[1].can_delete_messages) == (True, False)
        assert await rig.bot.get_chat_member_count(SUPERGROUP) == 3
        rig.box.people.mute_bot(ANI, SUPERGROUP)
        assert isinstance(await rig.bot.get_chat_member(SUPERGROUP, BOT), ChatMemberRestricted)
        with pytest.raises(BadRequest, match="Member not found"):
            await rig.bot.get_chat_member(SUPERGROUP, 123456)


async def test_a_private_chat_has_two_members_and_no_administrators() -> None:
    async with running() as rig:
        statuses = [(await rig.bot.get_chat_member(ANI, user)).status for user in (ANI, BOT, BUDI)]
        assert statuses == ["member", "member", "left"]
        assert await rig.bot.get_chat_member_count(ANI) == 2
        refusal = await rig.refusal("getChatAdministrators", chat_id=ANI)
        assert refusal == (400, "Bad Request: there are no administrators in the private chat")


async def test_get_chat_tells_title_kind_and_forum() -> None:
    async with running() as rig:
        rig.box.people.add_bot(ANI, FORUM)
        chat = await rig.bot.get_chat(FORUM)
        assert (chat.title, chat.type, chat.is_forum, chat.permissions is not None) == (
            "Forum Uji",
            "supergroup",
            True,
            True,
        )
        assert (await rig.bot.get_chat(ANI)).full_name == "Ani Contoh"


async def test_coming_and_going_is_told_to_an_administrator_who_asked() -> None:
    async with running() as rig:
        rig.box.people.add_bot(ANI, SUPERGROUP)
        rig.box.people.promote_bot(ANI, SUPERGROUP)
        await rig.updates(allowed_updates=["chat_member"], offset=-1)
        rig.box.people.join(CITRA, SUPERGROUP)
        rig.box.people.leave(CITRA, SUPERGROUP)
        changes = [update["chat_member"] for update in await rig.updates() if "chat_member" in update]
        assert [(c["old_chat_member"]["status"], c["new_chat_member"]["status"]) for c in changes] == [
            ("left", "member"),
            ("member", "left"),
        ]


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("pinChatMessage", {"message_id": "other"}, "not enough rights to manage pinned messages in the chat"),
        ("deleteMessage", {"message_id": "other"}, "message can't be deleted"),
        ("deleteMessages", {"message_ids": ["other"]}, "message can't be deleted"),
    ],
)
async def test_an_ordinary_member_cannot_pin_or_delete_what_others_wrote(
    method: str, params: dict[str, Any], reason: str
) -> None:
    async with running() as rig:
        rig.box.people.add_bot(ANI, SUPERGROUP)
        other = rig.box.people.text(BUDI, SUPERGROUP, "halo").id
        filled = {key: [other] if isinstance(value, list) else other for key, value in params.items()}
        assert await rig.refusal(method, chat_id=SUPERGROUP, **filled) == (400, f"Bad Request: {reason}")
        rig.box.people.promote_bot(ANI, SUPERGROUP)
        await rig.result(method, chat_id=SUPERGROUP, **filled)


async def test_topics_are_made_renamed_closed_and_deleted() -> None:
    async with running() as rig:
        rig.box.people.add_bot(ANI, FORUM)
        with pytest.raises(BadRequest, match="Not enough rights to create a topic"):
            await rig.bot.create_forum_topic(FORUM, "Pengumuman")
        rig.box.people.promote_bot(ANI, FORUM)
        topic = await rig.bot.create_forum_topic(FORUM, "Pengumuman")
        thread = topic.message_thread_id
        sent = await rig.bot.send_message(FORUM, "x", message_thread_id=thread)
        assert (sent.message_thread_id, sent.is_topic_message) == (thread, True)
        await rig.bot.edit_forum_topic(FORUM, thread, name="Kabar")
        await rig.bot.close_forum_topic(FORUM, thread)
        shown = (await rig.page("chats", me=ANI))["chats"]
        topics = next(chat["topics"] for chat in shown if chat["id"] == FORUM)
        assert topics == [{"id": thread, "name": "Kabar", "closed": True}]
        with pytest.raises(BadRequest, match="Topic_not_modified"):
            await rig.bot.close_forum_topic(FORUM, thread)
        await rig.bot.reopen_forum_topic(FORUM, thread)
        await rig.bot.delete_forum_topic(FORUM, thread)
        assert not any(message.topic for message in rig.box.messages(FORUM))
        with pytest.raises(BadRequest, match="Message thread not found"):
            await rig.bot.send_message(FORUM, "x", message_thread_id=thread)


@pytest.mark.parametrize(
    ("chat", "params", "reason"),
    [
        (SUPERGROUP, {"name": "x"}, "the chat is not a forum"),
        (FORUM, {"name": ""}, "TOPIC_TITLE_EMPTY"),
        (FORUM, {"name": "x" * 129}, "TOPIC_TITLE_INVALID"),
    ],
)
async def test_wrong_topics_are_refused(chat: int, params: dict[str, Any], reason: str) -> None:
    async with running() as rig:
        rig.box.people.add_bot(ANI, chat)
        rig.box.people.promote_bot(ANI, chat)
        assert await rig.refusal("createForumTopic", chat_id=chat, **params) == (400, f"Bad Request: {reason}")


async def test_messages_in_a_topic_say_so() -> None:
    async with running() as rig:
        rig.box.people.add_bot(ANI, FORUM)
        topic = rig.box.people.create_topic(ANI, FORUM, "Tanya")
        rig.box.people.text(BUDI, FORUM, "/status", topic=topic.id)
        last = (await rig.updates())[-1]["message"]
        assert (last["message_thread_id"], last["is_topic_message"]) == (topic.id, True)


@pytest.mark.parametrize(("of", "owner", "phone"), [(None, ANI, "+6280000000011"), (BUDI, BUDI, "+6280000000012")])
async def test_a_contact_tells_whose_number_it_is(of: int | None, owner: int, phone: str) -> None:
    async with running() as rig:
        rig.box.people.share_contact(ANI, ANI, of)
        (body,) = await rig.updates()
        message = Update.de_json(body, rig.bot).message
        assert message is not None
        assert message.contact is not None
        assert message.from_user is not None
        assert (message.from_user.id, message.contact.user_id, message.contact.phone_number) == (ANI, owner, phone)


async def test_a_deep_link_carries_its_payload_as_a_start_command() -> None:
    async with running() as rig:
        rig.box.people.start(BUDI, "v_ABC-1")
        (body,) = await rig.updates()
        message = Update.de_json(body, rig.bot).message
        assert message is not None
        assert (message.text, message.entities[0].type, message.entities[0].length) == (
            "/start v_ABC-1",
            "bot_command",
            6,
        )


async def test_supergroups_count_their_own_messages() -> None:
    async with running() as rig:
        rig.box.people.add_bot(ANI, SUPERGROUP)
        first = rig.box.messages(SUPERGROUP)[0].id
        sent = await rig.result("sendMessage", chat_id=SUPERGROUP, text="x")
        assert (first, sent["message_id"]) == (1, 2)
