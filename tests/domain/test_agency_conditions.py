"""The conditions on the agency: each by its operator, from figures as people write them."""

from domain.agency_conditions import may_be_affirmed, unmet
from domain.instrument import bundled


def test_the_conditions_of_the_agency_are_held_by_their_operators() -> None:
    rules = bundled()
    good = {"audit_opinion": "wtp", "sakip_score": "60,01", "reform_index": "50.5", "spip_maturity": "3"}
    assert unmet(rules, "WBK", good) == ()
    for code, value in (("audit_opinion", "WDP"), ("sakip_score", "60"), ("reform_index", "?"), ("spip_maturity", "")):
        (found,) = unmet(rules, "WBK", {**good, code: value})
        assert (found.condition.code, found.actual) == (code, value)


def test_exactly_the_floor_is_enough_only_where_the_instrument_says_so() -> None:
    exact = {"audit_opinion": "WTP", "sakip_score": "70", "reform_index": "60", "spip_maturity": "3"}
    assert [one.condition.code for one in unmet(bundled(), "WBBM", exact)] == ["sakip_score", "reform_index"]


def test_only_on_the_way_to_wbk_a_unit_goes_as_an_affirmation() -> None:
    assert (may_be_affirmed("WBK"), may_be_affirmed("WBBM")) == (True, False)
