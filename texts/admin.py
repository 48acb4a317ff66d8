"""The admin's menu."""

from dataclasses import dataclass
from typing import Final

from domain.rights import Action
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.place import Place
from texts.screen import Button, Screen


@dataclass(frozen=True, slots=True)
class Entry:
    """One button of the menu: its words, what it does, and the right without which it is not shown."""

    label: str
    action: str
    needs: Action


ADMIN_ENTRIES: Final = (
    Entry(mark("Data pegawai"), encode("roster.open"), Action.MANAGE_ROSTER),
    Entry(mark("Unit kerja"), encode("units.open"), Action.MANAGE_UNITS),
    Entry(mark("Pakta integritas"), encode("campaigns.open", 0), Action.PUBLISH_PLEDGE),
    Entry(mark("Siklus ZI"), encode("cycles.open", 0), Action.MANAGE_CYCLES),
    Entry(mark("Tenggat"), encode("deadline.list", 0), Action.MANAGE_DEADLINES),
    Entry(mark("Hari kerja"), encode("workdays.open", 0), Action.MANAGE_DEADLINES),
    Entry(mark("Pencanangan"), encode("declare.open", 0), Action.MANAGE_UNITS),
    Entry(mark("Pengumuman"), encode("announce.list", 0), Action.ANNOUNCE),
    Entry(mark("Grup"), encode("groups.list", 0), Action.LINK_GROUP),
    Entry(mark("Permintaan data"), encode("corrections.open", 0), Action.MANAGE_ROSTER),
    Entry(mark("Peran"), encode("roles.open"), Action.MANAGE_ROLES),
    Entry(mark("Cakupan pakta"), encode("agency.open"), Action.SEE_UNIT_COVERAGE),
    Entry(mark("Status ZI instansi"), encode("zistatus.open"), Action.SEE_WORKSHEET),
    Entry(mark("Rekap LKE"), encode("lkebook.recap"), Action.REPORT_WORKSHEET),
    Entry(mark("Ekspor"), encode("exports.open", 0), Action.EXPORT),
    Entry(mark("Koreksi tanda tangan"), encode("withdrawal.open"), Action.WITHDRAW_SIGNATURE),
)


def menu(place: Place, allowed: frozenset[Action]) -> Screen:
    """What this person may administer, two buttons a row."""
    _ = translator(place.language)
    shown = [Button(_(entry.label), entry.action) for entry in ADMIN_ENTRIES if entry.needs in allowed]
    rows = [tuple(shown[at : at + 2]) for at in range(0, len(shown), 2)]
    text = render("admin/menu", place.language, agency=place.agency)
    return Screen(text, (*rows, (Button(_("Beranda"), encode("home.open")),)))
