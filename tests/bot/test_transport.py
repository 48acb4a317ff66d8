"""The aiohttp transport below a real `telegram.Bot`, against real sockets on 127.0.0.1."""

import asyncio
import io
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

from bot.limiter import LaneLimiter
from bot.outcomes import outcome_of
from bot.transport import AiohttpRequest, redacted
from domain.delivery import Kind
from domain.messages import Lane
from tests.bot.local_api import MANY, TOKEN, LocalApi, assert_nothing_told, bot_on


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
