"""Measured points from an evaluation run and from a GPU check."""

import json
from dataclasses import asdict, dataclass

import pytest

from gpu_check.points import Point
from gpu_check.report import FORMAT
from tco.sizing.points import GPU_CHECK_FORMAT, points_of_run, read_gpu_check
from tco.sizing.refusal import SizingRefused


@dataclass
class Row:
    device: str = "cuda:0 H100 bfloat16"
    batch_size: int = 8
    input_tokens: int = 32_000
    output_tokens: int = 8_000
    wall_s: float = 9.0
    ttft_s: float | None = 0.4
    tpot_s: float | None = 0.008


def report(**changes) -> str:
    point = Point(
        engine="continuous", batch_size=1, input_tokens=512, output_tokens=128, ttft_s=0.05, tpot_s=0.009,
        step_s=0.008, wall_s=1.1, tokens_per_s=116.0, peak_memory_bytes=None, watts=None, energy_j=None,
        ceiling_share=0.6,
    )  # fmt: skip
    content = {
        "format": FORMAT,
        "measured_at": "2026-11-22T00:00:00+00:00",
        "device": {"name": "NVIDIA H200", "label": "cuda:0 NVIDIA H200 bfloat16", "is_gpu": True},
        "model": {"name": "llama-3.1-8b, random weights"},
        "points": [{**asdict(point), "engine": engine, "batch_size": batch}
                   for engine in ("static", "continuous") for batch in (1, 8, 64)],
    }  # fmt: skip
    return json.dumps({**content, **changes})


def test_a_gpu_check_is_read_engine_by_engine():
    static, continuous = read_gpu_check(report())
    assert GPU_CHECK_FORMAT == FORMAT
    assert (static.setup.engine, continuous.setup.engine) == ("static", "continuous")
    assert (static.setup.device, static.setup.precision) == ("NVIDIA H200", "bf16")
    assert [point.batch_size for point in continuous.points] == [1, 8, 64]
    assert continuous.points[0].tpot_s == 0.008
    assert continuous.points[0].ttft_s == 0.05
    assert not continuous.points[0].includes_newcomers


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "null",
        "[" * 100_000,
        report(format="shirube-gpu-check/2"),
        report(points=[{"engine": "static", "batch_size": 1}]),
        report(
            points=[
                {
                    "engine": "x",
                    "batch_size": 1,
                    "input_tokens": 1,
                    "output_tokens": 1,
                    "step_s": 0,
                    "ttft_s": 1,
                }
            ]
        ),
        report().replace("0.008", "NaN"),
        report().replace("0.008", '"fast"'),
    ],
    ids=["empty", "list", "null", "deep", "format", "missing", "zero", "nan", "text"],
)
def test_any_other_file_is_refused_in_words(content):
    with pytest.raises(SizingRefused) as caught:
        read_gpu_check(content)
    assert "gpu-check.json" in caught.value.message.ja


def test_a_static_batch_holds_as_many_answers_as_its_size():
    (point,) = points_of_run([Row()], includes_newcomers=False)["cuda:0 H100 bfloat16"]
    assert (point.input_tokens, point.output_tokens) == (4000, 1000)


def test_answers_of_a_continuous_point_follow_from_littles_law():
    """8 places for 9 s are 72 s; 20 answers of 400 tokens take 20 x (0.4 + 399 x 0.008) = 71.8 s."""
    (point,) = points_of_run([Row()], includes_newcomers=True)["cuda:0 H100 bfloat16"]
    assert point.output_tokens == pytest.approx(400, rel=0.03)
    assert point.includes_newcomers


def test_batches_without_a_time_per_token_are_left_out_and_devices_kept_apart():
    rows = [Row(), Row(tpot_s=None), Row(device="cpu"), Row(output_tokens=0)]
    assert {device: len(points) for device, points in points_of_run(rows, True).items()} == {
        "cuda:0 H100 bfloat16": 1,
        "cpu": 1,
    }


def test_many_batches_that_are_alike_become_one_point():
    rows = [Row(wall_s=9.0 + number / 100, tpot_s=0.008 + number / 1e6) for number in range(101)]
    rows += [Row(batch_size=64, wall_s=12.0, tpot_s=0.02, input_tokens=400_000, output_tokens=30_000)]
    points = points_of_run(rows, includes_newcomers=False)["cuda:0 H100 bfloat16"]
    assert [point.batch_size for point in points] == [8, 64]
    assert points[0].tpot_s == pytest.approx(0.00805)
