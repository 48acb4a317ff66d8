"""Who I am to the bot, language, help, cancel."""

from __future__ import annotations

from dataclasses import replace

from domain.rights import offered_actions
from domain.second_factor import Proof
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import onboarding, roles
from services.access import require_person
from texts import account as texts
from texts.commands import menu


async def me(office: Office, said: Inbound) -> Reply:
    """/saya."""
    employee, unit = require_person(said.actor)
    held = await office.db.read(roles.own, said.actor)
    return show(texts.me(said.place, employee, unit, held, pin=Proof.PIN in office.factor.proofs))


async def language(office: Office, said: Inbound) -> Reply:
    """/bahasa."""
    return show(texts.language(said.place, office.languages))


async def help_screen(office: Office, said: Inbound) -> Reply:
    """/bantuan."""
    del office
    allowed = offered_actions(said.actor.grants)
    return show(texts.help_screen(said.place, menu(said.place.language, group=not said.private, allowed=allowed)))


async def cancel(office: Office, said: Inbound) -> Reply:
    """/batal."""
    had_draft = await office.db.write(onboarding.cancel, said.actor)
    return show(texts.cancelled(said.place, had_draft=had_draft))


async def not_understood(office: Office, said: Inbound) -> Reply:
    """Words that belong to no dialog."""
    del office
    return show(texts.not_understood(said.place))


def speaking(said: Inbound, language_code: str) -> Inbound:
    """The same input, to be answered in another language."""
    account = replace(said.actor.account, language=language_code)
    actor = replace(said.actor, account=account)
    return replace(said, actor=actor, place=replace(said.place, language=language_code))
