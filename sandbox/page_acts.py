"""What POST /_/act offers: the acts of people by name, with their arguments taken out of JSON."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from sandbox.people import People
from sandbox.state import Json, Message


def _sent(message: Message) -> Json:
    return {"chat": message.chat.id, "message": message.id}


async def _press(people: People, me: int, act: Json) -> Json:
    press = await people.press(me, act["chat"], act["message"], act["row"], act["column"], wait=False)
    return {"query": press.query_id}


def _migrate(people: People, _: int, act: Json) -> Json:
    return {"chat": people.migrate(act["chat"])}


def _text(people: People, me: int, act: Json) -> Json:
    return _sent(people.text(me, act["chat"], act["text"], act.get("topic"), act.get("reply_to")))


def _react(people: People, me: int, act: Json) -> Json:
    people.react(me, act["chat"], act["message"], act.get("emoji") or None)
    return {}


def _simple(name: str, *arguments: str) -> Callable[[People, int, Json], Json]:
    def act(people: People, me: int, given: Json) -> Json:
        getattr(people, name)(me, *(given[argument] for argument in arguments))
        return {}

    return act


ACTS: Final[dict[str, Callable[[People, int, Json], Json | Awaitable[Json]]]] = {
    "start": lambda people, me, act: _sent(people.start(me, act.get("payload") or "")),
    "text": _text,
    "press": _press,
    "contact": lambda people, me, act: _sent(people.share_contact(me, act["chat"], act.get("of"))),
    "block": _simple("block"),
    "unblock": _simple("unblock"),
    "react": _react,
    "leave": _simple("leave", "chat"),
    "add_bot": _simple("add_bot", "chat"),
    "remove_bot": _simple("remove_bot", "chat"),
    "promote_bot": _simple("promote_bot", "chat"),
    "mute_bot": _simple("mute_bot", "chat"),
    "migrate": _migrate,
    "read": _simple("read", "chat"),
    "edit": _simple("edit", "chat", "message", "text"),
    "create_topic": _simple("create_topic", "chat", "name"),
    "close_topic": _simple("close_topic", "chat", "topic"),
}


async def perform(people: People, act: dict[str, Any]) -> Json:
    """Do what a page asks for; KeyError or TypeError for a malformed act, PersonError for a refused one."""
    result = ACTS[act["do"]](people, int(act["me"]), act)
    return result if isinstance(result, dict) else await result
