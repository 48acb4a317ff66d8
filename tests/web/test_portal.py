"""The portal's interface over HTTP: what it gives, to whom, when, how it refuses, and that its document is true."""

import asyncio
import json
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select
from structlog.testing import capture_logs

from services import portal as use_cases
from storage.engine import Database
from storage.evidence_store import EvidenceStore
from storage.tables import audit
from tests.builders import NOW, SEALER
from tests.databases import opened
from tests.portal_play import CHOICE, COUNTS, LINK, NOTED, ONLY_NOTE, SURVEY, UNANSWERED, fill
from tests.web.test_pledge_page import place as place_of
from web.evidence_page import EvidenceDesk
from web.portal import PortalDesk, document
from web.rate import Buckets
from web.server import application, serve

TOKEN = "rahasia-portal_" + "x" * 32
WBK, WBBM, UNIT = "/pengusulan/unit-wbk", "/pengusulan/unit-wbbm", "/lke/jawaban-unit/dinkes"
PATH = "/portal/v1"
PUBLIC = "https://zibot.contoh.go.id"
BOUNDED = settings(
    max_examples=15, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


def desk(db: Database, **more: Any) -> PortalDesk:
    found = PortalDesk(db, SEALER, TOKEN, PATH, f"{PUBLIC}{PATH}", lambda: NOW, ZoneInfo("Asia/Jakarta"), PUBLIC)
    return replace(found, **more)


@dataclass(frozen=True)
class Portal:
    """A client at the interface."""

    session: aiohttp.ClientSession
    address: str

    async def ask(
        self, place: str, token: str | None = TOKEN, method: str = "GET", scheme: str = "Bearer"
    ) -> tuple[int, Any, Any]:
        headers = {"Authorization": f"{scheme} {token}"} if token is not None else {}
        async with self.session.request(method, f"{PATH}{place}", headers=headers) as answer:
            body = await answer.read()
            assert answer.content_type == "application/json"
            assert answer.headers["Cache-Control"] == "no-store"
            return answer.status, json.loads(body) if body else None, answer.headers


@asynccontextmanager
async def served(of: PortalDesk, evidence: EvidenceDesk | None = None) -> AsyncIterator[Portal]:
    async def healthy() -> bool:
        return True

    runner = await serve(application(None, "", healthy, None, evidence, of), "127.0.0.1", 0)
    try:
        address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with aiohttp.ClientSession(address, timeout=aiohttp.ClientTimeout(total=10)) as session:
            yield Portal(session, address)
    finally:
        await runner.cleanup()


@pytest.fixture
async def db(sqlite_url: str) -> AsyncIterator[Database]:
    async with opened(sqlite_url) as found:
        await found.write(fill)
        yield found


@pytest.fixture
async def portal(db: Database) -> AsyncIterator[Portal]:
    async with served(desk(db)) as found:
        yield found


def refusal(status: int, body: Any) -> None:
    """Every refusal has the portal's own form and nothing else."""
    assert set(body) == {"error", "code", "message"}
    assert (body["error"], body["code"]) == (True, status)
    assert body["message"]


async def test_the_proposed_units_are_listed_by_what_they_are_proposed_for(portal: Portal) -> None:
    status, body, _ = await portal.ask(WBK)
    unit = {"id": "dinkes", "nama": 'Dinas <Kesehatan> & "Rekaan"', "kategori": "WBK", "afirmasi": False}
    assert (status, body) == (200, {"tahun": 2026, "units": [unit]})
    status, body, _ = await portal.ask(WBBM)
    unit = {"id": "rsud", "nama": "Unit rsud", "kategori": "WBBM", "afirmasi": False}
    assert (status, body) == (200, {"tahun": 2026, "units": [unit]})


async def test_the_answers_of_a_unit_have_the_portals_numbers_and_words(portal: Portal) -> None:
    status, body, _ = await portal.ask(UNIT)
    assert (status, body["unit_id"], body["tahun"]) == (200, "dinkes", 2026)
    assert body["nama_unit"] == 'Dinas <Kesehatan> & "Rekaan"'
    numbers = [one["soal_id"] for one in body["answers"]]
    assert (len(numbers), numbers) == (127, sorted(set(numbers)))
    by_number = {one["soal_id"]: one for one in body["answers"]}
    asked = document()["components"]["schemas"]["Answer"]["required"]
    assert all(sorted(one) == sorted(asked) for one in body["answers"])
    first = by_number[1]
    assert (first["jawaban_unit"], first["jawaban_tpi"], first["catatan_tpi"]) == ("Ya", "Tidak", "SK belum diperbarui")
    assert (by_number[2]["jawaban_unit"], by_number[2]["catatan_unit"]) == ("A", "Lihat notulen\nhalaman 2")
    assert (by_number[3]["jawaban_unit"], by_number[3]["catatan_unit"]) == (None, "Menyusul")
    assert set(by_number[4].values()) == {4, None}
    sent = [by_number[item.entry]["jawaban_unit"] for item in COUNTS.inputs]
    assert sent == [str(10 + place) for place in range(len(COUNTS.inputs))]
    assert SURVEY.entry is not None
    assert by_number[SURVEY.entry]["jawaban_unit"] == "3.60"
    assert "Rahasia TPN" not in json.dumps(body)
    assert (CHOICE, NOTED, ONLY_NOTE, UNANSWERED) == ("P1.i.a", "P1.i.b", "P1.ii.a", "P1.ii.b")


async def test_evidence_is_a_lasting_address_that_opens_without_an_account(db: Database, tmp_path: Path) -> None:
    pages = EvidenceDesk(db, SEALER, EvidenceStore(tmp_path), lambda: NOW, place_of)
    async with served(desk(db), pages) as portal:
        answers = (await portal.ask(UNIT))[1]["answers"]
        addresses = [one["bukti_dukung_unit"] for one in answers if one["bukti_dukung_unit"]]
        assert [one["soal_id"] for one in answers if one["bukti_dukung_unit"]] == [1, 2]
        assert all(one.startswith(f"{PUBLIC}/e/") for one in addresses)
        async with portal.session.get(addresses[0].removeprefix(PUBLIC)) as page:
            assert (page.status, LINK in await page.text()) == (200, True)
        again = (await portal.ask(UNIT))[1]["answers"]
    assert [one["bukti_dukung_unit"] for one in again if one["bukti_dukung_unit"]] == addresses


async def test_without_a_public_address_the_links_themselves_are_given(db: Database) -> None:
    async with served(desk(db, public_url="")) as portal:
        answers = (await portal.ask(UNIT))[1]["answers"]
    assert [one["bukti_dukung_unit"] for one in answers[:3]] == [f"{LINK}\n{LINK}/2", None, None]


@pytest.mark.parametrize(
    ("token", "scheme"),
    [(None, ""), ("", "Bearer"), (TOKEN[:-1], "Bearer"), (f"{TOKEN}x", "Bearer"), (TOKEN.upper(), "Bearer"),
     (TOKEN, "Basic"), (TOKEN, ""), ("\u00e9" * 40, "Bearer")],
)  # fmt: skip
async def test_without_the_token_nothing_is_told(portal: Portal, token: str | None, scheme: str) -> None:
    for place in (WBK, WBBM, UNIT, "/lke/jawaban-unit/tidak-ada"):
        status, body, headers = await portal.ask(place, token, scheme=scheme)
        assert (status, headers["WWW-Authenticate"]) == (401, "Bearer")
        refusal(401, body)


async def test_the_scheme_is_read_in_any_case(portal: Portal) -> None:
    assert (await portal.ask(WBK, scheme="bearer"))[0] == 200


@pytest.mark.parametrize("place", [WBK, WBBM, UNIT, "/lke/jawaban-unit/tidak-ada"])
@pytest.mark.parametrize("days", [-2, 30])
async def test_outside_the_window_nothing_is_given(db: Database, place: str, days: int) -> None:
    async with served(desk(db, now=lambda: NOW + timedelta(days=days))) as portal:
        status, body, _ = await portal.ask(place)
    assert status == 403
    refusal(403, body)


async def test_a_unit_that_is_not_proposed_is_not_there(portal: Portal) -> None:
    for unit in ("bkd", "tidak-ada"):
        status, body, _ = await portal.ask(f"/lke/jawaban-unit/{unit}")
        assert status == 404
        refusal(404, body)


@pytest.mark.parametrize("unit", ["DINKES", "a" * 21, "dinkes%2Fx", "dinkes%00", "%C3%A9", "dinkes%0A", "1=1%27--"])
async def test_an_id_that_cannot_be_one_is_refused(portal: Portal, unit: str) -> None:
    status, body, _ = await portal.ask(f"/lke/jawaban-unit/{unit}")
    assert status == 422
    refusal(422, body)


@pytest.mark.parametrize("place", ["/", "/pengusulan", "/pengusulan/unit-wbk/", "/lke/jawaban-unit/", f"{UNIT}/x"])
async def test_other_addresses_below_are_json_too(portal: Portal, place: str) -> None:
    status, body, _ = await portal.ask(place)
    assert status == 404
    refusal(404, body)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_nothing_but_get_is_served(portal: Portal, method: str) -> None:
    status, body, headers = await portal.ask(WBK, method=method)
    assert (status, headers["Allow"]) == (405, "GET")
    refusal(405, body)


async def test_who_asks_too_often_waits(db: Database) -> None:
    async with served(desk(db, pulls=Buckets(2))) as portal:
        found = [await portal.ask(WBK, token) for token in (TOKEN, "salah", TOKEN)]
    assert [status for status, _, _ in found] == [200, 401, 429]
    refusal(429, found[2][1])
    assert 0 < int(found[2][2]["Retry-After"]) <= 30


async def test_a_failure_is_told_without_its_reason_and_logged_without_the_token(db: Database) -> None:
    async with served(desk(db)) as portal:
        await db.close()
        with capture_logs() as logs:
            status, body, _ = await portal.ask(f"{WBK}?token={TOKEN}")
    assert status == 500
    refusal(500, body)
    assert [one["log_level"] for one in logs] == ["error", "info"]
    assert (logs[1]["path"], logs[1]["status"]) == (f"{PATH}{WBK}", 500)
    assert TOKEN not in str(logs)


async def test_each_pull_is_in_the_audit_trail(db: Database, portal: Portal) -> None:
    for place in (WBK, UNIT, "/lke/jawaban-unit/bkd"):
        await portal.ask(place)

    def rows(tx: Any) -> list[tuple[str, str, Any]]:
        query = select(audit.c.action, audit.c.subject, audit.c.detail).where(audit.c.actor == "portal")
        return [(row.action, row.subject.partition(":")[0], row.detail) for row in tx.execute(query)]

    found = [one for one in await db.read(rows) if one[0].startswith("portal_")]
    assert [one[:2] for one in found] == [("portal_units", "cycle"), ("portal_answers", "unit")]
    assert (found[0][2], found[1][2]["answers"]) == ({"target": "WBK", "units": 1}, 125)


async def test_without_a_desk_there_is_no_interface() -> None:
    async def healthy() -> bool:
        return True

    runner = await serve(application(None, "", healthy), "127.0.0.1", 0)
    try:
        address = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}{WBK}"
        async with aiohttp.ClientSession() as session, session.get(address) as answer:
            assert answer.status == 404
    finally:
        await runner.cleanup()


