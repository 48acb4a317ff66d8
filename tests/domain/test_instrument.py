"""The bundled worksheet is the instrument of 2021, and a worksheet that does not add up is refused."""

import re
from collections import Counter
from fractions import Fraction
from importlib import resources

import pytest

from domain import instrument
from domain.instrument import AnswerType

TEXT = resources.files("domain").joinpath("data", "lke.toml").read_text("utf-8")
F = Fraction


def test_the_bundled_worksheet_is_read_once() -> None:
    assert instrument.bundled() is instrument.bundled()
    assert instrument.bundled().id == "lke-zi-2021"


def test_the_bundled_worksheet_has_the_questions_of_the_regulation() -> None:
    lke = instrument.bundled()
    assert len(lke.questions) == 113
    assert Counter(question.part for question in lke.questions) == {"P": 87, "R": 23, "H": 3}
    assert Counter(str(question.type) for question in lke.questions) == {
        "yes_no": 17,
        "abc": 36,
        "abcd": 33,
        "abcde": 17,
        "percent": 8,
        "survey": 2,
    }


def test_the_bundled_worksheet_has_the_weights_of_the_regulation() -> None:
    lke = instrument.bundled()
    assert {part.code: part.weight for part in lke.parts} == {"P": 30, "R": 30, "H": 40}
    halves = {"A1": F(4), "A2": F("3.5"), "A3": F(5), "A4": F(5), "A5": F("7.5"), "A6": F(5)}
    assert {area.code: dict(area.weights) for area in lke.areas} == {
        code: {"P": half, "R": half} for code, half in halves.items()
    }
    assert lke.area("A5").weight == 15
    assert {group.code: group.weight for group in lke.result_groups} == {"H1": F("22.5"), "H2": F("17.5")}


def test_the_bundled_worksheet_has_the_answer_scores_of_the_regulation() -> None:
    choices = instrument.bundled().answer_scores.choices
    assert choices[AnswerType.YES_NO] == {"yes": 1, "no": 0}
    assert choices[AnswerType.ABC] == {"A": 1, "B": F("0.5"), "C": 0}
    assert choices[AnswerType.ABCD] == {"A": 1, "B": F("0.67"), "C": F("0.33"), "D": 0}
    assert choices[AnswerType.ABCDE] == {"A": 1, "B": F("0.75"), "C": F("0.5"), "D": F("0.25"), "E": 0}


@pytest.mark.parametrize(
    ("name", "floors", "prior"),
    [("WBK", "75 40 60 18.25 15.75 2.5 14", ""), ("WBBM", "85 48 75 19.5 15.75 3.75 15.75", "WBK")],
)
def test_the_bundled_worksheet_has_the_floors_of_the_regulation(name: str, floors: str, prior: str) -> None:
    order = ("total", "enabler", "area_percent", "clean", "integrity_survey", "performance", "service_survey")
    target = instrument.bundled().targets[name]
    assert dict(target.floors) == dict(zip(order, map(F, floors.split()), strict=True))
    assert target.prior_predicate == prior


def test_preconditions_hold_words_and_numbers() -> None:
    conditions = {row.code: dict(row.values) for row in instrument.bundled().preconditions}
    assert conditions == {
        "audit_opinion": {"WBK": "WTP", "WBBM": "WTP"},
        "sakip_score": {"WBK": 60, "WBBM": 70},
        "reform_index": {"WBK": 50, "WBBM": 60},
        "spip_maturity": {"WBK": 3, "WBBM": 3},
    }


def test_inputs_of_one_role_get_keys_of_their_own() -> None:
    lke = instrument.bundled()
    assert [item.key for item in lke.question("R5.iii.a").inputs] == ["target_1", "target_2", "target_3", "realised"]
    assert [item.key for item in lke.question("R5.ii.a").inputs] == ["target", "info", "realised"]
    assert lke.question("R5.iii.a").entries == (113, 114, 115, 116)
    assert lke.question("P1.i.a").entries == (1,)


@pytest.mark.parametrize("kind", ["question", "indicator", "area"])
def test_an_unknown_code_is_a_key_error(kind: str) -> None:
    lke = instrument.bundled()
    with pytest.raises(KeyError, match="Z9"):
        getattr(lke, kind)("Z9")
    known = {"question": "P1.i.a", "indicator": "P1.i", "area": "A1"}[kind]
    assert getattr(lke, kind)(known).code == known


