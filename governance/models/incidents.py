"""Incidents with their timeline, and drills of what to do then."""

from django.db import models

from accounts.append_only import AppendOnly
from accounts.models import User
from governance.models.belonging import OperationRow
from governance.models.risks import Risk
from governance.operation_states import EntryKind, IncidentState


class Incident(OperationRow):
    """Something that went wrong. The first action is due so many minutes after it was noticed, by severity."""

    title = models.CharField(max_length=200)
    severity = models.CharField(max_length=10)
    playbook = models.CharField(max_length=20, blank=True)
    reported_by = models.CharField(max_length=100)
    occurred_at = models.DateTimeField(null=True, blank=True)  # null: unknown
    noticed_at = models.DateTimeField()
    first_action_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=IncidentState.choices, default=IncidentState.OPEN)
    cause = models.TextField(blank=True)
    lesson = models.TextField(blank=True)
    lesson_risk = models.ForeignKey(
        Risk, null=True, blank=True, on_delete=models.SET_NULL, related_name="incidents"
    )
    lesson_item = models.CharField(max_length=20, blank=True)  # id of a readiness item
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-noticed_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class IncidentEntry(AppendOnly):
    """One line of the timeline: rows are added, never changed."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    at = models.DateTimeField()
    text = models.TextField(blank=True)
    step = models.PositiveSmallIntegerField(null=True)  # of the playbook, from 1
    by_name = models.CharField(max_length=200)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["incident", "step"], name="a_step_is_ticked_once")]

    def __str__(self) -> str:
        return f"{self.at} {self.kind}"


class Drill(OperationRow):
    """A playbook or the fallback procedure tried for real; `playbook` is empty for the fallback."""

    playbook = models.CharField(max_length=20, blank=True)
    held_on = models.DateField()
    participants = models.CharField(max_length=500)
    passed = models.BooleanField()
    minutes_to_switch = models.PositiveIntegerField(null=True, blank=True)  # null: not measured
    findings = models.TextField(blank=True)

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.playbook} {self.held_on}"
