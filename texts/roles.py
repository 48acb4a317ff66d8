"""Roles: finding a person, what they hold, giving a role and taking one back."""

from collections.abc import Sequence
from typing import Final

from domain.folding import shortened
from domain.people import Employee, Unit
from domain.rights import Holding, Role, RoleChange
from domain.staff_number import masked
from texts.callback import encode
from texts.catalogue import mark, translator
from texts.engine import render
from texts.labels import role_label, role_with_reach
from texts.place import Place
from texts.screen import Button, Screen

GRANTABLE: Final = tuple(role for role in Role if role is not Role.EMPLOYEE)
AGENCY: Final = 0
"""Stands for the whole agency where a button names a unit by its number."""
PAST_SHOWN: Final = 5
CLI: Final = mark("baris perintah")


def ask(place: Place) -> Screen:
    """Asks for the name or the staff number of a person."""
    _ = translator(place.language)
    holders = Button(_("Pemegang peran"), encode("roles.holders", 0))
    return Screen(render("roles/ask", place.language), ((holders,), (_admin(place),)))


def found(
    place: Place, query: str, people: Sequence[tuple[Employee, str]], page: int, pages: int, total: int
) -> Screen:
    """One page of the people that a search found, each with the name of the unit."""
    rows = [{"name": one.name, "unit": unit, "number": _number(one)} for one, unit in people]
    text = render("roles/found", place.language, query=query, people=rows, page=page + 1, pages=pages, total=total)
    buttons = [(Button(shortened(one.name), encode("roles.person", one.id)),) for one, _unit in people]
    return Screen(text, (*buttons, *_turns(place, "roles.page", page, pages), (_again(place), _admin(place))))


def holders(place: Place, held: Sequence[tuple[Employee, Holding]], page: int, pages: int) -> Screen:
    """One page of who holds which role."""
    rows = [{"name": one.name, "role": role_with_reach(holding, place.language)} for one, holding in held]
    text = render("roles/holders", place.language, holders=rows, page=page + 1, pages=pages)
    persons = {one.id: one.name for one, _holding in held}
    buttons = [(Button(shortened(name), encode("roles.person", number)),) for number, name in persons.items()]
    return Screen(text, (*buttons, *_turns(place, "roles.holders", page, pages), (_again(place), _admin(place))))


def person(place: Place, employee: Employee, unit: Unit, held: Sequence[Holding], past: Sequence[Holding]) -> Screen:
    """A person with the roles in force, those that ended last, and what can be done about them."""
    _ = translator(place.language)
    text = render(
        "roles/person", place.language, name=employee.name, number=_number(employee), position=employee.position,
        unit=unit.name, active=employee.active, held=[_row(place, one) for one in held],
        past=[_row(place, one) for one in past[:PAST_SHOWN]], tz=place.tz,
    )  # fmt: skip
    ends = [(_end(place, one),) for one in held]
    give = ((Button(_("Beri peran"), encode("roles.give", employee.id)),),) if employee.active else ()
    return Screen(text, (*give, *ends, (_again(place), _admin(place))))


def choose_role(place: Place, employee: Employee) -> Screen:
    """Asks which role."""
    buttons = [
        (Button(label[:1].upper() + label[1:], encode("roles.role", employee.id, role.value)),)
        for role in GRANTABLE
        for label in (role_label(role, place.language),)
    ]
    text = render("roles/choose_role", place.language, name=employee.name)
    return Screen(text, (*buttons, (_back(place, employee.id),)))


