"""Who I am to the bot, language, help."""

from collections.abc import Sequence

from domain.people import Employee, Unit
from domain.rights import Holding, Role
from texts.callback import encode
from texts.catalogue import NAMES, translator
from texts.engine import render
from texts.labels import role_label, role_with_reach
from texts.place import Place
from texts.screen import Button, Screen


def me(place: Place, employee: Employee, unit: Unit, held: Sequence[Holding], *, pin: bool = False) -> Screen:
    """Who the person is to the bot, with the roles they hold besides that of an employee and how far each reaches.

    `pin` where the agency asks signers for a PIN.
    """
    _ = translator(place.language)
    text = render(
        "account/me", place.language, name=employee.name, staff_number=employee.staff_number,
        position=employee.position, rank=employee.rank, unit=unit.name,
        roles=[role_label(Role.EMPLOYEE, place.language), *(role_with_reach(one, place.language) for one in held)],
        language_name=NAMES[place.language],
    )  # fmt: skip
    first = (Button(_("Bahasa"), encode("language.open")), Button(_("Privasi"), encode("privacy.open")))
    second = (Button(_("Cuti saya"), encode("leave.open")), Button(_("Pengingat saya"), encode("wishes.open")))
    own = (Button(_("PIN"), encode("pin.open")),) if pin else ()
    return Screen(text, (first, second, (*own, Button(_("Beranda"), encode("home.open")))))


def language(place: Place, offered: Sequence[str]) -> Screen:
    """The choice of languages."""
    buttons = tuple((Button(NAMES[code], encode("language.set", code)),) for code in offered)
    return Screen(render("account/language", place.language), buttons)


def help_screen(place: Place, commands: Sequence[tuple[str, str]]) -> Screen:
    """The commands that this person may use here, each with what it does."""
    return Screen(render("account/help", place.language, commands=commands))


def cancelled(place: Place, *, had_draft: bool) -> Screen:
    """The answer to /batal."""
    return Screen(render("account/cancelled", place.language, had_draft=had_draft))


def not_understood(place: Place) -> Screen:
    """The answer to words that are no command and no answer."""
    return Screen(render("account/not_understood", place.language))
