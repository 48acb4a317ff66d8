"""The worksheet in words: sections, answers and marks, the same on every screen that shows them."""

from collections.abc import Mapping
from fractions import Fraction

from domain import scoring, worksheet
from domain.answers import Answer, Choice, Counts, SurveyValue, is_complete, parse_answer
from domain.errors import DomainError
from domain.instrument import bundled
from domain.instrument_model import CHOICES, AnswerType, Formula, Question
from texts.catalogue import mark, translator
from texts.format import decimal, number, percent

HELP: Mapping[AnswerType, str] = {
    AnswerType.YES_NO: mark("Pilih Ya bila seluruhnya terpenuhi dan ada buktinya."),
    AnswerType.ABC: mark("A paling baik. Pilih huruf yang sesuai dengan bukti yang ada."),
    AnswerType.ABCD: mark("A paling baik. Pilih huruf yang sesuai dengan bukti yang ada."),
    AnswerType.ABCDE: mark("A paling baik. Pilih huruf yang sesuai dengan bukti yang ada."),
    AnswerType.PERCENT: mark("Ketik jumlahnya; persentase dihitung sendiri."),
    AnswerType.SURVEY: mark("Ketik nilai survei dari 0 sampai 4, misalnya 3,55."),
}
WHEN_ZERO = {
    "full": mark("Bila tidak ada yang wajib (0), nilainya penuh."),
    "none": mark("Bila jumlah pembandingnya 0, nilainya 0."),
}


def section_label(section: str, language: str) -> str:
    """The change area, or the results, in words."""
    rules = bundled()
    if section == worksheet.RESULTS:
        return next(part.labels[language] for part in rules.parts if part.code == worksheet.RESULTS)
    return rules.area(section).labels[language]


def part_label(question: Question, language: str) -> str:
    """Fulfilment, reform or results, and the indicator."""
    rules = bundled()
    part = next(one.labels[language] for one in rules.parts if one.code == question.part)
    return f"{part} · {rules.indicator(question.indicator).labels[language]}"


def scope_label(scope: str, language: str) -> str:
    """A question or an area in words."""
    if scope in worksheet.sections(bundled()):
        return section_label(scope, language)
    return f"{scope} · {bundled().question(scope).labels[language]}"


def choice_label(choice: str, language: str) -> str:
    """A letter, or yes and no in words."""
    _ = translator(language)
    return {"yes": _("Ya"), "no": _("Tidak")}.get(choice, choice)


def answer_label(question: Question, given: Answer | None, language: str) -> str:
    """An answer in one line: the choice, the value, or the counts with what they come to."""
    _ = translator(language)
    if given is None:
        return _("belum dijawab")
    if isinstance(given, Choice):
        return choice_label(given.value, language)
    if isinstance(given, SurveyValue):
        return decimal(given.value, 2, language)
    counts = ", ".join(f"{label} {value}" for label, value in _counted(question, given, language))
    if not is_complete(question, given):
        return counts
    share = scoring.share(question, given, bundled().answer_scores)
    return _("{counts} (nilai {share})").format(counts=counts, share=percent(share, 1, language))


def raw_label(question: Question, raw: object, language: str) -> str:
    """A stored answer in one line; None is an open question."""
    try:
        given = parse_answer(question, raw) if raw is not None else None
    except DomainError:  # kept by an instrument that took other answers
        return str(raw)
    return answer_label(question, given, language)


def help_lines(question: Question, language: str) -> list[str]:
    """How the question is answered, and what each choice is worth in points."""
    _ = translator(language)
    rules = bundled()
    indicator = rules.indicator(question.indicator)
    most = indicator.weight / len(indicator.questions)
    lines = [_(HELP[question.type])]
    if question.type in CHOICES:
        worth = rules.answer_scores.choices[question.type]
        lines.append(" · ".join(
            f"{choice_label(one, language)} {_points(worth[one] * most, language)}" for one in CHOICES[question.type]
        ))  # fmt: skip
    if question.formula is Formula.SHARE and question.when_zero in WHEN_ZERO:
        lines.append(_(WHEN_ZERO[question.when_zero]))
    if question.formula is Formula.REDUCTION:
        lines.append(_("Dinilai dari penurunannya; bila keduanya 0, nilainya penuh."))
    return lines


def _points(value: Fraction, language: str) -> str:
    return decimal(value, 2, language)


def _counted(question: Question, given: Counts, language: str) -> list[tuple[str, str]]:
    labels = {one.key: one.labels[language] for one in question.inputs}
    roles = {one.role: one.labels[language] for one in question.inputs}
    return [
        (labels.get(key) or roles.get(key, key), number(value, language))
        for key, value in sorted(given.values.items(), key=lambda item: _place(question, item[0]))
    ]


def _place(question: Question, key: str) -> int:
    return next((at for at, one in enumerate(question.inputs) if key in {one.key, one.role}), len(question.inputs))
