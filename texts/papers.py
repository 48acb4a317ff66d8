"""The words on documents and pictures; `documents` itself knows no language."""

from datetime import datetime
from fractions import Fraction

from domain import receipt
from domain.ledger import Signature
from texts.catalogue import translator
from texts.format import date_long, decimal, moment_long, number, time_of_day
from texts.labels import stage_label
from texts.place import Place


def status_labels(language: str) -> tuple[str, str, str, tuple[str, str, str]]:
    """Headings of areas, parts and coverage, and the three levels of a bar."""
    _ = translator(language)
    levels = (_("di bawah batas WBK"), _("mencapai batas WBK"), _("mencapai batas WBBM"))
    return _("Area perubahan"), _("Pengungkit dan hasil"), _("Pakta integritas"), levels


def part_labels(language: str) -> tuple[str, str, str]:
    """The enabler and the two groups of results, short enough for half the width of a phone."""
    _ = translator(language)
    return _("Pengungkit"), _("Bersih dan akuntabel"), _("Pelayanan prima")


def status_subtitle(language: str, cycle: str, stage: str, target: str, predicate: str) -> str:
    """Cycle, stage and predicate in one line."""
    _ = translator(language)
    parts = [cycle]
    if stage:
        parts.append(_("{stage}, menuju {target}").format(stage=stage_label(stage, language), target=target))
    if predicate:
        parts.append(_("predikat {predicate}").format(predicate=predicate))
    return " · ".join(part for part in parts if part)


def points_of(language: str, score: Fraction, weight: Fraction) -> str:
    """A score and what it can reach: "6,40 / 8"."""
    whole = decimal(weight, 0 if weight.denominator == 1 else 1, language)
    return f"{decimal(score, 2, language)} / {whole}"


def plain(language: str, value: Fraction) -> str:
    """A number without decimals that say nothing: "75", "18,25"."""
    return decimal(value, 0 if value.denominator == 1 else 2, language)


def gap_note(language: str, gap: Fraction) -> str:
    """How far a target is."""
    _ = translator(language)
    if gap <= 0:
        return _("tercapai")
    return _("kurang {gap} poin").format(gap=decimal(gap, 2, language))


def coverage_text(language: str, signed: int, expected: int) -> str:
    """How many have signed."""
    _ = translator(language)
    return _("{signed} dari {expected} pegawai").format(
        signed=number(signed, language), expected=number(expected, language)
    )


def provisional(language: str, answered: int, questions: int) -> str:
    """That the score is one so far; "" when every question is answered."""
    _ = translator(language)
    if answered == questions:
        return ""
    return _("Nilai sementara: terjawab {answered} dari {questions} pertanyaan").format(
        answered=answered, questions=questions
    )


def as_of(place: Place) -> str:
    """The foot of a picture: agency and moment."""
    return f"{place.agency} · {moment_long(place.now, place.tz, place.language)}"


def line_titles(language: str) -> tuple[str, str]:
    """Headings of the total over time, and of the agency's reform index."""
    _ = translator(language)
    return _("Nilai ZI dari waktu ke waktu"), _("Indeks RB instansi")


def layer_note(language: str, answered: int | None, questions: int) -> str:
    """What is to be known of one of the three scores: that it is none yet, or one so far."""
    _ = translator(language)
    if answered is None:
        return _("belum dinilai")
    if answered == questions:
        return ""
    return _("sementara, {answered}/{all}").format(answered=answered, all=questions)


def layers_title(language: str) -> str:
    """The heading of the three scores side by side."""
    _ = translator(language)
    return _("Tiga penilaian")


def total_label(language: str) -> str:
    """What the total is called."""
    _ = translator(language)
    return _("Nilai ZI")


def pledge_words(language: str) -> dict[str, str]:
    """The fixed words of the pledge document, by field name."""
    _ = translator(language)
    return {
        "staff_number": _("NIP"),
        "signed_electronically": _("Ditandatangani secara elektronik"),
        "verification": _("Pemeriksaan keaslian"),
        "receipt_code": _("Kode tanda terima"),
        "signed_at": _("Waktu"),
        "account": _("Akun"),
        "campaign": _("Kegiatan"),
        "valid_until": _("Berlaku sampai"),
        "record": _("Nomor catatan"),
        "witness": _("Mengetahui"),
        "text_version": _("Versi naskah"),
        "fingerprint": _("Sidik naskah (SHA-256)"),
        "qr_alternative": _("Kode QR untuk memeriksa dokumen ini"),
        "page": _("Halaman {page} dari {pages}"),
    }


def pledge_notes(place: Place, signature: Signature) -> dict[str, str]:
    """The sentences of the pledge document that depend on the signature, by field name."""
    _ = translator(signature.language)
    code = receipt.shown(signature.code)
    moment: datetime = signature.signed_at
    return {
        "date_text": date_long(moment, place.tz, signature.language),
        "time_text": _("pukul {time}").format(time=time_of_day(moment, place.tz)),
        "account_note": _("akun Telegram yang tertaut dengan penanda tangan"),
        "valid_until_text": date_long(signature.valid_until, place.tz, signature.language),
        "receipt_code": code,
        "verify_text": _(
            "Pindai kode QR, atau kirim /periksa {code} kepada bot @{bot} di Telegram. Siapa pun dapat memeriksanya."
        ).format(code=code, bot=place.bot_username),
        "signature_note": _(
            "Persetujuan elektronik dengan tanda tangan elektronik tidak tersertifikasi (PP 71/2019, pasal 60). "
            "Naskah, waktu, dan akun tercatat pada sistem instansi."
        ),
    }
