"""Where all units of a ZI cycle stand: summary, list, risks, weeks, comparison, and the captions of files."""

from collections.abc import Sequence
from datetime import tzinfo
from fractions import Fraction
from typing import Final, TypeVar

from domain.agency_status import Compared, Order, UnitStanding, Week
from domain.figures import Figure
from texts.agency_status_facts import BoardFacts, ComparisonFacts
from texts.agency_status_words import ORDERS, heading, missing_words, points, reason, stage_words
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.format import bar, decimal, number
from texts.labels import stage_label
from texts.place import Place
from texts.screen import Attachment, Button, Screen
from texts.status_words import signed

PAGE: Final = 10
RISK_PAGE: Final = 5
# Signs of one width that a narrow phone shows in a line.
LINE: Final = 34
SHOWN_WEEKS: Final = 12
# As wide as a digit, so that numbers stand below each other.
BLANK: Final = "\N{FIGURE SPACE}"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
T = TypeVar("T")


def summary(place: Place, facts: BoardFacts, *, admin: bool) -> Screen:
    """Stages, mean, progress and risks of all units, with the ways on. `admin`: has /admin."""
    language, rows = place.language, facts.rows
    answered, every = sum(one.points.answered for one in rows), sum(one.questions for one in rows)
    stages = [
        (stage_label(stage, language), count, _targets([one for one in rows if one.stage is stage]))
        for stage, count in facts.stages.items()
    ]
    text = render(
        "agency_status/summary", language, facts=facts, agency=place.agency, mean=points(facts.mean, language),
        answered=answered, all=every, answered_bar=bar(Fraction(answered, every) if every else 0, 20),
        complete=sum(one.complete for one in rows), ready=sum(one.ready for one in rows), stages=stages,
        risks=len(facts.endangered), now=place.now, tz=place.tz,
    )  # fmt: skip
    return Screen(text, (*_choices(place, facts), _ways(place, admin=admin)))


def listing(place: Place, facts: BoardFacts, page: int) -> Screen:
    """Ten units of the list; the numbers below open the card of a unit."""
    _ = translator(place.language)
    at, pages, part = _page(facts.rows, page, PAGE)
    text = render(
        "agency_status/list", place.language, heading=heading(facts.order, place.language), page=at + 1, pages=pages,
        rows=[
            (place_in_list, row, line(row, place.language), stage_words(row, place.language), _short(row, place))
            for place_in_list, row in enumerate(part, at * PAGE + 1)
        ],
        questions=facts.rows[0].questions if facts.rows else 0,
    )  # fmt: skip
    numbers = [
        Button(str(place_in_list), encode("status.unit", row.unit_id))
        for place_in_list, row in enumerate(part, at * PAGE + 1)
    ]
    others = [
        Button(_(label), encode("zistatus.list", order, 0))
        for order, label in ORDERS.items()
        if order is not facts.order
    ]
    rows = [tuple(numbers[first : first + 5]) for first in range(0, len(numbers), 5)]
    return Screen(
        text, (*rows, *_turning(place, at, pages, "zistatus.list", facts.order), tuple(others), (_up(place),))
    )


def line(row: UnitStanding, language: str) -> str:
    """A unit in figures, at most 34 signs of one width: total, bar, change within four weeks."""
    total, change = points(row.total, language).rjust(6, BLANK), signed(row.change, language)
    return f"{total} {bar(row.total / 100, 10)} {change}"


def risks(place: Place, facts: BoardFacts, page: int) -> Screen:
    """Five units at risk, each with its reasons."""
    endangered = facts.endangered
    at, pages, part = _page(endangered, page, RISK_PAGE)
    text = render(
        "agency_status/risks", place.language, count=len(endangered), all=len(facts.rows), page=at + 1, pages=pages,
        rows=[
            (
                place_in_list, row, stage_words(row, place.language),
                [reason(one, place.language) for one in row.risks],
            )
            for place_in_list, row in enumerate(part, at * RISK_PAGE + 1)
        ],
    )  # fmt: skip
    numbers = tuple(
        Button(str(place_in_list), encode("status.unit", row.unit_id))
        for place_in_list, row in enumerate(part, at * RISK_PAGE + 1)
    )
    rows = (numbers,) if numbers else ()
    return Screen(text, (*rows, *_turning(place, at, pages, "zistatus.risks"), (_up(place),)))


def weeks(place: Place, facts: BoardFacts) -> Screen:
    """How all units came along, the last weeks, and the reform index over the years."""
    _ = translator(place.language)
    begun = any(week.answered for week in facts.weeks)
    shown = facts.weeks[-SHOWN_WEEKS:] if begun else ()
    text = render(
        "agency_status/weeks", place.language, facts=facts,
        rows=[week_line(week, place.tz, place.language) for week in shown],
        figures=[f"{one.year}: {_figure(one, place.language)}" for one in facts.figures],
    )  # fmt: skip
    chart = ((Button(_("Grafik"), encode("zistatus.chart")),),) if begun or facts.figures else ()
    return Screen(text, (*chart, (_up(place),)))


def week_line(week: Week, tz: tzinfo, language: str) -> str:
    """One week in figures: day, mean with its bar, answers."""
    day = week.at.astimezone(tz).strftime("%d-%m")
    figures = f"{day} {points(week.mean, language).rjust(6, BLANK)}"
    counted = number(week.answered, language)
    return f"{figures} {bar(week.mean / 100, max(1, min(10, LINE - len(figures) - len(counted) - 2)))} {counted}"