def choose_scope(
    place: Place, employee: Employee, role: Role, near: Sequence[Unit], units: Sequence[Unit], query: str, page: int,
    pages: int,
) -> Screen:  # fmt: skip
    """Asks for which unit, or for the whole agency: the person's own units, and a page of all or of those named."""
    _ = translator(place.language)

    def scope(label: str, unit_id: int) -> tuple[Button, ...]:
        return (Button(shortened(label), encode("roles.scope", employee.id, role.value, unit_id)),)

    text = render(
        "roles/choose_scope", place.language, name=employee.name, role=role_label(role, place.language), query=query,
        some=bool(units), page=page + 1, pages=pages,
    )  # fmt: skip
    first = (
        (scope(_("Seluruh instansi"), AGENCY), *(scope(f"★ {unit.name}", unit.id) for unit in near)) if not page else ()
    )
    others = [scope(unit.name, unit.id) for unit in units]
    return Screen(text, (*first, *others, *_turns(place, "roles.units", page, pages), (_back(place, employee.id),)))


def ask_reason(place: Place, change: RoleChange) -> Screen:
    """Asks why."""
    return Screen(_change("roles/ask_reason", place, change), ((_back(place, change.employee_id),),))


def confirm(place: Place, change: RoleChange) -> Screen:
    """Shows what will be done, with the button that does it; to take one's own role there is a button of its own."""
    _ = translator(place.language)
    if change.grant_id is None:
        yes = Button(_("Beri peran ini"), encode("roles.confirm", change.key), style="success")
    elif change.own:
        yes = Button(_("Ya, cabut peran saya sendiri"), encode("roles.confirm_own", change.key), style="danger")
    else:
        yes = Button(_("Cabut peran ini"), encode("roles.confirm", change.key), style="danger")
    return Screen(_change("roles/confirm", place, change), ((yes,), (_back(place, change.employee_id),)))


def changed(place: Place, holding: Holding) -> Screen:
    """Tells a person about a role given to them or taken back."""
    ended = holding.revoked_at is not None
    text = render(
        "roles/changed", place.language, role=role_with_reach(holding, place.language), ended=ended,
        reason=holding.revoke_reason if ended else holding.reason,
        at=holding.revoked_at or holding.granted_at, tz=place.tz,
    )  # fmt: skip
    return Screen(text)


def saved(place: Place) -> str:
    """The note at the button that gave or took a role."""
    _ = translator(place.language)
    return _("Tersimpan. Orangnya diberi tahu.")


def _change(template: str, place: Place, change: RoleChange) -> str:
    return render(
        template, place.language, name=change.name, role=role_with_reach(change, place.language),
        ends=change.grant_id is not None, own=change.own, reason=change.reason,
    )  # fmt: skip


def _row(place: Place, holding: Holding) -> dict[str, object]:
    return {
        "role": role_with_reach(holding, place.language),
        "granted_at": holding.granted_at,
        "granted_by": _author(place, holding.granted_by),
        "reason": holding.reason,
        "revoked_at": holding.revoked_at,
        "revoked_by": _author(place, holding.revoked_by),
        "revoke_reason": holding.revoke_reason,
    }


def _author(place: Place, author: str) -> str:
    _ = translator(place.language)
    return _(CLI) if author == "cli" else author


def _number(employee: Employee) -> str:
    return masked(employee.staff_number) if employee.staff_number else ""


def _turns(place: Place, verb: str, page: int, pages: int) -> tuple[tuple[Button, ...], ...]:
    _ = translator(place.language)
    turns = []
    if page > 0:
        turns.append(Button(_("‹ Sebelumnya"), encode(verb, page - 1)))
    if page + 1 < pages:
        turns.append(Button(_("Berikutnya ›"), encode(verb, page + 1)))
    return (tuple(turns),) if turns else ()


def _end(place: Place, holding: Holding) -> Button:
    _ = translator(place.language)
    label = _("Cabut: {role}").format(role=role_with_reach(holding, place.language))
    return Button(shortened(label), encode("roles.end", holding.id), style="danger")


def _again(place: Place) -> Button:
    _ = translator(place.language)
    return Button(_("Cari orang lain"), encode("roles.open"))


def _admin(place: Place) -> Button:
    _ = translator(place.language)
    return Button(_("Menu pengelola"), encode("admin.open"))


def _back(place: Place, employee_id: int) -> Button:
    _ = translator(place.language)
    return Button(_("Kembali"), encode("roles.person", employee_id))
