"""Messages as people read them: six written out by hand, and how all of them are laid out."""

import importlib
import inspect
import pkgutil
import re
import typing
from collections.abc import Callable
from functools import wraps
from types import ModuleType

import pytest

import texts
from domain.deadline import Deadline
from tests.texts.cast import CAMPAIGN, EVIDENCE_DUE, PLEDGE_DUE, place
from tests.texts.samples import SAMPLES
from texts import deadlines, pledge, reminding
from texts.catalogue import LANGUAGES
from texts.length import visible_length, visible_text
from texts.screen import Screen

PHONE = 36
TOAST = 200

HOME = """\
Beranda · Siti Contohwati, S.E.
DPMPTSP

Pakta integritas
✍️ Menunggu tanda tangan Bapak/Ibu: Pakta Integritas Tahun 2026.

Unit kerja
Tahap: penilaian mandiri, menuju WBK

Tenggat terdekat
• Hari H · Unggah eviden area Pengawasan (Sen, 5 Jan 2026)
• H-7 · Tanda tangan pakta integritas (Sen, 12 Jan 2026)"""

DESK = """\
Pakta Integritas
Pemerintah Kabupaten Contoh · Pakta Integritas Tahun 2026

Saya, Siti Contohwati, S.E., nomor induk 1986••••••••2001, Analis Kebijakan Ahli Muda pada DPMPTSP, dengan sadar \
berjanji:

1. Saya ikut aktif mencegah dan melawan korupsi, kolusi, dan nepotisme, serta menjauhi perbuatan yang mencoreng \
martabat aparatur.

2. Saya tidak mencari dan tidak mau menerima suap, hadiah, bantuan, atau keuntungan apa pun yang dilarang aturan, baik \
langsung maupun lewat orang lain.

3. Saya bekerja dengan terbuka, jujur, tidak berpihak, dan siap mempertanggungjawabkan hasil kerja saya.

4. Saya tidak membiarkan kepentingan pribadi, keluarga, atau kelompok memengaruhi pelaksanaan tugas saya.

5. Saya menaati peraturan secara konsisten dan menjadi teladan bagi bawahan serta rekan kerja.

6. Saya melaporkan pelanggaran integritas yang saya ketahui di DPMPTSP dan ikut merahasiakan jati diri para saksi.

7. Saya siap menanggung akibatnya apabila janji ini saya langgar.

Janji ini saya buat tanpa paksaan dan saya pegang selama menjalankan tugas.

Bapak/Ibu dapat membaca 7 butir satu per satu atau sekaligus, lalu menandatangani."""

SIGNED = """\
✅ Pakta integritas sudah ditandatangani
Pakta Integritas Tahun 2026

Siti Contohwati, S.E.
Analis Kebijakan Ahli Muda
DPMPTSP

Waktu: Senin, 5 Januari 2026 pukul 08.00 WIB
Kode tanda terima: F9MP4-VVM4H
Berlaku sampai Kam, 31 Des 2026

Siapa pun dapat memeriksa kode ini dengan perintah /periksa. Dokumen PDF dikirim sebagai pesan tersendiri; mohon \
disimpan."""

CARD = """\
UPT Pusat Kesehatan Masyarakat Rawat Inap <Contoh & Sekitarnya> pada Dinas Kesehatan Kab Contoh
🏅 Predikat WBK (2024)
Periode evaluasi 2026
Tahap: seleksi administrasi, menuju WBK

Nilai 79,02
WBK: nilai minimal 75 tercapai
WBBM: kurang 5,98 (minimal 85)
Terjawab 113 dari 113 pertanyaan
WBK: belum terpenuhi
• Manajemen SDM Aparatur: 54,58%, minimal 60%
• Persepsi antikorupsi (IPAK): 15,53, minimal 15,75
WBBM: belum terpenuhi
• Nilai total: 79,02, minimal 85
• Pengungkit: 42,95, minimal 48
• Manajemen SDM Aparatur: 54,58%, minimal 75%
• Pengawasan: 67,65%, minimal 75%
• Kualitas Pelayanan Publik: 73,84%, minimal 75%
• Persepsi antikorupsi (IPAK): 15,53, minimal 15,75
• Persepsi kualitas pelayanan (IPKP): 15,53, minimal 15,75

Tiga penilaian
Unit: 79,02
TPI: belum dinilai
TPN: belum dinilai

Area perubahan
Manajemen Perubahan
▰▰▰▰▰▰▰▰▰▰▱▱ 6,53/8 ★
Tatalaksana
▰▰▰▰▰▰▰▰▰▱▱▱ 5,34/7 ★
Manajemen SDM Aparatur
▰▰▰▰▰▰▰▱▱▱▱▱ 5,46/10 ○
Akuntabilitas
▰▰▰▰▰▰▰▰▰▰▱▱ 8,10/10 ★
Pengawasan
▰▰▰▰▰▰▰▰▱▱▱▱ 10,15/15 ●
Kualitas Pelayanan Publik
▰▰▰▰▰▰▰▰▰▱▱▱ 7,38/10 ●
● batas WBK 60%, ★ batas WBBM 75%
○ di bawahnya, – belum diisi

Temuan yang belum selesai: 0
Penanggung jawab pertanyaan: 0 orang

Pakta integritas
▰▰▰▰▰▰▰▰▰▰▰▰
1.043 dari 1.043 pegawai

Tenggat terdekat
• H-7 · Tanda tangan pakta integritas (Sen, 12 Jan 2026)"""

