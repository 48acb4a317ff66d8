"""Own leave."""

from collections.abc import Sequence
from datetime import date, timedelta

from domain.absence import Absence
from domain.deadline import Deadline
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.format import date_short
from texts.place import Place
from texts.screen import Button, Screen

SHOWN_DUE = 5


def listing(place: Place, found: Sequence[Absence]) -> Screen:
    """Leave that is ahead or goes on, each with the button that ends it; days can be typed."""
    _ = translator(place.language)
    today = place.now.astimezone(place.tz).date()
    first = today + timedelta(days=14 - today.weekday())
    text = render(
        "absences/list", place.language, leaves=[_days(one.first_on, one.last_on) for one in found],
        going_on=[one.first_on <= today for one in found], example=_example(first, first + timedelta(days=4), place),
    )  # fmt: skip
    ends = [(Button(_end_label(place, one, today), encode("leave.end", one.id)),) for one in found]
    return Screen(text, (*ends, (_back(place),)))


def read_back(
    place: Place, first_on: date, last_on: date, joins: Sequence[Absence], due_inside: Sequence[Deadline]
) -> Screen:
    """Typed days, joined with leave that they overlap, with the button that keeps them."""
    _ = translator(place.language)
    text = render(
        "absences/read_back", place.language, days=_days(first_on, last_on), count=(last_on - first_on).days + 1,
        joins=[_days(one.first_on, one.last_on) for one in joins], tz=place.tz,
        due=[(one.title, one.due_at) for one in due_inside[:SHOWN_DUE]],
        more=max(0, len(due_inside) - SHOWN_DUE),
    )  # fmt: skip
    save = Button(_("Simpan"), encode("leave.keep", f"{first_on:%Y%m%d}", f"{last_on:%Y%m%d}"), style="success")
    return Screen(text, ((save,), (Button(_("Kembali"), encode("leave.open")),)))


def kept(place: Place) -> str:
    """The note at the button that kept leave."""
    _ = translator(place.language)
    return _("Cuti dicatat.")


def ended(place: Place) -> str:
    """The note at the button that ended leave."""
    _ = translator(place.language)
    return _("Cuti diakhiri. Pengingat berjalan lagi.")


def _days(first_on: date, last_on: date) -> tuple[date, date | None]:
    """The first and the last day; the last is None when it is the first."""
    return first_on, last_on if last_on != first_on else None


def _end_label(place: Place, one: Absence, today: date) -> str:
    _ = translator(place.language)
    label = _("Akhiri cuti {day}") if one.first_on <= today else _("Hapus cuti {day}")
    return label.format(day=date_short(one.first_on, language=place.language))


def _example(first: date, last: date, place: Place) -> str:
    _ = translator(place.language)
    days = (date_short(one, language=place.language).partition(", ")[2] for one in (first, last))
    return _("{first} sampai {last}").format(first=next(days), last=next(days))


def _back(place: Place) -> Button:
    _ = translator(place.language)
    return Button(_("Data saya"), encode("me.open"))
