"""The stages of a unit in one ZI cycle, as a table of moves: who makes one, what it needs, who is told of it.

Source: PermenPANRB 90/2021 (stages), the portal and BPS practice for the review steps; labels are in `texts`.
Which steps the ministry holds in a year changes by letter, so a step may be left out where practice shows it.
The ministry and the agency's head don't use the bot: the agency's admin notes their acts, with the letter that says so.
A unit whose window has passed goes back to building, so that no stage is a dead end.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from domain.errors import DomainError
from domain.rights import Action, Role


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
    """Whose act a move is."""

    UNIT = "unit"
    TPI = "tpi"
    AGENCY = "agency"
    TPN = "tpn"
    MINISTER = "minister"


class Need(StrEnum):
    """What must hold before a move; the windows are those of the cycle."""

    FILL_WINDOW = "fill_window"
    REVIEW_WINDOW = "review_window"
    REVISE_WINDOW = "revise_window"
    PROPOSE_WINDOW = "propose_window"
    WORKSHEET_COMPLETE = "worksheet_complete"
    FINDINGS_OPEN = "findings_open"
    FINDINGS_CLOSED = "findings_closed"
    TPI_COMPLETE = "tpi_complete"
    TPI_MEETS_FLOORS = "tpi_meets_floors"
    PRIOR_PREDICATE = "prior_predicate"
    AGENCY_CONDITIONS = "agency_conditions"
    PROPOSAL_COMPLETE = "proposal_complete"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Transition:
    """One move of the table; `event` names it for ever in the audit trail and for those who are told."""

    source: Stage
    target: Stage
    event: str
    mover: Mover
    needs: tuple[Need, ...]
    told: frozenset[Role]

    @property
    def roles(self) -> frozenset[Role]:
        """Who makes or notes the move in the bot."""
        return MOVER_ROLES[self.mover]

    @property
    def action(self) -> Action:
        """The right that goes with it."""
        return MOVER_ACTIONS[self.mover]


@dataclass(frozen=True, slots=True)
class Move:
    """A transition that somebody's roles allow, and which of its needs are missing."""

    transition: Transition
    missing: tuple[Need, ...]

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


MOVER_ROLES: Mapping[Mover, frozenset[Role]] = MappingProxyType(
    {
        Mover.UNIT: frozenset({Role.UNIT_HEAD, Role.ZI_TEAM}),
        Mover.TPI: frozenset({Role.ASSESSOR}),
        Mover.AGENCY: frozenset({Role.ADMIN}),
        Mover.TPN: frozenset({Role.ADMIN}),
        Mover.MINISTER: frozenset({Role.ADMIN}),
    }
)
MOVER_ACTIONS: Mapping[Mover, Action] = MappingProxyType(
    {
        Mover.UNIT: Action.ANSWER_WORKSHEET,
        Mover.TPI: Action.ASSESS_WORKSHEET,
        Mover.AGENCY: Action.MANAGE_UNITS,
        Mover.TPN: Action.MANAGE_UNITS,
        Mover.MINISTER: Action.MANAGE_UNITS,
    }
)

UNIT_TEAM = frozenset({Role.UNIT_HEAD, Role.ZI_TEAM})
REVIEWERS = frozenset({Role.ASSESSOR})
AGENCY = frozenset({Role.ADMIN})
CONCERNED = UNIT_TEAM | REVIEWERS | AGENCY
EVERYBODY = CONCERNED | {Role.EMPLOYEE}


def _unit(source: Stage, target: Stage, event: str, told: frozenset[Role], *needs: Need) -> Transition:
    return Transition(source, target, event, Mover.UNIT, needs, told)


def _tpi(source: Stage, target: Stage, event: str, told: frozenset[Role], *needs: Need) -> Transition:
    return Transition(source, target, event, Mover.TPI, needs, told)


def _agency(source: Stage, target: Stage, event: str, told: frozenset[Role], *needs: Need) -> Transition:
    return Transition(source, target, event, Mover.AGENCY, needs, told)


def _tpn(source: Stage, target: Stage, event: str, told: frozenset[Role] = CONCERNED) -> Transition:
    return Transition(source, target, event, Mover.TPN, (Need.LETTER,), told)


def _minister(source: Stage, target: Stage, event: str, told: frozenset[Role] = EVERYBODY) -> Transition:
    return Transition(source, target, event, Mover.MINISTER, (Need.LETTER,), told)


