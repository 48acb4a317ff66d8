"""What the national portal (PortalRB) pulls: the proposed units of the present cycle, and the answers of one of them.

The portal has no account: its token opens the interface, and what it reads is written into the audit trail. It reads
inside the propose window of the cycle only, by the calendar of the agency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from domain import instrument, portal
from domain.answers import Answer
from domain.errors import DomainError
from domain.instrument_model import Instrument
from domain.people import Unit
from domain.portal import Comparison, Entry, EntryAnswer, Listed, Proposal, ProposedUnit, Target, UnitAnswers
from domain.worksheet import Doing, WindowState, window
from domain.zone import AnswerRecord, Cycle, EvidenceItem, Layer
from services import evidence, scores
from services.sealing import Sealer
from storage import audit, people, zone
from storage import portal as store
from storage.engine import Transaction

PULLER: Final = "portal"
Records = Mapping[str, AnswerRecord]


def proposed(tx: Transaction, target: Target, zone_of: tzinfo, now: datetime) -> Proposal:
    """The units proposed for a target in the present cycle, by their code; perhaps none.

    DomainError `portal.closed` outside the propose window.
    """
    cycle = _open_cycle(tx, zone_of, now)
    units = _proposed(tx, cycle, target)
    affirmed = store.affirmed(tx, cycle.id, [one.id for one in units]) if target is Target.WBK else frozenset()
    found = tuple(
        ProposedUnit(one.code, one.name, portal.category(target, affirmed=one.id in affirmed), one.id in affirmed)
        for one in units
    )
    audit.note(tx, now, PULLER, "portal_units", f"cycle:{cycle.id}", target=target.value, units=len(found))
    return Proposal(cycle.year, found)


def unit_answers(
    tx: Transaction, unit_id: str, sealer: Sealer, public_url: str, zone_of: tzinfo, now: datetime
) -> UnitAnswers:
    """Every entry of a proposed unit's worksheet; `unit_id` is what `proposed` calls it, never a number.

    Evidence is the lasting address of its question; without a public https address of this server, the unit's links.
    DomainError `portal.closed` outside the propose window, `portal.unknown_unit` for a unit that is not proposed.
    """
    cycle = _open_cycle(tx, zone_of, now)
    unit = next((one for target in Target for one in _proposed(tx, cycle, target) if one.code == unit_id), None)
    if unit is None:
        raise DomainError("portal.unknown_unit")
    rules = instrument.bundled()
    addresses = _evidence(tx, cycle, unit, rules, sealer, public_url, now)
    layers = {layer: zone.answers_of(tx, cycle.id, unit.id, layer.value) for layer in (Layer.UNIT, Layer.TPI)}
    found = _answers(rules, _usable(tx, rules), layers[Layer.UNIT], layers[Layer.TPI], addresses)
    given = sum(one.unit is not None for one in found)
    audit.note(tx, now, PULLER, "portal_answers", f"unit:{unit.id}", cycle=cycle.id, answers=given)
    return UnitAnswers(unit.code, unit.name, cycle.year, now, found)


@dataclass(frozen=True, slots=True)
class KeptList:
    """The agency's own master list: its entries, how it differs from the worksheet, and when it was loaded."""

    listed: tuple[Listed, ...]
    comparison: Comparison
    loaded_at: datetime


def compared(listed: Sequence[Listed]) -> Comparison:
    """How a master list differs from the worksheet."""
    return portal.compare(instrument.bundled(), listed)


def load_list(tx: Transaction, listed: Sequence[Listed], by: str, now: datetime) -> Comparison:
    """Answer by this master list from now on; for the command line, whose user owns the installation.

    DomainError `portal.list_useless` for a list that has no entry of the worksheet.
    """
    comparison = compared(listed)
    if not comparison.usable:
        raise DomainError("portal.list_useless")
    store.keep_list(tx, listed, now)
    audit.note(tx, now, by, "load_portal_list", "portal:list", entries=len(listed), usable=len(comparison.usable))
    return comparison


def drop_list(tx: Transaction, by: str, now: datetime) -> bool:
    """Answer by the list of the package again; whether another one was loaded. For the command line."""
    dropped = store.drop_list(tx)
    if dropped:
        audit.note(tx, now, by, "drop_portal_list", "portal:list")
    return dropped


def kept_list(tx: Transaction) -> KeptList | None:
    """The master list that was loaded, None while that of the package counts. For the command line."""
    found = store.master_list(tx)
    return KeptList(found[0], compared(found[0]), found[1]) if found else None


def _open_cycle(tx: Transaction, zone_of: tzinfo, now: datetime) -> Cycle:
    cycle = zone.latest_cycle(tx)
    if cycle is None or window(cycle, Doing.PROPOSE).state(now.astimezone(zone_of).date()) is not WindowState.OPEN:
        raise DomainError("portal.closed")
    return cycle


def _proposed(tx: Transaction, cycle: Cycle, target: Target) -> tuple[Unit, ...]:
    stages = zone.stages(tx, cycle.id)
    ids = {unit_id for unit_id, one in stages.items() if one.target == target.value and one.stage in portal.PROPOSED}
    units = [one for one in people.all_units(tx) if one.id in ids and one.closed_at is None]
    return tuple(sorted(units, key=lambda one: one.code))


def _usable(tx: Transaction, rules: Instrument) -> tuple[Entry, ...]:
    """The entries that are sent: those of the agency's own list where one was loaded."""
    found = store.master_list(tx)
    return portal.compare(rules, found[0]).usable if found else portal.entries(rules)


def _evidence(
    tx: Transaction, cycle: Cycle, unit: Unit, rules: Instrument, sealer: Sealer, public_url: str, now: datetime
) -> dict[str, str]:
    """By question: where the evidence is found; questions without any are left out."""
    items = evidence.items(tx, cycle.id, unit.id)
    asked = [code for code in rules.codes if any(one.question == code for one in items)]
    if not public_url:
        return {code: _links(items, code) for code in asked}
    found = evidence.addresses_for(tx, cycle.id, unit.id, sealer, public_url, PULLER, now)
    return {code: found[code] for code in asked}


def _links(items: Sequence[EvidenceItem], code: str) -> str:
    return "\n".join(one.link for one in items if one.question == code and one.link)


def _answers(
    rules: Instrument, sent: Sequence[Entry], unit: Records, tpi: Records, addresses: Mapping[str, str]
) -> tuple[EntryAnswer, ...]:
    own, assessed = scores.parsed(rules, unit), scores.parsed(rules, tpi)
    return tuple(
        EntryAnswer(
            number=one.number,
            unit=_words(rules, one, own),
            tpi=_words(rules, one, assessed),
            unit_note=_note(unit, one.question),
            tpi_note=_note(tpi, one.question),
            evidence=addresses.get(one.question) or None,
        )
        for one in sent
    )


def _words(rules: Instrument, entry: Entry, answers: Mapping[str, Answer]) -> str | None:
    return portal.words(rules, entry, answers.get(entry.question))


def _note(records: Records, question: str) -> str | None:
    record = records.get(question)
    return record.note.strip() or None if record else None
