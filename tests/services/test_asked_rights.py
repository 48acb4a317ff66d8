"""Every use case with an actor asks for the right that stands here: without it nobody comes in, with it they do."""

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.agency_status import Order
from domain.announcement import Body
from domain.announcement_views import Ask as AnnouncementAsk
from domain.data_rights import RequestState
from domain.deadline import Deadline, DoneRule
from domain.deadline_change import EditedDeadline
from domain.deadline_form import Ask
from domain.evidence import Candidate
from domain.groups import WAITS, GroupRequest
from domain.groups import RequestState as GroupRequestState
from domain.people import Actor
from domain.reminders import Snooze
from domain.rights import ROLE_ACTIONS, Action, Grant, Role, may
from domain.series import Frequency, NewSeries, SeriesDetails
from services import corrections
from services.deadline_files import HEADER as DEADLINE_HEADER
from services.deadline_files import find_sheet as find_deadlines
from services.deadlines import NewDeadline
from services.unit_files import HEADER, find_sheet
from storage import data_rights, drafts, evidence, group_requests, joining, zone
from storage.engine import Database, Transaction
from storage.tables import drafts as draft_table
from tests import builders
from tests.builders import NOW
from tests.databases import opened
from tests.services.test_rights import OPEN_TO_STRANGERS, WITH_ACTOR, call, rehearsed, world

