"""Methods by which a bot gets its updates, and getMe, getFile."""

import re
from typing import Final
from urllib.parse import urlsplit

from sandbox.errors import bad_request
from sandbox.files import MAX_DOWNLOAD
from sandbox.params import Params
from sandbox.state import Json
from sandbox.updates import WEBHOOK_SET
from sandbox.webhook import Hook
from sandbox.wire import file_json, user_json
from sandbox.world import World

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def get_me(world: World, _: Params) -> Json:
    """Who the bot is."""
    return user_json(world.bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.bot.privacy_mode,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(world: World, params: Params) -> list[Json]:
    """Updates by long polling."""
    return await world.updates.poll(params)


async def set_webhook(world: World, params: Params) -> bool:
    """Set the webhook: https like at Telegram, and plain http on this machine."""
    url = params.text("url")
    if not url:
        return await delete_webhook(world, params)
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
    except ValueError:
        raise bad_request("bad webhook: invalid URL") from None
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = params.text("secret_token")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    connections = min(max(params.integer("max_connections", 40), 1), 100)
    world.limits.take_webhook()
    world.updates.remember_allowed(params)
    if params.flag("drop_pending_updates"):
        world.updates.drop()
    world.updates.interrupt(WEBHOOK_SET)
    await world.pusher.start(Hook(url, secret, connections, "certificate" in params.files))
    return True


async def delete_webhook(world: World, params: Params) -> bool:
    """Back to polling."""
    await world.pusher.stop()
    if params.flag("drop_pending_updates"):
        world.updates.drop()
    return True


def get_webhook_info(world: World, _: Params) -> Json:
    """The webhook and what went wrong last."""
    hook = world.pusher.hook
    info: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": len(world.updates.pending)}
    if hook is not None:
        info |= {
            "url": hook.url,
            "has_custom_certificate": hook.has_certificate,
            "max_connections": hook.max_connections,
            "ip_address": "127.0.0.1",
        }
        if hook.error_date is not None:
            info |= {"last_error_date": hook.error_date, "last_error_message": hook.error}
    if world.updates.allowed:
        info["allowed_updates"] = world.updates.allowed
    return info


def get_file(world: World, params: Params) -> Json:
    """The path under which a file of at most 20 MB can be downloaded."""
    stored = world.files.get(params.text("file_id"))
    if stored is None or stored.id != params.text("file_id"):
        raise bad_request("invalid file_id")
    if stored.size > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return file_json(stored) | {"file_path": stored.file_path}


METHODS: Final = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "getFile": get_file,
}
