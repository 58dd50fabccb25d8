"""How much dependence the company tolerates, the statement about it, the way out and what was tried."""

from __future__ import annotations

from django.db import models

from accounts.models import Organization, User
from governance.models.systems import AiSystem
from governance.vendor_states import DocumentKind, PartnerKind, SwitchDecision, Trend


class DependencyTolerance(models.Model):
    """What management tolerates; None means that it has not said so yet."""

    organization = models.OneToOneField(
        Organization, on_delete=models.CASCADE, related_name="dependency_tolerance"
    )
    vendor_index_max = models.FloatField(null=True, blank=True)
    origin_index_max = models.FloatField(null=True, blank=True)
    host_index_max = models.FloatField(null=True, blank=True)
    switching_days_max = models.FloatField(null=True, blank=True)
    switching_cost_max_jpy = models.DecimalField(max_digits=16, decimal_places=0, null=True, blank=True)
    tolerated = models.TextField(blank=True)  # which external dependence is accepted, and which is not
    decided_by_name = models.CharField(max_length=100, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.organization)


class GovernanceDocument(models.Model):
    """A version of a document made from records: a draft may be edited, an approved one never changes."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="governance_documents"
    )
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    version = models.PositiveIntegerField()
    text = models.TextField()
    facts = models.JSONField(default=dict)  # what the records said when the text was made
    facts_sha256 = models.CharField(max_length=64)
    text_sha256 = models.CharField(max_length=64)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    person_name = models.CharField(max_length=100, blank=True)
    person_title = models.CharField(max_length=100, blank=True)
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    review_on = models.DateField(null=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "version"], name="one_document_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} v{self.version}"


class ExitPlan(models.Model):
    """How one AI system would leave its supplier."""

    system = models.OneToOneField(AiSystem, on_delete=models.CASCADE, related_name="exit_plan")
    substitute = models.CharField(max_length=200, blank=True)
    is_re_evaluated = models.BooleanField(null=True)  # None: unknown
    re_evaluation_reference = models.CharField(max_length=300, blank=True)
    re_evaluated_on = models.DateField(null=True, blank=True)
    steps = models.TextField(blank=True)
    data_return = models.TextField(blank=True)
    contract_clauses = models.TextField(blank=True)
    ecosystem_ties = models.TextField(
        blank=True
    )  # proprietary functions, tools and formats that would be lost
    days_estimate = models.FloatField(null=True, blank=True)
    cost_estimate_jpy = models.DecimalField(max_digits=16, decimal_places=0, null=True, blank=True)
    estimate_source = models.CharField(max_length=300, blank=True)
    owner_name = models.CharField(max_length=100, blank=True)
    next_drill_on = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.system)


class ExitDrill(models.Model):
    """One rehearsal: the measured days are those between its start and its end."""

    plan = models.ForeignKey(ExitPlan, on_delete=models.PROTECT, related_name="drills")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    has_passed = models.BooleanField(null=True)  # the substitute met the pass line of the evaluation
    cost_jpy = models.DecimalField(max_digits=16, decimal_places=0, null=True)
    findings = models.TextField(blank=True)
    person_name = models.CharField(max_length=100)
    reference = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.plan} {self.started_at:%Y-%m-%d}"

    @property
    def days(self) -> float | None:
        """Days from start to end, to a tenth; None while it runs."""
        if self.ended_at is None:
            return None
        return round((self.ended_at - self.started_at).total_seconds() / 86_400, 1)


class SwitchReview(models.Model):
    """The quarterly question whether to stay: answers, what prices and quality did, and a decision."""

    system = models.ForeignKey(AiSystem, on_delete=models.CASCADE, related_name="switch_reviews")
    on = models.DateField()
    answers = models.JSONField(default=dict)  # {question id: text}
    price_trend = models.CharField(max_length=10, choices=Trend.choices)
    quality_trend = models.CharField(max_length=10, choices=Trend.choices)
    decision = models.CharField(max_length=10, choices=SwitchDecision.choices)
    reason = models.TextField()
    person_name = models.CharField(max_length=100)
    next_on = models.DateField()
    entered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.system} {self.on}"


class PartnerActivity(models.Model):
    """Something done together with a partner: who does what, which data is shared, who has which right."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="partner_activities"
    )
    partner = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=PartnerKind.choices)
    activity = models.CharField(max_length=300)
    data_shared = models.TextField(blank=True)
    rights = models.TextField(blank=True)
    contract = models.CharField(max_length=300, blank=True)
    accountable = models.CharField(max_length=100)  # exactly one
    responsible = models.CharField(max_length=200)
    consulted = models.CharField(max_length=200, blank=True)
    informed = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["partner", "activity", "pk"]

    def __str__(self) -> str:
        return f"{self.partner}: {self.activity}"
