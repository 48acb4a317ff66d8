"""Being reminded of a deadline later: what to choose from, and when it will be."""

from datetime import date, datetime
from typing import Final

from domain.deadline_views import SnoozeChoices, Snoozed
from domain.reminders import Snooze
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.format import date_short, time_of_day
from texts.place import Place
from texts.screen import Button, Screen

USUAL: Final = {
    Snooze.HOUR: mark("1 jam lagi"),
    Snooze.MORNING: mark("Besok pagi"),
    Snooze.WORKDAY: mark("Hari kerja berikutnya"),
}


def choices(place: Place, found: SnoozeChoices) -> Screen:
    """When to be reminded again: the usual delays with the moment that each stands for, or a day."""
    _ = translator(place.language)
    number = found.present.deadline.id
    rows = [(Button(_(USUAL[kind]), encode("snooze.later", number, kind.value)),) for kind, _at in found.usual]
    rows.append((Button(_("Pilih tanggal"), encode("snooze.pick", number)),))
    if found.present.until_at is not None:
        rows.append((Button(_("Batalkan penundaan"), encode("snooze.stop", number)),))
    rows.append((Button(_("Kembali"), encode("deadlines.show", number)),))
    moments = [{"label": _(USUAL[kind]), "at": at, "late": _is_late(found, at)} for kind, at in found.usual]
    text = render(
        "snoozing/choices", place.language, deadline=found.present.deadline, until=found.present.until_at,
        moments=moments, tz=place.tz, now=place.now,
    )  # fmt: skip
    return Screen(text, tuple(rows))


def days(place: Place, found: SnoozeChoices) -> Screen:
    """A day: one of the next working days, two in a row, or typed."""
    _ = translator(place.language)
    number = found.present.deadline.id
    buttons = [Button(_short(place, day), encode("snooze.day", number, day.isoformat())) for day in found.days]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    rows.append((Button(_("Kembali"), encode("snooze.open", number)),))
    text = render(
        "snoozing/days", place.language, deadline=found.present.deadline, tz=place.tz, now=place.now
    )  # fmt: skip
    return Screen(text, tuple(rows))


def later(place: Place, found: Snoozed) -> Screen:
    """When the person will be reminded again, with a warning where that is too late."""
    _ = translator(place.language)
    text = render(
        "snoozing/later", place.language, deadline=found.deadline, until=found.until_at, late=found.after_due,
        tz=place.tz, now=place.now,
    )  # fmt: skip
    rows = (
        (Button(_("Buka tenggat"), encode("deadlines.show", found.deadline.id)),),
        (Button(_("Ganti waktunya"), encode("snooze.open", found.deadline.id)),),
    )
    return Screen(text, rows)


def noted(place: Place, found: Snoozed) -> str:
    """The note at the button: the time of the next reminder, or that it comes as planned."""
    _ = translator(place.language)
    if found.until_at is None:
        return _("Penundaan dibatalkan.")
    day, clock = date_short(found.until_at, place.tz, place.language), time_of_day(found.until_at, place.tz)
    return _("Diingatkan lagi {day} pukul {time}.").format(day=day, time=clock)


def _is_late(found: SnoozeChoices, at: datetime) -> bool:
    return Snoozed(found.present.deadline, at).after_due


def _short(place: Place, day: date) -> str:
    """A day in the coming weeks: nobody needs its year, and two stand in a row."""
    return date_short(day, language=place.language).rpartition(" ")[0]
