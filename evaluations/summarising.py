"""Turns the rows of a run into its summary."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from evaluations.candidate_summary import candidate_summary
from evaluations.comparing import (
    Contest,
    against_reference,
    choice,
    comparisons,
    contest_of,
    interchange,
    places,
)
from evaluations.metrics.score import SCORING
from evaluations.models import Passage, Run, Score
from evaluations.retriever_summary import retriever_summaries
from evaluations.statistics.planning import smallest_visible_difference
from evaluations.summary import CandidateSummary, RunSummary
from evaluations.tallying import ItemFacts, documents_of, item_facts, tally_of
from evaluations.verdict_limits import limits_of
from evaluations.verdict_summary import AgainstReference, VerdictSummary
from evaluations.verdict_words import sentence_of


def summarise(run: Run) -> RunSummary:
    """Compute everything a run found from its stored rows; texts of answers are never loaded."""
    items = item_facts(run.test_set)
    documents = documents_of(items)
    passages = list(Passage.objects.filter(document__runs=run).select_related("document"))
    run_places = list(run.run_candidates.select_related("run"))
    tallies = {place.snapshot["key"]: tally_of(place, items) for place in run_places}
    candidates = tuple(
        candidate_summary(place, tallies[place.snapshot["key"]], len(items), documents)
        for place in run_places
    )
    contest = contest_of(run, tallies, candidates, documents)
    against = against_reference(contest) if contest else ()
    n_documents = run.documents.count()
    n_reviewed = sum(item.is_reviewed for item in items.values())
    return RunSummary(
        run_id=run.pk,
        name=run.name,
        state=run.state,
        finished_at=timezone.localtime(run.finished_at) if run.finished_at else None,
        test_set=run.test_set.name,
        test_set_version=run.test_set.version,
        test_set_hash=run.test_set.content_hash,
        n_items=len(items),
        n_reviewed=n_reviewed,
        n_documents=n_documents,
        n_passages=len(passages),
        corpus_sha256=run.corpus_sha256,
        prompt_version=run.prompt_version,
        prompt_versions=tuple(sorted({place.prompt_version for place in run.run_candidates.all()})),
        score_version=_score_versions(run),
        answer_retriever=run.answer_retriever,
        evidence_characters=run.evidence_characters,
        candidates=candidates,
        retrievers=tuple(retriever_summaries(run, items, passages)),
        comparisons=comparisons(contest, against) if contest else (),
        smallest_visible_difference=smallest_visible_difference(len(items)) if items else None,
        verdict=_verdict(contest, against, candidates, items, n_documents) if contest else None,
    )


def _score_versions(run: Run) -> str:
    """The rules that gave the stored scores: more than one, or an older one, until they are scored again."""
    found = Score.objects.filter(answer__run_candidate__run=run).order_by("version")
    return ", ".join(found.values_list("version", flat=True).distinct()) or SCORING


def _verdict(
    contest: Contest,
    against: tuple[AgainstReference, ...],
    candidates: Sequence[CandidateSummary],
    items: Mapping[int, ItemFacts],
    n_documents: int,
) -> VerdictSummary:
    found = choice(contest)
    n_reviewed = sum(item.is_reviewed for item in items.values())
    return VerdictSummary(
        reference_key=contest.reference,
        reference_name=contest.candidates[contest.reference].name,
        is_reference_fixed=contest.is_reference_fixed,
        margin=contest.margin,
        outcome=found.outcome.value,
        choice_key=found.key,
        sentence=sentence_of(contest, found),
        limits=limits_of(contest, candidates, against, len(items), n_reviewed, n_documents),
        against=against,
        interchange=interchange(contest),
        places=places(contest),
    )
