"""The aiohttp transport below a real `telegram.Bot`, against real sockets on 127.0.0.1."""

import asyncio
import contextlib
import io
import socket
import traceback
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, InputMediaDocument
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import ExtBot

from bot.limiter import Lane, LaneLimiter
from bot.outcomes import outcome_of
from bot.transport import AiohttpRequest, NotSent, NotSentInTime, redacted
from domain.delivery import Kind
from tests.bot.local_api import TOKEN, LocalApi, local_api, local_proxy

SECRET = TOKEN.partition(":")[2]
MANY = bytes(range(256)) * 12_000  # about 3 MB


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
async def api() -> AsyncIterator[LocalApi]:
    async with local_api() as server:
        yield server


def bot_on(api: LocalApi | str, **settings: Any) -> Bot:
    base, files = (f"{api}/bot", f"{api}/file/bot") if isinstance(api, str) else (api.base_url, api.base_file_url)
    return Bot(
        TOKEN,
        base_url=base,
        base_file_url=files,
        request=AiohttpRequest(**settings),
        get_updates_request=AiohttpRequest(**settings | {"connection_pool_size": 1}),
    )


async def failure_of(bot: Bot, method: str, **settings: Any) -> TelegramError:
    with pytest.raises(TelegramError) as raised:
        await asyncio.wait_for(bot.do_api_request(method, **settings), 10)
    return raised.value


async def test_a_message_arrives_as_a_form(api: LocalApi) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Tanda tangani ✍️", callback_data="sign:1:0")]])
    async with bot_on(api) as bot:
        await bot.send_message(42, "Siap & jujur = 100 % 😀\nbaris 2", reply_markup=keyboard)

    call = api.calls[-1]
    assert (call.method, call.fields["chat_id"], call.files) == ("sendMessage", "42", {})
    assert call.fields["text"] == "Siap & jujur = 100 % 😀\nbaris 2"
    assert call.fields["reply_markup"] == keyboard.to_json()
    assert call.headers["User-Agent"].startswith("python-telegram-bot")


async def test_files_arrive_whole_and_with_their_names(api: LocalApi, tmp_path: Path) -> None:
    path = tmp_path / "daftar pegawai.csv"
    path.write_bytes(MANY)
    async with bot_on(api) as bot:
        await bot.send_document(1, b"%PDF-1.7", filename='Pakta "Siti" é.pdf', caption="Pakta")
        await bot.send_document(1, io.BytesIO(MANY), filename="pakta.pdf")
        await bot.send_document(1, path)
        with path.open("rb") as opened:
            await bot.send_document(1, opened)
        await bot.send_document(1, b"", filename="kosong.txt")

    sent = [call.files["document"] for call in api.calls[1:]]
    assert sent == [
        ('Pakta "Siti" é.pdf', "application/pdf", b"%PDF-1.7"),
        ("pakta.pdf", "application/pdf", MANY),
        ("daftar pegawai.csv", "text/csv", MANY),
        ("daftar pegawai.csv", "text/csv", MANY),
        ("kosong.txt", "text/plain", b""),
    ]
    assert api.calls[1].fields == {"chat_id": "1", "caption": "Pakta"}
    assert all("Content-Length" in call.headers for call in api.calls)


async def test_an_open_file_is_streamed_from_its_start_each_time_and_stays_open(api: LocalApi, tmp_path: Path) -> None:
    path = tmp_path / "laporan.bin"
    path.write_bytes(MANY)
    with path.open("rb") as opened:
        file = InputFile(opened, read_file_handle=False)
        async with bot_on(api) as bot:
            for _ in range(2):
                await bot.send_document(1, file)
        assert not opened.closed

    assert [call.files["document"][2] for call in api.calls[1:]] == [MANY, MANY]


async def test_an_album_carries_several_files(api: LocalApi) -> None:
    media = [InputMediaDocument(f"isi {n}".encode(), filename=f"berkas {n}.txt") for n in range(3)]
    async with bot_on(api) as bot:
        await bot.send_media_group(1, media)

    assert sorted(api.calls[-1].files.values()) == [
        (f"berkas {n}.txt", "text/plain", f"isi {n}".encode()) for n in range(3)
    ]


