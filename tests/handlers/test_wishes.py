"""Wishes about reminders in /saya, as they are played."""

from tests.handlers.dialogue import House, Person, alert, forges, presses, redraws, says, toast, writes

SAVED = "Tersimpan."


def wish(house: House, of: Person) -> list[tuple[object, ...]]:
    query = (
        "select w.lead_days, w.send_at from reminder_wishes w join links l on l.employee_id = w.employee_id"
        " where l.telegram_id = ?"
    )
    return house.rows(query, of.id)


def planned(house: House, of: Person) -> set[int]:
    """The leads that are planned for the person alone."""
    query = (
        "select p.lead_days from personal_reminders p join links l on l.employee_id = p.employee_id"
        " where l.telegram_id = ? and p.status = 'planned'"
    )
    return {int(lead) for (lead,) in house.rows(query, of.id)}


async def test_leads_and_time_are_chosen_and_given_back(own_house: House) -> None:
    siti = await own_house.colleague()
    await own_house.talk(
        siti,
        (writes("/saya"), says("Data saya")),
        (presses("Pengingat saya"), redraws("seperti biasa", "H-30, H-14, H-7, H-3, H-1, Hari H", "pukul 08.00")),
        (presses("☑ H-30"), redraws("menurut pilihan sendiri", "H-14, H-7, H-3, H-1, Hari H"), toast(SAVED)),
        (presses("☑ H-3", times=2), redraws("H-14, H-7, H-1, Hari H"), toast(SAVED)),
        (presses("☐ H-3"), redraws("H-14, H-7, H-3, H-1, Hari H"), toast(SAVED)),
        (presses("☑ Hari H"), alert("wishes.due_day")),
        (presses("○ 13.00"), redraws("pukul 13.00"), toast(SAVED)),
    )
    assert wish(own_house, siti) == [("[14, 7, 3, 1, 0]", "13:00")]
    leads = {lead for lead in planned(own_house, siti) if lead >= 0}
    assert leads
    assert leads <= {14, 7, 3, 1, 0}
    await own_house.restart()
    await own_house.talk(
        siti,
        (presses("◉ 13.00"), redraws("pukul 13.00"), toast(SAVED)),
        (presses("Kembali ke biasa", times=2), redraws("seperti biasa", "pukul 08.00"), toast(SAVED)),
        (presses("Data saya"), redraws("Data saya")),
    )
    assert (wish(own_house, siti), planned(own_house, siti)) == ([], set())


async def test_what_is_not_offered_is_refused(own_house: House) -> None:
    siti = await own_house.colleague()
    await own_house.talk(
        siti,
        (writes("/saya"), says("Data saya")),
        (presses("Pengingat saya"), redraws("Pengingat saya", without=("17.00",))),
        (forges("wishes.lead:5:on"), alert("callback.malformed")),
        (forges("wishes.lead:7:perhaps"), alert("callback.malformed")),
        (forges("wishes.lead:-7:on"), alert("callback.malformed")),
        (forges("wishes.time:1700"), alert("callback.malformed")),
        (forges("wishes.time:x"), alert("callback.malformed")),
    )
    assert wish(own_house, siti) == []
