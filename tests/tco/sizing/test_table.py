"""A table of speeds straight from measured points."""

import pytest

from tco.sizing.capacity import Objective
from tco.sizing.points import MeasuredPoint
from tco.sizing.question import SizingQuestion
from tco.sizing.refusal import SizingRefused
from tco.sizing.speed import RequestShape
from tco.sizing.study import size
from tco.sizing.table import measured_table

SHAPE = RequestShape(1000, 250)
STEPS = [
    MeasuredPoint(batch, 1024, 256, 0.010 + batch / 10_000, ttft_s=0.05 * batch, includes_newcomers=False)
    for batch in (1, 8, 32)
]


def test_prompts_of_newcomers_are_added_to_pure_steps():
    table = measured_table(STEPS, SHAPE)
    assert [one.batch for one in table] == [1, 8, 32]
    assert table[2].tpot_s == pytest.approx(0.0132 + 32 / 256 * 0.05)
    assert table[2].ttft_s == pytest.approx(0.05 + 0.0132)


def test_points_in_service_are_taken_as_they_are_repeats_by_their_median():
    points = [MeasuredPoint(16, 1000, 250, tpot, ttft_s=0.3) for tpot in (0.02, 0.03, 0.9)]
    (found,) = measured_table(points, SHAPE, tensor_parallel=2)
    assert (found.batch, found.ttft_s, found.tpot_s, found.tensor_parallel) == (16, 0.3, 0.03, 2)


def test_a_table_is_enough_to_size():
    question = SizingQuestion(SHAPE, 4.0, Objective(1.0, 0.05), table=measured_table(STEPS, SHAPE))
    answer = size(question)
    assert answer.basis == "table"
    assert answer.expected.speed.batch == 32
    assert answer.warnings == ()


@pytest.mark.parametrize("shape", [RequestShape(4000, 250), RequestShape(1000, 1000), RequestShape(100, 250)])
def test_other_lengths_than_those_measured_are_refused(shape):
    with pytest.raises(SizingRefused) as caught:
        measured_table(STEPS, shape)
    assert "近い実測がない" in caught.value.message.ja


def test_steps_without_a_single_first_token_are_refused():
    with pytest.raises(SizingRefused) as caught:
        measured_table(STEPS[1:], SHAPE)
    assert "batch of 1" in caught.value.message.en
