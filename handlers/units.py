"""Units for who keeps them: the picker, the card, each change, merging, and files in and out."""

from __future__ import annotations

import asyncio
from typing import Final

from documents import workbooks
from documents.workbooks import Sheet
from domain.errors import DomainError
from domain.people import Unit
from domain.unit_book import Purpose
from domain.unit_plan import UnitPlan
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import unit_admin, unit_files
from services.unit_files import UnitFile
from texts import units as texts
from texts.screen import Screen

SHEET: Final = "Unit Kerja"


async def begin(office: Office, said: Inbound) -> Reply:
    """The picker of all units, from the admin's menu."""
    page = await office.db.write(unit_admin.pick, said.actor, Purpose.SEE, 0, 0, said.place.now, anew=True)
    return show(texts.picker(said.place, page))


async def pick(office: Office, said: Inbound) -> Reply:
    """A page of the picker."""
    purpose, subject, number = _purpose(said), said.callback.integer(1), said.callback.integer(2)
    page = await office.db.write(unit_admin.pick, said.actor, purpose, subject, number, said.place.now)
    return show(texts.picker(said.place, page))


async def pick_anew(office: Office, said: Inbound) -> Reply:
    """The picker without the words that were typed."""
    purpose, subject = _purpose(said), said.callback.integer(1)
    page = await office.db.write(unit_admin.pick, said.actor, purpose, subject, 0, said.place.now, anew=True)
    return show(texts.picker(said.place, page))


async def search(office: Office, said: Inbound) -> Reply:
    """Words were typed while the picker was open."""
    return show(
        texts.picker(said.place, await office.db.write(unit_admin.search, said.actor, said.text, said.place.now))
    )


async def card(office: Office, said: Inbound) -> Reply:
    """Everything about a unit."""
    facts = await office.db.write(unit_admin.see, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.card(said.place, facts))


async def ask_name(office: Office, said: Inbound) -> Reply:
    """Another name: which one?"""
    unit = await office.db.write(unit_admin.ask_name, said.actor, said.callback.integer(0), said.place.now)
    return show(texts.ask_name(said.place, unit))


async def rename(office: Office, said: Inbound) -> Reply:
    """The new name was typed."""
    facts = await office.db.write(unit_admin.rename, said.actor, said.text, said.place.now)
    return show(texts.card(said.place, facts))


async def zones(office: Office, said: Inbound) -> Reply:
    """Another time zone: which one?"""
    return show(texts.zones(said.place, await _unit(office, said)))


async def set_zone(office: Office, said: Inbound) -> Reply:
    """The time zone was chosen."""
    unit_id, zone = said.callback.integer(0), said.callback.text(1)
    facts = await office.db.write(unit_admin.set_zone, said.actor, unit_id, zone, office.planning, said.place.now)
    return show(texts.card(said.place, facts), toast=texts.saved(said.place))


async def work_days(office: Office, said: Inbound) -> Reply:
    """Another working week: which one?"""
    return show(texts.work_days(said.place, await _unit(office, said)))


async def set_work_days(office: Office, said: Inbound) -> Reply:
    """The working week was chosen."""
    unit_id, days = said.callback.integer(0), said.callback.text(1)
    facts = await office.db.write(unit_admin.set_work_days, said.actor, unit_id, days, office.planning, said.place.now)
    return show(texts.card(said.place, facts), toast=texts.saved(said.place))


async def predicates(office: Office, said: Inbound) -> Reply:
    """Another predicate: which one?"""
    return show(texts.predicates(said.place, await _unit(office, said)))


async def years(office: Office, said: Inbound) -> Reply:
    """The predicate was chosen: since which year?"""
    return show(texts.years(said.place, await _unit(office, said), said.callback.text(1)))


async def set_predicate(office: Office, said: Inbound) -> Reply:
    """Predicate and year were chosen."""
    unit_id, predicate, year = said.callback.integer(0), said.callback.text(1), said.callback.text(2)
    facts = await office.db.write(unit_admin.set_predicate, said.actor, unit_id, predicate, year, said.place.now)
    return show(texts.card(said.place, facts), toast=texts.saved(said.place))


async def drop_predicate(office: Office, said: Inbound) -> Reply:
    """The unit has no predicate any more."""
    facts = await office.db.write(
        unit_admin.set_predicate, said.actor, said.callback.integer(0), "", "", said.place.now
    )
    return show(texts.card(said.place, facts), toast=texts.saved(said.place))


async def move(office: Office, said: Inbound) -> Reply:
    """The new parent was picked; 0 is none."""
    unit_id, parent_id = said.callback.integer(0), said.callback.integer(1) or None
    facts = await office.db.write(unit_admin.move, said.actor, unit_id, parent_id, office.planning, said.place.now)
    return show(texts.card(said.place, facts), toast=texts.saved(said.place))


