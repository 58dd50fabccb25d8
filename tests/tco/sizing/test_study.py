"""The whole chain, and what it hands to a plan."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.gpus import gpus
from catalogue.models import models
from tco.errors import CostError, InvalidInput
from tco.sizing.answer import assumptions_from
from tco.sizing.capacity import BatchSpeed, Objective, Policy
from tco.sizing.points import MeasuredSetup, Measurement
from tco.sizing.question import SizingQuestion
from tco.sizing.ranges import Range
from tco.sizing.refusal import SizingRefused
from tco.sizing.served import accelerator, served_model
from tco.sizing.speed import RequestShape
from tco.sizing.study import size
from tests.tco.sizing.kernel_points import QWEN3_8B, points

H100 = accelerator(gpus()["h100-sxm"])
DENSE, MIXTURE = (served_model(models()[name], "bf16") for name in ("qwen3-8b", "qwen3-30b-a3b"))
MEASURED = Measurement(MeasuredSetup("H100", "vLLM", "Qwen3-8B", "bf16"), tuple(points(QWEN3_8B)))


def asked(**changes) -> SizingQuestion:
    question = SizingQuestion(RequestShape(3000, 500), 8.0, Objective(2.0, 0.05), H100, DENSE)
    return replace(question, **changes)


def codes(answer) -> set[str]:
    return {one.code for one in answer.warnings}


def test_every_step_follows_from_the_ones_before():
    answer = size(asked())
    value = {step.key: step.value.mode for step in answer.steps}
    assert value["sequence"] == value["context_per_token"] * value["context_tokens"] + value["context_fixed"]
    assert value["batch"] <= value["memory_sequences"]
    assert value["tpot"] == pytest.approx(value["decode"] + value["batch"] / 500 * value["prefill"])
    assert value["ttft"] == pytest.approx(value["decode"] + value["prefill"])
    assert value["rate"] == pytest.approx(value["batch"] / (value["ttft"] + 499 * value["tpot"]))
    assert value["tokens_per_s_per_gpu"] * value["tensor_parallel"] == pytest.approx(value["rate"] * 500)
    assert value["replicas"] == math.ceil(value["peak"] / (value["rate"] * 0.7))
    assert value["gpus"] == (value["replicas"] + value["spare"]) * value["tensor_parallel"]
    assert value["servers"] == math.ceil(value["gpus"] / 8)
    assert value["utilisation"] == pytest.approx(value["peak"] / (value["rate"] * value["replicas"]))


def test_every_step_has_a_name_a_unit_and_a_source_in_two_languages():
    steps = size(asked(price_jpy_per_gpu=Range(4e6, 5e6, 6e6))).steps
    assert len({step.key for step in steps}) == len(steps) >= 20
    for step in steps:
        assert all((*step.label, *step.unit, *step.source))
        assert all(math.isfinite(one) and one >= 0 for one in step.value.as_tuple())


def test_the_chain_ends_in_yen():
    answer = size(asked(price_jpy_per_gpu=Range(4e6, 5e6, 6e6)))
    assert answer.step("hardware_jpy").value.low == answer.gpus.low * 4e6
    assert answer.step("hardware_jpy").value.high == answer.gpus.high * 6e6


def test_an_estimate_says_that_it_is_one_and_a_mixture_spreads_wider():
    dense, mixture = size(asked()), size(asked(model=MIXTURE))
    assert dense.basis == "uncalibrated"
    assert "uncalibrated" in codes(dense)
    assert "mixture" in codes(mixture) - codes(dense)

    def width(answer):
        found = answer.step("tpot").value
        return found.high / found.low

    assert width(mixture) > 3 * width(dense)


def test_a_measurement_narrows_the_range_and_shows_its_error():
    estimated, calibrated = size(asked()), size(asked(measured=MEASURED))
    assert calibrated.basis == "calibrated"
    assert calibrated.calibration.worst_left_out_error < 0.08
    assert codes(calibrated) == {"calibrated"}
    narrow, wide = (one.step("tpot").value for one in (calibrated, estimated))
    assert narrow.high / narrow.low < wide.high / wide.low
    assert calibrated.expected.speed.tensor_parallel == 1
    assert calibrated.expected.speed.batch <= 256


def test_a_measurement_of_shorter_requests_is_not_stretched():
    answer = size(asked(shape=RequestShape(20_000, 500), measured=MEASURED))
    assert answer.basis == "uncalibrated"
    assert "extrapolation" in codes(answer)


def test_a_measured_table_needs_neither_card_nor_model():
    table = (BatchSpeed(16, 0.09, 0.028), BatchSpeed(64, 0.2, 0.049))
    answer = size(asked(gpu=None, model=None, table=table))
    assert answer.basis == "table"
    assert answer.expected.speed == table[1]
    assert answer.gpus.is_exact
    assert len(answer.tried) == 2


def test_a_model_that_does_not_fit_is_said_so():
    answer = size(asked(gpu=accelerator(gpus()["l4"]), model=served_model(models()["deepseek-v3"], "fp8")))
    assert answer.expected is None
    assert "memory" in codes(answer)
    assert not answer.years
    assert not answer.tried


def test_an_objective_beyond_reach_is_answered_with_no_configuration():
    answer = size(asked(objective=Objective(2.0, 0.0001)))
    assert answer.expected is None
    assert "objective" in codes(answer)
    assert answer.tried
    assert not any(one.meets for one in answer.tried)
    with pytest.raises(SizingRefused) as caught:
        assumptions_from(answer, "onprem")
    assert "満たす構成がありません" in caught.value.message.ja


def test_a_slow_end_that_misses_the_objective_is_warned_of():
    quick = size(asked())
    tight = quick.step("tpot").value.mode
    at_batch_one = size(asked(tensor_parallels=(1,), objective=Objective(2.0, 0.0068)))
    assert tight > 0.0068
    assert at_batch_one.slow_misses
    assert "slow_misses" in codes(at_batch_one)
    assert at_batch_one.slow.speed.batch == at_batch_one.expected.speed.batch


def test_idle_hardware_is_named_before_it_is_bought():
    assert "idle" in codes(size(asked(peak_requests_per_s=0.05)))


def test_growth_is_bought_in_whole_servers_and_ordered_in_time():
    years = size(asked(growth=(1.0, 2.0, 12.0), lead_time_months=5)).years
    assert [year.order_by_month for year in years] == [-5, 7, 19]
    assert years[-1].servers == sum(year.servers_bought for year in years) > years[0].servers


def test_a_plan_receives_speed_replica_and_spare():
    answer = size(asked(model=served_model(models()["qwen3-235b-a22b"], "fp8")))
    found = assumptions_from(answer, "onprem")
    assert set(found) == {
        "onprem_output_tokens_per_second_per_gpu", "onprem_gpus_per_replica", "onprem_spare_replicas",
    }  # fmt: skip
    low, mode, high = found["onprem_output_tokens_per_second_per_gpu"]
    assert 0 < low < mode < high
    assert found["onprem_gpus_per_replica"] == (answer.expected.speed.tensor_parallel,) * 3
    assert found["onprem_spare_replicas"] == (1, 1, 1)


def test_the_plan_rounds_up_to_the_same_gpus():
    """Peak tokens / (speed x GPUs of a replica x limit), rounded up, and the spare: what a plan calculates."""
    answer = size(asked(policy=Policy(0.6)))
    found = {key: value[1] for key, value in assumptions_from(answer, "x").items()}
    replica = found["x_output_tokens_per_second_per_gpu"] * found["x_gpus_per_replica"] * 0.6
    replicas = math.ceil(8.0 * 500 / replica) + found["x_spare_replicas"]
    assert replicas * found["x_gpus_per_replica"] == answer.expected.gpus


@pytest.mark.parametrize(
    "change",
    [
        {"peak_requests_per_s": 0}, {"peak_requests_per_s": -1}, {"peak_requests_per_s": math.nan},
        {"shape": RequestShape(0, 500)}, {"shape": RequestShape(3000, math.inf)},
        {"shape": RequestShape(3000, 500, cached_tokens=-1)}, {"objective": Objective(0, 0.05)},
        {"policy": Policy(utilisation_max=1.2)}, {"policy": Policy(gpus_per_server=0)}, {"growth": (1.0, -1.0)},
        {"usable_memory": 0}, {"table": (BatchSpeed(0, 0.1, 0.01),)}, {"lead_time_months": -1},
        {"gpu": None}, {"model": None},
    ],
    ids=lambda change: str(change)[:40],
)  # fmt: skip
def test_a_question_without_an_answer_is_refused_in_words(change):
    with pytest.raises(CostError) as caught:
        size(asked(**change))
    assert caught.value.message.ja
    assert caught.value.message.en


def test_a_range_in_the_wrong_order_is_refused():
    with pytest.raises(InvalidInput):
        Range(2.0, 1.0, 3.0)


@settings(max_examples=40, deadline=None)
@given(
    peak=st.floats(0.01, 500),
    read=st.integers(1, 20_000),
    written=st.integers(1, 4_000),
    factor=st.floats(1, 8),
    model=st.sampled_from([DENSE, MIXTURE]),
)
def test_a_faster_card_never_needs_more_gpus_at_any_end(peak, read, written, factor, model):
    quick = replace(
        H100,
        bytes_per_s=H100.bytes_per_s * factor,
        operations_per_s=H100.operations_per_s * factor,
        link_bytes_per_s=H100.link_bytes_per_s * factor,
    )
    question = asked(shape=RequestShape(read, written), peak_requests_per_s=peak, model=model)
    before, after = size(question), size(replace(question, gpu=quick))
    if before.expected is not None:
        assert after.expected.gpus <= before.expected.gpus
        assert before.gpus.low <= before.gpus.mode <= before.gpus.high
