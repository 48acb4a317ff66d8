"""Publishing a pledge text: what it would do, doing it, and the campaigns that there are.

`preview`, `publish`, `listing`, `card` and `end` ask for the right; their namesakes with `_from` are for the command
line, whose user owns the installation.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from domain import pledge_diff
from domain.audience import Audience, AudienceKind
from domain.errors import DomainError
from domain.folding import tidy
from domain.ledger import Campaign
from domain.people import Actor
from domain.pledge import PledgeText
from domain.pledge_diff import Difference, Size
from domain.pledge_request import WAITING, RequestState
from domain.publication import CampaignFacts, CampaignPage, Order, Preview, phase
from domain.rights import Action, Role
from services import campaigns as campaign_service
from services import pledge_texts
from services.access import require
from services.sealing import Sealer
from storage import campaigns, people, pledges, roster
from storage.engine import Transaction

PAGE: Final = 8


def preview(tx: Transaction, actor: Actor, wanted: Order, now: datetime) -> Preview:
    """What publishing would do now. Raises as `preview_from`, and `access.*`."""
    require(tx, actor, Action.PUBLISH_PLEDGE)
    return preview_from(tx, wanted, now)


def preview_from(tx: Transaction, order: Order, now: datetime) -> Preview:
    """What publishing would do now.

    Raises `campaign.title`, `campaign.dates`, `campaign.none_running` and `campaign.same_text` for a minor change,
    `pledge.version_exists`, `roles.unknown_unit` for the unit of the audience, ValueError for a bad text.
    """
    order.check(now)
    text = pledge_texts.parsed(order.source)
    kept = pledges.text_source(tx, text.version)
    if kept is not None and kept != order.source:
        raise DomainError("pledge.version_exists", version=text.version)
    unit_name = _unit_name(tx, order.audience, is_open=True)
    affected = campaign_service.same_audience(tx, order.audience, now)
    _check_minor(order, text, affected)
    previous = _previous(tx, order.audience, affected, now)
    counted = _counted(tx, affected)
    return Preview(
        version=text.version, for_whom=text.for_whom, is_new=kept is None,
        previous=previous, difference=_difference(tx, previous, text), size=order.size, audience=order.audience,
        unit_name=unit_name, people=campaigns.audience_size(tx, order.audience), affected=affected,
        signed=counted.get(RequestState.SIGNED, 0), waiting=sum(counted.get(one, 0) for one in WAITING),
        declined=counted.get(RequestState.DECLINED, 0),
    )  # fmt: skip


def publish(tx: Transaction, actor: Actor, wanted: Order, now: datetime, sealer: Sealer) -> tuple[int, ...]:
    """Do it; returns the campaigns that have the text now. Raises as `preview`."""
    require(tx, actor, Action.PUBLISH_PLEDGE)
    return publish_from(tx, f"account:{actor.telegram_id}", wanted, now, sealer)


def publish_from(tx: Transaction, by: str, order: Order, now: datetime, sealer: Sealer) -> tuple[int, ...]:
    """Do it in the name of `by`; returns the campaigns that have the text now. Raises as `preview_from`."""
    preview_from(tx, order, now)
    if order.size is Size.MINOR:
        return campaign_service.revise(tx, order.source, now, sealer, audience=order.audience, by=by)
    version = campaign_service.keep_text(tx, order.source, now, sealer)
    campaign_id = campaign_service.start(
        tx, version, tidy(order.title), order.valid_until, now,
        opens_at=order.opens_at, closes_at=order.closes_at, months=order.months, audience=order.audience,
        plan=order.plan, by=by,
    )  # fmt: skip
    return (campaign_id,)


def listing(tx: Transaction, actor: Actor, page: int, now: datetime) -> CampaignPage:
    """A page of campaigns (from 0): open, coming, over. Raises `access.*`."""
    require(tx, actor, Action.PUBLISH_PLEDGE)
    pages = max(1, -(-campaigns.total(tx) // PAGE))
    shown = min(max(page, 0), pages - 1)
    return CampaignPage(_facts(tx, campaigns.listing(tx, now, shown * PAGE, PAGE), now), shown, pages)


def listing_from(tx: Transaction, now: datetime) -> tuple[CampaignFacts, ...]:
    """Every campaign: open, coming, over."""
    return _facts(tx, campaigns.listing(tx, now), now)


def card(tx: Transaction, actor: Actor, campaign_id: int, now: datetime) -> CampaignFacts:
    """One campaign. Raises `pledge.unknown_campaign`, `access.*`."""
    require(tx, actor, Action.PUBLISH_PLEDGE)
    return card_from(tx, campaign_id, now)


def card_from(tx: Transaction, campaign_id: int, now: datetime) -> CampaignFacts:
    """One campaign. Raises `pledge.unknown_campaign`."""
    found = pledges.campaign(tx, campaign_id)
    if found is None:
        raise DomainError("pledge.unknown_campaign")
    return _facts(tx, (found,), now)[0]


def end(tx: Transaction, actor: Actor, campaign_id: int, now: datetime) -> CampaignFacts:
    """End a campaign before its time; ending it again changes nothing. Raises as `card`."""
    require(tx, actor, Action.PUBLISH_PLEDGE)
    campaign_service.end(tx, campaign_id, now, by=f"account:{actor.telegram_id}")
    return card_from(tx, campaign_id, now)


def kept_text(tx: Transaction, version: str) -> PledgeText:
    """A text that is kept. Raises `campaign.unknown_text`."""
    return pledge_texts.parsed(kept_source(tx, version))


def kept_source(tx: Transaction, version: str) -> str:
    """The TOML source of a text that is kept. Raises `campaign.unknown_text`."""
    source = pledges.text_source(tx, version)
    if source is None:
        raise DomainError("campaign.unknown_text", version=version)
    return source


def unit_audience(tx: Transaction, code: str) -> Audience:
    """The people of a unit and of all below it. Raises `roster.unknown_unit`."""
    unit = people.unit_by_code(tx, code)
    if unit is None or unit.closed_at is not None:
        raise DomainError("roster.unknown_unit", code=code)
    return Audience(AudienceKind.UNIT, (str(unit.id),))


def role_audience(words: Sequence[str]) -> Audience:
    """The holders of these roles. Raises `campaign.unknown_role`."""
    known = {role.value for role in Role if role is not Role.EMPLOYEE}
    unknown = [word for word in words if word not in known]
    if unknown:
        raise DomainError("campaign.unknown_role", role=unknown[0], roles=", ".join(sorted(known)))
    return Audience(AudienceKind.ROLE, tuple(sorted(set(words))))


def kind_audience(tx: Transaction, words: Sequence[str]) -> Audience:
    """The people of the units of these kinds. Raises `campaign.unknown_kind`."""
    known = unit_kinds(tx)
    unknown = [word for word in words if word not in known]
    if unknown:
        raise DomainError("campaign.unknown_kind", kind=unknown[0])
    return Audience(AudienceKind.KIND, tuple(sorted(set(words))))


def list_audience(tx: Transaction, numbers: Sequence[str]) -> Audience:
    """The people with these staff numbers, one a line, empty lines aside.

    Raises `campaign.unknown_numbers` with the lines that name nobody who is active, `campaign.audience` for none.
    """
    known = {one.staff_number: one.id for one in roster.known_employees(tx) if one.active and one.staff_number}
    given = {line: "".join(text.split()) for line, text in enumerate(numbers, 1) if text.strip()}
    unknown = [str(line) for line, number in given.items() if number not in known]
    if unknown:
        raise DomainError("campaign.unknown_numbers", lines=", ".join(unknown[:PAGE]), count=len(unknown))
    return Audience(AudienceKind.LIST, tuple(str(one) for one in sorted({known[number] for number in given.values()})))


def unit_kinds(tx: Transaction) -> tuple[str, ...]:
    """The kinds of the units that are open, in the order of their names."""
    return tuple(sorted({unit.kind for unit in people.all_units(tx) if unit.closed_at is None and unit.kind}))


def _check_minor(order: Order, text: PledgeText, affected: Sequence[Campaign]) -> None:
    if order.size is Size.MAJOR:
        return
    if not affected:
        raise DomainError("campaign.none_running")
    if all(one.text_version == text.version for one in affected):
        raise DomainError("campaign.same_text", version=text.version)


def _previous(tx: Transaction, audience: Audience, affected: Sequence[Campaign], now: datetime) -> str:
    """The version in the open campaign of the audience, else in its last one, else nothing."""
    if affected:
        return affected[0].text_version
    earlier = [one for one in campaigns.listing(tx, now) if one.audience == audience and one.opens_at <= now]
    return max(earlier, key=lambda one: (one.opens_at, one.id)).text_version if earlier else ""


def _difference(tx: Transaction, previous: str, text: PledgeText) -> Difference | None:
    return pledge_diff.compare(pledge_texts.text(tx, previous), text) if previous else None


def _counted(tx: Transaction, affected: Sequence[Campaign]) -> dict[RequestState, int]:
    total: dict[RequestState, int] = {}
    for states in campaigns.states(tx, [one.id for one in affected]).values():
        for state, count in states.items():
            total[state] = total.get(state, 0) + count
    return total


def _facts(tx: Transaction, found: Sequence[Campaign], now: datetime) -> tuple[CampaignFacts, ...]:
    states = campaigns.states(tx, [one.id for one in found])
    return tuple(
        CampaignFacts(one, phase(one, now), _unit_name(tx, one.audience), states[one.id]) for one in found
    )  # fmt: skip


def _unit_name(tx: Transaction, audience: Audience, *, is_open: bool = False) -> str:
    """The name of the unit of an audience, empty for another one; `is_open` refuses one that is closed."""
    if audience.kind is not AudienceKind.UNIT:
        return ""
    unit = people.unit(tx, int(audience.values[0]))
    if unit is None or (is_open and unit.closed_at is not None):
        raise DomainError("roles.unknown_unit")
    return unit.name
