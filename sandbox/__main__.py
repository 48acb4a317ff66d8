"""`python -m sandbox`: a local Telegram with a few invented people, for any bot."""

import argparse
import asyncio
import signal
import sys
from datetime import timedelta

from sandbox.box import Sandbox
from sandbox.clock import Clock, Jump

TOKEN = "1000001:sandbox-token-that-opens-no-door-000"  # noqa: S105  # opens nothing but this sandbox


def _jump(name: str, label: str, by: timedelta) -> Jump:
    async def target() -> timedelta:
        return by

    return Jump(name, label, target)


def build(*, rate_limits: bool) -> Sandbox:
    """A sandbox with a bot, three people, a group and a forum."""
    box = Sandbox(Clock(), rate_limits=rate_limits)
    box.add_bot(TOKEN, "sandbox_bot", "Sandbox Bot")
    box.add_user(501, "Contoh", "Satu", phone="+6280000000501", label="pemilik grup")
    box.add_user(502, "Contoh", "Dua", phone="+6280000000502", label="anggota")
    box.add_user(503, "Sample", "Three", language_code="en", phone="+6280000000503", label="berbahasa Inggris")
    box.add_group(-9001, "Grup Contoh", members=[502, 503], admins=[501])
    box.add_group(-1000000009002, "Forum Contoh", "supergroup", forum=True, members=[502], admins=[501])
    box.jumps = [_jump("hour", "Maju 1 jam", timedelta(hours=1)), _jump("day", "Maju 1 hari", timedelta(days=1))]
    return box


async def serve(host: str, port: int, *, rate_limits: bool) -> None:
    """Run until interrupted or terminated."""
    ended = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, ended.set)
    box = build(rate_limits=rate_limits)
    await box.start(host, port)
    lines = (
        f"Chat page   {box.address}/",
        f"Bot API     {box.address}/bot{TOKEN}/getMe",
        f"Token       {TOKEN}",
        f"base_url       {box.address}/bot",
        f"base_file_url  {box.address}/file/bot",
    )
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    await ended.wait()
    await box.stop()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A local Telegram for bots.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080, help="0 takes a free one")
    parser.add_argument("--no-rate-limits", action="store_true", help="never answer 429")
    options = parser.parse_args()
    asyncio.run(serve(options.host, options.port, rate_limits=not options.no_rate_limits))


if __name__ == "__main__":
    main()
