"""What the dialogs of announcements share: admins, ways of sending a body, and what became of it."""

import asyncio
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from bot.demo_seed import GROUP_ID
from domain.rights import Role
from sandbox.state import Media, Message
from tests.handlers.dialogue import (
    SECONDS,
    Act,
    Exchange,
    Fragment,
    House,
    Person,
    Turn,
    does,
    says,
    shown,
    writes,
)
from texts import announcements as texts

ASK = shown(texts.ask)
PREVIEW: Fragment = "Pratinjau pengumuman"
SEND: Fragment = "Kirim"
DROP: Fragment = "Batal"
READ: Fragment = "✅ Sudah dibaca"
BODY = "Rapat monev hari Senin pukul 09.00 di aula. Mohon hadir < 09.10 & tepat waktu."
STATUS: Fragment = "Status: "
OWNER = 5005


async def admin_of(house: House, language: str = "id", role: Role | None = Role.ADMIN) -> Person:
    """A colleague of the agency with a role."""
    return await house.colleague("bag-organisasi", language, role)


def sends(text: str, entities: list[dict[str, Any]], media: Media | None = None) -> Act:
    """A message with its own formatting, as an app sends it."""

    async def act(turn: Turn) -> None:
        people = turn.box.people
        person, place = people._at(turn.person.id, turn.chat)
        message = turn.box.world.post(place, person, text=text, entities=entities, media=media)
        people._deliver(message)

    return act


def uploads(person: Person, data: bytes, name: str, mime: str, caption: str = "", *, as_photo: bool = False) -> Act:
    """A photo or a document with a caption."""
    return does(lambda people: people.upload(person.id, person.id, data, name, mime, caption, as_photo=as_photo))


def written(body: str = BODY) -> tuple[Exchange, ...]:
    """/umumkan and a text, up to the preview."""
    return (writes("/umumkan"), says(ASK)), (writes(body), says(body), says(PREVIEW))


def copies(house: House, body: str, chat: int = GROUP_ID) -> list[Message]:
    """The messages of the bot in a chat that say this."""
    return [one for one in house.box.messages(chat) if one.sender.is_bot and body in one.text]


async def arrived(house: House, body: str, chat: int = GROUP_ID) -> Message:
    """The copy in a chat, once it is there."""
    await house.box.until(lambda: copies(house, body, chat), SECONDS)
    return copies(house, body, chat)[-1]


async def said_by_report(house: House, person: Person, *words: str) -> Message:
    """The newest live report of a person, once it says all this."""

    def found() -> Message | None:
        reports = [one for one in house.box.messages(person.id) if "Status: " in one.text and one.inline]
        return next((one for one in reversed(reports) if all(word in one.text for word in words)), None)

    message = await house.box.until(found, SECONDS)
    assert message is not None
    return message


async def state_is(house: House, state: str) -> None:
    """Wait until the only announcement stands so."""
    async with asyncio.timeout(SECONDS):
        while states(house) != [state]:  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.05)


def states(house: House) -> list[str]:
    """Where the announcements stand."""
    return [str(row[0]) for row in house.rows("select state from announcement_runs order by announcement_id")]


def number_of(house: House) -> int:
    """The number of the newest announcement."""
    return int(house.rows("select max(announcement_id) from announcement_runs")[0][0])


def key_of(house: House, person: Person) -> str:
    """The key on the button that sends, as the draft stands now."""
    found = house.rows(
        "select data ->> 'key', version from drafts where telegram_id = ? and kind = 'announce'", person.id
    )
    return f"{found[0][0]}-{found[0][1]}"


def needs_approval_above(house: House, count: int) -> None:
    """The two-person rule, as if it stood in the configuration."""
    object.__setattr__(house.office, "approve_above", count)


def marked(entities: list[dict[str, Any]]) -> set[tuple[str, int, int]]:
    """(kind, offset, length) of formatting."""
    return {(one["type"], one["offset"], one["length"]) for one in entities}


def rows_of(message: Message) -> list[tuple[Any, ...]]:
    """The cells of the workbook of a message."""
    assert message.media is not None
    content = message.media.file.on_disk.read_bytes()
    sheet = load_workbook(BytesIO(content)).active
    return list(sheet.iter_rows(values_only=True)) if sheet is not None else []


def labels(message: Message) -> list[str]:
    """The buttons below a message."""
    return [button["text"] for row in message.inline or [] for button in row]
