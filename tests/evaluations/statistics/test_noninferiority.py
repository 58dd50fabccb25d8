import pytest

from evaluations.statistics.noninferiority import non_inferiority
from evaluations.statistics.verdict import NonInferiority

SAME = {f"Q{n:03d}": 1.0 for n in range(100)}


def failing(count, scores=SAME):
    return scores | dict.fromkeys(list(scores)[:count], 0.0)


def test_equal_answers_are_not_inferior_within_what_so_many_questions_can_show():
    result = non_inferiority(SAME, dict(SAME), margin=0.05)
    assert result.difference.low == pytest.approx(-(1 - 0.05 ** (1 / 100)))
    assert result.verdict is NonInferiority.SHOWN
    assert result.is_equivalent
    assert non_inferiority(SAME, dict(SAME), margin=0.02).verdict is NonInferiority.NOT_SHOWN


def test_a_few_losses_are_within_a_wide_margin_only():
    assert non_inferiority(SAME, failing(3), margin=0.10).verdict is NonInferiority.SHOWN
    assert non_inferiority(SAME, failing(3), margin=0.04).verdict is NonInferiority.NOT_SHOWN


def test_many_losses_are_inferior():
    assert non_inferiority(SAME, failing(30), margin=0.05).verdict is NonInferiority.INFERIOR


def test_a_better_candidate_is_not_inferior_and_not_equivalent():
    result = non_inferiority(failing(30), dict(SAME), margin=0.05)
    assert result.verdict is NonInferiority.SHOWN
    assert not result.is_equivalent


def test_few_questions_show_nothing():
    few = dict(list(SAME.items())[:10])
    result = non_inferiority(few, dict(few), margin=0.5)
    assert result.verdict is NonInferiority.TOO_FEW
    assert not result.is_equivalent


@pytest.mark.parametrize("margin", [0.0, -0.1, 1.0])
def test_a_margin_outside_0_and_1_is_refused(margin):
    with pytest.raises(ValueError, match="margin"):
        non_inferiority(SAME, SAME, margin=margin)
