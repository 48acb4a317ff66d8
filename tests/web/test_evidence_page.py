"""Shared evidence over real HTTP: the list, the files as they were given, and one answer for every wrong address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from domain.evidence import checked_file
from services import evidence, evidence_sharing
from storage.engine import Database
from storage.evidence_store import EvidenceStore
from tests import files
from tests.builders import NOW, SEALER
from tests.databases import opened
from tests.services.sheet_play import LETTER, YES_NO, Team, team
from texts.place import Place
from web.evidence_page import EvidenceDesk
from web.rate import Buckets
from web.server import application, serve

NAME = 'SK <Tim> & "Notulen" – 2 Maret.pdf'
KEPT = "SK Tim & Notulen – 2 Maret.pdf"
LINK = "https://drive.google.com/drive/folders/1a?x=1&y=2"


class Moment:
    """A clock that can be moved."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at


@dataclass
class Site:
    """A unit that shares one question and the whole, and a browser without an account."""

    db: Database
    store: EvidenceStore
    of: Team
    clock: Moment
    session: aiohttp.ClientSession
    question: str = ""
    whole: str = ""
    file_id: int = 0
    link_id: int = 0
    other_id: int = 0

    async def read(self, path: str, **headers: str) -> tuple[int, str]:
        async with self.session.get(path, headers=headers) as answer:
            return answer.status, unescape(await answer.text(errors="replace"))

    async def token(self, code: str) -> str:
        made = await self.db.write(evidence_sharing.make_share, self.of.team, self.of.unit.id, code, NOW)
        assert made.share is not None
        return evidence_sharing.token(made.share, SEALER)


@asynccontextmanager
async def served(desk: EvidenceDesk) -> AsyncIterator[aiohttp.ClientSession]:
    async def healthy() -> bool:
        return True

    runner = await serve(application(None, "", healthy, evidence=desk), "127.0.0.1", 0)
    try:
        address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with aiohttp.ClientSession(address, timeout=aiohttp.ClientTimeout(total=10)) as session:
            yield session
    finally:
        await runner.cleanup()


def desk(db: Database, store: EvidenceStore, clock: Moment, **more: object) -> EvidenceDesk:
    def place(language: str) -> Place:
        return Place(language, "Pemerintah <Kabupaten> Contoh", ZoneInfo("Asia/Jakarta"), NOW, "contoh_bot")

    return EvidenceDesk(db, SEALER, store, clock.now, place, **more)  # type: ignore[arg-type]


