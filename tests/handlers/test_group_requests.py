"""Linking a group: asked for there, answered in private within ten minutes, undone again."""

from datetime import timedelta

import pytest

from bot.demo_seed import GROUP_ID
from domain.rights import Role
from tests.handlers.dialogue import (
    SECONDS,
    Fragment,
    House,
    Person,
    alert,
    find_button,
    forges,
    nothing,
    opens,
    presses,
    redraws,
    refusal,
    said,
    says,
    shown,
    writes,
)
from tests.handlers.group_play import (
    APPROVED,
    ASKS,
    CHOOSE,
    FORUM,
    OFFICE,
    OPEN,
    PRIVATELY,
    catch_up,
    group_with,
    link,
    linked,
    linked_now,
    said_in,
)
from texts import groups as texts

NOT_LINKED = "Sekarang grup itu tidak tertaut."
ANSWERS = ("Tautkan", "Batal", "Pilih yang lain")
TOO_LATE = "Permintaan ini sudah lewat waktunya."


def linked_to(target: str) -> Fragment:
    return said("Sekarang grup itu tertaut ke %(present)s.", present=target)


async def head_of(house: House, unit: str = "dpmptsp", language: str = "id") -> Person:
    return await house.colleague(unit, language, Role.UNIT_HEAD, unit)


async def asked(house: House, head: Person, chat: int, code: str = "dpmptsp") -> int:
    """Ask in the group; the number of the request."""
    await house.talk(head, (writes(f"/hubungkan {code}"), says(PRIVATELY)), chat=chat)
    return int(house.rows("select max(id) from group_requests")[0][0])


@pytest.mark.parametrize("language", ["id", "en"])
async def test_a_group_is_linked_by_a_button_in_private(own_house: House, language: str) -> None:
    head = await head_of(own_house, language=language)
    chat = await group_with(own_house, head)
    await own_house.talk(head, (writes("/hubungkan DPMPTSP"), says(PRIVATELY, buttons=[OPEN])), chat=chat)
    assert linked(own_house, chat) == []
    await own_house.talk(
        head,
        (nothing, says(ASKS, "Grup baru", OFFICE, buttons=["Tautkan", "Batal"], without=("Topik:",))),
        (presses("Tautkan"), redraws(APPROVED, "Grup baru", linked_to(OFFICE), buttons=[])),
    )
    await own_house.talk(head, (nothing, says(linked_now(OFFICE))), chat=chat)
    assert linked(own_house, chat) == [("dpmptsp", None, "")]


async def test_a_topic_is_named_in_private(own_house: House) -> None:
    head = await head_of(own_house)
    chat = await group_with(own_house, head, "supergroup", forum=True)
    topic = own_house.box.people.create_topic(head.id, chat, "ZI")
    await own_house.talk(head, (writes("/hubungkan dpmptsp", topic.id), says(PRIVATELY)), chat=chat)
    await own_house.talk(head, (nothing, says(ASKS, "Topik: tempat /hubungkan dikirim")))


async def test_pressing_twice_links_once_and_shows_what_is_true_now(own_house: House) -> None:
    head = await head_of(own_house)
    chat = await group_with(own_house, head)
    number = await asked(own_house, head, chat)
    unit = own_house.rows("select id from units where code = 'dpmptsp'")[0][0]
    await own_house.talk(
        head,
        (nothing, says(ASKS)),
        (presses("Tautkan", times=3), redraws(APPROVED, linked_to(OFFICE))),
        (forges(f"group.cancel:{number}"), redraws(APPROVED, linked_to(OFFICE))),
        (forges(f"group.link:{number}:{unit}"), redraws(APPROVED)),
    )
    await own_house.box.until(lambda: "sudah tertaut" in said_in(own_house, chat)[-1], SECONDS)
    await catch_up(own_house, head, chat)
    await own_house.talk(head, (writes("/lepaskan"), says(shown(texts.unlinked))), chat=chat)
    await own_house.talk(head, (forges(f"group.link:{number}:{unit}"), redraws(APPROVED, NOT_LINKED)))
    assert linked(own_house, chat) == []
    assert sum("sudah tertaut" in one for one in said_in(own_house, chat)) == 1


async def test_without_a_code_one_chooses_in_private_and_is_asked_once_more(own_house: House) -> None:
    admin = await own_house.colleague(role=Role.ADMIN)
    chat = await group_with(own_house, admin)
    await own_house.talk(admin, (writes("/hubungkan"), says(PRIVATELY)), chat=chat)
    await own_house.talk(
        admin,
        (nothing, says(CHOOSE, "Halaman 1 dari 12")),
        (presses("Berikutnya ›"), redraws("Halaman 2 dari 12")),
        (presses("Berikutnya ›"), redraws("Halaman 3 dari 12")),
        (presses("‹ Sebelumnya"), redraws("Halaman 2 dari 12")),
        (presses("Seluruh instansi"), redraws(ASKS, "seluruh instansi", buttons=ANSWERS)),
        (presses("Pilih yang lain"), redraws(CHOOSE, "Halaman 1 dari 12")),
        (presses("Batal"), redraws("Permintaan ini dibatalkan.", NOT_LINKED, buttons=[])),
    )
    assert linked(own_house, chat) == []


