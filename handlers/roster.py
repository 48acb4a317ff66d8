"""The roster in the chat: a file comes, its columns are settled, the preview is seen, and then it is applied."""

from __future__ import annotations

import asyncio
from typing import Final

from documents.workbooks import LARGEST_FILE, MOST_ROWS
from domain.errors import DomainError
from domain.roster_columns import Column
from domain.roster_questions import Answers, Doubt
from handlers import roster_papers as papers
from handlers.inbound import Inbound
from handlers.office import Office
from handlers.outbound import Reply, show
from services import roster_dialog, roster_export, roster_files, roster_import
from services.roster_dialog import Upload
from services.roster_files import RosterFile
from services.roster_import import Choice, Preview, RosterState
from texts import roster as texts

MEGABYTES: Final = LARGEST_FILE // 1024**2
UNNAMED: Final = "berkas"


async def begin(office: Office, said: Inbound) -> Reply:
    """The button of the admin menu: wait for a file."""
    await office.db.write(roster_dialog.begin, said.actor, said.place.now)
    return show(texts.ask(said.place, MEGABYTES))


async def receive(office: Office, said: Inbound) -> Reply:
    """The file came."""
    assert said.file is not None
    name = said.file.name or UNNAMED
    if said.file.size > LARGEST_FILE:
        raise DomainError("file.too_large", file=name, megabytes=MEGABYTES, rows=MOST_ROWS)
    await office.busy(said.chat_id, "typing")
    content = await office.fetch(said.file.file_id)
    upload = await office.db.write(roster_dialog.receive, said.actor, name, content, said.place.now)
    return await _proceed(office, said, upload)


async def choose_sheet(office: Office, said: Inbound) -> Reply:
    """Which sheet holds the roster."""
    answers = Answers(sheet=said.callback.integer(1))
    return await _proceed(office, said, await _answered(office, said, answers))


async def choose_column(office: Office, said: Inbound) -> Reply:
    """What a column is, or that the file has no such column."""
    callback = said.callback
    index, column = callback.integer(1), _column(callback.text(2))
    answers = (await _upload(office, said)).answers
    if index != texts.NO_INDEX:
        answers = answers.with_column(index, column)
    elif column is not None:
        answers = answers.without_column(column)
    return await _proceed(office, said, await _answered(office, said, answers))


def _column(name: str) -> Column | None:
    if name == texts.NONE:
        return None
    if name not in set(Column):
        raise DomainError("callback.malformed")
    return Column(name)


async def ignore_rest(office: Office, said: Inbound) -> Reply:
    """No other column matters."""
    answers = (await _upload(office, said)).answers
    return await _proceed(office, said, await _answered(office, said, answers.ignoring_rest()))


async def preview(office: Office, said: Inbound) -> Reply:
    """Back to the preview."""
    return await _proceed(office, said, await _upload(office, said))


async def apply(office: Office, said: Inbound) -> Reply:
    """Save all good rows."""
    return await _apply(office, said, Choice.UPDATE)


async def add(office: Office, said: Inbound) -> Reply:
    """Save only the people who are new."""
    return await _apply(office, said, Choice.SKIP)


async def leave(office: Office, said: Inbound) -> Reply:
    """Save all good rows, and mark so many as gone."""
    return await _apply(office, said, Choice.UPDATE, said.callback.integer(1))


async def leavers(office: Office, said: Inbound) -> Reply:
    """Ask once more before people are marked as gone."""
    upload = await _upload(office, said)
    current, seen = await _previewed(office, said, upload)
    if seen.fingerprint != upload.fingerprint:
        return await _shown_anew(office, said, upload, seen)
    if seen.looks_partial:
        raise DomainError("roster.partial_list", missing=seen.numbers.missing)
    units = _unit_names(current)
    people = [(one.name, units[one.unit_code]) for one in seen.plan.leavers]
    gone = [one.id for one in seen.plan.leavers]
    await office.db.write(roster_dialog.note_missing, said.actor, gone, said.place.now)
    return show(texts.leavers(said.place, upload.id, upload.name, people))


async def missing(office: Office, said: Inbound) -> Reply:
    """Those who are not in the list, as a workbook."""
    await office.busy(said.chat_id, "upload_document")
    upload = await _upload(office, said)
    current, seen = await _previewed(office, said, upload)
    people = seen.plan.leavers
    await office.db.write(roster_dialog.note_missing, said.actor, [one.id for one in people], said.place.now)
    data = await asyncio.to_thread(papers.missing, people, _unit_names(current), said.place.language)
    return Reply((texts.missing(said.place, upload.name, len(people), data),), fresh=True)


