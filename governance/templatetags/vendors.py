"""Words of the vendor pages: countries, verdicts on origins, indexes; the unknown is always said to be so."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.vendor_states import ASPECT_WORDS, STATE_CLASSES, VERDICT_WORDS

register = template.Library()
COUNTRIES = {
    "CA": gettext_lazy("Canada"),
    "CN": gettext_lazy("China"),
    "DE": gettext_lazy("Germany"),
    "EU": gettext_lazy("European Union"),
    "FR": gettext_lazy("France"),
    "GB": gettext_lazy("United Kingdom"),
    "IE": gettext_lazy("Ireland"),
    "IN": gettext_lazy("India"),
    "JP": gettext_lazy("Japan"),
    "KR": gettext_lazy("South Korea"),
    "SG": gettext_lazy("Singapore"),
    "TW": gettext_lazy("Taiwan"),
    "US": gettext_lazy("United States"),
}


@register.filter
def country(code: str) -> str:
    """A country in words where it is a usual one, else its code."""
    return str(COUNTRIES.get(code, code)) if code else _("Unknown")


@register.filter
def verdict(value: str) -> SafeString:
    """What the policy on origins says, as a badge with a word."""
    return format_html(
        '<span class="state {}">{}</span>', STATE_CLASSES.get(value, ""), VERDICT_WORDS.get(value, value)
    )


@register.filter
def aspect(value: str) -> str:
    return str(ASPECT_WORDS[value])


@register.filter
def index(value: float | None) -> str:
    """A concentration to two digits; None is unknown."""
    return _("Unknown") if value is None else f"{value:.2f}"


@register.filter
def of_four(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


@register.filter
def percent(value: float | None) -> str:
    return _("Unknown") if value is None else f"{value:.0%}"


@register.filter
def tolerated(value: bool | None) -> SafeString:
    """Within, above or unknown, as a badge with a word."""
    kind, word = {
        True: ("state-pass", _("Within tolerance")),
        False: ("state-fail", _("Above tolerance")),
        None: ("state-warn", _("Unknown")),
    }[value]
    return format_html('<span class="state {}">{}</span>', kind, word)


@register.filter
def yes_no(value: bool | None) -> str:
    return _("Unknown") if value is None else _("Yes") if value else _("No")


@register.filter
def entry(mapping: dict[str, str], key: str) -> str:
    return str(mapping.get(key, ""))


@register.filter
def average_of(averages: dict[str, float], section: str) -> str:
    return of_four(averages.get(section))


@register.filter
def days_word(value: float | str | None) -> str:
    """Days with their unit; None, or a plan that is not there, is unknown."""
    return _("Unknown") if value in (None, "") else _("%(days)s days") % {"days": f"{float(value or 0):g}"}
