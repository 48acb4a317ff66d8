"""The public page: what it says of codes and documents, in which language, to whom it gives no more, and how safely."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from documents.pdf_signature import LARGEST, PdfSigner, self_made
from documents.pledge_pdf import render
from services import sealing
from storage.engine import Database, Transaction
from tests import builders
from tests.builders import NOW, SEALER
from tests.databases import opened
from tests.documents.samples import PLEDGE
from texts.place import Place
from texts.verify import sealing_reason
from web.pledge_page import LARGEST_FORM, PublicDesk, base_of
from web.rate import Buckets, client_address
from web.server import application, serve

CODE, UNKNOWN = "F9MP4VVM4H", "00000000RC"
AGENCY = "Pemerintah <Kabupaten> Contoh"
NAME, UNIT = "Siti Contohwati, S.E.", "Dinas <b>Contoh</b> & Rekaan"


@cache
def signer() -> PdfSigner:
    return PdfSigner.of(self_made("Kabupaten Contoh", NOW), "", NOW)


@pytest.fixture(scope="module")
def document() -> bytes:
    """Made outside of any event loop, as the signer wants it."""
    reason = sealing_reason("id", CODE)
    return signer().sign(render(PLEDGE), reason=reason, location="Kraksaan", signed_at=NOW)


def seed(tx: Transaction) -> None:
    person = builders.employee(tx, builders.unit(tx, name=UNIT), name=NAME)
    builders.signature(tx, builders.campaign(tx), person, code=CODE)


def place(language: str) -> Place:
    return Place(language, AGENCY, ZoneInfo("Asia/Jakarta"), NOW, "contoh_bot")


def desk(db: Database, **more: object) -> PublicDesk:
    facts: dict[str, object] = {"signer": signer(), "now": lambda: NOW, "place": place, **more}
    return PublicDesk(db=db, sealer=SEALER, **facts)  # type: ignore[arg-type]


@asynccontextmanager
async def served(of: PublicDesk) -> AsyncIterator[aiohttp.ClientSession]:
    async def healthy() -> bool:
        return True

    runner = await serve(application(None, "", healthy, of), "127.0.0.1", 0)
    try:
        address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with aiohttp.ClientSession(address, timeout=aiohttp.ClientTimeout(total=10)) as session:
            yield session
    finally:
        await runner.cleanup()


@pytest.fixture
async def page(sqlite_url: str) -> AsyncIterator[aiohttp.ClientSession]:
    async with opened(sqlite_url) as db:
        await db.write(seed)
        async with served(desk(db)) as session:
            yield session


async def read(session: aiohttp.ClientSession, path: str, **headers: str) -> tuple[int, str]:
    async with session.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()}) as answer:
        return answer.status, await answer.text()


async def upload(session: aiohttp.ClientSession, content: bytes, field: str = "file") -> tuple[int, str]:
    form = aiohttp.FormData()
    form.add_field(field, BytesIO(content), filename="pakta.pdf", content_type="application/pdf")
    async with session.post("/v", data=form) as answer:
        return answer.status, await answer.text()


def headings(html: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'<section class="verdict.*?<h2>(.*?)</h2>', html, re.DOTALL)]


async def test_a_code_is_answered_by_its_standing_and_a_masked_name(page: aiohttp.ClientSession) -> None:
    for path in (f"/v/{CODE}", "/v/f9mp4-vvm4h", "/v?code=F9MP4%20VVM4H"):
        status, html = await read(page, path)
        assert (status, headings(html)) == (200, ["Kode benar, pakta berlaku"])
        assert "S••• C•••••••••• S•••" in html
        assert "Dinas &lt;b&gt;Contoh&lt;/b&gt; &amp; Rekaan" in html
        assert SEALER.key_id in html
        assert "BEGIN PUBLIC KEY" in html
        assert [
            word for word in (NAME, "Contohwati", builders.staff_number(1), "<b>Contoh", "<script") if word in html
        ] == []


@pytest.mark.parametrize("knows", [True, False])
async def test_the_key_of_before_is_shown_for_what_it_sealed(sqlite_url: str, tmp_path: Path, *, knows: bool) -> None:
    file = tmp_path / "seal.pem"
    current = sealing.load_or_make(file)
    if knows:
        file.write_text(file.read_text() + SEALER.public_pem)
    async with opened(sqlite_url) as db:
        await db.write(seed)
        async with served(replace(desk(db), sealer=sealing.load(file))) as session:
            _, html = await read(session, f"/v/{CODE}")
    lines = [one for one in SEALER.public_pem.splitlines() if not one.startswith("-----")]
    assert (SEALER.key_id in html, lines[0] in unescape(html)) == (True, knows)
    assert current.public_pem.splitlines()[1] not in unescape(html)
    assert headings(html) == ["Kode benar, pakta berlaku" if knows else "Catatan tidak cocok dengan segelnya"]


async def test_what_is_unknown_is_answered_by_the_very_same_page(page: aiohttp.ClientSession) -> None:
    wrong = [UNKNOWN, "F9MP4VVM4G", "x", "%3Cscript%3E", "9" * 200]
    pages = {await read(page, f"/v/{code}") for code in wrong} | {await read(page, "/v?code=' OR 1=1 --")}
    assert len(pages) == 1
    ((status, html),) = pages
    assert (status, headings(html)) == (404, ["Kode tidak ditemukan"])


async def test_without_a_code_the_page_asks_for_one_or_for_the_document(page: aiohttp.ClientSession) -> None:
    status, html = await read(page, "/v")
    assert (status, headings(html)) == (200, [])
    assert re.findall(r'<form method="(\w+)" action="([^"]+)"', html) == [("get", "/v"), ("post", "/v?lang=id")]


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [
        ("/v", "", "id"), ("/v", "*", "id"), ("/v", "id-ID,en;q=0.5", "id"), ("/v", "en-GB,id;q=0.5", "en"),
        ("/v", "de", "en"), ("/v?lang=en", "id", "en"), ("/v?lang=id", "en", "id"), ("/v?lang=xx", "jv", "id"),
    ],
)  # fmt: skip
async def test_the_page_speaks_the_reader_s_language(
    page: aiohttp.ClientSession, path: str, accepted: str, language: str
) -> None:
    _, html = await read(page, path, Accept_Language=accepted)
    assert f'<html lang="{language}">' in html


async def test_nothing_may_run_or_be_kept(page: aiohttp.ClientSession) -> None:
    for path in ("/v", f"/v/{CODE}", f"/v/{UNKNOWN}"):
        async with page.get(path) as answer:
            policy = answer.headers["Content-Security-Policy"]
            html = await answer.text()
            assert (answer.headers["X-Content-Type-Options"], answer.headers["Referrer-Policy"]) == (
                "nosniff",
                "no-referrer",
            )
            assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in policy
        assert not re.search(r"script|unsafe", policy)
        assert not re.search(r"<script| on\w+=| style=|https?://", html)


async def test_a_document_is_told_from_a_copy_that_was_changed(page: aiohttp.ClientSession, document: bytes) -> None:
    intact = await upload(page, document)
    assert (intact[0], headings(intact[1])) == (200, ["Dokumen asli dan utuh", "Kode benar, pakta berlaku"])
    place_of_change = len(document) // 3
    changed = bytearray(document)
    changed[place_of_change] ^= 1
    assert headings((await upload(page, bytes(changed)))[1]) == ["Dokumen sudah berubah"]
    assert headings((await upload(page, render(PLEDGE)))[1]) == ["Dokumen tanpa segel"]
    assert headings((await upload(page, b"salam"))[1]) == ["Berkas tidak dapat diperiksa"]


async def test_forms_that_bring_no_document_are_refused(page: aiohttp.ClientSession) -> None:
    assert (await upload(page, b"%PDF-1.7", "lain"))[0] == 400
    assert (await upload(page, b"%PDF-" + b"x" * LARGEST))[0] == 413
    for body, kind, status in (
        (b"", "multipart/form-data; boundary=x", 400),
        (b"garbage", "multipart/form-data; boundary=x", 400),
        (b"a=b", "application/x-www-form-urlencoded", 400),
    ):
        async with page.post("/v", data=body, headers={"Content-Type": kind}) as answer:
            assert answer.status == status
            assert headings(await answer.text()) == ["Belum ada berkas"]


async def test_a_form_that_is_too_large_is_refused_before_it_is_read(page: aiohttp.ClientSession) -> None:
    async with asyncio.timeout(5):
        reader, writer = await asyncio.open_connection(page._base_url.host, page._base_url.port)  # type: ignore[union-attr]
        head = f"POST /v HTTP/1.1\r\nHost: x\r\nContent-Length: {LARGEST_FORM + 1}\r\n\r\n"
        writer.write(head.encode())
        assert b"413" in await reader.readline()
        writer.close()
        await writer.wait_closed()


async def test_who_asks_too_often_is_told_when_to_come_back(sqlite_url: str) -> None:
    async with opened(sqlite_url) as db:
        await db.write(seed)
        async with served(desk(db, checks=Buckets(2), uploads=Buckets(1))) as session:
            one, other = {"X-Forwarded-For": "192.0.2.7, 198.51.100.1"}, {"X-Forwarded-For": "192.0.2.7, 198.51.100.2"}
            answers = [await session.get(f"/v/{CODE}", headers=one) for _ in range(3)]
            assert [answer.status for answer in answers] == [200, 200, 429]
            assert 0 < int(answers[2].headers["Retry-After"]) <= 30
            assert (await session.get(f"/v/{CODE}", headers=other)).status == 200
            assert [(await upload(session, b"x"))[0] for _ in range(2)] == [200, 429]


async def test_without_a_certificate_only_codes_are_checked(sqlite_url: str) -> None:
    async with opened(sqlite_url) as db, served(desk(db, signer=None, base="/zi")) as session:
        assert re.findall(r'<form method="(\w+)" action="([^"]+)"', (await read(session, "/v"))[1]) == [
            ("get", "/zi/v")
        ]
        assert (await upload(session, b"x"))[0] == 404


def test_a_bucket_fills_again_and_the_memory_is_bounded() -> None:
    buckets = Buckets(2, most=3)
    assert [buckets.take("a", 0), buckets.take("a", 0), buckets.take("a", 0), buckets.take("a", 29)] == [0, 0, 30, 1]
    assert [buckets.take("a", 30), buckets.take("a", 30)] == [0, 30]
    for number in range(10):
        assert buckets.take(str(number), 31) == 0
    assert len(buckets) == 3


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("198.51.100.1", "", "198.51.100.1"),
        ("198.51.100.1", "192.0.2.7", "198.51.100.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9, 192.0.2.7", "192.0.2.7"),
        ("::1", "192.0.2.7", "192.0.2.7"),
        ("127.0.0.1", "garbage", "127.0.0.1"),
        ("::ffff:192.0.2.7", "", "192.0.2.7"),
        (None, "192.0.2.7", ""),
    ],
)
def test_whose_bucket_it_is(peer: str | None, forwarded: str, address: str) -> None:
    assert client_address(peer, forwarded) == address


def test_a_whole_ipv6_network_is_one_client() -> None:
    assert client_address("2001:db8::1", "") == client_address("2001:db8::ffff", "")
    assert client_address("2001:db8::1", "") != client_address("2001:db8:0:1::1", "")


@pytest.mark.parametrize(
    ("url", "base"), [("https://contoh.go.id", ""), ("https://contoh.go.id/", ""), ("https://contoh.go.id/zi", "/zi")]
)
def test_the_page_may_live_below_a_path(url: str, base: str) -> None:
    assert base_of(url) == base
