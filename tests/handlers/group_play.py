"""What the dialogs in and about groups share: new groups, the two steps of linking, and what stands where."""

from tests.handlers.dialogue import (
    SECONDS,
    Fragment,
    House,
    Person,
    nothing,
    presses,
    redraws,
    says,
    shown,
    writes,
)
from texts import announcements as announcement_texts
from texts import groups as texts

GROUP, FORUM = -777, -1000000000888
OFFICE = "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"
PRIVATELY = "Mohon konfirmasi di percakapan pribadi dengan bot."
ASKS, CHOOSE, APPROVED = "Tautkan grup?", "Tautkan grup ke mana?", "Permintaan ini sudah disetujui."
OPEN = "Buka percakapan dengan bot"


def in_indonesian(fragment: Fragment) -> Fragment:
    """Words that a group reads in the agency's language, whoever asked for them."""
    return lambda _: fragment("id") if callable(fragment) else fragment


def linked_now(target: str) -> Fragment:
    return in_indonesian(shown(texts.linked, target))


async def group_with(
    house: House, person: Person, kind: str = "group", *, forum: bool = False, chat: int | None = None
) -> int:
    """A group of this person, who has heard the greeting, with the bot in it."""
    chat = chat or (FORUM if forum else GROUP)
    house.box.add_group(chat, "Grup baru", kind, forum=forum, admins=[person.id])  # type: ignore[arg-type]
    house.box.people.add_bot(person.id, chat)
    await house.settled()
    return chat


async def link(house: House, person: Person, chat: int, code: str = "dpmptsp", topic: int | None = None) -> None:
    """Ask in the group, confirm in private, and hear of it in the group."""
    await house.talk(person, (writes(f"/hubungkan {code}", topic), says(PRIVATELY, buttons=[OPEN])), chat=chat)
    await house.talk(person, (nothing, says(ASKS)), (presses("Tautkan"), redraws(APPROVED)))
    await house.talk(person, (nothing, says(linked_now(OFFICE))), chat=chat)


async def catch_up(house: House, person: Person, chat: int) -> None:
    """Let the person read what was said in a chat meanwhile."""
    await house.settled()
    person.read[chat] = max((one.id for one in house.box.messages(chat)), default=0)


def said_in(house: House, chat: int) -> list[str]:
    return [one.text for one in house.box.messages(chat) if one.sender.is_bot and one.text]


async def heard_in(house: House, chat: int, words: str) -> None:
    await house.box.until(lambda: any(words in one for one in said_in(house, chat)), SECONDS)


def linked(house: House, chat: int) -> list[tuple[object, ...]]:
    """(unit, topic, trouble) of a linked group."""
    query = "select u.code, thread_id, trouble from groups g left join units u on u.id = unit_id where chat_id = ?"
    return house.rows(query, chat)


async def announce(house: House, admin: Person, body: str) -> None:
    ask = shown(announcement_texts.ask)
    await house.talk(
        admin,
        (writes("/umumkan"), says(ask)),
        (writes(body), says(body), says("Pratinjau pengumuman")),
        (presses("Kirim"), redraws()),
    )
