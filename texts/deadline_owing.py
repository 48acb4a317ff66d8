"""Who still owes a deadline, by name."""

from domain.deadline_owing import OwingPage
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.joining import turning
from texts.place import Place
from texts.screen import Button, Screen


def listing(place: Place, found: OwingPage) -> Screen:
    """A page of names, each with the unit where it is one below, and whether the bot can't write to the person."""
    _ = translator(place.language)
    name = found.unit.name if found.unit else ""
    rows = [
        {"name": one.name, "unit": one.unit if one.unit != name else "", "reachable": one.reachable}
        for one in found.people
    ]
    text = render(
        "deadline_owing/list", place.language, deadline=found.deadline, unit=name, rows=rows, total=found.total,
        page=found.page + 1, pages=found.pages, late=found.deadline.due_at <= place.now, tz=place.tz, now=place.now,
    )  # fmt: skip
    number = found.unit.id if found.unit else 0
    turn = turning(place, found.page, found.pages, "owing.list", found.deadline.id, number)
    if found.unit is None:
        back = Button(_("Kelola"), encode("deadline.manage", found.deadline.id))
    else:
        back = Button(_("Menu unit"), encode("unit.open", found.unit.id))
    return Screen(text, (*turn, (back,)))
