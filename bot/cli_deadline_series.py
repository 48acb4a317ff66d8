"""`zibot deadline repeat`, `series`, `skip` and `end-series`: deadlines that come again, for the agency's IT staff."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import typer

from bot.terminal import ConfigFile, now, read, settings_of, write
from domain.deadline import DoneRule
from domain.series import USUAL_TIME, Frequency, NewSeries, Series, SeriesDetails, SeriesFacts
from domain.typed_dates import typed_day, typed_moment
from services import deadline_series, roster
from storage.engine import Transaction
from texts.errors import sentence
from texts.format import date_long, date_short
from texts.series import frequency_label

BY: Final = "cli"

Every = Annotated[Frequency, typer.Option("--every", help="monthly, quarterly, atau yearly.")]
SeriesId = Annotated[int, typer.Argument(metavar="ID", help="Nomor dari `zibot deadline series`.")]


def repeat(
    title: str, *,
    first: Annotated[str, typer.Option("--first", metavar="WAKTU", help="Yang pertama, misalnya '31-01-2027 16.00'.")],
    every: Every, until: Annotated[str, typer.Option(metavar="TANGGAL", help="Hari terakhir pengulangan.")] = "",
    skip_days: Annotated[
        list[str] | None, typer.Option("--skip", metavar="TANGGAL", help="Hari yang dilewati, boleh berulang.")
    ] = None,
    unit: Annotated[str, typer.Option(help="Kode unit; tanpa ini berlaku untuk seluruh instansi.")] = "",
    rule: Annotated[DoneRule, typer.Option(help="Bagaimana selesainya, seperti pada `deadline add`.")] = DoneRule.MARK,
    evidence: Annotated[bool, typer.Option("--evidence", help="Selesai dengan foto atau dokumen.")] = False,
    each_zone: Annotated[bool, typer.Option("--each-zone", help="Jam itu berlaku di zona tiap unit.")] = False,
    config: ConfigFile = None,
) -> None:  # fmt: skip
    """Tambah tenggat berulang; tanggal 29 sampai 31 menjadi hari terakhir pada bulan yang lebih pendek."""
    settings = settings_of(config)
    tz = settings.organization.timezone
    begun = read(typed_moment, first, now(), tz, USUAL_TIME).astimezone(tz)
    last = _day(until, tz) if until else None
    skipped = frozenset(_day(one, tz) for one in skip_days or ())

    def start(tx: Transaction) -> Series:
        unit_id = roster.unit_id(tx, unit) if unit else None
        details = SeriesDetails(tz.key, begun.time(), unit_id, rule, evidence=evidence, each_zone=each_zone)
        new = NewSeries(title, every, begun.date(), details, last, skipped)
        return deadline_series.start(tx, new, BY, settings.reminders.planning, now())

    found = write(settings, start)
    typer.echo(f"Tenggat berulang {found.id}: {found.title}, {frequency_label(found.frequency, 'id')}.")


def listing(config: ConfigFile = None) -> None:
    """Tampilkan tenggat berulang dengan hari-hari berikutnya."""
    found = write(settings_of(config), deadline_series.listing, now())
    if not found:
        typer.echo("Belum ada tenggat berulang. Tambahkan dengan `zibot deadline repeat`.")
    for facts in found:
        typer.echo("\n".join(_lines(facts)))


def skip(
    series_id: SeriesId, day: Annotated[str, typer.Argument(metavar="TANGGAL", help="Misalnya 28-02-2027.")],
    config: ConfigFile = None,
) -> None:  # fmt: skip
    """Lewati satu hari; tenggatnya dibatalkan bila sudah dibuat."""
    settings = settings_of(config)
    wanted = _day(day, settings.organization.timezone)
    found = write(settings, deadline_series.skip, series_id, wanted, BY, now())
    typer.echo(f"{found.title}: {date_long(wanted)} dilewati.")


def end(series_id: SeriesId, config: ConfigFile = None) -> None:
    """Akhiri pengulangan; tenggat yang masih di depan dibatalkan, dan yang sudah diingatkan diberi tahu."""
    found = write(settings_of(config), deadline_series.end, series_id, BY, now())
    typer.echo(f"{found.title}: diakhiri.")


def _lines(facts: SeriesFacts) -> Iterator[str]:
    series = facts.series
    until = f" sampai {date_short(series.until)}" if series.until is not None else ""
    at = f"{series.details.at:%H.%M}"
    yield f"{series.id}  {series.title}  ({frequency_label(series.frequency, 'id')}, pukul {at}{until})"
    days = ", ".join(map(date_short, facts.next_days)) or "tidak ada lagi"
    yield f"    Berikutnya: {days}"
    if series.skipped:
        yield f"    Dilewati: {', '.join(map(date_short, sorted(series.skipped)))}"
    if facts.trouble is not None:
        yield f"    Belum dapat dibuat: {sentence(facts.trouble, 'id')}"


def _day(text: str, tz: ZoneInfo) -> date:
    return read(typed_day, text, now().astimezone(tz).date())
