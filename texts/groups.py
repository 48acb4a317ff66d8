"""What the bot says in groups, and in private about linking one."""

from collections.abc import Mapping, Sequence
from typing import Final

from domain.delivery import Reason
from domain.groups import DEMOTED, GroupRequest, RequestState, blocks
from domain.ledger import Coverage
from domain.people import Unit
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.place import Place
from texts.screen import Button, Screen

# What is wrong with a group, and what to do.
TROUBLES: Final[Mapping[str, tuple[str, str]]] = {
    Reason.KICKED: (
        mark("Bot dikeluarkan dari grup."),
        mark("Mohon tambahkan lagi bot ke grup itu; tautannya masih tersimpan."),
    ),
    Reason.NOT_MEMBER: (
        mark("Bot bukan anggota grup."),
        mark("Mohon tambahkan lagi bot ke grup itu; tautannya masih tersimpan."),
    ),
    Reason.GROUP_DELETED: (mark("Grup sudah dihapus."), mark("Mohon lepaskan tautannya.")),
    Reason.CHAT_NOT_FOUND: (
        mark("Grup tidak ditemukan di Telegram."),
        mark("Mohon periksa apakah bot masih di grup itu; bila grupnya sudah tidak ada, mohon lepaskan tautannya."),
    ),
    Reason.NO_RIGHTS: (
        mark("Bot tidak boleh menulis di grup."),
        mark("Mohon minta admin grup mengizinkan bot menulis, lalu kirim pesan uji."),
    ),
    Reason.TOPIC_CLOSED: (
        mark("Topik utama grup ditutup."),
        mark("Mohon minta admin grup membukanya, atau kirim /hubungkan di topik lain."),
    ),
    DEMOTED: (
        mark("Bot bukan admin grup lagi."),
        mark("Bila anggota biasa tidak boleh menulis di grup itu, mohon minta admin grup menjadikan bot admin lagi."),
    ),
}
_OTHER: Final = (
    mark("Telegram menolak pesan bot di grup."),
    mark("Mohon kirim pesan uji; bila masih ditolak, mohon keluarkan bot lalu tambahkan lagi."),
)


def trouble_words(trouble: str, language: str) -> tuple[str, str]:
    """What is wrong with a group and what to do, each as a sentence; two empty texts for "" (nothing)."""
    if not trouble:
        return "", ""
    _ = translator(language)
    what, remedy = TROUBLES.get(trouble, _OTHER)
    return _(what), _(remedy)


def welcome(place: Place) -> Screen:
    """The first words after being added."""
    return Screen(render("group/welcome", place.language))


def back(place: Place, target: str) -> Screen:
    """The first words after being added again to a group that is still linked; "" is the whole agency."""
    return Screen(render("group/back", place.language, target=target or place.agency))


def confirm_privately(place: Place, request_id: int) -> Screen:
    """All that a group hears of a request: who asked goes on in private."""
    _ = translator(place.language)
    link = Button(_("Buka percakapan dengan bot"), url=place.deep_link(f"g_{request_id}"))
    return Screen(render("group/confirm_privately", place.language), ((link,),))


def linked(place: Place, target: str) -> Screen:
    """Says what the group is linked to; "" is the whole agency."""
    return Screen(render("group/linked", place.language, target=target or place.agency))


def unlinked(place: Place) -> Screen:
    """Says in the group that it is linked to nothing any more."""
    return Screen(render("group/unlinked", place.language))


def test_message(place: Place, target: str) -> Screen:
    """A message that shows that the bot can write; "" is the whole agency."""
    return Screen(render("group/test", place.language, target=target or place.agency))


def agency_only(place: Place) -> Screen:
    """Why there is no unit card here."""
    return Screen(render("group/agency_only", place.language))


def declaration(place: Place, campaign_id: int, campaign: str, coverage: Coverage, target: str) -> Screen:
    """The declaration card; its button leads to the private chat, where each person signs for themselves."""
    _ = translator(place.language)
    text = render(
        "group/declaration", place.language, target=target or place.agency, campaign=campaign, coverage=coverage
    )
    link = Button(_("Tanda tangani pakta"), url=place.deep_link(f"d_{campaign_id}"))
    return Screen(text, ((link,),))