@pytest.fixture
async def site(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    store, clock = EvidenceStore(tmp_path / "bukti"), Moment()
    async with opened(sqlite_url) as db, served(desk(db, store, clock)) as session:
        of = await db.write(team)
        here = Site(db, store, of, clock, session)
        for code, name, content in ((YES_NO, NAME, files.PDF), (LETTER, "rapat.png", files.PNG)):
            file = checked_file(name, content, 20)
            await store.keep(content)
            added = await db.write(evidence.add_file, of.team, of.unit.id, code, file, NOW)
            here.file_id, here.other_id = here.other_id, added.item.id
        here.link_id = (await db.write(evidence.add_link, of.team, of.unit.id, YES_NO, LINK, NOW)).item.id
        here.question, here.whole = await here.token(YES_NO), await here.token("all")
        yield here


async def test_the_list_names_each_item_and_nothing_of_other_questions(site: Site) -> None:
    status, html = await site.read(f"/e/{site.question}")
    assert status == 200
    for words in (KEPT, f"/e/{site.question}/{site.file_id}", LINK, YES_NO, site.of.unit.name, "31 Maret 2027"):
        assert words in html
    assert [words for words in ("rapat.png", LETTER, "<Tim>", "<script", "Pegawai") if words in html] == []


async def test_the_list_of_a_unit_is_grouped_by_question(site: Site) -> None:
    _, html = await site.read(f"/e/{site.whole}")
    assert html.count("<h2>") == 2
    assert html.index(KEPT) < html.index("rapat.png")


async def test_a_file_comes_as_it_was_given_to_be_saved(site: Site) -> None:
    async with site.session.get(f"/e/{site.question}/{site.file_id}") as answer:
        assert (answer.status, await answer.read()) == (200, files.PDF)
        assert answer.content_disposition is not None
        assert (answer.content_disposition.type, answer.content_disposition.filename) == ("attachment", KEPT)
        wanted = {
            "Content-Type": "application/pdf",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "no-store",
            "X-Robots-Tag": "noindex",
            "Referrer-Policy": "no-referrer",
        }
        assert {name: answer.headers[name] for name in wanted} == wanted
    async with site.session.get(f"/e/{site.question}/{site.file_id}", headers={"Range": "bytes=0-4"}) as part:
        assert (part.status, await part.read()) == (206, b"%PDF-")


async def test_the_page_is_kept_from_search_and_allows_no_script(site: Site) -> None:
    async with site.session.get(f"/e/{site.question}") as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert (answer.headers["X-Robots-Tag"], answer.headers["Cache-Control"]) == ("noindex", "no-store")


async def test_the_page_speaks_the_reader_s_language(site: Site) -> None:
    async with site.session.get(f"/e/{site.question}", headers={"Accept-Language": "en"}) as answer:
        assert answer.headers["Content-Language"] == "en"
        assert f"/e/{site.question}?lang=id" in await answer.text()


async def test_a_file_of_another_question_a_link_or_nonsense_is_no_file(site: Site) -> None:
    wrong = (site.other_id, site.link_id, 999, "x", "-1", "9" * 30, "..%2f..%2fzibot.db", "٣")
    for item in wrong:
        status, html = await site.read(f"/e/{site.question}/{item}")
        assert (item, status, "Berkas tidak ditemukan" in html) == (item, 404, True)
    assert (await site.read(f"/e/{site.whole}/{site.other_id}"))[0] == 200


async def test_unknown_altered_revoked_and_expired_addresses_get_one_answer(site: Site) -> None:
    good = site.question
    number, digest = good.split("-", 1)
    answers = [await site.read(f"/e/{one}") for one in (f"{number}-{'A' * 43}", f"99-{digest}", "x", f"{good}A")]
    answers.append(await site.read(f"/e/{number}-{'A' * 43}/{site.file_id}"))
    await site.db.write(evidence_sharing.revoke_share, site.of.head, int(number), NOW)
    answers += [await site.read(f"/e/{good}"), await site.read(f"/e/{good}/{site.file_id}")]
    assert (await site.read(f"/e/{site.whole}"))[0] == 200
    site.clock.at = NOW + timedelta(days=400)
    answers += [await site.read(f"/e/{site.whole}"), await site.read(f"/e/{site.whole}/{site.file_id}")]
    assert {status for status, _ in answers} == {404}
    assert len({html for _, html in answers}) == 1
    assert "Tautan ini tidak berlaku" in answers[0][1]
    assert site.of.unit.name not in answers[0][1]


async def test_what_is_taken_back_can_not_be_fetched_any_more(site: Site) -> None:
    await site.db.write(evidence.remove, site.of.team, site.file_id, NOW)
    assert (await site.read(f"/e/{site.question}/{site.file_id}"))[0] == 404
    assert KEPT not in (await site.read(f"/e/{site.question}"))[1]


async def test_a_file_lost_on_disk_is_told_in_plain_words(site: Site) -> None:
    kept = await site.db.read(evidence.items, site.of.cycle_id, site.of.unit.id, YES_NO)
    site.store.path(kept[0].sha256).unlink()
    status, html = await site.read(f"/e/{site.question}/{site.file_id}")
    assert (status, "Berkas tidak ditemukan" in html) == (404, True)


async def test_who_asks_too_often_waits(site: Site) -> None:
    async with served(desk(site.db, site.store, site.clock, looks=Buckets(2))) as session:
        statuses = []
        for _ in range(3):
            async with session.get(f"/e/{site.question}") as answer:
                statuses.append((answer.status, answer.headers.get("Retry-After")))
    assert statuses == [(200, None), (200, None), (429, "30")]
