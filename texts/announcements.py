"""Writing an announcement: asking for the body, the preview with its choices, and each choice."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from domain.announcement import Audience
from domain.announcement_views import Ask, Desk, Mode, Option, Step
from domain.folding import shortened
from domain.rights import Role
from texts.announcement_posts import post
from texts.announcement_words import reach_lines
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.joining import turning
from texts.labels import role_label
from texts.place import Place
from texts.screen import Button, Screen

LONGEST_BUTTON: Final = 30
LISTED: Final = 5
"""Names of units that are shown; of more it is told how many."""
PREVIEW: Final = 0
"""Stands for the number of an announcement that is not sent."""
REACHES: Final[Mapping[str, str]] = MappingProxyType(
    {"groups": mark("Grup saja"), "people": mark("Pegawai saja"), "both": mark("Grup dan pegawai")}
)
CHOSEN: Final = "✓ "


def step(place: Place, shown: Step) -> tuple[Screen, ...]:
    """What the dialog shows next: the body when it is new, and below it where the writing stands."""
    if shown.desk is None:
        return (ask(place, correction=shown.mode is Mode.CORRECT),)
    above = (preview(place, shown.desk),) if shown.again else ()
    return (*above, _screen(place, shown, shown.desk))


def _screen(place: Place, shown: Step, desk_: Desk) -> Screen:
    match shown.ask:
        case Ask.WHOM:
            return whom_screen(place, desk_)
        case Ask.TIME:
            return time_screen(place, desk_)
        case Ask.UNIT | Ask.ROLE | Ask.KIND:
            return choices(place, shown, desk_)
        case _:
            return desk(place, desk_)


def ask(place: Place, *, correction: bool = False) -> Screen:
    """Asks for the body."""
    _ = translator(place.language)
    text = render("announce/ask", place.language, correction=correction)
    rows = [
        (Button(_("Semua pengumuman"), encode("announce.list", 0)),),
        (Button(_("Batal"), encode("announce.drop")),),
    ]
    return Screen(text, tuple(rows[1:] if correction else rows))


def preview(place: Place, shown: Desk) -> Screen:
    """The announcement exactly as it will look."""
    return post(place, shown.number or PREVIEW, shown.body, ask_read=shown.ask_read)


def desk(place: Place, shown: Desk) -> Screen:
    """What was chosen so far, below the preview, with the button that sends."""
    _ = translator(place.language)
    text = render(
        "announce/desk", place.language, desk=shown, whom=whom_lines(place, shown.audience, shown.units),
        reach=reach_lines(place, shown.reach), tz=place.tz,
    )  # fmt: skip
    send = Button(_(_SENDS[shown.mode]), encode("announce.send", shown.key), style="success")
    drop = Button(_("Batal"), encode("announce.drop"))
    if shown.mode is Mode.CORRECT:
        return Screen(text, ((send,), (drop,)))
    read = _("Tanpa tombol Sudah dibaca") if shown.ask_read else _("Pakai tombol Sudah dibaca")
    rows = [
        (_go(_("Untuk siapa?"), Ask.WHOM), _go(_("Waktu kirim"), Ask.TIME)),
        (Button(read, encode("announce.pick", Ask.DESK.value, "read")),),
        (Button(_("Uji ke saya"), encode("announce.test")),),
    ]
    if shown.reach.reached:
        rows.append((send,))
    return Screen(text, (*rows, (drop,)))


_SENDS: Final[Mapping[Mode, str]] = MappingProxyType(
    {Mode.NEW: mark("Kirim"), Mode.EDIT: mark("Simpan perubahan"), Mode.CORRECT: mark("Perbaiki semua kiriman")}
)


def whom_screen(place: Place, shown: Desk) -> Screen:
    """For whom: groups, people or both, and what narrows them."""
    _ = translator(place.language)
    audience = shown.audience
    text = render(
        "announce/whom", place.language, whom=whom_lines(place, audience, shown.units),
        reach=reach_lines(place, shown.reach),
    )  # fmt: skip
    now = "both" if audience.groups and audience.people else "groups" if audience.groups else "people"
    rows: list[tuple[Button, ...]] = [
        (Button(_marked(_(label), chosen=value == now), encode("announce.pick", Ask.WHOM.value, value)),)
        for value, label in REACHES.items()
    ]
    rows.append((_go(_("Unit kerja"), Ask.UNIT), _go(_("Jenis unit"), Ask.KIND)))
    if audience.people:
        rows.append((_go(_("Peran"), Ask.ROLE),))
    if audience.units or audience.roles or audience.kinds:
        rows.append((Button(_("Hapus penyempitan"), encode("announce.pick", Ask.WHOM.value, "all")),))
    return Screen(text, (*rows, (_go(_("Kembali ke pratinjau"), Ask.DESK),)))


def choices(place: Place, shown: Step, of: Desk) -> Screen:
    """Units, roles or kinds of units, each to be switched on and off."""
    _ = translator(place.language)
    text = render(
        "announce/choose", place.language, ask=shown.ask.value, words=shown.words, empty=not shown.options,
        whom=whom_lines(place, of.audience, of.units), page=shown.page + 1, pages=shown.pages,
        reached=of.reach.reached, recipients=of.reach.recipients,
    )  # fmt: skip
    rows = [(_option(place, shown, one),) for one in shown.options]
    turns = turning(place, shown.page, shown.pages, "announce.go", shown.ask.value)
    back = (_go(_("Selesai memilih"), Ask.WHOM),)
    return Screen(text, (*rows, *turns, back))


def time_screen(place: Place, shown: Desk) -> Screen:
    """Asks when it is to go out."""
    _ = translator(place.language)
    text = render("announce/time", place.language, send_at=shown.send_at, tz=place.tz)
    now = Button(_("Sekarang"), encode("announce.pick", Ask.TIME.value, "now"))
    return Screen(text, ((now,), (_go(_("Kembali ke pratinjau"), Ask.DESK),)))


def whom_lines(place: Place, audience: Audience, units: Sequence[str]) -> list[str]:
    """For whom an announcement is, and what narrows that, one line each; `units` are names."""
    _ = translator(place.language)
    both = audience.groups and audience.people
    lines = [
        _("Penerima: grup dan pegawai secara pribadi") if both
        else _("Penerima: grup yang tertaut") if audience.groups
        else _("Penerima: pegawai secara pribadi")
    ]  # fmt: skip
    if units:
        named = ", ".join(units[:LISTED])
        more = len(units) - LISTED
        named = _("{names} dan {count} lainnya").format(names=named, count=more) if more > 0 else named
        lines.append(_("Unit: {names} (beserta bawahannya)").format(names=named))
    if audience.kinds:
        lines.append(_("Jenis unit: {names}").format(names=", ".join(audience.kinds)))
    if audience.roles:
        held = ", ".join(role_label(Role(one), place.language) for one in audience.roles)
        lines.append(_("Peran: {names}").format(names=held))
    return lines


def only_preview(place: Place) -> str:
    """The note at the button of a preview."""
    _ = translator(place.language)
    return _("Ini pratinjau. Nanti penerima menekan tombol ini.")


def _option(place: Place, shown: Step, one: Option) -> Button:
    label = role_label(Role(one.value), place.language) if shown.ask is Ask.ROLE else one.label
    text = shortened(_marked(label, chosen=one.chosen), LONGEST_BUTTON)
    return Button(text, encode("announce.pick", shown.ask.value, one.value, shown.page))


def _marked(label: str, *, chosen: bool) -> str:
    return CHOSEN + label if chosen else label


def _go(label: str, to: Ask) -> Button:
    return Button(label, encode("announce.go", to.value, 0))
