"""How far a unit is with the integrity pledge, by numbers and by name, and the kind reminder of its head."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from domain.coverage import Listed, Listing, Unexpected
from domain.folding import shortened
from domain.ledger import Campaign
from domain.people import Unit
from domain.pledge_request import RequestState
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.format import date_short, moment_long
from texts.joining import turning
from texts.place import Place
from texts.screen import Button, Screen

NAME_ON_BUTTON = 40
CAMPAIGNS_SHOWN = 8

# What each list is called, on its button and above it.
TITLES: Mapping[Listing, str] = MappingProxyType(
    {
        Listing.SIGNED: mark("Sudah menandatangani"),
        Listing.WAITING: mark("Belum menandatangani"),
        Listing.DECLINED: mark("Menyatakan keberatan"),
        Listing.UNLINKED: mark("Belum menautkan akun"),
        Listing.BLOCKED: mark("Tidak dapat dikirimi pesan"),
        Listing.NO_PHONE: mark("Tanpa nomor ponsel"),
        Listing.JOINED: mark("Bergabung kemudian"),
        Listing.NOT_ASKED: mark("Tidak diminta"),
        Listing.UNEXPECTED: mark("Tanda tangan di luar sasaran"),
    }
)
# What can be done about the people of a list.
ADVICE: Mapping[Listing, str] = MappingProxyType(
    {
        Listing.UNLINKED: mark("Mohon diajak memulai bot ini, bila perlu dengan kode aktivasi."),
        Listing.BLOCKED: mark("Mohon diminta membuka blokir bot ini di Telegram, lalu menekan Mulai."),
        Listing.NO_PHONE: mark("Nomornya belum tercatat, jadi hanya dapat menautkan akun dengan kode aktivasi."),
        Listing.NOT_ASKED: mark("Bertugas di unit, tetapi tidak termasuk sasaran pakta ini."),
        Listing.UNEXPECTED: mark("Tanda tangannya tercatat, tetapi tidak dihitung dalam cakupan unit."),
    }
)
STATES: Mapping[RequestState, str] = MappingProxyType(
    {
        RequestState.OPEN: mark("belum membaca"),
        RequestState.READ: mark("sudah membaca"),
        RequestState.SIGNED: mark("sudah menandatangani"),
        RequestState.DECLINED: mark("menyatakan keberatan"),
    }
)
REASONS: Mapping[Unexpected, str] = MappingProxyType(
    {
        Unexpected.LEFT: mark("sudah tidak bertugas"),
        Unexpected.OUTSIDE: mark("di luar sasaran"),
        Unexpected.ASKED_ANEW: mark("diminta menandatangani lagi"),
    }
)

DATED = frozenset({Listing.SIGNED, Listing.DECLINED, Listing.JOINED, Listing.UNEXPECTED})


class CoverageFacts(Protocol):
    """The numbers of people by where their request stands."""

    @property
    def unit(self) -> Unit:
        """The unit, with all below it."""

    @property
    def campaign(self) -> Campaign:
        """The campaign."""

    @property
    def signed(self) -> int:
        """How many have signed."""

    @property
    def read(self) -> int:
        """How many have read and not signed yet."""

    @property
    def open(self) -> int:
        """How many have not read yet."""

    @property
    def declined(self) -> int:
        """How many have declined."""

    @property
    def unlinked(self) -> int:
        """How many have no account."""

    @property
    def blocked(self) -> int:
        """How many have an account that can't be written to."""

    @property
    def no_phone(self) -> int:
        """How many of those without an account have no number in the roster."""

    @property
    def joined(self) -> int:
        """How many were asked after the opening."""

    @property
    def not_expected(self) -> int:
        """How many serve without being asked."""

    @property
    def unexpected(self) -> int:
        """How many signatures are not expected."""

    @property
    def several(self) -> bool:
        """Whether other campaigns are open."""

    @property
    def may_remind(self) -> bool:
        """Whether the reader may remind the unit."""


class PageFacts(Protocol):
    """A page of a list; pages count from 0."""

    @property
    def unit(self) -> Unit:
        """The unit, with all below it."""

    @property
    def campaign(self) -> Campaign:
        """The campaign."""

    @property
    def listing(self) -> Listing:
        """Which list it is."""

    @property
    def people(self) -> Sequence[Listed]:
        """The people on the page."""

    @property
    def total(self) -> int:
        """How many the whole list has."""

    @property
    def page(self) -> int:
        """The number of the page."""

    @property
    def pages(self) -> int:
        """How many pages there are."""

    @property
    def reader(self) -> int:
        """The employee who reads it."""

    @property
    def may_remind(self) -> bool:
        """Whether the reader may remind these people."""


class NudgeFacts(Protocol):
    """How many people a reminder reaches, and why others are not told."""

    @property
    def unit(self) -> Unit:
        """The unit, with all below it."""

    @property
    def campaign(self) -> Campaign:
        """The campaign."""

    @property
    def told(self) -> int:
        """How many are told."""

    @property
    def at(self) -> datetime | None:
        """When the first one is told, None for at once."""


def overview(place: Place, facts: CoverageFacts) -> Screen:
    """The numbers of a unit in an open campaign, with the lists that have somebody in them."""
    _ = translator(place.language)
    text = render("coverage/overview", place.language, facts=facts)
    waiting = facts.read + facts.open
    sizes = {
        Listing.SIGNED: facts.signed, Listing.WAITING: waiting, Listing.DECLINED: facts.declined,
        Listing.UNLINKED: facts.unlinked, Listing.BLOCKED: facts.blocked, Listing.NO_PHONE: facts.no_phone,
        Listing.JOINED: facts.joined, Listing.NOT_ASKED: facts.not_expected, Listing.UNEXPECTED: facts.unexpected,
    }  # fmt: skip
    unit, campaign = facts.unit.id, facts.campaign.id
    # Each in a row of its own: a phone cuts long labels that stand side by side.
    rows = [(Button(_(TITLES[one]), _list(unit, campaign, one)),) for one, size in sizes.items() if size]
    if facts.may_remind and waiting:
        rows.append((_remind(place, unit, campaign),))
    if facts.several:
        rows.append((Button(_("Pakta lain"), encode("coverage.campaigns", unit)),))
    return Screen(text, (*rows, (Button(_("Kembali"), encode("unit.open", unit)),)))


