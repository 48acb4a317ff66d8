"""Deadlines for who may change them: the list, a card, and what is confirmed before it is done."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from domain.deadline import Deadline
from domain.deadline_form import Ask, DeskCard
from domain.folding import shortened
from domain.series import Series
from texts import deadline_words as words
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.format import countdown, moment_long
from texts.joining import turning
from texts.place import Place
from texts.screen import Button, Screen
from texts.series import frequency_label

LONGEST_BUTTON: Final = 30
CONFIRMED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cancel": mark("Ya, batalkan tenggat"),
        "skip": mark("Ya, lewati kali ini"),
        "end": mark("Ya, akhiri seri"),
    }
)
"""What is asked once more before it is done, with the words of the button that does it."""


def listing(
    place: Place, rows: Sequence[tuple[Deadline, str, int, int]], page: int, pages: int, *, waiting: bool
) -> Screen:
    """A page (from 0) of (deadline, unit or "", people, of whom so many owe it); `waiting`: a form is unfinished."""
    _ = translator(place.language)
    text = render(
        "deadline_admin/list", place.language, page=page + 1, pages=pages, tz=place.tz, now=place.now,
        rows=[{"deadline": one, "unit": unit, "people": people, "owing": owing} for one, unit, people, owing in rows],
    )  # fmt: skip
    entries = [(_entry(place, one),) for one, *_others in rows]
    go_on = ((Button(_("Lanjutkan isian"), encode("deadline.resume")),),) if waiting else ()
    new = Button(_("Tambah tenggat"), encode("deadline.new"), style="primary")
    more = (Button(_("Dari berkas"), encode("duefile.ask")), Button(_("Berulang"), encode("deadline.series")))
    menu = Button(_("Menu pengelola"), encode("admin.open"))
    return Screen(text, (*entries, *turning(place, page, pages, "deadline.list"), (new,), *go_on, more, (menu,)))


def card(place: Place, found: DeskCard) -> Screen:
    """One deadline, with everything that can be done to it."""
    _ = translator(place.language)
    deadline, number, tz = found.deadline, found.deadline.id, ZoneInfo(found.zone)
    unit = found.unit.name if found.unit else ""
    text = render(
        "deadline_admin/card", place.language, title=deadline.title, at=words.moment(deadline, place.language),
        whom=words.whom(deadline.audience, unit, found.other, found.in_charge, place.language),
        rule=words.rule(deadline.rule, place.language), evidence=deadline.evidence,
        plan=words.plan(deadline.plan, place.language), people=found.people, owing=found.owing, told=found.told,
        reminders=[moment_long(one, tz, place.language) for one in found.reminders], past=_past(place, deadline),
        repeat=frequency_label(found.series.frequency, place.language) if found.series else "",
    )  # fmt: skip
    rows: list[tuple[Button, ...]] = [
        (_edit(_("Pindahkan"), number, Ask.DUE), _edit(_("Ubah judul"), number, Ask.TITLE)),
        (_edit(_("Ubah sasaran"), number, Ask.WHOM), _edit(_("Ubah pengingat"), number, Ask.PLAN)),
    ]
    if found.series is not None:
        rows += [(_ask(_("Lewati kali ini"), "skip", number),), (_ask(_("Akhiri seri"), "end", found.series.id),)]
    if found.owing:
        whose = found.unit.id if found.unit else 0
        rows.append((Button(_("Siapa yang belum"), encode("owing.list", number, whose, 0)),))
    rows.append((Button(_("Uji coba rencana"), encode("rehearse.open", number)),))
    rows.append((Button(_("Batalkan tenggat"), encode("deadline.sure", "cancel", number), style="danger"),))
    return Screen(text, (*rows, (_all(place),)))


def sure(place: Place, what: str, found: DeskCard) -> Screen:
    """Calling off a deadline, or leaving out one day of a series: really? Says how many people will be told."""
    _ = translator(place.language)
    text = render(
        "deadline_admin/sure", place.language, what=what, title=found.deadline.title,
        at=words.moment(found.deadline, place.language), told=found.told,
    )  # fmt: skip
    yes = Button(_(CONFIRMED[what]), encode(f"deadline.{what}", found.deadline.id), style="danger")
    return Screen(text, ((yes,), (Button(_("Kembali"), encode("deadline.manage", found.deadline.id)),)))


def sure_to_end(place: Place, series: Series) -> Screen:
    """Ending a series: really?"""
    _ = translator(place.language)
    text = render(
        "deadline_admin/sure_to_end", place.language, title=series.title,
        repeat=frequency_label(series.frequency, place.language),
    )  # fmt: skip
    label = CONFIRMED["end"]
    yes = Button(_(label), encode("deadline.end", series.id), style="danger")
    return Screen(text, ((yes,), (Button(_("Kembali"), encode("deadline.series")),)))


def series_list(place: Place, found: Sequence[tuple[Series, Sequence[date]]]) -> Screen:
    """The series that go on, each with its next days and the button that ends it."""
    _ = translator(place.language)
    text = render(
        "deadline_admin/series", place.language,
        rows=[
            {"title": one.title, "repeat": frequency_label(one.frequency, place.language), "days": list(days)}
            for one, days in found
        ],
    )  # fmt: skip
    ends = [
        (_ask(_("Akhiri: {title}").format(title=shortened(one.title, LONGEST_BUTTON)), "end", one.id),)
        for one, _days in found
    ]
    return Screen(text, (*ends, (_all(place),)))


def done(place: Place, what: str) -> str:
    """The note at the button that called off a deadline, left out a day ("skip") or ended a series ("end")."""
    _ = translator(place.language)
    if what == "end":
        return _("Seri diakhiri.")
    return _("Kali ini dilewati.") if what == "skip" else _("Tenggat dibatalkan.")


def _past(place: Place, deadline: Deadline) -> bool:
    return deadline.due_at <= place.now


def _entry(place: Place, one: Deadline) -> Button:
    days = countdown(one.due_at, place.now, place.tz, place.language)
    return Button(shortened(f"{days} · {one.title}", LONGEST_BUTTON), encode("deadline.manage", one.id))


def _edit(label: str, deadline_id: int, ask: Ask) -> Button:
    return Button(label, encode("deadline.edit", deadline_id, ask.value))


def _ask(label: str, what: str, number: int) -> Button:
    return Button(label, encode("deadline.sure", what, number))


def _all(place: Place) -> Button:
    _ = translator(place.language)
    return Button(_("Semua tenggat"), encode("deadline.list", 0))
