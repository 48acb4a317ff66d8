"""Rights follow roles and their scope, up the tree of units."""

from itertools import product

import pytest

from domain.rights import ROLE_ACTIONS, Action, Grant, Reach, Role, allowed_actions, may, offered_actions

AGENCY, HEALTH, CLINIC, OTHER = None, 1, 2, 3
CLINIC_PATH = (CLINIC, HEALTH)
HEALTH_PATH = (HEALTH,)
OTHER_PATH = (OTHER,)


@pytest.mark.parametrize(
    ("role", "scope", "action", "path", "allowed"),
    [
        (Role.EMPLOYEE, CLINIC, Action.SIGN_PLEDGE, (), True),
        (Role.EMPLOYEE, CLINIC, Action.SEE_OWN_UNIT, CLINIC_PATH, True),
        (Role.EMPLOYEE, CLINIC, Action.SEE_OWN_UNIT, HEALTH_PATH, False),
        (Role.EMPLOYEE, CLINIC, Action.SEE_ANY_UNIT, OTHER_PATH, True),
        (Role.EMPLOYEE, CLINIC, Action.SEE_UNIT_COVERAGE, CLINIC_PATH, False),
        (Role.UNIT_HEAD, HEALTH, Action.SEE_UNIT_COVERAGE, HEALTH_PATH, True),
        (Role.UNIT_HEAD, HEALTH, Action.SEE_UNIT_COVERAGE, CLINIC_PATH, True),
        (Role.UNIT_HEAD, CLINIC, Action.SEE_UNIT_COVERAGE, HEALTH_PATH, False),
        (Role.UNIT_HEAD, CLINIC, Action.SEE_UNIT_COVERAGE, OTHER_PATH, False),
        (Role.UNIT_HEAD, CLINIC, Action.LINK_GROUP, CLINIC_PATH, True),
        (Role.UNIT_HEAD, HEALTH, Action.ISSUE_CODES, CLINIC_PATH, True),
        (Role.UNIT_HEAD, CLINIC, Action.ISSUE_CODES, HEALTH_PATH, False),
        (Role.UNIT_HEAD, CLINIC, Action.DECIDE_LINK, OTHER_PATH, False),
        (Role.UNIT_HEAD, HEALTH, Action.WITNESS_PLEDGES, CLINIC_PATH, True),
        (Role.UNIT_HEAD, CLINIC, Action.WITNESS_PLEDGES, HEALTH_PATH, False),
        (Role.ADMIN, AGENCY, Action.WITNESS_PLEDGES, CLINIC_PATH, False),
        (Role.ADMIN, AGENCY, Action.WITHDRAW_SIGNATURE, (), True),
        (Role.ADMIN, HEALTH, Action.WITHDRAW_SIGNATURE, HEALTH_PATH, False),
        (Role.ZI_TEAM, CLINIC, Action.ISSUE_CODES, CLINIC_PATH, False),
        (Role.ADMIN, AGENCY, Action.DECIDE_LINK, OTHER_PATH, True),
        (Role.UNIT_HEAD, CLINIC, Action.ANNOUNCE, CLINIC_PATH, False),
        (Role.ZI_TEAM, CLINIC, Action.ANSWER_WORKSHEET, CLINIC_PATH, True),
        (Role.ZI_TEAM, CLINIC, Action.ANSWER_WORKSHEET, OTHER_PATH, False),
        (Role.ASSESSOR, AGENCY, Action.ASSESS_WORKSHEET, OTHER_PATH, True),
        (Role.ASSESSOR, HEALTH, Action.ASSESS_WORKSHEET, OTHER_PATH, False),
        (Role.ASSESSOR, AGENCY, Action.ANSWER_WORKSHEET, OTHER_PATH, False),
        (Role.AUDITOR, AGENCY, Action.SEE_AUDIT, (), True),
        (Role.AUDITOR, HEALTH, Action.SEE_AUDIT, (), False),
        (Role.ADMIN, HEALTH, Action.MANAGE_ROSTER, CLINIC_PATH, True),
        (Role.ADMIN, HEALTH, Action.MANAGE_ROSTER, OTHER_PATH, False),
        (Role.ADMIN, HEALTH, Action.ANNOUNCE, (), False),
        (Role.ADMIN, AGENCY, Action.ANNOUNCE, (), True),
        (Role.ADMIN, HEALTH, Action.MANAGE_ROLES, HEALTH_PATH, False),
        (Role.ADMIN, AGENCY, Action.MANAGE_ROLES, HEALTH_PATH, True),
        (Role.ADMIN, AGENCY, Action.PUBLISH_PLEDGE, (), True),
        (Role.ADMIN, AGENCY, Action.SIGN_PLEDGE, (), False),
    ],
)
def test_a_grant_carries_an_action_so_far(
    role: Role, scope: int | None, action: Action, path: tuple[int, ...], allowed: bool
) -> None:
    assert may([Grant(role, scope)], action, path) is allowed


