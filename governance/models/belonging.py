"""What every row of operation belongs to: a company, and one AI system where it concerns only that."""

from django.db import models

from accounts.models import Organization, User
from governance.models.systems import AiSystem


class OperationRow(models.Model):
    """A row of a company; without a system it holds for the whole company."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    system = models.ForeignKey(AiSystem, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    changed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
