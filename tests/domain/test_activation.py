"""Activation codes are typed with forgiveness, kept as digests, expire, and can't be tried for long."""

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import receipt
from domain.activation import (
    BUDGET,
    FREE_TRIES,
    WAITS,
    Attempts,
    GlobalBudget,
    after_any_failure,
    after_failure,
    after_success,
    digest,
    expires_at,
    is_closed,
    is_locked,
    make,
    parse,
    payload,
    shown,
)
from domain.crockford import ALPHABET
from domain.errors import DomainError

NOON = datetime(2026, 1, 12, 12, 0, tzinfo=UTC)
WIB = timezone(timedelta(hours=7))
PEPPER = b"sixteen bytes or more"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
INSTANT = timedelta(microseconds=1)

random_bytes = st.binary(min_size=7, max_size=7)
gaps = st.lists(st.timedeltas(timedelta(0), timedelta(days=3)), max_size=40)


def failed(times: int, at: datetime = NOON) -> Attempts:
    """That many failures, each as soon as the lock of the one before is over."""
    attempts = Attempts()
    for _ in range(times):
        attempts = after_failure(attempts, max(at, attempts.locked_until or at))
    return attempts


@pytest.mark.parametrize(
    ("seed", "code"),
    [
        ("00000000000000", "000000000000"),
        ("00000000000002", "000000000012"),
        ("01010101010101", "040G20810400"),
        ("fffffffffffffe", "ZZZZZZZZZZZK"),
        ("ffffffffffffff", "ZZZZZZZZZZZK"),
    ],
)
def test_a_code_is_fixed_by_its_55_bits_for_good(seed: str, code: str) -> None:
    assert make(bytes.fromhex(seed)) == code


@pytest.mark.parametrize("size", [0, 6, 8])
def test_a_code_takes_seven_random_bytes(size: int) -> None:
    with pytest.raises(ValueError, match=f"takes 7 random bytes, not {size}"):
        make(bytes(size))


@given(seed=random_bytes)
def test_no_random_bit_is_lost(seed: bytes) -> None:
    number = 0
    for character in make(seed)[:11]:
        number = number << 5 | ALPHABET.index(character)
    assert number == int.from_bytes(seed, "big") >> 1


@given(seed=random_bytes)
def test_a_code_is_read_however_it_is_typed(seed: bytes) -> None:
    code = make(seed)
    typed = code.lower().replace("1", "l").replace("0", "o")
    assert parse(code) == parse(shown(code)) == parse(f" {typed[:5]} {typed[5:]}\n") == code


@given(seed=random_bytes, place=st.integers(0, 11), other=st.sampled_from(ALPHABET))
def test_a_slip_is_found_before_the_store_is_asked(seed: bytes, place: int, other: str) -> None:
    code = make(seed)
    slip = code[:place] + other + code[place + 1 :]
    if slip == code:
        assert parse(slip) == code
    else:
        with pytest.raises(DomainError) as refusal:
            parse(slip)
        assert refusal.value.key == "activation.bad_code"


@pytest.mark.parametrize(
    "text", ["", "0000-0000-000", "0000-0000-00000", "UUUU-UUUU-UUUU", "a_000000000000", "kode saya"]
)
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(DomainError) as refusal:
        parse(text)
    assert (refusal.value.key, refusal.value.params) == ("activation.bad_code", {})


def test_a_receipt_code_is_no_activation_code() -> None:
    with pytest.raises(DomainError):
        parse(receipt.make(bytes(6)))
    with pytest.raises(DomainError):
        receipt.parse(make(bytes(7)))


def test_a_code_is_shown_in_three_groups_of_four() -> None:
    assert shown("0123456789AB") == "0123-4567-89AB"


@given(seed=random_bytes)
def test_the_start_parameter_is_one_that_telegram_takes(seed: bytes) -> None:
    start = payload(make(seed))
    assert re.fullmatch("[A-Za-z0-9_-]{1,64}", start)
    assert start.removeprefix("a_") == make(seed)


def test_the_digest_is_the_hmac_of_code_and_purpose() -> None:
    expected = hmac.new(PEPPER, b"zibot activation code\0" + b"0123456789AB", hashlib.sha256).hexdigest()
    assert digest("0123456789AB", PEPPER) == expected
    assert re.fullmatch("[0-9a-f]{64}", expected)


