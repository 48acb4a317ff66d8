"""Addresses under which anybody reads the evidence of a question or of a whole unit, without an account.

An address is `/e/TOKEN`: the id of the share and an HMAC-SHA256 over what it shares, by a key derived from the seal of
the installation (`Sealer.mac`). It can't be guessed or altered, is kept nowhere, and ends when it is revoked, at its
date, or with the seal's key.
"""

from __future__ import annotations

import base64
import hmac
import re
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain import evidence as rules
from domain import instrument
from domain.errors import DomainError
from domain.evidence_desk import Opened, Share, ShareDesk
from domain.people import Actor
from domain.rights import Action
from services.access import require, require_person
from services.sealing import Sealer
from storage import audit, evidence, people, zone
from storage.engine import Transaction

PATH: Final = "/e"
PURPOSE: Final = "evidence-share"
WHOLE_UNIT: Final = "all"
_TOKEN = re.compile(r"([1-9][0-9]{0,17})-([A-Za-z0-9_-]{43})", re.ASCII)


def share(
    tx: Transaction, cycle_id: int, unit_id: int, question: str | None, by: str, expires_at: datetime, now: datetime
) -> Share:
    """The open share of a question (None: of the whole unit) that ends at this moment or later, made if there is none.

    Asks for no right: who calls has asked. `by` is `account:ID` or `cli`.
    """
    evidence.lock(tx, unit_id)
    known = _current(tx, cycle_id, unit_id, question, now)
    if known is not None and known.expires_at >= expires_at:
        return known
    made = evidence.add_share(tx, cycle_id, unit_id, question, by, expires_at, now)
    audit.note(tx, now, by, "share_evidence", f"unit:{unit_id}", share=made.id, question=question or "")
    return made


def token(of: Share, sealer: Sealer) -> str:
    """What stands behind `/e/` in the address of a share."""
    facts = f"{of.id}\n{of.cycle_id}\n{of.unit_id}\n{of.question or ''}"
    digest = base64.urlsafe_b64encode(sealer.mac(PURPOSE, facts.encode())).decode().rstrip("=")
    return f"{of.id}-{digest}"


def share_of(address: str) -> int | None:
    """The number of the share that an address leads to; None for an address of anything else. Proves nothing."""
    _, found, given = address.rpartition(f"{PATH}/")
    match = _TOKEN.fullmatch(given) if found else None
    return int(match[1]) if match else None


def address(of: Share, sealer: Sealer, public_url: str) -> str:
    """The whole address of a share; `evidence.no_public_address` without the address of a web server."""
    if not public_url:
        raise DomainError("evidence.no_public_address")
    return f"{public_url.rstrip('/')}{PATH}/{token(of, sealer)}"


def address_for(
    tx: Transaction, cycle_id: int, unit_id: int, question: str | None, sealer: Sealer, public_url: str, by: str,
    now: datetime,
) -> str:  # fmt: skip
    """The address of a question's evidence (None: of the whole unit) until 90 days after the cycle's year.

    "" without a public address, and for a question without evidence. Asks for no right: who calls has asked.
    """
    if not public_url or (question is not None and not evidence.items(tx, cycle_id, unit_id, question)):
        return ""
    ends_at = _ends(tx, cycle_id, unit_id)
    return address(share(tx, cycle_id, unit_id, question, by, ends_at, now), sealer, public_url)


def addresses_for(
    tx: Transaction, cycle_id: int, unit_id: int, sealer: Sealer, public_url: str, by: str, now: datetime
) -> dict[str, str]:
    """The same by question, for every question of a unit that has evidence; empty without a public address."""
    if not public_url:
        return {}
    ends_at = _ends(tx, cycle_id, unit_id)
    evidence.lock(tx, unit_id)
    known = {one.question: one for one in evidence.open_shares(tx, cycle_id, unit_id, now) if one.expires_at >= ends_at}
    return {
        code: address(
            known.get(code) or share(tx, cycle_id, unit_id, code, by, ends_at, now), sealer, public_url
        )
        for code in evidence.counts(tx, cycle_id, unit_id)
    }  # fmt: skip


