"""How prices, units and model cards are written on their pages."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import get_language

from catalogue.gpus import Gpu
from catalogue.models import Openness
from language.text import Text
from tco.assumptions import STATUS_LABELS, Status
from tco.price_pages import SINCE, TOKEN_WORDS
from tco.prices.columns import TAX_WORDS
from tco.prices.kinds import KIND_LABELS, UNITS, Kind

register = template.Library()
UNKNOWN = Text("不明", "Unknown")
OPENNESS = {
    "yes": Text("公開", "Open"),
    "partial": Text("一部公開", "Partly open"),
    "no": Text("非公開", "Closed"),
}
COUNTRIES = {"JP": Text("日本", "Japan"), "US": Text("米国", "United States"), "CN": Text("中国", "China")}


@register.filter
def said(text: Text | None) -> str:
    """A bilingual text in the language of the page."""
    return text.in_(get_language() or "ja") if text else ""


@register.filter
def exact(value: Decimal | None) -> str:
    """A stored number with all its digits and no needless zeros; an unknown one in words.

    >>> exact(Decimal("1234.50000000"))
    '1,234.5'
    """
    return said(UNKNOWN) if value is None else f"{value.normalize():,f}"


@register.filter
def whole_yen(value: Decimal | None) -> str:
    """Whole yen; an unknown amount in words, a negative one with △ in Japanese."""
    if value is None:
        return said(UNKNOWN)
    figure = f"{abs(round(value)):,d}"
    if round(value) >= 0:
        return figure
    return f"({figure})" if (get_language() or "ja").startswith("en") else f"△{figure}"


@register.filter
def signed_share(value: Decimal | None) -> str:
    """A difference as per cent with its sign.

    >>> signed_share(Decimal("0.0543")), signed_share(Decimal("-0.2"))
    ('+5.4%', '−20.0%')
    """
    if value is None:
        return said(UNKNOWN)
    return f"{'−' if value < 0 else '+'}{abs(value) * 100:,.1f}%"


@register.filter
def kind_word(kind: str) -> str:
    return said(KIND_LABELS[Kind(kind)])


@register.filter
def unit_word(unit: str) -> str:
    return said(UNITS[unit].label)


@register.filter
def how_known(status: str) -> str:
    return said(STATUS_LABELS[Status(status)])


@register.filter
def tax_word(tax_included: bool) -> str:
    return said(TAX_WORDS[tax_included])


@register.filter
def open_word(openness: Openness) -> str:
    return said(OPENNESS[openness])


@register.filter
def origin_word(code: str) -> str:
    """A country by its code; a code that has no word here stays a code."""
    return said(COUNTRIES.get(code)) or code


@register.filter
def token_word(kind: str) -> str:
    return said(TOKEN_WORDS[kind])


@register.filter
def moment(day: date | None) -> str:
    """The day of a rate; the first one has none."""
    return day.isoformat() if day else said(SINCE)


@register.filter
def rate_of(rates: dict[str, Decimal], kind: str) -> Decimal | None:
    return rates.get(kind)


@register.filter
def known(value: Any) -> Any:
    """A fact of a card, or the word for unknown; zero is a fact."""
    return said(UNKNOWN) if value in (None, "") else value


@register.filter
def price_count(gpu: Gpu) -> int:
    """How many dated prices of a GPU are known, bought and by the hour."""
    return len(gpu.prices) + len(gpu.rental_usd_per_hour)
