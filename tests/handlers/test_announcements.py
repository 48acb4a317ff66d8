"""Announcements: written by an admin with all formatting, looked at, tested, and sent once to whom was chosen."""

from datetime import timedelta

import pytest

from bot.demo_seed import GROUP_ID
from domain.rights import Role
from sandbox.people import People
from tests import files
from tests.handlers.announcement_talk import (
    ASK,
    BODY,
    DROP,
    OWNER,
    PREVIEW,
    READ,
    SEND,
    STATUS,
    admin_of,
    arrived,
    copies,
    key_of,
    labels,
    marked,
    sends,
    state_is,
    states,
    uploads,
    written,
)
from tests.handlers.dialogue import House, alert, does, forges, presses, redraws, refusal, says, shown, writes
from texts import account

CANCELLED = shown(account.cancelled, had_draft=True)
DESK_BUTTONS = ["Untuk siapa?", "Waktu kirim", "Pakai tombol Sudah dibaca", "Uji ke saya", SEND, DROP]
BOLD = [{"type": "bold", "offset": 0, "length": 5}, {"type": "spoiler", "offset": 6, "length": 6}]


@pytest.mark.parametrize("language", ["id", "en"])
async def test_an_announcement_is_previewed_and_sent_to_the_groups(own_house: House, language: str) -> None:
    admin = await admin_of(own_house, language)
    await own_house.talk(
        admin,
        (writes("/umumkan"), says(ASK, buttons=["Semua pengumuman", DROP])),
        (writes(BODY), says(BODY, buttons=[]), says(PREVIEW, buttons=DESK_BUTTONS)),
        (presses(SEND), redraws()),
    )
    assert (await arrived(own_house, BODY)).text == BODY
    await state_is(own_house, "done")
    assert own_house.rows("select chat_id from outbox where kind = 'announcement'") == [(GROUP_ID,)]