def share_desk(tx: Transaction, actor: Actor, unit_id: int, code: str, now: datetime) -> ShareDesk:
    """Whether there is an address of a question ("all": of the whole unit). Raises `access.*`, `lke.no_cycle`."""
    require(tx, actor, Action.SHARE_EVIDENCE, unit_id)
    cycle, unit, bundled = zone.latest_cycle(tx), people.unit(tx, unit_id), instrument.bundled()
    if unit is None or (code != WHOLE_UNIT and code not in bundled.codes):
        raise DomainError("callback.malformed")
    if cycle is None:
        raise DomainError("lke.no_cycle")
    question = None if code == WHOLE_UNIT else bundled.question(code)
    ends_at = rules.share_ends(cycle.year, ZoneInfo(unit.timezone))
    known = _current(tx, cycle.id, unit.id, question.code if question else None, now)
    return ShareDesk(unit, cycle, question, known, ends_at)


def make_share(tx: Transaction, actor: Actor, unit_id: int, code: str, now: datetime) -> ShareDesk:
    """Open an address; one that is open already stays as it is. Raises as `share_desk`, and `evidence.cycle_over`."""
    found = share_desk(tx, actor, unit_id, code, now)
    if found.ends_at <= now:
        raise DomainError("evidence.cycle_over", year=found.cycle.year)
    by = f"account:{actor.telegram_id}"
    made = share(tx, found.cycle.id, unit_id, found.question.code if found.question else None, by, found.ends_at, now)
    return ShareDesk(found.unit, found.cycle, found.question, made, found.ends_at)


def share_to_revoke(tx: Transaction, actor: Actor, share_id: int, now: datetime) -> ShareDesk:
    """What an address shows that is about to be closed. Raises `access.*`, `evidence.gone`."""
    require_person(actor)
    known = evidence.share(tx, share_id)
    if known is None:
        raise DomainError("evidence.gone")
    return share_desk(tx, actor, known.unit_id, known.question or WHOLE_UNIT, now)


def revoke_share(tx: Transaction, actor: Actor, share_id: int, now: datetime) -> ShareDesk:
    """Close an address for good, with every other one of the same. Raises `access.*`, `evidence.gone`."""
    require_person(actor)
    known = evidence.share(tx, share_id)
    if known is None:
        raise DomainError("evidence.gone")
    require(tx, actor, Action.SHARE_EVIDENCE, known.unit_id)
    for one in evidence.open_shares(tx, known.cycle_id, known.unit_id, now):
        if one.question == known.question and evidence.revoke_share(tx, one.id, now):
            by, subject = f"account:{actor.telegram_id}", f"unit:{one.unit_id}"
            audit.note(tx, now, by, "revoke_evidence_share", subject, share=one.id)
    return share_desk(tx, actor, known.unit_id, known.question or WHOLE_UNIT, now)


def opened(tx: Transaction, given: str, sealer: Sealer, now: datetime) -> Opened:
    """What a token shows. An unknown, altered, revoked or expired one raises the same `evidence.no_page`."""
    match = _TOKEN.fullmatch(given)
    found = evidence.share(tx, int(match[1])) if match else None
    # Compared in any case, and in constant time: how long an answer takes tells nothing of what is right in a token.
    genuine = hmac.compare_digest(token(found or _NOBODY, sealer).encode(), given.encode())
    if found is None or not genuine or found.revoked_at is not None or found.expires_at <= now:
        raise DomainError("evidence.no_page")
    cycle, unit, bundled = zone.cycle(tx, found.cycle_id), people.unit(tx, found.unit_id), instrument.bundled()
    assert cycle is not None
    assert unit is not None
    order = {code: place for place, code in enumerate(bundled.codes)}
    given_items = evidence.items(tx, cycle.id, unit.id, found.question)
    shown = tuple(sorted(given_items, key=lambda one: (order.get(one.question, len(order)), one.id)))
    question = bundled.question(found.question) if found.question is not None else None
    return Opened(found, unit, cycle, question, shown)


def _ends(tx: Transaction, cycle_id: int, unit_id: int) -> datetime:
    cycle, unit = zone.cycle(tx, cycle_id), people.unit(tx, unit_id)
    assert cycle is not None
    assert unit is not None
    return rules.share_ends(cycle.year, ZoneInfo(unit.timezone))


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_NOBODY = Share(0, 0, 0, None, "", _EPOCH, _EPOCH, _EPOCH)


def _current(tx: Transaction, cycle_id: int, unit_id: int, question: str | None, now: datetime) -> Share | None:
    """The open share of exactly this that lasts longest."""
    found = [one for one in evidence.open_shares(tx, cycle_id, unit_id, now) if one.question == question]
    return max(found, key=lambda one: (one.expires_at, one.id), default=None)
