"""Training: who must take which track, which sessions were held, who took part."""

from django.db import models
from django.db.models import Q

from governance.models.belonging import OperationRow


class TrainingNeed(OperationRow):
    """A person, by name or staff code, who must take a track; without these rows completion is unknown."""

    track = models.CharField(max_length=20)
    person = models.CharField(max_length=100)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["track", "person"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "track", "person"],
                condition=Q(system=None),
                name="one_company_need_per_person",
            ),
            models.UniqueConstraint(
                fields=["system", "track", "person"],
                condition=Q(system__isnull=False),
                name="one_system_need_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.track} {self.person}"


class TrainingSession(OperationRow):
    """One session of a track, planned or held."""

    track = models.CharField(max_length=20)
    held_on = models.DateField()
    hours = models.FloatField()
    teacher = models.CharField(max_length=100, blank=True)
    cost_jpy = models.PositiveBigIntegerField(null=True, blank=True)  # null: unknown
    cost_source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.track} {self.held_on}"


class Attendance(models.Model):
    """One person in a session, by name or staff code."""

    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="attendances")
    person = models.CharField(max_length=100)
    completed = models.BooleanField()
    score_percent = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["person"]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="one_attendance_per_person")
        ]

    def __str__(self) -> str:
        return self.person
