"""Samples of what is said in groups and about them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from domain.delivery import Reason
from domain.groups import DEMOTED, GroupRequest, RequestState
from domain.ledger import Coverage
from domain.messages import Group
from tests.texts.cast import CAMPAIGN, LONG_UNIT, NOW, UNIT, place
from texts import group_care, groups
from texts.group_care import CaredGroup
from texts.screen import Screen

Sample = Callable[[str], Screen | str]

CHAT = -1001234567890
TITLE = "Keluarga Besar <UPT> & Mitra Kerja Zona Integritas Kabupaten Contoh, Periode 2026"
ASKED = GroupRequest(7, CHAT, 12, TITLE, UNIT.id, 5_000_000_001, RequestState.OPEN, NOW + timedelta(minutes=10))
OPEN_ASKED = replace(ASKED, unit_id=None, thread_id=None, title="Grup ZI")
TROUBLES = (*groups.TROUBLES, Reason.FORBIDDEN)


def _group(trouble: str = "", thread_id: int | None = None, title: str = TITLE) -> Group:
    return Group(CHAT, thread_id, title, UNIT.id, trouble)


def _cared(trouble: str = "", thread_id: int | None = None, undelivered: int = 0) -> CaredGroup:
    return CaredGroup(_group(trouble, thread_id), LONG_UNIT.name, NOW, undelivered)


def _choose(page: int, pages: int, present: str | None, *, agency: bool) -> Sample:
    return lambda language: groups.choose(
        place(language), OPEN_ASKED, present, (UNIT, LONG_UNIT), page, pages, agency=agency
    )


def _over(state: RequestState, present: str | None) -> Sample:
    return lambda language: groups.request_over(place(language), ASKED, state, present)


def _trouble(trouble: str) -> Sample:
    return lambda language: groups.trouble(place(language), CHAT, TITLE, "", trouble)


def _topic(reason: str) -> Sample:
    return lambda language: groups.topic_lost(place(language), CHAT, TITLE, LONG_UNIT.name, reason)


def _listing(page: int, pages: int, *cared: CaredGroup, administers: bool = True) -> Sample:
    return lambda language: group_care.listing(place(language), cared, page, pages, administers=administers)


GROUP_SAMPLES: dict[str, Sample] = {
    "group: welcome": lambda language: groups.welcome(place(language)),
    "group: back": lambda language: groups.back(place(language), LONG_UNIT.name),
    "group: back in a group of the agency": lambda language: groups.back(place(language), ""),
    "group: go on in private": lambda language: groups.confirm_privately(place(language), 7),
    "group: linked to a unit": lambda language: groups.linked(place(language), LONG_UNIT.name),
    "group: linked to the agency": lambda language: groups.linked(place(language), ""),
    "group: unlinked": lambda language: groups.unlinked(place(language)),
    "group: test": lambda language: groups.test_message(place(language), LONG_UNIT.name),
    "group: test of the agency": lambda language: groups.test_message(place(language), ""),
    "group: agency only": lambda language: groups.agency_only(place(language)),
    "group: declaration of a unit": lambda language: groups.declaration(
        place(language), CAMPAIGN.id, CAMPAIGN.title, Coverage(17, 43), LONG_UNIT.name
    ),
    "group: declaration of the agency": lambda language: groups.declaration(
        place(language), CAMPAIGN.id, CAMPAIGN.title, Coverage(10250, 10250), ""
    ),
    "group: link a topic to a unit": lambda language: groups.request(place(language), ASKED, LONG_UNIT, None),
    "group: link elsewhere": lambda language: groups.request(place(language), OPEN_ASKED, UNIT, LONG_UNIT.name),
    "group: link to the agency": lambda language: groups.request(place(language), OPEN_ASKED, None, ""),
    "group: the only page to choose from": _choose(0, 1, None, agency=False),
    "group: a middle page to choose from": _choose(1, 3, LONG_UNIT.name, agency=True),
    "group: request approved": _over(RequestState.LINKED, LONG_UNIT.name),
    "group: request approved, unlinked since": _over(RequestState.LINKED, None),
    "group: request cancelled": _over(RequestState.CANCELLED, None),
    "group: request replaced": _over(RequestState.REPLACED, ""),
    "group: request too late": _over(RequestState.EXPIRED, LONG_UNIT.name),
    **{f"group: trouble {trouble}": _trouble(trouble) for trouble in TROUBLES},
    "group: topic closed": _topic(Reason.TOPIC_CLOSED),
    "group: topic deleted": _topic(Reason.TOPIC_MISSING),
    "groups: none": _listing(0, 1),
    "groups: one page": _listing(0, 1, _cared(Reason.KICKED), _cared(), administers=False),
    "groups: several pages": _listing(1, 3, _cared(DEMOTED, 12), _cared(thread_id=12)),
    "groups: one that is well": lambda language: group_care.card(place(language), _cared(thread_id=12)),
    "groups: one in trouble": lambda language: group_care.card(place(language), _cared(Reason.NO_RIGHTS, None, 1)),
    "groups: one in long trouble": lambda language: group_care.card(
        place(language), _cared(Reason.CHAT_NOT_FOUND, 12, 3)
    ),
    "groups: let go": lambda language: group_care.drop(place(language), _cared()),
}
