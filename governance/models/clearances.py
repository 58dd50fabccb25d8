"""May these data go into AI? Customer contracts, export control, personal data, trade secrets."""

from __future__ import annotations

from django.db import models

from accounts.append_only import AppendOnly
from accounts.models import Organization, User
from governance.control_states import ClearanceAnswer
from governance.models.systems import AiSystem


class DataClearance(AppendOnly):
    """A drafted check of the data of one AI system; the newest draft counts, with its own approval."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="data_clearances")
    system = models.ForeignKey(AiSystem, on_delete=models.CASCADE, related_name="data_clearances")
    data_description = models.TextField()
    confidentiality = models.CharField(max_length=20)
    customer_contract = models.CharField(max_length=20, choices=ClearanceAnswer.choices)
    export_control = models.CharField(max_length=20, choices=ClearanceAnswer.choices)
    personal_data = models.CharField(max_length=20, choices=ClearanceAnswer.choices)
    trade_secret = models.CharField(max_length=20, choices=ClearanceAnswer.choices)
    conditions = models.TextField(blank=True)
    source_text = models.CharField(max_length=500)
    drafted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    drafted_by_name = models.CharField(max_length=200)
    drafted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["organization", "system"])]

    def __str__(self) -> str:
        return f"{self.system} {self.drafted_at:%Y-%m-%d}"


class ClearanceDecision(AppendOnly):
    """A named person approved a clearance or turned it down."""

    clearance = models.ForeignKey(DataClearance, on_delete=models.CASCADE, related_name="decisions")
    approved = models.BooleanField()
    person_name = models.CharField(max_length=100)
    person_title = models.CharField(max_length=100)
    reason = models.TextField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.clearance} {self.approved}"
