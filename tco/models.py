"""Cost plans, their current assumptions, every revision ever saved, simulations and sizing studies."""

from __future__ import annotations

from django.db import models

from accounts.models import Organization, User
from language.text import Text
from tco.assumptions import STATUS_LABELS, Status
from tco.plan.shape import PlanShape, plan_shape, standard_options, standard_uses
from tco.price_models import BillImport, BillLine, PriceRow
from tco.states import SIMULATION_ACTIVE, SimulationKind, SimulationStatus

__all__ = [
    "Assumption",
    "BillImport",
    "BillLine",
    "CostPlan",
    "PlanRevision",
    "PriceRow",
    "Simulation",
    "SizingStudy",
]


class CostPlan(models.Model):
    """A plan that compares options month by month; `starts_on` is the first day of its first month."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="cost_plans")
    name = models.CharField(max_length=200)
    starts_on = models.DateField()
    years = models.PositiveSmallIntegerField(default=5)
    fiscal_start_month = models.PositiveSmallIntegerField(default=4)
    options = models.JSONField(default=standard_options)
    uses = models.JSONField(default=standard_uses)
    correlations = models.JSONField(default=list, blank=True)
    revision = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def shape(self) -> PlanShape:
        """The years, options and uses that decide which inputs and rows there are."""
        return plan_shape(self.years, self.starts_on, self.fiscal_start_month, self.options, self.uses)


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
    distribution = models.CharField(max_length=12, blank=True)
    price_row = models.ForeignKey(PriceRow, null=True, blank=True, on_delete=models.PROTECT)
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
    """All assumptions and the shape as they were saved once; rows are only ever added."""

    plan = models.ForeignKey(CostPlan, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    values = models.JSONField()
    shape = models.JSONField(default=dict)
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


class Simulation(models.Model):
    """One Monte Carlo run over a saved revision; `results` is written once, when it is done."""

    plan = models.ForeignKey(CostPlan, on_delete=models.CASCADE, related_name="simulations")
    kind = models.CharField(max_length=10, choices=SimulationKind, default=SimulationKind.DRAWS)
    revision = models.PositiveIntegerField()
    future = models.CharField(max_length=20, blank=True)
    overlay = models.BooleanField(default=False)
    draws = models.PositiveIntegerField(default=100_000)
    seed = models.PositiveBigIntegerField(default=1)
    status = models.CharField(max_length=10, choices=SimulationStatus, default=SimulationStatus.WAITING)
    progress = models.FloatField(default=0.0)
    results = models.JSONField(null=True, blank=True)
    error_ja = models.TextField(blank=True)
    error_en = models.TextField(blank=True)
    owner = models.CharField(max_length=100, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    woken_at = models.DateTimeField(null=True, blank=True)  # when a worker was last told
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.plan} r{self.revision} · {self.draws}"

    @property
    def is_active(self) -> bool:
        return self.status in SIMULATION_ACTIVE

    @property
    def is_done(self) -> bool:
        return self.status == SimulationStatus.DONE

    @property
    def percent(self) -> int:
        return round(self.progress * 100)

    @property
    def error(self) -> Text:
        """Why nothing was calculated; empty while nothing went wrong."""
        return Text(self.error_ja, self.error_en)


class SizingStudy(models.Model):
    """A sizing question with its answer, as both were when it was saved; applied to an option or not.

    A draft holds nothing but measured `points` that were handed over: its question and answer are empty.
    """

    plan = models.ForeignKey(CostPlan, on_delete=models.CASCADE, related_name="sizing_studies")
    option = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    question = models.JSONField()
    answer = models.JSONField()
    points = models.JSONField(default=list, blank=True)
    second_opinion = models.JSONField(default=dict, blank=True)
    applied_revision = models.PositiveIntegerField(null=True, blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
