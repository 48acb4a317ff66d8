"""What each kind of post in the outbox is: a message, rendered at the moment of sending, or another act at Telegram."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from telegram.ext import ExtBot

from bot import (
    announcement_posts,
    data_posts,
    deadline_change_posts,
    deadline_escalation_posts,
    digest_posts,
    evidence_posts,
    group_posts,
    joining_posts,
    ledger_posts,
    menus,
    nudge_posts,
    pledge_posts,
    pledge_reminder_posts,
    proposal_posts,
    question_posts,
    reminder_posts,
    witness_posts,
    zone_posts,
)
from bot.receipt_paper import receipt_paper
from domain.messages import ClaimedPost, Lane
from handlers.office import Office
from services import access, pledges, roles
from texts import pledge as pledge_texts
from texts import roles as role_texts
from texts.place import Place
from texts.screen import Screen


async def render(office: Office, post: ClaimedPost) -> Screen | None:
    """The screen of a message, None when there is nothing to say any more. Raises KeyError for an unknown kind."""
    return await KINDS[post.kind](office, post)


async def _place(office: Office, post: ClaimedPost) -> Place:
    actor = await office.db.read(access.find_actor, post.chat_id) if post.chat_id > 0 else None
    return office.place(actor) if actor else office.place_for(post.language)


async def _receipt(office: Office, post: ClaimedPost) -> Screen:
    receipt = await office.db.read(pledges.receipt_by_code, str(post.params["signature"]))
    place = await _place(office, post)
    pdf = await receipt_paper(office, place, receipt)
    return pledge_texts.receipt_document(place, receipt.signature, pdf)


async def _role_changed(office: Office, post: ClaimedPost) -> Screen | None:
    grant_id, ended = int(str(post.params["grant"])), bool(post.params["ended"])
    found = await office.db.read(roles.change, grant_id, post.chat_id, ended=ended)
    return role_texts.changed(await _place(office, post), found) if found else None


KINDS: dict[str, Callable[[Office, ClaimedPost], Awaitable[Screen | None]]] = {
    "receipt": _receipt,
    "reminder": reminder_posts.person,
    "absence_deadline": reminder_posts.absent,
    "announcement": announcement_posts.announcement,
    "announcement_approval": announcement_posts.approval,
    "announcement_decided": announcement_posts.decided,
    "role_changed": _role_changed,
    "deadline_changed": deadline_change_posts.changed,
    "deadline_escalation": deadline_escalation_posts.head,
    "deadline_agency": deadline_escalation_posts.agency,
    "digest": digest_posts.head,
    "digest_group": digest_posts.group,
    "pledge_declined": pledge_posts.declined,
    "pledge_nudge": nudge_posts.nudge,
    "pledge_reminder": pledge_reminder_posts.person,
    "pledge_escalation": pledge_reminder_posts.head,
    "pledge_agency": pledge_reminder_posts.agency,
    "pledge_witnessed": witness_posts.witnessed,
    "pledge_withdrawn": witness_posts.withdrawn,
    "proposal_missing": proposal_posts.missing,
    "stage_moved": zone_posts.moved,
    "stage_moved_group": zone_posts.moved_group,
    "data_file": data_posts.copy,
    "correction": data_posts.correction,
    "correction_answer": data_posts.answer,
    "link_request": joining_posts.request,
    "link_decided": joining_posts.decided,
    "link_moved": joining_posts.moved,
    "group_request": group_posts.request,
    "group_linked": group_posts.linked,
    "group_test": group_posts.test,
    "group_trouble": group_posts.trouble,
    "ledger_alarm": ledger_posts.alarm,
    "question_owner": question_posts.owner,
}

# Posts that put no message into a chat: the call that each stands for. An act may be done twice, so it must bear that.
ACTS: dict[str, Callable[[Office, ExtBot[Lane], ClaimedPost], Awaitable[None]]] = {
    "menu": menus.show,
    "evidence_zip": evidence_posts.give,
    "announcement_edit": announcement_posts.rewrite,
    "announcement_delete": announcement_posts.rewrite,
    "announcement_report": announcement_posts.report,
}
