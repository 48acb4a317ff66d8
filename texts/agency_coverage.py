"""How far the units of the agency are with the integrity pledge: the table, its picture, its workbook."""

from collections.abc import Sequence
from typing import Final, Protocol

from domain.agency_coverage import Order, UnitCoverage
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.format import bar, moment_long, number
from texts.place import Place
from texts.screen import Attachment, Button, Screen

PAGE: Final = 10
BAR: Final = 10
# Signs of one width that a narrow phone shows in a line.
LINE: Final = 34
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

ORDERS: Final = {
    Order.LOWEST: mark("Terendah"),
    Order.HIGHEST: mark("Tertinggi"),
    Order.MISSING: mark("Sisa"),
    Order.NAME: mark("Nama"),
}
HEADINGS: Final = {
    Order.LOWEST: mark("Cakupan terendah lebih dahulu"),
    Order.HIGHEST: mark("Cakupan tertinggi lebih dahulu"),
    Order.MISSING: mark("Terbanyak belum menandatangani"),
    Order.NAME: mark("Menurut nama unit"),
}


class TableFacts(Protocol):
    """The rows in their order and the sum of them; which campaign, order and kind of rows it is about."""

    @property
    def campaign_id(self) -> int:
        """Which campaign."""

    @property
    def campaign(self) -> str:
        """Its title."""

    @property
    def rows(self) -> tuple[UnitCoverage, ...]:
        """The units with people asked."""

    @property
    def total(self) -> UnitCoverage:
        """The sum of the rows."""

    @property
    def order(self) -> Order:
        """Their order."""

    @property
    def rolled(self) -> bool:
        """Whether each row holds the units below it."""

    @property
    def whole(self) -> bool:
        """Whether these are all units of the agency."""


def heading(order: Order, language: str) -> str:
    """What stands over the rows: their order."""
    return translator(language)(HEADINGS[order])


