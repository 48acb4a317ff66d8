"""Stages in words: what a move is called, who makes it, and what it still needs, with numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.agency_conditions import UnmetCondition
from domain.instrument import bundled
from domain.scoring import Unmet
from domain.stage_views import Gathered
from domain.stages import Mover, Need, Transition
from domain.worksheet import Doing, Window, WindowState
from texts.catalogue import mark, translator
from texts.format import date_short, number
from texts.proposals import item_label
from texts.status_words import plain, unmet_line

MOVES: Mapping[str, str] = {
    "building_started": mark("Mulai pembangunan"),
    "self_assessment_started": mark("Mulai penilaian mandiri"),
    "worksheet_submitted": mark("Kirim ke TPI"),
    "self_assessment_left": mark("Kembali ke pembangunan"),
    "worksheet_returned": mark("Kembalikan dengan temuan"),
    "unit_proposed": mark("Usulkan unit"),
    "review_ended_without_proposal": mark("Akhiri tanpa usulan"),
    "worksheet_revised": mark("Kirim hasil perbaikan"),
    "revision_not_made": mark("Akhiri: tidak diperbaiki"),
    "proposal_sent": mark("Catat: usulan terkirim"),
    "proposal_not_sent": mark("Batal diusulkan"),
    "selection_passed": mark("Catat: lolos seleksi administrasi"),
    "objection_sent": mark("Catat: sanggah diajukan"),
    "selection_failed": mark("Catat: tidak lolos seleksi administrasi"),
    "objection_accepted": mark("Catat: sanggah diterima"),
    "objection_rejected": mark("Catat: sanggah ditolak"),
    "desk_evaluation_passed": mark("Catat: lolos desk evaluasi"),
    "desk_evaluation_failed": mark("Catat: tidak lolos desk evaluasi"),
    "field_verification_passed": mark("Catat: lolos verifikasi lapangan"),
    "field_verification_failed": mark("Catat: tidak lolos verifikasi lapangan"),
    "predicate_awarded": mark("Catat: predikat ditetapkan"),
    "predicate_not_awarded": mark("Catat: predikat tidak ditetapkan"),
    "monitoring_started": mark("Mulai pemantauan"),
    "building_resumed": mark("Lanjutkan pembangunan"),
    "next_predicate_begun": mark("Menuju predikat berikutnya"),
    "predicate_revoked": mark("Catat: predikat dicabut"),
    "building_begun_anew": mark("Mulai pembangunan lagi"),
}
MOVERS: Mapping[Mover, str] = {
    Mover.UNIT: mark("tim unit"),
    Mover.TPI: mark("penilai internal (TPI)"),
    Mover.AGENCY: mark("pengelola"),
    Mover.TPN: mark("TPN, dicatat pengelola"),
    Mover.MINISTER: mark("Menteri, dicatat pengelola"),
}
DOINGS: Mapping[Doing, str] = {
    Doing.FILL: mark("Masa pengisian"),
    Doing.REVIEW: mark("Masa evaluasi TPI"),
    Doing.REVISE: mark("Masa perbaikan"),
    Doing.PROPOSE: mark("Masa pengusulan"),
}


def move_label(of: Transition, language: str) -> str:
    """What a move is called on its button."""
    return translator(language)(MOVES[of.event])


def mover_label(of: Transition, language: str) -> str:
    """Whose act a move is."""
    return translator(language)(MOVERS[of.mover])


def missing_lines(need: Need, known: Gathered, today: date, language: str) -> list[str]:
    """What a move still needs, a line for each thing that is missing."""
    if need in known.windows:
        return [_window(known.windows[need], today, language)]
    if need is Need.TPI_MEETS_FLOORS:
        # Half a worksheet gets no verdict: what is missing then are its answers.
        return [_floor(one, language) for one in known.floors] if known.standing.tpi_card.complete else []
    if need is Need.AGENCY_CONDITIONS:
        return [_condition(one, language) for one in known.conditions]
    return [_line(need, known, language)]


def _line(need: Need, known: Gathered, language: str) -> str:
    _ = translator(language)
    standing, every = known.standing, len(bundled().questions)
    lines = {
        Need.WORKSHEET_COMPLETE: _("Terjawab {unit} dari {all} pertanyaan"),
        Need.TPI_COMPLETE: _("Dinilai TPI {tpi} dari {all} pertanyaan"),
        Need.FINDINGS_OPEN: _("Belum ada temuan yang terbuka"),
        Need.FINDINGS_CLOSED: _("Temuan yang masih terbuka: {count}"),
        Need.PRIOR_PREDICATE: _("Perlu predikat {needed}, sekarang {held}"),
        Need.PROPOSAL_COMPLETE: _("Kelengkapan usulan yang kurang: {items}"),
        Need.LETTER: _("Nomor surat"),
    }
    return lines[need].format(
        unit=number(standing.unit_card.answered, language),
        tpi=number(standing.tpi_card.answered, language),
        all=number(every, language),
        count=number(standing.open_findings, language),
        needed=known.prior,
        held=standing.prior_predicate or _("belum ada"),
        items=", ".join(item_label(one.code, language) for one in known.items),
    )


def _window(found: Window, today: date, language: str) -> str:
    _ = translator(language)
    doing = _(DOINGS[found.doing])
    if found.state(today) is WindowState.NOT_YET and found.first is not None:
        return _("{doing} dibuka {date}").format(doing=doing, date=date_short(found.first, language=language))
    assert found.last is not None
    return _("{doing} berakhir {date}").format(doing=doing, date=date_short(found.last, language=language))


def _floor(one: Unmet, language: str) -> str:
    return f"TPI: {unmet_line(one, language)}"


def _condition(one: UnmetCondition, language: str) -> str:
    _ = translator(language)
    needed = one.needed if isinstance(one.needed, str) else plain(one.needed, language)
    if one.condition.operator == ">":
        needed = _("di atas {needed}").format(needed=needed)
    elif one.condition.operator == ">=":
        needed = _("paling sedikit {needed}").format(needed=needed)
    actual = one.actual.replace(".", ",") if language == "id" else one.actual
    label = one.condition.labels[language]
    return _("Instansi: {label} {actual}, syarat {needed}").format(
        label=label, actual=actual or _("belum dicatat"), needed=needed
    )
