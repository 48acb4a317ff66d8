"""Personal data in the chat: the notice, a copy, corrections, who looked, leaving and coming back."""

import json
from datetime import timedelta
from html import escape
from pathlib import Path

import pytest

from bot import ticks
from bot.demo_seed import GROUP_ID
from domain.rights import Role
from sandbox.state import Call
from tests.documents.inside import attachments
from tests.handlers.dialogue import (
    Exchange,
    House,
    Person,
    Turn,
    alert,
    forges,
    nothing,
    opens,
    presses,
    redraws,
    refusal,
    says,
    sends,
    shares,
    shown,
    toast,
    writes,
)
from tests.office_hours import to_the_next_morning
from texts import account, privacy, start

COPY, CORRECT, LOOKS = "Data saya (PDF)", "Perbaiki data", "Siapa melihat data saya"
UNLINK, WITHDRAW, BACK = "Putuskan akun", "Tarik persetujuan", "Kembali"
YES_UNLINK, YES_WITHDRAW = "Ya, putuskan", "Ya, tarik persetujuan"
TITLE, REQUESTS = "Pelindungan data pribadi", "Permintaan data"
ALL = [COPY, CORRECT, LOOKS, UNLINK, WITHDRAW]
WISH = "Jabatan saya seharusnya <Analis> & bukan staf."
STOPPED = refusal("privacy.withdrawn")


def wish(_language: str) -> str:
    """The wish as a message shows it."""
    return escape(WISH)


@pytest.mark.parametrize("language", ["id", "en"])
async def test_the_notice_offers_each_the_rights_they_have(own_house: House, language: str) -> None:
    stranger, siti = own_house.stranger(language), await own_house.colleague(language=language)
    never = "Persetujuan: belum diberikan."
    await own_house.talk(
        stranger,
        (opens(), says()),
        (writes("/privasi"), says(TITLE, never, "Hak Bapak/Ibu", buttons=[COPY])),
        (opens(), says()),
        (presses("Saya setuju"), says()),
        (
            writes("/privasi"),
            says(TITLE, "Isi pesan yang sudah dikirim bot", without=(never,), buttons=[COPY, WITHDRAW]),
        ),
    )
    await own_house.talk(siti, (writes("/privasi"), says(TITLE, without=(never,), buttons=ALL)))


def delivered(house: House, person: Person) -> bytes:
    """The last document that the person received."""
    media = [one.media for one in house.box.messages(person.id) if one.media is not None]
    assert media
    return media[-1].file.on_disk.read_bytes()


async def test_the_copy_is_a_pdf_with_what_the_database_holds_and_may_be_kept(own_house: House, tmp_path: Path) -> None:
    siti = await own_house.colleague()
    await own_house.talk(
        siti,
        (writes("/pakta"), says()),
        (writes("/privasi"), says(TITLE)),
        (presses(COPY), toast("PDF sedang disiapkan."), sends("document", b"%PDF-", siti.employee.name)),
    )
    (sent,) = [call for call in own_house.box.log if call.method == "sendDocument" and call.chat_id == siti.id]
    assert isinstance(sent, Call)
    assert sent.params["protect_content"] == "false"  # a copy of one's own data is for keeping
    data = json.loads(attachments(delivered(own_house, siti), tmp_path)["data.json"])

    assert data["name"] == siti.employee.name
    ((number, unit, position),) = own_house.rows(
        "select e.staff_number, u.name, e.position from employees e join units u on u.id = e.unit_id "
        "join links l on l.employee_id = e.id where l.telegram_id = ?", siti.id,
    )  # fmt: skip
    (roster,) = data["roster"]
    assert (roster["staff_number"], roster["unit_name"], roster["position"]) == (number, unit, position)
    assert [one["telegram_id"] for one in data["account"] + data["consents"] + data["links"]] == [siti.id] * 3
    for kind, table, column in (
        ("consents", "consents", "telegram_id"), ("drafts", "drafts", "telegram_id"),
        ("links", "links", "telegram_id"), ("messages", "outbox", "chat_id"),
    ):  # fmt: skip
        ((count,),) = own_house.rows(f"select count(*) from {table} where {column} = ?", siti.id)
        assert (kind, len(data[kind])) == (kind, count)
    entries = own_house.rows(
        "select action from audit where actor = ? or subject in (?, ?) order by id",
        f"account:{siti.id}", f"account:{siti.id}", f"employee:{roster['id']}",
    )  # fmt: skip
    assert [(one["action"],) for one in data["log"]] == entries


