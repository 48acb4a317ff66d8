"""What stands between this installation and its work: findings in plain Indonesian, each with what to do about it."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from telegram import Bot, User, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.redaction import redact
from bot.sections import Telegram, Web
from bot.setting_rules import is_loopback
from bot.settings import Settings
from bot.transport import AiohttpRequest
from domain.errors import DomainError
from services import sealing
from storage.engine import database
from storage.schema import SchemaState, schema_state
from texts.errors import sentence

SECONDS = 10  # how long the database or Telegram may take to answer
MEBIBYTE = 1024 * 1024
LITTLE_SPACE, TOO_LITTLE_SPACE = 1024 * MEBIBYTE, 100 * MEBIBYTE
CLOCK_DRIFT, TOO_MUCH_DRIFT = timedelta(seconds=30), timedelta(minutes=5)
OLDEST_YEAR = 2026  # a clock before the first release has lost its battery
MANY_PENDING = 1000
RECENT = timedelta(hours=1)

SchemaProbe = Callable[[str], Awaitable[SchemaState]]
Clock = Callable[[], datetime]


class Level(StrEnum):
    """How bad a finding is: `zibot run` works, works with a disadvantage, or does not."""

    OK = "baik"
    WARNING = "awas"
    ERROR = "salah"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what it is and, unless it is all right, the `fix`."""

    level: Level
    topic: str
    sentence: str
    fix: str = ""


def utc_now() -> datetime:
    """The clock of this machine."""
    return datetime.now(UTC)


async def check(settings: Settings, schema: SchemaProbe = schema_state, clock: Clock = utc_now) -> list[Finding]:
    """Look at everything `zibot run` needs, changing nothing; takes at most about half a minute.

    `schema` compares the database at an address with this version; whatever it raises is a finding. No finding holds
    a secret.
    """
    local = clock().astimezone(settings.organization.timezone)
    findings = [
        Finding(Level.OK, "Konfigurasi", f"Termuat untuk {settings.organization.name}."),
        Finding(Level.OK, "Zona waktu", f"{settings.organization.timezone.key}, sekarang pukul {local:%H.%M}."),
        *await asyncio.to_thread(lambda: list(_storage(settings.database.sqlite_path))),
        await asyncio.to_thread(_evidence, settings.evidence_path),
        await _database(settings, schema),
        *await _seal(settings, schema),
        *await _bot(settings, clock),
        *_public_address(settings.web),
        _portal(settings),
    ]
    secrets = settings.secret_values()
    return [
        Finding(found.level, found.topic, redact(found.sentence, secrets), redact(found.fix, secrets))
        for found in findings
    ]


def failed(findings: list[Finding]) -> bool:
    """Whether `zibot run` would not work."""
    return any(finding.level is Level.ERROR for finding in findings)


def as_text(findings: list[Finding]) -> str:
    """The findings as lines for a terminal or a ticket, with a closing line that counts."""
    lines = []
    for finding in findings:
        lines.append(f"{finding.level:<5}  {finding.topic}: {finding.sentence}")
        if finding.fix:
            lines.append(f"       -> {finding.fix}")
    errors, warnings = (sum(found.level is level for found in findings) for level in (Level.ERROR, Level.WARNING))
    lines.append(f"{errors} kesalahan, {warnings} peringatan." if errors or warnings else "Semuanya baik.")
    return "\n".join(lines)


def _storage(path: Path | None) -> Iterator[Finding]:
    topic = "Ruang simpan"
    if path is None:
        return
    folder = path.absolute().parent
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        fix = f"Buat folder itu, atau beri pengguna zibot izin menulis ({type(error).__name__})."
        yield Finding(Level.ERROR, topic, f"Folder {folder} tidak dapat ditulisi.", fix)
        return
    if path.exists() and not os.access(path, os.W_OK):
        yield Finding(Level.ERROR, topic, f"Berkas {path} hanya dapat dibaca.", "Beri pengguna zibot izin menulis.")
    yield _space(folder, shutil.disk_usage(folder).free)


def _evidence(folder: Path) -> Finding:
    """Whether files of evidence can be kept; a folder that is not there yet is made at the first file."""
    topic, place = "Berkas bukti", folder.absolute()
    while not place.exists():
        place = place.parent
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        fix = f"Beri pengguna zibot izin menulis, atau ubah [evidence] folder ({type(error).__name__})."
        return Finding(Level.ERROR, topic, f"Folder {folder.absolute()} tidak dapat ditulisi.", fix)
    return Finding(Level.OK, topic, f"Disimpan di {folder.absolute()}; ikut cadangkan folder ini.")