def test_nobody_may_do_anything_without_a_grant() -> None:
    assert allowed_actions([], CLINIC_PATH) == frozenset()


def test_menus_offer_what_is_allowed_somewhere_and_nothing_that_is_allowed_nowhere() -> None:
    for role, scope in product(Role, (AGENCY, CLINIC, OTHER)):
        somewhere = {
            action for path in ((), CLINIC_PATH, OTHER_PATH) for action in allowed_actions([Grant(role, scope)], path)
        }
        assert offered_actions([Grant(role, scope)]) == somewhere
    assert offered_actions([]) == frozenset()
    both = [Grant(Role.EMPLOYEE, OTHER), Grant(Role.ADMIN, CLINIC)]
    assert offered_actions(iter(both)) == offered_actions(both[:1]) | offered_actions(both[1:])


def test_several_grants_add_up() -> None:
    grants = iter([Grant(Role.EMPLOYEE, OTHER), Grant(Role.ZI_TEAM, CLINIC)])
    assert allowed_actions(grants, CLINIC_PATH) == {
        Action.SIGN_PLEDGE,
        Action.FINISH_OWN_TASK,
        Action.SEE_OWN_UNIT,
        Action.SEE_ANY_UNIT,
        Action.SEE_UNIT_COVERAGE,
        Action.REMIND_UNIT,
        Action.LINK_GROUP,
        Action.SEE_WORKSHEET,
        Action.ANSWER_WORKSHEET,
        Action.ASSIGN_QUESTIONS,
        Action.SHARE_EVIDENCE,
        Action.FINISH_DEADLINE,
        Action.SEE_UNIT_MENU,
    }


def test_every_role_is_in_the_table_and_every_action_has_somebody() -> None:
    assert set(ROLE_ACTIONS) == set(Role)
    assert {action for actions in ROLE_ACTIONS.values() for action in actions} == set(Action)


def test_no_role_both_answers_and_assesses() -> None:
    both = {Action.ANSWER_WORKSHEET, Action.ASSESS_WORKSHEET}
    assert [role for role, actions in ROLE_ACTIONS.items() if both <= set(actions)] == []


def test_an_auditor_only_reads() -> None:
    assert all(action.value.startswith("see_") for action in ROLE_ACTIONS[Role.AUDITOR])


def test_what_changes_everybody_needs_an_agency_wide_grant() -> None:
    wide = {Action.MANAGE_ROLES, Action.MANAGE_UNITS, Action.PUBLISH_PLEDGE, Action.SEE_AUDIT, Action.SEE_DELIVERIES}
    reaches = {reach for actions in ROLE_ACTIONS.values() for action, reach in actions.items() if action in wide}
    assert reaches == {Reach.AGENCY}


@pytest.mark.parametrize(("role", "action"), list(product(Role, Action)))
def test_a_wider_scope_never_allows_less(role: Role, action: Action) -> None:
    allowed = [may([Grant(role, scope)], action, CLINIC_PATH) for scope in (OTHER, CLINIC, HEALTH, AGENCY)]
    assert allowed == sorted(allowed)
