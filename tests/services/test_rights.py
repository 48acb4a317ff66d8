"""Every use case asks who acts: accounts without a person are refused, and each role does what its table allows."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Any

import pytest

import services
from domain.errors import DomainError
from domain.messages import Group
from domain.people import Actor
from domain.rights import Role
from services import announcements, deadlines, groups, pledges, status
from services import home as home_service
from services.onboarding import Contact
from storage import drafts
from storage.engine import Database, Transaction
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

OPEN_TO_STRANGERS = MappingProxyType(
    {
        "dialogs.current": "finds the account's own draft, to tell which dialog its words belong to",
        "onboarding.consent": "comes before linking",
        "onboarding.recognise": "finds the person to be linked",
        "onboarding.confirm": "links",
        "onboarding.deny": "comes before linking",
        "onboarding.set_language": "concerns the account alone, whoever is behind it",
        "onboarding.cancel": "forgets the account's own drafts",
    }
)
ACTS_FOR_NOBODY = MappingProxyType(
    {
        "announcements.body": "the sender renders what an admin sent",
        "cycles": "command line, whose user owns the installation",
        "deadlines.add": "command line",
        "deadlines.group_deadlines": "shown in a linked group, to whoever is in it; no names",
        "deadlines.national_holidays": "a public table",
        "deadlines.next_reminder_at": "the clock of the demo",
        "groups.linked": "what a group is linked to, asked from inside it",
        "groups.migrated": "Telegram's own notice",
        "groups.set_trouble": "Telegram's own notice",
        "health": "the process asks itself",
        "incoming": "the inbox worker",
        "onboarding.set_reachable": "Telegram's own notice",
        "outgoing": "the outbox worker",
        "pledges.check": "anybody may check a receipt code",
        "pledges.coverage": "numbers without names",
        "pledges.publish": "command line",
        "pledges.receipt_by_code": "the sender delivers to the signer",
        "reminding": "the tick",
        "roster": "command line",
        "status.group_status": "shown in a linked group; no names",
    }
)
ASKS_ITSELF = "access"  # loads the actor and holds the questions that the others ask
MODULES = tuple(
    importlib.import_module(f"services.{one.name}")
    for one in pkgutil.iter_modules(services.__path__)
    if one.name != ASKS_ITSELF
)


def use_cases() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function that a module of services defines, as `module.function`."""
    for module in MODULES:
        for name, function in inspect.getmembers(module, inspect.isroutine):
            if not name.startswith("_") and getattr(function, "__module__", "") == module.__name__:
                yield f"{module.__name__.removeprefix('services.')}.{name}", function


def takes_actor(function: Callable[..., Any]) -> bool:
    return "actor" in inspect.signature(function).parameters


WITH_ACTOR = {name: function for name, function in use_cases() if takes_actor(function)}


def world(tx: Transaction) -> tuple[Actor, dict[str, Any]]:
    """A stranger with drafts of every kind, and good values for whatever a use case may ask for."""
    actor = builders.stranger(tx, consented=True)
    unit = builders.unit(tx, "dinkes")
    campaign, deadline = builders.campaign(tx), builders.deadline(tx)
    chat = Group(-5, None, "ZI", unit.id, "")
    head = builders.linked(tx, unit, role=Role.ADMIN)
    groups.link(tx, head, chat, "dinkes", NOW)
    drafts.save(tx, actor.telegram_id, announcements.DRAFT, "preview", {"key": "k", "body": "Apel"}, NOW)
    reading = {"campaign": campaign.id, "ticked": builders.POINTS, "began": NOW.isoformat()}
    drafts.save(tx, actor.telegram_id, pledges.DRAFT, "ready", reading, NOW)
    return actor, {
        "actor": actor, "now": NOW, "unit_id": unit.id, "campaign_id": campaign.id, "point": 1, "request": 1,
        "deadline_id": deadline.id, "page": 0, "size": 5, "chat": chat, "chat_id": -5, "code": "dinkes",
        "body": "Apel", "key": "k", "contact": Contact(builders.phone(1), actor.telegram_id), "language": "en",
        "allowed": ("id", "en"),
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(WITH_ACTOR.keys() - OPEN_TO_STRANGERS.keys()))
async def test_an_account_without_a_person_is_refused(db: Database, name: str) -> None:
    use_case = WITH_ACTOR[name]
    _, values = await db.write(world)
    wanted = [one for one in inspect.signature(use_case).parameters if one != "tx"]
    with refused("access.not_linked"):
        await db.write(lambda tx: use_case(tx, **{one: values[one] for one in wanted}))


