"""Every use case asks who acts: accounts without a person are refused, and each role does what its table allows."""

import importlib
import inspect
import pkgutil
from collections.abc import Awaitable, Callable, Iterator
from types import MappingProxyType, SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import services
from domain import publication
from domain.agency_coverage import Order
from domain.agency_status import Order as StatusOrder
from domain.announcement import Audience, Body, Move
from domain.announcement_views import Mode
from domain.coverage import Listing
from domain.data_rights import RequestState as CorrectionState
from domain.deadline_change import EditedDeadline
from domain.errors import DomainError
from domain.groups import WAITS, GroupRequest, RequestState
from domain.lke_reading import Reading
from domain.messages import Group
from domain.people import Actor
from domain.pledge_diff import Size
from domain.review_views import Typed
from domain.rights import Action, Role
from domain.roster_questions import Answers
from domain.second_factor import Factor
from domain.series import Frequency, NewSeries, SeriesDetails
from domain.stages import Stage
from domain.unit_book import Purpose
from domain.zone import Layer
from services import (
    activation,
    agency_coverage,
    agency_status,
    announcement_board,
    announcement_dialog,
    announcement_draft,
    announcing,
    assess_dialog,
    assessing,
    corrections,
    coverage,
    coverage_lists,
    data_rights,
    deadline_changes,
    deadlines,
    declaring,
    findings,
    group_requests,
    groups,
    joining,
    lke_file_dialog,
    nudging,
    pins,
    pledge_export,
    pledges,
    proposals,
    publishing,
    roster_dialog,
    roster_export,
    roster_files,
    roster_import,
    stage_dialog,
    stage_moves,
    status,
    status_pages,
    status_pick,
    unit_admin,
    unit_desk,
    withdrawing,
    witnessing,
    worksheet_dialog,
)
from services import home as home_service
from services.deadlines import Planning
from services.onboarding import Contact
from services.roster_import import Choice, Preview
from storage import data_rights as data_rights_rows
from storage import deadline_series as deadline_series_rows
from storage import drafts, zone
from storage import group_requests as group_request_rows
from storage.engine import Database, Transaction
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

