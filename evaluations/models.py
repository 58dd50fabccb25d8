"""Rows of an evaluation. The database is the truth: every document, answer and score is a row."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from accounts.models import Organization, User
from evaluations.states import (
    AnswerState,
    CallOutcome,
    Confidentiality,
    DocumentState,
    Openness,
    ProviderKind,
    RunState,
    TestSetState,
)
from evaluations.weights.registry import REGISTRY


def text_in_page_language(value: dict[str, Any] | None) -> str:
    """Pick the page's language out of a stored {"ja": …, "en": …}."""
    if not value:
        return ""
    return str(value["en" if (get_language() or "ja").startswith("en") else "ja"])


class Document(models.Model):
    """A file of the company. Refused files stay listed with their reason; their content is not kept."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="documents")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    file = models.FileField(max_length=300, blank=True)
    confidentiality = models.CharField(
        max_length=20, choices=Confidentiality.choices, default=Confidentiality.SECRET
    )
    state = models.CharField(max_length=20, choices=DocumentState.choices, default=DocumentState.WAITING)
    media_type = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=5, blank=True)
    encoding = models.CharField(max_length=40, blank=True)
    units = models.PositiveIntegerField(default=0)  # pages, slides, sheets or lines
    notices = models.JSONField(default=list)  # [{code, ja, en, where}]
    refusal = models.JSONField(null=True)  # {code, ja, en}
    owner = models.CharField(max_length=100, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    woken_at = models.DateTimeField(null=True)  # when a worker was last told
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    parsed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "sha256"], name="one_document_per_content")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def refusal_text(self) -> str:
        return text_in_page_language(self.refusal)

    @property
    def is_pdf(self) -> bool:
        return self.media_type == "application/pdf"


class Passage(models.Model):
    """A piece of a document that can be found and cited: never across a page, slide or sheet."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="passages")
    ordinal = models.PositiveIntegerField()
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=200)
    heading_path = models.JSONField(default=list)

    class Meta:
        ordering = ["document_id", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["document", "ordinal"], name="one_passage_per_place")]

    def __str__(self) -> str:
        return f"{self.document} {self.label}"


class PassageVector(models.Model):
    """An embedding, kept by the hash of the model and of the text so that it is never computed twice."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    embedder = models.CharField(max_length=64)  # hash of weights and prefix
    text_sha256 = models.CharField(max_length=64)
    vector = models.BinaryField()  # float32, little endian

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "embedder", "text_sha256"], name="one_vector_per_text"
            )
        ]

    def __str__(self) -> str:
        return f"{self.embedder[:8]} {self.text_sha256[:8]}"


class TestSet(models.Model):
    """Questions with reviewed answers. Frozen: its content hash never changes again."""

    __test__ = False

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="test_sets")
    name = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=20, choices=TestSetState.choices, default=TestSetState.DRAFT)
    content_hash = models.CharField(max_length=64)
    source_name = models.CharField(max_length=255, blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    frozen_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "name", "version"], name="one_test_set_version")
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    @property
    def is_frozen(self) -> bool:
        return self.state == TestSetState.FROZEN


class TestItem(models.Model):
    """One question; the columns are those of `evaluations.testsets.item.Item`."""

    __test__ = False

    test_set = models.ForeignKey(TestSet, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=60)
    question = models.TextField()
    kind = models.CharField(max_length=20)
    golds = models.JSONField(default=list)
    unit = models.CharField(max_length=40, blank=True)
    tolerance = models.DecimalField(max_digits=24, decimal_places=8, null=True)
    choices = models.JSONField(default=list)
    severity = models.CharField(max_length=10)
    evidence = models.JSONField(default=list)  # [{document, locator, quote}]
    language = models.CharField(max_length=5, default="ja")
    reviewed_by = models.CharField(max_length=100, blank=True)
    reviewed_on = models.DateField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["test_set", "key"], name="one_item_per_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.question[:40]}"


class Candidate(models.Model):
    """A way to answer: a model, where it runs and with which settings."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="candidates")
    key = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    provider = models.CharField(max_length=30, choices=ProviderKind.choices)
    openness = models.CharField(max_length=10, choices=Openness.choices)
    weights_key = models.CharField(max_length=80, blank=True)
    base_url = models.CharField(max_length=300, blank=True)
    model_name = models.CharField(max_length=200, blank=True)
    api_key_env = models.CharField(max_length=80, blank=True)  # name of a variable, never the key
    max_concurrency = models.PositiveIntegerField(default=1)
    max_new_tokens = models.PositiveIntegerField(default=48)
    seed = models.IntegerField(default=1)
    origin = models.CharField(max_length=120, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    is_stand_in = models.BooleanField(default=False)  # an open model served here in place of a vendor's API
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="one_candidate_per_key")]

    def __str__(self) -> str:
        return self.name

    @property
    def origin_text(self) -> str:
        """Who made the model: of the registry in the page's language, else as a person wrote it."""
        entry = REGISTRY.get(self.weights_key)
        return entry.origin.in_(get_language() or "ja") if entry else self.origin


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
    answer_retriever = models.CharField(max_length=60)  # the one whose passages go into the prompt
    evidence_characters = models.PositiveIntegerField()
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


