"""Answers about a use of a model: our own findings, and what a supplier wrote under a link of its own."""

from __future__ import annotations

from django.db import models

from accounts.models import User
from governance.models.vendors import ModelUse
from governance.vendor_states import GivenBy, ReplyState


class VendorAnswer(models.Model):
    """The answer that counts. `score` is 0 to 4; None means unknown, and unknown never scores."""

    use = models.ForeignKey(ModelUse, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=20)  # id of the questionnaire
    text = models.TextField(blank=True)
    score = models.PositiveSmallIntegerField(null=True)
    evidence = models.CharField(max_length=1000, blank=True)
    source = models.CharField(max_length=500, blank=True)
    answered_on = models.DateField(null=True)
    given_by = models.CharField(max_length=10, choices=GivenBy.choices, default=GivenBy.FIRM)
    note = models.TextField(blank=True)  # internal: never shown to a supplier
    scored_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["question"]
        constraints = [
            models.UniqueConstraint(fields=["use", "question"], name="one_vendor_answer_per_question"),
            models.CheckConstraint(
                condition=models.Q(score__isnull=True) | models.Q(score__lte=4),
                name="a_vendor_score_is_0_to_4",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.use} {self.question}"


class VendorRequest(models.Model):
    """A link for one supplier to answer about one use. Only the hash of the secret is kept."""

    use = models.ForeignKey(ModelUse, on_delete=models.CASCADE, related_name="requests")
    token_sha256 = models.CharField(max_length=64, unique=True)
    recipient = models.CharField(max_length=200)
    message = models.TextField(blank=True)  # shown to the supplier
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    respondent = models.CharField(max_length=200, blank=True)
    window_started_at = models.DateTimeField(null=True)
    window_requests = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.use} → {self.recipient}"


class VendorReply(models.Model):
    """What the supplier wrote to one question; counts only after a person of ours accepted it."""

    request = models.ForeignKey(VendorRequest, on_delete=models.CASCADE, related_name="replies")
    question = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    evidence = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=ReplyState.choices, default=ReplyState.DRAFT)
    reviewed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["question"]
        constraints = [
            models.UniqueConstraint(fields=["request", "question"], name="one_vendor_reply_per_question")
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.question}"