OPEN_TO_STRANGERS = MappingProxyType(
    {
        "verification.await_document": "anybody may have a document checked",
        "dialogs.current": "finds the account's own draft, to tell which dialog its words belong to",
        "activation.begin": "waits for a code to be typed",
        "activation.keep_for_later": "remembers the digest of a code until consent",
        "activation.redeem": "links by a code",
        "activation.redeem_kept": "links by a code that came before consent",
        "joining.begin": "asks the head of the unit to be linked",
        "joining.choose_unit": "part of asking the head",
        "joining.open_petition": "the account's own request",
        "joining.turn": "part of asking the head",
        "joining.withdraw": "the account's own request",
        "joining.write": "part of asking the head",
        "onboarding.await_contact": "comes before linking",
        "corrections.drop": "forgets the account's own drafts",
        "data_rights.ask_file": "a copy of what is held, also for an account nobody is behind",
        "data_rights.standing": "the account's own consent",
        "data_rights.unlink": "again, it changes nothing",
        "data_rights.withdraw": "the account's own consent",
        "onboarding.consent": "comes before linking",
        "onboarding.decline": "forgets the account's own drafts and takes its own consent back",
        "onboarding.has_left": "whether the account's own person has left",
        "onboarding.recognise": "finds the person to be linked",
        "onboarding.confirm": "links",
        "onboarding.deny": "comes before linking",
        "onboarding.set_language": "concerns the account alone, whoever is behind it",
        "onboarding.cancel": "forgets the account's own drafts",
    }
)
ACTS_FOR_NOBODY = MappingProxyType(
    {
        "activation.issue_for_file": "command line",
        "activation.offer_owner_code": "command line, whose user owns the installation",
        "guessing": "counts for the use cases that can be probed",
        "question_owners.questions_in": "what a scope stands for; knows no database",
        "question_owners.told": "the sender tells the person",
        "worksheet_access.author": "a step of use cases that ask before",
        "worksheet_access.known_question": "looks into the instrument, knows no database",
        "worksheets.next_open": "a rule over a worksheet that was opened before",
        "joining.expire": "the tick",
        "joining.told": "the sender tells the asker",
        "linking": "the last step of use cases that have proved who it is",
        "announcement_report.unwatch": "a step of use cases that ask before",
        "announcement_draft": "a step of use cases that ask before",
        "announcement_board.note_read": "a recipient presses the button; copies tell who is one",
        "announcement_audience": "a step of use cases that ask before, and the command line",
        "announcement_delivery": "the tick, and the sender asks what a copy shows",
        "announcement_moves": "a step of use cases that ask before",
        "announcement_report.deliveries_directly": "command line",
        "announcement_report.decision": "the sender tells the author",
        "announcement_report.drawn": "the sender draws what an admin watches",
        "announcement_report.mark_read": "for who got it, whoever is behind the account",
        "announcement_report.progress": "numbers without names",
        "announcement_report.report_due": "the tick",
        "announcement_report.to_approve": "the sender asks another admin",
        "announcement_report.to_draw": "the sender draws what an admin watches, asked again",
        "announcing.publish_directly": "command line",
        "announcing.reach_directly": "command line",
        "corrections.answer_from": "command line",
        "corrections.decided": "the sender delivers to who asked",
        "corrections.open_from": "command line",
        "corrections.remind": "the tick",
        "corrections.to_decide": "the sender words what goes to who may decide",
        "cycles": "command line, whose user owns the installation, and steps of use cases that ask before",
        "cycle_copies": "a step of use cases that ask before",
        "figures": "command line, whose user owns the installation",
        "proposal_reminders": "the tick, and the sender words what it told",
        "deadlines.add": "command line, and steps of use cases that ask before",
        "deadline_cards.group_deadlines": "shown in a linked group, to whoever is in it; no names",
        "deadline_cards.managed_scopes": "a rule",
        "deadline_cards.may_manage": "a rule",
        "deadline_cards.other_title": "a step of use cases that ask before",
        "deadline_changes.cancel": "command line, and steps of use cases that ask before",
        "deadline_changes.edit": "command line",
        "deadline_changes.move": "command line, and steps of use cases that ask before",
        "deadline_changes.news": "the sender words what was changed for who was told before",
        "deadline_changes.present": "command line",
        "deadline_changes.tell": "the tick",
        "deadline_escalation": "the tick, and the sender words what it told",
        "digests": "the tick, and the sender words it; numbers only, no names",
        "deadline_checks": "a step of use cases that ask before",
        "deadline_orders": "command line",
        "deadline_plans": "a step of what sets and changes deadlines, units and working days",
        "deadline_form": "a step of use cases that ask before",
        "deadline_answers": "a step of use cases that ask before",
        "deadline_series.start": "command line",
        "deadline_series.skip": "command line",
        "deadline_series.move_one": "command line",
        "deadline_series.end": "command line",
        "deadline_series.listing": "command line",
        "deadline_series.known_series": "a step of use cases that ask before",
        "series_growth": "the tick, and a step of use cases that ask before",
        "deadline_files": "command line; deadline_file_dialog asks before",
        "cycle_deadlines.offer": "command line",
        "cycle_deadlines.make": "command line",
        "cycle_deadlines.follow": "a step of what changes windows",
        "planning.national_holidays": "a public table",
        "work_calendars": "the agency's calendar, no names; a step of use cases that ask before, and ticks",
        "agency_days.add_season": "a step of use cases that ask before",
        "agency_days.is_national": "a public table",
        "agency_days.put": "a step of use cases that ask before, and the command line",
        "agency_day_files": "command line",
        "deadlines.next_reminder_at": "the clock of the demo",
        "rehearsing.rehearse": "command line",
        "rehearsing.played": "a step of use cases that ask before",
        "rehearsing.papers": "command line",
        "rehearsal_plays": "a step of use cases that ask before",
        "holiday_names": "a table",
        "calendar_feeds.address": "words an address that was given out before",
        "calendar_feeds.calendar": "whoever has the address may read",
        "calendar_files": "words what use cases have found, knows no database",
        "groups.all_linked": "command line",
        "groups.leave_topic": "what Telegram answered the sender",
        "groups.link_directly": "command line and demo",
        "groups.linked": "what a group is linked to, asked from inside it",
        "groups.migrated": "Telegram's own notice",
        "groups.note_trouble": "Telegram's own notice",
        "groups.present": "the sender words what goes to a group and to who linked it",
        "groups.put_link": "its callers ask before",
        "groups.target": "the sender words what goes to a group",
        "groups.unlink_directly": "command line",
        "health": "the process asks itself",
        "incoming": "the inbox worker",
        "onboarding.set_reachable": "Telegram's own notice",
        "outgoing": "the outbox worker",
        "declining.told": "the sender tells the head",
        "pledge_reminders": "the tick, and the sender words what it told",
        "pins.compared": "compares with a hash, knows no database",
        "pins.hashed": "computes a hash, knows no database",
        "verification.look_up": "anybody may check a receipt code",
        "withdrawing.case_from": "command line",
        "withdrawing.checked_reason": "a rule",
        "withdrawing.told": "the sender tells the person",
        "withdrawing.withdraw_from": "command line",
        "assessing.checked_note": "a rule",
        "findings.is_revised": "a rule",
        "findings.open_counts": "a step of use cases that ask before",
        "findings.open_of": "a step of use cases that ask before",
        "scores": "a step of use cases that ask before",
        "stage_moves.checked_note": "a rule",
        "stage_moves.facts": "a step of use cases that ask before",
        "stage_moves.gather": "a step of use cases that ask before",
        "stage_moves.is_yours": "a rule",
        "stage_moves.standing_change": "a step of use cases that ask before",
        "stage_news": "a step of use cases that ask before, and the sender tells who is concerned",
        "witnessing.on_paper": "the sender delivers to the signer",
        "witnessing.told": "the sender tells the signer",
        "pledges.coverage": "numbers without names",
        "coverage.open_one": "a step of use cases that ask before",
        "nudging.told": "the sender tells the person",
        "pledge_texts": "a step of use cases that ask before",
        "publishing.card_from": "command line",
        "publishing.kept_source": "a step of use cases that ask before, and the command line",
        "publishing.kept_text": "command line",
        "publishing.kind_audience": "command line",
        "publishing.list_audience": "command line",
        "publishing.listing_from": "command line",
        "publishing.preview_from": "command line",
        "publishing.publish_from": "command line",
        "publishing.role_audience": "a rule",
        "publishing.unit_audience": "command line",
        "publishing.unit_kinds": "a step of use cases that ask before",
        "campaigns": "command line, the tick, and steps of use cases that ask before",
        "ledger_check": "the nightly tick, and the command line",
        "sealing": "a step of use cases that ask before, and the start of the process",
        "pledges.receipt_by_code": "the sender delivers to the signer",
        "personal_data": "the sender delivers to the account itself, and the command line",
        "reminding": "the tick, and the sender asks what is still owed",
        "returning": "the tick",
        "reminder_hours": "a rule",
        "leave_notices": "a step of the tick, and the sender words what it told",
        "agency_coverage.table_directly": "command line",
        "agency_status.board_directly": "command line",
        "agency_status.comparison_directly": "command line",
        "evidence.counts": "numbers, for use cases that ask before",
        "evidence.items": "a step of use cases that ask before",
        "evidence.totals": "numbers, for use cases that ask before",
        "evidence_sharing.address": "words an address that was given out before",
        "evidence_sharing.address_for": "a step of exports, which ask before",
        "evidence_sharing.addresses_for": "a step of exports, which ask before",
        "evidence_sharing.opened": "whoever has the address may read",
        "evidence_sharing.share": "a step of use cases that ask before",
        "evidence_sharing.share_of": "reads a number out of an address, and proves nothing",
        "evidence_sharing.token": "words an address that was given out before",
        "evidence_export.order_directly": "command line",
        "evidence_export.still_allowed": "the sender: what `evidence_export.ask` has allowed and logged, asked again",
        "evidence_export.paper": "reads one document of an order that was allowed and logged",
        "pledge_export.export_directly": "command line",
        "pledge_export.listed": "reads what `pledge_export.order` has allowed and logged",
        "portal.proposed": "whoever holds the portal's token, inside the window",
        "portal.unit_answers": "whoever holds the portal's token, inside the window",
        "portal.compared": "a rule",
        "portal.drop_list": "command line",
        "portal.kept_list": "command line",
        "portal.load_list": "command line",
        "retention": "the nightly tick, and the command line",
        "roster": "command line",
        "roster_export.export_directly": "command line",
        "roster_files": "reads a file, knows no database",
        "roster_import.apply_directly": "command line",
        "roster_import.preview": "compares what `state` has given, without the database",
        "roster_import.whole_state": "command line",
        "unit_files": "command line; unit_admin asks before",
        "lhe.report_directly": "command line",
        "lke_files.apply_directly": "command line",
        "lke_files.directly": "command line",
        "lke_files.export_directly": "command line",
        "lke_files.preview_directly": "command line",
        "lke_recap.recap_directly": "command line",
        "unit_merges": "command line; unit_admin asks before",
        "units": "command line; unit_admin and unit_files ask before",
        "roles.change": "the sender tells the person",
        "roles.checked_grant": "a step of use cases that ask before",
        "roles.checked_reason": "a rule",
        "roles.end": "a step of what changes units",
        "roles.give": "a step of what changes units",
        "roles.grant_from": "command line",
        "roles.listing_from": "command line",
        "roles.may_hold": "a step of use cases that ask before",
        "roles.person_from": "command line",
        "roles.revoke_from": "command line",
        "roles.roles_of": "a step of use cases that ask before",
        "menus": "the process sets menus; links and roles ask before",
        "status.group_status": "shown in a linked group; no names",
        "status.forget_scores": "empties a cache, knows no database",
        "status.total": "a rule",
    }
)
ASKS_ITSELF = "access"  # loads the actor and holds the questions that the others ask
MODULES = tuple(
    importlib.import_module(f"services.{one.name}")
    for one in pkgutil.iter_modules(services.__path__)
    if one.name != ASKS_ITSELF
)


