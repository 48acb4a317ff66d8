"""Samples of attesting signatures, and of correcting one that was an error."""

from collections.abc import Callable
from dataclasses import replace

from domain.ledger import Signature, Withdrawal, WitnessMark
from tests.texts.cast import BUDI, CAMPAIGN, LONG_UNIT, NOW, UNIT, place, signature
from texts import withdrawal, witness
from texts.screen import Screen

REASON = "Ditandatangani dari akun <orang lain> & bukan oleh yang bersangkutan"
POSITION = "Kepala Bidang Pelayanan <Kesehatan> dan Pengendalian Penyakit"
MARK = WitnessMark(1, 1, 12, 5_000_000_002, BUDI.name, POSITION, LONG_UNIT.name, NOW)
WITHDRAWN = Withdrawal(1, 1, 11, REASON, "cli", NOW)


def _signed(language: str = "id") -> Signature:
    return replace(signature(language, BUDI, LONG_UNIT), position=POSITION)


def _page(page: int, pages: int, counts: tuple[int, int]) -> Callable[[str], Screen]:
    rows = (_signed(),) * (8 if counts[0] else 0)
    return lambda language: witness.listing(place(language), LONG_UNIT, rows, page, pages, counts)


def _card(mark: WitnessMark | None) -> Callable[[str], Screen]:
    return lambda language: witness.card(place(language), _signed(), CAMPAIGN, mark, LONG_UNIT.id, 3)


def _all(count: int, left: int) -> Callable[[str], Screen]:
    return lambda language: witness.attested_all(place(language), UNIT, count, left)


def _confirm(*, sure: bool) -> Callable[[str], Screen]:
    return lambda language: withdrawal.confirm(place(language), _signed(), CAMPAIGN, REASON, sure=sure)


def _done(*, follows: bool) -> Callable[[str], Screen]:
    return lambda language: withdrawal.done(place(language), _signed(), WITHDRAWN, asked_again=follows, told=follows)


def _told(*, asked_again: bool) -> Callable[[str], Screen]:
    return lambda language: withdrawal.post(place(language), _signed(), CAMPAIGN, REASON, asked_again=asked_again)


WITNESS_SAMPLES: dict[str, Callable[[str], Screen | str]] = {
    "witness: some pages read": _page(1, 3, (24, 16)),
    "witness: all pages read": _page(2, 3, (24, 24)),
    "witness: one page": _page(0, 1, (8, 8)),
    "witness: nothing waits": _page(0, 1, (0, 0)),
    "witness: one signature": _card(None),
    "witness: attested": _card(MARK),
    "witness: all attested": _all(1_043, 0),
    "witness: some attested": _all(200, 843),
    "witness: nothing to attest": _all(0, 2),
    "witness: post": lambda language: witness.post(place(language), CAMPAIGN, MARK),
    "witness: on paper": lambda language: witness.paper_note(place(language), MARK, language),
    "withdrawal: asked for the code": lambda language: withdrawal.ask(place(language)),
    "withdrawal: asked for the reason": lambda language: withdrawal.ask_reason(
        place(language), _signed(), CAMPAIGN, 3, 300
    ),
    "withdrawal: confirm": _confirm(sure=False),
    "withdrawal: confirm again": _confirm(sure=True),
    "withdrawal: done": _done(follows=True),
    "withdrawal: done, nobody asked or told": _done(follows=False),
    "withdrawal: dropped": lambda language: withdrawal.dropped(place(language)),
    "withdrawal: post": _told(asked_again=True),
    "withdrawal: post, not asked again": _told(asked_again=False),
}
