"""Users, chats and messages as the JSON objects of the Bot API."""

from sandbox.files import StoredFile
from sandbox.state import PERMISSIONS, RIGHTS, Chat, Json, Member, Message, User


def user_json(user: User) -> Json:
    """A User."""
    value: Json = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    if user.last_name:
        value["last_name"] = user.last_name
    if user.username:
        value["username"] = user.username
    if not user.is_bot:
        value["language_code"] = user.language_code
    return value


def chat_json(chat: Chat) -> Json:
    """A Chat."""
    if chat.person is not None:
        person = chat.person
        value: Json = {"id": chat.id, "type": "private", "first_name": person.first_name}
        if person.last_name:
            value["last_name"] = person.last_name
        if person.username:
            value["username"] = person.username
        return value
    value = {"id": chat.id, "type": chat.kind, "title": chat.title}
    if chat.forum:
        value["is_forum"] = True
    return value


def full_chat_json(chat: Chat) -> Json:
    """A ChatFullInfo."""
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    value = chat_json(chat) | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
    if chat.person is None:
        value["permissions"] = {name: name not in {"can_change_info", "can_pin_messages"} for name in PERMISSIONS}
        if chat.description:
            value["description"] = chat.description
    if chat.pinned and (message := chat.messages.get(chat.pinned[-1])):
        value["pinned_message"] = message_json(message, nested=True)
    return value


def private_member(chat: Chat, user: User) -> Member:
    """Somebody's standing in a private chat: of the bot whether it is blocked, of strangers that they are not in it."""
    assert chat.person is not None
    if user.is_bot:
        return Member(user.id, "kicked" if chat.person.blocked else "member")
    return Member(user.id, "member" if user is chat.person else "left")


def member_json(member: Member, user: User) -> Json:
    """A ChatMember of the kind that fits the status."""
    value: Json = {"status": member.status, "user": user_json(user)}
    if member.status == "creator":
        value["is_anonymous"] = False
    elif member.status == "administrator":
        value |= {"can_be_edited": False, "is_anonymous": False}
        value |= {right: right in member.rights for right in RIGHTS}
    elif member.status == "restricted":
        value |= {"is_member": True, "until_date": 0} | dict.fromkeys(PERMISSIONS, False)
    elif member.status == "kicked":
        value["until_date"] = 0
    return value


def file_json(file: StoredFile) -> Json:
    """A File, without the path that only getFile gives."""
    return {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": file.size}


def _media_json(message: Message) -> Json:
    assert message.media is not None
    file = message.media.file
    if message.media.kind == "photo":
        return {"photo": [file_json(file) | {"width": file.width, "height": file.height}]}
    return {"document": file_json(file) | {"file_name": file.name, "mime_type": file.mime}}


def _content_json(message: Message) -> Json:
    has_media = message.media is not None
    value = _media_json(message) if has_media else {}
    if message.text:
        value["caption" if has_media else "text"] = message.text
    if message.entities:
        value["caption_entities" if has_media else "entities"] = message.entities
    if message.contact is not None:
        value["contact"] = message.contact
    return value | (message.service or {})


def message_json(message: Message, *, nested: bool = False) -> Json:
    """A Message; a nested one does not carry the message that it replies to."""
    value: Json = {
        "message_id": message.id,
        "from": user_json(message.sender),
        "chat": chat_json(message.chat),
        "date": message.date,
    }
    if message.topic is not None:
        value |= {"message_thread_id": message.topic, "is_topic_message": True}
    value |= _content_json(message)
    if message.reply_to is not None and not nested and (target := message.chat.messages.get(message.reply_to)):
        value["reply_to_message"] = message_json(target, nested=True)
    if message.inline:
        value["reply_markup"] = {"inline_keyboard": message.inline}
    if message.edited is not None:
        value["edit_date"] = message.edited
    if message.album is not None:
        value["media_group_id"] = message.album
    return value
