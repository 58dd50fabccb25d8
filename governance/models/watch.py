"""The watch on rules: rows that a company adds itself, and who confirmed which row when."""

from __future__ import annotations

from django.db import models

from accounts.append_only import AppendOnly
from accounts.models import Organization, User
from governance.control_states import Area, CertaintyChoice, Force, Standing, WatchResult


class OwnWatchItem(models.Model):
    """A rule or a demand of a customer that the company watches beside the shipped rows."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="own_watch_items")
    name = models.CharField(max_length=200)
    area = models.CharField(max_length=20, choices=Area.choices)
    force = models.CharField(max_length=20, choices=Force.choices)
    certainty = models.CharField(max_length=20, choices=CertaintyChoice.choices)
    applies_on = models.DateField(null=True)
    source = models.CharField(max_length=500)
    action = models.TextField(blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class WatchConfirmation(AppendOnly):
    """Somebody checked a row on a day; `item_key` is the id of a shipped row or `own:<number>`."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="watch_confirmations"
    )
    item_key = models.CharField(max_length=40)
    result = models.CharField(max_length=20, choices=WatchResult.choices)
    note = models.TextField(blank=True)
    confirmed_on = models.DateField()
    standing = models.CharField(max_length=20, choices=Standing.choices, default=Standing.CURRENT)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_by_name = models.CharField(max_length=200)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["organization", "item_key"])]

    def __str__(self) -> str:
        return f"{self.item_key} {self.result}"
