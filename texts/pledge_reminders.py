"""Reminders of the pledge by a campaign's plan, and what heads and admins hear when those did not help."""

from collections.abc import Sequence

from domain.ledger import Campaign
from domain.people import Unit
from domain.pledge_plan import Tone, tone
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.place import Place
from texts.screen import Button, Screen

UNITS_SHOWN = 20
BUTTONS_SHOWN = 8
LONGEST_LABEL = 60


def person(place: Place, campaigns: Sequence[Campaign], number: int) -> Screen:
    """A reminder, the person's `number`th, of the campaigns that wait for them, that to close next first."""
    _ = translator(place.language)
    speaking: Tone = tone(number, campaigns[0].closes_at, place.now, place.tz)
    text = render(
        "pledge_reminders/person", place.language, campaigns=campaigns, tone=speaking.value, tz=place.tz, now=place.now
    )
    if len(campaigns) == 1:
        opens = encode("pledge.open", campaigns[0].id)
        return Screen(text, ((Button(_("Buka pakta integritas"), opens, style="primary"),),))
    return Screen(text, tuple((Button(_short(one.title), encode("pledge.open", one.id)),) for one in campaigns))


def head(place: Place, campaign: Campaign, unit: Unit, people: int) -> Screen:
    """To the head of a unit: how many of it have not signed, and the way to the list."""
    _ = translator(place.language)
    text = render(
        "pledge_reminders/head", place.language, campaign=campaign.title, unit=unit.name, people=people,
        closes_at=campaign.closes_at, tz=place.tz,
    )  # fmt: skip
    opens = encode("coverage.open", unit.id, campaign.id)
    return Screen(text, ((Button(_("Lihat cakupan unit"), opens, style="primary"),),))


def agency(place: Place, campaign: Campaign, units: Sequence[tuple[int, str, int]]) -> Screen:
    """To an admin of the agency: (unit, its name, people) where reminders did not help; the ways to the first units."""
    shown = units[:UNITS_SHOWN]
    text = render(
        "pledge_reminders/agency", place.language, campaign=campaign.title, closes_at=campaign.closes_at, tz=place.tz,
        rows=[(name, people) for _, name, people in shown], more=len(units) - len(shown),
        total=sum(people for _, _, people in units),
    )  # fmt: skip
    first = units[:BUTTONS_SHOWN]
    rows = (Button(_short(name), encode("coverage.open", unit_id, campaign.id)) for unit_id, name, _ in first)
    return Screen(text, tuple((button,) for button in rows))


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
