"""Lists of signatures as files: which unit, which kind of file, and the words in the file itself."""

from collections.abc import Sequence
from typing import Final, Literal, Protocol, get_args

from domain.errors import DomainError
from domain.folding import shortened
from domain.ledger import Campaign, Signature
from domain.people import Unit
from domain.pledge_request import Standing
from domain.receipt import shown
from domain.staff_number import masked
from texts import evidence
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.joining import turning
from texts.place import Place
from texts.screen import Attachment, Button, Screen

Kind = Literal["xlsx", "csv"]

MIME: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
STANDINGS: Final = {
    Standing.VALID: mark("berlaku"),
    Standing.EXPIRED: mark("kedaluwarsa"),
    Standing.SUPERSEDED: mark("digantikan"),
    Standing.WITHDRAWN: mark("ditarik"),
}


class SignedFacts(Protocol):
    """A signature, what it is worth now, and its number in the ledger."""

    @property
    def signature(self) -> Signature:
        """The record."""

    @property
    def standing(self) -> Standing:
        """What it is worth."""

    @property
    def sequence(self) -> int | None:
        """Its number, None without an entry."""


def kind_of(word: str) -> Kind:
    """The kind of file that a button names. Raises `callback.malformed`."""
    for kind in get_args(Kind):
        if kind == word:
            found: Kind = kind
            return found
    raise DomainError("callback.malformed")


def begin(place: Place, units: Sequence[Unit], page: int, pages: int, *, whole: bool) -> Screen:
    """A page (from 0) of the units to choose from; `whole` offers the agency too."""
    _ = translator(place.language)
    rows = [(Button(shortened(unit.name), encode("exports.unit", unit.id)),) for unit in units]
    if whole:
        rows.insert(0, (Button(_("Seluruh instansi"), encode("exports.unit", 0), style="primary"),))
    text = render("exports/open", place.language, page=page + 1, pages=pages)
    last = (Button(_("Menu pengelola"), encode("admin.open")),)
    return Screen(text, (*rows, *turning(place, page, pages, "exports.open"), last))


def choose(place: Place, unit: Unit | None, campaign: Campaign | None, of_campaign: int, of_all: int) -> Screen:
    """What there is of a unit (None: of the agency), and the kinds of files it can be had as."""
    _ = translator(place.language)
    text = render(
        "exports/choose", place.language, unit=unit.name if unit else "", agency=place.agency,
        campaign=campaign.title if campaign else "", of_campaign=of_campaign, of_all=of_all,
    )  # fmt: skip
    unit_id = unit.id if unit else 0
    rows = []
    if campaign is not None and of_campaign:
        rows.append(_kinds(_("Kampanye ini"), unit_id, campaign.id))
    if of_all > of_campaign:
        rows.append(_kinds(_("Semua kampanye"), unit_id, 0))
    if unit is not None and of_all:
        rows.append((evidence.button(place.language, unit.id, campaign.id if campaign and of_campaign else None),))
    return Screen(text, (*rows, (Button(_("Kembali"), encode("exports.open", 0)),)))


def _kinds(label: str, unit_id: int, campaign_id: int) -> tuple[Button, ...]:
    return tuple(
        Button(f"{label}: {kind.upper()}", encode("exports.make", unit_id, campaign_id, kind))
        for kind in get_args(Kind)
    )


def file(place: Place, unit: Unit | None, count: int, kind: Kind, data: bytes) -> Screen:
    """The list itself, with the word of care that it needs."""
    _ = translator(place.language)
    text = render(
        "exports/file", place.language, unit=unit.name if unit else "", agency=place.agency, count=count,
        now=place.now, tz=place.tz,
    )  # fmt: skip
    name = _("tanda-tangan-{of}").format(of=unit.code if unit else _("instansi"))
    return Screen(text, document=Attachment(f"{name}.{kind}", data, MIME[kind]))


def sheet_title(language: str) -> str:
    """What the list is called."""
    _ = translator(language)
    return _("Pakta integritas")


def columns(language: str) -> tuple[str, ...]:
    """The columns of the list."""
    _ = translator(language)
    return (
        _("Kode"), _("NIP"), _("Nama"), _("Unit kerja"), _("Jabatan"), _("Versi naskah"),
        _("Ditandatangani (UTC)"), _("Waktu setempat"), _("Berlaku sampai (UTC)"), _("Keadaan"), _("Cara membaca"),
        _("Faktor kedua"), _("Nomor di buku segel"),
    )  # fmt: skip


def cells(one: SignedFacts, language: str) -> tuple[str, ...]:
    """A row of the list; staff numbers are masked."""
    _ = translator(language)
    signed = one.signature
    return (
        shown(signed.code), masked(signed.staff_number) if signed.staff_number else "", signed.name,
        signed.unit_name, signed.position, signed.text_version, f"{signed.signed_at:%Y-%m-%d %H:%M:%S}",
        signed.signed_local, f"{signed.valid_until:%Y-%m-%d %H:%M:%S}", _(STANDINGS[one.standing]), signed.reading,
        signed.factor, str(one.sequence or ""),
    )  # fmt: skip
