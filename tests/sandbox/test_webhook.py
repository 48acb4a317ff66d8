"""Webhooks: pushes with the secret, order, retries, what getWebhookInfo tells, answers that are calls."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from tests.sandbox.rig import ANI, BUDI, Rig, running

QUICK = (0.02, 0.1)


@dataclass
class Receiver:
    """A bot's webhook that answers with what `respond` says and keeps what it was sent."""

    url: str = ""
    respond: Callable[[dict[str, Any]], web.Response] = lambda _: web.Response()
    got: list[tuple[str | None, dict[str, Any]]] = field(default_factory=list)

    def texts(self) -> list[str]:
        return [update["message"]["text"] for _, update in self.got]


@asynccontextmanager
async def receiving(
    respond: Callable[[dict[str, Any]], web.Response] = lambda _: web.Response(),
) -> AsyncIterator[Receiver]:
    receiver = Receiver(respond=respond)

    async def take(request: web.BaseRequest) -> web.Response:
        update = await request.json()
        receiver.got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), update))
        return receiver.respond(update)

    runner = web.ServerRunner(web.Server(take), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield receiver
    finally:
        await runner.cleanup()


async def pending(rig: Rig) -> int:
    return int((await rig.result("getWebhookInfo"))["pending_update_count"])


async def test_updates_are_pushed_with_the_secret_also_those_that_waited() -> None:
    async with running() as rig, receiving() as receiver:
        rig.box.people.text(ANI, ANI, "before")
        await rig.result("setWebhook", url=receiver.url, secret_token="s-1_x")
        rig.box.people.text(ANI, ANI, "after")
        await rig.box.until(lambda: not rig.box.updates.pending)
        assert [(secret, update["message"]["text"]) for secret, update in receiver.got] == [
            ("s-1_x", "before"),
            ("s-1_x", "after"),
        ]
        assert await rig.result("getWebhookInfo") == {
            "url": receiver.url,
            "has_custom_certificate": False,
            "pending_update_count": 0,
            "max_connections": 40,
            "ip_address": "127.0.0.1",
        }


async def test_a_refused_update_is_pushed_again_in_order_and_the_error_is_told() -> None:
    answers = iter([500, 503])
    async with running(webhook_backoff=QUICK) as rig, receiving() as receiver:
        receiver.respond = lambda _: web.Response(status=next(answers, 200))
        await rig.result("setWebhook", url=receiver.url)
        for text in ("a", "b"):
            rig.box.people.text(ANI, ANI, text)
        await rig.box.until(lambda: not rig.box.updates.pending)
        assert receiver.texts() == ["a", "a", "a", "b"]
        info = await rig.result("getWebhookInfo")
        assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"
        assert abs(info["last_error_date"] - rig.box.clock.timestamp()) < 10


async def test_one_chat_that_is_stuck_does_not_hold_up_another() -> None:
    def refuse_ani(update: dict[str, Any]) -> web.Response:
        return web.Response(status=500 if update["message"]["from"]["id"] == ANI else 200)

    async with running(webhook_backoff=QUICK) as rig, receiving(refuse_ani) as receiver:
        await rig.result("setWebhook", url=receiver.url)
        rig.box.people.text(ANI, ANI, "stuck")
        rig.box.people.start(BUDI)
        await rig.box.until(lambda: len(rig.box.updates.pending) == 1)
        assert "/start" in receiver.texts()
        assert await pending(rig) == 1


async def test_nobody_listening_is_told_and_the_updates_go_to_polling_afterwards() -> None:
    async with running(webhook_backoff=QUICK) as rig:
        await rig.result("setWebhook", url="http://127.0.0.1:1/none")
        rig.box.people.text(ANI, ANI, "a")
        await rig.box.until(lambda: rig.box.world.pusher.hook and rig.box.world.pusher.hook.error)
        assert (await rig.result("getWebhookInfo"))["last_error_message"] == "Connection refused"
        await rig.result("deleteWebhook")
        assert [update["message"]["text"] for update in await rig.updates()] == ["a"]


async def test_dropping_pending_updates_forgets_them() -> None:
    async with running() as rig, receiving() as receiver:
        rig.box.people.text(ANI, ANI, "dropped")
        await rig.result("setWebhook", url=receiver.url, drop_pending_updates=True)
        rig.box.people.text(ANI, ANI, "kept")
        await rig.box.until(lambda: receiver.got and not rig.box.updates.pending)
        assert receiver.texts() == ["kept"]


async def test_the_answer_of_a_webhook_may_be_a_call() -> None:
    reply = {"method": "sendMessage", "chat_id": ANI, "text": "langsung"}
    async with running() as rig, receiving(lambda _: web.json_response(reply)) as receiver:
        await rig.result("setWebhook", url=receiver.url)
        rig.box.people.text(ANI, ANI, "a")
        await rig.box.until(lambda: rig.box.messages(ANI)[-1].text == "langsung")


async def test_only_the_wanted_kinds_are_pushed() -> None:
    async with running() as rig, receiving() as receiver:
        await rig.result("setWebhook", url=receiver.url, allowed_updates=["my_chat_member"])
        rig.box.people.text(ANI, ANI, "not wanted")
        rig.box.people.block(ANI)
        await rig.box.until(lambda: receiver.got and not rig.box.updates.pending)
        assert [sorted(update) for _, update in receiver.got] == [["my_chat_member", "update_id"]]
        assert (await rig.result("getWebhookInfo"))["allowed_updates"] == ["my_chat_member"]


async def test_an_empty_address_deletes_the_webhook() -> None:
    async with running() as rig, receiving() as receiver:
        await rig.result("setWebhook", url=receiver.url)
        await rig.result("setWebhook", url="")
        assert (await rig.result("getWebhookInfo"))["url"] == ""
        assert await rig.updates() == []


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"url": "http://example.org/hook"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "http://127.0.0.1:1/", "secret_token": "a b"}, "secret token contains unallowed characters"),
        ({"url": "http://127.0.0.1:1/", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_wrong_webhooks_are_refused(params: dict[str, str], reason: str) -> None:
    async with running() as rig:
        assert await rig.refusal("setWebhook", **params) == (400, f"Bad Request: {reason}")


async def test_webhooks_may_be_set_once_a_second() -> None:
    async with running(rate_limits=True) as rig:
        await rig.result("setWebhook", url="http://127.0.0.1:1/a")
        status, body = await rig.call("setWebhook", url="http://127.0.0.1:1/b")
        assert (status, body["parameters"]) == (429, {"retry_after": 1})
