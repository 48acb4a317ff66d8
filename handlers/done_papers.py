"""Papers in the chat that show that a task is done: a photo or document after the button, or as an answer."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from domain import evidence as rules
from domain.errors import DomainError
from handlers.inbound import Inbound, SharedFile
from handlers.office import Office
from handlers.outbound import Reply, show
from services import done_papers
from storage.evidence_store import EvidenceStore
from texts import done_papers as texts
from texts.callback import decode

# What the buttons below a message say when it is about a task that a paper can end.
ABOUT_A_TASK: Final = frozenset({"paper.open", "deadlines.done", "reminder.done"})


async def open_desk(office: Office, said: Inbound) -> Reply:
    """What is sent next counts for this deadline."""
    found = await office.db.write(done_papers.begin, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.desk(said.place, found, _store(office).largest_mb))


async def takes(office: Office, said: Inbound) -> bool:
    """Whether a file is a paper: it answers a message about deadlines that one can end, or was asked for last."""
    if _answered(said):
        return True
    return said.actor.employee is not None and await office.db.read(done_papers.waits, said.actor, said.place.now)


async def receive(office: Office, said: Inbound) -> Reply:
    """A photo or a document came, for the deadline of the message it answers or for the one that waits."""
    file = said.photo or said.file
    assert file is not None
    store = _store(office)
    deadline_id = await _target(office, said)
    await office.db.read(done_papers.prepare, said.actor, deadline_id, said.place.now)
    if file.size:  # Telegram need not tell the size of a photo
        rules.check_size(file.name, file.size, store.largest_mb)
    await office.busy(said.chat_id, "typing")
    content = await office.fetch(file.file_id)
    candidate = rules.checked_file(_named(office, said, file, content), content, store.largest_mb)
    await store.keep(content)
    given = await office.db.write(done_papers.add, said.actor, deadline_id, candidate, said.place.now)
    return show(texts.received(said.place, given))


async def listing(office: Office, said: Inbound) -> Reply:
    """A page of the papers that the reader may open."""
    deadline_id, page = said.callback.integer(0), said.callback.integer(1)
    found = await office.db.write(done_papers.listing, said.actor, deadline_id, page, said.place.now)
    return show(texts.listing(said.place, found))


async def send(office: Office, said: Inbound) -> Reply:
    """One of them, into this chat."""
    paper, deadline = await office.db.write(
        done_papers.one, said.actor, said.callback.integer(0), said.place.now
    )  # fmt: skip
    await office.busy(said.chat_id, "upload_document")
    try:
        content = await _store(office).read(paper.sha256)
    except OSError as error:
        raise DomainError("evidence.file_missing", file=paper.name) from error
    return Reply((texts.sent(said.place, paper, deadline.title, content),), fresh=True)


def _answered(said: Inbound) -> frozenset[int]:
    """The deadlines of the message that this one answers."""
    found = [decode(data) for data in said.answers if data.partition(":")[0] in ABOUT_A_TASK]
    return frozenset(one.integer(0) for one in found)


async def _target(office: Office, said: Inbound) -> int:
    """The one deadline of the answered message; the one that waits where it names several, or none."""
    answered = _answered(said)
    if len(answered) == 1:
        return next(iter(answered))
    waiting = await office.db.read(done_papers.waits_for, said.actor, said.place.now)
    if answered and waiting not in answered:
        raise DomainError("deadline.which_paper")
    return waiting


def _named(office: Office, said: Inbound, file: SharedFile, content: bytes) -> str:
    if said.photo is None:
        return file.name
    zone = ZoneInfo(said.actor.unit.timezone) if said.actor.unit else office.tz
    return rules.photo_name(file.name, content, said.place.now, zone)


def _store(office: Office) -> EvidenceStore:
    if office.evidence is None:
        raise DomainError("evidence.no_folder")
    return office.evidence
