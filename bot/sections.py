"""The sections of the configuration: every key with its description, its rule and its default."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import SecretStr, ValidationInfo, field_validator
from pydantic.fields import FieldInfo

from bot.section import Section, about, refuse
from bot.setting_rules import (
    Address,
    DatabaseUrl,
    HostAndPort,
    Languages,
    Must,
    PortalPath,
    PortalToken,
    PublicAddress,
    RequiredText,
    Token,
    WebhookAddress,
    WebhookSecret,
)
from domain.retention import Retention as Terms

FREE_BULK_PER_SECOND = 30  # what Telegram lets a bot broadcast each second without payment


class Organization(Section):
    """The agency that runs this installation."""

    name: Annotated[RequiredText, about("Nama resmi instansi, seperti pada kop surat.")]
    short_name: Annotated[RequiredText, about("Nama singkat instansi untuk judul dan tombol.")]
    region: Annotated[str, about("Nama daerah pada dokumen; boleh kosong untuk instansi pusat.")] = ""
    timezone: Annotated[
        ZoneInfo,
        about("Zona waktu instansi; WIB, WITA, dan WIT adalah Asia/Jakarta, Asia/Makassar, dan Asia/Jayapura."),
        Must('nama zona waktu IANA, misalnya "Asia/Jakarta"'),
    ] = ZoneInfo("Asia/Jakarta")
    languages: Annotated[Languages, about("Bahasa yang ditawarkan, yang utama lebih dulu.")] = ("id", "en")


class Telegram(Section):
    """The bot's account and the way updates arrive."""

    token: Annotated[Token, about("Token bot dari BotFather, lebih baik dari berkas tersendiri.")]
    api_base_url: Annotated[Address, about("Alamat server Bot API.")] = "https://api.telegram.org"
    mode: Annotated[
        Literal["polling", "webhook"],
        about('Cara menerima pesan: "polling" (bot mengambil sendiri) atau "webhook" (Telegram mengirim ke bot).'),
        Must('"polling" atau "webhook"'),
    ] = "polling"
    webhook_url: Annotated[
        WebhookAddress, about('Alamat https tujuan kiriman Telegram; wajib bila mode "webhook".')
    ] = ""
    webhook_secret: Annotated[
        WebhookSecret, about('Kata kunci pada setiap kiriman Telegram; wajib bila mode "webhook".')
    ] = SecretStr("")
    paid_broadcast: Annotated[
        bool,
        about("Izinkan siaran berbayar di atas 30 pesan per detik; memotong saldo Telegram Stars milik bot."),
        Must("true atau false"),
    ] = False
    bulk_per_second: Annotated[
        int,
        about("Paling banyak pesan siaran per detik; sisanya disediakan untuk menjawab orang.", ge=1, le=1000),
        Must("bilangan bulat dari 1 sampai 30, atau sampai 1000 dengan siaran berbayar"),
    ] = 25

    @property
    def unasked_per_second(self) -> int:
        """How many messages that nobody asked for, such as reminders, leave each second at most."""
        return max(FREE_BULK_PER_SECOND, self.bulk_per_second)

    @field_validator("webhook_url")
    @classmethod
    def _webhook_needs_an_address(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("mode") == "webhook" and not value:
            refuse('wajib diisi bila mode "webhook": alamat "https://" yang dapat dijangkau Telegram')
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _webhook_needs_a_secret(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        if info.data.get("mode") == "webhook" and not value.get_secret_value():
            refuse('wajib diisi bila mode "webhook": 1 sampai 256 huruf, angka, garis bawah, atau tanda hubung')
        return value

    @field_validator("bulk_per_second")
    @classmethod
    def _more_is_paid(cls, value: int, info: ValidationInfo) -> int:
        if value > FREE_BULK_PER_SECOND and info.data.get("paid_broadcast") is False:
            refuse("paling banyak 30 tanpa siaran berbayar; kecilkan, atau setel paid_broadcast = true")
        return value


class Database(Section):
    """Where everything is kept."""

    url: Annotated[
        DatabaseUrl,
        about("Alamat basis data: SQLite, atau postgresql+asyncpg://pengguna:sandi@host/nama."),
    ] = SecretStr("sqlite+aiosqlite:///zibot.db")

    @property
    def sqlite_path(self) -> Path | None:
        """The database file, or None for PostgreSQL and for a database in memory."""
        scheme, _, path = self.url.get_secret_value().partition(":///")
        path = unquote(path.partition("?")[0])
        return Path(path) if scheme.startswith("sqlite") and path not in {"", ":memory:"} else None


class Web(Section):
    """The built-in web server."""

    listen: Annotated[HostAndPort, about("Host dan port tempat peladen web mendengarkan.")] = "127.0.0.1:8080"
    public_url: Annotated[PublicAddress, about("Alamat peladen web dari luar, seperti yang dibuka orang.")] = (
        "http://127.0.0.1:8080"
    )

    @property
    def host(self) -> str:
        """The host to listen on."""
        return urlsplit(f"//{self.listen}").hostname or ""

    @property
    def port(self) -> int:
        """The port to listen on."""
        return urlsplit(f"//{self.listen}").port or 0


class Security(Section):
    """Limits that keep one person from taking what belongs to all."""

    max_updates_at_once: Annotated[
        int,
        about("Paling banyak pesan masuk yang dikerjakan bersamaan.", ge=1, le=1024),
        Must("bilangan bulat dari 1 sampai 1024"),
    ] = 64
    activation_days: Annotated[
        int,
        about("Masa berlaku kode aktivasi dan kode pemilik, dalam hari.", ge=1, le=90),
        Must("bilangan bulat dari 1 sampai 90"),
    ] = 14
    link_request_days: Annotated[
        int,
        about("Masa tunggu permintaan bergabung kepada kepala unit, dalam hari.", ge=1, le=30),
        Must("bilangan bulat dari 1 sampai 30"),
    ] = 3


class Evidence(Section):
    """The files that units give as evidence for their worksheets."""

    folder: Annotated[
        RequiredText,
        about(
            "Folder berkas bukti; dibuat bila belum ada, dan ikut dicadangkan. Alamat yang tidak lengkap berarti di "
            "samping basis data SQLite, atau di folder kerja."
        ),
    ] = "evidence"
    largest_mb: Annotated[
        int,
        about("Berkas bukti terbesar, dalam MB; bot hanya dapat mengunduh sampai 20 MB.", ge=1, le=20),
        Must("bilangan bulat dari 1 sampai 20"),
    ] = 20


class Portal(Section):
    """The interface that the ministry's portal (PortalRB) pulls proposals from."""

    token: Annotated[
        PortalToken, about("Token yang didaftarkan di Portal RB untuk menarik usulan ZI; kosong: antarmukanya mati.")
    ] = SecretStr("")
    path: Annotated[PortalPath, about("Awal alamat antarmuka itu pada peladen web; belum termasuk host.")] = (
        "/portal/v1"
    )


def _days(text: str) -> FieldInfo:
    """A term of the retention: a number of days that `text` says what it counts for."""
    return about(text, ge=0, le=36500)


_DAYS = Must("bilangan bulat dari 0 sampai 36500; 0 berarti tidak dihapus")


class Retention(Section):
    """How many days is kept what is no evidence; a nightly job erases the rest."""

    attempts: Annotated[int, _days("Percobaan masuk yang gagal, dalam hari (0: tidak dihapus)."), _DAYS] = 30
    parked_inbox: Annotated[int, _days("Pesan masuk yang gagal diproses, dalam hari."), _DAYS] = 30
    outbox_details: Annotated[
        int, _days("Isi pesan keluar, dalam hari; bahwa pesan itu terkirim tetap tercatat."), _DAYS
    ] = 180
    drafts: Annotated[int, _days("Langkah yang belum selesai, dalam hari."), _DAYS] = 30
    uploads: Annotated[int, _days("Berkas yang menunggu persetujuan, dalam hari."), _DAYS] = 2
    link_requests: Annotated[int, _days("Permintaan bergabung yang sudah berakhir, dalam hari."), _DAYS] = 90
    group_requests: Annotated[int, _days("Permintaan menautkan grup yang sudah berakhir, dalam hari."), _DAYS] = 30
    correction_requests: Annotated[int, _days("Permintaan perbaikan yang sudah dijawab, dalam hari."), _DAYS] = 1825

    @property
    def terms(self) -> Terms:
        """The terms as `domain` knows them."""
        return Terms(**self.model_dump())


class Announcements(Section):
    """What admins announce to groups and people."""

    approve_above: Annotated[
        int,
        about("Pengumuman untuk lebih dari sekian penerima menunggu persetujuan admin lain; 0 berarti tidak.", ge=0),
        Must("bilangan bulat dari 0"),
    ] = 0


class Log(Section):
    """What the process tells about itself, on standard error."""

    level: Annotated[
        Literal["debug", "info", "warning", "error"],
        about('Catatan paling ringan yang ditulis: "debug", "info", "warning", atau "error".'),
        Must('"debug", "info", "warning", atau "error"'),
    ] = "info"
    format: Annotated[
        Literal["console", "json"],
        about('Bentuk catatan: "console" untuk dibaca orang, "json" untuk dikumpulkan mesin.'),
        Must('"console" atau "json"'),
    ] = "console"
