"""`zibot deadline`: deadlines from the command line, for the agency's IT staff."""

from __future__ import annotations

from typing import Annotated, Final
from zoneinfo import ZoneInfo

import typer

from bot.settings import Settings
from bot.terminal import ConfigFile, now, read, settings_of, write
from domain.deadline import Deadline, DeadlinePlan, DoneRule
from domain.reminder_leads import typed_leads
from domain.typed_dates import typed_moment
from services import deadline_changes, deadline_orders, deadlines, roster
from services.deadline_orders import BY, EVERYBODY, EditOrder, Listed
from storage.engine import Transaction
from texts.format import moment_long

NONE: Final = "none"
AGENCY: Final = "-"

app = typer.Typer(no_args_is_help=True, help="Tenggat.")

Number = Annotated[int, typer.Argument(metavar="NOMOR", help="Nomor dari `zibot deadline list`.")]
Moment = Annotated[
    str, typer.Argument(metavar="WAKTU", help="Misalnya '12 Juni 2027 pukul 16.00' atau '12-06-2027 16.00'.")
]
Title = Annotated[str, typer.Argument(metavar="JUDUL")]
AUDIENCE_HELP: Final = (
    "all, role:zi_team, kind:puskesmas, owing:NOMOR (yang belum menyelesaikannya), atau people:NIP,NIP."
)
Lead = Annotated[str, typer.Option("--lead", help="Hari pengingat sebelum tenggat, misalnya 30,14,7.")]
FollowUp = Annotated[str, typer.Option("--follow-up", help="Hari pengingat sesudahnya, misalnya 1,3; none: tanpa.")]


@app.command("add")
def add(
    title: Title, due: Moment, *,
    unit: Annotated[str, typer.Option(help="Kode unit; tanpa ini berlaku untuk seluruh instansi.")] = "",
    rule: Annotated[
        DoneRule,
        typer.Option(
            help="mark: ditandai sendiri; shared: satu orang untuk semua; pledge: dengan menandatangani;"
            " worksheet: saat LKE unit diajukan."
        ),
    ] = DoneRule.MARK,
    evidence: Annotated[bool, typer.Option("--evidence", help="Selesai hanya dengan foto atau dokumen.")] = False,
    audience: Annotated[str, typer.Option(help=AUDIENCE_HELP)] = EVERYBODY,
    each_zone: Annotated[bool, typer.Option("--each-zone", help="Jam itu berlaku di zona waktu tiap unit.")] = False,
    lead: Lead = "", follow_up: FollowUp = "", config: ConfigFile = None,
) -> None:  # fmt: skip
    """Tambah tenggat dan rencanakan pengingatnya."""
    settings, moment = settings_of(config), now()
    tz = settings.organization.timezone
    due_at, plan = read(typed_moment, due, moment, tz), own_plan(lead, follow_up)

    def keep(tx: Transaction) -> int:
        whom, in_charge = deadline_orders.audience(tx, audience, moment)
        new = deadlines.NewDeadline(
            title, due_at, roster.unit_id(tx, unit) if unit else None, rule, tz.key, each_zone, whom, evidence, plan,
            in_charge,
        )  # fmt: skip
        return deadlines.add(tx, new, BY, settings.reminders.planning, moment)

    number = write(settings, keep)
    typer.echo(f"Tenggat {number} ditambahkan: {' '.join(title.split())}, paling lambat {moment_long(due_at, tz)}.")


@app.command("list")
def list_deadlines(
    every: Annotated[bool, typer.Option("--all", help="Juga yang sudah lama lewat dan yang dibatalkan.")] = False,  # noqa: FBT002
    config: ConfigFile = None,
) -> None:
    """Tampilkan tenggat, satu baris satu tenggat: nomor, waktu, unit, selesai/semua, judul."""
    settings = settings_of(config)
    found = write(settings, deadline_orders.listing, now(), everything=every)
    for one in found:
        typer.echo("\t".join(_row(one, settings.organization.timezone)))
    if not found:
        typer.echo("Belum ada tenggat.", err=True)


def _row(one: Listed, tz: ZoneInfo) -> tuple[str, ...]:
    state = "dibatalkan" if one.cancelled_at is not None else f"{one.done}/{one.people}"
    unit = one.unit.code if one.unit else AGENCY
    return str(one.deadline.id), moment_long(one.deadline.due_at, tz), unit, state, one.deadline.title


@app.command("move")
def move(number: Number, due: Moment, config: ConfigFile = None) -> None:
    """Pindahkan tenggat ke waktu lain; yang sudah diingatkan diberi tahu."""
    settings, moment = settings_of(config), now()
    due_at = read(typed_moment, due, moment, settings.organization.timezone)
    found = write(settings, deadline_changes.move, number, due_at, BY, settings.reminders.planning, moment)
    typer.echo(_told(settings, found))


@app.command("edit")
def edit(
    number: Number, *,
    title: Annotated[str | None, typer.Option(help="Judul baru.")] = None,
    unit: Annotated[str | None, typer.Option(help="Kode unit; - untuk seluruh instansi.")] = None,
    audience: Annotated[str | None, typer.Option(help=AUDIENCE_HELP)] = None,
    evidence: Annotated[
        bool | None, typer.Option("--evidence/--no-evidence", help="Selesai hanya dengan foto atau dokumen.")
    ] = None,
    each_zone: Annotated[
        bool | None, typer.Option("--each-zone/--one-moment", help="Jam itu berlaku di zona waktu tiap unit.")
    ] = None,
    lead: Lead = "", follow_up: FollowUp = "", config: ConfigFile = None,
) -> None:  # fmt: skip
    """Ubah tenggat; yang sudah diingatkan diberi tahu apa yang berubah."""
    settings = settings_of(config)
    code = "" if unit == AGENCY else unit
    order = EditOrder(title, code, audience, evidence, each_zone, own_plan(lead, follow_up))
    found = write(settings, deadline_orders.edit, number, order, settings.reminders.planning, now())
    typer.echo(_told(settings, found))


@app.command("cancel")
def cancel(number: Number, config: ConfigFile = None) -> None:
    """Batalkan tenggat; yang sudah diingatkan diberi tahu."""
    found = write(settings_of(config), deadline_changes.cancel, number, BY, now())
    typer.echo(f"Tenggat {found.id} dibatalkan: {found.title}.")


def _told(settings: Settings, found: Deadline) -> str:
    return (
        f"Tenggat {found.id}: {found.title}, paling lambat {moment_long(found.due_at, settings.organization.timezone)}."
    )


def own_plan(lead: str, follow_up: str) -> DeadlinePlan:
    """The days of two options; one that was not given is None."""
    leads = read(typed_leads, lead) if lead else None
    if not follow_up:
        return DeadlinePlan(leads)
    return DeadlinePlan(leads, () if follow_up == NONE else tuple(sorted(read(typed_leads, follow_up))))