async def test_an_account_nobody_is_behind_gets_its_copy_too_a_few_times_a_day(
    own_house: House, tmp_path: Path
) -> None:
    stranger = own_house.stranger()
    coming = (presses(COPY), toast("PDF sedang disiapkan."), sends("document", b"%PDF-"))
    await own_house.talk(stranger, (opens(), says()), (writes("/privasi"), says(TITLE)), coming, coming, coming)
    await own_house.talk(stranger, (presses(COPY), alert("privacy.file_limit", limit=3)))
    data = json.loads(attachments(delivered(own_house, stranger), tmp_path)["data.json"])
    assert {kind for kind, rows in data.items() if isinstance(rows, list) and rows} == {"account", "log", "messages"}


async def test_a_wish_goes_to_the_admin_who_answers_and_the_person_is_told(own_house: House) -> None:
    siti, admin = await own_house.colleague(), await own_house.colleague("bag-organisasi", role=Role.ADMIN)
    unit = "Dinas Penanaman Modal"
    await own_house.talk(
        siti,
        (writes("/privasi"), says(TITLE)),
        (presses(CORRECT), redraws(siti.employee.name, siti.employee.position, buttons=["Batal"])),
        (writes("x" * 1001), says(refusal("correction.too_long", length=1001, limit=1000))),
        (writes(WISH), says(wish, "Permintaan perbaikan sudah dicatat", buttons=[BACK])),
        (presses(BACK), redraws(TITLE, "Permintaan perbaikan: dijawab paling lambat", buttons=ALL)),
    )
    await own_house.talk(
        admin,
        (nothing, says("Permintaan perbaikan data", "sisa 72 jam", without=(siti.employee.name, wish),
                       buttons=["Buka permintaan"])),
        (writes("/admin"), says()),
        (presses(REQUESTS), redraws(unit, "sisa 72 jam", without=(siti.employee.name,))),
        (presses("Buka permintaan"), redraws(siti.employee.name, wish, buttons=["Selesai", "Tolak", REQUESTS])),
        (presses("Selesai"), redraws("Data sudah diperbaiki", siti.employee.name)),
        (writes("Sudah sesuai SK."), says("Jawaban sudah disimpan.", "diberi tahu", buttons=[REQUESTS])),
        (presses(REQUESTS), redraws("Tidak ada permintaan yang menunggu.")),
    )  # fmt: skip
    ((name,),) = own_house.rows(
        "select e.name from employees e join links l on l.employee_id = e.id where l.telegram_id = ?", admin.id
    )
    await own_house.talk(
        siti,
        (nothing, says("Data Bapak/Ibu sudah diperbaiki", wish, "Sudah sesuai SK.")),
        (writes("/privasi"), says(TITLE, without=("Permintaan perbaikan: dijawab",))),
        (presses(LOOKS), redraws(name, "data pegawai", "pengelola", buttons=[BACK])),
    )


async def test_a_wish_can_be_dropped_and_refused_with_a_reason(own_house: House) -> None:
    siti, admin = await own_house.colleague(), await own_house.colleague("bag-organisasi", role=Role.ADMIN)
    await own_house.talk(
        siti,
        (writes("/privasi"), says(TITLE)),
        (presses(CORRECT), redraws()),
        (presses("Batal"), redraws(TITLE)),
        (writes(WISH), says(shown(account.not_understood))),
        (presses(CORRECT), redraws()),
        (writes(WISH), says(wish)),
    )
    await own_house.talk(
        admin,
        (nothing, says("Permintaan perbaikan data")),
        (presses("Buka permintaan"), redraws(wish)),
        (presses("Tolak"), redraws("Permintaan ditolak")),
        (presses("Batal"), redraws("Permintaan data")),
        (writes("Belum ada SK."), says(shown(account.not_understood))),
        (presses("Buka 1"), redraws(wish)),
        (presses("Tolak"), redraws("Permintaan ditolak")),
        (writes("Belum ada SK."), says("Jawaban sudah disimpan.")),
        (forges("corrections.refuse:1"), alert("correction.decided")),
        (forges("corrections.show:99"), alert("correction.unknown")),
    )
    await own_house.talk(siti, (nothing, says("Permintaan perbaikan ditolak", "Belum ada SK.")))


