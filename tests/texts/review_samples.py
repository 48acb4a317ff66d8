"""Samples of the stages of a unit, of declaring units, and of the assessors' screens."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from domain import agency_conditions, proposal, scoring, stage_facts, stages, worksheet
from domain.answers import Answer, parse_answer
from domain.errors import DomainError
from domain.instrument_model import CHOICES, AnswerType, Question
from domain.review_views import FindingPage, Look, Queue, Review, SectionPage, Sums, Typed, Waiting
from domain.rights import Role
from domain.scoring import Unmet, measured
from domain.stage_facts import WINDOWS, Standing
from domain.stage_views import Asked, Declared, DeclareDesk, Gathered, StageDesk, StageHistory, StageNews
from domain.stages import Need, Stage
from domain.worksheet import differences
from domain.zone import AnswerRecord, Cycle, Finding, Layer, StageChange
from tests.texts.cast import LONG_UNIT, NOW, RULES, UNIT, place
from texts import assess
from texts import stages as stage_texts
from texts.screen import Screen

CYCLE = Cycle(
    3, 2026, "Periode evaluasi <2026> & percepatan",
    {"fill": (date(2025, 11, 1), date(2025, 12, 31)), "review": (date(2026, 2, 1), date(2026, 3, 1)),
     "propose": (date(2025, 1, 1), date(2025, 12, 31))},
)  # fmt: skip
NOTE = "Bukti <SK> & lampiran belum sesuai tahun; mohon lengkapi dengan yang ditandatangani."
LONG_NOTE = " ".join([NOTE] * 11)
FINDINGS = tuple(
    Finding(number, 3, 9, code, Layer.TPI, LONG_NOTE, "account:1", NOW)
    for number, code in enumerate(("P1.i.a", "P1.i.a", "P3.v.a", "R5.iii.a", "H1.a", "P1.i.b", "P2.i.a", "P4.i.a"))
)  # fmt: skip


def _change(stage: Stage, note: str = "", target: str = "WBBM", days: int = 40) -> StageChange:
    return StageChange(12_345, 3, 9, stage.value, target, NOW - timedelta(days=days), "account:1", note)


def _raw(question: Question, *, well: bool) -> object:
    if question.type is AnswerType.SURVEY:
        return "3.95" if well else "1"
    if question.type is AnswerType.PERCENT:
        return {one.key: 1_000_000 if well or one.role in {"target", "this_year"} else 0 for one in question.inputs}
    return CHOICES[question.type][0 if well else -1]


def answers_to_all(*, well: bool, every: int = 1) -> dict[str, Answer]:
    """The best or the worst answers to all questions, or to every second one and so on."""
    return {
        one.code: parse_answer(one, _raw(one, well=well)) for at, one in enumerate(RULES.questions) if at % every == 0
    }


def lacking(target: str = "WBBM") -> Gathered:
    """Where everything is missing."""
    unit, tpi = (scoring.score(RULES, answers_to_all(well=False, every=every)) for every in (2, 3))
    standing = Standing(target, unit, tpi, "", 0, frozenset())
    floors = tuple(Unmet(*row) for row in measured(tpi, RULES.targets[target]) if row[1] < row[2])
    figures = {"audit_opinion": "WDP", "sakip_score": "55.52", "reform_index": "12"}
    return Gathered(
        standing, stage_facts.facts(RULES, standing), floors, RULES.targets[target].prior_predicate,
        {need: worksheet.window(CYCLE, doing) for need, doing in WINDOWS.items()},
        agency_conditions.unmet(RULES, target, figures), proposal.ITEMS,
    )  # fmt: skip


def _stage(stage: Stage, roles: set[Role], *, ready: bool = False, target: str = "WBBM", note: str = "") -> StageDesk:
    known = lacking(target)
    if ready:
        known = replace(known, held=frozenset(Need), standing=replace(known.standing, open_findings=3))
    ways = stages.next_moves(stage, frozenset(Role), known.held)
    own = tuple(one for one in ways if not one.transition.roles.isdisjoint(roles))
    others = tuple(one for one in ways if one not in own)
    return StageDesk(LONG_UNIT, CYCLE, _change(stage, note, target), own, others, known, may_declare=False)


def _below() -> StageDesk:
    """The assessors have answered everything, and badly."""
    found, tpi = _stage(Stage.TPI_REVIEW, {Role.ASSESSOR}), scoring.score(RULES, answers_to_all(well=False))
    assert found.gathered is not None
    return replace(found, gathered=replace(found.gathered, standing=replace(found.gathered.standing, tpi_card=tpi)))


def _affirmable() -> StageDesk:
    known = lacking("WBK")
    ways = stages.next_moves(Stage.PROPOSED, {Role.ADMIN}, frozenset(Need) - {Need.AGENCY_CONDITIONS})
    return StageDesk(LONG_UNIT, CYCLE, _change(Stage.PROPOSED, target="WBK"), ways, (), known, may_declare=False)


def _desk(found: StageDesk) -> Callable[[str], Screen]:
    return lambda language: stage_texts.desk(place(language), found)


def _outside(*, declares: bool, cycle: Cycle | None = CYCLE) -> Callable[[str], Screen]:
    return _desk(StageDesk(UNIT, cycle, None, (), (), None, may_declare=declares))


def _asked(source: Stage, target: Stage, note: str = "", *, affirmed: bool = False) -> Callable[[str], Screen]:
    asked = Asked(LONG_UNIT, _change(source), stages.transition(source, target), note, affirmed)
    return lambda language: stage_texts.ask(place(language), asked)


def _history(count: int) -> Callable[[str], Screen]:
    move = stages.transition(Stage.PROPOSED, Stage.ADMINISTRATIVE_SELECTION)
    rows = ((_change(Stage.ADMINISTRATIVE_SELECTION, NOTE), move), (_change(Stage.DECLARED), None)) * (count // 2)
    found = StageHistory(LONG_UNIT, CYCLE, rows, 0, 3 if count else 1)
    return lambda language: stage_texts.history(place(language), found)


def _declaring(total: int, chosen: set[int], words: str = "", *, found: bool = True) -> Callable[[str], Screen]:
    units = (UNIT, *[LONG_UNIT] * 7) if found else ()
    desk = DeclareDesk(CYCLE, units, frozenset(chosen), "WBBM", 1, 14, total, words)
    return lambda language: stage_texts.declaring(place(language), desk)


def _declared(count: int, already: int) -> Callable[[str], Screen]:
    return lambda language: stage_texts.declared(place(language), Declared(CYCLE, "WBK", (LONG_UNIT,) * count, already))


def _news(stage: Stage, *, opens: bool, note: str = "B/123/2026") -> StageNews:
    return StageNews(LONG_UNIT, _change(stage, note), opens)


def _review(layer: Layer = Layer.TPI, refusal: DomainError | None = None, *, every: int = 3) -> Review:
    answers = {
        Layer.UNIT: answers_to_all(well=True), Layer.TPI: answers_to_all(well=False, every=every),
        Layer.TPN: answers_to_all(well=True, every=5) if layer is Layer.TPN else {},
    }  # fmt: skip
    records = {
        one: {code: AnswerRecord(code, 7, _kept(code, given), LONG_NOTE, "account:1", NOW - timedelta(days=at))
              for code, given in answers[one].items()}
        for at, one in enumerate(Layer)
    }  # fmt: skip
    evidence = {one.code: 1043 for one in RULES.questions}
    change = _change(Stage.TPI_REVIEW)
    return Review(LONG_UNIT, CYCLE, change, layer, refusal, records, answers, evidence, FINDINGS)


def _kept(code: str, given: Answer) -> object:
    return scoring.dump_answer(given)


def _fresh(review: Review) -> Review:
    """Everything looked at after the unit's last change, without findings."""
    unit = {code: replace(one, answered_at=NOW - timedelta(days=9)) for code, one in review.records[Layer.UNIT].items()}
    return replace(review, records={**review.records, Layer.UNIT: unit}, findings=())


