"""How far operation is ready: one row for each item of the list that somebody has taken up."""

from django.db import models
from django.db.models import Q

from governance.models.belonging import OperationRow
from governance.operation_states import ReadinessState


class Readiness(OperationRow):
    """The state of one item; a system's own row goes before the company's."""

    item = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=ReadinessState.choices, default=ReadinessState.OPEN)
    owner_name = models.CharField(max_length=100)
    started_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True)

    class Meta:
        ordering = ["item"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "item"], condition=Q(system=None), name="one_company_row_per_item"
            ),
            models.UniqueConstraint(
                fields=["system", "item"], condition=Q(system__isnull=False), name="one_system_row_per_item"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.state}"
