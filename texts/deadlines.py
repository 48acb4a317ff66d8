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


def reminder(place: Place, owed: Sequence[tuple[Deadline, bool]]) -> Screen:
    """One reminder of everything that is due, each with whether it is done meanwhile, and a button for each task."""
    waiting = [deadline for deadline, done in owed if not done]
    markable = any(deadline.rule is DoneRule.MARK for deadline in waiting)
    rows = [{"deadline": deadline, "done": done} for deadline, done in owed]
    text = render(
        "deadlines/reminder", place.language, owed=rows, markable=markable, waiting=bool(waiting), tz=place.tz,
        now=place.now,
    )  # fmt: skip
    shown = ".".join(str(deadline.id) for deadline, _ in owed)
    return Screen(text, tuple(_act(place, deadline, shown) for deadline in waiting))


def done(place: Place) -> str:
    """The note at the button that marked a deadline done."""
    _ = translator(place.language)
    return _("Ditandai selesai. Terima kasih.")


def _act(place: Place, deadline: Deadline, reminded: str = "") -> tuple[Button, ...]:
    """The button of one task; under a reminder it carries which deadlines that one names."""
    _ = translator(place.language)
    if deadline.rule is DoneRule.PLEDGE:
        return (Button(_("Buka pakta integritas"), encode("pledge.open"), style="primary"),)
    label = _("Selesai: {title}").format(title=deadline.title)
    action = (
        encode("reminder.done", deadline.id, reminded)
        if 0 < len(reminded) <= 30
        else encode("deadlines.done", deadline.id)
    )
    return (Button(label if len(label) <= 60 else f"{label[:59]}…", action),)


def group_listing(place: Place, deadlines: Sequence[Deadline]) -> Screen:
    """The next deadlines, for a group."""
    return Screen(render("deadlines/group", place.language, deadlines=deadlines, tz=place.tz, now=place.now))
