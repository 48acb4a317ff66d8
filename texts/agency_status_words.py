"""The units of a ZI cycle side by side in words: why one is at risk, what is missing, and what the files are called."""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from domain.agency_status import Gap, Order, UnitStanding
from domain.unit_risks import STEPS_A_WEEK, Risk, RiskKind
from domain.worksheet import Doing
from texts.catalogue import mark, translator
from texts.format import date_short, decimal
from texts.labels import stage_label
from texts.status_words import requirement_label

ORDERS: Mapping[Order, str] = MappingProxyType(
    {
        Order.SCORE: mark("Nilai"),
        Order.GAP: mark("Kekurangan"),
        Order.CHANGE: mark("Kemajuan"),
        Order.STAGE: mark("Tahap"),
    }
)
HEADINGS: Mapping[Order, str] = MappingProxyType(
    {
        Order.SCORE: mark("Nilai tertinggi lebih dahulu"),
        Order.GAP: mark("Kekurangan terbesar lebih dahulu"),
        Order.CHANGE: mark("Kemajuan 4 minggu terbesar lebih dahulu"),
        Order.STAGE: mark("Tahap terjauh lebih dahulu"),
    }
)
WINDOWS: Mapping[Doing, str] = MappingProxyType(
    {
        Doing.FILL: mark("masa pengisian"),
        Doing.REVIEW: mark("masa evaluasi TPI"),
        Doing.REVISE: mark("masa perbaikan"),
        Doing.PROPOSE: mark("masa pengusulan"),
    }
)

REASONS: Mapping[RiskKind, str] = MappingProxyType(
    {
        RiskKind.GAP: mark(
            "Perlu paling sedikit {number} perbaikan dalam {weeks} minggu kerja (wajarnya {pace} seminggu)"
        ),
        RiskKind.INCOMPLETE: mark("{number} dari {all} pertanyaan belum dijawab"),
        RiskKind.EVIDENCE: mark("{number} dari {all} jawaban tanpa eviden"),
        RiskKind.STAGE: mark("Tahapnya tertinggal dari jadwal"),
        RiskKind.HALF: mark("Separuh masa pengisian lewat, penilaian mandiri belum dimulai"),
        RiskKind.HEAD: mark("Belum ada kepala unit yang terdaftar"),
        RiskKind.TEAM: mark("Belum ada tim kerja ZI yang terdaftar"),
    }
)


def heading(order: Order, language: str) -> str:
    """What stands over the units: their order."""
    return translator(language)(HEADINGS[order])


def reason(risk: Risk, language: str) -> str:
    """Why a unit is at risk, in a sentence with its numbers."""
    _ = translator(language)
    words = _(REASONS[risk.kind]).format(
        number=risk.number, all=risk.of, weeks=decimal(risk.weeks, 1, language), pace=STEPS_A_WEEK
    )
    return f"{words}, {_time_left(risk, language)}." if risk.last is not None else f"{words}."


def _time_left(risk: Risk, language: str) -> str:
    """How long a window is open yet, or since when it is over."""
    _ = translator(language)
    assert risk.days is not None
    assert risk.doing is not None
    assert risk.last is not None
    window, last = _(WINDOWS[risk.doing]), date_short(risk.last, None, language)
    if risk.days < 0:
        return _("{window} sudah berakhir pada {last}").format(window=window, last=last)
    if risk.days == 0:
        return _("{window} berakhir hari ini").format(window=window)
    return _("sisa {days} hari {window} (sampai {last})").format(days=risk.days, window=window, last=last)


def missing_words(gap: Gap | None, language: str) -> str:
    """What a unit misses most: "kurang 12,40 poin: Nilai total", or that nothing is missing."""
    _ = translator(language)
    if gap is None:
        return _("nilai minimal terpenuhi")
    return _("kurang {points} poin: {requirement}").format(
        points=decimal(gap.missing, 2, language), requirement=requirement_label(gap.requirement, language)
    )


def stage_words(row: UnitStanding, language: str) -> str:
    """Stage and target: "penilaian mandiri, menuju WBK"."""
    _ = translator(language)
    return _("{stage}, menuju {target}").format(stage=stage_label(row.stage, language), target=row.target)


def points(value: Fraction | None, language: str) -> str:
    """Points with two decimals, a dash for none."""
    return "–" if value is None else decimal(value, 2, language)
