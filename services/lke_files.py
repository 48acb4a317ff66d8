"""The worksheet as a file: exporting it, and importing one: first what it would change, then just that.

Every change is a new version in its layer; what somebody has changed since the preview stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from documents.lke_workbook import Filled, LkeBook
from domain import evidence as evidence_rules
from domain import lke_import
from domain.errors import DomainError
from domain.instrument import bundled
from domain.lke_import import FileDesk, Imported, Known, Preview, State
from domain.lke_reading import Origin, Reading
from domain.people import Actor, Unit
from domain.rights import Action, may
from domain.stages import Stage
from domain.zone import AnswerRecord, Cycle, Layer
from services import assessing, evidence_sharing, scores
from services.sealing import Sealer
from services.worksheet_access import open_sheet
from storage import audit, evidence, people, zone
from storage.engine import Transaction

CLI = "cli"


@dataclass(frozen=True, slots=True)
class Sharing:
    """What addresses of evidence are made with; "" for an installation without a public https address."""

    sealer: Sealer
    public_url: str


def desk(tx: Transaction, actor: Actor, unit_id: int, now: datetime) -> FileDesk:
    """What the actor may do with files of a unit now. Raises `access.*`, `status.unknown_unit`, `lke.no_cycle`."""
    sheet = open_sheet(tx, actor, unit_id, now)
    if not sheet.sees:
        raise DomainError("access.denied")
    writable = []
    for layer in Layer:
        try:
            allowed(tx, actor, unit_id, layer, now)
        except DomainError:
            continue
        writable.append(layer)
    reports = sheet.stage is not None and may(
        actor.grants, Action.REPORT_WORKSHEET, people.unit_path(tx, unit_id)
    )  # fmt: skip
    return FileDesk(sheet.unit, tuple(writable), reports)


def allowed(tx: Transaction, actor: Actor, unit_id: int, layer: Layer, now: datetime) -> tuple[Cycle, Unit]:
    """The cycle and unit, for who may write the layer now.

    Raises `access.*`, `status.unknown_unit`, `lke.no_cycle`, `lke.not_in_cycle`, `lke.stage_closed`, `lke.window_*`,
    `assess.not_in_review`.
    """
    if layer is not Layer.UNIT:
        found = assessing.writable(tx, actor, unit_id, layer, now)
        return found.cycle, found.unit
    sheet = open_sheet(tx, actor, unit_id, now, Action.ANSWER_WORKSHEET)
    if not sheet.fills:
        raise DomainError("access.denied")
    if sheet.refusal is not None:
        raise sheet.refusal
    return sheet.cycle, sheet.unit


def preview(tx: Transaction, actor: Actor, unit_id: int, layer: Layer, reading: Reading, now: datetime) -> Preview:
    """What a file would change. Raises as `allowed`."""
    return _preview(tx, *allowed(tx, actor, unit_id, layer, now), layer, reading)


def apply(
    tx: Transaction,
    actor: Actor,
    unit_id: int,
    layer: Layer,
    reading: Reading,
    versions: Mapping[str, int],
    now: datetime,
) -> Imported:
    """Keep what a preview over these versions showed. A second time it changes nothing. Raises as `allowed`."""
    cycle, unit = allowed(tx, actor, unit_id, layer, now)
    return _apply(tx, _preview(tx, cycle, unit, layer, reading), versions, f"account:{actor.telegram_id}", now)


def preview_directly(tx: Transaction, unit_code: str, layer: Layer, reading: Reading) -> Preview:
    """The same for the command line, at any stage. Raises `status.unknown_unit`, `lke.no_cycle`."""
    return _preview(tx, *directly(tx, unit_code), layer, reading)


def apply_directly(
    tx: Transaction, unit_code: str, layer: Layer, reading: Reading, seen: Mapping[str, int], now: datetime
) -> Imported:
    """The same for the command line. Raises as `preview_directly`."""
    return _apply(tx, preview_directly(tx, unit_code, layer, reading), seen, CLI, now)


def export(
    tx: Transaction, actor: Actor, unit_id: int, agency: str, now: datetime, sharing: Sharing | None = None
) -> LkeBook:
    """The worksheet to be written as a file. While assessors are at work their answers are for them only.

    With `sharing` it tells the lasting address of each question's evidence; who may not share evidence gets those that
    are open already. Raises `access.*`, `status.unknown_unit`, `lke.no_cycle`.
    """
    sheet = open_sheet(tx, actor, unit_id, now)
    if not sheet.sees:
        raise DomainError("access.denied")
    sees_all = may(actor.grants, Action.REPORT_WORKSHEET, people.unit_path(tx, unit_id))
    layers = tuple(Layer) if sees_all or sheet.stage is not Stage.TPI_REVIEW else (Layer.UNIT,)
    by = f"account:{actor.telegram_id}"
    shares = may(actor.grants, Action.SHARE_EVIDENCE, people.unit_path(tx, unit_id))
    addresses = _addresses(tx, sheet.cycle, sheet.unit, sharing, by if shares else "", now)
    audit.note(tx, now, by, "export_lke", f"unit:{unit_id}", cycle=sheet.cycle.id)
    return _book(tx, sheet.cycle, sheet.unit, agency, layers, addresses)


def export_directly(
    tx: Transaction, unit_code: str, agency: str, now: datetime, sharing: Sharing | None = None
) -> LkeBook:
    """The same for the command line. Raises `status.unknown_unit`, `lke.no_cycle`."""
    cycle, unit = directly(tx, unit_code)
    audit.note(tx, now, CLI, "export_lke", f"unit:{unit.id}", cycle=cycle.id)
    return _book(tx, cycle, unit, agency, tuple(Layer), _addresses(tx, cycle, unit, sharing, CLI, now))


def directly(tx: Transaction, unit_code: str) -> tuple[Cycle, Unit]:
    """The present cycle, and the unit with this code. Raises `status.unknown_unit`, `lke.no_cycle`."""
    unit, cycle = people.unit_by_code(tx, unit_code), zone.latest_cycle(tx)
    if unit is None:
        raise DomainError("status.unknown_unit")
    if cycle is None:
        raise DomainError("lke.no_cycle")
    return cycle, unit


def _preview(tx: Transaction, cycle: Cycle, unit: Unit, layer: Layer, reading: Reading) -> Preview:
    origin = reading.origin
    ours = origin is not None and (origin.unit_code, origin.year) == (unit.code, cycle.year)
    known = _known(tx, cycle, unit, layer, origin if ours else None, _own_addresses(tx, unit, reading))
    items, problems = lke_import.compare(bundled(), reading, layer, known)
    return Preview(
        unit=unit,
        cycle=cycle,
        layer=layer,
        items=items,
        problems=problems,
        ours=lke_import.score_of(bundled(), reading.given(Layer.UNIT)),
        claimed=reading.total,
        other_unit=origin.unit_code if origin is not None and not ours else "",
        own_columns=reading.own_columns(layer),
    )


def _own_addresses(tx: Transaction, unit: Unit, reading: Reading) -> frozenset[str]:
    """The links of a file that lead to what the unit has given already: an export wrote them, they are no evidence."""
    links = {link for one in reading.given(Layer.UNIT).values() for link in one.links}
    numbers = {link: evidence_sharing.share_of(link) for link in links}
    shares = {one: evidence.share(tx, one) for one in set(numbers.values()) if one is not None}
    of_unit = {number for number, one in shares.items() if one is not None and one.unit_id == unit.id}
    return frozenset(link for link, number in numbers.items() if number in of_unit)


def _known(
    tx: Transaction, cycle: Cycle, unit: Unit, layer: Layer, origin: Origin | None, addresses: frozenset[str]
) -> dict[str, Known]:
    present = zone.answers_of(tx, cycle.id, unit.id, layer.value)
    bases: dict[tuple[str, int], AnswerRecord] = {}
    if origin is not None:
        bases = {(one.question, one.version): one for one in zone.answer_versions(tx, cycle.id, unit.id, layer.value)}
    names: dict[str, set[str]] = {}
    links: dict[str, set[str]] = {}
    for one in evidence.items(tx, cycle.id, unit.id):
        (links if one.link else names).setdefault(one.question, set()).add(one.link or one.name)
    return {
        code: Known(
            present.get(code),
            bases.get((code, origin.versions[layer].get(code, 0))) if origin else None,
            origin is not None,
            frozenset(names.get(code, ())),
            addresses.union(links.get(code, ())),
        )
        for code in bundled().codes
    }


def _apply(tx: Transaction, found: Preview, seen: Mapping[str, int], by: str, now: datetime) -> Imported:
    stale, answers, links = [], 0, 0
    for one in found.changes:
        if seen.get(one.code) != one.version:
            stale.append(one.code)
            continue
        if one.state is not State.LINKS:
            kept = zone.add_answer(
                tx, found.cycle.id, found.unit.id, found.layer.value, one.code, one.version + 1, one.value, now,
                note=one.note, by=by,
            )  # fmt: skip
            if not kept:
                stale.append(one.code)
                continue
            answers += 1
        for link in one.links:
            links += _add_link(tx, found, one.code, link, by, now)
    if answers or links:
        detail = {"cycle": found.cycle.id, "layer": found.layer.value, "answers": answers, "links": links}
        audit.note(tx, now, by, "import_lke", f"unit:{found.unit.id}", **detail)
    return Imported(found.unit, found.layer, answers, links, tuple(stale))


def _add_link(tx: Transaction, found: Preview, code: str, link: str, by: str, now: datetime) -> bool:
    evidence.lock(tx, found.unit.id)
    if evidence.same_item(tx, found.cycle.id, found.unit.id, code, None, link) is not None:
        return False
    name = evidence_rules.link_name(link)
    evidence.add_item(tx, found.cycle.id, found.unit.id, code, name, by, now, link=link)
    return True


def _addresses(
    tx: Transaction, cycle: Cycle, unit: Unit, sharing: Sharing | None, by: str, now: datetime
) -> Mapping[str, str]:
    """By question the address of its evidence; without `by` no new one is made."""
    if sharing is None or not sharing.public_url:
        return {}
    if by:
        return evidence_sharing.addresses_for(tx, cycle.id, unit.id, sharing.sealer, sharing.public_url, by, now)
    return {
        one.question: evidence_sharing.address(one, sharing.sealer, sharing.public_url)
        for one in evidence.open_shares(tx, cycle.id, unit.id, now)
        if one.question is not None
    }


def _book(
    tx: Transaction, cycle: Cycle, unit: Unit, agency: str, layers: tuple[Layer, ...], addresses: Mapping[str, str]
) -> LkeBook:
    rules = bundled()
    told: dict[Layer, dict[str, Filled]] = {}
    for layer in layers:
        records = zone.answers_of(tx, cycle.id, unit.id, layer.value)
        answers = scores.parsed(rules, records)
        told[layer] = {
            code: Filled(answers.get(code), one.note, one.version) for code, one in records.items()
        }  # fmt: skip
    names: dict[str, list[str]] = {}
    links: dict[str, list[str]] = {code: [address] for code, address in addresses.items()}
    for one in evidence.items(tx, cycle.id, unit.id):
        (links if one.link else names).setdefault(one.question, []).append(one.link or one.name)
    return LkeBook(unit.name, unit.code, cycle.year, agency, rules, told, names, links)
