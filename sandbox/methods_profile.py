"""Methods about the bot itself: commands by scope and language, name, descriptions, menu button."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from sandbox.access import chat_of
from sandbox.errors import bad_request
from sandbox.params import Params
from sandbox.state import Chat, Json
from sandbox.world import World

MAX_COMMANDS: Final = 100
LIMITS: Final = {"name": 64, "description": 512, "short_description": 120}
WITH_CHAT: Final = frozenset({"chat", "chat_administrators", "chat_member"})
WITHOUT_CHAT: Final = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})


def _language(params: Params) -> str:
    code = params.text("language_code")
    if code and not re.fullmatch("[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def _scope(world: World, params: Params) -> str:
    """The scope as one key: `default`, `chat:5`, `chat_member:-7:5`."""
    scope = params.json("scope") or {"type": "default"}
    kind = str(scope.get("type")) if isinstance(scope, dict) else ""
    if kind in WITHOUT_CHAT:
        return kind
    if kind not in WITH_CHAT:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    chat = chat_of(world, Params(scope))
    if kind == "chat_member":
        return f"chat_member:{chat.id}:{Params(scope).integer('user_id')}"
    return f"{kind}:{chat.id}"


def _command(value: Json) -> Json:
    name = str(value.get("command", "")).removeprefix("/")
    description = str(value.get("description", "")).strip()
    if not re.fullmatch("[a-z0-9_]{1,32}", name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def set_my_commands(world: World, params: Params) -> bool:
    """Set the command menu of a scope and language."""
    commands = [_command(value) for value in params.objects("commands")]
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    key = _scope(world, params), _language(params)
    if commands:
        world.commands[key] = commands
    else:
        world.commands.pop(key, None)
    world.live.publish_to_all({"type": "chats"})
    return True


def get_my_commands(world: World, params: Params) -> list[Json]:
    """The commands: exactly those set for this scope and language."""
    return world.commands.get((_scope(world, params), _language(params)), [])


def delete_my_commands(world: World, params: Params) -> bool:
    """Take a command menu away."""
    world.commands.pop((_scope(world, params), _language(params)), None)
    return True


def _scopes(chat: Chat, user_id: int) -> Iterator[str]:
    """Scopes that apply to somebody in a chat, the narrowest first, in the order that the Bot API documents."""
    if chat.person is not None:
        yield f"chat:{chat.id}"
        yield "all_private_chats"
    else:
        is_admin = chat.is_admin(user_id)
        yield f"chat_member:{chat.id}:{user_id}"
        if is_admin:
            yield f"chat_administrators:{chat.id}"
        yield f"chat:{chat.id}"
        if is_admin:
            yield "all_chat_administrators"
        yield "all_group_chats"
    yield "default"


def commands_for(world: World, chat: Chat, user_id: int) -> list[Json]:
    """The command menu that a person sees in a chat, in their language where there is one."""
    language = world.users[user_id].language_code[:2]
    keys = ((scope, code) for scope in _scopes(chat, user_id) for code in (language, ""))
    return next((world.commands[key] for key in keys if key in world.commands), [])


def profile_text(world: World, field: str, language: str) -> str:
    """Name, description or short description in a language, else the one for all languages."""
    return world.profile.get((field, language)) or world.profile.get((field, "")) or ""


def _setter(field: str) -> Callable[[World, Params], bool]:
    too_long = f"bot {field.replace('_', ' ')} is too long"

    def setter(world: World, params: Params) -> bool:
        text = params.text(field)
        if len(text) > LIMITS[field]:
            raise bad_request(too_long)
        key = field, _language(params)
        if text:
            world.profile[key] = text
        else:
            world.profile.pop(key, None)
        return True

    return setter


def _getter(field: str) -> Callable[[World, Params], Json]:
    def getter(world: World, params: Params) -> Json:
        text = profile_text(world, field, _language(params))
        return {field: text or (world.bot.name if field == "name" else "")}

    return getter


def _menu_chat(world: World, params: Params) -> int:
    if not params.has("chat_id"):
        return 0
    chat = chat_of(world, params)
    if chat.person is None:
        raise bad_request("chat not found")
    return chat.id


def set_chat_menu_button(world: World, params: Params) -> bool:
    """Set the menu button for one private chat, or for all without one of their own."""
    button = params.json("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or str(button.get("type")) not in {"commands", "web_app", "default"}:
        raise bad_request("can't parse menu button: unsupported type specified")
    world.menu_buttons[_menu_chat(world, params)] = button
    return True


def get_chat_menu_button(world: World, params: Params) -> Json:
    """The menu button of a private chat, or the one for all."""
    default = world.menu_buttons.get(0, {"type": "commands"})
    button = world.menu_buttons.get(_menu_chat(world, params), default)
    return default if button["type"] == "default" else button


METHODS: Final[dict[str, Callable[[World, Params], Any]]] = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _setter("name"),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description"),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description"),
    "getMyShortDescription": _getter("short_description"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
