"""How figures of an evaluation are written: the unit beside, n and interval with every share."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from evaluations.models import text_in_page_language
from evaluations.running.instructions import prompt_words
from evaluations.states import AlarmState, AnswerState, DocumentState, RunState
from evaluations.summary import Rate
from evaluations.testsets.records import record_of
from language.text import Text

register = template.Library()
UNKNOWN = "–"

STATE_CLASSES: dict[str, str] = {
    DocumentState.READY: "state-pass",
    DocumentState.REFUSED: "state-fail",
    RunState.DONE: "state-pass",
    RunState.FAILED: "state-fail",
    RunState.CANCELLED: "state-warn",
    RunState.ANSWERING: "state-info",
    RunState.RETRIEVING: "state-info",
    RunState.SCORING: "state-info",
    RunState.PAUSED: "state-warn",
    AnswerState.FAILED: "state-fail",
    AnswerState.RATE_LIMITED: "state-warn",
    AnswerState.TRUNCATED: "state-warn",
    AnswerState.REFUSED_BY_MODEL: "state-warn",
    AnswerState.REFUSED_BY_POLICY: "state-warn",
    AlarmState.STEADY: "state-pass",
    AlarmState.DROPPED: "state-fail",
    AlarmState.UNKNOWN: "state-warn",
}


@register.filter
def state_class(state: str) -> str:
    """The badge colour of a state; its word always stands beside, colour alone says nothing."""
    return STATE_CLASSES.get(state, "")


@register.filter
def percent(share: float | None, digits: int = 1) -> str:
    """A share as per cent; the unknown as a dash, never as zero.

    >>> percent(0.8166), percent(None)
    ('81.7 %', '–')
    """
    return UNKNOWN if share is None else f"{share * 100:.{digits}f} %"


@register.filter
def points(difference: float | None) -> str:
    """A difference of two shares in percentage points, with its sign.

    >>> points(0.04), points(-0.125)
    ('+4.0', '−12.5')
    """
    if difference is None:
        return UNKNOWN
    return f"{'+' if difference > 0 else '−' if difference < 0 else '±'}{abs(difference) * 100:.1f}"


@register.filter
def point_size(difference: float | None) -> str:
    """A difference of two shares in percentage points, without sign.

    >>> point_size(0.21)
    '21.0'
    """
    return UNKNOWN if difference is None else f"{abs(difference) * 100:.1f}"


@register.filter
def decimal_or_dash(value: float | None, digits: int = 2) -> str:
    """
    >>> decimal_or_dash(0.7312), decimal_or_dash(None)
    ('0.73', '–')
    """
    return UNKNOWN if value is None else f"{value:,.{digits}f}"


@register.filter
def interval(value: Rate) -> str:
    """The 95 % interval of a share.

    >>> interval(Rate(38, 68, 0.441, 0.668))
    '44–67 %'
    """
    return f"{value.low * 100:.0f}–{value.high * 100:.0f} %"


@register.simple_tag
def rate(value: Rate | None) -> SafeString:
    """A share with its n and its 95 % interval, or a dash where nothing was there to judge."""
    if value is None or value.n == 0:
        return format_html('<span class="muted">{}</span>', UNKNOWN)
    return format_html(
        '<span class="nowrap">{}</span> <span class="muted small nowrap">n={} · {}</span>',
        percent(value.share),
        value.n,
        interval(value),
    )


@register.simple_tag
def remaining(low_s: float | None, high_s: float | None) -> str:
    """The time left as a range in words; unknown while too little is done to say."""
    if low_s is None or high_s is None:
        return _("being estimated")
    if high_s < 60:
        return _("less than a minute")
    low, high = max(1, int(low_s // 60)), max(1, -int(-high_s // 60))
    if low == high:
        return _("about %(minutes)d min") % {"minutes": high}
    return _("about %(low)d–%(high)d min") % {"low": low, "high": high}


KIND_WORDS = {
    "short": gettext_lazy("Short answer"),
    "numeric": gettext_lazy("Number"),
    "choice": gettext_lazy("Choice"),
    "extraction": gettext_lazy("Extraction"),
    "summary": gettext_lazy("Summary"),
    "unanswerable": gettext_lazy("Not answerable"),
}
SEVERITY_WORDS = {
    "minor": gettext_lazy("Minor"),
    "normal": gettext_lazy("Normal"),
    "severe": gettext_lazy("Severe"),
}


@register.filter
def prompt_word(version: str) -> str:
    """A version of the prompt with what it asks for."""
    return prompt_words(version, get_language() or "ja")


@register.filter
def kind_word(kind: str) -> str:
    return str(KIND_WORDS.get(kind, kind))


@register.filter
def record_fields(gold: str) -> list[tuple[str, str]]:
    """The fields of a record to extract, for a page.

    >>> record_fields('{"品番": "A-1"}')
    [('品番', 'A-1')]
    """
    return list(record_of(gold).items())


@register.filter
def severity_word(severity: str) -> str:
    return str(SEVERITY_WORDS.get(severity, severity))


@register.filter
def in_page_language(row: dict[str, Any] | None) -> str:
    """A stored {"ja": …, "en": …} in the language of the page."""
    return text_in_page_language(row)


@register.filter(name="text_in_page_language")
def text_value(text: Text) -> str:
    return text.in_(get_language() or "ja")
