"""A new campaign: screens of the old one say so, and everybody signs anew."""

from datetime import timedelta

from sqlalchemy import update

from services import campaigns
from storage.tables import campaigns as campaign_table
from tests.handlers.dialogue import Fragment, House, alert, forges, presses, redraws, refusal, said, says, sends, writes

SOURCE = """
version = "uji-2"
substances = "PermenPANRB 49/2011"
placeholders = ["name", "nip", "position", "unit"]

[id]
title = "Pakta Baru"
preamble = "Saya, {name}, nomor induk {nip}, {position} pada {unit}, berjanji:"
points = ["Saya bekerja jujur."]
closing = "Demikian."
"""


def first_of(count: int) -> Fragment:
    return said("butir %(number)s dari %(count)s", number=1, count=count)


async def test_buttons_of_the_old_campaign_lead_to_the_new_one(own_house: House) -> None:
    siti = await own_house.colleague()
    await own_house.talk(
        siti, (writes("/pakta"), says("Pakta Integritas")), (presses("Mulai membaca"), redraws(first_of(7)))
    )
    old = own_house.rows("select max(id) from campaigns")[0][0]
    now = own_house.box.clock.now()
    await own_house.office.db.write(
        campaigns.publish, SOURCE, "Pakta 2", now + timedelta(days=90), now, own_house.office.sealer
    )
    ended = update(campaign_table).where(campaign_table.c.id == old).values(ended_at=now)
    await own_house.office.db.write(lambda tx: tx.execute(ended))
    await own_house.talk(
        siti,
        (presses("☐ Saya berjanji"), alert("pledge.campaign_over")),
        (forges(f"pledge.sign:{old}"), alert("pledge.campaign_over")),
        (
            writes("/pakta"),
            says(
                "Pakta Baru",
                "Saya bekerja jujur.",
                buttons=["Mulai membaca", "Baca sekaligus", "Tidak bersedia", "Beranda"],
            ),
        ),
        (presses("Mulai membaca"), redraws(first_of(1))),
        (presses("☐ Saya berjanji"), redraws(buttons=["Tanda tangani", "Baca semua", "Beranda"])),
        (presses("Tanda tangani"), redraws("Pakta 2"), sends("document", b"%PDF-")),
    )


async def test_without_an_open_campaign_there_is_nothing_to_sign(own_house: House) -> None:
    siti = await own_house.colleague()
    own_house.box.clock.advance(timedelta(days=800))
    await own_house.talk(
        siti, (writes("/pakta"), says(refusal("pledge.no_campaign"))), (writes("/start"), says("Beranda"))
    )
