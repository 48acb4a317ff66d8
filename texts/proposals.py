"""The check-list of a proposal: of a unit, one item, all units, and the reminder of what is missing."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from domain.evidence import needs_opening
from domain.folding import shortened
from domain.proposal import ITEMS, Item, ItemState
from domain.proposal_views import Desk, ItemDesk, Line, Overview, Told
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.joining import turning
from texts.labels import role_label, stage_label
from texts.place import Place
from texts.screen import Attachment, Button, Screen

SHOWN: Final = 8
LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "proposal_letter": mark("Surat pengusulan"),
        "responsibility_letter": mark("SPTJM"),
        "clearance_letter": mark("Surat clearance TLHP"),
        "integrity_survey": mark("Survei IPAK"),
        "service_survey": mark("Survei IPKP"),
        "evidence_links": mark("Tautan bukti dapat dibuka"),
        "person_in_charge": mark("Narahubung (PIC)"),
    }
)
STATES: Final[Mapping[ItemState, str]] = MappingProxyType(
    {
        ItemState.DONE: mark("Sudah ada"),
        ItemState.NO_EVIDENCE: mark("Ditandai tanpa bukti"),
        ItemState.MISSING: mark("Belum ada"),
    }
)
MARKS: Final[Mapping[ItemState, str]] = MappingProxyType(
    {ItemState.DONE: "☑", ItemState.NO_EVIDENCE: "◩", ItemState.MISSING: "☐"}
)


def item_label(code: str, language: str) -> str:
    """What an item of the check-list is called."""
    return translator(language)(LABELS[code])


def desk(place: Place, found: Desk) -> Screen:
    """The check-list of a unit; each item is a button."""
    _ = translator(place.language)
    lines = [{"mark": MARKS[one.state], "label": _(LABELS[one.item.code])} for one in found.lines]
    text = render(
        "proposals/desk", place.language, unit=found.unit.name, stage=stage_label(found.stage, place.language),
        target=found.target, lines=lines, missing=len(found.missing), window=found.window, days_left=found.days_left,
    )  # fmt: skip
    rows = [
        (
            Button(
                f"{MARKS[one.state]} {_(LABELS[one.item.code])}", encode("proposal.item", found.unit.id, one.item.code)
            ),
        )
        for one in found.lines
    ]
    last = (Button(_("Semua unit"), encode("proposal.all", 0)), Button(_("Beranda"), encode("home.open")))
    return Screen(text, (*rows, last))


def item(place: Place, found: ItemDesk, *, files: bool) -> Screen:
    """One item: how far it is and, for its keeper, how to bring it. `files` tells that files can be kept."""
    _ = translator(place.language)
    line, unit = found.line, found.desk.unit
    tick = line.tick
    text = render(
        "proposals/item", place.language, label=_(LABELS[line.item.code]), unit=unit.name,
        state=f"{MARKS[line.state]} {_(STATES[line.state])}", keeper=role_label(line.item.keeper, place.language),
        at=tick.at if tick else None, link=tick.link if tick else "", file=bool(tick and tick.file_id),
        note=tick.note if tick else "", mine=line.mine, evidence=line.item.evidence, files=files,
        opening=bool(tick and tick.link and needs_opening(tick.link)), tz=place.tz,
    )  # fmt: skip
    rows = [(one,) for one in _steps(place, unit.id, line)]
    return Screen(text, (*rows, (Button(_("Daftar usulan"), encode("proposal.open", unit.id)),)))


def file(place: Place, code: str, name: str, content: bytes, media_type: str) -> Screen:
    """The file of an item, a message of its own."""
    return Screen(item_label(code, place.language), document=Attachment(name, content, media_type))


def overview(place: Place, found: Overview) -> Screen:
    """All units: how many items each has, and what is missing."""
    _ = translator(place.language)
    lines = [
        {
            "unit": one.unit.name, "stage": stage_label(one.stage, place.language), "done": one.done,
            "all": len(ITEMS), "missing": _named(one.missing, place.language),
        }
        for one in found.lines
    ]  # fmt: skip
    text = render(
        "proposals/overview", place.language, title=found.cycle.title, window=found.window, days_left=found.days_left,
        complete=found.complete, units=found.units, lines=lines, page=found.page + 1, pages=found.pages,
    )  # fmt: skip
    rows = [(Button(shortened(one.unit.name), encode("proposal.open", one.unit.id)),) for one in found.lines]
    turns = turning(place, found.page, found.pages, "proposal.all")
    return Screen(text, (*rows, *turns, (Button(_("Beranda"), encode("home.open")),)))


def missing(place: Place, told: Told) -> Screen:
    """To a keeper: what of theirs is missing before the window closes."""
    _ = translator(place.language)
    units = [{"unit": unit.name, "lacking": _named(items, place.language)} for unit, items in told.units[:SHOWN]]
    text = render(
        "proposals/missing", place.language, last=told.last, days_left=told.days_left, units=units,
        more=max(0, len(told.units) - SHOWN),
    )  # fmt: skip
    rows = [(Button(shortened(unit.name), encode("proposal.open", unit.id)),) for unit, _items in told.units[:SHOWN]]
    return Screen(text, tuple(rows))


def saved(place: Place) -> str:
    """The note at a button that changed an item."""
    _ = translator(place.language)
    return _("Tersimpan.")


def _steps(place: Place, unit_id: int, line: Line) -> list[Button]:
    _ = translator(place.language)
    code, tick = line.item.code, line.tick
    steps = []
    if tick is not None and tick.file_id is not None:
        steps.append(Button(_("Unduh berkas"), encode("proposal.file", unit_id, code)))
    if line.mine and line.state is ItemState.DONE:
        steps.append(Button(_("Belum ada, batalkan tanda"), encode("proposal.untick", unit_id, code), style="danger"))
    elif line.mine and not line.item.evidence:
        steps.append(Button(_("Tandai sudah ada"), encode("proposal.tick", unit_id, code), style="success"))
    return steps


def _named(items: Iterable[Item], language: str) -> str:
    return ", ".join(item_label(one.code, language) for one in items)
