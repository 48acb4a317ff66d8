"""`zibot pledge publish`, `show` and `end`: texts of the pledge and the campaigns in which they are signed."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from bot import cli_ledger, pledge_words, tables
from bot.settings import Settings
from bot.terminal import MISUSED, ConfigFile, now, read, settings_of, stop, write
from domain.audience import Audience
from domain.errors import DomainError
from domain.ledger import months_later
from domain.pledge_diff import Size
from domain.pledge_plan import PledgePlan
from domain.publication import Order, Preview
from services import campaigns, publishing
from storage.campaigns import texts as kept_texts
from storage.engine import Transaction
from texts.errors import sentence
from texts.format import date_short, moment_long

DAY_FORMATS: Final = ["%d-%m-%Y %H.%M", "%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M", "%d-%m-%Y", "%Y-%m-%d"]
AUDIENCES: Final = "all, unit:KODE, role:PERAN, kind:JENIS, atau list:BERKAS"

Yes = Annotated[bool, typer.Option("--yes", help="Tanpa bertanya lagi.")]
Title = Annotated[str, typer.Option(help="Judul yang dilihat pegawai; wajib kecuali dengan --minor.")]
Year = Annotated[int | None, typer.Option(min=2000, max=2999, help="Berlaku sampai akhir tahun ini.")]
Months = Annotated[
    int | None, typer.Option(min=1, max=120, help="Tiap pakta berlaku sekian bulan sejak ditandatangani.")
]
Until = Annotated[
    datetime | None,
    typer.Option(formats=DAY_FORMATS, metavar="WAKTU", help="Berlaku sampai waktu ini, misalnya 30-06-2027."),
]
Minor = Annotated[
    bool,
    typer.Option(
        "--minor/--major",
        help="Kecil: mengganti kata-kata kampanye yang dibuka, tanda tangan tetap sah. "
        "Besar: kampanye baru, semua menandatangani lagi.",
    ),
]
For = Annotated[str, typer.Option(metavar="SASARAN", help=f"{AUDIENCES} (nomor induk per baris).")]
Opens = Annotated[
    datetime | None,
    typer.Option(formats=DAY_FORMATS, metavar="WAKTU", help="Dibuka pada waktu ini; tanpa ini sekarang."),
]
Closes = Annotated[
    datetime | None,
    typer.Option(formats=DAY_FORMATS, metavar="WAKTU", help="Ditutup pada waktu ini; tanggal saja: akhir hari itu."),
]
RemindAfter = Annotated[
    str | None, typer.Option(metavar="HARI,HARI", help="Ingatkan sekian hari sesudah diminta; '-': tidak.")
]
RemindBefore = Annotated[
    str | None, typer.Option(metavar="HARI,HARI", help="Ingatkan sekian hari sebelum ditutup; '-': tidak.")
]
HeadAfter = Annotated[int | None, typer.Option(min=0, help="Beri tahu kepala unit sesudah sekian pengingat; 0: tidak.")]
AgencyAfter = Annotated[int | None, typer.Option(min=0, help="Beri tahu pengelola sesudah sekian pengingat; 0: tidak.")]


def on_terminal() -> bool:
    """Whether somebody sits at the terminal who can be asked."""
    return sys.stdin.isatty()


def publish(
    title: Title = "",
    file: Annotated[Path | None, typer.Argument(help="Naskah TOML; tanpa berkas dipakai naskah bawaan.")] = None,
    year: Year = None,
    months: Months = None,
    until: Until = None,
    minor: Minor = False,  # noqa: FBT002
    audience: For = "all",
    opens: Opens = None,
    closes: Closes = None,
    remind_after: RemindAfter = None,
    remind_before: RemindBefore = None,
    head_after: HeadAfter = None,
    agency_after: AgencyAfter = None,
    yes: Yes = False,  # noqa: FBT002
    config: ConfigFile = None,
) -> None:
    """Terbitkan naskah pakta; perbedaan dan jumlah orangnya ditampilkan dahulu.

    Di terminal perintah ini bertanya sebelum menerbitkan; tanpa terminal (skrip) atau dengan --yes langsung
    menerbitkan. Kampanye untuk sasaran yang sama yang masih dibuka berakhir dengan --major dan berganti naskah dengan
    --minor. Naskah yang sama dapat dibuka lagi. Satu saja dari --year, --months, --until; tanpa ketiganya berlaku
    `validity` dari konfigurasi. Tanpa pilihan pengingat dipakai pengaturan pemasangan; bila sebagian diberi, sisanya
    3,7,14 / 7,1 / 2 / 4.
    """
    settings = settings_of(config)
    if sum(given is not None for given in (year, months, until)) > 1:
        stop("Mohon pakai satu saja dari --year, --months, dan --until.", MISUSED)
    if not title and not minor:
        stop("Mohon beri judul dengan --title, atau pakai --minor.", MISUSED)
    plan = _plan(remind_after, remind_before, head_after, agency_after)
    moment = now()
    try:
        source = read(tables.text, file) if file else tables.default_pledge()
        opens_at = _moment(opens, settings)
        ends, counted = _validity(settings, opens_at or moment, year, months, until)
        order = Order(
            source, Size.MINOR if minor else Size.MAJOR, ends, title, _audience(settings, audience),
            opens_at=opens_at, closes_at=_moment(closes, settings, last=True), months=counted, plan=plan,
        )  # fmt: skip
        _publish(settings, order, moment, yes=yes)
    except ValueError as error:
        stop(f"Naskah pakta tidak benar: {error}")


def _publish(settings: Settings, order: Order, moment: datetime, *, yes: bool) -> None:
    tz = settings.organization.timezone
    sealer = cli_ledger.sealer_of(settings)
    found = write(settings, publishing.preview_from, order, moment)
    _print(pledge_words.preview_lines(found, tz, order.starts(moment), moment))
    if not yes and on_terminal() and not typer.confirm("Terbitkan?"):
        stop("Tidak ada yang diterbitkan.")
    write(settings, publishing.publish_from, "cli", order, now(), sealer)
    typer.echo(_done(found, order, settings))


def _done(found: Preview, order: Order, settings: Settings) -> str:
    last = moment_long(order.valid_until, settings.organization.timezone)
    if order.size is Size.MINOR:
        return f"Naskah versi {found.version} menggantikan versi {found.previous}."
    if order.months is None:
        return f"Naskah versi {found.version} diterbitkan, berlaku sampai {last}."
    closes = moment_long(order.closes, settings.organization.timezone)
    return (
        f"Naskah versi {found.version} diterbitkan, dapat ditandatangani sampai {closes}; "
        f"setiap pakta berlaku {order.months} bulan sejak ditandatangani."
    )


def show(
    which: Annotated[str, typer.Argument(metavar="[VERSI|KAMPANYE]", help="Versi naskah, atau nomor kampanye.")] = "",
    config: ConfigFile = None,
) -> None:
    """Tampilkan naskah dan kampanye dengan capaiannya, atau satu di antaranya."""
    settings = settings_of(config)
    tz, moment = settings.organization.timezone, now()

    def find(tx: Transaction) -> list[str]:
        if not which:
            return _everything(tx, settings, moment)
        if (tx_text := dict(kept_texts(tx)).get(which)) is not None:
            first = f"Tersimpan sejak {moment_long(tx_text, tz)}."
            return [first, *pledge_words.text_lines(publishing.kept_text(tx, which))]
        if which.isdecimal():
            return list(pledge_words.campaign_lines(publishing.card_from(tx, int(which), moment), tz))
        raise DomainError("campaign.unknown_text", version=which)

    _print(write(settings, find))


def _everything(tx: Transaction, settings: Settings, moment: datetime) -> list[str]:
    tz = settings.organization.timezone
    texts = [f"  {version}  sejak {date_short(at, tz)}" for version, at in kept_texts(tx)]
    lines = [pledge_words.campaign_line(one, tz) for one in publishing.listing_from(tx, moment)]
    return ["Naskah:", *(texts or ["  belum ada"]), "Kampanye:", *(lines or ["  belum ada"])]


def end(
    campaign: Annotated[int, typer.Argument(metavar="NOMOR", min=1, help="Nomor kampanye.")],
    yes: Yes = False,  # noqa: FBT002
    config: ConfigFile = None,
) -> None:
    """Akhiri kampanye sebelum waktunya; permintaan yang menunggu berakhir, tanda tangan tetap ada."""
    settings = settings_of(config)
    facts = write(settings, publishing.card_from, campaign, now())
    _print(pledge_words.campaign_lines(facts, settings.organization.timezone))
    if not yes and on_terminal() and not typer.confirm("Akhiri kampanye ini?"):
        stop("Tidak ada yang diakhiri.")
    ended = write(settings, campaigns.end, campaign, now())
    typer.echo(f"Kampanye {campaign} diakhiri." if ended else f"Kampanye {campaign} sudah selesai sebelumnya.")


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def _moment(given: datetime | None, settings: Settings, *, last: bool = False) -> datetime | None:
    """A given local time in UTC; with `last` a day without a time means its end."""
    if given is None:
        return None
    if last and (given.hour, given.minute) == (0, 0):
        given = given.replace(hour=23, minute=59, second=59)
    return given.replace(tzinfo=settings.organization.timezone).astimezone(UTC)


def _validity(
    settings: Settings, start: datetime, year: int | None, months: int | None, until: datetime | None
) -> tuple[datetime, int | None]:
    """When signatures stop counting, and for how many months each counts where that is so."""
    tz, validity = settings.organization.timezone, settings.pledge.validity
    last = _moment(until, settings, last=True)
    if last is not None:
        return last, None
    if months is not None:
        return months_later(start.astimezone(tz), months).astimezone(UTC), months
    counted = None if validity == "year_end" or year is not None else validity
    return tables.valid_until(validity, tz, start, year), counted


def _audience(settings: Settings, words: str) -> Audience:
    kind, _, rest = words.partition(":")
    values = [one.strip() for one in rest.split(",") if one.strip()]
    if kind not in {"all", "unit", "role", "kind", "list"} or (kind == "all") is bool(values):
        stop(f'Sasaran "{words}" tidak dikenali. Mohon pakai {AUDIENCES}.', MISUSED)
    match kind:
        case "all":
            return Audience()
        case "unit":
            return write(settings, publishing.unit_audience, rest.strip())
        case "role":
            return read(publishing.role_audience, values)
        case "kind":
            return write(settings, publishing.kind_audience, values)
    return write(settings, publishing.list_audience, read(tables.text, Path(rest)).splitlines())


def _plan(after: str | None, before: str | None, head: int | None, agency: int | None) -> PledgePlan | None:
    """The plan of reminders, None where nothing is said of it; what is left out is as `PledgePlan` has it."""
    if after is None and before is None and head is None and agency is None:
        return None
    usual = PledgePlan()
    try:
        return PledgePlan(
            usual.after_days if after is None else _days(after),
            usual.before_days if before is None else _days(before),
            usual.head_after if head is None else head,
            usual.agency_after if agency is None else agency,
        )
    except (DomainError, ValueError):
        stop(sentence(DomainError("campaign.plan"), "id"), MISUSED)


def _days(words: str) -> tuple[int, ...]:
    """Days from "3,7,14"; "-" and nothing mean none. ValueError for what is no number."""
    return tuple(int(one) for one in words.split(",")) if words.strip(" -") else ()
