"""ZI cycles for the admin: the list, a card, a window, the form of a new one, and two of them compared."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from domain.cycle_deadlines import USUAL
from domain.cycle_views import (
    AgencyComparison,
    AgencySide,
    CycleFacts,
    CyclePage,
    Form,
    Side,
    Started,
    UnitComparison,
    WindowAsk,
)
from domain.cycles import Keep, Taking
from domain.folding import shortened
from domain.instrument import bundled
from domain.worksheet import Doing, Window, WindowState, window
from domain.zone import Cycle, Layer
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.format import decimal
from texts.joining import turning
from texts.labels import stage_label
from texts.place import Place
from texts.screen import Button, Screen

DOINGS: Final[Mapping[Doing, str]] = MappingProxyType(
    {
        Doing.FILL: mark("Pengisian LKE"),
        Doing.REVIEW: mark("Evaluasi TPI"),
        Doing.REVISE: mark("Perbaikan"),
        Doing.PROPOSE: mark("Pengusulan"),
    }
)
STATES: Final[Mapping[WindowState, str]] = MappingProxyType(
    {
        WindowState.NOT_YET: mark("belum dibuka"),
        WindowState.OPEN: mark("sedang dibuka"),
        WindowState.PASSED: mark("sudah ditutup"),
    }
)
TAKINGS: Final[Mapping[Taking, str]] = MappingProxyType(
    {
        Taking.ALL: mark("Semua unit"),
        Taking.OPEN: mark("Tanpa yang sudah berpredikat"),
        Taking.NONE: mark("Tidak ada unit"),
    }
)
USUAL_CHOICE: Final = sum(1 << place for place, doing in enumerate(Doing) if doing in USUAL)
"""The windows that are ticked at first, as `texts.cycle_deadlines.bits` writes them."""
KEEPS: Final[Mapping[Keep, str]] = MappingProxyType(
    {
        Keep.OWNERS: mark("Penanggung jawab (tanpa tenggat)"),
        Keep.ANSWERS: mark("Jawaban unit"),
        Keep.EVIDENCE: mark("Bukti"),
    }
)
LAYERS: Final[Mapping[Layer, str]] = MappingProxyType(
    {Layer.UNIT: mark("Penilaian mandiri"), Layer.TPI: mark("TPI"), Layer.TPN: mark("TPN")}
)


def doing_label(doing: Doing, language: str) -> str:
    """What a window is for."""
    return translator(language)(DOINGS[doing])


def layer_label(layer: Layer, language: str) -> str:
    """Whose answers they are."""
    return translator(language)(LAYERS[layer])


def listing(place: Place, found: CyclePage) -> Screen:
    """A page of cycles."""
    _ = translator(place.language)
    text = render("cycles/list", place.language, cycles=found.cycles, page=found.page + 1, pages=found.pages)
    rows = [(Button(shortened(one.cycle.title), encode("cycles.show", one.cycle.id)),) for one in found.cycles]
    new = Button(_("Siklus baru"), encode("cycles.new"), style="primary")
    last = Button(_("Menu pengelola"), encode("admin.open"))
    return Screen(text, (*rows, *turning(place, found.page, found.pages, "cycles.open"), (new,), (last,)))


def card(place: Place, facts: CycleFacts) -> Screen:
    """A cycle: its windows, each a button, and how many units are where."""
    _ = translator(place.language)
    cycle = facts.cycle
    text = render(
        "cycles/card", place.language, title=cycle.title, year=cycle.year, windows=_windows(place, cycle),
        stages=[(stage_label(stage, place.language), count) for stage, count in facts.stages.items()],
        targets=list(facts.targets.items()), units=facts.units, latest=facts.latest,
    )  # fmt: skip
    buttons = [
        Button(_("Ubah: {window}").format(window=_(DOINGS[doing])), encode("cycles.window", cycle.id, doing.value))
        for doing in Doing
    ]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    if facts.latest:
        rows.append((Button(_("Kelengkapan usulan"), encode("proposal.all", 0)),))
    rows.append((Button(_("Buat tenggat dari jadwal"), encode("cycles.due", cycle.id, USUAL_CHOICE)),))
    rows.append((Button(_("Bandingkan siklus"), encode("cycles.pair", cycle.id)),))
    return Screen(text, (*rows, (_all(place),)))


def window_asked(place: Place, asked: WindowAsk) -> Screen:
    """A window: its days are to be typed, or were and are read back with the button that keeps them."""
    _ = translator(place.language)
    cycle, doing = asked.cycle, asked.window.doing
    reads_back = asked.first is not None and asked.last is not None
    text = render(
        "cycles/window", place.language, name=_(DOINGS[doing]), title=cycle.title, now=asked.window, first=asked.first,
        last=asked.last, example=date(cycle.year, 2, 1), example_last=date(cycle.year, 4, 30),
        other_year=asked.first is not None and asked.first.year != cycle.year,
    )  # fmt: skip
    rows: list[tuple[Button, ...]] = []
    if asked.first is not None and asked.last is not None:
        days = (f"{asked.first:%Y%m%d}", f"{asked.last:%Y%m%d}")
        rows.append((Button(_("Simpan"), encode("cycles.save", cycle.id, doing.value, *days), style="success"),))
        rows.append((Button(_("Ketik ulang"), encode("cycles.window", cycle.id, doing.value)),))
    if not reads_back and (asked.window.first or asked.window.last):
        rows.append((Button(_("Buka sepanjang tahun"), encode("cycles.year", cycle.id, doing.value)),))
    return Screen(text, (*rows, (Button(_("Kembali"), encode("cycles.show", cycle.id)),)))


def form(place: Place, asked: Form) -> Screen:
    """A new cycle: what it takes over is chosen here, year and title are typed."""
    _ = translator(place.language)
    source = asked.source
    text = render(
        "cycles/form", place.language, year=asked.year, title=asked.title, source=source, units=asked.units,
        taking=_(TAKINGS[asked.taking]), evidence=Keep.EVIDENCE in asked.keep, some=bool(asked.sources),
        windows=bool(source and source.windows),
    )  # fmt: skip
    rows = [
        (_chosen(_("Salin dari {year}").format(year=one.year), one == source, "source", one.id),)
        for one in asked.sources[:3]
    ]
    if asked.sources:
        rows.append((_chosen(_("Mulai kosong"), source is None, "source", 0),))
    if source is not None:
        rows += [
            (_chosen(_(label), asked.taking is taking, "taking", taking.value),) for taking, label in TAKINGS.items()
        ]
    if source is not None and asked.taking is not Taking.NONE:
        rows += [(_ticked(_(label), keep in asked.keep, keep.value),) for keep, label in KEEPS.items()]
    go = Button(_("Mulai siklus {year}").format(year=asked.year), encode("cycles.start", asked.key), style="success")
    return Screen(text, (*rows, (go,), (Button(_("Batal"), encode("cycles.drop")),)))


def started(place: Place, done: Started) -> Screen:
    """A new cycle is there: what it took over."""
    _ = translator(place.language)
    text = render(
        "cycles/started", place.language, title=done.facts.cycle.title, copied=done.copied,
        windows=_windows(place, done.facts.cycle),
    )  # fmt: skip
    look = Button(_("Buka siklus"), encode("cycles.show", done.facts.cycle.id))
    return Screen(text, ((look,), (_all(place),)))


def saved(place: Place) -> str:
    """The note at the button that kept a window."""
    _ = translator(place.language)
    return _("Tersimpan.")


def pair(place: Place, facts: CycleFacts, others: CyclePage) -> Screen:
    """With which other cycle is this one compared?"""
    _ = translator(place.language)
    choices = [one.cycle for one in others.cycles if one.cycle.id != facts.cycle.id]
    text = render("cycles/pair", place.language, title=facts.cycle.title, some=bool(choices))
    rows = [(Button(shortened(one.title), encode("cycles.agency", facts.cycle.id, one.id, 0)),) for one in choices]
    return Screen(text, (*rows, (Button(_("Kembali"), encode("cycles.show", facts.cycle.id)),)))


def agency(place: Place, found: AgencyComparison) -> Screen:
    """Two cycles of the agency; each unit opens its own comparison."""
    _ = translator(place.language)
    first, second = found.before.cycle, found.after.cycle
    lines = [
        {"name": one.name, "before": _points(one.before, place), "after": _points(one.after, place), "full": one.full}
        for one in found.lines
    ]
    text = render(
        "cycles/agency", place.language, sides=[_agency_side(place, found.before), _agency_side(place, found.after)],
        lines=lines, page=found.page + 1, pages=found.pages, partial=any(not one.full for one in found.lines),
    )  # fmt: skip
    rows = [
        (Button(shortened(one.name), encode("cycles.unit", one.unit_id, first.id, second.id)),) for one in found.lines
    ]
    turns = turning(place, found.page, found.pages, "cycles.agency", first.id, second.id)
    return Screen(text, (*rows, *turns, (Button(_("Kembali"), encode("cycles.show", second.id)),)))


def unit(place: Place, found: UnitComparison) -> Screen:
    """Two cycles of a unit, by layer and area."""
    _ = translator(place.language)
    labels = {area.code: area.labels.get(place.language, area.labels["id"]) for area in bundled().areas}
    areas = [
        {
            "code": code,
            "label": label,
            "before": _area(found.before, code, place),
            "after": _area(found.after, code, place),
        }
        for code, label in labels.items()
    ]
    layers = [
        {
            "label": _(LAYERS[layer]),
            "before": _total(found.before, layer, place),
            "after": _total(found.after, layer, place),
        }
        for layer in Layer
        if layer in found.before.cards or layer in found.after.cards
    ]
    text = render(
        "cycles/unit", place.language, unit=found.unit.name, areas=areas, layers=layers,
        sides=[_unit_side(place, found.before), _unit_side(place, found.after)],
    )  # fmt: skip
    back = encode("status.unit", found.unit.id)
    if found.manages:
        back = encode("cycles.agency", found.before.cycle.id, found.after.cycle.id, 0)
    return Screen(text, ((Button(_("Kembali"), back),),))


def _windows(place: Place, cycle: Cycle) -> list[dict[str, object]]:
    _ = translator(place.language)
    today = place.now.astimezone(place.tz).date()
    found: list[tuple[Doing, Window]] = [(doing, window(cycle, doing)) for doing in Doing]
    return [
        {"name": _(DOINGS[doing]), "first": one.first, "last": one.last, "state": _(STATES[one.state(today)])}
        for doing, one in found
    ]


def _agency_side(place: Place, side: AgencySide) -> dict[str, object]:
    mean = decimal(side.mean, 2, place.language) if side.mean is not None else ""
    return {
        "title": side.cycle.title, "units": side.units, "complete": side.complete, "mean": mean,
        "awarded": side.awarded,
    }  # fmt: skip


def _unit_side(place: Place, side: Side) -> dict[str, object]:
    stage = stage_label(side.stage, place.language) if side.stage is not None else ""
    unanswered = len(side.cards[Layer.UNIT].unanswered) if Layer.UNIT in side.cards else 0
    return {"year": side.cycle.year, "stage": stage, "target": side.target, "unanswered": unanswered}


def _area(side: Side, code: str, place: Place) -> str:
    card = side.cards.get(Layer.UNIT)
    return decimal(card.areas[code].score, 2, place.language) if card else "–"


def _total(side: Side, layer: Layer, place: Place) -> str:
    return _points(side.cards[layer].total if layer in side.cards else None, place)


def _points(value: object, place: Place) -> str:
    return "–" if value is None else decimal(value, 2, place.language)  # type: ignore[arg-type]


def _chosen(label: str, on: bool, part: str, value: str | int) -> Button:  # noqa: FBT001
    return Button(f"{'◉' if on else '○'} {label}", encode("cycles.choose", part, value))


def _ticked(label: str, on: bool, value: str) -> Button:  # noqa: FBT001
    return Button(f"{'☑' if on else '☐'} {label}", encode("cycles.choose", "keep", value))


def _all(place: Place) -> Button:
    _ = translator(place.language)
    return Button(_("Semua siklus"), encode("cycles.open", 0))
