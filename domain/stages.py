"""The stages of a unit in one ZI cycle, as a table of who may move it where.

Source: PermenPANRB 90/2021 (stages), the portal and BPS practice for the review steps; labels are in `texts`.
Which steps the ministry holds in a year changes by letter, so a step may be left out where practice shows it.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from domain.errors import DomainError


class Stage(StrEnum):
    """Where a unit stands; the value is stored."""

    DECLARED = "declared"
    BUILDING = "building"
    SELF_ASSESSMENT = "self_assessment"
    TPI_REVIEW = "tpi_review"
    RETURNED = "returned"
    PROPOSED = "proposed"
    ADMINISTRATIVE_SELECTION = "administrative_selection"
    OBJECTION = "objection"
    DESK_EVALUATION = "desk_evaluation"
    FIELD_VERIFICATION = "field_verification"
    PANEL = "panel"
    AWARDED = "awarded"
    NOT_AWARDED = "not_awarded"
    MONITORING = "monitoring"
    REVOKED = "revoked"


class Mover(StrEnum):
    """Whose act ends a stage."""

    UNIT = "unit"
    TPI = "tpi"
    AGENCY = "agency"
    TPN = "tpn"
    MINISTER = "minister"


# Stage -> (whose act ends it, where it may go).
STAGES: Mapping[Stage, tuple[Mover, tuple[Stage, ...]]] = MappingProxyType(
    {
        Stage.DECLARED: (Mover.UNIT, (Stage.BUILDING,)),
        Stage.BUILDING: (Mover.UNIT, (Stage.SELF_ASSESSMENT,)),
        Stage.SELF_ASSESSMENT: (Mover.UNIT, (Stage.TPI_REVIEW,)),
        Stage.TPI_REVIEW: (Mover.TPI, (Stage.RETURNED, Stage.PROPOSED, Stage.BUILDING)),
        Stage.RETURNED: (Mover.UNIT, (Stage.TPI_REVIEW,)),
        Stage.PROPOSED: (Mover.AGENCY, (Stage.ADMINISTRATIVE_SELECTION,)),
        Stage.ADMINISTRATIVE_SELECTION: (Mover.TPN, (Stage.DESK_EVALUATION, Stage.OBJECTION, Stage.NOT_AWARDED)),
        # One objection, once and final: it never leads back to the selection.
        Stage.OBJECTION: (Mover.TPN, (Stage.DESK_EVALUATION, Stage.NOT_AWARDED)),
        Stage.DESK_EVALUATION: (Mover.TPN, (Stage.FIELD_VERIFICATION, Stage.NOT_AWARDED)),
        Stage.FIELD_VERIFICATION: (Mover.TPN, (Stage.PANEL, Stage.NOT_AWARDED)),
        Stage.PANEL: (Mover.MINISTER, (Stage.AWARDED, Stage.NOT_AWARDED)),
        Stage.AWARDED: (Mover.TPI, (Stage.MONITORING,)),
        Stage.NOT_AWARDED: (Mover.UNIT, (Stage.BUILDING,)),
        Stage.MONITORING: (Mover.MINISTER, (Stage.BUILDING, Stage.REVOKED)),
        Stage.REVOKED: (Mover.UNIT, (Stage.BUILDING,)),
    }
)


def following(stage: Stage) -> tuple[Stage, ...]:
    """The stages that may come next."""
    return STAGES[stage][1]


def mover(stage: Stage) -> Mover:
    """Whose act ends this stage."""
    return STAGES[stage][0]


def advance(stage: Stage, target: Stage) -> Stage:
    """`target`, when the table allows the step from `stage`; DomainError `stage.not_allowed` otherwise."""
    if target not in following(stage):
        raise DomainError("stage.not_allowed", stage=stage, target=target)
    return target


def parse(value: str) -> Stage:
    """The stage of a stored or imported word; DomainError `stage.unknown` when there is none."""
    try:
        return Stage(value)
    except ValueError as error:
        raise DomainError("stage.unknown", value=value) from error
