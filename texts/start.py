"""First contact and the home screen."""

from collections.abc import Sequence
from datetime import datetime

from domain.deadline import Deadline
from domain.people import Employee, Unit
from texts.callback import encode
from texts.catalogue import LANGUAGES, NAMES, translator
from texts.engine import render
from texts.labels import stage_label
from texts.place import Place
from texts.screen import REMOVE_KEYBOARD, Button, Keyboard, ReplyButton, Screen


def privacy(place: Place) -> Screen:
    """The short privacy notice with consent, shown before anything is asked."""
    _ = translator(place.language)
    agree = Button(_("Saya setuju"), encode("consent.yes"), style="success")
    refuse = Button(_("Tidak setuju"), encode("consent.no"))
    others = tuple(Button(NAMES[code], encode("language.set", code)) for code in LANGUAGES if code != place.language)
    return Screen(render("start/privacy", place.language, agency=place.agency), ((agree,), (refuse, *others)))


def ask_contact(place: Place) -> Screen:
    """The request for the person's own contact."""
    _ = translator(place.language)
    button = ReplyButton(_("Bagikan nomor ponsel saya"), contact=True)
    return Screen(render("start/contact", place.language), keyboard=Keyboard(((button,),)))


def declined(place: Place) -> Screen:
    """The answer to a refused consent."""
    return Screen(render("start/declined", place.language))


def received(place: Place) -> Screen:
    """Takes the contact button away again."""
    return Screen(render("start/received", place.language), keyboard=REMOVE_KEYBOARD, silent=True)


def confirm(place: Place, employee: Employee, unit: Unit) -> Screen:
    """Asks whether this is the person."""
    _ = translator(place.language)
    text = render(
        "start/confirm", place.language, name=employee.name, staff_number=employee.staff_number,
        position=employee.position, unit=unit.name,
    )  # fmt: skip
    yes = Button(_("Ya, ini saya"), encode("link.yes"), style="success")
    return Screen(text, ((yes,), (Button(_("Bukan saya"), encode("link.no")),)))


def denied(place: Place) -> Screen:
    """The answer when it was somebody else."""
    return Screen(render("start/denied", place.language))


def home(
    place: Place, employee: Employee, unit: Unit, campaign: str, signed_at: datetime | None, stage: str, target: str,
    deadlines: Sequence[Deadline], *, coverage: bool = False,
) -> Screen:  # fmt: skip
    """The home screen; `campaign` and `stage` are "" where there is none. `coverage` offers the tables of all units."""
    _ = translator(place.language)
    text = render(
        "start/home", place.language, name=employee.name, unit=unit.name, campaign=campaign, signed_at=signed_at,
        stage=stage_label(stage, place.language) if stage else "", target=target, deadlines=deadlines,
        tz=place.tz, now=place.now,
    )  # fmt: skip
    sign = Button(_("Pakta integritas"), encode("pledge.open"), style=None if signed_at or not campaign else "success")
    both = (Button(_("Cakupan pakta"), encode("agency.open")), Button(_("Status ZI instansi"), encode("zistatus.open")))
    compare = (both,) if coverage else ()
    return Screen(
        text,
        (
            (sign,),
            *compare,
            (Button(_("Status unit"), encode("status.own")), Button(_("Tenggat"), encode("deadlines.open"))),
            (Button(_("Data saya"), encode("me.open")), Button(_("Bantuan"), encode("help.open"))),
        ),
    )