ASKS: dict[str, Action] = {
    "agency_day_dialog.begin": Action.MANAGE_DEADLINES,
    "agency_day_dialog.drop": Action.MANAGE_DEADLINES,
    "agency_day_dialog.save": Action.MANAGE_DEADLINES,
    "agency_day_dialog.say": Action.MANAGE_DEADLINES,
    "agency_days.day_card": Action.MANAGE_DEADLINES,
    "agency_days.listing": Action.MANAGE_DEADLINES,
    "agency_days.remove_day": Action.MANAGE_DEADLINES,
    "agency_days.remove_season": Action.MANAGE_DEADLINES,
    "agency_days.season_card": Action.MANAGE_DEADLINES,
    "activation.issue": Action.ISSUE_CODES,
    "activation.waiting": Action.ISSUE_CODES,
    "announcement_board.act": Action.ANNOUNCE,
    "announcement_board.asked": Action.ANNOUNCE,
    "announcement_board.back_to_board": Action.SEE_DELIVERIES,
    "announcement_board.board": Action.SEE_DELIVERIES,
    "announcement_board.leave": Action.SEE_DELIVERIES,
    "announcement_board.open_card": Action.SEE_DELIVERIES,
    "announcement_board.review": Action.SEE_DELIVERIES,
    "announcement_dialog.anew": Action.ANNOUNCE,
    "announcement_dialog.begin": Action.ANNOUNCE,
    "announcement_dialog.change": Action.ANNOUNCE,
    "announcement_dialog.choose": Action.ANNOUNCE,
    "announcement_dialog.current": Action.ANNOUNCE,
    "announcement_dialog.drop": Action.ANNOUNCE,
    "announcement_dialog.go": Action.ANNOUNCE,
    "announcement_dialog.resume": Action.ANNOUNCE,
    "announcement_dialog.send": Action.ANNOUNCE,
    "announcement_dialog.unsent": Action.ANNOUNCE,
    "announcement_dialog.write": Action.ANNOUNCE,
    "announcement_moves.held": Action.ANNOUNCE,
    "announcement_report.report": Action.SEE_DELIVERIES,
    "announcement_report.unreachable": Action.SEE_DELIVERIES,
    "announcement_report.watch": Action.SEE_DELIVERIES,
    "announcing.announcement": Action.SEE_DELIVERIES,
    "announcing.approve": Action.ANNOUNCE,
    "announcing.cancel": Action.ANNOUNCE,
    "announcing.correct": Action.ANNOUNCE,
    "announcing.edit": Action.ANNOUNCE,
    "announcing.listing": Action.SEE_DELIVERIES,
    "announcing.pause": Action.ANNOUNCE,
    "announcing.publish": Action.ANNOUNCE,
    "announcing.reach": Action.ANNOUNCE,
    "announcing.refuse": Action.ANNOUNCE,
    "announcing.resume": Action.ANNOUNCE,
    "announcing.withdraw": Action.ANNOUNCE,
    "corrections.answer": Action.MANAGE_ROSTER,
    "corrections.begin_answer": Action.MANAGE_ROSTER,
    "corrections.case": Action.MANAGE_ROSTER,
    "corrections.listing": Action.MANAGE_ROSTER,
    "cycle_comparison.agency": Action.MANAGE_CYCLES,
    "cycle_comparison.unit": Action.SEE_WORKSHEET,
    "cycle_dialog.ask_window": Action.MANAGE_CYCLES,
    "cycle_dialog.begin": Action.MANAGE_CYCLES,
    "cycle_dialog.choose": Action.MANAGE_CYCLES,
    "cycle_dialog.drop": Action.MANAGE_CYCLES,
    "cycle_dialog.save_window": Action.MANAGE_CYCLES,
    "cycle_dialog.say": Action.MANAGE_CYCLES,
    "cycle_dialog.say_window": Action.MANAGE_CYCLES,
    "cycle_dialog.start": Action.MANAGE_CYCLES,
    "cycle_deadlines.make_as": Action.MANAGE_CYCLES,
    "cycle_deadlines.offer_as": Action.MANAGE_CYCLES,
    "cycles.card": Action.MANAGE_CYCLES,
    "cycles.listing": Action.MANAGE_CYCLES,
    "declining.begin": Action.SIGN_PLEDGE,
    "declining.confirm": Action.SIGN_PLEDGE,
    "declining.stay": Action.SIGN_PLEDGE,
    "declining.write": Action.SIGN_PLEDGE,
    "deadline_desk.card": Action.MANAGE_DEADLINES,
    "deadline_desk.skip": Action.MANAGE_DEADLINES,
    "deadline_dialog.answer": Action.MANAGE_DEADLINES,
    "deadline_dialog.back": Action.MANAGE_DEADLINES,
    "deadline_dialog.begin": Action.MANAGE_DEADLINES,
    "deadline_dialog.drop": Action.MANAGE_DEADLINES,
    "deadline_dialog.edit": Action.MANAGE_DEADLINES,
    "deadline_dialog.line": Action.MANAGE_DEADLINES,
    "deadline_dialog.resume": Action.MANAGE_DEADLINES,
    "deadline_dialog.save": Action.MANAGE_DEADLINES,
    "deadline_dialog.say": Action.MANAGE_DEADLINES,
    "deadline_dialog.waiting": Action.MANAGE_DEADLINES,
    "deadline_file_dialog.apply_file": Action.MANAGE_DEADLINES,
    "deadline_file_dialog.ask_file": Action.MANAGE_DEADLINES,
    "deadline_file_dialog.drop_file": Action.MANAGE_DEADLINES,
    "deadline_file_dialog.kept_file": Action.MANAGE_DEADLINES,
    "deadline_file_dialog.receive": Action.MANAGE_DEADLINES,
    "deadline_series.card_as": Action.MANAGE_DEADLINES,
    "deadline_series.end_as": Action.MANAGE_DEADLINES,
    "deadline_series.listing_as": Action.MANAGE_DEADLINES,
    "deadline_series.move_one_as": Action.MANAGE_DEADLINES,
    "deadline_series.skip_as": Action.MANAGE_DEADLINES,
    "deadline_series.start_as": Action.MANAGE_DEADLINES,
    "deadlines.add_as": Action.MANAGE_DEADLINES,
    "deadlines.mark_done": Action.FINISH_OWN_TASK,
    "done_papers.add": Action.FINISH_OWN_TASK,
    "done_papers.begin": Action.FINISH_OWN_TASK,
    "done_papers.prepare": Action.FINISH_OWN_TASK,
    "snoozing.ask_day": Action.FINISH_OWN_TASK,
    "snoozing.choices": Action.FINISH_OWN_TASK,
    "snoozing.later": Action.FINISH_OWN_TASK,
    "snoozing.say": Action.FINISH_OWN_TASK,
    "snoozing.stop": Action.FINISH_OWN_TASK,
    "deadline_owing.page": Action.SEE_UNIT_COVERAGE,
    "deadline_cards.manageable": Action.MANAGE_DEADLINES,
    "deadline_changes.cancel_as": Action.MANAGE_DEADLINES,
    "deadline_changes.edit_as": Action.MANAGE_DEADLINES,
    "deadline_changes.move_as": Action.MANAGE_DEADLINES,
    "group_requests.ask": Action.LINK_GROUP,
    "group_requests.choices": Action.LINK_GROUP,
    "group_requests.chosen": Action.LINK_GROUP,
    "group_requests.confirm": Action.LINK_GROUP,
    "groups.care_card": Action.LINK_GROUP,
    "groups.cared_for": Action.LINK_GROUP,
    "groups.declaration": Action.LINK_GROUP,
    "groups.let_go": Action.LINK_GROUP,
    "groups.resend": Action.LINK_GROUP,
    "groups.send_test": Action.LINK_GROUP,
    "groups.unlink": Action.LINK_GROUP,
    "joining.approve": Action.DECIDE_LINK,
    "joining.candidates": Action.DECIDE_LINK,
    "joining.choose_person": Action.DECIDE_LINK,
    "joining.listing": Action.DECIDE_LINK,
    "joining.petition": Action.DECIDE_LINK,
    "joining.refuse": Action.DECIDE_LINK,
    "pins.allow_change": Action.SIGN_PLEDGE,
    "pins.answered": Action.SIGN_PLEDGE,
    "pins.begin": Action.SIGN_PLEDGE,
    "pins.change": Action.SIGN_PLEDGE,
    "pins.choose_first": Action.SIGN_PLEDGE,
    "pins.current": Action.SIGN_PLEDGE,
    "pins.drop": Action.SIGN_PLEDGE,
    "pins.known": Action.SIGN_PLEDGE,
    "pins.waits_for_old": Action.SIGN_PLEDGE,
    "pledges.awaited": Action.SIGN_PLEDGE,
    "pledges.begin": Action.SIGN_PLEDGE,
    "pledges.begin_whole": Action.SIGN_PLEDGE,
    "pledges.desk": Action.SIGN_PLEDGE,
    "pledges.make_pin": Action.SIGN_PLEDGE,
    "pledges.prove_name": Action.SIGN_PLEDGE,
    "pledges.prove_pin": Action.SIGN_PLEDGE,
    "pledges.read_whole": Action.SIGN_PLEDGE,
    "pledges.send_again": Action.SIGN_PLEDGE,
    "pledges.sign": Action.SIGN_PLEDGE,
    "pledges.tick": Action.SIGN_PLEDGE,
    "pledges.waiting": Action.SIGN_PLEDGE,
    "proposals.desk": Action.SEE_WORKSHEET,
    "proposals.file_of": Action.SEE_WORKSHEET,
    "proposals.give_file": Action.ANSWER_WORKSHEET,
    "proposals.give_link": Action.ANSWER_WORKSHEET,
    "proposals.item_desk": Action.SEE_WORKSHEET,
    "proposals.open_item": Action.SEE_WORKSHEET,
    "proposals.overview": Action.SEE_WORKSHEET,
    "proposals.prepare": Action.ANSWER_WORKSHEET,
    "proposals.say": Action.ANSWER_WORKSHEET,
    "proposals.tick": Action.ANSWER_WORKSHEET,
    "proposals.untick": Action.ANSWER_WORKSHEET,
    "publishing.card": Action.PUBLISH_PLEDGE,
    "publishing.end": Action.PUBLISH_PLEDGE,
    "publishing.listing": Action.PUBLISH_PLEDGE,
    "publishing.preview": Action.PUBLISH_PLEDGE,
    "publishing.publish": Action.PUBLISH_PLEDGE,
    "publishing_dialog.begin": Action.PUBLISH_PLEDGE,
    "publishing_dialog.choose": Action.PUBLISH_PLEDGE,
    "publishing_dialog.drop": Action.PUBLISH_PLEDGE,
    "publishing_dialog.publish": Action.PUBLISH_PLEDGE,
    "publishing_dialog.reading": Action.PUBLISH_PLEDGE,
    "publishing_dialog.receive": Action.PUBLISH_PLEDGE,
    "publishing_dialog.say": Action.PUBLISH_PLEDGE,
    "publishing_dialog.turn": Action.PUBLISH_PLEDGE,
    "role_desk.begin": Action.MANAGE_ROLES,
    "role_desk.candidate": Action.MANAGE_ROLES,
    "role_desk.choose": Action.MANAGE_ROLES,
    "role_desk.confirm": Action.MANAGE_ROLES,
    "role_desk.propose_grant": Action.MANAGE_ROLES,
    "role_desk.propose_revoke": Action.MANAGE_ROLES,
    "role_desk.say": Action.MANAGE_ROLES,
    "role_desk.turn": Action.MANAGE_ROLES,
    "role_desk.turn_units": Action.MANAGE_ROLES,
    "roles.grant": Action.MANAGE_ROLES,
    "roles.listing": Action.MANAGE_ROLES,
    "roles.person": Action.MANAGE_ROLES,
    "roles.revoke": Action.MANAGE_ROLES,
    "roster_dialog.answer": Action.MANAGE_ROSTER,
    "roster_dialog.applied": Action.MANAGE_ROSTER,
    "roster_dialog.apply": Action.MANAGE_ROSTER,
    "roster_dialog.begin": Action.MANAGE_ROSTER,
    "roster_dialog.drop": Action.MANAGE_ROSTER,
    "roster_dialog.note_missing": Action.MANAGE_ROSTER,
    "roster_dialog.receive": Action.MANAGE_ROSTER,
    "roster_dialog.show": Action.MANAGE_ROSTER,
    "roster_dialog.uploaded": Action.MANAGE_ROSTER,
    "roster_export.export": Action.EXPORT,
    "roster_import.apply": Action.MANAGE_ROSTER,
    "roster_import.scope": Action.MANAGE_ROSTER,
    "roster_import.state": Action.MANAGE_ROSTER,
    "status.readable": Action.SEE_ANY_UNIT,
    "status.unit_status": Action.SEE_ANY_UNIT,
    "status_pages.cheapest_road": Action.SEE_WORKSHEET,
    "status_pages.in_charge": Action.SEE_WORKSHEET,
    "status_pages.open_questions": Action.SEE_WORKSHEET,
    "status_pages.own_part": Action.SEE_ANY_UNIT,
    "status_pages.trend": Action.SEE_ANY_UNIT,
    "status_pick.choose": Action.SEE_ANY_UNIT,
    "assess_dialog.ask": Action.ASSESS_WORKSHEET,
    "assess_dialog.ask_closing": Action.ASSESS_WORKSHEET,
    "assess_dialog.leave": Action.ASSESS_WORKSHEET,
    "assess_dialog.say": Action.ASSESS_WORKSHEET,
    "assess_findings.close": Action.ASSESS_WORKSHEET,
    "assess_findings.find": Action.ASSESS_WORKSHEET,
    "assess_findings.finding": Action.ASSESS_WORKSHEET,
    "assessing.accept_rest": Action.ASSESS_WORKSHEET,
    "assessing.agree": Action.ASSESS_WORKSHEET,
    "assessing.answer": Action.ASSESS_WORKSHEET,
    "assessing.look": Action.ASSESS_WORKSHEET,
    "assessing.next_look": Action.ASSESS_WORKSHEET,
    "assessing.note": Action.ASSESS_WORKSHEET,
    "assessing.review": Action.ASSESS_WORKSHEET,
    "assessing.writable": Action.ASSESS_WORKSHEET,
    "assessing_lists.queue": Action.ASSESS_WORKSHEET,
    "assessing_lists.section": Action.ASSESS_WORKSHEET,
    "assessing_lists.sums": Action.ASSESS_WORKSHEET,
    "declaring.aim": Action.MANAGE_UNITS,
    "declaring.begin": Action.MANAGE_UNITS,
    "declaring.confirm": Action.MANAGE_UNITS,
    "declaring.declare": Action.MANAGE_UNITS,
    "declaring.one": Action.MANAGE_UNITS,
    "declaring.search": Action.MANAGE_UNITS,
    "declaring.toggle": Action.MANAGE_UNITS,
    "findings.listing": Action.SEE_WORKSHEET,
    "stage_dialog.ask": Action.SEE_WORKSHEET,
    "stage_dialog.confirm": Action.SEE_WORKSHEET,
    "stage_dialog.drop": Action.SEE_WORKSHEET,
    "stage_dialog.say": Action.SEE_WORKSHEET,
    "stage_moves.history": Action.SEE_WORKSHEET,
    "stage_moves.move": Action.SEE_WORKSHEET,
    "stage_moves.moves": Action.SEE_WORKSHEET,
    "unit_admin.apply_file": Action.MANAGE_UNITS,
    "unit_admin.ask_file": Action.MANAGE_UNITS,
    "unit_admin.ask_name": Action.MANAGE_UNITS,
    "unit_admin.close": Action.MANAGE_UNITS,
    "unit_admin.drop_file": Action.MANAGE_UNITS,
    "unit_admin.export": Action.MANAGE_UNITS,
    "unit_admin.kept_file": Action.MANAGE_UNITS,
    "unit_admin.merge": Action.MANAGE_UNITS,
    "unit_admin.move": Action.MANAGE_UNITS,
    "unit_admin.pick": Action.MANAGE_UNITS,
    "unit_admin.preview_merge": Action.MANAGE_UNITS,
    "unit_admin.receive": Action.MANAGE_UNITS,
    "unit_admin.rename": Action.MANAGE_UNITS,
    "unit_admin.search": Action.MANAGE_UNITS,
    "unit_admin.see": Action.MANAGE_UNITS,
    "unit_admin.set_predicate": Action.MANAGE_UNITS,
    "unit_admin.set_work_days": Action.MANAGE_UNITS,
    "unit_admin.set_zone": Action.MANAGE_UNITS,
    "coverage.choices": Action.SEE_UNIT_COVERAGE,
    "coverage.looked_at": Action.SEE_UNIT_COVERAGE,
    "coverage.overview": Action.SEE_UNIT_COVERAGE,
    "coverage_lists.page": Action.SEE_UNIT_COVERAGE,
    "nudging.nudge_all": Action.REMIND_UNIT,
    "nudging.nudge_one": Action.REMIND_UNIT,
    "nudging.preview": Action.REMIND_UNIT,
    "agency_coverage.table": Action.SEE_UNIT_COVERAGE,
    "agency_status.board": Action.SEE_WORKSHEET,
    "agency_status.comparison": Action.SEE_WORKSHEET,
    "evidence.add_file": Action.ANSWER_WORKSHEET,
    "evidence.add_link": Action.ANSWER_WORKSHEET,
    "evidence.begin": Action.SEE_WORKSHEET,
    "evidence.choices": Action.ANSWER_WORKSHEET,
    "evidence.desk": Action.SEE_WORKSHEET,
    "evidence.item_card": Action.SEE_WORKSHEET,
    "evidence.prepare": Action.ANSWER_WORKSHEET,
    "evidence.remove": Action.ANSWER_WORKSHEET,
    "evidence.use_again": Action.ANSWER_WORKSHEET,
    "evidence_export.ask": Action.EXPORT,
    "evidence_sharing.make_share": Action.SHARE_EVIDENCE,
    "evidence_sharing.revoke_share": Action.SHARE_EVIDENCE,
    "evidence_sharing.share_desk": Action.SHARE_EVIDENCE,
    "evidence_sharing.share_to_revoke": Action.SHARE_EVIDENCE,
    "pledge_export.choice": Action.EXPORT,
    "pledge_export.desk": Action.EXPORT,
    "pledge_export.order": Action.EXPORT,
    "rehearsing.papers_as": Action.MANAGE_DEADLINES,
    "rehearsing.rehearse_as": Action.MANAGE_DEADLINES,
    "unit_desk.choices": Action.SEE_UNIT_MENU,
    "unit_desk.desk": Action.SEE_UNIT_MENU,
    "withdrawing.begin": Action.WITHDRAW_SIGNATURE,
    "withdrawing.confirm": Action.WITHDRAW_SIGNATURE,
    "withdrawing.drop": Action.WITHDRAW_SIGNATURE,
    "withdrawing.make_sure": Action.WITHDRAW_SIGNATURE,
    "withdrawing.say": Action.WITHDRAW_SIGNATURE,
    "witnessing.attest": Action.WITNESS_PLEDGES,
    "witnessing.attest_all": Action.WITNESS_PLEDGES,
    "witnessing.case": Action.WITNESS_PLEDGES,
    "witnessing.listing": Action.WITNESS_PLEDGES,
    "question_owners.assign": Action.ASSIGN_QUESTIONS,
    "question_owners.candidates": Action.ASSIGN_QUESTIONS,
    "question_owners.choose": Action.ASSIGN_QUESTIONS,
    "question_owners.current": Action.ASSIGN_QUESTIONS,
    "question_owners.release": Action.ASSIGN_QUESTIONS,
    "lhe.report": Action.REPORT_WORKSHEET,
    "lke_file_dialog.apply": Action.ASSESS_WORKSHEET,
    "lke_file_dialog.begin": Action.ASSESS_WORKSHEET,
    "lke_file_dialog.receive": Action.ASSESS_WORKSHEET,
    "lke_files.allowed": Action.ASSESS_WORKSHEET,
    "lke_files.apply": Action.ASSESS_WORKSHEET,
    "lke_files.desk": Action.SEE_WORKSHEET,
    "lke_files.export": Action.SEE_WORKSHEET,
    "lke_files.preview": Action.ASSESS_WORKSHEET,
    "lke_recap.recap": Action.REPORT_WORKSHEET,
    "worksheet_access.fillable": Action.ANSWER_WORKSHEET,
    "worksheet_access.open_sheet": Action.SEE_WORKSHEET,
    "worksheet_access.readable": Action.SEE_WORKSHEET,
    "worksheet_dialog.ask_note": Action.ANSWER_WORKSHEET,
    "worksheet_dialog.clear": Action.ANSWER_WORKSHEET,
    "worksheet_dialog.drop_note": Action.ANSWER_WORKSHEET,
    "worksheet_dialog.go_on": Action.SEE_WORKSHEET,
    "worksheet_dialog.press": Action.ANSWER_WORKSHEET,
    "worksheet_dialog.say": Action.ANSWER_WORKSHEET,
    "worksheet_dialog.show": Action.SEE_WORKSHEET,
    "worksheet_dialog.skip": Action.ANSWER_WORKSHEET,
    "worksheet_lists.choices": Action.SEE_WORKSHEET,
    "worksheet_lists.history": Action.SEE_WORKSHEET,
    "worksheet_lists.section": Action.SEE_WORKSHEET,
    "worksheets.answer": Action.ANSWER_WORKSHEET,
    "worksheets.clear": Action.ANSWER_WORKSHEET,
    "worksheets.desk": Action.SEE_WORKSHEET,
    "worksheets.next_question": Action.SEE_WORKSHEET,
    "worksheets.note": Action.ANSWER_WORKSHEET,
    "worksheets.question": Action.SEE_WORKSHEET,
}
NEEDS_NO_RIGHT: dict[str, str] = {
    "absences.end": "the own leave",
    "absences.keep": "the own leave",
    "absences.listing": "the own leave",
    "absences.say": "the own leave",
    "wishes.as_usual": "the own wishes",
    "wishes.desk": "the own wishes",
    "wishes.set_lead": "the own wishes",
    "wishes.set_time": "the own wishes",
    "evidence.awaited": "the own draft",
    "evidence.wait_for": "the own draft, asked about again when something comes",
    "evidence.waits": "the own draft",
    "proposals.awaited": "the own draft",
    "lke_file_dialog.applied": "what became of the own file",
    "lke_file_dialog.drop": "forgets the own file",
    "lke_file_dialog.kept": "the own file",
    "activation.claim_ownership": "the owner code is the right",
    "corrections.ask": "about the own data",
    "corrections.begin": "about the own data",
    "data_rights.looks": "who looked at the own data",
    "deadline_cards.one": "the own deadlines, and those that one may change",
    "calendar_feeds.made_at": "the own calendar",
    "calendar_feeds.make": "the own calendar",
    "calendar_feeds.mine": "the own deadlines",
    "calendar_feeds.revoke": "the own calendar",
    "deadline_facts.facts": "the own deadlines, and those one may manage",
    "deadline_facts.page": "the own deadlines",
    "deadline_facts.reminded": "the own deadlines",
    "done_papers.listing": "the own papers, and those that one's roles reach",
    "done_papers.one": "the own papers, and those that one's roles reach",
    "done_papers.readable": "a number, as far as one's roles reach",
    "done_papers.waits": "the own draft",
    "done_papers.waits_for": "the own draft",
    "owing.everything_owed": "the own deadlines",
    "owing.named": "the own deadlines",
    "owing.owed": "the own deadlines",
    "group_requests.cancel": "takes back the own request",
    "group_requests.request": "shows the own request",
    "home.home": "the own home screen",
    "question_owners.mine": "the own tasks",
    "worksheet_access.name_shown": "a step of use cases that ask before",
    "worksheet_lists.taking_part": "names of units only, as far as one's roles reach",
    "roles.own": "the own roles",
    "status.reader_of": "tells what one may open",
    "status_pick.pick": "names of units only",
    "status_pick.search": "names of units only",
}
# What a role over any unit opens: it shows or takes only what lies in the units of that role.
LIMITED_TO_ONE_S_UNITS = frozenset(
    {
        "agency_days.day_card",
        "agency_days.listing",
        "agency_days.season_card",
        "assessing_lists.queue",
        "corrections.listing",
        "deadline_cards.manageable",
        "deadline_series.listing_as",
        *(name for name in ASKS if name.startswith("deadline_dialog.") and name != "deadline_dialog.edit"),
        *(name for name in ASKS if name.startswith("deadline_file_dialog.")),
        "group_requests.choices",
        "groups.cared_for",
        "roster_export.export",
        "roster_import.apply",
        "roster_import.scope",
        "roster_import.state",
        "agency_coverage.table",
        "lke_recap.recap",
        "agency_status.board",
        "agency_status.comparison",
        "pledge_export.desk",
        "proposals.overview",
        "unit_desk.choices",
        "worksheet_lists.choices",
        *(name for name in ASKS if name.startswith("roster_dialog.")),
    }
)
SET = Deadline(1, "Apel", NOW + timedelta(days=7), None, DoneRule.MARK)
# Values that fit these alone.
FITTING: dict[str, dict[str, object]] = {
    "announcing.correct": {"body": Body("Apel")},
    "announcing.edit": {"body": Body("Apel")},
    "announcement_dialog.choose": {"ask": AnnouncementAsk.DESK},
    "announcement_dialog.go": {"ask": AnnouncementAsk.DESK},
    "announcement_dialog.write": {"body": Body("Apel")},
    "announcing.publish": {"body": Body("Apel")},
    "agency_status.board": {"order": Order.SCORE},
    "cycle_deadlines.make_as": {"chosen": frozenset()},
    "cycle_dialog.save_window": {"days": ("20260201", "20260430")},
    "absences.keep": {"days": ("20260803", "20260807")},
    "absences.say": {"text": "besok"},
    "deadline_dialog.answer": {"ask": Ask.WHOM},
    "deadline_dialog.edit": {"ask": Ask.TITLE},
    "deadline_dialog.resume": {"ask": None},
    "wishes.set_lead": {"wanted": "on"},
    "deadline_file_dialog.apply_file": {"file": find_deadlines([(DEADLINE_HEADER,)])},
    "deadline_file_dialog.receive": {"file": find_deadlines([(DEADLINE_HEADER,)])},
    "deadlines.add_as": {"new": NewDeadline("Apel", NOW + timedelta(days=7))},
    "deadline_changes.move_as": {"due_at": NOW + timedelta(days=9)},
    "deadline_changes.edit_as": {"edited": EditedDeadline.of(SET)},
    "deadline_series.move_one_as": {"due_at": NOW + timedelta(days=7)},
    "deadline_series.start_as": {
        "new": NewSeries("Monev", Frequency.MONTHLY, NOW.date(), SeriesDetails("Asia/Jakarta"))
    },
    "evidence.add_file": {"file": Candidate("a.pdf", "application/pdf", 5, "b" * 64)},
    "evidence.wait_for": {"wanted": True},
    "done_papers.add": {"file": Candidate("a.pdf", "application/pdf", 5, "c" * 64)},
    "snoozing.later": {"choice": Snooze.HOUR},
    "proposals.give_file": {"file": Candidate("a.pdf", "application/pdf", 5, "a" * 64)},
    "unit_admin.receive": {"file": find_sheet([(HEADER,)])},
    "unit_admin.set_work_days": {"days": "5"},
    "worksheet_access.open_sheet": {"action": Action.SEE_WORKSHEET},
}
# In a group the answer names no right: everybody there reads it.
REFUSES_AS: dict[str, str] = {"group_requests.ask": "group.link_refused"}


