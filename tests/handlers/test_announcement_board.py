"""Announcements on their way: the live report, every move, a second admin, corrections, and who was not reached."""

import asyncio
from datetime import timedelta

from bot.demo_seed import GROUP_ID
from tests import files
from tests.handlers.announcement_talk import (
    ASK,
    BODY,
    PREVIEW,
    READ,
    SEND,
    STATUS,
    admin_of,
    arrived,
    copies,
    labels,
    marked,
    needs_approval_above,
    number_of,
    rows_of,
    said_by_report,
    sends,
    state_is,
    states,
    uploads,
    written,
)
from tests.handlers.dialogue import (
    SECONDS,
    Exchange,
    House,
    Person,
    alert,
    forges,
    nothing,
    presses,
    redraws,
    says,
    toast,
    writes,
)
from texts import announcement_board as texts

WHOM = "announce.pick:whom"
LOOK = "Lihat dan putuskan"


def to(whom: str, *, asks_read: bool = False) -> tuple[Exchange, ...]:
    """Choose for whom, and come back to the preview."""
    read: tuple[Exchange, ...] = ((presses("Pakai tombol Sudah dibaca"), redraws()),) if asks_read else ()
    return (
        (forges(f"{WHOM}:{whom}"), redraws()),
        (presses("Kembali ke pratinjau"), redraws(PREVIEW)),
        *read,
    )


async def scheduled(house: House, person: Person, body: str = BODY) -> None:
    await house.talk(
        person,
        *written(body),
        (presses("Waktu kirim"), redraws()),
        (writes("besok pukul 08.00"), says(PREVIEW)),
        (presses(SEND), redraws("Status: terjadwal")),
    )


