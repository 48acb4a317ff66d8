"""How a person wishes to be reminded."""

from domain.reminder_wish import WishDesk
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.place import Place
from texts.screen import Button, Screen

IN_A_ROW = 3


def desk(place: Place, shown: WishDesk) -> Screen:
    """Lead days to tick, times to choose, and the way back to what holds for everybody."""
    _ = translator(place.language)
    text = render(
        "wishes/desk", place.language, own=shown.own, at=f"{shown.send_at:%H.%M}",
        leads=[lead_label(lead, place.language) for lead in sorted(shown.lead_days, reverse=True)],
    )  # fmt: skip
    leads = [_lead(place, lead, on=lead in shown.lead_days) for lead in shown.leads]
    times = [
        Button(f"{'◉' if one == shown.send_at else '○'} {one:%H.%M}", encode("wishes.time", f"{one:%H%M}"))
        for one in shown.times
    ]
    usual = ((Button(_("Kembali ke biasa"), encode("wishes.usual")),),) if shown.own else ()
    back = Button(_("Data saya"), encode("me.open"))
    return Screen(text, (*_rows(leads), *_rows(times), *usual, (back,)))


def kept(place: Place) -> str:
    """The note at the button that changed a wish."""
    _ = translator(place.language)
    return _("Tersimpan.")


def lead_label(lead: int, language: str) -> str:
    """A lead in short, "H-7", or the due day in words."""
    _ = translator(language)
    return _("H-{days}").format(days=lead) if lead else _("Hari H")


def _lead(place: Place, lead: int, *, on: bool) -> Button:
    label = f"{'☑' if on else '☐'} {lead_label(lead, place.language)}"
    return Button(label, encode("wishes.lead", lead, "off" if on else "on"))


def _rows(buttons: list[Button]) -> list[tuple[Button, ...]]:
    return [tuple(buttons[at : at + IN_A_ROW]) for at in range(0, len(buttons), IN_A_ROW)]
