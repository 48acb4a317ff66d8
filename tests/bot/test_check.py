"""`zibot check` tells what is wrong and what to do, without a secret, against a real server and real databases."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.check import MEBIBYTE, Finding, Level, _space, as_text, check, failed
from bot.sections import Database, Evidence, Organization, Portal, Telegram, Web
from bot.settings import Settings
from storage.schema import SchemaState, migrate

TOKEN = "123456789:AA" + "x" * 33
HOOK = "https://contoh.go.id/rahasia-di-jalur"
ME = {"id": 123456789, "is_bot": True, "first_name": "Zibot", "username": "zibot_uji", "can_join_groups": True}


@asynccontextmanager
async def server(
    me: dict[str, object] | None = None, webhook: dict[str, object] | None = None, ahead: timedelta = timedelta(0)
) -> AsyncIterator[str]:
    """The two answers of the Bot API that matter here, and a Date that may differ; yields the address."""

    async def get_me(request: web.Request) -> web.Response:
        if request.match_info["token"] != TOKEN:
            return web.json_response({"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)
        return web.json_response({"ok": True, "result": ME | (me or {})})

    async def get_webhook_info(_: web.Request) -> web.Response:
        result = {"url": "", "has_custom_certificate": False, "pending_update_count": 0} | (webhook or {})
        return web.json_response({"ok": True, "result": result})

    async def root(_: web.Request) -> web.Response:
        moment = datetime.now(UTC) + ahead
        return web.Response(status=302, headers={"Date": f"{moment:%a, %d %b %Y %H:%M:%S GMT}", "Location": "/"})

    app = web.Application()
    app.add_routes(
        [
            web.post("/bot{token}/getMe", get_me),
            web.post("/bot{token}/getWebhookInfo", get_webhook_info),
            web.get("/", root),
        ]
    )
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def settings(address: str, folder: Path, token: str = TOKEN, database: str = "", **telegram: object) -> Settings:
    return Settings(
        organization=Organization(name="Dinas Contoh", short_name="Dinas"),
        telegram=Telegram.model_validate({"token": SecretStr(token), "api_base_url": address, **telegram}),
        database=Database(url=SecretStr(database or f"sqlite+aiosqlite:///{folder / 'zibot.db'}")),
        web=Web(public_url="https://contoh.go.id"),
    )


async def schema_is_current(_url: str) -> SchemaState:
    return SchemaState.CURRENT


def about(topic: str, findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.topic == topic]


async def test_an_installation_in_order_has_no_fix_to_make(tmp_path: Path) -> None:
    async with server() as address:
        ready = settings(address, tmp_path)
        await migrate(ready.database.url.get_secret_value())
        findings = await check(ready)
    bad = [finding for finding in findings if finding.level is not Level.OK and finding.topic != "Ruang simpan"]
    assert bad == []
    assert [finding.topic for finding in findings] == [
        "Konfigurasi",
        "Zona waktu",
        "Ruang simpan",
        "Berkas bukti",
        "Basis data",
        "Segel",
        "Token",
        "Webhook",
        "Jam",
        "Alamat umum",
        "Portal RB",
    ]
    assert about("Token", findings)[0].sentence == "Diterima, botnya @zibot_uji."


async def test_a_refused_token_is_told_and_not_shown(tmp_path: Path) -> None:
    other = TOKEN.replace("x", "y")
    async with server() as address:
        findings = await check(settings(address, tmp_path, token=other), schema_is_current)
    (token,) = about("Token", findings)
    assert token.level is Level.ERROR
    assert "BotFather" in token.fix
    assert failed(findings)
    assert other not in f"{findings!r}{as_text(findings)}"


@pytest.mark.parametrize(
    ("year", "level"), [(2025, Level.ERROR), (2026, Level.WARNING)], ids=["a lost clock", "a likely clock"]
)
async def test_without_a_connection_the_clock_is_judged_by_itself(tmp_path: Path, year: int, level: Level) -> None:
    async with server() as address:
        pass
    findings = await check(
        settings(address, tmp_path), schema_is_current, clock=lambda: datetime(year, 8, 12, 1, 30, tzinfo=UTC)
    )
    (telegram,) = about("Telegram", findings)
    assert telegram.level is Level.ERROR
    assert telegram.sentence.startswith(f"{address} tidak menjawab")
    assert [finding.level for finding in about("Jam", findings)] == [level]
    assert about("Zona waktu", findings)[0].sentence == "Asia/Jakarta, sekarang pukul 08.30."
    assert TOKEN not in repr(findings)


@pytest.mark.parametrize(
    ("ahead", "level"),
    [
        (timedelta(seconds=-20), Level.OK),
        (timedelta(seconds=60), Level.WARNING),
        (timedelta(seconds=-60), Level.WARNING),
        (timedelta(hours=7), Level.ERROR),
    ],
)
async def test_the_clock_is_compared_with_telegram(tmp_path: Path, ahead: timedelta, level: Level) -> None:
    async with server(ahead=ahead) as address:
        findings = await check(settings(address, tmp_path), schema_is_current)
    assert [finding.level for finding in about("Jam", findings)] == [level]


NOW = datetime.now(UTC)
FAILURE = {"last_error_date": int(NOW.timestamp()), "last_error_message": "Connection refused"}
LONG_AGO = FAILURE | {"last_error_date": int((NOW - timedelta(days=1)).timestamp())}
WEBHOOK_CASES: list[tuple[str, dict[str, object], list[tuple[Level, str]]]] = [
    ("polling", {}, [(Level.OK, "Tidak terpasang")]),
    ("polling", {"url": HOOK}, [(Level.WARNING, "Telegram masih mengirim pesan ke contoh.go.id")]),
    ("polling", {"pending_update_count": 5000}, [(Level.OK, "Tidak terpasang"), (Level.WARNING, "5000 pesan")]),
    ("webhook", {}, [(Level.WARNING, "Belum terpasang")]),
    ("webhook", {"url": "https://lain.go.id/x"}, [(Level.WARNING, "Telegram mengirim ke lain.go.id")]),
    ("webhook", {"url": HOOK}, [(Level.OK, "Terpasang ke contoh.go.id")]),
    ("webhook", {"url": HOOK} | LONG_AGO, [(Level.OK, "Terpasang ke contoh.go.id")]),
    (
        "webhook",
        {"url": HOOK} | FAILURE,
        [(Level.OK, "Terpasang ke contoh.go.id"), (Level.WARNING, "Kiriman terakhir gagal: Connection refused")],
    ),
]


@pytest.mark.parametrize(("mode", "webhook", "expected"), WEBHOOK_CASES)
async def test_the_mode_fits_what_telegram_does(
    tmp_path: Path, mode: str, webhook: dict[str, object], expected: list[tuple[Level, str]]
) -> None:
    async with server(webhook=webhook) as address:
        chosen = settings(address, tmp_path, mode=mode, webhook_url=HOOK, webhook_secret="kata-kunci")
        findings = await check(chosen, schema_is_current)
    found = about("Webhook", findings)
    assert [finding.level for finding in found] == [level for level, _ in expected]
    assert [
        finding.sentence
        for finding, (_, start) in zip(found, expected, strict=True)
        if not finding.sentence.startswith(start)
    ] == []
    assert [secret for secret in ("rahasia-di-jalur", "kata-kunci") if secret in repr(findings)] == []


async def test_a_proxy_that_cannot_be_used_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "socks5://zibot:sandi-proksi@127.0.0.1:1080")
    findings = await check(settings("https://127.0.0.1:1", tmp_path), schema_is_current)
    (proxy,) = about("Proksi", findings)
    assert proxy.level is Level.ERROR
    assert "sandi-proksi" not in repr(findings)


async def test_a_bot_that_may_not_join_groups_is_told(tmp_path: Path) -> None:
    async with server(me={"can_join_groups": False}) as address:
        findings = await check(settings(address, tmp_path), schema_is_current)
    assert "/setjoingroups" in about("Grup", findings)[0].fix


async def _nothing(_path: Path) -> None:
    pass


async def _migrated(path: Path) -> None:
    await migrate(f"sqlite+aiosqlite:///{path}")


def _at_revision(revision: str) -> Callable[[Path], Awaitable[None]]:
    async def make(path: Path) -> None:
        await _migrated(path)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))

    return make


async def _no_database(path: Path) -> None:
    await asyncio.to_thread(path.write_bytes, b"this is no database " * 100)


@pytest.mark.parametrize(
    ("make", "level", "words"),
    [
        (_nothing, Level.ERROR, "`zibot migrate`"),
        (_migrated, Level.OK, "sesuai dengan versi ini"),
        (_at_revision("0001"), Level.ERROR, "lebih lama"),
        (_at_revision("9999"), Level.ERROR, "lebih baru"),
        (_no_database, Level.ERROR, "file is not a database"),
    ],
)
async def test_the_database_is_looked_at(
    tmp_path: Path, make: Callable[[Path], Awaitable[None]], level: Level, words: str
) -> None:
    await make(tmp_path / "zibot.db")
    async with server() as address:
        findings = await check(settings(address, tmp_path))
    (database,) = about("Basis data", findings)
    assert database.level is level
    assert words in f"{database.sentence} {database.fix}"


async def test_a_database_server_that_is_down_is_told_without_its_password(tmp_path: Path) -> None:
    async with server() as address:
        port = address.rpartition(":")[2]
    away = f"postgresql+asyncpg://zibot:sandi-basis-data@127.0.0.1:{port}/zibot"
    async with server() as address:
        findings = await check(settings(address, tmp_path, database=away))
    (database,) = about("Basis data", findings)
    assert database.level is Level.ERROR
    assert about("Ruang simpan", findings) == []
    assert "sandi-basis-data" not in repr(findings)


async def test_whatever_the_database_driver_says_secrets_are_hidden(tmp_path: Path) -> None:
    async def fails(url: str) -> SchemaState:
        raise OSError(url)

    away = "postgresql+asyncpg://zibot:sandi-basis-data@127.0.0.1/zibot"
    async with server() as address:
        findings = await check(settings(address, tmp_path, database=away), fails)
    assert "zibot:[secret]@127.0.0.1" in about("Basis data", findings)[0].sentence


async def test_a_folder_that_is_absent_is_told(tmp_path: Path) -> None:
    async with server() as address:
        findings = await check(settings(address, tmp_path / "absent"), schema_is_current)
    (space,) = about("Ruang simpan", findings)
    assert (space.level, space.sentence) == (Level.ERROR, f"Folder {tmp_path / 'absent'} tidak dapat ditulisi.")


@pytest.mark.parametrize(
    ("mebibytes", "level"), [(99, Level.ERROR), (100, Level.WARNING), (1023, Level.WARNING), (1024, Level.OK)]
)
def test_little_space_is_told_before_there_is_none(mebibytes: int, level: Level) -> None:
    found = _space(Path("data"), mebibytes * MEBIBYTE)
    assert (found.level, bool(found.fix)) == (level, level is not Level.OK)


async def test_an_address_of_this_machine_is_no_public_one(tmp_path: Path) -> None:
    async with server() as address:
        local = settings(address, tmp_path).model_copy(update={"web": Web()})
        findings = await check(local, schema_is_current)
    (public,) = about("Alamat umum", findings)
    assert (public.level, public.fix.split()[:3]) == (Level.WARNING, ["Isi", "[web]", "public_url"])
    assert not failed(about("Alamat umum", findings))


def test_findings_are_lines_with_their_fixes_and_a_count() -> None:
    findings = [
        Finding(Level.OK, "Jam", "Cocok."),
        Finding(Level.WARNING, "Grup", "Tidak boleh.", "Bolehkan."),
        Finding(Level.ERROR, "Token", "Ditolak.", "Ganti."),
    ]
    assert as_text(findings).splitlines() == [
        "baik   Jam: Cocok.",
        "awas   Grup: Tidak boleh.",
        "       -> Bolehkan.",
        "salah  Token: Ditolak.",
        "       -> Ganti.",
        "1 kesalahan, 1 peringatan.",
    ]
    assert as_text(findings[:1]).endswith("Semuanya baik.")


async def test_a_folder_for_evidence_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "bukti").write_bytes(b"a file, where a folder should be")
    async with server() as address:
        ready = settings(address, tmp_path).model_copy(update={"evidence": Evidence(folder="bukti")})
        findings = await check(ready, schema_is_current)
    (found,) = about("Berkas bukti", findings)
    assert (found.level, found.sentence) == (Level.ERROR, f"Folder {tmp_path / 'bukti'} tidak dapat ditulisi.")


@pytest.mark.parametrize(
    ("token", "url", "level", "sentence"),
    [
        ("", "https://contoh.go.id", Level.OK, "Antarmuka usulan mati"),
        ("rahasia-portal" * 3, "https://contoh.go.id", Level.OK, "ditarik dari https://contoh.go.id/portal/v1 "),
        ("rahasia-portal" * 3, "http://127.0.0.1:8080", Level.WARNING, "hanya dapat dijangkau di mesin ini"),
    ],
)
async def test_whether_the_national_portal_can_pull_is_told(
    tmp_path: Path, token: str, url: str, level: Level, sentence: str
) -> None:
    async with server() as address:
        changes = {"portal": Portal(token=SecretStr(token)), "web": Web(public_url=url)}
        findings = await check(settings(address, tmp_path).model_copy(update=changes), schema_is_current)
    (found,) = about("Portal RB", findings)
    assert (found.level, sentence in found.sentence) == (level, True)
    assert "rahasia-portal" not in as_text(findings)