REMINDER = """\
🔔 Dengan hormat, ada tugas Bapak/Ibu yang jatuh hari ini:

Hari H · Unggah eviden area Pengawasan
hari ini paling lambat pukul 16.00 WIB

H-7 · Tanda tangan pakta integritas
paling lambat Senin, 12 Januari 2026 pukul 16.00 WIB

Tugas yang sudah selesai mohon ditandai dengan tombol di bawah. Terima kasih."""

PRIVACY = """\
Selamat datang di layanan Zona Integritas
Pemerintah Kabupaten Contoh

Di sini Bapak/Ibu menandatangani pakta integritas, melihat kedudukan unit kerja menuju WBK/WBBM, dan diingatkan akan \
tenggat penilaian.

Pelindungan data pribadi (UU 27/2022)
• Yang kami simpan: nomor akun Telegram, data kepegawaian dari instansi (nama, NIP, jabatan, unit, nomor ponsel), dan \
catatan tanda tangan.
• Untuk apa: mengenali Bapak/Ibu, mencatat pakta, dan mengirim pengingat. Tidak untuk hal lain.
• Siapa yang dapat melihat: Bapak/Ibu sendiri dan petugas instansi yang berwenang. Telegram menyimpan percakapan di \
luar negeri.
• Penjelasan lengkap dan hak Bapak/Ibu: /privasi

Apakah Bapak/Ibu setuju data ini diolah untuk layanan tersebut?"""


def read(name: str, language: str = "id") -> str:
    made = SAMPLES[name](language)
    if isinstance(made, Screen) and made.entities is not None:  # what an admin wrote, and no HTML
        return made.text
    return visible_text(made if isinstance(made, str) else made.text)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("home: to be signed", HOME),
        ("pledge: desk", DESK),
        ("pledge: signed", SIGNED),
        ("status: complete card", CARD),
        ("reminder: of today and of next week", REMINDER),
        ("start: privacy notice", PRIVACY),
    ],
)
def test_an_important_message_reads_as_written_here(name: str, expected: str) -> None:
    assert read(name) == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_no_word_is_glued_and_no_space_is_left_over(name: str, language: str) -> None:
    text = read(name, language)
    faults = re.findall(r"[^\n]* \n|[^\n]* $|\n [^\n]*|[^\n]*  [^\n]*|\n{3,}|[^\n]*[,;!?][A-Za-z][^\n]*", text)
    faults = [one for one in faults if one[0] not in "▰▱"]  # figures stand below one another
    assert faults == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_score_so_far_is_called_one_until_every_question_is_answered(language: str) -> None:
    so_far, final = read("status: card", language), read("status: complete card", language)
    word = {"id": "Nilai sementara", "en": "Score so far"}[language]
    assert word in so_far
    assert word not in final


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_is_narrow_enough_for_a_phone(language: str) -> None:
    lines = read("status: card in a group", language).splitlines()
    assert [line for line in lines if visible_length(line) > PHONE] == []


@pytest.mark.parametrize(
    ("due", "closing"),
    [
        ((EVIDENCE_DUE,), "Tugas yang sudah selesai mohon ditandai dengan tombol di bawah. Terima kasih."),
        ((PLEDGE_DUE,), "Mohon lanjutkan dengan tombol di bawah. Terima kasih."),
    ],
)
def test_a_reminder_asks_for_what_its_buttons_can_do(due: tuple[Deadline, ...], closing: str) -> None:
    assert reminding.reminder(place("id"), [(one, False) for one in due]).text.endswith(closing)


def test_a_preview_without_groups_cannot_be_sent() -> None:
    made = SAMPLES["announce: preview, nobody to reach"]("id")
    assert isinstance(made, Screen)
    assert [one.action for row in made.buttons for one in row if str(one.action).startswith("announce.send")] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("toast", [pledge.saved, pledge.document_coming, deadlines.done])
def test_a_note_at_a_button_is_short(toast: Callable[..., str], language: str) -> None:
    assert 0 < len(toast(place(language))) <= TOAST


def test_a_half_read_pledge_is_continued() -> None:
    begun, fresh = SAMPLES["pledge: desk half-way"]("id"), SAMPLES["pledge: desk"]("id")
    assert isinstance(begun, Screen)
    assert isinstance(fresh, Screen)
    assert [begun.buttons[0][0].text, fresh.buttons[0][0].text] == ["Lanjutkan membaca", "Mulai membaca"]
    assert str(begun.buttons[0][0].action).startswith(f"pledge.begin:{CAMPAIGN.id}:")


def feature_modules() -> list[ModuleType]:
    names = sorted(module.name for module in pkgutil.iter_modules(texts.__path__))
    return [importlib.import_module(f"texts.{name}") for name in names if name != "extract"]


def screen_makers(module: ModuleType) -> list[str]:
    """Public functions of a module that return a screen."""
    functions = inspect.getmembers(module, inspect.isfunction)
    own = [(name, function) for name, function in functions if function.__module__ == module.__name__]
    return [name for name, made in own if name[0] != "_" and typing.get_type_hints(made).get("return") is Screen]


def test_every_function_that_makes_a_screen_has_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    makers = {f"{module.__name__}.{name}" for module in feature_modules() for name in screen_makers(module)}
    called: set[str] = set()

    def recording(label: str, maker: Callable[..., Screen]) -> Callable[..., Screen]:
        @wraps(maker)
        def record(*args: object, **kwargs: object) -> Screen:
            called.add(label)
            return maker(*args, **kwargs)

        return record

    for module in feature_modules():
        for name in screen_makers(module):
            monkeypatch.setattr(module, name, recording(f"{module.__name__}.{name}", getattr(module, name)))
    for sample in SAMPLES.values():
        sample("id")
    assert len(makers) > 20
    assert sorted(makers - called) == []