_S = Stage
TRANSITIONS: tuple[Transition, ...] = (
    _unit(_S.DECLARED, _S.BUILDING, "building_started", UNIT_TEAM),
    _unit(_S.BUILDING, _S.SELF_ASSESSMENT, "self_assessment_started", UNIT_TEAM, Need.FILL_WINDOW),
    _unit(
        _S.SELF_ASSESSMENT, _S.TPI_REVIEW, "worksheet_submitted", UNIT_TEAM | REVIEWERS,
        Need.FILL_WINDOW, Need.WORKSHEET_COMPLETE,
    ),
    _unit(_S.SELF_ASSESSMENT, _S.BUILDING, "self_assessment_left", UNIT_TEAM | REVIEWERS),
    _tpi(
        _S.TPI_REVIEW, _S.RETURNED, "worksheet_returned", UNIT_TEAM,
        Need.REVIEW_WINDOW, Need.FINDINGS_OPEN,
    ),
    _tpi(
        _S.TPI_REVIEW, _S.PROPOSED, "unit_proposed", CONCERNED,
        Need.REVIEW_WINDOW, Need.TPI_COMPLETE, Need.FINDINGS_CLOSED, Need.TPI_MEETS_FLOORS, Need.PRIOR_PREDICATE,
    ),
    _tpi(_S.TPI_REVIEW, _S.BUILDING, "review_ended_without_proposal", CONCERNED),
    _unit(
        _S.RETURNED, _S.TPI_REVIEW, "worksheet_revised", UNIT_TEAM | REVIEWERS,
        Need.REVISE_WINDOW, Need.WORKSHEET_COMPLETE,
    ),
    _tpi(_S.RETURNED, _S.BUILDING, "revision_not_made", CONCERNED),
    _agency(
        _S.PROPOSED, _S.ADMINISTRATIVE_SELECTION, "proposal_sent", CONCERNED,
        Need.PROPOSE_WINDOW, Need.PROPOSAL_COMPLETE, Need.AGENCY_CONDITIONS, Need.LETTER,
    ),
    _agency(_S.PROPOSED, _S.BUILDING, "proposal_not_sent", CONCERNED),
    _tpn(_S.ADMINISTRATIVE_SELECTION, _S.DESK_EVALUATION, "selection_passed"),
    _agency(_S.ADMINISTRATIVE_SELECTION, _S.OBJECTION, "objection_sent", CONCERNED, Need.LETTER),
    _tpn(_S.ADMINISTRATIVE_SELECTION, _S.NOT_AWARDED, "selection_failed"),
    # One objection, once and final: it never leads back to the selection.
    _tpn(_S.OBJECTION, _S.DESK_EVALUATION, "objection_accepted"),
    _tpn(_S.OBJECTION, _S.NOT_AWARDED, "objection_rejected"),
    _tpn(_S.DESK_EVALUATION, _S.FIELD_VERIFICATION, "desk_evaluation_passed"),
    _tpn(_S.DESK_EVALUATION, _S.NOT_AWARDED, "desk_evaluation_failed"),
    _tpn(_S.FIELD_VERIFICATION, _S.PANEL, "field_verification_passed"),
    _tpn(_S.FIELD_VERIFICATION, _S.NOT_AWARDED, "field_verification_failed"),
    _minister(_S.PANEL, _S.AWARDED, "predicate_awarded"),
    _minister(_S.PANEL, _S.NOT_AWARDED, "predicate_not_awarded", CONCERNED),
    _tpi(_S.AWARDED, _S.MONITORING, "monitoring_started", UNIT_TEAM),
    _unit(_S.NOT_AWARDED, _S.BUILDING, "building_resumed", UNIT_TEAM),
    _unit(_S.MONITORING, _S.BUILDING, "next_predicate_begun", UNIT_TEAM | REVIEWERS),
    _minister(_S.MONITORING, _S.REVOKED, "predicate_revoked", CONCERNED),
    _unit(_S.REVOKED, _S.BUILDING, "building_begun_anew", UNIT_TEAM),
)  # fmt: skip
FIRST = Stage.DECLARED
_BY_STEP = MappingProxyType({(one.source, one.target): one for one in TRANSITIONS})


def leaving(stage: Stage) -> tuple[Transition, ...]:
    """The moves out of a stage, the usual one first."""
    return tuple(one for one in TRANSITIONS if one.source is stage)


def following(stage: Stage) -> tuple[Stage, ...]:
    """The stages that may come next."""
    return tuple(one.target for one in leaving(stage))


def transition(stage: Stage, target: Stage) -> Transition:
    """The move from one stage to the other; DomainError `stage.not_allowed` when the table has none."""
    found = _BY_STEP.get((stage, target))
    if found is None:
        raise DomainError("stage.not_allowed", stage=stage, target=target)
    return found


def next_moves(stage: Stage, roles: Collection[Role], facts: Collection[Need]) -> tuple[Move, ...]:
    """The moves that `roles` may make from a stage, each with what is missing; `facts` are the needs that hold."""
    return tuple(
        Move(one, tuple(need for need in one.needs if need not in facts))
        for one in leaving(stage)
        if not one.roles.isdisjoint(roles)
    )


def advance(stage: Stage, target: Stage, roles: Collection[Role], facts: Collection[Need]) -> Transition:
    """The move, when it may be made now; `facts` are the needs that hold.

    DomainError `stage.not_allowed` when the table has no such move, `stage.not_yours` when it is not for `roles`,
    `stage.not_ready` (`missing`: the needs) while something is missing.
    """
    found = transition(stage, target)
    if found.roles.isdisjoint(roles):
        raise DomainError("stage.not_yours", stage=stage, target=target)
    missing = tuple(need for need in found.needs if need not in facts)
    if missing:
        raise DomainError("stage.not_ready", stage=stage, target=target, missing=missing)
    return found


def parse(value: str) -> Stage:
    """The stage of a stored or imported word; DomainError `stage.unknown` when there is none."""
    try:
        return Stage(value)
    except ValueError as error:
        raise DomainError("stage.unknown", value=value) from error
