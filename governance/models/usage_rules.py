"""The internal usage rule, who must read it, and who has read which version."""

from __future__ import annotations

from django.db import models

from accounts.append_only import AppendOnly
from accounts.models import Organization, User
from governance.models.systems import AiSystem


class UsageRule(AppendOnly):
    """One version of the rule; the newest is in force, and reading an earlier one does not count."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="usage_rules")
    version = models.PositiveIntegerField()
    text = models.TextField()
    valid_from = models.DateField()
    written_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    written_by_name = models.CharField(max_length=200)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "version"], name="one_usage_rule_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.version}"


class RuleReader(models.Model):
    """A person who must have read the rule, for all AI of the company or for one system."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="rule_readers")
    system = models.ForeignKey(AiSystem, null=True, on_delete=models.CASCADE, related_name="rule_readers")
    person = models.CharField(max_length=100)
    added_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.person


class RuleReceipt(AppendOnly):
    """A person has read a version: said by that person, or recorded by somebody from a signed list."""

    rule = models.ForeignKey(UsageRule, on_delete=models.CASCADE, related_name="receipts")
    person = models.CharField(max_length=100)
    read_on = models.DateField()
    source_text = models.CharField(max_length=500, blank=True)  # empty: the person said so when signed in
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.person} {self.rule_id}"
