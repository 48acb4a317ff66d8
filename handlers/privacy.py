"""Personal data: the notice, a copy, corrections, who looked, leaving."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from domain.errors import DomainError
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import corrections, data_rights
from services.access import require_person
from texts import privacy as texts

# What still answers after a consent was withdrawn: giving it anew, the language it is read in, and the notice.
ANSWERS_AFTER_WITHDRAWAL: Final = ("privacy.", "consent.", "language.set")

Answerer: TypeAlias = Callable[[Office, Inbound], Awaitable[Reply]]


def is_stopped(said: Inbound, command: str) -> bool:
    """Whether nothing may be done for this account, since its consent was withdrawn; `command` is "" for all else."""
    if not said.actor.account.withdrawn or command in {"start", "privacy"}:
        return False
    return said.data is None or not said.data.startswith(ANSWERS_AFTER_WITHDRAWAL)


def stopped(said: Inbound) -> Reply:
    """Nothing in a group, where others read along; elsewhere raises `privacy.withdrawn`."""
    if not said.private and said.query_id is None:
        return Reply()
    raise DomainError("privacy.withdrawn")


def _alone(said: Inbound) -> None:
    """Nobody else may read along: button data can be copied into a group."""
    if not said.private:
        raise DomainError("access.private_only")


async def notice(office: Office, said: Inbound) -> Reply:
    """/privasi."""
    _alone(said)
    standing = await office.db.read(data_rights.standing, said.actor)
    return show(texts.notice(said.place, standing, office.retention))


async def file(office: Office, said: Inbound) -> Reply:
    """My data as a file: it comes as a message of its own."""
    _alone(said)
    await office.db.write(data_rights.ask_file, said.actor, said.update_id, said.place.now)
    office.ring()
    return Reply(toast=texts.file_coming(said.place))


async def correct(office: Office, said: Inbound) -> Reply:
    """Ask what is wrong."""
    _alone(said)
    employee = await office.db.write(corrections.begin, said.actor, said.place.now)
    _, unit = require_person(said.actor)
    return show(texts.ask_wish(said.place, employee, unit))


async def write(office: Office, said: Inbound) -> Reply:
    """The wish came."""
    request = await office.db.write(corrections.ask, said.actor, said.text, said.place.now)
    office.ring()
    return show(texts.asked(said.place, request))


async def drop(office: Office, said: Inbound) -> Reply:
    """No wish after all."""
    _alone(said)
    await office.db.write(corrections.drop, said.actor)
    return await notice(office, said)


async def looks(office: Office, said: Inbound) -> Reply:
    """Who has looked at my data."""
    _alone(said)
    found = await office.db.read(data_rights.looks, said.actor, said.callback.integer(0))
    return show(texts.looks(said.place, found.looks, found.page, found.pages))


async def unlink(office: Office, said: Inbound) -> Reply:
    """What follows from parting account and person."""
    del office
    _alone(said)
    require_person(said.actor)
    return show(texts.ask_unlink(said.place))


async def unlink_yes(office: Office, said: Inbound) -> Reply:
    """Part them."""
    _alone(said)
    await office.db.write(data_rights.unlink, said.actor, said.place.now)
    office.ring()
    return show(texts.unlinked(said.place))


async def withdraw(office: Office, said: Inbound) -> Reply:
    """What follows from withdrawing the consent."""
    del office
    _alone(said)
    return show(texts.ask_withdrawal(said.place))


async def withdraw_yes(office: Office, said: Inbound) -> Reply:
    """Withdraw it."""
    _alone(said)
    await office.db.write(data_rights.withdraw, said.actor, said.place.now)
    office.ring()
    return show(texts.withdrawn(said.place))
