"""One candidate's figures, from its tally."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from evaluations.errors import as_text
from evaluations.figures import DropSummary, Interval, MeasureMean, Rate
from evaluations.metrics.speed import CallTiming, SpeedSummary, Spread, speed_summary
from evaluations.models import Call, RunCandidate
from evaluations.states import AnswerState, CallOutcome
from evaluations.statistics.bootstrap import mean_interval
from evaluations.statistics.clusters import clustered
from evaluations.statistics.estimate import Estimate
from evaluations.statistics.rates import upper_bound, wilson
from evaluations.statistics.several_rates import abstention_risk
from evaluations.statistics.stability import RobustnessDrop, consistency, robustness_drop
from evaluations.statistics.verdict import Verdict
from evaluations.summary import CandidateSummary
from evaluations.tallying import ROWS_AT_ONCE, Mean, Tally

ALL_KINDS = ""  # of noise together


def candidate_summary(
    place: RunCandidate, tally: Tally, n_items: int, documents: Mapping[str, str]
) -> CandidateSummary:
    """Everything that is said of one candidate by itself."""
    snapshot, states, speed = place.snapshot, tally.states, _speed(place, tally)
    severe_items = tally.severe.total()
    bound = upper_bound(tally.severe[False], severe_items)
    return CandidateSummary(
        key=snapshot["key"],
        name=snapshot["name"],
        openness=snapshot["openness"],
        is_stand_in=snapshot["is_stand_in"],
        provider=snapshot["provider"],
        licence=snapshot["licence"],
        origin=snapshot["origin"],
        hardware=place.hardware,
        n_items=n_items,
        n_answered=tally.held,
        n_failed=states[AnswerState.FAILED],
        n_truncated=states[AnswerState.TRUNCATED],
        n_pending=states[AnswerState.PENDING] + states[AnswerState.RUNNING],
        passed=_rate_of(tally.passed.values()),
        exact=_rate(tally.exact),
        critical=_rate(tally.critical),
        char_f1_mean=tally.char_f1.of_all,
        severe_errors=tally.severe[False],
        severe_items=severe_items,
        severe_upper95=bound.high if bound else None,
        false_answer=_rate(tally.invented),
        over_refusal=_rate(tally.refused),
        input_tokens_mean=_tokens(tally, "input"),
        output_tokens_mean=_tokens(tally, "output"),
        ttft_p50_s=_p50(speed.ttft_s),
        ttft_p95_s=_p95(speed.ttft_s),
        total_p50_s=_p50(speed.total_s),
        output_tokens_per_s=speed.output_tokens_per_s,
        calls_maybe_billed=_maybe_billed(place),
        failure=as_text(place.failure),
        n_refused_by_model=states[AnswerState.REFUSED_BY_MODEL],
        n_refused_by_policy=states[AnswerState.REFUSED_BY_POLICY],
        n_rate_limited=states[AnswerState.RATE_LIMITED],
        n_from_cache=tally.from_cache,
        n_timed=speed.n,
        total_p95_s=_p95(speed.total_s),
        tpot_p50_s=_p50(speed.tpot_s),
        tpot_p95_s=_p95(speed.tpot_s),
        cached_tokens_mean=_tokens(tally, "cached"),
        reasoning_tokens_mean=_tokens(tally, "reasoning"),
        energy_j_mean=tally.energy_j.of_all,
        cost_jpy=_cost(tally, documents),
        cost_per_correct_jpy=_cost_per_correct(tally),
        seconds=_mean_of(tally.seconds, documents),
        abstention_risk=_risk(place, tally),
        consistency=_interval(consistency(tally.repeated, documents)),
        robustness=tuple(_drops(tally, documents)),
        measures=tuple(_measures(tally.measures)),
        left_out=tuple(place.left_out),
    )


def _rate(verdicts: Counter[bool]) -> Rate | None:
    estimate = wilson(verdicts[True], verdicts.total())
    return Rate(verdicts[True], verdicts.total(), estimate.low, estimate.high) if estimate else None


def _rate_of(passed: Iterable[float]) -> Rate | None:
    return _rate(Counter(bool(one) for one in passed))


def _interval(estimate: Estimate | None) -> Interval | None:
    if estimate is None:
        return None
    return Interval(estimate.n, estimate.estimate, estimate.low, estimate.high, estimate.method)


def _tokens(tally: Tally, name: str) -> float | None:
    return tally.tokens.get(name, Mean()).of_all


def _mean_of(values: Mapping[str, float], documents: Mapping[str, str]) -> Interval | None:
    if not values:
        return None
    clusters = clustered(values, documents)
    found = mean_interval(clusters)
    if found is None:
        return None
    return Interval(clusters.n, clusters.mean, *found)


def _cost(tally: Tally, documents: Mapping[str, str]) -> Interval | None:
    """Yen for one question; with one cost unknown there is none, and it is never zero for want of a price."""
    return None if tally.costs_unknown else _mean_of(tally.cost_jpy, documents)


def _cost_per_correct(tally: Tally) -> float | None:
    correct = sum(tally.passed.values())
    if tally.costs_unknown or not tally.cost_jpy or not correct:
        return None
    return sum(tally.cost_jpy.values()) / correct


def _risk(place: RunCandidate, tally: Tally) -> Interval | None:
    run = place.run
    invented = wilson(tally.invented[True], tally.invented.total())
    refused = wilson(tally.refused[True], tally.refused.total())
    return _interval(abstention_risk(invented, refused, run.cost_false_answer, run.cost_over_refusal))


def _drops(tally: Tally, documents: Mapping[str, str]) -> Iterable[DropSummary]:
    """The drop under all kinds of noise together, then under each kind."""
    plain = {key: bool(passed) for key, passed in tally.passed.items()}
    kinds = {ALL_KINDS: tally.noise_by_item} if len(tally.noisy) > 1 else {}
    for kind, verdicts in sorted(tally.noisy.items()):
        kinds[kind] = {key: {kind: passed} for key, passed in verdicts.items()}
    for kind, noisy in kinds.items():
        found = robustness_drop(plain, noisy, documents)
        if found:
            yield _drop(kind, found)


def _drop(kind: str, found: RobustnessDrop) -> DropSummary:
    drop = found.drop
    return DropSummary(
        kind=kind,
        n=drop.n,
        drop=drop.estimate,
        low=drop.low,
        high=drop.high,
        flip_rate=found.flip_rate,
        is_shown=found.verdict is Verdict.BETTER,
        is_too_few=found.verdict is Verdict.TOO_FEW,
    )


def _measures(measures: Mapping[str, Mean]) -> Iterable[MeasureMean]:
    for name, mean in sorted(measures.items()):
        if mean.of_known is not None:
            yield MeasureMean(name, mean.known, mean.of_known)


def _p50(spread: Spread | None) -> float | None:
    return spread.p50 if spread else None


def _p95(spread: Spread | None) -> float | None:
    return spread.p95 if spread else None


def _speed(place: RunCandidate, tally: Tally) -> SpeedSummary:
    """Speed without the first call, which loads and warms the model, and without what came from the cache."""
    calls = Call.objects.filter(
        answer__run_candidate=place, outcome=CallOutcome.OK, received_at__isnull=False
    ).order_by("sent_at", "pk")
    first = calls.values_list("answer_id", flat=True).first()
    timings = (
        CallTiming(ttft_s, total_s, tokens, is_warm_up=pk == first)
        for pk, ttft_s, total_s, tokens in tally.timed
    )
    later = calls if first is None else calls.exclude(answer_id=first)
    times = later.values_list("sent_at", "received_at").iterator(ROWS_AT_ONCE)
    wall_s = busy_seconds(times)
    return speed_summary(timings, wall_s=wall_s if wall_s > 0 else None)


def busy_seconds(intervals: Iterable[tuple[datetime, datetime | None]]) -> float:
    """Total time during which at least one call was under way: pauses between do not count.

    The intervals come in the order in which they began.

    >>> t = [datetime(2026, 1, 1, 0, 0, s) for s in range(10)]
    >>> busy_seconds([(t[0], t[2]), (t[1], t[3]), (t[5], t[6])])
    4.0
    """
    total, end = 0.0, None
    for sent, received in intervals:
        if received is None:
            continue
        start = sent if end is None or sent > end else end
        if received > start:
            total += (received - start).total_seconds()
            end = received
    return total


def _maybe_billed(place: RunCandidate) -> int:
    """Calls sent by a worker that was killed: nobody saw their end."""
    calls = Call.objects.filter(answer__run_candidate=place, outcome=CallOutcome.UNKNOWN)
    return calls.exclude(answer__state=AnswerState.RUNNING).count()
