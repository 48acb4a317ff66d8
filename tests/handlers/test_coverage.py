"""How far a unit is with the pledge, opened from its menu: the numbers, the names behind them, the kind reminder."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from domain.reminders import ReminderRules, WorkCalendar
from domain.rights import Role
from services import nudging
from storage.tables import employees
from tests.handlers.dialogue import House, Person, alert, forges, nothing, presses, redraws, said, says, toast, writes

UNIT = "kec-kraksaan"
REMINDER = "Dengan hormat, Bapak/Ibu diingatkan bahwa pakta integritas masih menunggu tanda tangan."


@pytest.fixture(autouse=True)
def office_hours(monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """The next office hours begin after so long: at once, unless the test says otherwise."""
    until = [timedelta(0)]

    def next_office_time(_calendar: WorkCalendar, _rules: ReminderRules, moment: datetime) -> datetime:
        return moment + until[0]

    monkeypatch.setattr(nudging, "next_office_time", next_office_time)
    return until


async def first_in_lists(house: House) -> Person:
    """Somebody linked, whose name comes before all others of the unit."""
    siti = await house.colleague(UNIT)
    named = update(employees).where(employees.c.staff_number == siti.employee.staff_number).values(name="Aan Contoh")
    await house.office.db.write(lambda tx: tx.execute(named))
    return siti


def ids(house: House) -> tuple[int, int]:
    """The unit and the open campaign."""
    ((unit,),) = house.rows("select id from units where code = ?", UNIT)
    ((campaign,),) = house.rows("select max(id) from campaigns")
    return unit, campaign


def request_of(house: House, person: Person) -> int:
    query = (
        "select r.id from pledge_requests r join links l on l.employee_id = r.employee_id "
        "where l.telegram_id = ? and r.current"
    )
    ((number,),) = house.rows(query, person.id)
    assert isinstance(number, int)
    return number


async def test_who_leads_a_unit_sees_its_numbers_and_the_names_behind_them(own_house: House) -> None:
    await first_in_lists(own_house)
    team = await own_house.colleague(UNIT, role=Role.ZI_TEAM, scope=UNIT)
    await own_house.talk(
        team,
        (writes("/unit"), says("Menu unit")),
        (
            presses("Pakta integritas"),
            redraws(
                "Pakta integritas di unit",
                said("Belum membaca: %(count)s", count=25),
                buttons=["Belum menandatangani", "Belum menautkan akun", "Ingatkan semua dengan baik", "Kembali"],
                without=("Aan Contoh",),
            ),
        ),
        (
            presses("Belum menandatangani"),
            redraws(
                "Aan Contoh", "belum membaca", said("Halaman %(page)s dari %(pages)s", page=1, pages=4),
                said("Jumlah: %(count)s", count=25),
                buttons=["🔔 Aan Contoh", "Ingatkan semua dengan baik", "Berikutnya ›", "Kembali"],
            ),
        ),
        (presses("Berikutnya ›"), redraws(said("Halaman %(page)s dari %(pages)s", page=2, pages=4))),
        (presses("‹ Sebelumnya"), redraws("Aan Contoh")),
        (presses("Kembali"), redraws("Pakta integritas di unit")),
        (
            presses("Belum menautkan akun"),
            redraws(
                "Mohon diajak memulai bot ini, bila perlu dengan kode aktivasi.",
                said("Jumlah: %(count)s", count=23),
                without=("Aan Contoh",),
            ),
        ),
        (presses("Kembali"), redraws("Pakta integritas di unit")),
        (presses("Kembali"), redraws("Menu unit")),
    )  # fmt: skip
    seen = own_house.rows(
        "select count(*) from audit where action = 'see_list' and subject = 'employee:' || "
        "(select id from employees where name = 'Aan Contoh')"
    )
    assert seen == [(2,)]


async def test_one_person_is_reminded_by_name_and_position_and_opens_the_pledge(own_house: House) -> None:
    siti = await first_in_lists(own_house)
    head = await own_house.colleague(UNIT, role=Role.UNIT_HEAD, scope=UNIT)
    unit, campaign = ids(own_house)
    await own_house.talk(
        head,
        (writes("/unit"), says("Menu unit")),
        (presses("Pakta integritas"), redraws("Pakta integritas di unit")),
        (presses("Belum menandatangani"), redraws("Aan Contoh")),
        (presses("🔔 Aan Contoh"), toast("Pengingat dikirim. Terima kasih."), redraws("Aan Contoh", "diingatkan")),
        (presses("🔔 Aan Contoh"), alert("nudge.already")),
    )
    await own_house.talk(
        siti,
        (
            nothing,
            says(
                REMINDER, head.employee.name, head.employee.position, "paling lambat", buttons=["Buka pakta integritas"]
            ),
        ),
        (presses("Buka pakta integritas"), redraws("Pakta Integritas")),
        (forges(f"coverage.nudge:{unit}:{campaign}:0:{request_of(own_house, head)}"), alert("access.denied")),
    )  # fmt: skip


async def test_all_who_can_be_reached_are_reminded_once_and_the_head_is_told_how_many(own_house: House) -> None:
    siti, budi = await first_in_lists(own_house), await own_house.colleague(UNIT, "en")
    head = await own_house.colleague(UNIT, role=Role.UNIT_HEAD, scope=UNIT)
    await own_house.talk(
        head,
        (writes("/unit"), says("Menu unit")),
        (presses("Pakta integritas"), redraws("Pakta integritas di unit")),
        (presses("Ingatkan semua dengan baik"), redraws(said("Yang akan diingatkan: %(count)s", count=2))),
        (
            presses("Ya, ingatkan", times=2),
            redraws(said("Belum dapat dihubungi: %(count)s", count=22), buttons=["Kembali"]),
        ),
        (presses("Kembali"), redraws("Pakta integritas di unit")),
        (
            presses("Ingatkan semua dengan baik"),
            redraws(
                "Saat ini tidak ada yang dapat diingatkan.",
                said("Sudah diingatkan pada hari yang sama: %(count)s", count=2),
                buttons=["Kembali"],
            ),
        ),
    )
    for person in (siti, budi):
        await own_house.talk(person, (nothing, says(head.employee.name)))
    assert own_house.rows("select count(*) from outbox where kind = 'pledge_nudge'") == [(2,)]


async def test_outside_office_hours_the_head_is_told_when_it_goes_out(
    own_house: House, office_hours: list[timedelta]
) -> None:
    siti = await first_in_lists(own_house)
    head = await own_house.colleague(UNIT, role=Role.UNIT_HEAD, scope=UNIT)
    office_hours[0] = timedelta(hours=12)
    await own_house.talk(
        head,
        (writes("/unit"), says("Menu unit")),
        (presses("Pakta integritas"), redraws("Pakta integritas di unit")),
        (presses("Ingatkan semua dengan baik"), redraws("Sekarang di luar jam kerja, jadi pengingat dikirim mulai")),
        (presses("Ya, ingatkan"), redraws(said("Diingatkan: %(count)s", count=1), "Sekarang di luar jam kerja")),
    )
    await own_house.talk(siti)  # nothing came
    waits = "select count(*) from outbox where kind = 'pledge_nudge' and status = 'queued'"
    assert own_house.rows(waits) == [(1,)]


async def test_others_see_the_share_of_the_unit_and_neither_names_nor_lists(own_house: House) -> None:
    siti = await first_in_lists(own_house)
    other_head = await own_house.colleague("dinkes", role=Role.UNIT_HEAD, scope="dinkes")
    unit, campaign = ids(own_house)
    request = request_of(own_house, siti)
    for person, expected in ((siti, 25), (other_head, 50)):
        share = said("%(signed)s dari %(expected)s pegawai", signed=0, expected=expected)
        await own_house.talk(
            person,
            (writes("/status"), says(share, without=("Aan Contoh",))),
            *(
                (forges(f"{verb}:{unit}{more}"), alert("access.denied"))
                for verb, more in (
                    ("coverage.open", ""), ("coverage.open", f":{campaign}"), ("coverage.campaigns", ""),
                    ("coverage.list", f":{campaign}:signed:0"), ("coverage.list", f":{campaign}:waiting:0"),
                    ("coverage.ask_all", f":{campaign}"), ("coverage.nudge_all", f":{campaign}"),
                    ("coverage.nudge", f":{campaign}:0:{request}"),
                )
            ),
        )  # fmt: skip
    assert own_house.rows("select count(*) from outbox where kind = 'pledge_nudge'") == [(0,)]


async def test_a_forged_list_is_refused(own_house: House) -> None:
    head = await own_house.colleague(UNIT, role=Role.UNIT_HEAD, scope=UNIT)
    unit, campaign = ids(own_house)
    await own_house.talk(
        head,
        (writes("/unit"), says("Menu unit")),
        (forges(f"coverage.list:{unit}:{campaign}:everybody:0"), alert("callback.malformed")),
        (forges(f"coverage.list:{unit}:999:signed:0"), alert("coverage.campaign_over")),
        (forges(f"coverage.list:{unit}:{campaign}:signed:{2**63 - 1}"), redraws("Tidak ada pegawai dalam daftar ini.")),
    )
