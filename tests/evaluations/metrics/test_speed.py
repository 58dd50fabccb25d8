import pytest

from evaluations.metrics.speed import CallTiming, Spread, speed_summary, spread


def rounded(measured: Spread | None):
    return measured and (measured.n, round(measured.p50, 6), round(measured.p95, 6))


def test_percentiles_lie_between_neighbours():
    assert rounded(spread([3.0, 1.0, 2.0, 4.0])) == (4, 2.5, 3.85)


def test_warm_up_is_left_out_and_counted():
    calls = [CallTiming(9.0, 9.5, 5, is_warm_up=True), CallTiming(0.2, 1.2, 11), CallTiming(0.4, 2.4, 21)]
    speed = speed_summary(calls, wall_s=4.0)
    assert (speed.n, speed.warm_ups_left_out) == (2, 1)
    assert rounded(speed.ttft_s) == (2, 0.3, 0.39)
    assert rounded(speed.tpot_s) == (2, 0.1, 0.1)
    assert speed.output_tokens_per_s == 8.0
    assert speed.requests_per_s == 0.5


def test_what_was_not_measured_is_none_and_never_zero():
    speed = speed_summary([CallTiming(None, 1.0, None), CallTiming(None, 2.0, 7)], wall_s=3.0)
    assert speed.ttft_s is None
    assert speed.tpot_s is None
    assert speed.output_tokens_per_s is None
    assert rounded(speed.total_s) == (2, 1.5, 1.95)
    assert speed_summary([]).total_s is None
    assert speed_summary([]).requests_per_s is None


def test_a_wall_time_of_zero_is_refused():
    with pytest.raises(ValueError, match="positive"):
        speed_summary([CallTiming(0.1, 0.2, 3)], wall_s=0.0)
