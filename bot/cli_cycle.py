"""`zibot cycle` and `zibot figure`: ZI cycles and figures of the agency, for its IT staff."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, NoReturn, TypeVar

import typer

from bot.terminal import MISUSED, ConfigFile, now, settings_of, stop, write
from domain.cycle_deadlines import USUAL, Offered
from domain.cycle_views import CycleFacts
from domain.cycles import Copied, CopyOrder, Keep, NewCycle, Taking
from domain.figures import Figure
from domain.stages import Stage
from domain.worksheet import Doing, window
from domain.zone import Cycle
from services import cycle_deadlines, cycles, figures
from storage.engine import Transaction
from texts.cycles import doing_label
from texts.format import date_long, date_short
from texts.labels import stage_label

BY: Final = "cli"
ALL_YEAR: Final = "-"
EXAMPLE: Final = "fill=2026-02-01..2026-04-30"
Word = TypeVar("Word", Doing, Keep)

app = typer.Typer(no_args_is_help=True, help="Siklus ZI.")
figure_app = typer.Typer(no_args_is_help=True, help="Angka seluruh instansi, misalnya indeks RB.")

Year = Annotated[int, typer.Argument(metavar="TAHUN", help="Tahun siklus.")]
Windows = Annotated[
    list[str] | None, typer.Option("--window", help=f"NAMA=AWAL..AKHIR, boleh berulang, misalnya {EXAMPLE}.")
]
Kept = Annotated[str, typer.Option("--keep", help="Yang ikut disalin, dipisah koma: owners, answers, evidence.")]
Units = Annotated[Taking, typer.Option(help="Unit yang ikut: all, open (tanpa yang sudah berpredikat), atau none.")]


@app.command("start")
def start(
    year: Year, *, title: Annotated[str, typer.Option(help="Judul siklus.")] = "", windows: Windows = None,
    copy_from: Annotated[int, typer.Option("--copy-from", metavar="TAHUN", help="Salin dari siklus tahun ini.")] = 0,
    units: Units = Taking.ALL, keep: Kept = "", config: ConfigFile = None,
) -> None:  # fmt: skip
    """Mulai siklus baru, kosong atau disalin dari siklus lama."""
    kept = frozenset(_word(Keep, word, "--keep") for word in keep.split(",") if word.strip())
    spans = dict(map(_window, windows or []))
    if kept and not copy_from:
        stop("--keep memerlukan --copy-from TAHUN.", MISUSED)

    def begin(tx: Transaction) -> tuple[Cycle, Copied]:
        copy = CopyOrder(cycles.of_year(tx, copy_from).id, units, kept) if copy_from else None
        return cycles.begin(tx, NewCycle(year, title, spans, copy), BY, now())

    cycle, copied = write(settings_of(config), begin)
    typer.echo(f"Siklus {cycle.year} dimulai: {cycle.title}.")
    if copy_from:
        typer.echo(
            f"Disalin dari {copy_from}: {copied.units} unit, {copied.owners} penanggung jawab,"
            f" {copied.answers} jawaban, {copied.evidence} bukti."
        )
    _say_windows(cycle)


@app.command("list")
def listing(config: ConfigFile = None) -> None:
    """Tampilkan semua siklus dengan jadwal dan unitnya menurut tahap."""
    found = write(settings_of(config), cycles.listing_from)
    if not found:
        typer.echo("Belum ada siklus. Mulai dengan `zibot cycle start TAHUN`.")
    for facts in found:
        _say(facts)


@app.command("window")
def set_window(
    year: Year, name: Annotated[str, typer.Argument(metavar="NAMA", help="fill, review, revise, atau propose.")],
    days: Annotated[str, typer.Argument(metavar="AWAL..AKHIR", help=f'Misalnya {EXAMPLE[5:]}; "-" sepanjang tahun.')],
    config: ConfigFile = None,
) -> None:  # fmt: skip
    """Ubah satu jadwal siklus; kedua harinya termasuk."""
    doing = _word(Doing, name, "NAMA")
    span = None if days == ALL_YEAR else _span(days)
    settings = settings_of(config)

    def change(tx: Transaction) -> Cycle:
        return cycles.set_window(tx, cycles.of_year(tx, year).id, doing, span, BY, settings.reminders.planning, now())

    _say_windows(write(settings, change))


@app.command("deadlines")
def make_deadlines(
    year: Year, names: Annotated[
        list[str] | None, typer.Option("--window", help="Hanya jadwal ini, boleh berulang; tanpa ini yang biasa.")
    ] = None, *, dry_run: Annotated[bool, typer.Option("--dry-run", help="Tampilkan saja.")] = False,
    config: ConfigFile = None,
) -> None:  # fmt: skip
    """Buat tenggat pada hari terakhir tiap jadwal, pukul 16.00 di zona tiap unit; yang sudah ada tetap."""
    settings = settings_of(config)
    tz, planning = settings.organization.timezone, settings.reminders.planning
    chosen = frozenset(_word(Doing, name, "--window") for name in names) if names else USUAL

    def make(tx: Transaction) -> tuple[Offered, ...]:
        cycle = cycles.of_year(tx, year)
        if not dry_run:
            return cycle_deadlines.make(tx, cycle.id, chosen, BY, planning, tz, now())
        found = cycle_deadlines.offer(tx, cycle.id, tz, now()).windows
        return tuple(one for one in found if one.doing in chosen and one.can_be_made)

    made = write(settings, make)
    for one in made:
        typer.echo(f"  {one.title}: {date_long(one.last)} pukul 16.00" if one.last is not None else one.title)
    typer.echo(f"{len(made)} tenggat {'akan dibuat' if dry_run else 'dibuat'}.")


@app.command("enter")
def enter(
    code: Annotated[str, typer.Argument(metavar="KODE", help="Kode unit.")], *,
    target: Annotated[str, typer.Option(help="WBK atau WBBM.")],
    stage: Annotated[Stage, typer.Option(help="Tahap awalnya.")] = Stage.DECLARED,
    year: Annotated[int, typer.Option(help="Tahun siklus; tanpa ini siklus terakhir.")] = 0, config: ConfigFile = None,
) -> None:  # fmt: skip
    """Ikutkan unit dalam siklus; tahap dicatat apa adanya, tanpa memeriksa syarat perpindahannya."""

    def put(tx: Transaction) -> Cycle:
        cycle = cycles.of_year(tx, year) if year else cycles.latest(tx)
        cycles.enter_stage(tx, cycle.id, code.lower(), stage, target.upper(), now())
        return cycle

    cycle = write(settings_of(config), put)
    typer.echo(f"{code.lower()} tercatat di siklus {cycle.year}: {stage_label(stage, 'id')}, menuju {target.upper()}.")


@figure_app.command("set")
def set_figure(
    name: Annotated[str, typer.Argument(metavar="NAMA", help="Misalnya reform_index.")], year: Year,
    value: Annotated[str, typer.Argument(metavar="NILAI", help="Misalnya 77,26.")], config: ConfigFile = None,
) -> None:  # fmt: skip
    """Catat angka satu tahun; yang lama diganti."""
    typer.echo(f"Tersimpan: {_figure(write(settings_of(config), figures.keep, name, year, value, BY, now()))}")


@figure_app.command("list")
def list_figures(
    name: Annotated[str, typer.Argument(metavar="NAMA", help="Tanpa ini semua angka.")] = "", config: ConfigFile = None
) -> None:
    """Tampilkan angka menurut nama dan tahun."""
    for figure in write(settings_of(config), figures.listing, name):
        typer.echo(_figure(figure))


def _window(text: str) -> tuple[str, tuple[date, date]]:
    name, sign, days = text.partition("=")
    if not sign:
        _misused(f'--window "{text}"')
    return _word(Doing, name, "--window").value, _span(days)


def _span(text: str) -> tuple[date, date]:
    first, sign, last = text.partition("..")
    try:
        found = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        _misused(f'"{text}"')
    if not sign or found[1] < found[0]:
        _misused(f'"{text}"')
    return found


def _misused(what: str) -> NoReturn:
    stop(f"{what} tidak benar. Tulis seperti {EXAMPLE}; hari terakhir tidak lebih awal dari yang pertama.", MISUSED)


def _word(kind: type[Word], text: str, where: str) -> Word:
    try:
        return kind(text.strip())
    except ValueError:
        stop(f'{where}: "{text.strip()}" tidak dikenal. Pilih: {", ".join(kind)}.', MISUSED)


def _say(facts: CycleFacts) -> None:
    cycle = facts.cycle
    typer.echo(f"{cycle.year}  {cycle.title}  ({facts.units} unit)")
    _say_windows(cycle)
    for stage, count in facts.stages.items():
        typer.echo(f"    {stage_label(stage, 'id')}: {count}")


def _say_windows(cycle: Cycle) -> None:
    for doing in Doing:
        found = window(cycle, doing)
        days = "sepanjang tahun"
        if found.first is not None and found.last is not None:
            days = f"{date_short(found.first)} - {date_short(found.last)}"
        typer.echo(f"  {doing.value:<8} {doing_label(doing, 'id')}: {days}")


def _figure(figure: Figure) -> str:
    return f"{figure.name} {figure.year}: {figure.value.replace('.', ',')}"