def _space(folder: Path, free: int) -> Finding:
    level = Level.ERROR if free < TOO_LITTLE_SPACE else Level.WARNING if free < LITTLE_SPACE else Level.OK
    fix = "" if level is Level.OK else "Kosongkan ruang atau pindahkan basis data ke cakram yang lebih lapang."
    return Finding(level, "Ruang simpan", f"{free // MEBIBYTE:,} MiB tersisa di {folder}.".replace(",", "."), fix)


SCHEMA_FINDINGS = {
    SchemaState.CURRENT: Finding(Level.OK, "Basis data", "Terjangkau, dan skemanya sesuai dengan versi ini."),
    SchemaState.MISSING: Finding(Level.ERROR, "Basis data", "Belum ada isinya.", "Jalankan `zibot migrate`."),
    SchemaState.OLD: Finding(
        Level.ERROR,
        "Basis data",
        "Skemanya lebih lama daripada versi ini.",
        "Buat cadangan dengan `zibot backup`, lalu jalankan `zibot migrate`.",
    ),
    SchemaState.NEWER: Finding(
        Level.ERROR,
        "Basis data",
        "Skemanya lebih baru daripada versi ini.",
        "Pasang versi zibot yang terakhir dipakai dengan basis data ini.",
    ),
}


async def _database(settings: Settings, schema: SchemaProbe) -> Finding:
    try:
        async with asyncio.timeout(SECONDS):
            return SCHEMA_FINDINGS[await schema(settings.database.url.get_secret_value())]
    except Exception as error:  # noqa: BLE001  # every driver has errors of its own, and all mean the same here
        reason = next(iter(str(error).splitlines()), "") or type(error).__name__
        fix = "Periksa [database] url, dan apakah peladennya berjalan dan menerima sambungan dari sini."
        return Finding(Level.ERROR, "Basis data", f"Tidak dapat dibuka: {reason}.", fix)


async def _seal(settings: Settings, schema: SchemaProbe) -> list[Finding]:
    """Whether the key file and the ledger belong together; nothing while the database itself can't be used."""
    url, path, topic = settings.database.url.get_secret_value(), settings.seal_path, "Segel"
    try:
        async with asyncio.timeout(SECONDS):
            if await schema(url) is not SchemaState.CURRENT:
                return []
            await _compare_key(url, path)
    except DomainError as error:
        return [Finding(Level.ERROR, topic, sentence(error, "id"))]
    except ValueError as error:
        return [Finding(Level.ERROR, topic, f"{path} bukan berkas kunci segel: {error}.", "Pulihkan dari cadangan.")]
    except Exception:  # noqa: BLE001  # the database has its own finding
        return []
    if path.exists():
        return [Finding(Level.OK, topic, f"Kunci di {path} cocok dengan buku segel.")]
    return [Finding(Level.OK, topic, f"Buku segel masih kosong; kunci akan dibuat di {path}.")]


async def _compare_key(url: str, path: Path) -> None:
    db = database(url)
    try:
        await db.open()
        await db.read(sealing.check_key, path)
    finally:
        await db.close()


async def _bot(settings: Settings, clock: Clock) -> list[Finding]:
    telegram = settings.telegram
    try:
        request = AiohttpRequest(connection_pool_size=1, read_timeout=SECONDS, connect_timeout=SECONDS)
    except ValueError as error:
        fix = "Setel HTTPS_PROXY ke proksi http:// atau https://, atau kosongkan."
        return [Finding(Level.ERROR, "Proksi", f"Tidak dapat dipakai: {error}.", fix), _own_clock(clock())]
    bot = Bot(
        telegram.token.get_secret_value(),
        base_url=f"{telegram.api_base_url}/bot",
        request=request,
        get_updates_request=request,
    )
    await request.initialize()
    try:
        me, webhook = await bot.get_me(), await bot.get_webhook_info()
    except InvalidToken:
        fix = "Salin ulang token dari BotFather; bila pernah dicabut, minta yang baru di sana."
        return [Finding(Level.ERROR, "Token", f"Ditolak oleh {telegram.api_base_url}.", fix)]
    except TelegramError as error:
        fix = "Periksa sambungan internet, proksi (HTTPS_PROXY), tembok api, dan [telegram] api_base_url."
        sentence = f"{telegram.api_base_url} tidak menjawab sebagaimana mestinya: {error.message}."
        return [Finding(Level.ERROR, "Telegram", sentence, fix), _own_clock(clock())]
    finally:
        await request.shutdown()
    return [*_account(me, telegram), *_webhook(webhook, telegram, clock()), await _clock(telegram.api_base_url, clock)]


