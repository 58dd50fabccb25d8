"""One evaluation: what is asked of whom, with which documents, up to which amount."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language

from accounts.models import Organization, User
from evaluations.models.candidates import Candidate
from evaluations.models.documents import Document
from evaluations.models.test_sets import TestItem, TestSet
from evaluations.models.wording import text_in_page_language
from evaluations.providers.settings_taken import left_out_sentence
from evaluations.states import RunState


class Run(models.Model):
    """One evaluation: a frozen test set, documents, retrievers and candidates."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="runs")
    name = models.CharField(max_length=200)
    test_set = models.ForeignKey(TestSet, on_delete=models.PROTECT, related_name="runs")
    documents = models.ManyToManyField(Document, related_name="runs")
    corpus_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=RunState.choices, default=RunState.WAITING)
    prompt_version = models.CharField(max_length=20)
    retrievers = models.JSONField(default=list)  # keys, compared on the same questions
    retriever_facts = models.JSONField(
        default=dict
    )  # {key: dimension, prefixes, truncation share …, or failure}
    answer_retriever = models.CharField(max_length=120)  # the one whose passages go into the prompt
    evidence_characters = models.PositiveIntegerField()
    seed = models.IntegerField(default=1)
    repeats = models.PositiveIntegerField(default=1)  # of a seeded share of the questions
    repeat_share = models.FloatField(default=0.2)
    perturbations = models.JSONField(default=list)  # kinds of Japanese noise asked beside the plain question
    perturbed_share = models.FloatField(default=0.2)
    # Fixed before the first answer, and never changed after it.
    reference_key = models.SlugField(max_length=80, blank=True)
    margin = models.DecimalField(
        max_digits=6, decimal_places=4, null=True
    )  # share of questions, 0.05 = 5 points
    cost_false_answer = models.FloatField(default=1.0)
    cost_over_refusal = models.FloatField(default=0.2)
    use_cache = models.BooleanField(default=True)
    give_up_after_s = models.PositiveIntegerField(default=900)  # of waiting for one rate-limited question
    cap_microyen = models.BigIntegerField(null=True)  # None: no cap
    reserved_microyen = models.BigIntegerField(default=0)
    spent_microyen = models.BigIntegerField(default=0)
    estimate = models.JSONField(null=True)  # what was shown before the start
    pause_requested = models.BooleanField(default=False)
    pause_reason = models.JSONField(null=True)  # {code, ja, en}
    repeated_from = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="repetitions"
    )
    cancel_requested = models.BooleanField(default=False)
    failure = models.JSONField(null=True)  # {code, ja, en}
    owner = models.CharField(max_length=100, blank=True)  # who prepares (retrieval) or scores
    lease_until = models.DateTimeField(null=True)
    attempt = models.PositiveIntegerField(default=0)  # tries of the present step
    woken_at = models.DateTimeField(null=True)  # when a worker was last told
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def failure_text(self) -> str:
        return text_in_page_language(self.failure)

    @property
    def pause_text(self) -> str:
        return text_in_page_language(self.pause_reason)


class RunCandidate(models.Model):
    """A candidate as it was when the run started."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="run_candidates")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="run_candidates")
    ordinal = models.PositiveIntegerField()
    snapshot = models.JSONField(default=dict)
    hardware = models.CharField(max_length=200, blank=True)
    failure = models.JSONField(null=True)  # why this candidate could not be asked: {code, ja, en}
    left_out = models.JSONField(default=list)  # names of settings that some of its answers were made without

    class Meta:
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["run", "candidate"], name="one_place_per_candidate")]

    def __str__(self) -> str:
        return f"{self.run} · {self.candidate}"

    @property
    def prompt_version(self) -> str:
        """The candidate's own version of the prompt, else the run's."""
        return str(self.snapshot.get("prompt_version") or self.run.prompt_version)

    @property
    def failure_text(self) -> str:
        return text_in_page_language(self.failure)

    @property
    def left_out_text(self) -> str:
        said = left_out_sentence(self.left_out)
        return said.in_(get_language() or "ja") if said else ""


class Retrieval(models.Model):
    """What one retriever found for one question, best first."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="retrievals")
    retriever = models.CharField(max_length=120)
    item = models.ForeignKey(TestItem, on_delete=models.CASCADE)
    perturbation = models.CharField(max_length=40, blank=True)  # empty: the question as it was written
    passage_ids = models.JSONField(default=list)
    scores = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "retriever", "item", "perturbation"], name="one_ranking_per_question"
            )
        ]

    def __str__(self) -> str:
        return f"{self.retriever} {self.item_id}"
