"""The AI systems of a company."""

from django.db.models import QuerySet

from accounts.models import Organization
from governance.models import AiSystem


def systems_of(organization: Organization) -> QuerySet[AiSystem]:
    """Systems in use or planned, not the retired ones."""
    return AiSystem.objects.filter(organization=organization, retired_on=None)
