"""Checking a pledge, for anybody: what a code or a document turned out to be, in chat and on the public page."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain import receipt
from domain.pledge_request import Standing
from domain.proof import Proof, SealState
from texts.catalogue import mark, translator
from texts.engine import render
from texts.format import date_long, moment_long
from texts.place import Place
from texts.screen import Screen

BROKEN = "broken"

# By standing: symbol, heading, and what it means.
_VERDICTS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        Standing.VALID: ("✅", mark("Kode benar, pakta berlaku"), mark("Pakta ini sah dan masih berlaku.")),
        Standing.EXPIRED: (
            "⌛",
            mark("Kode benar, masa berlaku pakta sudah lewat"),
            mark("Pakta ini pernah ditandatangani dan kini berakhir menurut waktunya."),
        ),
        Standing.SUPERSEDED: (
            "🔁",
            mark("Kode benar, pakta sudah diganti"),
            mark("Orang yang sama sudah menandatangani pakta yang lebih baru. Ini bukan kesalahan."),
        ),
        Standing.WITHDRAWN: (
            "🚫",
            mark("Kode benar, tetapi tanda tangan dibatalkan"),
            mark("Tanda tangan ini tercatat keliru dan sudah dikoreksi. Untuk penjelasan, mohon hubungi instansi."),
        ),
        BROKEN: (
            "⚠️",
            mark("Catatan tidak cocok dengan segelnya"),
            mark("Mohon jangan memakainya sebagai bukti, dan mohon laporkan kepada instansi."),
        ),
    }
)
_DOCUMENTS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "intact": (
            "✅",
            mark("Dokumen asli dan utuh"),
            mark("Tidak satu bita pun berubah sejak instansi menyegelnya."),
        ),
        "altered": (
            "⚠️",
            mark("Dokumen sudah berubah"),
            mark(
                "Berkas ini memuat segel instansi, tetapi isinya bukan lagi yang disegel. Mohon minta dokumen aslinya."
            ),
        ),
        "foreign": (
            "❌",
            mark("Bukan dokumen dari instansi ini"),
            mark("Berkas ini ditandatangani pihak lain. Mohon periksa kodenya, atau tanyakan kepada instansi."),
        ),
        "unsigned": (
            "❌",
            mark("Dokumen tanpa segel"),
            mark("PDF ini tidak memuat segel instansi; hasil cetak atau pindai juga begitu. Mohon periksa kodenya."),
        ),
        "unreadable": (
            "❔",
            mark("Berkas tidak dapat diperiksa"),
            mark("Berkas ini bukan PDF yang utuh. Mohon kirim PDF seperti yang diterima dari bot."),
        ),
    }
)
_READING: Mapping[str, str] = MappingProxyType({"points": mark("butir demi butir"), "whole": mark("naskah sekaligus")})
_FACTORS: Mapping[str, str] = MappingProxyType(
    {
        "none": mark("akun Telegram tertaut"),
        "name": mark("akun Telegram tertaut dan nama yang diketik"),
        "pin": mark("akun Telegram tertaut dan PIN"),
        "name+pin": mark("akun Telegram tertaut, nama yang diketik, dan PIN"),
    }
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in few words: `tone` is the key of the colour, a standing, "broken" or a state of a document."""

    tone: str
    symbol: str
    heading: str
    note: str


def verdict(proof: Proof, language: str) -> Verdict:
    """What the pledge is worth; a broken seal comes before any standing."""
    return _worded(_VERDICTS, BROKEN if proof.seal is SealState.BROKEN else proof.standing, language)


def document_verdict(state: str, language: str) -> Verdict:
    """What a file turned out to be: "intact", "altered", "foreign", "unsigned" or "unreadable"."""
    return _worded(_DOCUMENTS, state, language)


def _worded(table: Mapping[str, tuple[str, str, str]], key: str, language: str) -> Verdict:
    _ = translator(language)
    symbol, heading, note = table[key]
    return Verdict(str(key), symbol, _(heading), _(note))


def checked(place: Place, proof: Proof, *, document: bool = False) -> Screen:
    """What anybody learns from a receipt code, or from the agency's own document: the name stays masked."""
    found = verdict(proof, place.language)
    text = render(
        "verify/proof", place.language, found=found, proof=proof, code=receipt.shown(proof.code), tz=place.tz,
        document=document_verdict("intact", place.language) if document else None,
        reading=_reading(proof, place.language), factor=_factor(proof, place.language),
    )  # fmt: skip
    return Screen(text)


def not_proved(place: Place, state: str) -> Screen:
    """That a document proves nothing, and why; `state` as in `document_verdict`."""
    return Screen(render("verify/document", place.language, found=document_verdict(state, place.language)))


def ask_code(place: Place) -> Screen:
    """How to give a code or a document."""
    return Screen(render("verify/ask", place.language))


def sealing_reason(language: str, code: str) -> str:
    """Why the agency signs a receipt, as readers of PDF show it; checking finds the code in it."""
    _ = translator(language)
    return _("Tanda terima pakta integritas {code}").format(code=receipt.shown(code))


