"""Before a request leaves: connecting, the pool, proxies; and what becomes of it when nobody reads."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import pytest
from telegram import Bot, InputFile
from telegram.error import NetworkError, TimedOut

from bot.outcomes import outcome_of
from bot.transport import AiohttpRequest, NotSent, NotSentInTime
from domain.delivery import Kind
from tests.bot.local_api import MANY, SECRET, TOKEN, LocalApi, assert_nothing_told, bot_on, local_proxy


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """A port whose queue of connections is full, so that connecting takes for ever."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(3):
            visitor = stack.enter_context(socket.socket())
            visitor.setblocking(False)
            visitor.connect_ex(server.getsockname())
        yield server.getsockname()[1]


async def test_a_refused_connection_has_sent_nothing(closed_port: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    async with AiohttpRequest() as request:
        with pytest.raises(NotSent) as raised:
            await request.post(f"http://127.0.0.1:{closed_port}/bot{TOKEN}/sendMessage")

    assert not isinstance(raised.value, TimedOut)
    assert outcome_of(raised.value).kind is Kind.CONNECT_FAILED
    assert_nothing_told(raised.value, caplog)


async def test_a_server_that_is_not_who_it_claims_to_be_was_sent_nothing(api: LocalApi) -> None:
    async with AiohttpRequest() as request:
        with pytest.raises(NotSent) as raised:
            await request.post(f"{api.base_url}{TOKEN}/sendMessage".replace("http://", "https://"))

    assert api.calls == []
    assert SECRET not in str(raised.value)


async def test_a_connection_that_takes_too_long_has_sent_nothing(
    deaf_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    async with AiohttpRequest(connect_timeout=10) as request:
        with pytest.raises(NotSentInTime) as raised:
            await request.post(f"http://127.0.0.1:{deaf_port}/bot{TOKEN}/sendMessage", connect_timeout=0.2)

    assert isinstance(raised.value, TimedOut)
    assert outcome_of(raised.value).kind is Kind.CONNECT_FAILED
    assert_nothing_told(raised.value, caplog)


@pytest.mark.parametrize("url", ["http:///bot{token}/getMe", "http://[broken/bot{token}/getMe", "nonsense:/bot{token}"])
async def test_an_impossible_address_is_reported_without_the_token(url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    async with AiohttpRequest() as request:
        with pytest.raises(NetworkError) as raised:
            await request.post(url.format(token=TOKEN))

    assert_nothing_told(raised.value, caplog)


async def test_before_the_start_and_after_the_end_nothing_is_sent(api: LocalApi) -> None:
    request = AiohttpRequest()
    with pytest.raises(NotSent, match="not initialized"):
        await request.post(f"{api.base_url}{TOKEN}/getMe")
    for _ in range(2):
        await request.initialize()
        await request.initialize()
        assert await request.post(f"{api.base_url}{TOKEN}/getMe")
        await request.shutdown()
        await request.shutdown()
    with pytest.raises(NotSent, match="not initialized"):
        await request.post(f"{api.base_url}{TOKEN}/getMe")


async def test_a_full_pool_lets_wait_and_then_refuses(api: LocalApi) -> None:
    url = f"{api.base_url}{TOKEN}/"
    async with AiohttpRequest(connection_pool_size=2, pool_timeout=0.1, read_timeout=5) as request:
        busy = [asyncio.create_task(request.post(url + "silent")) for _ in range(2)]
        for _ in busy:
            assert await asyncio.wait_for(api.arrivals.get(), 5) == "silent"
        with pytest.raises(NotSentInTime, match="Pool timeout"):
            await request.post(url + "getMe")
        waiting = asyncio.create_task(request.post(url + "getMe", pool_timeout=None))
        await asyncio.sleep(0)
        api.open.set()
        await asyncio.wait_for(asyncio.gather(waiting, *busy), 5)

    assert sorted(call.method for call in api.calls) == ["getMe", "silent", "silent"]


async def test_connections_are_kept_and_never_more_than_the_pool(api: LocalApi) -> None:
    url = f"{api.base_url}{TOKEN}/"
    async with AiohttpRequest(connection_pool_size=4, pool_timeout=None) as request:
        for _ in range(10):
            await request.post(url + "getMe")
        assert len({call.peer for call in api.calls}) == 1
        await asyncio.gather(*(request.post(url + "brief") for _ in range(12)))

    assert api.busiest == 4
    assert len({call.peer for call in api.calls}) == 4


async def test_a_cancelled_call_gives_its_place_back(api: LocalApi) -> None:
    url = f"{api.base_url}{TOKEN}/"
    async with AiohttpRequest(connection_pool_size=1, pool_timeout=0.5) as request:
        for _ in range(3):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(request.post(url + "silent"), 0.05)
        assert await request.post(url + "getMe")


async def test_an_upload_that_nobody_reads_times_out() -> None:
    async def never_reads(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await finished.wait()
        writer.close()

    finished = asyncio.Event()
    server = await asyncio.start_server(never_reads, "127.0.0.1", 0, limit=1024)
    async with server, AiohttpRequest(media_write_timeout=0.3) as request:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        bot = Bot(TOKEN, base_url=f"{url}/bot", request=request)
        with pytest.raises(TimedOut) as raised:
            await asyncio.wait_for(bot.send_document(1, MANY * 10, filename="besar.bin"), 10)
        finished.set()

    assert not isinstance(raised.value, NotSent)


async def test_an_upload_refused_before_its_end_is_answered(api: LocalApi) -> None:
    async with bot_on(api) as bot:
        with pytest.raises(NetworkError):
            await bot.do_api_request("refuseEarly", api_kwargs={"document": InputFile(MANY * 5, filename="besar.bin")})
        await bot.get_me()


@pytest.mark.parametrize("name", ["http_proxy", "all_proxy", "HTTP_PROXY"])
async def test_a_proxy_of_the_environment_is_used_unless_the_host_is_exempt(
    api: LocalApi, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with local_proxy() as proxy:
        monkeypatch.setenv(name, proxy.address)
        async with AiohttpRequest() as request:
            assert await request.post(f"{api.base_url}{TOKEN}/getMe")
        assert len(proxy.heads) == 1
        async with AiohttpRequest(trust_env=False) as request:
            assert await request.post(f"{api.base_url}{TOKEN}/getMe")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        async with AiohttpRequest() as request:
            assert await request.post(f"{api.base_url}{TOKEN}/getMe")

        assert len(proxy.heads) == 1
        assert len(api.calls) == 3


async def test_a_proxy_given_by_hand_goes_first_and_is_told_who_we_are(
    api: LocalApi, closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port}")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    async with local_proxy() as proxy:
        with_name = proxy.address.replace("http://", "http://zi:rahasia@")
        async with AiohttpRequest(proxy=with_name) as request:
            assert await request.post(f"{api.base_url}{TOKEN}/getMe")

    assert b"Proxy-Authorization: Basic" in proxy.heads[0]


async def test_a_proxy_that_refuses_the_tunnel_has_sent_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    async with local_proxy() as proxy:
        monkeypatch.setenv("https_proxy", proxy.address)
        async with AiohttpRequest() as request:
            with pytest.raises(NotSent) as raised:
                await request.post(f"https://api.example.invalid/bot{TOKEN}/getMe")

    assert proxy.heads[0].startswith(b"CONNECT api.example.invalid:443")
    assert_nothing_told(raised.value, caplog)


async def test_a_dead_proxy_has_sent_nothing_and_its_password_stays_secret(
    closed_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with AiohttpRequest(proxy=f"http://zi:rahasia@127.0.0.1:{closed_port}") as request:
        with pytest.raises(NotSent) as raised:
            await request.post(f"http://api.example.invalid/bot{TOKEN}/getMe")

    assert "rahasia" not in str(raised.value) + caplog.text


@pytest.mark.parametrize("name", ["http_proxy", "all_proxy", None])
def test_a_proxy_of_another_kind_is_refused_at_once(name: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    address = "socks5://zi:rahasia@127.0.0.1:1080"
    if name:
        monkeypatch.setenv(name, address)
    with pytest.raises(ValueError, match="only http") as raised:
        AiohttpRequest(proxy=None if name else address)

    assert "rahasia" not in str(raised.value)
