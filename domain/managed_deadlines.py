"""Deadlines as those see them who set and change them."""

from __future__ import annotations

from dataclasses import dataclass

from domain.deadline import Deadline
from domain.people import Unit


@dataclass(frozen=True, slots=True)
class Managed:
    """A deadline with its unit (None: the agency), how many people it concerns, and how many of them still owe it."""

    deadline: Deadline
    unit: Unit | None
    people: int
    owing: int


@dataclass(frozen=True, slots=True)
class ManagedPage:
    """A page (from 0) of the deadlines that a person may change."""

    rows: tuple[Managed, ...]
    page: int
    pages: int
