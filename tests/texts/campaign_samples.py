"""Samples of the screens for who publishes pledge texts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from domain import pledge, pledge_diff
from domain.audience import Audience, AudienceKind
from domain.pledge_diff import Size
from domain.pledge_request import RequestState
from domain.publication import Ask, CampaignFacts, CampaignPage, Order, Phase, Preview, Question
from domain.rights import Role
from tests.texts.cast import CAMPAIGN, LONG_UNIT, NOW, filled, place
from texts import campaigns
from texts import pledge as pledge_texts
from texts.screen import Screen

LONG_TITLE = "Pakta Integritas <Pejabat Pembuat Komitmen & Pengadaan> Tahun Anggaran 2026 Pemerintah Kabupaten Contoh"
STATES = {
    RequestState.SIGNED: 1234, RequestState.OPEN: 300, RequestState.READ: 12, RequestState.DECLINED: 2
}  # fmt: skip
UNIT_AUDIENCE = Audience(AudienceKind.UNIT, ("9",))
OPEN = CampaignFacts(CAMPAIGN, Phase.OPEN, "", STATES)
COMING = CampaignFacts(
    replace(CAMPAIGN, id=4, title=LONG_TITLE, months=12, opens_at=NOW + timedelta(days=9), audience=UNIT_AUDIENCE),
    Phase.COMING, LONG_UNIT.name, {},
)  # fmt: skip
OVER = CampaignFacts(
    replace(CAMPAIGN, id=2, ended_at=NOW, audience=Audience(AudienceKind.ROLE, ("unit_head", "zi_team"))),
    Phase.OVER, "", STATES,
)  # fmt: skip
FOR_KIND = replace(
    COMING, campaign=replace(CAMPAIGN, audience=Audience(AudienceKind.KIND, ("puskesmas <rawat inap>",)))
)
FOR_LIST = replace(COMING, campaign=replace(CAMPAIGN, audience=Audience(AudienceKind.LIST, ("1", "2"))))


def _source(version: str, points: int, word: str) -> str:
    listed = ", ".join(f'"{word} butir {number} <dan> {"selalu " * 30}& jujur."' for number in range(points))
    return (
        f'version = "{version}"\nfor_whom = "{word} pejabat"\n[id]\ntitle = "Pakta"\npreamble = "Saya {{name}}:"\n'
        f'points = [{listed}]\nclosing = "{word}"\n[en]\ntitle = "Pledge"\npreamble = "I, {{name}}:"\n'
        f'points = ["One"]\nclosing = "{word}"\n'
    )


SHORT = _source("2026.2", 1, "Baru")
BEFORE = pledge.load(_source("2026.1", 1, "Lama"))


def _preview(size: Size, source: str, *, first: bool = False, same: bool = False) -> Preview:
    after = pledge.load(source)
    before = replace(after, version="2026.1") if same else BEFORE
    return Preview(
        version=after.version, for_whom=after.for_whom, is_new=True, previous="" if first else before.version,
        difference=None if first else pledge_diff.compare(before, after), size=size, audience=UNIT_AUDIENCE,
        unit_name=LONG_UNIT.name, people=1548, affected=() if first else (CAMPAIGN,), signed=1234, waiting=312,
        declined=2,
    )  # fmt: skip


def _shown(size: Size, source: str = SHORT, *, first: bool = False, same: bool = False, **more: object) -> Screen:
    language = str(more.pop("language"))
    order = Order(source, size, CAMPAIGN.valid_until, title="" if size is Size.MINOR else LONG_TITLE, **more)  # type: ignore[arg-type]
    found = _preview(size, source, first=first, same=same)
    asked = Question(Ask.PREVIEW, key="1767574800000-12", order=order, preview=found)
    return campaigns.question(place(language), asked)


def _asked(ask: Ask, *options: str, **more: object) -> Callable[[str], Screen]:
    pairs = tuple((one, one) for one in options)
    return lambda language: campaigns.question(place(language), Question(ask, pairs, **more))  # type: ignore[arg-type]


CAMPAIGN_SAMPLES: dict[str, Callable[[str], Screen]] = {
    "campaigns: none": lambda language: campaigns.listing(place(language), CampaignPage((), 0, 1)),
    "campaigns: some": lambda language: campaigns.listing(
        place(language), CampaignPage((OPEN, COMING, FOR_KIND, FOR_LIST, OVER), 1, 3)
    ),
    "campaigns: open": lambda language: campaigns.card(place(language), OPEN),
    "campaigns: coming": lambda language: campaigns.card(place(language), COMING),
    "campaigns: over": lambda language: campaigns.card(place(language), OVER),
    "campaigns: ending": lambda language: campaigns.card(place(language), OPEN, ending=True),
    "campaigns: which text": _asked(Ask.TEXT, "default-1", "x" * 40, page=1, pages=3),
    "campaigns: for whom": _asked(Ask.AUDIENCE, "all", "unit", "role", "kind"),
    "campaigns: which unit": _asked(Ask.UNIT, "9", pages=2),
    "campaigns: which unit of those named": _asked(Ask.UNIT, "9", words="puskesmas <contoh>"),
    "campaigns: no unit of that name": _asked(Ask.UNIT, words="tidak ada"),
    "campaigns: which role": _asked(Ask.ROLE, *(role.value for role in Role if role is not Role.EMPLOYEE)),
    "campaigns: which kind": _asked(Ask.KIND, "0a1b2c3d"),
    "campaigns: how far": _asked(Ask.SIZE, "minor", "major"),
    "campaigns: only a new one": _asked(Ask.SIZE, "major"),
    "campaigns: when": _asked(Ask.OPENS, "now"),
    "campaigns: how long": _asked(Ask.VALID, "year_end", "6", "12", "24"),
    "campaigns: which title": _asked(Ask.TITLE),
    "campaigns: preview, minor": lambda language: _shown(Size.MINOR, language=language),
    "campaigns: preview, major": lambda language: _shown(Size.MAJOR, language=language, months=12),
    "campaigns: preview, much": lambda language: _shown(
        Size.MAJOR, _source("x" * 40, 20, "Baru"), language=language, opens_at=NOW
    ),
    "campaigns: preview, the same words": lambda language: _shown(Size.MAJOR, same=True, language=language),
    "campaigns: preview, the first": lambda language: _shown(Size.MAJOR, first=True, language=language),
    "campaigns: the whole difference": lambda language: campaigns.difference(
        place(language), _preview(Size.MAJOR, _source("2026.2", 20, "Baru")), 1
    ),
    "campaigns: dropped": lambda language: campaigns.dropped(place(language)),
    "pledge: desk for heads": lambda language: pledge_texts.desk(
        place(language), CAMPAIGN, filled(language), None, for_whom=pledge.HEADS
    ),
    "pledge: desk for some": lambda language: pledge_texts.desk(
        place(language), CAMPAIGN, filled(language), None, for_whom="pejabat <pengadaan>"
    ),
}
