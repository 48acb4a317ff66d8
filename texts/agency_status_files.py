"""The fixed words of the pictures and of the workbook of all units of a ZI cycle."""

from collections.abc import Sequence
from datetime import datetime

from domain.agency_status import UnitStanding, Week
from domain.instrument import bundled
from domain.unit_risks import EVIDENCE_DAYS, LAST_DAYS, STEPS_A_WEEK
from texts.agency_status_facts import BoardFacts
from texts.agency_status_words import points
from texts.catalogue import translator
from texts.format import date_short, moment_long, number
from texts.place import Place
from texts.status_words import plain


def part_note(language: str, first: int, last: int, count: int) -> str:
    """Which of all units a picture shows, "" for all."""
    _ = translator(language)
    if (first, last) == (1, count) or not count:
        return ""
    return _("Unit {first}–{last} dari {count}").format(first=first, last=last, count=count)


def picture_words(place: Place, *, whole: bool) -> dict[str, str]:
    """The fixed words of the pictures."""
    _ = translator(place.language)
    scope = place.agency if whole else f"{place.agency} · {_('Unit dalam lingkup')}"
    return {
        "scope": scope,
        "missed": _("Segitiga: di bawah syarat predikat yang dituju unit itu"),
        "as_of": _as_of(place),
        "footer": f"{_as_of(place)}. {_('Nilai sementara dari jawaban unit sendiri.')}",
    }


def heat_columns(language: str) -> tuple[str, ...]:
    """The heads of the cells: the areas by their codes, the results, the total."""
    _ = translator(language)
    return (*(area.code for area in bundled().areas), _("Hasil"), _("Total"))


def keys(language: str) -> tuple[str, ...]:
    """What the heads mean, in percent of what can be reached."""
    _ = translator(language)
    areas = [f"{area.code} {area.labels[language]}" for area in bundled().areas]
    return (*areas, _("semua dalam persen dari nilai tertinggi"))


def legend(language: str) -> tuple[str, str, str]:
    """What the colours mean, with the floors of both targets."""
    _ = translator(language)
    texts = []
    for name in ("WBK", "WBBM"):
        floors = bundled().targets[name].floors
        area, total = plain(floors["area_percent"], language), plain(floors["total"], language)
        texts.append(
            _("Memenuhi syarat {target} (area {area}, total {total})").format(target=name, area=area, total=total)
        )
    return (_("Di bawah syarat WBK"), texts[0], texts[1])


def mean_words(place: Place, last: Week, rows: Sequence[UnitStanding]) -> tuple[str, str]:
    """The title of the line of means, and what it says at its end."""
    _ = translator(place.language)
    note = _("Sekarang {mean}, {answered} jawaban dari {units} unit").format(
        mean=points(last.mean, place.language), answered=number(last.answered, place.language), units=len(rows)
    )
    return _("Rata-rata nilai per minggu"), note


def index_title(language: str) -> str:
    """The name of the reform index."""
    _ = translator(language)
    return _("Indeks reformasi birokrasi")


def day(moment: datetime, place: Place) -> str:
    """A day at an axis."""
    return date_short(moment, place.tz, place.language)


def sheet_titles(language: str) -> tuple[str, str, str, str, str]:
    """The sheets: units, risks, weeks, comparison, what it is about."""
    _ = translator(language)
    return _("Unit"), _("Risiko"), _("Perkembangan"), _("Siklus sebelumnya"), _("Keterangan")


def unit_columns(language: str) -> tuple[str, ...]:
    """The columns of the units."""
    _ = translator(language)
    return (
        _("Kode"), _("Unit kerja"), _("Tahap"), _("Target"), _("Nilai unit"), _("Nilai TPI"),
        *(f"{area.code} {area.labels[language]}" for area in bundled().areas), _("Hasil"), _("Terjawab"), _("Eviden"),
        _("Tanpa eviden"), _("Temuan terbuka"), _("Kurang (poin)"), _("Kekurangan terbesar"),
        _("Perubahan 4 minggu"), _("Risiko"),
    )  # fmt: skip


def risk_columns(language: str) -> tuple[str, ...]:
    """The columns of the risks."""
    _ = translator(language)
    return _("Kode"), _("Unit kerja"), _("Tahap"), _("Target"), _("Alasan"), _("Jumlah")


def week_columns(language: str) -> tuple[str, ...]:
    """The columns of the weeks."""
    _ = translator(language)
    return _("Tanggal"), _("Terjawab"), _("Rata-rata nilai")


def compare_columns(language: str, earlier: int, later: int) -> tuple[str, ...]:
    """The columns of the comparison."""
    _ = translator(language)
    stage, total = _("Tahap"), _("Nilai")
    changes = [_("Perubahan {area}").format(area=area.code) for area in bundled().areas]
    return (
        _("Kode"), _("Unit kerja"), f"{stage} {earlier}", f"{stage} {later}", f"{total} {earlier}", f"{total} {later}",
        _("Perubahan"), *changes,
    )  # fmt: skip


def about_columns(language: str) -> tuple[str, str]:
    """The columns of what the workbook is about."""
    _ = translator(language)
    return _("Hal"), _("Isi")


def about(place: Place, facts: BoardFacts) -> Sequence[tuple[str, str]]:
    """What the workbook is about, and by which rules units are called at risk."""
    _ = translator(place.language)
    rules = _(
        "Kekurangan: perbaikan yang diperlukan lebih dari {pace} per minggu kerja yang tersisa, seandainya pertanyaan "
        "yang belum dijawab mendapat jawaban terbaik. LKE belum lengkap: {last} hari terakhir. Tanpa eviden: "
        "{evidence} hari terakhir, selama evaluasi, atau separuh jawaban. Tahap: jadwalnya sudah lewat, atau separuh "
        "masa pengisian lewat dan penilaian mandiri belum dimulai."
    ).format(pace=STEPS_A_WEEK, last=LAST_DAYS, evidence=EVIDENCE_DAYS)
    return (
        (_("Periode"), facts.cycle.title),
        (_("Instansi"), place.agency),
        (_("Lingkup"), _("Seluruh instansi") if facts.whole else _("Unit dalam lingkup")),
        (_("Waktu"), _as_of(place)),
        (_("Nilai"), _("Nilai sementara dari jawaban unit sendiri; pertanyaan yang belum dijawab bernilai 0.")),
        (_("Warna"), "; ".join(legend(place.language))),
        (_("Risiko"), rules),
    )


def _as_of(place: Place) -> str:
    _ = translator(place.language)
    return _("Keadaan per {moment}").format(moment=moment_long(place.now, place.tz, place.language))
