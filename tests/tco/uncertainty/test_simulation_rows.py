"""A simulation asked for, calculated, killed, resumed and told twice: the row is the truth."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from tco import simulations
from tco.errors import InvalidInput, MissingInputs
from tco.models import Simulation
from tco.services import save_assumptions, save_correlations
from tco.simulations import Asked, request_simulation, run_simulation, wake_waiting_simulations
from tco.states import SimulationKind, SimulationStatus
from tco.uncertainty.draws import Correlation
from tests.tco.uncertainty.conftest import assumption

pytestmark = pytest.mark.django_db


def again(simulation: Simulation) -> Simulation:
    return Simulation.objects.get(pk=simulation.pk)


def lost(simulation: Simulation, owner: str = "a worker that was killed") -> None:
    """Leave the row as a worker does that is killed in the middle."""
    Simulation.objects.filter(pk=simulation.pk).update(
        status=SimulationStatus.RUNNING,
        owner=owner,
        attempt=1,
        progress=0.4,
        lease_until=timezone.now() - timedelta(seconds=1),
        woken_at=timezone.now() - timedelta(minutes=1),
    )


@pytest.fixture(autouse=True)
def _trusted_leases(monkeypatch):
    """The database of the tests may have started a moment ago."""
    monkeypatch.setattr("accounts.leases._leases_can_be_trusted", lambda: True)


def test_asking_writes_a_row_an_audit_entry_and_one_message_on_commit(
    asked, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        simulation = asked()
    assert sent == [simulation.pk]
    assert (simulation.status, simulation.revision, simulation.seed) == (SimulationStatus.WAITING, 1, 1)
    assert AuditEntry.objects.filter(action="simulation.requested").count() == 1


def test_the_same_question_has_one_row(asked):
    assert asked().pk == asked().pk
    assert asked().pk != asked(seed=2).pk


def test_results_hold_every_option_and_are_numbers_or_nothing(asked):
    simulation = asked()
    run_simulation(simulation.pk)
    found = again(simulation)
    assert found.status == SimulationStatus.DONE
    assert [one["option"] for one in found.results["options"]] == ["api", "cloud", "onprem"]
    for one in found.results["options"]:
        assert one["npv"]["p5"] <= one["npv"]["p50"] <= one["npv"]["p95"]
        assert 0 <= one["payback"]["defined_share"] <= 1
        assert sum(one["npv"]["histogram"]["shares"]) == pytest.approx(1)
    chances = sum(one["chance_best"] for one in found.results["options"])
    assert chances + found.results["chance_nothing"] == pytest.approx(1)
    assert len(found.results["effects"]["largest"]) == 10
    json.dumps(found.results, allow_nan=False)


def test_a_killed_workers_row_is_woken_and_calculated_to_the_same_figures(asked, sent):
    whole, killed = asked(seed=5), asked(seed=6)
    Simulation.objects.filter(pk=killed.pk).update(seed=5)
    run_simulation(whole.pk)
    lost(killed)
    sent.clear()
    assert wake_waiting_simulations() == 1
    assert sent == [killed.pk]
    run_simulation(killed.pk)
    assert again(killed).attempt == 2
    assert again(killed).results == again(whole).results


def test_a_lost_message_is_sent_again_but_not_at_once(asked, sent):
    simulation = asked()
    sent.clear()
    assert wake_waiting_simulations() == 0
    Simulation.objects.update(woken_at=timezone.now() - timedelta(minutes=1))
    assert wake_waiting_simulations() == 1
    assert sent == [simulation.pk]


def test_a_second_message_finds_nothing_to_do(asked, monkeypatch):
    simulation = asked()
    run_simulation(simulation.pk)
    monkeypatch.setattr(simulations, "_calculated", lambda *_: pytest.fail("calculated twice"))
    run_simulation(simulation.pk)
    assert again(simulation).attempt == 1


def test_a_row_held_by_a_living_worker_is_left_to_it(asked):
    simulation = asked()
    lost(simulation)
    Simulation.objects.update(lease_until=timezone.now() + timedelta(minutes=1))
    run_simulation(simulation.pk)
    assert again(simulation).owner == "a worker that was killed"
    assert again(simulation).results is None


def test_a_worker_that_lost_its_row_writes_nothing(asked, monkeypatch):
    simulation = asked()
    monkeypatch.setattr(simulations, "SECONDS_BETWEEN_TELLINGS", 0.0)

    def taken_over(*given):
        Simulation.objects.update(owner="its successor")
        return calculated(*given)

    calculated = simulations._calculated
    monkeypatch.setattr(simulations, "_calculated", taken_over)
    run_simulation(simulation.pk)
    assert again(simulation).owner == "its successor"
    assert again(simulation).results is None


def test_an_error_is_tried_again_and_then_said_in_words(asked, monkeypatch):
    simulation = asked()
    monkeypatch.setattr(simulations, "_calculated", lambda *_: 1 / 0)
    run_simulation(simulation.pk)
    assert again(simulation).status == SimulationStatus.WAITING
    run_simulation(simulation.pk)
    run_simulation(simulation.pk)
    found = again(simulation)
    assert found.status == SimulationStatus.FAILED
    assert "試行回数を減らして" in found.error_ja
    assert "fewer draws" in found.error_en


def test_a_row_that_ends_every_worker_is_given_up(asked):
    simulation = asked()
    lost(simulation)
    Simulation.objects.update(attempt=3)
    run_simulation(simulation.pk)
    assert again(simulation).status == SimulationStatus.FAILED


def test_the_revision_that_was_asked_about_is_simulated_whatever_is_saved_later(asked, ranged_plan, owner):
    first, second = asked(), asked(seed=2)
    run_simulation(first.pk)
    save_assumptions(ranged_plan, owner, [assumption("users", (900, 1000, 1100))], "増員", 1)
    Simulation.objects.filter(pk=second.pk).update(seed=1)
    run_simulation(second.pk)
    assert again(second).results == again(first).results


def test_a_plan_with_a_missing_value_is_refused_before_anything_is_stored(asked, ranged_plan):
    revision = ranged_plan.revisions.get()
    revision.values = [row for row in revision.values if row["key"] != "users"]
    revision.save()
    with pytest.raises(MissingInputs):
        asked()
    assert not Simulation.objects.exists()


@pytest.mark.parametrize("wrong", [{"draws": 0}, {"draws": 10**9}, {"seed": -1}])
def test_draws_and_seed_outside_their_limits_are_refused(ranged_plan, owner, sent, wrong):
    with pytest.raises(InvalidInput):
        request_simulation(ranged_plan, owner, replace(Asked(draws=200), **wrong))
    assert not Simulation.objects.exists()


def test_correlations_make_a_revision_and_move_the_spread(asked, ranged_plan, owner):
    run_simulation((before := asked(draws=2_000)).pk)
    pairs = [
        Correlation("tokens_in_per_request", "tokens_out_per_request", 0.7),
        Correlation("fx_jpy_per_usd", "tokens_in_per_request", 0.7),
    ]
    save_correlations(ranged_plan, owner, pairs, "相関", 1)
    assert ranged_plan.revision == 2
    run_simulation((after := asked(draws=2_000)).pk)
    assert after.revision == 2
    spread = [again(one).results["options"][0]["present_cost"]["sd"] for one in (before, after)]
    assert spread[1] > spread[0]


def test_a_future_changes_the_draws_and_a_price_war_changes_them_again(asked):
    rows = [asked(), asked(future="SC-1"), asked(future="SC-1", has_price_war=True)]
    for row in rows:
        run_simulation(row.pk)
    medians = [again(row).results["options"][0]["npv"]["p50"] for row in rows]
    assert len(set(medians)) == 3


def test_futures_are_stressed_and_the_breaks_are_listed(asked):
    simulation = asked(SimulationKind.FUTURES, 100)
    run_simulation(simulation.pk)
    found = again(simulation).results
    assert len(found["worlds"]) == 8
    assert set(found["worst_regret_jpy"]) == {"api", "cloud", "onprem", "none"}
    assert found["least_regret"] in found["worst_regret_jpy"]
    assert [one["is_inside"] for one in found["breaks"]] == sorted(
        (one["is_inside"] for one in found["breaks"]), reverse=True
    )
