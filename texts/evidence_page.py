"""Words of the public pages of shared evidence."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from domain.instrument_model import Question
from domain.zone import EvidenceItem
from texts.catalogue import mark, translator
from texts.evidence_items import last_moment, size_words, type_word
from texts.format import date_long, date_short
from texts.place import Place

_TROUBLES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "closed": (
            mark("Tautan ini tidak berlaku"),
            mark(
                "Mungkin sudah ditutup, berakhir, atau tidak tersalin utuh. Mohon minta tautan baru kepada unit yang "
                "membagikannya."
            ),
        ),
        "no_file": (
            mark("Berkas tidak ditemukan"),
            mark("Mungkin unit sudah menggantinya. Mohon buka lagi daftar buktinya, atau tanyakan kepada unit."),
        ),
        "limited": (mark("Terlalu banyak permintaan"), mark("Mohon tunggu sebentar, lalu coba lagi.")),
    }
)


def page_words(language: str) -> dict[str, str]:
    """The fixed words of the pages, by name."""
    _ = translator(language)
    return {
        "title": _("Bukti penilaian Zona Integritas"),
        "none": _("Belum ada bukti."),
        "care": _(
            "Berkas berasal dari unit dan tidak diperiksa terhadap virus. Mohon perlakukan seperti lampiran surat "
            "elektronik."
        ),
        "other": "English" if language == "id" else "Bahasa Indonesia",
    }


def trouble(key: str, language: str) -> dict[str, str]:
    """Why nothing is shown: "closed", "no_file" or "limited"."""
    _ = translator(language)
    heading, note = _TROUBLES[key]
    return {"heading": _(heading), "note": _(note)}


def ends(place: Place, moment: datetime) -> str:
    """Until when the address can be opened."""
    _ = translator(place.language)
    return _("Tautan berlaku sampai {date}").format(date=date_long(last_moment(moment), place.tz, place.language))


def label(question: Question, language: str) -> str:
    """What the question asks."""
    return question.labels.get(language) or question.labels["id"]


def line(place: Place, one: EvidenceItem, address: str) -> dict[str, object]:
    """One item: its name and address, and what is known of it."""
    _ = translator(place.language)
    day = date_short(one.at, place.tz, place.language)
    kind = _("Tautan") if one.link else f"{type_word(one)}, {size_words(one.size, place.language)}"
    return {"name": one.name, "address": address, "about": f"{kind}, {day}", "outside": bool(one.link)}
