"""Deadlines: the list, the card of one, and the list in a group."""

from collections.abc import Sequence
from typing import Final

from domain.deadline import MARKED, Concerned, Deadline, DoneRule
from domain.deadline_views import DeadlineFacts
from domain.folding import shortened
from domain.rights import Role
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.format import countdown
from texts.labels import role_label
from texts.place import Place
from texts.screen import Button, Screen

LONGEST_BUTTON: Final = 30
NAMES: Final = 5
RULES: Final = {
    DoneRule.MARK: mark("masing-masing pegawai menandai tugasnya"),
    DoneRule.SHARED: mark("cukup satu orang yang menandai, berlaku untuk semua"),
    DoneRule.PLEDGE: mark("dengan menandatangani pakta integritas"),
    DoneRule.WORKSHEET: mark("dengan menyerahkan lembar kerja unit"),
}


def listing(place: Place, owed: Sequence[tuple[Deadline, bool]], page: int = 0, pages: int = 1) -> Screen:
    """A page (from 0) of the person's deadlines, each with whether it is done and a button that opens it."""
    _ = translator(place.language)
    text = render(
        "deadlines/list", place.language, owed=_rows(owed), page=page + 1, pages=pages, tz=place.tz, now=place.now
    )
    rows: list[tuple[Button, ...]] = [(_entry(place, deadline, page, done=done),) for deadline, done in owed]
    rows += _turns(place, page, pages)
    rows.append((Button(_("Kalender saya"), encode("calendar.open")), Button(_("Beranda"), encode("home.open"))))
    return Screen(text, tuple(rows))


def card(place: Place, found: DeadlineFacts, page: int = 0) -> Screen:
    """One deadline with what can be done about it; `page` is the one of the list that it came from."""
    _ = translator(place.language)
    deadline = found.deadline
    text = render(
        "deadlines/card", place.language, found=found, deadline=deadline, late=deadline.due_at <= place.now,
        rule=_(RULES[deadline.rule]), whom=_whom(place, found), names=found.in_charge[:NAMES],
        more=max(0, len(found.in_charge) - NAMES), markable=deadline.rule in MARKED, tz=place.tz, now=place.now,
    )  # fmt: skip
    rows = [*_acts(place, found), *_keeping(place, found)]
    rows.append((Button(_("Kembali"), encode("deadlines.open", page)),))
    return Screen(text, tuple(rows))


def done(place: Place) -> str:
    """The note at the button that marked a deadline done."""
    _ = translator(place.language)
    return _("Ditandai selesai. Terima kasih.")


def group_listing(place: Place, deadlines: Sequence[Deadline]) -> Screen:
    """The next deadlines, for a group."""
    return Screen(render("deadlines/group", place.language, deadlines=deadlines, tz=place.tz, now=place.now))


def _rows(owed: Sequence[tuple[Deadline, bool]]) -> list[dict[str, object]]:
    return [{"deadline": deadline, "done": done} for deadline, done in owed]


def _entry(place: Place, deadline: Deadline, page: int, *, done: bool) -> Button:
    days = countdown(deadline.due_at, place.now, place.tz, place.language)
    words = shortened(f"{'✅ ' if done else ''}{days} · {deadline.title}", LONGEST_BUTTON)
    return Button(words, encode("deadlines.show", deadline.id, page))


def _turns(place: Place, page: int, pages: int) -> list[tuple[Button, ...]]:
    _ = translator(place.language)
    turns = ((_("‹ Sebelumnya"), page - 1), (_("Berikutnya ›"), page + 1))
    found = tuple(Button(words, encode("deadlines.open", to)) for words, to in turns if 0 <= to < pages)
    return [found] if found else []


def _whom(place: Place, found: DeadlineFacts) -> str:
    """Whom it concerns, in words; "" where they are named one by one."""
    _ = translator(place.language)
    audience = found.deadline.audience
    match audience.concerned:
        case Concerned.ALL:
            return _("semua pegawai")
        case Concerned.KIND:
            return _("pegawai unit jenis {kind}").format(kind=audience.value)
        case Concerned.ROLE:
            return role_label(Role(audience.value), place.language)
        case Concerned.OWING:
            return _("yang belum menyelesaikan {title}").format(title=shortened(found.other))
        case Concerned.PEOPLE:
            return ""


def _acts(place: Place, found: DeadlineFacts) -> list[tuple[Button, ...]]:
    """What ends the own task."""
    _ = translator(place.language)
    deadline = found.deadline
    if not found.own:
        return []
    if deadline.rule is DoneRule.PLEDGE:
        return [(Button(_("Buka pakta integritas"), encode("pledge.open"), style="primary"),)]
    if deadline.rule is DoneRule.WORKSHEET:
        unit_id = found.worksheet_of
        return [(Button(_("Buka lembar kerja"), encode("lke.open", unit_id), style="primary"),)] if unit_id else []
    wanted = deadline.evidence and not found.given
    give = Button(_("Kirim bukti"), encode("paper.open", deadline.id), style="primary" if wanted else None)
    if found.done or wanted:
        return [(give,)]
    return [(Button(_("Selesai"), encode("deadlines.done", deadline.id), style="success"), give)]


def _keeping(place: Place, found: DeadlineFacts) -> list[tuple[Button, ...]]:
    """What else there is: later, the papers, the calendar, and changing it."""
    _ = translator(place.language)
    number = found.deadline.id
    rows: list[tuple[Button, ...]] = []
    if found.own and not found.done:
        rows.append((Button(_("Ingatkan nanti"), encode("snooze.open", number)),))
    if found.papers:
        words = _("Lihat bukti ({count})").format(count=found.papers)
        rows.append((Button(words, encode("paper.list", number, 0)),))
    if found.own:
        rows.append((Button(_("Berkas kalender (.ics)"), encode("calendar.one", number)),))
    if found.names_of is not None:
        rows.append((Button(_("Siapa yang belum"), encode("owing.list", number, found.names_of, 0)),))
    if found.may_manage:
        rows.append((Button(_("Kelola"), encode("deadline.manage", number)),))
    return rows
