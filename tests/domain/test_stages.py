"""A unit moves through the stages of a cycle as the table allows, by whom it allows, once nothing is missing."""

from itertools import pairwise, product

import pytest

from domain.errors import DomainError
from domain.rights import ROLE_ACTIONS, Role
from domain.stages import (
    FIRST,
    TRANSITIONS,
    Mover,
    Need,
    Stage,
    Transition,
    advance,
    following,
    leaving,
    next_moves,
    parse,
    transition,
)

WINNER = (
    "declared building self_assessment tpi_review returned tpi_review proposed administrative_selection "
    "desk_evaluation field_verification panel awarded monitoring building"
)
PATHS = [
    WINNER,
    "administrative_selection objection desk_evaluation",
    "administrative_selection objection not_awarded building",
    "tpi_review building self_assessment building",
    "returned building",
    "proposed building",
    "desk_evaluation not_awarded",
    "field_verification not_awarded",
    "panel not_awarded",
    "monitoring revoked building",
]
REFUSED = [
    (Stage.DECLARED, Stage.PROPOSED),
    (Stage.SELF_ASSESSMENT, Stage.PROPOSED),
    (Stage.RETURNED, Stage.PROPOSED),
    (Stage.OBJECTION, Stage.ADMINISTRATIVE_SELECTION),
    (Stage.OBJECTION, Stage.OBJECTION),
    (Stage.PANEL, Stage.REVOKED),
    (Stage.NOT_AWARDED, Stage.AWARDED),
]
ALL = frozenset(Need)
EVERYBODY = frozenset(Role)


def named(one: Transition) -> str:
    return one.event


@pytest.mark.parametrize("path", PATHS)
def test_a_unit_can_go_this_way(path: str) -> None:
    for before, after in pairwise(Stage(word) for word in path.split()):
        assert advance(before, after, EVERYBODY, ALL).target is after


@pytest.mark.parametrize(("before", "after"), REFUSED)
def test_a_step_the_table_lacks_is_refused(before: Stage, after: Stage) -> None:
    with pytest.raises(DomainError) as refusal:
        advance(before, after, EVERYBODY, ALL)
    assert (refusal.value.key, refusal.value.params) == ("stage.not_allowed", {"stage": before, "target": after})


def test_the_table_alone_decides() -> None:
    steps = {(one.source, one.target): one for one in TRANSITIONS}
    for before, after in product(Stage, Stage):
        if (before, after) in steps:
            assert transition(before, after) is steps[before, after]
            assert after in following(before)
        else:
            assert after not in following(before)
            with pytest.raises(DomainError, match=r"stage\.not_allowed"):
                transition(before, after)


def test_every_stage_can_be_reached_from_the_first() -> None:
    reached = {FIRST}
    while more := {after for stage in reached for after in following(stage)} - reached:
        reached |= more
    assert reached == set(Stage)


def test_no_stage_is_a_dead_end_even_when_every_window_has_passed() -> None:
    windows = {Need.FILL_WINDOW, Need.REVIEW_WINDOW, Need.REVISE_WINDOW, Need.PROPOSE_WINDOW}
    stuck = {stage for stage in Stage if not any(windows.isdisjoint(one.needs) for one in leaving(stage))}
    assert stuck == {Stage.BUILDING}  # the place to wait for the next cycle


def test_every_event_is_named_once() -> None:
    events = [one.event for one in TRANSITIONS]
    assert len(set(events)) == len(events) == len({(one.source, one.target) for one in TRANSITIONS})
    assert all(event.replace("_", "").isalpha() and event.islower() for event in events)


@pytest.mark.parametrize("one", TRANSITIONS, ids=named)
def test_only_those_who_make_a_move_may_make_it(one: Transition) -> None:
    assert one.roles
    for role in Role:
        if role in one.roles:
            assert advance(one.source, one.target, {role}, ALL) is one
            assert one.action in ROLE_ACTIONS[role]
        else:
            with pytest.raises(DomainError) as refusal:
                advance(one.source, one.target, {role}, ALL)
            expected = {"stage": one.source, "target": one.target}
            assert (refusal.value.key, refusal.value.params) == ("stage.not_yours", expected)


@pytest.mark.parametrize("one", TRANSITIONS, ids=named)
def test_each_need_alone_holds_a_move_back(one: Transition) -> None:
    assert advance(one.source, one.target, one.roles, one.needs) is one
    for need in one.needs:
        with pytest.raises(DomainError) as refusal:
            advance(one.source, one.target, one.roles, ALL - {need})
        assert (refusal.value.key, refusal.value.params["missing"]) == ("stage.not_ready", (need,))


@pytest.mark.parametrize("one", TRANSITIONS, ids=named)
def test_somebody_is_told_of_every_move(one: Transition) -> None:
    assert {Role.UNIT_HEAD, Role.ZI_TEAM} <= one.told
    assert one.mover is not Mover.UNIT or one.target is not Stage.TPI_REVIEW or Role.ASSESSOR in one.told


def test_all_staff_hear_only_of_an_award() -> None:
    assert [one.event for one in TRANSITIONS if Role.EMPLOYEE in one.told] == ["predicate_awarded"]


def test_every_need_is_needed_somewhere() -> None:
    assert {need for one in TRANSITIONS for need in one.needs} == set(Need)


def test_acts_of_others_are_noted_with_their_letter() -> None:
    outside = [one for one in TRANSITIONS if one.mover in {Mover.TPN, Mover.MINISTER}]
    assert all(one.needs == (Need.LETTER,) and one.roles == {Role.ADMIN} for one in outside)


def test_reviews_belong_to_the_assessors() -> None:
    assert {one.mover for one in leaving(Stage.TPI_REVIEW)} == {Mover.TPI}
    assert {one.mover for one in leaving(Stage.DESK_EVALUATION)} == {Mover.TPN}


def test_the_next_moves_are_those_of_the_roles_with_what_is_missing() -> None:
    moves = next_moves(Stage.TPI_REVIEW, {Role.ASSESSOR, Role.EMPLOYEE}, {Need.REVIEW_WINDOW, Need.FINDINGS_OPEN})
    assert [(move.transition.event, move.missing, move.ready) for move in moves] == [
        ("worksheet_returned", (), True),
        (
            "unit_proposed",
            (Need.TPI_COMPLETE, Need.FINDINGS_CLOSED, Need.TPI_MEETS_FLOORS, Need.PRIOR_PREDICATE),
            False,
        ),
        ("review_ended_without_proposal", (), True),
    ]
    assert next_moves(Stage.TPI_REVIEW, {Role.UNIT_HEAD, Role.ADMIN}, ALL) == ()


def test_a_stored_word_is_a_stage_or_refused() -> None:
    assert parse("panel") is Stage.PANEL
    with pytest.raises(DomainError) as refusal:
        parse("panels")
    assert (refusal.value.key, refusal.value.params) == ("stage.unknown", {"value": "panels"})