@pytest.fixture
async def db(sqlite_url: str) -> AsyncIterator[Database]:
    """One database is enough: which right is asked for does not hang on it."""
    async with opened(sqlite_url) as database:
        yield database


def outsider(tx: Transaction) -> tuple[Actor, dict[str, Any]]:
    """Somebody of another unit without any right, with drafts and requests of every kind, and good values."""
    stranger, values = world(tx)
    home = builders.unit(tx, "home")
    actor = builders.linked(tx, home, 701)
    dinkes = values["unit_id"]
    asked = GroupRequest(0, -6, None, "ZI", None, 701, GroupRequestState.OPEN, NOW + WAITS)
    group_requests.add(tx, asked, NOW)
    official = builders.actor(tx, 700).employee
    assert official is not None
    request = data_rights.add_correction(tx, official.id, 700, "Jabatan", NOW, NOW + WAITS)
    builders.stranger(tx, 950, consented=True)
    joining.add_request(tx, 950, dinkes, "Siti Contohwati", NOW, NOW + WAITS)
    for row in tx.execute(draft_table.select().where(draft_table.c.telegram_id == stranger.telegram_id)).all():
        drafts.save(tx, 701, row.kind, row.step, row.data, NOW)
    drafts.save(tx, 701, corrections.ANSWER, "text", {"request": request.id, "state": RequestState.DONE.value}, NOW)
    link = "https://contoh.go.id/x"
    cycle_id = zone.add_cycle(tx, 2020, "ZI 2020")
    item_id = evidence.add_item(tx, cycle_id, dinkes, "P1.i.a", "x", "cli", NOW, link=link)
    share = evidence.add_share(tx, cycle_id, dinkes, "P1.i.a", "cli", NOW + WAITS, NOW)
    return replace(actor, grants=()), {**values, "actor": actor, "item_id": item_id, "share_id": share.id}


