"""Who is in charge of questions of the worksheet: choosing them, their list of tasks, and what they are told."""

from collections.abc import Sequence

from domain import worksheet
from domain.folding import shortened
from domain.instrument import bundled
from domain.worksheet_views import Assignment, PeoplePage, Task
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.format import date_short
from texts.joining import turning
from texts.lke_words import scope_label
from texts.place import Place
from texts.screen import Button, Screen

NAME_ON_BUTTON, LABEL, TASKS_SHOWN = 40, 36, 20


def current(place: Place, found: Assignment) -> Screen:
    """Who is in charge now, and what can be done about it."""
    _ = translator(place.language)
    unit, scope = found.unit.id, found.scope
    text = render(
        "lke/owner", place.language, unit=found.unit.name, label=scope_label(scope, place.language), owner=found.owner
    )  # fmt: skip
    pick = _("Ganti pegawai") if found.owner else _("Pilih pegawai")
    rows = [(Button(pick, encode("owner.people", unit, scope, 0), style="primary"),)]
    if found.owner is not None:
        rows.append((Button(_("Lepaskan"), encode("owner.release", unit, scope)),))
    return Screen(text, (*rows, (_back(place, unit, scope),)))


def people(place: Place, found: PeoplePage) -> Screen:
    """A page of the people of the unit."""
    unit, scope = found.unit.id, found.scope
    text = render(
        "lke/owner_people", place.language, label=scope_label(scope, place.language), page=found.page + 1,
        pages=found.pages, found=bool(found.people),
    )  # fmt: skip
    rows = [
        (Button(shortened(one.name, NAME_ON_BUTTON), encode("owner.person", unit, scope, one.id)),)
        for one in found.people
    ]
    _ = translator(place.language)
    back = Button(_("Kembali"), encode("owner.open", unit, scope))
    return Screen(text, (*rows, *turning(place, found.page, found.pages, "owner.people", unit, scope), (back,)))


def due(place: Place, found: Assignment) -> Screen:
    """Until when: the dates to choose from."""
    _ = translator(place.language)
    assert found.chosen is not None
    unit, scope, person = found.unit.id, found.scope, found.chosen
    words = {"end": _("Akhir masa pengisian"), "none": _("Tanpa tenggat")}
    rows = []
    for word, until in found.due:
        label = words.get(word) or _("{days} hari").format(days=word)
        label = f"{label} · {date_short(until, None, place.language)}" if until else label
        rows.append((Button(label, encode("owner.due", unit, scope, person.id, word)),))
    text = render(
        "lke/owner_due", place.language, name=person.name, position=person.position,
        label=scope_label(scope, place.language),
    )  # fmt: skip
    return Screen(text, (*rows, (Button(_("Kembali"), encode("owner.people", unit, scope, 0)),)))


def mine(place: Place, tasks: Sequence[Task]) -> Screen:
    """What the reader is in charge of, with the way to the first open question of each."""
    _ = translator(place.language)
    rows = [
        {"label": scope_label(one.owner.scope, place.language), "unit": one.unit.name, "task": one} for one in tasks
    ]
    buttons = [(Button(_task_label(one, place.language), _way(one)),) for one in tasks[:TASKS_SHOWN]]
    text = render("lke/mine", place.language, rows=rows[:TASKS_SHOWN], total=len(tasks), shown=TASKS_SHOWN)
    return Screen(text, (*buttons, (Button(_("Beranda"), encode("home.open")),)))


def told(place: Place, task: Task) -> Screen:
    """Tells somebody what they are in charge of now."""
    _ = translator(place.language)
    text = render(
        "lke/owner_told", place.language, unit=task.unit.name, label=scope_label(task.owner.scope, place.language),
        questions=task.questions, open=task.open, due=task.owner.due_on,
    )  # fmt: skip
    return Screen(text, ((Button(_("Buka tugas saya"), encode("lke.mine"), style="primary"),),))


def changed(place: Place) -> str:
    """The note at the button after somebody was put in charge, or nobody is any more."""
    _ = translator(place.language)
    return _("Tersimpan. Terima kasih.")


def _task_label(one: Task, language: str) -> str:
    mark = "▫️" if one.open else "✅"
    return f"{mark} {shortened(scope_label(one.owner.scope, language), LABEL)}"


def _way(one: Task) -> str:
    """The first open question, or all of them when none is open."""
    scope, unit = one.owner.scope, one.unit.id
    if one.next_code is not None:
        return encode("lke.show", unit, one.next_code)
    if scope in worksheet.sections(bundled()):
        return encode("lke.section", unit, scope, 0)
    return encode("lke.show", unit, scope)


def _back(place: Place, unit: int, scope: str) -> Button:
    of_section = scope in worksheet.sections(bundled())
    way = encode("lke.section", unit, scope, 0) if of_section else encode("lke.show", unit, scope)
    _ = translator(place.language)
    return Button(_("Kembali"), way)
