"""The check-list of a proposal is complete when every item is ticked with the evidence that it needs."""

from datetime import UTC, datetime

import pytest

from domain.proposal import (
    ITEMS,
    ItemState,
    check_link,
    check_list,
    check_tick,
    complete,
    item,
    missing,
)
from domain.zone import ProposalTick
from tests.refusals import refused

AT = datetime(2026, 6, 3, 2, 0, tzinfo=UTC)
LINK = "https://bukti.contoh.go.id/zi/1"


def tick(code: str, *, done: bool = True, file_id: int | None = None, link: str = "") -> ProposalTick:
    return ProposalTick(code, done, file_id, link, "", "account:1", AT)


def all_ticks() -> dict[str, ProposalTick]:
    return {one.code: tick(one.code, file_id=7 if one.evidence else None) for one in ITEMS}


def test_a_full_list_is_complete() -> None:
    assert complete(all_ticks())
    assert {state for _, state in check_list(all_ticks())} == {ItemState.DONE}


@pytest.mark.parametrize("code", [one.code for one in ITEMS])
def test_each_item_alone_is_missing_until_it_is_ticked(code: str) -> None:
    ticks = all_ticks()
    del ticks[code]
    assert missing(ticks) == (item(code),)
    assert not complete(ticks)
    assert missing(ticks | {code: tick(code, done=False, file_id=7)}) == (item(code),)


@pytest.mark.parametrize("code", [one.code for one in ITEMS])
def test_a_tick_alone_is_enough_only_without_required_evidence(code: str) -> None:
    state = dict(check_list(all_ticks() | {code: tick(code)}))[item(code)]
    assert state is (ItemState.NO_EVIDENCE if item(code).evidence else ItemState.DONE)
    assert dict(check_list(all_ticks() | {code: tick(code, link=LINK)}))[item(code)] is ItemState.DONE


def test_only_the_person_in_charge_needs_no_evidence() -> None:
    assert [one.code for one in ITEMS if not one.evidence] == ["person_in_charge"]


def test_an_unknown_item_is_refused() -> None:
    with refused("proposal.unknown_item"):
        item("letter")


def test_a_tick_without_its_evidence_is_refused() -> None:
    letter, person = item("proposal_letter"), item("person_in_charge")
    with refused("proposal.evidence_needed"):
        check_tick(letter, done=True, file_id=None, link="")
    with refused("proposal.link_incomplete"):
        check_tick(person, done=True, file_id=None, link="drive")
    check_tick(letter, done=False, file_id=None, link="")
    check_tick(letter, done=True, file_id=3, link="")
    check_tick(letter, done=True, file_id=None, link=LINK)
    check_tick(person, done=True, file_id=None, link="")


@pytest.mark.parametrize("link", [LINK, f" {LINK} ", "http://contoh.go.id", "https://contoh.go.id/a?b=c#d"])
def test_a_whole_address_is_a_link(link: str) -> None:
    assert check_link(link) == link.strip()


@pytest.mark.parametrize(
    "link",
    [
        "",
        "contoh.go.id/a",
        "www.contoh.go.id",
        "ftp://contoh.go.id",
        "https://",
        "https://drive",
        "https://a.id/b c",
        "https://[x",
    ],
)
def test_anything_else_is_not(link: str) -> None:
    with refused("proposal.link_incomplete"):
        check_link(link)