async def test_a_head_chooses_among_the_own_units_only(own_house: House) -> None:
    head = await head_of(own_house, "dinkes")
    other = own_house.rows("select id from units where code = 'dpmptsp'")[0][0]
    chat = await group_with(own_house, head)
    number = await asked(own_house, head, chat, "")
    await own_house.talk(
        head,
        (nothing, says(CHOOSE)),
        (forges(f"group.pick:{number}:0"), alert("access.denied")),
        (forges(f"group.pick:{number}:{other}"), alert("access.denied")),
        (forges(f"group.link:{number}:0"), alert("access.denied")),
        (forges(f"group.link:{number}:{other}"), alert("access.denied")),
        (forges(f"group.link:{number}:999999"), alert("access.denied")),
        (forges(f"group.link:{number}"), alert("callback.malformed")),
    )
    _, row, _ = find_button(own_house.box, head.id, "Dinas Kesehatan")
    assert row == 0  # no button for the agency above the units
    assert linked(own_house, chat) == []


REFUSED = (
    (None, "", "/hubungkan dpmptsp"),
    (None, "", "/hubungkan"),
    (None, "", "/hubungkan tidakada"),
    (Role.UNIT_HEAD, "dinkes", "/hubungkan dpmptsp"),
    (Role.UNIT_HEAD, "dpmptsp", "/hubungkan tidakada"),
    (Role.ASSESSOR, "", "/hubungkan dpmptsp"),
    (Role.AUDITOR, "", "/hubungkan"),
)


async def test_a_wrong_code_and_a_missing_right_sound_alike(own_house: House) -> None:
    for number, (role, scope, command) in enumerate(REFUSED):
        person = await own_house.colleague(role=role, scope=scope)
        chat = await group_with(own_house, person, "supergroup", chat=FORUM - number)
        await catch_up(own_house, person, chat)
        await own_house.talk(person, (writes(command), says(refusal("group.link_refused"), buttons=[])), chat=chat)
    assert own_house.rows("select count(*) from group_requests") == [(0,)]


async def test_a_stranger_links_nothing(own_house: House) -> None:
    head, stranger = await head_of(own_house), own_house.stranger()
    chat = await group_with(own_house, head)
    own_house.box.people.join(stranger.id, chat)
    await own_house.talk(stranger, (writes("/hubungkan dpmptsp"), says(refusal("access.not_linked"))), chat=chat)
    assert linked(own_house, chat) == []


async def test_only_who_asked_comes_in_by_the_button_in_the_group(own_house: House) -> None:
    head, other = await head_of(own_house), await head_of(own_house)
    chat = await group_with(own_house, head)
    own_house.box.people.join(other.id, chat)
    number = await asked(own_house, head, chat)
    await own_house.talk(head, (nothing, says(ASKS)))
    button, row, column = find_button(own_house.box, chat, OPEN)
    for person in (head, other):
        await catch_up(own_house, person, person.id)
        await own_house.box.people.press(person.id, chat, button.id, row, column)
    unknown = refusal("group.request_unknown")
    await own_house.talk(
        other,
        (nothing, says(unknown)),
        (opens("g_"), says(unknown)),
        (opens("g_x1"), says(unknown)),
        (opens("g_99999999999999999999"), says(unknown)),
        (opens(f"g_{number + 1}"), says(unknown)),
        (forges(f"group.link:{number}:0"), alert("group.request_unknown")),
        (forges(f"group.cancel:{number}"), alert("group.request_unknown")),
    )
    await own_house.talk(head, (nothing, says(ASKS)), (presses("Tautkan"), redraws(APPROVED)))
    assert linked(own_house, chat) == [("dpmptsp", None, "")]


async def test_a_stranger_at_the_button_starts_like_any_other(own_house: House) -> None:
    head, stranger = await head_of(own_house), own_house.stranger()
    chat = await group_with(own_house, head)
    number = await asked(own_house, head, chat)
    await own_house.talk(stranger, (opens(f"g_{number}"), says("Pelindungan data pribadi", without=("Grup baru",))))


async def test_who_never_started_the_bot_gets_there_by_the_button(own_house: House) -> None:
    head = await head_of(own_house)
    own_house.box.world.users[head.id].started = False
    chat = await group_with(own_house, head)
    number = await asked(own_house, head, chat)
    await own_house.box.until(lambda: (head.id, 403) in [(one.chat_id, one.code) for one in own_house.box.log], SECONDS)
    await own_house.talk(
        head, (opens(f"g_{number}"), says(ASKS)), (presses("Tautkan"), redraws(APPROVED)),
    )  # fmt: skip
    assert linked(own_house, chat) == [("dpmptsp", None, "")]


