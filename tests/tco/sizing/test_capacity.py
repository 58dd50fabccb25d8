"""From speed to replicas, GPUs and servers."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tco.sizing.capacity import (
    BatchSpeed,
    Demand,
    Objective,
    Policy,
    cheapest,
    fleet,
    mean_wait_s,
    request_rate,
    resize_yearly,
    servers_for,
    waiting_probability,
)
from tests.tco.cases import sizing_case

W08, W08B = sizing_case("W08"), sizing_case("W08b")
OUTPUT = W08["inputs"]["osl"]
OBJECTIVE = Objective(**W08["inputs"]["slo"])
TTFT_S = {1: 0.05, 16: 0.09, 64: 0.2, 128: 0.45}


def measured_table() -> list[BatchSpeed]:
    """Return speeds with the worked rates: TTFT + 511·TPOT = B / rate."""
    rates = {int(batch): rate for batch, rate in W08["expected"]["request_rate_per_replica"].items()}
    return [
        BatchSpeed(batch, TTFT_S[batch], (batch / rate - TTFT_S[batch]) / (OUTPUT - 1))
        for batch, rate in rates.items()
    ]


@pytest.mark.parametrize("speed", measured_table(), ids=lambda speed: str(speed.batch))
def test_a_replica_answers_at_the_worked_rate(speed):
    expected = W08["expected"]["request_rate_per_replica"][str(speed.batch)]
    assert request_rate(speed, OUTPUT) == pytest.approx(expected, abs=0.001)


def test_a_measured_table_gives_the_worked_replicas():
    demand = Demand(W08["inputs"]["request_rate"], OUTPUT)
    policy = Policy(utilisation_max=W08["inputs"]["utilisation_max"])
    found = cheapest(measured_table(), demand, policy, OBJECTIVE)
    assert found.speed.batch == 64
    assert found.replicas == W08["expected"]["replicas"]
    assert found.gpus == W08["expected"]["with_n_plus_1"]
    rejected = measured_table()[-1]
    assert not rejected.meets(OBJECTIVE)
    assert fleet(rejected, demand, policy).replicas == found.replicas


def test_waiting_is_the_worked_erlang_c():
    row = W08B["inputs"]
    probability = waiting_probability(row["servers"], row["offered_erlang"])
    assert probability == pytest.approx(W08B["expected"]["p_wait"], rel=1e-6)
    wait_s = mean_wait_s(row["servers"], row["offered_erlang"], row["service_s"])
    assert wait_s == pytest.approx(W08B["expected"]["mean_wait_s"], rel=1e-6)


def test_a_full_system_waits_for_ever_and_an_empty_one_not_at_all():
    assert waiting_probability(4, 4.0) == 1
    assert mean_wait_s(4, 5.0, 1.0) == math.inf
    assert waiting_probability(4, 0.0) == 0


@given(places=st.integers(1, 50_000), load=st.floats(0.001, 0.999))
def test_waiting_is_a_probability_at_any_size(places, load):
    assert 0 <= waiting_probability(places, places * load) <= 1


def test_a_wait_that_breaks_the_objective_is_answered_with_replicas():
    one_at_a_time = BatchSpeed(1, 0.1, 0.01)
    demand, policy = Demand(0.8, 100), Policy(utilisation_max=1.0, spare="none")
    careless = fleet(one_at_a_time, demand, policy)
    kept = fleet(one_at_a_time, demand, policy, Objective(0.5, 0.05))
    assert careless.first_token_s > 0.5 >= kept.first_token_s
    assert kept.replicas > careless.replicas


def test_no_batch_that_meets_the_objective_is_no_fleet():
    assert cheapest(measured_table(), Demand(3.0, OUTPUT), Policy(), Objective(0.01, 0.05)) is None


@pytest.mark.parametrize(("spare", "gpus"), [("none", 4), ("replica", 6), ("server", 12)])
def test_the_spare_is_a_replica_or_a_server_or_nothing(spare, gpus):
    speed = BatchSpeed(64, 0.2, 0.05, tensor_parallel=2)
    assert fleet(speed, Demand(3.0, OUTPUT), Policy(spare=spare)).gpus == gpus


def test_a_replica_does_not_straddle_servers():
    assert servers_for(3, 4, 8) == 2
    assert servers_for(3, 3, 8) == 2
    assert servers_for(2, 16, 8) == 4


SPEEDS = st.builds(
    BatchSpeed,
    st.integers(1, 512),
    st.floats(0.001, 5),
    st.floats(0.0001, 0.5),
    st.sampled_from([1, 2, 4, 8]),
)
DEMANDS = st.builds(Demand, st.floats(0.01, 200), st.floats(1, 4000))


@given(speed=SPEEDS, demand=DEMANDS, factor=st.floats(1, 20))
def test_more_throughput_never_needs_more_gpus(speed, demand, factor):
    faster = BatchSpeed(speed.batch, speed.ttft_s / factor, speed.tpot_s / factor, speed.tensor_parallel)
    assert fleet(faster, demand, Policy()).gpus <= fleet(speed, demand, Policy()).gpus


@given(speed=SPEEDS, demand=DEMANDS, factor=st.floats(1, 20))
def test_more_demand_never_needs_fewer_gpus(speed, demand, factor):
    more = Demand(demand.requests_per_s * factor, demand.output_tokens)
    assert fleet(speed, demand, Policy()).gpus <= fleet(speed, more, Policy()).gpus


@given(speed=SPEEDS, demand=DEMANDS, policy=st.builds(Policy, st.floats(0.1, 1.0)))
def test_the_utilisation_keeps_to_its_limit(speed, demand, policy):
    found = fleet(speed, demand, policy)
    assert 0 < found.utilisation <= policy.utilisation_max * (1 + 1e-9)


@given(speeds=st.lists(SPEEDS, min_size=1, max_size=6), extra=SPEEDS, demand=DEMANDS)
def test_one_more_choice_never_costs_more(speeds, extra, demand):
    objective = Objective(1.0, 0.1)
    before, after = (cheapest(choice, demand, Policy(), objective) for choice in (speeds, [*speeds, extra]))
    assert before is None or after.gpus <= before.gpus


@given(speed=SPEEDS, demands=st.lists(DEMANDS, min_size=1, max_size=7))
def test_servers_are_bought_whole_in_time_and_never_sold(speed, demands):
    years = resize_yearly(speed, demands, Policy(), lead_time_months=6)
    owned = 0
    for year in years:
        assert year.servers_bought >= 0
        owned += year.servers_bought
        assert year.servers == owned
        assert owned * 8 >= year.gpus
        assert year.order_by_month == 12 * (year.year - 1) - 6
