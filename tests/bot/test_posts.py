"""What each kind of message looks like at the moment of sending."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.posts import ACTS, KINDS, render
from domain.messages import ClaimedPost, Lane
from domain.people import Actor
from domain.receipt import shown
from domain.rights import Role
from services import pledges, roles
from services.access import find_actor
from storage import people
from storage.engine import Transaction
from storage.tables import deadlines
from tests.bot.post_office import ASSESSOR, BODY, GROUP, HEAD, PostOffice, post_office
from texts.catalogue import translator


@pytest.fixture
async def post(sqlite_url: str) -> AsyncIterator[PostOffice]:
    async with post_office(sqlite_url, region="Jawa Timur", signing_place="Kraksaan") as running:
        yield running


def claimed(kind: str, chat: int = HEAD, language: str = "id", **params: object) -> ClaimedPost:
    return ClaimedPost(1, kind, params, chat, None, Lane.TRANSACTIONAL, 1, language)


async def signed(post: PostOffice, person: int) -> str:
    """Sign as this person; the code of the receipt."""

    def sign(tx: Transaction) -> str:
        actor = find_actor(tx, person)
        assert isinstance(actor, Actor)
        now = post.office.clock.now()
        campaign = pledges.desk(tx, actor, now).campaign.id
        points = pledges.begin(tx, actor, campaign, now).points
        for number in range(1, points + 1):
            pledges.tick(tx, actor, campaign, number, now + timedelta(seconds=number))
        signature = pledges.sign(tx, actor, campaign, now + timedelta(minutes=1), post.office.sealer).signature
        assert signature is not None
        return signature.code

    return await post.office.db.write(sign)


def deadline_ids(tx: Transaction) -> list[int]:
    return list(tx.execute(select(deadlines.c.id).order_by(deadlines.c.due_at)).scalars())


async def test_a_receipt_is_the_signed_pdf_with_its_code(post: PostOffice) -> None:
    code = await signed(post, HEAD)
    screen = await render(post.office, claimed("receipt", signature=code))
    assert screen is not None
    assert screen.document is not None
    assert (screen.document.name, screen.document.mime) == (f"pakta-integritas-{code}.pdf", "application/pdf")
    assert screen.document.data.startswith(b"%PDF-")
    assert shown(code) in screen.text


@pytest.mark.parametrize("language", ["id", "en"])
async def test_a_reminder_names_its_deadlines_in_the_reader_s_language(post: PostOffice, language: str) -> None:
    await post.office.db.write(people.set_language, HEAD, language)
    numbers = await post.office.db.read(deadline_ids)
    screen = await render(post.office, claimed("reminder", deadlines=numbers))
    assert screen is not None
    titles = ["Unggah eviden area Pengawasan", "Tanda tangan pakta integritas", "Rapat monev ZI triwulan"]
    places = [screen.text.index(title) for title in titles]
    assert places == sorted(places)
    assert len(screen.buttons) == len(numbers) + 1  # one for each, and one to be reminded later
    assert translator(language)("Ingatkan lagi nanti") == screen.buttons[-1][0].text


async def test_a_reminder_of_nothing_that_is_left_says_nothing(post: PostOffice) -> None:
    assert await render(post.office, claimed("reminder", deadlines=[999])) is None
    assert await render(post.office, claimed("reminder", deadlines=[])) is None


@pytest.mark.parametrize("chat", [GROUP, HEAD, 999_999])
async def test_an_announcement_says_what_was_written_whoever_reads_it(post: PostOffice, chat: int) -> None:
    await post.office.db.write(people.set_language, HEAD, "en")
    screen = await render(post.office, claimed("announcement", chat, "en", announcement=post.body))
    assert screen is not None
    assert (screen.text, screen.entities, screen.buttons) == (BODY, (), ())


async def test_a_change_of_roles_is_told_with_role_reach_and_reason_while_it_stands(post: PostOffice) -> None:
    def give(tx: Transaction) -> int:
        head = find_actor(tx, HEAD)
        assert head is not None
        assert head.employee is not None
        now = post.office.clock.now()
        assert roles.grant_from(tx, "cli", head.employee.staff_number, Role.AUDITOR, "", now, "SK 12/2026")
        return max(one.id for one in roles.own(tx, head))

    number = await post.office.db.write(give)
    screen = await render(post.office, claimed("role_changed", grant=number, ended=False))
    assert screen is not None
    assert "auditor di seluruh instansi" in screen.text
    assert "SK 12/2026" in screen.text
    assert await render(post.office, claimed("role_changed", grant=number, ended=True)) is None
    assert await render(post.office, claimed("role_changed", ASSESSOR, grant=number, ended=False)) is None


async def test_every_kind_is_known_and_no_other(post: PostOffice) -> None:
    assert set(ACTS) == {"menu", "evidence_zip", "announcement_edit", "announcement_delete", "announcement_report"}
    assert set(KINDS) == {
        "receipt", "reminder", "announcement", "role_changed", "data_file", "correction", "correction_answer",
        "link_request", "link_decided", "link_moved", "group_request", "group_linked", "group_test", "group_trouble",
        "ledger_alarm", "question_owner", "pledge_declined", "pledge_witnessed", "pledge_withdrawn", "pledge_nudge",
        "pledge_reminder", "pledge_escalation", "pledge_agency", "stage_moved", "stage_moved_group", "proposal_missing",
        "deadline_changed", "announcement_approval", "announcement_decided",
        "absence_deadline", "deadline_escalation", "deadline_agency", "digest", "digest_group",
    }  # fmt: skip
    with pytest.raises(KeyError):
        await render(post.office, claimed("nonsense"))


@pytest.mark.parametrize(
    ("kind", "params"), [("receipt", {"signature": "AAAAAAAAAA"}), ("announcement", {"announcement": 999})]
)
async def test_what_is_not_there_can_not_be_sent(post: PostOffice, kind: str, params: dict[str, object]) -> None:
    with pytest.raises(LookupError):
        await render(post.office, replace(claimed(kind), params=params))
