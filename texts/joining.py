"""Being linked by another way than the own number: a code on paper, or the head of one's unit."""

from collections.abc import Sequence
from datetime import datetime

from domain.errors import DomainError
from domain.folding import shortened
from domain.joining import LinkRequest, LinkState
from domain.people import Employee, Unit
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.errors import refusal
from texts.place import Place
from texts.screen import Button, Screen

STANDINGS = {
    LinkState.OPEN: mark("menunggu keputusan"),
    LinkState.APPROVED: mark("disetujui"),
    LinkState.REFUSED: mark("ditolak"),
    LinkState.EXPIRED: mark("lewat waktu"),
    LinkState.WITHDRAWN: mark("sudah tidak diperlukan"),
}
NAME_ON_BUTTON = 48


def refused(place: Place, error: DomainError) -> Screen:
    """A number or a code that did not help, with the ways that are left: the same buttons whatever the reason."""
    return Screen(refusal(error, place.language), _ways(place))


def ways(place: Place) -> Screen:
    """The ways to be linked, for who wrote something else than a code."""
    return Screen(render("joining/ways", place.language), _ways(place))


def left(place: Place) -> Screen:
    """Says that the person behind this account has left the agency, as far as the roster knows."""
    return Screen(render("joining/left", place.language, agency=place.agency), _ways(place))


def _ways(place: Place) -> tuple[tuple[Button, ...], ...]:
    _ = translator(place.language)
    code = Button(_("Punya kode aktivasi"), encode("code.open"))
    return ((code,), (Button(_("Minta bantuan kepala unit"), encode("request.open")),))


def ask_code(place: Place) -> Screen:
    """Asks for the code to be typed."""
    _ = translator(place.language)
    return Screen(render("joining/ask_code", place.language), ((Button(_("Kembali"), encode("start.again")),),))


def owner(place: Place) -> Screen:
    """Says that the owner code has made its holder an admin."""
    _ = translator(place.language)
    return Screen(
        render("joining/owner", place.language, agency=place.agency),
        ((Button(_("Menu pengelola"), encode("admin.open")),),),
    )


def moved(place: Place, at: datetime) -> Screen:
    """Tells an account that another one has taken its place."""
    return Screen(render("joining/moved", place.language, at=at, tz=place.tz))


def pick_unit(place: Place, units: Sequence[Unit], page: int, pages: int, search: str) -> Screen:
    """The choice of the unit whose head is asked; `page` counts from 0."""
    _ = translator(place.language)
    rows = [(Button(shortened(unit.name), encode("request.unit", unit.id)),) for unit in units]
    text = render(
        "joining/pick_unit", place.language, page=page + 1, pages=pages, search=search, found=bool(units)
    )  # fmt: skip
    return Screen(text, (*rows, *turning(place, page, pages, "request.turn"), _leave(place)))


def ask_name(place: Place, unit: Unit) -> Screen:
    """Asks for the full name."""
    _ = translator(place.language)
    other = Button(_("Unit lain"), encode("request.open"))
    return Screen(render("joining/ask_name", place.language, unit=unit.name), ((other,), _leave(place)))


def waiting(place: Place, request: LinkRequest, unit: Unit) -> Screen:
    """The request that waits, as its asker sees it."""
    _ = translator(place.language)
    text = render(
        "joining/waiting", place.language, unit=unit.name, name=request.typed_name, expires_at=request.expires_at,
        tz=place.tz,
    )  # fmt: skip
    code = Button(_("Punya kode aktivasi"), encode("code.open"))
    return Screen(text, ((code,), (Button(_("Tarik permintaan"), encode("request.withdraw")),)))


def withdrawn(place: Place) -> Screen:
    """The request was taken back."""
    return Screen(render("joining/withdrawn", place.language), _ways(place))


def decided(place: Place, unit: Unit, standing: LinkState, name: str) -> Screen:
    """What became of the request, for its asker; `name` is whom the account belongs to now."""
    _ = translator(place.language)
    approved = standing is LinkState.APPROVED
    text = render(
        "joining/decided", place.language, unit=unit.name, approved=approved, name=name,
        over=standing is LinkState.EXPIRED,
    )  # fmt: skip
    return Screen(text, ((Button(_("Beranda"), encode("home.open")),),) if approved else _ways(place))


