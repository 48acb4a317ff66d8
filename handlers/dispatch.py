"""Where what is said goes: commands, deep links, free words, files and photos, to the feature that answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeAlias

from domain import receipt
from domain.evidence import looks_like_link
from handlers import (
    absences,
    account,
    admin,
    agency_days,
    announcements,
    assess,
    campaigns,
    corrections,
    cycles,
    deadline_admin,
    deadline_files,
    deadlines,
    done_papers,
    evidence,
    groups,
    joining,
    lke,
    lke_files,
    pledge,
    privacy,
    proposals,
    roles,
    roster,
    snoozing,
    stages,
    start,
    status,
    unit,
    units,
    verify,
    withdrawal,
)
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply
from services import dialogs, onboarding

Answerer: TypeAlias = Callable[[Office, Inbound], Awaitable[Reply]]


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


async def deadline_command(office: Office, said: Inbound) -> Reply:
    """/tenggat: a deadline to be added when that is the first word, else the list."""
    first = said.words[0].casefold() if said.words else ""
    adds = said.private and first in ADDING
    return await (deadline_admin.line if adds else deadlines.listing)(office, said)


ADDING = frozenset({"tambah", "add"})

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
    if await done_papers.takes(office, said):
        return await done_papers.receive(office, said)
    if await evidence.takes(office, said):
        return await evidence.receive(office, said)
    waiting = await office.db.read(dialogs.current, said.actor, "document")
    if waiting in (None, DONE_PAPER) and said.file is not None and said.file.name.lower().endswith(".pdf"):
        return await verify.receive(office, said)
    return await DOCUMENTS.get(waiting or "", words)(office, said)


async def photo(office: Office, said: Inbound) -> Reply:
    """A photo is evidence for the question that it answers or that was shown last, or for what waits for evidence."""
    if await done_papers.takes(office, said):
        return await done_papers.receive(office, said)
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
    "leave": absences.say,
    "deadline": deadline_admin.words,
    "evidence": evidence.words,
    "cycle_window": cycles.say_window,
    "cycle_form": cycles.say,
    "assess": assess.write,
    "stage": stages.write,
    "declare": stages.search,
    "proposal": proposals.words,
    "worksheet": lke.words,
    "snooze": snoozing.words,
    "agency_day": agency_days.say,
}
DOCUMENTS: dict[str, Answerer] = {
    "lke_file": lke_files.receive,
    "roster": roster.receive,
    "unit_file": units.receive,
    "announce": announcements.write,
    "deadline_file": deadline_files.receive,
    "campaign": campaigns.receive,
    "verify": verify.receive,
    "proposal": proposals.receive,
}

PHOTOS = frozenset({"proposal", "announce"})
# A paper for a deadline that was asked for too long ago to still be meant.
DONE_PAPER = "done_paper"

BY_COMMAND: dict[str, Answerer] = {
    "start": arrive,
    "pledge": pledge.open_desk,
    "status": status.own,
    "deadlines": deadline_command,
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
