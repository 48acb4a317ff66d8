"""The menu of what a person may administer."""

from __future__ import annotations

from domain.errors import DomainError
from domain.rights import Action, offered_actions
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from texts import admin as texts


async def menu(office: Office, said: Inbound) -> Reply:
    """/admin: only what this person may do; the services refuse the rest anyway."""
    del office
    allowed = offered_actions(said.actor.grants)
    if Action.SEE_ADMIN_MENU not in allowed:
        raise DomainError("access.denied")
    return show(texts.menu(said.place, allowed))
