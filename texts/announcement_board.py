"""The board of announcements: the list, what is asked before a move, a look at one, and the list of who missed it."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from domain.announcement import Announcement, Move, Progress, State
from domain.announcement_views import Board, BoardRow, Review
from domain.folding import shortened
from texts.announcement_words import reach_lines, state, title
from texts.announcements import LONGEST_BUTTON, whom_lines
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.format import number
from texts.joining import turning
from texts.place import Place
from texts.screen import Attachment, Button, Screen

SIGNS: Final[Mapping[State, str]] = MappingProxyType(
    {
        State.WAITING: "🖐", State.SCHEDULED: "🕗", State.SENDING: "📤", State.PAUSED: "⏸", State.DONE: "✅",
        State.CANCELLED: "✖️", State.WITHDRAWN: "↩️",
    }
)  # fmt: skip
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DONE: Final[Mapping[Move, str]] = MappingProxyType(
    {
        Move.APPROVE: mark("Disetujui."),
        Move.REFUSE: mark("Tidak disetujui; penulisnya diberi tahu."),
        Move.PAUSE: mark("Dijeda. Yang sedang dalam perjalanan tetap sampai."),
        Move.RESUME: mark("Dilanjutkan."),
        Move.CANCEL: mark("Dibatalkan."),
        Move.WITHDRAW: mark("Ditarik kembali."),
    }
)


def board(place: Place, found: Board) -> Screen:
    """A page of all announcements, with their state and how far they are."""
    _ = translator(place.language)
    text = render(
        "announce/board", place.language, rows=[_row(place, one) for one in found.rows], page=found.page + 1,
        pages=found.pages, tz=place.tz,
    )  # fmt: skip
    rows = [(_entry(one.announcement),) for one in found.rows]
    new = ((Button(_("Pengumuman baru"), encode("announce.new"), style="primary"),),) if found.may_announce else ()
    go_on = ((Button(_("Lanjutkan yang belum dikirim"), encode("announce.resume")),),) if found.unsent else ()
    menu = (Button(_("Menu pengelola"), encode("admin.open")),)
    return Screen(text, (*rows, *turning(place, found.page, found.pages, "announce.list"), *new, *go_on, menu))


def sure(place: Place, one: Announcement, progress: Progress, move: Move) -> Screen:
    """Cancelling what goes out, or taking it back: really? Says what happens to the copies."""
    _ = translator(place.language)
    withdraw = move is Move.WITHDRAW
    text = render("announce/sure", place.language, title=title(one), withdraw=withdraw, sent=progress.sent)
    label = _("Ya, tarik kembali") if withdraw else _("Ya, batalkan pengumuman")
    yes = Button(label, encode(f"announce.{move.value}_yes", one.id), style="danger")
    return Screen(text, ((yes,), (Button(_("Kembali"), encode("announce.open", one.id)),)))


def review(place: Place, found: Review) -> Screen:
    """Below what an announcement says exactly: whom it is for, and the decision when it waits for the reader's."""
    _ = translator(place.language)
    one = found.announcement
    text = render(
        "announce/review", place.language, author=one.author, correction=one.proposed is not None,
        state=state(place, one.state), whom=whom_lines(place, one.audience, found.units), send_at=one.send_at,
        reach=reach_lines(place, found.reach), waits=one.may(Move.APPROVE) and not found.decides, now=place.now,
        tz=place.tz,
    )  # fmt: skip
    opens = (Button(_("Buka pengumuman"), encode("announce.open", one.id)),)
    if not found.decides:
        return Screen(text, (opens,))
    yes = Button(_("Setujui"), encode("announce.approve", one.id, found.version), style="success")
    no = Button(_("Tolak"), encode("announce.refuse", one.id, found.version), style="danger")
    return Screen(text, ((yes, no), opens))


def missed(place: Place, one: Announcement, count: int, workbook: bytes) -> Screen:
    """The list of who has not got it, to be told by other means."""
    _ = translator(place.language)
    name = _("tidak-terjangkau-{number}.xlsx").format(number=one.id)
    text = render("announce/missed", place.language, title=title(one), count=count)
    return Screen(text, document=Attachment(name, workbook, XLSX), protect=True)


def done(place: Place, move: Move) -> str:
    """The note at the button of a move."""
    return translator(place.language)(DONE[move])


def read(place: Place, *, is_new: bool) -> str:
    """The note at the button "read" in private."""
    _ = translator(place.language)
    return _("Terima kasih, sudah dicatat.") if is_new else _("Sudah tercatat sebelumnya.")


def read_in_group(place: Place, count: int, *, is_new: bool) -> str:
    """The note at the button "read" in a group, with how many have pressed it."""
    _ = translator(place.language)
    counted = _("Sudah dibaca: {count}").format(count=number(count, place.language))
    return f"{read(place, is_new=is_new)} {counted}"


def read_buttons(place: Place, announcement_id: int) -> tuple[tuple[Button, ...], ...]:
    """What takes the place of the button "read" of who has pressed it."""
    _ = translator(place.language)
    return ((Button(_("✓ Dibaca"), encode("announce.read", announcement_id)),),)


def _row(place: Place, one: BoardRow) -> dict[str, object]:
    found = one.announcement
    return {
        "sign": SIGNS[found.state], "title": title(found), "state": state(place, found.state), "at": _at(found),
        "progress": one.progress,
    }  # fmt: skip


def _at(found: Announcement) -> datetime:
    """When it ended, began, or is to begin: what the state is about."""
    return found.finished_at or found.started_at or found.send_at


def _entry(found: Announcement) -> Button:
    label = shortened(f"{SIGNS[found.state]} {title(found)}", LONGEST_BUTTON)
    return Button(label, encode("announce.open", found.id))
