"""Choosing what to do first: the canvas of a use case, its risk triage, individual scores, its place in a cost plan."""

from __future__ import annotations

from django.db import models

from accounts.append_only import AppendOnly
from accounts.models import Organization, User
from adoption.models.use_cases import UseCase
from tco.models import CostPlan


class Canvas(models.Model):
    """What people wrote about a piece of work, field by field."""

    use_case = models.OneToOneField(UseCase, on_delete=models.CASCADE, related_name="canvas")
    answers = models.JSONField(default=dict)  # {field id: text}
    changed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.use_case)


class RiskTriage(AppendOnly):
    """Four answers and the risk class they lead to; the latest row counts."""

    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="triages")
    answers = models.JSONField()  # {question id: answer id}
    risk_class = models.CharField(max_length=1)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.use_case} {self.risk_class}"


class ScoreRound(models.Model):
    """A round of individual scoring; nobody sees the marks of others until it is closed."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="score_rounds")
    opened_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"], condition=models.Q(closed_at__isnull=True), name="one_open_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.opened_at:%Y-%m-%d}"


class CaseScore(models.Model):
    """The marks of one person for one use case in one round."""

    round = models.ForeignKey(ScoreRound, on_delete=models.CASCADE, related_name="scores")
    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="scores")
    voter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    marks = models.JSONField()  # {criterion id: 1-5}
    department = models.CharField(max_length=60, blank=True)
    comment = models.CharField(max_length=500, blank=True)
    scored_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "use_case", "voter"], name="one_score_of_a_voter")
        ]

    def __str__(self) -> str:
        return f"{self.use_case} {self.voter}"


class PlanUse(models.Model):
    """Which work of a cost plan stands for a use case."""

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="plan_uses")
    cost_plan = models.ForeignKey(CostPlan, on_delete=models.CASCADE, related_name="use_cases_in_it")
    use_key = models.CharField(max_length=40)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["cost_plan", "use_key"], name="one_use_case_for_a_work"),
            models.UniqueConstraint(fields=["cost_plan", "use_case"], name="one_work_for_a_use_case"),
        ]

    def __str__(self) -> str:
        return f"{self.use_case} = {self.use_key}"
