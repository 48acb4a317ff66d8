"""Groups: linking, the declaration card, and what happens to the bot's membership."""

from __future__ import annotations

from telegram import ChatMember, ChatMemberUpdated, Message

from domain.messages import Group
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import groups, onboarding
from texts import groups as texts

OUTSIDE = frozenset({ChatMember.LEFT, ChatMember.BANNED})


async def link(office: Office, said: Inbound) -> Reply:
    """/hubungkan KODE_UNIT."""
    chat = Group(said.chat_id, said.thread_id, said.title, None, "")
    code = said.words[0].lower() if said.words else ""
    unit = await office.db.write(groups.link, said.actor, chat, code, said.place.now)
    return show(texts.linked(said.place, unit.name if unit else ""))


async def declaration(office: Office, said: Inbound) -> Reply:
    """/deklarasi."""
    found = await office.db.read(groups.declaration, said.actor, said.chat_id, said.place.now)
    return show(texts.declaration(said.place, found.campaign.id, found.campaign.title, found.coverage, found.target))


async def membership(office: Office, said: Inbound, change: ChatMemberUpdated) -> Reply:
    """The bot was added, removed or muted in a group, or blocked by a person."""
    status = change.new_chat_member.status
    if said.private:
        await office.db.write(onboarding.set_reachable, said.chat_id, reachable=status not in OUTSIDE)
        return Reply()
    await office.db.write(groups.set_trouble, said.chat_id, "kicked" if status in OUTSIDE else "")
    added = change.old_chat_member.status in OUTSIDE and status not in OUTSIDE
    return show(texts.welcome(said.place)) if added else Reply()


async def migration(office: Office, message: Message) -> None:
    """A group became a supergroup: follow it."""
    if message.migrate_to_chat_id is not None:
        await office.db.write(groups.migrated, message.chat.id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id is not None:
        await office.db.write(groups.migrated, message.migrate_from_chat_id, message.chat.id)
