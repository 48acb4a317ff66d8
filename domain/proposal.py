"""What a unit needs before its agency proposes it on the portal: the check-list, and what of it is missing.

Source: the proposal as the portal asks for it (letter, responsibility letter, clearance of audit findings, surveys,
links, a person in charge). Links that are locked or lack http made proposals fail, so they must be whole addresses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from domain.errors import DomainError
from domain.rights import Role
from domain.zone import ProposalTick


class Issuer(StrEnum):
    """Who makes an item."""

    AGENCY_HEAD = "agency_head"
    INSPECTORATE = "inspectorate"
    SURVEYOR = "surveyor"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the check-list; `evidence` asks for a file or a link, `keeper` is the role that ticks it."""

    code: str
    issuer: Issuer
    evidence: bool
    keeper: Role


ITEMS: tuple[Item, ...] = (
    Item("proposal_letter", Issuer.AGENCY_HEAD, evidence=True, keeper=Role.ADMIN),
    Item("responsibility_letter", Issuer.AGENCY_HEAD, evidence=True, keeper=Role.ADMIN),
    Item("clearance_letter", Issuer.INSPECTORATE, evidence=True, keeper=Role.ASSESSOR),
    Item("integrity_survey", Issuer.SURVEYOR, evidence=True, keeper=Role.UNIT_HEAD),
    Item("service_survey", Issuer.SURVEYOR, evidence=True, keeper=Role.UNIT_HEAD),
    Item("evidence_links", Issuer.UNIT, evidence=True, keeper=Role.UNIT_HEAD),
    Item("person_in_charge", Issuer.UNIT, evidence=False, keeper=Role.UNIT_HEAD),
)


class ItemState(StrEnum):
    """How far an item is."""

    DONE = "done"
    NO_EVIDENCE = "no_evidence"
    MISSING = "missing"


def item(code: str) -> Item:
    """The item with this code; DomainError `proposal.unknown_item` (`value`)."""
    found = next((one for one in ITEMS if one.code == code), None)
    if found is None:
        raise DomainError("proposal.unknown_item", value=code)
    return found


def state(of: Item, tick: ProposalTick | None) -> ItemState:
    """How far an item is after its last tick."""
    if tick is None or not tick.done:
        return ItemState.MISSING
    if of.evidence and tick.file_id is None and not tick.link:
        return ItemState.NO_EVIDENCE
    return ItemState.DONE


def check_list(ticks: Mapping[str, ProposalTick]) -> tuple[tuple[Item, ItemState], ...]:
    """Every item with its state, from the last tick by item."""
    return tuple((one, state(one, ticks.get(one.code))) for one in ITEMS)


def missing(ticks: Mapping[str, ProposalTick]) -> tuple[Item, ...]:
    """The items that are not done."""
    return tuple(one for one, found in check_list(ticks) if found is not ItemState.DONE)


def complete(ticks: Mapping[str, ProposalTick]) -> bool:
    """Whether nothing is missing."""
    return not missing(ticks)


def check_tick(of: Item, *, done: bool, file_id: int | None, link: str) -> None:
    """DomainError `proposal.evidence_needed`, or `proposal.link_incomplete` for a link that is no whole web address."""
    if link:
        check_link(link)
    if done and of.evidence and file_id is None and not link:
        raise DomainError("proposal.evidence_needed")


def check_link(link: str) -> str:
    """The address without blanks around it; DomainError `proposal.link_incomplete` unless it is a whole web address."""
    address = link.strip()
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise DomainError("proposal.link_incomplete") from error
    whole = parts.scheme in ("http", "https") and "." in (parts.hostname or "") and not any(map(str.isspace, address))
    if not whole:
        raise DomainError("proposal.link_incomplete")
    return address