def request(place: Place, asked: GroupRequest, unit: Unit | None, present: str | None) -> Screen:
    """Asks in private whether to link the group to the unit, or to the agency (None).

    `present` names what the group is linked to now: "" the agency, None nothing.
    """
    _ = translator(place.language)
    text = render(
        "group/request", place.language, title=asked.title, topic=asked.thread_id is not None,
        target=unit.name if unit else _whole(place), present=_named(place, present), expires_at=asked.expires_at,
        tz=place.tz,
    )  # fmt: skip
    yes = Button(_("Tautkan"), encode("group.link", asked.id, unit.id if unit else 0), style="success")
    rows: list[tuple[Button, ...]] = [(yes, Button(_("Batal"), encode("group.cancel", asked.id)))]
    if asked.unit_id is None:
        rows.append((Button(_("Pilih yang lain"), encode("group.choose", asked.id, 0)),))
    return Screen(text, tuple(rows))


def choose(
    place: Place, asked: GroupRequest, present: str | None, units: Sequence[Unit], page: int, pages: int, *,
    agency: bool,
) -> Screen:  # fmt: skip
    """One page of what the group may be linked to; `page` counts from 0, `agency` offers the whole agency too."""
    _ = translator(place.language)
    text = render(
        "group/choose", place.language, title=asked.title, topic=asked.thread_id is not None,
        present=_named(place, present), page=page + 1, pages=pages, expires_at=asked.expires_at, tz=place.tz,
    )  # fmt: skip
    rows: list[tuple[Button, ...]] = []
    if agency:
        rows.append((Button(_("Seluruh instansi"), encode("group.pick", asked.id, 0)),))
    rows += [(Button(shortened(unit.name), encode("group.pick", asked.id, unit.id)),) for unit in units]
    turn = turning(place, page, pages, "group.choose", asked.id)
    rows += [turn] if turn else []
    return Screen(text, (*rows, (Button(_("Batal"), encode("group.cancel", asked.id)),)))


def request_over(place: Place, asked: GroupRequest, state: RequestState, present: str | None) -> Screen:
    """What became of a request, and what the group is linked to now."""
    text = render(
        "group/request_over", place.language, title=asked.title, state=state.value, present=_named(place, present)
    )
    return Screen(text)


def trouble(place: Place, chat_id: int, title: str, target: str, reason: str) -> Screen:
    """Tells who linked a group that something is wrong with it; "" is the whole agency."""
    what, remedy = trouble_words(reason, place.language)
    text = render(
        "group/trouble", place.language, title=title, target=target or _whole(place), what=what, remedy=remedy,
        blocked=blocks(reason),
    )  # fmt: skip
    return Screen(text, (_to_group(place, chat_id),))


def topic_lost(place: Place, chat_id: int, title: str, target: str, reason: str) -> Screen:
    """Tells who linked a group that its topic is gone or closed; "" is the whole agency."""
    text = render(
        "group/topic_lost", place.language, title=title, target=target or _whole(place),
        closed=reason == Reason.TOPIC_CLOSED,
    )  # fmt: skip
    return Screen(text, (_to_group(place, chat_id),))


def _to_group(place: Place, chat_id: int) -> tuple[Button, ...]:
    _ = translator(place.language)
    return (Button(_("Lihat grup"), encode("groups.open", chat_id)),)


def turning(place: Place, page: int, pages: int, verb: str, *parts: int) -> tuple[Button, ...]:
    """The buttons to the page before and after, if there are any."""
    _ = translator(place.language)
    turn: list[Button] = []
    if page > 0:
        turn.append(Button(_("‹ Sebelumnya"), encode(verb, *parts, page - 1)))
    if page + 1 < pages:
        turn.append(Button(_("Berikutnya ›"), encode(verb, *parts, page + 1)))
    return tuple(turn)


def shortened(name: str, longest: int = 60) -> str:
    """A name as the words of a button."""
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def _whole(place: Place) -> str:
    _ = translator(place.language)
    return _("seluruh instansi")


def _named(place: Place, present: str | None) -> str | None:
    return present if present is None else present or _whole(place)
