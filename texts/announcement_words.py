"""Words about announcements: their states, why a copy did not arrive, and the list of copies."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.announcement import Announcement, Delivery, Miss, Reach, State
from domain.delivery import Reason
from texts.catalogue import mark, translator
from texts.format import moment_long, number
from texts.place import Place

TITLE = 60

STATES: Mapping[State, str] = MappingProxyType(
    {
        State.WAITING: mark("menunggu persetujuan"),
        State.SCHEDULED: mark("terjadwal"),
        State.SENDING: mark("sedang dikirim"),
        State.PAUSED: mark("dijeda"),
        State.DONE: mark("selesai"),
        State.CANCELLED: mark("dibatalkan"),
        State.WITHDRAWN: mark("ditarik"),
    }
)

REASONS: Mapping[str, str] = MappingProxyType(
    {
        Miss.NEVER_STARTED: mark("belum memakai bot"),
        Miss.UNREACHABLE: mark("memblokir bot atau akunnya tidak aktif"),
        Miss.CANCELLED: mark("dihentikan sebelum terkirim"),
        Reason.BLOCKED: mark("memblokir bot"),
        Reason.DEACTIVATED: mark("akun Telegram sudah dihapus"),
        Reason.KICKED: mark("bot dikeluarkan dari grup"),
        Reason.NOT_MEMBER: mark("bot tidak ada di grup"),
        Reason.GROUP_DELETED: mark("grup sudah dihapus"),
        Reason.CHAT_NOT_FOUND: mark("percakapan tidak ditemukan"),
        Reason.TOPIC_MISSING: mark("topik grup tidak ada"),
        Reason.TOPIC_CLOSED: mark("topik grup ditutup"),
        Reason.NO_RIGHTS: mark("bot tidak boleh menulis di grup"),
        Reason.FORBIDDEN: mark("ditolak Telegram"),
        Reason.CONTENT_REJECTED: mark("isinya ditolak Telegram"),
        Reason.UNCONFIRMED: mark("tidak dipastikan sampai"),
        Reason.NETWORK: mark("gangguan jaringan"),
        "unlinked": mark("tautan dilepaskan"),
        "withdrawn": mark("persetujuan data ditarik"),
    }
)
OTHER = mark("sebab lain")

COPY_STATES: Mapping[str, str] = MappingProxyType(
    {
        "queued": mark("menunggu"),
        "sent": mark("terkirim"),
        "failed": mark("gagal"),
        "unreachable": mark("tidak terjangkau"),
    }
)


def state(place: Place, which: State) -> str:
    """Where an announcement stands, in words."""
    return translator(place.language)(STATES[which])


def reason(place: Place, key: str) -> str:
    """Why a copy did not arrive, in words."""
    return translator(place.language)(REASONS.get(key, OTHER))


def title(one: Announcement) -> str:
    """The first words of an announcement, or the name of its file."""
    first = next(iter(one.body.text.strip().splitlines()), "") or one.body.file.get("name", "")
    return excerpt(first, TITLE) or f"#{one.id}"


def excerpt(text: str, longest: int) -> str:
    """The beginning of a text, at most so many characters."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def sheet_title(language: str) -> str:
    """What a sheet with that list is called."""
    _ = translator(language)
    return _("Pengiriman")


def columns(language: str) -> tuple[str, ...]:
    """The titles of a list of copies."""
    _ = translator(language)
    return _("Penerima"), _("Unit"), _("Keadaan"), _("Sebab"), _("Waktu")


def cells(place: Place, one: Delivery) -> tuple[str, ...]:
    """A row of that list."""
    _ = translator(place.language)
    at = moment_long(one.at, place.tz, place.language) if one.at else ""
    why = reason(place, one.reason) if one.state in {"failed", "unreachable"} else ""
    return one.name or _("Grup"), one.unit, _(COPY_STATES[one.state]), why, at


def reach_lines(place: Place, reach: Reach) -> list[str]:
    """How many can be reached and how many can't, one line each; what there is none of is left out."""
    _ = translator(place.language)
    counts = (
        (_("Pegawai yang menerima: {count}"), reach.linked),
        (_("Grup yang menerima: {count}"), reach.groups),
        (_("Belum memakai bot: {count}"), reach.never_started),
        (_("Memblokir bot atau akunnya tidak aktif: {count}"), reach.unreachable),
        (_("Grup yang sedang bermasalah: {count}"), reach.lame_groups),
    )
    return [words.format(count=number(count, place.language)) for words, count in counts if count]