def request(
    place: Place, asked: LinkRequest, unit: Unit, standing: LinkState, telegram_name: str, outcome: tuple[str, str]
) -> Screen:  # fmt: skip
    """A request as those see it who may decide; `outcome` is whom it was decided to be, and who decided."""
    _ = translator(place.language)
    text = render(
        "joining/request", place.language, unit=unit.name, name=asked.typed_name, telegram_name=telegram_name,
        open=standing is LinkState.OPEN, standing=_(STANDINGS[standing]), person=outcome[0], decider=outcome[1],
        asked_at=asked.created_at, expires_at=asked.expires_at, decided_at=asked.decided_at, tz=place.tz,
    )  # fmt: skip
    back = Button(_("Semua permintaan"), encode("requests.open", unit.id, 0))
    if standing is not LinkState.OPEN:
        return Screen(text, ((back,),))
    pick = Button(_("Pilih pegawainya"), encode("request.people", asked.id, 0), style="primary")
    refuse = Button(_("Tolak"), encode("request.refuse", asked.id), style="danger")
    return Screen(text, ((pick,), (refuse, back)))


def people(
    place: Place, asked: LinkRequest, unit: Unit, found: Sequence[Employee], page: int, pages: int
) -> Screen:  # fmt: skip
    """Whom the asker may be; `page` counts from 0."""
    _ = translator(place.language)
    rows = [(Button(shortened(one.name, NAME_ON_BUTTON), encode("request.person", asked.id, one.id)),) for one in found]
    text = render(
        "joining/people", place.language, unit=unit.name, name=asked.typed_name, page=page + 1, pages=pages,
        found=bool(found),
    )  # fmt: skip
    back = Button(_("Kembali"), encode("request.show", asked.id))
    return Screen(text, (*rows, *turning(place, page, pages, "request.people", asked.id), (back,)))


def confirm_person(place: Place, asked: LinkRequest, unit: Unit, employee: Employee, telegram_name: str) -> Screen:
    """Asks whether the account is to belong to this person from now on."""
    _ = translator(place.language)
    text = render(
        "joining/confirm_person", place.language, name=asked.typed_name, telegram_name=telegram_name,
        person=employee.name, staff_number=employee.staff_number, position=employee.position, unit=unit.name,
    )  # fmt: skip
    yes = Button(_("Ya, tautkan"), encode("request.approve", asked.id, employee.id), style="success")
    return Screen(text, ((yes,), (Button(_("Kembali"), encode("request.people", asked.id, 0)),)))


def listing(place: Place, unit: Unit, found: Sequence[LinkRequest], page: int, pages: int) -> Screen:
    """The open requests for a unit; `page` counts from 0."""
    _ = translator(place.language)
    rows = [(Button(shortened(one.typed_name, NAME_ON_BUTTON), encode("request.show", one.id)),) for one in found]
    text = render(
        "joining/listing", place.language, unit=unit.name, found=bool(found), page=page + 1, pages=pages
    )  # fmt: skip
    back = Button(_("Kembali"), encode("unit.open", unit.id))
    return Screen(text, (*rows, *turning(place, page, pages, "requests.open", unit.id), (back,)))


def turning(place: Place, page: int, pages: int, verb: str, *before: str | int) -> tuple[tuple[Button, ...], ...]:
    """The row that leads to the pages before and after; none when there is one page. `before` goes before the page."""
    _ = translator(place.language)
    row: list[Button] = []
    if page > 0:
        row.append(Button(_("‹ Sebelumnya"), encode(verb, *before, page - 1)))
    if page + 1 < pages:
        row.append(Button(_("Berikutnya ›"), encode(verb, *before, page + 1)))
    return (tuple(row),) if row else ()


def _leave(place: Place) -> tuple[Button, ...]:
    _ = translator(place.language)
    return (Button(_("Batal"), encode("start.again")),)
