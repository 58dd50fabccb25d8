"""Tests with planted errors: texts that a person altered, and who found what."""

from django.db import models

from accounts.models import User
from governance.models.belonging import OperationRow


class PlantedTest(OperationRow):
    """A set of outputs to review, some with an error planted in them. Closed for changes once somebody has begun."""

    name = models.CharField(max_length=200)
    pass_share = models.FloatField(default=0.8)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class PlantedItem(models.Model):
    """One output: `shown` is what the reviewer sees. Without an error, `original` and `shown` are the same."""

    test = models.ForeignKey(PlantedTest, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveIntegerField()
    original = models.TextField()
    shown = models.TextField()
    error = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["test", "number"], name="one_planted_item_per_number")]

    def __str__(self) -> str:
        return f"{self.test} {self.number}"

    @property
    def is_planted(self) -> bool:
        return self.original != self.shown


class PlantedTaking(models.Model):
    """One person's result: counted from the marks on the page, or typed in from paper."""

    test = models.ForeignKey(PlantedTest, on_delete=models.CASCADE, related_name="takings")
    person = models.CharField(max_length=100)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_on = models.DateField()
    found = models.PositiveIntegerField()
    planted = models.PositiveIntegerField()
    false_alarms = models.PositiveIntegerField(null=True, blank=True)  # null: not counted on paper
    is_typed_in = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-taken_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["test", "person"], name="one_taking_per_person"),
            models.UniqueConstraint(fields=["test", "user"], name="one_taking_per_member"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.found}/{self.planted}"


class PlantedMark(models.Model):
    """What a reviewer said about one output."""

    taking = models.ForeignKey(PlantedTaking, on_delete=models.CASCADE, related_name="marks")
    item = models.ForeignKey(PlantedItem, on_delete=models.CASCADE, related_name="+")
    says_error = models.BooleanField()
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["item__number"]
        constraints = [models.UniqueConstraint(fields=["taking", "item"], name="one_mark_per_item")]

    def __str__(self) -> str:
        return f"{self.taking} {self.item}"
