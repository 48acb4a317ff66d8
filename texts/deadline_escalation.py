"""What heads and the agency's admins read of deadlines that are over and still owed."""

from collections.abc import Sequence
from typing import Final

from domain.escalation import AgencyCase, HeadCase
from domain.folding import shortened
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.place import Place
from texts.screen import Button, Screen

HEAD_CASES: Final = 8
AGENCY_CASES: Final = 6
UNITS_SHOWN: Final = 20
LONGEST_TITLE: Final = 80
LONGEST_UNIT: Final = 60
LONGEST_LABEL: Final = 30


def head(place: Place, cases: Sequence[HeadCase]) -> Screen:
    """To the head of a unit: how many of it still owe what is over, and the way to their names."""
    _ = translator(place.language)
    shown = cases[:HEAD_CASES]
    several = len({one.unit.id for one in cases}) > 1
    text = render(
        "deadline_escalation/head", place.language, unit="" if several else cases[0].unit.name,
        rows=[{"title": shortened(one.deadline.title, LONGEST_TITLE), "due_at": one.deadline.due_at,
               "unit": shortened(one.unit.name, LONGEST_UNIT) if several else "", "people": one.people}
              for one in shown],
        more=len(cases) - len(shown), tz=place.tz, now=place.now,
    )  # fmt: skip
    if len(shown) == 1:
        (one,) = shown
        opens = encode("owing.list", one.deadline.id, one.unit.id, 0)
        return Screen(text, ((Button(_("Siapa yang belum"), opens, style="primary"),),))
    rows = ((_who(place, one.deadline.title, one.deadline.id, one.unit.id),) for one in shown)
    return Screen(text, tuple(rows))


def agency(place: Place, cases: Sequence[AgencyCase]) -> Screen:
    """To an admin of the agency: the units where what is over is still owed, and why they hear of each."""
    shown = cases[:AGENCY_CASES]
    each = UNITS_SHOWN // max(1, len(shown))
    text = render(
        "deadline_escalation/agency", place.language,
        rows=[{"title": shortened(one.deadline.title, LONGEST_TITLE), "due_at": one.deadline.due_at,
               "people": one.people, "more": max(0, len(one.units) - each),
               "units": [{"name": shortened(unit.unit.name, LONGEST_UNIT), "people": unit.people,
                          "trouble": unit.trouble.value} for unit in one.units[:each]]}
              for one in shown],
        more=len(cases) - len(shown), tz=place.tz, now=place.now,
    )  # fmt: skip
    return Screen(text, tuple((_who(place, one.deadline.title, one.deadline.id, 0),) for one in shown))


def _who(place: Place, title: str, deadline_id: int, unit_id: int) -> Button:
    """The button to the names: of a unit, or of the agency (0)."""
    _ = translator(place.language)
    label = shortened(_("Belum: {title}").format(title=title), LONGEST_LABEL)
    return Button(label, encode("owing.list", deadline_id, unit_id, 0))
