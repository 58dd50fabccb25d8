"""Prefill, decode and both together."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tco.sizing.memory import ContextMemory
from tco.sizing.served import Accelerator, ServedModel
from tco.sizing.speed import (
    ROOFLINE,
    Efficiency,
    Replica,
    RequestShape,
    decode_step_s,
    exchange_s,
    expert_coverage,
    first_token_s,
    prefill_s,
    read_weight_bytes,
    time_per_token_s,
)
from tco.sizing.uncertainty import measured, uncalibrated
from tests.tco.cases import sizing_case
from tests.tco.sizing.kernel_points import DENSE_SETUPS, points, shape_of

W05, W07 = sizing_case("W05"), sizing_case("W07")
SHAPE = RequestShape(3000, 500)


def llama(width: float = 32 * 32 * 128) -> ServedModel:
    return ServedModel(
        name="Llama 3 8B",
        precision="bf16",
        weight_bytes=16.06e9,
        shared_parameters=W05["inputs"]["matmul_params"],
        expert_parameters=0,
        experts=1,
        experts_per_token=1,
        shared_bits=16,
        expert_bits=16,
        context=ContextMemory(131072, 0, 8),
        attention_width=width,
        layers=32,
        hidden=4096,
    )


CARD = Accelerator("H100", 80e9, 3350e9, W05["inputs"]["flops"], 450e9)


@pytest.mark.parametrize(("share", "key"), [(1.0, "prefill_ms"), (0.6, "prefill_ms_mfu_0_6")])
def test_a_prompt_takes_the_worked_milliseconds(share, key):
    shape = RequestShape(W05["inputs"]["tokens"], 1)
    seconds = prefill_s(Replica(llama(), CARD), shape, Efficiency(0.0, 1.0, share))
    assert seconds * 1000 == pytest.approx(W05["expected"][key], rel=1e-6)


@pytest.mark.parametrize("name", W07["expected"])
def test_a_batch_reads_the_worked_share_of_the_experts(name):
    experts, chosen, batch = (int(part[1:]) for part in name.split("_"))
    assert expert_coverage(experts, chosen, batch) == pytest.approx(W07["expected"][name], abs=1e-6)
    assert expert_coverage(experts, chosen, batch, "upper") == min(1.0, batch * chosen / experts)
    assert expert_coverage(experts, chosen, batch) <= expert_coverage(experts, chosen, batch, "upper")


@pytest.mark.parametrize(("batch", "bytes_read"), [(1, 6.058e9), (16, 39.77e9), (64, 59.48e9)])
def test_a_mixture_reads_the_worked_bytes_in_a_step(mixture, batch, bytes_read):
    assert read_weight_bytes(mixture, batch) == pytest.approx(bytes_read, rel=0.005)


def test_counting_only_active_parameters_would_be_far_too_fast(mixture):
    active = mixture.multiplied_parameters * 2
    assert read_weight_bytes(mixture, 16) / active > 5


@pytest.mark.parametrize("one", DENSE_SETUPS, ids=lambda one: f"{one.model}-{one.gpu}-{one.tensor_parallel}")
def test_the_defaults_come_near_kernel_measurements_on_one_and_several_gpus(one):
    replica = one.replica()
    errors = [
        abs(time_per_token_s(replica, shape_of(point), point.batch_size, Efficiency()) / point.tpot_s - 1)
        for point in points(one.rows)
    ]
    assert max(errors) < 0.17
    assert sum(errors) / len(errors) < 0.12


@pytest.mark.parametrize("one", DENSE_SETUPS, ids=lambda one: f"{one.model}-{one.gpu}-{one.tensor_parallel}")
def test_kernel_measurements_lie_within_the_range_of_an_estimate(one):
    replica, pace = one.replica(), uncalibrated(is_mixture=False)
    for point in points(one.rows):
        shape, batch = shape_of(point), point.batch_size
        spread = pace.range_of(lambda e, s=shape, b=batch: time_per_token_s(replica, s, b, e))
        assert spread.low <= point.tpot_s <= spread.high


def test_newcomers_slow_everybody_down():
    replica = Replica(llama(), CARD)
    alone, company = decode_step_s(replica, SHAPE, 32), time_per_token_s(replica, SHAPE, 32)
    assert company - alone == pytest.approx(32 / 500 * prefill_s(replica, SHAPE))


def test_cached_tokens_are_not_read_again_but_stay_in_memory():
    replica = Replica(llama(), CARD)
    cached = RequestShape(1000, 500, cached_tokens=2000)
    assert prefill_s(replica, cached) < prefill_s(replica, SHAPE) / 2
    assert decode_step_s(replica, cached, 8) == decode_step_s(replica, SHAPE, 8)


def test_one_gpu_exchanges_nothing_and_an_unknown_link_is_taken_as_slow():
    assert exchange_s(Replica(llama(), CARD), 1000) == 0
    unknown = replace(CARD, link_bytes_per_s=None)
    assert exchange_s(Replica(llama(), unknown, 2), 1000) > exchange_s(Replica(llama(), CARD, 2), 1000)


@given(batch=st.integers(1, 512), more=st.integers(0, 512), ranks=st.sampled_from([1, 2, 4, 8]))
def test_a_fuller_batch_never_has_a_shorter_step(batch, more, ranks):
    replica = Replica(llama(), CARD, ranks)
    assert decode_step_s(replica, SHAPE, batch) <= decode_step_s(replica, SHAPE, batch + more)


@given(factor=st.floats(1, 100), batch=st.integers(1, 512))
def test_hardware_faster_by_a_factor_is_faster_by_that_factor(factor, batch):
    quick = replace(
        CARD, bytes_per_s=CARD.bytes_per_s * factor, operations_per_s=CARD.operations_per_s * factor
    )
    slow, fast = (time_per_token_s(Replica(llama(), card), SHAPE, batch) for card in (CARD, quick))
    assert slow / fast == pytest.approx(factor)


def test_a_dense_estimate_spreads_as_measured_and_a_mixture_far_more(mixture):
    def spread(model, pace):
        found = pace.range_of(lambda one: time_per_token_s(Replica(model, CARD), SHAPE, 8, one))
        roofline = time_per_token_s(Replica(model, CARD), SHAPE, 8, ROOFLINE)
        return found.low / roofline, found.high / roofline

    assert spread(llama(), uncalibrated(is_mixture=False)) == pytest.approx((1.15, 2.04))
    low, high = spread(mixture, uncalibrated(is_mixture=True))
    assert low == pytest.approx(1.15)
    assert high >= 9.1


def test_a_calibrated_range_is_as_wide_as_its_error():
    replica = Replica(llama(), CARD)
    pace = measured(Efficiency(0.001, 0.7, 0.5), 0.08)
    found = pace.range_of(lambda one: first_token_s(replica, SHAPE, 4, one))
    assert (found.low, found.high) == pytest.approx((found.mode / 1.08, found.mode * 1.08))
