"""Decisions at gates: only ever added."""

from __future__ import annotations

from django.db import models

from accounts.append_only import AppendOnly
from accounts.models import User
from adoption.models.use_cases import UseCase
from adoption.states import OutcomeChoice


class Decision(AppendOnly):
    """A named person's answer to a gate, bound to the state it was made on."""

    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="decisions")
    gate = models.CharField(max_length=10)
    outcome = models.CharField(max_length=20, choices=OutcomeChoice.choices)
    recommended = models.CharField(max_length=20, choices=OutcomeChoice.choices)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=100)
    person_title = models.CharField(max_length=100)
    reason = models.TextField()
    dissent = models.TextField(blank=True)
    unknowns_acknowledged = models.JSONField(default=list)  # criterion ids
    whose_safety = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    review_date = models.DateField(null=True)
    snapshot = models.JSONField()
    snapshot_sha256 = models.CharField(max_length=64)
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["use_case", "gate"])]

    def __str__(self) -> str:
        return f"{self.gate} {self.outcome} {self.person_name}"
