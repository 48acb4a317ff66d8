"""Samples of the screens that tell who leads a unit how far it is with the pledge, and of the kind reminder."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from domain.coverage import Listed, Listing, Unexpected
from domain.pledge_request import RequestState
from services.coverage import CoverageOverview
from services.coverage_lists import PAGE, CoveragePage
from services.nudging import Nudge
from tests.texts.cast import CAMPAIGN, LONG_UNIT, NOW, SITI, UNIT, place
from texts import coverage
from texts.screen import Screen

ODD = replace(CAMPAIGN, title="Pakta <2026> & lainnya untuk seluruh pegawai pemerintah kabupaten, tahap yang kedua")
MANY = CoverageOverview(
    LONG_UNIT, ODD, signed=12_345, read=1_234, open=4_321, declined=12, unlinked=1_200, blocked=34, no_phone=5,
    joined=56, not_expected=789, unexpected=3, several=True, may_remind=True,
)  # fmt: skip
NOBODY = CoverageOverview(
    UNIT, CAMPAIGN, signed=43, read=0, open=0, declined=0, unlinked=0, blocked=0, no_phone=0, joined=0,
    not_expected=0, unexpected=0,
)  # fmt: skip
STATES = (RequestState.OPEN, RequestState.READ, RequestState.SIGNED, RequestState.DECLINED)
LONG_NAME = "Prof. Dr. Ir. <Siti> Contohwati & Misalnya Sekali Panjang, S.E., M.Si., M.Ak."
PEOPLE = tuple(
    Listed(
        20 + number, LONG_NAME if number % 2 else SITI.name, LONG_UNIT.name if number % 2 else UNIT.name,
        request_id=100 + number, state=STATES[number % 4], at=NOW - timedelta(days=number), reachable=number != 3,
        nudged_at=NOW - timedelta(days=1) if number % 2 else None,
    )
    for number in range(PAGE)
)  # fmt: skip
SIGNERS = tuple(
    Listed(20 + number, SITI.name, UNIT.name, at=NOW, why=why) for number, why in enumerate(Unexpected)
)  # fmt: skip
REMINDED = Nudge(LONG_UNIT, ODD, told=1_043, already=12, unreachable=1_234, late=3, at=NOW + timedelta(days=2))
NOT_REMINDED = Nudge(UNIT, CAMPAIGN, told=0, already=1, unreachable=0, late=0, at=None)


def shown(listing: Listing) -> CoveragePage:
    people = SIGNERS if listing is Listing.UNEXPECTED else PEOPLE
    return CoveragePage(UNIT, ODD, listing, people, 12_345, 1, 1_544, PEOPLE[0].employee_id, may_remind=True)


def _listing(one: Listing, language: str) -> Screen:
    return coverage.listing(place(language), shown(one))


EMPTY = replace(shown(Listing.SIGNED), people=(), total=0, page=0, pages=1)
COVERAGE_SAMPLES: dict[str, Callable[[str], Screen]] = {
    "coverage: a large unit": lambda language: coverage.overview(place(language), MANY),
    "coverage: all have signed": lambda language: coverage.overview(place(language), NOBODY),
    "coverage: several campaigns": lambda language: coverage.campaigns(place(language), LONG_UNIT, (CAMPAIGN, ODD)),
    **{f"coverage: {one.value}": partial(_listing, one) for one in Listing},
    "coverage: nobody in a list": lambda language: coverage.listing(place(language), EMPTY),
    "coverage: remind all": lambda language: coverage.confirm(place(language), REMINDED),
    "coverage: nobody to remind": lambda language: coverage.confirm(place(language), NOT_REMINDED),
    "coverage: reminded": lambda language: coverage.reminded(place(language), REMINDED),
    "coverage: reminded at once": lambda language: coverage.reminded(place(language), replace(REMINDED, at=None)),
    "coverage: the kind reminder": lambda language: coverage.nudge(place(language), ODD, LONG_NAME, SITI.position),
    "coverage: from who has no position": lambda language: coverage.nudge(place(language), CAMPAIGN, SITI.name, ""),
}
