"""What the bot says in groups."""

from domain.ledger import Coverage
from texts.catalogue import translator
from texts.engine import render
from texts.place import Place
from texts.screen import Button, Screen


def welcome(place: Place) -> Screen:
    """The first words after being added."""
    return Screen(render("group/welcome", place.language))


def linked(place: Place, target: str) -> Screen:
    """Says what the group is linked to; "" is the whole agency."""
    return Screen(render("group/linked", place.language, target=target or place.agency))


def agency_only(place: Place) -> Screen:
    """Why there is no unit card here."""
    return Screen(render("group/agency_only", place.language))


def declaration(place: Place, campaign_id: int, campaign: str, coverage: Coverage, target: str) -> Screen:
    """The declaration card; its button leads to the private chat, where each person signs for themselves."""
    _ = translator(place.language)
    text = render(
        "group/declaration", place.language, target=target or place.agency, campaign=campaign, coverage=coverage
    )
    link = Button(_("Tanda tangani pakta"), url=place.deep_link(f"d_{campaign_id}"))
    return Screen(text, ((link,),))
