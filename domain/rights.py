"""Who may do what, where: one table of roles, actions and reach (the roles of the agency's own ZI organisation)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a person is in the programme."""

    EMPLOYEE = "employee"
    UNIT_HEAD = "unit_head"
    ZI_TEAM = "zi_team"
    ASSESSOR = "assessor"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Action(StrEnum):
    """What a person can ask the bot to do."""

    SIGN_PLEDGE = "sign_pledge"
    SEE_OWN_UNIT = "see_own_unit"
    SEE_ANY_UNIT = "see_any_unit"
    SEE_UNIT_COVERAGE = "see_unit_coverage"
    REMIND_UNIT = "remind_unit"
    LINK_GROUP = "link_group"
    SEE_WORKSHEET = "see_worksheet"
    ANSWER_WORKSHEET = "answer_worksheet"
    ASSESS_WORKSHEET = "assess_worksheet"
    REPORT_WORKSHEET = "report_worksheet"
    ASSIGN_QUESTIONS = "assign_questions"
    SHARE_EVIDENCE = "share_evidence"
    FINISH_OWN_TASK = "finish_own_task"
    FINISH_DEADLINE = "finish_deadline"
    MANAGE_DEADLINES = "manage_deadlines"
    ANNOUNCE = "announce"
    MANAGE_ROSTER = "manage_roster"
    MANAGE_UNITS = "manage_units"
    MANAGE_ROLES = "manage_roles"
    MANAGE_CYCLES = "manage_cycles"
    PUBLISH_PLEDGE = "publish_pledge"
    SEE_DELIVERIES = "see_deliveries"
    SEE_AUDIT = "see_audit"
    EXPORT = "export"
    SEE_ADMIN_MENU = "see_admin_menu"
    SEE_UNIT_MENU = "see_unit_menu"
    ISSUE_CODES = "issue_codes"
    DECIDE_LINK = "decide_link"
    WITNESS_PLEDGES = "witness_pledges"
    WITHDRAW_SIGNATURE = "withdraw_signature"


