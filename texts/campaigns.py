"""Campaigns for who publishes them: the list, a card, the questions before publishing, the preview."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.audience import AudienceKind
from domain.folding import shortened
from domain.pledge_diff import Size
from domain.publication import Ask, CampaignFacts, CampaignPage, Order, Phase, Preview, Question
from domain.rights import Role
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.labels import role_label
from texts.place import Place
from texts.pledge import for_whom_label
from texts.publication import Row, audience_label, difference_rows, phase_label, size_label
from texts.screen import Button, Screen

ROOM: Final = 1800
"""Characters of a difference on one screen."""
LABELS: Final[Mapping[tuple[Ask, str], str]] = MappingProxyType(
    {
        (Ask.AUDIENCE, AudienceKind.ALL.value): mark("Seluruh pegawai"),
        (Ask.AUDIENCE, AudienceKind.UNIT.value): mark("Satu unit dan bawahannya"),
        (Ask.AUDIENCE, AudienceKind.ROLE.value): mark("Pemegang peran tertentu"),
        (Ask.AUDIENCE, AudienceKind.KIND.value): mark("Jenis unit"),
        (Ask.SIZE, Size.MINOR.value): mark("Perubahan kecil"),
        (Ask.SIZE, Size.MAJOR.value): mark("Perubahan besar (kampanye baru)"),
        (Ask.OPENS, "now"): mark("Sekarang"),
        (Ask.VALID, "year_end"): mark("Sampai 31 Desember"),
    }
)


def listing(place: Place, found: CampaignPage) -> Screen:
    """A page of campaigns."""
    _ = translator(place.language)
    rows = [
        {
            "title": one.campaign.title, "phase": phase_label(one.phase, place.language),
            "audience": audience_label(one.campaign.audience, one.unit_name, place.language), **_numbers(one),
        }
        for one in found.campaigns
    ]  # fmt: skip
    text = render("campaigns/list", place.language, rows=rows, page=found.page + 1, pages=found.pages)
    buttons = [
        (Button(shortened(one.campaign.title), encode("campaigns.show", one.campaign.id)),) for one in found.campaigns
    ]
    new = Button(_("Kampanye baru"), encode("campaigns.new"), style="primary")
    turns = _turns(place, "campaigns.open", found.page, found.pages)
    return Screen(text, (*buttons, *turns, (new,), (Button(_("Menu pengelola"), encode("admin.open")),)))


def card(place: Place, facts: CampaignFacts, *, ending: bool = False) -> Screen:
    """A campaign; with `ending` the question whether it is to end now."""
    _ = translator(place.language)
    of = facts.campaign
    text = render(
        "campaigns/card", place.language, title=of.title, phase=phase_label(facts.phase, place.language),
        audience=audience_label(of.audience, facts.unit_name, place.language), version=of.text_version,
        opens_at=of.opens_at, closes_at=of.ended_at or of.closes_at, months=of.months, valid_until=of.valid_until,
        waiting=facts.waiting, declined=facts.declined, ending=ending, tz=place.tz, **_numbers(facts),
    )  # fmt: skip
    if ending:
        yes = Button(_("Ya, akhiri"), encode("campaigns.end_yes", of.id), style="danger")
        return Screen(text, ((yes,), (Button(_("Kembali"), encode("campaigns.show", of.id)),)))
    last = (_all(place),)
    if facts.phase is Phase.OVER:
        return Screen(text, (last,))
    return Screen(text, ((Button(_("Akhiri kampanye"), encode("campaigns.end", of.id), style="danger"),), last))


def question(place: Place, asked: Question) -> Screen:
    """The next question, or the preview when all is answered."""
    if asked.preview is not None and asked.order is not None:
        return preview(place, asked.order, asked.preview, asked.key)
    text = render(
        "campaigns/ask", place.language, ask=asked.ask.value, words=asked.words, some=bool(asked.options),
        minor=any(said == Size.MINOR for said, _label in asked.options), page=asked.page + 1, pages=asked.pages,
    )  # fmt: skip
    rows = [
        (Button(_option(place, asked.ask, option), encode("campaigns.answer", asked.ask.value, option[0])),)
        for option in asked.options
    ]
    return Screen(text, (*rows, *_turns(place, "campaigns.page", asked.page, asked.pages), _ways_out(place)))


def preview(place: Place, order: Order, found: Preview, key: str) -> Screen:
    """What publishing would do, with the button that publishes."""
    _ = translator(place.language)
    difference, pages = found.difference, _difference(place, found)
    text = render(
        "campaigns/preview", place.language, title=order.title, version=found.version,
        size=size_label(found.size, place.language), for_whom=for_whom_label(found.for_whom, place.language),
        audience=audience_label(found.audience, found.unit_name, place.language), people=found.people,
        minor=found.size is Size.MINOR, affected=found.affected, signed=found.signed, carries_over=found.carries_over,
        opens_at=order.opens_at, months=order.months, valid_until=order.valid_until, signs_anew=found.signs_anew,
        previous=found.previous, same=difference is None or difference.is_none,
        proposal=size_label(difference.proposal, place.language) if difference else "",
        rows=pages[0] if pages else [], more=len(pages) > 1, tz=place.tz,
    )  # fmt: skip
    yes = Button(_("Terbitkan"), encode("campaigns.publish", key), style="success")
    more = ((Button(_("Baca seluruh perbedaan"), encode("campaigns.diff", 0)),),) if len(pages) > 1 else ()
    return Screen(text, ((yes,), *more, _ways_out(place)))


def difference(place: Place, found: Preview, page: int) -> Screen:
    """A page of the whole difference (from 0), on the way back to the preview."""
    _ = translator(place.language)
    pages = _difference(place, found) or [[]]
    shown = min(max(page, 0), len(pages) - 1)
    text = render(
        "campaigns/difference", place.language, previous=found.previous, version=found.version, rows=pages[shown],
        page=shown + 1, pages=len(pages),
    )  # fmt: skip
    back = (Button(_("Kembali"), encode("campaigns.page", 0)),)
    return Screen(text, (*_turns(place, "campaigns.diff", shown, len(pages)), back))


def dropped(place: Place) -> Screen:
    """Nothing is published."""
    return Screen(render("campaigns/dropped", place.language), ((_all(place),),))


def published(place: Place) -> str:
    """The note at the button that published."""
    _ = translator(place.language)
    return _("Diterbitkan.")


def ended(place: Place) -> str:
    """The note at the button that ended a campaign."""
    _ = translator(place.language)
    return _("Kampanye diakhiri.")


def _numbers(facts: CampaignFacts) -> dict[str, object]:
    got = facts.coverage
    return {"signed": got.signed, "expected": got.expected, "share": got.percent / 100}


def _difference(place: Place, found: Preview) -> list[list[Row]]:
    """The rows of a difference, as many on a page as there is room for; at least one."""
    pages: list[list[Row]] = []
    room = 0
    for row in difference_rows(found.difference, place.language) if found.difference else ():
        length = len(row.heading) + sum(len(words) for _change, words in row.runs)
        if not pages or length > room:
            pages.append([])
            room = ROOM
        pages[-1].append(row)
        room -= length
    return pages


def _option(place: Place, ask: Ask, option: tuple[str, str]) -> str:
    _ = translator(place.language)
    said, label = option
    if ask is Ask.ROLE:
        return role_label(Role(said), place.language)
    if ask is Ask.VALID and said.isdecimal():
        return _("{months} bulan sejak ditandatangani").format(months=said)
    return _(LABELS[ask, said]) if (ask, said) in LABELS else shortened(label)


def _ways_out(place: Place) -> tuple[Button, ...]:
    _ = translator(place.language)
    return (Button(_("Mulai lagi"), encode("campaigns.new")), Button(_("Batal"), encode("campaigns.drop")))


def _all(place: Place) -> Button:
    _ = translator(place.language)
    return Button(_("Semua kampanye"), encode("campaigns.open", 0))


def _turns(place: Place, verb: str, page: int, pages: int) -> tuple[tuple[Button, ...], ...]:
    _ = translator(place.language)
    turns = []
    if page > 0:
        turns.append(Button(_("‹ Sebelumnya"), encode(verb, page - 1)))
    if page + 1 < pages:
        turns.append(Button(_("Berikutnya ›"), encode(verb, page + 1)))
    return (tuple(turns),) if turns else ()
