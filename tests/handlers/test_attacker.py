"""An attacker's day: nobody gets in, nobody learns whether a person exists, and everything is counted."""

import pytest

from domain import activation as rules
from domain.rights import Role
from sandbox.people import Press
from services import activation
from storage.engine import Transaction
from tests.handlers.dialogue import House, Person, Turn, forges, opens, presses, says, shares, shown, writes
from texts import start as texts

pytestmark = pytest.mark.asyncio(loop_scope="module")

WELCOME, CONTACT = shown(texts.privacy), shown(texts.ask_contact)
UNKNOWN = rules.make(b"\x55" * 7)


async def consented(house: House, phone: str = "6281100088000", language: str = "id") -> Person:
    """A stranger who has come as far as anybody comes: consent is given, the contact asked for."""
    person = house.stranger(language, phone)
    await house.talk(person, (opens(), says(WELCOME)), (presses("Saya setuju"), says(CONTACT)))
    return person


async def answer(house: House, person: Person, act: object) -> tuple[str, object]:
    """The whole answer, text and buttons, to one act; the answer is a new message."""
    turn = Turn(house, person, person.id, len(house.box.log))
    assert callable(act)
    await act(turn)
    message = await turn.take()
    return message.text, message.inline


async def pressed(house: House, person: Person, data: str) -> tuple[str, bool]:
    """What a forged button is answered, which is always a window and never a screen."""
    turn = Turn(house, person, person.id, len(house.box.log))
    await forges(data)(turn)
    assert isinstance(turn.press, Press)
    assert turn.press.answer is not None
    await house.settled()
    assert [
        call.method for call in turn.calls() if call.chat_id == person.id and call.method != "answerCallbackQuery"
    ] == []
    return turn.press.answer.text, turn.press.answer.alert


def failures(house: House, person: Person, kind: str) -> int:
    found = house.rows("select failures from attempts where telegram_id = ? and kind = ?", person.id, kind)
    return int(found[0][0]) if found else 0


def logged(house: House, person: Person) -> int:
    query = "select count(*) from audit where actor = ? and action = 'guess_failed'"
    return int(house.rows(query, f"account:{person.id}")[0][0])


async def nobody(house: House, person: Person) -> bool:
    actor = await house.actor(person)
    return actor is not None and actor.employee is None


async def change(house: House, statement: str, *values: object) -> None:
    def run(tx: Transaction) -> None:
        tx.exec_driver_sql(statement, tuple(values))

    await house.office.db.write(run)


async def test_codes_that_are_unknown_used_over_void_or_of_who_has_left_are_answered_byte_for_byte_alike(
    house: House,
) -> None:
    owners = [house.newcomer("inspektorat") for _ in range(4)]
    now = house.office.clock.now()
    issued = await house.office.db.write(activation.issue_for_file, "inspektorat", now, 14, everybody=True)
    by_number = {one.employee.staff_number: one.code for one in issued}
    used, over, void, gone = (by_number[owner.employee.staff_number] for owner in owners)
    for owner, column in zip(owners, ("used_at", "expires_at", "revoked_at"), strict=False):
        of_owner = "employee_id = (select id from employees where staff_number = ?)"
        statement = f"update activation_codes set {column} = issued_at where {of_owner}"
        await change(house, statement, owner.employee.staff_number)
    await change(house, "update employees set active = 0 where staff_number = ?", owners[3].employee.staff_number)
    seen = set()
    for typed in (UNKNOWN, used, over, void, gone, UNKNOWN[:-1] + "0", owners[0].employee.staff_number[:12]):
        thief = await consented(house)
        for act in (opens(f"a_{typed}"), writes(rules.shown(typed))):
            text, buttons = await answer(house, thief, act)
            seen.add((text, str(buttons)))
        assert (failures(house, thief, "code"), logged(house, thief), await nobody(house, thief)) == (2, 2, True)
    assert len(seen) == 1


async def test_guessing_codes_ends_in_waiting_whatever_is_guessed_then(house: House) -> None:
    thief, siti = await consented(house), house.newcomer("inspektorat")
    answers = [await answer(house, thief, writes(UNKNOWN)) for _ in range(5)]
    now = house.office.clock.now()
    issued = await house.office.db.write(activation.issue_for_file, "inspektorat", now, 14, everybody=True)
    right = next(one.code for one in issued if one.employee.staff_number == siti.employee.staff_number)
    waiting = [await answer(house, thief, writes(typed)) for typed in (UNKNOWN, right, rules.shown(right))]
    waiting.append(await answer(house, thief, opens(f"a_{right}")))
    assert (len(set(map(str, answers))), len(set(map(str, waiting)))) == (1, 1)
    assert answers[0] != waiting[0]
    assert (failures(house, thief, "code"), logged(house, thief), await nobody(house, thief)) == (5, 5, True)


async def test_staff_numbers_open_nothing_and_are_answered_alike(house: House) -> None:
    siti, linked = house.newcomer("dinkes"), await house.colleague("dinkes")
    thief = await consented(house)
    numbers = (siti.employee.staff_number, linked.employee.staff_number, "198001012005011099", "1" * 18)
    in_the_open = {str(await answer(house, thief, writes(number))) for number in numbers}
    assert len(in_the_open) == 1
    await house.talk(thief, (presses("Punya kode aktivasi"),))
    as_codes = {str(await answer(house, thief, writes(number))) for number in numbers}
    assert len(as_codes) == 1
    assert (failures(house, thief, "code"), await nobody(house, thief)) == (4, True)