async def bad_rows(office: Office, said: Inbound) -> Reply:
    """The bad rows with their reasons, as a workbook."""
    await office.busy(said.chat_id, "upload_document")
    upload = await _upload(office, said)
    _, seen = await _previewed(office, said, upload)
    data = await asyncio.to_thread(papers.bad_rows, seen.file, seen.plan.problems, said.place.language)
    return Reply((texts.bad_rows(said.place, upload.name, seen.numbers.bad, data),), fresh=True)


async def export(office: Office, said: Inbound) -> Reply:
    """The roster as it is, as a workbook."""
    rows = await office.db.write(roster_export.export, said.actor, said.place.now)
    await office.busy(said.chat_id, "upload_document")
    data = await asyncio.to_thread(papers.roster, rows, said.place.language)
    return Reply((texts.exported(said.place, len(rows), data),), fresh=True)


async def drop(office: Office, said: Inbound) -> Reply:
    """Not to be imported after all."""
    await office.db.write(roster_dialog.drop, said.actor)
    return show(texts.dropped(said.place))


async def _upload(office: Office, said: Inbound) -> Upload:
    return await office.db.read(roster_dialog.uploaded, said.actor, said.callback.integer(0))


async def _answered(office: Office, said: Inbound, answers: Answers) -> Upload:
    return await office.db.write(
        roster_dialog.answer, said.actor, said.callback.integer(0), answers, said.place.now
    )  # fmt: skip


async def _proceed(office: Office, said: Inbound, upload: Upload, toast: str = "") -> Reply:
    """The next question about the file, or its preview."""
    file = await asyncio.to_thread(roster_files.read, upload.content, upload.name, upload.answers)
    if file.sheet is None:
        return show(texts.sheet(said.place, upload.id, upload.name, file.sheets))
    if file.question is not None:
        question = file.question
        samples = file.samples(question.indexes[0]) if question.doubt is Doubt.UNKNOWN else ()
        return show(texts.column(said.place, upload.id, upload.name, question, file.header.titles, samples))
    _, seen = await _compared(office, said, file)
    await office.db.write(roster_dialog.show, said.actor, upload.id, seen.fingerprint, said.place.now)
    return show(texts.preview(said.place, _overview(upload, seen)), toast=toast)


async def _shown_anew(office: Office, said: Inbound, upload: Upload, seen: Preview) -> Reply:
    """The preview as it is by now, where the person knew another one."""
    await office.db.write(roster_dialog.show, said.actor, upload.id, seen.fingerprint, said.place.now)
    screen = texts.preview(said.place, _overview(upload, seen))
    return Reply((screen,), toast=texts.changed_meanwhile(said.place), alert=True)


async def _apply(office: Office, said: Inbound, choice: Choice, leavers: int | None = None) -> Reply:
    upload_id = said.callback.integer(0)
    done = await office.db.read(roster_dialog.applied, said.actor, upload_id)
    if done is not None:
        return show(texts.result(said.place, *done))
    upload = await _upload(office, said)
    await office.busy(said.chat_id, "typing")
    _, seen = await _previewed(office, said, upload)
    if seen.fingerprint != upload.fingerprint:
        return await _shown_anew(office, said, upload, seen)
    file, result = await office.db.write(
        roster_dialog.apply, said.actor, upload_id, seen, choice, said.place.now, leavers=leavers
    )
    return show(texts.applied(said.place, file), texts.result(said.place, file, result))


async def _previewed(office: Office, said: Inbound, upload: Upload) -> tuple[RosterState, Preview]:
    """The preview of a file about which nothing is left to be asked."""
    file = await asyncio.to_thread(roster_files.read, upload.content, upload.name, upload.answers)
    if not file.is_settled:
        raise DomainError("callback.malformed")
    return await _compared(office, said, file)


async def _compared(office: Office, said: Inbound, file: RosterFile) -> tuple[RosterState, Preview]:
    current = await office.db.read(roster_import.state, said.actor)
    today = said.place.now.astimezone(office.tz).date()
    return current, await asyncio.to_thread(roster_import.preview, current, file, today, full=True)


def _overview(upload: Upload, seen: Preview) -> texts.Overview:
    file = seen.file
    sheet = file.sheets[file.sheet or 0] if len(file.sheets) > 1 else ""
    return texts.Overview(upload.id, upload.name, sheet, seen.numbers, seen.plan.problems, seen.looks_partial)


def _unit_names(current: RosterState) -> dict[str, str]:
    return {unit.code: unit.name for unit in current.units}