@given(one=random_bytes, other=random_bytes)
def test_only_the_same_code_and_pepper_give_the_same_digest(one: bytes, other: bytes) -> None:
    first, second = make(one), make(other)
    assert (digest(first, PEPPER) == digest(second, PEPPER)) == (first == second)
    assert digest(first, PEPPER) != digest(first, PEPPER + b"!")
    assert first not in digest(first, PEPPER).upper()


@pytest.mark.parametrize("size", [0, 1, 15])
def test_a_short_pepper_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match=f"16 bytes or more, not {size}"):
        digest("0123456789AB", bytes(size))


@pytest.mark.parametrize("days", [1, 14, 365])
def test_a_code_is_valid_for_whole_days(days: int) -> None:
    issued = datetime(2026, 1, 12, 16, 30, tzinfo=WIB)
    assert expires_at(issued, days) - issued == timedelta(days=days)
    assert expires_at(issued, days) == expires_at(issued.astimezone(UTC), days)


@pytest.mark.parametrize("days", [0, -1])
def test_a_code_is_valid_for_a_day_at_least(days: int) -> None:
    with pytest.raises(ValueError, match="a day or more"):
        expires_at(NOON, days)


@pytest.mark.parametrize(
    ("failures", "wait"),
    [
        (0, None),
        (1, None),
        (4, None),
        (5, 60),
        (6, 5 * 60),
        (7, 30 * 60),
        (8, 2 * 3600),
        (9, 24 * 3600),
        (10, 24 * 3600),
        (50, 24 * 3600),
    ],
)
def test_five_tries_are_free_and_then_the_wait_grows(failures: int, wait: int | None) -> None:
    attempts = failed(failures)
    assert attempts.failures == failures
    assert is_locked(attempts, attempts.window_started_at or NOON) == wait


@pytest.mark.parametrize(
    ("later", "left"),
    [
        (timedelta(0), 60),
        (INSTANT, 60),
        (timedelta(seconds=1), 59),
        (timedelta(seconds=59.5), 1),
        (MINUTE - INSTANT, 1),
        (MINUTE, None),
        (MINUTE + INSTANT, None),
    ],
)
def test_a_lock_ends_with_its_last_second(later: timedelta, left: int | None) -> None:
    assert is_locked(failed(5), NOON + later) == left


@pytest.mark.parametrize(
    ("failures", "quiet", "after"),
    [
        (1, DAY - INSTANT, 2),
        (1, DAY, 1),
        (4, DAY - INSTANT, 5),
        (4, DAY, 1),
        (5, DAY, 6),
        (5, DAY + MINUTE - INSTANT, 6),
        (5, DAY + MINUTE, 1),
        (9, DAY, 10),
        (9, 2 * DAY - INSTANT, 10),
        (9, 2 * DAY, 1),
    ],
)
def test_a_day_without_failure_and_without_lock_forgets(failures: int, quiet: timedelta, after: int) -> None:
    attempts = failed(failures)
    assert attempts.window_started_at
    assert after_failure(attempts, attempts.window_started_at + quiet).failures == after


def test_each_failure_begins_the_quiet_day_anew() -> None:
    attempts = Attempts()
    for hours in range(0, 5 * 23, 23):
        attempts = after_failure(attempts, NOON + hours * HOUR)
    assert attempts.failures == 5
    assert is_locked(attempts, NOON + 4 * 23 * HOUR) == 60


def test_a_right_code_forgets_all_failures() -> None:
    assert after_success() == Attempts(0, None, None)
    assert is_locked(after_success(), NOON) is None


def test_a_failure_that_slips_through_a_lock_makes_it_longer_only() -> None:
    attempts = failed(9)
    late = attempts.locked_until
    assert late
    again = after_failure(attempts, late - 30 * MINUTE)
    assert again == Attempts(10, late - 30 * MINUTE, late - 30 * MINUTE + DAY)
    backwards = after_failure(attempts, NOON - DAY)
    assert backwards.locked_until == late