async def test_after_ten_minutes_the_buttons_say_so(own_house: House) -> None:
    head = await head_of(own_house)
    chat = await group_with(own_house, head)
    number = await asked(own_house, head, chat)
    await own_house.talk(head, (nothing, says(ASKS)))
    own_house.box.clock.advance(timedelta(minutes=10))
    await own_house.talk(
        head,
        (presses("Tautkan"), redraws(TOO_LATE, NOT_LINKED, buttons=[])),
        (opens(f"g_{number}"), says(TOO_LATE)),
        (forges(f"group.choose:{number}:0"), redraws(TOO_LATE)),
        (forges(f"group.pick:{number}:0"), redraws(TOO_LATE)),
    )
    assert linked(own_house, chat) == []
    await link(own_house, head, chat)


async def test_a_newer_wish_takes_the_place_of_the_older_one(own_house: House) -> None:
    head = await head_of(own_house)
    chat = await group_with(own_house, head)
    first = await asked(own_house, head, chat)
    await own_house.talk(head, (nothing, says(ASKS)))
    await asked(own_house, head, chat, "")
    replaced = "Permintaan ini sudah diganti dengan yang lebih baru."
    await own_house.talk(
        head, (nothing, says(CHOOSE)), (forges(f"group.link:{first}:0"), redraws(replaced)),
    )  # fmt: skip
    assert linked(own_house, chat) == []


async def test_a_group_that_moves_before_the_answer_is_linked_where_it_is(own_house: House) -> None:
    head = await head_of(own_house)
    chat = await group_with(own_house, head)
    await asked(own_house, head, chat)
    await own_house.talk(head, (nothing, says(ASKS)))
    new = own_house.box.people.migrate(chat)
    await own_house.settled()
    await own_house.talk(head, (presses("Tautkan"), redraws(APPROVED)))
    await own_house.box.until(lambda: said_in(own_house, new), SECONDS)
    assert "sudah tertaut" in said_in(own_house, new)[0]
    assert (linked(own_house, chat), linked(own_house, new)) == ([], [("dpmptsp", None, "")])


async def test_a_group_that_moves_just_before_the_answer_is_found_by_its_confirmation(own_house: House) -> None:
    head = await head_of(own_house)
    chat = await group_with(own_house, head)
    await asked(own_house, head, chat)
    await own_house.talk(head, (nothing, says(ASKS)), (presses("Tautkan"), redraws(APPROVED)))
    await own_house.box.until(lambda: "sudah tertaut" in said_in(own_house, chat)[-1], SECONDS)
    new = own_house.box.people.migrate(chat)
    await own_house.settled()
    assert linked(own_house, new) == [("dpmptsp", None, "")]


async def test_a_group_is_linked_anew_and_nobody_takes_it_from_others(own_house: House) -> None:
    head, other = await head_of(own_house), await head_of(own_house, "dinkes")
    chat = await group_with(own_house, head, "supergroup", forum=True)
    own_house.box.people.join(other.id, chat)
    topic = own_house.box.people.create_topic(head.id, chat, "ZI")
    await link(own_house, head, chat)
    await own_house.talk(
        other,
        (writes("/hubungkan dinkes"), says(refusal("group.linked_elsewhere"))),
        (writes("/lepaskan"), says(refusal("access.denied"))),
        chat=chat,
    )
    await catch_up(own_house, head, chat)
    await own_house.talk(head, (writes("/hubungkan dpmptsp", topic.id), says(PRIVATELY)), chat=chat)
    await own_house.talk(head, (nothing, says(ASKS, linked_to(OFFICE))), (presses("Tautkan"), redraws(APPROVED)))
    assert linked(own_house, chat) == [("dpmptsp", topic.id, "")]
    actions = own_house.rows("select action from audit where subject = ? and action like '%link%'", f"group:{chat}")
    assert [one for (one,) in actions] == ["ask_group_link", "link_group", "ask_group_link", "relink_group"]


async def test_a_group_is_let_go_by_who_may_link_it(own_house: House) -> None:
    siti, head = await own_house.colleague(), await head_of(own_house)
    for person in (siti, head):
        own_house.box.people.join(person.id, GROUP_ID)
    await own_house.talk(siti, (writes("/lepaskan"), says(refusal("access.denied"))), chat=GROUP_ID)
    assert linked(own_house, GROUP_ID) == [("dpmptsp", None, "")]
    await own_house.talk(
        head,
        (writes("/lepaskan"), says(shown(texts.unlinked))),
        (writes("/lepaskan"), says(refusal("group.not_linked"))),
        chat=GROUP_ID,
    )
    assert linked(own_house, GROUP_ID) == []
