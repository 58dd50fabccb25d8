"""How KPIs, amounts and progress are written on a page."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from adoption.pilot_states import KpiDirection
from adoption.pilots.progress import Progress
from adoption.pilots.unit_words import unit_word

register = template.Library()
SIGNS = {KpiDirection.UP: "▲", KpiDirection.DOWN: "▼"}


@register.filter
def in_unit(value: float | None, unit: str) -> str:
    """A KPI's value as people read it, or the word for unknown: a share as 35 %."""
    if value is None:
        return _("Unknown")
    if unit == "%":
        return f"{value * 100:,.4g}%"
    return f"{value:,.5g} {in_words(unit)}".strip()


@register.filter
def in_words(unit: str) -> str:
    """A unit of the KPI library in the language of the page."""
    return unit_word(unit).in_(get_language() or "ja")


@register.filter
def as_effect(value: float | None, unit: str) -> str:
    """A threshold in the unit of its design."""
    if value is None:
        return _("Unknown")
    if unit in ("relative", "rate"):
        return f"{value * 100:,.4g}%"
    if unit == "points":
        return _("%(n)s points") % {"n": f"{value * 100:,.4g}"}
    return f"{value:,.5g}"


@register.filter
def percent(share: float | None) -> str:
    return _("Unknown") if share is None else f"{share * 100:,.0f}%"


@register.simple_tag
def direction(way: str) -> SafeString:
    """The sign with its words for those who do not see it."""
    words = KpiDirection(way).label
    return format_html(
        '<span aria-hidden="true" title="{}">{}</span><span class="visually-hidden">{}</span>',
        words,
        SIGNS[KpiDirection(way)],
        words,
    )


@register.simple_tag
def progress_state(progress: Progress) -> SafeString:
    """How far the KPI has come, in words beside the number."""
    if progress.share is None:
        return format_html('<span class="state state-warn">{}</span>', _("Unknown"))
    share = f"{progress.share * 100:,.0f}%"
    if progress.is_reached:
        return format_html('<span class="state state-pass">✓ {} {}</span>', _("Target reached"), share)
    if progress.is_worse_than_start:
        return format_html('<span class="state state-fail">✗ {} {}</span>', _("Worse than the start"), share)
    return format_html('<span class="state state-info">{} {}</span>', _("On the way"), share)


@register.filter
def lookup(mapping: dict[str, Any], key: str) -> Any:
    """The entry of a mapping whose keys nobody chose; empty when there is none."""
    return mapping.get(key, "")
