"""Samples of what heads and admins read of deadlines that are over, of the names behind it, and of weekly digests."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from domain.deadline import Deadline
from domain.deadline_owing import Ower, OwingPage
from domain.digest import Counted, Digest
from domain.escalation import AgencyCase, HeadCase, Trouble, TroubledUnit
from domain.ledger import Coverage
from tests.texts.cast import BUDI, CAMPAIGN, EVIDENCE_DUE, LATE, LONG_UNIT, NOW, PLEDGE_DUE, SITI, UNIT, place
from texts import deadline_escalation, deadline_owing, digests
from texts.screen import Screen

LONG = "Laporan <bulanan> & lampiran " * 6


def _late(number: int) -> Deadline:
    return replace(LATE, id=2_000_000_000 + number, title=f"{number} {LONG}", due_at=NOW - timedelta(days=number))


def _units(count: int) -> tuple[TroubledUnit, ...]:
    kinds = tuple(Trouble)
    named = (replace(LONG_UNIT, name=f"{number} {LONG_UNIT.name}") for number in range(count))
    return tuple(TroubledUnit(one, 12_345, kinds[number % len(kinds)]) for number, one in enumerate(named))


def _head(*cases: HeadCase) -> Callable[[str], Screen]:
    return lambda language: deadline_escalation.head(place(language), cases)


def _agency(*cases: AgencyCase) -> Callable[[str], Screen]:
    return lambda language: deadline_escalation.agency(place(language), cases)


def _owing(found: OwingPage) -> Callable[[str], Screen]:
    return lambda language: deadline_owing.listing(place(language), found)


def _digest(*found: Digest) -> Callable[[str], Screen]:
    return lambda language: digests.head(place(language), found)


def _group(found: Digest) -> Callable[[str], Screen]:
    return lambda language: digests.group(place(language), found)


COUNTED = tuple(Counted(_late(number), 12_345, 1_234) for number in range(1, 12))
AHEAD = tuple(replace(one, deadline=replace(one.deadline, due_at=NOW + timedelta(days=3))) for one in COUNTED)
PLEDGES = tuple((replace(CAMPAIGN, id=one, title=f"{one} {LONG}"), Coverage(1_234, 12_345)) for one in range(9))
FULL = Digest(LONG_UNIT, AHEAD, COUNTED, PLEDGES)
SOME = Digest(UNIT, (Counted(EVIDENCE_DUE, 40, 12), Counted(PLEDGE_DUE, 40, 3)), (), ((CAMPAIGN, Coverage(37, 40)),))
NAMES = (Ower(11, SITI.name, UNIT.name, reachable=True), Ower(12, BUDI.name, LONG_UNIT.name, reachable=False))

ESCALATION_SAMPLES: dict[str, Callable[[str], Screen]] = {
    "escalation: to a head": _head(HeadCase(LATE, UNIT, 5)),
    "escalation: to a head, of several deadlines": _head(
        *(HeadCase(_late(day), LONG_UNIT, 12_345) for day in range(9))
    ),
    "escalation: to a head, of two units": _head(HeadCase(LATE, UNIT, 5), HeadCase(LATE, LONG_UNIT, 1)),
    "escalation: to an admin": _agency(AgencyCase(LATE, _units(3))),
    "escalation: to an admin, of many units": _agency(AgencyCase(_late(1), _units(39))),
    "escalation: to an admin, of many deadlines": _agency(*(AgencyCase(_late(day), _units(9)) for day in range(1, 12))),
    "owing: by name": _owing(OwingPage(LATE, UNIT, NAMES, 2, 0, 1)),
    "owing: by name, a page of the agency": _owing(OwingPage(PLEDGE_DUE, None, NAMES * 4, 12_345, 4, 1_544)),
    "owing: nobody": _owing(OwingPage(LATE, LONG_UNIT, (), 0, 0, 1)),
    "digest: to a head": _digest(SOME),
    "digest: to a head, of too much": _digest(FULL),
    "digest: to a head of many units": _digest(
        *(replace(FULL, unit=replace(LONG_UNIT, id=one)) for one in range(1, 6))
    ),
    "digest: only a pledge": _digest(replace(SOME, due=())),
    "digest: to a group": _group(FULL),
    "digest: to a group of the agency": _group(replace(SOME, unit=None, late=(Counted(LATE, 40, 1),))),
}
