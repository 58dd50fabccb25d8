"""Addresses of a plan's pages, and the plan page's form as a browser sends it."""

from decimal import Decimal

from django.urls import reverse

from tco.forms.typed import to_typed
from tco.pages.sliders import slider_pairs


def address(name, plan, *more, organization=None, **query):
    where = reverse(f"tco:{name}", args=[organization or plan.organization.slug, plan.pk, *more])
    return f"{where}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else where


def moved(plan, **values):
    """Every movable value as typed, with some typed anew."""
    saved = {spec.key: str(to_typed(spec, Decimal(value.mode))) for spec, value in slider_pairs(plan)}
    return {**saved, "revision": plan.revision, "scenario": "standard", "option": "", **values}
