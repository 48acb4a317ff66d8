"""One example of every message, with values as long and as awkward as real ones get.

A sample takes a language and returns what the feature module makes of it: a `Screen`, or the HTML of a bare message.
Its name is free ("pledge: signed"); every template must be rendered and every function that makes a `Screen` called by
at least one sample, so give one for each branch of a template. People in samples are invented.

    SAMPLES = {"start: asked for the contact": lambda language: start.ask_contact(place(language))}
"""

from collections.abc import Callable

from domain.errors import DomainError
from domain.rights import Action
from domain.stages import Stage
from tests.texts.agency_coverage_samples import AGENCY_COVERAGE_SAMPLES
from tests.texts.agency_day_samples import AGENCY_DAY_SAMPLES
from tests.texts.agency_status_samples import AGENCY_STATUS_SAMPLES
from tests.texts.announcement_samples import ANNOUNCEMENT_SAMPLES
from tests.texts.campaign_samples import CAMPAIGN_SAMPLES
from tests.texts.cast import (
    BUDI,
    CAMPAIGN,
    EVIDENCE_DUE,
    LATE,
    LONG_UNIT,
    NOW,
    PLEDGE_DUE,
    SITI,
    UNIT,
    filled,
    place,
    signature,
)
from tests.texts.coverage_samples import COVERAGE_SAMPLES
from tests.texts.cycle_samples import CYCLE_SAMPLES
from tests.texts.data_rights_samples import DATA_RIGHTS_SAMPLES
from tests.texts.deadline_admin_samples import DEADLINE_ADMIN_SAMPLES
from tests.texts.deadline_change_samples import DEADLINE_CHANGE_SAMPLES
from tests.texts.deadline_samples import DEADLINE_SAMPLES
from tests.texts.deadline_series_samples import DEADLINE_SERIES_SAMPLES
from tests.texts.escalation_samples import ESCALATION_SAMPLES
from tests.texts.evidence_item_samples import EVIDENCE_ITEM_SAMPLES
from tests.texts.export_samples import EXPORT_SAMPLES
from tests.texts.group_samples import GROUP_SAMPLES
from tests.texts.joining_samples import JOINING_SAMPLES
from tests.texts.ledger_samples import LEDGER_SAMPLES
from tests.texts.lke_file_samples import LKE_FILE_SAMPLES
from tests.texts.lke_samples import LKE_SAMPLES
from tests.texts.pledge_reminder_samples import PLEDGE_REMINDER_SAMPLES
from tests.texts.pledge_samples import PLEDGE_SAMPLES
from tests.texts.rehearsal_samples import REHEARSAL_SAMPLES
from tests.texts.reminding_samples import REMINDING_SAMPLES
from tests.texts.review_samples import REVIEW_SAMPLES
from tests.texts.role_samples import ROLE_SAMPLES
from tests.texts.roster_samples import ROSTER_SAMPLES
from tests.texts.status_samples import STATUS_SAMPLES
from tests.texts.unit_samples import UNIT_SAMPLES
from tests.texts.verify_samples import VERIFY_SAMPLES
from tests.texts.witness_samples import WITNESS_SAMPLES
from texts import account, admin, errors, pledge, start
from texts.commands import menu
from texts.screen import Screen

Sample = Callable[[str], Screen | str]

POINTS = len(filled("id").points)


def _home(language: str) -> Screen:
    stage = Stage.SELF_ASSESSMENT
    return start.home(place(language), SITI, UNIT, CAMPAIGN.title, None, stage, "WBK", (EVIDENCE_DUE, PLEDGE_DUE))


def _home_of_who_signed(language: str) -> Screen:
    return start.home(place(language), BUDI, LONG_UNIT, CAMPAIGN.title, NOW, Stage.RETURNED, "WBBM", (LATE,))


def _reading(number: int) -> Sample:
    return lambda language: pledge.point(place(language), CAMPAIGN, filled(language, BUDI, LONG_UNIT), number)


def _ready(language: str) -> Screen:
    signer = (SITI.name, SITI.staff_number, SITI.position, UNIT.name)
    return pledge.ready(place(language), CAMPAIGN, filled(language), signer)


def _ready_without_staff_number(language: str) -> Screen:
    signer = (BUDI.name, BUDI.staff_number, BUDI.position, LONG_UNIT.name)
    return pledge.ready(place(language), CAMPAIGN, filled(language, BUDI, LONG_UNIT), signer)


