"""The rehearsal of a plan: what would be sent when, what moved and why, who is not reached, and how long it takes."""

from typing import Final

from domain.folding import shortened
from domain.rehearsal import Day, Rehearsal
from domain.rehearsal_moves import LeftOut, Move
from texts import deadline_words
from texts import rehearsal_words as words
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.format import date_long, date_short
from texts.joining import turning
from texts.place import Place
from texts.screen import Attachment, Button, Screen

DRAFT: Final = "draft"
ALL: Final = "all"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_DAYS: Final = 12
MOST_MOVES: Final = 8
MOST_GONE: Final = 6
LONGEST_TITLE: Final = 40


def summary(place: Place, found: Rehearsal, what: str, *, whole: bool) -> Screen:
    """All of it in short; `what` is the number of a deadline, DRAFT for the form in hand, ALL for all open ones.

    `whole` tells whether the reader may rehearse all of them.
    """
    _ = translator(place.language)
    longest = words.longest(found)
    text = render(
        "rehearsal/summary", place.language, title=_title(place, found), at=_due(place, found), reach=found.reach,
        days=[_day(place, one) for one in found.days[:MOST_DAYS]], more_days=len(found.days[MOST_DAYS:]),
        moves=[of(found, one) + move_words(found, one, place.language) for one in found.moves[:MOST_MOVES]],
        more_moves=len(found.moves[MOST_MOVES:]),
        gone=[of(found, one) + words.gone(one, place.language) for one in found.left_out[:MOST_GONE]],
        messages=found.messages,
        longest=words.duration(longest.ends - longest.begins, place.language) if longest else "",
        per_second=found.per_second, late=[date_long(one.day, None, place.language) for one in found.late],
        several=found.calendars > 1,
    )  # fmt: skip
    files = (
        Button(_("Gambar"), encode("rehearse.picture", what, 0)),
        Button(_("Buku kerja"), encode("rehearse.book", what)),
    )
    rows: list[tuple[Button, ...]] = [files]
    if whole and what != ALL:
        rows.append((Button(_("Uji coba semua tenggat"), encode("rehearse.open", ALL)),))
    return Screen(text, (*rows, (_back(place, what),)))


def picture(place: Place, found: Rehearsal, what: str, page: int, pages: int, image: bytes) -> Screen:
    """A page (from 0) of the months as a picture."""
    turns = turning(place, page, pages, "rehearse.picture", what)
    return Screen(_caption(place, found), (*turns, (_up(place, what),)), photo=image)


def workbook(place: Place, found: Rehearsal, what: str, data: bytes) -> Screen:
    """All of it as a workbook."""
    _ = translator(place.language)
    file = Attachment(_("uji-coba-pengingat.xlsx"), data, XLSX)
    return Screen(_caption(place, found), ((_up(place, what),),), document=file)


def _caption(place: Place, found: Rehearsal) -> str:
    return render("rehearsal/caption", place.language, title=_title(place, found), messages=found.messages)


def _title(place: Place, found: Rehearsal) -> str:
    _ = translator(place.language)
    if len(found.deadlines) == 1:
        return found.deadlines[0].title
    return _("{count} tenggat bersama").format(count=len(found.deadlines))


def _due(place: Place, found: Rehearsal) -> str:
    return deadline_words.moment(found.deadlines[0], place.language) if len(found.deadlines) == 1 else ""


def _day(place: Place, day: Day) -> dict[str, object]:
    return {
        "day": date_short(day.day, None, place.language),
        "leads": words.day_leads(day, place.language),
        "messages": day.messages,
        "at": words.clocks(day),
    }


def move_words(found: Rehearsal, one: Move, language: str) -> str:
    """What moved, and where other units do not move with it, for which."""
    return words.move(one, language, apart=len(one.calendars) < found.calendars)


def of(found: Rehearsal, one: Move | LeftOut) -> str:
    """The title before a line where there are several deadlines."""
    if len(found.deadlines) == 1:
        return ""
    title = next((each.title for each in found.deadlines if each.id == one.deadline_id), "")
    return f"{shortened(title, LONGEST_TITLE)}: "


def _back(place: Place, what: str) -> Button:
    _ = translator(place.language)
    if what == ALL:
        return Button(_("Semua tenggat"), encode("deadline.list", 0))
    return Button(_("Kembali"), encode("deadline.resume") if what == DRAFT else encode("deadline.manage", what))


def _up(place: Place, what: str) -> Button:
    _ = translator(place.language)
    return Button(_("Ringkasan"), encode("rehearse.open", what))
