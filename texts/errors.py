"""The sentence for every refusal: what happened and what to do next."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.errors import DomainError
from texts.catalogue import mark, translator
from texts.engine import render

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "access.denied": mark("Maaf, ini hanya untuk petugas yang berwenang. Bila Bapak/Ibu seharusnya berwenang, mohon hubungi pengelola."),
        "access.group_only": mark("Perintah ini hanya untuk grup. Mohon kirim di grup yang bersangkutan."),
        "access.not_linked": mark("Akun ini belum ditautkan dengan data kepegawaian. Mohon kirim /start dan ikuti langkahnya."),
        "access.private_only": mark("Perintah ini hanya untuk percakapan pribadi. Mohon buka percakapan dengan bot, lalu kirim lagi."),
        "announce.empty": mark("Teksnya kosong. Mohon kirim teks pengumuman."),
        "announce.no_groups": mark("Belum ada grup yang tertaut. Mohon tambahkan bot ke grup, lalu kirim /hubungkan di sana."),
        "announce.none": mark("Tidak ada pengumuman yang sedang ditulis. Mohon mulai dengan /umumkan."),
        "announce.too_long": mark("Teksnya {length} karakter, paling panjang {limit}. Mohon ringkas, lalu kirim lagi."),
        "callback.malformed": mark("Tombol ini sudah tidak berlaku. Mohon buka lagi layarnya dengan perintah."),
        "deadline.by_signing": mark("Tenggat ini selesai dengan sendirinya setelah pakta ditandatangani. Mohon buka /pakta."),
        "deadline.past": mark("Waktu itu sudah lewat. Mohon beri waktu yang akan datang."),
        "deadline.unknown": mark("Tenggat itu sudah tidak ada. Mohon lihat daftarnya dengan /tenggat."),
        "file.columns": mark("Berkas {file} tidak memiliki kolom: {missing}. Mohon tambahkan, lalu ulangi."),
        "file.unreadable": mark("Berkas {file} tidak dapat dibaca. Mohon periksa lokasi dan izinnya, dan simpan sebagai UTF-8."),
        "group.not_linked": mark("Grup ini belum tertaut. Mohon minta petugas yang berwenang mengirim /hubungkan KODE_UNIT di sini."),
        "group.unknown_unit": mark('Tidak ada unit dengan kode "{code}". Mohon periksa kodenya di daftar unit, lalu kirim lagi.'),
        "language.unknown": mark("Bahasa itu belum tersedia. Mohon pilih dengan /bahasa."),
        "link.already": mark("Akun ini sudah tertaut. Mohon lihat datanya dengan /saya."),
        "link.consent_first": mark("Pemberitahuan data pribadi belum disetujui. Mohon kirim /start, lalu baca dan setujui."),
        "link.expired": mark("Langkah itu sudah lewat. Mohon mulai lagi dengan /start."),
        "link.foreign_contact": mark('Kontak itu bukan milik akun ini. Mohon pakai tombol "Bagikan nomor ponsel saya".'),
        "link.unknown": mark(
            "Nomor ini belum dapat kami cocokkan dengan data kepegawaian. Mohon minta kepala unit atau bagian kepegawaian "
            "memeriksa nomor ponsel Bapak/Ibu, lalu kirim /start lagi."
        ),
        "lke.choice_unknown": mark('Jawaban "{value}" tidak ada di pilihan pertanyaan {question}. Mohon pilih salah satu yang tersedia.'),
        "lke.count_not_a_number": mark('Isian "{value}" pada pertanyaan {question} bukan bilangan bulat. Mohon isi dengan angka saja.'),
        "lke.count_out_of_range": mark("Isian {value} pada pertanyaan {question} di luar batas. Mohon periksa angkanya."),
        "lke.count_twice": mark("Jumlah pada pertanyaan {question} terisi dua kali. Mohon isi totalnya saja atau rinciannya saja."),
        "lke.count_unknown": mark('Pertanyaan {question} tidak memiliki isian "{input}". Mohon periksa nama isiannya.'),
        "lke.counts_expected": mark("Pertanyaan {question} dijawab dengan jumlah. Mohon isi setiap angka yang diminta."),
        "lke.empty": mark("Pertanyaan {question} belum dijawab. Mohon isi jawabannya."),
        "lke.realised_without_target": mark("Pertanyaan {question} memiliki realisasi tanpa target. Mohon periksa kedua angkanya."),
        "lke.survey_not_a_number": mark('Nilai survei "{value}" pada pertanyaan {question} bukan angka. Mohon tulis seperti 3,55.'),
        "lke.survey_out_of_range": mark("Nilai survei {value} pada pertanyaan {question} di luar 0 sampai {maximum}. Mohon periksa angkanya."),
        "pledge.already_signed": mark("Pakta ini sudah ditandatangani. Mohon lihat tanda terimanya dengan /pakta."),
        "pledge.campaign_over": mark("Layar itu milik pakta yang lama. Mohon buka /pakta."),
        "pledge.no_campaign": mark("Belum ada pakta yang dibuka. Mohon coba lagi sesudah ada pemberitahuan dari instansi."),
        "pledge.staff_number_needed": mark(
            "Naskah pakta menyebut nomor induk, sedangkan data Bapak/Ibu belum memilikinya. Mohon hubungi bagian kepegawaian."
        ),
        "pledge.unread": mark("Masih ada butir yang belum dicentang. Mohon lanjutkan membaca dengan /pakta."),
        "pledge.unsigned": mark("Pakta belum ditandatangani. Mohon buka /pakta."),
        "pledge.version_exists": mark("Naskah versi {version} sudah ada. Mohon beri versi yang baru."),
        "roster.bad_row": mark("Baris {line}: {reason} Tidak ada yang disimpan."),
        "roster.phone_characters": mark("Nomor ponsel memuat huruf atau tanda yang tidak dikenal. Mohon tulis angkanya saja."),
        "roster.phone_empty": mark("Nomor ponsel kosong. Mohon diisi."),
        "roster.phone_length": mark("Panjang nomor ponsel tidak wajar. Mohon periksa nomornya."),
        "roster.phone_prefix": mark("Nomor ponsel tidak diawali 08, 62, atau +. Mohon periksa nomornya."),
        "roster.staff_number_age": mark("NIP menunjukkan usia di luar 17 sampai 70 tahun. Mohon periksa angkanya."),
        "roster.staff_number_birth_date": mark("NIP tidak diawali tanggal lahir yang benar. Mohon periksa angkanya."),
        "roster.staff_number_characters": mark("NIP memuat selain angka. Mohon tulis angkanya saja."),
        "roster.staff_number_empty": mark("NIP kosong. Mohon diisi."),
        "roster.staff_number_length": mark("NIP bukan 18 angka. Mohon periksa angkanya."),
        "roster.staff_number_rounded": mark("NIP rusak karena dibulatkan oleh lembar kerja. Mohon simpan kolomnya sebagai teks."),
        "roster.staff_number_serial": mark("Nomor urut pada NIP tidak benar. Mohon periksa angkanya."),
        "roster.staff_number_sex": mark("Angka ke-15 pada NIP bukan 1 atau 2. Mohon periksa angkanya."),
        "roster.staff_number_year": mark("Tahun pengangkatan pada NIP tidak benar. Mohon periksa angkanya."),
        "roster.unit_numbers": mark("Kolom work_days bukan 5 atau 6, atau predicate_year bukan tahun. Mohon diperbaiki."),
        "roster.unknown_person": mark("Tidak ada pegawai dengan nomor induk itu. Mohon periksa angkanya."),
        "roster.unknown_unit": mark('Tidak ada unit dengan kode "{code}". Mohon periksa kodenya.'),
        "stage.not_allowed": mark("Unit tidak dapat beralih ke tahap itu dari tahap sekarang. Mohon lihat tahapnya dengan /status."),
        "stage.unknown": mark('Tidak ada tahap "{value}". Mohon periksa tulisannya.'),
        "status.no_score": mark("Unit ini belum ikut dalam periode evaluasi, jadi belum ada nilai. Mohon pilih unit lain dengan /status."),
        "status.unknown_unit": mark("Unit itu tidak ada. Mohon pilih dengan /status."),
        "verify.bad_code": mark("Kode itu tidak benar. Mohon periksa lagi ketikannya."),
        "verify.unknown": mark("Tidak ada pakta dengan kode itu. Mohon periksa lagi ketikannya."),
        "file.unreadable_table": mark("Berkas {file} tidak dapat dibaca sebagai tabel. Mohon simpan sebagai XLSX atau CSV tanpa kata sandi, lalu kirim lagi."),
        "file.empty_table": mark("Berkas {file} tidak berisi data. Mohon periksa berkasnya, lalu kirim lagi."),
        "file.too_large": mark("Berkas {file} terlalu besar, paling banyak {megabytes} MB dan {rows} baris. Mohon hapus sel yang tidak terpakai atau bagi berkasnya."),
        "roster.header_missing": mark("Baris judul kolom tidak ditemukan di {limit} baris pertama. Mohon beri judul seperti Nama, NIP, dan Unit Kerja."),
        "roster.columns_open": mark("Kolom ini belum pasti: {columns}. Mohon pilih dahulu kolomnya."),
        "roster.name_empty": mark("Nama kosong. Mohon diisi."),
        "roster.name_characters": mark('Nama "{value}" tidak memuat huruf. Mohon diperbaiki.'),
        "roster.text_too_long": mark("Isian {length} karakter, paling panjang {limit}. Mohon diringkas."),
        "roster.phone_several": mark("Sel memuat lebih dari satu nomor ponsel. Mohon tulis satu saja."),
        "roster.email_malformed": mark('Alamat surel "{value}" tidak benar. Mohon diperbaiki.'),
        "roster.rank_unknown": mark('Golongan "{value}" tidak dikenal. Mohon tulis seperti III/a atau IX.'),
        "roster.rank_contradicts": mark('Pangkat dan golongan pada "{value}" tidak sesuai. Mohon periksa.'),
        "roster.status_unknown": mark('Status "{value}" tidak dikenal. Mohon isi PNS, PPPK, PPPK Paruh Waktu, atau Non-ASN.'),
        "roster.status_contradicts_number": mark("Status {status} tidak sesuai dengan nomor induknya. Mohon periksa keduanya."),
        "roster.status_empty": mark("Nomor induk tidak menunjukkan PNS atau PPPK. Mohon isi kolom status."),
        "roster.unit_empty": mark("Unit kerja kosong. Mohon diisi."),
        "roster.unit_unknown": mark('Unit "{value}" tidak ada di daftar unit. Mohon periksa namanya.'),
        "roster.unit_unknown_near": mark('Unit "{value}" tidak ada. Mohon periksa, mungkin maksudnya "{suggestion}".'),
        "roster.unit_ambiguous": mark('Ada beberapa unit bernama "{value}". Mohon tulis kode unitnya.'),
        "roster.no_key": mark("Tidak ada nomor induk maupun nomor ponsel. Mohon isi salah satunya."),
        "roster.duplicate_staff_number": mark("Nomor induk sama dengan baris {other_line}. Mohon periksa keduanya."),
        "roster.duplicate_phone": mark("Nomor ponsel sama dengan baris {other_line}. Mohon periksa keduanya."),
        "roster.phone_taken": mark("Nomor ponsel ini tercatat milik pegawai lain. Mohon periksa pemiliknya."),
        "roster.person_twice": mark("Orang ini sudah ada di baris {other_line}. Mohon hapus salah satunya."),
        "roster.person_ambiguous": mark("Baris ini cocok dengan lebih dari satu orang. Mohon lengkapi nomor induk dan nomor ponselnya."),
        "activation.bad_code": mark("Kode aktivasi itu tidak berlaku. Mohon periksa ketikannya, atau minta kode baru kepada kepala unit."),
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
