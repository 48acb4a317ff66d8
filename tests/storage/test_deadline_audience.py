"""Whom a deadline concerns and who owes it, each audience and rule against a count in plain Python."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.deadline import Concerned, Deadline, DeadlineAudience, DoneRule
from domain.people import Employee, Unit
from domain.rights import Role
from domain.stages import Stage
from storage import deadline_audience, deadline_lists, people, roles
from storage import deadlines as repository
from storage.engine import Database, Transaction
from storage.tables import employees, units
from tests import builders
from tests.builders import NOW

HANDED_IN = {Stage.TPI_REVIEW, Stage.AWARDED}
KINDS = ("opd", "puskesmas", "kecamatan")


@dataclass
class Town:
    """What the tables hold, once more in Python."""

    units: dict[int, Unit] = field(default_factory=dict)
    people: dict[int, Employee] = field(default_factory=dict)
    held: dict[int, set[tuple[Role, int | None]]] = field(default_factory=dict)
    stages: dict[int, Stage] = field(default_factory=dict)
    signed: set[int] = field(default_factory=set)
    named: dict[int, set[int]] = field(default_factory=dict)
    marks: dict[int, set[int]] = field(default_factory=dict)
    deadlines: dict[int, Deadline] = field(default_factory=dict)

    def within(self, unit_id: int, top: int | None) -> bool:
        at: int | None = unit_id
        while at is not None and at != top:
            at = self.units[at].parent_id
        return top is None or at == top

    def concerned(self, deadline: Deadline) -> set[int]:
        return {
            one.id
            for one in self.people.values()
            if one.active and self.within(one.unit_id, deadline.unit_id) and self.chosen(deadline, one)
        }

    def chosen(self, deadline: Deadline, one: Employee) -> bool:
        audience = deadline.audience
        if audience.concerned is Concerned.KIND:
            return self.units[one.unit_id].kind == audience.value
        if audience.concerned is Concerned.ROLE:
            role = Role(audience.value)
            return bool(self.held.get(one.id, set()) & {(role, None), (role, one.unit_id)})
        if audience.concerned is Concerned.PEOPLE:
            return one.id in self.named[deadline.id]
        return True

    def done(self, deadline: Deadline, one: int) -> bool:
        if deadline.rule is DoneRule.MARK:
            return one in self.marks.get(deadline.id, set())
        if deadline.rule is DoneRule.SHARED:
            return bool(self.marks.get(deadline.id))
        if deadline.rule is DoneRule.PLEDGE:
            return one in self.signed
        return self.stages.get(self.people[one].unit_id, Stage.AWARDED) in HANDED_IN

    def owing(self, deadline: Deadline) -> set[int]:
        found = {one for one in self.concerned(deadline) if not self.done(deadline, one)}
        if deadline.audience.concerned is Concerned.OWING:
            other = self.deadlines[int(deadline.audience.value)]
            found = {one for one in found if not self.done(other, one)}
        return found


def build(tx: Transaction, dice: random.Random) -> Town:
    """A town of a tree of units, people, roles and signatures, and a deadline of every audience and rule."""
    town = Town()
    for number in range(7):
        parent = dice.choice([None, *town.units.values()])
        unit = builders.unit(tx, f"u{number}", parent=parent)
        kind = dice.choice(KINDS)
        tx.execute(update(units).where(units.c.id == unit.id).values(kind=kind))
        found = people.unit(tx, unit.id)
        assert found is not None
        town.units[unit.id] = found
    _people(tx, town, dice)
    for rule in DoneRule:
        for concerned in Concerned:
            _deadline(tx, town, rule, concerned, dice)
    return town


def _people(tx: Transaction, town: Town, dice: random.Random) -> None:
    campaign = builders.campaign(tx)
    for _ in range(24):
        one = builders.employee(tx, dice.choice(list(town.units.values())))
        if dice.random() < 0.3:
            builders.signature(tx, campaign, one, code=f"AAAAAAAA{one.id:02}")
            town.signed.add(one.id)
        for _ in range(dice.choice([0, 0, 1, 2])):
            role, scope = dice.choice([Role.ZI_TEAM, Role.UNIT_HEAD]), dice.choice([None, *town.units])
            roles.add(tx, one.id, role, scope, NOW)
            town.held.setdefault(one.id, set()).add((role, scope))
        if dice.random() < 0.2:
            tx.execute(update(employees).where(employees.c.id == one.id).values(active=False))
        kept = people.employee(tx, one.id)
        assert kept is not None
        town.people[one.id] = kept
    stages = {one: dice.choice([Stage.BUILDING, Stage.RETURNED, *sorted(HANDED_IN)]) for one in town.units}
    town.stages = {one: stage for one, stage in stages.items() if dice.random() < 0.8}
    builders.cycle(tx, 2025, *((unit, Stage.BUILDING, "WBK") for unit in town.units.values()))
    builders.cycle(tx, 2026, *((town.units[one], stage, "WBK") for one, stage in town.stages.items()))


def _deadline(tx: Transaction, town: Town, rule: DoneRule, concerned: Concerned, dice: random.Random) -> None:
    others = list(town.deadlines) or [_add(tx, town, rule, DeadlineAudience(), None).id]
    value = {
        Concerned.KIND: dice.choice(KINDS), Concerned.ROLE: dice.choice(["zi_team", "unit_head"]),
        Concerned.OWING: str(dice.choice(others)),
    }.get(concerned, "")  # fmt: skip
    made = _add(tx, town, rule, DeadlineAudience(concerned, value), dice.choice([None, *town.units]))
    if concerned is Concerned.PEOPLE:
        town.named[made.id] = set(dice.sample(list(town.people), 6))
        deadline_audience.put_in_charge(tx, made.id, town.named[made.id])
    for one in dice.sample(list(town.people), dice.choice([0, 3])):
        repository.mark_done(tx, made.id, one, NOW)
        town.marks.setdefault(made.id, set()).add(one)


def _add(tx: Transaction, town: Town, rule: DoneRule, audience: DeadlineAudience, unit_id: int | None) -> Deadline:
    made = repository.add(tx, "Tenggat", NOW + timedelta(days=9), unit_id, rule, NOW, audience=audience.as_json())
    found = repository.deadline(tx, made)
    assert found is not None
    town.deadlines[made] = found
    return found


def ids(tx: Transaction, condition: object) -> set[int]:
    people_of_units = employees.join(units, units.c.id == employees.c.unit_id)
    query = select(employees.c.id).select_from(people_of_units).where(condition)  # type: ignore[arg-type]
    return set(tx.execute(query).scalars())


@pytest.fixture(params=range(4))
def built(request: pytest.FixtureRequest) -> Callable[[Transaction], Town]:
    """Builds the town of a seed."""
    return lambda tx: build(tx, random.Random(int(request.param)))


async def test_each_audience_is_exactly_who_it_is_and_who_of_them_owes(
    db: Database, built: Callable[[Transaction], Town]
) -> None:
    def compare(tx: Transaction) -> None:
        town = built(tx)
        for deadline in town.deadlines.values():
            concerned, owing = town.concerned(deadline), town.owing(deadline)
            assert ids(tx, deadline_audience.concerned(deadline)) == concerned, deadline
            assert ids(tx, deadline_audience.owing(tx, deadline, NOW)) == owing, deadline
            assert deadline_audience.numbers(tx, deadline, NOW) == (len(concerned), len(owing))

    await db.write(compare)


async def test_from_the_side_of_a_person_it_is_the_same(db: Database, built: Callable[[Transaction], Town]) -> None:
    def compare(tx: Transaction) -> None:
        town = built(tx)
        for one in town.people.values():
            if not one.active:
                continue
            path = people.unit_path(tx, one.unit_id)
            found = deadline_lists.of_person(tx, one, town.units[one.unit_id], path, NOW)
            assert {row.deadline.id for row in found} == {
                deadline.id for deadline in town.deadlines.values() if one.id in town.concerned(deadline)
            }
            for row in found:
                marks = town.marks.get(row.deadline.id, set())
                assert (row.mine, row.anybody) == (one.id in marks, bool(marks))
        deadline = next(iter(town.deadlines.values()))
        for one in town.people.values():
            assert deadline_audience.concerns(tx, deadline, one.id) is (one.id in town.concerned(deadline))
            assert deadline_audience.owes(tx, deadline, one.id, NOW) is (one.id in town.owing(deadline))

    await db.write(compare)


async def test_a_unit_is_shown_what_concerns_anybody_of_it(db: Database, built: Callable[[Transaction], Town]) -> None:
    def compare(tx: Transaction) -> None:
        town = built(tx)
        for unit in town.units.values():
            for deadline in town.deadlines.values():
                anybody = any(town.within(town.people[one].unit_id, unit.id) for one in town.concerned(deadline))
                assert deadline_audience.concerns_unit(tx, deadline, unit.id) is anybody

    await db.write(compare)


async def test_who_owes_something_that_was_erased_owes_nothing(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int]:
        builders.employee(tx, builders.unit(tx))
        audience = DeadlineAudience(Concerned.OWING, "404")
        made = repository.add(tx, "Susulan", NOW, None, DoneRule.MARK, NOW, audience=audience.as_json())
        found = repository.deadline(tx, made)
        assert found is not None
        return deadline_audience.numbers(tx, found, NOW)

    assert await db.write(fill) == (1, 0)


async def test_without_an_open_campaign_nobody_owes_a_signature(db: Database) -> None:
    def fill(tx: Transaction) -> tuple[int, int]:
        builders.employee(tx, builders.unit(tx))
        return deadline_audience.numbers(tx, builders.deadline(tx, rule=DoneRule.PLEDGE), NOW)

    assert await db.write(fill) == (1, 0)
