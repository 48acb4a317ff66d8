"""The check-list of a proposal in the chat: of a unit, an item with its evidence, and all units."""

from __future__ import annotations

from domain import evidence as rules
from domain.errors import DomainError
from domain.people import Actor
from domain.proposal_views import ItemDesk
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import proposals
from storage.evidence_store import EvidenceStore
from texts import proposals as texts


async def desk(office: Office, said: Inbound) -> Reply:
    """The check-list of a unit."""
    found = await office.db.read(proposals.desk, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.desk(said.place, found))


async def item(office: Office, said: Inbound) -> Reply:
    """One item; what its keeper sends next is for it."""
    return _item(office, said, await office.db.write(proposals.open_item, *_target(said), said.place.now))


async def tick(office: Office, said: Inbound) -> Reply:
    """The unit has it."""
    return _item(office, said, await office.db.write(proposals.tick, *_target(said), said.place.now), saved=True)


async def untick(office: Office, said: Inbound) -> Reply:
    """The unit does not have it after all."""
    return _item(office, said, await office.db.write(proposals.untick, *_target(said), said.place.now), saved=True)


async def words(office: Office, said: Inbound) -> Reply:
    """A link or a note for the item that waits."""
    return _item(office, said, await office.db.write(proposals.say, said.actor, said.text, said.place.now))


async def receive(office: Office, said: Inbound) -> Reply:
    """A photo or a document for the item that waits."""
    file, store, now = said.photo or said.file, _store(office), said.place.now
    assert file is not None
    target = (said.actor, *(await office.db.read(proposals.awaited, said.actor)))
    await office.db.read(proposals.prepare, *target, now)
    if file.size:  # Telegram need not tell the size of a photo
        rules.check_size(file.name, file.size, store.largest_mb)
    await office.busy(said.chat_id, "typing")
    content = await office.fetch(file.file_id)
    name = rules.photo_name(file.name, content, now, said.place.tz) if said.photo else file.name
    candidate = rules.checked_file(name, content, store.largest_mb)
    await store.keep(content)
    return _item(office, said, await office.db.write(proposals.give_file, *target, candidate, now))


async def send(office: Office, said: Inbound) -> Reply:
    """The file of an item, into this chat."""
    store = _store(office)
    found, sha256, media_type = await office.db.read(proposals.file_of, *_target(said), said.place.now)
    await office.busy(said.chat_id, "upload_document")
    ending = next(one for one, kind in rules.KINDS.items() if kind.media_type == media_type)
    name = f"{texts.item_label(found.code, said.place.language)}.{ending}"
    try:
        content = await store.read(sha256)
    except OSError as error:
        raise DomainError("evidence.file_missing", file=name) from error
    return Reply((texts.file(said.place, found.code, name, content, media_type),), fresh=True)


async def overview(office: Office, said: Inbound) -> Reply:
    """A page of all units."""
    found = await office.db.read(proposals.overview, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.overview(said.place, found))


def _item(office: Office, said: Inbound, found: ItemDesk, *, saved: bool = False) -> Reply:
    screen = texts.item(said.place, found, files=office.evidence is not None)
    return show(screen, toast=texts.saved(said.place) if saved else "")


def _target(said: Inbound) -> tuple[Actor, int, str]:
    return said.actor, said.callback.integer(0), said.callback.text(1)


def _store(office: Office) -> EvidenceStore:
    if office.evidence is None:
        raise DomainError("evidence.no_folder")
    return office.evidence
