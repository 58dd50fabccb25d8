"""Linking an evaluation and a cost plan: measured facts only, open stays open, changes show."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from adoption.errors import EvidenceRefused
from adoption.gates.facts import FactName
from adoption.measured import facts_of_run
from adoption.selectors import facts_of, gate_review, outdated_plans, run_reference
from adoption.services import link_cost_plan, link_evaluation
from evaluations.models import Candidate
from evaluations.selectors import run_summary
from evaluations.states import RunState
from tco.errors import CostError
from tco.selectors import assumptions_of, plan_results
from tco.services import NewPlan, create_plan, save_assumptions
from tco.starting import starting_assumptions
from tests.adoption.companies import add_use_case
from tests.evaluations.finished_run import add_finished_run


@pytest.fixture
def use_case(organization, owner):
    return add_use_case(organization, owner)


@pytest.fixture
def run(organization, owner):
    return add_finished_run(organization, owner)


def value(use_case, text):
    source, key, field = text.split(".")
    fact = facts_of(use_case).get(FactName(source, key, field))
    return None if fact is None else fact.value


def status(use_case, gate, criterion):
    results = gate_review(use_case, gate).assessment.results
    return next(one.status for one in results if one.criterion.id == criterion)


def test_the_facts_of_a_run_are_those_of_its_summary(use_case, run, owner):
    link_evaluation(use_case, run, owner)
    summary = run_summary(run)
    best = summary.best
    assert best is not None
    assert best.passed is not None
    assert value(use_case, "ev.eval_set.n_items") == summary.n_items == 4
    assert value(use_case, "ev.eval_set.n_reviewed") == summary.n_reviewed == 4
    assert value(use_case, "ev.eval_report.best") == best.name
    assert value(use_case, "ev.eval_report.best_pass_rate") == best.passed.share
    assert value(use_case, "ev.eval_report.best_pass_low") == best.passed.low
    assert value(use_case, "kpi.K-R-03.upper95") == best.severe_upper95


def test_a_candidate_that_did_not_answer_everything_was_not_compared(use_case, run, owner):
    link_evaluation(use_case, run, owner)
    assert value(use_case, "ev.eval_report.n") == 1
    assert value(use_case, "ev.eval_report.n_open") == 1


def test_open_models_only_leave_the_closed_criterion_not_met_rather_than_unknown(use_case, run, owner):
    link_evaluation(use_case, run, owner)
    assert value(use_case, "ev.eval_report.n_closed") == 0
    assert status(use_case, "G2", "G2-C5") == "not_met"


def test_an_open_model_standing_in_for_an_api_counts_as_open(run):
    summary = run_summary(run)
    first = summary.candidates[0]
    for candidate, n_closed in (
        (replace(first, is_stand_in=True, openness="closed"), 0),
        (replace(first, is_stand_in=True, openness="open"), 0),
        (replace(first, is_stand_in=False, openness="closed"), 1),
    ):
        (report, *_) = facts_of_run(replace(summary, candidates=(candidate,)))
        assert (report.facts["n"], report.facts["n_closed"]) == (1, n_closed)
        assert report.facts["n_open"] == 1 - n_closed


def test_a_run_in_which_nobody_answered_everything_has_no_best_and_no_severe_rate(run):
    summary = run_summary(run)
    (_, unfinished) = summary.candidates
    facts = facts_of_run(replace(summary, candidates=(unfinished,)))
    assert [one.key for one in facts] == ["eval_report", "eval_set"]
    assert facts[0].facts["n"] == 0
    assert "best" not in facts[0].facts


def test_linking_another_run_replaces_the_first_and_the_fact_leads_to_its_page(use_case, run, owner):
    link_evaluation(use_case, run, owner)
    link_evaluation(use_case, run, owner)
    assert use_case.evidence.filter(superseded=False).count() == 3
    fact = facts_of(use_case)[FactName("ev", "eval_report", "n")]
    assert fact.link == reverse("evaluations:run_detail", args=["kaisha", run.pk])
    assert fact.reference == run_reference(run)


def test_an_unfinished_run_and_a_foreign_one_are_refused(use_case, run, owner, other_organization):
    run.state = RunState.ANSWERING
    with pytest.raises(EvidenceRefused):
        link_evaluation(use_case, run, owner)
    Candidate.objects.all().update(name="x")
    run.state, run.organization = RunState.DONE, other_organization
    with pytest.raises(EvidenceRefused):
        link_evaluation(use_case, run, owner)
    assert not use_case.evidence.exists()


def test_a_cost_plan_shows_its_options_and_its_headline_numbers(use_case, plan, owner):
    link_cost_plan(use_case, plan, owner)
    assert value(use_case, "ev.tco.options") == 3
    assert value(use_case, "ev.tco.api_npv_jpy") == plan_results(plan).headline("api").npv_jpy
    assert status(use_case, "G3", "G3-C1") == "met"
    assert status(use_case, "G3", "G3-C2") == "unknown"  # nobody has examined the sensitivity


def test_a_changed_plan_is_no_evidence_until_it_is_linked_again(use_case, plan, owner):
    link_cost_plan(use_case, plan, owner)
    before = gate_review(use_case, "G3").snapshot_sha256
    users = next(one for one in assumptions_of(plan) if one.key == "users")
    more = users.high + Decimal(10)
    save_assumptions(plan, owner, [replace(users, mode=more, high=more)], "人数を見直し", plan.revision)
    assert status(use_case, "G3", "G3-C1") == "unknown"
    assert outdated_plans(use_case) == [plan]
    link_cost_plan(use_case, plan, owner)
    assert status(use_case, "G3", "G3-C1") == "met"
    assert outdated_plans(use_case) == []
    assert gate_review(use_case, "G3").snapshot_sha256 != before


def test_a_plan_with_unknown_inputs_is_refused_and_nothing_is_lost(use_case, plan, owner, organization):
    link_cost_plan(use_case, plan, owner)
    new = NewPlan("新計画", date(2027, 4, 1))
    incomplete = create_plan(organization, owner, new, starting_assumptions(), "初版")
    with pytest.raises(CostError):
        link_cost_plan(use_case, incomplete, owner)
    assert value(use_case, "ev.tco.options") == 3


def test_a_foreign_plan_is_refused(plan, other_organization, outsider):
    with pytest.raises(EvidenceRefused):
        link_cost_plan(add_use_case(other_organization), plan, outsider)


def test_both_are_linked_from_the_page(owner_client, use_case, run, plan):
    for name, field, pk in (("run_link", "run", run.pk), ("cost_plan_link", "plan", plan.pk)):
        address = reverse(f"adoption:{name}", args=["kaisha", use_case.pk])
        assert owner_client.post(address, {field: pk}, follow=True).status_code == 200
        assert owner_client.post(address, {field: "999999"}, follow=True).status_code == 200
    assert {one.key for one in use_case.evidence.filter(superseded=False)} == {
        "eval_report",
        "eval_set",
        "K-R-03",
        "tco",
        "roi",
    }


def test_a_run_of_another_organisation_cannot_be_chosen_on_the_page(
    owner_client, use_case, other_organization
):
    foreign = add_finished_run(other_organization)
    owner_client.post(reverse("adoption:run_link", args=["kaisha", use_case.pk]), {"run": foreign.pk})
    assert not use_case.evidence.exists()
