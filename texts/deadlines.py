"""Deadlines and reminders."""

from collections.abc import Sequence

from domain.deadline import Deadline, DoneRule
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.place import Place
from texts.screen import Button, Screen


def listing(place: Place, owed: Sequence[tuple[Deadline, bool]]) -> Screen:
    """The person's deadlines, each with whether it is done, and a button for each that can be marked."""
    _ = translator(place.language)
    rows = [{"deadline": deadline, "done": done} for deadline, done in owed]
    text = render("deadlines/list", place.language, owed=rows, tz=place.tz, now=place.now)
    buttons = [row for deadline, done in owed if not done for row in (_act(place, deadline),)]
    return Screen(text, (*buttons, (Button(_("Beranda"), encode("home.open")),)))


def reminder(place: Place, deadlines: Sequence[Deadline]) -> Screen:
    """One reminder of everything that is due, with a button for each task."""
    markable = any(deadline.rule is DoneRule.MARK for deadline in deadlines)
    text = render(
        "deadlines/reminder", place.language, deadlines=deadlines, markable=markable, tz=place.tz, now=place.now
    )
    return Screen(text, tuple(_act(place, deadline) for deadline in deadlines))


def done(place: Place) -> str:
    """The note at the button that marked a deadline done."""
    _ = translator(place.language)
    return _("Ditandai selesai. Terima kasih.")


def _act(place: Place, deadline: Deadline) -> tuple[Button, ...]:
    _ = translator(place.language)
    if deadline.rule is DoneRule.PLEDGE:
        return (Button(_("Buka pakta integritas"), encode("pledge.open"), style="primary"),)
    label = _("Selesai: {title}").format(title=deadline.title)
    return (Button(label if len(label) <= 60 else f"{label[:59]}…", encode("deadlines.done", deadline.id)),)


def group_listing(place: Place, deadlines: Sequence[Deadline]) -> Screen:
    """The next deadlines, for a group."""
    return Screen(render("deadlines/group", place.language, deadlines=deadlines, tz=place.tz, now=place.now))
