"""Deadlines from a file, in the admin's menu: it is sent, its preview is seen, and then it is saved."""

from __future__ import annotations

import asyncio
from typing import Final

from documents.workbooks import LARGEST_FILE, MOST_ROWS, read_tables
from domain.errors import DomainError
from handlers import deadline_file_papers as papers
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import deadline_file_dialog as dialog
from services import deadline_files
from services.deadline_files import DeadlineFile
from texts import deadline_files as texts

MEGABYTES: Final = LARGEST_FILE // 1024**2


async def begin(office: Office, said: Inbound) -> Reply:
    """Deadlines are to be imported: from which file?"""
    await office.db.write(dialog.ask_file, said.actor, said.place.now)
    return show(texts.ask(said.place))


async def receive(office: Office, said: Inbound) -> Reply:
    """The file came: what would it add?"""
    assert said.file is not None
    name = said.file.name
    if said.file.size > LARGEST_FILE:
        raise DomainError("file.too_large", file=name, megabytes=MEGABYTES, rows=MOST_ROWS)
    await office.busy(said.chat_id, "typing")
    content = await office.fetch(said.file.file_id)
    file = await _read(content, name)
    upload_id, plan = await office.db.write(
        dialog.receive, said.actor, name, content, file, office.tz, said.place.now
    )  # fmt: skip
    screens = [texts.preview(said.place, upload_id, name, plan)]
    if plan.problems:
        workbook = await asyncio.to_thread(papers.bad_rows, file, plan, said.place.language)
        screens.append(texts.bad_rows(said.place, plan, workbook))
    return show(*screens)


async def apply(office: Office, said: Inbound) -> Reply:
    """The preview was confirmed."""
    upload_id = said.callback.integer(0)
    name, content = await office.db.read(dialog.kept_file, said.actor, upload_id)
    file = await _read(content, name)
    plan = await office.db.write(
        dialog.apply_file, said.actor, upload_id, file, office.planning, office.tz, said.place.now
    )
    return show(texts.imported(said.place, plan))


async def drop(office: Office, said: Inbound) -> Reply:
    """The file is not to be used."""
    await office.db.write(dialog.drop_file, said.actor)
    return show(texts.dropped(said.place))


async def template(office: Office, said: Inbound) -> Reply:
    """An example to be filled in, a message of its own."""
    await office.busy(said.chat_id, "upload_document")
    year = said.place.now.astimezone(office.tz).year + 1
    workbook = await asyncio.to_thread(papers.template, year, said.place.language)
    return Reply((texts.template(said.place, workbook),), fresh=True)


async def _read(content: bytes, name: str) -> DeadlineFile:
    tables = await asyncio.to_thread(read_tables, content, name)
    return deadline_files.find_sheet([table.rows for table in tables])
