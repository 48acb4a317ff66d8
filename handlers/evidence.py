"""Evidence in the chat: photos, documents and links for a question, what there is, and the address for assessors."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from domain import evidence as rules
from domain.errors import DomainError
from domain.evidence_desk import Added, ShareDesk
from handlers.inbound import Inbound, SharedFile
from handlers.office import Office
from handlers.outbound import Reply, show
from services import evidence, evidence_sharing
from storage.evidence_store import EvidenceStore
from texts import evidence_items as texts
from texts.callback import decode

OPEN: Final = "evidence.open"


async def open_desk(office: Office, said: Inbound) -> Reply:
    """The evidence of a question; what is sent next counts for it."""
    return await _desk(office, said, said.callback.integer(0), said.callback.text(1))


async def page(office: Office, said: Inbound) -> Reply:
    """Another page of it."""
    return await _desk(office, said, said.callback.integer(0), said.callback.text(1), said.callback.integer(2))


async def takes(office: Office, said: Inbound) -> bool:
    """Whether a file is evidence: it answers the message of a question, or a question was shown last."""
    if answered(said) is not None:
        return True
    return said.actor.employee is not None and await office.db.read(evidence.waits, said.actor, said.place.now)


async def receive(office: Office, said: Inbound) -> Reply:
    """A photo or a document came, for the question of the message it answers or for the one that waits."""
    file = said.photo or said.file
    assert file is not None
    store = _store(office)
    unit_id, code = await _target(office, said)
    await office.db.read(evidence.prepare, said.actor, unit_id, code, said.place.now)
    if file.size:  # Telegram need not tell the size of a photo
        rules.check_size(file.name, file.size, store.largest_mb)
    await office.busy(said.chat_id, "typing")
    content = await office.fetch(file.file_id)
    candidate = rules.checked_file(_named(office, said, file, content), content, store.largest_mb)
    await store.keep(content)
    given = await office.db.write(evidence.add_file, said.actor, unit_id, code, candidate, said.place.now)
    return _added(said, given)


async def words(office: Office, said: Inbound) -> Reply:
    """A link came, for the question of the message it answers or for the one that waits."""
    unit_id, code = await _target(office, said)
    given = await office.db.write(evidence.add_link, said.actor, unit_id, code, said.text, said.place.now)
    return _added(said, given)


async def show_item(office: Office, said: Inbound) -> Reply:
    """One item."""
    card = await office.db.read(evidence.item_card, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.item(said.place, card))


async def send(office: Office, said: Inbound) -> Reply:
    """The file of an item, into this chat."""
    card = await office.db.read(evidence.item_card, said.actor, said.callback.integer(0), said.place.now)
    if card.item.link:
        raise DomainError("callback.malformed")
    await office.busy(said.chat_id, "upload_document")
    try:
        content = await _store(office).read(card.item.sha256)
    except OSError as error:
        raise DomainError("evidence.file_missing", file=card.item.name) from error
    return Reply((texts.sent(said.place, card, content),), fresh=True)


async def ask_removal(office: Office, said: Inbound) -> Reply:
    """Ask once more before an item is taken back."""
    card = await office.db.read(evidence.item_card, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.remove(said.place, card))


async def remove(office: Office, said: Inbound) -> Reply:
    """Take an item back, and show what is left."""
    card = await office.db.write(evidence.remove, said.actor, said.callback.integer(0), said.place.now)
    reply = await _desk(office, said, card.unit.id, card.question.code)
    return Reply(reply.screens, toast=texts.removed(said.place))


async def pick(office: Office, said: Inbound) -> Reply:
    """What else the unit has given."""
    unit_id, code, number = said.callback.integer(0), said.callback.text(1), said.callback.integer(2)
    found = await office.db.read(evidence.choices, said.actor, unit_id, code, number, said.place.now)
    return show(texts.pick(said.place, found))


async def use(office: Office, said: Inbound) -> Reply:
    """Give one of these for this question too."""
    unit_id, code, item_id = said.callback.integer(0), said.callback.text(1), said.callback.integer(2)
    given = await office.db.write(evidence.use_again, said.actor, unit_id, code, item_id, said.place.now)
    return _added(said, given)


async def share(office: Office, said: Inbound) -> Reply:
    """The address of a question, or of the whole unit."""
    unit_id, code = said.callback.integer(0), said.callback.text(1)
    found = await office.db.read(evidence_sharing.share_desk, said.actor, unit_id, code, said.place.now)
    return _shared(office, said, found)


async def make_share(office: Office, said: Inbound) -> Reply:
    """Open an address."""
    if not office.public_url:
        raise DomainError("evidence.no_public_address")
    unit_id, code = said.callback.integer(0), said.callback.text(1)
    found = await office.db.write(evidence_sharing.make_share, said.actor, unit_id, code, said.place.now)
    return _shared(office, said, found)


async def ask_revoke(office: Office, said: Inbound) -> Reply:
    """Ask once more before an address is closed."""
    share_id = said.callback.integer(0)
    found = await office.db.read(evidence_sharing.share_to_revoke, said.actor, share_id, said.place.now)
    return show(texts.revoke(said.place, found, share_id))


async def revoke(office: Office, said: Inbound) -> Reply:
    """Close an address."""
    found = await office.db.write(
        evidence_sharing.revoke_share, said.actor, said.callback.integer(0), said.place.now
    )  # fmt: skip
    return Reply(_shared(office, said, found).screens, toast=texts.revoked(said.place))


def answered(said: Inbound) -> tuple[int, str] | None:
    """The question of the message that this one answers: one of the bot with a button for evidence."""
    for data in said.answers:
        if data.startswith(f"{OPEN}:"):
            callback = decode(data)
            return callback.integer(0), callback.text(1)
    return None


async def _target(office: Office, said: Inbound) -> tuple[int, str]:
    found = answered(said)
    return found if found is not None else await office.db.read(evidence.awaited, said.actor)


async def _desk(office: Office, said: Inbound, unit_id: int, code: str, number: int = 0) -> Reply:
    found = await office.db.write(evidence.begin, said.actor, unit_id, code, said.place.now, number)
    return show(texts.desk(said.place, found, _store(office).largest_mb))


def _added(said: Inbound, given: Added) -> Reply:
    return show(texts.added(said.place, given))


def _shared(office: Office, said: Inbound, found: ShareDesk) -> Reply:
    address = ""
    if found.share is not None and office.public_url:
        address = evidence_sharing.address(found.share, office.sealer, office.public_url)
    return show(texts.share(said.place, found, address, public=bool(office.public_url)))


def _named(office: Office, said: Inbound, file: SharedFile, content: bytes) -> str:
    if said.photo is None:
        return file.name
    zone = ZoneInfo(said.actor.unit.timezone) if said.actor.unit else office.tz
    return rules.photo_name(file.name, content, said.place.now, zone)


def _store(office: Office) -> EvidenceStore:
    if office.evidence is None:
        raise DomainError("evidence.no_folder")
    return office.evidence
