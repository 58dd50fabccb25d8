"""How effects, intervals and labels are written on a page."""

import math

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from adoption.experiments.control_charts import RULES, RuleBreak
from adoption.experiments.finding import Check, EffectUnit, Finding, Label
from adoption.gates.wording import STATUS_WORDS

register = template.Library()

UNKNOWN = "–"
LABEL_CLASSES = {Label.CONFIRMED: "state-pass", Label.INDICATIVE: "state-warn"}
_ANSWERS = {True: "state-pass", False: "state-fail", None: "state-warn"}


@register.filter
def label_badge(label: Label) -> SafeString:
    """確定 or 参考値 as a badge."""
    word = label.text.in_(get_language() or "ja")
    return format_html('<span class="state {}">{}</span>', LABEL_CLASSES[label], word)


@register.filter
def effect_text(value: object, unit: EffectUnit) -> str:
    """A figure of an effect in its unit; a figure that cannot be named is a dash, never zero.

    >>> effect_text(0.2413, "relative"), effect_text(-0.05, "points"), effect_text(1.25, "kpi")
    ('24.1%', '−5.0 pt', '1.25')
    """
    if not isinstance(value, int | float) or not math.isfinite(value):
        return UNKNOWN
    if unit == "points":
        return _signed(f"{value * 100:.1f} pt")
    return _signed(_figure(value) if unit == "kpi" else f"{value * 100:.1f}%")


@register.filter
def interval_text(finding: Finding | None) -> str:
    """The interval from its low to its high end."""
    if finding is None:
        return UNKNOWN
    return f"{effect_text(finding.low, finding.unit)} 〜 {effect_text(finding.high, finding.unit)}"


@register.filter
def bad_end_text(finding: Finding) -> str:
    return effect_text(finding.bad_end, finding.unit)


@register.filter
def p_text(p: float | None) -> str:
    """A probability as papers write it; none is a dash.

    >>> p_text(0.0301), p_text(0.0002), p_text(None)
    ('0.030', '<0.001', '–')
    """
    if p is None:
        return UNKNOWN
    return "<0.001" if p < 0.001 else f"{p:.3f}"


@register.filter
def check_text(check: Check) -> str:
    """The figure of a check in its kind."""
    if check.kind == "p":
        return p_text(check.value)
    if check.kind == "count":
        return f"{check.value:,.0f}"
    return f"{check.value * 100:.1f}%" if check.kind == "relative" else _figure(check.value)


@register.filter
def mean_text(value: float | None, unit: str) -> str:
    """A mean reading in the unit of its KPI; shares are written in percent."""
    if value is None:
        return UNKNOWN
    return f"{value * 100:.1f}%" if unit == "%" else _figure(value)


@register.filter
def rule_text(broken: RuleBreak) -> str:
    return RULES[broken.rule].in_(get_language() or "ja")


@register.simple_tag
def answer_badge(answer: bool | None, yes: str, no: str) -> SafeString:
    """Yes, no or unknown as a badge: what is unknown is never a pass."""
    word = {True: yes, False: no, None: STATUS_WORDS["unknown"].in_(get_language() or "ja")}[answer]
    return format_html('<span class="state {}">{}</span>', _ANSWERS[answer], word)


def _signed(text: str) -> str:
    """A minus sign as wide as a plus, not a hyphen."""
    return text.replace("-", "−")


def _figure(value: float) -> str:
    """Three significant figures, no exponent."""
    if value == 0:
        return "0"
    places = max(0, 2 - len(str(int(abs(value)))) + 1) if abs(value) >= 1 else 3
    return f"{value:,.{places}f}"
