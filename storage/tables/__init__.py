"""All tables. Every constraint has a name; tables of evidence refuse UPDATE and DELETE by a trigger."""

from __future__ import annotations

from storage.tables.base import metadata
from storage.tables.deadlines import deadlines, done_marks, reminders
from storage.tables.joining import (
    activation_codes,
    attempts,
    consent_withdrawals,
    correction_requests,
    group_requests,
    installation,
    link_requests,
)
from storage.tables.messages import announcements, groups, inbox, outbox
from storage.tables.people import (
    accounts,
    audit,
    consents,
    drafts,
    employee_changes,
    employees,
    grants,
    links,
    unit_changes,
    units,
    uploads,
)
from storage.tables.pledge import campaigns, pledge_texts, signatures
from storage.tables.zone import answers, cycles, stage_changes

EVIDENCE = (
    "consents",
    "audit",
    "pledge_texts",
    "signatures",
    "stage_changes",
    "answers",
    "done_marks",
    "announcements",
    "consent_withdrawals",
    "unit_changes",
    "employee_changes",
)

__all__ = [
    "EVIDENCE",
    "accounts",
    "activation_codes",
    "announcements",
    "answers",
    "attempts",
    "audit",
    "campaigns",
    "consent_withdrawals",
    "consents",
    "correction_requests",
    "cycles",
    "deadlines",
    "done_marks",
    "drafts",
    "employee_changes",
    "employees",
    "grants",
    "group_requests",
    "groups",
    "inbox",
    "installation",
    "link_requests",
    "links",
    "metadata",
    "outbox",
    "pledge_texts",
    "reminders",
    "signatures",
    "stage_changes",
    "unit_changes",
    "units",
    "uploads",
]