def with_all_but(actor: Actor, action: Action) -> Actor:
    """The actor with every role over the agency that lacks the right."""
    return replace(actor, grants=tuple(Grant(role, None) for role in Role if action not in ROLE_ACTIONS[role]))


async def refusals(
    db: Database, names: Iterable[str], actor_for: Callable[[str], Actor], values: dict[str, Any]
) -> dict[str, str]:
    """What each use case is refused with, "" when it goes through; each finds the world as it was before the first."""
    return {
        name: await rehearsed(db, call, name, actor_for(name), {**values, **FITTING.get(name, {})}) for name in names
    }


def refused_as(name: str) -> str:
    return REFUSES_AS.get(name, "access.denied")


def test_of_every_use_case_with_an_actor_it_is_known_what_it_asks() -> None:
    assert sorted([*ASKS, *NEEDS_NO_RIGHT, *OPEN_TO_STRANGERS]) == sorted(WITH_ACTOR)


async def test_whoever_lacks_the_right_is_refused_whatever_else_they_may(db: Database) -> None:
    actor, values = await db.write(outsider)
    expected = {name: refused_as(name) for name in ASKS}
    assert await refusals(db, ASKS, lambda _: actor, values) == expected
    assert await refusals(db, ASKS, lambda name: with_all_but(actor, ASKS[name]), values) == expected


