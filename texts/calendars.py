"""Deadlines in calendar programs: the screen for the file and the private address, and the words of an event."""

from dataclasses import dataclass
from datetime import datetime

from domain.deadline import Deadline
from texts.callback import encode
from texts.catalogue import translator
from texts.deadlines import RULES
from texts.engine import render
from texts.format import moment_long
from texts.place import Place
from texts.screen import MAX_COPY, Attachment, Button, Screen


@dataclass(frozen=True, slots=True)
class EventWords:
    """What a calendar says of a deadline, and when it rings a day before."""

    summary: str
    description: str
    alarm: str


def calendar_name(place: Place) -> str:
    """What the calendar is called."""
    _ = translator(place.language)
    return _("Tenggat ZI, {agency}").format(agency=place.agency)


def event_words(place: Place, deadline: Deadline, *, done: bool, cancelled: bool) -> EventWords:
    """The words for one deadline, as it stands for this reader."""
    _ = translator(place.language)
    title = deadline.title
    if cancelled:
        summary = _("Dibatalkan: {title}").format(title=title)
    elif done:
        summary = _("Selesai: {title}").format(title=title)
    else:
        summary = _("Tenggat: {title}").format(title=title)
    moment = moment_long(deadline.due_at, place.tz, place.language)
    latest = _("Paling lambat {moment}").format(moment=moment)
    how = _("Cara selesai: {rule}").format(rule=_(RULES[deadline.rule]))
    return EventWords(summary, f"{latest}\n{how}\n{place.agency}", _("Besok tenggat: {title}").format(title=title))


def desk(place: Place, made_at: datetime | None, *, public: bool) -> Screen:
    """What there is: the file, and with a public web server the private address."""
    _ = translator(place.language)
    rows = [(Button(_("Berkas kalender (.ics)"), encode("calendar.file")),)]
    if made_at is not None:
        if public:
            rows.append((Button(_("Ganti alamat"), encode("calendar.make")),))
        rows.append((Button(_("Tutup alamat"), encode("calendar.revoke"), style="danger"),))
    elif public:
        rows.append((Button(_("Buat alamat langganan"), encode("calendar.make")),))
    rows.append((Button(_("Kembali"), encode("deadlines.open")),))
    text = render("calendars/desk", place.language, made_at=made_at, public=public, tz=place.tz)
    return Screen(text, tuple(rows))


def made(place: Place, address: str) -> Screen:
    """The address, which is shown this once."""
    _ = translator(place.language)
    rows: list[tuple[Button, ...]] = []
    if len(address) <= MAX_COPY:
        rows.append((Button(_("Salin alamat"), copy=address),))
    rows.append((Button(_("Tutup alamat"), encode("calendar.revoke"), style="danger"),))
    rows.append((Button(_("Kembali"), encode("calendar.open")),))
    return Screen(render("calendars/made", place.language, address=address), tuple(rows))


def revoked(place: Place) -> str:
    """The note at the button that closed the address."""
    _ = translator(place.language)
    return _("Alamat kalender sudah ditutup")


def file(place: Place, content: bytes, name: str, mime: str) -> Screen:
    """A calendar file, to be opened by a calendar program."""
    text = render("calendars/file", place.language)
    return Screen(text, document=Attachment(name, content, mime))
