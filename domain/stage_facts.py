"""Which needs of the stage table hold for a unit, from its cards, findings, papers and the windows that are open."""

from collections.abc import Collection
from dataclasses import dataclass, field

from domain.instrument_model import Instrument
from domain.scoring import Scorecard, holds, measured
from domain.stages import Need
from domain.worksheet import Doing

WINDOWS = {
    Need.FILL_WINDOW: Doing.FILL,
    Need.REVIEW_WINDOW: Doing.REVIEW,
    Need.REVISE_WINDOW: Doing.REVISE,
    Need.PROPOSE_WINDOW: Doing.PROPOSE,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a unit in a cycle, on its way to `target` (WBK, WBBM).

    `agency_conditions` tells that the agency meets its own or that the unit goes as an affirmation; `letter` that the
    act to be noted has its letter.
    """

    target: str
    unit_card: Scorecard
    tpi_card: Scorecard
    prior_predicate: str = ""
    open_findings: int = 0
    windows_open: Collection[Doing] = field(default=frozenset(), hash=False)
    proposal_complete: bool = False
    agency_conditions: bool = False
    letter: bool = False


def facts(instrument: Instrument, standing: Standing) -> frozenset[Need]:
    """The needs that hold; KeyError for an unknown target."""
    target, card = instrument.targets[standing.target], standing.tpi_card
    held = {
        Need.WORKSHEET_COMPLETE: standing.unit_card.complete,
        Need.FINDINGS_OPEN: standing.open_findings > 0,
        Need.FINDINGS_CLOSED: standing.open_findings == 0,
        Need.TPI_COMPLETE: card.complete,
        Need.TPI_MEETS_FLOORS: all(reached >= floor for _, reached, floor in measured(card, target)),
        Need.PRIOR_PREDICATE: holds(instrument, target.prior_predicate, standing.prior_predicate),
        Need.AGENCY_CONDITIONS: standing.agency_conditions,
        Need.PROPOSAL_COMPLETE: standing.proposal_complete,
        Need.LETTER: standing.letter,
        **{need: doing in standing.windows_open for need, doing in WINDOWS.items()},
    }
    return frozenset(need for need, holding in held.items() if holding)
