"""Finding what an address names, inside the member's own organisation."""

from django.shortcuts import get_object_or_404

from accounts.models import Membership
from tco.models import CostPlan


def plan_of(membership: Membership, plan: int) -> CostPlan:
    """Return a plan of the member's own organisation, else 404."""
    return get_object_or_404(
        CostPlan.objects.select_related("organization"), pk=plan, organization=membership.organization
    )
