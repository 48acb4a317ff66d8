"""Samples of the screens about roles."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from domain.rights import Holding, Role, RoleChange
from tests.texts.cast import BUDI, LONG_UNIT, NOW, SITI, UNIT, place
from texts import account, roles
from texts.screen import Screen

GONE = replace(SITI, active=False)
WHY = "Keputusan Bupati Nomor 100.3.3.2/12/2026 tentang Tim Kerja <ZI> & perubahannya"
HEAD = Holding(1, SITI.id, Role.UNIT_HEAD, UNIT.id, UNIT.code, UNIT.name, NOW, "Budi Misalnya", WHY)
TEAM = Holding(2, SITI.id, Role.ZI_TEAM, LONG_UNIT.id, LONG_UNIT.code, LONG_UNIT.name, NOW, "cli", "")
PAST = Holding(
    3, SITI.id, Role.ASSESSOR, None, "", "", NOW - timedelta(days=400), "cli", "lewat baris perintah", NOW,
    "Budi Misalnya", WHY,
)  # fmt: skip
PAST_WITHOUT_REASON = Holding(
    4, SITI.id, Role.ADMIN, None, "", "", NOW - timedelta(days=900), "cli", "", NOW, "cli", ""
)  # fmt: skip


def _change(role: Role, unit_name: str, *, ends: bool = False, own: bool = False, reason: str = "") -> RoleChange:
    key, grant_id = "5000000001-1767574800000", 7 if ends else None
    return RoleChange(key, SITI.id, SITI.name, role, 9 if unit_name else None, unit_name, grant_id, own, reason)


def _found(query: str, page: int, pages: int, total: int) -> Callable[[str], Screen]:
    people = ((SITI, UNIT.name), (BUDI, LONG_UNIT.name))[:total]
    return lambda language: roles.found(place(language), query, people, page, pages, total)


ROLE_SAMPLES: dict[str, Callable[[str], Screen]] = {
    "me": lambda language: account.me(place(language), SITI, UNIT, (HEAD, TEAM)),
    "me, without staff number, rank and role": lambda language: account.me(place(language), BUDI, LONG_UNIT, ()),
    "roles: whom": lambda language: roles.ask(place(language)),
    "roles: found one": _found("siti", 0, 1, 1),
    "roles: found many": _found("contoh", 1, 3, 14),
    "roles: found nobody": _found("<siapa> & mengapa", 0, 1, 0),
    "roles: holders": lambda language: roles.holders(place(language), ((SITI, HEAD), (SITI, TEAM)), 0, 2),
    "roles: no holders": lambda language: roles.holders(place(language), (), 0, 1),
    "roles: person": lambda language: roles.person(
        place(language), SITI, UNIT, (HEAD, TEAM), (PAST, PAST_WITHOUT_REASON)
    ),
    "roles: person without roles": lambda language: roles.person(place(language), BUDI, LONG_UNIT, (), ()),
    "roles: person who has left": lambda language: roles.person(place(language), GONE, UNIT, (HEAD,), (PAST,)),
    "roles: which role": lambda language: roles.choose_role(place(language), SITI),
    "roles: which unit": lambda language: roles.choose_scope(
        place(language), SITI, Role.ASSESSOR, (UNIT,), (LONG_UNIT, UNIT), "", 0, 12
    ),
    "roles: more units": lambda language: roles.choose_scope(
        place(language), SITI, Role.ASSESSOR, (UNIT,), (LONG_UNIT,), "puskesmas", 1, 2
    ),
    "roles: no such unit": lambda language: roles.choose_scope(
        place(language), SITI, Role.ZI_TEAM, (), (), "<apa> & siapa", 0, 1
    ),
    "roles: why given": lambda language: roles.ask_reason(place(language), _change(Role.ZI_TEAM, LONG_UNIT.name)),
    "roles: why taken": lambda language: roles.ask_reason(place(language), _change(Role.ADMIN, "", ends=True)),
    "roles: give": lambda language: roles.confirm(place(language), _change(Role.ZI_TEAM, LONG_UNIT.name, reason=WHY)),
    "roles: take": lambda language: roles.confirm(
        place(language), _change(Role.AUDITOR, "", ends=True, reason="mutasi")
    ),
    "roles: take one's own": lambda language: roles.confirm(
        place(language), _change(Role.ADMIN, "", ends=True, own=True, reason="pindah tugas")
    ),
    "roles: given": lambda language: roles.changed(place(language), HEAD),
    "roles: given without a reason": lambda language: roles.changed(place(language), TEAM),
    "roles: ended": lambda language: roles.changed(place(language), PAST),
}
