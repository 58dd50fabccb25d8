"""How requirements and rows of the books are written on a page: a word always, never a colour alone."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from content.versions import Change
from governance.clearance_forms import CLASSES
from governance.clearances import ClearanceState
from governance.control_states import HARDNESS_OF, Area, CertaintyChoice, Force
from governance.page_language import said
from language.text import Text

register = template.Library()

STATE_WORDS = {
    "undecided": gettext_lazy("Not declared"),
    "confirm_again": gettext_lazy("Confirm again"),
    "not_applicable": gettext_lazy("Not applicable"),
    "not_started": pgettext_lazy("requirement", "Not started"),
    "in_progress": pgettext_lazy("requirement", "In progress"),
    "done": pgettext_lazy("requirement", "Done"),
}
STATE_CLASSES = {
    "undecided": "state-warn",
    "confirm_again": "state-warn",
    "in_progress": "state-info",
    "done": "state-pass",
}
CERTAINTY_CLASSES: dict[str, str] = {
    CertaintyChoice.OFFICIAL: "state-pass",
    CertaintyChoice.SECONDARY_CONFLICT: "state-fail",
    CertaintyChoice.PROPOSAL: "state-warn",
    CertaintyChoice.MEMORY: "state-warn",
}

register.filter("in_page_language", said)


@register.filter
def state_word(state: str) -> str:
    return str(STATE_WORDS[state])


@register.simple_tag
def state_badge(state: str) -> SafeString:
    return format_html('<span class="state {}">{}</span>', STATE_CLASSES.get(state, ""), STATE_WORDS[state])


@register.simple_tag
def certainty_badge(certainty: str) -> SafeString:
    word = CertaintyChoice(certainty).label
    return format_html('<span class="state {}">{}</span>', CERTAINTY_CLASSES.get(certainty, ""), word)


@register.simple_tag
def verify_badge(verify: bool) -> SafeString:
    """The mark of an id or a date that somebody must check in the original first."""
    if not verify:
        return SafeString("")
    return format_html('<span class="state state-warn">{}</span>', _("Check the original"))


@register.filter
def force_word(force: str) -> str:
    return str(Force(force).label)


@register.filter
def hardness_word(force: str) -> str:
    return str(HARDNESS_OF[Force(force)].label)


@register.filter
def area_word(area: str) -> str:
    return str(Area(area).label)


@register.filter
def class_word(confidentiality: str) -> str:
    return str(dict(CLASSES).get(confidentiality, confidentiality))


CLAIM_WORDS = {
    "reported": gettext_lazy("Reported, not checked here"),
    "estimate": gettext_lazy("An estimate of others"),
    "forecast": gettext_lazy("A forecast of others"),
    "opinion": gettext_lazy("An opinion of others"),
}
ELIGIBILITY_WORDS = {
    "eligible": gettext_lazy("May apply"),
    "not_eligible": gettext_lazy("Not eligible by size"),
    "unknown": gettext_lazy("Unknown"),
}
ELIGIBILITY_CLASSES = {"eligible": "state-pass", "unknown": "state-warn"}


@register.simple_tag
def eligibility_badge(verdict: str) -> SafeString:
    return format_html(
        '<span class="state {}">{}</span>', ELIGIBILITY_CLASSES.get(verdict, ""), ELIGIBILITY_WORDS[verdict]
    )


@register.simple_tag
def clearance_badge(state: ClearanceState) -> SafeString:
    if state.clearance is None:
        return format_html('<span class="state state-warn">{}</span>', _("Unknown"))
    if state.is_approved is None:
        return format_html('<span class="state state-warn">{}</span>', _("Waits for approval"))
    if state.is_approved:
        return format_html('<span class="state state-pass">{}</span>', _("Approved"))
    return format_html('<span class="state state-fail">{}</span>', _("Rejected"))


CHANGE_WORDS = {
    "added": gettext_lazy("Added"),
    "removed": gettext_lazy("Removed"),
    "changed": gettext_lazy("Changed"),
    "renamed": gettext_lazy("Renamed"),
}
CHANGE_CLASSES = {
    "added": "state-pass",
    "removed": "state-fail",
    "changed": "state-warn",
    "renamed": "state-info",
}


@register.simple_tag
def change_badge(kind: str) -> SafeString:
    return format_html('<span class="state {}">{}</span>', CHANGE_CLASSES[kind], CHANGE_WORDS[kind])


@register.filter
def old_words(change: Change) -> list[tuple[str, str]]:
    return _words(change, change.before)


@register.filter
def new_words(change: Change) -> list[tuple[str, str]]:
    return _words(change, change.after)


def _words(change: Change, row: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """What differs of a row; of one that came or went, its words."""
    if row is None:
        return []
    names = change.fields or (() if change.kind == "renamed" else ("ja", "en"))
    return [(name, _plain(row[name])) for name in names if name in row]


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return " / ".join(_plain(one) for one in value.values())
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    return str(value)


@register.filter
def claim_word(kind: str) -> str:
    return str(CLAIM_WORDS[kind])


@register.filter
def row_words(words: Mapping[str, str]) -> str:
    """A stored row in the language of the page."""
    return said(Text(words["ja"], words["en"]))