def _help(*, group: bool) -> Sample:
    def sample(language: str) -> Screen:
        return account.help_screen(place(language), menu(language, group=group, allowed=frozenset(Action)))

    return sample


_TOO_LONG = DomainError("announce.too_long", length=3612, limit=3500)
_BAD_ROW = DomainError("roster.bad_row", line=7, reason="roster.unknown_unit", code="pkm-<contoh>")

SAMPLES: dict[str, Sample] = {
    "start: privacy notice": lambda language: start.privacy(place(language)),
    "start: asked for the contact": lambda language: start.ask_contact(place(language)),
    "start: declined": lambda language: start.declined(place(language)),
    "start: contact received": lambda language: start.received(place(language)),
    "start: is this you": lambda language: start.confirm(place(language), SITI, UNIT),
    "start: is this you, without staff number": lambda language: start.confirm(place(language), BUDI, LONG_UNIT),
    "start: somebody else": lambda language: start.denied(place(language)),
    "home: to be signed": _home,
    "home: signed": _home_of_who_signed,
    "home: of who compares units": lambda language: start.home(
        place(language), SITI, UNIT, "", None, "", "", (), coverage=True
    ),
    "home: nothing to do": lambda language: start.home(place(language), SITI, UNIT, "", None, "", "", ()),
    "pledge: desk": lambda language: pledge.desk(place(language), CAMPAIGN, filled(language), None),
    "pledge: desk half-way": lambda language: pledge.desk(
        place(language), CAMPAIGN, filled(language, BUDI, LONG_UNIT), 3
    ),
    **{f"pledge: point {number + 1}": _reading(number) for number in range(POINTS)},
    **PLEDGE_REMINDER_SAMPLES,
    **PLEDGE_SAMPLES,
    "pledge: ready": _ready,
    "pledge: ready, without staff number": _ready_without_staff_number,
    "pledge: signed": lambda language: pledge.signed(place(language), CAMPAIGN, signature(language)),
    "pledge: signed in a long unit": lambda language: pledge.signed(
        place(language), CAMPAIGN, signature(language, BUDI, LONG_UNIT)
    ),
    "pledge: receipt": lambda language: pledge.receipt_document(
        place(language), signature(language, BUDI, LONG_UNIT), b"%PDF"
    ),
    **VERIFY_SAMPLES,
    **STATUS_SAMPLES,
    **DEADLINE_SAMPLES,
    **DEADLINE_CHANGE_SAMPLES,
    **REHEARSAL_SAMPLES,
    **REMINDING_SAMPLES,
    **ESCALATION_SAMPLES,
    **REVIEW_SAMPLES,
    **ROLE_SAMPLES,
    "language": lambda language: account.language(place(language), ("id", "en")),
    **DATA_RIGHTS_SAMPLES,
    **LEDGER_SAMPLES,
    **LKE_FILE_SAMPLES,
    **LKE_SAMPLES,
    "help": _help(group=False),
    "help in a group": _help(group=True),
    "cancelled": lambda language: account.cancelled(place(language), had_draft=True),
    "nothing to cancel": lambda language: account.cancelled(place(language), had_draft=False),
    "not understood": lambda language: account.not_understood(place(language)),
    "admin: menu": lambda language: admin.menu(place(language), frozenset(Action)),
    **ROSTER_SAMPLES,
    **ANNOUNCEMENT_SAMPLES,
    **GROUP_SAMPLES,
    **JOINING_SAMPLES,
    **UNIT_SAMPLES,
    **AGENCY_COVERAGE_SAMPLES,
    **AGENCY_DAY_SAMPLES,
    **AGENCY_STATUS_SAMPLES,
    **COVERAGE_SAMPLES,
    **CAMPAIGN_SAMPLES,
    **CYCLE_SAMPLES,
    **DEADLINE_ADMIN_SAMPLES,
    **DEADLINE_SERIES_SAMPLES,
    **EXPORT_SAMPLES,
    **EVIDENCE_ITEM_SAMPLES,
    **WITNESS_SAMPLES,
    "refusal": lambda language: errors.refusal(DomainError("verify.unknown"), language),
    "refusal with values": lambda language: errors.refusal(_TOO_LONG, language),
    "refusal with a reason": lambda language: errors.refusal(_BAD_ROW, language),
}
