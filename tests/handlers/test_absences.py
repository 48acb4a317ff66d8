"""Own leave in /saya, as it is played."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from tests.handlers.dialogue import House, Person, alert, forges, opens, presses, redraws, refusal, says, toast, writes
from texts.format import date_long, date_short

KEPT = "Cuti dicatat."
ENDED = "Cuti diakhiri. Pengingat berjalan lagi."


def ahead(house: House, days: int) -> date:
    """A day so far ahead, in Jakarta."""
    return house.office.clock.now().astimezone(ZoneInfo("Asia/Jakarta")).date() + timedelta(days=days)


def spans(house: House, of: Person) -> list[tuple[str, str, bool]]:
    query = (
        "select a.first_on, a.last_on, a.ended_at is null from absences a join links l on l.employee_id = a.employee_id"
        " where l.telegram_id = ? order by a.id"
    )
    return [(str(first), str(last), bool(still)) for first, last, still in house.rows(query, of.id)]


async def test_leave_is_typed_read_back_kept_once_and_ended(own_house: House) -> None:
    siti = await own_house.colleague()
    first, last = ahead(own_house, 20), ahead(own_house, 24)
    days = f"{date_long(first)} sampai {date_long(last)}"
    await own_house.talk(
        siti,
        (writes("/saya"), says("Data saya")),
        (
            presses("Cuti saya"),
            redraws("Belum ada cuti yang dicatat.", "Kepala unit diberi tahu", buttons=["Data saya"]),
        ),
        (writes("minggu depan"), says(refusal("date.unclear", value="minggu depan"))),
        (writes("1-5 Januari 2020"), says(refusal("leave.past"))),
        (writes(f"{last:%d-%m-%Y} sampai {first:%d-%m-%Y}"), says(refusal("leave.reversed"))),
        (writes(f"{first:%d-%m-%Y} sampai {ahead(own_house, 500):%d-%m-%Y}"), says(refusal("leave.too_long"))),
        (writes(f"{first:%d-%m-%Y} sampai {last:%d-%m-%Y}"), says(days, "5 hari", buttons=["Simpan", "Kembali"])),
        (presses("Simpan", times=2), redraws(days), toast(KEPT)),
        (presses(f"Hapus cuti {date_short(first)}", times=2), redraws("Belum ada cuti yang dicatat."), toast(ENDED)),
        (presses("Data saya"), redraws("Data saya")),
    )
    assert spans(own_house, siti) == [(str(first), str(last), False)]


async def test_leave_that_overlaps_is_joined_and_said_so(own_house: House) -> None:
    siti = await own_house.colleague()
    first, middle, last = ahead(own_house, 20), ahead(own_house, 24), ahead(own_house, 30)
    await own_house.talk(
        siti,
        (writes("/saya"), says("Data saya")),
        (presses("Cuti saya"), redraws("Cuti saya")),
        (writes(f"{first:%d-%m-%Y} sampai {middle:%d-%m-%Y}"), says("5 hari", without=("Digabung",))),
        (presses("Simpan"), redraws(date_long(middle))),
        (writes(f"{middle:%d-%m-%Y} sampai {last:%d-%m-%Y}"), says("11 hari", "Digabung dengan cuti")),
        (presses("Simpan"), redraws(date_long(last), without=(date_long(middle),))),
    )
    assert spans(own_house, siti) == [(str(first), str(middle), False), (str(first), str(last), True)]


async def test_deadlines_inside_are_named_and_the_dialog_goes_on_after_a_restart(own_house: House) -> None:
    siti = await own_house.colleague()
    await own_house.talk(siti, (writes("/saya"), says("Data saya")), (presses("Cuti saya"), redraws("Cuti saya")))
    await own_house.restart()
    await own_house.talk(
        siti,
        (
            writes(f"hari ini sampai {ahead(own_house, 120):%d-%m-%Y}"),
            says("Tenggat Bapak/Ibu di dalamnya", "Rapat monev"),
        ),
    )
    await own_house.restart()
    await own_house.talk(siti, (presses("Simpan"), redraws("(sedang berjalan)"), toast(KEPT)))


async def test_nobody_touches_the_leave_of_another(own_house: House) -> None:
    siti, budi, guest = await own_house.colleague(), await own_house.colleague(), own_house.stranger()
    day = ahead(own_house, 20)
    await own_house.talk(
        siti,
        (writes("/saya"), says("Data saya")),
        (presses("Cuti saya"), redraws("Cuti saya")),
        (writes(f"{day:%d-%m-%Y}"), says("1 hari", date_long(day))),
        (presses("Simpan"), redraws(date_long(day))),
        (forges("leave.keep:20260803"), alert("callback.malformed")),
        (forges("leave.keep:20261332:20261333"), alert("callback.malformed")),
        (forges("leave.keep:20200101:20200105"), alert("leave.past")),
    )
    number = own_house.rows("select id from absences")[0][0]
    await own_house.talk(
        budi,
        (writes("/saya"), says("Data saya")),
        (forges(f"leave.end:{number}"), redraws("Belum ada cuti yang dicatat.")),
    )
    assert spans(own_house, siti) == [(str(day), str(day), True)]
    await own_house.talk(
        guest,
        (opens(), says()),
        (forges("leave.open"), alert("access.not_linked")),
        (forges("wishes.open"), alert("access.not_linked")),
    )
