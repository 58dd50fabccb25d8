"""The risk register: what may go wrong, who answers for it, and every earlier version of that."""

from django.db import models
from django.utils.translation import get_language

from accounts.append_only import AppendOnly
from accounts.models import Organization, User
from governance.models.belonging import OperationRow
from governance.operation_states import RiskResponse, RiskState


class Risk(OperationRow):
    """One risk before and after its treatment; likelihood and impact are levels 1 to 5 of the company's scale."""

    starter_id = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=20)
    cause = models.TextField()
    likelihood_before = models.PositiveSmallIntegerField()
    impact_before = models.PositiveSmallIntegerField()
    # Unknown until somebody judges what is left after the treatment.
    likelihood_after = models.PositiveSmallIntegerField(null=True, blank=True)
    impact_after = models.PositiveSmallIntegerField(null=True, blank=True)
    response = models.CharField(max_length=10, choices=RiskResponse.choices, default=RiskResponse.REDUCE)
    treatment = models.TextField(blank=True)
    owner_name = models.CharField(max_length=100)
    whose_safety = models.CharField(max_length=300)
    fail_safes = models.JSONField(default=list)  # ids of patterns
    review_on = models.DateField()
    state = models.CharField(max_length=10, choices=RiskState.choices, default=RiskState.OPEN)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["organization", "state"])]

    def __str__(self) -> str:
        return self.title

    @property
    def display_title(self) -> str:
        """The title in the language of the page."""
        return self.title_en if self.title_en and (get_language() or "ja").startswith("en") else self.title


class RiskVersion(AppendOnly):
    """A risk as it stood after one change: rows are added, never changed."""

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    values = models.JSONField()
    reason = models.CharField(max_length=300, blank=True)  # empty: entered for the first time
    by_name = models.CharField(max_length=200)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["risk", "number"], name="one_version_per_risk_number")]

    def __str__(self) -> str:
        return f"{self.risk} {self.number}"


class ScaleStep(models.Model):
    """A company's own word and meaning for one step of likelihood or impact."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    axis = models.CharField(max_length=10)  # likelihood or impact
    level = models.PositiveSmallIntegerField()
    word = models.CharField(max_length=40)
    meaning = models.CharField(max_length=200)

    class Meta:
        ordering = ["axis", "level"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "axis", "level"], name="one_word_per_step")
        ]

    def __str__(self) -> str:
        return f"{self.axis} {self.level} {self.word}"
