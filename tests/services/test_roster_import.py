"""Importing a roster: what is seen is what is done, once, all or nothing, and only where the actor may."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update

from benchmarks import roster_data
from domain.messages import Post
from domain.people import Actor
from domain.rights import Action, Role
from domain.roster_compare import ChangeKind
from domain.roster_numbers import Applied, Numbers
from domain.roster_questions import Answers
from domain.roster_scope import FEW
from services import roster_files, roster_import
from services.roster_import import Choice
from storage import drafts, messages, people, roster
from storage import units as unit_rows
from storage.engine import Database, Transaction
from storage.tables import (
    activation_codes,
    audit,
    employee_changes,
    employees,
    grants,
    links,
    outbox,
    signatures,
    units,
)
from tests import builders
from tests.builders import NOW
from tests.counting import count
from tests.refusals import refused
from tests.services.roster_play import AGENCY, add_units, file, imported, previewed, row

LATER = NOW + timedelta(days=1)
ADMIN_NUMBER = "197001012001031999"
ADMIN_ROW = row(9, "disdik", name="Pengelola", number=ADMIN_NUMBER, phone="0812000999", email="")


@pytest.fixture
async def agency(db: Database) -> dict[str, int]:
    """A regency with two services and a clinic; the ids by code."""
    return await db.write(add_units, AGENCY)


async def changes(db: Database) -> list[tuple[int, str, dict[str, Any], dict[str, Any]]]:
    query = select(employee_changes).order_by(employee_changes.c.id)
    rows = await db.read(lambda tx: tx.execute(query).all())
    return [(one.employee_id, one.kind, one.before, one.after) for one in rows]


async def values_of(db: Database, name: str) -> dict[str, Any]:
    found = await db.read(lambda tx: tx.execute(select(employees).where(employees.c.name == name)).one())
    return dict(found._mapping)


async def test_ten_thousand_rows_with_every_fault_and_the_same_list_a_month_later(url: str, db: Database) -> None:
    size = 10_000 if url.startswith("sqlite") else 1_200  # on PostgreSQL more than a batch
    moves, leavers, joiners = size // 40, size // 125, size // 80
    await db.write(add_units, [(code, name, "") for code, name in roster_data.UNITS])
    everybody = roster_data.entries(size)
    dirty = roster_data.dirty(everybody)
    assert (len(dirty.expected), len(set(dirty.expected.values()))) == (300, 28)

    data = roster_data.xlsx(roster_data.rows(dirty.entries))
    first = await previewed(db, roster_files.read(data, "maret.xlsx", Answers()))
    assert {problem.line: problem.key for problem in first.plan.problems} == dirty.expected
    assert (first.numbers.joined, first.numbers.bad) == (size, 300)
    done = await db.write(roster_import.apply_directly, "cli", first, Choice.UPDATE, NOW)
    assert done.numbers == first.numbers
    clean = {one.staff_number: one for one in everybody}
    stored = await db.read(roster.known_employees)
    assert {one.staff_number: (one.name, one.phone, one.position) for one in stored} == {
        number: (one.name, one.phone, one.position) for number, one in clean.items()
    }

    again = await previewed(db, roster_files.read(data, "maret.xlsx", Answers()))
    assert (again.numbers.unchanged, again.numbers.changed, again.numbers.joined) == (size, 0, 0)

    month = roster_data.a_month_later(everybody, moves=moves, leavers=leavers, joiners=joiners)
    data = roster_data.csv_bytes(roster_data.rows(month.entries))
    second = await previewed(db, roster_files.read(data, "april.csv", Answers()))
    n = second.numbers
    unchanged = size - moves - leavers
    assert (n.moved, n.missing, n.joined, n.bad, n.unchanged) == (moves, leavers, joiners, 0, unchanged)
    assert (n.corrected, n.renumbered, n.returned, n.uncertain) == (0, 0, 0, 0)
    assert {one.staff_number for one in second.plan.leavers} == month.left
    assert {change.row.staff_number for change in second.plan.of_kind(ChangeKind.MOVED)} == month.moved
    done = await db.write(roster_import.apply_directly, "cli", second, Choice.STOP, LATER, leavers=leavers)
    assert (done.left, await db.read(people.count_employees)) == (leavers, size - leavers + joiners)


async def test_an_import_twice_changes_nothing_the_second_time(db: Database, agency: dict[str, int]) -> None:
    rows = [row(1), row(2, "pkm"), row(3, "Dinas Pendidikan")]
    assert await imported(db, *rows) == Applied(Numbers(joined=3))
    before = [await db.read(count, table) for table in (employees, employee_changes, audit)]
    assert await imported(db, *rows, leavers=True) == Applied(Numbers(unchanged=3, serving=3))
    assert [await db.read(count, table) for table in (employees, employee_changes, audit)] == before


async def test_every_change_is_kept_with_what_was_before(db: Database, agency: dict[str, int]) -> None:
    contract = {"number": "199001012021211001", "status": "PPPK", "rank": "IX"}
    await imported(db, row(1), row(2), row(3), row(4, **contract), row(5))
    await imported(db, row(1), row(2), row(3), row(4, **contract), leavers=True)
    ids = {f"Pegawai {serial}": serial for serial in range(1, 6)}
    before = len(await changes(db))
    await imported(
        db, row(1, "pkm", rank="III/b"), row(2, email="baru@contoh.example", phone="08119999999"), row(3),
        row(4, number="199001012026211001", status="PPPK", rank="IX"), row(5, position="Penata"), row(6),
    )  # fmt: skip
    found = {(kind, one): (old, new) for one, kind, old, new in (await changes(db))[before:]}
    joined = found.pop(("joined", 6))
    assert found == {
        ("moved", ids["Pegawai 1"]): ({"unit_code": "dinkes", "rank": "III/a"}, {"unit_code": "pkm", "rank": "III/b"}),
        ("corrected", ids["Pegawai 2"]): (
            {"phone": "+62••••002", "email": "••••@contoh.example"},
            {"phone": "+62••••999", "email": "••••@contoh.example"},
        ),
        ("renumbered", ids["Pegawai 4"]): (
            {"staff_number": "199001012021211001"}, {"staff_number": "199001012026211001"}
        ),
        ("returned", ids["Pegawai 5"]): ({"position": "Analis"}, {"position": "Penata"}),
    }  # fmt: skip
    assert joined[1]["name"] == "Pegawai 6"
    assert "phone" not in joined[1] or "•" in joined[1]["phone"]
    returned = await values_of(db, "Pegawai 5")
    assert (returned["active"], returned["position"]) == (True, "Penata")
    moved = await values_of(db, "Pegawai 1")
    assert (moved["unit_id"], moved["rank"], moved["phone"]) == (agency["pkm"], "III/b", "+628110000001")


async def test_the_log_tells_who_imported_what_in_numbers_and_without_names(
    db: Database, agency: dict[str, int]
) -> None:
    await imported(db, row(1), row(2), row(3, number="123"))
    entry = await db.read(lambda tx: tx.execute(select(audit)).one())
    assert (entry.actor, entry.action, entry.subject) == ("cli", "import_roster", "roster")
    assert (entry.detail["file"], entry.detail["joined"], entry.detail["bad"]) == ("pegawai.csv", 2, 1)
    assert "Pegawai" not in str(entry.detail)


async def test_one_bad_row_stops_everything_when_that_was_chosen(db: Database, agency: dict[str, int]) -> None:
    with refused("roster.bad_row", line=3, reason="roster.staff_number_length", expected=18, actual=3):
        await imported(db, row(1), row(2, number="123"), choice=Choice.STOP)
    assert await db.read(count, employees) == 0


async def test_only_new_people_are_added_when_that_was_chosen(db: Database, agency: dict[str, int]) -> None:
    await imported(db, row(1), row(2))
    changed = [row(1, position="Kepala", phone="08117777777"), row(3), row(4, phone="0811-0000-001")]
    done = await imported(db, *changed, choice=Choice.SKIP)
    assert (done.numbers.joined, done.numbers.changed, done.left, done.numbers.bad) == (1, 0, 0, 1)
    first = await values_of(db, "Pegawai 1")
    assert (first["position"], first["phone"]) == ("Analis", "+628110000001")
    assert await db.read(count, employees) == 3


async def test_whoever_is_missing_stays_until_it_is_confirmed(db: Database, agency: dict[str, int]) -> None:
    await imported(db, row(1), row(2))
    done = await imported(db, row(1))
    assert (done.left, done.numbers.missing) == (0, 1)
    assert (await values_of(db, "Pegawai 2"))["active"]
    assert (await previewed(db, file(row(1)), full=False)).numbers.missing == 0


@pytest.mark.parametrize("confirmed", [1, 3])
async def test_another_number_of_leavers_than_there_are_is_refused(
    db: Database, agency: dict[str, int], confirmed: int
) -> None:
    await imported(db, row(1), row(2), row(3))
    seen = await previewed(db, file(row(1)))
    with refused("roster.leavers_differ", expected=confirmed, actual=2):
        await db.write(roster_import.apply_directly, "cli", seen, Choice.UPDATE, NOW, leavers=confirmed)
    assert await db.read(people.count_employees) == 3


async def test_whoever_left_is_cut_off_and_the_evidence_stays(db: Database, agency: dict[str, int]) -> None:
    await imported(db, row(1), row(2))

    def prepare(tx: Transaction) -> int:
        gone = people.employee_by_staff_number(tx, row(2)[1])
        assert gone is not None
        builders.linked(tx, the_unit(tx, "dinkes"), person=gone, role=Role.ADMIN)
        code = {"employee_id": gone.id, "digest": "d", "issued_by": "cli", "issued_at": NOW, "expires_at": LATER}
        tx.execute(insert(activation_codes).values(**code))
        campaign = builders.campaign(tx)
        builders.signature(tx, campaign, gone)
        drafts.save(tx, 700, "announce", "text", {}, NOW)
        messages.enqueue(tx, [Post("reminder", "reminder", 700)], NOW)
        return gone.id

    gone = await db.write(prepare)
    seen = await previewed(db, file(row(1)))
    with refused("roles.last_admin"):
        await db.write(roster_import.apply_directly, "cli", seen, Choice.UPDATE, LATER, leavers=1)
    assert (await db.read(builders.actor, 700)).employee is not None
    await db.write(admin_of, None)
    seen = await previewed(db, file(row(1), ADMIN_ROW))
    done = await db.write(roster_import.apply_directly, "cli", seen, Choice.UPDATE, LATER, leavers=1)
    assert (done.left, done.accounts, done.roles) == (1, 1, 1)

    link = await db.read(lambda tx: tx.execute(select(links).where(links.c.employee_id == gone)).one())
    grant = await db.read(lambda tx: tx.execute(select(grants).where(grants.c.employee_id == gone)).one())
    why = roster_import.WHY_LEFT
    assert (link.ended_at, grant.revoked_at, grant.revoked_by, grant.revoke_reason) == (LATER, LATER, "cli", why)
    logged = await db.read(lambda tx: tx.execute(select(audit).where(audit.c.subject == f"employee:{gone}")).all())
    assert [(one.action, one.detail) for one in logged] == [
        ("unlink", {"account": 700, "reason": why}), ("revoke_role", {"role": "admin", "unit": "", "reason": why}),
    ]  # fmt: skip
    assert await db.read(drafts.latest, 700) is None
    waiting = await db.read(lambda tx: tx.execute(select(outbox.c.kind, outbox.c.status).order_by(outbox.c.id)).all())
    assert [tuple(one) for one in waiting] == [("reminder", "failed"), ("menu", "queued")]
    assert await db.read(lambda tx: tx.execute(select(activation_codes.c.revoked_at)).scalar()) == LATER
    assert (await db.read(builders.actor, 700)).employee is None
    assert await db.read(count, signatures) == 1
    assert (await changes(db))[-1] == (gone, "left", {"unit_code": "dinkes"}, {})

    await imported(db, row(1), row(2))
    assert await db.read(people.open_link_of_employee, gone) is None
    assert (await db.read(builders.actor, 700)).employee is None


def the_unit(tx: Transaction, code: str) -> Any:
    found = people.unit_by_code(tx, code)
    assert found is not None
    return found


async def test_movers_who_still_hold_a_role_are_counted(db: Database, agency: dict[str, int]) -> None:
    await imported(db, row(1), row(2))

    def grant(tx: Transaction) -> None:
        for serial in (1, 2):
            holder = people.employee_by_staff_number(tx, row(serial)[1])
            assert holder is not None
            builders.linked(tx, the_unit(tx, "dinkes"), 700 + serial, person=holder, role=Role.UNIT_HEAD)

    await db.write(grant)
    done = await imported(db, row(1, "pkm"), row(2, position="Kepala"))
    assert (done.numbers.moved, done.role_holders) == (2, 1)


@pytest.mark.parametrize(
    "change",
    [
        update(employees).where(employees.c.name == "Pegawai 2").values(phone="+628115555555"),
        update(employees).where(employees.c.name == "Pegawai 2").values(active=False),
        update(units).where(units.c.code == "disdik").values(name="Dinas Pendidikan dan Olahraga"),
        update(units).where(units.c.code == "disdik").values(closed_at=NOW),
        delete(units).where(units.c.code == "disdik"),
    ],
)
async def test_a_preview_of_another_roster_is_not_applied(db: Database, agency: dict[str, int], change: Any) -> None:
    await imported(db, row(1), row(2))
    seen = await previewed(db, file(row(1), row(2), row(3)))
    await db.write(lambda tx: tx.execute(change))
    with refused("roster.changed"):
        await db.write(roster_import.apply_directly, "cli", seen, Choice.UPDATE, NOW)
    assert await db.read(lambda tx: tx.execute(select(func.count()).select_from(employees)).scalar_one()) == 2


def admin_of(tx: Transaction, code: str | None) -> Actor:
    """Somebody of the education service who administers a unit, or the agency (None)."""
    home = the_unit(tx, "disdik")
    person = builders.employee(tx, home, name="Pengelola", number=ADMIN_NUMBER, phone_number="+62812000999")
    scope = the_unit(tx, code) if code else None
    return builders.linked(tx, home, 777, role=Role.ADMIN, scope=scope, person=person)


async def test_an_admin_of_a_unit_touches_only_people_of_it_and_below(db: Database, agency: dict[str, int]) -> None:
    await imported(db, row(1), row(2, "pkm"), row(3, "disdik"), row(4, "disdik"), row(5, "dinkes"))
    admin = await db.write(admin_of, "dinkes")
    rows = (
        row(1, "pkm"),  # within
        row(2, "disdik"),  # out of the scope
        row(3, "dinkes"),  # into it
        row(4, "disdik"),  # untouched, elsewhere
        row(6, "pkm"),  # new, within
        row(7, "disdik"),  # new, elsewhere
    )
    seen = await previewed(db, file(*rows), admin)
    assert [(problem.line, problem.key) for problem in seen.plan.problems] == [
        (line, "roster.outside_scope") for line in (3, 4, 7)
    ]
    n = seen.numbers
    assert (n.moved, n.joined, n.unchanged, n.missing, n.uncertain, n.serving) == (1, 1, 1, 1, 1, 3)
    assert [one.name for one in seen.plan.leavers] == ["Pegawai 5"]
    done = await db.write(roster_import.apply, admin, seen, Choice.UPDATE, NOW, leavers=1)
    assert done.left == 1
    by = {(one.by) for one in await db.read(lambda tx: tx.execute(select(employee_changes.c.by)).all())}
    assert by == {"cli", f"account:{admin.telegram_id}"}


async def test_a_phone_that_a_refused_row_would_have_given_up_stays_taken(db: Database, agency: dict[str, int]) -> None:
    await imported(db, row(1, "disdik"))
    admin = await db.write(admin_of, "dinkes")
    rows = (row(1, "disdik", phone="08119999999"), row(2, "dinkes", phone="08110000001"))
    seen = await previewed(db, file(*rows), admin)
    assert [problem.key for problem in seen.plan.problems] == ["roster.outside_scope", "roster.phone_taken"]


async def test_rights_taken_away_after_the_preview_count(db: Database, agency: dict[str, int]) -> None:
    admin = await db.write(admin_of, "pemda")
    seen = await previewed(db, file(row(1)), admin)
    assert admin.employee is not None
    await db.write(builders.revoke_grants, admin.employee)
    without = await db.read(builders.actor, admin.telegram_id)
    with refused("access.denied"):
        await db.write(roster_import.apply, without, seen, Choice.UPDATE, NOW)
    await db.write(admin_again, without)
    narrower = await db.read(builders.actor, admin.telegram_id)
    with refused("roster.changed"):
        await db.write(roster_import.apply, narrower, seen, Choice.UPDATE, NOW)


def admin_again(tx: Transaction, actor: Actor) -> None:
    assert actor.employee is not None
    values = {"employee_id": actor.employee.id, "role": "admin", "granted_at": NOW}
    tx.execute(insert(grants).values(**values, unit_id=the_unit(tx, "pkm").id))


async def test_the_whole_agency_is_open_to_an_agency_wide_admin_only(db: Database, agency: dict[str, int]) -> None:
    admin = await db.write(admin_of, None)
    assert await db.read(roster_import.scope, admin, Action.MANAGE_ROSTER) is None
    head = await db.write(lambda tx: builders.linked(tx, the_unit(tx, "pkm"), 701, role=Role.UNIT_HEAD))
    with refused("access.denied"):
        await db.read(roster_import.state, head)


async def test_nobody_marks_oneself_as_gone(db: Database, agency: dict[str, int]) -> None:
    admin = await db.write(admin_of, None)
    seen = await previewed(db, file(row(1)), admin)
    with refused("roster.leavers_yourself"):
        await db.write(roster_import.apply, admin, seen, Choice.UPDATE, NOW, leavers=1)
    assert (await db.read(builders.actor, admin.telegram_id)).employee is not None


async def test_a_list_in_which_most_are_missing_marks_nobody_in_the_chat(db: Database, agency: dict[str, int]) -> None:
    await imported(db, *(row(serial) for serial in range(1, FEW + 4)))
    admin = await db.write(admin_of, None)
    seen = await previewed(db, file(row(1)), admin)
    assert seen.looks_partial
    with refused("roster.partial_list", missing=seen.numbers.missing):
        await db.write(roster_import.apply, admin, seen, Choice.UPDATE, NOW, leavers=seen.numbers.missing)
    seen = await previewed(db, file(row(1), ADMIN_ROW))
    done = await db.write(roster_import.apply_directly, "cli", seen, Choice.UPDATE, NOW, leavers=FEW + 2)
    assert done.left == FEW + 2


async def test_a_merged_or_renamed_unit_is_read_as_what_it_is_now(db: Database, agency: dict[str, int]) -> None:
    def merge(tx: Transaction) -> None:
        merged = {"closed_at": NOW, "merged_into": agency["dinkes"]}
        tx.execute(update(units).where(units.c.code == "pkm").values(**merged))
        tx.execute(update(units).where(units.c.code == "disdik").values(closed_at=NOW))
        unit_rows.note(tx, agency["dinkes"], "renamed", {"name": "Dinas Kesehatan Rakyat"}, {}, "cli", NOW)

    await db.write(merge)
    rows = (row(1, "Puskesmas Contoh"), row(2, "pkm"), row(3, "disdik"), row(4, "Dinas Kesehatan Rakyat"))
    seen = await previewed(db, file(*rows))
    assert [one.unit_code for one in seen.plan.joiners] == ["dinkes"] * 3
    assert [problem.key for problem in seen.plan.problems] == ["roster.unit_unknown"]


async def test_a_failure_on_the_way_leaves_nothing_behind(db: Database, agency: dict[str, int]) -> None:
    seen = await previewed(db, file(row(1), row(2)))
    broken = replace(seen.plan.joiners[0], unit_code="nowhere")
    plan = replace(seen.plan, joiners=(seen.plan.joiners[1], broken))
    with pytest.raises(KeyError):
        await db.write(
            roster_import.apply_directly, "cli", replace(seen, plan=plan), Choice.UPDATE, NOW
        )  # fmt: skip
    assert await db.read(count, employees) == 0
    assert await db.read(count, employee_changes) == 0
