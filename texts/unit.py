"""The menu of who leads a unit, and its activation codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.folding import shortened
from domain.people import Unit
from domain.rights import Action
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.format import date_long, number
from texts.joining import turning
from texts.place import Place
from texts.screen import Attachment, Button, Screen


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """One button of the menu: its words, what it does (the unit's id is added), and the right it needs there."""

    label: str
    verb: str
    needs: Action
    more: tuple[int, ...] = ()


UNIT_ENTRIES: Final = (
    UnitEntry(mark("Kode aktivasi"), "codes.open", Action.ISSUE_CODES),
    UnitEntry(mark("Permintaan bergabung"), "requests.open", Action.DECIDE_LINK, (0,)),
    UnitEntry(mark("Pakta integritas"), "coverage.open", Action.SEE_UNIT_COVERAGE),
    UnitEntry(mark("Lembar kerja (LKE)"), "lke.open", Action.SEE_WORKSHEET),
    UnitEntry(mark("Tahap"), "stages.open", Action.SEE_WORKSHEET),
    UnitEntry(mark("Temuan penilai"), "findings.open", Action.SEE_WORKSHEET, (0,)),
    UnitEntry(mark("Kelengkapan usulan"), "proposal.open", Action.SEE_WORKSHEET),
    UnitEntry(mark("Mengetahui pakta"), "witness.open", Action.WITNESS_PLEDGES, (0,)),
)


def menu(place: Place, unit: Unit, allowed: frozenset[Action], *, several: bool) -> Screen:
    """What this person may do for the unit."""
    _ = translator(place.language)
    rows = [
        (Button(_(entry.label), encode(entry.verb, unit.id, *entry.more)),)
        for entry in UNIT_ENTRIES
        if entry.needs in allowed
    ]
    last = [Button(_("Beranda"), encode("home.open"))]
    if several:
        last.insert(0, Button(_("Unit lain"), encode("unit.pick", 0)))
    return Screen(render("unit/menu", place.language, unit=unit.name), (*rows, tuple(last)))


def picker(place: Place, units: Sequence[Unit], page: int, pages: int) -> Screen:
    """The units that the person has a menu for; `page` counts from 0."""
    rows = [(Button(shortened(unit.name), encode("unit.open", unit.id)),) for unit in units]
    text = render("status/pick", place.language, page=page + 1, pages=pages)
    _ = translator(place.language)
    compare = (Button(_("Cakupan pakta"), encode("agency.open")),)
    return Screen(text, (*rows, *turning(place, page, pages, "unit.pick"), compare))


def codes(place: Place, unit: Unit, count: int, limit: int) -> Screen:
    """How many are not linked yet, and the button that makes new codes for them."""
    _ = translator(place.language)
    text = render("unit/codes", place.language, unit=unit.name, count=count, limit=limit)
    back = Button(_("Kembali"), encode("unit.open", unit.id))
    if not 1 <= count <= limit:
        return Screen(text, ((back,),))
    # The moment tells a second tap from a second wish.
    moment = int(place.now.timestamp() * 1000)
    make = Button(_("Buat lembar kode"), encode("codes.make", unit.id, moment), style="primary")
    return Screen(text, ((make,), (back,)))


def codes_made(place: Place, unit: Unit, count: int) -> Screen:
    """Says that the sheet follows."""
    _ = translator(place.language)
    back = Button(_("Kembali"), encode("unit.open", unit.id))
    return Screen(render("unit/codes_made", place.language, unit=unit.name, count=count), ((back,),))


def sheet(place: Place, unit: Unit, pdf: bytes, until: datetime) -> Screen:
    """The sheet itself."""
    text = render("unit/sheet", place.language, unit=unit.name, until=until, tz=place.tz)
    file = Attachment(f"kode-aktivasi-{unit.code}.pdf", pdf, "application/pdf")
    return Screen(text, document=file)


def sheet_title(language: str) -> str:
    """What the sheet is called."""
    _ = translator(language)
    return _("Kode aktivasi layanan Zona Integritas")


def sheet_steps(place: Place) -> tuple[str, str, str]:
    """How a code is used, a line each."""
    _ = translator(place.language)
    return (
        _("Pindai kode QR dengan kamera ponsel, lalu buka di Telegram."),
        _("Tanpa kamera: buka @{bot}, tekan Mulai, ketik kode ini.").format(bot=place.bot_username),
        _("Kode hanya untuk Bapak/Ibu; jangan diberikan kepada siapa pun."),
    )


def sheet_labels(language: str) -> dict[str, str]:
    """The fixed words of the sheet, by field name."""
    _ = translator(language)
    return {
        "staff_number": _("NIP"),
        "code": _("Kode aktivasi"),
        "secret": _("Rahasia, untuk yang bersangkutan"),
        "qr_alternative": _("Kode QR untuk {name}"),
        "page": _("Halaman {page} dari {pages}"),
    }


def expiry(place: Place, until: datetime) -> str:
    """Until when a code is good."""
    _ = translator(place.language)
    return _("Berlaku sampai {date}").format(date=date_long(until, place.tz, place.language))


def workbook_header(language: str) -> tuple[str, ...]:
    """The columns of the codes as a workbook."""
    _ = translator(language)
    return _("Nama"), _("NIP"), _("Unit kerja"), _("Kode aktivasi"), _("Tautan"), _("Berlaku")


def issued(count: int, language: str) -> str:
    """What the command line says at the end."""
    _ = translator(language)
    return _("{count} kode aktivasi dibuat.").format(count=number(count, language))
