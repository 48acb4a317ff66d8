"""What dialogs about roles say and press, step by step."""

from typing import Any

from domain.rights import Role
from sandbox.methods_profile import commands_for
from tests.handlers.dialogue import (
    SECONDS,
    Exchange,
    Fragment,
    House,
    Person,
    in_words,
    presses,
    redraws,
    says,
    shown,
    toast,
    writes,
)
from texts import roles as texts
from texts.labels import ROLES

WHY = "SK Bupati 12/2026"
ASK = shown(texts.ask)
REASON = (
    "Mohon ketik alasannya, 3 sampai 200 karakter, misalnya nomor surat keputusan. Orangnya ikut membaca alasan ini."
)
AGENCY = "seluruh instansi"
SAVED = "Tersimpan. Orangnya diberi tahu."
GIVE, GIVE_THIS, TAKE_THIS, OWN = "Beri peran", "Beri peran ini", "Cabut peran ini", "Ya, cabut peran saya sendiri"
UNIT = "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"


def menu_of(house: House, person: Person) -> list[str]:
    """What Telegram's menu button shows to this person in the private chat."""
    world = house.box.world
    return [one["command"] for one in commands_for(world, world.chats[person.id], person.id)]


async def until_menu(house: House, person: Person, **commands: bool) -> None:
    """Wait until the menu has, or has not, these commands."""

    def as_wanted() -> bool:
        menu = menu_of(house, person)
        return all((name in menu) is wanted for name, wanted in commands.items())

    await house.box.until(as_wanted, SECONDS)


def found(house: House, admin: Person, person: Person) -> tuple[Exchange, ...]:
    """From /admin to the screen of the person."""
    row = person.employee
    masked = f"{row.staff_number[:4]}••••••••{row.staff_number[-4:]}"
    return (
        (writes("/admin"), says("Menu pengelola")),
        (presses("Peran"), redraws(ASK, buttons=["Pemegang peran", "Menu pengelola"])),
        (writes(row.name), says(f"{row.name} · {masked}", without=(row.staff_number,))),
        (presses(row.name), redraws(row.name, masked, "Peran sekarang", without=(row.staff_number, row.phone))),
    )


def number_of(house: House, person: Person) -> int:
    rows = house.rows("select id from employees where staff_number = ?", person.employee.staff_number)
    return int(rows[0][0])


def audit_of(house: House, action: str, person: Person) -> list[tuple[Any, ...]]:
    subject = f"employee:{number_of(house, person)}"
    return house.rows(
        "select actor, detail ->> 'role', detail ->> 'unit', detail ->> 'reason', detail ->> 'source' from audit "
        "where action = ? and subject = ? and actor <> 'cli'",
        action,
        subject,
    )


def held_by(language: str, role: Role, reach: str) -> str:
    return in_words("{role} di {reach}", language).format(role=in_words(ROLES[role], language), reach=reach)


def button(label: str, longest: int = 60) -> Fragment:
    """A label of a button as it is shown, in the language it is in already."""
    return lambda _: label if len(label) <= longest else f"{label[: longest - 1]}…"


def as_button(role: Role) -> Fragment:
    return lambda language: (label := in_words(ROLES[role], language))[:1].upper() + label[1:]


def giving(person: Person, role: Role, reach: str, reason: str = WHY) -> tuple[Exchange, ...]:
    """From the screen of the person to the role given for the whole agency."""
    held = held_by("id", role, reach)
    return (
        (presses(GIVE), redraws(person.employee.name, "Mohon pilih perannya.")),
        (presses(as_button(role)), redraws(person.employee.name, buttons=None)),
        (presses("Seluruh instansi"), redraws(held)),
        (writes(reason), says(person.employee.name, held, reason, buttons=[GIVE_THIS, "Kembali"])),
        (presses(GIVE_THIS), redraws(held, reason), toast(SAVED)),
    )
