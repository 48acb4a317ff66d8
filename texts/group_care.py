"""The linked groups as those see them who care for them: the list, one group, and letting it go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.messages import Group
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.groups import shortened, trouble_words, turning
from texts.place import Place
from texts.screen import Button, Screen


@dataclass(frozen=True, slots=True)
class CaredGroup:
    """A linked group; `target` is the unit's name, "" for the agency, `undelivered` what can be sent once more."""

    group: Group
    target: str
    linked_at: datetime
    undelivered: int


def listing(place: Place, cared: Sequence[CaredGroup], page: int, pages: int, *, administers: bool) -> Screen:
    """One page of the groups with what is wrong with each; back to the menu of who `administers`, or home."""
    _ = translator(place.language)
    rows = [_row(place, one) for one in cared]
    text = render("group/list", place.language, rows=rows, page=page + 1, pages=pages)
    buttons: list[tuple[Button, ...]] = [
        (Button(shortened(one.group.title or "…"), encode("groups.open", one.group.chat_id)),) for one in cared
    ]
    turn = turning(place, page, pages, "groups.list")
    buttons += [turn] if turn else []
    up = Button(_("Menu pengelola"), encode("admin.open")) if administers else Button(_("Beranda"), encode("home.open"))
    return Screen(text, (*buttons, (up,)))


def _row(place: Place, one: CaredGroup) -> dict[str, object]:
    what, remedy = trouble_words(one.group.trouble, place.language)
    return {
        "title": one.group.title, "target": one.target or place.agency, "topic": one.group.thread_id is not None,
        "what": what, "remedy": remedy,
    }  # fmt: skip


def card(place: Place, one: CaredGroup) -> Screen:
    """One group, with what can be done about it."""
    _ = translator(place.language)
    chat_id = one.group.chat_id
    text = render(
        "group/care", place.language, **_row(place, one), linked_at=one.linked_at, undelivered=one.undelivered,
        tz=place.tz,
    )  # fmt: skip
    first = [Button(_("Kirim pesan uji"), encode("groups.test", chat_id))]
    if one.undelivered:
        first.append(Button(_("Kirim ulang"), encode("groups.resend", chat_id)))
    return Screen(
        text,
        (
            tuple(first),
            (
                Button(_("Perbarui"), encode("groups.open", chat_id)),
                Button(_("Lepaskan"), encode("groups.drop", chat_id), style="danger"),
            ),
            (Button(_("Semua grup"), encode("groups.list", 0)),),
        ),
    )


def drop(place: Place, one: CaredGroup) -> Screen:
    """Asks once more before a group is let go."""
    _ = translator(place.language)
    chat_id = one.group.chat_id
    text = render("group/drop", place.language, title=one.group.title, target=one.target or place.agency)
    yes = Button(_("Ya, lepaskan"), encode("groups.unlink", chat_id), style="danger")
    return Screen(text, ((yes, Button(_("Kembali"), encode("groups.open", chat_id))),))


def testing(place: Place) -> str:
    """The note at the button that sent a test message."""
    _ = translator(place.language)
    return _("Pesan uji sedang dikirim. Tekan Perbarui untuk melihat hasilnya.")


def resending(place: Place) -> str:
    """The note at the button that sent once more what did not arrive."""
    _ = translator(place.language)
    return _("Sedang dikirim ulang. Tekan Perbarui untuk melihat hasilnya.")


def dropped(place: Place) -> str:
    """The note at the button that let a group go."""
    _ = translator(place.language)
    return _("Grup sudah dilepaskan.")
