"""Use cases and the evidence for their gates."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language

from accounts.models import Organization, User
from adoption.states import FactSource, StageChoice
from evaluations.models import Run
from governance.models import AiSystem
from tco.models import CostPlan


class UseCase(models.Model):
    """A job that AI may help with, on its way through the three stages."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="use_cases")
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    owner_name = models.CharField(max_length=100, blank=True)
    stage = models.CharField(max_length=2, choices=StageChoice.choices, default=StageChoice.S1)
    library_id = models.CharField(max_length=20, blank=True)
    # What governance keeps about it: risks, roles, readiness, incidents.
    system = models.OneToOneField(AiSystem, null=True, on_delete=models.PROTECT, related_name="use_case")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        """The name in the language of the page."""
        return self.name_en if self.name_en and (get_language() or "ja").startswith("en") else self.name


class Evidence(models.Model):
    """Facts under one name, as somebody recorded them or as a run or a cost plan measured them.

    Rows are never changed but for `superseded`; where two rows know the same fact the later one counts.
    """

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="evidence")
    source = models.CharField(max_length=10, choices=FactSource.choices, default=FactSource.EVIDENCE)
    key = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)  # {field: yes/no, number or text}
    source_text = models.CharField(max_length=500)
    run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="gate_evidence")
    cost_plan = models.ForeignKey(CostPlan, null=True, on_delete=models.PROTECT, related_name="gate_evidence")
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    superseded = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["use_case", "superseded"])]

    def __str__(self) -> str:
        return f"{self.source}('{self.key}')"
