"""The approval route: a request, its steps, what people did, and the firm's table of authority."""

from __future__ import annotations

from django.db import models

from accounts.append_only import AppendOnly
from accounts.models import Organization, User
from adoption.models.use_cases import UseCase
from adoption.states import RingiActionKind, RingiState, RingiStepKind, RingiStepState, TaxChoice


class AuthorityLimit(models.Model):
    """A row of the table of authority: who decides up to which amount (yen, without tax)."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="authority_limits")
    title = models.CharField(max_length=100)
    up_to_jpy = models.DecimalField(max_digits=15, decimal_places=0, null=True)  # empty: any amount
    decider = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = [models.F("up_to_jpy").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return self.title


class ReviewerSeat(models.Model):
    """Who reviews for a function of the company, and within how many days."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="reviewer_seats")
    function = models.CharField(max_length=20)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField(default=5)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "function"], name="one_seat_for_a_function")
        ]

    def __str__(self) -> str:
        return self.function


class Ringi(models.Model):
    """A request for approval (稟議); its state follows from its steps, its history is its actions."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="ringi")
    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="ringi")
    gate = models.CharField(max_length=10)
    fiscal_year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    purpose = models.TextField()
    amount_jpy = models.DecimalField(
        max_digits=15, decimal_places=0
    )  # what is asked for, by which it is routed
    initial_jpy = models.DecimalField(max_digits=15, decimal_places=0)
    yearly_jpy = models.DecimalField(max_digits=15, decimal_places=0)
    tax = models.CharField(max_length=10, choices=TaxChoice.choices, default=TaxChoice.EXCLUDED)
    exit_condition = models.TextField()
    safety = models.TextField(blank=True)
    readers = models.ManyToManyField(User, blank=True, related_name="+")
    state = models.CharField(max_length=20, choices=RingiState.choices, default=RingiState.DRAFT)
    round = models.PositiveSmallIntegerField(default=0)
    parts = models.JSONField(default=dict)  # {part: sha256} when it was submitted
    snapshot_sha256 = models.CharField(max_length=64, blank=True)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    report_due_on = models.DateField(null=True)  # the report on what came of it

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "fiscal_year", "serial"], name="one_ringi_number")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        return f"R{self.fiscal_year}-{self.serial:03d}"


class RingiStep(models.Model):
    """One person's turn in one round; what was answered and on which state."""

    ringi = models.ForeignKey(Ringi, on_delete=models.CASCADE, related_name="steps")
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=RingiStepKind.choices)
    function = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=100, blank=True)  # of the decider in the table of authority
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="ringi_steps")
    deputy = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="ringi_steps_as_deputy"
    )
    due_on = models.DateField()
    state = models.CharField(max_length=30, choices=RingiStepState.choices, default=RingiStepState.WAITING)
    seen_parts = models.JSONField(default=dict)  # {part: sha256} that the answer stands on
    reopened_for = models.JSONField(default=list)  # parts that changed after the answer
    reminded_on = models.DateField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["state", "due_on"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.function or self.title}"


class RingiAction(AppendOnly):
    """What somebody did: never changed, never deleted."""

    ringi = models.ForeignKey(Ringi, on_delete=models.PROTECT, related_name="actions")
    step = models.ForeignKey(RingiStep, null=True, on_delete=models.PROTECT, related_name="actions")
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=30, choices=RingiActionKind.choices)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # empty: the product
    person_name = models.CharField(max_length=100, blank=True)
    person_title = models.CharField(max_length=100, blank=True)
    for_person = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # 代理
    is_own_request = models.BooleanField(default=False)
    comment = models.TextField(blank=True)
    checklist = models.JSONField(default=list)  # ids that were ticked
    parts = models.JSONField(default=list)  # parts that changed
    snapshot_sha256 = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_name}"
