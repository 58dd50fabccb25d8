"""How levels, states and texts of operation are written on a page: always a word, never a colour alone."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from governance.operation_states import PartyChoice
from governance.overviews.incidents import FirstAction
from governance.overviews.risks import band_of, category_word
from governance.page_language import said
from language.text import Text

register = template.Library()

BAND_WORDS = {
    "critical": _("Critical risk"),
    "high": _("High risk"),
    "medium": _("Medium risk"),
    "low": _("Low risk"),
}
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


@register.simple_tag
def party_badge(parties: Mapping[str, str], mode: str) -> SafeString:
    """Who carries a duty in a mode; what is ours stands out."""
    return party_word(parties[mode])


@register.simple_tag
def party_word(party: str | None) -> SafeString:
    if party is None:
        return format_html('<span class="muted">{}</span>', _("Deployment mode unknown"))
    style = {"own": "state-warn", "shared": "state-info"}.get(party, "")
    return format_html('<span class="state {}">{}</span>', style, PartyChoice(party).label)


@register.filter
def share_percent(share: float | None) -> str:
    """A share as a percentage with one digit; a dash when nobody knows it."""
    return "–" if share is None else f"{share * 100:.1f} %"


@register.filter
def yen(amount: int) -> str:
    """Yen with separators, whatever the language."""
    return f"{amount:,}"


@register.simple_tag
def span_of_minutes(minutes: int) -> str:
    """Minutes up to an hour, hours up to a day, days beyond."""
    for least, size, word in ((1440, 1440, _("%(n)s days")), (60, 60, _("%(n)s hours"))):
        if minutes > least and minutes % size == 0:
            return str(word) % {"n": minutes // size}
    return str(_("%(n)s minutes")) % {"n": minutes}


@register.simple_tag
def first_action_badge(action: FirstAction) -> SafeString:
    """Whether somebody acted in time, in words, with the minutes it took."""
    style, word = _first_action_word(action)
    if action.minutes is None:
        return format_html('<span class="state {}">{}</span>', style, word)
    taken = _("after %(minutes)s minutes") % {"minutes": f"{action.minutes:,}"}
    return format_html('<span class="state {}">{}</span> <span class="small">{}</span>', style, word, taken)


def _first_action_word(action: FirstAction) -> tuple[str, Any]:
    if action.taken_at is None:
        return (
            ("state-fail", _("Overdue, nobody has acted"))
            if action.is_late
            else ("state-warn", _("Not taken yet"))
        )
    return ("state-fail", _("Late")) if action.is_late else ("state-pass", _("In time"))