def use_cases() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function that a module of services defines, as `module.function`."""
    for module in MODULES:
        for name, function in inspect.getmembers(module, inspect.isroutine):
            if not name.startswith("_") and getattr(function, "__module__", "") == module.__name__:
                yield f"{module.__name__.removeprefix('services.')}.{name}", function


def takes_actor(function: Callable[..., Any]) -> bool:
    return "actor" in inspect.signature(function).parameters


WITH_ACTOR = {name: function for name, function in use_cases() if takes_actor(function)}


def roster_preview(tx: Transaction) -> Preview:
    """What an import of a list without people would do."""
    file = roster_files.read(b"Nama;NIP;Unit\n", "x.csv", Answers())
    return roster_import.preview(roster_import.whole_state(tx), file, NOW.date(), full=False)


def world(tx: Transaction) -> tuple[Actor, dict[str, Any]]:
    """A stranger with drafts of every kind, and good values for whatever a use case may ask for."""
    actor = builders.stranger(tx, consented=True)
    unit = builders.unit(tx, "dinkes")
    campaign, deadline = builders.campaign(tx), builders.deadline(tx)
    chat = Group(-5, None, "ZI", unit.id, "")
    builders.employee(tx, unit)
    head = builders.linked(tx, unit, role=Role.ADMIN)
    groups.link_directly(tx, "cli", chat, "dinkes", NOW, linker=head.telegram_id)
    written = {**announcement_draft.blank(actor.telegram_id, NOW), "body": Body("Apel").as_json}
    drafts.save(tx, actor.telegram_id, announcement_draft.DRAFT, announcement_draft.OPEN, written, NOW)
    reading = {"campaign": campaign.id, "ticked": builders.POINTS, "began": NOW.isoformat()}
    sheet = {"unit": unit.id, "code": "P1.i.a", "seen": 0, "input": 0, "known": {}, "note": False}
    drafts.save(tx, actor.telegram_id, worksheet_dialog.DRAFT, "text", sheet, NOW)
    drafts.save(tx, actor.telegram_id, proposals.DRAFT, "any", {"unit": unit.id, "item": "evidence_links"}, NOW)
    book = {"unit": unit.id, "layer": "tpi", "upload": 1, "versions": {}}
    drafts.save(tx, actor.telegram_id, lke_file_dialog.DRAFT, lke_file_dialog.WAITING, book, NOW)
    drafts.save(tx, actor.telegram_id, pledges.DRAFT, "ready", reading, NOW)
    assessed = {"unit": unit.id, "question": "P1.i.a", "layer": "tpi", "kind": "note", "version": 0, "finding": 0}
    drafts.save(tx, actor.telegram_id, assess_dialog.DRAFT, "text", assessed, NOW)
    moved = {"unit": unit.id, "target": "building", "change": 1, "note": "", "affirmed": False}
    drafts.save(tx, actor.telegram_id, stage_dialog.DRAFT, "text", moved, NOW)
    repeated = NewSeries("Monev", Frequency.MONTHLY, NOW.date(), SeriesDetails("Asia/Jakarta"))
    return actor, {
        "series_id": deadline_series_rows.add(tx, repeated, "cli", NOW),
        "absence_id": 1, "lead": 7, "clock": "0900",
        "paper_id": 1, "deadline": deadline, "item_id": 1, "share_id": 1, "season_id": 1, "day": NOW.date(),
        "actor": actor, "now": NOW, "unit_id": unit.id, "campaign_id": campaign.id, "point": 1, "request": 1,
        "asked": deadlines.NewDeadline("Apel", NOW + WAITS), "per_second": 30,
        "new": SimpleNamespace(unit_id=None, details=SimpleNamespace(unit_id=None)),  # of a deadline, and of a series
        "edited": EditedDeadline.of(deadline), "due_at": NOW + WAITS,
        "deadline_id": deadline.id, "signature_id": 1, "request_id": 1, "page": 0, "size": 5, "chat": chat,
        "chat_id": -5, "code": "dinkes",
        "scope": "P1.i.a", "due": "7", "raw": "yes", "seen_version": 0, "after": None, "of_section": "A1", "by": "cli",
        "body": "Apel", "key": "k", "contact": Contact(builders.phone(1), actor.telegram_id), "language": "en",
        "allowed": ("id", "en"), "wish": "Jabatan saya keliru", "words": "Sudah",
        "state": CorrectionState.DONE, "days": 3, "shown_at": NOW, "typed": "0", "employee_id": 1,
        "listing": Listing.WAITING,
        "purpose": Purpose.SEE, "subject_id": 0, "name": "X", "zone": "WIT", "predicate": "WBK", "year": "2024",
        "parent_id": None, "planning": Planning(), "away_id": 1, "into_id": 2, "content": b"x", "file": None,
        "timezone": "Asia/Jakarta", "upload_id": 1, "skip_bad": False, "anew": False,
        "action": Action.MANAGE_ROSTER, "answers": Answers(), "fingerprint": "", "seen": roster_preview(tx),
        "choice": Choice.UPDATE, "leavers": None, "employee_ids": [1],
        "factor": Factor.NONE, "sealer": builders.SEALER, "tried": pins.Compared("", fits=False), "hash_of_new": "x",
        "role": Role.AUDITOR, "grant_id": 1, "reason": "SK 12/2026", "text": "siti", "own": False,
        "wanted": publication.Order(builders.pledge_source("uji-8"), Size.MAJOR, NOW + WAITS, title="Pakta"),
        "shown": None, "ask": publication.Ask.AUDIENCE, "chosen": "all", "tz": ZoneInfo("Asia/Jakarta"),
        "cycle_id": 1, "doing": "fill", "item": "evidence_links", "first_id": 1, "second_id": 2, "part": "source",
        "layer": Layer.TPI, "question": "P1.i.a", "finding_id": 1, "target": Stage.BUILDING,
        "seen_change_id": 1, "affirmed": False, "unit_ids": [], "kind": Typed.NOTE, "note": "x",
        "order": Order.LOWEST, "rolled": False, "ids": [deadline.id],
        "reading": Reading({}), "versions": {}, "agency": "Kabupaten Contoh",
        "sharing": None,
        "announcement_id": 1, "audience": Audience(), "send_at": None, "ask_read": False, "threshold": 0,
        "message_id": 1, "move": Move.PAUSE, "version": 1, "mode": Mode.EDIT, "album": "",
    }  # fmt: skip


async def refusal_of(work: Awaitable[object]) -> str:
    """The key of the refusal that the work ends in, "" when it is done."""
    try:
        await work
    except DomainError as error:
        return error.key
    return ""


class _TakenBackError(Exception):
    """Ends the transaction of a use case that went through."""


async def rehearsed(db: Database, use_case: Callable[..., object], *args: object) -> str:
    """The key of the refusal that a use case ends in, "" when it goes through; whatever it did is taken back."""

    def rehearse(tx: Transaction) -> None:
        use_case(tx, *args)
        raise _TakenBackError

    try:
        return await refusal_of(db.write(rehearse))
    except _TakenBackError:
        return ""


def call(tx: Transaction, name: str, actor: Actor, values: dict[str, Any]) -> object:
    """Run the use case of this name with what it asks for."""
    use_case = WITH_ACTOR[name]
    wanted = [one for one in inspect.signature(use_case).parameters if one != "tx"]
    known = {**values, "actor": actor}
    return use_case(tx, **{one: known[one] for one in wanted})


async def test_an_account_without_a_person_is_refused(db: Database) -> None:
    actor, values = await db.write(world)
    names = sorted(WITH_ACTOR.keys() - OPEN_TO_STRANGERS.keys())
    found = {name: await rehearsed(db, call, name, actor, values) for name in names}
    assert found == dict.fromkeys(names, "access.not_linked")


def test_every_exception_is_a_use_case_that_takes_an_actor() -> None:
    assert OPEN_TO_STRANGERS.keys() <= WITH_ACTOR.keys()


def test_who_takes_no_actor_is_known_with_the_reason() -> None:
    without = {name for name, _ in use_cases()} - WITH_ACTOR.keys()
    unknown = {name for name in without if not {name, name.partition(".")[0]} & ACTS_FOR_NOBODY.keys()}
    assert unknown == set()
    assert {one for one in ACTS_FOR_NOBODY if "." in one} <= without


UseCase = Callable[[Transaction, Actor, dict[str, Any]], object]
EVERYBODY = frozenset(Role)
UNIT_LEADERS = frozenset({Role.UNIT_HEAD, Role.ZI_TEAM, Role.ADMIN})
LINK_KEEPERS = frozenset({Role.UNIT_HEAD, Role.ADMIN})
UNIT_READERS = UNIT_LEADERS | {Role.ASSESSOR, Role.AUDITOR}


def taking_part(tx: Transaction, unit_id: int) -> int:
    """The unit, in the cycle of the year."""
    if zone.latest_cycle(tx) is None:
        cycle_id = builders.cycle(tx, 2026)
        zone.add_stage(tx, cycle_id, unit_id, "building", "WBK", NOW)
    return unit_id


def findings_of(tx: Transaction, actor: Actor, unit_id: int) -> object:
    """What assessors ask the unit to mend, in the cycle of the year."""
    return findings.listing(tx, actor, taking_part(tx, unit_id), 0)


def _link_group(tx: Transaction, actor: Actor, unit_id: int) -> None:
    """Confirm a request that is the actor's own, whatever they may."""
    asked = GroupRequest(0, -6, None, "ZI", unit_id, actor.telegram_id, RequestState.OPEN, NOW + WAITS)
    group_requests.confirm(tx, actor, group_request_rows.add(tx, asked, NOW), unit_id, NOW)


