"""Answers to the requirements of frameworks: applicability, state, owner and evidence, only ever added."""

from __future__ import annotations

from django.db import models

from accounts.append_only import AppendOnly
from accounts.models import Organization, User
from governance.control_states import Applicability, ControlStatus, Standing
from governance.models.systems import AiSystem


class ControlRecord(AppendOnly):
    """What an organisation said about one requirement, for all its AI or for one system; the newest row counts."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="control_records")
    system = models.ForeignKey(AiSystem, null=True, on_delete=models.CASCADE, related_name="control_records")
    requirement_id = models.CharField(max_length=40)
    applicability = models.CharField(
        max_length=20, choices=Applicability.choices, default=Applicability.UNDECIDED
    )
    reason = models.TextField(blank=True)
    status = models.CharField(max_length=20, choices=ControlStatus.choices, default=ControlStatus.NOT_STARTED)
    owner_name = models.CharField(max_length=100, blank=True)
    evidence = models.TextField(blank=True)
    checked_on = models.DateField(null=True)
    standing = models.CharField(max_length=20, choices=Standing.choices, default=Standing.CURRENT)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_by_name = models.CharField(max_length=200)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["organization", "system", "requirement_id"])]

    def __str__(self) -> str:
        return f"{self.requirement_id} {self.applicability}"
