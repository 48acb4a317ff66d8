"""Prints the table of rights out of the code: `python -m docs.rights` writes rights.md anew."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from domain.rights import ROLE_ACTIONS, Action, Reach, Role
from texts.labels import ROLES

FILE: Final = Path(__file__).with_suffix(".md")
NONE: Final = "—"

SENTENCES: Mapping[Action, str] = MappingProxyType(
    {
        Action.SIGN_PLEDGE: "Read and sign the integrity pledge, and have the receipt again.",
        Action.SEE_OWN_UNIT: "See the status of the unit one works in.",
        Action.SEE_ANY_UNIT: "See the status of any other unit; it holds no names.",
        Action.SEE_UNIT_COVERAGE: "See by name who of the unit has not signed yet.",
        Action.REMIND_UNIT: "Send a kind reminder to those of the unit who have not signed.",
        Action.LINK_GROUP: "Link a group to the unit, unlink it, care for it, and show the declaration card.",
        Action.SEE_WORKSHEET: "Read the self-assessment of the unit.",
        Action.ANSWER_WORKSHEET: "Answer the self-assessment of the unit.",
        Action.SHARE_EVIDENCE: "Open and close the addresses under which anybody reads the evidence of the unit.",
        Action.ASSESS_WORKSHEET: "Score and note the answers as the internal assessor (TPI).",
        Action.REPORT_WORKSHEET: "Make the evaluation report (LHE) and the recap of worksheets.",
        Action.ASSIGN_QUESTIONS: "Put a person of the unit in charge of a question or an area, with a due date.",
        Action.FINISH_OWN_TASK: "Mark one's own duty done.",
        Action.FINISH_DEADLINE: "Mark a deadline done for the whole unit.",
        Action.MANAGE_DEADLINES: "Set, move and call off deadlines.",
        Action.ANNOUNCE: "Send an announcement to every linked group.",
        Action.MANAGE_ROSTER: "Import the roster, and answer requests to correct data.",
        Action.MANAGE_UNITS: "Change the tree of units: names, heads, zones, working days, merges.",
        Action.MANAGE_ROLES: "Find a person by name, see their roles, give and take roles.",
        Action.MANAGE_CYCLES: "Start ZI cycles, set their windows, compare them, tick the agency's papers.",
        Action.PUBLISH_PLEDGE: "Publish a pledge text and open a campaign.",
        Action.SEE_DELIVERIES: "See which messages arrived and which did not.",
        Action.SEE_AUDIT: "Read the log of who did what.",
        Action.EXPORT: "Take the roster out as a workbook.",
        Action.SEE_ADMIN_MENU: "Open the administration menu; it shows what the other rights allow.",
        Action.SEE_UNIT_MENU: "Open the menu of the unit.",
        Action.ISSUE_CODES: "Make activation codes for people of the unit who are not linked yet.",
        Action.WITNESS_PLEDGES: "Attest the signatures of the unit (*mengetahui*), never one's own.",
        Action.WITHDRAW_SIGNATURE: "Withdraw a signature that was an error, with a reason.",
        Action.DECIDE_LINK: "Approve or refuse somebody who asks to be linked as a person of the unit.",
    }
)

REACHES: Mapping[Reach, str] = MappingProxyType(
    {Reach.EVERYWHERE: "di mana pun", Reach.UNIT: "unit", Reach.AGENCY: "instansi"}
)
# An employee's reach is their own unit, which nobody grants.
OWN: Final = "sendiri"

INTRODUCTION: Final = """\
# Who may do what

Written by `python -m docs.rights` from the table in `domain/rights.py`, which every use case asks; a test holds this
page against it. The columns are the roles by the names that people read. Some rights belong to commands that are yet
to come.

- **di mana pun**: anywhere, whatever the role was given for.
- **unit**: in the unit that the role was given for and all units below it; with a role for the whole agency, anywhere.
- **sendiri**: in one's own unit and all units below it.
- **instansi**: only with a role that was given for the whole agency.
- **—**: not at all.

Everybody in the roster who is linked is *pegawai*; that role is never granted. The others are granted and taken back
with a reason: in the chat (`/admin`, *Peran*) by who may manage roles, or with `zibot role grant|revoke|list`.
Several roles add up. Roles of somebody who has left do not count. The last agency-wide *pengelola* cannot be taken
away. Each change, and each look at a person by name, is in the log.

Who is in charge of a question of the worksheet, or of an area, reads and answers that part without any role, for as
long as they serve in the unit; nobody who assesses the unit can be put in charge.
"""


def page() -> str:
    """The whole document."""
    header = ["Right", *(ROLES[role] for role in Role), "What it allows"]
    rows = [[f"`{action}`", *(cell(role, action) for role in Role), SENTENCES[action]] for action in Action]
    lines = [header, ["---"] * len(header), *rows]
    return INTRODUCTION + "\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def cell(role: Role, action: Action) -> str:
    """How far a role carries an action, in one word."""
    reach = ROLE_ACTIONS[role].get(action)
    if reach is None:
        return NONE
    return OWN if role is Role.EMPLOYEE and reach is Reach.UNIT else REACHES[reach]


def main() -> int:
    """Write the document; 0."""
    FILE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