async def test_a_file_is_downloaded(api: LocalApi) -> None:
    api.content = MANY
    async with bot_on(api) as bot:
        file = await bot.get_file("f")
        assert bytes(await file.download_as_bytearray()) == MANY


async def test_polling_waits_longer_than_the_default_read_timeout(api: LocalApi) -> None:
    async with bot_on(api, read_timeout=0.2) as bot:
        assert await bot.get_updates(timeout=1) == ()
        with pytest.raises(TimedOut):
            await bot.get_updates(timeout=0)
        assert bot.request.read_timeout == 0.2


@pytest.mark.parametrize(
    ("method", "error", "kind"),
    [
        ("breakBefore", NetworkError, Kind.NETWORK),
        ("breakAfter", NetworkError, Kind.NETWORK),
        ("cutShort", NetworkError, Kind.NETWORK),
        ("silent", TimedOut, Kind.TIMED_OUT),
        ("stall", TimedOut, Kind.TIMED_OUT),
        ("gateway", NetworkError, Kind.NETWORK),
        ("internal", NetworkError, Kind.NETWORK),
        ("elsewhere", NetworkError, Kind.NETWORK),
        ("flood", RetryAfter, Kind.RETRY_AFTER),
        ("migrate", ChatMigrated, Kind.MIGRATED),
        ("blocked", Forbidden, Kind.FORBIDDEN),
        ("noChat", BadRequest, Kind.BAD_REQUEST),
    ],
)
async def test_what_each_failure_becomes(
    api: LocalApi, caplog: pytest.LogCaptureFixture, method: str, error: type[TelegramError], kind: Kind
) -> None:
    bot = bot_on(api, read_timeout=0.3)
    caplog.set_level("DEBUG")  # not before: the library logs its addresses when a bot is made
    async with bot:
        failure = await failure_of(bot, method)
        await bot.get_me()

    assert type(failure) is error
    assert outcome_of(failure).kind is kind
    assert_nothing_told(failure, caplog)


async def test_a_wrong_token_is_told_from_other_refusals(api: LocalApi) -> None:
    async with AiohttpRequest() as request:
        with pytest.raises(InvalidToken) as raised:
            await request.post(f"{api.base_url}{TOKEN}/unauthorized")

    assert outcome_of(raised.value).kind is Kind.UNAUTHORIZED


def assert_nothing_told(failure: BaseException, caplog: pytest.LogCaptureFixture) -> None:
    seen: BaseException | None = failure
    while seen is not None:
        assert SECRET not in f"{seen!s} {seen!r} {seen.args}"
        seen = seen.__cause__ or seen.__context__
    assert SECRET not in "".join(traceback.format_exception(failure))
    assert SECRET not in caplog.text
    assert all(SECRET not in str(record.__dict__) for record in caplog.records)


async def test_a_page_of_a_gateway_is_cut_short(api: LocalApi) -> None:
    async with bot_on(api) as bot:
        failure = await failure_of(bot, "gateway")

    assert "Bad Gateway (502)" in str(failure)
    assert len(str(failure)) < 500


async def test_a_redirect_is_not_followed(api: LocalApi) -> None:
    async with bot_on(api) as bot:
        await failure_of(bot, "elsewhere")

    assert [call.method for call in api.calls] == ["getMe", "elsewhere"]


