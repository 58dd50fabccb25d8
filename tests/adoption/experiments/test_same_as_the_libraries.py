"""Every analysis gives what scipy and statsmodels give of the same data, called here on their own."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import pytest
import statsmodels.formula.api as smf
from scipy import stats
from statsmodels.stats import proportion
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from adoption.experiments.amounts import amount_of
from adoption.experiments.analyses import analyse
from adoption.experiments.crossover import cells_of, crossover
from adoption.experiments.difference_in_differences import difference_in_differences
from adoption.experiments.interrupted_series import interrupted_series
from adoption.experiments.items import matched_items, quality_guard, severe_bound, two_rates
from adoption.experiments.skewed_cost import RESAMPLES, SEED, compare_means
from adoption.experiments.terms import PlanTerms
from adoption.experiments.two_groups import compare_groups

from .readings_of import crossover_readings, pairs, rates, series, sites, verdicts

MINUTES = PlanTerms("paired_log", "up", "%", n_planned=23, is_minutes=True)


def check_named(finding, name: str) -> float:
    return next(one.value for one in finding.checks if name in one.name.en)


def test_paired_times_are_the_paired_t_of_their_logarithms_and_wilcoxon():
    readings = pairs(24)
    before = np.log([amount_of(one) for one in readings if one.arm == "base"])
    after = np.log([amount_of(one) for one in readings if one.arm == "ai"])
    theirs = stats.ttest_rel(after, before)
    ends = theirs.confidence_interval(0.95)
    ours = analyse(MINUTES, readings)
    assert (ours.n, ours.unit) == (24, "relative")
    assert ours.p == pytest.approx(theirs.pvalue)
    assert (ours.low, ours.high) == pytest.approx((1 - math.exp(ends.high), 1 - math.exp(ends.low)))
    assert ours.effect == pytest.approx(1 - math.exp((after - before).mean()))
    assert check_named(ours, "Wilcoxon") == pytest.approx(stats.wilcoxon(after, before).pvalue)


def test_pairs_of_one_person_get_the_error_clustered_by_person():
    readings = [replace(one, person=f"P{int(one.task[1:]) % 8}") for one in pairs(40)]
    frame = pd.DataFrame(
        {"d": np.log(amount_of(after) / amount_of(before)), "person": before.person}
        for before, after in zip(readings[::2], readings[1::2], strict=True)
    )
    codes = frame["person"].astype("category").cat.codes
    fit = smf.ols("d ~ 1", frame).fit(cov_type="cluster", cov_kwds={"groups": codes}, use_t=True)
    ours = analyse(MINUTES, readings)
    # statsmodels multiplies by G/(G-1) · (n-1)/(n-1) for a mean: the same error, t with G - 1 degrees of freedom.
    assert ours.p == pytest.approx(fit.pvalues.iloc[0], rel=1e-6)
    assert ours.low == pytest.approx(1 - math.exp(fit.conf_int().iloc[0, 1]), rel=1e-6)
    assert any("clustered by person" in note.en for note in ours.notes)


def test_independent_groups_are_welch_and_mann_whitney():
    random = np.random.default_rng(5)
    before, after = random.lognormal(3, 0.4, 30), random.lognormal(2.8, 0.6, 22)
    theirs = stats.ttest_ind(np.log(after), np.log(before), equal_var=False)
    ours = compare_groups(list(before), list(after), "down", is_time=True)
    assert ours.n == 22
    assert ours.p == pytest.approx(theirs.pvalue)
    assert ours.high == pytest.approx(1 - math.exp(theirs.confidence_interval().low))
    assert check_named(ours, "Mann") == pytest.approx(stats.mannwhitneyu(after, before).pvalue)


def test_a_crossover_is_the_mixed_model_of_arm_period_and_order():
    readings = crossover_readings(20)
    frame = pd.DataFrame(
        {"y": one.value, "ai": float(one.arm == "ai"), "second": float(one.period == 2), "person": one.person,
         "ba": float(int(one.person[1:]) % 2 == 1)}
        for one in cells_of(readings, is_time=True)
    )  # fmt: skip
    fit = smf.mixedlm("y ~ ai + second + ba", frame, groups=frame["person"]).fit(reml=True)
    ours = crossover(readings, "down", is_time=True)
    assert ours.how.en.startswith("mixed model")
    assert ours.effect == pytest.approx(1 - math.exp(fit.params["ai"]), rel=1e-4)
    assert ours.low == pytest.approx(1 - math.exp(fit.conf_int().loc["ai"][1]), rel=1e-3)
    assert ours.p == pytest.approx(fit.pvalues["ai"], rel=1e-2, abs=1e-12)


def test_a_crossover_that_does_not_converge_says_so_and_takes_period_differences():
    # What a person gains in one period is lost in the other: no variance between persons is left to estimate.
    random = np.random.default_rng(9)
    swings = {f"P{person}": random.normal(0, 0.2) for person in range(10)}
    flat = [
        replace(one, value=math.exp(3 - 0.3 * (one.arm == "ai") + swings[one.person] * (3 - 2 * one.period)))
        for one in crossover_readings(10)
    ]
    cells = cells_of(flat, is_time=True)
    by = {(cell.person, cell.period): cell.value for cell in cells}
    first = [by[p, 2] - by[p, 1] for p in {c.person for c in cells} if int(p[1:]) % 2 == 0]
    second = [by[p, 2] - by[p, 1] for p in {c.person for c in cells} if int(p[1:]) % 2 == 1]
    theirs = stats.ttest_ind(first, second)
    ours = crossover(flat, "down", is_time=True)
    assert ours.p == pytest.approx(theirs.pvalue)
    assert ours.effect == pytest.approx(1 - math.exp((np.mean(first) - np.mean(second)) / 2))
    assert any("did not converge" in note.en for note in ours.notes)


def test_many_sites_are_the_two_way_regression_clustered_by_site():
    readings = sites(10, 14)
    frame = pd.DataFrame(
        {"y": r.value, "d": float(r.arm == "ai"), "s": r.site, "t": r.period} for r in readings
    )
    groups = {"groups": frame["s"].astype("category").cat.codes}
    fit = smf.ols("y ~ d + C(s) + C(t)", frame).fit(cov_type="cluster", cov_kwds=groups, use_t=True)
    ours = difference_in_differences(readings, "down")
    assert ours.n == 24
    assert ours.effect == pytest.approx(-fit.params["d"])
    assert (ours.low, ours.high) == pytest.approx(tuple(sorted(-fit.conf_int().loc["d"])), rel=1e-6)
    assert ours.p == pytest.approx(fit.pvalues["d"], rel=1e-6, abs=1e-15)


def test_few_sites_are_the_permutation_test_of_their_changes():
    readings = sites(4, 6, effect=-1.0)
    changes: dict[str, float] = {}
    for site in {one.site for one in readings}:
        own = [one for one in readings if one.site == site]
        changes[site] = float(
            np.mean([amount_of(r) for r in own if r.period >= 5])
            - np.mean([amount_of(r) for r in own if r.period < 5])
        )
    treated = [value for site, value in changes.items() if int(site[1:]) < 4]
    control = [value for site, value in changes.items() if int(site[1:]) >= 4]

    def difference(one, other):
        return np.mean(one) - np.mean(other)

    theirs = stats.permutation_test((treated, control), difference, n_resamples=np.inf)
    both_tails = stats.permutation_test(
        (treated, control),
        lambda one, other: abs(difference(one, other)),
        n_resamples=np.inf,
        alternative="greater",
    )
    ours = difference_in_differences(readings, "down")
    assert ours.effect == pytest.approx(-theirs.statistic)
    assert ours.p == pytest.approx(both_tails.pvalue)
    assert ours.low < ours.effect < ours.high


def test_an_interrupted_series_is_the_segmented_regression_with_newey_west_errors():
    readings = series(12, 12)
    frame = pd.DataFrame(
        {
            "y": r.value,
            "t": r.period - 1.0,
            "d": float(r.arm == "ai"),
            "s": (r.period - 13.0) * (r.arm == "ai"),
        }
        for r in readings
    )
    lags = {"maxlags": int(4 * (24 / 100) ** (2 / 9)), "use_correction": True}
    fit = smf.ols("y ~ t + d + s", frame).fit(cov_type="HAC", cov_kwds=lags, use_t=True)
    theirs = fit.t_test("d + 5.5*s = 0")
    ours = interrupted_series(readings, "down")
    assert ours.n == 12
    assert ours.effect == pytest.approx(-float(theirs.effect[0]))
    assert (ours.low, ours.high) == pytest.approx(tuple(sorted(-theirs.conf_int()[0])))
    assert ours.p == pytest.approx(float(theirs.pvalue))
    assert check_named(ours, "level") == pytest.approx(fit.params["d"])


@pytest.mark.parametrize("cells", [(40, 15, 5, 40), (10, 3, 12, 20), (30, 0, 0, 5)])
def test_matched_items_are_mcnemars_exact_test(cells):
    both, gained, lost, neither = cells
    ours = matched_items(verdicts(*cells), "up")
    assert ours.p == pytest.approx(mcnemar([[both, lost], [gained, neither]], exact=True).pvalue)
    assert ours.effect == pytest.approx((gained - lost) / sum(cells))


def test_two_rates_have_newcombes_interval_and_the_score_test():
    ours = two_rates(rates(30, 200, 12, 180), "down")
    theirs = confint_proportions_2indep(30, 200, 12, 180, method="newcomb", compare="diff")
    assert (ours.low, ours.high) == pytest.approx(theirs)
    assert ours.p == pytest.approx(
        proportion.test_proportions_2indep(12, 180, 30, 200, method="score").pvalue
    )


@pytest.mark.parametrize(("events", "items"), [(0, 59), (1, 93), (3, 60), (60, 60)])
def test_the_severe_bound_is_clopper_pearson(events, items):
    ours = severe_bound(events, items)
    assert ours.high == pytest.approx(proportion_confint(events, items, alpha=0.10, method="beta")[1])
    assert (ours.p, ours.bad_end) == (None, ours.high)


def test_non_inferiority_of_two_rates_holds_the_one_sided_newcombe_bound_against_the_margin():
    low, _ = confint_proportions_2indep(172, 200, 176, 200, method="newcomb", compare="diff", alpha=0.10)
    readings = rates(176, 200, 172, 200)
    assert quality_guard(readings, -low + 0.001).noninferior is True
    assert quality_guard(readings, -low - 0.001).noninferior is False


def test_skewed_costs_are_scipys_bca_of_the_ratio_of_means():
    random = np.random.default_rng(6)
    before, after = random.lognormal(8, 1, 40), random.lognormal(7.6, 1, 35)

    def share(one, other, axis=-1):
        return 1 - np.mean(one, axis=axis) / np.mean(other, axis=axis)

    theirs = stats.bootstrap(
        (after, before), share, method="BCa", n_resamples=RESAMPLES, rng=np.random.default_rng(SEED)
    ).confidence_interval
    ours = compare_means(list(before), list(after), "down")
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high))
    assert ours.effect == pytest.approx(1 - after.mean() / before.mean())
