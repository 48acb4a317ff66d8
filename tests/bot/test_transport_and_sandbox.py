"""The transport and the limiter against the sandbox, whose log and flood limits are the truth."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter
from telegram.ext import ExtBot

from bot.limiter import LaneLimiter
from bot.outcomes import outcome_of
from bot.transport import AiohttpRequest
from domain.delivery import Kind
from domain.messages import Lane
from sandbox import Sandbox

TOKEN = "123456:AAH-not_a_real-token"
SITI = 7
STAFF = range(1_000, 1_045)
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 400


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    box = Sandbox()
    box.add_bot(TOKEN, "zi_bot", "Zi")
    for person in (SITI, *STAFF):
        box.add_user(person, f"Pegawai {person}")
        box.people.start(person)
    await box.start(port=0)
    yield box
    await box.stop()


def bot_in(box: Sandbox, limiter: LaneLimiter | None = None) -> ExtBot[Any]:
    return ExtBot(
        TOKEN,
        base_url=f"{box.address}/bot",
        base_file_url=f"{box.address}/file/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(connection_pool_size=1),
        rate_limiter=limiter,
    )


def said(box: Sandbox, person: int) -> list[str]:
    return [message.text for message in box.messages(person) if message.sender.is_bot]


async def test_messages_and_documents_arrive_and_come_back(box: Sandbox) -> None:
    async with bot_in(box) as bot:
        await bot.send_message(SITI, "<b>Pakta</b> & janji", parse_mode="HTML")
        sent = await bot.send_document(SITI, PDF, filename="Pakta Siti.pdf", caption="Pakta integritas")
        assert sent.document is not None
        assert (sent.document.file_name, sent.document.file_size) == ("Pakta Siti.pdf", len(PDF))
        file = await bot.get_file(sent.document.file_id)
        assert bytes(await file.download_as_bytearray()) == PDF

    assert said(box, SITI) == ["Pakta & janji", "Pakta integritas"]


async def test_a_long_poll_ends_with_what_a_person_says(box: Sandbox) -> None:
    async with bot_in(box) as bot:
        waiting = await bot.get_updates(timeout=1)
        poll = asyncio.create_task(bot.get_updates(offset=waiting[-1].update_id + 1, timeout=20))
        await box.until(lambda: box.updates.is_polled)
        box.people.text(SITI, SITI, "halo")
        updates = await asyncio.wait_for(poll, 5)

    assert [update.message.text for update in updates if update.message] == ["halo"]


@pytest.mark.parametrize(("kind", "arrived"), [("break_before", []), ("break_after", ["janji"])])
async def test_a_broken_line_does_not_tell_whether_the_message_arrived(
    box: Sandbox, kind: Any, arrived: list[str]
) -> None:
    async with bot_in(box) as bot:
        box.faults.add(kind=kind, method="sendMessage")
        with pytest.raises(NetworkError) as raised:
            await bot.send_message(SITI, "janji")

    assert said(box, SITI) == arrived
    assert outcome_of(raised.value).kind is Kind.NETWORK


async def test_refusals_are_told_apart(box: Sandbox) -> None:
    async with bot_in(box) as bot:
        box.people.block(SITI)
        with pytest.raises(Forbidden) as blocked:
            await bot.send_message(SITI, "janji")
        with pytest.raises(BadRequest) as unknown:
            await bot.send_message(999, "janji")

    assert outcome_of(blocked.value).kind is Kind.FORBIDDEN
    assert outcome_of(unknown.value).kind is Kind.BAD_REQUEST


async def test_without_the_limiter_a_broadcast_is_refused(box: Sandbox) -> None:
    async with bot_in(box) as bot:
        results = await asyncio.gather(*(bot.send_message(n, "kabar") for n in STAFF), return_exceptions=True)

    assert any(isinstance(result, RetryAfter) for result in results)


async def test_with_the_limiter_a_broadcast_and_replies_pass_without_a_refusal(box: Sandbox) -> None:
    async with bot_in(box, LaneLimiter()) as bot:
        broadcast = [bot.send_message(person, "kabar", rate_limit_args=Lane.BULK) for person in STAFF]
        replies = [bot.send_message(SITI, f"balasan {n}") for n in range(4)]
        await asyncio.wait_for(asyncio.gather(*broadcast, *replies), 20)

    calls = [call for call in box.log if call.method == "sendMessage"]
    assert [call for call in calls if not call.accepted] == []
    assert len(calls) == len(STAFF) + 4
    assert said(box, SITI) == [f"balasan {n}" for n in range(4)]
    assert max(place for place, call in enumerate(calls) if call.chat_id == SITI) < len(calls) - 1


async def test_a_reply_refused_once_is_sent_after_the_pause(box: Sandbox) -> None:
    async with bot_in(box, LaneLimiter()) as bot:
        box.faults.add(
            kind="error", method="sendMessage", code=429, description="Too Many Requests", parameters={"retry_after": 1}
        )
        await asyncio.wait_for(bot.send_message(SITI, "balasan"), 5)

    assert said(box, SITI) == ["balasan"]
