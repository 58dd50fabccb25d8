"""Calibration on measured points: what it finds, how well it predicts, and what it refuses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.gpus import gpus
from catalogue.models import models
from tco.sizing.calibration import calibrate
from tco.sizing.points import MeasuredPoint
from tco.sizing.refusal import SizingRefused
from tco.sizing.served import accelerator, served_model
from tco.sizing.speed import (
    Efficiency,
    Replica,
    RequestShape,
    decode_step_s,
    prefill_s,
    time_per_token_s,
)
from tco.sizing.uncertainty import uncalibrated
from tests.tco.sizing.kernel_points import DENSE_SETUPS, QWEN3_8B, QWEN3_30B_A3B, points

H100 = accelerator(gpus()["h100-sxm"])
DENSE, MIXTURE = (
    Replica(served_model(models()[name], "bf16"), H100) for name in ("qwen3-8b", "qwen3-30b-a3b")
)
LOADS = [(1, 500, 400), (4, 1000, 300), (16, 2000, 500), (32, 500, 1000), (8, 6000, 200), (64, 1000, 500)]


def as_measured(efficiency: Efficiency) -> list[MeasuredPoint]:
    return [
        MeasuredPoint(b, i, o, time_per_token_s(DENSE, RequestShape(i, o), b, efficiency))
        for b, i, o in LOADS
    ]


def error_of(replica: Replica, efficiency: Efficiency, point: MeasuredPoint) -> float:
    shape = RequestShape(point.input_tokens, point.output_tokens)
    return abs(time_per_token_s(replica, shape, point.batch_size, efficiency) / point.tpot_s - 1)


@settings(max_examples=30, deadline=None)
@given(t0=st.floats(0, 0.01), eta=st.floats(0.2, 1.0), mfu=st.floats(0.2, 1.0))
def test_what_made_the_points_is_found_again(t0, eta, mfu):
    found = calibrate(DENSE, as_measured(Efficiency(t0, eta, mfu)))
    assert found.worst_error < 1e-4
    assert found.efficiency.step_overhead_s == pytest.approx(t0, abs=2e-5)
    assert found.efficiency.bandwidth_share == pytest.approx(eta, rel=0.01)
    assert found.efficiency.compute_share == pytest.approx(mfu, rel=0.01)


def test_a_calibration_predicts_points_that_it_has_not_seen():
    found = calibrate(DENSE, points(QWEN3_8B))
    assert found.worst_error < 0.05
    assert found.worst_left_out_error < 0.08
    assert found.mean_left_out_error < 0.03
    assert found.worst_error < max(error_of(DENSE, Efficiency(), one) for one in points(QWEN3_8B))


def test_a_calibrated_mixture_is_known_far_better_than_an_estimated_one():
    found = calibrate(MIXTURE, points(QWEN3_30B_A3B))
    assert found.worst_left_out_error < 0.15
    pace = uncalibrated(is_mixture=True)
    for one in points(QWEN3_30B_A3B):
        shape = RequestShape(one.input_tokens, one.output_tokens)
        spread = pace.range_of(lambda e, one=one, s=shape: time_per_token_s(MIXTURE, s, one.batch_size, e))
        assert spread.low <= one.tpot_s <= spread.high


def test_the_error_without_a_point_is_not_the_error_with_it():
    found = calibrate(DENSE, points(QWEN3_8B))
    assert found.worst_left_out_error > found.worst_error
    assert len(found.points) == len(QWEN3_8B)


def test_pure_steps_of_one_length_and_a_first_token_are_enough():
    efficiency, shape = Efficiency(0.0012, 0.7, 0.45), RequestShape(1024, 256)
    found = calibrate(
        DENSE,
        [
            MeasuredPoint(
                batch,
                1024,
                256,
                decode_step_s(DENSE, shape, batch, efficiency),
                ttft_s=efficiency.step_overhead_s + prefill_s(DENSE, shape, efficiency),
                includes_newcomers=False,
            )
            for batch in (1, 8, 32, 64)
        ],
    )
    assert found.efficiency.bandwidth_share == pytest.approx(0.7, rel=1e-3)
    assert found.efficiency.compute_share == pytest.approx(0.45, rel=1e-3)


def test_efficiencies_never_pass_the_limits_of_the_hardware():
    impossible = [MeasuredPoint(p.batch_size, p.input_tokens, p.output_tokens, p.tpot_s / 3)
                  for p in points(QWEN3_8B)]  # fmt: skip
    found = calibrate(DENSE, impossible).efficiency
    assert found.step_overhead_s >= 0
    assert 0 < found.bandwidth_share <= 1
    assert 0 < found.compute_share <= 1


@pytest.mark.parametrize(
    ("measured", "sentence"),
    [
        (points(QWEN3_8B)[:3], "現在3点"),
        ([MeasuredPoint(8, 1000, 500, 0.007)] * 6, "似すぎている"),
        ([MeasuredPoint(b, 1000, 500, 0.005 + b / 1e4) for b in (1, 2, 4, 8, 16)], "似すぎている"),
        ([*points(QWEN3_8B)[:4], MeasuredPoint(0, 1000, 500, 0.007)], "0以下"),
    ],
    ids=["too few", "all the same", "one length only", "zero"],
)
def test_points_that_cannot_tell_are_refused_in_words(measured, sentence):
    with pytest.raises(SizingRefused) as caught:
        calibrate(DENSE, measured)
    assert sentence in caught.value.message.ja
    assert "Measure" in caught.value.message.en or "Add points" in caught.value.message.en


def test_nothing_is_said_beyond_twice_what_was_measured():
    found = calibrate(DENSE, points(QWEN3_8B))
    assert found.most_batch == 256
    assert found.refusal(RequestShape(16000, 2000)) is None
    assert "16001" in found.refusal(RequestShape(16001, 500)).ja
    assert "2001" in found.refusal(RequestShape(1000, 2001)).en
    assert found.refusal(RequestShape(9000, 500, cached_tokens=8000)) is not None


def test_the_accuracy_is_what_the_documentation_states():
    errors = [
        error_of(one.replica(), Efficiency(), point) for one in DENSE_SETUPS for point in points(one.rows)
    ]
    assert (len(errors), sum(errors) / len(errors), max(errors)) == pytest.approx(
        (26, 0.051, 0.162), abs=6e-4
    )
    found = calibrate(DENSE, points(QWEN3_8B))
    stated = (found.worst_error, found.mean_left_out_error, found.worst_left_out_error)
    assert stated == pytest.approx((0.036, 0.025, 0.054), abs=6e-4)
