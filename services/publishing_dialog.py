"""Publishing in the chat: one question after another, kept in a draft, then the preview, then published once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from domain import pledge
from domain.audience import Audience, AudienceKind
from domain.errors import DomainError
from domain.folding import folded, shortened, tidy
from domain.ledger import months_later
from domain.people import Actor, Draft
from domain.pledge_diff import Size
from domain.publication import Ask, CampaignFacts, Order, Preview, Question, typed_moment, year_end
from domain.rights import Action, Role
from services import campaigns as campaign_service
from services import publishing
from services.access import require
from services.sealing import Sealer
from storage import campaigns, drafts, people, pledges
from storage.engine import Transaction

DRAFT: Final = "campaign"
LARGEST: Final = 64 * 1024
"""Bytes of a text that is sent as a file."""
LONGEST_PROBLEMS: Final = 400
YEAR_END: Final = "year_end"
MONTHS: Final = ("6", "12", "24")
NOW: Final = "now"
KINDS: Final = {
    AudienceKind.ALL.value: None,
    AudienceKind.UNIT.value: Ask.UNIT,
    AudienceKind.ROLE.value: Ask.ROLE,
    AudienceKind.KIND.value: Ask.KIND,
}
_TYPED: Final = frozenset({Ask.UNIT, Ask.OPENS, Ask.TITLE})


def begin(tx: Transaction, actor: Actor, now: datetime, tz: ZoneInfo) -> Question:
    """Begin anew: which text? Raises `access.*`."""
    require(tx, actor, Action.PUBLISH_PLEDGE)
    drafts.drop(tx, actor.telegram_id, DRAFT)
    key = f"{int(now.timestamp() * 1000)}"
    return _ask(tx, actor, {"key": key}, now, tz)


def turn(tx: Transaction, actor: Actor, page: int, now: datetime, tz: ZoneInfo) -> Question:
    """Another page of what can be chosen. Raises `campaign.expired`, `access.*`."""
    require(tx, actor, Action.PUBLISH_PLEDGE)
    return _ask(tx, actor, _answers(tx, actor), now, tz, page)


def receive(tx: Transaction, actor: Actor, content: bytes, now: datetime, tz: ZoneInfo) -> Question:
    """A text came as a file. Raises `campaign.bad_text`, `pledge.version_exists`, `campaign.expired`, `access.*`."""
    require(tx, actor, Action.PUBLISH_PLEDGE)
    data = _answers(tx, actor)
    try:
        source = content.decode("utf-8-sig")
        version = pledge.load(source).version
    except ValueError as error:
        raise DomainError("campaign.bad_text", problems=shortened(str(error), LONGEST_PROBLEMS)) from error
    kept = pledges.text_source(tx, version)
    if kept not in (None, source):
        raise DomainError("pledge.version_exists", version=version)
    return _ask(tx, actor, {**data, "source": source}, now, tz)


def choose(tx: Transaction, actor: Actor, ask: Ask, chosen: str, now: datetime, tz: ZoneInfo) -> Question:
    """A button answered a question; an earlier one can be answered again.

    Raises `campaign.expired`, `campaign.unknown_text`, `callback.malformed`, `roles.unknown_unit`, `access.*`.
    """
    require(tx, actor, Action.PUBLISH_PLEDGE)
    data = _answers(tx, actor)
    return _ask(tx, actor, {**data, **_answered(tx, ask, chosen)}, now, tz)


def say(tx: Transaction, actor: Actor, text: str, now: datetime, tz: ZoneInfo) -> Question:
    """Words were typed: part of a unit's name, when to open, or the title.

    Raises `campaign.bad_date`, `campaign.title`, `campaign.expired`, `access.*`.
    """
    require(tx, actor, Action.PUBLISH_PLEDGE)
    data = _answers(tx, actor)
    match _next(data):
        case Ask.UNIT:
            data["words"] = tidy(text)[:60]
        case Ask.OPENS:
            data["opens"] = typed_moment(text, tz).isoformat()
        case Ask.TITLE:
            Order("", Size.MAJOR, year_end(now, tz), title=text).check(now)
            data["title"] = tidy(text)
        case _:
            raise DomainError("campaign.expired")
    return _ask(tx, actor, data, now, tz)


def reading(tx: Transaction, actor: Actor, now: datetime, tz: ZoneInfo) -> Preview:
    """The preview once more, to read its difference page by page. Raises `campaign.expired`, and as `publish`."""
    require(tx, actor, Action.PUBLISH_PLEDGE)
    data = _answers(tx, actor)
    if _next(data) is not Ask.PREVIEW:
        raise DomainError("campaign.expired")
    return publishing.preview_from(tx, _order(data, now, tz), now)


def publish(tx: Transaction, actor: Actor, key: str, now: datetime, sealer: Sealer, tz: ZoneInfo) -> CampaignFacts:
    """Publish what the preview with this key showed, once; pressed again it shows what came of it.

    Raises `campaign.expired` for an old preview, `campaign.changed` where it would do something else now, and as
    `publishing.publish`.
    """
    require(tx, actor, Action.PUBLISH_PLEDGE)
    draft = _draft(tx, actor)
    if draft.data.get("published") != key:
        if draft.step != Ask.PREVIEW or _key(draft) != key:
            raise DomainError("campaign.expired")
        if not drafts.drop(tx, actor.telegram_id, DRAFT):  # of two taps at once, the one that finds the draft
            return _published(tx, _draft(tx, actor), key, now)
        order = _order(draft.data, now, tz)
        if _affected(publishing.preview_from(tx, order, now)) != draft.data["affected"]:
            raise DomainError("campaign.changed")
        changed = publishing.publish(tx, actor, order, now, sealer)
        drafts.save(tx, actor.telegram_id, DRAFT, "done", {"published": key, "campaign": changed[0]}, now)
    return _published(tx, _draft(tx, actor), key, now)


def drop(tx: Transaction, actor: Actor) -> None:
    """Publish nothing. Raises `access.*`."""
    require(tx, actor, Action.PUBLISH_PLEDGE)
    drafts.drop(tx, actor.telegram_id, DRAFT)


def _published(tx: Transaction, draft: Draft, key: str, now: datetime) -> CampaignFacts:
    if draft.data.get("published") != key:
        raise DomainError("campaign.expired")
    return publishing.card_from(tx, int(str(draft.data["campaign"])), now)


def _next(data: dict[str, Any]) -> Ask:
    """The first question without an answer."""
    if "source" not in data:
        return Ask.TEXT
    if "kind" not in data:
        return Ask.AUDIENCE
    wanted = KINDS[data["kind"]]
    if wanted is not None and not data["values"]:
        return wanted
    if "size" not in data:
        return Ask.SIZE
    if data["size"] == Size.MAJOR:
        for ask in (Ask.OPENS, Ask.VALID, Ask.TITLE):
            if ask.value not in data:
                return ask
    return Ask.PREVIEW


def _answered(tx: Transaction, ask: Ask, chosen: str) -> dict[str, object]:
    answer: dict[str, object] | None = None
    match ask:
        case Ask.TEXT:
            answer = {"source": publishing.kept_source(tx, chosen)}
        case Ask.AUDIENCE if chosen in KINDS:
            answer = {"kind": chosen, "values": [], "words": ""}
        case Ask.UNIT if chosen.isdecimal():
            answer = {"kind": AudienceKind.UNIT.value, "values": [chosen]}
        case Ask.ROLE:
            answer = {"kind": AudienceKind.ROLE.value, "values": list(publishing.role_audience([chosen]).values)}
        case Ask.KIND:
            found = [one for one in publishing.unit_kinds(tx) if pledge.mark(one) == chosen]
            answer = {"kind": AudienceKind.KIND.value, "values": found[:1]}
        case Ask.SIZE if chosen in set(Size):
            answer = {"size": chosen}
        case Ask.OPENS if chosen == NOW:
            answer = {"opens": ""}
        case Ask.VALID if chosen in (YEAR_END, *MONTHS):
            answer = {"valid": chosen}
    if answer is None:
        raise DomainError("callback.malformed")
    return answer


def _ask(
    tx: Transaction, actor: Actor, data: dict[str, Any], now: datetime, tz: ZoneInfo, page: int = 0
) -> Question:  # fmt: skip
    """Keep the answers and ask the next question."""
    ask, preview, order = _next(data), None, None
    if ask is Ask.PREVIEW:
        order = _order(data, now, tz)
        preview = publishing.preview_from(tx, order, now)
        data = {**data, "affected": _affected(preview)}
    step = "document" if ask is Ask.TEXT else "text" if ask in _TYPED else ask.value
    drafts.save(tx, actor.telegram_id, DRAFT, step, data, now)
    options = _options(tx, ask, data, now)
    pages = max(1, -(-len(options) // publishing.PAGE))
    shown = min(max(page, 0), pages - 1)
    some = tuple(options[shown * publishing.PAGE : (shown + 1) * publishing.PAGE])
    words = str(data.get("words", "")) if ask is Ask.UNIT else ""
    return Question(ask, some, shown, pages, words, _key(_draft(tx, actor)), order, preview)


def _options(tx: Transaction, ask: Ask, data: dict[str, Any], now: datetime) -> Sequence[tuple[str, str]]:
    """What can be chosen as (said back, label); labels of fixed choices are the screen's."""
    options: Sequence[tuple[str, str]] = ()
    match ask:
        case Ask.TEXT:
            options = [(version, version) for version, _ in campaigns.texts(tx)]
        case Ask.AUDIENCE:
            options = [(kind, kind) for kind in KINDS]
        case Ask.UNIT:
            options = _units(tx, folded(str(data.get("words", ""))).split())
        case Ask.ROLE:
            options = [(role.value, role.value) for role in Role if role is not Role.EMPLOYEE]
        case Ask.KIND:
            options = [(pledge.mark(one), one) for one in publishing.unit_kinds(tx)]
        case Ask.SIZE:
            options = [(size.value, size.value) for size in _sizes(tx, data, now)]
        case Ask.OPENS:
            options = [(NOW, NOW)]
        case Ask.VALID:
            options = [(one, one) for one in (YEAR_END, *MONTHS)]
    return options