def _answer_correction(tx: Transaction, actor: Actor) -> None:
    """Begin to answer a request of the actor's own unit."""
    assert actor.employee is not None
    request = data_rights_rows.add_correction(tx, actor.employee.id, actor.telegram_id, "Jabatan", NOW, NOW)
    corrections.begin_answer(tx, actor, request.id, CorrectionState.DONE, NOW)


def _announce(tx: Transaction, actor: Actor) -> None:
    """Write an announcement and send it."""
    announcement_dialog.anew(tx, actor, NOW)
    written = announcement_dialog.write(tx, actor, Body("Apel"), "", 0, NOW, ZoneInfo("Asia/Jakarta"))
    assert written is not None
    assert written.desk is not None
    announcement_dialog.send(tx, actor, written.desk.key, 1, 0, NOW)


ALLOWED: dict[str, tuple[UseCase, frozenset[Role]]] = {
    "send an announcement": (lambda tx, actor, _: _announce(tx, actor), frozenset({Role.ADMIN})),
    "see the board of announcements": (
        lambda tx, actor, _: announcement_board.board(tx, actor, 0),
        frozenset({Role.ADMIN, Role.AUDITOR}),
    ),
    "publish a pledge text": (
        lambda tx, actor, v: publishing.preview(tx, actor, v["wanted"], NOW),
        frozenset({Role.ADMIN}),
    ),
    "announce": (lambda tx, actor, _: announcement_dialog.begin(tx, actor, 0, NOW), frozenset({Role.ADMIN})),
    "see whom an announcement reaches": (
        lambda tx, actor, _: announcing.reach(tx, actor, Audience()),
        frozenset({Role.ADMIN}),
    ),
    "see announcements": (lambda tx, actor, _: announcing.listing(tx, actor, 0), frozenset({Role.ADMIN, Role.AUDITOR})),
    "link a group": (lambda tx, actor, v: _link_group(tx, actor, v["unit_id"]), UNIT_LEADERS),
    "care for groups": (lambda tx, actor, _: groups.cared_for(tx, actor, NOW), UNIT_LEADERS),
    "see a group": (lambda tx, actor, _: groups.care_card(tx, actor, -5, NOW), UNIT_LEADERS),
    "test a group": (lambda tx, actor, _: groups.send_test(tx, actor, -5, NOW), UNIT_LEADERS),
    "send again to a group": (lambda tx, actor, _: groups.resend(tx, actor, -5, NOW), UNIT_LEADERS),
    "see who is not linked": (lambda tx, actor, v: activation.waiting(tx, actor, v["unit_id"]), LINK_KEEPERS),
    "issue codes": (lambda tx, actor, v: activation.issue(tx, actor, v["unit_id"], NOW, NOW, 14), LINK_KEEPERS),
    "see requests to join": (lambda tx, actor, v: joining.listing(tx, actor, v["unit_id"], 0, NOW), LINK_KEEPERS),
    "see the coverage of a unit": (
        lambda tx, actor, v: coverage.overview(tx, actor, v["unit_id"], NOW),
        UNIT_LEADERS | {Role.ASSESSOR, Role.AUDITOR},
    ),
    "see by name who has not signed": (
        lambda tx, actor, v: coverage_lists.page(tx, actor, v["unit_id"], v["campaign_id"], Listing.WAITING, 0, NOW),
        UNIT_LEADERS | {Role.ASSESSOR, Role.AUDITOR},
    ),
    "remind a unit": (
        lambda tx, actor, v: nudging.nudge_all(tx, actor, v["unit_id"], v["campaign_id"], NOW, Planning()),
        UNIT_LEADERS,
    ),
    "see what waits for a witness": (
        lambda tx, actor, v: witnessing.listing(tx, actor, v["unit_id"], 0, NOW),
        frozenset({Role.UNIT_HEAD}),
    ),
    "correct a signature": (lambda tx, actor, _: withdrawing.begin(tx, actor, NOW), frozenset({Role.ADMIN})),
    "see the menu of a unit": (lambda tx, actor, v: unit_desk.desk(tx, actor, v["unit_id"]), UNIT_LEADERS),
    "declare": (lambda tx, actor, _: groups.declaration(tx, actor, -5, NOW), UNIT_LEADERS),
    "see the pledge": (lambda tx, actor, _: pledges.desk(tx, actor, NOW), EVERYBODY),
    "sign": (lambda tx, actor, v: pledges.begin(tx, actor, v["campaign_id"], NOW), EVERYBODY),
    "see a unit": (lambda tx, actor, v: status.unit_status(tx, actor, v["unit_id"], NOW), EVERYBODY),
    "see the own unit": (lambda tx, actor, _: status.unit_status(tx, actor, None, NOW), EVERYBODY),
    "keep units": (lambda tx, actor, v: unit_admin.see(tx, actor, v["unit_id"], NOW), frozenset({Role.ADMIN})),
    "pick a unit": (lambda tx, actor, _: status_pick.pick(tx, actor, 0, NOW), EVERYBODY),
    "see who answers for a unit": (
        lambda tx, actor, v: status_pages.in_charge(tx, actor, taking_part(tx, v["unit_id"]), 0, NOW),
        UNIT_READERS,
    ),
    "see the road of a unit": (
        lambda tx, actor, v: status_pages.cheapest_road(tx, actor, taking_part(tx, v["unit_id"]), "WBK"),
        UNIT_READERS,
    ),
    "see the stage of a unit": (lambda tx, actor, v: stage_moves.moves(tx, actor, v["unit_id"], NOW), UNIT_READERS),
    "see the findings of a unit": (lambda tx, actor, v: findings_of(tx, actor, v["unit_id"]), UNIT_READERS),
    "assess a unit": (
        lambda tx, actor, v: assessing.review(tx, actor, taking_part(tx, v["unit_id"]), Layer.TPI, NOW),
        frozenset({Role.ASSESSOR}),
    ),
    "let a unit take part": (
        lambda tx, actor, v: declaring.declare(tx, actor, [taking_part(tx, v["unit_id"])], "WBK", NOW),
        frozenset({Role.ADMIN}),
    ),
    "see a deadline": (lambda tx, actor, v: deadlines.one(tx, actor, v["deadline_id"], NOW), EVERYBODY),
    "set a deadline": (
        lambda tx, actor, v: deadlines.add_as(
            tx, actor, deadlines.NewDeadline("Apel", NOW + WAITS, v["unit_id"]), Planning(), NOW
        ),
        frozenset({Role.ADMIN}),
    ),
    "move a deadline": (
        lambda tx, actor, v: deadline_changes.move_as(tx, actor, v["deadline_id"], NOW + 9 * WAITS, Planning(), NOW),
        frozenset({Role.ADMIN}),
    ),
    "cancel a deadline": (
        lambda tx, actor, _: deadline_changes.cancel_as(tx, actor, builders.deadline(tx).id, NOW),
        frozenset({Role.ADMIN}),
    ),
    "see the deadlines to be changed": (
        lambda tx, actor, _: deadlines.manageable(tx, actor, 0, NOW),
        frozenset({Role.ADMIN}),
    ),
    "mark done": (lambda tx, actor, v: deadlines.mark_done(tx, actor, v["deadline_id"], NOW), EVERYBODY),
    "see requests for correction": (lambda tx, actor, _: corrections.listing(tx, actor, 0), frozenset({Role.ADMIN})),
    "answer a request": (lambda tx, actor, _: _answer_correction(tx, actor), frozenset({Role.ADMIN})),
    "import a roster": (
        lambda tx, actor, _: roster_import.apply(tx, actor, roster_preview(tx), Choice.UPDATE, NOW),
        frozenset({Role.ADMIN}),
    ),
    "begin to import a roster": (lambda tx, actor, _: roster_dialog.begin(tx, actor, NOW), frozenset({Role.ADMIN})),
    "take the roster out": (lambda tx, actor, _: roster_export.export(tx, actor, NOW), frozenset({Role.ADMIN})),
    "ask for a correction": (lambda tx, actor, _: corrections.begin(tx, actor, NOW), EVERYBODY),
    "see who looked": (lambda tx, actor, _: data_rights.looks(tx, actor, 0), EVERYBODY),
    "compare units": (
        lambda tx, actor, v: agency_coverage.table(tx, actor, v["campaign_id"], Order.NAME, NOW, rolled=True),
        UNIT_LEADERS | {Role.ASSESSOR, Role.AUDITOR},
    ),
    "compare the worksheets of units": (
        lambda tx, actor, v: (
            taking_part(tx, v["unit_id"]),
            agency_status.board(tx, actor, StatusOrder.SCORE, NOW, Planning()),
        ),
        UNIT_LEADERS | {Role.ASSESSOR, Role.AUDITOR},
    ),
    "take signatures out": (lambda tx, actor, _: pledge_export.choice(tx, actor, None, NOW), frozenset({Role.ADMIN})),
    "see home": (lambda tx, actor, _: home_service.home(tx, actor, NOW), EVERYBODY),
}


@pytest.mark.parametrize("role", Role)
async def test_each_role_does_what_it_may_and_nothing_else(db: Database, role: Role) -> None:
    def holder(tx: Transaction) -> tuple[Actor, dict[str, Any]]:
        _, values = world(tx)
        home = builders.unit(tx, "home")
        return builders.linked(tx, home, 701, role=role), values

    actor, values = await db.write(holder)
    found = {name: await refusal_of(db.write(use_case, actor, values)) for name, (use_case, _) in ALLOWED.items()}
    assert found == {name: "" if role in roles else "access.denied" for name, (_, roles) in ALLOWED.items()}


async def test_an_admin_of_one_unit_does_not_speak_for_the_agency(db: Database) -> None:
    def fill(tx: Transaction) -> Actor:
        unit = builders.unit(tx)
        return builders.linked(tx, unit, role=Role.ADMIN, scope=unit)

    with refused("access.denied"):
        await db.write(announcement_dialog.begin, await db.write(fill), 0, NOW)