@given(gaps=gaps)
def test_a_lock_never_gets_shorter_and_its_end_is_known(gaps: list[timedelta]) -> None:
    attempts, now = Attempts(), NOON
    for gap in gaps:
        now += gap
        before, attempts = attempts, after_failure(attempts, now)
        assert attempts.window_started_at == now
        assert (attempts.locked_until is None) == (attempts.failures < FREE_TRIES)
        assert attempts.failures in {1, before.failures + 1}
        if is_locked(before, now):
            assert attempts.locked_until
            assert before.locked_until
            assert attempts.locked_until >= before.locked_until


@pytest.mark.parametrize("failures", range(1, 12))
def test_no_plan_of_trying_and_being_quiet_gets_more_than_eight_tries_a_day(failures: int) -> None:
    attempts, now, tries = Attempts(), NOON, 0
    while now < NOON + 30 * DAY:
        for _ in range(failures):
            now = max(now, attempts.locked_until or now)
            attempts = after_failure(attempts, now)
            tries += 1
        now = max(now, attempts.locked_until or now) + DAY
    assert tries <= 8 * (now - NOON) / DAY


@given(gaps=gaps)
def test_who_keeps_to_the_waits_gets_few_tries_in_any_week(gaps: list[timedelta]) -> None:
    attempts, now, tries = Attempts(), NOON, []
    for gap in gaps:
        now = max(now + gap, attempts.locked_until or now)
        tries.append(now)
        attempts = after_failure(attempts, now)
    for start in tries:
        assert sum(start <= moment < start + 7 * DAY for moment in tries) <= 8 * 7


def test_the_waits_grow() -> None:
    assert all(shorter < longer for shorter, longer in pairwise(WAITS))


def spent(failures: int, every: timedelta, start: datetime = NOON) -> GlobalBudget:
    budget = GlobalBudget()
    for number in range(failures):
        budget = after_any_failure(budget, start + number * every)
    return budget


@pytest.mark.parametrize(("failures", "left"), [(0, None), (1, None), (199, None), (200, 60), (201, 60)])
def test_the_200th_failure_of_all_makes_everybody_wait_a_minute(failures: int, left: int | None) -> None:
    assert is_closed(spent(failures, timedelta(0)), NOON) == left


def test_everybody_may_try_again_after_the_minute() -> None:
    budget = spent(BUDGET, timedelta(0))
    assert is_closed(budget, NOON + MINUTE - INSTANT) == 1
    assert is_closed(budget, NOON + MINUTE) is None
    again = after_any_failure(budget, NOON + MINUTE)
    assert is_closed(again, NOON + MINUTE) == 60


def test_an_hour_after_its_first_failure_the_budget_is_new() -> None:
    budget = spent(BUDGET, timedelta(0))
    assert after_any_failure(budget, NOON + HOUR - INSTANT).failures == BUDGET + 1
    fresh = after_any_failure(budget, NOON + HOUR)
    assert (fresh.failures, fresh.window_started_at) == (1, NOON + HOUR)
    assert is_closed(fresh, NOON + HOUR) is None


def test_a_wait_outlasts_the_end_of_its_hour() -> None:
    budget = spent(BUDGET, timedelta(seconds=18))
    late = after_any_failure(budget, NOON + HOUR - timedelta(seconds=1))
    assert is_closed(late, NOON + HOUR) == 59
    assert is_closed(after_any_failure(late, NOON + HOUR), NOON + HOUR) == 59


@settings(max_examples=50)
@given(gaps=st.lists(st.integers(0, 6_000), min_size=300, max_size=400))
def test_who_keeps_to_the_waits_has_260_failures_in_a_window_at_most(gaps: list[int]) -> None:
    budget, now = GlobalBudget(), NOON
    for gap in gaps:
        now = max(now + timedelta(milliseconds=gap), budget.closed_until or now)
        budget = after_any_failure(budget, now)
        assert budget.failures <= BUDGET + 60


@pytest.mark.parametrize(
    "call",
    [
        lambda moment: expires_at(moment, 1),
        lambda moment: after_failure(Attempts(), moment),
        lambda moment: is_locked(Attempts(), moment),
        lambda moment: after_any_failure(GlobalBudget(), moment),
        lambda moment: is_closed(GlobalBudget(), moment),
    ],
)
def test_a_moment_without_a_zone_is_refused(call: object) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match="zone"):
        call(NOON.replace(tzinfo=None))
