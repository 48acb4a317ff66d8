"""A unit moves through the stages of a cycle as the table allows."""

from itertools import pairwise, product

import pytest

from domain.errors import DomainError
from domain.stages import STAGES, Mover, Stage, advance, following, mover, parse

WINNER = (
    "declared building self_assessment tpi_review returned tpi_review proposed administrative_selection "
    "desk_evaluation field_verification panel awarded monitoring building"
)
PATHS = [
    WINNER,
    "administrative_selection objection desk_evaluation",
    "administrative_selection objection not_awarded building",
    "tpi_review building self_assessment",
    "desk_evaluation not_awarded",
    "panel not_awarded",
    "monitoring revoked building",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_unit_can_go_this_way(path: str) -> None:
    for before, after in pairwise(Stage(word) for word in path.split()):
        assert advance(before, after) is after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Stage.DECLARED, Stage.PROPOSED),
        (Stage.SELF_ASSESSMENT, Stage.PROPOSED),
        (Stage.RETURNED, Stage.PROPOSED),
        (Stage.OBJECTION, Stage.ADMINISTRATIVE_SELECTION),
        (Stage.OBJECTION, Stage.OBJECTION),
        (Stage.PANEL, Stage.REVOKED),
        (Stage.NOT_AWARDED, Stage.AWARDED),
    ],
)
def test_a_step_the_table_lacks_is_refused(before: Stage, after: Stage) -> None:
    with pytest.raises(DomainError) as refusal:
        advance(before, after)
    assert (refusal.value.key, refusal.value.params) == ("stage.not_allowed", {"stage": before, "target": after})


@pytest.mark.parametrize(("before", "after"), list(product(Stage, Stage)))
def test_the_table_alone_decides(before: Stage, after: Stage) -> None:
    try:
        moved = advance(before, after) is after
    except DomainError:
        moved = False
    assert moved is (after in following(before))


def test_every_stage_is_in_the_table_and_can_be_left_and_reached() -> None:
    assert set(STAGES) == set(Stage)
    assert all(following(stage) for stage in Stage)
    assert {after for stage in Stage for after in following(stage)} | {Stage.DECLARED} == set(Stage)


def test_reviews_belong_to_the_assessors() -> None:
    assert [stage for stage in Stage if mover(stage) is Mover.TPI] == [Stage.TPI_REVIEW, Stage.AWARDED]
    assert mover(Stage.DESK_EVALUATION) is Mover.TPN


def test_a_stored_word_is_a_stage_or_refused() -> None:
    assert parse("panel") is Stage.PANEL
    with pytest.raises(DomainError) as refusal:
        parse("panels")
    assert (refusal.value.key, refusal.value.params) == ("stage.unknown", {"value": "panels"})
