"""Samples of the worksheet in the chat, and of who is in charge of its questions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from domain import worksheet
from domain.answers import parse_answer
from domain.errors import DomainError
from domain.instrument_model import Question
from domain.stages import Stage
from domain.worksheet_views import (
    Assignment,
    Desk,
    HistoryPage,
    Line,
    PeoplePage,
    QuestionView,
    SectionPage,
    Sheet,
    Shown,
    Task,
    Version,
)
from domain.zone import AnswerRecord, Cycle, Finding, Layer, QuestionOwner
from tests.texts.cast import BUDI, LONG_UNIT, NOW, RULES, SITI, UNIT, place, score
from texts import lke, question_owners
from texts.screen import Screen

CYCLE = Cycle(3, 2026, "Periode evaluasi 2026", {"fill": (date(2026, 1, 1), date(2026, 3, 31))})
LONG_NAME = "Prof. Dr. Ir. <Siti> Contohwati & Misalnya Sekali Panjang, S.E., M.Si., M.Ak."
LONG_NOTE = "SK Nomor <12> Tahun 2026 & lampirannya, halaman 3. " * 18 + "Sekian."
OPEN = Sheet(
    CYCLE, UNIT, Stage.SELF_ASSESSMENT, "WBBM", sees=True, fills=True, assigns=True, owned=frozenset({"A1", "H1.a"}),
    refusal=None, window=worksheet.window(CYCLE, worksheet.Doing.FILL),
)  # fmt: skip
CLOSED = replace(OPEN, unit=LONG_UNIT, stage=Stage.TPI_REVIEW, refusal=DomainError("lke.stage_closed"))
OUTSIDE = replace(OPEN, stage=None, target="", owned=frozenset(), refusal=DomainError("lke.not_in_cycle"))
READER = replace(CLOSED, fills=False, assigns=False, owned=frozenset())
ONLY_OWNER = replace(OPEN, sees=False, fills=False, assigns=False)
OWNER = QuestionOwner(5, "A1", SITI.id, LONG_NAME, date(2026, 2, 12))
LETTER, COUNTS, MANY, SURVEY = (RULES.question(code) for code in ("P3.v.a", "R1.i.a", "R5.iii.a", "H1.a"))
FINDINGS = tuple(
    Finding(number, 3, 4, "P3.v.a", Layer.TPI, f"Bukti <{number}> & belum sesuai tahun. " * 12, "account:1", NOW)
    for number in range(5)
)
EMPTY = QuestionView(
    OPEN, LETTER, 38, 45, Fraction(4123, 100), None, None, None, Fraction(3, 4), "", 0, (), None, {}, "P3.vi.a"
)  # fmt: skip


def view(asked: Question, raw: object = None, note: str = "", **more: object) -> QuestionView:
    """A question with this answer, and whatever else is known of it."""
    record = AnswerRecord(asked.code, 12, raw, note, "account:1", NOW - timedelta(days=3))
    given = parse_answer(asked, raw) if raw is not None else None
    points = Fraction(1, 3) if given else None
    return replace(EMPTY, question=asked, record=record, answer=given, points=points, author=LONG_NAME, **more)  # type: ignore[arg-type]


FULL = view(
    LETTER, "B", LONG_NOTE, sheet=replace(OPEN, stage=Stage.RETURNED), evidence=12, findings=FINDINGS, owner=OWNER,
    assessed={Layer.TPI: (parse_answer(LETTER, "C"), LONG_NOTE), Layer.TPN: (None, "")},
)  # fmt: skip
TYPING = Shown(replace(EMPTY, question=COUNTS), awaits=COUNTS.inputs[0])
TYPING_ON = Shown(
    view(MANY, {"target_1": 1, "target_2": 1234}), awaits=MANY.inputs[2], known={"target_1": 1, "target_2": 1234}
)
INFO = RULES.question("R5.ii.a")
PROGRESS = worksheet.progress(RULES, {}, {"P1.i.a": 12}, ["P1.i.a", "P1.i.a"])
SECTION = SectionPage(
    OPEN, PROGRESS[4],
    tuple(Line(one, answered=at % 2 == 0, evidence=at, findings=at % 3)
          for at, one in enumerate(worksheet.questions_of(RULES, "A5")[:8])), 1, 3,
)  # fmt: skip
VERSIONS = tuple(
    Version(12 - at, "B" if at else None, None if at == 2 else "A", "", LONG_NOTE if at == 1 else "", LONG_NAME, NOW)
    for at in range(8)
)
GONE = Version(3, "B", "B", "SK", "", "", NOW)
NOW_OWNED = Assignment(LONG_UNIT, "A1", OWNER)
DUE = Assignment(
    UNIT, "P3.v.a", None, SITI, (("7", date(2026, 1, 12)), ("end", date(2026, 3, 31)), ("none", None))
)  # fmt: skip
TASKS = (
    Task(UNIT, OWNER, 20, 12, "P1.i.a"),
    Task(LONG_UNIT, replace(OWNER, scope="R5.iii.b", due_on=None), 1, 1, "R5.iii.b"),
    Task(UNIT, replace(OWNER, scope="H"), 3, 0, None),
    Task(UNIT, replace(OWNER, scope="H1.a"), 1, 0, None),
)


def desk(sheet: Sheet, *, complete: bool = False, several: bool = False) -> Desk:
    """The overview, as far as the sample goes."""
    progress = PROGRESS if not complete else tuple(replace(one, answered=one.questions) for one in PROGRESS)
    more = tuple(replace(one, without_evidence=3) for one in progress)
    return Desk(sheet, score(complete=complete), more, None if complete else "P1.i.a", {"A1": OWNER}, several)


def _question(shown: Shown) -> Callable[[str], Screen]:
    return lambda language: lke.question(place(language), shown)


LKE_SAMPLES: dict[str, Callable[[str], Screen]] = {
    "lke: overview": lambda language: lke.desk(place(language), desk(OPEN, several=True)),
    "lke: overview of a complete worksheet": lambda language: lke.desk(place(language), desk(CLOSED, complete=True)),
    "lke: overview outside the cycle": lambda language: lke.desk(place(language), desk(OUTSIDE)),
    "lke: units": lambda language: lke.picker(place(language), (UNIT, LONG_UNIT), 1, 3),
    "lke: no unit takes part": lambda language: lke.picker(place(language), (), 0, 1),
    "lke: a section": lambda language: lke.section(place(language), SECTION),
    "lke: a section for who is in charge": lambda language: lke.section(
        place(language), replace(SECTION, sheet=ONLY_OWNER, page=0, pages=1)
    ),
    "lke: an open question": _question(Shown(EMPTY)),
    "lke: the next question": _question(Shown(EMPTY, kept="P3.iv.c")),
    "lke: a question with everything": _question(Shown(FULL)),
    "lke: changed meanwhile": _question(Shown(FULL, meanwhile=True)),
    "lke: changed meanwhile by nobody known": _question(Shown(replace(view(LETTER, "A"), author=""), meanwhile=True)),
    "lke: the last question": _question(
        Shown(view(LETTER, "A", answered=113, next_code=None, owner=replace(OWNER, due_on=None)), kept="P3.v.a")
    ),
    "lke: a question that is closed": _question(Shown(replace(FULL, sheet=CLOSED))),
    "lke: a question for who only reads": _question(Shown(replace(EMPTY, sheet=READER))),
    "lke: a question for who is in charge": _question(Shown(replace(EMPTY, sheet=ONLY_OWNER, question=SURVEY))),
    "lke: an own question just answered": _question(
        Shown(replace(EMPTY, sheet=ONLY_OWNER, question=SURVEY, next_code=None), kept="P1.i.a")
    ),
    "lke: yes or no": _question(Shown(view(RULES.question("P4.ii.a"), "no"))),
    "lke: the first number": _question(TYPING),
    "lke: another number": _question(TYPING_ON),
    "lke: a number without score": _question(
        Shown(view(INFO, {"target": 10, "realised": 8}), awaits=INFO.inputs[1], known={"target": 10})
    ),
    "lke: a reduction": _question(Shown(view(RULES.question("R3.iii.a"), {"last_year": 4, "this_year": 1}))),
    "lke: a survey": _question(Shown(view(SURVEY, "3.60"))),
    "lke: a note is awaited": _question(Shown(FULL, noting=True)),
    "lke: a first note is awaited": _question(Shown(EMPTY, noting=True)),
    "lke: history": lambda language: lke.history(place(language), HistoryPage(UNIT, LETTER, VERSIONS, 1, 3)),
    "lke: a note was taken away": lambda language: lke.history(
        place(language), HistoryPage(UNIT, LETTER, (GONE,), 0, 1)
    ),
    "lke: an answer of another instrument": lambda language: lke.history(
        place(language), HistoryPage(UNIT, LETTER, (replace(GONE, after="X", note="SK"),), 0, 1)
    ),
    "lke: no history": lambda language: lke.history(place(language), HistoryPage(UNIT, LETTER, (), 0, 1)),
    "lke: in charge": lambda language: question_owners.current(place(language), NOW_OWNED),
    "lke: in charge without a date": lambda language: question_owners.current(
        place(language), replace(NOW_OWNED, scope="P3.v.a", owner=replace(OWNER, due_on=None))
    ),
    "lke: nobody in charge": lambda language: question_owners.current(place(language), replace(NOW_OWNED, owner=None)),
    "lke: people to put in charge": lambda language: question_owners.people(
        place(language), PeoplePage(UNIT, "P3.v.a", (replace(SITI, name=LONG_NAME), BUDI), 1, 3)
    ),
    "lke: nobody to put in charge": lambda language: question_owners.people(
        place(language), PeoplePage(UNIT, "A1", (), 0, 1)
    ),
    "lke: until when": lambda language: question_owners.due(place(language), DUE),
    "lke: until when, without a position": lambda language: question_owners.due(
        place(language), replace(DUE, chosen=replace(BUDI, position=""))
    ),
    "lke: own tasks": lambda language: question_owners.mine(place(language), TASKS),
    "lke: many own tasks": lambda language: question_owners.mine(place(language), TASKS * 6),
    "lke: no own task": lambda language: question_owners.mine(place(language), ()),
    "lke: told of a task": lambda language: question_owners.told(place(language), TASKS[0]),
    "lke: told of a task that is done": lambda language: question_owners.told(
        place(language), replace(TASKS[2], owner=replace(OWNER, scope="H", due_on=None))
    ),
}
