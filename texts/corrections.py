"""Requests to correct data, as the admins of the roster see them."""

from collections.abc import Sequence

from domain.data_rights import Correction, RequestState, hours_left
from domain.people import Employee, Unit
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.place import Place
from texts.screen import Button, Screen


def left(place: Place, request: Correction) -> str:
    """How much of the 3 x 24 hours is left."""
    _ = translator(place.language)
    hours = hours_left(request.due_at, place.now)
    return _("sisa {hours} jam").format(hours=hours) if hours else _("lewat waktu")


def listing(place: Place, found: Sequence[tuple[Correction, str]], page: int, pages: int) -> Screen:
    """The open requests (with the name of the unit) without names of people; `page` counts from 0."""
    _ = translator(place.language)
    lines = [(request.id, unit, left(place, request), place.now >= request.due_at) for request, unit in found]
    text = render("corrections/listing", place.language, requests=lines, page=page, pages=pages)
    rows = [
        (Button(_("Buka {number}").format(number=request.id), encode("corrections.show", request.id)),)
        for request, _unit in found
    ]
    turns = tuple(
        Button(label, encode("corrections.open", target))
        for label, target in (("◀", page - 1), ("▶", page + 1))
        if 0 <= target < pages
    )
    menu = (Button(_("Menu pengelola"), encode("admin.open")),)
    return Screen(text, (*rows, turns, menu) if turns else (*rows, menu))


def case(place: Place, request: Correction, employee: Employee, unit: Unit) -> Screen:
    """One request with the person who asks, to be decided."""
    _ = translator(place.language)
    is_open = request.state is RequestState.OPEN
    text = render(
        "corrections/case", place.language, request=request, name=employee.name, staff_number=employee.staff_number,
        position=employee.position, rank=employee.rank, unit=unit.name, left=left(place, request), open=is_open,
        overdue=place.now >= request.due_at, tz=place.tz,
    )  # fmt: skip
    if not is_open:
        return Screen(text, (_list(place),))
    done = Button(_("Selesai"), encode("corrections.done", request.id), style="success")
    refuse = Button(_("Tolak"), encode("corrections.refuse", request.id), style="danger")
    return Screen(text, ((done, refuse), _list(place)))


def ask_answer(place: Place, name: str, state: RequestState, limit: int) -> Screen:
    """Asks for the words that close the request."""
    _ = translator(place.language)
    text = render("corrections/ask_answer", place.language, name=name, done=state is RequestState.DONE, limit=limit)
    return Screen(text, ((Button(_("Batal"), encode("corrections.drop")),),))


def answered(place: Place, request: Correction, *, is_mine: bool, told: bool) -> Screen:
    """What became of the answer."""
    text = render(
        "corrections/answered", place.language, is_mine=is_mine, told=told, decided_at=request.decided_at, tz=place.tz
    )
    return Screen(text, (_list(place),))


def post(place: Place, request: Correction, unit: str) -> Screen:
    """Tells an admin of a request, without a name."""
    _ = translator(place.language)
    text = render(
        "corrections/post", place.language, unit=unit, left=left(place, request), due_at=request.due_at,
        overdue=place.now >= request.due_at, tz=place.tz,
    )  # fmt: skip
    return Screen(text, ((Button(_("Buka permintaan"), encode("corrections.show", request.id)),),))


def _list(place: Place) -> tuple[Button, ...]:
    _ = translator(place.language)
    return (Button(_("Permintaan data"), encode("corrections.open", 0)),)