async def test_the_report_counts_by_itself_until_all_has_arrived(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(admin, *written(), (presses(SEND), redraws(STATUS)))
    report = await said_by_report(own_house, admin, "Status: selesai", "Terkirim: 1", "100%")
    assert labels(report) == ["Perbaiki", "Tarik kembali", "Lihat isinya", "Segarkan", "Semua"]


async def test_the_board_lists_what_was_announced_and_the_report_does_not_come_back_over_it(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(
        admin,
        *written(),
        (presses(SEND), redraws(STATUS)),
        (presses("Semua"), redraws("Pengumuman", "Rapat monev hari Senin", without=("Status: ",))),
    )
    await state_is(own_house, "done")
    await asyncio.sleep(4)  # longer than a live report waits
    await own_house.talk(
        admin,
        (presses("Pengumuman baru"), redraws(ASK)),
        (presses("Semua pengumuman"), redraws("✅ Rapat monev hari Senin", "selesai")),
    )
    number = number_of(own_house)
    await own_house.talk(
        admin,
        (forges(f"announce.open:{number}"), redraws("Status: selesai", "Terkirim: 1")),
        (presses("Segarkan"), redraws("Status: selesai")),
        (presses("Lihat isinya"), says(BODY), says("Isi pengumuman persis seperti di atas")),
        (forges("announce.open:999"), alert("announce.gone")),
        (forges("announce.list:99"), redraws("Rapat monev hari Senin")),
    )


async def test_people_say_that_they_have_read_it(own_house: House) -> None:
    admin, reader = await admin_of(own_house), await own_house.colleague()
    await own_house.talk(admin, *written(), *to("both", asks_read=True), (presses(SEND),))
    copy = await arrived(own_house, BODY, reader.id)
    note = texts.read(own_house.office.place_for("id"), is_new=True)
    again = texts.read(own_house.office.place_for("id"), is_new=False)
    await own_house.talk(
        reader,
        (nothing, says(BODY, buttons=[READ])),
        (presses(READ), toast(note)),
        (presses("✓ Dibaca"), toast(again)),
    )
    assert labels(copy) == ["✓ Dibaca"]
    assert labels(await arrived(own_house, BODY)) == [READ]
    own_house.box.people.join(reader.id, GROUP_ID)
    await own_house.talk(reader, (presses(READ), toast(f"{again} Sudah dibaca: 1")), chat=GROUP_ID)
    await said_by_report(own_house, admin, "Sudah dibaca: 1")


async def test_who_was_not_asked_can_not_say_that_they_have_read(own_house: House) -> None:
    admin, other = await admin_of(own_house), await own_house.colleague()
    await own_house.talk(admin, *written(), (presses(SEND), redraws(STATUS)))
    await arrived(own_house, BODY)
    number = number_of(own_house)
    await own_house.talk(
        other,
        (writes("/saya"), says()),
        (forges(f"announce.read:{number}"), alert("announce.not_recipient")),
        (forges("announce.read:999"), alert("announce.gone")),
    )


async def test_the_button_of_a_photo_changes_too(own_house: House) -> None:
    admin, reader = await admin_of(own_house), await own_house.colleague()
    await own_house.talk(
        admin,
        (writes("/umumkan"), says(ASK)),
        (uploads(admin, files.PNG, "x.png", "image/png", "Undangan", as_photo=True), says("Undangan"), says(PREVIEW)),
        *to("people", asks_read=True),
        (presses(SEND),),
    )
    copy = await arrived(own_house, "Undangan", reader.id)
    note = texts.read(own_house.office.place_for("id"), is_new=True)
    await own_house.talk(reader, (nothing, says("Undangan")), (presses(READ), toast(note)))
    assert copy.media is not None
    assert (labels(copy), copy.text) == (["✓ Dibaca"], "Undangan")


async def test_above_the_limit_another_admin_lets_it_go_out(own_house: House) -> None:
    author, other = await admin_of(own_house), await admin_of(own_house)
    needs_approval_above(own_house, 1)
    await own_house.talk(
        author,
        *written(),
        (forges(f"{WHOM}:both"), redraws()),
        (presses("Kembali ke pratinjau"), redraws("Perlu disetujui seorang admin lain")),
        (presses(SEND), redraws("Status: menunggu persetujuan")),
        (presses(LOOK), says(BODY), says("Menunggu keputusan admin lain", buttons=["Buka pengumuman"])),
    )
    number = number_of(own_house)
    await own_house.talk(author, (forges(f"announce.approve:{number}:1"), alert("announce.own")))
    assert states(own_house) == ["waiting"]
    await own_house.talk(
        other,
        (nothing, says("Pengumuman menunggu persetujuan", "Ditulis oleh", buttons=[LOOK])),
        (presses(LOOK), says(BODY), says("Isi pengumuman", "Jangkauan saat ini")),
        (presses("Setujui"), toast("Disetujui.")),
    )
    await arrived(own_house, BODY)
    await own_house.box.until(lambda: copies(own_house, "Pengumuman disetujui oleh", author.id), SECONDS)


async def test_another_admin_refuses(own_house: House) -> None:
    author, other = await admin_of(own_house), await admin_of(own_house)
    needs_approval_above(own_house, 1)
    await own_house.talk(author, *written(), *to("both"), (presses(SEND), redraws("Status: menunggu persetujuan")))
    await own_house.talk(
        other,
        (nothing, says("Pengumuman menunggu persetujuan")),
        (presses(LOOK), says(BODY), says()),
        (presses("Tolak"), redraws("Status: dibatalkan")),
    )
    await own_house.box.until(lambda: copies(own_house, "tidak disetujui oleh", author.id), SECONDS)
    assert copies(own_house, BODY) == []


async def test_what_was_edited_after_the_look_is_not_approved_unseen(own_house: House) -> None:
    author, other = await admin_of(own_house), await admin_of(own_house)
    needs_approval_above(own_house, 1)
    await own_house.talk(author, *written("lama"), *to("both"), (presses(SEND), redraws()))
    await own_house.talk(
        other, (nothing, says("Pengumuman menunggu persetujuan")), (presses(LOOK), says("lama"), says())
    )
    await own_house.talk(
        author,
        (presses("Ubah"), says("lama"), says("Pratinjau perubahan")),
        (writes("baru"), says("baru"), says()),
        (presses("Simpan perubahan"), redraws("Status: menunggu persetujuan")),
    )
    number = number_of(own_house)
    await own_house.box.until(lambda: copies(own_house, "menunggu persetujuan", other.id)[1:], SECONDS)
    await own_house.talk(
        other,
        (nothing, says("Pengumuman menunggu persetujuan")),
        (forges(f"announce.approve:{number}:1"), alert("announce.changed")),
        (presses(LOOK), says("baru"), says()),
        (presses("Setujui"), toast("Disetujui.")),
    )
    await arrived(own_house, "baru")
    assert copies(own_house, "lama") == []


async def test_a_correction_is_seen_first_and_then_changes_every_copy(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(admin, *written("Rapat pukul 09.00"), (presses(SEND), redraws(STATUS)))
    copy = await arrived(own_house, "Rapat pukul 09.00")
    await said_by_report(own_house, admin, "Status: selesai")
    bold = [{"type": "bold", "offset": 0, "length": 5}]
    await own_house.talk(
        admin,
        (presses("Perbaiki"), redraws("Perbaikan pengumuman", buttons=["Batal"])),
        (sends("Rapat pukul 10.00", bold), says("Rapat pukul 10.00"), says("Pratinjau perbaikan")),
        (presses("Perbaiki semua kiriman"), redraws("Rapat pukul 10.00", "Status: selesai")),
    )
    await own_house.box.until(lambda: copy.text == "Rapat pukul 10.00", SECONDS)
    assert marked(copy.entities) == {("bold", 0, 5)}


async def test_a_correction_keeps_the_kind_of_what_was_sent(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(admin, *written("Rapat pukul 09.00"), (presses(SEND), redraws(STATUS)))
    await said_by_report(own_house, admin, "Status: selesai")
    await own_house.talk(
        admin,
        (presses("Perbaiki"), redraws()),
        (uploads(admin, b"isi", "a.txt", "text/plain"), says("Telegram tidak mengizinkan lampiran")),
        (presses("Batal"), redraws()),
    )
    assert own_house.rows("select count(*) from announcement_versions") == [(1,)]


async def test_a_correction_that_somebody_else_overtook_is_not_kept(own_house: House) -> None:
    first, second = await admin_of(own_house), await admin_of(own_house)
    await own_house.talk(first, *written("Rapat pukul 09.00"), (presses(SEND), redraws(STATUS)))
    await said_by_report(own_house, first, "Status: selesai")
    number = number_of(own_house)
    for one, time in ((first, "10.00"), (second, "11.00")):
        await own_house.talk(
            one,
            (writes("/saya"), says()),
            (forges(f"announce.correct:{number}"), redraws("Perbaikan pengumuman")),
            (writes(f"Rapat pukul {time}"), says(), says("Pratinjau perbaikan")),
        )
    await own_house.talk(second, (presses("Perbaiki semua kiriman"), redraws(STATUS)))
    await own_house.talk(first, (presses("Perbaiki semua kiriman"), alert("announce.changed")))


async def test_it_is_taken_back_after_one_more_question(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(admin, *written(), (presses(SEND), redraws(STATUS)))
    await said_by_report(own_house, admin, "Status: selesai")
    await own_house.talk(
        admin,
        (presses("Tarik kembali"), redraws("Tarik kembali pengumuman ini?", "(1)")),
        (presses("Kembali"), redraws("Status: selesai")),
        (presses("Tarik kembali"), redraws()),
        (presses("Ya, tarik kembali"), toast("Ditarik kembali.")),
    )
    await own_house.box.until(lambda: not copies(own_house, BODY), SECONDS)
    number = number_of(own_house)
    await own_house.talk(
        admin,
        (forges(f"announce.withdraw:{number}"), alert("announce.move", state="withdrawn", move="withdraw")),
        (forges(f"announce.correct:{number}"), alert("announce.move", state="withdrawn", move="correct")),
    )


async def test_what_is_scheduled_is_called_off(own_house: House) -> None:
    admin = await admin_of(own_house)
    await scheduled(own_house, admin)
    await own_house.talk(
        admin,
        (presses("Batalkan"), redraws("Batalkan pengumuman ini?")),
        (presses("Ya, batalkan pengumuman"), redraws("Status: dibatalkan")),
    )
    own_house.box.clock.advance(timedelta(days=2))
    await asyncio.sleep(3)
    assert (states(own_house), copies(own_house, BODY)) == (["cancelled"], [])


async def test_it_is_paused_and_goes_on(own_house: House) -> None:
    admin = await admin_of(own_house)
    await scheduled(own_house, admin)
    number = number_of(own_house)
    await own_house.talk(
        admin, (forges(f"announce.pause:{number}"), alert("announce.move", state="scheduled", move="pause"))
    )
    await own_house.office.db.write(
        lambda tx: tx.exec_driver_sql("update announcement_runs set state = 'sending'")  # as if it had begun
    )
    await own_house.talk(admin, (presses("Segarkan"), redraws()), (forges(f"announce.pause:{number}"), redraws()))
    await said_by_report(own_house, admin, "Status: dijeda")
    await own_house.talk(admin, (presses("Lanjutkan"), toast("Dilanjutkan.")))
    await arrived(own_house, BODY)
    await state_is(own_house, "done")


async def test_who_was_not_reached_is_a_workbook(own_house: House) -> None:
    admin, blocked = await admin_of(own_house), await own_house.colleague()
    own_house.box.people.block(blocked.id)
    await own_house.settled()
    await own_house.talk(admin, *written(), *to("people"), (presses(SEND),))
    await said_by_report(own_house, admin, "Status: selesai", "memblokir bot", "belum memakai bot")
    copy = copies(own_house, BODY, admin.id)[-1]
    admin.read[admin.id] = max(admin.read[admin.id], copy.id)
    await own_house.talk(admin, (presses("Daftar yang tidak terjangkau"), says("Yang tidak terjangkau")))
    [paper] = [one for one in own_house.box.messages(admin.id) if one.media is not None]
    header, *rows = rows_of(paper)
    assert header == ("Penerima", "Unit", "Keadaan", "Sebab", "Waktu")
    reasons = {str(row[0]): str(row[3]) for row in rows}
    assert reasons[blocked.employee.name].startswith("memblokir bot")
    assert set(reasons.values()) > {"belum memakai bot"}
    active = own_house.rows("select count(*) from employees where active = 1")[0][0]
    linked = own_house.rows("select count(*) from links where ended_at is null")[0][0]
    assert len(rows) == active - linked + 1
