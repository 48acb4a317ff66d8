"""Groups: linking, the declaration card, and what happens to the bot's membership."""

from __future__ import annotations

from typing import Final

from telegram import ChatMember, ChatMemberRestricted, ChatMemberUpdated, Message
from telegram.error import BadRequest, ChatMigrated

from domain.delivery import Kind, SendOutcome, Unreachable, decide
from domain.errors import DomainError
from domain.groups import PRESENT, RequestState, Standing, trouble_after
from domain.messages import Group
from domain.people import Actor
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import group_requests, groups, onboarding
from services.group_requests import RequestView
from services.outgoing import TOPIC_LOST
from texts import groups as texts
from texts.place import Place
from texts.screen import Screen

UNITS_A_PAGE: Final = 8
STANDINGS: Final = {
    ChatMember.OWNER: Standing.ADMIN,
    ChatMember.ADMINISTRATOR: Standing.ADMIN,
    ChatMember.MEMBER: Standing.MEMBER,
    ChatMember.LEFT: Standing.LEFT,
    ChatMember.BANNED: Standing.KICKED,
}


async def link(office: Office, said: Inbound) -> Reply:
    """/hubungkan [KODE_UNIT]: the group only hears where to go on."""
    chat = Group(said.chat_id, said.thread_id, said.title, None, "")
    code = said.words[0].lower() if said.words else ""
    request_id = await office.db.write(group_requests.ask, said.actor, chat, code, said.place.now)
    office.ring()
    return show(texts.confirm_privately(said.place, request_id))


async def unlink(office: Office, said: Inbound) -> Reply:
    """/lepaskan."""
    await office.db.write(groups.unlink, said.actor, said.chat_id, said.place.now)
    return show(texts.unlinked(said.place))


async def declaration(office: Office, said: Inbound) -> Reply:
    """/deklarasi."""
    found = await office.db.read(groups.declaration, said.actor, said.chat_id, said.place.now)
    return show(texts.declaration(said.place, found.campaign.id, found.campaign.title, found.coverage, found.target))


async def arrive(office: Office, said: Inbound) -> Reply:
    """From the button in the group to the request in private."""
    number = said.words[0].removeprefix("g_")
    if not (number.isascii() and number.isdecimal() and len(number) <= 18):
        raise DomainError("group.request_unknown")
    return show(await request_screen(office, said.actor, said.place, int(number)))


async def request_screen(office: Office, actor: Actor, place: Place, request_id: int) -> Screen:
    """A request as it stands now: to be answered, to be chosen for, or over."""
    view = await office.db.read(group_requests.request, actor, request_id, place.now)
    if view.state is RequestState.OPEN and view.request.unit_id is None:
        return await _choices(office, actor, place, request_id, 0)
    return _answerable(place, view)


async def choose(office: Office, said: Inbound) -> Reply:
    """A page of what the group may be linked to."""
    request_id, page = said.callback.integer(0), said.callback.integer(1)
    return show(await _choices(office, said.actor, said.place, request_id, page))


async def _choices(office: Office, actor: Actor, place: Place, request_id: int, page: int) -> Screen:
    found = await office.db.read(group_requests.choices, actor, request_id, page, UNITS_A_PAGE, place.now)
    view = found.view
    if view.state is not RequestState.OPEN:
        return _answerable(place, view)
    return texts.choose(place, view.request, _present(view), found.units, found.page, found.pages, agency=found.agency)


async def pick(office: Office, said: Inbound) -> Reply:
    """One was chosen: ask once more before it is linked."""
    view = await office.db.read(group_requests.chosen, said.actor, *_request_and_unit(said), said.place.now)
    return show(_answerable(said.place, view))


async def confirm(office: Office, said: Inbound) -> Reply:
    """Link it."""
    view = await office.db.write(group_requests.confirm, said.actor, *_request_and_unit(said), said.place.now)
    office.ring()
    return show(_answerable(said.place, view))


async def cancel(office: Office, said: Inbound) -> Reply:
    """Leave the group as it is."""
    view = await office.db.write(group_requests.cancel, said.actor, said.callback.integer(0), said.place.now)
    return show(_answerable(said.place, view))


def _request_and_unit(said: Inbound) -> tuple[int, int | None]:
    return said.callback.integer(0), said.callback.integer(1) or None


def _answerable(place: Place, view: RequestView) -> Screen:
    if view.state is RequestState.OPEN:
        return texts.request(place, view.request, view.unit, _present(view))
    return texts.request_over(place, view.request, view.state, _present(view))


def _present(view: RequestView) -> str | None:
    if view.present is None:
        return None
    return view.present_unit.name if view.present_unit else ""


async def membership(office: Office, said: Inbound, change: ChatMemberUpdated) -> Reply:
    """The bot was added, removed, muted or demoted in a group, or blocked by a person."""
    before, after = _standing(change.old_chat_member), _standing(change.new_chat_member)
    if said.private:
        await office.db.write(onboarding.set_reachable, said.chat_id, reachable=after in PRESENT)
        return Reply()
    await office.db.write(groups.note_trouble, said.chat_id, trouble_after(before, after), said.place.now)
    office.ring()
    if before in PRESENT or after not in PRESENT - {Standing.MUTED}:
        return Reply()
    target = await office.db.read(groups.target, said.chat_id)
    return show(texts.welcome(said.place) if target is None else texts.back(said.place, target))


def _standing(member: ChatMember) -> Standing:
    if isinstance(member, ChatMemberRestricted):
        if not member.is_member:
            return Standing.LEFT
        return Standing.MEMBER if member.can_send_messages else Standing.MUTED
    return STANDINGS[member.status]


async def migration(office: Office, message: Message) -> None:
    """A group became a supergroup: follow it."""
    if message.migrate_to_chat_id is not None:
        await office.db.write(groups.migrated, message.chat.id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id is not None:
        await office.db.write(groups.migrated, message.migrate_from_chat_id, message.chat.id)


async def unheard(office: Office, said: Inbound, error: BadRequest | ChatMigrated) -> None:
    """An answer could not be given: a group that moved, or does not let the bot speak, is noted; the rest goes on."""
    if isinstance(error, ChatMigrated):
        await office.db.write(groups.migrated, said.chat_id, error.new_chat_id)
        return
    decision = decide(SendOutcome(Kind.BAD_REQUEST, str(error)), 1)
    if said.private or not isinstance(decision, Unreachable):
        raise error
    if decision.reason not in TOPIC_LOST:
        await office.db.write(groups.note_trouble, said.chat_id, decision.reason, said.place.now)
        office.ring()
