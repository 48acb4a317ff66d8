"""The home screen, where several ways end."""

from __future__ import annotations

from domain.errors import DomainError
from domain.people import Actor
from domain.rights import Action, offered_actions
from handlers.office import Office
from services import home as home_service
from services.access import find_actor
from texts import start as texts
from texts.screen import Screen


async def home_screen(office: Office, telegram_id: int) -> Screen:
    """The home screen of who may have been linked just now; raises `access.not_linked`."""
    actor = await office.db.read(find_actor, telegram_id)
    if actor is None:
        raise DomainError("access.not_linked")
    return await home_of(office, actor)


async def home_of(office: Office, actor: Actor) -> Screen:
    """The home screen of this person; raises `access.not_linked`."""
    place = office.place(actor)
    found = await office.db.read(home_service.home, actor, place.now)
    title = found.campaign.title if found.campaign else ""
    return texts.home(
        place, found.employee, found.unit, title, found.signed_at, found.stage, found.target, found.deadlines,
        coverage=_reads_only(actor),
    )  # fmt: skip


def _reads_only(actor: Actor) -> bool:
    """Whether the person sees coverage of units but has no menu of a unit or of the admin that leads there."""
    offered = offered_actions(actor.grants)
    return Action.SEE_UNIT_COVERAGE in offered and not offered & {Action.SEE_UNIT_MENU, Action.SEE_ADMIN_MENU}