def compare(place: Place, facts: ComparisonFacts | None, page: int) -> Screen:
    """Ten units of two cycles; None when there is no earlier cycle."""
    _ = translator(place.language)
    if facts is None:
        return Screen(_("Belum ada periode sebelumnya untuk dibandingkan."), ((_up(place),),))
    at, pages, part = _page(facts.rows, page, PAGE)
    before, after = facts.means
    text = render(
        "agency_status/compare", place.language, earlier=facts.earlier.title, later=facts.cycle.title,
        page=at + 1, pages=pages, both=len(facts.in_both), before=points(before, place.language),
        after=points(after, place.language),
        rows=[
            (place_in_list, row, _compared(row, place.language), _stages(row, place.language))
            for place_in_list, row in enumerate(part, at * PAGE + 1)
        ],
    )  # fmt: skip
    return Screen(text, (*_turning(place, at, pages, "zistatus.compare"), (_up(place),)))


def heat(place: Place, facts: BoardFacts, part: int, parts: int, image: bytes, note: str) -> Screen:
    """One of the heat tables, `part` from 0 of so many, with the way to the next one."""
    _ = translator(place.language)
    ways = [_up(place)]
    if part + 1 < parts:
        ways.append(Button(_("Gambar berikutnya ›"), encode("zistatus.heat", facts.order, part + 1)))
    return Screen(_caption(place, facts, _("Peta panas ZI"), note), (tuple(ways),), photo=image)


def chart(place: Place, facts: BoardFacts, image: bytes) -> Screen:
    """The lines of progress."""
    _ = translator(place.language)
    return Screen(_caption(place, facts, _("Perkembangan ZI instansi")), ((_up(place),),), photo=image)


def workbook(place: Place, facts: BoardFacts, data: bytes) -> Screen:
    """All of it as a workbook."""
    _ = translator(place.language)
    note = _("{count} unit, hanya angka, tanpa nama pegawai.").format(count=len(facts.rows))
    file = Attachment(_("status-zi-instansi.xlsx"), data, XLSX)
    return Screen(_caption(place, facts, _("Status ZI instansi"), note), document=file)


def _caption(place: Place, facts: BoardFacts, heading: str, note: str = "") -> str:
    return render(
        "agency_status/caption", place.language, heading=heading, cycle=facts.cycle.title, note=note, now=place.now,
        tz=place.tz,
    )  # fmt: skip


def _choices(place: Place, facts: BoardFacts) -> tuple[tuple[Button, ...], ...]:
    _ = translator(place.language)
    if not facts.rows:
        return ()
    orders = [Button(_(label), encode("zistatus.list", order, 0)) for order, label in ORDERS.items()]
    ways: list[tuple[Button, ...]] = [
        (Button(_("Berisiko"), encode("zistatus.risks", 0)), Button(_("Perkembangan"), encode("zistatus.weeks"))),
        (
            Button(_("Peta panas"), encode("zistatus.heat", Order.SCORE, 0)),
            Button(_("Buku kerja"), encode("zistatus.book")),
        ),
    ]
    if facts.earlier is not None:
        ways.append((Button(_("Bandingkan siklus"), encode("zistatus.compare", 0)),))
    return (tuple(orders[:2]), tuple(orders[2:]), *ways)


def _ways(place: Place, *, admin: bool) -> tuple[Button, ...]:
    _ = translator(place.language)
    back = (Button(_("Menu pengelola"), encode("admin.open")),) if admin else ()
    return (*back, Button(_("Beranda"), encode("home.open")))


def _up(place: Place) -> Button:
    _ = translator(place.language)
    return Button(_("Ringkasan"), encode("zistatus.open"))


def _page(rows: Sequence[T], page: int, size: int) -> tuple[int, int, Sequence[T]]:
    """The nearest page (from 0) that there is, how many there are, and what is on it."""
    pages = max(1, -(-len(rows) // size))
    at = min(max(page, 0), pages - 1)
    return at, pages, rows[at * size : (at + 1) * size]


def _turning(place: Place, page: int, pages: int, verb: str, *parts: str) -> tuple[tuple[Button, ...], ...]:
    _ = translator(place.language)
    row = []
    if page > 0:
        row.append(Button(_("‹ Sebelumnya"), encode(verb, *parts, page - 1)))
    if page + 1 < pages:
        row.append(Button(_("Berikutnya ›"), encode(verb, *parts, page + 1)))
    return (tuple(row),) if row else ()


def _targets(rows: Sequence[UnitStanding]) -> str:
    names = sorted({one.target for one in rows})
    return ", ".join(f"{name} {sum(one.target == name for one in rows)}" for name in names)


def _short(row: UnitStanding, place: Place) -> str:
    language = place.language
    _ = translator(language)
    tpi = [f"TPI {points(row.tpi.total, language)}"] if row.tpi else []
    findings = [_("temuan {count}").format(count=row.findings)] if row.findings else []
    evidence = _("eviden {count}").format(count=number(row.evidence, language))
    counts = [f"{row.points.answered}/{row.questions}", evidence, *findings, *tpi]
    return " · ".join([*counts, missing_words(row.gap, language)])


def _compared(row: Compared, language: str) -> str:
    before = points(row.earlier.total if row.earlier else None, language)
    after = points(row.now.total if row.now else None, language)
    change = f" ({signed(row.change, language)})" if row.change is not None else ""
    return f"{before} → {after}{change}"


def _stages(row: Compared, language: str) -> str:
    _ = translator(language)
    return " → ".join(stage_words(one, language) if one else _("tidak ikut") for one in (row.earlier, row.now))


def _figure(figure: Figure, language: str) -> str:
    return decimal(Fraction(figure.value), 2, language)