class Reach(StrEnum):
    """How far a role carries an action: everywhere, in its unit and all below it, or only with an agency-wide grant."""

    EVERYWHERE = "everywhere"
    UNIT = "unit"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role of one person; `scope` is a unit id and covers all units below it, None is the whole agency."""

    role: Role
    scope: int | None


@dataclass(frozen=True, slots=True)
class Holding:
    """A role as it was given to a person, and how it ended: when, by whom, why.

    `unit_code` and `unit_name` are "" for the whole agency. `granted_by` and `revoked_by` are `account:ID` or `cli`, or
    a name where people read it; the last three are empty while the role is in force.
    """

    id: int
    employee_id: int
    role: Role
    unit_id: int | None
    unit_code: str
    unit_name: str
    granted_at: datetime
    granted_by: str
    reason: str
    revoked_at: datetime | None = None
    revoked_by: str = ""
    revoke_reason: str = ""


@dataclass(frozen=True, slots=True)
class RoleChange:
    """A role about to be given, or taken back (then `grant_id` says which grant), to be confirmed.

    `key` names this step for ever, `unit_name` is "" for the whole agency, `own` tells that it is the role of who asks
    for it, `reason` is "" until it is told.
    """

    key: str
    employee_id: int
    name: str
    role: Role
    unit_id: int | None
    unit_name: str
    grant_id: int | None
    own: bool
    reason: str = ""


_EMPLOYEE = {
    Action.SIGN_PLEDGE: Reach.EVERYWHERE,
    Action.FINISH_OWN_TASK: Reach.EVERYWHERE,
    Action.SEE_OWN_UNIT: Reach.UNIT,
    Action.SEE_ANY_UNIT: Reach.EVERYWHERE,
}
_UNIT_TEAM = {
    Action.SEE_OWN_UNIT: Reach.UNIT,
    Action.SEE_ANY_UNIT: Reach.EVERYWHERE,
    Action.SEE_UNIT_COVERAGE: Reach.UNIT,
    Action.REMIND_UNIT: Reach.UNIT,
    Action.LINK_GROUP: Reach.UNIT,
    Action.SEE_WORKSHEET: Reach.UNIT,
    Action.ANSWER_WORKSHEET: Reach.UNIT,
    Action.ASSIGN_QUESTIONS: Reach.UNIT,
    Action.SHARE_EVIDENCE: Reach.UNIT,
    Action.FINISH_DEADLINE: Reach.UNIT,
    Action.SEE_UNIT_MENU: Reach.UNIT,
}
# Who belongs to which account is for the head, and for who keeps the roster.
_KEEPS_LINKS = {Action.ISSUE_CODES: Reach.UNIT, Action.DECIDE_LINK: Reach.UNIT}
_READER = {
    Action.SEE_OWN_UNIT: Reach.UNIT,
    Action.SEE_ANY_UNIT: Reach.EVERYWHERE,
    Action.SEE_UNIT_COVERAGE: Reach.UNIT,
    Action.SEE_WORKSHEET: Reach.UNIT,
}

# Answering and assessing are kept apart: no role has both, since a layer never overwrites another.
# Roles, units and the pledge text change what everybody's rights and signatures mean, and an announcement goes to every
# group: agency-wide grants only.
ROLE_ACTIONS: Mapping[Role, Mapping[Action, Reach]] = MappingProxyType(
    {
        Role.EMPLOYEE: _EMPLOYEE,
        Role.UNIT_HEAD: {**_UNIT_TEAM, **_KEEPS_LINKS, Action.WITNESS_PLEDGES: Reach.UNIT},
        Role.ZI_TEAM: _UNIT_TEAM,
        Role.ASSESSOR: {**_READER, Action.REPORT_WORKSHEET: Reach.UNIT, Action.ASSESS_WORKSHEET: Reach.UNIT},
        Role.AUDITOR: {**_READER, Action.SEE_DELIVERIES: Reach.AGENCY, Action.SEE_AUDIT: Reach.AGENCY},
        Role.ADMIN: {
            **_READER,
            **_KEEPS_LINKS,
            Action.SEE_UNIT_MENU: Reach.UNIT,
            Action.REMIND_UNIT: Reach.UNIT,
            Action.LINK_GROUP: Reach.UNIT,
            Action.SHARE_EVIDENCE: Reach.UNIT,
            Action.FINISH_DEADLINE: Reach.UNIT,
            Action.MANAGE_DEADLINES: Reach.UNIT,
            Action.MANAGE_ROSTER: Reach.UNIT,
            Action.EXPORT: Reach.UNIT,
            Action.REPORT_WORKSHEET: Reach.UNIT,
            Action.SEE_ADMIN_MENU: Reach.EVERYWHERE,
            Action.ANNOUNCE: Reach.AGENCY,
            Action.MANAGE_UNITS: Reach.AGENCY,
            Action.MANAGE_ROLES: Reach.AGENCY,
            Action.MANAGE_CYCLES: Reach.AGENCY,
            Action.PUBLISH_PLEDGE: Reach.AGENCY,
            Action.WITHDRAW_SIGNATURE: Reach.AGENCY,
            Action.SEE_DELIVERIES: Reach.AGENCY,
            Action.SEE_AUDIT: Reach.AGENCY,
        },
    }
)


def may(grants: Iterable[Grant], action: Action, unit_path: Sequence[int] = ()) -> bool:
    """Whether a grant carries `action` to the unit; `unit_path` is the unit and its ancestors, empty for the agency."""
    return any(_carries(grant, action, unit_path) for grant in grants)


def allowed_actions(grants: Iterable[Grant], unit_path: Sequence[int] = ()) -> frozenset[Action]:
    """Everything that `grants` allow for the unit."""
    held = tuple(grants)
    return frozenset(action for action in Action if may(held, action, unit_path))


def offered_actions(grants: Iterable[Grant]) -> frozenset[Action]:
    """Everything that a grant allows at least somewhere, to draw menus from: which unit it is about comes later."""
    return frozenset(
        action
        for grant in grants
        for action, reach in ROLE_ACTIONS[grant.role].items()
        if grant.scope is None or reach is not Reach.AGENCY
    )


def _carries(grant: Grant, action: Action, unit_path: Sequence[int]) -> bool:
    reach = ROLE_ACTIONS[grant.role].get(action)
    if reach is None:
        return False
    if grant.scope is None or reach is Reach.EVERYWHERE:
        return True
    return reach is Reach.UNIT and grant.scope in unit_path
