"""Comparing a roster with the people known tells exactly who joins, moves, is corrected or is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import roster_data
from domain.employment import Status
from domain.roster import Problem, RosterRow, read_rows
from domain.roster_columns import find_header
from domain.roster_compare import ChangeKind, KnownEmployee, RosterPlan, compare
from domain.roster_units import unit_index

ADI_NUMBER, BUNGA_NUMBER, BUNGA_NEXT = "198601012010011001", "199003152021212001", "199003152026222001"
ADI = KnownEmployee(
    1, "Adi Contoh", ADI_NUMBER, "PNS", "Analis", "III/a", "dinkes", "+62811000001", "adi@contoh.example", active=True
)
BUNGA = KnownEmployee(2, "Bunga Contoh", BUNGA_NUMBER, "PPPK", "Guru", "IX", "sd-1", "+62811000002", "", active=True)
CAHYA = KnownEmployee(3, "Cahya Contoh", "", "Non-ASN", "Sopir", "", "dinkes", "+62811000003", "", active=True)
EVERYBODY = (ADI, BUNGA, CAHYA)


def row_of(person: KnownEmployee, line: int = 0, /, **other: str) -> RosterRow:
    """The row of a list that says what is known of a person, but for what it says otherwise."""
    row = RosterRow(
        line=line or person.id + 1,
        name=person.name,
        staff_number=person.staff_number,
        status=Status(other.pop("status", person.status)),
        position=person.position,
        rank=person.rank,
        unit_code=person.unit_code,
        phone=person.phone,
        email=person.email,
    )
    return replace(row, **other)  # type: ignore[arg-type]


def apply(known: Iterable[KnownEmployee], plan: RosterPlan) -> list[KnownEmployee]:
    """The people after an import that follows the plan and marks the leavers."""
    people = {one.id: one for one in known}
    for change in plan.changes:
        fields = {name: new for name, (_, new) in change.fields.items()}
        people[change.employee_id] = replace(people[change.employee_id], active=True, **fields)  # type: ignore[arg-type]
    for leaver in plan.leavers:
        people[leaver.id] = replace(leaver, active=False)
    first = max(people, default=0) + 1
    people |= {number: roster_data.employee(number, row) for number, row in enumerate(plan.joiners, first)}
    return list(people.values())


def kinds(plan: RosterPlan) -> list[tuple[int, ChangeKind]]:
    return [(change.employee_id, change.kind) for change in plan.changes]


def test_the_list_as_it_is_known_changes_nothing() -> None:
    plan = compare(EVERYBODY, [row_of(one) for one in EVERYBODY], full=True)
    assert plan == RosterPlan((), (), (), (), unchanged=3, problems=())


def test_whoever_is_not_known_joins() -> None:
    row = row_of(ADI)
    assert compare((BUNGA,), [row], full=False).joiners == (row,)


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        ({"unit_code": "inspektorat"}, ChangeKind.MOVED),
        ({"position": "Auditor"}, ChangeKind.MOVED),
        ({"rank": "III/b"}, ChangeKind.MOVED),
        ({"rank": "III/b", "phone": "+62811000009"}, ChangeKind.MOVED),
        ({"position": "ANALIS"}, ChangeKind.CORRECTED),
        ({"name": "Adi Contoh, S.E."}, ChangeKind.CORRECTED),
        ({"phone": "+62811000009"}, ChangeKind.CORRECTED),
        ({"email": "lain@contoh.example"}, ChangeKind.CORRECTED),
        ({"status": "PPPK"}, ChangeKind.CORRECTED),
    ],
)
def test_what_changes_decides_the_kind(other: dict[str, str], kind: ChangeKind) -> None:
    (change,) = compare(EVERYBODY, [row_of(ADI, **other)], full=False).changes
    assert (change.employee_id, change.kind, change.moves) == (1, kind, kind is ChangeKind.MOVED)
    assert change.fields == {name: (getattr(ADI, name), new) for name, new in other.items()}


def test_the_first_position_of_somebody_is_no_move() -> None:
    plan = compare((replace(ADI, position=""),), [row_of(ADI)], full=False)
    assert kinds(plan) == [(1, ChangeKind.CORRECTED)]


def test_an_empty_cell_changes_nothing() -> None:
    row = row_of(ADI, position="", rank="", phone="", email="")
    assert compare(EVERYBODY, [row], full=False).unchanged == 1


@pytest.mark.parametrize(
    ("known", "derived", "status"),
    [
        ("PPPK Paruh Waktu", Status.PPPK, None),
        ("pppk", Status.PPPK, None),
        ("Non-ASN", Status.PPPK, "PPPK"),
        ("PNS", Status.PPPK, "PPPK"),
        ("PNS", Status.NON_ASN, None),
    ],
)
def test_a_status_that_only_follows_from_the_number_gives_way(known: str, derived: Status, status: str | None) -> None:
    row = replace(row_of(BUNGA), status=derived, status_stated=False)
    plan = compare((replace(BUNGA, status=known),), [row], full=False)
    assert [change.fields for change in plan.changes] == ([{"status": (known, status)}] if status else [])


def test_only_a_full_list_makes_leavers() -> None:
    assert compare(EVERYBODY, [row_of(ADI)], full=True).leavers == (BUNGA, CAHYA)
    assert compare(EVERYBODY, [row_of(ADI)], full=False).leavers == ()


def test_who_has_left_does_not_leave_again() -> None:
    assert compare((ADI, replace(BUNGA, active=False)), [row_of(ADI)], full=True).leavers == ()


@pytest.mark.parametrize("mention", [BUNGA_NUMBER, "+62811000002", "bunga contoh"])
def test_who_may_be_meant_by_a_bad_row_is_no_leaver(mention: str) -> None:
    plan = compare(EVERYBODY, [row_of(ADI)], full=True, mentioned=frozenset({mention}))
    assert (plan.uncertain, plan.leavers) == ((BUNGA,), (CAHYA,))


@pytest.mark.parametrize("other", [{}, {"unit_code": "inspektorat"}, {"phone": "+62811000009"}])
def test_who_is_listed_again_has_returned(other: dict[str, str]) -> None:
    plan = compare((replace(ADI, active=False), BUNGA), [row_of(ADI, **other)], full=False)
    assert kinds(plan) == [(1, ChangeKind.RETURNED)]
    assert plan.changes[0].moves == ("unit_code" in other)


class TestRenumbered:
    @pytest.mark.parametrize(
        "other",
        [{}, {"unit_code": "sd-9"}, {"phone": "+62811000009"}, {"phone": ""}, {"name": "BUNGA CONTOH, S.Pd."}],
    )
    def test_a_pppk_keeps_being_the_same_person(self, other: dict[str, str]) -> None:
        plan = compare(EVERYBODY, [row_of(BUNGA, staff_number=BUNGA_NEXT, **other)], full=False)
        assert kinds(plan) == [(2, ChangeKind.RENUMBERED)]
        assert plan.changes[0].fields["staff_number"] == (BUNGA_NUMBER, BUNGA_NEXT)

    @pytest.mark.parametrize(
        "other",
        [
            {"unit_code": "sd-9", "phone": "+62811000009"},
            {"name": "Bunga Lain", "phone": "+62811000009"},
            {"staff_number": "199003162026222001", "phone": "+62811000009"},
        ],
    )
    def test_without_birth_date_name_and_unit_or_phone_it_is_another_person(self, other: dict[str, str]) -> None:
        row = row_of(BUNGA, **({"staff_number": BUNGA_NEXT} | other))
        plan = compare(EVERYBODY, [row], full=True)
        assert plan.joiners == (row,)
        assert BUNGA in plan.leavers

    def test_a_pns_does_not_get_another_number(self) -> None:
        row = row_of(ADI, staff_number="198601012011011001", phone="")
        assert compare((ADI,), [row], full=False).joiners == (row,)

    def test_two_numbers_of_pns_with_one_phone_and_name_are_reported(self) -> None:
        plan = compare((ADI,), [row_of(ADI, staff_number="198601012011011001")], full=False)
        assert [one.key for one in plan.problems] == ["roster.phone_taken"]

    def test_who_is_listed_under_the_old_number_is_somebody_else(self) -> None:
        rows = [row_of(BUNGA), row_of(BUNGA, 9, staff_number=BUNGA_NEXT, phone="+62811000009")]
        plan = compare(EVERYBODY, rows, full=False)
        assert (plan.joiners, plan.unchanged) == ((rows[1],), 1)

    def test_one_of_two_who_may_be_meant_is_not_chosen(self) -> None:
        twin = replace(BUNGA, id=7, staff_number="199003152021212002", phone="+62811000007")
        row = row_of(BUNGA, staff_number=BUNGA_NEXT, phone="")
        plan = compare((BUNGA, twin), [row], full=True)
        assert plan.problems == (Problem(3, "Nama", BUNGA.name, "roster.person_ambiguous", {}),)
        assert (plan.joiners, plan.changes, plan.leavers) == ((), (), ())

    def test_two_rows_that_may_mean_one_person_are_both_reported(self) -> None:
        rows = [
            row_of(BUNGA, 2, staff_number=BUNGA_NEXT),
            row_of(BUNGA, 3, staff_number="199003152026222002", phone=""),
        ]
        plan = compare(EVERYBODY, rows, full=False)
        assert [(one.line, one.key) for one in plan.problems] == [
            (2, "roster.person_ambiguous"), (3, "roster.person_ambiguous"),
        ]  # fmt: skip

    def test_whoever_had_no_number_and_got_one_is_known_by_phone_and_name(self) -> None:
        row = row_of(CAHYA, staff_number="199901012026211001", status="PPPK Paruh Waktu")
        plan = compare(EVERYBODY, [row], full=False)
        assert kinds(plan) == [(3, ChangeKind.RENUMBERED)]


class TestWithoutNumber:
    def test_phone_and_name_make_the_person(self) -> None:
        plan = compare(EVERYBODY, [row_of(CAHYA, name="CAHYA CONTOH", position="Satpam")], full=False)
        assert kinds(plan) == [(3, ChangeKind.MOVED)]

    def test_a_number_that_is_known_stays_where_the_list_has_none(self) -> None:
        plan = compare(EVERYBODY, [row_of(ADI, staff_number="")], full=False)
        assert (plan.unchanged, plan.joiners) == (1, ())

    def test_who_serves_goes_before_who_left(self) -> None:
        plan = compare((replace(CAHYA, id=8, active=False), CAHYA), [row_of(CAHYA)], full=False)
        assert (plan.unchanged, plan.problems) == (1, ())

    def test_a_name_alone_makes_nobody(self) -> None:
        row = row_of(CAHYA, phone="+62811000009")
        assert compare(EVERYBODY, [row], full=False).joiners == (row,)

    def test_a_phone_alone_makes_nobody(self) -> None:
        plan = compare(EVERYBODY, [row_of(CAHYA, name="Dewi Contoh")], full=False)
        assert plan.problems == (Problem(4, "No. HP", CAHYA.phone, "roster.phone_taken", {}),)

    def test_the_same_person_with_and_without_number_is_reported(self) -> None:
        rows = [row_of(ADI, phone="+62811000009"), row_of(ADI, 9, staff_number="")]
        plan = compare(EVERYBODY, rows, full=False)
        assert plan.problems == (Problem(9, "Nama", ADI.name, "roster.person_twice", {"other_line": 2}),)
        assert kinds(plan) == [(1, ChangeKind.CORRECTED)]


class TestPhones:
    def test_the_phone_of_another_person_is_not_taken(self) -> None:
        plan = compare(EVERYBODY, [row_of(ADI, phone=BUNGA.phone)], full=False)
        assert plan.problems == (Problem(2, "No. HP", BUNGA.phone, "roster.phone_taken", {}),)
        assert (plan.changes, plan.unchanged) == ((), 0)

    def test_a_refused_row_makes_no_leaver(self) -> None:
        plan = compare((ADI, BUNGA), [row_of(ADI, phone=BUNGA.phone), row_of(BUNGA)], full=True)
        assert plan.leavers == ()

    def test_two_people_may_swap(self) -> None:
        rows = [row_of(ADI, phone=BUNGA.phone), row_of(BUNGA, phone=ADI.phone)]
        plan = compare(EVERYBODY, rows, full=False)
        assert (len(plan.changes), plan.problems) == (2, ())

    def test_a_phone_that_is_given_up_is_free(self) -> None:
        rows = [row_of(ADI, phone="+62811000009"), row_of(CAHYA, 9, name="Eka Contoh", phone=ADI.phone)]
        plan = compare((ADI,), rows, full=False)
        assert (plan.joiners, plan.problems) == ((rows[1],), ())

    def test_a_refused_row_gives_up_no_phone(self) -> None:
        rows = [row_of(ADI, phone=CAHYA.phone), row_of(BUNGA, phone=ADI.phone)]
        plan = compare(EVERYBODY, rows, full=False)
        assert [one.line for one in plan.problems] == [2, 3]

    def test_the_phone_of_somebody_who_left_is_free(self) -> None:
        row = row_of(CAHYA, name="Eka Contoh", phone=ADI.phone)
        assert compare((replace(ADI, active=False),), [row], full=False).joiners == (row,)

    def test_who_returns_does_not_take_back_a_phone(self) -> None:
        left = replace(ADI, active=False)
        plan = compare((left, replace(BUNGA, phone=ADI.phone)), [row_of(ADI)], full=False)
        assert [one.key for one in plan.problems] == ["roster.phone_taken"]

    def test_who_returns_brings_no_phone_along_that_has_another_owner(self) -> None:
        left, also_left = replace(ADI, active=False), replace(BUNGA, active=False, phone=ADI.phone)
        back, also_back = row_of(ADI, phone=""), row_of(BUNGA, phone="")
        new = row_of(CAHYA, phone=ADI.phone)
        for known, rows, refused_lines in (
            ((left, replace(CAHYA, phone=ADI.phone)), [back], [2]),
            ((left, also_left), [back, also_back], [2, 3]),
            ((left,), [back, new], [2]),
            ((left,), [back], []),
        ):
            assert [one.line for one in compare(known, rows, full=False).problems] == refused_lines


def planned(known: Sequence[KnownEmployee], people: Sequence[roster_data.Entry]) -> RosterPlan:
    table = roster_data.rows(people)
    reading = read_rows(table, find_header(table), unit_index(roster_data.UNITS), roster_data.TODAY)
    return compare(known, reading.rows, full=True, mentioned=reading.mentioned)


def test_a_month_later_exactly_the_changes_are_found() -> None:
    people = roster_data.entries(3_000)
    known = apply((), planned((), people))
    assert planned(known, people).unchanged == 3_000
    month = roster_data.a_month_later(people)
    plan = planned(known, month.entries)
    numbers = {one.id: one.staff_number for one in known}
    assert {numbers[change.employee_id] for change in plan.of_kind(ChangeKind.MOVED)} == month.moved
    assert {one.staff_number for one in plan.leavers} == month.left
    assert {row.staff_number for row in plan.joiners} == month.joined
    assert (len(plan.changes), len(plan.leavers), len(plan.joiners)) == (250, 80, 120)
    assert (plan.unchanged, plan.problems, plan.uncertain) == (3_000 - 330, (), ())
    again = planned(apply(known, plan), month.entries)
    assert again == RosterPlan((), (), (), (), unchanged=3_040, problems=())


NUMBERS = st.sampled_from(["", ADI_NUMBER, "198601012010011002", BUNGA_NUMBER, BUNGA_NEXT, "199003152021212009"])
PHONES = st.sampled_from(["", *(f"+6281100000{last}" for last in range(6))])
TEXTS = {
    "name": st.sampled_from(["Adi Contoh", "ADI CONTOH", "Bunga Contoh", "Bunga Contoh, S.Pd."]),
    "position": st.sampled_from(["", "Analis", "analis", "Guru"]),
    "rank": st.sampled_from(["", "III/a", "IX"]),
    "unit_code": st.sampled_from(["dinkes", "sd-1"]),
    "email": st.sampled_from(["", "a@contoh.example"]),
}
ROW = st.builds(
    RosterRow, line=st.just(0), staff_number=NUMBERS, phone=PHONES, status=st.sampled_from(Status),
    status_stated=st.booleans(), **TEXTS,
)  # fmt: skip
KNOWN = st.builds(
    KnownEmployee, id=st.just(0), staff_number=NUMBERS, phone=PHONES, active=st.booleans(),
    status=st.sampled_from(["PNS", "PPPK", "pppk", "PPPK Paruh Waktu", "Non-ASN"]), **TEXTS,
)  # fmt: skip


def apart(rows: Iterable[RosterRow]) -> list[RosterRow]:
    """Rows as a reading gives them: each with a key, no number and no phone twice."""
    seen: set[str] = set()
    kept: list[RosterRow] = []
    for row in rows:
        keys = {row.staff_number, row.phone} - {""}
        if keys and seen.isdisjoint(keys):
            seen |= keys
            kept.append(replace(row, line=len(kept) + 2))
    return kept


def stored(people: Iterable[KnownEmployee]) -> list[KnownEmployee]:
    """People as the storage holds them: no staff number twice."""
    seen: set[str] = set()
    kept: list[KnownEmployee] = []
    for one in people:
        if one.staff_number not in seen:
            kept.append(replace(one, id=len(kept) + 1))
            seen |= {one.staff_number} - {""}
    return kept


@settings(max_examples=400)
@given(st.lists(KNOWN, max_size=7).map(stored), st.lists(ROW, max_size=7).map(apart), st.booleans())
def test_every_row_and_every_person_is_accounted_for_and_no_number_is_given_twice(
    known: list[KnownEmployee], rows: list[RosterRow], full: bool
) -> None:
    plan = compare(known, rows, full=full)
    assert len(plan.joiners) + len(plan.changes) + plan.unchanged + len(plan.problems) == len(rows)
    assert len({change.employee_id for change in plan.changes}) == len(plan.changes)
    after = [one.staff_number for one in apply(known, plan) if one.staff_number]
    assert len(after) == len(set(after))


@settings(max_examples=400)
@given(st.lists(KNOWN, max_size=7).map(stored), st.lists(ROW, max_size=7).map(apart), st.booleans())
def test_a_second_import_changes_nothing(known: list[KnownEmployee], rows: list[RosterRow], full: bool) -> None:
    plan = compare(known, rows, full=full)
    bad = {problem.line for problem in plan.problems}
    good = [row for row in rows if row.line not in bad]
    after = apply(known, plan)
    again = compare(after, good, full=False)
    assert (again.joiners, again.changes, again.problems) == ((), (), ())
    assert again.unchanged == len(good)
