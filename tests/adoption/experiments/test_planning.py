"""The published sample sizes, and what a planned number can show."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.power import NormalIndPower, TTestIndPower, TTestPower
from statsmodels.stats.proportion import proportion_effectsize

from adoption.errors import ExperimentRefused
from adoption.experiments import sample_size
from adoption.experiments.power import Assumptions, power_meter

REDUCTIONS = (0.10, 0.15, 0.20, 0.30, 0.40)


@pytest.mark.parametrize(
    ("sd_log", "correlation", "pairs"),
    [
        (0.4, 0.6, [93, 41, 23, 10, 7]),
        (0.6, 0.6, [206, 88, 48, 20, 11]),
        (0.6, 0.3, [359, 152, 82, 34, 18]),
        (0.8, 0.3, [636, 269, 144, 58, 29]),
    ],
)
def test_pairs_of_the_published_table(sd_log, correlation, pairs):
    assert [sample_size.paired_time(one, sd_log, correlation) for one in REDUCTIONS] == pairs


@pytest.mark.parametrize(
    ("sd_log", "each"),
    [(0.4, [228, 97, 52, 21, 11]), (0.6, [511, 215, 115, 46, 23]), (0.8, [906, 382, 203, 80, 40])],
)
def test_groups_of_the_published_table(sd_log, each):
    assert [sample_size.independent_time(one, sd_log) for one in REDUCTIONS] == each


@pytest.mark.parametrize(
    ("before", "after", "n"),
    [
        (0.20, 0.12, 325),
        (0.10, 0.05, 424),
        (0.08, 0.04, 539),
        (0.05, 0.025, 882),
        (0.6, 0.75, 152),
        (0.7, 0.8, 292),
    ],
)
def test_rates_of_the_published_table(before, after, n):
    assert sample_size.two_rates(before, after) == n


@pytest.mark.parametrize(
    ("limit", "items"),
    [
        (0.10, [29, 46, 61, 76]),
        (0.05, [59, 93, 124, 153]),
        (0.02, [149, 236, 313, 386]),
        (0.01, [299, 473, 628, 773]),
    ],
)
def test_items_that_bound_severe_errors(limit, items):
    assert [sample_size.severe_items(limit, failures) for failures in range(4)] == items


@pytest.mark.parametrize(
    ("a_only", "b_only", "n"), [(0.15, 0.05, 155), (0.12, 0.04, 194), (0.20, 0.10, 234), (0.10, 0.05, 469)]
)
def test_items_for_mcnemar(a_only, b_only, n):
    assert sample_size.mcnemar_pairs(a_only, b_only) == n


def test_twenty_tasks_of_one_person_count_for_about_ten():
    assert sample_size.cluster_factor(20, 0.05) == pytest.approx(1.95)
    assert sample_size.clustered(23, 20, 0.05) == 45


@settings(max_examples=15, deadline=None)
@given(st.integers(3, 400), st.floats(0.05, 0.35))
def test_power_is_that_of_statsmodels(n, effect):
    ours = sample_size.paired_power(n, effect), sample_size.independent_power(n, effect)
    theirs = TTestPower().power(effect, n, 0.05), TTestIndPower().power(effect, n, 0.05)
    assert ours == pytest.approx(theirs, abs=1e-6)
    h = proportion_effectsize(0.3, 0.2)
    assert sample_size.rates_power(n, 0.3, 0.2) == pytest.approx(NormalIndPower().power(h, n, 0.05), abs=1e-9)


def test_twelve_pairs_are_told_that_forty_eight_are_needed():
    given_ = Assumptions(sd_log=0.6, correlation=0.6)
    meter = power_meter("paired_log", 12, 0.20, given_, is_time=True)
    assert (meter.n_needed, meter.is_enough, meter.filled_share) == (48, False, 0.25)
    assert meter.message.ja == (
        "この標本数では示せません。48組が必要です。参考値とすることに合意するか、標本数を増やしてください。"
    )
    assert meter.smallest_effect is not None
    assert sample_size.paired_time(meter.smallest_effect, 0.6, 0.6) == 12
    assert power_meter("paired_log", 48, 0.20, given_, is_time=True).is_enough


@pytest.mark.parametrize(
    ("method", "wanted", "assumptions", "needed"),
    [
        ("ind_t", 0.2, Assumptions(sd_log=0.6), 115),
        ("crossover", 0.2, Assumptions(sd_log=0.4, correlation=0.6), 23),
        ("prop2", 0.05, Assumptions(rate_base=0.10), 424),
        ("mcnemar", 0.10, Assumptions(discordant_share=0.20), 155),
        ("noninf", 0.05, Assumptions(discordant_share=0.20), 495),
        ("cp_upper", 0.05, Assumptions(failures=1), 93),
        ("its", 1.0, Assumptions(), 8),
        ("paired_log", 0.2, Assumptions(sd_log=0.4, correlation=0.6, tasks_per_person=20, icc=0.05), 45),
    ],
)
def test_every_design_with_a_formula_has_its_meter(method, wanted, assumptions, needed):
    is_time = method in ("ind_t", "crossover", "paired_log")
    meter = power_meter(method, needed, wanted, assumptions, is_time=is_time)
    assert (meter.n_needed, meter.is_enough) == (needed, True)
    assert meter.smallest_effect is None or meter.smallest_effect <= wanted + 1e-9
    short = power_meter(method, needed - 1, wanted, assumptions, is_time=is_time)
    assert not short.is_enough


def test_no_meter_stands_on_an_unknown_assumption():
    assert power_meter("paired_log", 30, 0.2, Assumptions(sd_log=0.4), is_time=True) is None
    assert power_meter("did", 8, 1.0, Assumptions(), is_time=False) is None


@pytest.mark.parametrize("reduction", [0.0, 1.0, -0.2])
def test_a_reduction_that_cannot_be_is_refused_with_a_sentence(reduction):
    with pytest.raises(ExperimentRefused) as refused:
        sample_size.paired_time(reduction, 0.4, 0.6)
    assert "0%" in refused.value.message.ja


@settings(max_examples=20, deadline=None)
@given(st.floats(0.06, 0.6), st.floats(0.01, 0.2), st.floats(0.2, 0.9), st.floats(0.0, 0.8))
def test_a_larger_effect_never_needs_more(reduction, more, sd_log, correlation):
    small = sample_size.paired_time(reduction, sd_log, correlation)
    assert sample_size.paired_time(reduction + more, sd_log, correlation) <= small
    assert sample_size.clustered(small, 5, 0.1) >= small
