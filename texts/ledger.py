"""What the check of the ledger found, in words: for the terminal and for the admins' chat."""

from collections.abc import Mapping
from types import MappingProxyType

from texts.catalogue import mark, translator
from texts.engine import render
from texts.place import Place
from texts.screen import Screen

FAULTS: Mapping[str, str] = MappingProxyType(
    {
        "ledger.gap": mark("Ada entri yang hilang sejak nomor ini."),
        "ledger.unreadable": mark("Entri ini tidak dapat dibaca oleh basis data."),
        "ledger.entry_malformed": mark("Entri ini rusak: isinya bukan isi sebuah entri."),
        "ledger.record_missing": mark("Catatan milik entri ini sudah tidak ada, atau kodenya diubah."),
        "ledger.record_unreadable": mark("Catatan ini tidak dapat dibaca oleh basis data."),
        "ledger.link_broken": mark("Rantai terputus: entri ini tidak menyambung pada entri sebelumnya."),
        "ledger.body_differs": mark("Isi entri tidak sama dengan catatannya; salah satunya diubah."),
        "ledger.shown_differs": mark("Naskah yang ditampilkan tidak cocok dengan sidik SHA-256-nya."),
        "ledger.key_unknown": mark("Entri ini disegel dengan kunci yang tidak dikenal instalasi ini."),
        "ledger.seal_wrong": mark("Segel entri ini tidak sah: isi atau segelnya diubah."),
        "ledger.head_differs": mark("Penunjuk akhir buku segel tidak cocok dengan entri terakhir."),
        "ledger.record_unsealed": mark("Catatan ini tidak memiliki entri; mungkin disisipkan ke basis data."),
        "ledger.record_doubled": mark("Catatan jenis ini lebih banyak daripada entrinya; mungkin ada yang digandakan."),
        "ledger.anchor_differs": mark("Entri ini tidak cocok dengan jangkar yang dahulu dicatat."),
        "ledger.anchor_missing": mark("Entri yang dahulu dicatat sebagai jangkar sudah tidak ada."),
    }
)


def where(sequence: int, record: str) -> str:
    """The place of a fault in short: the number of its entry, its record, or both."""
    return ", ".join(part for part in (f"#{sequence}" if sequence else "", record) if part)


def fault(key: str, language: str) -> str:
    """The sentence for a fault; raises KeyError for an unknown key."""
    return translator(language)(FAULTS[key])


def alarm(place: Place, count: int, key: str, sequence: int, record: str) -> Screen:
    """To an admin of the agency: the daily check found something wrong, what comes first, and what to do now."""
    found = fault(key, place.language)
    return Screen(render("ledger/alarm", place.language, count=count, place=where(sequence, record), found=found))
