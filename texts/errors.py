"""The sentence for every refusal: what happened and what to do next."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.errors import DomainError
from texts.catalogue import mark, translator
from texts.engine import render

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "access.denied": mark("Maaf, ini hanya untuk petugas yang berwenang. Bila seharusnya Bapak/Ibu, mohon hubungi pengelola."),
        "access.not_linked": mark("Akun ini belum ditautkan dengan data kepegawaian. Mohon kirim /start dan ikuti langkahnya."),
        "access.private_only": mark("Perintah ini untuk percakapan pribadi. Mohon buka percakapan dengan bot, lalu kirim lagi."),
        "access.group_only": mark("Perintah ini untuk grup. Mohon kirim di grup yang bersangkutan."),
        "announce.empty": mark("Teksnya kosong. Mohon kirim teks pengumuman."),
        "announce.no_groups": mark("Belum ada grup yang tertaut. Mohon tambahkan bot ke grup, lalu kirim /hubungkan di sana."),
        "announce.none": mark("Tidak ada pengumuman yang sedang ditulis. Mohon mulai dengan /umumkan."),
        "announce.too_long": mark("Teksnya {length} huruf, paling panjang {limit}. Mohon diringkas lalu kirim lagi."),
        "callback.malformed": mark("Tombol ini sudah tidak berlaku. Mohon buka lagi layarnya dengan perintah."),
        "deadline.by_signing": mark("Tenggat ini selesai dengan sendirinya setelah pakta ditandatangani. Mohon buka /pakta."),
        "deadline.past": mark("Waktu itu sudah lewat. Mohon beri waktu yang akan datang."),
        "deadline.unknown": mark("Tenggat itu sudah tidak ada. Mohon lihat daftarnya dengan /tenggat."),
        "file.columns": mark("Berkas {file} tidak memiliki kolom: {missing}. Mohon tambahkan, lalu ulangi."),
        "file.unreadable": mark("Berkas {file} tidak dapat dibaca. Mohon periksa alamatnya, izinnya, dan simpan sebagai UTF-8."),
        "group.not_linked": mark("Grup ini belum tertaut. Mohon petugas yang berwenang mengirim /hubungkan KODE_UNIT di sini."),
        "group.unknown_unit": mark("Unit dengan kode {code} tidak ada. Kode tertulis di daftar unit, misalnya dpmptsp."),
        "language.unknown": mark("Bahasa itu belum tersedia. Mohon pilih dengan /bahasa."),
        "link.already": mark("Akun ini sudah tertaut. Lihat /saya untuk datanya."),
        "link.consent_first": mark("Mohon baca dan setujui dulu pemberitahuan data pribadi: kirim /start."),
        "link.expired": mark("Langkah itu sudah lewat. Mohon mulai lagi dengan /start."),
        "link.foreign_contact": mark('Itu kontak orang lain. Mohon pakai tombol "Bagikan nomor ponsel saya".'),
        "link.unknown": mark(
            "Nomor ini belum dapat kami cocokkan dengan tepat satu pegawai. Mohon minta kepala unit atau bagian kepegawaian "
            "memeriksa nomor ponsel pada data Bapak/Ibu, lalu kirim /start lagi."
        ),
        "pledge.already_signed": mark("Pakta ini sudah ditandatangani. Lihat /pakta."),
        "pledge.campaign_over": mark("Layar itu milik pakta yang lama. Mohon buka /pakta."),
        "pledge.no_campaign": mark("Belum ada pakta yang dibuka. Bapak/Ibu akan diberi tahu bila sudah ada."),
        "pledge.staff_number_needed": mark(
            "Naskah ini menyebut nomor induk, sedangkan data Bapak/Ibu belum memilikinya. Mohon hubungi bagian kepegawaian."
        ),
        "pledge.unread": mark("Masih ada butir yang belum dicentang. Mohon lanjutkan membaca dengan /pakta."),
        "pledge.unsigned": mark("Pakta belum ditandatangani. Mohon buka /pakta."),
        "pledge.version_exists": mark("Naskah versi {version} sudah ada. Mohon beri versi yang baru."),
        "roster.bad_row": mark("Baris {line}: {reason}. Tidak ada yang disimpan; mohon perbaiki lalu ulangi."),
        "roster.phone_characters": mark("nomor ponsel memuat huruf atau tanda yang tidak dikenal"),
        "roster.phone_empty": mark("nomor ponsel kosong"),
        "roster.phone_length": mark("panjang nomor ponsel tidak wajar"),
        "roster.phone_prefix": mark("nomor ponsel tidak diawali 08, 62, atau +"),
        "roster.staff_number_age": mark("NIP menunjukkan usia di luar 17 sampai 70 tahun"),
        "roster.staff_number_birth_date": mark("NIP tidak diawali tanggal lahir yang benar"),
        "roster.staff_number_characters": mark("NIP memuat selain angka"),
        "roster.staff_number_empty": mark("NIP kosong"),
        "roster.staff_number_length": mark("NIP bukan 18 angka"),
        "roster.staff_number_rounded": mark("NIP rusak karena dibulatkan lembar kerja; simpan kolomnya sebagai teks"),
        "roster.staff_number_serial": mark("nomor urut pada NIP tidak benar"),
        "roster.staff_number_sex": mark("angka ke-15 NIP bukan 1 atau 2"),
        "roster.staff_number_year": mark("tahun pengangkatan pada NIP tidak benar"),
        "roster.unit_numbers": mark("work_days harus 5 atau 6, predicate_year harus tahun"),
        "roster.unknown_person": mark("Tidak ada pegawai dengan nomor induk itu."),
        "roster.unknown_unit": mark("kode unit {code} tidak ada"),
        "status.no_score": mark("Unit ini belum ikut dalam periode evaluasi, jadi belum ada nilai untuk digambar."),
        "status.unknown_unit": mark("Unit itu tidak ada. Mohon pilih dengan /status."),
        "verify.bad_code": mark("Kode itu tidak benar. Mohon periksa lagi ketikannya."),
        "verify.unknown": mark("Tidak ada pakta dengan kode itu. Mohon periksa lagi ketikannya."),
        "unexpected": mark(
            "Maaf, ada gangguan di pihak kami. Yang sudah tersimpan tidak hilang. Mohon coba lagi sebentar, atau kirim /start."
        ),
    }
)  # fmt: skip


def sentence(error: DomainError, language: str) -> str:
    """The sentence in plain text; a key without one reads as an unexpected trouble."""
    _ = translator(language)
    params = dict(error.params)
    reason = params.get("reason")
    if isinstance(reason, str) and reason in SENTENCES:
        params["reason"] = _(SENTENCES[reason]).format_map(params)
    return _(SENTENCES.get(error.key, SENTENCES["unexpected"])).format_map(params)


def refusal(error: DomainError, language: str) -> str:
    """The same as a message, in HTML."""
    return render("refusal", language, sentence=sentence(error, language))