SHUT = DomainError("assess.not_in_review")
REVIEW, DONE = _review(), _fresh(_review(every=1))
FIRST, COUNTS, SURVEY = (RULES.question(code) for code in ("P1.i.a", "R5.iii.a", "H1.a"))
WAITING = Waiting(LONG_UNIT, _change(Stage.TPI_REVIEW), 45, 1043)


def _queue(rows: int, layers: tuple[Layer, ...] = (Layer.TPI,)) -> Callable[[str], Screen]:
    found = Queue(
        CYCLE, layers[0], layers, (WAITING, replace(WAITING, findings=0)) * (rows // 2), 1, 1 + rows // 2, rows
    )
    return lambda language: assess.queue(place(language), found)


def _review_desk(review: Review) -> Callable[[str], Screen]:
    return lambda language: assess.desk(place(language), review)


def _look(
    review: Review, asked: Question, *, kept: str = "", typed: Typed | None = None, more: str | None = "P1.i.c"
) -> Callable[[str], Screen]:
    found = Look(review, asked, 113, more)
    return lambda language: assess.question(place(language), found, kept=kept, typed=typed)


def _section(code: str, pages: int) -> Callable[[str], Screen]:
    found = SectionPage(REVIEW, code, worksheet.questions_of(RULES, code)[:8], 0, pages)
    return lambda language: assess.section(place(language), found)


def _sums(review: Review) -> Callable[[str], Screen]:
    cards = {one: scoring.score(RULES, given) for one, given in review.answers.items() if given}
    found = Sums(review, cards, differences(RULES, review.answers[Layer.UNIT], review.answers[review.layer]))
    return lambda language: assess.sums(place(language), found)


def _findings(count: int) -> Callable[[str], Screen]:
    found = FindingPage(LONG_UNIT, FINDINGS[:count], frozenset({0, 2}), 0, 2 if count else 1, count * 2)
    return lambda language: assess.findings(place(language), found)


REVIEW_SAMPLES: dict[str, Callable[[str], Screen | str]] = {
    "stages: everything is missing for the assessors": _desk(_stage(Stage.TPI_REVIEW, {Role.ASSESSOR})),
    "stages: below the floors": _desk(_below()),
    "stages: to be submitted, the window has passed": _desk(_stage(Stage.SELF_ASSESSMENT, {Role.ZI_TEAM})),
    "stages: ready to be submitted": _desk(_stage(Stage.SELF_ASSESSMENT, {Role.UNIT_HEAD}, ready=True)),
    "stages: ready to be returned": _desk(_stage(Stage.TPI_REVIEW, {Role.ASSESSOR}, ready=True, note=NOTE)),
    "stages: the agency's turn": _desk(_stage(Stage.PROPOSED, {Role.ADMIN})),
    "stages: may go as an affirmation": _desk(_affirmable()),
    "stages: what the ministry does": _desk(_stage(Stage.PANEL, {Role.UNIT_HEAD})),
    "stages: takes no part": _outside(declares=False),
    "stages: may be declared": _outside(declares=True),
    "stages: no cycle": _outside(declares=False, cycle=None),
    "stages: history": _history(8),
    "stages: no history": _history(0),
    "stages: asked": _asked(Stage.DECLARED, Stage.BUILDING),
    "stages: asked, with a note": _asked(Stage.TPI_REVIEW, Stage.RETURNED, NOTE),
    "stages: asked for the letter": _asked(Stage.PROPOSED, Stage.ADMINISTRATIVE_SELECTION, affirmed=True),
    "stages: asked, with the letter": _asked(Stage.PANEL, Stage.AWARDED, "KEP/9/2026"),
    "stages: moved": lambda language: stage_texts.moved(place(language), _stage(Stage.RETURNED, set())),
    "stages: asked to declare one": lambda language: stage_texts.ask_declare(place(language), LONG_UNIT, CYCLE, "WBK"),
    "stages: asked to declare one without WBK": lambda language: stage_texts.ask_declare(
        place(language), UNIT, CYCLE, "WBBM"
    ),
    "stages: choosing units": _declaring(1043, {4}),
    "stages: choosing units, narrowed": _declaring(1043, set(), "puskesmas <contoh>"),
    "stages: choosing units, nothing found": _declaring(1043, {4, 9}, "zzz", found=False),
    "stages: every unit takes part": _declaring(0, set(), found=False),
    "stages: sure to declare": lambda language: stage_texts.sure_declaring(
        place(language), DeclareDesk(CYCLE, (), frozenset(range(104)), "WBK", 0, 1, 104)
    ),
    "stages: one declared": _declared(1, 0),
    "stages: many declared": _declared(104, 3),
    "stages: none declared": _declared(0, 3),
    "stages: post": lambda language: stage_texts.post(place(language), _news(Stage.RETURNED, opens=True)),
    "stages: post of an award": lambda language: stage_texts.post(place(language), _news(Stage.AWARDED, opens=False)),
    "stages: post to a group": lambda language: stage_texts.group_post(
        place(language), _news(Stage.AWARDED, opens=False)
    ),
    "assess: queue": _queue(8, (Layer.TPI, Layer.TPN)),
    "assess: nothing waits": _queue(0),
    "assess: desk": _review_desk(REVIEW),
    "assess: desk, all looked at": _review_desk(DONE),
    "assess: desk, shut": _review_desk(replace(REVIEW, refusal=SHUT)),
    "assess: section": _section("A1", 5),
    "assess: section on one page": _section("H", 1),
    "assess: question": _look(REVIEW, FIRST),
    "assess: question, kept": _look(DONE, FIRST, kept="P1.i.b", more=None),
    "assess: question with counts": _look(_review(Layer.TPN), COUNTS),
    "assess: question, shut": _look(replace(REVIEW, refusal=SHUT), SURVEY),
    "assess: type counts": _look(REVIEW, COUNTS, typed=Typed.VALUE),
    "assess: type a note": _look(REVIEW, FIRST, typed=Typed.NOTE),
    "assess: type a finding": _look(REVIEW, FIRST, typed=Typed.FINDING),
    "assess: type why it is closed": _look(REVIEW, FIRST, typed=Typed.CLOSING),
    "assess: take the rest": lambda language: assess.rest(place(language), REVIEW),
    "assess: nothing to take": lambda language: assess.rest(place(language), DONE),
    "assess: taken": lambda language: assess.taken(place(language), 104),
    "assess: all looked at": lambda language: assess.all_reviewed(place(language)),
    "assess: side by side": _sums(REVIEW),
    "assess: side by side, three layers": _sums(_review(Layer.TPN)),
    "assess: side by side, alike": _sums(replace(REVIEW, answers={**REVIEW.answers, Layer.TPI: {}})),
    "findings: a page": _findings(8),
    "findings: none": _findings(0),
}