async def test_a_role_that_carries_the_right_opens(db: Database) -> None:
    actor, values = await db.write(outsider)

    def able(name: str) -> Actor:
        role = next(role for role in Role if ASKS[name] in ROLE_ACTIONS[role])
        return replace(actor, grants=(Grant(role, None),))

    found = await refusals(db, ASKS, able, values)
    closed = {"access.denied", "access.not_linked"}
    assert {name: key for name, key in found.items() if key in closed | {REFUSES_AS.get(name)}} == {}


async def test_a_role_over_another_unit_opens_nothing_of_this_one(db: Database) -> None:
    actor, values = await db.write(outsider)
    elsewhere = (await db.write(builders.unit, "elsewhere")).id

    def narrow(name: str) -> Actor:
        return replace(actor, grants=tuple(Grant(role, elsewhere) for role in Role if ASKS[name] in ROLE_ACTIONS[role]))

    found = await refusals(db, sorted(ASKS.keys() - LIMITED_TO_ONE_S_UNITS), narrow, values)
    reach_everywhere = {name for name in found if may(narrow(name).grants, ASKS[name])}
    assert {name for name in reach_everywhere if found[name] == "access.denied"} == set()
    rest = found.keys() - reach_everywhere
    assert {name: found[name] for name in rest} == {name: refused_as(name) for name in rest}


async def test_what_concerns_oneself_is_open_to_everybody(db: Database) -> None:
    actor, values = await db.write(outsider)
    found = await refusals(db, NEEDS_NO_RIGHT, lambda _: actor, values)
    assert {name: key for name, key in found.items() if key in {"access.denied", "access.not_linked"}} == {}
