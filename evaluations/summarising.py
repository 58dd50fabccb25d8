"""Turns the rows of a run into its summary."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from evaluations.errors import as_text
from evaluations.metrics.retrieval import retrieval_measures
from evaluations.metrics.score import SCORING
from evaluations.metrics.speed import CallTiming, SpeedSummary, speed_summary
from evaluations.models import Answer, Call, Passage, Retrieval, Run, RunCandidate, TestItem
from evaluations.running.prompt import Source, choose_sources
from evaluations.services.relevance import EvidenceFinder
from evaluations.services.retrieving import retriever_name
from evaluations.states import AnswerState, CallOutcome
from evaluations.statistics.many import CorrectedComparison, compare_with_reference
from evaluations.statistics.planning import smallest_visible_difference
from evaluations.statistics.rates import upper_bound, wilson
from evaluations.statistics.verdict import Verdict
from evaluations.summary import CandidateSummary, ComparisonSummary, Rate, RetrieverSummary, RunSummary

UNANSWERABLE = "unanswerable"
SEVERE = "severe"


def summarise(run: Run) -> RunSummary:
    """Compute everything a run found from its stored rows."""
    items = list(run.test_set.items.all())
    places = list(run.run_candidates.all())
    answers = {place.pk: _answers(place) for place in places}
    passages = list(Passage.objects.filter(document__runs=run).select_related("document"))
    return RunSummary(
        run_id=run.pk,
        name=run.name,
        state=run.state,
        finished_at=timezone.localtime(run.finished_at) if run.finished_at else None,
        test_set=run.test_set.name,
        test_set_version=run.test_set.version,
        test_set_hash=run.test_set.content_hash,
        n_items=len(items),
        n_reviewed=sum(1 for item in items if item.reviewed_by),
        n_documents=run.documents.count(),
        n_passages=len(passages),
        corpus_sha256=run.corpus_sha256,
        prompt_version=run.prompt_version,
        score_version=SCORING,
        answer_retriever=run.answer_retriever,
        evidence_characters=run.evidence_characters,
        candidates=tuple(_candidate(place, answers[place.pk], len(items)) for place in places),
        retrievers=tuple(_retrievers(run, items, passages)),
        comparisons=tuple(_comparisons(places, answers, items)),
        smallest_visible_difference=smallest_visible_difference(len(items)) if items else None,
    )


def _answers(place: RunCandidate) -> list[Answer]:
    return list(place.answers.select_related("score", "item").order_by("item__number"))


# --- one candidate


def _candidate(place: RunCandidate, answers: Sequence[Answer], n_items: int) -> CandidateSummary:
    done = [answer for answer in answers if answer.state == AnswerState.DONE]
    scored = [answer for answer in done if hasattr(answer, "score")]
    answerable = [a for a in scored if a.item.kind != UNANSWERABLE]
    unanswerable = [a for a in scored if a.item.kind == UNANSWERABLE]
    severe = [a for a in scored if a.item.severity == SEVERE]
    severe_errors = sum(not a.score.passed for a in severe)
    bound = upper_bound(severe_errors, len(severe))
    speed = _speed(place, done)
    snapshot = place.snapshot
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
        n_answered=len(done),
        n_failed=sum(a.state == AnswerState.FAILED for a in answers),
        n_truncated=sum(a.is_truncated for a in done),
        n_pending=sum(a.state in (AnswerState.PENDING, AnswerState.RUNNING) for a in answers),
        passed=_rate(a.score.passed for a in scored),
        exact=_rate(a.score.exact for a in answerable),
        critical=_rate(a.score.critical_pass for a in answerable),
        char_f1_mean=_mean([a.score.char_f1 for a in answerable]),
        severe_errors=severe_errors,
        severe_items=len(severe),
        severe_upper95=bound.high if bound else None,
        false_answer=_rate(not a.score.abstained for a in unanswerable),
        over_refusal=_rate(a.score.abstained for a in answerable),
        input_tokens_mean=_mean([a.input_tokens for a in done]),
        output_tokens_mean=_mean([a.output_tokens for a in done]),
        ttft_p50_s=speed.ttft_s.p50 if speed.ttft_s else None,
        ttft_p95_s=speed.ttft_s.p95 if speed.ttft_s else None,
        total_p50_s=speed.total_s.p50 if speed.total_s else None,
        output_tokens_per_s=speed.output_tokens_per_s,
        calls_maybe_billed=_maybe_billed(place),
        failure=as_text(place.failure),
    )


def _rate(verdicts: Iterable[bool]) -> Rate | None:
    found = list(verdicts)
    estimate = wilson(sum(found), len(found))
    return Rate(sum(found), len(found), estimate.low, estimate.high) if estimate else None


def _mean(values: Sequence[float | int | None]) -> float | None:
    """The mean of what was measured; with some unknown there is none, since they may not be like the rest."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known and len(known) == len(values) else None


