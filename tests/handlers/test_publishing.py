"""Pledge texts published from the menu of an admin, while somebody reads the words of before."""

from importlib import resources

from domain.rights import Role
from tests.handlers.dialogue import (
    Act,
    House,
    Turn,
    alert,
    forges,
    presses,
    redraws,
    refusal,
    said,
    says,
    toast,
    writes,
)

ENTRY, NEW, PUBLISH = "Pakta integritas", "Kampanye baru", "Terbitkan"
TICK = "☐ Saya berjanji"
OLD = resources.files("domain").joinpath("data", "pledge_default.toml").read_text("utf-8")
SOURCE = OLD.replace('"default-1"', '"default-2"').replace("tanpa paksaan", "dengan rela hati tanpa paksaan")


def uploads(source: str) -> Act:
    async def act(turn: Turn) -> None:
        turn.box.people.upload(turn.person.id, turn.chat, source.encode(), "naskah.toml", "application/toml")

    return act


async def test_a_minor_change_is_published_and_old_screens_sign_nothing(own_house: House) -> None:
    admin = await own_house.colleague("bag-organisasi", role=Role.ADMIN)
    siti = await own_house.colleague()
    count = said("butir %(number)s dari %(count)s", number=1, count=7)
    await own_house.talk(siti, (writes("/pakta"), says("tanpa paksaan")), (presses("Mulai membaca"), redraws(count)))
    campaign = own_house.rows("select max(id) from campaigns")[0][0]
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (presses(ENTRY), redraws("dibuka")),
        (presses(NEW), redraws("Mohon pilih naskahnya, atau kirim naskah baru sebagai berkas TOML.")),
        (uploads("bukan toml ="), says("Naskah itu tidak benar")),
        (uploads(SOURCE), says("Siapa yang diminta menandatangani?")),
        (presses("Seluruh pegawai"), redraws("Perubahan kecil")),
        (presses("Perubahan kecil"), redraws("default-2", "dengan rela hati")),
        (presses(PUBLISH, times=3), redraws("default-2"), toast("Diterbitkan.")),
    )
    assert own_house.rows("select action, count(*) from audit where action = 'revise' group by 1") == [("revise", 1)]
    await own_house.talk(
        siti,
        (presses(TICK), alert("pledge.text_changed")),
        (forges(f"pledge.sign:{campaign}"), alert("pledge.unread")),
        (writes("/pakta"), says("dengan rela hati tanpa paksaan")),
        (presses("Mulai membaca"), redraws(count)),
    )


async def test_a_campaign_is_ended_after_a_question(own_house: House) -> None:
    admin = await own_house.colleague("bag-organisasi", role=Role.ADMIN)
    ((campaign,),) = own_house.rows("select max(id) from campaigns")
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (presses(ENTRY), redraws("dibuka")),
        (forges(f"campaigns.show:{campaign}"), redraws("dibuka", buttons=["Akhiri kampanye", "Semua kampanye"])),
        (presses("Akhiri kampanye"), redraws("Akhiri kampanye ini sekarang?", buttons=["Ya, akhiri", "Kembali"])),
        (presses("Ya, akhiri", times=2), redraws("selesai"), toast("Kampanye diakhiri.")),
        (writes("/pakta"), says(refusal("pledge.no_campaign"))),
    )
    assert own_house.rows("select count(*) from audit where action = 'end'") == [(1,)]


async def test_a_dialog_goes_on_with_words_and_can_be_dropped(own_house: House) -> None:
    admin = await own_house.colleague("bag-organisasi", role=Role.ADMIN)
    await own_house.talk(
        admin,
        (writes("/admin"), says("Menu pengelola")),
        (presses(ENTRY), redraws(ENTRY)),
        (presses(NEW), redraws(buttons=["default-1", "Mulai lagi", "Batal"])),
        (presses("default-1"), redraws("Siapa yang diminta menandatangani?")),
        (presses("Satu unit dan bawahannya"), redraws("Unit yang mana?")),
        (writes("dpmptsp"), says('"dpmptsp"')),
        (presses("Batal"), redraws("Tidak ada yang diterbitkan.", buttons=["Semua kampanye"])),
        (forges("campaigns.page:0"), alert("campaign.expired")),
        (forges("campaigns.answer:x:y"), alert("callback.malformed")),
    )
