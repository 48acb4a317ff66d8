"""The kind reminder at the moment of sending: who sends it, and nothing once it has lost its reason."""

from collections.abc import AsyncIterator

import pytest

from bot.posts import render
from domain.messages import ClaimedPost, Lane
from domain.people import Actor
from domain.pledge_request import PledgeRequest, RequestState
from storage import pledges
from storage.engine import Transaction
from tests import builders
from tests.bot.post_office import ASSESSOR, HEAD, PostOffice, post_office
from texts.catalogue import translator


@pytest.fixture
async def post(sqlite_url: str) -> AsyncIterator[PostOffice]:
    async with post_office(sqlite_url) as running:
        yield running


async def asked(post: PostOffice, language: str = "id") -> tuple[Actor, PledgeRequest]:
    """The head of the demo, and the request to somebody of their unit who reads this language."""
    now = post.office.clock.now()

    def fill(tx: Transaction) -> tuple[Actor, PledgeRequest]:
        head = builders.actor(tx, HEAD)
        assert head.unit is not None
        person = builders.linked(tx, head.unit, 990, language=language).employee
        campaign = pledges.open_campaign(tx, now)
        assert campaign is not None
        assert person is not None
        request = pledges.current_request(tx, campaign.id, person.id)
        assert request is not None
        return head, request

    return await post.office.db.write(fill)


def claimed(chat: int, request: PledgeRequest, by: Actor) -> ClaimedPost:
    assert by.employee is not None
    params: dict[str, object] = {"request": request.id, "by": by.employee.id}
    return ClaimedPost(1, "pledge_nudge", params, chat, None, Lane.TRANSACTIONAL, 1, "id")


@pytest.mark.parametrize("language", ["id", "en"])
async def test_the_head_is_named_with_position_and_the_button_opens_that_pledge(
    post: PostOffice, language: str
) -> None:
    head, request = await asked(post, language)
    screen = await render(post.office, claimed(990, request, head))
    assert screen is not None
    assert head.employee is not None
    assert head.employee.name in screen.text
    assert head.employee.position in screen.text
    ((button,),) = screen.buttons
    label = translator(language)("Buka pakta integritas")
    assert (button.text, button.action) == (label, f"pledge.open:{request.campaign_id}")


async def test_nothing_is_sent_to_who_has_signed_meanwhile_or_to_somebody_else(post: PostOffice) -> None:
    head, request = await asked(post)
    assert await render(post.office, claimed(ASSESSOR, request, head)) is None
    assert await render(post.office, claimed(999_999, request, head)) is None
    now = post.office.clock.now()
    await post.office.db.write(pledges.set_state, request.id, request.state, RequestState.SIGNED, now)
    assert await render(post.office, claimed(990, request, head)) is None