def _speed(place: RunCandidate, done: Sequence[Answer]) -> SpeedSummary:
    """Speed without the first call, which loads and warms the model."""
    calls = list(
        Call.objects.filter(answer__run_candidate=place, outcome=CallOutcome.OK, received_at__isnull=False)
        .order_by("sent_at", "pk")
        .values_list("answer_id", "sent_at", "received_at")
    )
    first = calls[0][0] if calls else None
    timings = [CallTiming(a.ttft_s, a.total_s, a.output_tokens, is_warm_up=a.pk == first) for a in done]
    wall_s = busy_seconds((sent, received) for answer_id, sent, received in calls if answer_id != first)
    return speed_summary(timings, wall_s=wall_s if wall_s > 0 else None)


def busy_seconds(intervals: Iterable[tuple[datetime, datetime | None]]) -> float:
    """Total time during which at least one call was under way: pauses between do not count.

    >>> t = [datetime(2026, 1, 1, 0, 0, s) for s in range(10)]
    >>> busy_seconds([(t[0], t[2]), (t[1], t[3]), (t[5], t[6])])
    4.0
    """
    total, end = 0.0, None
    for sent, received in sorted((sent, received) for sent, received in intervals if received):
        start = sent if end is None or sent > end else end
        if received > start:
            total += (received - start).total_seconds()
            end = received
    return total


def _maybe_billed(place: RunCandidate) -> int:
    """Calls sent by a worker that was killed: nobody saw their end."""
    calls = Call.objects.filter(answer__run_candidate=place, outcome=CallOutcome.UNKNOWN)
    return calls.exclude(answer__state=AnswerState.RUNNING).count()


# --- retrieval


def _retrievers(
    run: Run, items: Sequence[TestItem], passages: Sequence[Passage]
) -> Iterable[RetrieverSummary]:
    finder = EvidenceFinder(passages)
    relevant = {item.pk: finder.passage_ids(item.evidence) for item in items}
    sources = {passage.pk: Source(passage.pk, "", passage.text) for passage in passages}
    for key in run.retrievers:
        ranked = dict(Retrieval.objects.filter(run=run, retriever=key).values_list("item_id", "passage_ids"))
        if len(ranked) < len(items) or not any(relevant.values()):
            continue
        shown = [
            finder.is_shown(item.evidence, _prompted(run, ranked[item.pk], sources))
            for item in items
            if relevant[item.pk]
        ]
        yield _retriever(run, key, relevant, ranked, sum(shown) / len(shown))


def _prompted(run: Run, ids: Sequence[int], sources: Mapping[int, Source]) -> tuple[Source, ...]:
    """What this ranking puts into a prompt within the budget of the run."""
    return choose_sources([sources[pk] for pk in ids if pk in sources], run.evidence_characters)


def _retriever(
    run: Run,
    key: str,
    relevant: Mapping[int, set[int]],
    ranked: Mapping[int, Sequence[int]],
    evidence_shown: float,
) -> RetrieverSummary:
    measures = retrieval_measures(
        {str(item): {str(pk) for pk in ids} for item, ids in relevant.items()},
        # Ranks as scores: the retriever's own order stands, ties included.
        {str(item): [(str(pk), -float(rank)) for rank, pk in enumerate(ids)] for item, ids in ranked.items()},
    )
    return RetrieverSummary(
        key=key,
        name=retriever_name(key),
        n=measures.n,
        left_out=measures.left_out,
        recall_at_5=_known(measures.means["R@5"]),
        ndcg_at_10=_known(measures.means["nDCG@10"]),
        mrr_at_10=_known(measures.means["RR@10"]),
        evidence_recall=evidence_shown,
        is_used_for_answers=key == run.answer_retriever,
    )


def _known(value: float | None) -> float:
    """A mean over questions of which at least one has evidence."""
    if value is None:
        raise ValueError("no question has evidence to find")
    return value


# --- comparisons


def _comparisons(
    places: Sequence[RunCandidate], answers: Mapping[int, Sequence[Answer]], items: Sequence[TestItem]
) -> Iterable[ComparisonSummary]:
    """The first candidate is the reference; the others are compared with it, p-values corrected for their number."""
    passed = {
        pk: {a.item.key: float(a.score.passed) for a in found if hasattr(a, "score")}
        for pk, found in answers.items()
    }
    if not places:
        return
    reference, others = places[0], {str(place.pk): place for place in places[1:]}
    comparable = {
        pk: passed[place.pk] for pk, place in others.items() if passed[reference.pk].keys() & passed[place.pk]
    }
    clusters = {item.key: item.evidence[0]["document"] for item in items if item.evidence}
    for pk, found in compare_with_reference(passed[reference.pk], comparable, clusters).items():
        yield _comparison(reference, others[pk], found)


def _comparison(
    reference: RunCandidate, other: RunCandidate, found: CorrectedComparison
) -> ComparisonSummary:
    difference, verdict = found.comparison.difference, found.comparison.verdict
    return ComparisonSummary(
        a_key=other.snapshot["key"],
        a_name=other.snapshot["name"],
        b_key=reference.snapshot["key"],
        b_name=reference.snapshot["name"],
        n=difference.n,
        difference=difference.estimate,
        low=difference.low,
        high=difference.high,
        p_value=found.adjusted_p,
        method=difference.method,
        verdict=verdict.text,
        is_shown=verdict in (Verdict.BETTER, Verdict.WORSE),
    )
