"""What remains of an import within some units, or of additions only; when a list is hardly a full one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import roster_data
from domain.employment import Status
from domain.roster import Problem, Reading, RosterRow
from domain.roster_compare import KnownEmployee, compare
from domain.roster_numbers import Applied, Numbers, numbers
from domain.roster_scope import FEW, additions_only, looks_partial, plan_within

UNITS = ("a", "b", "c")


def row(line: int, serial: int, unit: str, phone: str = "", position: str = "Analis") -> RosterRow:
    number = f"19700101200103{1 + serial % 2}{serial:03}"
    return RosterRow(line, f"Pegawai {serial}", number, Status.PNS, position, "III/a", unit, phone, "")


def known(serial: int, unit: str, phone: str = "") -> KnownEmployee:
    return roster_data.employee(serial, row(0, serial, unit, phone))


def reading(*rows: RosterRow, problems: tuple[Problem, ...] = ()) -> Reading:
    return Reading(rows, problems, frozenset())


def test_problems_of_reading_comparing_and_reach_come_in_the_order_of_the_rows() -> None:
    bad = Problem(3, "Nama", "", "roster.name_empty", {})
    people = (known(1, "a", "+628110000001"), known(2, "b"))
    rows = (row(2, 3, "a", "+628110000001"), row(4, 2, "b", position="Kepala"), row(5, 1, "a", "+628110000001"))
    plan = plan_within(people, reading(*rows, problems=(bad,)), full=True, scope=frozenset({"a"}))
    assert [(one.line, one.key) for one in plan.problems] == [
        (2, "roster.phone_taken"), (3, "roster.name_empty"), (4, "roster.outside_scope"),
    ]  # fmt: skip
    assert (plan.unchanged, plan.joiners, plan.changes, plan.leavers) == (1, (), (), ())


@given(
    st.lists(st.tuples(st.integers(1, 6), st.sampled_from(UNITS)), unique_by=lambda one: one[0], max_size=6),
    st.lists(st.tuples(st.integers(1, 6), st.sampled_from(UNITS), st.integers(0, 3)), unique_by=lambda one: one[0]),
    st.sets(st.sampled_from(UNITS)),
)
def test_nobody_outside_is_touched_and_nobody_inside_is_forgotten(
    before: list[tuple[int, str]], listed: list[tuple[int, str, int]], scope: set[str]
) -> None:
    people = tuple(known(serial, unit, f"+62811000000{serial}") for serial, unit in before)
    rows = tuple(
        row(line, serial, unit, f"+62811000000{phone}" if phone else "")
        for line, (serial, unit, phone) in enumerate(listed, 2)
    )
    plan = plan_within(people, reading(*rows), full=True, scope=frozenset(scope))
    units = {one.id: one.unit_code for one in people}
    touched = {one.unit_code for one in plan.joiners} | {one.unit_code for one in (*plan.leavers, *plan.uncertain)}
    touched |= {unit for one in plan.changes for unit in (units[one.employee_id], one.row.unit_code)}
    assert touched <= scope
    assert len(plan.joiners) + len(plan.changes) + plan.unchanged + len(plan.problems) == len(rows)
    everywhere = plan_within(people, reading(*rows), full=True, scope=frozenset(UNITS))
    assert everywhere == plan_within(people, reading(*rows), full=True)


def test_additions_only_leave_known_people_and_their_phones_alone() -> None:
    people = (known(1, "a", "+628110000001"), known(9, "a", "+628110000009"))
    rows = (row(2, 1, "b", "+628110000005"), row(3, 2, "a", "+628110000001"), row(4, 3, "a", "+628110000003"))
    whole = compare(people, rows, full=True)
    assert (len(whole.joiners), len(whole.changes), len(whole.leavers)) == (2, 1, 1)
    plan = additions_only(whole, people)
    assert ([one.line for one in plan.joiners], plan.changes, plan.leavers) == ([4], (), ())
    assert [(one.line, one.key) for one in plan.problems] == [(3, "roster.phone_taken")]


@pytest.mark.parametrize(
    ("missing", "serving", "partial"),
    [(0, 0, False), (FEW, FEW, False), (FEW + 1, FEW + 1, True), (80, 10_000, False), (2500, 10_000, False),
     (2501, 10_000, True)],
)  # fmt: skip
def test_a_list_in_which_a_quarter_is_missing_is_hardly_a_full_one(missing: int, serving: int, partial: bool) -> None:
    assert looks_partial(missing, serving) is partial


def test_a_plan_in_numbers_counts_each_person_once() -> None:
    people = (known(1, "a"), known(2, "a"), known(3, "a"))
    moved = row(2, 1, "b", position="Kepala")
    bad = tuple(Problem(9, column, "", "roster.name_empty", {}) for column in ("Nama", "NIP"))
    plan = plan_within(people, reading(moved, row(3, 2, "a"), row(4, 4, "c"), problems=bad), full=True)
    assert numbers(plan, 3) == Numbers(
        joined=1, moved=1, units=1, positions=1, missing=1, unchanged=1, bad=1, serving=3
    )  # fmt: skip


def test_a_result_is_read_back_as_it_was_written() -> None:
    done = Applied(Numbers(joined=3, renumbered=2, returned=1), left=4, accounts=2, roles=1, role_holders=5)
    assert Applied.from_data(done.as_data()) == done
    assert done.numbers.changed == 3
