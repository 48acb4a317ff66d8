"""Messages in a group that one member alone sees (ephemeral messages, Bot API 10.2).

A server that does not know them would post the text for everybody: a field that it does not know is passed over. So a
method that came with them is asked first, with a message that can't exist; only who knows it is trusted with a text.
"""

from __future__ import annotations

from telegram.constants import ParseMode
from telegram.error import BadRequest, EndPointNotFound, TelegramError
from telegram.ext import ExtBot

from domain.messages import Lane
from handlers.inbound import Inbound
from texts.screen import Screen

PROBE = "editEphemeralMessageText"
NO_MESSAGE = 1
_known: dict[str, bool] = {}


async def send(bot: ExtBot[Lane], said: Inbound, screen: Screen) -> bool:
    """Show a text to who pressed the button, and to nobody else; False when that can't be, and then nothing is sent."""
    if not await _knows(bot, said):
        return False
    seen_by = {"receiver_user_id": said.actor.telegram_id, "callback_query_id": said.query_id}
    try:
        await bot.send_message(
            said.chat_id, screen.text, parse_mode=ParseMode.HTML, message_thread_id=said.thread_id,
            rate_limit_args=Lane.INTERACTIVE, api_kwargs={"ephemeral_message_parameters": seen_by},
        )  # fmt: skip
    except BadRequest:
        return False
    return True


async def _knows(bot: ExtBot[Lane], said: Inbound) -> bool:
    server = bot.base_url
    if server not in _known:
        nothing = {
            "chat_id": said.chat_id, "receiver_user_id": said.actor.telegram_id, "ephemeral_message_id": NO_MESSAGE,
            "text": "-",
        }  # fmt: skip
        try:
            await bot.do_api_request(PROBE, api_kwargs=nothing)
        except EndPointNotFound:
            _known[server] = False
        except BadRequest:
            _known[server] = True
        except TelegramError:
            return False
        else:
            _known[server] = True
    return _known[server]