async def preview_merge(office: Office, said: Inbound) -> Reply:
    """The unit to merge into was picked: what would go along?"""
    away_id, into_id = said.callback.integer(0), said.callback.integer(1)
    away, into, found = await office.db.read(unit_admin.preview_merge, said.actor, away_id, into_id, said.place.now)
    return show(texts.merge_preview(said.place, away, into, found))


async def merge(office: Office, said: Inbound) -> Reply:
    """The merge was confirmed."""
    away_id, into_id = said.callback.integer(0), said.callback.integer(1)
    facts = await office.db.write(unit_admin.merge, said.actor, away_id, into_id, office.planning, said.place.now)
    office.ring()
    return show(texts.card(said.place, facts), toast=texts.saved(said.place))


async def ask_close(office: Office, said: Inbound) -> Reply:
    """An empty unit is to be closed: really?"""
    return show(texts.confirm_close(said.place, await _unit(office, said)))


async def close(office: Office, said: Inbound) -> Reply:
    """Closing was confirmed."""
    unit_id = said.callback.integer(0)
    facts = await office.db.write(unit_admin.close, said.actor, unit_id, office.planning, said.place.now)
    office.ring()
    return show(texts.card(said.place, facts), toast=texts.saved(said.place))


async def ask_file(office: Office, said: Inbound) -> Reply:
    """Units are to be imported: from which file?"""
    await office.db.write(unit_admin.ask_file, said.actor, said.place.now)
    return show(texts.ask_file(said.place))


async def receive(office: Office, said: Inbound) -> Reply:
    """The file came: what would it change?"""
    assert said.file is not None
    if said.file.size > workbooks.LARGEST_FILE:
        megabytes = workbooks.LARGEST_FILE // 1024**2
        raise DomainError("file.too_large", file=said.file.name, megabytes=megabytes, rows=workbooks.MOST_ROWS)
    await office.busy(said.chat_id, "typing")
    content = await office.fetch(said.file.file_id)
    file = await _read(content, said.file.name)
    upload_id, plan = await office.db.write(
        unit_admin.receive, said.actor, said.file.name, content, file, office.tz.key, said.place.now
    )
    screens = [texts.file_preview(said.place, upload_id, said.file.name, plan)]
    if plan.problems:
        screens.append(await _bad_rows(said, file, plan))
    return show(*screens)


async def apply(office: Office, said: Inbound) -> Reply:
    """The preview was confirmed."""
    upload_id, skip_bad = said.callback.integer(0), said.callback.text(1) == "skip"
    name, content = await office.db.read(unit_admin.kept_file, said.actor, upload_id)
    file = await _read(content, name)
    plan = await office.db.write(
        unit_admin.apply_file,
        said.actor,
        upload_id,
        file,
        office.tz.key,
        office.planning,
        said.place.now,
        skip_bad=skip_bad,
    )
    office.ring()
    return show(texts.imported(said.place, plan))


async def drop(office: Office, said: Inbound) -> Reply:
    """The file is not to be used."""
    await office.db.write(unit_admin.drop_file, said.actor)
    return show(texts.dropped(said.place))


async def export(office: Office, said: Inbound) -> Reply:
    """All units as a workbook, a message of its own."""
    rows = await office.db.write(unit_admin.export, said.actor, said.place.now)
    await office.busy(said.chat_id, "upload_document")
    data = await asyncio.to_thread(workbooks.write_workbook, [Sheet(SHEET, unit_files.HEADER, rows)])
    return Reply((texts.exported(said.place, len(rows), data),), fresh=True)


def _purpose(said: Inbound) -> Purpose:
    try:
        return Purpose(said.callback.text(0))
    except ValueError as error:
        raise DomainError("callback.malformed") from error


async def _unit(office: Office, said: Inbound) -> Unit:
    facts = await office.db.write(unit_admin.see, said.actor, said.callback.integer(0), said.place.now)
    return facts.unit


async def _read(content: bytes, name: str) -> UnitFile:
    tables = await asyncio.to_thread(workbooks.read_tables, content, name)
    return unit_files.find_sheet([table.rows for table in tables])


async def _bad_rows(said: Inbound, file: UnitFile, plan: UnitPlan) -> Screen:
    reasons, title = texts.bad_row_reasons(plan, said.place.language), texts.reason_title(said.place.language)
    sheet = Sheet(SHEET, *unit_files.bad_rows(file, reasons, title))
    return texts.bad_rows(said.place, plan, await asyncio.to_thread(workbooks.write_workbook, [sheet]))
