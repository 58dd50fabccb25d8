"""Cost plans, their current assumptions, and every revision ever saved."""

from __future__ import annotations

from django.db import models

from accounts.models import Organization, User
from tco.assumptions import STATUS_LABELS, Status


class CostPlan(models.Model):
    """A plan that compares the options; `first_fiscal_year` is the year of the initial cost."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="cost_plans")
    name = models.CharField(max_length=200)
    first_fiscal_year = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class Assumption(models.Model):
    """The current range of one input. What it was before stays in the revisions."""

    plan = models.ForeignKey(CostPlan, on_delete=models.CASCADE, related_name="assumptions")
    key = models.CharField(max_length=60)
    low = models.DecimalField(max_digits=24, decimal_places=8)
    mode = models.DecimalField(max_digits=24, decimal_places=8)
    high = models.DecimalField(max_digits=24, decimal_places=8)
    unit = models.CharField(max_length=60)
    source = models.CharField(max_length=500)
    source_en = models.CharField(max_length=500, blank=True)
    source_date = models.DateField()
    status = models.CharField(
        max_length=12, choices=[(status.value, label.en) for status, label in STATUS_LABELS.items()]
    )
    entered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    entered_by_name = models.CharField(max_length=200, blank=True)
    entered_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="one_assumption_per_input")]

    def __str__(self) -> str:
        return f"{self.plan} · {self.key}"

    @property
    def known_status(self) -> Status:
        """The stored status as its enumeration."""
        return Status(self.status)


class PlanRevision(models.Model):
    """All assumptions as they were saved once; rows are only ever added."""

    plan = models.ForeignKey(CostPlan, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    values = models.JSONField()
    inputs_sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=500)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_revision_per_number")]

    def __str__(self) -> str:
        return f"{self.plan} r{self.number}"
