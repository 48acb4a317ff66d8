"""An import in numbers: what it would do, and what it did."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from domain.roster_compare import ChangeKind, RosterPlan


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many people a plan concerns; each is counted once, but `units`, `positions` and `ranks` tell of the moves.

    `missing` are absent from the list, `uncertain` perhaps, `serving` are those known to serve, `bad` counts rows.
    """

    joined: int = 0
    moved: int = 0
    units: int = 0
    positions: int = 0
    ranks: int = 0
    corrected: int = 0
    renumbered: int = 0
    returned: int = 0
    missing: int = 0
    uncertain: int = 0
    unchanged: int = 0
    bad: int = 0
    serving: int = 0

    @property
    def changed(self) -> int:
        """How many known people get other values."""
        return self.moved + self.corrected + self.renumbered + self.returned


@dataclass(frozen=True, slots=True)
class Applied:
    """What an import did. `left` were marked as gone, with the accounts cut off and the roles revoked thereby.

    `role_holders` moved to another unit and still hold roles, which somebody should look at.
    """

    numbers: Numbers
    left: int = 0
    accounts: int = 0
    roles: int = 0
    role_holders: int = 0

    def as_data(self) -> dict[str, object]:
        """Plain values that `from_data` reads."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Applied:
        """What `as_data` wrote."""
        return cls(**{**data, "numbers": Numbers(**data["numbers"])})


def numbers(plan: RosterPlan, serving: int) -> Numbers:
    """A plan in numbers."""
    of_kind = {kind: plan.of_kind(kind) for kind in ChangeKind}
    moves = of_kind[ChangeKind.MOVED]

    def with_field(name: str) -> int:
        return sum(name in change.fields for change in moves)

    return Numbers(
        joined=len(plan.joiners),
        moved=len(moves),
        units=with_field("unit_code"),
        positions=with_field("position"),
        ranks=with_field("rank"),
        corrected=len(of_kind[ChangeKind.CORRECTED]),
        renumbered=len(of_kind[ChangeKind.RENUMBERED]),
        returned=len(of_kind[ChangeKind.RETURNED]),
        missing=len(plan.leavers),
        uncertain=len(plan.uncertain),
        unchanged=plan.unchanged,
        bad=len({problem.line for problem in plan.problems}),
        serving=serving,
    )
