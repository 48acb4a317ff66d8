"""How far a unit is with the integrity pledge."""

from typing import Protocol

from domain.people import Unit
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.place import Place
from texts.screen import Button, Screen


class CoverageFacts(Protocol):
    """The numbers of people by where their request stands."""

    @property
    def unit(self) -> Unit:
        """The unit, with all below it."""


def overview(place: Place, facts: CoverageFacts) -> Screen:
    """The numbers of a unit in the open campaign."""
    _ = translator(place.language)
    text = render("coverage/overview", place.language, facts=facts)
    return Screen(text, ((Button(_("Kembali"), encode("unit.open", facts.unit.id)),),))