def table(place: Place, facts: TableFacts, page: int, *, admin: bool) -> Screen:
    """Ten units of the table; `page` counts from 0, one that is not there shows the nearest. `admin`: has /admin."""
    pages = max(1, -(-len(facts.rows) // PAGE))
    page = min(max(page, 0), pages - 1)
    part = facts.rows[page * PAGE : (page + 1) * PAGE]
    text = render(
        "agency_coverage/table", place.language, facts=facts, agency=place.agency, total=line(facts.total, place),
        heading=heading(facts.order, place.language), page=page + 1, pages=pages,
        rows=[(place_in_table, row, line(row, place)) for place_in_table, row in enumerate(part, page * PAGE + 1)],
    )  # fmt: skip
    return Screen(text, (*_turning(place, facts, page, pages), *_choices(place, facts), _ways(place, admin=admin)))


def line(row: UnitCoverage, place: Place) -> str:
    """A row in figures, at most 34 signs of one width: bar, percent, signed of expected."""
    counts = f"{number(row.signed, place.language)}/{number(row.expected, place.language)}"
    figures = f"{row.percent:>3}% {counts}"
    return f"{bar(row.ratio, min(BAR, LINE - 1 - len(figures)))} {figures}"


def _to(verb: str, facts: TableFacts, page: int = 0, *, order: Order | None = None, rolled: bool | None = None) -> str:
    wanted = facts.rolled if rolled is None else rolled
    return encode(verb, order or facts.order, int(wanted), page, facts.campaign_id)


def _turning(place: Place, facts: TableFacts, page: int, pages: int) -> tuple[tuple[Button, ...], ...]:
    _ = translator(place.language)
    row = []
    if page > 0:
        row.append(Button(_("‹ Sebelumnya"), _to("agency.show", facts, page - 1)))
    if page + 1 < pages:
        row.append(Button(_("Berikutnya ›"), _to("agency.show", facts, page + 1)))
    return (tuple(row),) if row else ()


def _choices(place: Place, facts: TableFacts) -> tuple[tuple[Button, ...], ...]:
    """Other orders, the other kind of rows, picture and workbook; nothing where there is nothing to see."""
    _ = translator(place.language)
    if not facts.rows:
        return ()
    orders = [
        Button(_(label), _to("agency.show", facts, order=order))
        for order, label in ORDERS.items()
        if order is not facts.order
    ]
    kind = _("Setiap unit sendiri") if facts.rolled else _("Gabung per unit induk")
    return (
        tuple(orders),
        (Button(kind, _to("agency.show", facts, rolled=not facts.rolled)),),
        (Button(_("Gambar"), _to("agency.picture", facts)), Button(_("Buku kerja"), _to("agency.book", facts))),
    )


def _ways(place: Place, *, admin: bool) -> tuple[Button, ...]:
    _ = translator(place.language)
    back = (Button(_("Menu pengelola"), encode("admin.open")),) if admin else ()
    return (*back, Button(_("Beranda"), encode("home.open")))


def picture(place: Place, facts: TableFacts, part: int, parts: int, image: bytes, note: str) -> Screen:
    """One of the pictures, `part` from 0 of so many, with the way to the next one and back to the table."""
    _ = translator(place.language)
    text = render(
        "agency_coverage/caption", place.language, campaign=facts.campaign, note=note, now=place.now, tz=place.tz
    )
    ways = [Button(_("Tabel"), _to("agency.show", facts))]
    if part + 1 < parts:
        ways.append(Button(_("Gambar berikutnya ›"), _to("agency.picture", facts, part + 1)))
    return Screen(text, (tuple(ways),), photo=image)


def part_note(language: str, first: int, last: int, count: int) -> str:
    """Which of all units a picture shows, "" for all."""
    _ = translator(language)
    if (first, last) == (1, count):
        return ""
    return _("Unit {first}–{last} dari {count}").format(first=first, last=last, count=count)


def picture_words(place: Place, facts: TableFacts) -> dict[str, str]:
    """The fixed words of the picture."""
    _ = translator(place.language)
    return {
        "total": _("Seluruh instansi") if facts.whole else _("Unit dalam lingkup"),
        "counts": _("{signed} dari {expected} pegawai").format(
            signed=number(facts.total.signed, place.language), expected=number(facts.total.expected, place.language)
        ),
        "whole_mark": _("Garis di ujung: 100%"),
        "rolled": _("beserta unit di bawahnya"),
        "as_of": _as_of(place),
    }


def _as_of(place: Place) -> str:
    _ = translator(place.language)
    return _("Keadaan per {moment}").format(moment=moment_long(place.now, place.tz, place.language))


def workbook(place: Place, facts: TableFacts, data: bytes) -> Screen:
    """The table as a workbook."""
    _ = translator(place.language)
    text = render(
        "agency_coverage/workbook", place.language, campaign=facts.campaign, count=len(facts.rows), now=place.now,
        tz=place.tz,
    )  # fmt: skip
    return Screen(text, document=Attachment(_("cakupan-pakta.xlsx"), data, XLSX))


def sheet_titles(language: str) -> tuple[str, str]:
    """What the sheet of the units is called, and that of the sum."""
    _ = translator(language)
    return _("Cakupan"), _("Ringkasan")


def columns(language: str) -> tuple[str, ...]:
    """The columns of the table as a file."""
    _ = translator(language)
    return (
        _("Kode"), _("Unit kerja"), _("Diminta"), _("Sudah menandatangani"), _("Persentase"),
        _("Belum menandatangani"), _("Sudah membaca"), _("Belum membaca"), _("Keberatan"),
        _("Berakhir atau ditarik"), _("Belum dapat dihubungi"),
    )  # fmt: skip


def summary(place: Place, facts: TableFacts) -> Sequence[tuple[str, str]]:
    """What the table is about, line by line: campaign, agency, kind of rows, moment."""
    _ = translator(place.language)
    kind = _("Setiap unit dihitung beserta unit di bawahnya.") if facts.rolled else _("Setiap unit dihitung sendiri.")
    return (
        (_("Kampanye"), facts.campaign),
        (_("Instansi"), place.agency),
        (_("Lingkup"), _("Seluruh instansi") if facts.whole else _("Unit dalam lingkup")),
        (_("Baris"), kind),
        (_("Waktu"), _as_of(place)),
    )