async def test_formatting_arrives_as_it_was_written(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(
        admin,
        (writes("/umumkan"), says(ASK)),
        (sends("Rapat 🎉 rahasia", BOLD), says("Rapat 🎉 rahasia"), says(PREVIEW)),
        (presses(SEND), redraws(STATUS)),
    )
    preview, copy = copies(own_house, "Rapat 🎉", admin.id)[0], await arrived(own_house, "Rapat 🎉")
    assert marked(preview.entities) == marked(copy.entities) == marked(BOLD)


async def test_a_photo_goes_out_with_its_caption(own_house: House) -> None:
    admin = await admin_of(own_house)
    caption = "Undangan #monev"
    await own_house.talk(
        admin,
        (writes("/umumkan"), says(ASK)),
        (
            uploads(admin, files.PNG, "x.png", "image/png", caption, as_photo=True),
            says(caption, buttons=[]),
            says(PREVIEW),
        ),
        (presses(SEND), redraws(STATUS)),
    )
    copy = await arrived(own_house, caption)
    assert copy.media is not None
    assert copy.media.kind == "photo"
    assert marked(copy.entities) == {("hashtag", 9, 6)}


async def test_a_document_needs_no_caption_and_may_take_the_place_of_a_text(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(
        admin,
        *written("lama"),
        (uploads(admin, b"isi", "Edaran.txt", "text/plain"), says(""), says(PREVIEW)),
        (presses(SEND), redraws("Edaran.txt", STATUS)),
    )
    await state_is(own_house, "done")
    sent = [one for one in own_house.box.messages(GROUP_ID) if one.media is not None]
    assert [one.media.file.name for one in sent if one.media] == ["Edaran.txt"]
    assert copies(own_house, "lama") == []


async def test_of_several_photos_sent_together_the_first_counts(own_house: House) -> None:
    admin = await admin_of(own_house)

    def album(people: People) -> None:
        person, place = people._at(admin.id, admin.id)
        for caption in ("Undangan", ""):
            file = people._world.files.add("photo", "x.png", "image/png", files.PNG)
            media = type(people).upload.__globals__["Media"]("photo", file)
            people._deliver(people._world.post(place, person, text=caption, entities=[], media=media, album="7"))

    await own_house.talk(
        admin,
        (writes("/umumkan"), says(ASK)),
        (does(album), says("Undangan"), says(PREVIEW, "Hanya berkas pertama yang dipakai")),
    )


async def test_pressing_send_several_times_sends_once(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(admin, *written())
    key = key_of(own_house, admin)
    await own_house.talk(
        admin, (presses(SEND, times=3), redraws(STATUS)), (forges(f"announce.send:{key}"), redraws(STATUS))
    )
    await state_is(own_house, "done")
    assert len(copies(own_house, BODY)) == 1
    assert own_house.rows("select count(*) from announcements") == [(1,)]


async def test_a_caption_that_is_too_long_can_be_sent_again_as_a_text(own_house: House) -> None:
    admin = await admin_of(own_house)
    long = "p" * 1025
    media = uploads(admin, b"isi", "a.txt", "text/plain", "p" * 1024)
    await own_house.talk(
        admin,
        (writes("/umumkan"), says(ASK)),
        (media, says("p" * 1024), says(PREVIEW)),
        (writes(long), says(long), says(PREVIEW)),
    )


async def test_a_contact_is_no_announcement(own_house: House) -> None:
    admin = await admin_of(own_house)

    def sticker(people: People) -> None:
        person, place = people._at(admin.id, admin.id)
        people._deliver(people._world.post(place, person, text=""))

    await own_house.talk(
        admin,
        (writes("/umumkan"), says(ASK)),
        (does(sticker), says(refusal("announce.empty"))),
        (writes(BODY), says(BODY), says(PREVIEW)),
    )


async def test_what_is_dropped_is_not_sent(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(
        admin,
        (writes("/umumkan"), says(ASK)),
        (presses(DROP), redraws(CANCELLED)),
        (writes("halo"), says(shown(account.not_understood))),
        *written(),
    )
    key = key_of(own_house, admin)
    await own_house.talk(
        admin, (presses(DROP), redraws(CANCELLED)), (forges(f"announce.send:{key}"), alert("announce.none"))
    )
    assert states(own_house) == []


async def test_an_older_preview_sends_nothing(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(admin, *written("lama"))
    old = key_of(own_house, admin)
    await own_house.talk(
        admin,
        (writes("baru"), says("baru"), says(PREVIEW)),
        (forges(f"announce.send:{old}"), alert("announce.old")),
        (presses(SEND), redraws(STATUS)),
    )
    await arrived(own_house, "baru")
    assert copies(own_house, "lama") == []


async def test_nobody_sends_the_draft_of_somebody_else(own_house: House) -> None:
    author, other = await admin_of(own_house), await admin_of(own_house)
    await own_house.talk(author, *written())
    key = key_of(own_house, author)
    await own_house.talk(other, (writes("/saya"), says()), (forges(f"announce.send:{key}"), alert("announce.none")))
    assert states(own_house) == []


@pytest.mark.parametrize("role", [None, Role.UNIT_HEAD, Role.ASSESSOR, Role.AUDITOR])
async def test_only_an_admin_announces(own_house: House, role: Role | None) -> None:
    other = await admin_of(own_house, role=role)
    await own_house.talk(
        other,
        (writes("/umumkan"), says(refusal("access.denied"))),
        (writes("/saya"), says()),
        (forges("announce.send:1-1"), alert("access.denied")),
        (forges("announce.pause:1"), alert("access.denied")),
    )


async def test_an_admin_of_one_unit_does_not_announce_to_the_agency(own_house: House) -> None:
    admin = await own_house.colleague(role=Role.ADMIN, scope="dpmptsp")
    await own_house.talk(admin, (writes("/umumkan"), says(refusal("access.denied"))))


async def test_without_a_group_there_is_nothing_to_send_to(own_house: House) -> None:
    admin = await admin_of(own_house)
    own_house.box.people.remove_bot(OWNER, GROUP_ID)
    await own_house.settled()
    without = [one for one in DESK_BUTTONS if one is not SEND]
    await own_house.talk(
        admin,
        (writes("/umumkan"), says(ASK)),
        (writes(BODY), says(BODY), says(PREVIEW, "Grup yang sedang bermasalah: 1", buttons=without)),
    )
    key = key_of(own_house, admin)
    await own_house.talk(admin, (forges(f"announce.send:{key}"), alert("announce.no_recipients")))
    assert states(own_house) == []


async def test_the_announcement_waits_for_its_text_over_a_restart(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(admin, (writes("/umumkan"), says(ASK)))
    await own_house.restart()
    await own_house.talk(admin, (writes(BODY), says(BODY), says(PREVIEW)))
    await own_house.restart()
    await own_house.talk(admin, (presses(SEND), redraws(STATUS)))
    await arrived(own_house, BODY)


async def test_what_was_not_sent_is_found_again(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(
        admin,
        *written("lama"),
        (writes("/umumkan"), says("lama"), says(PREVIEW)),
        (writes("/admin"), says()),
        (presses("Pengumuman"), redraws("Belum ada pengumuman")),
        (presses("Lanjutkan yang belum dikirim"), says("lama"), says(PREVIEW)),
        (writes("/admin"), says()),
        (presses("Pengumuman"), redraws()),
        (presses("Pengumuman baru"), redraws(ASK)),
        (writes("baru"), says("baru"), says(PREVIEW)),
        (presses(SEND), redraws(STATUS)),
    )
    await arrived(own_house, "baru")
    assert copies(own_house, "lama") == []


async def test_recipients_are_chosen_by_reach_unit_kind_and_role(own_house: House) -> None:
    admin = await admin_of(own_house)
    head = await own_house.colleague(role=Role.UNIT_HEAD, scope="dpmptsp")
    member = await own_house.colleague()
    await own_house.talk(
        admin,
        *written(),
        (presses("Untuk siapa?"), redraws("Untuk siapa?", "Penerima: grup yang tertaut")),
        (presses("Grup dan pegawai"), redraws("Penerima: grup dan pegawai secara pribadi", "Belum memakai bot")),
        (presses("Pegawai saja"), redraws("Penerima: pegawai secara pribadi")),
        (presses("Unit kerja"), redraws("Unit kerja mana saja?", "Halaman 1 dari 12")),
        (presses("Berikutnya ›"), redraws("Halaman 2 dari 12")),
        (writes("penanaman modal"), says("Dicari: penanaman modal")),
        (presses("Dinas Penanaman Modal dan Pel…"), redraws("Unit: Dinas Penanaman Modal")),
        (presses("Selesai memilih"), redraws("Untuk siapa?")),
        (presses("Peran"), redraws("Peran apa saja?")),
        (presses("kepala unit"), redraws("Peran: kepala unit")),
        (presses("Selesai memilih"), redraws()),
        (presses("Jenis unit"), redraws("Jenis unit apa saja?")),
        (presses("dinas"), redraws("Jenis unit: dinas")),
        (presses("✓ dinas"), redraws(without=("Jenis unit: dinas",))),
        (presses("Selesai memilih"), redraws()),
        (presses("Kembali ke pratinjau"), redraws(PREVIEW, "Peran: kepala unit")),
        (presses(SEND), redraws(STATUS)),
    )
    await arrived(own_house, BODY, head.id)
    await state_is(own_house, "done")
    assert copies(own_house, BODY, member.id) == copies(own_house, BODY) == []


async def test_what_narrows_can_be_taken_away_at_once(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(
        admin,
        *written(),
        (forges("announce.pick:whom:people"), redraws("Untuk siapa?")),
        (forges("announce.pick:role:auditor"), redraws("Peran: auditor", "Terjangkau: 0 dari 0 penerima")),
        (forges("announce.go:whom:0"), redraws("Untuk siapa?", "Tidak ada penerima.")),
        (presses("Hapus penyempitan"), redraws(without=("Peran: auditor",))),
        (forges("announce.pick:unit:9999"), alert("callback.malformed")),
        (forges("announce.pick:kind:zzz"), alert("callback.malformed")),
        (forges("announce.pick:whom:nobody"), alert("callback.malformed")),
        (forges("announce.go:moon:0"), alert("callback.malformed")),
    )


async def test_it_is_tested_on_the_author_alone_with_the_button(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(
        admin,
        *written(),
        (presses("Pakai tombol Sudah dibaca"), redraws('Tombol "Sudah dibaca": ya')),
        (presses("Uji ke saya"), says(BODY, buttons=[READ]), says(PREVIEW)),
        (presses(READ),),
        (presses("Tanpa tombol Sudah dibaca"), redraws('Tombol "Sudah dibaca": tidak')),
    )
    assert copies(own_house, BODY) == []
    assert states(own_house) == []


async def test_it_goes_out_at_the_time_that_was_typed(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(
        admin,
        *written(),
        (presses("Waktu kirim"), redraws("Kapan dikirim?")),
        (writes("kapan-kapan"), says(refusal("date.unreadable", value="kapan-kapan"))),
        (writes("besok"), says(refusal("date.time_missing", value="besok"))),
        (writes("1 Januari 2020 pukul 08.00"), says(refusal("announce.past"))),
        (writes("besok pukul 08.00"), says(PREVIEW, "pukul 08.00 WIB")),
        (presses("Waktu kirim"), redraws("Pilihan saat ini")),
        (presses("Sekarang"), redraws("Waktu kirim: sekarang")),
        (presses("Waktu kirim"), redraws()),
        (writes("lusa pukul 09.30"), says(PREVIEW, "pukul 09.30 WIB")),
        (presses(SEND), redraws("Status: terjadwal", "pukul 09.30 WIB")),
    )
    assert copies(own_house, BODY) == []
    own_house.box.clock.advance(timedelta(days=3))
    await arrived(own_house, BODY)


async def test_a_time_that_passed_meanwhile_is_not_taken_for_now(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(
        admin,
        *written(),
        (presses("Waktu kirim"), redraws()),
        (writes("besok pukul 08.00"), says(PREVIEW)),
    )
    own_house.box.clock.advance(timedelta(days=2))
    await own_house.talk(admin, (presses(SEND), alert("announce.past")))
    assert states(own_house) == []


async def test_it_is_edited_before_its_time(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(
        admin,
        *written("lama"),
        (presses("Waktu kirim"), redraws()),
        (writes("besok pukul 08.00"), says(PREVIEW)),
        (presses(SEND), redraws("Status: terjadwal")),
        (presses("Ubah"), says("lama"), says("Pratinjau perubahan", "pukul 08.00 WIB")),
        (writes("baru"), says("baru"), says("Pratinjau perubahan")),
        (presses("Simpan perubahan"), redraws("baru", "Status: terjadwal")),
    )
    own_house.box.clock.advance(timedelta(days=2))
    await arrived(own_house, "baru")
    assert copies(own_house, "lama") == []


async def test_the_text_that_was_sent_has_no_buttons_where_none_were_asked_for(own_house: House) -> None:
    admin = await admin_of(own_house)
    await own_house.talk(admin, *written(), (presses(SEND), redraws(STATUS)))
    assert labels(await arrived(own_house, BODY)) == []