async def test_numbers_that_are_unknown_linked_shared_gone_or_foreign_are_answered_alike(house: House) -> None:
    linked = await house.colleague("inspektorat")
    one, two, gone = (house.newcomer("inspektorat") for _ in range(3))
    await change(house, "update employees set phone = (select phone from employees where staff_number = ?) "
                        "where staff_number = ?", one.employee.staff_number, two.employee.staff_number)  # fmt: skip
    await change(house, "update employees set active = 0 where staff_number = ?", gone.employee.staff_number)
    numbers = [f"62{person.employee.phone[1:]}" for person in (linked, one, gone)]
    seen = set()
    for number in ("6281100099998", *numbers, "81312345678", "19995550100", "12"):
        thief = await consented(house, number)
        seen.add(str(await answer(house, thief, shares())))
        assert (failures(house, thief, "contact"), logged(house, thief), await nobody(house, thief)) == (1, 1, True)
    assert len(seen) == 1


async def test_forwarded_cards_of_anybody_are_answered_alike_and_counted(house: House) -> None:
    cards = [house.newcomer("dinkes"), await house.colleague("dinkes"), house.stranger(phone="6281100099997")]
    thief = await consented(house)
    seen = {str(await answer(house, thief, shares(of=card))) for card in cards}
    assert len(seen) == 1
    await answer(house, thief, shares(of=cards[0]))
    await answer(house, thief, shares(of=cards[0]))
    locked = {str(await answer(house, thief, shares(of=card))) for card in cards}
    assert len(locked) == 1
    assert locked != seen
    assert (failures(house, thief, "contact"), logged(house, thief), await nobody(house, thief)) == (5, 5, True)


COPIED = (
    "link.yes", "home.open", "me.open", "pledge.open", "pledge.sign:1", "pledge.document", "unit.open:20",
    "unit.pick:0", "codes.open:20", "codes.make:20:1", "requests.open:20:0", "request.show:{}", "request.people:{}:0",
    "request.person:{}:1", "request.approve:{}:1", "request.refuse:{}", "admin.open",
)  # fmt: skip


async def test_buttons_copied_from_others_do_nothing_for_strangers_and_tell_nothing(house: House) -> None:
    thief, asker = await consented(house), await consented(house)
    head = house.player(5003)
    await ask(house, asker)
    number = house.rows("select max(id) from link_requests")[0][0]
    before = state(house)
    for data in COPIED:
        there, absent = (
            await pressed(house, thief, data.format(number)),
            await pressed(house, thief, data.format(99999)),
        )
        assert (there, there[1]) == (absent, True), data
    assert (state(house), await nobody(house, thief)) == (before, True)
    assert (await house.actor(head)) is not None


async def test_colleagues_without_the_role_can_neither_press_nor_command(house: House) -> None:
    asker = await consented(house)
    await ask(house, asker)
    number = house.rows("select max(id) from link_requests")[0][0]
    plain = await house.colleague("dpmptsp")
    elsewhere = await house.colleague("dinkes", role=Role.UNIT_HEAD, scope="dinkes")
    for person in (plain, elsewhere):
        await house.talk(person, (opens(), says("Beranda")))
    before = state(house)
    mine = [data for data in COPIED if data.startswith(("unit.", "codes.", "request", "admin."))]
    for data in mine:
        there = await pressed(house, plain, data.format(number))
        assert there == await pressed(house, plain, data.format(99999)), data
        assert there[1], data
    refused = {await pressed(house, elsewhere, data.format(number)) for data in mine if data.startswith("request")}
    assert len(refused) == 1
    commands = {str(await answer(house, plain, writes(command))) for command in ("/unit", "/admin", "/umumkan")}
    assert len(commands) == 1
    strange = {str(await answer(house, asker, writes(command))) for command in ("/unit", "/umumkan", "/saya")}
    assert len(strange) == 1
    assert state(house) == before


async def test_an_account_that_was_cut_off_gets_no_further_with_old_buttons_and_links(house: House) -> None:
    old = await house.colleague("diskominfo")
    now = house.office.clock.now()
    issued = await house.office.db.write(activation.issue_for_file, "diskominfo", now, 14, everybody=True)
    code = next(one.code for one in issued if one.employee.staff_number == old.employee.staff_number)
    await house.talk(old, (opens(), says("Beranda")))
    new = await consented(house)
    await house.talk(new, (opens(f"a_{code}"), says("Beranda", old.employee.name)))
    await house.talk(old, (nothing_said, says("Akun ini tidak tertaut lagi")))
    assert {await pressed(house, old, data) for data in ("home.open", "me.open", "pledge.open", "status.own")} == {
        await pressed(house, await consented(house), "home.open")
    }
    text, buttons = await answer(house, old, opens(f"a_{code}"))
    assert (text, buttons) == await answer(house, await consented(house), opens(f"a_{UNKNOWN}"))
    assert (await nobody(house, old), await nobody(house, new)) == (True, False)


async def nothing_said(_: Turn) -> None:
    """The bot speaks on its own."""


async def ask(house: House, asker: Person) -> None:
    """A request to join DPMPTSP, put straight into the chat of its head."""
    await house.talk(asker, (forges("request.unit:20"), says_redrawn), (writes("Siti Contoh"), says("Siti Contoh")))
    await house.settled()


async def says_redrawn(turn: Turn) -> None:
    await turn.box.until(lambda: turn.press is not None and turn.press.answer is not None, 10)


def state(house: House) -> list[list[tuple[object, ...]]]:
    """All that an attacker would like to change."""
    tables = ("links", "grants", "signatures", "activation_codes", "link_requests")
    return [house.rows(f"select * from {table} order by id") for table in tables]