async def test_the_admin_is_reminded_before_the_end_and_when_it_is_over(own_house: House) -> None:
    siti, admin = await own_house.colleague(), await own_house.colleague("bag-organisasi", role=Role.ADMIN)
    await own_house.talk(siti, (writes("/privasi"), says()), (presses(CORRECT), redraws()), (writes(WISH), says(wish)))
    await own_house.talk(admin, (nothing, says("sisa 72 jam")))
    own_house.box.clock.advance(timedelta(hours=50))
    for _ in range(2):
        await ticks.remind_of_corrections(own_house.office)
    await own_house.talk(admin, (nothing, says("Permintaan perbaikan data", "sisa 22 jam")))
    own_house.box.clock.advance(timedelta(hours=30))
    for _ in range(2):
        await ticks.remind_of_corrections(own_house.office)
    await own_house.talk(
        admin,
        (nothing, says("Permintaan perbaikan data lewat waktu")),
        (writes("/admin"), says()),
        (presses(REQUESTS), redraws("lewat waktu")),
    )


@pytest.mark.parametrize("role", [None, Role.UNIT_HEAD, Role.ASSESSOR])
async def test_nobody_else_gets_at_requests(own_house: House, role: Role | None) -> None:
    siti, other = await own_house.colleague(), await own_house.colleague("bag-organisasi", role=role)
    await own_house.talk(siti, (writes("/privasi"), says()), (presses(CORRECT), redraws()), (writes(WISH), says(wish)))
    await own_house.talk(other, (writes("/saya"), says()))
    for data in ("corrections.open:0", "corrections.show:1", "corrections.done:1", "corrections.refuse:1"):
        await own_house.talk(other, (forges(data), alert("access.denied")))
    assert own_house.rows("select count(*) from audit where action = 'see_person'") == [(0,)]


async def test_an_unlinked_account_is_nobody_and_can_be_linked_again(own_house: House) -> None:
    siti = await own_house.colleague()
    await own_house.talk(
        siti,
        (writes("/pakta"), says()),
        (presses("Mulai membaca"), redraws()),
        (writes("/privasi"), says(TITLE)),
        (presses(UNLINK), redraws(shown(privacy.ask_unlink), buttons=[YES_UNLINK, BACK])),
        (presses(YES_UNLINK, times=2), redraws(shown(privacy.unlinked), buttons=[])),
        (writes("/saya"), says(refusal("access.not_linked"))),
        (writes("/privasi"), says(TITLE, buttons=[COPY, WITHDRAW])),
    )
    assert own_house.rows("select count(*) from drafts where telegram_id = ?", siti.id) == [(0,)]
    assert own_house.rows("select count(*) from audit where action = 'unlink'") == [(1,)]
    for data in ("privacy.correct", "privacy.looks:0", "privacy.unlink"):
        await own_house.talk(siti, (forges(data), alert("access.not_linked")))


async def play(house: House, person: Person, *exchanges: Exchange) -> None:
    """The table alone: the question that `talk` asks at the end gets no answer after a withdrawal."""
    for act, *answers in exchanges:
        turn = Turn(house, person, person.id, len(house.box.log))
        await act(turn)
        for one in answers:
            await one(turn)


