"""The words of the file with everything that is held about a person; `documents` itself knows no language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain import receipt
from domain.data_rights import Look
from domain.rights import Role
from texts.catalogue import NAMES, mark, translator
from texts.format import date_long, moment_long
from texts.labels import role_label
from texts.place import Place
from texts.privacy import SEEN, official

LONGEST = 100
"""So many rows of one kind are printed, the last ones; the data inside the file has all."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """How one kind of data is printed: title, purpose, the column of the moment, the columns that are told with labels.

    Without a column of a moment each column is a line of its own. `term` names the key of the retention.
    """

    title: str
    note: str
    moment: str
    columns: Sequence[tuple[str, str]]
    term: str = ""


_ARCHIVE = mark("Arsip instansi: disimpan sampai waktu retensi arsip berakhir (UU 43/2009).")
_DUTY = mark("Disimpan selama Bapak/Ibu bertugas.")
_TERM = mark("Disimpan: {term}.")
_OUTBOX = mark("Isi pesan disimpan: {term}. Bahwa pesan itu dikirim tetap tercatat.")
_ACCOUNT = mark("Untuk mengenali akun; disimpan selama layanan berjalan.")

LAYOUTS: Mapping[str, Layout] = {
    "account": Layout(mark("Akun Telegram"), _ACCOUNT, "", (
        ("telegram_id", mark("Nomor akun Telegram")), ("language", mark("Bahasa")),
        ("reachable", mark("Menerima pesan bot")), ("first_seen_at", mark("Pertama kali tercatat")),
    )),
    "consents": Layout(mark("Persetujuan"), _ARCHIVE, "given_at", (
        ("version", mark("naskah")), ("language", mark("bahasa")),
    )),
    "withdrawals": Layout(mark("Penarikan persetujuan"), _ARCHIVE, "withdrawn_at", ()),
    "links": Layout(mark("Tautan akun dan pegawai"), _DUTY, "linked_at", (
        ("telegram_id", mark("akun")), ("proof", mark("bukti")), ("ended_at", mark("berakhir")),
    )),
    "roster": Layout(mark("Data kepegawaian"), _DUTY, "", (
        ("name", mark("Nama")), ("staff_number", mark("NIP")), ("status", mark("Status")),
        ("position", mark("Jabatan")), ("rank", mark("Pangkat")), ("unit_name", mark("Unit")),
        ("phone", mark("Nomor ponsel")), ("email", mark("Surel")), ("active", mark("Bertugas")),
    )),
    "changes": Layout(mark("Perubahan data kepegawaian"), _ARCHIVE, "at", (
        ("kind", mark("jenis")), ("before", mark("semula")), ("after", mark("menjadi")), ("by", mark("oleh")),
    )),
    "roles": Layout(mark("Peran"), _DUTY, "granted_at", (
        ("role", ""), ("unit_name", mark("unit")), ("granted_by", mark("oleh")), ("reason", mark("alasan")),
        ("revoked_at", mark("dicabut")), ("revoked_by", mark("dicabut oleh")),
        ("revoke_reason", mark("alasan pencabutan")),
    )),
    "pledges": Layout(mark("Pakta yang ditandatangani"), _ARCHIVE, "signed_at", (
        ("campaign_name", ""), ("code", mark("kode")), ("name", mark("nama")), ("position", mark("jabatan")),
        ("unit_name", mark("unit")), ("text_version", mark("naskah")), ("fingerprint", mark("sidik naskah")),
    )),
    "pledge_requests": Layout(mark("Permintaan menandatangani pakta"), _ARCHIVE, "opened_at", (
        ("campaign_name", ""), ("reason", mark("sebab")), ("state", ""), ("state_at", mark("sejak")),
    )),
    "declines": Layout(mark("Pakta yang tidak disetujui"), _ARCHIVE, "at", (("reason", mark("alasan")),)),
    "pledge_withdrawals": Layout(mark("Pakta yang dinyatakan keliru"), _ARCHIVE, "at", (
        ("reason", mark("alasan")), ("by", mark("oleh")),
    )),
    "witnessed": Layout(mark("Pakta yang diketahui sebagai atasan"), _ARCHIVE, "at", (
        ("position", mark("jabatan")), ("unit_name", mark("unit")),
    )),
    "pin": Layout(mark("PIN"), _DUTY, "set_at", ()),
    "done": Layout(mark("Tenggat yang ditandai selesai"), _ARCHIVE, "done_at", (("deadline_name", ""),)),
    "done_papers": Layout(mark("Bukti tugas selesai"), _ARCHIVE, "at", (
        ("deadline_name", ""), ("name", mark("berkas")),
    )),
    "in_charge": Layout(mark("Penanggung jawab tenggat"), _DUTY, "", (("deadline_name", mark("Tenggat")),)),
    "reminded": Layout(mark("Tenggat yang diingatkan"), _DUTY, "at", (("deadline_name", ""),)),
    "own_reminders": Layout(mark("Pengingat menurut keinginan sendiri"), _DUTY, "due_at", (
        ("deadline_name", ""), ("lead_days", mark("hari sebelum tenggat")), ("status", ""),
    )),
    "snoozes": Layout(mark("Pengingat yang ditunda"), _DUTY, "made_at", (
        ("deadline_name", ""), ("until_at", mark("sampai")), ("status", ""),
    )),
    "absences": Layout(mark("Cuti dan ketidakhadiran"), _DUTY, "at", (
        ("first_on", mark("mulai")), ("last_on", mark("sampai")), ("by", mark("oleh")), ("ended_at", mark("dicabut")),
    )),
    "reminder_wishes": Layout(mark("Keinginan tentang pengingat"), _DUTY, "at", (
        ("lead_days", mark("hari sebelum tenggat")), ("send_at", mark("jam")),
    )),
    "calendar_feeds": Layout(mark("Alamat kalender"), _DUTY, "made_at", (("ended_at", mark("dicabut")),)),
    "questions": Layout(mark("Tugas di lembar kerja (LKE)"), _DUTY, "at", (
        ("scope", ""), ("unit_name", mark("unit")), ("due_on", mark("paling lambat")), ("ended_at", mark("berakhir")),
        ("by", mark("oleh")),
    )),
    "announcements": Layout(mark("Pengumuman yang ditulis"), _ARCHIVE, "created_at", (("body", ""),)),
    "announcements_got": Layout(mark("Pengumuman yang dituju"), _ARCHIVE, "", (
        ("announcement_id", mark("Nomor pengumuman")), ("reason", mark("tidak terkirim karena")),
    )),
    "announcements_read": Layout(mark("Pengumuman yang ditandai sudah dibaca"), _ARCHIVE, "at", (
        ("announcement_id", mark("nomor pengumuman")),
    )),
    "codes": Layout(mark("Kode aktivasi"), _DUTY, "issued_at", (
        ("issued_by", mark("oleh")), ("expires_at", mark("berlaku sampai")), ("used_at", mark("dipakai")),
        ("revoked_at", mark("dicabut")),
    )),
    "attempts": Layout(mark("Percobaan masuk yang gagal"), _TERM, "last_at", (
        ("kind", ""), ("failures", mark("jumlah")), ("locked_until", mark("terkunci sampai")),
    ), "attempts"),
    "link_requests": Layout(mark("Permintaan bergabung"), _TERM, "created_at", (
        ("typed_name", mark("nama")), ("unit_name", mark("unit")), ("state", ""), ("decided_at", mark("dijawab")),
        ("decided_by_name", mark("oleh")),
    ), "link_requests"),
    "groups": Layout(mark("Grup yang ditautkan"), _DUTY, "linked_at", (
        ("title", ""), ("unit_name", mark("unit")),
    )),
    "group_requests": Layout(mark("Permintaan menautkan grup"), _TERM, "created_at", (
        ("title", ""), ("unit_name", mark("unit")), ("state", ""),
    ), "group_requests"),
    "corrections": Layout(mark("Permintaan perbaikan"), _TERM, "created_at", (
        ("wish", ""), ("state", ""), ("due_at", mark("paling lambat")), ("decided_at", mark("dijawab")),
        ("decided_by_name", mark("oleh")), ("answer", mark("jawaban")),
    ), "correction_requests"),
    "drafts": Layout(mark("Langkah yang belum selesai"), _TERM, "updated_at", (
        ("kind", ""), ("step", mark("langkah")), ("data", mark("isi")),
    ), "drafts"),
    "uploads": Layout(mark("Berkas yang diunggah"), _TERM, "uploaded_at", (
        ("name", ""), ("kind", mark("jenis")),
    ), "uploads"),
    "messages": Layout(mark("Pesan dari bot"), _OUTBOX, "created_at", (
        ("kind", ""), ("status", ""), ("finished_at", mark("selesai")),
    ), "outbox_details"),
    "parked": Layout(mark("Pesan masuk yang gagal diproses"), _TERM, "received_at", (("error", ""),), "parked_inbox"),
    "looks": Layout(mark("Siapa melihat data saya"), _ARCHIVE, "at", ()),
    "log": Layout(mark("Catatan tindakan"), _ARCHIVE, "at", (
        ("action", ""), ("actor", mark("oleh")), ("subject", mark("tentang")), ("detail", mark("rincian")),
    )),
}  # fmt: skip

# What is stored as one word, as people read it; any other word stands as it is.
WORDS: Mapping[str, str] = {
    "self": mark("Bapak/Ibu sendiri"),
    "official": mark("petugas"),
    "cli": mark("baris perintah"),
    "contact": mark("kontak sendiri"),
    "code": mark("kode aktivasi"),
    "pin": mark("PIN"),
    "queued": mark("menunggu"),
    "sent": mark("terkirim"),
    "failed": mark("tidak terkirim"),
    "open": mark("menunggu jawaban"),
    "done": mark("selesai"),
    "refused": mark("ditolak"),
    "approved": mark("disetujui"),
    "expired": mark("kedaluwarsa"),
    "withdrawn": mark("ditarik"),
    "read": mark("sudah dibaca"),
    "signed": mark("ditandatangani"),
    "declined": mark("tidak bersedia"),
    "superseded": mark("diganti"),
    "campaign": mark("penandatanganan umum"),
    "joined": mark("pegawai baru"),
    "moved": mark("pindah unit atau jabatan"),
    "promoted": mark("menjadi kepala unit"),
    "returned": mark("bertugas kembali"),
    "new_text": mark("naskah baru"),
    "corrected": mark("perbaikan"),
    "receipt": mark("tanda terima pakta"),
    "reminder": mark("pengingat"),
    "data_file": mark("salinan data pribadi"),
    "correction": mark("permintaan perbaikan"),
    "correction_answer": mark("jawaban permintaan perbaikan"),
    "menu": mark("menu perintah"),
    "role_changed": mark("pemberitahuan peran"),
    "link_request": mark("permintaan bergabung"),
    "link_decided": mark("jawaban permintaan bergabung"),
    "link_moved": mark("pemberitahuan akun"),
    "group_request": mark("permintaan menautkan grup"),
    "group_linked": mark("pemberitahuan grup"),
    "group_trouble": mark("pemberitahuan grup"),
    "link": mark("menautkan akun"),
    "unlink": mark("memutuskan akun"),
    "sign": mark("menandatangani pakta"),
    "decline": mark("menyatakan tidak bersedia menandatangani pakta"),
    "set_pin": mark("membuat atau mengganti PIN"),
    "pledge_declined": mark("pernyataan tidak bersedia"),
    "mark_done": mark("menandai tenggat selesai"),
    "see_person": mark("melihat data pegawai"),
    "see_pledge": mark("melihat pakta"),
    "see_list": mark("melihat daftar nama"),
    "copy_data": mark("meminta salinan data"),
    "ask_correction": mark("meminta perbaikan"),
    "decide_correction": mark("menjawab permintaan perbaikan"),
    "withdraw_consent": mark("menarik persetujuan"),
    "grant_role": mark("memberi peran"),
    "revoke_role": mark("mencabut peran"),
    "ask_link": mark("meminta bergabung"),
    "decide_link": mark("menjawab permintaan bergabung"),
    "guess_failed": mark("percobaan masuk gagal"),
    "issue_codes": mark("membuat kode aktivasi"),
    "announce": mark("mengirim pengumuman"),
    "approve_announcement": mark("menyetujui pengumuman"),
    "refuse_announcement": mark("menolak pengumuman"),
    "edit_announcement": mark("mengubah pengumuman"),
    "correct_announcement": mark("memperbaiki pengumuman"),
    "cancel_announcement": mark("membatalkan pengumuman"),
    "withdraw_announcement": mark("menarik pengumuman"),
    "pause_announcement": mark("menjeda pengumuman"),
    "resume_announcement": mark("melanjutkan pengumuman"),
    "export_unreached": mark("menyimpan daftar yang tidak terjangkau"),
    "link_group": mark("menautkan grup"),
    "unlink_group": mark("melepaskan grup"),
}


def frame(place: Place) -> dict[str, str]:
    """The fixed words around the sections: title, footer, and the two labels of the document."""
    _ = translator(place.language)
    made = moment_long(place.now, place.tz, place.language)
    return {
        "title": _("Salinan data pribadi"),
        "footer": _("Dibuat {moment} untuk yang bersangkutan (UU 27/2022, pasal 7 dan 13).").format(moment=made),
        "attachment": _("Isi yang sama terlampir sebagai data.json."),
        "page": _("Halaman {page} dari {pages}"),
    }


def nobody(language: str) -> str:
    """What stands in place of a name while nobody is linked."""
    _ = translator(language)
    return _("Akun yang belum ditautkan")


def section(
    place: Place, kind: str, rows: Sequence[Row], terms: Mapping[str, str]
) -> tuple[str, tuple[tuple[str, str], ...], str]:
    """Title, lines of (label, value) and note of one kind; `terms` holds the retention in words by its key."""
    _ = translator(place.language)
    layout = LAYOUTS[kind]
    notes = [_(layout.note).format(term=terms.get(layout.term, ""))]
    if not rows:
        notes.append(_("Tidak ada data."))
    if len(rows) > LONGEST and layout.moment:
        notes.append(_("{count} baris yang lebih lama ada di data.json.").format(count=len(rows) - LONGEST))
    lines: list[tuple[str, str]] = []
    for row in rows[-LONGEST:] if layout.moment else rows:
        lines += _lines(place, kind, layout, row)
    return _(layout.title), tuple(lines), " ".join(notes)


def _lines(place: Place, kind: str, layout: Layout, row: Row) -> list[tuple[str, str]]:
    _ = translator(place.language)
    if not layout.moment:
        return [(_(label), _words(place, column, row[column]) or "–") for column, label in layout.columns]
    label = moment_long(row[layout.moment], place.tz, place.language)
    if kind == "looks":
        look = Look(**row)
        return [(label, f"{_(SEEN[look.seen])}: {official(place.language, look)}")]
    told = [(_(name) if name else "", _words(place, column, row[column])) for column, name in layout.columns]
    return [(label, "; ".join(f"{name}: {value}" if name else value for name, value in told if value) or "–")]


def _words(place: Place, column: str, value: Any) -> str:
    _ = translator(place.language)
    match value:
        case None | "":
            return ""
        case bool():
            return _("ya") if value else _("tidak")
        case date():
            return _when(place, value)
        case dict():
            return ", ".join(f"{key}: {_words(place, '', one)}" for key, one in value.items())
        case list():
            return ", ".join(_words(place, "", one) for one in value)
    return _word(place.language, column, str(value))


def _when(place: Place, value: date) -> str:
    if isinstance(value, datetime):
        return moment_long(value, place.tz, place.language)
    return date_long(value, None, place.language)


def _word(language: str, column: str, text: str) -> str:
    match column:
        case "code":
            return receipt.shown(text)
        case "role":
            return role_label(Role(text), language)
        case "language":
            return NAMES.get(text, text)
        case (
            "kind"
            | "state"
            | "status"
            | "action"
            | "actor"
            | "by"
            | "proof"
            | "granted_by"
            | "revoked_by"
            | "issued_by"
        ):
            return translator(language)(WORDS[text]) if text in WORDS else text
    return text
