"""Being reminded later, from the card of a deadline: pressed, picked, typed, taken back."""

from datetime import UTC, datetime

import pytest

from tests.handlers.deadline_talk import MEETING, SIGNING, number_of, opens_entry
from tests.handlers.dialogue import House, Person, alert, forges, presses, redraws, refusal, says, toast, writes
from texts.format import moment_long

pytestmark = pytest.mark.asyncio(loop_scope="module")

WAITING = (
    "select s.until_at, s.status from snoozes s join links l on l.employee_id = s.employee_id where l.telegram_id = ? "
    "order by s.id"
)


def waits(house: House, person: Person) -> list[str]:
    return [str(status) for _, status in house.rows(WAITING, person.id)]


def until(house: House, person: Person) -> str:
    """When the person is reminded again, in the words of the card."""
    moments = [at for at, status in house.rows(WAITING, person.id) if status == "waiting"]
    (found,) = moments
    return moment_long(datetime.fromisoformat(str(found)).replace(tzinfo=UTC), house.office.tz)


async def test_a_delay_is_pressed_shown_changed_and_taken_back(house: House) -> None:
    siti = await house.colleague()
    await house.talk(
        siti,
        (writes("/tenggat"), says()),
        (opens_entry(MEETING), redraws(MEETING)),
        (presses("Ingatkan nanti"), redraws("Kapan Bapak/Ibu ingin diingatkan lagi?", MEETING)),
        (presses("1 jam lagi"), redraws("Baik, diingatkan lagi", MEETING, without=("⚠️",),
                                        buttons=["Buka tenggat", "Ganti waktunya"])),
    )  # fmt: skip
    first = until(house, siti)
    await house.talk(
        siti,
        (presses("Buka tenggat"), redraws(f"Ditunda; diingatkan lagi {first}")),
        (presses("Ingatkan nanti"), redraws(f"Sekarang ditunda sampai {first}")),
        (presses("Pilih tanggal"), redraws("Diingatkan tanggal berapa?")),
        (presses("Kembali"), redraws("Kapan Bapak/Ibu")),
        (presses("Batalkan penundaan"), toast("Penundaan dibatalkan."), redraws("sesuai jadwal semula")),
    )
    assert waits(house, siti) == ["ended"]


async def test_a_day_is_picked_or_typed(house: House) -> None:
    siti = await house.colleague()
    number = number_of(house, MEETING)
    await house.talk(
        siti,
        (writes("/tenggat"), says()),
        (forges(f"snooze.pick:{number}"), redraws("Diingatkan tanggal berapa?")),
        (writes("kapan-kapan"), says(refusal("date.unreadable", value="kapan-kapan"))),
        (writes("besok"), says("Baik, diingatkan lagi")),
        (forges(f"snooze.pick:{number}"), redraws("Diingatkan tanggal berapa?")),
    )
    first = until(house, siti)
    message = next(one for one in reversed(house.box.messages(siti.id)) if one.inline and len(one.inline[0]) == 2)
    assert message.inline is not None
    await house.talk(
        siti, (presses(str(message.inline[2][0]["text"])), redraws("Baik, diingatkan lagi", without=(first,)))
    )
    assert waits(house, siti) == ["ended", "waiting"]


async def test_words_without_a_question_put_nothing_off(house: House) -> None:
    siti = await house.colleague()
    number = number_of(house, MEETING)
    await house.talk(
        siti,
        (writes("/tenggat"), says()),
        (forges(f"snooze.later:{number}:hour"), redraws("Baik, diingatkan lagi")),
        (writes("besok"), says("Maaf")),
    )
    assert waits(house, siti) == ["waiting"]


async def test_only_what_is_still_owed_can_be_put_off(house: House) -> None:
    siti = await house.colleague()
    number, signing = number_of(house, MEETING), number_of(house, SIGNING)
    await house.talk(
        siti,
        (writes("/tenggat"), says()),
        (forges(f"snooze.later:{signing}:morning"), redraws("Baik, diingatkan lagi", SIGNING)),
        (forges(f"deadlines.done:{number}"), redraws("✅")),
        (forges(f"snooze.open:{number}"), alert("snooze.done")),
        (forges(f"snooze.later:{number}:hour"), alert("snooze.done")),
        (forges("snooze.later:999999:hour"), alert("deadline.unknown")),
        (forges(f"snooze.later:{signing}:never"), alert("callback.malformed")),
        (forges(f"snooze.day:{signing}:2026-13-01"), alert("callback.malformed")),
        (forges(f"snooze.day:{signing}:2020-01-01"), alert("snooze.past")),
        (forges(f"snooze.day:{signing}:2199-01-01"), alert("snooze.too_far", limit=90)),
    )
    assert waits(house, siti) == ["waiting"]