async def withdrawn(house: House, language: str = "id") -> Person:
    """Somebody who has withdrawn the consent, with an older screen above."""
    siti = await house.colleague(language=language)
    await play(
        house,
        siti,
        (writes("/saya"), says(siti.employee.name)),
        (writes("/privasi"), says(TITLE)),
        (presses(WITHDRAW), redraws(shown(privacy.ask_withdrawal), buttons=[YES_WITHDRAW, BACK])),
        (presses(YES_WITHDRAW, times=2), redraws(shown(privacy.withdrawn), buttons=[])),
    )
    return siti


@pytest.mark.parametrize("language", ["id", "en"])
async def test_after_withdrawal_nothing_but_start_and_the_notice_answers(own_house: House, language: str) -> None:
    siti = await withdrawn(own_house, language)
    assert own_house.rows("select count(*) from consent_withdrawals") == [(1,)]
    words = ("/pakta", "/saya", "/bahasa", "/status", "/tenggat", "/periksa AAAAA-AAAAA", "/batal", "/bantuan", "halo")
    await play(own_house, siti, *[(writes(one), says(STOPPED)) for one in words], (shares(), says(STOPPED)))
    for label in ("Bahasa", "Beranda"):
        await play(own_house, siti, (presses(label), alert("privacy.withdrawn")))
    await play(own_house, siti, (writes("/privasi"), says(TITLE, buttons=[COPY])))
    await play(own_house, siti, (presses(COPY), sends("document", b"%PDF-")))


async def test_a_consent_given_anew_opens_the_way_back(own_house: House) -> None:
    siti = await withdrawn(own_house)
    await play(own_house, siti, (opens(), says(shown(start.privacy))))
    own_house.box.clock.advance(timedelta(seconds=1))
    await own_house.talk(
        siti, (presses("Saya setuju"), says()), (writes("/privasi"), says(TITLE, buttons=[COPY, WITHDRAW]))
    )
    assert own_house.rows("select count(*) from consents where telegram_id = ?", siti.id) == [(2,)]


async def test_after_withdrawal_no_reminder_goes_out(own_house: House) -> None:
    siti, budi = await withdrawn(own_house), await own_house.colleague()
    to_the_next_morning(own_house.box.clock, timedelta(days=4))
    await ticks.promote_all(own_house.office)
    count = "select count(*) > 0 from outbox where kind = 'reminder' and chat_id = ?"
    assert (own_house.rows(count, siti.id), own_house.rows(count, budi.id)) == ([(0,)], [(1,)])


async def test_a_group_hears_nothing_of_it(own_house: House) -> None:
    siti = await withdrawn(own_house)
    budi = await own_house.colleague()
    for one in (siti, budi):
        own_house.box.people.join(one.id, GROUP_ID)
    await own_house.settled()
    siti.read[GROUP_ID] = budi.read[GROUP_ID] = max((one.id for one in own_house.box.messages(GROUP_ID)), default=0)
    own_house.box.people.text(siti.id, GROUP_ID, "/status")
    await own_house.talk(budi, (writes("/tenggat"), says("Tenggat terdekat")), chat=GROUP_ID)
    await own_house.settled()
    replies = [one for one in own_house.box.messages(GROUP_ID) if one.sender.is_bot and one.id > siti.read[GROUP_ID]]
    assert len(replies) == 2  # and the answer to the question at the end of the talk


PERSONAL = (
    "privacy.open", "privacy.file", "privacy.correct", "privacy.looks:0", "privacy.unlink", "privacy.unlink_yes",
    "privacy.withdraw", "privacy.withdraw_yes", "corrections.open:0", "corrections.show:1", "corrections.done:1",
    "corrections.drop",
)  # fmt: skip


@pytest.mark.parametrize("data", PERSONAL)
async def test_a_button_copied_into_a_group_shows_nothing_there(own_house: House, data: str) -> None:
    admin = await own_house.colleague(role=Role.ADMIN)
    own_house.box.people.join(admin.id, GROUP_ID)
    await own_house.settled()
    await own_house.talk(
        admin,
        (writes("/tenggat"), says("Tenggat terdekat")),
        (forges(data), alert("access.private_only")),
        chat=GROUP_ID,
    )
    assert await own_house.actor(admin) is not None
    assert own_house.rows("select count(*) from consent_withdrawals") == [(0,)]
