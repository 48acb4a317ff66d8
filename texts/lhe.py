"""The words of an evaluation report (LHE). It is a paper of the agency, so it is Indonesian whoever asks for it."""

from datetime import datetime, tzinfo
from fractions import Fraction
from typing import Final

from domain.folding import shortened
from domain.instrument import bundled
from domain.instrument_model import Component, Part, ResultGroup
from domain.lhe import Paper, Report, Section, Table
from domain.road import Improvement
from domain.scoring import Status
from domain.zone import Finding
from texts.format import date_long, decimal, percent
from texts.labels import stage_label
from texts.lke_words import answer_label
from texts.status_words import unmet_line

LANGUAGE: Final = "id"
BLANK: Final = "........................................"
LAW: Final = (
    "Undang-Undang Nomor 28 Tahun 1999 tentang Penyelenggara Negara yang Bersih dan Bebas dari Korupsi, Kolusi, dan "
    "Nepotisme."
)
REGULATION: Final = (
    "Peraturan Menteri PANRB Nomor 90 Tahun 2021 tentang Pembangunan dan Evaluasi Zona Integritas Menuju Wilayah Bebas "
    "dari Korupsi dan Wilayah Birokrasi Bersih dan Melayani di Instansi Pemerintah, beserta perubahannya."
)
LEGAL_BASIS: Final = (LAW, REGULATION, f"Surat tugas Nomor {BLANK} tanggal {BLANK}")
SIGNERS: Final = ("Ketua Tim Penilai Internal", "Pengendali Teknis", "Inspektur")
PREDICATES: Final = {
    "WBK": "Wilayah Bebas dari Korupsi (WBK)",
    "WBBM": "Wilayah Birokrasi Bersih dan Melayani (WBBM)",
}
MOST_ROWS, LONGEST = 40, 400


def paper(report: Report, agency: str, place: str, tz: tzinfo, now: datetime) -> Paper:
    """The whole report in words: a draft to be numbered, completed and signed."""
    target = PREDICATES.get(report.target, report.target)
    return Paper(
        agency=agency,
        office="TIM PENILAI INTERNAL ZONA INTEGRITAS",
        title=f"Laporan Hasil Evaluasi Pembangunan Zona Integritas Tahun {report.cycle.year}",
        unit=report.unit.name,
        facts=(
            ("Nomor", BLANK),
            ("Tanggal", BLANK),
            ("Unit kerja", f"{report.unit.name} ({report.unit.code})"),
            ("Sasaran", target),
            ("Tahap saat ini", stage_label(report.stage, LANGUAGE)),
            ("Keadaan data", date_long(now, tz, LANGUAGE)),
        ),
        sections=(
            Section("Dasar hukum", points=LEGAL_BASIS),
            _scope(report, target),
            _parts(report),
            _areas(report),
            _conclusion(report, target),
            _findings(report),
            _notes(report),
            _recommendations(report),
        ),
        place_and_date=f"{place}, {BLANK}" if place else BLANK,
        signers=SIGNERS,
        blank=f"({BLANK})",
        staff_number="NIP",
        draft="DRAF: belum bernomor dan belum ditandatangani",
        page="Halaman {page} dari {pages}",
        made_at=now,
    )


def _scope(report: Report, target: str) -> Section:
    rules = bundled()
    words = (
        f"Evaluasi dilakukan atas pembangunan Zona Integritas pada {report.unit.name} menuju {target} tahun "
        f"{report.cycle.year}, mencakup {len(rules.areas)} area perubahan pada komponen pengungkit dan komponen hasil, "
        f"seluruhnya {len(rules.questions)} pertanyaan. Nilai unit berasal dari penilaian mandiri, nilai TPI dari "
        "penilaian Tim Penilai Internal atas jawaban dan bukti yang sama."
    )
    return Section("Ruang lingkup", (words,))


def _parts(report: Report) -> Section:
    own, assessed, rules = report.own, report.assessed, bundled()
    levels: list[Component | Part | ResultGroup] = [*rules.components, *rules.parts, *rules.result_groups]
    weights = {one.code: one.weight for one in levels}
    labels = {one.code: one.labels[LANGUAGE] for one in levels}

    def row(mark: str, code: str, value: Fraction, tpi: Fraction) -> tuple[str, ...]:
        return (f"{mark} {labels[code]}", *_scores(weights[code], value, tpi))

    rows = (
        row("A.", "enabler", own.enabler, assessed.enabler),
        row("I.", "P", own.fulfilment, assessed.fulfilment),
        row("II.", "R", own.reform, assessed.reform),
        row("B.", "result", own.result, assessed.result),
        row("I.", "H1", own.clean, assessed.clean),
        row("II.", "H2", own.service_survey, assessed.service_survey),
        ("Nilai evaluasi Zona Integritas", *_scores(rules.total, own.total, assessed.total)),
    )
    table = Table(
        ("Komponen", "Bobot", "Penilaian mandiri", "Penilaian TPI", "Selisih"), rows, (46, 12, 16, 14, 12),
        (1, 2, 3, 4), (0, 3, 6),
    )  # fmt: skip
    return Section("Hasil evaluasi per komponen", table=table)