def _units(tx: Transaction, words: Sequence[str]) -> list[tuple[str, str]]:
    units = (unit for unit in people.all_units(tx) if unit.closed_at is None)
    return [(str(one.id), one.name) for one in units if all(word in folded(f"{one.name} {one.code}") for word in words)]


def _sizes(tx: Transaction, data: dict[str, Any], now: datetime) -> tuple[Size, ...]:
    """A minor change needs an open campaign of the audience that has other words."""
    version = pledge.load(str(data["source"])).version
    running = campaign_service.same_audience(tx, _audience(data), now)
    return tuple(Size) if any(one.text_version != version for one in running) else (Size.MAJOR,)


def _audience(data: dict[str, Any]) -> Audience:
    return Audience(AudienceKind(data["kind"]), tuple(data["values"]))


def _order(data: dict[str, Any], now: datetime, tz: ZoneInfo) -> Order:
    opens_at = datetime.fromisoformat(data["opens"]) if data.get("opens") else None
    start, valid = opens_at or now, str(data.get("valid", YEAR_END))
    months = int(valid) if valid in MONTHS else None
    ends = year_end(start, tz) if months is None else months_later(start, months)
    size = Size(data["size"])
    return Order(
        str(data["source"]), size, ends, str(data.get("title", "")), _audience(data), opens_at=opens_at, months=months
    )


def _affected(preview: Preview) -> list[list[object]]:
    return [[one.id, one.text_version] for one in preview.affected]


def _answers(tx: Transaction, actor: Actor) -> dict[str, Any]:
    """What was answered so far; raises `campaign.expired` before the first question and after publishing."""
    data = dict(_draft(tx, actor).data)
    if "key" not in data:
        raise DomainError("campaign.expired")
    return data


def _key(draft: Draft) -> str:
    return f"{draft.data['key']}-{draft.version}"


def _draft(tx: Transaction, actor: Actor) -> Draft:
    draft = drafts.draft(tx, actor.telegram_id, DRAFT)
    if draft is None:
        raise DomainError("campaign.expired")
    return draft
