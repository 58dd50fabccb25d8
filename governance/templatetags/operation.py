"""How levels, states and texts of operation are written on a page: always a word, never a colour alone."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from governance.overviews.risks import band_of, category_word
from governance.page_language import said
from language.text import Text

register = template.Library()

BAND_WORDS = {"critical": _("Critical"), "high": _("High"), "medium": _("Medium"), "low": _("Low")}
BAND_CLASSES = {"critical": "state-fail", "high": "state-warn", "medium": "state-info", "low": "state-pass"}
BAND_HEATS = {"critical": "heat-n4", "high": "heat-n2", "medium": "heat-p1", "low": "heat-p3"}


@register.filter
def in_words(text: Text) -> str:
    """A text of the books in the language of the page."""
    return said(text)


@register.filter
def found(mapping: dict[str, Any], key: str) -> Any:
    return mapping.get(key)


@register.filter
def band_word(band: str) -> str:
    return str(BAND_WORDS[band])


@register.filter
def band_heat(band: str) -> str:
    """The class of the cell's ground."""
    return BAND_HEATS[band]


@register.simple_tag
def level_badge(likelihood: int | None, impact: int | None) -> SafeString:
    """Both levels, their product and the word of its band; unknown when nobody has judged."""
    if likelihood is None or impact is None:
        return format_html('<span class="state state-warn">{}</span>', _("Unknown"))
    band = band_of(likelihood, impact)
    return format_html(
        '<span class="state {}">{}</span> <span class="nowrap small">{} × {} = {}</span>',
        BAND_CLASSES[band],
        BAND_WORDS[band],
        likelihood,
        impact,
        likelihood * impact,
    )


@register.filter
def category_name(category: str) -> str:
    return category_word(category)
