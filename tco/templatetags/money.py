"""How figures of a cost plan are written: three significant figures on tiles, losses as △."""

from dataclasses import dataclass
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from language.text import Text
from tco.assumptions import STATUS_LABELS, Status
from tco.forms.assumption import DISTRIBUTION_LABELS
from tco.forms.typed import to_typed
from tco.model.rows import InputSpec, NumberStyle, Row

register = template.Library()
UNKNOWN = "–"
LEAST_SHARE = 0.0005  # would be written as 0.0 %


@dataclass(frozen=True)
class Figure:
    """One cell of a table: its text, where it leads, whether it is a loss, and why it has no value."""

    text: str
    href: str = ""
    is_loss: bool = False
    note: str = ""
    is_zero: bool = False


def _is_english() -> bool:
    return (get_language() or "ja").startswith("en")


def accounting(text: str, is_negative: bool) -> str:
    """Mark a loss as Japanese (△) or English (brackets) statements do."""
    if not is_negative:
        return text
    return f"({text})" if _is_english() else f"△{text}"


@register.filter
def words(value: Text | None) -> str:
    """A bilingual text in the language of the page."""
    return value.in_(get_language() or "ja") if value else UNKNOWN


@register.filter
def million(value: float | None) -> str:
    """Yen as millions with three significant figures.

    >>> million(29_210_000.0), million(None)
    ('29.2', '–')
    """
    if value is None:
        return UNKNOWN
    size = abs(value) / 1e6
    text = f"{size:,.{0 if size >= 100 else 1 if size >= 10 else 2}f}"
    return accounting(text, value < 0 and float(text.replace(",", "")) != 0)


@register.filter
def signed_million(value: float) -> str:
    """A difference in millions of yen with its sign.

    >>> signed_million(3_100_000.0)
    '+3.10'
    """
    return f"{'−' if value < 0 else '+'}{million(abs(value))}"


@register.filter
def millions(value: float | None) -> str:
    """Yen as millions with two decimals, so that a column of them lines up.

    >>> millions(13_768_754.4), millions(None)
    ('13.77', '–')
    """
    if value is None:
        return UNKNOWN
    text = f"{abs(value) / 1e6:,.2f}"
    return accounting(text, value < 0 and text != "0.00")


@register.filter
def signed_millions(value: float) -> str:
    """A difference in millions of yen with its sign and two decimals.

    >>> signed_millions(-3_100_000.0)
    '−3.10'
    """
    return f"{'−' if value < 0 else '+'}{millions(abs(value))}"


@register.filter
def yen(value: float | None) -> str:
    """Whole yen with separators.

    >>> yen(1234567.4)
    '1,234,567'
    """
    return UNKNOWN if value is None else accounting(f"{abs(value):,.0f}", round(value) < 0)


@register.filter
def share(value: float | None) -> str:
    """A share as per cent with one decimal.

    >>> share(0.1817), share(0.0), share(0.0002)
    ('18.2%', '0.0%', '0.1%未満')
    """
    if value is None:
        return UNKNOWN
    if 0 < abs(value) < LEAST_SHARE:
        return "<0.1%" if _is_english() else "0.1%未満"
    return accounting(f"{abs(value) * 100:,.1f}%", value < 0)


@register.filter
def plain(value: float | None) -> str:
    """A number with about four significant figures.

    >>> plain(0.66666), plain(1234.6), plain(24.698)
    ('0.6667', '1,235', '24.7')
    """
    if value is None:
        return UNKNOWN
    size = abs(value)
    whole = size >= 1000 or value == int(value)
    fraction = f"{size:.1f}" if size >= 10 else f"{size:.4g}"
    return accounting(f"{size:,.0f}" if whole else fraction, value < 0)


@register.filter
def in_style(value: float | None, style: NumberStyle) -> str:
    """A number of a row or input in the way its style asks for."""
    if style == "jpy":
        return yen(value)
    return share(value) if style == "percent" else plain(value)


@register.filter
def accounting_number(value: float) -> str:
    """A number with one decimal, losses marked.

    >>> accounting_number(12.34)
    '12.3'
    """
    text = f"{abs(value):,.1f}"
    return accounting(text, value < 0 and text != "0.0")


@register.filter
def typed(value: Decimal, spec: InputSpec) -> str:
    """A stored value as people type it, or the word of a choice."""
    if spec.choices:
        return words(spec.choices[int(value)])
    return f"{to_typed(spec, value):,f}"


@register.filter
def choice_word(value: float, row: Row) -> str:
    """The word of a coded answer."""
    return words(row.choices[int(value)])


@register.filter
def status_word(status: Status) -> str:
    """How well an assumption is known, in words."""
    return words(STATUS_LABELS[status])


@register.filter
def cell(figure: Figure) -> SafeString:
    """A table cell with a number that leads to its trace; hundreds of them stand on a page."""
    text: str | SafeString = figure.text
    if figure.href:
        text = format_html('<a class="figure" href="{}">{}</a>', figure.href, text)
    if figure.note:
        text = format_html('{}<div class="figure-note">{}</div>', text, figure.note)
    kind = " negative" if figure.is_loss else " zero" if figure.is_zero else ""
    return format_html('<td class="num{}">{}</td>', kind, text)


@register.filter
def distribution_word(kind: str) -> str:
    """A distribution in words."""
    return words(DISTRIBUTION_LABELS[kind])


@register.filter
def row_key(option: str, name: str) -> str:
    """The key of an option's row.

    >>> row_key("api", "npv")
    'api.npv'
    """
    return f"{option}.{name}"
