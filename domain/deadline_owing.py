"""Who still owes a deadline, by name, for who leads them."""

from __future__ import annotations

from dataclasses import dataclass

from domain.deadline import Deadline
from domain.people import Unit


@dataclass(frozen=True, slots=True)
class Ower:
    """A person who still owes a deadline, with the name of their unit, and whether the bot can write to them."""

    employee_id: int
    name: str
    unit: str
    reachable: bool


@dataclass(frozen=True, slots=True)
class OwingPage:
    """A page (from 0) of who still owes a deadline in a unit and all below it, or in the agency (None), by name.

    The deadline is due as it is for the unit, `total` is how many owe it.
    """

    deadline: Deadline
    unit: Unit | None
    people: tuple[Ower, ...]
    total: int
    page: int
    pages: int