BROKEN = [
    ("questions = 113", "questions = 112", "questions is 113, declared 112"),
    ("questions = 87", "questions = 86", "questions of part P is 87, declared 86"),
    ("total = 100", "total = 99", "total weight is 100, declared 99"),
    ("entries = 127", "entries = 126", "portal entry 127 does not exist"),
    ("entries = 127", "entries = 128", "portal entry 128 is used 0 times"),
    ("soal = 2,", "soal = 1,", "portal entry 1 is used 2 times"),
    ('code = "P1.i.b"', 'code = "P1.i.a"', "the code P1.i.a is used 2 times"),
    ('code = "P1.i.b"', 'code = "P2.i.z"', "P2.i.z does not sit under P1.i"),
    ('code = "P1.ii"\narea = "A1"', 'code = "P1.ii"\narea = "A9"', "P1.ii is in no known part"),
    ('code = "P1.ii"\narea = "A1"\npart = "P"', 'code = "P1.ii"\narea = "A1"\npart = "X"', "P1.ii is in no known part"),
    (
        'weight = 0.5\nlabel.id = "Tim Kerja ZI"',
        'weight = 0.6\nlabel.id = "Tim Kerja ZI"',
        "weight of A1 in P is 41/10",
    ),
    ('weight = 0.5\nlabel.id = "Tim Kerja ZI"', 'weight = 0\nlabel.id = "Tim Kerja ZI"', "P1.i has no weight"),
    ('component = "enabler"\nweight = 30', 'component = "enabler"\nweight = 31', "weight of part P is 30, declared 31"),
    ('code = "enabler"\nweight = 60', 'code = "enabler"\nweight = 59', "weight of enabler is 60, declared 59"),
    ('code = "enabler"\nweight = 60', 'code = "enabling"\nweight = 60', "components and parts are"),
    ("weight = 22.5", "weight = 22", "weight of H1 is 45/2, declared 22"),
    ("weight.R = 3.5", "weight.H = 3.5", "A2 must have weights for P and R"),
    ('label.en = "Work culture"', 'label.de = "Arbeitskultur"', "R1.iii has labels in"),
    ('label.en = "Work culture"', f'label.en = "{"x" * 61}"', "R1.iii label.en has 61 characters"),
    ('label.en = "Work culture"', 'label.en = "Work culture "', "blanks at its ends"),
    ('label.en = "Changes made" }', 'label.en = "" }', "R1.i.a realised label.en has 0 characters"),
    ('type = "abcd"\n  soal = 121', 'type = "percent"\n  soal = 121', "R6.i.a of type percent has 0 inputs"),
    ('role = "last_year"', 'role = "target"', "R3.iii.a asks for ['target', 'this_year']"),
    (
        'code = "R1.i.a"\n  type = "percent"\n  when_zero = "none"',
        'code = "R1.i.a"\n  type = "percent"',
        "R1.i.a does not say",
    ),
    ('when_zero = "full"', 'when_zero = "half"', "R5.ii.a does not say what 0 of 0 means"),
    ("abc = { A = 1, B = 0.5, C = 0 }", "abc = { A = 1, B = 1, C = 0 }", "the scores of abc do not fall from 1 to 0"),
    ("abc = { A = 1, B = 0.5, C = 0 }", "abc = { A = 1, C = 0 }", "the scores of abc do not fall from 1 to 0"),
    ("abc = { A = 1, B = 0.5, C = 0 }", "abc = { A = 0.9, B = 0.5, C = 0 }", "the scores of abc do not fall"),
    ("both_zero = 1", "both_zero = 2", "gives a score outside 0 to 1"),
    ("scale = 4", "scale = 5", "surveys do not run from 0 to 4"),
    ("area_percent = 60\n", "", "WBK has floors for"),
    ("total = 85", "total = 101", "WBBM has a floor outside 0 to 100"),
    ('prior_predicate = "WBK"', 'prior_predicate = "WWW"', "WBBM asks for the unknown predicate WWW"),
    ('requirement = "clean"\n', "", "exactly one result group must carry the requirement clean"),
    ('requirement = "performance"\ngroup', "group", "indicators carry the requirements"),
    ('questions = [\n  { code = "R2.i.a"', 'questions = []\nother = [\n  { code = "R2.i.a"', "R2.i has no question"),
    ('id = "lke-zi-2021"', "", "the key 'id' is missing"),
    ("total = 100", 'total = "100"', "wrong shape"),
    ("total = 100", "total = true", "wrong shape"),
    ("total = 100", "total = inf", "wrong shape"),
    ("total = 100", "total = nan", "NaN"),
    ('type = "abcde"', 'type = "abcdef"', "abcdef"),
    ("[instrument]", "[instrument", "Expected"),
]


@pytest.mark.parametrize(("old", "new", "complaint"), BROKEN)
def test_a_worksheet_that_does_not_add_up_is_refused(old: str, new: str, complaint: str) -> None:
    assert old in TEXT
    with pytest.raises(ValueError, match=re.escape(complaint)):
        instrument.load(TEXT.replace(old, new, 1))


def test_every_fault_is_reported_at_once() -> None:
    broken = TEXT.replace("questions = 113", "questions = 112").replace("scale = 4", "scale = 5")
    with pytest.raises(ValueError, match=r"declared 112.*surveys do not run"):
        instrument.load(broken)
