"""Concentration: published arithmetic first, then laws, then what the unknown does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.content.loader import books
from governance.dependence.concentration import Portion, concentration, herfindahl, is_within
from governance.dependence.origins import Countries, Rule, check
from governance.dependence.scoring import CRITERIA, DEPENDENCE_SIDE, SAFETY_SIDE, of_some, overall

SECTIONS = books().vendors.sections
QUESTIONS = [one for section in SECTIONS for one in section.questions]


def test_the_index_of_thirty_thirty_twenty_twenty_is_0_26():
    """The worked example of the US Department of Justice: 30²+30²+20²+20² = 2,600 on its scale of 10,000."""
    assert herfindahl([0.3, 0.3, 0.2, 0.2]) == pytest.approx(0.26)


@given(st.integers(1, 200))
def test_equal_shares_give_one_by_their_number(n):
    assert concentration([Portion(str(at), 5.0) for at in range(n)]).index == pytest.approx(1 / n)


@given(st.lists(st.floats(1, 1e9), min_size=1, max_size=30))
def test_the_index_lies_between_one_by_n_and_one(amounts):
    found = concentration([Portion(str(at), amount) for at, amount in enumerate(amounts)]).index
    assert 1 / len(amounts) - 1e-9 <= found <= 1 + 1e-9


@given(st.lists(st.floats(1, 1e6), min_size=2, max_size=10))
def test_joining_two_parties_never_lowers_the_index(amounts):
    apart = concentration([Portion(str(at), amount) for at, amount in enumerate(amounts)]).index
    joined = concentration([Portion(str(max(at, 1)), amount) for at, amount in enumerate(amounts)]).index
    assert joined >= apart - 1e-9


@pytest.mark.parametrize("open_one", [Portion("B", None), Portion(" ", 5.0)])
def test_one_unknown_share_or_name_makes_the_index_unknown(open_one):
    found = concentration([Portion("A", 95.0), open_one])
    assert found.index is None
    assert found.unknown == 1


def test_one_name_written_in_two_ways_is_one_party():
    assert concentration([Portion("X Corp", 1.0), Portion(" x  corp", 1.0)]).index == 1


def test_nothing_used_is_unknown_and_not_zero():
    assert concentration([]).index is None
    assert concentration([Portion("A", 0.0)]).index is None


def test_shares_that_are_no_whole_are_refused():
    with pytest.raises(ValueError, match="sum to 1"):
        herfindahl([0.5, 0.4])


def test_above_tolerance_is_said_even_while_something_else_is_unknown():
    assert is_within([0.9, None], [0.5, 0.5]) is False
    assert is_within([0.4, 0.4], [0.5, None]) is None


def test_the_questionnaire_has_forty_one_questions_in_eight_sections():
    assert len(QUESTIONS) == 41
    assert len(SECTIONS) == 8


def test_an_unknown_counts_as_zero_and_is_counted_beside_the_average():
    found = overall(SECTIONS, {QUESTIONS[0].id: 4})
    assert found.average == pytest.approx(4 / 41)
    assert found.unknown == 40


@given(st.dictionaries(st.sampled_from([one.id for one in QUESTIONS]), st.none() | st.integers(0, 4)))
def test_learning_an_answer_never_lowers_the_average_and_a_zero_never_closes_a_must(scores):
    found = overall(SECTIONS, scores)
    for unknown in [one for one in QUESTIONS if scores.get(one.id) is None][:3]:
        known = overall(SECTIONS, {**scores, unknown.id: 0})
        assert known.average == found.average
        assert known.must_open == found.must_open
        assert known.unknown == found.unknown - 1


def test_both_sides_and_criteria_name_questions_that_exist():
    for ids in (DEPENDENCE_SIDE, SAFETY_SIDE, *CRITERIA.values()):
        assert of_some(SECTIONS, ids, {}).asked == len(ids)


ALLOWED, ASKED, FORBIDDEN = Rule("allowed"), Rule("needs_approval"), Rule("not_allowed")


def test_chinese_weights_run_in_japan_by_americans_are_three_answers():
    found = check(Countries("CN", "JP", "US"), {"CN": ASKED}, {"JP": ALLOWED, "US": ALLOWED})
    assert [(one.aspect, one.country, one.verdict) for one in found.findings] == [
        ("origin", "CN", "needs_approval"),
        ("host", "JP", "allowed"),
        ("operators", "US", "allowed"),
    ]
    assert found.verdict == "needs_approval"


@pytest.mark.parametrize(
    ("countries", "verdict"),
    [
        (Countries("", "JP", "JP"), "unknown"),
        (Countries("FR", "JP", "JP"), "undecided"),
        (Countries("US", "CN", "JP"), "not_allowed"),
        (Countries("US", "JP", "JP"), "allowed"),
    ],
)
def test_the_unknown_and_the_undecided_never_pass_and_an_approval_does_not_help_them(countries, verdict):
    rules = {"US": ALLOWED}, {"JP": ALLOWED, "CN": FORBIDDEN}
    assert check(countries, *rules).verdict == verdict
    assert check(countries, *rules, is_approved=True).verdict == verdict
