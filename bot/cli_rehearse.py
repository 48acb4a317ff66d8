"""`zibot deadline rehearse`: a plan on a virtual calendar, before it is real."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from bot.cli_deadline import AUDIENCE_HELP, FollowUp, Lead, own_plan
from bot.settings import Settings
from bot.terminal import MISUSED, ConfigFile, now, read, settings_of, stop, write
from documents import rehearsal_picture
from documents.workbooks import write_workbook
from domain.deadline import DeadlinePlan, DoneRule
from domain.folding import shortened
from domain.rehearsal import Day, Rehearsal, Unreached
from domain.typed_dates import typed_day, typed_moment
from handlers import rehearsal_papers as papers
from services import deadline_orders, rehearsing, roster
from services.deadline_orders import EVERYBODY
from services.deadlines import NewDeadline
from services.rehearsing import Span, What
from storage.engine import Transaction
from texts import rehearsal as screens
from texts import rehearsal_words as words
from texts.format import date_short, moment_long, number
from texts.place import Place

LONGEST_TITLE: Final = 40
WIDTH: Final = 110


@dataclass(frozen=True, slots=True)
class _Order:
    """What was asked for on the command line: a kept deadline, a new one, or days."""

    deadline_id: int | None
    title: str
    due: str
    unit: str
    rule: DoneRule
    evidence: bool
    audience: str
    each_zone: bool
    plan: DeadlinePlan
    first: str
    last: str


Since = Annotated[str, typer.Option("--from", metavar="TANGGAL", help="Semua tenggat bersama, mulai hari ini.")]
Until = Annotated[str, typer.Option("--to", metavar="TANGGAL", help="Sampai dengan hari ini.")]


def rehearse(
    deadline_id: Annotated[int | None, typer.Argument(metavar="NOMOR", help="Dari `zibot deadline list`.")] = None,
    *,
    title: Annotated[str, typer.Option(help="Judul tenggat yang belum disimpan.")] = "",
    due: Annotated[str, typer.Option(metavar="WAKTU", help="Waktunya, misalnya '12 Juni 2027 pukul 16.00'.")] = "",
    unit: Annotated[str, typer.Option(help="Kode unit; tanpa ini berlaku untuk seluruh instansi.")] = "",
    rule: Annotated[DoneRule, typer.Option(help="Seperti pada `zibot deadline add`.")] = DoneRule.MARK,
    evidence: Annotated[bool, typer.Option("--evidence", help="Selesai hanya dengan foto atau dokumen.")] = False,
    audience: Annotated[str, typer.Option(help=AUDIENCE_HELP)] = EVERYBODY,
    each_zone: Annotated[bool, typer.Option("--each-zone", help="Jam itu berlaku di zona waktu tiap unit.")] = False,
    lead: Lead = "", follow_up: FollowUp = "", first: Since = "", last: Until = "",
    picture: Annotated[Path | None, typer.Option(help="Simpan kalendernya ke PNG.")] = None,
    workbook: Annotated[Path | None, typer.Option(help="Simpan ke XLSX, dengan nama yang tak terjangkau.")] = None,
    config: ConfigFile = None,
) -> None:  # fmt: skip
    """Uji coba pengingat sebelum berlaku: siapa diingatkan kapan, apa yang bergeser, berapa lama mengirimnya.

    Sebut NOMOR tenggat, atau --title dan --due untuk yang belum ada, atau --from dan --to untuk semua tenggat.
    """
    if sum((deadline_id is not None, bool(title and due), bool(first and last))) != 1:
        stop("Sebut NOMOR tenggat, atau --title dan --due, atau --from dan --to.", MISUSED)
    for file, kind in ((picture, ".png"), (workbook, ".xlsx")):
        if file is not None and file.suffix.lower() != kind:
            stop(f"Akhiran berkas {file} harus {kind}.", MISUSED)
    settings = settings_of(config)
    plan = own_plan(lead, follow_up)
    order = _Order(deadline_id, title, due, unit, rule, evidence, audience, each_zone, plan, first, last)
    moment, organization = now(), settings.organization
    found, unreached = _played(settings, order, moment, named=workbook is not None)
    place = Place("id", organization.name, organization.timezone, moment)
    _print(found, place)
    if picture is not None:
        for page in range(papers.pages(found)):
            file = picture if not page else picture.with_stem(f"{picture.stem}-{page + 1}")
            _save(file, rehearsal_picture.render(papers.picture(place, found, page)))
    if workbook is not None:
        _save(workbook, write_workbook(papers.workbook(place, found, unreached)))


def _played(
    settings: Settings, order: _Order, moment: datetime, *, named: bool
) -> tuple[Rehearsal, tuple[Unreached, ...]]:
    planning, rate = settings.reminders.planning, settings.telegram.unasked_per_second
    what = _days(settings, order, moment)

    def work(tx: Transaction) -> tuple[Rehearsal, tuple[Unreached, ...]]:
        asked = what if what is not None else _new(tx, settings, order, moment)
        if named:
            return rehearsing.papers(tx, asked, planning, rate, moment)
        return rehearsing.rehearse(tx, asked, planning, rate, moment), ()

    return write(settings, work)


def _days(settings: Settings, order: _Order, moment: datetime) -> What | None:
    """What is named by a number or by days; None for a deadline that is described."""
    if order.first:
        today = moment.astimezone(settings.organization.timezone).date()
        return Span(_day(order.first, today), _day(order.last, today))
    return order.deadline_id


def _day(words_given: str, today: date) -> date:
    return read(typed_day, words_given, today)


def _new(tx: Transaction, settings: Settings, order: _Order, moment: datetime) -> NewDeadline:
    tz = settings.organization.timezone
    whom, in_charge = deadline_orders.audience(tx, order.audience, moment)
    unit_id = roster.unit_id(tx, order.unit) if order.unit else None
    return NewDeadline(
        order.title, typed_moment(order.due, moment, tz), unit_id, order.rule, tz.key, order.each_zone, whom,
        order.evidence, order.plan, in_charge,
    )  # fmt: skip


def _print(found: Rehearsal, place: Place) -> None:
    for one in found.deadlines:
        typer.echo(f"{one.title}, paling lambat {moment_long(one.due_at, place.tz)}")
    if found.days:
        Console(width=WIDTH).print(_table(found, place.tz))
    for line in _sentences(found):
        typer.echo(line)


def _table(found: Rehearsal, tz: ZoneInfo) -> Table:
    table = Table("Hari", "Jam setempat", "Pengingat", "Tenggat")
    for heading in ("Orang", "Cuti", "Pesan"):
        table.add_column(heading, justify="right")
    table.add_column("Dikirim")
    for day in found.days:
        table.add_row(*_row(found, day, tz))
    return table


def _row(found: Rehearsal, day: Day, tz: ZoneInfo) -> tuple[str, ...]:
    titles = {one.id: shortened(one.title, LONGEST_TITLE) for one in found.deadlines}
    people = sum(line.people for line in day.lines)
    return (
        date_short(day.day), words.clocks(day), words.day_leads(day, "id"),
        "; ".join(dict.fromkeys(titles[line.deadline_id] for line in day.lines)), number(people),
        number(sum(line.away for line in day.lines)), number(day.messages),
        "; ".join(words.between(one, tz) for one in day.sendings),
    )  # fmt: skip


def _sentences(found: Rehearsal) -> Iterator[str]:
    for one in found.moves:
        yield f"{screens.of(found, one)}{screens.move_words(found, one, 'id')}."
    for gone in found.left_out:
        yield f"Tidak dikirim: {screens.of(found, gone)}{words.gone(gone, 'id')}."
    reach, longest = found.reach, words.longest(found)
    yield (
        f"Sasaran {number(reach.people)} orang: {number(reach.never)} belum menautkan akun,"
        f" {number(reach.blocked)} memblokir bot atau akunnya tidak aktif,"
        f" {number(reach.away)} cuti pada hari pengingat."
    )
    if longest is not None:
        span = words.duration(longest.ends - longest.begins, "id")
        yield f"{number(found.messages)} pesan; paling lama {span}, {found.per_second} pesan per detik."
    for day in found.late:
        yield f"{date_short(day.day)}: belum selesai saat jam kerja berakhir."
    yield "Tidak ada yang dikirim atau disimpan."


def _save(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as error:
        stop(f"Berkas {file} tidak dapat ditulis ({error.strerror}). Pilih tempat lain.")
    typer.echo(f"Disimpan ke {file}.")
