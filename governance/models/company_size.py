"""How large the company is: what subsidies and tax rules ask."""

from __future__ import annotations

from django.db import models

from accounts.append_only import AppendOnly
from accounts.models import Organization, User
from governance.control_states import Industry


class CompanySize(AppendOnly):
    """Staff, capital and industry as somebody entered them, with the source; the newest row counts."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="company_sizes")
    employees = models.PositiveIntegerField(null=True)
    capital_jpy = models.PositiveBigIntegerField(null=True)
    industry = models.CharField(max_length=20, choices=Industry.choices)
    as_of = models.DateField()
    source_text = models.CharField(max_length=500)
    entered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    entered_by_name = models.CharField(max_length=200)
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.organization} {self.as_of}"
