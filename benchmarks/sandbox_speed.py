"""How many sendMessage a second the sandbox takes on one core, beside a bare aiohttp echo in the same run.

Usage: python -m benchmarks.sandbox_speed [--calls 12000] [--connections 32]

The server runs in a process of its own; the load comes from this one over keep-alive connections of plain asyncio, so
that the client costs little. Printed: calls a second of wall time, the server's CPU time a call, calls a CPU second.
"""

import argparse
import asyncio
import subprocess
import sys
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

from sandbox import Sandbox

TOKEN = "1000001:speed"
PEOPLE = 1000
TARGET = 3000
PATH = f"/bot{TOKEN}/sendMessage"
TEXT = "<b>Pengingat</b>: laporan triwulan ditunggu sampai Senin, 12 Januari pukul 16.00 WIB 📌"


@dataclass(frozen=True)
class Result:
    """One run against one server."""

    name: str
    calls: int
    seconds: float
    cpu: float

    def __str__(self) -> str:
        per_call = self.cpu / self.calls * 1e6
        return (
            f"{self.name:24} {self.calls / self.seconds:9,.0f} calls/s {per_call:8.0f} us CPU a call "
            f"{self.calls / self.cpu:9,.0f} calls a CPU second"
        )


async def serve_sandbox() -> int:
    """Start a sandbox full of people; its port."""
    box = Sandbox(rate_limits=False)
    box.add_bot(TOKEN, "speed_bot", "Speed")
    for user_id in range(1, PEOPLE + 1):
        box.add_user(user_id, "Contoh", str(user_id)).started = True
    await box.start(port=0)
    return int(box.address.rpartition(":")[2])


async def serve_echo() -> int:
    """Start the least that aiohttp can be: reads the body, answers a constant; its port."""

    async def answer(request: web.BaseRequest) -> web.Response:
        await request.read()
        return web.Response(body=b'{"ok":true,"result":true}', content_type="application/json")

    runner = web.ServerRunner(web.Server(answer), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return int(runner.addresses[0][1])


async def serve(name: str) -> None:
    """Child process: print the port, then the CPU seconds so far for every line that comes in."""
    port = await (serve_echo() if name == "echo" else serve_sandbox())
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    while await asyncio.to_thread(sys.stdin.readline):
        sys.stdout.write(f"{time.process_time()}\n")
        sys.stdout.flush()


def request_for(chat_id: int) -> bytes:
    """A whole HTTP request as bytes."""
    body = urlencode({"chat_id": chat_id, "text": TEXT, "parse_mode": "HTML"}).encode()
    head = f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    return head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body


async def one_connection(port: int, calls: int, first: int, requests: list[bytes]) -> None:
    """Send `calls` requests one after the other and check every answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for number in range(calls):
        writer.write(requests[(first + number) % PEOPLE])
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        body = await reader.readexactly(length)
        assert b'"ok":true' in body, body
    writer.close()


def measure(name: str, calls: int, connections: int) -> Result:
    """Run one server and load it."""
    command = [sys.executable, "-m", "benchmarks.sandbox_speed", "--serve", name]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as server:
        asking, telling = server.stdin, server.stdout
        assert asking is not None
        assert telling is not None
        port = int(telling.readline())
        each, requests = calls // connections, [request_for(chat_id) for chat_id in range(1, PEOPLE + 1)]

        async def load() -> None:
            await asyncio.gather(*(one_connection(port, each, 7 * lane, requests) for lane in range(connections)))

        def cpu() -> float:
            asking.write("\n")
            return float(telling.readline())

        before, began = cpu(), time.perf_counter()
        asyncio.run(asyncio.wait_for(load(), 120))
        seconds, spent = time.perf_counter() - began, cpu() - before
        asking.close()
        server.terminate()
    return Result(name, each * connections, seconds, spent)


def main() -> None:
    """Measure both servers and say whether the target is met."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=12_000)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--serve", choices=["sandbox", "echo"])
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve(options.serve))
        return
    echo = measure("echo", options.calls, options.connections)
    box = measure("sandbox", options.calls, options.connections)
    print(echo, box, sep="\n")
    print(f"ratio of CPU a call {box.cpu / box.calls / (echo.cpu / echo.calls):.1f}")
    rate = box.calls / box.cpu
    print(f"target {TARGET} calls/s on one core: {'met' if rate >= TARGET else 'MISSED'} ({rate:,.0f} a CPU second)")


if __name__ == "__main__":
    main()
