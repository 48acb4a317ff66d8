"""Messages for one pair of eyes: sent only where the server is known to keep them from the others."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from telegram.error import BadRequest, EndPointNotFound, NetworkError, TelegramError

from domain.people import Account, Actor
from handlers import whispers
from handlers.inbound import Inbound
from tests.builders import NOW
from texts.place import Place
from texts.screen import Screen

PLACE = Place("id", "Pemkab Contoh", ZoneInfo("Asia/Jakarta"), NOW, "contoh_bot")
SAID = Inbound(
    update_id=1, actor=Actor(Account(700, "id", "1", reachable=True)), place=PLACE, chat_id=-5, private=False,
    title="ZI", thread_id=9, text="", data="status.mine:1", query_id="77", pressed=4, contact=None,
)  # fmt: skip
SCREEN = Screen("Bagian Bapak/Ibu")


class Server:
    """A server that answers the question for the new method with an error, and takes or refuses a message."""

    def __init__(self, name: str, probed: TelegramError | None, refuses: TelegramError | None = None) -> None:
        self.base_url, self.probed, self.refuses = name, probed, refuses
        self.probes = 0
        self.sent: list[dict[str, Any]] = []

    async def do_api_request(self, method: str, api_kwargs: dict[str, Any]) -> bool:
        """The question whether the method is known."""
        assert method == whispers.PROBE
        assert api_kwargs["ephemeral_message_id"] == whispers.NO_MESSAGE
        self.probes += 1
        if self.probed is not None:
            raise self.probed
        return True

    async def send_message(self, chat_id: int, text: str, **more: Any) -> None:
        """A message."""
        if self.refuses is not None:
            raise self.refuses
        self.sent.append({"chat_id": chat_id, "text": text, **more})


async def told(server: Server, said: Inbound = SAID) -> bool:
    return await whispers.send(server, said, SCREEN)  # type: ignore[arg-type]


async def test_a_server_that_knows_the_method_shows_it_to_one_person() -> None:
    server = Server("knows", BadRequest("message to edit not found"))
    assert await told(server)
    assert await told(server, replace(SAID, query_id="78"))
    assert server.probes == 1
    first = server.sent[0]
    assert (first["chat_id"], first["message_thread_id"], first["text"]) == (-5, 9, SCREEN.text)
    seen_by = {"receiver_user_id": 700, "callback_query_id": "77"}
    assert first["api_kwargs"] == {"ephemeral_message_parameters": seen_by}


async def test_a_server_that_does_not_know_it_is_sent_nothing_that_all_would_read() -> None:
    server = Server("old", EndPointNotFound("Not Found"))
    assert [await told(server), await told(server)] == [False, False]
    assert (server.sent, server.probes) == ([], 1)


async def test_a_server_that_did_not_answer_is_asked_again() -> None:
    server = Server("away", NetworkError("gone"))
    assert not await told(server)
    server.probed = None
    assert await told(server)
    assert (len(server.sent), server.probes) == (1, 2)


@pytest.mark.parametrize("error", [BadRequest("receiver can't be reached")])
async def test_a_message_that_is_refused_is_not_shown(error: TelegramError) -> None:
    assert not await told(Server("refuses", BadRequest("no such message"), error))
