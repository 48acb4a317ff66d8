"""Announcements: writing one, its preview, and the post itself."""

from collections.abc import Sequence

from markupsafe import Markup

from domain.messages import Group
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.groups import trouble_words
from texts.place import Place
from texts.screen import Button, Screen

LISTED = 10  # a longer list of groups left out stands in the admin's list of groups


def ask(place: Place, limit: int) -> Screen:
    """Asks for the text."""
    _ = translator(place.language)
    text = render("announce/ask", place.language, limit=limit)
    return Screen(text, ((Button(_("Batal"), encode("announce.drop")),),))


def post(place: Place, body: str) -> Screen:
    """The announcement as a group sees it."""
    return Screen(_post(place, body))


def _post(place: Place, body: str) -> Markup:
    return render("announce/post", place.language, agency=place.agency, body=body)


def preview(place: Place, key: str, body: str, groups: Sequence[str], skipped: Sequence[Group] = ()) -> Screen:
    """The post as it will look, where it will go, and which groups are left out and why; sent when there are groups."""
    _ = translator(place.language)
    left_out = [(group.title, trouble_words(group.trouble, place.language)[0]) for group in skipped[:LISTED]]
    text = render(
        "announce/preview", place.language, post=_post(place, body), groups=groups, skipped=left_out,
        more=len(skipped) - len(left_out),
    )  # fmt: skip
    drop = Button(_("Batal"), encode("announce.drop"))
    if not groups:
        return Screen(text, ((drop,),))
    return Screen(text, ((Button(_("Kirim"), encode("announce.send", key), style="success"), drop),))


def sent(place: Place, count: int) -> Screen:
    """Says that it is on its way."""
    return Screen(render("announce/sent", place.language, count=count))
