"""The worksheet in the chat: filled by thumb, by two at once, with numbers and notes, and by who is in charge."""

import pytest

from domain.instrument import bundled
from domain.instrument_model import CHOICES
from domain.rights import Role
from domain.stages import Stage
from handlers.guards import Pace
from services import cycles
from storage import zone
from storage.engine import Transaction
from tests.handlers.dialogue import (
    Exchange,
    House,
    Person,
    alert,
    forges,
    nothing,
    presses,
    redraws,
    refusal,
    said,
    says,
    toast,
    writes,
)

UNIT, SECOND_UNIT, THIRD_UNIT, FOURTH_UNIT, FIFTH_UNIT = (
    "kec-kraksaan", "dinkes", "dispendukcapil", "bag-organisasi", "inspektorat"
)  # fmt: skip
CODES = tuple(bundled().codes)
pytestmark = pytest.mark.asyncio(loop_scope="module")


def _enter(tx: Transaction, house: House, code: str, stage: Stage) -> None:
    cycle = zone.latest_cycle(tx)
    assert cycle is not None
    cycles.enter_stage(tx, cycle.id, code, stage, "WBK", house.office.clock.now())


async def team_of(house: House, code: str, *roles: Role) -> list[Person]:
    """The unit takes part, and these people work on its worksheet."""
    await house.office.db.write(_enter, house, code, Stage.SELF_ASSESSMENT)
    return [await house.colleague(code, role=role, scope=code) for role in roles]


def unit_id(house: House, code: str) -> int:
    ((found,),) = house.rows("select id from units where code = ?", code)
    assert isinstance(found, int)
    return found


def answers(house: House, code: str) -> dict[str, list[str]]:
    """By question: its values in the order of the versions, as they are kept."""
    found: dict[str, list[str]] = {}
    query = "select question, value from answers where unit_id = ? and layer = 'unit' order by version"
    for question, value in house.rows(query, unit_id(house, code)):
        found.setdefault(question, []).append(value)
    return found


def best(code: str, after: str) -> Exchange:
    """Answer a question as a person would: by its first button, or by typing; the next one is shown at once."""
    question = bundled().question(code)
    next_words = (said("%(code)s tersimpan.", code=code), after)
    if question.type in CHOICES:
        label = {"yes": "Ya"}.get(CHOICES[question.type][0], "A")
        return (presses(label), redraws(*next_words))
    return (writes(" ".join("4" for _ in question.inputs) or "3,60"), says(*next_words))


async def test_two_people_fill_all_113_questions_by_thumb_and_numbers(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pace, "allows", lambda _pace, _account: True)  # nobody taps as fast as this test
    first, second = await team_of(house, UNIT, Role.ZI_TEAM, Role.UNIT_HEAD)
    half = len(CODES) // 2
    after = [*CODES[1:], "Semua 113 pertanyaan terjawab"]
    filled = [best(code, following) for code, following in zip(CODES, after, strict=True)]
    await house.talk(
        first,
        (writes("/lke"), says("Lembar Kerja Evaluasi (LKE)", "kurang 113")),
        (presses("Isi pertanyaan berikutnya"), redraws(CODES[0])),
        *filled[:half],
    )
    await house.talk(
        second,
        (writes("/lke"), says(f"kurang {113 - half}")),
        (presses("Isi pertanyaan berikutnya"), redraws(CODES[half])),
        *filled[half:],
        (presses("Ringkasan"), redraws("Terjawab 113 dari 113 pertanyaan", without=("sementara",))),
    )
    kept = answers(house, UNIT)
    assert kept.keys() == set(CODES)
    assert {len(versions) for versions in kept.values()} == {1}


async def test_who_is_second_sees_what_stands_and_overwrites_nothing(house: House) -> None:
    budi, siti = await team_of(house, SECOND_UNIT, Role.ZI_TEAM, Role.ZI_TEAM)
    code = CODES[1]
    unit = unit_id(house, SECOND_UNIT)
    for who in (budi, siti):
        await house.talk(
            who,
            (writes("/lke"), says("Lembar Kerja Evaluasi (LKE)")),
            (presses("Manajemen Perubahan"), redraws("Bukti: 0, temuan terbuka: 0")),
            (forges(f"lke.show:{unit}:{code}"), redraws(code, "Jawaban: belum dijawab")),
        )
    await house.talk(budi, (presses("B"), toast(said_kept(code)), redraws(CODES[2], said_kept(code))))
    await house.talk(
        siti,
        (
            presses("A"),
            toast("Belum disimpan: jawaban ini baru saja diubah orang lain."),
            redraws(said("Baru saja diubah oleh %(name)s", name=budi.employee.name), "Jawaban: B", code),
        ),
        (presses("A"), redraws(said_kept(code), CODES[2])),
        (presses(f"‹ Kembali ke {code}"), redraws(code, "Jawaban: A", siti.employee.name)),
        (presses("Riwayat"), redraws("Riwayat jawaban", "B → A", "belum dijawab → B", budi.employee.name)),
        (presses("Kembali"), redraws("Jawaban: A")),
        (presses("Kosongkan"), redraws("Jawaban: belum dijawab")),
    )
    assert answers(house, SECOND_UNIT) == {code: ['"B"', '"A"', "null"]}