def campaigns(place: Place, unit: Unit, found: Sequence[Campaign]) -> Screen:
    """Which of the open campaigns to look at."""
    _ = translator(place.language)
    rows = [
        (Button(shortened(one.title), encode("coverage.open", unit.id, one.id)),) for one in found[:CAMPAIGNS_SHOWN]
    ]
    back = Button(_("Kembali"), encode("coverage.open", unit.id))
    return Screen(render("coverage/campaigns", place.language, unit=unit.name), (*rows, (back,)))


def listing(place: Place, facts: PageFacts) -> Screen:
    """A page of people; of those who have yet to sign each has a button that reminds them."""
    _ = translator(place.language)
    unit, campaign = facts.unit.id, facts.campaign.id
    rows = [_row(place, one, facts) for one in facts.people]
    advice = ADVICE.get(facts.listing)
    text = render(
        "coverage/list", place.language, title=_(TITLES[facts.listing]), unit=facts.unit.name,
        campaign=facts.campaign.title, advice=_(advice) if advice else "", rows=rows, total=facts.total,
        page=facts.page + 1, pages=facts.pages,
    )  # fmt: skip
    buttons = [
        (Button(f"🔔 {shortened(one.name, NAME_ON_BUTTON)}",
                encode("coverage.nudge", unit, campaign, facts.page, one.request_id)),)
        for one in facts.people
        if one.request_id is not None and _remindable(one, facts)
    ]  # fmt: skip
    if buttons:
        buttons.append((_remind(place, unit, campaign),))
    turn = turning(place, facts.page, facts.pages, "coverage.list", unit, campaign, facts.listing.value)
    back = Button(_("Kembali"), encode("coverage.open", unit, campaign))
    return Screen(text, (*buttons, *turn, (back,)))


def confirm(place: Place, facts: NudgeFacts) -> Screen:
    """What reminding all would do, and the button that does it."""
    _ = translator(place.language)
    text = render("coverage/confirm", place.language, facts=facts, tz=place.tz)
    back = (Button(_("Kembali"), encode("coverage.open", facts.unit.id, facts.campaign.id)),)
    if not facts.told:
        return Screen(text, (back,))
    yes = Button(_("Ya, ingatkan"), encode("coverage.nudge_all", facts.unit.id, facts.campaign.id), style="primary")
    return Screen(text, ((yes,), back))


def reminded(place: Place, facts: NudgeFacts) -> Screen:
    """What reminding all has done."""
    _ = translator(place.language)
    text = render("coverage/reminded", place.language, facts=facts, tz=place.tz)
    return Screen(text, ((Button(_("Kembali"), encode("coverage.open", facts.unit.id, facts.campaign.id)),),))


def told_one(place: Place, at: datetime | None) -> str:
    """The note at the button after one person was reminded, or will be at this moment."""
    _ = translator(place.language)
    if at is None:
        return _("Pengingat dikirim. Terima kasih.")
    moment = moment_long(at, place.tz, place.language)
    return _("Sekarang di luar jam kerja; pengingat dikirim {moment}.").format(moment=moment)


def nudge(place: Place, campaign: Campaign, name: str, position: str) -> Screen:
    """The kind reminder that the person reads."""
    _ = translator(place.language)
    text = render(
        "coverage/nudge", place.language, campaign=campaign.title, name=name, position=position,
        closes_at=campaign.closes_at, tz=place.tz,
    )  # fmt: skip
    return Screen(text, ((Button(_("Buka pakta integritas"), encode("pledge.open", campaign.id), style="primary"),),))


def _list(unit: int, campaign: int, which: Listing) -> str:
    return encode("coverage.list", unit, campaign, which.value, 0)


def _remind(place: Place, unit: int, campaign: int) -> Button:
    _ = translator(place.language)
    return Button(_("Ingatkan semua dengan baik"), encode("coverage.ask_all", unit, campaign))


def _remindable(one: Listed, facts: PageFacts) -> bool:
    shown = facts.listing is Listing.WAITING and facts.may_remind
    return shown and one.reachable and one.employee_id != facts.reader


def _row(place: Place, one: Listed, facts: PageFacts) -> dict[str, str]:
    """A line of the list: the name, what is known of it, and the unit where it is one below."""
    _ = translator(place.language)
    known = []
    if one.at is not None and facts.listing in DATED:
        known.append(date_short(one.at, place.tz, place.language))
    if one.state is not None and facts.listing in {Listing.WAITING, Listing.JOINED}:
        known.append(_(STATES[one.state]) if one.state in STATES else "")
    if one.why is not None:
        known.append(_(REASONS[one.why]))
    if facts.listing is Listing.WAITING and not one.reachable:
        known.append(_("belum dapat dihubungi"))
    if facts.listing is Listing.WAITING and one.nudged_at is not None:
        day = date_short(one.nudged_at, place.tz, place.language)
        known.append(_("diingatkan {date}").format(date=day))
    unit = one.unit if one.unit != facts.unit.name else ""
    return {"name": one.name, "unit": unit, "detail": " · ".join(filter(None, known))}