def page_facts(place: Place, proof: Proof) -> tuple[tuple[str, str], ...]:
    """Label and value of what the public page shows of a pledge."""
    _ = translator(place.language)
    rows = [
        (_("Penanda tangan"), proof.name),
        (_("Unit kerja"), proof.unit),
        (_("Pakta"), proof.campaign),
        (_("Versi naskah"), proof.text_version),
        (_("Ditandatangani"), moment_long(proof.signed_at, place.tz, place.language)),
        (_("Berlaku sampai"), date_long(proof.valid_until, place.tz, place.language)),
        (_("Cara membaca"), _reading(proof, place.language)),
        (_("Cara mengesahkan"), _factor(proof, place.language)),
        (_("Mengetahui"), proof.witness),
        (_("Kode tanda terima"), receipt.shown(proof.code)),
    ]
    return tuple(row for row in rows if row[1])


def _reading(proof: Proof, language: str) -> str:
    return translator(language)(_READING.get(proof.reading, proof.reading))


def _factor(proof: Proof, language: str) -> str:
    return translator(language)(_FACTORS.get(proof.factor, proof.factor))


def page_seal(place: Place, proof: Proof, public_key: str) -> tuple[tuple[str, str], ...]:
    """Label and value of what a recomputation of the seal needs; `public_key` in PEM, "" when it is not at hand."""
    _ = translator(place.language)
    rows = [(_("Sidik naskah (SHA-256)"), proof.fingerprint)]
    if proof.facts is not None:
        rows += [
            (_("Nomor catatan dalam buku segel"), str(proof.facts.sequence)),
            (_("SHA-256 isi catatan"), proof.facts.body_digest),
            (_("Segel (Ed25519, heksadesimal)"), proof.facts.seal),
            (_("Tanda pengenal kunci"), proof.facts.key_id),
            (_("Kunci publik"), public_key),
        ]
    return tuple(row for row in rows if row[1])


def page_recipe(language: str) -> tuple[str, ...]:
    """How the seal is made, in plain words, a paragraph each."""
    _ = translator(language)
    return (
        _(
            "Saat pakta ditandatangani, seluruh catatannya ditulis sebagai teks dengan urutan baris yang tetap: naskah "
            "yang dibaca, nama, nomor induk, jabatan, unit, waktu, akun, dan cara mengesahkan."
        ),
        _(
            "Teks itu juga memuat sidik SHA-256 dari catatan sebelumnya beserta segelnya. Karena itu tidak ada catatan "
            "yang dapat diubah, disisipkan, atau dibuang tanpa terlihat."
        ),
        _(
            "Kunci rahasia instansi membubuhkan tanda tangan Ed25519 pada teks itu; inilah segelnya. Dengan kunci "
            "publik, siapa pun yang memegang teksnya dapat menghitung dan mencocokkannya sendiri."
        ),
        _(
            "Isi lengkap catatan memuat nama dan nomor induk, jadi tidak ditampilkan di sini. Pemegang tanda terima "
            "dan instansi dapat menghitung ulang semuanya dari ekspor buku segel menurut docs/ledger.md."
        ),
    )


def page_words(language: str) -> dict[str, str]:
    """The fixed words of the public page, by name."""
    _ = translator(language)
    return {
        "title": _("Pemeriksaan pakta integritas"),
        "lead": _("Periksa keaslian tanda terima pakta integritas. Terbuka untuk siapa pun; nama tetap disamarkan."),
        "by_code": _("Periksa dengan kode"),
        "code": _("Kode tanda terima"),
        "code_hint": _("Sepuluh huruf dan angka, misalnya ABCDE-12345"),
        "check": _("Periksa"),
        "by_file": _("Periksa dengan dokumen PDF"),
        "file": _("Berkas PDF, paling besar 5 MB"),
        "file_hint": _("Berkas hanya diperiksa, tidak disimpan."),
        "upload": _("Unggah dan periksa"),
        "recipe": _("Bagaimana segel ini dihitung"),
        "older": _("Tanda tangan ini lebih tua daripada buku segel, jadi tidak ada segel yang menyertainya."),
        "other": "English" if language == "id" else "Bahasa Indonesia",
    }


# What can go wrong on the page besides what a document turns out to be: heading and note.
_TROUBLES: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "unknown": (
            "❔",
            mark("Kode tidak ditemukan"),
            mark("Tidak ada pakta dengan kode itu. Mohon periksa lagi ketikannya."),
        ),
        "limited": ("⏳", mark("Terlalu banyak pemeriksaan"), mark("Mohon tunggu sebentar, lalu coba lagi.")),
        "too_large": ("❔", mark("Berkas terlalu besar"), mark("Mohon unggah PDF yang paling besar 5 MB.")),
        "no_file": ("❔", mark("Belum ada berkas"), mark("Mohon pilih berkas PDF, lalu unggah lagi.")),
        "off": (
            "❔",
            mark("Dokumen belum dapat diperiksa"),
            mark("Pemeriksaan PDF belum tersedia di sini. Mohon periksa dengan kodenya."),
        ),
    }
)


def trouble(key: str, language: str) -> Verdict:
    """Why nothing could be found: "unknown", "limited", "too_large", "no_file" or "off"."""
    return _worded(_TROUBLES, key, language)
