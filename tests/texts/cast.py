"""Invented people, units and papers for samples of messages, as long and as awkward as real ones get."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from domain import instrument, pledge, scoring
from domain.deadline import Deadline, DoneRule
from domain.instrument_model import AnswerType, Question
from domain.ledger import Campaign, Coverage, Signature
from domain.people import Employee, Unit
from domain.pledge import FilledPledge, Signer
from domain.scoring import Scorecard
from domain.staff_number import masked
from domain.stages import Stage
from domain.status_views import UnitStatus
from texts.place import Place

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
AGENCY = "Pemerintah Kabupaten Contoh"
RULES = instrument.bundled()

UNIT = Unit(4, "dpmptsp", "DPMPTSP", "opd", None, "Asia/Jakarta", 5, "", None)
LONG_UNIT = Unit(
    9,
    "pkm-contoh",
    "UPT Pusat Kesehatan Masyarakat Rawat Inap <Contoh & Sekitarnya> pada Dinas Kesehatan Kab Contoh",
    "upt",
    4,
    "Asia/Jakarta",
    6,
    "WBK",
    2024,
)

SITI = Employee(
    11, "Siti Contohwati, S.E.", "198601012010012001", "PNS", "Analis Kebijakan Ahli Muda", "III/d", 4, "", active=True
)
BUDI = Employee(12, "Budi Misalnya", "", "PHL", "Petugas Layanan", "", 9, "", active=True)

CAMPAIGN = Campaign(
    3,
    "Pakta Integritas Tahun 2026",
    "default-1",
    NOW - timedelta(days=4),
    datetime(2026, 12, 31, 16, 59, tzinfo=UTC),
    datetime(2026, 12, 31, 16, 59, tzinfo=UTC),
)
CODE = "F9MP4VVM4H"

PLEDGE_DUE = Deadline(1, "Tanda tangan pakta integritas", datetime(2026, 1, 12, 9, tzinfo=UTC), None, DoneRule.PLEDGE)
EVIDENCE_DUE = Deadline(2, "Unggah eviden area Pengawasan", datetime(2026, 1, 5, 9, tzinfo=UTC), 4, DoneRule.MARK)
LATE = Deadline(
    3,
    "Pengumpulan Lembar Kerja Evaluasi beserta seluruh eviden pendukung <area 1 & 2> kepada Tim Penilai Internal",
    datetime(2026, 1, 2, 9, tzinfo=UTC),
    None,
    DoneRule.MARK,
)
DEADLINES = (LATE, EVIDENCE_DUE, PLEDGE_DUE)


def place(language: str, days_later: int = 0) -> Place:
    """A reader in Jakarta, on 5 January 2026 or some days later."""
    return Place(language, AGENCY, JAKARTA, NOW + timedelta(days=days_later), "contoh_zi_bot")


def filled(language: str, employee: Employee = SITI, unit: Unit = UNIT) -> FilledPledge:
    """The bundled pledge as the employee reads it; a person without a staff number reads a dash in its place."""
    number = masked(employee.staff_number) if employee.staff_number else "-"
    signer = Signer(employee.name, number, employee.position, unit.name)
    return pledge.fill(pledge.bundled(), language, signer)


def signature(language: str, employee: Employee = SITI, unit: Unit = UNIT) -> Signature:
    """What is on record after the employee signed on 5 January 2026."""
    text = filled(language, employee, unit)
    return Signature(
        id=1,
        code=CODE,
        request_id=1,
        campaign_id=CAMPAIGN.id,
        employee_id=employee.id,
        unit_id=unit.id,
        telegram_id=5_000_000_001,
        text_version=CAMPAIGN.text_version,
        language=language,
        shown=pledge.canonical(text, CAMPAIGN.text_version, language).decode(),
        fingerprint=pledge.fingerprint(text, CAMPAIGN.text_version, language),
        name=employee.name,
        staff_number=employee.staff_number,
        position=employee.position,
        unit_name=unit.name,
        reading="points",
        reading_began_at=NOW - timedelta(minutes=6),
        read_at=NOW - timedelta(minutes=1),
        factor="name",
        signed_at=NOW,
        signed_local=NOW.astimezone(JAKARTA).isoformat(),
        valid_until=CAMPAIGN.valid_until,
    )


def score(*, complete: bool = True) -> Scorecard:
    """Good answers to every question, or to all but one in eight."""
    answers = {
        question.code: scoring.parse_answer(question, _answer(question, position))
        for position, question in enumerate(RULES.questions)
        if complete or position % 8 != 5
    }
    return scoring.score(RULES, answers)


def _answer(question: Question, position: int) -> object:
    if question.type is AnswerType.SURVEY:
        return "3.55"
    if question.type is AnswerType.PERCENT:
        return {one.key: 10 if one.role != "realised" else 8 for one in question.inputs}
    if question.type is AnswerType.YES_NO:
        return "yes"
    return "A" if position % 3 == 0 else "B"


def facts(
    unit: Unit,
    stage: Stage | None = None,
    card: Scorecard | None = None,
    coverage: Coverage | None = None,
    deadlines: tuple[Deadline, ...] = (),
) -> UnitStatus:
    """What the status card knows of a unit that aims for WBK; without a stage it is outside the cycle."""
    verdicts = {name: scoring.verdict(RULES, card, name, unit.predicate) for name in RULES.targets} if card else {}
    target = "WBK" if stage else ""
    return UnitStatus(unit, "Periode evaluasi 2026", stage or "", target, card, verdicts, coverage, deadlines, NOW)