async def test_the_document_is_served_with_its_address_and_without_the_token(portal: Portal) -> None:
    status, body, _ = await portal.ask("/openapi.json", None)
    assert status == 200
    assert body == {**document(), "servers": [{"url": f"{PUBLIC}{PATH}"}]}
    assert body["openapi"].startswith("3.1.")


@dataclass
class Puller:
    """The portal as its guide tells of it: tries at 0, 60 and 120 seconds, then failed until somebody refetches."""

    ask: Callable[[str], Awaitable[tuple[int, Any]]]
    waited: list[int] = field(default_factory=list)

    async def fetch(self, place: str) -> Any:
        for wait in (0, 60, 120):
            self.waited.append(wait)  # by the clock of the play: nobody sleeps
            try:
                status, body = await self.ask(place)
            except aiohttp.ClientError:
                continue
            if status < 500:
                return body if status == 200 else None
        return None

    async def everything(self) -> dict[str, Any]:
        listed = [await self.fetch(place) for place in (WBK, WBBM)]
        units = [one["id"] for found in listed if found for one in found["units"]]
        return {one: await self.fetch(f"/lke/jawaban-unit/{one}") for one in units}


async def test_the_portal_pulls_all_units_and_tries_again_after_a_failure(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([True, True, False, True, False])
    proposed = use_cases.proposed

    def shaky(*args: Any) -> Any:
        if next(failures, False):
            raise OSError
        return proposed(*args)

    monkeypatch.setattr(use_cases, "proposed", shaky)
    async with served(desk(db)) as portal:

        async def ask(place: str) -> tuple[int, Any]:
            status, body, _ = await portal.ask(place)
            return status, body

        puller = Puller(ask)
        found = await puller.everything()
        assert puller.waited == [0, 60, 120, 0, 60, 0, 0]
        assert {code: len(one["answers"]) for code, one in found.items()} == {"dinkes": 127, "rsud": 127}
        assert await Puller(ask).everything() == found


async def test_the_portal_gives_up_after_three_tries(db: Database) -> None:
    async with served(desk(db)) as portal:
        await db.close()

        async def ask(place: str) -> tuple[int, Any]:
            status, body, _ = await portal.ask(place)
            return status, body

        puller = Puller(ask)
        assert await puller.everything() == {}
    assert puller.waited == [0, 60, 120, 0, 60, 120]


@pytest.mark.parametrize(
    ("days", "token", "expected"), [(0, TOKEN, {200, 401, 404, 422}), (60, TOKEN, {401, 403, 422}), (0, "salah", {401})]
)
async def test_the_interface_keeps_to_its_document(db: Database, days: int, token: str, expected: set[int]) -> None:
    """Requests made from the document, good ones and bad ones, are answered as it says."""
    now = NOW + timedelta(days=days)
    async with served(desk(db, now=lambda: now, pulls=Buckets(1_000_000))) as portal:
        seen = await asyncio.to_thread(_conforms, f"{portal.address}{PATH}", token)
    assert seen == expected


def _conforms(address: str, token: str) -> set[int]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import schemathesis
        from schemathesis import GenerationMode
        from schemathesis.core.result import Ok

    schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
    schema.validate()
    seen: set[int] = set()
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @settings(
                max_examples=15, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def holds(case: schemathesis.Case[Any]) -> None:
                headers = {"Authorization": f"Bearer {token}"}
                seen.add(case.call_and_validate(base_url=address, headers=headers).status_code)

            holds()
    return seen
