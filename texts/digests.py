"""The weekly digest: what is due, what is late, and how far the pledge is, in numbers and without names."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

from domain.digest import Counted, Digest
from domain.folding import shortened
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.format import percent
from texts.place import Place
from texts.screen import Button, Screen

UNITS_SHOWN: Final = 3
LONGEST_TITLE: Final = 60
LONGEST_LABEL: Final = 30
LATE_BUTTONS: Final = 4
# A message about one unit has more room for each list than one about several.
LINES: Final = 6
LINES_OF_SEVERAL: Final = 3


def head(place: Place, digests: Sequence[Digest]) -> Screen:
    """To who leads one or several units, with the ways to what is late and to each unit."""
    _ = translator(place.language)
    shown = digests[:UNITS_SHOWN]
    text = _text(place, shown, len(digests) - len(shown))
    rows = [(_who(place, digest, one),) for digest in shown for one in digest.late][:LATE_BUTTONS]
    if len(shown) == 1 and (unit := shown[0].unit) is not None:
        return Screen(text, (*rows, (Button(_("Menu unit"), encode("unit.open", unit.id)),)))
    units = [one.unit for one in shown if one.unit is not None]
    menus = ((Button(shortened(one.name, LONGEST_LABEL), encode("unit.open", one.id)),) for one in units)
    return Screen(text, (*rows, *menus))


def group(place: Place, digest: Digest) -> Screen:
    """To a linked group: numbers only, no button."""
    tz = ZoneInfo(digest.unit.timezone) if digest.unit else place.tz
    return Screen(_text(replace(place, tz=tz), [digest], 0))


def _text(place: Place, digests: Sequence[Digest], more: int) -> str:
    lines = LINES if len(digests) == 1 else LINES_OF_SEVERAL
    return render(
        "digests/digest", place.language, units=[_unit(place, one, lines) for one in digests], more=more, tz=place.tz,
        now=place.now,
    )  # fmt: skip


def _unit(place: Place, digest: Digest, lines: int) -> dict[str, object]:
    pledges = [
        {"title": shortened(campaign.title, LONGEST_TITLE), "signed": one.signed, "expected": one.expected,
         "share": percent(one.percent / 100, language=place.language)}
        for campaign, one in digest.coverage[:lines]
    ]  # fmt: skip
    return {
        "name": digest.unit.name if digest.unit else place.agency, "pledges": pledges,
        "late": _rows(digest.late[:lines]), "more_late": max(0, len(digest.late) - lines),
        "due": _rows(digest.due[:lines]), "more_due": max(0, len(digest.due) - lines),
    }  # fmt: skip


def _rows(counted: Sequence[Counted]) -> list[dict[str, object]]:
    return [
        {"title": shortened(one.deadline.title, LONGEST_TITLE), "due_at": one.deadline.due_at, "people": one.people,
         "owing": one.owing}
        for one in counted
    ]  # fmt: skip


def _who(place: Place, digest: Digest, one: Counted) -> Button:
    _ = translator(place.language)
    label = shortened(_("Belum: {title}").format(title=one.deadline.title), LONGEST_LABEL)
    return Button(label, encode("owing.list", one.deadline.id, digest.unit.id if digest.unit else 0, 0))
