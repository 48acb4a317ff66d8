"""Who I am, language, help, cancel, and words that belong nowhere."""

import pytest

from domain.rights import Role
from tests.handlers.dialogue import (
    House,
    alert,
    does,
    forges,
    opens,
    presses,
    reads,
    redraws,
    refusal,
    said,
    says,
    shown,
    writes,
)
from texts import account

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOT_UNDERSTOOD = shown(account.not_understood)
ASK_LANGUAGE = shown(account.language, ("id", "en"))
NOTHING_RUNS = shown(account.cancelled, had_draft=False)
CANCELLED = shown(account.cancelled, had_draft=True)
PRIVATE = ("pakta", "status", "tenggat", "periksa", "saya", "bahasa", "privasi", "bantuan", "batal")
ENGLISH = ("pledge", "status", "deadlines", "verify", "me", "language", "privacy", "help", "cancel")


@pytest.mark.parametrize("language", ["id", "en"])
async def test_a_person_sees_the_own_data_with_a_masked_number(house: House, language: str) -> None:
    siti = await house.colleague(language=language)
    number = siti.employee.staff_number
    await house.talk(
        siti,
        (writes("/saya"),
         says(siti.employee.name, siti.employee.position, siti.employee.rank, f"{number[:4]}••••••••{number[-4:]}",
              without=(number, siti.employee.phone),
              buttons=["Bahasa", "Privasi", "Cuti saya", "Pengingat saya", "Beranda"])),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (None, "pegawai"),
        (Role.UNIT_HEAD, "pegawai, kepala unit di seluruh instansi"),
        (Role.ASSESSOR, "pegawai, penilai internal (TPI) di seluruh instansi"),
        (Role.ADMIN, "pegawai, pengelola di seluruh instansi"),
    ],
)
async def test_roles_are_told_in_words(house: House, role: Role | None, words: str) -> None:
    siti = await house.colleague("inspektorat", role=role)
    await house.talk(siti, (writes("/me"), says(said("Peran: %(roles)s", roles=words))))


async def test_the_language_changes_for_everything_that_follows(house: House) -> None:
    siti = await house.colleague()
    await house.talk(
        siti,
        (writes("/bahasa"), says(ASK_LANGUAGE, buttons=["Bahasa Indonesia", "English"])),
        (presses("English"), reads("en"), redraws("Beranda", siti.employee.name)),
        (writes("/pledge"), says("Integrity Pledge", "I follow the law consistently")),
        (writes("/language"), says(ASK_LANGUAGE)),
        (presses("Bahasa Indonesia"), reads("id"), redraws("Beranda", siti.employee.name)),
        (writes("/pakta"), says("Pakta Integritas", "Saya menaati peraturan")),
    )


@pytest.mark.parametrize(
    ("data", "key"), [("language.set:xx", "language.unknown"), ("language.set", "callback.malformed")]
)
async def test_a_language_that_is_not_offered_is_refused(house: House, data: str, key: str) -> None:
    siti = await house.colleague("dinkes")
    await house.talk(siti, (writes("/bahasa"), says()), (forges(data), alert(key)))
    actor = await house.actor(siti)
    assert actor is not None
    assert actor.language == "id"


@pytest.mark.parametrize(("language", "names"), [("id", PRIVATE), ("en", ENGLISH)])
async def test_help_lists_what_an_employee_may_do_and_nothing_else(
    house: House, language: str, names: tuple[str, ...]
) -> None:
    siti = await house.colleague("kec-kraksaan", language=language)
    hidden = ("/umumkan", "/announce", "/hubungkan", "/link", "/deklarasi", "/declaration")
    await house.talk(siti, (writes("/help"), says("Bantuan", *(f"/{name} –" for name in names), without=hidden)))


async def test_help_lists_announcements_for_an_admin(house: House) -> None:
    admin = await house.colleague("bag-organisasi", role=Role.ADMIN)
    await house.talk(admin, (writes("/bantuan"), says("/umumkan –")))


@pytest.mark.parametrize("language", ["id", "en"])
async def test_cancel_leaves_what_was_begun(house: House, language: str) -> None:
    siti = await house.colleague(language=language)
    await house.talk(
        siti,
        (writes("/batal"), says(NOTHING_RUNS)),
        (writes("/pakta"), says()),
        (presses("Mulai membaca"), redraws(said("butir %(number)s dari %(count)s", number=1, count=7))),
        (writes("/cancel"), says(CANCELLED)),
        (writes("/batal"), says(NOTHING_RUNS)),
        (writes("/pakta"), says(buttons=["Mulai membaca", "Baca sekaligus", "Tidak bersedia", "Beranda"])),
    )


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("text", ["halo", "/tidakada", "12345", "<b>tebal</b> & {x} %s", "🙂" * 50], ids=range(5))
async def test_words_that_belong_nowhere_are_answered_kindly(house: House, language: str, text: str) -> None:
    await house.talk(house.stranger(language), (opens(), says()), (writes(text), says(NOT_UNDERSTOOD)))


async def test_a_file_that_nobody_asked_for_is_answered_kindly(house: House) -> None:
    stranger = house.stranger()
    upload = does(lambda people: people.upload(stranger.id, stranger.id, b"isi", "berkas.txt", "text/plain", "/pakta?"))
    await house.talk(stranger, (opens(), says()), (upload, says(NOT_UNDERSTOOD)))


async def test_an_edited_message_is_not_taken_twice(house: House) -> None:
    stranger = house.stranger()
    await house.talk(stranger, (opens(), says()), (writes("halo"), says(NOT_UNDERSTOOD)))
    words = next(one for one in house.box.messages(stranger.id) if one.text == "halo")
    await house.talk(stranger, (does(lambda people: people.edit(stranger.id, stranger.id, words.id, "/privasi")),))


@pytest.mark.parametrize("command", ["/PAKTA", "/pakta@zibot_demo_bot", "/Pledge"])
async def test_commands_are_understood_in_any_spelling(house: House, command: str) -> None:
    siti = await house.colleague("bag-organisasi")
    await house.talk(siti, (writes(command), says("Pakta Integritas")))


@pytest.mark.parametrize("command", ["/hubungkan dpmptsp", "/link", "/deklarasi", "/declaration"])
async def test_commands_for_groups_say_so_in_private(house: House, command: str) -> None:
    await house.talk(house.stranger(), (opens(), says()), (writes(command), says(refusal("access.group_only"))))


@pytest.mark.parametrize(
    "data",
    ["x", "pledge", "pledge.tick", "pledge.tick:1", "pledge.tick:a:b", "pledge.tick:1:99999999999999999999",
     "pledge.tick:1:01", "status.unit:٣", "🙂", ":::", "pledge.open;x", "status.unit:1.5", "announce.send",
     "deadlines.done:", "home.open\n", "a" * 65, "status.unit:-0"],
)  # fmt: skip
async def test_a_button_whose_data_was_tampered_with_changes_nothing(house: House, data: str) -> None:
    admin = await house.colleague("diskominfo", role=Role.ADMIN)
    await house.talk(admin, (writes("/saya"), says()), (forges(data), alert("callback.malformed")))
