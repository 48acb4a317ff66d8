"""The agency's own days and seasons of other hours: the list, one of them, and adding by a typed line."""

from __future__ import annotations

from datetime import date

from domain.agency_days import AgencyDay, DayFacts, DayPage, NewDays, ReadBack, Season, SeasonFacts
from domain.folding import shortened
from domain.work_calendar import HoursSeason
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.format import date_short
from texts.joining import turning
from texts.place import Place
from texts.screen import Button, Screen

LABEL = 40
FIRST_EXAMPLE = "17-08-2027 libur HUT daerah"
SECOND_EXAMPLE = "20-03-2027 masuk pengganti libur"
SEASON_EXAMPLE = "Ramadan 8 Februari 2027 - 9 Maret 2027 kirim 08.00 tenang 15.00-08.00"


def listing(place: Place, found: DayPage) -> Screen:
    """A page of what the agency has said for today and later; each opens with a button."""
    _ = translator(place.language)
    text = render(
        "agency_days/list", place.language, seasons=[(one.name, _hours(one.hours)) for one in found.seasons],
        days=[(one.day, kind_words(one, place.language), one.name) for one in found.days], national=found.national,
        page=found.page + 1, pages=found.pages, may_change=found.may_change,
    )  # fmt: skip
    rows = [(_season_button(one),) for one in found.seasons] + [(_day_button(one, place),) for one in found.days]
    turns = turning(place, found.page, found.pages, "workdays.open")
    add = [(Button(_("Tambah"), encode("workdays.add"), style="primary"),)] if found.may_change else []
    return Screen(text, (*rows, *turns, *add, (Button(_("Menu pengelola"), encode("admin.open")),)))


def day(place: Place, facts: DayFacts) -> Screen:
    """One day, with the button that takes it back."""
    _ = translator(place.language)
    one = facts.day
    text = render(
        "agency_days/day", place.language, day=one.day, closed=one.closed, name=one.name, national=facts.national
    )
    drop = Button(_("Hapus"), encode("workdays.remove", f"{one.day:%Y%m%d}"), style="danger")
    return _card(place, text, drop, may_change=facts.may_change)


def season(place: Place, facts: SeasonFacts) -> Screen:
    """One season, with the button that takes it back."""
    _ = translator(place.language)
    one = facts.season
    text = render("agency_days/season", place.language, name=one.name, hours=_hours(one.hours))
    drop = Button(_("Hapus"), encode("workdays.end", one.id), style="danger")
    return _card(place, text, drop, may_change=facts.may_change)


def ask(place: Place) -> Screen:
    """Asks for a line that says a day, some days, or a season."""
    _ = translator(place.language)
    text = render("agency_days/ask", place.language, first=FIRST_EXAMPLE, second=SECOND_EXAMPLE, season=SEASON_EXAMPLE)
    return Screen(text, ((Button(_("Batal"), encode("workdays.drop")),),))


def read_back(place: Place, found: ReadBack) -> Screen:
    """What a line was read as, with the button that keeps it."""
    _ = translator(place.language)
    entry = found.entry
    if isinstance(entry, NewDays):
        text = render(
            "agency_days/read_back", place.language, first=entry.first, last=entry.last, count=len(entry.days),
            closed=entry.closed, name=entry.name, national=len(found.national),
            before=[(one.day, kind_words(one, place.language), one.name) for one in found.before],
        )  # fmt: skip
    else:
        text = render("agency_days/season_read", place.language, name=entry.name, hours=_hours(entry.hours))
    save = Button(_("Simpan"), encode("workdays.save", found.key), style="success")
    return Screen(text, ((save,), (Button(_("Batal"), encode("workdays.drop")),)))


def saved(place: Place) -> str:
    """The note at the button that kept something."""
    _ = translator(place.language)
    return _("Tersimpan. Pengingat direncanakan ulang.")


def removed(place: Place) -> str:
    """The note at the button that took something back."""
    _ = translator(place.language)
    return _("Dihapus. Pengingat direncanakan ulang.")


def kind_words(one: AgencyDay, language: str) -> str:
    """Whether a day is closed or worked."""
    _ = translator(language)
    return _("libur") if one.closed else _("masuk kerja")


def _hours(hours: HoursSeason) -> dict[str, object]:
    start, end = hours.quiet_hours
    clocks = {"send": hours.send_at, "quiet_from": start, "quiet_to": end}
    return {"first": hours.first, "last": hours.last, **{name: f"{at:%H.%M}" for name, at in clocks.items()}}


def _season_button(one: Season) -> Button:
    return Button(shortened(one.name, LABEL), encode("workdays.season", one.id))


def _day_button(one: AgencyDay, place: Place) -> Button:
    label = f"{_short(one.day, place)} · {one.name}"
    return Button(shortened(label, LABEL), encode("workdays.day", f"{one.day:%Y%m%d}"))


def _short(one: date, place: Place) -> str:
    return date_short(one, language=place.language)


def _card(place: Place, text: str, drop: Button, *, may_change: bool) -> Screen:
    _ = translator(place.language)
    back = (Button(_("Kembali"), encode("workdays.open", 0)),)
    return Screen(text, ((drop,), back) if may_change else (back,))
