"""Samples of being linked by a code or by one's head, and of the menu of a unit; see `samples`."""

from collections.abc import Callable
from datetime import timedelta

from domain.errors import DomainError
from domain.joining import LinkRequest, LinkState
from domain.rights import Action
from tests.texts.cast import BUDI, LONG_UNIT, NOW, SITI, UNIT, place
from texts import joining, unit
from texts.screen import Screen

LONG_NAME = "Raden Ajeng Siti Contohwati Kusumaningrum <Misalnya & Umpamanya> binti Contoh Panjang Sekali, S.E., M.M."


def _asked(name: str = "siti contohwati", unit_id: int = 4, state: LinkState = LinkState.OPEN) -> LinkRequest:
    decided = None if state is LinkState.OPEN else NOW + timedelta(hours=5)
    return LinkRequest(7, 5_000_000_001, unit_id, name, state, NOW, NOW + timedelta(days=3), None, decided, None)


def _seen(state: LinkState, person: str = "", decider: str = "", name: str = "Siti C.") -> Callable[[str], Screen]:
    def sample(language: str) -> Screen:
        return joining.request(place(language), _asked(LONG_NAME, 9, state), LONG_UNIT, state, name, (person, decider))

    return sample


JOINING_SAMPLES = {
    "joining: code refused": lambda language: joining.refused(place(language), DomainError("activation.bad_code")),
    "joining: locked": lambda language: joining.refused(place(language), DomainError("guess.locked", minutes=30)),
    "joining: ways": lambda language: joining.ways(place(language)),
    "joining: left": lambda language: joining.left(place(language)),
    "joining: asked for the code": lambda language: joining.ask_code(place(language)),
    "joining: owner": lambda language: joining.owner(place(language)),
    "joining: moved": lambda language: joining.moved(place(language), NOW),
    "joining: first page of units": lambda language: joining.pick_unit(place(language), (UNIT, LONG_UNIT), 0, 12, ""),
    "joining: units found": lambda language: joining.pick_unit(place(language), (LONG_UNIT,), 1, 2, "pusat <k>"),
    "joining: no unit found": lambda language: joining.pick_unit(place(language), (), 0, 1, "tidak ada"),
    "joining: asked for the name": lambda language: joining.ask_name(place(language), LONG_UNIT),
    "joining: waiting": lambda language: joining.waiting(place(language), _asked(LONG_NAME), LONG_UNIT),
    "joining: withdrawn": lambda language: joining.withdrawn(place(language)),
    "joining: approved": lambda language: joining.decided(place(language), UNIT, LinkState.APPROVED, SITI.name),
    "joining: turned down": lambda language: joining.decided(place(language), LONG_UNIT, LinkState.REFUSED, ""),
    "joining: expired": lambda language: joining.decided(place(language), LONG_UNIT, LinkState.EXPIRED, ""),
    "joining: request": _seen(LinkState.OPEN),
    "joining: request without a name at Telegram": _seen(LinkState.OPEN, name=""),
    "joining: request approved": _seen(LinkState.APPROVED, SITI.name, BUDI.name),
    "joining: request refused": _seen(LinkState.REFUSED, "", BUDI.name),
    "joining: request expired": _seen(LinkState.EXPIRED),
    "joining: request not needed": _seen(LinkState.WITHDRAWN),
    "joining: whom it may be": lambda language: joining.people(
        place(language), _asked(LONG_NAME), LONG_UNIT, (SITI, BUDI), 1, 3
    ),
    "joining: nobody it may be": lambda language: joining.people(place(language), _asked(), UNIT, (), 0, 1),
    "joining: is it this one": lambda language: joining.confirm_person(
        place(language), _asked(LONG_NAME), LONG_UNIT, SITI, "Siti <C>"
    ),
    "joining: is it this one, without numbers and names": lambda language: joining.confirm_person(
        place(language), _asked(), UNIT, BUDI, ""
    ),
    "joining: requests": lambda language: joining.listing(
        place(language), LONG_UNIT, (_asked(), _asked(LONG_NAME)), 0, 2
    ),
    "joining: no requests": lambda language: joining.listing(place(language), UNIT, (), 0, 1),
    "unit: menu": lambda language: unit.menu(place(language), LONG_UNIT, frozenset(Action), several=True),
    "unit: menu of the team": lambda language: unit.menu(place(language), UNIT, frozenset(), several=False),
    "unit: choice": lambda language: unit.picker(place(language), (UNIT, LONG_UNIT), 1, 3),
    "codes: to be made": lambda language: unit.codes(place(language), LONG_UNIT, 43, 400),
    "codes: for one": lambda language: unit.codes(place(language), UNIT, 1, 400),
    "codes: too many": lambda language: unit.codes(place(language), UNIT, 1043, 400),
    "codes: not needed": lambda language: unit.codes(place(language), UNIT, 0, 400),
    "codes: made": lambda language: unit.codes_made(place(language), LONG_UNIT, 43),
    "codes: sheet": lambda language: unit.sheet(place(language), LONG_UNIT, b"%PDF", NOW + timedelta(days=14)),
}
