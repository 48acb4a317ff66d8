"""Words that the status screens of a unit and its picture share: requirements, layers, changes, who moves next."""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from domain.instrument import bundled
from domain.scoring import Unmet
from domain.stages import Mover
from domain.status_views import NextStep
from domain.worksheet import WindowState
from domain.zone import Layer
from texts.catalogue import mark, translator
from texts.format import date_short, decimal
from texts.labels import stage_label
from texts.place import Place

AREA = "area_"
LAYERS: Mapping[Layer, str] = MappingProxyType(
    {Layer.UNIT: mark("Unit"), Layer.TPI: mark("TPI"), Layer.TPN: mark("TPN")}
)
MOVERS: Mapping[Mover, str] = MappingProxyType(
    {
        Mover.UNIT: mark("unit kerja"),
        Mover.TPI: mark("TPI"),
        Mover.AGENCY: mark("instansi"),
        Mover.TPN: mark("TPN"),
        Mover.MINISTER: mark("Menteri PANRB"),
    }
)


def layer_name(language: str, layer: Layer) -> str:
    """Whose score it is."""
    return translator(language)(LAYERS[layer])


def requirement_label(requirement: str, language: str) -> str:
    """A requirement of a verdict in words, as the instrument calls it."""
    _ = translator(language)
    rules = bundled()
    if requirement.startswith(AREA):
        return rules.area(requirement.removeprefix(AREA)).labels[language]
    if requirement == "total":
        return _("Nilai total")
    if requirement == "prior_predicate":
        return _("Predikat sebelumnya")
    named = {component.code: component.labels for component in rules.components}
    named |= {one.requirement: one.labels for one in rules.indicators if one.requirement}
    named |= {one.requirement: one.labels for one in rules.result_groups if one.requirement}
    return named[requirement][language]


def unmet_line(unmet: Unmet, language: str) -> str:
    """What is below its floor, in words and numbers: "Pengungkit 38,10, minimal 40"."""
    _ = translator(language)
    label = requirement_label(unmet.requirement, language)
    if isinstance(unmet.actual, str) or isinstance(unmet.floor, str):
        held = str(unmet.actual) or _("belum ada")
        return _("{label}: {actual}, syaratnya {floor}").format(label=label, actual=held, floor=unmet.floor)
    unit = "%" if unmet.requirement.startswith(AREA) else ""
    return _("{label}: {actual}, minimal {floor}").format(
        label=label, actual=f"{decimal(unmet.actual, 2, language)}{unit}", floor=f"{plain(unmet.floor, language)}{unit}"
    )


def plain(value: Fraction, language: str) -> str:
    """A number without decimals that say nothing: "75", "18,25"."""
    return decimal(value, 0 if value.denominator == 1 else 2, language)


def signed(value: Fraction, language: str) -> str:
    """A change with its sign: "+2,30", "−1,20", "tetap" for none that can be seen."""
    shown = decimal(abs(value), 2, language)
    if shown == decimal(0, 2, language):
        _ = translator(language)
        return _("tetap")
    return f"{'+' if value > 0 else '−'}{shown}"


def next_lines(place: Place, step: NextStep) -> list[str]:
    """What comes next, whose turn it is, and until when; a line each, for a phone is narrow."""
    _ = translator(place.language)
    lines = [
        _("Berikutnya: {stage}").format(stage=stage_label(step.transition.target, place.language)),
        _("Menunggu {mover}").format(mover=_(MOVERS[step.transition.mover])),
    ]
    if step.window is None or step.window.first is None or step.window.last is None:
        return lines
    first, last = (date_short(day, None, place.language) for day in (step.window.first, step.window.last))
    if step.state is WindowState.NOT_YET:
        return [*lines, _("Mulai {first}").format(first=first), _("Sampai {last}").format(last=last)]
    if step.state is WindowState.PASSED:
        return [*lines, _("Jadwalnya lewat pada {last}").format(last=last)]
    return [*lines, _("Sampai {last}").format(last=last)]
