"""Activation codes: given out, redeemed once, never told apart when they are no good; and the owner code."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from domain import activation as rules
from domain.people import Actor, Employee
from domain.rights import Grant, Role
from services import activation, linking
from services.activation import IssuedCode
from services.guessing import Refused
from storage import drafts, people
from storage.engine import Database, Transaction
from storage.tables import activation_codes, attempts, audit, grants, installation, links, outbox
from storage.tables import drafts as draft_table
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

DAYS = 14
ALIKE = "activation.bad_code"


def head_and_two(tx: Transaction) -> Actor:
    """A unit with a linked head and two people who are not linked."""
    unit = builders.unit(tx)
    head = builders.linked(tx, unit, 700, role=Role.UNIT_HEAD, scope=unit)
    for _ in range(2):
        builders.employee(tx, unit)
    return head


async def issued(db: Database, at: datetime = NOW) -> tuple[Actor, tuple[IssuedCode, ...]]:
    head = await db.write(head_and_two)
    assert head.unit is not None
    return head, await db.write(activation.issue, head, head.unit.id, at, at, DAYS)


async def redeemed(db: Database, account: int, typed: str, now: datetime = NOW) -> str:
    """The key of the refusal, "" when the code was taken."""
    actor = await db.write(builders.stranger, account, consented=True)
    outcome = await db.write(activation.redeem, actor, typed, now)
    return outcome.error.key if isinstance(outcome, Refused) else ""


async def open_links(db: Database) -> dict[int, int]:
    query = select(links.c.telegram_id, links.c.employee_id).where(links.c.ended_at.is_(None))
    return {row.telegram_id: row.employee_id for row in await db.read(lambda tx: tx.execute(query).all())}


async def test_a_head_gets_a_code_for_everybody_of_the_unit_and_below_who_is_not_linked(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        head = head_and_two(tx)
        assert head.unit is not None
        builders.employee(tx, builders.unit(tx, "below", parent=head.unit))
        builders.employee(tx, builders.unit(tx, "other"))
        builders.employee(tx, head.unit, active=False)
        return head

    head = await db.write(fill)
    assert head.unit is not None
    unit, count = await db.read(activation.waiting, head, head.unit.id)
    codes = await db.write(activation.issue, head, head.unit.id, NOW, NOW, DAYS)
    assert (unit.id, count) == (head.unit.id, 3)
    assert [one.employee.name for one in codes] == ["Pegawai 4", "Pegawai 2", "Pegawai 3"]
    assert {one.unit_name for one in codes} == {"Unit dinkes", "Unit below"}
    assert {one.expires_at for one in codes} == {NOW + timedelta(days=DAYS)}


async def test_nothing_that_is_kept_or_shown_holds_a_code(db: Database) -> None:
    def everything(tx: Transaction) -> str:
        tables = (activation_codes, audit, draft_table, installation, attempts, outbox)
        return json.dumps([[str(value) for row in tx.execute(select(one)) for value in row] for one in tables])

    _, codes = await issued(db)
    stranger = await db.write(builders.stranger, 900)
    await db.write(activation.keep_for_later, stranger, codes[0].code, NOW)
    await redeemed(db, 901, codes[1].code)
    kept = await db.read(everything)
    assert [one.code for one in codes if one.code in kept or rules.shown(one.code) in kept] == []
    assert [one.code for one in codes if one.code in repr(codes)] == []
    assert len(codes) == 2


@pytest.mark.parametrize("typed", [rules.shown, str.lower, lambda code: f" {code[:4]} {code[4:]} "])
async def test_the_holder_of_a_code_is_linked(db: Database, typed: Callable[[str], str]) -> None:
    _, (first, _) = await issued(db)
    assert await redeemed(db, 900, typed(first.code)) == ""
    assert (await open_links(db))[900] == first.employee.id
    (row,) = await db.read(lambda tx: tx.execute(select(links).where(links.c.telegram_id == 900)).all())
    assert row.proof == "code"
    notes = await db.read(lambda tx: tx.execute(select(audit.c.actor, audit.c.action)).all())
    assert ("account:900", "link") in [tuple(one) for one in notes]


async def test_the_own_code_once_more_changes_nothing(db: Database) -> None:
    _, (first, second) = await issued(db)
    actor = await db.write(builders.stranger, 900, consented=True)
    assert [await db.write(activation.redeem, actor, first.code, NOW) for _ in range(3)] == [None] * 3
    with refused("link.already"):
        await db.write(activation.redeem, actor, second.code, NOW)
    assert (await open_links(db))[900] == first.employee.id


def unknown(tx: Transaction, code: IssuedCode) -> str:
    del tx, code
    return rules.make(b"\x01" * 7)


def mistyped(tx: Transaction, code: IssuedCode) -> str:
    del tx
    return code.code[:-1] + ("A" if code.code[-1] != "A" else "B")


def no_code(tx: Transaction, code: IssuedCode) -> str:
    del tx, code
    return "198606122010012001 ✨"


def used(tx: Transaction, code: IssuedCode) -> str:
    tx.execute(update(activation_codes).where(activation_codes.c.employee_id == code.employee.id).values(used_at=NOW))
    return code.code


def revoked(tx: Transaction, code: IssuedCode) -> str:
    activation.issue_for_file(tx, "", NOW, DAYS, everybody=True)
    return code.code


def over(tx: Transaction, code: IssuedCode) -> str:
    tx.execute(update(activation_codes).values(expires_at=NOW))
    return code.code


def of_who_has_left(tx: Transaction, code: IssuedCode) -> str:
    builders.dismiss(tx, code.employee)
    return code.code


def of_who_was_linked_otherwise(tx: Transaction, code: IssuedCode) -> str:
    builders.stranger(tx, 950, consented=True)
    assert linking.link(tx, code.employee.id, 950, "contact", NOW)
    return code.code


@pytest.mark.parametrize(
    "situation",
    [unknown, mistyped, no_code, used, revoked, over, of_who_has_left, of_who_was_linked_otherwise],
)
async def test_codes_that_are_no_good_are_told_alike_and_counted(
    db: Database, situation: Callable[[Transaction, IssuedCode], str]
) -> None:
    _, (first, _) = await issued(db)
    typed = await db.write(situation, first)
    before = await open_links(db)
    assert await redeemed(db, 900, typed) == ALIKE
    assert await open_links(db) == before
    query = select(attempts.c.telegram_id, attempts.c.kind, attempts.c.failures).order_by(attempts.c.telegram_id)
    counted = [tuple(row) for row in await db.read(lambda tx: tx.execute(query).all())]
    assert counted == [(0, "code", 1), (900, "code", 1)]
    (note,) = await db.read(lambda tx: tx.execute(select(audit).where(audit.c.action == "guess_failed")).all())
    assert (note.actor, note.detail) == ("account:900", {"kind": "code", "failures": 1})


async def test_after_five_wrong_codes_even_the_right_one_waits_and_the_wait_grows(db: Database) -> None:
    _, (first, _) = await issued(db)
    wrong = rules.make(b"\x02" * 7)
    assert [await redeemed(db, 900, wrong) for _ in range(6)] == [ALIKE] * 5 + ["guess.locked"]
    assert await redeemed(db, 900, first.code) == "guess.locked"
    later = NOW + timedelta(minutes=1)
    assert [await redeemed(db, 900, one, later) for one in (wrong, first.code)] == [ALIKE, "guess.locked"]
    actor = await db.read(builders.actor, 900)
    for minutes in (5, 30):
        later += timedelta(minutes=minutes)
        assert await redeemed(db, 900, wrong, later) == ALIKE
    outcome = await db.write(activation.redeem, actor, first.code, later)
    assert isinstance(outcome, Refused)
    assert (outcome.error.key, outcome.error.params) == ("guess.locked_long", {"hours": 2})
    assert await redeemed(db, 900, first.code, later + timedelta(hours=2)) == ""


async def test_many_accounts_together_make_everybody_wait_a_minute(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "BUDGET", 20)  # the tests of the rules spend the whole budget
    _, (first, _) = await issued(db)
    wrong = rules.make(b"\x02" * 7)
    for account in range(1000, 1000 + rules.BUDGET // 4):
        for _ in range(4):
            assert await redeemed(db, account, wrong) == ALIKE
    assert await redeemed(db, 900, first.code) == "guess.locked"
    assert await redeemed(db, 900, first.code, NOW + timedelta(minutes=1)) == ""


async def test_a_second_account_needs_a_fresh_code_and_the_first_is_cut_off_and_told(db: Database) -> None:
    head, (first, _) = await issued(db)
    assert await redeemed(db, 900, first.code) == ""
    await db.write(drafts.save, 900, "announce", "text", {}, NOW)
    assert await redeemed(db, 901, first.code) == ALIKE
    later = NOW + timedelta(hours=1)
    fresh = await db.write(activation.issue_for_file, "", later, DAYS, everybody=True)
    code = next(one.code for one in fresh if one.employee == first.employee)
    assert await redeemed(db, 901, code, later) == ""
    assert head.employee is not None
    assert await open_links(db) == {head.telegram_id: head.employee.id, 901: first.employee.id}
    assert (await db.read(builders.actor, 900)).employee is None
    assert await db.read(drafts.latest, 900) is None
    query = select(outbox.c.chat_id, outbox.c.kind).where(outbox.c.kind == "link_moved")
    assert [tuple(row) for row in await db.read(lambda tx: tx.execute(query).all())] == [(900, "link_moved")]
    notes = await db.read(lambda tx: tx.execute(select(audit).where(audit.c.action == "unlink")).all())
    assert [(one.actor, one.detail["account"]) for one in notes] == [("account:901", 900)]


async def test_a_code_before_consent_is_kept_as_digest_and_redeemed_after_it(db: Database) -> None:
    _, (first, _) = await issued(db)
    actor = await db.write(builders.stranger, 900)
    with refused("link.consent_first"):
        await db.write(activation.redeem, actor, first.code, NOW)
    with refused("link.consent_first"):
        await db.write(activation.begin, actor, NOW)
    await db.write(activation.keep_for_later, actor, first.code, NOW)
    assert await db.write(activation.redeem_kept, await db.write(builders.stranger, 901, consented=True), NOW) is None
    await db.write(people.add_consent, 900, "2026-1", "id", NOW)
    assert await db.write(activation.redeem_kept, actor, NOW) is None
    assert (await open_links(db))[900] == first.employee.id
    assert 901 not in await open_links(db)


async def test_pressing_twice_makes_codes_once_and_a_fresh_screen_makes_them_anew(db: Database) -> None:
    head, first = await issued(db)
    assert head.unit is not None
    with refused("codes.made_already"):
        await db.write(activation.issue, head, head.unit.id, NOW, NOW + timedelta(seconds=2), DAYS)
    shown = NOW + timedelta(seconds=3)
    second = await db.write(activation.issue, head, head.unit.id, shown, shown, DAYS)
    assert await redeemed(db, 900, first[0].code, shown) == ALIKE
    assert await redeemed(db, 900, second[0].code, shown) == ""


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.ZI_TEAM, Role.ASSESSOR, Role.AUDITOR])
async def test_who_does_not_lead_a_unit_gets_no_codes(db: Database, role: Role) -> None:
    def fill(tx: Transaction) -> Actor:
        unit = builders.unit(tx)
        return builders.linked(tx, unit, role=role, scope=unit)

    actor = await db.write(fill)
    assert actor.unit is not None
    with refused("access.denied"):
        await db.read(activation.waiting, actor, actor.unit.id)
    with refused("access.denied"):
        await db.write(activation.issue, actor, actor.unit.id, NOW, NOW, DAYS)


async def test_a_head_gets_no_codes_for_another_unit(db: Database) -> None:
    head = await db.write(head_and_two)
    other = await db.write(builders.unit, "other")
    with refused("access.denied"):
        await db.write(activation.issue, head, other.id, NOW, NOW, DAYS)
    with refused("access.denied"):
        await db.write(activation.issue, head, 999, NOW, NOW, DAYS)


async def test_where_all_are_linked_there_is_nothing_to_give_out(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        unit = builders.unit(tx)
        return builders.linked(tx, unit, role=Role.UNIT_HEAD, scope=unit)

    head = await db.write(fill)
    assert head.unit is not None
    with refused("codes.nobody"):
        await db.write(activation.issue, head, head.unit.id, NOW, NOW, DAYS)
    with refused("roster.unknown_unit", code="x"):
        await db.write(activation.issue_for_file, "x", NOW, DAYS, everybody=True)


async def test_a_sheet_in_chat_has_a_limit(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activation, "MOST_IN_CHAT", 1)
    head = await db.write(head_and_two)
    assert head.unit is not None
    with refused("codes.too_many", count=2, limit=1):
        await db.write(activation.issue, head, head.unit.id, NOW, NOW, DAYS)


def linked_person(tx: Transaction) -> tuple[Actor, Employee]:
    actor = builders.linked(tx, builders.unit(tx), 700)
    assert actor.employee is not None
    return actor, actor.employee


async def test_the_owner_code_makes_its_first_linked_holder_admin_and_is_void_then(db: Database) -> None:
    actor, person = await db.write(linked_person)
    other = await db.write(lambda tx: builders.linked(tx, builders.unit(tx, "b"), 701))
    code = await db.write(activation.offer_owner_code, NOW, DAYS)
    assert code is not None
    assert await db.write(activation.offer_owner_code, NOW, DAYS) is None
    assert await db.write(activation.claim_ownership, actor, rules.shown(code), NOW) is None
    assert await db.write(activation.claim_ownership, actor, code, NOW) is None
    assert Grant(Role.ADMIN, None) in await db.read(people.grants_of, person.id)
    (row,) = await db.read(lambda tx: tx.execute(select(grants)).all())
    assert (row.granted_by, row.reason) == ("account:700", "owner code")
    assert await db.write(activation.offer_owner_code, NOW, DAYS) is None
    outcome = await db.write(activation.claim_ownership, other, code, NOW)
    assert isinstance(outcome, Refused)
    assert outcome.error.key == ALIKE


async def test_the_owner_code_is_for_the_linked_only_runs_out_and_can_not_be_guessed_for_ever(db: Database) -> None:
    actor, _ = await db.write(linked_person)
    stranger = await db.write(builders.stranger, 900, consented=True)
    code = await db.write(activation.offer_owner_code, NOW, DAYS)
    assert code is not None
    with refused("access.not_linked"):
        await db.write(activation.claim_ownership, stranger, code, NOW)
    assert await redeemed(db, 900, code) == ALIKE
    wrong = [await db.write(activation.claim_ownership, actor, rules.make(b"\x03" * 7), NOW) for _ in range(5)]
    assert [one.error.key for one in wrong if one] == [ALIKE] * 5
    locked = await db.write(activation.claim_ownership, actor, code, NOW)
    assert locked is not None
    assert locked.error.key == "guess.locked"
    end = NOW + timedelta(days=DAYS)
    late = await db.write(activation.claim_ownership, actor, code, end)
    assert late is not None
    fresh = await db.write(activation.offer_owner_code, end, DAYS)
    assert fresh not in {None, code}


async def test_with_an_admin_there_is_no_owner_code(db: Database) -> None:
    await db.write(lambda tx: builders.linked(tx, builders.unit(tx), role=Role.ADMIN))
    assert await db.write(activation.offer_owner_code, NOW, DAYS) is None


async def test_the_pepper_is_made_once(db: Database) -> None:
    await issued(db)
    await db.write(activation.offer_owner_code, NOW, DAYS)
    rows = await db.read(lambda tx: tx.execute(select(installation).where(installation.c.key == "pepper")).all())
    assert [len(bytes.fromhex(row.value)) for row in rows] == [32]
