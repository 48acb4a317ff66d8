"""Documents of plainly invented people and units, to be varied by the tests."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from documents.pledge_pdf import PledgeDocument, PledgeLabels
from documents.status_picture import Bar, Mark, StatusLabels, StatusPicture

WIB = timezone(timedelta(hours=7))
LONG_NAME = "Raden Ajeng Dr. Hj. Contoh Kusumawardhani-Prawirodirdjo Binti Rekaan, S.Sos., M.A.P."
LONG_UNIT = "Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk dan Keluarga Berencana"

PLEDGE = PledgeDocument(
    agency="Pemerintah Kabupaten Contoh",
    region="Provinsi Rekaan",
    title="Pakta Integritas",
    preamble="Saya, Sri Contoh, S.Kom., Pranata Komputer pada Dinas Rekaan, dengan sadar berjanji:",
    points=(
        "Saya ikut aktif mencegah dan melawan korupsi, kolusi, dan nepotisme.",
        "Saya tidak mencari dan tidak mau menerima suap, hadiah, atau bantuan yang dilarang aturan.",
        "Saya bekerja dengan terbuka, jujur, tidak berpihak, dan siap mempertanggungjawabkan hasil kerja saya.",
        "Saya tidak membiarkan kepentingan pribadi, keluarga, atau kelompok memengaruhi pelaksanaan tugas saya.",
        "Saya menaati peraturan secara konsisten dan menjadi teladan bagi bawahan serta rekan kerja.",
        "Saya melaporkan pelanggaran integritas yang saya ketahui dan merahasiakan jati diri para saksi.",
        "Saya siap menanggung akibatnya apabila janji ini saya langgar.",
    ),
    closing="Janji ini saya buat tanpa paksaan dan saya pegang selama menjalankan tugas.",
    name="Sri Contoh, S.Kom.",
    staff_number="1986••••••••1001",
    position="Pranata Komputer Ahli Muda",
    unit="Dinas Rekaan",
    place="Kota Contoh",
    date_text="12 Januari 2026",
    time_text="pukul 16.00 WIB",
    signed_at=datetime(2026, 1, 12, 16, 0, tzinfo=WIB),
    account_note="Telegram, tertaut pada 3 Januari 2026",
    text_version="contoh-1",
    language="id",
    fingerprint="0123456789abcdef" * 4,
    receipt_code="7KQ4M-2XW9T",
    verify_payload="https://t.me/contoh_bot?start=v_7KQ4M2XW9T",
    verify_text="Pindai kode QR, atau kirim /periksa 7KQ4M-2XW9T kepada @contoh_bot.",
    signature_note="Tanda tangan elektronik tidak tersertifikasi.",
    campaign="Pakta integritas tahun 2026",
    valid_until_text="Kamis, 31 Desember 2026",
    record="1204",
    witness_name="",
    witness_position="",
    witness_note="",
    labels=PledgeLabels(
        staff_number="NIP",
        signed_electronically="Ditandatangani secara elektronik",
        verification="Pemeriksaan keaslian",
        receipt_code="Kode pemeriksaan",
        signed_at="Waktu tanda tangan",
        account="Akun",
        campaign="Kegiatan",
        valid_until="Berlaku sampai",
        record="Nomor catatan",
        witness="Mengetahui",
        text_version="Versi naskah",
        fingerprint="Sidik jari SHA-256",
        qr_alternative="Kode QR untuk memeriksa pakta ini",
        page="Halaman {page} dari {pages}",
    ),
)


WITNESSED = replace(
    PLEDGE,
    witness_name="Dr. Bima Rekaan, S.H., M.Si.",
    witness_position="Kepala Dinas Rekaan",
    witness_note="14 Januari 2026, pukul 10.15 WIB",
)


def pledge_with_points(count: int) -> PledgeDocument:
    """The sample pledge with its points repeated up to a number of points."""
    return replace(PLEDGE, points=tuple(PLEDGE.points[index % len(PLEDGE.points)] for index in range(count)))


AREA_FLOORS = (Mark("WBK", "60%", 60.0), Mark("WBBM", "75%", 75.0))

PICTURE = StatusPicture(
    unit="Dinas Rekaan",
    subtitle="Periode 2026 · Evaluasi TPI",
    total=Bar("Nilai total", "79,38", 79.38, (Mark("WBK", "75", 75.0), Mark("WBBM", "85", 85.0))),
    target_notes=("tercapai", "kurang 5,62 poin"),
    areas=(
        Bar("Manajemen Perubahan", "6,40 / 8", 80.0, AREA_FLOORS),
        Bar("Penataan Tata Laksana", "4,55 / 7", 65.0, AREA_FLOORS),
        Bar("Penataan Sistem Manajemen SDM Aparatur", "5,80 / 10", 58.0, AREA_FLOORS),
    ),
    parts=(
        Bar("Pengungkit", "44,25 / 60", 73.75, (Mark("WBK", "40", 66.67), Mark("WBBM", "48", 80.0))),
        Bar("Hasil", "35,13 / 40", 87.8, (Mark("WBK", "32,20", 80.5),)),
    ),
    coverage=Bar("48 dari 52 pegawai sudah menandatangani", "92%", 92.3, ()),
    provisional="Nilai sementara",
    footer="Keadaan Senin, 12 Januari 2026 pukul 16.00 WIB.",
    language="id",
    labels=StatusLabels(
        areas="Area perubahan",
        parts="Pengungkit dan hasil",
        coverage="Pakta integritas",
        levels=("di bawah batas", "batas WBK", "batas WBBM"),
    ),
)
