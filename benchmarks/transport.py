"""Calls a second and CPU a call of our transport and of the library's own, in one run against the same server.

Run `python -m benchmarks.transport`; it takes about 20 seconds. The server is another process, answers sendMessage with
a fixed message and parses nothing, so that the client alone is measured: `telegram.Bot` and the transport below it.
"""

import asyncio
import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Final

from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from bot.transport import AiohttpRequest

TOKEN: Final = "123456:AAH-not_a_real-token"
IN_FLIGHT: Final = (1, 32, 200)
SECONDS: Final = 2.5
POOL: Final = 256
BODY: Final = (
    b'{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":1,"type":"private"},"text":"Pakta integritas"}}'
)
ANSWER: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
TRANSPORTS: Final[dict[str, Callable[[], BaseRequest]]] = {
    "httpx": lambda: HTTPXRequest(connection_pool_size=POOL),
    "aiohttp": lambda: AiohttpRequest(connection_pool_size=POOL),
}


class _Server(asyncio.Protocol):
    """Answers every whole request on a connection, knowing only where its body ends."""

    def __init__(self) -> None:
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        self._received += data
        head, found, rest = self._received.partition(b"\r\n\r\n")
        if not found:
            return
        _, _, after = head.lower().partition(b"content-length:")
        if len(rest) >= int(after.partition(b"\r\n")[0] or b"0"):
            self._received = b""
            self._transport.write(ANSWER)


def serve(told: Connection) -> None:
    """Serve on a free port of 127.0.0.1, tell it, and never end."""

    async def forever() -> None:
        server = await asyncio.get_running_loop().create_server(_Server, "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(forever())


async def measure(transport: BaseRequest, port: int, in_flight: int) -> tuple[float, float]:
    """(calls a second, CPU milliseconds a call) of `in_flight` callers that send one message after another."""
    bot = Bot(TOKEN, base_url=f"http://127.0.0.1:{port}/bot", request=transport)
    calls = 0
    until = 0.0

    async def caller() -> None:
        nonlocal calls
        while time.perf_counter() < until:
            await bot.send_message(1, "Pakta integritas", pool_timeout=10, connect_timeout=10, read_timeout=10)
            calls += 1

    async with transport:
        until = time.perf_counter() + SECONDS / 5
        await asyncio.gather(*(caller() for _ in range(in_flight)))
        calls, wall, cpu = 0, time.perf_counter(), time.process_time()
        until = wall + SECONDS
        await asyncio.gather(*(caller() for _ in range(in_flight)))
        return calls / (time.perf_counter() - wall), (time.process_time() - cpu) * 1000 / calls


def main() -> None:
    """Print one line for every number of calls in flight, and the ratio of the CPU."""
    told, tell = multiprocessing.Pipe(duplex=False)
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(tell,), daemon=True)
    server.start()
    try:
        if not told.poll(10):
            raise TimeoutError("the server did not start")
        port = told.recv()
        print(f"{'in flight':>9} {'httpx':>24} {'aiohttp':>24} {'CPU ratio':>10}")
        for in_flight in IN_FLIGHT:
            results = {name: asyncio.run(measure(make(), port, in_flight)) for name, make in TRANSPORTS.items()}
            cells = [f"{rate:7.0f}/s {cpu:6.2f} ms CPU" for rate, cpu in results.values()]
            ratio = results["httpx"][1] / results["aiohttp"][1]
            print(f"{in_flight:>9} {cells[0]:>24} {cells[1]:>24} {ratio:>9.1f}x")
    finally:
        server.terminate()
        server.join(5)


if __name__ == "__main__":
    main()