def said_kept(code: str) -> str:
    return f"{code} tersimpan."


async def test_a_note_and_numbers_go_on_after_a_restart(house: House) -> None:
    (siti,) = await team_of(house, FOURTH_UNIT, Role.ZI_TEAM)
    unit = unit_id(house, FOURTH_UNIT)
    await house.talk(
        siti,
        (writes("/lke"), says("Lembar Kerja Evaluasi (LKE)")),
        (
            forges(f"lke.show:{unit}:R1.i.a"),
            redraws("Mohon ketik: Jumlah agen perubahan", "dengan urutan: Jumlah agen perubahan; Jumlah perubahan"),
        ),
        (writes("12"), says("Jumlah agen perubahan: 12", "Mohon ketik: Jumlah perubahan yang dibuat")),
    )
    await house.restart()
    await house.talk(
        siti,
        (
            writes("banyak"),
            says(refusal("lke.count_not_a_number", question="R1.i.a", input="realised", value="banyak")),
        ),
        (writes("9"), says(said_kept("R1.i.a"), "R1.i.b")),
        (presses("‹ Kembali ke R1.i.a"), redraws("Jumlah agen perubahan 12", "(nilai 75,0%)")),
        (presses("Catatan"), redraws("Mohon ketik catatan untuk pertanyaan ini.", buttons=["Kembali"])),
    )
    await house.restart()
    await house.talk(
        siti,
        (writes("SK 12/2026"), says(said_kept("R1.i.a"), "SK 12/2026", "(nilai 75,0%)")),
        (presses("Catatan"), redraws("SK 12/2026", buttons=["Hapus catatan", "Kembali"])),
        (presses("Hapus catatan"), redraws("(nilai 75,0%)", without=("SK 12/2026",))),
    )


async def test_the_head_puts_somebody_in_charge_who_answers_that_part_without_any_role(house: House) -> None:
    (head,) = await team_of(house, THIRD_UNIT, Role.UNIT_HEAD)
    siti = await house.colleague(THIRD_UNIT)
    unit = unit_id(house, THIRD_UNIT)
    ((employee,),) = house.rows("select employee_id from links where telegram_id = ?", siti.id)
    await house.talk(siti, (writes("/lke"), says(refusal("access.denied"))))
    await house.talk(
        head,
        (writes("/unit"), says("Menu unit")),
        (presses("Lembar kerja (LKE)"), redraws("Lembar Kerja Evaluasi (LKE)")),
        (presses("Hasil"), redraws("Hasil")),
        (presses("Penanggung jawab area"), redraws("Belum ada.", buttons=["Pilih pegawai", "Kembali"])),
        (presses("Pilih pegawai"), redraws(said("Halaman %(page)s dari %(pages)s", page=1, pages=4))),
        (forges(f"owner.person:{unit}:H:{employee}"), redraws("Sampai kapan?", siti.employee.name)),
        (presses("Tanpa tenggat"), toast("Tersimpan. Terima kasih."), redraws(siti.employee.name)),
    )
    await house.talk(
        siti,
        (nothing, says("Tugas mengisi LKE", "Hasil", "Belum dijawab: 3 dari 3", buttons=["Buka tugas saya"])),
        (presses("Buka tugas saya"), redraws("Tugas saya di LKE", buttons=["▫️ Hasil", "Beranda"])),
        (presses("▫️ Hasil"), redraws("H1.a", siti.employee.name)),
        (writes("3,6"), says(said_kept("H1.a"), "H1.b")),
        (presses("A"), redraws(said_kept("H1.b"), "H2.a")),
        (forges(f"lke.answer:{unit}:{CODES[0]}:0:yes"), alert("access.denied")),
        (writes("/lke"), says("Tugas saya di LKE", "Belum dijawab: 1 dari 3")),
    )
    await house.talk(
        head,
        (presses("Lepaskan"), redraws("Belum ada.")),
        (presses("Kembali"), redraws("Terjawab 2 dari 3 pertanyaan")),
    )
    await house.talk(siti, (forges("lke.mine"), redraws("Tidak ada pertanyaan LKE")))


async def test_what_is_closed_is_read_and_not_filled_and_nothing_opens_in_a_group(house: House) -> None:
    (siti,) = await team_of(house, FIFTH_UNIT, Role.ZI_TEAM)
    unit, code = unit_id(house, FIFTH_UNIT), CODES[1]
    await house.talk(
        siti,
        (writes("/lke"), says("Lembar Kerja Evaluasi (LKE)")),
        (forges(f"lke.show:{unit}:{code}"), redraws(code)),
    )
    await house.office.db.write(_enter, house, FIFTH_UNIT, Stage.TPI_REVIEW)
    await house.talk(
        siti,
        (presses("A"), alert("lke.stage_closed")),
        (forges(f"lke.show:{unit}:{code}"), redraws(code, refusal("lke.stage_closed"))),
        (forges(f"lke.next:{unit}"), redraws(CODES[0])),
        (forges(f"lke.show:{unit}:P9.x"), alert("lke.unknown_question")),
        (forges(f"lke.section:{unit}:A9:0"), alert("lke.unknown_section")),
        (forges(f"lke.show:{10**12}:{code}"), alert("access.denied")),
    )
