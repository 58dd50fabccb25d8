"""確定 only when everything promised was kept; the facts that G2 asks for."""

from dataclasses import replace
from datetime import date

import pytest

from adoption.errors import ExperimentRefused
from adoption.experiments.analyses import analyse, analyse_labelled, by_skill, net_of_review
from adoption.experiments.finding import Label
from adoption.experiments.items import quality_guard, severe_bound
from adoption.experiments.labels import Conduct, labelled
from adoption.experiments.readings import Minutes, Reading
from adoption.experiments.retention import week_8_retention
from adoption.experiments.terms import PlanTerms
from adoption.experiments.verdict import gate_facts, kill_line_reached, threshold_fact, verdict_of
from adoption.gates.facts import Fact
from adoption.gates.language import evaluate, parse

from .readings_of import DAY, base, pairs, rates, series, sites, verdicts

PLAN = PlanTerms(
    "paired_log",
    "up",
    "%",
    n_planned=48,
    min_effect=0.10,
    kill_line=0.05,
    frozen_on=date(2026, 6, 30),
    is_minutes=True,
)
KEPT = Conduct(first_reading_on=DAY)


def test_a_kept_plan_with_a_clear_effect_is_confirmed():
    found = analyse_labelled(PLAN, pairs(48), KEPT)
    assert (found.label, found.reasons) == (Label.CONFIRMED, ())
    assert found.label.text.ja == "確定"
    assert found.p < 0.001


@pytest.mark.parametrize(
    ("terms", "conduct", "reason"),
    [
        (replace(PLAN, n_planned=60), KEPT, "fewer were measured than planned (48 of 60)"),
        (replace(PLAN, n_planned=0), KEPT, "no sample size was planned"),
        (replace(PLAN, frozen_on=None), KEPT, "was not frozen"),
        (replace(PLAN, frozen_on=date(2026, 7, 2)), KEPT, "after the first reading"),
        (PLAN, Conduct(DAY, unlogged_deviations=2), "2 departures"),
        (PLAN, Conduct(DAY, is_logged=False), "nobody logged"),
        (replace(PLAN, min_effect=None), KEPT, "no smallest effect"),
        (replace(PLAN, min_effect=0.24), KEPT, "unfavourable end"),
    ],
)
def test_each_broken_promise_makes_it_indicative_and_is_named(terms, conduct, reason):
    found = analyse_labelled(terms, pairs(48), conduct)
    assert found.label is Label.INDICATIVE
    assert [reason in one.en for one in found.reasons] == [True]
    assert found.label.text.ja == "参考値"


def test_no_p_value_is_shown_before_the_planned_number():
    early = analyse_labelled(PLAN, pairs(47), KEPT)
    assert early.p is None
    assert not [one for one in early.checks if one.kind == "p"]
    assert analyse_labelled(PLAN, pairs(48), KEPT).p is not None


def test_a_short_series_or_too_few_sites_stay_indicative_whatever_they_show():
    plan = replace(
        PLAN, method="its", kpi_unit="h", is_minutes=False, direction="down", n_planned=6, min_effect=0.1
    )
    found = analyse_labelled(plan, series(6, 6), KEPT)
    assert found.label is Label.INDICATIVE
    assert "eight are needed" in found.reasons[0].en
    two_lines = analyse(replace(plan, method="did"), sites(2, 2))
    assert "no reassignment of sites" in two_lines.reasons[0].en
    assert two_lines.p == pytest.approx(2 / 6)


def test_different_trends_beforehand_are_a_reason():
    steep = [
        replace(one, value=one.value + (2 * one.period if int(one.site[1:]) < 4 else 0))
        for one in sites(4, 6)
    ]
    found = analyse(replace(PLAN, method="did", is_minutes=False, direction="down"), steep)
    assert "trends differed" in found.reasons[0].en
    assert found.chart.kind == "trend"
    assert found.chart.break_at == 5
    assert {line.role for line in found.chart.lines} == {"treated", "control"}


def test_the_first_weeks_are_left_out_for_learning_when_the_plan_says_so():
    slow = [
        Reading(
            "ai",
            date(2026, 7, 1 + day),
            minutes=Minutes(60 if day < 7 else 20 + day % 3),
            person="P",
            task=f"{day}",
        )
        for day in range(20)
    ] + [base(30.0 + day % 3, task=f"{day}", person="P") for day in range(20)]
    plan = PlanTerms("ind_t", "down", "min/task", n_planned=10)
    kept, all_of = analyse(replace(plan, first_weeks_discarded=1), slow), analyse(plan, slow)
    assert kept.effect > 0.25 > all_of.effect
    assert "first 1 weeks" in kept.notes[0].en


def test_skill_groups_are_shown_without_p_and_a_tiny_one_without_a_finding():
    readings = [replace(one, skill="novice" if int(one.task[1:]) < 20 else "expert") for one in pairs(21)]
    groups = by_skill(PLAN, readings)
    assert [(one.skill, one.readings, one.finding is None) for one in groups] == [
        ("expert", 2, True),
        ("novice", 40, False),
    ]
    assert groups[1].finding.p is None


def test_time_that_nobody_recorded_review_for_is_not_net():
    assert net_of_review(pairs(3)) is True
    assert net_of_review([Reading("ai", DAY, minutes=Minutes(5))]) is False
    assert net_of_review([replace(pairs(1)[1], minutes=None, value=5.0)]) is False
    assert net_of_review([base(30.0)]) is None


