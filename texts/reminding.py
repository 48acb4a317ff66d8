"""Reminders of deadlines: one message of all that is due, and what a head hears while somebody is on leave."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.deadline import MARKED, Deadline, DoneRule
from domain.folding import shortened
from domain.reminder_tone import Tone, tone
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.place import Place
from texts.screen import Button, Screen

SHOWN = 8
LONGEST_LABEL = 36
MOST_CARRIED = 30
_STEPS = tuple(Tone)


def reminder(
    place: Place, owed: Sequence[tuple[Deadline, bool]], *, missed: datetime | None = None, back: bool = False
) -> Screen:
    """One reminder of everything that is due, each with whether it is done meanwhile, and a button for each task.

    `missed` is since when the bot did not run, None: in time; `back`: the person is back from leave.
    """
    ordered = sorted(owed, key=lambda one: (one[0].due_at, one[0].id))
    waiting = [deadline for deadline, done in ordered if not done]
    text = render(
        "reminding/reminder", place.language, rows=[_row(place, *one) for one in ordered[:SHOWN]],
        more=len(ordered[SHOWN:]), tone=_loudest(place, waiting), waiting=bool(waiting), missed=missed, back=back,
        markable=any(one.rule in MARKED and not one.evidence for one in waiting), tz=place.tz, now=place.now,
    )  # fmt: skip
    return Screen(text, _buttons(place, ordered[:SHOWN], waiting))


def _row(place: Place, deadline: Deadline, done: bool) -> dict[str, object]:  # noqa: FBT001 - a pair, taken apart
    speaking = "" if done else tone(deadline.due_at, place.now, place.tz).value
    return {"title": deadline.title, "due_at": deadline.due_at, "done": done, "tone": speaking}


def _loudest(place: Place, waiting: Sequence[Deadline]) -> str:
    steps = (tone(one.due_at, place.now, place.tz) for one in waiting)
    return max(steps, key=_STEPS.index).value if waiting else ""


def _buttons(
    place: Place, shown: Sequence[tuple[Deadline, bool]], waiting: Sequence[Deadline]
) -> tuple[tuple[Button, ...], ...]:
    """A button for each task that is shown and waits, none twice, and one to be reminded later."""
    ids = ".".join(str(deadline.id) for deadline, _ in shown)
    carried = ids if len(ids) <= MOST_CARRIED else ""
    acts = [_act(place, deadline, carried, alone=len(shown) == 1) for deadline, done in shown if not done]
    rows = list({act.action: (act,) for act in acts}.values())
    return (*rows, (_later(place, waiting),)) if waiting else ()


def _act(place: Place, deadline: Deadline, carried: str, *, alone: bool) -> Button:
    """The button of one task; it carries which deadlines the reminder names, so that it can be shown anew."""
    _ = translator(place.language)
    match deadline.rule:
        case DoneRule.PLEDGE:
            return Button(_("Buka pakta integritas"), encode("pledge.open"), style="primary")
        case DoneRule.WORKSHEET:
            return Button(_("Buka lembar kerja"), encode("deadlines.show", deadline.id), style="primary")
    if deadline.evidence:
        label = _("Kirim bukti") if alone else _("Kirim bukti: {title}").format(title=deadline.title)
        return Button(shortened(label, LONGEST_LABEL), encode("paper.open", deadline.id), style="primary")
    label = _("Selesai") if alone else _("Selesai: {title}").format(title=deadline.title)
    action = encode("reminder.done", deadline.id, carried) if carried else encode("deadlines.done", deadline.id)
    return Button(shortened(label, LONGEST_LABEL), action)


def _later(place: Place, waiting: Sequence[Deadline]) -> Button:
    _ = translator(place.language)
    opens = encode("snooze.open", waiting[0].id) if len(waiting) == 1 else encode("deadlines.open")
    return Button(_("Ingatkan lagi nanti"), opens)


def absent(place: Place, name: str, first_on: date, last_on: date, deadline: Deadline) -> Screen:
    """To the head of a unit: whose leave a deadline falls into, from the first to the last day."""
    text = render(
        "reminding/absent", place.language, name=name, first_on=first_on, last_on=last_on, deadline=deadline,
        tz=place.tz, now=place.now,
    )  # fmt: skip
    return Screen(text)