def test_every_exception_is_a_use_case_that_takes_an_actor() -> None:
    assert OPEN_TO_STRANGERS.keys() <= WITH_ACTOR.keys()


def test_who_takes_no_actor_is_known_with_the_reason() -> None:
    without = {name for name, _ in use_cases()} - WITH_ACTOR.keys()
    unknown = {name for name in without if not {name, name.partition(".")[0]} & ACTS_FOR_NOBODY.keys()}
    assert unknown == set()
    assert {one for one in ACTS_FOR_NOBODY if "." in one} <= without


UseCase = Callable[[Transaction, Actor, dict[str, Any]], object]
EVERYBODY = frozenset(Role)
UNIT_LEADERS = frozenset({Role.UNIT_HEAD, Role.ZI_TEAM, Role.ADMIN})

ALLOWED: dict[str, tuple[UseCase, frozenset[Role]]] = {
    "send an announcement": (lambda tx, actor, _: announcements.send(tx, actor, "k", NOW), frozenset({Role.ADMIN})),
    "write an announcement": (lambda tx, actor, _: announcements.write(tx, actor, "x", NOW), frozenset({Role.ADMIN})),
    "announce": (lambda tx, actor, _: announcements.begin(tx, actor, NOW), frozenset({Role.ADMIN})),
    "link a group": (lambda tx, actor, v: groups.link(tx, actor, v["chat"], "dinkes", NOW), UNIT_LEADERS),
    "declare": (lambda tx, actor, _: groups.declaration(tx, actor, -5, NOW), UNIT_LEADERS),
    "see the pledge": (lambda tx, actor, _: pledges.desk(tx, actor, NOW), EVERYBODY),
    "sign": (lambda tx, actor, v: pledges.begin(tx, actor, v["campaign_id"], NOW), EVERYBODY),
    "see a unit": (lambda tx, actor, v: status.unit_status(tx, actor, v["unit_id"], NOW), EVERYBODY),
    "see the own unit": (lambda tx, actor, _: status.unit_status(tx, actor, None, NOW), EVERYBODY),
    "pick a unit": (lambda tx, actor, _: status.pick_units(tx, actor, 0, 5), EVERYBODY),
    "mark done": (lambda tx, actor, v: deadlines.mark_done(tx, actor, v["deadline_id"], NOW), EVERYBODY),
    "see home": (lambda tx, actor, _: home_service.home(tx, actor, NOW), EVERYBODY),
}


@pytest.mark.parametrize("role", Role)
async def test_each_role_does_what_it_may_and_nothing_else(db: Database, role: Role) -> None:
    def holder(tx: Transaction) -> tuple[Actor, dict[str, Any]]:
        _, values = world(tx)
        home = builders.unit(tx, "home")
        drafts.save(tx, 701, announcements.DRAFT, "text", {"key": "k", "body": "Apel"}, NOW)
        return builders.linked(tx, home, 701, role=role), values

    async def refusal(use_case: UseCase) -> str:
        try:
            await db.write(use_case, actor, values)
        except DomainError as error:
            return error.key
        return ""

    actor, values = await db.write(holder)
    found = {name: await refusal(use_case) for name, (use_case, _) in ALLOWED.items()}
    assert found == {name: "" if role in roles else "access.denied" for name, (_, roles) in ALLOWED.items()}


async def test_an_admin_of_one_unit_does_not_speak_for_the_agency(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        unit = builders.unit(tx)
        return builders.linked(tx, unit, role=Role.ADMIN, scope=unit)

    with refused("access.denied"):
        await db.write(announcements.begin, await db.write(fill), NOW)