def _account(me: User, telegram: Telegram) -> Iterator[Finding]:
    yield Finding(Level.OK, "Token", f"Diterima, botnya @{me.username}.")
    if me.can_join_groups is False:
        fix = "Kirim /setjoingroups ke BotFather, lalu pilih Enable."
        yield Finding(Level.WARNING, "Grup", "Bot tidak dapat dimasukkan ke grup.", fix)
    if telegram.api_base_url.startswith("http:") and not is_loopback(telegram.api_base_url):
        fix = "Pakai https, atau jalankan server Bot API pada mesin ini."
        yield Finding(Level.WARNING, "Telegram", "Token melintasi jaringan tanpa sandi.", fix)


def _webhook(info: WebhookInfo, telegram: Telegram, now: datetime) -> Iterator[Finding]:
    # Only the host is shown: the path of a webhook often is a secret itself.
    topic, host = "Webhook", urlsplit(info.url).hostname
    if telegram.mode == "polling":
        if info.url:
            fix = "`zibot run` melepasnya saat mulai. Bila instalasi lain masih memakai token ini, matikan dulu."
            sentence = f"Telegram masih mengirim pesan ke {host}, sedangkan konfigurasi memakai polling."
            yield Finding(Level.WARNING, topic, sentence, fix)
        else:
            yield Finding(Level.OK, topic, "Tidak terpasang, sesuai dengan polling.")
    elif info.url.rstrip("/") != telegram.webhook_url:
        sentence = f"Telegram mengirim ke {host}." if info.url else "Belum terpasang di Telegram."
        yield Finding(Level.WARNING, topic, sentence, "Jalankan `zibot run`, yang memasang webhook_url saat mulai.")
    else:
        yield Finding(Level.OK, topic, f"Terpasang ke {host}.")
    if telegram.mode == "webhook" and info.last_error_date and now - info.last_error_date < RECENT:
        fix = "Periksa sertifikat, tembok api, dan apakah webhook_url dapat dibuka dari luar."
        yield Finding(Level.WARNING, topic, f"Kiriman terakhir gagal: {info.last_error_message}.", fix)
    if info.pending_update_count > MANY_PENDING:
        sentence = f"{info.pending_update_count} pesan menunggu diambil."
        yield Finding(Level.WARNING, topic, sentence, "Wajar setelah lama mati; bila bertambah terus, lihat catatan.")


async def _clock(address: str, clock: Clock) -> Finding:
    """Compare the clock of this machine with the Date header of Telegram's answer, which has whole seconds."""
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
            session.get(address, allow_redirects=False) as response,
        ):
            theirs = parsedate_to_datetime(response.headers["Date"])
    except (aiohttp.ClientError, TimeoutError, KeyError, ValueError):
        return _own_clock(clock())
    drift = abs(clock() - theirs)
    if drift <= CLOCK_DRIFT:
        return Finding(Level.OK, "Jam", "Cocok dengan jam Telegram.")
    level = Level.ERROR if drift > TOO_MUCH_DRIFT else Level.WARNING
    sentence = f"Berselisih {drift.total_seconds():.0f} detik dari jam Telegram."
    return Finding(level, "Jam", sentence, "Nyalakan penyelarasan waktu (NTP) pada mesin ini.")


def _own_clock(now: datetime) -> Finding:
    if now.year < OLDEST_YEAR:
        fix = "Setel jam mesin ini, lalu nyalakan penyelarasan waktu (NTP)."
        return Finding(Level.ERROR, "Jam", f"Menunjuk tahun {now.year}, yang tidak mungkin.", fix)
    fix = "Pastikan penyelarasan waktu (NTP) menyala."
    return Finding(Level.WARNING, "Jam", "Tidak dapat dibandingkan dengan jam Telegram.", fix)


def _public_address(web: Web) -> Iterator[Finding]:
    if is_loopback(web.public_url):
        fix = "Isi [web] public_url dengan alamat https yang dapat dibuka pegawai dan pemeriksa."
        sentence = f"{web.public_url} hanya dapat dibuka di mesin ini; webhook dan pemantauan dari luar tidak sampai."
        yield Finding(Level.WARNING, "Alamat umum", sentence, fix)
    else:
        yield Finding(Level.OK, "Alamat umum", f"{web.public_url}.")


def _portal(settings: Settings) -> Finding:
    """Whether the national portal can pull proposals from here."""
    topic, web, portal = "Portal RB", settings.web, settings.portal
    if not portal.token.get_secret_value():
        return Finding(Level.OK, topic, "Antarmuka usulan mati; isi [portal] token untuk menyalakannya.")
    address = f"{web.public_url}{portal.path}"
    if is_loopback(web.public_url):
        fix = "Isi [web] public_url dengan alamat https yang dapat dijangkau Portal RB."
        return Finding(Level.WARNING, topic, f"{address} hanya dapat dijangkau di mesin ini.", fix)
    return Finding(Level.OK, topic, f"Usulan dapat ditarik dari {address} pada masa pengusulan.")