async def test_a_slow_answer_is_read_as_long_as_pieces_come(api: LocalApi) -> None:
    async with AiohttpRequest(read_timeout=0.4) as request:
        status, body = await request.do_request(f"{api.base_url}{TOKEN}/trickle", "POST")

    assert (status, body) == (200, b'{"ok":            false}')


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """A port whose queue of connections is full, so that connecting takes for ever."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(3):
            visitor = stack.enter_context(socket.socket())
            visitor.setblocking(False)
            visitor.connect_ex(server.getsockname())
        yield server.getsockname()[1]


async def test_a_refused_connection_has_sent_nothing(closed_port: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    async with AiohttpRequest() as request:
        with pytest.raises(NotSent) as raised:
            await request.post(f"http://127.0.0.1:{closed_port}/bot{TOKEN}/sendMessage")

    assert not isinstance(raised.value, TimedOut)
    assert outcome_of(raised.value).kind is Kind.CONNECT_FAILED
    assert_nothing_told(raised.value, caplog)


async def test_a_connection_that_takes_too_long_has_sent_nothing(
    deaf_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    async with AiohttpRequest(connect_timeout=10) as request:
        with pytest.raises(NotSentInTime) as raised:
            await request.post(f"http://127.0.0.1:{deaf_port}/bot{TOKEN}/sendMessage", connect_timeout=0.2)

    assert isinstance(raised.value, TimedOut)
    assert outcome_of(raised.value).kind is Kind.CONNECT_FAILED
    assert_nothing_told(raised.value, caplog)


@pytest.mark.parametrize("url", ["http:///bot{token}/getMe", "http://[broken/bot{token}/getMe", "nonsense:/bot{token}"])
async def test_an_impossible_address_is_reported_without_the_token(url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    async with AiohttpRequest() as request:
        with pytest.raises(NetworkError) as raised:
            await request.post(url.format(token=TOKEN))

    assert_nothing_told(raised.value, caplog)


async def test_before_the_start_and_after_the_end_nothing_is_sent(api: LocalApi) -> None:
    request = AiohttpRequest()
    with pytest.raises(NotSent, match="not initialized"):
        await request.post(f"{api.base_url}{TOKEN}/getMe")
    for _ in range(2):
        await request.initialize()
        await request.initialize()
        assert await request.post(f"{api.base_url}{TOKEN}/getMe")
        await request.shutdown()
        await request.shutdown()
    with pytest.raises(NotSent, match="not initialized"):
        await request.post(f"{api.base_url}{TOKEN}/getMe")


async def test_a_full_pool_lets_wait_and_then_refuses(api: LocalApi) -> None:
    url = f"{api.base_url}{TOKEN}/"
    async with AiohttpRequest(connection_pool_size=2, pool_timeout=0.1, read_timeout=5) as request:
        busy = [asyncio.create_task(request.post(url + "silent")) for _ in range(2)]
        for _ in busy:
            assert await asyncio.wait_for(api.arrivals.get(), 5) == "silent"
        with pytest.raises(NotSentInTime, match="Pool timeout"):
            await request.post(url + "getMe")
        waiting = asyncio.create_task(request.post(url + "getMe", pool_timeout=None))
        await asyncio.sleep(0)
        api.open.set()
        await asyncio.wait_for(asyncio.gather(waiting, *busy), 5)

    assert sorted(call.method for call in api.calls) == ["getMe", "silent", "silent"]


async def test_connections_are_kept_and_never_more_than_the_pool(api: LocalApi) -> None:
    url = f"{api.base_url}{TOKEN}/"
    async with AiohttpRequest(connection_pool_size=4, pool_timeout=None) as request:
        for _ in range(10):
            await request.post(url + "getMe")
        assert len({call.peer for call in api.calls}) == 1
        await asyncio.gather(*(request.post(url + "brief") for _ in range(12)))

    assert api.busiest == 4
    assert len({call.peer for call in api.calls}) == 4


async def test_a_cancelled_call_gives_its_place_back(api: LocalApi) -> None:
    url = f"{api.base_url}{TOKEN}/"
    async with AiohttpRequest(connection_pool_size=1, pool_timeout=0.5) as request:
        for _ in range(3):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(request.post(url + "silent"), 0.05)
        assert await request.post(url + "getMe")


async def test_an_upload_that_nobody_reads_times_out() -> None:
    async def never_reads(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await finished.wait()
        writer.close()

    finished = asyncio.Event()
    server = await asyncio.start_server(never_reads, "127.0.0.1", 0, limit=1024)
    async with server, AiohttpRequest(media_write_timeout=0.3) as request:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        bot = Bot(TOKEN, base_url=f"{url}/bot", request=request)
        with pytest.raises(TimedOut) as raised:
            await asyncio.wait_for(bot.send_document(1, MANY * 10, filename="besar.bin"), 10)
        finished.set()

    assert not isinstance(raised.value, NotSent)


async def test_an_upload_refused_before_its_end_is_answered(api: LocalApi) -> None:
    async with bot_on(api) as bot:
        with pytest.raises(NetworkError):
            await bot.do_api_request("refuseEarly", api_kwargs={"document": InputFile(MANY * 5, filename="besar.bin")})
        await bot.get_me()


async def test_a_proxy_of_the_environment_is_used_unless_the_host_is_exempt(
    api: LocalApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with local_proxy() as proxy:
        monkeypatch.setenv("http_proxy", proxy.address)
        async with AiohttpRequest() as request:
            assert await request.post(f"{api.base_url}{TOKEN}/getMe")
        assert len(proxy.heads) == 1
        async with AiohttpRequest(trust_env=False) as request:
            assert await request.post(f"{api.base_url}{TOKEN}/getMe")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        async with AiohttpRequest() as request:
            assert await request.post(f"{api.base_url}{TOKEN}/getMe")

        assert len(proxy.heads) == 1
        assert len(api.calls) == 3


async def test_a_proxy_given_by_hand_goes_first_and_is_told_who_we_are(
    api: LocalApi, closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port}")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    async with local_proxy() as proxy:
        with_name = proxy.address.replace("http://", "http://zi:rahasia@")
        async with AiohttpRequest(proxy=with_name) as request:
            assert await request.post(f"{api.base_url}{TOKEN}/getMe")

    assert b"Proxy-Authorization: Basic" in proxy.heads[0]


async def test_a_proxy_that_refuses_the_tunnel_has_sent_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    async with local_proxy() as proxy:
        monkeypatch.setenv("https_proxy", proxy.address)
        async with AiohttpRequest() as request:
            with pytest.raises(NotSent) as raised:
                await request.post(f"https://api.example.invalid/bot{TOKEN}/getMe")

    assert proxy.heads[0].startswith(b"CONNECT api.example.invalid:443")
    assert_nothing_told(raised.value, caplog)


async def test_a_dead_proxy_has_sent_nothing_and_its_password_stays_secret(
    closed_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with AiohttpRequest(proxy=f"http://zi:rahasia@127.0.0.1:{closed_port}") as request:
        with pytest.raises(NotSent) as raised:
            await request.post(f"http://api.example.invalid/bot{TOKEN}/getMe")

    assert "rahasia" not in str(raised.value) + caplog.text


@pytest.mark.parametrize("name", ["http_proxy", "all_proxy", None])
def test_a_proxy_of_another_kind_is_refused_at_once(name: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    address = "socks5://zi:rahasia@127.0.0.1:1080"
    if name:
        monkeypatch.setenv(name, address)
    with pytest.raises(ValueError, match="only http") as raised:
        AiohttpRequest(proxy=None if name else address)

    assert "rahasia" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"POST http://h/bot{TOKEN}/getMe", "POST http://h/bot***/getMe"),
        (f"/file/bot{TOKEN.replace(':', '%3A')}/a.pdf", "/file/bot***/a.pdf"),
        ("http://zi:rahasia@proxy:3128", "http://***@proxy:3128"),
        ("robot 12:30", "robot 12:30"),
    ],
)
def test_what_is_redacted(text: str, told: str) -> None:
    assert redacted(text) == told


async def test_a_reply_that_telegram_put_off_is_sent_after_the_pause(api: LocalApi) -> None:
    api.floods = 2
    pauses: list[float] = []
    seconds = 0.0

    async def sleep(duration: float) -> None:
        nonlocal seconds
        pauses.append(duration)
        seconds += duration

    limiter = LaneLimiter(clock=lambda: seconds, sleep=sleep)
    request = AiohttpRequest()
    async with ExtBot(TOKEN, base_url=api.base_url, request=request, rate_limiter=limiter) as bot:
        await bot.send_message(1, "balasan")
        api.floods = 1
        with pytest.raises(RetryAfter):
            await bot.send_message(2, "pengumuman", rate_limit_args=Lane.BULK)

    assert pauses == [pytest.approx(7.1), pytest.approx(7.1)]
    assert [call.fields.get("text") for call in api.calls] == [None, *["balasan"] * 3, "pengumuman"]