class RunCandidate(models.Model):
    """A candidate as it was when the run started."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="run_candidates")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="run_candidates")
    ordinal = models.PositiveIntegerField()
    snapshot = models.JSONField(default=dict)
    hardware = models.CharField(max_length=200, blank=True)
    failure = models.JSONField(null=True)  # why this candidate could not be asked: {code, ja, en}

    class Meta:
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["run", "candidate"], name="one_place_per_candidate")]

    def __str__(self) -> str:
        return f"{self.run} · {self.candidate}"

    @property
    def failure_text(self) -> str:
        return text_in_page_language(self.failure)


class Retrieval(models.Model):
    """What one retriever found for one question, best first."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="retrievals")
    retriever = models.CharField(max_length=60)
    item = models.ForeignKey(TestItem, on_delete=models.CASCADE)
    passage_ids = models.JSONField(default=list)
    scores = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "retriever", "item"], name="one_ranking_per_question")
        ]

    def __str__(self) -> str:
        return f"{self.retriever} {self.item_id}"


class Answer(models.Model):
    """One candidate's answer to one question: claimed by a lease, written once, never asked again."""

    run_candidate = models.ForeignKey(RunCandidate, on_delete=models.CASCADE, related_name="answers")
    item = models.ForeignKey(TestItem, on_delete=models.PROTECT, related_name="answers")
    repeat = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=AnswerState.choices, default=AnswerState.PENDING)
    owner = models.CharField(max_length=100, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    attempts_allowed = models.PositiveIntegerField(default=6)
    not_before = models.DateTimeField(null=True)  # a retry waits until then
    text = models.TextField(blank=True)
    finish_reason = models.CharField(max_length=20, blank=True)
    input_tokens = models.PositiveIntegerField(null=True)
    output_tokens = models.PositiveIntegerField(null=True)
    cached_tokens = models.PositiveIntegerField(null=True)
    ttft_s = models.FloatField(null=True)
    total_s = models.FloatField(null=True)
    model_reported = models.CharField(max_length=200, blank=True)
    prompt_sha256 = models.CharField(max_length=64, blank=True)
    passage_ids = models.JSONField(default=list)  # the passages that were in the prompt
    failure = models.JSONField(null=True)  # {code, ja, en}
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["item__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["run_candidate", "item", "repeat"], name="one_answer_per_question"
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(lease_until__isnull=False),
                name="a_running_answer_is_leased",
            ),
        ]
        indexes = [models.Index(fields=["run_candidate", "state"])]

    def __str__(self) -> str:
        return f"{self.run_candidate_id} {self.item_id}"

    @property
    def failure_text(self) -> str:
        return text_in_page_language(self.failure)

    @property
    def is_truncated(self) -> bool:
        return self.finish_reason == "length"


class Call(models.Model):
    """One attempt to get an answer, noted before it is sent: what a killed worker paid for stays visible."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="calls")
    attempt = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=CallOutcome.choices, default=CallOutcome.UNKNOWN)
    failure_code = models.CharField(max_length=40, blank=True)
    input_tokens = models.PositiveIntegerField(null=True)
    output_tokens = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "attempt"], name="one_call_per_attempt")]

    def __str__(self) -> str:
        return f"{self.answer_id} #{self.attempt} {self.outcome}"


class Score(models.Model):
    """The verdict on one answer; scoring again replaces it and never asks the model again."""

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="score")
    version = models.CharField(max_length=40)
    exact = models.BooleanField()
    critical_pass = models.BooleanField()
    char_f1 = models.FloatField()
    abstained = models.BooleanField()
    passed = models.BooleanField()
    reason = models.JSONField(default=dict)  # {ja, en}

    def __str__(self) -> str:
        return f"{self.answer_id} {'pass' if self.passed else 'fail'}"

    @property
    def reason_text(self) -> str:
        return text_in_page_language(self.reason)
