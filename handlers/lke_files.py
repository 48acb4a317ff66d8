"""The worksheet as a workbook in the chat, out and in; the recap of units; the evaluation report."""

from __future__ import annotations

import asyncio
from typing import Final

from documents import lke_workbook
from documents.workbooks import LARGEST_FILE, MOST_ROWS
from domain.errors import DomainError
from domain.instrument import bundled
from domain.lke_reading import Reading
from handlers import lke_papers as papers
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import lhe, lke_file_dialog, lke_files, lke_recap
from texts import lhe as lhe_texts
from texts import lke_files as texts

UNNAMED: Final = "lke.xlsx"


async def desk(office: Office, said: Inbound) -> Reply:
    """What can be done with files of a unit."""
    _alone(said)
    found = await office.db.read(lke_files.desk, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.desk(said.place, found))


async def export(office: Office, said: Inbound) -> Reply:
    """The worksheet as a workbook, a message of its own."""
    _alone(said)
    unit_id = said.callback.integer(0)
    sharing = lke_files.Sharing(office.sealer, office.public_url)
    book = await office.db.write(lke_files.export, said.actor, unit_id, office.agency, said.place.now, sharing)
    unit = (await office.db.read(lke_files.desk, said.actor, unit_id, said.place.now)).unit
    await office.busy(said.chat_id, "upload_document")
    data = await asyncio.to_thread(lke_workbook.write, book)
    return Reply((texts.workbook(said.place, unit, book.year, data),), fresh=True)


async def ask(office: Office, said: Inbound) -> Reply:
    """A layer is to be filled from a file: which one?"""
    _alone(said)
    unit_id, layer = said.callback.integer(0), texts.layer_of(said.callback.text(1))
    unit = await office.db.write(lke_file_dialog.begin, said.actor, unit_id, layer, said.place.now)
    return show(texts.ask(said.place, unit, layer))


async def receive(office: Office, said: Inbound) -> Reply:
    """The file came: what would it change?"""
    assert said.file is not None
    name = said.file.name or UNNAMED
    if said.file.size > LARGEST_FILE:
        raise DomainError("file.too_large", file=name, megabytes=LARGEST_FILE // 1024**2, rows=MOST_ROWS)
    await office.busy(said.chat_id, "typing")
    content = await office.fetch(said.file.file_id)
    reading = await _read(content, name)
    now = said.place.now
    upload_id, found = await office.db.write(lke_file_dialog.receive, said.actor, name, content, reading, now)
    return show(texts.preview(said.place, upload_id, name, found))


async def apply(office: Office, said: Inbound) -> Reply:
    """Keep what the preview showed."""
    _alone(said)
    upload_id = said.callback.integer(0)
    done = await office.db.read(lke_file_dialog.applied, said.actor, upload_id)
    if done is None:
        await office.busy(said.chat_id, "typing")
        name, content = await office.db.read(lke_file_dialog.kept, said.actor, upload_id)
        reading = await _read(content, name)
        done = await office.db.write(lke_file_dialog.apply, said.actor, upload_id, reading, said.place.now)
    return show(texts.applied(said.place, done))


async def drop(office: Office, said: Inbound) -> Reply:
    """The file is not to be used."""
    await office.db.write(lke_file_dialog.drop, said.actor)
    return show(texts.dropped(said.place))


async def recap(office: Office, said: Inbound) -> Reply:
    """The units that the person reports of, as a workbook."""
    _alone(said)
    found = await office.db.write(lke_recap.recap, said.actor, said.place.now)
    await office.busy(said.chat_id, "upload_document")
    data = await asyncio.to_thread(papers.recap, found, said.place.language)
    return Reply((texts.recap(said.place, found.cycle.title, len(found.rows), data),), fresh=True)


async def report(office: Office, said: Inbound) -> Reply:
    """The evaluation report of a unit as a draft."""
    _alone(said)
    unit_id, kind, now = said.callback.integer(0), texts.kind_of(said.callback.text(1)), said.place.now
    found = await office.db.write(lhe.report, said.actor, unit_id, now)
    await office.busy(said.chat_id, "upload_document")
    data = await asyncio.to_thread(
        papers.report, found, kind, office.agency, office.signing_place, said.place.tz, now
    )  # fmt: skip
    name = lhe_texts.file_name(found, kind)
    return Reply((texts.report(said.place, found.unit, name, kind, data),), fresh=True)


async def _read(content: bytes, name: str) -> Reading:
    return await asyncio.to_thread(lke_workbook.read, content, name, bundled())


def _alone(said: Inbound) -> None:
    """Nobody else may read along: button data can be copied into a group."""
    if not said.private:
        raise DomainError("access.private_only")
