"""The route table: what is said or pressed where, and which handler answers it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any, TypeAlias

from telegram import Update
from telegram.error import BadRequest, ChatMigrated
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from domain import receipt
from domain.errors import DomainError
from domain.evidence import looks_like_link
from handlers import (
    account,
    admin,
    agency_coverage,
    agency_status,
    announcements,
    assess,
    campaigns,
    corrections,
    coverage,
    cycles,
    deadlines,
    evidence,
    evidence_zip,
    exports,
    group_care,
    groups,
    joining,
    lke,
    lke_files,
    pledge,
    privacy,
    proposals,
    roles,
    roster,
    stages,
    start,
    status,
    unit,
    units,
    verify,
    withdrawal,
    witness,
)
from handlers.guards import Context, Guards
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, answer, show
from services import dialogs, onboarding
from texts.commands import COMMANDS
from texts.errors import refusal, sentence
from texts.screen import Screen

ADMIT, IDENTIFY, FEATURES = -2, -1, 0

Answerer: TypeAlias = Callable[[Office, Inbound], Awaitable[Reply]]
Callback: TypeAlias = Callable[[Update, Context], Coroutine[Any, Any, None]]


async def arrive(office: Office, said: Inbound) -> Reply:
    """/start, or where a deep link leads.

    v_CODE checks a pledge, a_CODE links by an activation code, o_CODE is the owner code, d_… is from a declaration
    card, g_… and s_… from a group.
    """
    kind = said.words[0].partition("_")[0] if said.words else ""
    if kind == "v":
        return await verify.arrive(office, said)
    if kind in LANDINGS and said.actor.employee is not None:
        return await LANDINGS[kind](office, said)
    if kind == "a" and not await joining.keep_code(office, said):
        return await joining.arrive_with_code(office, said)
    return await start.start(office, said)


# Where a deep link leads who is linked, by the letter before "_".
LANDINGS: dict[str, Answerer] = {
    "d": pledge.open_desk,
    "g": groups.arrive,
    "s": status.arrive,
    "o": joining.arrive_as_owner,
}


async def set_language(office: Office, said: Inbound) -> Reply:
    """A language was chosen: the screen after it is the one that /start shows."""
    language = said.callback.text(0)
    await office.db.write(onboarding.set_language, said.actor, language, office.languages, said.place.now)
    office.ring()
    return await start.start(office, account.speaking(said, language))


async def words(office: Office, said: Inbound) -> Reply:
    """Free text goes to the question whose message it answers with a link, or to the dialog that waits for it."""
    if evidence.answered(said) is not None and looks_like_link(said.text):
        return await evidence.words(office, said)
    waiting = await office.db.read(dialogs.current, said.actor, "text")
    if waiting in (None, "status_search") and receipt.is_code(said.text):
        return await verify.verify(office, replace(said, text=f"/periksa {said.text}"))
    return await DIALOGS.get(waiting or "", account.not_understood)(office, said)


async def file(office: Office, said: Inbound) -> Reply:
    """A document goes to the question it answers or that was shown last, or to the dialog that waits for one.

    Another PDF is checked.
    """
    if await evidence.takes(office, said):
        return await evidence.receive(office, said)
    waiting = await office.db.read(dialogs.current, said.actor, "document")
    if waiting is None and said.file is not None and said.file.name.lower().endswith(".pdf"):
        return await verify.receive(office, said)
    return await DOCUMENTS.get(waiting or "", words)(office, said)


async def photo(office: Office, said: Inbound) -> Reply:
    """A photo is evidence for the question that it answers or that was shown last, or for what waits for evidence."""
    if await evidence.takes(office, said):
        return await evidence.receive(office, said)
    waiting = await office.db.read(dialogs.current, said.actor, "document")
    return await (DOCUMENTS[waiting] if waiting in PHOTOS else words)(office, said)


# By the kind of the draft: who takes the words, and who takes the file, that a dialog waits for.
DIALOGS: dict[str, Answerer] = {
    "link": joining.type_at_contact,
    "activation": joining.type_code,
    "link_request": joining.write,
    "announce": announcements.write,
    "correction": privacy.write,
    "correction_answer": corrections.write,
    "roles": roles.words,
    "campaign": campaigns.words,
    "unit_search": units.search,
    "status_search": status.search,
    "unit_name": units.rename,
    "pledge": pledge.write,
    "pledge_decline": pledge.write_reason,
    "pin": pledge.write_pin,
    "withdrawal": withdrawal.write,
    "evidence": evidence.words,
    "cycle_window": cycles.say_window,
    "cycle_form": cycles.say,
    "assess": assess.write,
    "stage": stages.write,
    "declare": stages.search,
    "proposal": proposals.words,
    "worksheet": lke.words,
}
DOCUMENTS: dict[str, Answerer] = {
    "lke_file": lke_files.receive,
    "roster": roster.receive,
    "unit_file": units.receive,
    "campaign": campaigns.receive,
    "verify": verify.receive,
    "proposal": proposals.receive,
}

PHOTOS = frozenset({"proposal"})

BY_COMMAND: dict[str, Answerer] = {
    "start": arrive,
    "pledge": pledge.open_desk,
    "status": status.own,
    "deadlines": deadlines.listing,
    "verify": verify.verify,
    "me": account.me,
    "announce": announcements.begin,
    "language": account.language,
    "privacy": privacy.notice,
    "help": account.help_screen,
    "cancel": account.cancel,
    "admin": admin.menu,
    "unit": unit.menu,
    "worksheet": lke.begin,
    "assess": assess.begin,
    "link_group": groups.link,
    "unlink_group": groups.unlink,
    "declaration": groups.declaration,
}

BY_BUTTON: dict[str, Answerer] = {
    "consent.yes": start.consent,
    "consent.no": start.decline,
    "link.yes": start.confirm,
    "link.no": start.deny,
    "start.again": start.start,
    "code.open": joining.open_code,
    "request.open": joining.begin,
    "request.turn": joining.turn,
    "request.unit": joining.choose_unit,
    "request.withdraw": joining.withdraw,
    "request.show": joining.request,
    "request.people": joining.people,
    "request.person": joining.person,
    "request.approve": joining.approve,
    "request.refuse": joining.refuse,
    "requests.open": joining.listing,
    "unit.open": unit.menu,
    "unit.pick": unit.pick,
    "coverage.open": coverage.overview,
    "coverage.campaigns": coverage.campaigns,
    "coverage.list": coverage.listing,
    "coverage.nudge": coverage.nudge,
    "coverage.ask_all": coverage.ask_all,
    "coverage.nudge_all": coverage.nudge_all,
    "codes.open": unit.codes,
    "witness.open": witness.listing,
    "witness.show": witness.card,
    "witness.attest": witness.attest,
    "witness.all": witness.attest_all,
    "withdrawal.open": withdrawal.begin,
    "withdrawal.sure": withdrawal.make_sure,
    "withdrawal.confirm": withdrawal.confirm,
    "withdrawal.drop": withdrawal.drop,
    "codes.make": unit.make_codes,
    "home.open": start.home,
    "pledge.open": pledge.open_desk,
    "pledge.begin": pledge.begin,
    "pledge.tick": pledge.tick,
    "pledge.all": pledge.begin_whole,
    "pledge.whole": pledge.read_whole,
    "pledge.decline": pledge.decline,
    "pledge.decline_yes": pledge.decline_yes,
    "pledge.decline_no": pledge.decline_no,
    "pin.open": pledge.change_pin,
    "pin.drop": pledge.drop_pin,
    "pledge.sign": pledge.sign,
    "pledge.document": pledge.document,
    "status.own": status.own,
    "status.unit": status.unit,
    "status.pick": status.pick,
    "status.anew": status.pick_anew,
    "status.areas": status.areas,
    "status.missing": status.missing,
    "status.road": status.road,
    "status.people": status.people,
    "status.trend": status.trend,
    "status.picture": status.picture,
    "status.mine": status.mine,
    "deadlines.open": deadlines.listing,
    "deadlines.done": deadlines.done,
    "reminder.done": deadlines.reminded_done,
    "announce.begin": announcements.begin,
    "announce.send": announcements.send,
    "announce.drop": announcements.drop,
    "me.open": account.me,
    "language.open": account.language,
    "language.set": set_language,
    "privacy.open": privacy.notice,
    "privacy.file": privacy.file,
    "privacy.correct": privacy.correct,
    "privacy.drop": privacy.drop,
    "privacy.looks": privacy.looks,
    "privacy.unlink": privacy.unlink,
    "privacy.unlink_yes": privacy.unlink_yes,
    "privacy.withdraw": privacy.withdraw,
    "privacy.withdraw_yes": privacy.withdraw_yes,
    "corrections.open": corrections.listing,
    "corrections.show": corrections.case,
    "corrections.done": corrections.done,
    "corrections.refuse": corrections.refuse,
    "corrections.drop": corrections.drop,
    "help.open": account.help_screen,
    "admin.open": admin.menu,
    "agency.open": agency_coverage.begin,
    "agency.show": agency_coverage.table,
    "agency.picture": agency_coverage.picture,
    "agency.book": agency_coverage.workbook,
    "zistatus.open": agency_status.begin,
    "zistatus.list": agency_status.listing,
    "zistatus.risks": agency_status.risks,
    "zistatus.weeks": agency_status.weeks,
    "zistatus.chart": agency_status.chart,
    "zistatus.compare": agency_status.compare,
    "zistatus.heat": agency_status.heat,
    "zistatus.book": agency_status.workbook,
    "evidence.open": evidence.open_desk,
    "evidence.page": evidence.page,
    "evidence.show": evidence.show_item,
    "evidence.send": evidence.send,
    "evidence.drop": evidence.ask_removal,
    "evidence.drop_yes": evidence.remove,
    "evidence.pick": evidence.pick,
    "evidence.use": evidence.use,
    "evidence.share": evidence.share,
    "evidence.make": evidence.make_share,
    "evidence.revoke": evidence.ask_revoke,
    "evidence.revoke_yes": evidence.revoke,
    "exports.open": exports.begin,
    "exports.unit": exports.unit,
    "exports.make": exports.make,
    "exports.zip": evidence_zip.ask,
    "cycles.open": cycles.listing,
    "cycles.show": cycles.card,
    "cycles.window": cycles.ask_window,
    "cycles.save": cycles.save_window,
    "cycles.year": cycles.open_all_year,
    "cycles.new": cycles.begin,
    "cycles.choose": cycles.choose,
    "cycles.start": cycles.start,
    "cycles.drop": cycles.drop,
    "cycles.pair": cycles.pair,
    "cycles.agency": cycles.agency,
    "cycles.unit": cycles.unit,
    "proposal.open": proposals.desk,
    "proposal.item": proposals.item,
    "proposal.tick": proposals.tick,
    "proposal.untick": proposals.untick,
    "proposal.file": proposals.send,
    "proposal.all": proposals.overview,
    "campaigns.open": campaigns.listing,
    "campaigns.show": campaigns.card,
    "campaigns.end": campaigns.ask_end,
    "campaigns.end_yes": campaigns.end,
    "campaigns.new": campaigns.begin,
    "campaigns.page": campaigns.turn,
    "campaigns.answer": campaigns.answer,
    "campaigns.diff": campaigns.difference,
    "campaigns.publish": campaigns.publish,
    "campaigns.drop": campaigns.drop,
    "roles.open": roles.begin,
    "roles.page": roles.page,
    "roles.holders": roles.holders,
    "roles.person": roles.person,
    "roles.give": roles.give,
    "roles.role": roles.role,
    "roles.units": roles.units,
    "roles.scope": roles.scope,
    "roles.end": roles.end,
    "roles.confirm": roles.confirm,
    "roles.confirm_own": roles.confirm_own,
    "roster.open": roster.begin,
    "roster.sheet": roster.choose_sheet,
    "roster.column": roster.choose_column,
    "roster.rest": roster.ignore_rest,
    "roster.preview": roster.preview,
    "roster.apply": roster.apply,
    "roster.add": roster.add,
    "roster.leavers": roster.leavers,
    "roster.leave": roster.leave,
    "roster.missing": roster.missing,
    "roster.bad": roster.bad_rows,
    "roster.export": roster.export,
    "roster.drop": roster.drop,
    "group.choose": groups.choose,
    "group.pick": groups.pick,
    "group.link": groups.confirm,
    "group.cancel": groups.cancel,
    "groups.list": group_care.listing,
    "groups.open": group_care.card,
    "groups.test": group_care.test,
    "groups.resend": group_care.resend,
    "groups.drop": group_care.drop,
    "groups.unlink": group_care.unlink,
    "assess.open": assess.queue,
    "assess.unit": assess.desk,
    "assess.section": assess.section,
    "assess.show": assess.question,
    "assess.next": assess.go_on,
    "assess.agree": assess.agree,
    "assess.answer": assess.answer,
    "assess.type": assess.ask,
    "assess.close": assess.close,
    "assess.rest": assess.rest,
    "assess.rest_yes": assess.take_rest,
    "assess.sums": assess.sums,
    "findings.open": assess.listing,
    "stages.open": stages.desk,
    "stages.history": stages.history,
    "stages.ask": stages.ask,
    "stages.move": stages.move,
    "stages.drop": stages.drop,
    "stages.declare": stages.ask_declare,
    "stages.declared": stages.declare,
    "declare.open": stages.choose,
    "declare.anew": stages.anew,
    "declare.toggle": stages.toggle,
    "declare.aim": stages.aim,
    "declare.sure": stages.sure,
    "declare.confirm": stages.confirm,
    "lke.open": lke.desk,
    "lke.pick": lke.pick,
    "lke.section": lke.section,
    "lke.show": lke.question,
    "lke.next": lke.go_on,
    "lke.answer": lke.answer,
    "lke.clear": lke.clear,
    "lke.skip": lke.skip,
    "lke.note": lke.ask_note,
    "lke.note_drop": lke.drop_note,
    "lke.history": lke.history,
    "lke.mine": lke.mine,
    "lkebook.open": lke_files.desk,
    "lkebook.get": lke_files.export,
    "lkebook.ask": lke_files.ask,
    "lkebook.apply": lke_files.apply,
    "lkebook.drop": lke_files.drop,
    "lkebook.recap": lke_files.recap,
    "lkebook.lhe": lke_files.report,
    "owner.open": lke.owner,
    "owner.people": lke.people,
    "owner.person": lke.person,
    "owner.due": lke.assign,
    "owner.release": lke.release,
    "units.open": units.begin,
    "units.pick": units.pick,
    "units.anew": units.pick_anew,
    "units.show": units.card,
    "units.name": units.ask_name,
    "units.zones": units.zones,
    "units.zone": units.set_zone,
    "units.days": units.work_days,
    "units.week": units.set_work_days,
    "units.predicates": units.predicates,
    "units.years": units.years,
    "units.predicate": units.set_predicate,
    "units.unpredicate": units.drop_predicate,
    "units.under": units.move,
    "units.into": units.preview_merge,
    "units.merge": units.merge,
    "units.close": units.ask_close,
    "units.closed": units.close,
    "units.file": units.ask_file,
    "units.apply": units.apply,
    "units.drop": units.drop,
    "units.export": units.export,
}


async def press(office: Office, said: Inbound) -> Reply:
    """A button was pressed; one that nobody knows belongs to an older version."""
    handler = BY_BUTTON.get(said.callback.verb)
    if handler is None:
        raise DomainError("callback.malformed")
    return await handler(office, said)


def install(application: Application[Any, Any, Any, Any, Any, Any], office: Office) -> None:
    """Register the guards and every route."""
    guards = Guards(office)
    application.add_handler(TypeHandler(Update, guards.admit), ADMIT)
    application.add_handler(TypeHandler(Update, guards.identify), IDENTIFY)
    for handler in _features(office):
        application.add_handler(handler, FEATURES)


def _features(office: Office) -> list[BaseHandler[Update, Context, None]]:
    private, group = filters.ChatType.PRIVATE, filters.ChatType.GROUPS
    routes: list[BaseHandler[Update, Context, None]] = []
    for command in COMMANDS:
        names = sorted(set(command.names))
        allowed = private if not command.group else group if not command.private else private | group
        refused = "access.private_only" if command.private else "access.group_only"
        routes.append(CommandHandler(names, _answering(office, BY_COMMAND[command.key], command.key), filters=allowed))
        routes.append(CommandHandler(names, _answering(office, _refusing(refused))))
    routes += [
        CallbackQueryHandler(_answering(office, press)),
        ChatMemberHandler(_on_membership(office), ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(filters.StatusUpdate.MIGRATE, _on_migration(office)),
        MessageHandler(private & filters.CONTACT, _answering(office, start.contact)),
        MessageHandler(private & filters.Document.ALL, _answering(office, file)),
        MessageHandler(private & filters.PHOTO, _answering(office, photo)),
        MessageHandler(private & ~filters.StatusUpdate.ALL, _answering(office, words)),
    ]
    return routes


def _answering(office: Office, handler: Answerer, command: str = "") -> Callback:
    async def callback(update: Update, context: Context) -> None:
        del update
        said = context.said
        try:
            reply = privacy.stopped(said) if privacy.is_stopped(said, command) else await handler(office, said)
        except DomainError as error:
            reply = _refusal(said, error)
        await _give(office, context, reply)

    return callback


async def _give(office: Office, context: Context, reply: Reply) -> None:
    try:
        await answer(context.bot, context.said, reply)
    except (BadRequest, ChatMigrated) as error:
        await groups.unheard(office, context.said, error)


def _refusal(said: Inbound, error: DomainError) -> Reply:
    language = said.place.language
    if said.query_id is not None:
        return Reply(toast=sentence(error, language)[:200], alert=True)
    return show(Screen(refusal(error, language)))


def _refusing(key: str) -> Answerer:
    async def refuse(_office: Office, _said: Inbound) -> Reply:
        raise DomainError(key)

    return refuse


def _on_membership(office: Office) -> Callback:
    async def callback(update: Update, context: Context) -> None:
        assert update.my_chat_member is not None
        reply = await groups.membership(office, context.said, update.my_chat_member)
        await _give(office, context, reply)

    return callback


def _on_migration(office: Office) -> Callback:
    async def callback(update: Update, context: Context) -> None:
        del context
        assert update.message is not None
        await groups.migration(office, update.message)

    return callback