def _areas(report: Report) -> Section:
    rules = bundled()
    floor = rules.targets[report.target].floors["area_percent"]
    rows = tuple(
        (
            f"{number}. {area.labels[LANGUAGE]}",
            *_scores(area.weight, report.own.areas[area.code].score, report.assessed.areas[area.code].score)[:3],
            f"{decimal(report.assessed.areas[area.code].percent, 2, LANGUAGE)}%",
        )
        for number, area in enumerate(rules.areas, start=1)
    )
    table = Table(
        ("Area perubahan", "Bobot", "Penilaian mandiri", "Penilaian TPI", "Capaian TPI"), rows, (46, 12, 16, 14, 12),
        (1, 2, 3, 4),
    )  # fmt: skip
    note = f"Setiap area paling sedikit {decimal(floor, 0, LANGUAGE)}% dari bobotnya untuk {report.target}."
    return Section("Hasil evaluasi per area perubahan (pengungkit)", (note,), table=table)


def _conclusion(report: Report, target: str) -> Section:
    card = report.assessed
    if report.verdict.status is Status.INCOMPLETE:
        every = len(bundled().questions)
        words = (
            f"Penilaian TPI belum lengkap: {card.answered} dari {every} pertanyaan sudah dinilai. Nilai di atas adalah "
            "nilai sementara, dan simpulan belum dapat diberikan."
        )
        return Section("Simpulan", (words,))
    total = decimal(card.total, 2, LANGUAGE)
    if report.verdict.status is Status.MET:
        return Section("Simpulan", (f"Dengan nilai {total}, {report.unit.name} memenuhi syarat nilai {target}.",))
    lines = tuple(f"{unmet_line(one, LANGUAGE)}." for one in report.verdict.unmet)
    opening = f"Dengan nilai {total}, {report.unit.name} belum memenuhi syarat {target}. Yang belum terpenuhi:"
    return Section("Simpulan", (opening,), lines)


def _findings(report: Report) -> Section:
    if not report.findings:
        return Section("Temuan", ("Tidak ada temuan yang dicatat.",))
    rows = tuple((*_question(one.question), shortened(one.note, LONGEST), _state(one)) for one in report.findings)
    table = Table(("Kode", "Pertanyaan", "Temuan", "Keadaan"), rows, (13, 30, 42, 15))
    return Section("Temuan", table=table)


def _state(one: Finding) -> str:
    return "Selesai" if one.closed_at is not None else "Belum selesai"


def _notes(report: Report) -> Section:
    rules = bundled()
    different = {one.question: one for one in report.differences}
    codes = [code for code in rules.codes if code in different or code in report.notes]
    if not codes:
        return Section("Catatan penilai", ("Tidak ada perbedaan antara penilaian mandiri dan penilaian TPI.",))
    rows = []
    for code in codes[:MOST_ROWS]:
        question, one = rules.question(code), different.get(code)
        own = answer_label(question, one.unit, LANGUAGE) if one else "sama"
        tpi = answer_label(question, one.assessor, LANGUAGE) if one else "sama"
        rows.append((*_question(code), own, tpi, shortened(report.notes.get(code, ""), LONGEST)))
    table = Table(("Kode", "Pertanyaan", "Mandiri", "TPI", "Catatan TPI"), tuple(rows), (12, 28, 15, 15, 30))
    rest = len(codes) - len(rows)
    more = (f"Masih ada {rest} catatan lain; selengkapnya di lembar kerja.",) if rest else ()
    return Section("Catatan penilai", more, table=table)


def _recommendations(report: Report) -> Section:
    points = [
        f"Menindaklanjuti temuan pada {one.question}: {shortened(one.note, LONGEST)}"
        for one in report.findings
        if one.closed_at is None
    ]
    points += [_improvement(one) for one in report.road.improvements[:MOST_ROWS]]
    if not report.road.reachable:
        points.append(f"Sebagian syarat {report.target} tidak terjangkau dengan perbaikan jawaban saja pada tahun ini.")
    if not points:
        points.append("Mempertahankan capaian, dan memutakhirkan bukti secara berkala.")
    return Section("Rekomendasi", points=tuple(points))


def _improvement(one: Improvement) -> str:
    question = bundled().question(one.question)
    gain = decimal(one.gain, 2, LANGUAGE)
    if one.after.answer is None:
        goal = f"sampai {percent(one.after.share, 0, LANGUAGE)} dari nilai pertanyaan"
    else:
        goal = f"menjadi {answer_label(question, one.after.answer, LANGUAGE)}"
    return f"Meningkatkan {one.question} ({question.labels[LANGUAGE]}) {goal}: tambahan {gain} poin."


def _question(code: str) -> tuple[str, str]:
    return code, bundled().question(code).labels[LANGUAGE]


def _scores(weight: Fraction, own: Fraction, assessed: Fraction) -> tuple[str, str, str, str]:
    apart = assessed - own
    sign = "+" if apart > 0 else ""
    shown = [decimal(one, 2, LANGUAGE) for one in (weight, own, assessed)]
    return shown[0], shown[1], shown[2], f"{sign}{decimal(apart, 2, LANGUAGE)}"


def file_name(report: Report, kind: str) -> str:
    """What the file is called."""
    return f"lhe-{report.unit.code}-{report.cycle.year}.{kind}"
