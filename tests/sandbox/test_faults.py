"""Faults on purpose, before and after a call has taken effect."""

import time

import aiohttp
import pytest
from telegram.error import NetworkError

from sandbox.faults import Faults
from tests.sandbox.rig import ANI, BUDI, running


async def test_an_error_comes_as_told_and_only_as_often() -> None:
    async with running() as rig:
        rig.box.faults.add(kind="error", method="sendMessage", code=502, description="Bad Gateway", times=2)
        for _ in range(2):
            assert await rig.refusal("sendMessage", chat_id=ANI, text="x") == (502, "Bad Gateway")
        await rig.result("sendMessage", chat_id=ANI, text="x")
        assert [call.accepted for call in rig.box.log if call.method == "sendMessage"] == [False, False, True]


async def test_an_error_may_carry_parameters() -> None:
    async with running() as rig:
        rig.box.faults.add(kind="error", code=429, description="Too Many Requests", parameters={"retry_after": 7})
        _, body = await rig.call("getMe")
        assert body["parameters"] == {"retry_after": 7}


async def test_a_fault_strikes_only_its_method_and_chat() -> None:
    async with running() as rig:
        rig.box.people.start(BUDI)
        rig.box.faults.add(kind="error", method="sendMessage", chat=BUDI, times=None)
        await rig.result("sendMessage", chat_id=ANI, text="x")
        await rig.result("sendChatAction", chat_id=BUDI, action="typing")
        assert (await rig.refusal("sendMessage", chat_id=BUDI, text="x"))[0] == 500
        rig.box.faults.clear()
        await rig.result("sendMessage", chat_id=BUDI, text="x")


@pytest.mark.parametrize(("kind", "effects"), [("break_before", 0), ("break_after", 1)])
async def test_a_broken_connection_hides_whether_the_message_was_sent(kind: str, effects: int) -> None:
    async with running() as rig:
        rig.box.faults.add(kind=kind, method="sendMessage")  # type: ignore[arg-type]
        with pytest.raises(aiohttp.ClientError):
            await rig.call("sendMessage", chat_id=ANI, text="x")
        assert sum(message.text == "x" for message in rig.box.messages(ANI)) == effects
        assert sum(call.method == "sendMessage" for call in rig.box.log) == effects
        rig.box.faults.add(kind=kind, method="sendMessage")  # type: ignore[arg-type]
        with pytest.raises(NetworkError):
            await rig.bot.send_message(ANI, "x")


async def test_a_delay_delays_and_then_the_call_succeeds() -> None:
    async with running() as rig:
        rig.box.faults.add(kind="delay", seconds=0.2, method="getMe")
        began = time.monotonic()
        await rig.result("getMe")
        assert time.monotonic() - began >= 0.2


async def test_a_download_can_fail_too() -> None:
    async with running() as rig:
        rig.box.faults.add(kind="error", method="download", code=503, description="Service Unavailable")
        url = f"{rig.box.address}/file/bot1000001:test-token/documents/x"
        async with rig.session.get(url) as response:
            assert response.status == 503


async def test_faults_may_be_added_over_http() -> None:
    async with running() as rig:
        fault = {"kind": "error", "method": "getMe", "code": 500, "description": "Internal Server Error"}
        async with rig.session.post(f"{rig.box.address}/_/fault", json=fault) as response:
            assert await response.json() == {"ok": True}
        assert await rig.refusal("getMe") == (500, "Internal Server Error")
        async with rig.session.post(f"{rig.box.address}/_/fault", json={"kind": "earthquake"}) as response:
            assert response.status == 400


def test_a_share_of_the_calls_is_hit_and_the_same_ones_every_time() -> None:
    def hits() -> list[bool]:
        faults = Faults(seed=7)
        faults.add(kind="error", times=None, share=0.3)
        return [bool(faults.strike("sendmessage", 1)) for _ in range(1000)]

    assert hits() == hits()
    assert 200 < sum(hits()) < 400