def test_review_and_rework_eat_the_saving():
    both = []
    for n in range(10):
        both.append(Reading("base", DAY, minutes=Minutes(30 + n), task=f"T{n}", person=f"P{n}"))
        reviewed = Minutes((30 + n) * 0.5, review=(30 + n) * 0.5)
        both.append(Reading("ai", DAY, minutes=reviewed, task=f"T{n}", person=f"P{n}"))
    found = analyse(PLAN, both)
    assert found.effect == pytest.approx(0.0, abs=1e-12)
    assert found.p == pytest.approx(1.0)


def test_the_facts_of_a_good_pilot_open_the_measured_criteria_of_g2():
    primary = analyse_labelled(PLAN, pairs(48), KEPT)
    guard = quality_guard(verdicts(both=80, gained=6, lost=4, neither=10), margin=0.10)
    verdict = verdict_of(primary, PLAN, guard, severe_bound(0, 93), severe_tolerance=0.05, is_net=True)
    assert (verdict.passes, verdict.kill_line_reached, verdict.noninferior) == (True, False, True)
    facts = {name: Fact(value, "pilot") for name, value in gate_facts(verdict, primary).items()}
    for check in (
        f"kpi('primary').ci_low >= {threshold_fact(PLAN)}",
        "kpi('quality_guard').noninferior",
        "kpi('K-R-03').upper95 <= 0.05",
        "kpi('K-D-02').net",
        "not kpi('primary').kill_line_reached",
    ):
        assert evaluate(parse(check), facts) is True


def test_a_good_look_before_the_planned_number_opens_no_gate():
    early = analyse_labelled(PLAN, pairs(47), KEPT)
    verdict = verdict_of(early, PLAN)
    assert early.low > PLAN.min_effect
    assert verdict.passes is None
    assert ("kpi", "primary", "ci_low") not in gate_facts(verdict, early)


def test_what_is_unknown_gives_no_fact():
    verdict = verdict_of(None, PLAN)
    assert gate_facts(verdict, None) == {}
    assert (verdict.passes, verdict.severe_within, verdict.is_net) == (None, None, None)


def test_the_kill_line_is_reached_by_the_estimate_at_the_planned_number_and_by_the_interval_before():
    none = analyse(PLAN, pairs(48, reduction=0.0))
    assert kill_line_reached(none, PLAN) is True
    early = replace(PLAN, n_planned=100)
    assert kill_line_reached(none, early) is None
    assert kill_line_reached(analyse(early, pairs(48, reduction=0.4)), early) is False
    assert kill_line_reached(analyse(early, pairs(48, reduction=-0.4)), early) is True
    assert kill_line_reached(none, replace(PLAN, kill_line=None)) is None


def test_a_rate_is_reached_from_above_and_turned_round_for_the_gate():
    plan = PlanTerms(
        "cp_upper", "down", "%", n_planned=90, min_effect=0.05, kill_line=0.10, frozen_on=date(2026, 6, 1)
    )
    clean = labelled(severe_bound(1, 93), plan, KEPT)
    assert (clean.label, kill_line_reached(clean, plan)) == (Label.CONFIRMED, False)
    assert gate_facts(verdict_of(clean, plan), clean)[("kpi", "primary", "ci_low")] >= threshold_fact(plan)
    assert kill_line_reached(severe_bound(12, 93), plan) is True


def test_few_items_are_no_proof_that_quality_held():
    assert quality_guard(verdicts(10, 0, 0, 0), margin=0.10).noninferior is None
    assert quality_guard(rates(9, 10, 9, 10), margin=0.10).noninferior is False
    assert quality_guard(rates(450, 500, 455, 500), margin=0.05).noninferior is True


def test_errors_that_must_not_rise_are_guarded_the_other_way_round():
    assert quality_guard(rates(20, 500, 22, 500), margin=0.05, direction="down").noninferior is True
    assert quality_guard(rates(20, 500, 90, 500), margin=0.05, direction="down").noninferior is False


def test_only_people_whose_eighth_week_is_over_count_for_retention():
    first = date(2026, 6, 1)
    used = {
        "stayed": frozenset({first, date(2026, 7, 20)}),
        "left": frozenset({first, date(2026, 6, 30)}),
        "new": frozenset({date(2026, 7, 20)}),
    }
    found = week_8_retention(used, date(2026, 7, 27))
    assert (found.n, found.estimate) == (2, 0.5)
    assert week_8_retention(used, date(2026, 7, 1)) is None


@pytest.mark.parametrize(
    ("terms", "readings", "sentence"),
    [
        (replace(PLAN, method="spc"), pairs(10), "no analysis that shows an effect"),
        (PLAN, pairs(1), "at least two pairs"),
        (PLAN, [*pairs(3), Reading("ai", DAY, task="x", person="x")], "has no value"),
        (PLAN, [replace(one, minutes=Minutes(0)) for one in pairs(3)], "zero or less"),
        (replace(PLAN, method="crossover"), pairs(4), "needs its period"),
        (replace(PLAN, method="its"), sites(1, 2), "Choose difference-in-differences"),
        (replace(PLAN, method="its"), [*series(4, 4), base(50.0, period=7)], "without AI from period 5"),
        (replace(PLAN, method="did"), sites(1, 1), "one site that switched and two"),
        (replace(PLAN, method="mcnemar"), rates(5, 10, 4, 10), "one verdict for each item"),
        (replace(PLAN, method="prop2"), rates(11, 10, 4, 10), "counts of the reading"),
        (replace(PLAN, method="noninf"), rates(8, 10, 8, 10), "margin must lie"),
    ],
)
def test_readings_that_do_not_carry_the_analysis_are_refused_with_a_sentence(terms, readings, sentence):
    with pytest.raises(ExperimentRefused) as refused:
        analyse(terms, readings)
    assert sentence in refused.value.message.en
    assert refused.value.message.ja.endswith("。")
